// How a table and long texts stand in a terminal of so many columns: lines that the terminal itself would break in the
// middle of a word cannot be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

// Of the terminal that standard output is; 0 where it is none, or does not say.
std::size_t terminal_columns();

// Lines of at most `width` columns, broken at blanks. A longer word stays whole (a Place that is cut opens nothing)
// unless `hard`, where it is broken as well.
std::vector<std::string> lines_of(std::string_view text, std::size_t width, bool hard = false);

// Every line of `text` that is wider is broken at blanks and goes on under its own beginning; that of a list of
// options ("  --name VALUE     what it does"), under what it does. Examples (beginning with "  constat ") stay.
std::string fitted(std::string_view text, std::size_t width);

enum class TableShape : std::uint8_t {
  wide,     // A line a row.
  below,    // The last column under its row.
  records,  // A line a cell, under the name of its column.
};

struct TableLayout {
  TableShape shape = TableShape::wide;
  std::vector<std::size_t> widths;  // Of the columns that stand side by side.
};

// `widths`: what the cells want; `elastic`: which columns may be narrower, for what they hold is broken into lines. A
// last column that may be goes under its row before others are broken. `room` 0: as wide as they want.
TableLayout table_layout(const std::vector<std::size_t>& widths, const std::vector<char>& elastic, std::size_t room);

}  // namespace constat
