// Postal addresses by the grammars of their countries. An anchor is a house number (or a box number); the street before
// or after it is told by a word ("rue", "Street", "via"), by an ending ("-straße", "-laan", "-gatan"), or by what
// follows (a unit, a postcode, a town). Then units, towns, states, postcodes and countries are taken as long as they
// come, over line ends too. Evidence is added as log2 odds. Sources of the forms: UPU's addressing guides of US, GB,
// FR, DE, ES, IT, CA.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "base/text.h"
#include "detect/name_words.h"
#include "detect/names.h"

namespace constat {
namespace {

float probability(float odds_log2) { return 1.0F / (1.0F + std::exp2(-std::clamp(odds_log2, -20.0F, 20.0F))); }

constexpr std::size_t tail_elements_max = 12;
constexpr std::size_t tail_lines_max = 5;
constexpr std::size_t street_words_max = 7;

// Endings that make a street of one word, folded.
constexpr std::string_view street_endings[] = {
    "strasse", "stra", "str",   "gasse",  "allee", "platz", "ufer",  "damm",  "chaussee", "stieg",
    "straat",  "laan", "plein", "gracht", "dijk",  "kade",  "gatan", "vagen", "gata",     "veien",
    "vegen",   "gade", "katu",  "kuja",   "polku", "vej",   "utca",  "vegur", "braut",    "stigur"};
constexpr std::string_view weaker_endings[] = {"weg", "ring", "steig", "hof",    "tie",  "gate",  "vei",    "tan",
                                               "ves", "vag",  "pad",   "singel", "berg", "markt", "straede"};

// Words that hardly stand for anything but a street, behind a capitalised name.
constexpr std::string_view strong_suffixes[] = {
    "street", "st",    "avenue",   "ave",     "road",  "rd",      "boulevard", "blvd",    "lane",     "ln",     "drive",
    "dr",     "court", "ct",       "highway", "hwy",   "parkway", "pkwy",      "terrace", "crescent", "square", "sq",
    "cres",   "pike",  "turnpike", "mews",    "close", "strasse", "circle",    "cir",     "trail",    "tce"};
constexpr std::string_view strong_prefixes[] = {
    "rue",    "avenue", "av",       "boulevard", "bd",       "chemin",  "allee",    "impasse", "route",
    "quai",   "cours",  "faubourg", "calle",     "avda",     "avenida", "plaza",    "paseo",   "carretera",
    "via",    "viale",  "piazza",   "corso",     "vicolo",   "rua",     "travessa", "ulica",   "ul",
    "strada", "c",      "largo",    "camino",    "piazzale", "ronda",   "place",    "square"};

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

// What is no name of a street between two numbers: "12 May 2020", "3 Januar 19".
constexpr std::string_view calendar_words[] = {
    "january",  "february",  "march",    "april",   "may",      "june",      "july",      "august",    "september",
    "october",  "november",  "december", "jan",     "feb",      "mar",       "apr",       "jun",       "jul",
    "aug",      "sep",       "sept",     "oct",     "nov",      "dec",       "januar",    "februar",   "marz",
    "mai",      "juni",      "juli",     "oktober", "dezember", "janvier",   "fevrier",   "mars",      "avril",
    "juin",     "juillet",   "aout",     "octobre", "novembre", "decembre",  "enero",     "febrero",   "marzo",
    "abril",    "mayo",      "junio",    "julio",   "agosto",   "octubre",   "noviembre", "diciembre", "gennaio",
    "febbraio", "aprile",    "maggio",   "giugno",  "luglio",   "settembre", "ottobre",   "dicembre",  "monday",
    "tuesday",  "wednesday", "thursday", "friday",  "saturday", "sunday"};

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
constexpr std::string_view lead_joints[] = {"at", "to",  "in",  "on",   "is",  "with", "a",   "en", "im",  "am",  "an",
                                            "es", "est", "ist", "nach", "bei", "in",   "via", "of", "are", "near"};

// Small words inside the names of towns.
constexpr std::string_view town_joints[] = {"u",  "nad", "v",   "ve",   "pod", "na", "pri", "ob", "pod", "am",   "an",
                                            "im", "bei", "sur", "sous", "les", "en", "aux", "of", "on",  "upon", "by",
                                            "le", "the", "aan", "bij",  "op",  "do", "dos", "ad", "al",  "in"};

template <std::size_t count>
constexpr std::array<std::uint64_t, count> hashes_of(const std::string_view (&words)[count]) {
  std::array<std::uint64_t, count> hashes = {};
  for (std::size_t index = 0; index < count; ++index) hashes[index] = fold_hash(words[index]);
  return hashes;
}
constexpr auto strong_suffix_hashes = hashes_of(strong_suffixes);
constexpr auto strong_prefix_hashes = hashes_of(strong_prefixes);
constexpr auto town_joint_hashes = hashes_of(town_joints);
constexpr auto calendar_hashes = hashes_of(calendar_words);
constexpr auto lead_label_hashes = hashes_of(lead_labels);
constexpr auto lead_verb_hashes = hashes_of(lead_verbs);
constexpr auto lead_joint_hashes = hashes_of(lead_joints);

bool any_of_words(std::span<const std::uint64_t> hashes, std::uint64_t hash) {
  return std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
}

// The last two letters of the endings, as bits: most words end otherwise.
constexpr std::array<std::uint32_t, 26> last_letters = [] {
  std::array<std::uint32_t, 26> bits = {};
  const auto add = [&](std::string_view ending) {
    const auto last = static_cast<std::size_t>(ending[ending.size() - 1] - 'a');
    bits[last] |= 1U << static_cast<unsigned>(ending[ending.size() - 2] - 'a');
  };
  for (const std::string_view ending : street_endings) add(ending);
  for (const std::string_view ending : weaker_endings) add(ending);
  return bits;
}();

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

}  // namespace

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
  void run(const ByteClasses& classes, std::vector<NamedSpan>& found) {
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

  // The address at the number [begin, end); nothing before `floor` belongs to it.
  Match match_at(std::size_t begin, std::size_t end, std::size_t floor) {
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

  // As much of a postcode as stands at `at`: its length and country. Length 0: none.
  std::size_t postcode_at(std::size_t at, std::string_view& country) const {
    country = {};
    const std::size_t size = text_.size();
    const auto digit = [&](std::size_t offset) { return offset < size && is_digit(text_[offset]); };
    const auto capital = [&](std::size_t offset) {
      return offset < size &&
             ((text_[offset] >= 'A' && text_[offset] <= 'Z') || (any_case_ && is_alpha(text_[offset])));
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

 private:
  static constexpr std::size_t none_begin = SIZE_MAX;
  struct Lead {
    float odds = 0;
    bool label = false;                     // Not a verb alone.
    std::size_t corner_begin = none_begin;  // Of "the corner of".
  };

  // What the words right before an address say: "my address is", "send it to", "lives at", "the corner of".
  Lead lead_of(std::size_t begin, std::size_t floor) const {
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

  // "Joaquin Suarez 2906", "Kuusiku 7": names and a number, where the words before say that it is an address.
  Match bare_before(std::size_t end, const Word& last, std::size_t floor) const {
    Match match;
    if (last.glued) return match;
    Word word = last;
    std::size_t begin = word.begin;
    for (std::size_t step = 0; step < 4; ++step) {
      if ((lists_.roles(word) & (role_unit | role_box)) != 0 || any_of_words(calendar_hashes, word.hash)) return match;
      begin = word.begin;
      if (begin == floor || text_[begin - 1] != ' ') break;
      word = word_before(begin, floor);
      if (word.letters == 0 || !(any_case_ ? !any_of_words(lead_joint_hashes, word.hash) : word.first_upper)) break;
    }
    const Lead lead = lead_of(begin, floor);
    const bool corner = lead.corner_begin != none_begin;
    if (!corner && (any_case_ || !lead.label || lead.odds < 2.5F)) return match;
    match.begin = begin;
    match.end = house_number_end(end);
    match.odds = -2.6F;
    return match;
  }

  // The second street of a corner: "... and King Street".
  void other_street(Match& match) const {
    std::size_t at = match.end;
    if (text_.substr(at).starts_with(" St.")) at += 4;
    if (at < text_.size() && text_[at] == '.') ++at;
    std::size_t joint = 0;
    for (const std::string_view word : {" and ", " & ", " und ", " et ", " y ", " with "}) {
      if (text_.substr(at).starts_with(word)) joint = word.size();
    }
    if (joint == 0) return;
    at += joint;
    std::size_t end = 0;
    for (std::size_t count = 0; count < 5; ++count) {
      while (at < text_.size() && is_digit(text_[at])) ++at;
      if (at < text_.size() && text_[at] == ' ') ++at;
      if (!letter_here(at)) break;
      const Word word = scan_word(text_, at);
      const std::uint32_t roles = lists_.roles(word);
      if (!word.first_upper && !any_case_ && (count != 0 || (roles & (role_particle | role_street_prefix)) == 0)) break;
      at = word.end;
      const bool kind = (roles & role_street_suffix) != 0 && count > 0;
      if (!any_case_ || kind) end = at;
      if (kind && any_case_) break;
      if (at < text_.size() && text_[at] == '.') {
        if (word.letters > 4) break;
        end = ++at;
      }
      if (at + 1 < text_.size() && text_[at] == ' ' && is_digit(text_[at + 1])) {
        std::size_t number = at + 1;
        while (number < text_.size() && is_digit(text_[number])) ++number;
        end = house_number_end(number);
        break;
      }
      if (at >= text_.size() || text_[at] != ' ') break;
      ++at;
    }
    if (end == 0) return;
    match.end = end;
    match.odds += 1.5F;
  }

  // "Flat 2, 14 Rose Lane", "Apt. 675 6 Mellemvej": where the unit before the street begins; `begin` where there is
  // none.
  std::size_t unit_before(std::size_t begin, std::size_t floor) const {
    std::size_t at = begin;
    while (at > floor && begin - at < 3 && (text_[at - 1] == ' ' || text_[at - 1] == ',' || text_[at - 1] == '\n'))
      --at;
    if (at == begin) return begin;
    const std::size_t value_end = at;
    bool digit = false;
    while (at > floor && is_alnum(text_[at - 1]) && value_end - at < 6) digit = is_digit(text_[--at]) || digit;
    if (at == value_end || at == floor || (!digit && value_end - at > 1)) return begin;
    const Word word = word_before(at, floor);
    if (word.letters < 3 || (lists_.roles(word) & role_unit) == 0 || !(word.first_upper || any_case_)) return begin;
    return word.begin;
  }

  // Where the name of a country in several words ends that begins at `at`; 0 where none does.
  std::size_t country_of_words(std::size_t at) const {
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

  bool letter_here(std::size_t at) const { return at < text_.size() && letter_at(text_, at).size_bytes != 0; }
  bool upper_here(std::size_t at) const {
    if (at >= text_.size()) return false;
    const Letter letter = letter_at(text_, at);
    return letter.size_bytes != 0 && (letter.upper || any_case_);
  }

  // Whether the word, folded, ends as streets do: 2 surely, 1 perhaps, 0 not.
  int street_ending(const Word& word) const {
    if (word.letters < 6) return 0;
    const char last = text_[word.end - 1];
    const char second = text_[word.end - 2];
    if (is_alpha(last) && is_alpha(second) &&
        (last_letters[static_cast<std::size_t>((last | 0x20) - 'a')] >> static_cast<unsigned>((second | 0x20) - 'a') &
         1U) == 0) {
      return 0;
    }
    std::array<char, 64> folded = {};
    std::size_t size = 0;
    for (std::size_t at = word.begin; at < word.end && size + 4 < folded.size();) {
      const Letter letter = letter_at(text_, at);
      for (std::size_t index = 0; index < letter.folded_size; ++index) folded[size++] = letter.folded[index];
      at += letter.size_bytes != 0 ? letter.size_bytes : 1;
    }
    const std::string_view whole(folded.data(), size);
    for (const std::string_view ending : street_endings) {
      if (whole.size() > ending.size() + 1 && whole.ends_with(ending)) {
        return ending == "str" || ending == "stra" ? (word.end < text_.size() && text_[word.end] == '.' ? 2 : 1) : 2;
      }
    }
    for (const std::string_view ending : weaker_endings) {
      if (whole.size() > ending.size() + 2 && whole.ends_with(ending)) return 1;
    }
    return 0;
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

  // "PO Box 123", "Postfach 12", "BP 40", "PSC 1560, Box 3449".
  Match box_before(const Word& word, std::size_t begin, std::size_t end, std::size_t floor) const {
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
  Word military_lead(std::size_t box_begin, std::size_t floor) const {
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

  // "USS Jackson, FPO AE 13689": post of the US forces, by the ship or unit on the line before.
  Match military_at(const Word& region, std::size_t begin, std::size_t end, std::size_t floor) const {
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

  // "Hauptstraße 12", "Via Roma 131", "Calle Mayor, 4": the street stands before its number.
  Match street_before(std::size_t begin, std::size_t end, std::size_t floor) const {
    Match match;
    std::size_t at = begin;
    std::size_t street_begin = begin;
    float odds = -10;
    bool dated = false;  // "Im März 24".
    for (std::size_t step = 0; step < 6; ++step) {
      const Word word = word_before(at, floor);
      dated = dated || (step == 0 && any_of_words(calendar_hashes, word.hash));
      if (word.letters == 0) break;
      // "P.ZZA CAVOUR 12", "V.le Europa 3", "C.so Roma 9".
      if (step > 0 && is_short_kind(word, floor)) {
        street_begin = word.begin - 2;
        odds = 1.2F;
        break;
      }
      if (word.glued) break;
      const std::uint32_t roles = lists_.roles(word);
      const bool small = !word.first_upper && !any_case_;
      // "Am Alten Hafen 3a, 25813 Husum": only what follows can prove it.
      if (step > 0 && end - begin <= 3 && !any_case_ && leads_street(word, at) && !dated) {
        street_begin = word.begin;
        odds = -1.8F;
        break;
      }
      if (step == 0 && small && (roles & (role_street_prefix | role_street_suffix)) == 0) break;
      if (step == 0 && (roles & (role_street_prefix | role_street_suffix)) != 0 && street_ending(word) == 0) {
        // "Berliner Allee 4", "Frankfurter Straße 12": the word itself, with a name before it.
        static constexpr std::string_view alone_words[] = {
            "strasse", "str",   "allee", "platz", "weg",      "ring",    "gasse",   "damm",  "ufer",    "chaussee",
            "straat",  "laan",  "vej",   "gata",  "utca",     "ut",      "street",  "road",  "avenue",  "ulica",
            "utja",    "ter",   "tere",  "korut", "rkp",      "u",       "vei",     "gate",  "katu",    "tee",
            "namesti", "trida", "trg",   "cesta", "terrasse", "straede", "caddesi", "sokak", "rakpart", "baan"};
        static constexpr auto alone = hashes_of(alone_words);
        const Word name = word_before(word.begin, floor);
        if (any_of_words(alone, word.hash) && name.letters > 2 && (name.first_upper || any_case_) &&
            (roles & role_street_suffix) != 0) {
          street_begin = name.begin;
          odds = small && word.letters < 4 ? -0.5F : 0.5F;
          break;
        }
      }
      if (step == 0 && small && (roles & role_street_prefix) == 0) break;
      if (step == 0) {
        const int ending = street_ending(word);
        if (ending != 0) {
          street_begin = word.begin;
          odds = ending == 2 ? 1.2F : -0.8F;
          // "Alte Hauptstraße", "Am Mühlweg": a capitalised word before belongs to it.
          break;
        }
      }
      if (step > 0 && (roles & role_street_prefix) != 0 &&
          (word.first_upper || any_case_ || any_of_words(strong_prefix_hashes, word.hash)) &&
          (word.letters > 1 || (word.first_upper && word.hash == fold_hash("c")))) {
        const bool strong = any_of_words(strong_prefix_hashes, word.hash);
        street_begin = word.begin;
        odds = strong ? 1.2F : -0.8F;
        // "via Tianfu Cup 2023": by way of.
        if (!word.first_upper && end - begin == 4 && (text_[begin] == '1' || text_[begin] == '2')) odds -= 2.5F;
        break;
      }
      if (small && (roles & role_particle) == 0 && word.letters > 3) break;
      // A full stop between is an abbreviation's ("Proc.", "Av.") or a sentence's end.
      at = word.begin;
      // "C/ Gran Vía 45", "c/Mayor 4": a calle.
      const std::size_t sign = at - (at > floor && text_[at - 1] == ' ' ? 1 : 0);
      if (sign >= floor + 2 && text_[sign - 1] == '/' && (text_[sign - 2] | 0x20) == 'c' &&
          (sign < 3 || !is_alnum(text_[sign - 3]))) {
        street_begin = sign - 2;
        odds = 1.2F;
        break;
      }
      if (at > floor && text_[at - 1] == '\'') --at;
      if (at > floor && text_[at - 1] != ' ' && text_[at - 1] != '.') break;
      if (at > floor + 1 && text_[at - 1] == ' ' && text_[at - 2] == ',') break;
    }
    if (odds <= -10) return match;
    match.begin = street_begin;
    match.end = house_number_end(end);
    match.odds = odds;
    // "93 Eyrarlandsvegur 22": a number before the street belongs to it too.
    std::size_t lead = street_begin;
    if (lead > floor && text_[lead - 1] == ' ') {
      std::size_t number = lead - 1;
      while (number > floor && is_digit(text_[number - 1])) --number;
      if (number < lead - 1 && lead - 1 - number <= 6 && (number == floor || !is_alnum(text_[number - 1])))
        match.begin = number;
    }
    return match;
  }

  // "ZZA" of "P.ZZA": what is left of piazza, viale, corso behind the full stop.
  bool is_short_kind(const Word& word, std::size_t floor) const {
    if (word.begin < floor + 2 || text_[word.begin - 1] != '.' || word.letters > 4) return false;
    if (word.begin > floor + 2 && is_alnum(text_[word.begin - 3])) return false;
    const char first = static_cast<char>(text_[word.begin - 2] | 0x20);
    return (first == 'p' &&
            (word.hash == fold_hash("zza") || word.hash == fold_hash("le") || word.hash == fold_hash("zale"))) ||
           (first == 'v' && (word.hash == fold_hash("le") || word.hash == fold_hash("lo"))) ||
           (first == 'c' && word.hash == fold_hash("so"));
  }

  // A preposition that German streets begin with: "Am Alten Hafen", "Zum Mühlenteich"; "An der Schleuse" with an
  // article. `behind` is where the rest begins.
  bool leads_street(const Word& word, std::size_t behind) const {
    constexpr std::uint64_t alone[] = {fold_hash("am"),    fold_hash("im"),      fold_hash("zum"), fold_hash("zur"),
                                       fold_hash("unter"), fold_hash("hinterm"), fold_hash("beim")};
    constexpr std::uint64_t before_article[] = {fold_hash("an"),  fold_hash("auf"),    fold_hash("in"),
                                                fold_hash("vor"), fold_hash("hinter"), fold_hash("bei")};
    constexpr std::uint64_t articles[] = {fold_hash("der"), fold_hash("den"), fold_hash("dem")};
    if (!word.first_upper || word.letters > 7) return false;
    if (any_of_words(alone, word.hash)) return true;
    return any_of_words(before_article, word.hash) && letter_here(behind) &&
           any_of_words(articles, scan_word(text_, behind).hash);
  }

  // Behind the number's digits: "12a", "12 bis", "12-14", "12/3", "18/B".
  std::size_t house_number_end(std::size_t at) const {
    if (at < text_.size() && is_alpha(text_[at]) && (at + 1 >= text_.size() || !is_alnum(text_[at + 1]))) return at + 1;
    if (at + 1 < text_.size() && (text_[at] == '-' || text_[at] == '/') && is_digit(text_[at + 1])) {
      std::size_t end = at + 1;
      while (end < text_.size() && is_digit(text_[end]) && end - at < 6) ++end;
      if (end < text_.size() && is_alpha(text_[end]) && (end + 1 >= text_.size() || !is_alnum(text_[end + 1]))) ++end;
      return end;
    }
    if (at + 1 < text_.size() && text_[at] == '/' && is_alpha(text_[at + 1]) &&
        (at + 2 >= text_.size() || (!is_alnum(text_[at + 2]) && text_[at + 2] != '/'))) {
      return at + 2;
    }
    const char sign = at < text_.size() ? text_[at] : '\0';
    if (sign != ' ' && sign != 'b' && sign != 't') return at;
    const char letter = sign == ' ' && at + 1 < text_.size() ? static_cast<char>(text_[at + 1] | 0x20) : sign;
    if (letter != 'b' && letter != 't' && letter != 'q') return at;
    for (const std::string_view repeat : {" bis", " ter", " quater", "bis", "ter", " Bis", " BIS"}) {
      if (text_.substr(at).starts_with(repeat) &&
          (at + repeat.size() >= text_.size() || !is_alnum(text_[at + repeat.size()]))) {
        return at + repeat.size();
      }
    }
    return at;
  }

  // "12 bis rue de la Paix", "350 Fifth Avenue", "27 Adrianalaan".
  Match street_after(std::size_t begin, std::size_t end) const {
    Match match;
    std::size_t at = house_number_end(end);
    if (at < text_.size() && text_[at] == ',') ++at;
    if (at >= text_.size() || text_[at] != ' ') return match;
    ++at;
    // A second number: "3378 217 Lovers Lane".
    if (at < text_.size() && is_digit(text_[at])) {
      std::size_t second = at;
      while (second < text_.size() && is_digit(text_[second])) ++second;
      if (second - at <= 5 && second < text_.size() && text_[second] == ' ') {
        at = second + 1;
      }
    }
    if (!letter_here(at) && !(at < text_.size() && is_digit(text_[at]))) return match;
    match.begin = begin;
    std::array<Word, street_words_max> words;
    std::size_t count = 0;
    std::size_t names = 0;
    float best = -10;
    std::size_t best_end = 0;
    bool prefixed = false;
    bool strong_prefix = false;
    bool any_capital = false;
    bool name_seen = false;  // A capitalised word behind the street's kind.
    std::size_t last_end = at;
    bool comma_behind = false;
    bool kind_before_number = false;
    while (count < street_words_max && at < text_.size()) {
      if (is_digit(text_[at])) {
        // "5th", "42nd": a street named by number.
        std::size_t digits = at;
        while (digits < text_.size() && is_digit(text_[digits])) ++digits;
        const std::string_view ordinal = text_.substr(digits, 2);
        const bool is_ordinal = equals_ignoring_case(ordinal, "th") || equals_ignoring_case(ordinal, "st") ||
                                equals_ignoring_case(ordinal, "nd") || equals_ignoring_case(ordinal, "rd");
        if (!is_ordinal || digits - at > 3 || names > 0) break;
        ++names;
        any_capital = true;
        at = digits + 2;
        last_end = at;
        if (at >= text_.size() || text_[at] != ' ') break;
        ++at;
        continue;
      }
      if (!letter_here(at)) break;
      const Word word = scan_word(text_, at);
      if (word.glued && (word.end >= text_.size() || text_[word.end] != '.')) break;
      const std::uint32_t roles = lists_.roles(word);
      const bool small = !word.first_upper && !any_case_;
      words[count++] = word;
      any_capital = any_capital || word.first_upper;
      name_seen = name_seen || (count > 1 && word.first_upper);
      const bool is_suffix = (roles & role_street_suffix) != 0;
      const bool is_prefix = (roles & role_street_prefix) != 0;
      if (count == 1 && is_prefix && (word.letters > 1 || word.hash == fold_hash("c") || word.hash == fold_hash("r"))) {
        prefixed = true;
        strong_prefix = any_of_words(strong_prefix_hashes, word.hash);
      } else if (small && (roles & (role_particle | role_article)) == 0 && !(is_suffix && names > 0) &&
                 (word.letters > 2 || names == 0) && !(prefixed && strong_prefix && !name_seen && names < 4)) {
        // "Luite tee 71", "Stensås terrasse 38": a small word behind a name and before a number is the street's kind.
        const std::size_t behind = word.end + (word.end < text_.size() && text_[word.end] == '.' ? 1 : 0);
        const bool kind = names > 0 && any_capital && behind + 1 < text_.size() && text_[behind] == ' ' &&
                          is_digit(text_[behind + 1]) && (roles & role_unit) == 0;
        if (kind) {
          at = last_end = behind;
          kind_before_number = true;
        } else {
          --count;
        }
        break;
      } else if ((roles & role_unit) != 0 && names > 0 && !is_suffix && !is_prefix) {
        --count;
        break;
      } else {
        ++names;
      }
      at = word.end;
      last_end = at;
      const int ending = street_ending(word);
      if (names > 0 && prefixed) {
        const float odds = strong_prefix ? 1.5F : -0.5F;
        best = std::max(best, odds);
        best_end = at;
      } else if (is_suffix && names > 1) {
        const bool strong = any_of_words(strong_suffix_hashes, word.hash);
        const float odds = strong ? 1.2F : -0.6F;
        if (odds >= best - 1.0F) {
          best = std::max(best, odds);
          best_end = at;
          if (at < text_.size() && text_[at] == '.' && word.letters <= 5) best_end = at + 1;
        }
      } else if (ending != 0 && names >= 1) {
        best = std::max(best, ending == 2 ? 1.2F : -0.6F);
        best_end = at;
      } else if (best > -5 && (roles & role_direction) != 0) {
        best_end = at;
      }
      if (at < text_.size() && text_[at] == '.') {
        const bool abbreviated = word.letters <= 4 || is_suffix || is_prefix;
        if (!abbreviated) break;
        ++at;
      }
      if (at < text_.size() && text_[at] == '/') ++at;  // "C/ Mayor"
      if (at < text_.size() && (text_[at] == '\'' || text_.substr(at).starts_with("\xE2\x80\x99"))) {
        at += text_[at] == '\'' ? 1 : 3;  // "l'Église", "d'Orsay"
        continue;
      }
      if (at >= text_.size()) break;
      if (text_[at] != ' ') {
        comma_behind = text_[at] == ',' || text_[at] == '\n' || text_[at] == '\r';
        break;
      }
      ++at;
    }
    if (!any_capital && !any_case_ && !(prefixed && strong_prefix)) best = std::min(best, -0.5F);
    // A year before a weak suffix: "2014 Summer Park".
    const std::size_t digits = end - begin;
    if (digits == 4 && (text_[begin] == '1' || text_[begin] == '2') &&
        (text_[begin + 1] == '9' || text_[begin + 1] == '0') && best < 1.0F) {
      best -= 1.5F;
    }
    if (best > -5) {
      match.end = best_end;
      match.odds = best;
    } else if (names >= 1 && names <= 5 && digits <= 5 &&
               (any_capital || (any_case_ && last_end + 1 < text_.size() && text_[last_end] == ' ' &&
                                is_digit(text_[last_end + 1])))) {
      // No word that says street: only what follows can tell.
      if (count > 0 && any_of_words(calendar_hashes, words[0].hash)) return match;
      match.end = last_end;
      match.odds = comma_behind ? -3.2F : kind_before_number ? -2.6F : -3.6F;
      // A unit or a second number right behind the words.
      std::size_t next = last_end;
      while (next < text_.size() && text_[next] == ' ') ++next;
      if (!(comma_behind || (next < text_.size() && (is_digit(text_[next]) || unit_at(next) != 0)))) match.odds = -4.5F;
    }
    // The house number behind the street as well: "27 Adrianalaan 62", "45 Chausseestr. 32".
    std::size_t number_begin = match.end;
    if (number_begin > 0 && number_begin < text_.size() && text_[number_begin] == '.') ++number_begin;
    if (match.end > 0 && number_begin + 1 < text_.size() && text_[number_begin] == ' ' &&
        is_digit(text_[number_begin + 1])) {
      std::size_t number = number_begin + 1;
      while (number < text_.size() && is_digit(text_[number])) ++number;
      if (number - number_begin <= 5) {
        const std::size_t number_end = house_number_end(number);
        if (number_end >= text_.size() || !is_alnum(text_[number_end])) {
          match.end = number_end;
          match.odds += 0.7F;
        }
      }
    }
    return match;
  }

  // "4º B", "3ª izq.", "2. OG", "1er étage", "3rd floor": a floor by its number, and the door on it; where it ends, or
  // 0.
  std::size_t floor_at(std::size_t at) const {
    std::size_t next = at;
    while (next < text_.size() && next - at < 3 && is_digit(text_[next])) ++next;
    if (next == at || next - at > 2) return 0;
    const std::string_view rest = text_.substr(next, 5);
    bool ordinal = false;
    const std::size_t dot = rest.starts_with('.') ? 1 : 0;  // "3.º".
    for (const std::string_view sign : {"\xC2\xBA", "\xC2\xAA", "\xC2\xB0"})
      ordinal = ordinal || rest.substr(dot).starts_with(sign);
    bool counted = ordinal;  // Whether the number is one of an order, and so whatever stands behind it a floor.
    std::size_t size = ordinal ? dot + 2 : 0;
    for (const std::string_view ending : {"\xC3\xA8me", "eme", "er", "e", "st", "nd", "rd", "th", "o", "a", "."}) {
      if (counted || !rest.starts_with(ending)) continue;
      counted = true;
      size = ending.size();
    }
    if (!counted) return 0;
    next += size;
    // "3º-2ª": the floor and the door.
    std::size_t door = next + 1;
    while (ordinal && door < text_.size() && door - next < 4 && is_digit(text_[door])) ++door;
    if (ordinal && door > next + 1 && text_[next] == '-' &&
        (text_.substr(door).starts_with("\xC2\xAA") || text_.substr(door).starts_with("\xC2\xBA"))) {
      return door + 2;
    }
    const std::size_t end = next;
    if (next < text_.size() && text_[next] == '.') ++next;
    if (next < text_.size() && (text_[next] == ' ' || (ordinal && text_[next] == '-'))) ++next;
    if (!letter_here(next)) return ordinal ? end : 0;
    const Word word = scan_word(text_, next);
    if (word.glued && (word.end >= text_.size() || text_[word.end] != '.')) return ordinal ? end : 0;
    const std::size_t behind = word.end + (word.end < text_.size() && text_[word.end] == '.' ? 1 : 0);
    constexpr std::uint64_t doors[] = {
        fold_hash("izq"),     fold_hash("izda"),   fold_hash("izquierda"), fold_hash("dcha"), fold_hash("dch"),
        fold_hash("derecha"), fold_hash("centro"), fold_hash("ctro"),      fold_hash("int"),  fold_hash("ext"),
        fold_hash("dx"),      fold_hash("sx"),     fold_hash("dto"),       fold_hash("esq")};
    if (ordinal && (word.letters == 1 || any_of_words(doors, word.hash))) return word.letters == 1 ? word.end : behind;
    constexpr std::uint64_t floors[] = {fold_hash("og"),     fold_hash("obergeschoss"), fold_hash("stock"),
                                        fold_hash("etage"),  fold_hash("floor"),        fold_hash("fl"),
                                        fold_hash("planta"), fold_hash("piso"),         fold_hash("piano"),
                                        fold_hash("andar"),  fold_hash("verdieping")};
    if (any_of_words(floors, word.hash)) return behind;
    return ordinal ? end : 0;
  }

  // "Apt. 4B", "Suite 100", "#12", "étage 3", a floor: where it ends, or 0.
  std::size_t unit_at(std::size_t at) const {
    if (at >= text_.size()) return 0;
    if (is_digit(text_[at])) return floor_at(at);
    if (text_[at] == '#') {
      std::size_t end = at + 1;
      while (end < text_.size() && is_alnum(text_[end]) && end - at < 7) ++end;
      return end > at + 1 ? end : 0;
    }
    if (!letter_here(at)) return 0;
    // "10/12 m. 5": a Polish flat.
    if (text_.substr(at).starts_with("m. ") && at + 3 < text_.size() && is_digit(text_[at + 3])) {
      std::size_t end = at + 3;
      while (end < text_.size() && is_digit(text_[end])) ++end;
      return end - at < 7 && (end >= text_.size() || !is_alnum(text_[end])) ? end : 0;
    }
    const Word word = scan_word(text_, at);
    if ((lists_.roles(word) & role_unit) == 0) return 0;
    if (word.letters < 2) return 0;
    std::size_t end = word.end;
    if (end < text_.size() && text_[end] == '.') ++end;
    if (end < text_.size() && text_[end] == ' ') ++end;
    if (end < text_.size() && text_[end] == '#') ++end;
    std::size_t value = end;
    while (value < text_.size() && (is_alnum(text_[value]) || text_[value] == '-') && value - end < 7) ++value;
    if (value == end) return 0;
    bool digit = false;
    for (std::size_t index = end; index < value; ++index) digit = digit || is_digit(text_[index]);
    if (!digit && value - end > 2) {
      // "Penthouse", "CEDEX" alone; "Suite B".
      return word.hash == fold_hash("cedex") || word.hash == fold_hash("penthouse") ? word.end : 0;
    }
    return value;
  }

  // Capitalised words at `at` that may be a town: where they end; `known` where a list has them.
  std::size_t town_at(std::size_t at, bool& known, unsigned& countries) const {
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

  // A second street's name on the same line (a dependent street, a house's or a mall's name): "12 High Street Castle
  // Court", closed by a line's end, a comma or a unit. Where it ends; 0 where there is none.
  std::size_t dependent_street(std::size_t at) const {
    for (std::size_t count = 0; count < 4 && letter_here(at); ++count) {
      const Word word = scan_word(text_, at);
      const std::uint32_t roles = lists_.roles(word);
      if ((!word.first_upper && !any_case_) || word.glued || (roles & role_unit) != 0) return 0;
      at = word.end;
      if (count > 0 && (roles & role_street_suffix) != 0 &&
          (at >= text_.size() || text_[at] == '\n' || text_[at] == '\r' || text_[at] == ',' ||
           (text_[at] == ' ' && unit_at(at + 1) != 0))) {
        return at;
      }
      if (at >= text_.size() || text_[at] != ' ') return 0;
      ++at;
    }
    return 0;
  }

  // Takes what follows the street as long as it belongs to the address.
  void tail(Match& match) const {
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
        } else if (c != ' ' && c != ',' && c != '\r' && c != '\t' &&
                   !(c == '>' && next > 0 && text_[next - 1] == '\n') &&
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

  const NameLexiconLists& lists_;
  std::string_view text_;
  bool any_case_ = false;
};

void NameLexiconLists::find_addresses(std::string_view text, const ByteClasses& classes,
                                      std::vector<NamedSpan>& found) const {
  // A short text without capitals (chat, search queries) is read without them.
  constexpr std::size_t small_text_bytes_max = 16 * 1024;
  bool any_case = false;
  if (text.size() <= small_text_bytes_max) {
    any_case = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }
  AddressFinder(*this, text, any_case).run(classes, found);
}

float NameLexiconLists::address_score(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 5 || value.size() > 300) return 0;
  AddressFinder finder(*this, value, true);
  float best = 0;
  for (std::size_t at = 0; at < value.size();) {
    if (!is_digit(value[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.size() && is_digit(value[end])) ++end;
    const AddressFinder::Match match = finder.match_at(at, end, 0);
    if (match.end > match.begin) {
      const float part = static_cast<float>(match.end - match.begin) / static_cast<float>(value.size());
      best = std::max(best, probability(match.odds + 1.0F) * std::min(1.0F, part + 0.2F));
    }
    at = end;
  }
  return best;
}

float NameLexiconLists::street_score(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 4 || value.size() > 160) return 0;
  const float score = address_score(value);
  if (score >= 0.5F) return score;
  // Without a number: only the word that says street.
  std::size_t words = 0;
  bool prefix = false;
  bool suffix = false;
  for (std::size_t at = 0; at < value.size();) {
    if (letter_at(value, at).size_bytes == 0) {
      if (is_digit(value[at]) && words == 0 && at > 0) return score;
      ++at;
      continue;
    }
    const Word word = scan_word(value, at);
    const std::uint32_t found = roles(word);
    prefix = prefix || (words == 0 && word.letters > 1 && any_of_words(strong_prefix_hashes, word.hash));
    suffix = words > 0 && any_of_words(strong_suffix_hashes, word.hash);
    (void)found;
    ++words;
    at = std::max(word.end, at + 1);
  }
  return std::max(score, words >= 2 && (prefix || suffix) ? 0.6F : 0.0F);
}

float NameLexiconLists::city_score(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 2 || value.size() > 60) return 0;
  const unsigned bits = place(value);
  if (bits == 0) return 0;
  return std::min(0.95F, 0.6F + 0.05F * static_cast<float>(bits >> 8));
}

std::string_view NameLexiconLists::postcode_country(std::string_view cell) const {
  const std::string_view value = trim(cell);
  if (value.size() < 4 || value.size() > 10) return {};
  const AddressFinder finder(*this, value, true);
  std::string_view country;
  if (finder.postcode_at(0, country) != value.size()) return {};
  if (country == "5") {
    unsigned number = 0;
    for (const char c : value) number = is_digit(c) ? number * 10 + static_cast<unsigned>(c - '0') : number;
    number %= 100'000;
    if (us_zip_exists(number)) return "US";
    if (fr_postcode_exists(number)) return "FR";
    if (number >= 1001 && number <= 99'998) return "DE";
    return {};
  }
  if (country == "4") return "CH";
  return country;
}

namespace {

// What canonical_address() makes of an ASCII byte: 0 nothing, else the letter, the digit or a blank.
constexpr std::array<char, 128> canonical_bytes = [] {
  std::array<char, 128> table = {};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    table[byte] = letter ? static_cast<char>(c | 0x20) : digit ? c : c == '.' || c == '\'' ? '\0' : ' ';
  }
  return table;
}();

}  // namespace

std::string canonical_address(std::string_view address) {
  std::string folded;
  folded.reserve(address.size());
  for (std::size_t at = 0; at < address.size();) {
    if (const auto byte = static_cast<unsigned char>(address[at]); byte < 0x80) {
      const char c = canonical_bytes[byte];
      if (c != '\0' && (c != ' ' || (!folded.empty() && folded.back() != ' '))) folded.push_back(c);
      ++at;
      continue;
    }
    const Letter letter = letter_at(address, at);
    if (letter.size_bytes != 0) {
      folded.append(letter.folded, letter.folded_size);
      at += letter.size_bytes;
      continue;
    }
    ++at;
  }
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

}  // namespace constat
