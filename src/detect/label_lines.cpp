#include "detect/label_lines.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace constat {
namespace {

constexpr std::size_t label_line_bytes_max = 300;
constexpr std::size_t label_bytes_max = 70;
constexpr std::size_t lone_label_bytes_max = 45;  // A longer line is a sentence.
constexpr std::size_t box_number_bytes_max = 5;   // "12a. "
constexpr std::size_t value_bytes_max = 80;
constexpr std::size_t cells_max = 12;
constexpr std::size_t lines_before = 30;
constexpr std::size_t lines_after = 30;

struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t column = 0;  // In characters, from the line's begin.
};

std::size_t line_end_of(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end;
}

// Cuts a line at two blanks and more, and at tabs.
void cut(std::string_view text, std::size_t begin, std::size_t end, std::vector<Piece>& pieces) {
  pieces.clear();
  std::size_t column = 0;
  std::size_t blanks = 2;
  for (std::size_t at = begin; at < end && pieces.size() <= cells_max; ++at) {
    const char c = text[at];
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80 && !pieces.empty()) {
      pieces.back().end = at + 1;
      continue;
    }
    if (is_space(c)) {
      blanks += c == '\t' ? 2 : 1;
    } else {
      if (blanks >= 2) pieces.push_back({at, at, column});
      pieces.back().end = at + 1;
      blanks = 0;
    }
    ++column;
  }
}

// Whether cut() would make more than one piece of it.
bool has_columns(std::string_view line) {
  return line.find("  ") != std::string_view::npos || line.find('\t') != std::string_view::npos;
}

// "2 Employee's name", "12a Surname", "b Employer": goes behind the number of the box.
void skip_box_number(std::string_view text, Piece& label) {
  std::size_t at = label.begin;
  while (at < label.end && at < label.begin + 2 && is_digit(text[at])) ++at;
  if (at < label.end && is_alpha(text[at]) && at + 1 < label.end && (text[at + 1] == ' ' || text[at + 1] == '.')) ++at;
  if (at == label.begin || at >= label.end) return;
  if (text[at] == '.' || text[at] == ')') ++at;
  if (at >= label.end || text[at] != ' ') return;
  while (at < label.end && text[at] == ' ') ++at;
  if (at < label.end) label.begin = at;
}

bool may_be_label(std::string_view label) {
  if (label.size() > label_bytes_max) return false;
  std::size_t letters = 0;
  std::size_t digits = 0;
  for (const char c : label) {
    letters += is_alpha(c) || is_high(c) ? 1 : 0;
    digits += is_digit(c) ? 1 : 0;
    if (c == '@' || c == '{' || c == '=' || c == '<' || c == '"') return false;
  }
  return letters >= 3 && digits <= 2;
}

// A line between the labels' and the values' that holds nothing is passed over once: a page's text may be spaced.
std::size_t value_line(std::string_view text, std::size_t at) {
  for (int lines = 0; lines < 2 && at < text.size(); ++lines) {
    const std::size_t end = line_end_of(text, at);
    if (!trim(text.substr(at, end - at)).empty()) return at;
    at = end + 1;
  }
  return text.size();
}

class LabelLines {
 public:
  LabelLines(std::string_view text, const KnowsLabel& knows, std::vector<LabelledValue>& found)
      : text_(text), knows_(knows), found_(found) {}

  // The line at `at` as one of labels. Gives whether any of them has a value below.
  bool read(std::size_t at, std::size_t end) {
    if (end - at > label_line_bytes_max) return false;
    const std::string_view line = trim(text_.substr(at, end - at));
    // A label alone is short; most lines of prose are told from one by that, before their words are looked up.
    if (line.size() > lone_label_bytes_max + box_number_bytes_max && !has_columns(line)) return false;
    if (!may_be_line_of_labels(line)) return false;
    line_ = at;
    cut(text_, at, end, labels_);
    if (labels_.empty() || labels_.size() > cells_max) return false;
    bool any = false;
    known_.assign(labels_.size(), false);
    for (std::size_t index = 0; index < labels_.size(); ++index) {
      Piece& label = labels_[index];
      skip_box_number(text_, label);
      const std::string_view words = text_.substr(label.begin, label.end - label.begin);
      // What is given on its own line is no label of the line below: "Name: Jane".
      const std::size_t colon = words.find(": ");
      if (!may_be_label(words) || colon != std::string_view::npos || !knows_(words)) continue;
      known_[index] = any = true;
    }
    if (!any) return false;
    if (labels_.size() == 1 && !stands_alone(text_.substr(labels_[0].begin, labels_[0].end - labels_[0].begin)))
      return false;
    const std::size_t below = value_line(text_, end + 1);
    if (below >= text_.size()) return false;
    const std::size_t below_end = line_end_of(text_, below);
    if (below_end - below > label_line_bytes_max) return false;
    cut(text_, below, below_end, values_);
    if (values_.empty() || values_.size() > cells_max || (labels_.size() == 1 && values_.size() > 2)) return false;
    return pair();
  }

 private:
  // Most lines of a text are sentences or data.
  static bool may_be_line_of_labels(std::string_view line) {
    if (line.size() < 3) return false;
    const char last = line.back();
    if (last == '.' || last == ';' || last == ',' || last == '}' || last == '>') return false;
    const auto digits = std::ranges::count_if(line, is_digit);
    return static_cast<std::size_t>(digits) * 4 <= line.size() + 4;
  }

  // "Birth 1971": a line of its own, that gives its own value.
  bool begins_with_label(std::string_view words) const {
    const std::string_view before = trim(words.substr(0, words.find_first_of("0123456789")));
    return may_be_label(before) && knows_(before);
  }

  static bool stands_alone(std::string_view label) {
    return label.size() <= lone_label_bytes_max && label.find(", ") == std::string_view::npos;
  }

  // Each value is the label's under which it begins; where there are as many, they go by their order.
  bool pair() {
    const bool in_order = values_.size() == labels_.size();
    bool paired = false;
    std::size_t before = labels_.size();
    for (std::size_t index = 0; index < values_.size(); ++index) {
      constexpr std::size_t slack = 2;
      std::size_t label = in_order ? index : labels_.size();
      for (std::size_t each = 0; !in_order && each < labels_.size(); ++each) {
        if (labels_[each].column <= values_[index].column + slack) label = each;
      }
      if (label == labels_.size() || std::exchange(before, label) == label || !known_[label]) continue;
      const Piece& value = values_[index];
      const std::string_view words = text_.substr(value.begin, value.end - value.begin);
      if (words.size() > value_bytes_max || begins_with_label(words)) continue;
      found_.push_back({labels_[label].begin, labels_[label].end, value.begin, value.end, line_});
      paired = true;
    }
    return paired;
  }

  std::string_view text_;
  const KnowsLabel& knows_;
  std::vector<LabelledValue>& found_;
  std::size_t line_ = 0;
  std::vector<Piece> labels_;
  std::vector<bool> known_;
  std::vector<Piece> values_;
};

std::size_t lines_back(std::string_view text, std::size_t at, std::size_t floor) {
  for (std::size_t lines = 0; lines <= lines_before && at > floor; ++lines) {
    const std::size_t newline = text.rfind('\n', at - 1);
    if (newline == std::string_view::npos || newline < floor) return floor;
    at = newline;
  }
  return at > floor ? at + 1 : floor;
}

}  // namespace

std::vector<LabelledValue> find_label_lines(std::string_view text, std::span<const std::size_t> places,
                                            const KnowsLabel& knows) {
  std::vector<LabelledValue> found;
  LabelLines lines(text, knows, found);
  std::size_t done = 0;  // All lines before were read.
  for (const std::size_t place : places) {
    std::size_t at = std::max(done, lines_back(text, std::max(place, done), done));
    std::size_t behind = 0;
    while (at < text.size() && behind < lines_after) {
      const std::size_t end = line_end_of(text, at);
      behind += end > place ? 1 : 0;
      lines.read(at, end);
      at = end + 1;
    }
    done = std::max(done, at);
  }
  return found;
}

}  // namespace constat
