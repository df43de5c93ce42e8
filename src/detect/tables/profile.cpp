#include "detect/tables/profile.h"

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "detect/lexicon.h"
#include "detect/tables/cell.h"
#include "detect/tables/phones.h"

namespace constat::tables {

Profile profile_of(std::span<const std::string_view> values) {
  Profile profile;
  // As many slots as the values need: most tables in text are small.
  std::array<std::uint64_t, 1024> seen;
  const std::size_t slots = std::min(seen.size(), std::bit_ceil(std::max<std::size_t>(16, values.size() * 4)));
  std::fill_n(seen.begin(), slots, 0U);
  std::uint64_t before = 0;
  for (const std::string_view cell : values) {
    const CellShape shape = shape_of(cell);
    ++profile.count;
    profile.bytes += cell.size();
    if (cell.size() > 64) ++profile.long_cells;
    if (shape.letters == 0) ++profile.numbers;
    if (shape.letters > 0) ++profile.with_letters;
    if (shape.digits == 0 && shape.letters >= 2 && !shape.at_sign) {
      ++profile.alphabetic;
      if (cell.find(' ') != std::string_view::npos || cell.find(',') != std::string_view::npos) ++profile.words_two;
    }
    if (shape.at_sign) ++profile.at_signs;
    if (phone_shape(cell, shape)) ++profile.phones;
    if (phone_marked(cell, shape)) ++profile.phones_marked;
    const std::size_t compact = std::min<std::size_t>(shape.digits + shape.letters, profile.compact.size() - 1);
    ++profile.compact[compact];
    if (shape.letters == 0) ++profile.compact_digits[compact];
    std::uint64_t hash = fold_hash(cell) | 1U;
    for (std::size_t slot = hash % slots, step = 0; step < 16; ++step, slot = (slot + 1) % slots) {
      if (seen[slot] == hash) break;
      if (seen[slot] == 0) {
        seen[slot] = hash;
        ++profile.distinct;
        break;
      }
    }
    std::uint64_t number = 0;
    for (const char c : cell) {
      if (is_digit(c)) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (profile.count > 1 && (number <= before || number - before > 1000)) profile.ascending = false;
    before = number;
  }
  if (profile.count < 3) profile.ascending = false;
  return profile;
}

}  // namespace constat::tables
