// What validators share: a value taken apart, and the checks that several issuers use.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text.h"
#include "detect/validators.h"

namespace constat {

// A value without its separators, upper case, and the separators that stood between (one of " -./" each, where several
// kinds stood '?' ). Unicode blanks and dashes count as their ASCII forms, full-width digits as digits.
struct Compact {
  std::array<char, 64> text{};
  std::size_t size = 0;
  std::array<char, 64> separator_before{};  // Of text[i]; 0 where none.
  bool ok = false;

  std::string_view view() const { return {text.data(), size}; }
  char operator[](std::size_t index) const { return text[index]; }
  int digit(std::size_t index) const { return text[index] - '0'; }
  bool all_digits() const { return ok && size != 0 && std::all_of(text.begin(), text.begin() + size, is_digit); }
  bool digits(std::size_t count) const { return size == count && all_digits(); }
  bool digits_at(std::size_t begin, std::size_t count) const {
    if (begin + count > size) return false;
    return std::all_of(text.begin() + begin, text.begin() + begin + count, is_digit);
  }
  int number(std::size_t begin, std::size_t count) const {
    int value = 0;
    for (std::size_t index = begin; index < begin + count; ++index) value = value * 10 + digit(index);
    return value;
  }
  bool has_separators() const {
    return std::any_of(separator_before.begin(), separator_before.begin() + size, [](char c) { return c != 0; });
  }
  // Whether separators stand nowhere but before these places (all of them, or some).
  bool parted_at(std::initializer_list<std::size_t> places) const {
    for (std::size_t index = 0; index < size; ++index) {
      if (separator_before[index] != 0 && std::find(places.begin(), places.end(), index) == places.end()) return false;
    }
    return true;
  }
  // Whether the separators stand exactly after `groups`' sizes, all of one kind, or nowhere.
  bool grouped(std::initializer_list<std::size_t> groups) const {
    if (!has_separators()) return true;
    std::size_t next = 0;
    char kind = 0;
    std::size_t position = 0;
    for (const std::size_t group : groups) {
      for (std::size_t index = position; index < position + group && index < size; ++index) {
        const char separator = separator_before[index];
        if (index == position && position != 0) {
          if (separator == 0 || (kind != 0 && separator != kind)) return false;
          kind = separator;
        } else if (separator != 0) {
          return false;
        }
      }
      position += group;
      ++next;
    }
    return position == size;
  }
};

// With these separators; without them, with those that ids are written with (" -./"), and only once while a ReadOnce of
// the value lives.
Compact compact(std::string_view value, std::string_view separators);
Compact compact(std::string_view value);
// "536-12-3456", as nearly all social security numbers are written: its nine digits. False: it is written otherwise.
bool read_dashed_ssn(std::string_view value, std::array<char, 9>& digits);

// Canonical forms.
std::string compact_text(std::string_view value);
std::string lower_trimmed(std::string_view value);
std::string upper_trimmed(std::string_view value);
std::string trimmed(std::string_view value);

// Of digits, or of digits and capitals where it says so.
bool all_equal(std::string_view text);
int luhn_sum(std::string_view digits);  // ISO/IEC 7812-1, annex B.
bool luhn(std::string_view digits);
int weighted(const Compact& c, std::size_t begin, std::initializer_list<int> weights);
int weighted_cross(std::initializer_list<int> digits, std::initializer_list<int> weights);  // Cross sums of products.
std::uint64_t number_of(std::string_view digits);
int mod97(std::string_view text, int start = 0);  // ISO 7064: letters as 10..35.
bool mod_11_10(std::string_view digits);          // ISO 7064: whether the last digit checks the ones before it.
bool is_date(int year, int month, int day);
bool is_short_date(int year, int month, int day);  // Two-digit year, of the 20th or the 21st century.
inline Validity checked_if(bool holds) { return holds ? Validity::checked : Validity::invalid; }

}  // namespace constat
