// Tables inside running text: lines cut by one delimiter, Markdown tables, columns aligned by blanks. Detection gives
// them to the typing of tables, so that a pasted list of staff in a mail is judged by its columns, not cell by cell.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "detect/byte_classes.h"

namespace constat {

struct TextCell {
  std::size_t begin = 0;  // In the text, without outer blanks and quotes; end exclusive.
  std::size_t end = 0;
};
struct TextRow {
  std::size_t first_cell = 0;
  std::size_t cell_count = 0;
  std::size_t begin = 0;  // The line in the text.
  std::size_t end = 0;
};
struct TextTable {
  std::size_t first_row = 0;
  std::size_t row_count = 0;
};

// Reused from text to text.
struct TextTables {
  std::vector<TextCell> cells;
  std::vector<TextRow> rows;
  std::vector<TextTable> tables;
  void clear() {
    cells.clear();
    rows.clear();
    tables.clear();
  }
};

// Finds the tables of `text` in order; false where there is none. `classes` have read the text. Linear in the text; a
// text without delimiters costs next to nothing. Prose with commas is no table: its commas are followed by blanks.
bool find_text_tables(std::string_view text, const ByteClasses& classes, TextTables& found);

}  // namespace constat
