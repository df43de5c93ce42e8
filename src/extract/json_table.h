// JSON records (objects, or arrays of values) as the rows of a table: its columns are the paths of their scalars
// ("email", "address.city"; the second value of an array is "phones.2"), placed by the byte where each value lies.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/limits.h"
#include "extract/json_names.h"
#include "extract/output.h"

namespace constat {

// Appends the text that a raw JSON string stands for. A wrong escape stays as it is.
void unescape_json(std::string_view raw, std::string& text);

class JsonTable {
 public:
  // `out` and `limits` must outlive the table. `name` and `part` as in TableInfo.
  JsonTable(Output& out, const Limits& limits, std::string name, std::string part)
      : out_(out), limits_(limits), name_(std::move(name)), part_(std::move(part)) {}

  // Takes the columns of a record without giving it: for the first ones, so that most columns are known at the start.
  void learn(std::string_view record);
  // Gives a record as a row. One with a column that is not known yet begins a new table; after several of those, what
  // has no column follows behind the columns. `offset_of` leads from a byte of the record to the item.
  void row(std::string_view record, std::string_view key, std::uint64_t number, bool owned,
           const std::function<std::uint64_t(const char*)>& offset_of);
  void end();
  // Whether rows have a first column "key": a map of records by their keys.
  void set_keyed() { keyed_ = true; }
  // Names for the values of records that are arrays, in their order.
  void set_columns(std::vector<std::string> names) { array_names_ = std::move(names); }

 private:
  struct Leaf {
    std::uint32_t column;  // none: without one.
    std::string_view raw;
    bool is_string;
    std::size_t rewritten = SIZE_MAX;  // Which of values_ says what it stands for.
  };
  static constexpr std::uint32_t none = UINT32_MAX;
  void flatten(std::string_view record);
  std::uint32_t column_of(const std::string& path, std::size_t guess);
  void begin();
  friend struct JsonFlatten;

  Output& out_;
  const Limits& limits_;
  std::string name_;
  std::string part_;
  bool keyed_ = false;
  bool open_ = false;
  bool grown_ = false;
  std::size_t restarts_ = 0;
  std::vector<std::string> columns_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<Leaf> leaves_;
  std::vector<std::string> array_names_;
  bool naming_ = false;            // The record in hand goes into values_ first, to be named.
  std::vector<JsonValue> values_;  // Kept with the leaves.
  std::vector<Cell> cells_;
  std::string arena_;
};

}  // namespace constat
