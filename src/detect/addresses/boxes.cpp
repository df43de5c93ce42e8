// Boxes of a post office and of armed forces: "PO Box 123", "Postfach 12", "PSC 1560, Box 3449, APO AE 09123".
#include <algorithm>

#include "detect/addresses/address_finder.h"
#include "detect/addresses/street_words.h"

namespace constat {

AddressFinder::Match AddressFinder::box_before(const Word& word, std::size_t begin, std::size_t end,
                                               std::size_t floor) const {
  Match match;
  (void)begin;
  if (word.letters == 0 || (lists_.roles(word) & role_box) == 0 || !(word.first_upper || any_case_)) return match;
  match.begin = word.begin;
  match.end = end;
  match.odds = -1.0F;
  const std::string_view before = text_.substr(floor, word.begin - floor);
  std::string tail_text = to_lower_ascii(before.substr(before.size() - std::min<std::size_t>(before.size(), 24)));
  for (const std::string_view lead : {"p.o. ", "po ", "p. o. ", "p.o ", "post office ", "casella ", "p.o."}) {
    if (std::string_view(tail_text).ends_with(lead)) {
      match.begin = word.begin - lead.size();
      match.odds = 2.0F;
    }
  }
  const std::string_view written = text_.substr(word.begin, word.end - word.begin);
  if (equals_ignoring_case(written, "postfach") || equals_ignoring_case(written, "pobox") ||
      equals_ignoring_case(written, "apartado")) {
    match.odds = 1.5F;
  }
  // Military: "PSC 1560, Box 3449", "Unit 2451 Box 9006".
  if (const Word lead = military_lead(word.begin, floor); lead.letters != 0) {
    match.begin = lead.begin;
    match.odds = 2.0F;
  }
  if (equals_ignoring_case(written, "psc")) match.odds = 0.5F;
  return match;
}

Word AddressFinder::military_lead(std::size_t box_begin, std::size_t floor) const {
  std::size_t at = box_begin;
  while (at > floor && (text_[at - 1] == ' ' || text_[at - 1] == ',')) --at;
  const std::size_t number_end = at;
  while (at > floor && is_digit(text_[at - 1])) --at;
  if (at == number_end) return {};
  const Word word = word_before(at, floor);
  if (word.letters == 0) return {};
  const std::string_view written = text_.substr(word.begin, word.end - word.begin);
  return equals_ignoring_case(written, "psc") || equals_ignoring_case(written, "unit") ||
                 equals_ignoring_case(written, "cmr")
             ? word
             : Word{};
}

AddressFinder::Match AddressFinder::military_at(const Word& region, std::size_t begin, std::size_t end,
                                                std::size_t floor) const {
  Match match;
  if (end - begin != 5) return match;
  if (region.letters != 2 ||
      (region.hash != fold_hash("aa") && region.hash != fold_hash("ae") && region.hash != fold_hash("ap"))) {
    return match;
  }
  const Word office = word_before(region.begin, floor);
  if (office.hash != fold_hash("apo") && office.hash != fold_hash("fpo") && office.hash != fold_hash("dpo"))
    return match;
  std::size_t line_end = office.begin;
  while (line_end > floor && (is_space(text_[line_end - 1]) || text_[line_end - 1] == ',')) --line_end;
  match.begin = office.begin;
  std::size_t at = line_end;
  while (at > floor && text_[at - 1] != '\n' && line_end - at < 60) --at;
  for (; at < line_end; ++at) {
    if (letter_at(text_, at).size_bytes == 0 || letter_before(text_, at)) continue;
    const Word word = scan_word(text_, at);
    for (const std::string_view ship : {"uss", "usns", "uscgc", "usnv", "usnh", "usaf"}) {
      if (word.hash == fold_hash(ship)) match.begin = word.begin;
    }
  }
  match.end = end;
  match.odds = 6.0F;
  match.street = true;
  match.postcode = true;
  return match;
}

}  // namespace constat
