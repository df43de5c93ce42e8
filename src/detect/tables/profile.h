// What a sample tells of one column's values, in one pass over them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace constat::tables {

struct Profile {
  std::size_t count = 0;    // Cells that hold something.
  std::size_t numbers = 0;  // Digits, signs, marks only.
  std::size_t with_letters = 0;
  std::size_t words_two = 0;  // Two words or more, letters only.
  std::size_t alphabetic = 0;
  std::size_t at_signs = 0;
  std::size_t phones = 0;
  std::size_t phones_marked = 0;
  std::size_t long_cells = 0;
  std::size_t bytes = 0;
  std::array<std::uint32_t, 40> compact = {};         // By number of letters and digits.
  std::array<std::uint32_t, 40> compact_digits = {};  // The same, of digits only.
  std::size_t distinct = 0;
  bool ascending = true;  // Each number follows the one before: a counter.
};

// Linear in the values' bytes. Of more than 256 values their number of distinct ones may be counted short.
Profile profile_of(std::span<const std::string_view> values);

}  // namespace constat::tables
