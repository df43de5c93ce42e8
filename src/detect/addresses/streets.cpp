// Streets before and behind a house number.
#include <algorithm>
#include <array>

#include "detect/addresses/address_finder.h"
#include "detect/addresses/street_words.h"

namespace constat {
namespace {

constexpr std::size_t street_words_max = 7;

// Endings that make a street of one word, folded.
constexpr std::string_view street_endings[] = {
    "strasse", "stra", "str",   "gasse",  "allee", "platz", "ufer",  "damm",  "chaussee", "stieg",
    "straat",  "laan", "plein", "gracht", "dijk",  "kade",  "gatan", "vagen", "gata",     "veien",
    "vegen",   "gade", "katu",  "kuja",   "polku", "vej",   "utca",  "vegur", "braut",    "stigur"};

constexpr std::string_view weaker_endings[] = {"weg", "ring", "steig", "hof",    "tie",  "gate",  "vei",    "tan",
                                               "ves", "vag",  "pad",   "singel", "berg", "markt", "straede"};

// The last two letters of the endings, as bits: most words end otherwise.
constexpr std::array<std::uint32_t, 26> street_last_letters = [] {
  std::array<std::uint32_t, 26> bits = {};
  const auto add = [&](std::string_view ending) {
    const auto last = static_cast<std::size_t>(ending[ending.size() - 1] - 'a');
    bits[last] |= 1U << static_cast<unsigned>(ending[ending.size() - 2] - 'a');
  };
  for (const std::string_view ending : street_endings) add(ending);
  for (const std::string_view ending : weaker_endings) add(ending);
  return bits;
}();

// "(c) 2021 Iain Lane", "2015-2022, Iain Lane", "Copyright 2012 Frank Drive": whether what stands before a year says
// that a holder of rights follows.
bool is_of_copyright(std::string_view before) {
  constexpr std::size_t looked_at = 16;
  if (before.size() > looked_at) before.remove_prefix(before.size() - looked_at);
  for (const std::string_view sign : {"-", ", "}) {
    if (!before.ends_with(sign) || before.size() < sign.size() + 4) continue;
    const std::string_view year = before.substr(before.size() - sign.size() - 4, 4);
    if ((year.starts_with("19") || year.starts_with("20")) && is_digit(year[2]) && is_digit(year[3])) return true;
  }
  while (before.ends_with(' ')) before.remove_suffix(1);
  return before.ends_with("(c)") || before.ends_with("(C)") || before.ends_with("\xC2\xA9") ||
         before.ends_with("opyright") || before.ends_with("OPYRIGHT");
}

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

constexpr auto calendar_hashes = hashes_of(calendar_words);

}  // namespace

int AddressFinder::street_ending(const Word& word) const {
  if (word.letters < 6) return 0;
  const char last = text_[word.end - 1];
  const char second = text_[word.end - 2];
  if (is_alpha(last) && is_alpha(second) &&
      (street_last_letters[static_cast<std::size_t>((last | 0x20) - 'a')] >>
           static_cast<unsigned>((second | 0x20) - 'a') &
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

AddressFinder::Match AddressFinder::street_before(std::size_t begin, std::size_t end, std::size_t floor) const {
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

AddressFinder::Match AddressFinder::bare_before(std::size_t end, const Word& last, std::size_t floor) const {
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

bool AddressFinder::is_short_kind(const Word& word, std::size_t floor) const {
  if (word.begin < floor + 2 || text_[word.begin - 1] != '.' || word.letters > 4) return false;
  if (word.begin > floor + 2 && is_alnum(text_[word.begin - 3])) return false;
  const char first = static_cast<char>(text_[word.begin - 2] | 0x20);
  return (first == 'p' &&
          (word.hash == fold_hash("zza") || word.hash == fold_hash("le") || word.hash == fold_hash("zale"))) ||
         (first == 'v' && (word.hash == fold_hash("le") || word.hash == fold_hash("lo"))) ||
         (first == 'c' && word.hash == fold_hash("so"));
}

bool AddressFinder::leads_street(const Word& word, std::size_t behind) const {
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

std::size_t AddressFinder::house_number_end(std::size_t at) const {
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

AddressFinder::Match AddressFinder::street_after(std::size_t begin, std::size_t end) const {
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
  const bool year = digits == 4 && (text_.substr(begin, 2) == "19" || text_.substr(begin, 2) == "20");
  if (year && is_of_copyright(text_.substr(0, begin))) return match;
  if (year && best < 1.0F) best -= 1.5F;
  if (best > -5) {
    match.end = best_end;
    match.odds = best;
  } else if (names >= 1 && names <= 5 && digits <= 5 &&
             (any_capital ||
              (any_case_ && last_end + 1 < text_.size() && text_[last_end] == ' ' && is_digit(text_[last_end + 1])))) {
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

void AddressFinder::other_street(Match& match) const {
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

std::size_t AddressFinder::dependent_street(std::size_t at) const {
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

}  // namespace constat
