// Records whose fields carry their names (an entry of a directory, a row that a shell prints line by line, a segment of
// a message) as the rows of one table: a field's name is its column, its second value of one name is "phone.2". Cells
// are placed by the byte where each value begins.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "extract/output.h"

namespace constat {

struct RecordField {
  std::string name;   // Valid UTF-8, as is `value`.
  std::string value;  // Fields without a value are passed over.
  std::uint64_t offset_bytes = 0;
};

class RecordTable {
 public:
  // `out` must outlive the table. `part` as in TableInfo. `values_with_column_max`: how many values of one name in one
  // record have columns; further ones follow behind the columns.
  explicit RecordTable(Output& out, std::string_view part = {}, std::size_t values_with_column_max = 8)
      : out_(out), part_(part), values_with_column_max_(values_with_column_max) {}

  // Takes the columns of a record without giving it: for the first ones, so that most columns are known at the start.
  void learn(std::span<const RecordField> record);
  // Gives a record as a row. One with a column that is not known yet begins a new table; after several of those, what
  // has no column follows behind the columns. A record without any value is no row.
  void give(std::span<const RecordField> record);
  // Ends the table that is open. What is given afterwards begins another of the same columns.
  void end();
  // As end(), and what is given afterwards has columns of its own.
  void forget();
  // The column that numbers the persons of the records, as in TableInfo. Before the first record.
  void set_key(std::string_view column, std::string_view of) {
    key_column_ = column;
    key_of_ = of;
  }
  bool is_open() const { return open_; }

 private:
  std::size_t column_of(const std::string& name, std::size_t occurrence);
  void number(std::span<const RecordField> record);
  void begin();

  Output& out_;
  std::string part_;
  std::size_t values_with_column_max_;
  std::string_view key_column_;
  std::string_view key_of_;
  std::vector<std::size_t> numbered_;  // The columns of the record in hand.
  std::unordered_map<std::string, std::size_t> counts_;
  std::vector<std::string> columns_;
  std::unordered_map<std::string, std::size_t> numbers_;  // By names in lower case.
  std::vector<Cell> cells_;
  bool open_ = false;
  bool grown_ = false;
  std::size_t restarts_ = 0;
  std::uint64_t row_ = 0;
};

}  // namespace constat
