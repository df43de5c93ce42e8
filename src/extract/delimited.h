// Delimited tables (CSV and its kin): telling their dialect from a sample, and splitting text into records and cells.
// Base: RFC 4180, and what spreadsheets, databases and hand-made lists really write (csv.cpp says what).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "extract/output.h"

namespace constat {

struct Dialect {
  char delimiter = ',';
  char quote = '"';             // 0: none.
  bool backslash = false;       // A quote inside quotes is written \" (MySQL, many scripts), not "".
  char line_end = '\n';         // '\r' for old Macintosh files. A CR before an LF is part of the line end.
  bool separator_line = false;  // The first line is "sep=;" (Excel): no row.
};

// The dialect of the table that `sample` (UTF-8, the start of a text; `whole`: all of it) begins; nullopt where it is
// prose, a log, code or a single column.
std::optional<Dialect> sniff_dialect(std::string_view sample, bool whole);

// Splits text into records. Where a quote is opened and never closed within `cell_bytes_max`, it is a plain character.
class RecordSplitter {
 public:
  static constexpr std::size_t need_more = static_cast<std::size_t>(-1);

  RecordSplitter(const Dialect& dialect, const Limits& limits)
      : dialect_(dialect), columns_max_(limits.table_columns_max), cell_bytes_max_(limits.cell_bytes_max) {}

  // Call when the text that next() gets is another than before, or was moved.
  void new_text() {
    block_end_ = 0;
    bits_ = 0;
    unclosed_begin_ = unclosed_end_ = 0;
  }
  // Takes the record that begins at text[at], which must lie behind the last one: gives where the next one begins, or
  // need_more when the record is not whole and there is more to come (not `last`). Its cells are in cells() until the
  // next call.
  std::size_t next(std::string_view text, std::size_t at, bool last) { return split<true>(text, at, last); }
  // The same without cells: for counting.
  std::size_t skip(std::string_view text, std::size_t at, bool last) { return split<false>(text, at, last); }

  std::span<const Cell> cells() const { return std::span(cells_).first(cell_count_); }
  // Whether a cell went over the bound of columns: the row's rest is in the last one.
  bool too_wide() const { return too_wide_; }
  // Whether any record so far opened a quote at a cell's start that nothing closes.
  bool met_unclosed_quote() const { return met_unclosed_; }

 private:
  template <bool with_cells>
  std::size_t split(std::string_view text, std::size_t at, bool last);
  template <bool with_cells>
  std::size_t next_structural(std::string_view text, std::size_t at);
  std::size_t find_close(std::string_view text, std::size_t open, bool last);
  void add_cell(std::string_view raw);
  void add_quoted(std::string_view raw);
  void put_cell(const Cell& cell) {
    if (cell_count_ == cells_.size()) [[unlikely]]
      cells_.resize(cell_count_ * 2 + 16);
    cells_[cell_count_++] = cell;
  }

  Dialect dialect_;
  std::size_t columns_max_;
  std::size_t cell_bytes_max_;
  // The block of 64 bytes that is being worked through: its structural bytes that are left.
  std::size_t block_begin_ = 0;
  std::size_t block_end_ = 0;
  std::uint64_t bits_ = 0;
  // No quote in this stretch of the text closes anything.
  std::size_t unclosed_begin_ = 0;
  std::size_t unclosed_end_ = 0;
  std::vector<Cell> cells_;  // Those of the record in hand, then what is left of wider ones.
  std::size_t cell_count_ = 0;
  struct Unescaped {
    std::size_t cell;
    std::size_t begin;
    std::size_t size;
  };
  std::vector<Unescaped> unescaped_;
  std::string arena_;
  bool too_wide_ = false;
  bool met_unclosed_ = false;
};

// number, empty or text. What has leading zeros is an identifier, and text.
CellKind cell_kind(std::string_view text);

}  // namespace constat
