// Steps through the elements of a BSON document. Source: https://bsonspec.org/spec.html, version 1.1.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/text.h"

namespace constat {

enum class BsonType : std::uint8_t {
  end = 0x00,
  number = 0x01,
  string = 0x02,
  document = 0x03,
  array = 0x04,
  binary = 0x05,
  undefined = 0x06,
  object_id = 0x07,
  boolean = 0x08,
  date = 0x09,
  null = 0x0A,
  regex = 0x0B,
  pointer = 0x0C,  // To a document of a collection: its name and id.
  code = 0x0D,
  symbol = 0x0E,
  scoped_code = 0x0F,
  int32 = 0x10,
  timestamp = 0x11,
  int64 = 0x12,
  decimal128 = 0x13,
  max_key = 0x7F,
  min_key = 0xFF,
};

inline bool is_bson_type(unsigned byte) { return (byte >= 0x01 && byte <= 0x13) || byte == 0x7F || byte == 0xFF; }

struct BsonElement {
  BsonType type = BsonType::end;
  std::string_view name;
  std::size_t value_offset = 0;  // In the bytes that were given.
  ByteView value;                // All of it: of a document with its length and its end, of a string with its length.
};

enum class BsonStep { element, end, malformed, truncated };

// Names of fields are UTF-8; what has control characters is no name.
inline bool is_bson_name(std::string_view name) {
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20) return false;
  }
  return is_valid_utf8(name);
}

// How many bytes the value at the start of `rest` takes; nothing where it is malformed. More than there are: truncated.
inline std::optional<std::uint64_t> bson_value_size(BsonType type, ByteView rest) {
  const auto length = [&](std::uint64_t more, std::uint32_t least) -> std::optional<std::uint64_t> {
    if (rest.size() < 4) return 4;
    const std::uint32_t size = u32(rest, 0);
    if (size < least || size > 0x7FFFFFFF) return std::nullopt;
    return size + more;
  };
  const auto text = [&](std::size_t from) -> std::uint64_t {
    const std::size_t end = as_text(rest).find('\0', from);
    return end == std::string_view::npos ? rest.size() + 1 : end + 1;
  };
  switch (type) {
    case BsonType::end:
    case BsonType::undefined:
    case BsonType::null:
    case BsonType::max_key:
    case BsonType::min_key: return 0;
    case BsonType::boolean: return 1;
    case BsonType::int32: return 4;
    case BsonType::number:
    case BsonType::date:
    case BsonType::timestamp:
    case BsonType::int64: return 8;
    case BsonType::object_id: return 12;
    case BsonType::decimal128: return 16;
    case BsonType::string:
    case BsonType::code:
    case BsonType::symbol: return length(4, 1);
    case BsonType::pointer: return length(16, 1);
    case BsonType::binary: return length(5, 0);
    case BsonType::document:
    case BsonType::array: return length(0, 5);
    case BsonType::scoped_code: return length(0, 14);
    case BsonType::regex: {
      const std::uint64_t pattern = text(0);
      return pattern > rest.size() ? pattern : text(static_cast<std::size_t>(pattern));
    }
  }
  return std::nullopt;
}

// The element at `at` of `bytes`, which moves behind it, and behind the end of a document. Where the value is truncated
// `element` has what there is of it.
inline BsonStep next_bson_element(ByteView bytes, std::size_t& at, BsonElement& element) {
  if (at >= bytes.size()) return BsonStep::truncated;
  const auto type = std::to_integer<unsigned>(bytes[at]);
  if (type == 0) {
    ++at;
    return BsonStep::end;
  }
  if (!is_bson_type(type)) return BsonStep::malformed;
  element.type = static_cast<BsonType>(type);
  const std::size_t name_end = as_text(bytes).find('\0', at + 1);
  if (name_end == std::string_view::npos) {
    element.value = {};
    return BsonStep::truncated;
  }
  element.name = as_text(bytes).substr(at + 1, name_end - at - 1);
  if (!is_bson_name(element.name)) return BsonStep::malformed;
  element.value_offset = name_end + 1;
  const ByteView rest = bytes.subspan(name_end + 1);
  const auto size = bson_value_size(element.type, rest);
  if (!size) return BsonStep::malformed;
  element.value = rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(*size, rest.size())));
  if (*size > rest.size()) return BsonStep::truncated;
  const bool is_text =
      element.type == BsonType::string || element.type == BsonType::code || element.type == BsonType::symbol;
  if (is_text && element.value.back() != std::byte{0}) return BsonStep::malformed;
  if (element.type == BsonType::boolean && std::to_integer<unsigned>(element.value[0]) > 1) return BsonStep::malformed;
  at = name_end + 1 + static_cast<std::size_t>(*size);
  return BsonStep::element;
}

// The text of a string, code or symbol that is whole.
inline std::string_view bson_text(const BsonElement& element) {
  return as_text(element.value).substr(4, element.value.size() - 5);
}

}  // namespace constat
