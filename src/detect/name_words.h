// Words of running text with what the lists say of them: what names.cpp and addresses.cpp share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
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
  role_living = 1U << 22,     // "born", "habite": where somebody was born or lives may follow.
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

struct WordWeights {
  std::uint8_t given = 0;  // 0 unknown, else the logarithm of how often people are called so, 1 to 15.
  std::uint8_t surname = 0;
  std::uint8_t word = 0;  // 0 no ordinary word, 3 a very common one.
  bool place = false;     // Well known as a town or country.
};

// What holds of a capitalised word wherever it stands.
struct NameVerdict {
  bool begins_no_name = false;  // Alone or with others.
  // Where no other word of a name follows: whatever stands before it, or but for what calls it a person.
  bool alone_no_name = false;
  bool alone_needs_lead = false;
  bool takes_dot = false;  // "Dr.": a name goes on behind its full stop.
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

  void find_persons(std::string_view text, const ByteClasses& classes, std::vector<NamedSpan>& found) const override;
  void find_addresses(std::string_view text, const ByteClasses& classes, std::vector<NamedSpan>& found) const override;
  float full_name_score(std::string_view cell) const override;
  bool may_be_unlisted_name(std::string_view cell) const override;
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
  // What keep_verdict() was told of the same word as the one at `begin`, a capital; its size is 0 where nothing.
  struct Judged {
    std::size_t size = 0;
    NameVerdict verdict{};
  };
  Judged known_verdict(std::string_view text, std::size_t begin) const;
  void keep_verdict(std::string_view text, std::size_t begin, NameVerdict verdict) const;
  // False where no small particle of names is the word of `letters` letters of ASCII at `begin`, as most words are
  // none.
  bool may_be_particle(std::string_view text, std::size_t begin, std::size_t letters) const {
    if (letters > particle_letters_max) return false;
    const std::size_t bit = particle_bit(text[begin], letters > 1 ? text[begin + 1] : 'a', letters);
    return (particles_[bit / 64] >> (bit % 64) & 1U) != 0;
  }
  static constexpr std::size_t particle_letters_max = 5;  // A longer small word goes on in no name.
  // 12 bits of data/places for the phrase: population class << 8 | countries. 0 where unknown.
  unsigned place(std::string_view phrase) const;
  bool us_zip_exists(unsigned zip) const;
  bool fr_postcode_exists(unsigned code) const;
  bool ca_area_exists(std::string_view three) const;

  // Brands that are called as persons are, word by word (data/names/brands.txt).
  static constexpr std::size_t brand_words_max = 4;
  static std::uint64_t brand_hash(std::uint64_t before, const Word& word) {
    return (before * 0x9E3779B97F4A7C15U) ^ word.hash;
  }
  void add_brand(std::string_view name);
  bool has_brands() const { return !brands_.empty(); }
  bool is_brand(std::uint64_t hash) const { return brands_.contains(hash); }

 private:
  friend class PersonFinder;
  friend class AddressFinder;
  struct Known {
    std::uint64_t hash = 0;
    std::uint32_t roles = 0;
    WordWeights weights;
  };
  const Known& known(std::uint64_t hash) const;
  WordWeights weights_by_parts(std::string_view text, const Word& word, WordWeights weights) const;
  // By the first two letters and the length.
  static constexpr std::size_t particle_bit(char first, char second, std::size_t letters) {
    return ((static_cast<std::size_t>(first) & 31U) * 32 + (static_cast<std::size_t>(second) & 31U)) * 8 + letters;
  }
  std::vector<std::uint64_t> particles_ = std::vector<std::uint64_t>(32 * 32 * 8 / 64);
  Lexicon names_;
  Lexicon places_;
  RoleTable roles_;
  std::unordered_set<std::uint64_t> brands_;
  std::uint64_t serial_ = 0;  // Tells one loaded list from another.
};

}  // namespace constat
