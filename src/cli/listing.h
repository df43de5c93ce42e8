// What the listing commands share: opening a case, the three forms of output, and values that are masked, revealed or
// sealed. Rows are written as they come from the database: a list of any length takes no memory.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casefile/case.h"
#include "cli/command.h"
#include "cli/table_layout.h"

namespace constat {

enum class ListFormat : std::uint8_t { table, jsonl, csv };
// --format, or what suits where the output goes: a table on a terminal, JSON Lines in a pipe.
ListFormat list_format(const Arguments& arguments);

struct Column {
  std::string_view name;
  bool right = false;          // Numbers, in a table.
  std::size_t shown_max = 60;  // Characters of a table's column; what is longer is cut with an ellipsis.
};

// One row after another, cell after cell in the order of the columns.
// JSON Lines: one object a row, with the columns' names as keys. CSV (RFC 4180): a cell that a spreadsheet would take
// for a formula gets an apostrophe before it. Table: columns as wide as the first rows need, control characters
// escaped; on a terminal that is narrower cells take several lines, or each a line of its own.
class ListWriter {
 public:
  ListWriter(ListFormat format, std::span<const Column> columns, std::FILE* out = stdout);
  // `room`: columns of the terminal; 0: as wide as it gets.
  ListWriter(ListFormat format, std::span<const Column> columns, std::FILE* out, std::size_t room);
  ~ListWriter();  // Ends the list.
  ListWriter(const ListWriter&) = delete;
  ListWriter& operator=(const ListWriter&) = delete;

  void text(std::string_view value);
  void text_or_null(std::string_view value);  // "" is null.
  void number(std::int64_t value);
  void thousandths(std::int64_t value);  // 935 -> 0.935
  void null();
  // A value that is JSON already, and how the other forms show it.
  void json(std::string_view raw, std::string_view shown);
  void end_row();
  std::uint64_t rows() const { return rows_; }

 private:
  void cell(std::string_view raw_json, std::string_view shown);
  void flush_table();
  void put_table_row(const std::vector<std::string>& row);
  void put_in_lines(const std::vector<std::string>& row);
  void put_record(const std::vector<std::string>& row);

  ListFormat format_;
  std::vector<Column> columns_;
  std::FILE* out_;
  std::uint64_t rows_ = 0;
  std::size_t column_ = 0;
  std::string line_;
  std::vector<std::string> row_;
  std::vector<std::vector<std::string>> waiting_;  // Until the widths are known.
  std::vector<std::size_t> widths_;
  bool widths_known_ = false;
  std::size_t room_ = 0;
  TableShape shape_ = TableShape::wide;
  bool in_lines_ = false;  // Narrower than the cells want.
};

// "text" with quotes, as JSON writes it; invalid UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);
std::string csv_cell(std::string_view text);
// How many columns of a terminal the text takes (wide East Asian characters count for two).
std::size_t shown_width(std::string_view utf8);

// Opens the case named by the first positional argument, says on standard error why it cannot. Null then, and `status`
// is the command's exit status. Writes the command to the audit log.
std::unique_ptr<Case> open_case_for(const Arguments& arguments, std::string_view command, int& status);

// How a value is shown: masked, as found where --reveal was given, not at all without the case's key (standard error
// says so once).
class ValueShower {
 public:
  ValueShower(const Case& file, bool reveal) : file_(file), reveal_(reveal) {}
  // nullopt: sealed, and there is no key.
  std::optional<std::string> value(const Result<std::string_view>& spelling, std::int64_t mask_style) const;
  std::optional<std::vector<std::string>> names(std::string_view blob) const;
  bool reveal() const { return reveal_; }

 private:
  void tell_sealed() const;

  const Case& file_;
  bool reveal_;
  mutable bool told_ = false;
};

// "0.5" -> 500; nullopt (said on standard error) where it is no number from 0 to 1.
std::optional<std::int64_t> thousandths_of(const std::string& text);
// Whether the case knows all of these types or categories of findings. Says of the first that it does not what there
// is: a misspelt filter must not look like one that nobody passes.
bool knows_types(Case& file, std::span<const std::string> types);
// "a,b" given once or several times -> {"a", "b"}.
std::vector<std::string> list_of(const Arguments& arguments, std::string_view option);
// "?,?,?"
std::string placeholders(std::size_t count);

// Options that every listing has.
inline constexpr Option format_option = {"--format", "FORMAT",
                                         "How rows are written; a table on a terminal, jsonl in a pipe where not said",
                                         "table,jsonl,csv", ""};
inline constexpr Option reveal_option = {"--reveal", "", "Show values whole; the case's audit log records it", "", ""};

}  // namespace constat
