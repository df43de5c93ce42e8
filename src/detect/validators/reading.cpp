#include "detect/validators/reading.h"

#include "base/bytes.h"

namespace constat {

bool all_equal(std::string_view text) {
  return !text.empty() && text.find_first_not_of(text.front()) == std::string_view::npos;
}

namespace {

// The ASCII meaning of the code point at `offset` (moved past it): a digit, a letter, ' ', '-', or 0 for any other.
char folded(std::string_view value, std::size_t& offset) {
  const auto byte = static_cast<unsigned char>(value[offset]);
  if (byte < 0x80) return value[offset++];
  const char32_t point = next_code_point(value, offset);
  if (point == 0xA0 || point == 0x202F || point == 0x2007 || (point >= 0x2000 && point <= 0x200A) || point == 0x3000) {
    return ' ';
  }
  if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xFE63 || point == 0xFF0D) return '-';
  if (point >= 0xFF10 && point <= 0xFF19) return static_cast<char>('0' + (point - 0xFF10));
  return 0;
}

bool one_of(std::string_view signs, char c) {
  for (const char sign : signs) {
    if (sign == c) return true;
  }
  return false;
}

}  // namespace

Compact compact(std::string_view value, std::string_view separators) {
  Compact out;
  value = trim(value);
  char pending = 0;
  for (std::size_t offset = 0; offset < value.size();) {
    char c = folded(value, offset);
    if (is_alnum(c)) {
      if (out.size == out.text.size()) return out;
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      out.text[out.size] = c;
      out.separator_before[out.size] = pending;
      pending = 0;
      ++out.size;
    } else {
      // Never at the start; two in a row only as a dash with blanks around it.
      if (c == 0 || !one_of(separators, c) || out.size == 0) return out;
      if (pending != 0 && pending != ' ' && c != ' ' && !one_of(separators, '(')) return out;
      if (pending == 0 || c != ' ') pending = c;
    }
  }
  out.ok = pending == 0 && out.size != 0;
  return out;
}

namespace {

// The value that a ReadOnce stands for, and its parts once they were asked for.
struct Reading {
  std::string_view value;
  bool is_read = false;
  Compact parts;
};

thread_local Reading reading;

}  // namespace

Compact compact(std::string_view value) {
  constexpr std::string_view separators = " -./";
  if (value.data() != reading.value.data() || value.size() != reading.value.size() || value.empty()) {
    return compact(value, separators);
  }
  if (!reading.is_read) {
    reading.parts = compact(value, separators);
    reading.is_read = true;
  }
  return reading.parts;
}

bool read_dashed_ssn(std::string_view value, std::array<char, 9>& digits) {
  if (value.size() != 11 || value[3] != '-' || value[6] != '-') return false;
  constexpr std::array<std::uint8_t, 9> places = {0, 1, 2, 4, 5, 7, 8, 9, 10};
  bool all = true;
  for (std::size_t index = 0; index < places.size(); ++index) {
    digits[index] = value[places[index]];
    all = all && is_digit(digits[index]);
  }
  return all;
}

std::string compact_text(std::string_view value) {
  std::array<char, 9> digits;
  if (read_dashed_ssn(value, digits)) return std::string(digits.data(), digits.size());
  return std::string(compact(value).view());
}

std::string lower_trimmed(std::string_view value) { return to_lower_ascii(trim(value)); }

int luhn_sum(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t index = digits.size(); index-- > 0;) {
    int digit = digits[index] - '0';
    if (twice) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
    twice = !twice;
  }
  return sum;
}

bool luhn(std::string_view digits) { return luhn_sum(digits) % 10 == 0; }

int weighted(const Compact& c, std::size_t begin, std::initializer_list<int> weights) {
  int sum = 0;
  std::size_t index = begin;
  for (const int weight : weights) sum += weight * c.digit(index++);
  return sum;
}

int weighted_cross(std::initializer_list<int> digits, std::initializer_list<int> weights) {
  int sum = 0;
  const int* weight = weights.begin();
  for (const int digit : digits) {
    const int product = digit * *weight++;
    sum += product / 10 + product % 10;
  }
  return sum;
}

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

int mod97(std::string_view text, int start) {
  int rest = start;
  for (const char c : text) {
    if (is_digit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    }
  }
  return rest;
}

bool mod_11_10(std::string_view digits) {
  int product = 10;
  for (std::size_t index = 0; index + 1 < digits.size(); ++index) {
    int sum = (digits[index] - '0' + product) % 10;
    if (sum == 0) sum = 10;
    product = 2 * sum % 11;
  }
  return (11 - product) % 10 == digits.back() - '0';
}

namespace {

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

}  // namespace

bool is_date(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

bool is_short_date(int year, int month, int day) {
  return is_date(1900 + year, month, day) || is_date(2000 + year, month, day);
}

std::string upper_trimmed(std::string_view value) {
  std::string text(trim(value));
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string trimmed(std::string_view value) { return std::string(trim(value)); }

ReadOnce::ReadOnce(std::string_view value) {
  reading.value = value;
  reading.is_read = false;
}
ReadOnce::~ReadOnce() { reading.value = {}; }

}  // namespace constat
