// What a spreadsheet's cell shows: number formats, dates as serial numbers, numbers without float noise. Used by all
// spreadsheet formats.
// Source: ECMA-376 part 1, 18.8.30 (numFmt), 18.17.4 (dates and times).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/source.h"
#include "extract/output.h"

namespace constat {

// A number as a person writes it: no exponent, at most 15 significant digits (what spreadsheets keep), no noise.
void append_number(std::string& text, double value);
// The same for a number as it is written in the file: digits alone are kept as they are.
void append_number(std::string& text, std::string_view written);

// How a cell shows its number.
class NumberFormat {
 public:
  enum class Kind : std::uint8_t { general, date, time, date_time, elapsed, pattern, percent };
  NumberFormat() = default;
  // Of a format code: "yyyy-mm-dd", "000-00-0000", "[h]:mm".
  static NumberFormat of_code(std::string_view code);
  // Of a built-in id (18.8.30); general where it is none.
  static NumberFormat of_builtin(std::uint64_t id);
  Kind kind() const { return kind_; }
  // Appends the value as it shows. `written` is the number as the file writes it, "" where there is only the value.
  // `is_1904`: the workbook counts days from 1904.
  CellKind append(std::string& text, double value, std::string_view written, bool is_1904) const;

 private:
  Kind kind_ = Kind::general;
  std::string pattern_;  // Of Kind::pattern: '0' and '#' are digits, '\1' goes before a literal.
};

// What a header or footer shows, of its code (ECMA-376 part 1, 18.3.1.46): "&L", "&C", "&R" begin the sections,
// "&"Arial,Bold"" is a font, "&12" a size.
std::string header_text(std::string_view code);

// Strings that cells point at, in order. Those that outgrow memory go to the spill file.
class StringTable {
 public:
  StringTable(const Limits& limits, SpillFile& spill) : limits_(limits), spill_(spill) {}
  StringTable(const StringTable&) = delete;
  StringTable& operator=(const StringTable&) = delete;
  // Fault::over_limit where there are more strings than memory can count.
  Result<void> append(std::string_view text);
  // Ends the writing; to be called before get().
  Result<void> finish();
  std::size_t size() const { return ends_.size(); }
  // Dies at the next call. nullopt where there is no such string or it cannot be read back.
  std::optional<std::string_view> get(std::size_t index);

 private:
  const Limits& limits_;
  SpillFile& spill_;
  std::vector<std::uint64_t> ends_;
  std::string memory_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Source> spilled_;
  std::string scratch_;
};

// Collects the cells of one row and gives it.
class RowWriter {
 public:
  RowWriter(const Limits& limits, Output& out) : limits_(limits), out_(out) {}
  // `column` from 0. A column beyond limits.table_columns_max is counted, not kept: see tell_dropped().
  void put(std::size_t column, std::string_view text, CellKind kind);
  bool empty() const { return cells_.empty(); }
  std::size_t width() const { return cells_.size(); }
  // Gives the row, `times` times with ascending numbers, and starts afresh.
  void give(std::uint64_t row, std::uint64_t times = 1);
  // Tells the item of the cells beyond the bound that rows have had since the last call.
  void tell_dropped();

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t size = 0;
    CellKind kind = CellKind::empty;
  };
  const Limits& limits_;
  Output& out_;
  std::string text_;
  std::vector<Span> cells_;
  std::vector<Cell> views_;
  std::uint64_t dropped_ = 0;  // Not told yet.
};

// "C17" to column 2 and row 17; false where it is no reference.
bool parse_reference(std::string_view reference, std::size_t& column, std::uint64_t& row);
// Column 2 is "C".
std::string column_name(std::size_t column);

}  // namespace constat
