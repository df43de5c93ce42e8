// Values of databases whose files store them typed (BSON, Parquet, Avro), as a person would see them: dates as
// 2014-11-24, numbers without exponent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "extract/format.h"

namespace constat {

// Between the values of a list that is one cell.
inline constexpr std::string_view list_separator = ", ";

// Days since 1970 as "2014-11-24". Nothing for what is no year of four digits.
std::optional<std::string> date_text(std::int64_t days);
// Milliseconds since 1970, with the time where it is not midnight: "2014-11-24T09:30:00Z".
std::optional<std::string> date_time_text(std::int64_t milliseconds);
// Seconds of a day: "09:30:00".
std::string time_of_day_text(std::int64_t seconds);

// What the values of a column mean, where their type alone does not say it.
enum class ValueMeaning : std::uint8_t {
  plain,
  text,
  decimal,
  date,
  time_milliseconds,
  time_microseconds,
  time_nanoseconds,
  milliseconds,
  microseconds,
  nanoseconds,
  unsigned_integer,
  uuid,
  list,  // Of groups of columns only.
  map,
};
// `scale` of a decimal, `width` the bytes of an integer without sign.
std::string integer_text(ValueMeaning meaning, std::int64_t value, std::int64_t scale, std::size_t width);

std::string number_text(double value);
std::string number_text(float value);
// An integer in two's complement, big-endian, of `scale` decimals. Longer ones than 64 bytes, and scales beyond 200,
// as hex.
std::string decimal_text(ByteView big_endian, std::int64_t scale);
std::string decimal_text(std::int64_t value, std::int64_t scale);
// IEEE 754-2008 decimal128 in the binary integer coding, little-endian, as BSON stores it. `bytes` are 16.
std::string decimal128_text(ByteView bytes);
// 16 bytes in the order in which they are written.
std::string uuid_text(ByteView bytes);
std::string hex_text(ByteView bytes);  // "X'00FF'"

// Whether it is valid UTF-8 without control characters but blanks.
bool is_printable_text(std::string_view text);

// What a value of bytes says in a cell: its text where it is printable, hex where it is short. Nothing for others.
std::optional<std::string> bytes_text(ByteView bytes, std::size_t cell_bytes_max);
// Whether it is a file of a format that is known.
bool is_known_format(ByteView bytes);
// Those others: a member of the name and index where it is a file of a known format, else its printable runs, as part
// `name`.
void give_bytes_apart(ByteView bytes, std::string_view name, std::uint64_t index, const Limits& limits, Output& out);

}  // namespace constat
