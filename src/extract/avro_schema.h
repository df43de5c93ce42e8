// The schema of an Avro file: its types, and the columns of the table that its records are. Source: Apache Avro 1.12
// specification, "Schema Declaration" and "Logical Types".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "extract/value_text.h"

namespace constat {

enum class AvroKind : std::uint8_t {
  null,
  boolean,
  int32,
  int64,
  real32,
  real64,
  bytes,
  string,
  record,
  choice,  // An enum.
  array,
  map,
  any_of,  // A union.
  fixed,
};

struct AvroType {
  AvroKind kind = AvroKind::null;
  ValueMeaning meaning = ValueMeaning::plain;
  std::int64_t scale = 0;
  std::uint64_t size_bytes = 0;         // Of fixed.
  std::vector<std::uint32_t> children;  // Fields, branches, the values of an array or a map.
  std::vector<std::string> names;       // Of the fields, or what a choice is among.
};

// Where the values of a type stand in the table. The same type has another place in each field that is of it.
struct AvroPlace {
  static constexpr std::uint32_t none = UINT32_MAX;
  std::uint32_t column = none;          // Of what has no parts, or is within itself: all its values are joined there.
  std::vector<std::uint32_t> children;  // As the type's; of a map its keys, then its values.
};

struct AvroSchema {
  std::vector<AvroType> types;
  std::vector<AvroPlace> places;
  std::uint32_t root = 0;  // A type; its place is 0.
  std::vector<std::string> columns;
  bool columns_left_out = false;
};

// `text` is the file's own schema, in JSON.
Result<AvroSchema> read_avro_schema(std::string_view text, const Limits& limits);

}  // namespace constat
