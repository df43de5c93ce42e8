// What one cell of a table looks like, whatever its column. What is asked of every cell stands here, to be inlined.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace constat::tables {

inline constexpr std::size_t typed_cell_bytes_max = 400;  // A longer cell is text, whatever its column.

// One pass over a cell: all that is cheap to know.
struct CellShape {
  std::uint32_t digits = 0;
  std::uint32_t letters = 0;
  std::uint32_t others = 0;
  std::uint32_t separators = 0;  // Blanks, dashes, dots, slashes, parentheses.
  bool at_sign = false;
  bool dot = false;
  bool plus_first = false;
};
// What each byte adds: digits, letters and separators in fields of 16 bits; and the signs to be told.
struct ShapeTables {
  std::array<std::uint64_t, 256> counts = {};
  std::array<std::uint8_t, 256> signs = {};
};
inline constexpr ShapeTables shape_tables = [] {
  ShapeTables tables;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (digit) {
      tables.counts[byte] = 1;
    } else if (letter || byte >= 0x80) {
      tables.counts[byte] = 1ULL << 16;
    } else if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')') {
      tables.counts[byte] = 1ULL << 32;
    }
    tables.signs[byte] = c == '@' ? 1 : c == '.' ? 2 : 0;
  }
  return tables;
}();
inline CellShape shape_of(std::string_view cell) {
  constexpr std::size_t piece_max = 0xFFFF;  // A field holds as many.
  CellShape shape;
  unsigned signs = 0;
  for (std::string_view rest = cell; !rest.empty(); rest.remove_prefix(std::min(rest.size(), piece_max))) {
    std::uint64_t counts = 0;
    for (const char c : rest.substr(0, piece_max)) {
      counts += shape_tables.counts[static_cast<unsigned char>(c)];
      signs |= shape_tables.signs[static_cast<unsigned char>(c)];
    }
    shape.digits += static_cast<std::uint32_t>(counts & 0xFFFF);
    shape.letters += static_cast<std::uint32_t>(counts >> 16 & 0xFFFF);
    shape.separators += static_cast<std::uint32_t>(counts >> 32);
  }
  shape.others = static_cast<std::uint32_t>(cell.size()) - shape.digits - shape.letters;
  shape.at_sign = (signs & 1U) != 0;
  shape.dot = (signs & 2U) != 0;
  shape.plus_first = !cell.empty() && cell.front() == '+';
  return shape;
}

// The cell without blanks around it; most have none.
inline std::string_view trimmed(std::string_view cell) {
  return cell.empty() || (!is_space(cell.front()) && !is_space(cell.back())) ? cell : trim(cell);
}

// The value of a cell that tells a spreadsheet to leave it as it is (="048214471", '048214471), or that one has taken
// for a number with decimals (48214471.0).
inline std::string_view unguarded(std::string_view cell) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t id_digits_least = 7;
  constexpr std::size_t id_digits_most = 17;
  if (cell.size() < shortest) return cell;
  if (cell.front() == '=' && cell[1] == '"' && cell.back() == '"') {
    std::string_view inner = cell.substr(2, cell.size() - 3);
    if (inner.size() > 2 && inner.front() == '"' && inner.back() == '"') inner = inner.substr(1, inner.size() - 2);
    return inner.find('"') == std::string_view::npos ? inner : cell;
  }
  if (cell.front() == '\'' && (is_digit(cell[1]) || cell[1] == '+')) {
    return cell.find('\'', 1) == std::string_view::npos ? cell.substr(1) : cell;
  }
  if (cell.back() == '0' && cell[cell.size() - 2] == '.' && cell.size() >= id_digits_least + 2 &&
      cell.size() <= id_digits_most + 2 && std::all_of(cell.begin(), cell.end() - 2, is_digit)) {
    return cell.substr(0, cell.size() - 2);
  }
  return cell;
}

// Of what begins as blank words do (begins_blank): whether it is one.
bool is_blank_word(std::string_view cell);
// What no value begins with that says nothing is told at sight.
inline constexpr std::array<bool, 256> begins_blank = [] {
  std::array<bool, 256> table = {};
  for (const char c : std::string_view("nNuUtTxX-_.?*# \\/(")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();
// "n/a", "-", "null": no value at all.
inline bool is_blank_value(std::string_view cell) {
  if (cell.empty()) return true;
  if (cell.size() > 13 || !begins_blank[static_cast<unsigned char>(cell.front())]) return false;
  return is_blank_word(cell);
}

// "2014": a year from 1900 to 2099.
inline bool is_year(std::string_view cell) {
  return cell.size() == 4 && (cell.starts_with("19") || cell.starts_with("20")) && is_digit(cell[2]) &&
         is_digit(cell[3]);
}

// A cell that is a value rather than a word: digits enough, an address, a long text.
bool looks_like_data(std::string_view cell);

// A cell that may hold something when no column says what: worth the engine's look.
bool worth_reading(std::string_view cell);

// The date of a cell that tells a time with it, "1970-01-31T00:00:00Z"; any other cell as it is.
std::string_view date_part(std::string_view cell);

// A password's hash by the sign that its scheme writes before it: "$2a$", "{SSHA}".
bool looks_like_hash(std::string_view cell);
// Hexadecimal digits, as many as a digest has, with "0x" or without.
bool is_hex_digest(std::string_view cell);

// A state of the United States by its code or its name.
bool is_us_state(std::string_view cell);

}  // namespace constat::tables
