// What follows a street: units, towns, states, postcodes and countries, over line ends too.
#include <algorithm>
#include <array>
#include <string>

#include "detect/addresses/address_finder.h"
#include "detect/addresses/street_words.h"

namespace constat {
namespace {

constexpr std::size_t tail_elements_max = 12;
constexpr std::size_t tail_lines_max = 5;

// Names of countries that are more than one word, folded (ISO 3166 short names and the usual ones).
constexpr std::string_view countries_of_words[] = {"united kingdom",
                                                   "united states of america",
                                                   "united states",
                                                   "united arab emirates",
                                                   "new zealand",
                                                   "new caledonia",
                                                   "south africa",
                                                   "south korea",
                                                   "south sudan",
                                                   "north korea",
                                                   "north macedonia",
                                                   "northern ireland",
                                                   "czech republic",
                                                   "republic of ireland",
                                                   "dominican republic",
                                                   "central african republic",
                                                   "democratic republic of the congo",
                                                   "republic of the congo",
                                                   "peoples republic of china",
                                                   "people s republic of china",
                                                   "republic of korea",
                                                   "slovak republic",
                                                   "russian federation",
                                                   "saudi arabia",
                                                   "sri lanka",
                                                   "sierra leone",
                                                   "costa rica",
                                                   "puerto rico",
                                                   "el salvador",
                                                   "san marino",
                                                   "burkina faso",
                                                   "cape verde",
                                                   "cabo verde",
                                                   "cook islands",
                                                   "cote d ivoire",
                                                   "ivory coast",
                                                   "equatorial guinea",
                                                   "guinea bissau",
                                                   "papua new guinea",
                                                   "solomon islands",
                                                   "marshall islands",
                                                   "aland islands",
                                                   "faroe islands",
                                                   "cayman islands",
                                                   "falkland islands",
                                                   "virgin islands",
                                                   "british virgin islands",
                                                   "us virgin islands",
                                                   "trinidad and tobago",
                                                   "antigua and barbuda",
                                                   "saint kitts and nevis",
                                                   "saint lucia",
                                                   "saint vincent and the grenadines",
                                                   "sao tome and principe",
                                                   "bosnia and herzegovina",
                                                   "federated states of micronesia",
                                                   "hong kong",
                                                   "east timor",
                                                   "timor leste",
                                                   "isle of man",
                                                   "kingdom of the netherlands",
                                                   "vatican city",
                                                   "french polynesia",
                                                   "french guiana",
                                                   "american samoa",
                                                   "viet nam"};

// The first three letters of those countries, hashed to a bit each: most words begin otherwise. (Accents are told apart
// by the loop: a letter that is not ASCII is let through.)
constexpr std::size_t country_start(char first, char second, char third) {
  return (static_cast<std::size_t>(first - 'a') * 26 + static_cast<std::size_t>(second - 'a')) * 7 +
         static_cast<std::size_t>(third) % 7;
}

constexpr auto country_starts = [] {
  std::array<std::uint64_t, (26 * 26 * 7 + 63) / 64> bits = {};
  for (const std::string_view name : countries_of_words) {
    const std::size_t bit = country_start(name[0], name[1], name[2]);
    bits[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  return bits;
}();

// Small words inside the names of towns.
constexpr std::string_view town_joints[] = {"u",  "nad", "v",   "ve",   "pod", "na", "pri", "ob", "pod", "am",   "an",
                                            "im", "bei", "sur", "sous", "les", "en", "aux", "of", "on",  "upon", "by",
                                            "le", "the", "aan", "bij",  "op",  "do", "dos", "ad", "al",  "in"};

constexpr auto town_joint_hashes = hashes_of(town_joints);

}  // namespace

std::size_t AddressFinder::country_of_words(std::size_t at) const {
  if (at + 8 > text_.size()) return 0;
  if (is_alpha(text_[at]) && is_alpha(text_[at + 1]) && static_cast<unsigned char>(text_[at + 2]) < 0x80) {
    const auto small = [](char c) { return is_alpha(c) ? static_cast<char>(c | 0x20) : c; };
    const std::size_t bit = country_start(small(text_[at]), small(text_[at + 1]), small(text_[at + 2]));
    if ((country_starts[bit / 64] >> (bit % 64) & 1U) == 0) return 0;
  }
  for (const std::string_view country : countries_of_words) {
    std::size_t next = at;
    std::size_t told = 0;
    while (told < country.size() && next < text_.size()) {
      if (country[told] == ' ') {
        const std::size_t blank = next;
        while (next < text_.size() && next - blank < 2 && (text_[next] == ' ' || text_[next] == '\'')) ++next;
        if (next == blank) break;
        ++told;
        continue;
      }
      const Letter letter = letter_at(text_, next);
      if (letter.size_bytes == 0 || letter.folded_size == 0) break;
      if (country.substr(told, letter.folded_size) != std::string_view(letter.folded, letter.folded_size)) break;
      told += letter.folded_size;
      next += letter.size_bytes;
    }
    if (told == country.size() && !letter_here(next)) return next;
  }
  return 0;
}

std::size_t AddressFinder::postcode_at(std::size_t at, std::string_view& country) const {
  country = {};
  const std::size_t size = text_.size();
  const auto digit = [&](std::size_t offset) { return offset < size && is_digit(text_[offset]); };
  const auto capital = [&](std::size_t offset) {
    return offset < size && ((text_[offset] >= 'A' && text_[offset] <= 'Z') || (any_case_ && is_alpha(text_[offset])));
  };
  const auto closed = [&](std::size_t offset) { return offset >= size || !is_alnum(text_[offset]); };
  std::size_t digits = 0;
  while (digit(at + digits) && digits < 7) ++digits;
  if (digits == 5 && closed(at + 5)) {
    country = "5";
    if (at + 10 <= size && text_[at + 5] == '-' && digit(at + 6) && digit(at + 7) && digit(at + 8) && digit(at + 9) &&
        closed(at + 10)) {
      country = "US";
      return 10;
    }
    return 5;
  }
  if (digits == 4 && at + 6 < size && text_[at + 4] == ' ' && capital(at + 5) && capital(at + 6) && closed(at + 7)) {
    country = "NL";
    return 7;
  }
  if (digits == 4 && at + 8 <= size && text_[at + 4] == '-' && digit(at + 5) && digit(at + 6) && digit(at + 7) &&
      closed(at + 8)) {
    country = "PT";
    return 8;
  }
  if (digits == 4 && closed(at + 4)) {
    country = "4";
    return 4;
  }
  if (digits == 3 && at + 6 <= size && text_[at + 3] == ' ' && digit(at + 4) && digit(at + 5) && closed(at + 6)) {
    country = "SE";  // And CZ, SK, GR.
    return 6;
  }
  if (digits == 2 && at + 6 <= size && text_[at + 2] == '-' && digit(at + 3) && digit(at + 4) && digit(at + 5) &&
      closed(at + 6)) {
    country = "PL";
    return 6;
  }
  if (!capital(at)) return 0;
  // Canada: A1A 1A1.
  if (digit(at + 1) && capital(at + 2)) {
    std::size_t second = at + 3;
    if (second < size && (text_[second] == ' ' || text_[second] == '-')) ++second;
    if (digit(second) && capital(second + 1) && digit(second + 2) && closed(second + 3)) {
      if (lists_.ca_area_exists(text_.substr(at, 3))) {
        country = "CA";
        return second + 3 - at;
      }
    }
  }
  // United Kingdom: A9, A99, AA9, AA99, A9A, AA9A, then 9AA.
  std::size_t outward = at;
  while (capital(outward) && outward - at < 2) ++outward;
  if (digit(outward)) {
    ++outward;
    if (digit(outward) || (capital(outward) && !digit(outward + 1))) {
      // The inward part's digit must not be taken for the outward's.
      if (!(digit(outward) && capital(outward + 1) && capital(outward + 2) && closed(outward + 3))) ++outward;
    }
    std::size_t inward = outward;
    if (inward < size && text_[inward] == ' ') ++inward;
    if (digit(inward) && capital(inward + 1) && capital(inward + 2) && closed(inward + 3)) {
      country = "GB";
      return inward + 3 - at;
    }
  }
  // "D-10115", "F-75001", "FR-75001".
  std::size_t prefix = at;
  while (capital(prefix) && prefix - at < 3) ++prefix;
  if (prefix > at && prefix < size && text_[prefix] == '-' && digit(prefix + 1)) {
    std::size_t end = prefix + 1;
    while (digit(end)) ++end;
    const std::size_t count = end - prefix - 1;
    if ((count == 5 || (count == 4 && prefix - at < 3)) && closed(end)) {
      country = "5";
      return end - at;
    }
  }
  return 0;
}

std::size_t AddressFinder::town_at(std::size_t at, bool& known, unsigned& countries) const {
  known = false;
  std::array<std::size_t, 6> ends = {};
  std::size_t count = 0;
  std::size_t next = at;
  while (count < ends.size() && letter_here(next)) {
    const Word word = scan_word(text_, next);
    const std::uint32_t roles = lists_.roles(word);
    if (!word.first_upper && !any_case_) {
      if (count == 0) break;
      // "Ostrov nad Ohrí", "Turkovice u Přelouče", "Stoke on Trent": a small word between.
      if ((roles & (role_particle | role_article)) == 0 &&
          !(word.letters <= 4 && word.end < text_.size() && text_[word.end] == ' ' && upper_here(word.end + 1) &&
            any_of_words(town_joint_hashes, word.hash))) {
        break;
      }
    }
    // "Rocha Afghanistan": the country is no part of the town.
    if (count > 0 && (roles & role_country) != 0 && word.letters > 3 && word.first_upper) break;
    if (count > 0 && word.first_upper && country_of_words(next) != 0) break;
    if (count > 0 && word.all_upper && word.letters == 2 && (roles & role_state) != 0) break;
    if (any_case_ && count > 0 && (roles & (role_linking | role_at | role_naming)) != 0) break;
    ends[count++] = word.end;
    next = word.end;
    if (next < text_.size() && text_[next] == '.' && word.letters <= 3) ++next;  // "St. Louis"
    if (next >= text_.size() || (text_[next] != ' ' && text_[next] != '\'')) break;
    ++next;
  }
  if (count == 0) return 0;
  for (std::size_t index = count; index > 0; --index) {
    const unsigned bits = lists_.place(text_.substr(at, ends[index - 1] - at));
    if (bits != 0) {
      known = true;
      countries = bits;
      return ends[index - 1];
    }
  }
  // "City, state, ZIP:", "Phone:": the label of the line below.
  const std::size_t end = ends[count - 1];
  if (end < text_.size() && text_[end] == ':') return 0;
  const std::string_view first = text_.substr(at, ends[0] - at);
  for (const std::string_view label : {"city", "town", "state", "zip", "postcode", "ville", "ort", "stadt", "plz",
                                       "ciudad", "citta", "localidad", "comune", "country", "phone"}) {
    if (equals_ignoring_case(first, label)) return 0;
  }
  return any_case_ ? 0 : end;
}

void AddressFinder::tail(Match& match) const {
  std::size_t at = match.end;
  std::size_t lines = 0;
  bool unknown_town = false;
  bool province = false;
  bool bracketed = false;
  std::size_t postcode_end = 0;
  for (std::size_t element = 0; element < tail_elements_max; ++element) {
    // "20121 Milano (MI)": what was opened is closed.
    if (bracketed && at < text_.size() && text_[at] == ')') at = match.end = at + 1;
    std::size_t next = at;
    std::size_t marks = 0;
    while (next < text_.size() && marks < 40) {
      const char c = text_[next];
      if (c == '\n') {
        ++lines;
      } else if (c != ' ' && c != ',' && c != '\r' && c != '\t' && !(c == '>' && next > 0 && text_[next - 1] == '\n') &&
                 !(c == '-' && next > 0 && text_[next - 1] == ' ') && !(c == '.' && next == at) &&
                 !(c == '(' && marks > 0)) {
        break;
      }
      ++next;
      ++marks;
    }
    if (next >= text_.size() || lines > tail_lines_max) return;
    // An empty line ends an address.
    const std::string_view gap = text_.substr(at, next - at);
    if (gap.find("\n\n") != std::string_view::npos || gap.find("\n\r\n") != std::string_view::npos) return;
    if (gap.empty()) return;
    bracketed = gap.back() == '(';
    std::string_view country;
    if (const std::size_t length = postcode_at(next, country); length != 0 && !match.postcode) {
      const bool four = country == "4";
      bool known = false;
      unsigned countries = 0;
      const bool town_follows = next + length + 1 < text_.size() && text_[next + length] == ' ' &&
                                town_at(next + length + 1, known, countries) != 0;
      if (!four || town_follows || match.city || unknown_town) {
        match.postcode = true;
        match.odds += four ? 1.0F : (country == "GB" || country == "CA" || country == "NL") ? 3.0F : 2.0F;
        if (unknown_town) match.odds += 0.5F;
        at = match.end = postcode_end = next + length;
        continue;
      }
    }
    if (const std::size_t unit = unit_at(next); unit != 0) {
      // What stands between a number and "Apt. 12" is a street, whatever its words.
      match.odds += match.odds < -1.5F ? 2.2F : 1.5F;
      at = match.end = unit;
      continue;
    }
    if (!letter_here(next)) {
      return;
    }
    const Word word = scan_word(text_, next);
    const std::uint32_t roles = lists_.roles(word);
    // "NOM : ...", "ET : ...": the label of the line below.
    if (gap.find('\n') != std::string_view::npos) {
      const std::size_t sign = text_.find_first_not_of(' ', word.end);
      if (sign < text_.size() && sign - word.end <= 2 && text_[sign] == ':') return;
    }
    if (word.hash == fold_hash("cedex")) {
      std::size_t end = word.end;
      if (end + 1 < text_.size() && text_[end] == ' ' && is_digit(text_[end + 1])) {
        ++end;
        while (end < text_.size() && is_digit(text_[end])) ++end;
      }
      at = match.end = end;
      continue;
    }
    if ((roles & role_box) != 0 && word.end + 1 < text_.size() && text_[word.end] == ' ' &&
        is_digit(text_[word.end + 1])) {
      std::size_t end = word.end + 1;
      while (end < text_.size() && is_digit(text_[end])) ++end;
      at = match.end = end;
      match.odds += 1.0F;
      continue;
    }
    const bool military = word.letters == 3 && (word.hash == fold_hash("apo") || word.hash == fold_hash("fpo") ||
                                                word.hash == fold_hash("dpo"));
    if (military) {
      match.odds += 2.0F;
      match.city = true;
      at = match.end = word.end;
      continue;
    }
    if (word.letters == 2 && (roles & role_state) != 0 && (word.all_upper || any_case_) && !word.glued) {
      match.odds += match.city || unknown_town ? 1.5F : 0.5F;
      if (unknown_town) match.odds += 0.5F;
      match.city = match.city || unknown_town;
      at = match.end = word.end;
      continue;
    }
    if (!word.first_upper && !any_case_) return;
    const bool placed = match.city || unknown_town || match.postcode;
    if (const std::size_t country_end = placed || match.odds > 0 ? country_of_words(next) : 0; country_end != 0) {
      match.odds += 1.0F;
      match.city = true;
      at = match.end = country_end;
      continue;
    }
    // "Aalborg NJ 9100", "Torino, TO": the code of a province.
    if (word.letters >= 2 && word.letters <= 3 && word.all_upper && !word.glued && (match.city || unknown_town) &&
        !province && at != postcode_end) {
      province = true;
      match.odds += 0.2F;
      at = match.end = word.end;
      continue;
    }
    if ((roles & (role_country | role_state_name)) != 0 && (match.city || unknown_town || match.postcode)) {
      match.odds += 1.0F;
      at = match.end = word.end;
      continue;
    }
    if (word.glued) return;
    if (gap[0] == '.' && at > 0 && is_alpha(text_[at - 1])) return;  // A sentence's end.
    if (element == 0 && gap == " ") {
      if (const std::size_t part = dependent_street(next); part != 0) {
        match.odds += 0.3F;
        at = match.end = part;
        continue;
      }
    }
    bool known = false;
    unsigned countries = 0;
    const std::size_t town_end = town_at(next, known, countries);
    if (town_end == 0) return;
    if (known) {
      // A town behind a street; a second one is a part of it or its region.
      const bool name_of_person = match.city && match.postcode && lines > 0;
      if (name_of_person) return;
      match.odds += match.city ? 0.3F : 1.5F;
      match.city = true;
      at = match.end = town_end;
      continue;
    }
    // An unknown town must prove itself by what follows; an unknown region by a postcode.
    if (match.city && match.postcode) return;
    if (unknown_town) {
      std::string_view code;
      if (town_end < text_.size() && text_[town_end] == ' ' && postcode_at(town_end + 1, code) >= 5 &&
          !match.postcode && gap.find('\n') != std::string_view::npos) {
        at = match.end = town_end;
        continue;
      }
      return;
    }
    std::size_t behind = town_end;
    while (behind < text_.size() &&
           (text_[behind] == ' ' || text_[behind] == ',' || text_[behind] == '\n' || text_[behind] == '\r')) {
      ++behind;
    }
    bool proven = match.postcode;  // "75002 Unknownville"
    std::string_view following;
    if (behind > town_end && behind < text_.size()) {
      const std::size_t length = postcode_at(behind, following);
      proven = proven || (length != 0 && following != "4");
      if (!proven && letter_here(behind)) {
        const Word after = scan_word(text_, behind);
        const std::uint32_t after_roles = lists_.roles(after);
        proven = (after.letters == 2 && after.all_upper && (after_roles & role_state) != 0) ||
                 (after.first_upper &&
                  ((after_roles & (role_country | role_state_name)) != 0 || country_of_words(behind) != 0));
        if (!proven && after.letters <= 3 && after.all_upper && after.end < text_.size()) {
          // "Erwetegem, VOV 9620"
          std::size_t code = after.end;
          while (code < text_.size() && (is_space(text_[code]) || text_[code] == ',') && code - after.end < 4) ++code;
          proven = code < text_.size() && postcode_at(code, following) >= 4;
          if (!proven && upper_here(code)) {
            proven = (lists_.roles(scan_word(text_, code)) & role_country) != 0 || country_of_words(code) != 0;
          }
        }
        if (!proven && after.first_upper &&
            text_.substr(town_end, behind - town_end).find('\n') != std::string_view::npos &&
            after.end < text_.size() && text_[after.end] == ' ') {
          proven = postcode_at(after.end + 1, following) == 5;  // A line of region and postcode.
        }
      }
    }
    const bool comma_before = gap.find(',') != std::string_view::npos || gap.find('\n') != std::string_view::npos;
    if (!proven && !(comma_before && match.odds >= 1.0F &&
                     (behind >= text_.size() || text_[town_end] == ',' || text_[town_end] == '\n'))) {
      return;
    }
    unknown_town = true;
    match.odds += proven ? 0.5F : 0.0F;
    at = match.end = town_end;
  }
}

}  // namespace constat
