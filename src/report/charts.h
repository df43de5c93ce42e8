// Charts as inline SVG: no script, no request, sharp in print. Every text that comes in is escaped here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

struct ChartBar {
  std::string label;
  std::int64_t value = 0;
  std::string shown;  // The value as the reader sees it.
};

// Horizontal bars with their labels at the left and values at the right.
std::string bar_chart(std::string_view title, const std::vector<ChartBar>& bars);
// Upright bars along time; every label that fits is written.
std::string column_chart(std::string_view title, const std::vector<ChartBar>& bars);

// Cut to so many characters: an SVG text does not wrap.
std::string cut_label(const std::string& text, std::size_t characters);

// For text and attribute values alike. Control characters become U+FFFD; invalid UTF-8 too.
std::string escape_html(std::string_view text);

}  // namespace constat
