#include "report/charts.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

std::string cut_label(const std::string& text, std::size_t characters) {
  std::size_t offset = 0;
  std::size_t count = 0;
  while (offset < text.size() && count < characters) {
    (void)next_code_point(text, offset);
    ++count;
  }
  return offset >= text.size() ? text : text.substr(0, offset) + "…";
}

namespace {

std::size_t letters_of(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t offset = 0; offset < text.size(); ++letters) (void)next_code_point(text, offset);
  return letters;
}

std::string whole(double value) { return std::to_string(static_cast<long long>(value + 0.5)); }

std::int64_t largest_of(const std::vector<ChartBar>& bars) {
  std::int64_t largest = 1;
  for (const ChartBar& bar : bars) largest = std::max(largest, bar.value);
  return largest;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string valid;
  if (!is_valid_utf8(text)) {
    valid = to_valid_utf8(text);
    text = valid;
  }
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
          out += "\xEF\xBF\xBD";
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string bar_chart(std::string_view title, const std::vector<ChartBar>& bars) {
  constexpr int width = 720;
  constexpr int label_width = 290;  // Of 42 letters at 12.5 px, of which some are wide.
  constexpr int value_width = 84;
  constexpr int row = 24;
  const std::int64_t largest = largest_of(bars);
  const int height = static_cast<int>(bars.size()) * row + 4;
  std::string svg = "<svg class=\"chart\" viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) +
                    "\" role=\"img\" aria-label=\"" + escape_html(title) + "\">";
  int y = 2;
  for (const ChartBar& bar : bars) {
    const double length = static_cast<double>(width - label_width - value_width) * static_cast<double>(bar.value) /
                          static_cast<double>(largest);
    const std::string middle = std::to_string(y + 16);
    svg += "<g><title>" + escape_html(bar.label) + " \u2013 " + escape_html(bar.shown) +
           "</title><text class=\"label\" x=\"" + std::to_string(label_width - 10) + "\" y=\"" + middle + "\">" +
           escape_html(cut_label(bar.label, 42)) + "</text>";
    svg += "<rect class=\"track\" x=\"" + std::to_string(label_width) + "\" y=\"" + std::to_string(y + 4) +
           "\" width=\"" + std::to_string(width - label_width - value_width) + "\" height=\"16\"/>";
    if (bar.value > 0) {
      svg += "<rect class=\"bar\" x=\"" + std::to_string(label_width) + "\" y=\"" + std::to_string(y + 4) +
             "\" width=\"" + whole(std::max(length, 2.0)) + "\" height=\"16\"/>";
    }
    svg += "<text class=\"value\" x=\"" + std::to_string(width) + "\" y=\"" + middle + "\">" + escape_html(bar.shown) +
           "</text></g>";
    y += row;
  }
  return svg + "</svg>\n";
}

std::string column_chart(std::string_view title, const std::vector<ChartBar>& bars) {
  constexpr int width = 720;
  constexpr int height = 190;
  constexpr int top = 20;
  constexpr int base = 160;
  const std::int64_t largest = largest_of(bars);
  const double step = bars.empty() ? width : static_cast<double>(width) / static_cast<double>(bars.size());
  std::string svg = "<svg class=\"chart\" viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) +
                    "\" role=\"img\" aria-label=\"" + escape_html(title) + "\">";
  svg += "<line class=\"axis\" x1=\"0\" y1=\"" + std::to_string(base) + "\" x2=\"" + std::to_string(width) +
         "\" y2=\"" + std::to_string(base) + "\"/>";
  const double bar_width = std::min(step * 0.72, 56.0);
  // Where columns stand closer than their labels are wide, only every n-th is written; none leaves the picture.
  std::size_t letters = 0;
  for (const ChartBar& bar : bars) letters = std::max(letters, letters_of(bar.label));
  const double label_width = 7.0 * static_cast<double>(letters) + 6.0;
  const auto every = static_cast<std::size_t>(label_width / step) + 1;
  double written = 0;  // Where the last label ends: one that was moved inside may reach the next.
  for (std::size_t index = 0; index < bars.size(); ++index) {
    const ChartBar& bar = bars[index];
    const double middle = step * (static_cast<double>(index) + 0.5);
    const double size =
        std::max(bar.value > 0 ? 1.5 : 0.0,
                 static_cast<double>(base - top) * static_cast<double>(bar.value) / static_cast<double>(largest));
    svg += "<g><title>" + escape_html(bar.label) + " \u2013 " + escape_html(bar.shown) + "</title>";
    if (bar.value > 0) {
      svg += "<rect class=\"bar\" x=\"" + whole(middle - bar_width / 2) + "\" y=\"" + whole(base - size) +
             "\" width=\"" + whole(bar_width) + "\" height=\"" + whole(size) + "\"/>";
      if (every == 1 || bar.value == largest) {
        svg += "<text class=\"top\" x=\"" + whole(middle) + "\" y=\"" + whole(base - size - 5) + "\">" +
               escape_html(bar.shown) + "</text>";
      }
    }
    if (index % every == 0) {
      const double inside = std::clamp(middle, label_width / 2, std::max(label_width / 2, width - label_width / 2));
      if (inside - label_width / 2 >= written) {
        svg += "<text class=\"tick\" x=\"" + whole(inside) + "\" y=\"" + std::to_string(base + 18) + "\">" +
               escape_html(bar.label) + "</text>";
        written = inside + label_width / 2;
      }
    }
    svg += "</g>";
  }
  return svg + "</svg>\n";
}

}  // namespace constat
