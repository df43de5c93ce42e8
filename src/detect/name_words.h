// Words of running text with what the lists say of them: what names.cpp and addresses.cpp share.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "detect/lexicon.h"
#include "detect/names.h"

namespace constat {

// What a word does around names and addresses. One word may do several things.
enum WordRole : std::uint32_t {
  role_honorific = 1U << 0,       // "Mr", "Mme", "Herr": a name follows.
  role_function = 1U << 1,        // "President", "Captain": a name may follow.
  role_particle = 1U << 2,        // "de", "van": inside a surname.
  role_suffix = 1U << 3,          // "Jr", "MD".
  role_organisation = 1U << 4,    // "Inc", "University": what it stands with is no person.
  role_greeting = 1U << 5,        // "Dear", "Bonjour".
  role_naming = 1U << 6,          // "called", "named", "by": often before a name.
  role_name_label = 1U << 7,      // "name", "patient": before a colon, a name follows.
  role_person_verb = 1U << 8,     // "said", "is": often after a name.
  role_at = 1U << 9,              // "in", "near": a place follows.
  role_article = 1U << 10,        // "the".
  role_street_suffix = 1U << 11,  // "Street": after the street's own name.
  role_street_prefix = 1U << 12,  // "rue": before it.
  role_unit = 1U << 13,           // "Apt", "Suite".
  role_state = 1U << 14,          // "NY".
  role_country = 1U << 15,
  role_box = 1U << 16,        // "Box", "Postfach".
  role_direction = 1U << 17,  // "North", "NW".
  role_state_name = 1U << 18,
  role_linking = 1U << 19,    // "is", "to" in "my name is", "talking to".
  role_reporting = 1U << 21,  // "says": a person does.
  role_event = 1U << 20,      // "Award", "Day": a thing named after a person.
};

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;  // Without a possessive 's.
  std::uint64_t hash = 0;
  std::uint16_t letters = 0;
  bool first_upper = false;
  bool all_upper = false;  // Of at least two letters.
  bool camel = false;      // A capital after a small letter.
  bool odd_case = false;   // Capitals where no name has them: "TeX", "SaaS", "CTest".
  bool hyphen = false;
  bool apostrophe = false;
  bool glued = false;  // A digit, '_', '@' or the like touches it: an identifier, not a word.
  bool possessive = false;
};

// The word at `begin`, which must be a letter.
void scan_word(std::string_view text, std::size_t begin, Word& word);
inline Word scan_word(std::string_view text, std::size_t begin) {
  Word word;
  scan_word(text, begin, word);
  return word;
}
bool letter_before(std::string_view text, std::size_t offset);

// Where the next byte between `low` and `high` (both ASCII) stands at or after `at`, or the next byte above 0x7F where
// `high_bytes`; the text's size where there is none. Sixteen bytes a step, then eight.
template <unsigned char low, unsigned char high, bool high_bytes>
std::size_t next_between(std::string_view text, std::size_t at) {
#if defined(__SSE2__)
  static_assert(low > 0 && high < 0x7F);
  const __m128i less = _mm_set1_epi8(static_cast<char>(low - 1));
  const __m128i more = _mm_set1_epi8(static_cast<char>(high + 1));
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i inside = _mm_and_si128(_mm_cmpgt_epi8(bytes, less), _mm_cmplt_epi8(bytes, more));
    // The mask has the bytes' highest bits: those beyond ASCII are in it as they are.
    const auto hits = static_cast<unsigned>(_mm_movemask_epi8(high_bytes ? _mm_or_si128(inside, bytes) : inside));
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits));
  }
#endif
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  while (at + 8 <= text.size()) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    const std::uint64_t low_bits = bytes & (0x7F * ones);
    const std::uint64_t at_least = low_bits + (0x80 - low) * ones;
    const std::uint64_t above = low_bits + (0x7F - high) * ones;
    std::uint64_t hits = at_least & ~above;
    hits = (high_bytes ? hits | bytes : hits & ~bytes) & (0x80 * ones);
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
    at += 8;
  }
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte >= low && byte <= high) || (high_bytes && byte >= 0x80)) return at;
  }
  return text.size();
}

struct WordWeights {
  std::uint8_t given = 0;  // 0 unknown, else the logarithm of how often people are called so, 1 to 15.
  std::uint8_t surname = 0;
  std::uint8_t word = 0;  // 0 no ordinary word, 3 a very common one.
  bool place = false;     // Well known as a town or country.
};

// Folded word to roles: a fixed table.
class RoleTable {
 public:
  RoleTable();
  std::uint32_t find(std::uint64_t hash) const {
    for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
      if (slots_[slot].hash == hash) return slots_[slot].roles;
      if (slots_[slot].roles == 0) return 0;
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t roles = 0;
  };
  static constexpr std::size_t mask_ = 4095;
  void add(std::string_view words, std::uint32_t role);
  std::vector<Slot> slots_;
};

class NameLexiconLists : public NameLexicon {
 public:
  NameLexiconLists(Lexicon names, Lexicon places);

  void find_persons(std::string_view text, std::vector<NamedSpan>& found) const override;
  void find_addresses(std::string_view text, std::vector<NamedSpan>& found) const override;
  float full_name_score(std::string_view cell) const override;
  float given_name_score(std::string_view word) const override;
  float surname_score(std::string_view word) const override;
  float street_score(std::string_view cell) const override;
  float city_score(std::string_view cell) const override;
  std::string_view postcode_country(std::string_view cell) const override;
  float address_score(std::string_view cell) const override;

  std::uint32_t roles(const Word& word) const { return roles_.find(word.hash); }
  WordWeights weights(std::string_view text, const Word& word, std::uint32_t& roles) const {
    const Known& of_word = known(word.hash);
    roles = of_word.roles;
    return word.hyphen ? weights_by_parts(text, word, of_word.weights) : of_word.weights;
  }
  // The size of the word at `begin`, a capital, where keep_hopeless() was told of the same word; else 0.
  std::size_t known_hopeless(std::string_view text, std::size_t begin) const;
  // That no name begins with this word, wherever it stands.
  void keep_hopeless(std::string_view text, std::size_t begin) const;
  // 12 bits of data/places for the phrase: population class << 8 | countries. 0 where unknown.
  unsigned place(std::string_view phrase) const;
  bool us_zip_exists(unsigned zip) const;
  bool fr_postcode_exists(unsigned code) const;
  bool ca_area_exists(std::string_view three) const;

 private:
  friend class PersonFinder;
  friend class AddressFinder;
  struct Known {
    std::uint64_t hash = 0;
    std::uint64_t serial = 0;
    std::uint32_t roles = 0;
    WordWeights weights;
  };
  const Known& known(std::uint64_t hash) const;
  WordWeights weights_by_parts(std::string_view text, const Word& word, WordWeights weights) const;
  Lexicon names_;
  Lexicon places_;
  RoleTable roles_;
  std::uint64_t serial_ = 0;  // Tells one loaded list from another.
};

}  // namespace constat
