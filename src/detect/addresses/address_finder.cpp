#include "detect/addresses/address_finder.h"

#include <algorithm>
#include <cmath>

#include "detect/addresses/street_words.h"

namespace constat {
namespace {

// Words that say that an address follows, with "at", "to", "in", ":" before it. The first are labels of addresses.
constexpr std::string_view lead_labels[] = {"address",     "addresses",    "adresse",   "adresses",  "anschrift",
                                            "direccion",   "direcciones",  "indirizzo", "domicilio", "domicile",
                                            "adres",       "morada",       "endereco",  "residence", "wohnort",
                                            "anschriften", "lieferadresse"};
constexpr std::string_view lead_verbs[] = {
    "sent",   "send",       "ship",    "shipped",   "shipping",  "deliver",      "delivered",  "delivery", "mail",
    "mailed", "post",       "posted",  "letter",    "parcel",    "package",      "live",       "lives",    "lived",
    "living", "reside",     "resides", "residing",  "resident",  "office",       "offices",    "located",  "situated",
    "meet",   "bill",       "billing", "statement", "station",   "drops",        "drop",       "stop",     "house",
    "home",   "wohnhaft",   "wohnt",   "habite",    "demeurant", "residant",     "domicilie",  "vive",     "residente",
    "abita",  "reside",     "forward", "moved",     "pick",      "headquarters", "restaurant", "shop",     "sede",
    "siege",  "zugestellt", "liefern", "envoyer",   "enviar",    "spedire"};

constexpr auto lead_label_hashes = hashes_of(lead_labels);
constexpr auto lead_verb_hashes = hashes_of(lead_verbs);

}  // namespace

void AddressFinder::run(const ByteClasses& classes, std::vector<NamedSpan>& found) {
  std::size_t done = 0;
  std::size_t at = 0;
  const std::size_t size = text_.size();
  while (at < size) {
    at = classes.next_digit(at);
    if (at >= size) break;
    const std::size_t end = at + classes.digits_from(at);
    const Match match = match_at(at, end, done);
    if (match.odds > -1.0F && match.end > match.begin) {
      found.push_back({match.begin, match.end, std::min(probability(match.odds), 0.97F)});
      done = match.end;
      at = std::max(end, match.end);
    } else {
      at = end;
    }
  }
}

AddressFinder::Match AddressFinder::match_at(std::size_t begin, std::size_t end, std::size_t floor) {
  Match none;
  if (end - begin > 6) return none;
  if (begin > floor) {
    const char before = text_[begin - 1];
    if (is_alpha(before) || before == '_' || before == '$' || before == '@' || before == '=' || before == '+' ||
        before == '*' || before == '.' || before == '/' || static_cast<unsigned char>(before) >= 0x80) {
      return none;
    }
    if ((before == '-' || before == ':' || before == ',') && begin > floor + 1 && is_digit(text_[begin - 2]))
      return none;
  }
  if (end < text_.size()) {
    const char after = text_[end];
    if (after == '%' || after == '_' || after == '@' || after == ':' || after == '=' || after == ')') return none;
    if ((after == '.' || after == ',') && end + 1 < text_.size() && is_digit(text_[end + 1])) return none;
  }
  Match best;
  // Most numbers stand beside no capitalised word: nothing more is looked at.
  const Word before = word_before(begin, floor);
  if (before.letters != 0 && (before.first_upper || any_case_)) {
    best = box_before(before, begin, end, floor);
    if (best.odds < 0) {
      const Match military = military_at(before, begin, end, floor);
      if (military.odds > 0) return military;
      // "Apt. 870": a unit's number is no house number.
      const std::uint32_t roles = lists_.roles(before);
      const std::size_t number_end =
          end + 1 < text_.size() && is_alpha(text_[end]) && !is_alnum(text_[end + 1]) ? end + 1 : end;
      const bool two_numbers =
          text_.substr(number_end, 2) == ", " && number_end + 2 < text_.size() && is_digit(text_[number_end + 2]);
      if (before.letters > 2 && (roles & role_unit) != 0 &&
          (two_numbers || (roles & (role_street_prefix | role_street_suffix)) == 0)) {
        return none;
      }
      const Match back = street_before(begin, end, floor);
      if (back.odds > best.odds) best = back;
    }
  }
  if (best.odds < 0) {
    const Match forward = street_after(begin, end);
    if (forward.odds > best.odds) best = forward;
  }
  if (best.odds < -2.6F && before.letters != 0 && (before.first_upper || any_case_)) {
    const Match bare = bare_before(end, before, floor);
    if (bare.odds > best.odds) best = bare;
  }
  if (best.odds <= -5) return none;
  if (best.odds < 3) {
    const Lead lead = lead_of(best.begin, floor);
    best.odds += lead.odds;
    if (lead.corner_begin != none_begin) {
      best.begin = lead.corner_begin;
      other_street(best);
      if (best.odds > 0) return best;
    }
  }
  best.street = true;
  tail(best);
  if (best.odds > -1) best.begin = unit_before(best.begin, floor);
  return best;
}

AddressFinder::Lead AddressFinder::lead_of(std::size_t begin, std::size_t floor) const {
  constexpr std::size_t window_max = 80;
  constexpr std::size_t words_max = 9;
  Lead lead;
  const std::size_t first = std::max(floor, begin > window_max ? begin - window_max : 0);
  std::size_t at = begin;
  bool colon = false;
  bool joined = false;
  std::size_t lines = 0;
  for (std::size_t count = 0; count < words_max; ++count) {
    while (at > first && !is_alpha(text_[at - 1]) && static_cast<unsigned char>(text_[at - 1]) < 0x80) {
      const char c = text_[at - 1];
      if (c == '.' || c == '?' || c == '!' || c == ';' || is_digit(c)) return lead;
      if (c == '\n' && ++lines > 1) return lead;
      colon = colon || (count == 0 && c == ':');
      --at;
    }
    const std::size_t end = at;
    while (at > first && (is_alpha(text_[at - 1]) || static_cast<unsigned char>(text_[at - 1]) >= 0x80)) --at;
    if (at == end || (at > 0 && at == first && at != floor)) return lead;
    if (letter_at(text_, at).size_bytes == 0) return lead;
    const Word word = scan_word(text_, at);
    const bool label = any_of_words(lead_label_hashes, word.hash);
    lead.label = label;
    if (label && count == 0) {
      lead.odds = colon ? 3.0F : 2.0F;
      return lead;
    }
    if (count == 0) {
      joined = any_of_words(lead_joint_hashes, word.hash);
      if (!joined && !colon) return lead;
    }
    if (count == 1 && joined && word.hash == fold_hash("corner")) {
      lead.odds = 2.5F;
      lead.corner_begin = word.begin;
      const std::string_view ahead = text_.substr(first, word.begin - first);
      if (ahead.size() >= 4 && equals_ignoring_case(ahead.substr(ahead.size() - 4), "the ")) lead.corner_begin -= 4;
      return lead;
    }
    if (label) {
      lead.odds = 3.0F;
      return lead;
    }
    if (joined && any_of_words(lead_verb_hashes, word.hash)) {
      lead.odds = 3.0F;
      return lead;
    }
  }
  return lead;
}

}  // namespace constat
