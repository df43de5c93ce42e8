#include "cli/table_layout.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "cli/listing.h"

namespace constat {

namespace {

constexpr std::size_t gap = 2;  // Blanks between two columns.
constexpr std::size_t elastic_min = 16;

// Widths whose sum, with gaps, is at most `room`; empty where there are none.
std::vector<std::size_t> narrowed(const std::vector<std::size_t>& widths, const std::vector<char>& elastic,
                                  std::size_t room) {
  if (widths.empty()) return {};
  std::vector<std::size_t> least = widths;
  for (std::size_t index = 0; index < widths.size(); ++index) {
    if (elastic[index] != 0) least[index] = std::min(widths[index], elastic_min);
  }
  const auto sum = [](const std::vector<std::size_t>& of) {
    std::size_t all = gap * (of.size() - 1);
    for (const std::size_t width : of) all += width;
    return all;
  };
  if (sum(least) > room) return {};
  // What is over goes to the narrowest first, so that short columns stay whole.
  for (std::size_t over = room - sum(least); over > 0;) {
    std::size_t* narrowest = nullptr;
    for (std::size_t index = 0; index < widths.size(); ++index) {
      if (least[index] < widths[index] && (narrowest == nullptr || least[index] < *narrowest)) {
        narrowest = &least[index];
      }
    }
    if (narrowest == nullptr) break;
    ++*narrowest;
    --over;
  }
  return least;
}

}  // namespace

std::size_t terminal_columns() {
  winsize size{};
  return ::isatty(STDOUT_FILENO) != 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::vector<std::string> lines_of(std::string_view text, std::size_t width, bool hard) {
  std::vector<std::string> lines(1);
  std::size_t column = 0;
  for (std::string_view word : split(text, ' ')) {
    std::size_t size = shown_width(word);
    if (column != 0 && column + 1 + size > width) {
      lines.emplace_back();
      column = 0;
    } else if (column != 0) {
      lines.back() += ' ';
      ++column;
    }
    while (hard && size > width) {
      std::size_t end = 0;
      for (std::size_t at = 0; at < word.size();) {
        (void)next_code_point(word, at);
        if (shown_width(word.substr(0, at)) > width) break;
        end = at;
      }
      if (end == 0) break;
      lines.back() += word.substr(0, end);
      lines.emplace_back();
      word.remove_prefix(end);
      size = shown_width(word);
    }
    lines.back() += word;
    column += size;
  }
  return lines;
}

std::string fitted(std::string_view text, std::size_t width) {
  constexpr std::size_t described = 30;  // Where CLI11 begins to say what an option does.
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (!out.empty()) out += '\n';
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    if (shown_width(line) <= width || line.starts_with("  constat ")) {
      out += line;
      continue;
    }
    const std::size_t gap_at = line.find("  ", begin);
    const bool of_list = begin >= 2 && (begin == described || (gap_at != std::string_view::npos && gap_at < described &&
                                                               line.find_first_not_of(' ', gap_at) == described));
    const std::size_t indent = of_list ? described : begin;
    out += line.substr(0, indent);
    bool first = true;
    for (const std::string& part : lines_of(line.substr(indent), width - indent)) {
      if (!first) out += '\n' + std::string(indent, ' ');
      out += part;
      first = false;
    }
  }
  return out;
}

TableLayout table_layout(const std::vector<std::size_t>& widths, const std::vector<char>& elastic, std::size_t room) {
  std::size_t all = widths.empty() ? 0 : gap * (widths.size() - 1);
  for (const std::size_t width : widths) all += width;
  if (room == 0 || all <= room) return {TableShape::wide, widths};
  std::vector<std::size_t> others(widths.begin(), widths.end() - 1);
  if (elastic.back() == 0) {
    if (auto side = narrowed(widths, elastic, room); !side.empty()) return {TableShape::wide, side};
    return {TableShape::records, {}};
  }
  if (auto side = narrowed(others, elastic, room); !side.empty()) return {TableShape::below, side};
  return {TableShape::records, {}};
}

}  // namespace constat
