#include "extract/access_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "extract/biff.h"
#include "extract/ole.h"
#include "extract/spreadsheet.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

__extension__ using Wide = unsigned __int128;

// Days since 1970-01-01 and a time of day; a whole day is told without a time.
void append_date(std::string& text, std::int64_t day, std::int64_t seconds) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  char written[48];
  std::snprintf(written, sizeof written, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  text += written;
  if (seconds == 0) return;
  std::snprintf(written, sizeof written, " %02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  text += written;
}

// Days since 1899-12-30; the fraction is the time of day, before that day too. Without a day it is a time alone.
CellKind append_date_time(std::string& text, double value) {
  constexpr double first = -657434;  // 0100-01-01
  constexpr double last = 2958466;   // 10000-01-01
  if (!(value >= first && value < last)) return CellKind::empty;
  const double whole = std::trunc(value);
  auto day = static_cast<std::int64_t>(whole);
  auto seconds = static_cast<std::int64_t>(std::llround(std::fabs(value - whole) * 86400));
  if (seconds == 86400) {
    seconds = 0;
    ++day;
  }
  if (day == 0 && seconds != 0) {
    char written[32];
    std::snprintf(written, sizeof written, "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    text += written;
  } else {
    append_date(text, day - 25569, seconds);
  }
  return CellKind::date;
}

// "days since 0001-01-01:ticks of 100 ns:7", as digits.
CellKind append_extended_date(std::string& text, ByteView bytes) {
  const std::string_view written = as_text(bytes).substr(0, as_text(bytes).find('\0'));
  const std::vector<std::string_view> parts = split(written, ':');
  if (parts.size() < 2) return CellKind::empty;
  std::int64_t day = 0;
  std::int64_t ticks = 0;
  const auto read = [](std::string_view digits, std::int64_t& value) {
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return end.ec == std::errc() && end.ptr == digits.data() + digits.size();
  };
  if (!read(parts[0], day) || !read(parts[1], ticks) || day < 0 || day > 3'652'058) return CellKind::empty;
  if (ticks < 0 || ticks >= 864'000'000'000) return CellKind::empty;
  append_date(text, day - 719162, ticks / 10'000'000);
  return CellKind::date;
}

// A whole number with its point moved `scale` digits to the left.
void append_scaled(std::string& text, Wide value, bool is_negative, std::size_t scale) {
  std::string digits;
  for (; value != 0; value /= 10) digits += static_cast<char>('0' + static_cast<int>(value % 10));
  if (digits.size() <= scale) digits.append(scale + 1 - digits.size(), '0');
  std::reverse(digits.begin(), digits.end());
  if (scale != 0) digits.insert(digits.size() - scale, 1, '.');
  if (is_negative) text += '-';
  text += digits;
}

}  // namespace

void append_jet4_text(std::string& text, ByteView bytes) {
  if (bytes.size() < 2 || u16(bytes, 0) != 0xFEFF) return append_utf16(text, bytes);
  Buffer wide;
  wide.reserve(bytes.size() * 2);
  bool is_packed = true;
  for (std::size_t at = 2; at < bytes.size();) {
    if (bytes[at] == std::byte{0}) {
      is_packed = !is_packed;
      ++at;
      continue;
    }
    if (!is_packed && at + 1 == bytes.size()) break;
    wide.push_back(bytes[at]);
    wide.push_back(is_packed ? std::byte{0} : bytes[at + 1]);
    at += is_packed ? 1 : 2;
  }
  append_utf16(text, wide);
}

void append_jet3_text(std::string& text, ByteView bytes, std::uint16_t code_page) {
  const std::string_view raw = as_text(bytes);
  if (std::none_of(raw.begin(), raw.end(), [](char c) { return is_high(c) || c == '\0'; })) {
    text += raw;
    return;
  }
  const std::string charset = charset_of_code_page(code_page);
  if (!charset.empty() && code_page != 1252) {
    if (auto decoded = decode_to_utf8(bytes, charset)) {
      std::erase(*decoded, '\0');
      text += *decoded;
      return;
    }
  }
  append_windows_1252(text, bytes);
}

CellKind append_access_value(std::string& text, const AccessFile::Column& column, ByteView bytes) {
  const auto has = [&](std::size_t size) { return bytes.size() >= size; };
  switch (column.type) {
    case AccessType::byte:
      if (!has(1)) break;
      text += std::to_string(std::to_integer<unsigned>(bytes[0]));
      return CellKind::number;
    case AccessType::integer:
      if (!has(2)) break;
      text += std::to_string(static_cast<std::int16_t>(u16(bytes, 0)));
      return CellKind::number;
    case AccessType::long_integer:
    case AccessType::complex:
      if (!has(4)) break;
      text += std::to_string(static_cast<std::int32_t>(u32(bytes, 0)));
      return CellKind::number;
    case AccessType::big_integer:
      if (!has(8)) break;
      text += std::to_string(static_cast<std::int64_t>(u64(bytes, 0)));
      return CellKind::number;
    case AccessType::money: {
      if (!has(8)) break;
      const std::uint64_t bits = u64(bytes, 0);
      const bool is_negative = (bits >> 63) != 0;
      const std::uint64_t size = is_negative ? 0 - bits : bits;
      // Four digits are kept, two are shown unless the others say something.
      if (size % 100 == 0) {
        append_scaled(text, size / 100, is_negative, 2);
      } else {
        append_scaled(text, size, is_negative, 4);
      }
      return CellKind::number;
    }
    case AccessType::float_number: {
      if (!has(4)) break;
      float value = 0;
      std::memcpy(&value, bytes.data(), 4);
      // The shortest digits that mean this number, then as a person writes them.
      std::array<char, 64> digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
      append_number(text, std::string_view(digits.data(), static_cast<std::size_t>(end.ptr - digits.data())));
      return CellKind::number;
    }
    case AccessType::double_number: {
      if (!has(8)) break;
      double value = 0;
      std::memcpy(&value, bytes.data(), 8);
      append_number(text, value);
      return CellKind::number;
    }
    case AccessType::date_time: {
      if (!has(8)) break;
      double value = 0;
      std::memcpy(&value, bytes.data(), 8);
      const CellKind kind = append_date_time(text, value);
      if (kind != CellKind::empty) return kind;
      append_number(text, value);
      return CellKind::number;
    }
    case AccessType::date_time_extended: return append_extended_date(text, bytes);
    case AccessType::guid: {
      if (!has(16)) break;
      char written[40];
      const auto byte = [&](std::size_t at) { return std::to_integer<unsigned>(bytes[at]); };
      std::snprintf(written, sizeof written, "{%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", u32(bytes, 0),
                    u16(bytes, 4), u16(bytes, 6), byte(8), byte(9), byte(10), byte(11), byte(12), byte(13), byte(14),
                    byte(15));
      text += written;
      return CellKind::text;
    }
    case AccessType::numeric: {
      // A sign, then four words, the highest first.
      if (!has(17)) break;
      Wide value = 0;
      for (std::size_t word = 0; word < 4; ++word) value = value << 32 | u32(bytes, 1 + word * 4);
      append_scaled(text, value, (bytes[0] & std::byte{0x80}) != std::byte{0}, std::min<std::size_t>(column.scale, 38));
      return CellKind::number;
    }
    default: break;
  }
  return CellKind::empty;
}

}  // namespace constat
