// Finds the postal addresses of one text: inside of names.h (addresses.cpp).
//
// Postal addresses by the grammars of their countries. An anchor is a house number (or a box number); the street before
// or after it is told by a word ("rue", "Street", "via"), by an ending ("-straße", "-laan", "-gatan"), or by what
// follows (a unit, a postcode, a town). Then units, towns, states, postcodes and countries are taken as long as they
// come, over line ends too. Evidence is added as log2 odds. Sources of the forms: UPU's addressing guides of US, GB,
// FR, DE, ES, IT, CA.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "detect/name_words.h"
#include "detect/names.h"

namespace constat {

inline float probability(float odds_log2) { return 1.0F / (1.0F + std::exp2(-std::clamp(odds_log2, -20.0F, 20.0F))); }

class AddressFinder {
 public:
  AddressFinder(const NameLexiconLists& lists, std::string_view text, bool any_case)
      : lists_(lists), text_(text), any_case_(any_case) {}

  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    float odds = -10;
    bool postcode = false;
    bool city = false;
    bool street = false;
  };

  // `classes` have read the text.
  void run(const ByteClasses& classes, std::vector<NamedSpan>& found);

  // The address at the number [begin, end); nothing before `floor` belongs to it.
  Match match_at(std::size_t begin, std::size_t end, std::size_t floor);

  // As much of a postcode as stands at `at`: its length and country. Length 0: none.
  std::size_t postcode_at(std::size_t at, std::string_view& country) const;

 private:
  static constexpr std::size_t none_begin = SIZE_MAX;
  struct Lead {
    float odds = 0;
    bool label = false;                     // Not a verb alone.
    std::size_t corner_begin = none_begin;  // Of "the corner of".
  };

  // address_finder.cpp
  // What the words right before an address say: "my address is", "send it to", "lives at", "the corner of".
  Lead lead_of(std::size_t begin, std::size_t floor) const;

  // streets.cpp
  // Whether the word, folded, ends as streets do: 2 surely, 1 perhaps, 0 not.
  int street_ending(const Word& word) const;

  // "Hauptstraße 12", "Via Roma 131", "Calle Mayor, 4": the street stands before its number.
  Match street_before(std::size_t begin, std::size_t end, std::size_t floor) const;

  // "Joaquin Suarez 2906", "Kuusiku 7": names and a number, where the words before say that it is an address.
  Match bare_before(std::size_t end, const Word& last, std::size_t floor) const;

  // "ZZA" of "P.ZZA": what is left of piazza, viale, corso behind the full stop.
  bool is_short_kind(const Word& word, std::size_t floor) const;

  // A preposition that German streets begin with: "Am Alten Hafen", "Zum Mühlenteich"; "An der Schleuse" with an
  // article. `behind` is where the rest begins.
  bool leads_street(const Word& word, std::size_t behind) const;

  // Behind the number's digits: "12a", "12 bis", "12-14", "12/3", "18/B".
  std::size_t house_number_end(std::size_t at) const;

  // "12 bis rue de la Paix", "350 Fifth Avenue", "27 Adrianalaan".
  Match street_after(std::size_t begin, std::size_t end) const;

  // The second street of a corner: "... and King Street".
  void other_street(Match& match) const;

  // A second street's name on the same line (a dependent street, a house's or a mall's name): "12 High Street Castle
  // Court", closed by a line's end, a comma or a unit. Where it ends; 0 where there is none.
  std::size_t dependent_street(std::size_t at) const;

  // boxes.cpp
  // "PO Box 123", "Postfach 12", "BP 40", "PSC 1560, Box 3449".
  Match box_before(const Word& word, std::size_t begin, std::size_t end, std::size_t floor) const;

  // "PSC 1560", "Unit 2050" before the box: what leads it; letters 0: none.
  Word military_lead(std::size_t box_begin, std::size_t floor) const;

  // "USS Jackson, FPO AE 13689": post of the US forces, by the ship or unit on the line before.
  Match military_at(const Word& region, std::size_t begin, std::size_t end, std::size_t floor) const;

  // units.cpp
  // "Flat 2, 14 Rose Lane", "Apt. 675 6 Mellemvej": where the unit before the street begins; `begin` where there is
  // none.
  std::size_t unit_before(std::size_t begin, std::size_t floor) const;

  // "4º B", "3ª izq.", "2. OG", "1er étage", "3rd floor": a floor by its number, and the door on it; where it ends, or
  // 0.
  std::size_t floor_at(std::size_t at) const;

  // "Apt. 4B", "Suite 100", "#12", "étage 3", a floor: where it ends, or 0.
  std::size_t unit_at(std::size_t at) const;

  // towns.cpp
  // Where the name of a country in several words ends that begins at `at`; 0 where none does.
  std::size_t country_of_words(std::size_t at) const;

  // Capitalised words at `at` that may be a town: where they end; `known` where a list has them.
  std::size_t town_at(std::size_t at, bool& known, unsigned& countries) const;

  // Takes what follows the street as long as it belongs to the address.
  void tail(Match& match) const;

  bool letter_here(std::size_t at) const { return at < text_.size() && letter_at(text_, at).size_bytes != 0; }
  bool upper_here(std::size_t at) const {
    if (at >= text_.size()) return false;
    const Letter letter = letter_at(text_, at);
    return letter.size_bytes != 0 && (letter.upper || any_case_);
  }

  // The word that ends right before `at` (one blank, comma or full stop between), not before `floor`. letters 0: none.
  Word word_before(std::size_t at, std::size_t floor) const {
    Word none;
    std::size_t end = at;
    if (end > floor && text_[end - 1] == ' ') --end;
    if (end > floor && (text_[end - 1] == ',' || text_[end - 1] == '.')) --end;
    if (end == at) return none;
    std::size_t begin = end;
    while (begin > floor && end - begin < 60) {
      const auto previous = static_cast<unsigned char>(text_[begin - 1]);
      if (!is_alpha(static_cast<char>(previous)) && previous < 0x80 && previous != '-' && previous != '\'') break;
      --begin;
    }
    while (begin < end && letter_at(text_, begin).size_bytes == 0) ++begin;
    if (begin >= end) return none;
    // An apostrophe may cut the word: the last part counts.
    std::size_t start = begin;
    Word word = scan_word(text_, start);
    while (word.end < end && start < end) {
      start = word.end;
      while (start < end && letter_at(text_, start).size_bytes == 0) ++start;
      if (start >= end) break;
      word = scan_word(text_, start);
    }
    return word;
  }

  const NameLexiconLists& lists_;
  std::string_view text_;
  bool any_case_ = false;
};

}  // namespace constat
