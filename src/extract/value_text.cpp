#include "extract/value_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>

#include "base/text.h"
#include "extract/part_text.h"
#include "extract/sqlite.h"

namespace constat {

namespace {

constexpr std::size_t small_bytes = 64;
constexpr std::size_t run_min = 8;
constexpr std::size_t decimal_bytes_max = 64;
constexpr std::int64_t scale_max = 200;
constexpr std::int64_t day_milliseconds = 86'400'000;

template <typename Float>
std::string fixed_text(Float value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  char digits[400];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value, std::chars_format::fixed);
  return end.ec == std::errc() ? std::string(std::begin(digits), end.ptr) : std::string();
}

// `digits` without sign, of `scale` decimals.
std::string with_point(std::string digits, bool negative, std::int64_t scale) {
  if (scale < 0) digits.append(static_cast<std::size_t>(-scale), '0');
  if (scale > 0) {
    const auto decimals = static_cast<std::size_t>(scale);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, 1, '.');
  }
  return negative ? '-' + digits : digits;
}

// The decimal digits of a big-endian number. Quadratic in its bytes, which are few.
std::string digits_of(std::string magnitude) {
  std::string digits;
  while (std::ranges::any_of(magnitude, [](char c) { return c != 0; })) {
    unsigned rest = 0;
    for (char& c : magnitude) {
      const unsigned value = rest << 8 | static_cast<unsigned char>(c);
      c = static_cast<char>(value / 10);
      rest = value % 10;
    }
    digits.push_back(static_cast<char>('0' + rest));
  }
  if (digits.empty()) digits = "0";
  std::ranges::reverse(digits);
  return digits;
}

std::string date_or_number(const std::optional<std::string>& date, std::int64_t number) {
  return date ? *date : std::to_string(number);
}

std::int64_t floor_divided(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

std::optional<std::string> date_text(std::int64_t days) {
  if (days < -700'000 || days > 2'950'000) return std::nullopt;
  // Days to year, month and day of the Gregorian calendar, whose eras of 400 years begin on 1 March of year 0.
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  const auto month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  const auto year = static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
  if (year < 1000 || year > 9999) return std::nullopt;
  char text[40];
  const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string time_of_day_text(std::int64_t seconds) {
  char text[80];
  const int size = std::snprintf(text, sizeof text, "%02lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                                 static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  return std::string(text, static_cast<std::size_t>(size));
}

std::optional<std::string> date_time_text(std::int64_t milliseconds) {
  std::int64_t days = milliseconds / day_milliseconds;
  std::int64_t rest = milliseconds % day_milliseconds;
  if (rest < 0) {
    rest += day_milliseconds;
    --days;
  }
  auto date = date_text(days);
  if (date && rest != 0) *date += 'T' + time_of_day_text(rest / 1000) + 'Z';
  return date;
}

std::string integer_text(ValueMeaning meaning, std::int64_t value, std::int64_t scale, std::size_t width) {
  switch (meaning) {
    case ValueMeaning::decimal: return decimal_text(value, scale);
    case ValueMeaning::date: return date_or_number(date_text(value), value);
    case ValueMeaning::time_milliseconds: return time_of_day_text(value / 1000);
    case ValueMeaning::time_microseconds: return time_of_day_text(value / 1'000'000);
    case ValueMeaning::time_nanoseconds: return time_of_day_text(value / 1'000'000'000);
    case ValueMeaning::milliseconds: return date_or_number(date_time_text(value), value);
    case ValueMeaning::microseconds: return date_or_number(date_time_text(floor_divided(value, 1000)), value);
    case ValueMeaning::nanoseconds: return date_or_number(date_time_text(floor_divided(value, 1'000'000)), value);
    case ValueMeaning::unsigned_integer:
      return width == 4 ? std::to_string(static_cast<std::uint32_t>(value))
                        : std::to_string(static_cast<std::uint64_t>(value));
    default: return std::to_string(value);
  }
}

std::string number_text(double value) { return fixed_text(value); }
std::string number_text(float value) { return fixed_text(value); }

std::string decimal_text(ByteView big_endian, std::int64_t scale) {
  if (big_endian.empty() || big_endian.size() > decimal_bytes_max || scale > scale_max || scale < -scale_max) {
    return hex_text(big_endian.first(std::min(big_endian.size(), decimal_bytes_max)));
  }
  std::string magnitude(as_text(big_endian));
  const bool negative = (magnitude[0] & 0x80) != 0;
  if (negative) {
    unsigned carry = 1;
    for (std::size_t at = magnitude.size(); at-- > 0;) {
      carry += static_cast<unsigned char>(~magnitude[at]);
      magnitude[at] = static_cast<char>(carry);
      carry >>= 8;
    }
  }
  return with_point(digits_of(std::move(magnitude)), negative, scale);
}

std::string decimal_text(std::int64_t value, std::int64_t scale) {
  if (scale > scale_max || scale < -scale_max) return std::to_string(value);
  std::string digits = std::to_string(value);
  if (value < 0) digits.erase(0, 1);
  return with_point(std::move(digits), value < 0, scale);
}

std::string decimal128_text(ByteView bytes) {
  std::string magnitude(as_text(bytes));
  std::ranges::reverse(magnitude);
  const auto first = static_cast<unsigned char>(magnitude[0]);
  const auto second = static_cast<unsigned char>(magnitude[1]);
  const bool negative = (first & 0x80) != 0;
  if ((first & 0x78) == 0x78) return (first & 0x7C) == 0x7C ? "NaN" : negative ? "-Infinity" : "Infinity";
  // The other form's coefficients are beyond 34 digits: they stand for zero.
  if ((first & 0x60) == 0x60) return "0";
  const std::int64_t exponent = ((first & 0x7F) << 7 | second >> 1) - 6176;
  magnitude[0] = 0;
  magnitude[1] = static_cast<char>(second & 1);
  std::string digits = digits_of(std::move(magnitude));
  if (digits == "0") return digits;
  if (exponent >= -scale_max && exponent <= scale_max) return with_point(std::move(digits), negative, -exponent);
  return (negative ? "-" : "") + digits + "E" + std::to_string(exponent);
}

std::string uuid_text(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    if (index == 4 || index == 6 || index == 8 || index == 10) text += '-';
    text += digits[std::to_integer<unsigned>(bytes[index]) >> 4];
    text += digits[std::to_integer<unsigned>(bytes[index]) & 15];
  }
  return text;
}

std::string hex_text(ByteView bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "X'";
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<unsigned>(byte) >> 4];
    text += digits[std::to_integer<unsigned>(byte) & 15];
  }
  return text + "'";
}

bool is_printable_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c); }) &&
         is_valid_utf8(text);
}

std::optional<std::string> bytes_text(ByteView bytes, std::size_t cell_bytes_max) {
  if (bytes.size() <= cell_bytes_max && is_printable_text(as_text(bytes))) return std::string(as_text(bytes));
  if (bytes.size() <= small_bytes) return hex_text(bytes);
  return std::nullopt;
}

bool is_known_format(ByteView bytes) {
  MemorySource value(bytes);
  const auto identity = identify(value);
  return identity && identity->format != nullptr && identity->format->id != "raw";
}

void give_bytes_apart(ByteView bytes, std::string_view name, std::uint64_t index, const Limits& limits, Output& out) {
  if (is_known_format(bytes)) {
    Member member;
    member.index = index;
    member.name = name;
    member.packed_bytes = bytes.size();
    out.member(member, [bytes]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<MemorySource>(bytes));
    });
    return;
  }
  const std::string runs = printable_runs(bytes, run_min);
  give_stretch(runs, 0, runs.size(), name, limits, out, PassageKind::raw_run);
}

}  // namespace constat
