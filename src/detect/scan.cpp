#include "detect/scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/bare_ssns.h"
#include "detect/base58.h"
#include "detect/labelled.h"
#include "detect/login_blocks.h"
#include "detect/mrz.h"
#include "detect/password_lists.h"
#include "detect/shapes.h"
#include "detect/wallets.h"

namespace constat {

namespace {

constexpr std::size_t group_max = 100;  // A longer run of letters and digits is no id (base64, hex).
constexpr std::size_t shape_max = 34;   // Characters of the longest id (IBAN).
constexpr std::size_t groups_max = 16;  // Groups that one id is written in ("1 85 05 78 006 084 91" has 7).

// "version2", "2001-2009": what no label makes an id.
bool is_word_or_years(std::string_view value) {
  constexpr std::size_t word_letters = 5;  // Ids have fewer small letters in a row.
  if (value.size() == 9 && value[4] == '-') {
    const auto year = [](std::string_view digits) {
      return (digits.starts_with("19") || digits.starts_with("20")) && is_digit(digits[2]) && is_digit(digits[3]);
    };
    return year(value.substr(0, 4)) && year(value.substr(5)) && value.substr(0, 4) <= value.substr(5);
  }
  std::size_t small = 0;
  for (const char c : value) {
    small = is_lower(c) ? small + 1 : 0;
    if (small == word_letters) return true;
  }
  return false;
}

// "Max Mustermann, Musterstraße 1, 12345 Musterstadt": whom and where German forms are filled in with.
bool fills_a_form(std::string_view value) {
  constexpr std::string_view fillers[] = {"Mustermann", "Musterfrau", "Musterstr", "Musterstadt",
                                          "Musterweg",  "MUSTERMANN", "MUSTERSTR"};
  return std::ranges::any_of(fillers, [value](std::string_view one) { return value.find(one) != value.npos; });
}

// "Linie 240 Friedrich-Ebert-Platz 05:38", "Room 12 Park Street": the number before a street is of a line or a room,
// the one behind it is an hour. Nobody lives there.
bool is_stop_or_room(std::string_view text, std::size_t begin, std::size_t end) {
  const auto digit_at = [text](std::size_t at) { return at < text.size() && is_digit(text[at]); };
  if (end > begin && is_digit(text[end - 1]) && end < text.size() && text[end] == ':' && digit_at(end + 1) &&
      digit_at(end + 2) && !digit_at(end + 3)) {
    return true;
  }
  // "bleibt über die Schillerstraße 14 Tage lang gesperrt": what is counted behind it.
  if (end > begin && is_digit(text[end - 1]) && end < text.size() && text[end] == ' ') {
    constexpr std::string_view units[] = {"Tage",   "Tagen",  "Minuten", "Stunden",      "Uhr",    "Meter",  "Wochen",
                                          "days",   "hours",  "minutes", "metres",       "meters", "miles",  "weeks",
                                          "jours",  "heures", "minutos", "horas",        "metros", "giorni", "ore",
                                          "minuti", "metri",  "km",      "m\xC3\xA8tres"};
    const std::string_view behind = text.substr(end + 1, 12);
    std::size_t size = 0;
    while (size < behind.size() && (is_alpha(behind[size]) || is_high(behind[size]))) ++size;
    if (std::ranges::find(units, behind.substr(0, size)) != std::end(units)) return true;
  }
  if (!digit_at(begin) || text.substr(begin, end - begin).find(',') != std::string_view::npos) return false;
  constexpr std::size_t word_max = 12;
  std::size_t word_end = begin;
  while (word_end > 0 && (text[word_end - 1] == ' ' || text[word_end - 1] == '.')) --word_end;
  std::size_t word = word_end;
  while (word > 0 && word_end - word < word_max && (is_alpha(text[word - 1]) || is_high(text[word - 1]))) --word;
  constexpr std::string_view words[] = {"linie",   "line",   "bus",      "tram",  "ligne",  "l\xC3\xADnea", "linea",
                                        "autobus", "route",  "room",     "raum",  "zimmer", "saal",         "salle",
                                        "sala",    "aula",   "platform", "gleis", "gate",   "stop",         "tramway",
                                        "metro",   "u-bahn", "halle",    "hall"};
  const std::string_view before = text.substr(word, word_end - word);
  return std::ranges::any_of(words, [before](std::string_view one) { return equals_ignoring_case(before, one); });
}

}  // namespace

bool is_repeated_digit(std::string_view value) {
  std::size_t digits = 0;
  char digit = 0;
  for (const char c : value) {
    if (is_alpha(c)) return false;
    if (!is_digit(c)) continue;
    if (digits++ != 0 && c != digit) return false;
    digit = c;
  }
  return digits >= 5;
}

char separator_at(std::string_view text, std::size_t offset, std::size_t& length) {
  length = 1;
  if (offset >= text.size()) return 0;
  const char c = text[offset];
  if (c == ' ' || c == '-' || c == '.' || c == '/') return c;
  if (c == '\xC2' && offset + 1 < text.size() && text[offset + 1] == '\xA0') {
    length = 2;
    return ' ';
  }
  if (c == '\xE2' && offset + 2 < text.size()) {
    length = 3;
    const auto middle = static_cast<unsigned char>(text[offset + 1]);
    const auto last = static_cast<unsigned char>(text[offset + 2]);
    if (middle == 0x80 && (last <= 0x8A || last == 0xAF)) return ' ';
    if ((middle == 0x80 && last >= 0x90 && last <= 0x95) || (middle == 0x88 && last == 0x92)) return '-';
  }
  length = 0;
  return 0;
}

char separator_before(std::string_view text, std::size_t offset, std::size_t& length) {
  for (const std::size_t size : {1U, 2U, 3U}) {
    if (offset < size) break;
    const char c = separator_at(text, offset - size, length);
    if (c != 0 && length == size) return c;
  }
  length = 0;
  return 0;
}

Scan::Scan(const EngineCore& engine, ScanScratch& scratch, std::string_view text, PassageKind kind)
    : engine_(engine),
      scratch_(scratch),
      text_(text),
      kind_(kind),
      rule_email_(engine.known_rules().email_address),
      rule_phone_(engine.known_rules().phone_number),
      rule_phone_plain_(engine.known_rules().phone_number_national),
      rule_iban_(engine.known_rules().iban),
      rule_crypto_(engine.known_rules().crypto),
      rule_ip_(engine.known_rules().ip_address),
      rule_mac_(engine.known_rules().mac_address) {
  scratch_.classes.read(text);
  scratch_.candidates.clear();
  scratch_.chosen.clear();
  scratch_.matches.clear();
  scratch_.spans.clear();
  scratch_.texts_used = 0;
  scratch_.placed.clear();
  scratch_.births_listed_to = 0;
  if (scratch_.headers_used) {
    for (ScanScratch::Header& header : scratch_.headers) header.text = {};
    scratch_.headers_used = false;
  }
  for (const RuleId rule : scratch_.tried) scratch_.tallies[rule] = {};
  scratch_.tried.clear();
  scratch_.tallies.resize(engine.rules().size());
}

void Scan::find_all() {
  for (std::size_t at = text_.find('@'); at != std::string_view::npos; at = text_.find('@', at + 1)) {
    find_email(at, 1);
    find_url_login(at);
  }
  email_done_ = 0;
  const ByteClasses& classes = scratch_.classes;
  for (std::size_t at = classes.next_digit(0); at < text_.size(); at = classes.next_digit(at)) {
    std::size_t begin = at;
    while (begin > 0 && at - begin < group_max && is_alnum(text_[begin - 1]) && !escape_ends_at(begin)) --begin;
    const std::size_t end = at + classes.alnum_from(at);
    if (begin > 0 && (text_[begin - 1] == '[' || text_[begin - 1] == ';')) {
      std::size_t letter = at;
      while (letter < end && is_digit(text_[letter])) ++letter;
      if (letter < end && escape_ends_at(letter + 1)) {  // Its own digits, before what it colours.
        at = letter + 1;
        continue;
      }
    }
    if (begin > 0 &&
        text_[begin - 1] == '%') {  // "jane.doe%40example.org": an address inside a URL, escaped once or twice.
      const std::string_view escaped = text_.substr(begin, 4);
      if (escaped.starts_with("40")) find_email(begin - 1, 3);
      if (escaped == "2540") find_email(begin - 1, 5);
      if ((escaped.starts_with("2B") || escaped.starts_with("2b")) && end - begin >= 9 && end - begin <= 17)
        find_escaped_phone(begin + 2, end);
    }
    if (end - begin < group_max) find_at_digits(begin, end);
    at = end;
  }
  demote_chance();
  find_machine_readable_zones(*this);
  find_password_lists(*this);
  find_login_blocks(*this);
  find_seed_phrases(*this);
  find_patterns();
  find_names();
  settle_bare_ssns(*this);
  settle_passports();
}

// Nine digits behind "passport" are of the United States or of the United Kingdom: British ids or words around say
// which. What was said of one holds for those that stand close behind it, so the work is linear.
void Scan::settle_passports() {
  constexpr std::size_t around = 2000;
  const RuleId american = engine_.known_rules().us_passport;
  const RuleId british = engine_.known_rules().uk_passport;
  if (american >= engine_.rules().size() || british >= engine_.rules().size()) return;
  const auto is_american = [american](const Candidate& one) { return one.rule == american && one.confidence >= 0.5F; };
  if (std::ranges::none_of(scratch_.candidates, is_american)) return;
  std::vector<std::size_t> passports;
  std::vector<std::size_t> british_ids;
  std::vector<std::size_t> american_ids;
  for (std::size_t index = 0; index < scratch_.candidates.size(); ++index) {
    const Candidate& one = scratch_.candidates[index];
    if (one.confidence < 0.5F) continue;
    const std::string& where = engine_.types().at(one.type).jurisdiction;
    if (one.rule == american) {
      passports.push_back(index);
    } else if (where == "GB") {
      british_ids.push_back(one.begin);
    } else if (where == "US") {
      american_ids.push_back(one.begin);
    }
  }
  std::ranges::sort(british_ids);
  std::ranges::sort(american_ids);
  std::ranges::sort(passports, {}, [this](std::size_t index) { return scratch_.candidates[index].begin; });
  const auto any_in = [](const std::vector<std::size_t>& places, std::size_t from, std::size_t to) {
    const auto first = std::ranges::lower_bound(places, from);
    return first != places.end() && *first < to;
  };
  std::size_t decided_to = 0;
  bool is_british = false;
  for (const std::size_t index : passports) {
    Candidate& one = scratch_.candidates[index];
    if (one.begin >= decided_to) {
      decided_to = one.begin + around / 4;
      const std::size_t from = one.begin - std::min(one.begin, around);
      const std::string_view near = text_.substr(from, one.end - from + around);
      const auto says = [near](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, [near](std::string_view word) { return near.find(word) != near.npos; });
      };
      is_british = !says({"US passport", "U.S. passport", "United States", "American"}) &&
                   !any_in(american_ids, from, from + near.size()) &&
                   (any_in(british_ids, from, from + near.size()) ||
                    says({"British", "BRITISH", "United Kingdom", "HM Passport", "HMPO", "GBR"}));
    }
    if (!is_british) continue;
    one.rule = british;
    one.type = engine_.rule_list()[british].info.type;
  }
}

// A check confirms little where most of what it was asked of fails it: one number in ten passes by chance, and a
// drawing or a table of measurements holds thousands. Without a label such a candidate is low. (What has no checksum
// but is written with signs is told by those: a list of SSNs with one ITIN among them keeps both.)
void Scan::demote_chance() {
  constexpr std::uint32_t tried_min = 5;
  for (Candidate& one : scratch_.candidates) {
    const ScanScratch::Tally& tally = scratch_.tallies[one.rule];
    if (one.context || tally.tried < tried_min) continue;
    if (one.validity != Validity::checked &&
        !std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(one.begin),
                     text_.begin() + static_cast<std::ptrdiff_t>(one.end), is_alnum)) {
      continue;
    }
    if (tally.passed * 2 < tally.tried) one.confidence = std::min(one.confidence, band_confidence(Band::low));
  }
}

// Whether neither another group of letters or digits nor a sign that numbers are written with stands beside the group:
// the shortest id has five characters. Most numbers of ordinary text end here.
bool Scan::stands_alone(std::size_t begin, std::size_t end) const {
  const auto joins = [&](std::size_t at, std::size_t beyond) {
    const char c = text_[at];
    if (c == ':' || c == '+' || c == '(' || c == ')' || is_high(c)) return true;
    if (c != ' ' && c != '-' && c != '.' && c != '/') return false;
    if (beyond >= text_.size()) return false;
    const char next = text_[beyond];
    return is_alnum(next) || is_high(next) || next == ' ' || next == '-' || next == '(' || next == '+' || next == ')' ||
           next == '/';
  };
  if (end < text_.size() && joins(end, end + 1)) return false;
  return begin == 0 || !joins(begin - 1, begin >= 2 ? begin - 2 : text_.size());
}

// Whether the group of one or two letters or digits at `begin` is one of a hundred of which most stand alone, with a
// sign or a blank between each ("0 1 0 0 1 ...": a matrix, a drawing): no id is written so, and each would be tried as
// the begin of one.
bool Scan::in_lone_digits(std::size_t begin) {
  constexpr std::size_t lone_digits_max = 100;
  if (begin >= lone_begin_ && begin < lone_end_) return lone_many_;
  std::size_t groups = 0;
  std::size_t lone = 0;
  std::size_t at = begin;
  for (;;) {
    std::size_t end = at + 1;
    if (end < text_.size() && is_alnum(text_[end])) ++end;
    if (end < text_.size() && is_alnum(text_[end])) break;
    ++groups;
    lone += end - at == 1 ? 1 : 0;
    lone_end_ = end;
    std::size_t length = 0;
    if (separator_at(text_, end, length) == 0) length = end < text_.size() && text_[end] == '+' ? 1 : 0;
    at = end + length;
    if (length == 0 || at >= text_.size() || !is_alnum(text_[at])) break;
  }
  lone_begin_ = begin;
  return lone_many_ = lone > lone_digits_max && lone * 2 > groups;
}

// [begin, end) is a maximal run of letters and digits with at least one digit.
void Scan::find_at_digits(std::size_t group_begin, std::size_t group_end) {
  const std::size_t size = group_end - group_begin;
  if (size <= 2 && in_lone_digits(group_begin)) return;
  if (size <= 4 && stands_alone(group_begin, group_end)) return;
  if (size >= 26) {
    find_crypto(group_begin, group_end);
    if (size > shape_max) return;
  }
  if (size <= 4) {
    if (size == 3 && group_begin > 0 && text_[group_begin - 1] == '(') find_code_of_illness(group_begin, group_end);
    find_ip_or_mac(group_begin, group_end);
  }
  walk_shapes(group_begin);
  // "AB 12 34 56 C", "X-2482300-W", "GB 82 WEST": a short group of letters before the first digits belongs to the id.
  std::size_t length = 0;
  if (separator_before(text_, group_begin, length) != 0) {
    std::size_t end = group_begin - length;
    // "ES - A84409408", "FI- 22291259": a dash with blanks around.
    for (int sign = 0; sign < 2 && separator_before(text_, end, length) != 0; ++sign) end -= length;
    std::size_t begin = end;
    while (begin > 0 && end - begin < 6 && is_alpha(text_[begin - 1])) --begin;
    // "the 2009 census": a small word is no part of an id.
    const bool small_word = end - begin >= 3 && is_lower(text_[begin]) && is_lower(text_[end - 1]);
    if (begin != end && end - begin <= 5 && !small_word && (begin == 0 || !is_digit(text_[begin - 1]))) {
      walk_shapes(begin);
      // "ES A-60631835": and the country before the letter.
      if (end - begin == 1 && separator_before(text_, begin, length) != 0 && begin >= length + 2) {
        const std::size_t country = begin - length - 2;
        if (is_alpha(text_[country]) && is_alpha(text_[country + 1]) &&
            (country == 0 || !is_alnum(text_[country - 1]))) {
          walk_shapes(country);
        }
      }
    }
  }
  find_phone(group_begin, group_end);
}

// Runs the automaton from `begin`, the start of a group, over groups with single separators between.
void Scan::walk_shapes(std::size_t begin) {
  const ShapeMachine& shapes = engine_.shapes();
  std::uint32_t state = ShapeMachine::start;
  std::size_t offset = begin;
  bool formatted = false;
  std::size_t taken = 0;
  std::size_t letters = 0;
  for (std::size_t groups = 0; taken <= shape_max && groups < groups_max; ++groups) {
    while (offset < text_.size() && is_alnum(text_[offset])) {
      const bool letter = is_alpha(text_[offset]);
      letters += letter && taken == letters ? 1 : 0;
      state = shapes.next(state, letter);
      if (state == ShapeMachine::dead) break;
      ++offset;
      ++taken;
    }
    if (state == ShapeMachine::dead) break;
    if (shapes.accepts(state)) try_shapes(state, begin, offset, formatted);
    std::size_t length = 0;
    char separator = separator_at(text_, offset, length);
    if (separator == 0 && offset < text_.size() && text_[offset] == '+') {  // Sweden's and Finland's sign of a century.
      separator = '+';
      length = 1;
    }
    if (separator == 0) break;
    std::size_t next = offset + length;
    // " - " between groups: one dash.
    if (separator == ' ' && next < text_.size() && separator_at(text_, next, length) == '-') next += length;
    if (separator != ' ' || next != offset + 1) {
      if (separator_at(text_, next, length) == ' ' && next > offset + 1) next += length;
    }
    if (next >= text_.size() || !is_alnum(text_[next])) break;
    // "12 files", "2009 census", "rfc822/mail": behind a blank a word of four letters is a word, behind any other sign
    // one of small letters.
    if (next + 4 <= text_.size() && is_alpha(text_[next]) && is_alpha(text_[next + 1]) && is_alpha(text_[next + 2]) &&
        is_alpha(text_[next + 3]) &&
        (separator == ' ' || (is_lower(text_[next + 1]) && is_lower(text_[next + 2]) && is_lower(text_[next + 3])))) {
      const std::size_t word_end = next + scratch_.classes.letters_from(next);
      if (word_end >= text_.size() || !is_digit(text_[word_end])) break;
    }
    formatted = true;
    offset = next;
  }
  if (begin + 4 <= text_.size() && is_alpha(text_[begin])) find_iban(begin);
}

// Whether what ends there is a terminal's colour (ESC [ 1 ; 32 m, ECMA-48 SGR) or a program's written line end or tab
// ("\\n512-48-6193"): its letter is none of the value's.
bool Scan::escape_ends_at(std::size_t at) const {
  constexpr std::size_t colour_max = 16;
  if (at < 2) return false;
  const char last = text_[at - 1];
  if (last == 'n' || last == 't' || last == 'r') return text_[at - 2] == '\\';
  if (last != 'm') return false;
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < colour_max && (is_digit(text_[begin - 1]) || text_[begin - 1] == ';')) --begin;
  return begin >= 2 && text_[begin - 1] == '[' && text_[begin - 2] == '\x1b';
}

// The id must stand alone: no letter or digit beside it, and it is no part of a decimal number.
bool Scan::boundary(std::size_t begin, std::size_t end) const {
  if (begin > 0) {
    const char before = text_[begin - 1];
    if (is_alnum(before) && !escape_ends_at(begin)) return false;
    // ".183594", "-.25", "c.707107": what is behind the dot of a number or of a drawing's path. "No.512486193" is none.
    if (before == '.' && is_digit(text_[begin])) {
      if (begin < 2 || !is_alpha(text_[begin - 2])) return false;
      if ((begin < 3 || !is_alpha(text_[begin - 3])) && (text_[begin - 2] | 0x20) != 'n') return false;
    }
    if ((before == '.' || before == ',') && begin > 1 && is_digit(text_[begin - 2]) && is_digit(text_[begin])) {
      // In CSV a comma parts cells: "7,512-48-6193" is no decimal, nor is "x,7,512486193,y".
      if (before == '.' || end - begin > 15) return false;
      std::size_t back = begin - 2;
      std::size_t digits = 1;
      while (back > 0 && is_digit(text_[back - 1]) && digits < 4) --back, ++digits;
      const bool lone_comma = end >= text_.size() || (text_[end] != ',' && text_[end] != '\n' && text_[end] != '\r');
      if (lone_comma && digits <= 3 && (back == 0 || text_[back - 1] == ' ' || text_[back - 1] == '-')) return false;
    }
  }
  if (end < text_.size()) {
    const char after = text_[end];
    if (is_alnum(after)) return false;
    if (after == '.' && end + 1 < text_.size() && is_digit(text_[end + 1])) return false;
  }
  return true;
}

// Inside a GUID, a hash, base64 or another long token, digits are no id.
bool Scan::in_opaque_run(std::size_t begin, std::size_t end) const {
  const auto belongs = [](char c) {
    return is_alnum(c) || c == '-' || c == '_' || c == '+' || c == '/' || c == '=' || c == '%';
  };
  std::size_t from = begin;
  while (from > 0 && begin - from < 64 && belongs(text_[from - 1])) --from;
  std::size_t to = end;
  while (to < text_.size() && to - end < 64 && belongs(text_[to])) ++to;
  if (to - from < end - begin + 8) return false;
  // GUID: 8-4-4-4-12.
  const std::string_view run = text_.substr(from, to - from);
  for (std::size_t at = 0; at + 36 <= run.size(); ++at) {
    if (run[at + 8] != '-' || run[at + 13] != '-' || run[at + 18] != '-' || run[at + 23] != '-') continue;
    const std::string_view guid = run.substr(at, 36);
    if (std::all_of(guid.begin(), guid.end(), [](char c) { return is_hex(c) || c == '-'; })) {
      if (from + at <= begin && end <= from + at + 36) return true;
    }
  }
  // Letters and digits mixed in one word beside it, glued by base64's signs.
  std::size_t switches = 0;
  for (std::size_t index = from + 1; index < to; ++index) {
    if (index >= begin && index < end) continue;
    if (is_alnum(text_[index]) && is_alnum(text_[index - 1]) &&
        (is_digit(text_[index]) != is_digit(text_[index - 1]))) {
      ++switches;
    }
  }
  return to - from >= 28 && switches >= 5;
}

// Whether the line is one of a hex dump: an offset, then groups of hexadecimal digits. Nothing in it is an id.
bool Scan::in_hex_dump(std::size_t at) {
  find_line(at);
  if (hex_line_ == line_begin_) return hex_dump_;
  hex_line_ = line_begin_;
  const std::string_view line = text_.substr(line_begin_, std::min<std::size_t>(line_end_ - line_begin_, 60));
  std::size_t groups = 0;
  std::size_t group = 0;
  bool letters = false;
  for (const char c : line) {
    if (is_hex(c)) {
      ++group;
      letters = letters || !is_digit(c);
    } else if (c == ' ' || c == ':' || c == '\t') {
      if (group != 0 && (groups == 0 ? group < 4 : group != 2 && group != 4 && group != 8)) break;
      groups += group != 0 ? 1 : 0;
      group = 0;
    } else {
      break;
    }
  }
  return hex_dump_ = groups >= 5 && letters;
}

std::uint8_t Scan::label_of(RuleId rule, std::size_t begin, std::size_t end) {
  read_context(begin, end);
  std::uint8_t longest = 0;
  for (const LabelHit& hit : scratch_.hits) {
    if (hit.rule == rule && !hit.contradicts) longest = std::max(longest, hit.size);
  }
  return longest;
}

// Whether the labels of the rule that stand before the value are of another one: a label nearer to it says what it is.
// "Social Security letter attached. Passport no. 512486193". Labels side by side ("SSN / Tax ID: ...") are one value's,
// and one over its column or behind it is its own.
bool Scan::overruled(RuleId rule, std::size_t begin, std::size_t end) {
  constexpr std::size_t side_by_side_max = 5;
  read_context(begin, end);
  constexpr std::size_t behind_max = 2;
  std::size_t own = 0;  // Where the last of its labels before the value ends.
  bool behind = false;  // "Employee ID 512486193 has SSN on file": with other words between, it is not the value's.
  for (const LabelHit& hit : scratch_.hits) {
    if (hit.rule != rule || hit.contradicts) continue;
    if (hit.end == 0 || (hit.begin >= begin && hit.begin <= end + behind_max)) return false;
    behind = behind || hit.begin >= begin;
    if (hit.begin < begin) own = std::max<std::size_t>(own, hit.end);
  }
  const auto says_what = [&](const LabelHit& hit) {
    if (hit.contradicts) return hit.rule == rule;
    const Rule& other = engine_.rule_list()[hit.rule];
    return other.info.type != engine_.rule_list()[rule].info.type &&
           (!other.shapes.empty() || other.value == ValueKind::word);
  };
  if (own == 0 && !behind) return false;
  const std::size_t from = own == 0 ? 0 : own + side_by_side_max + 1;
  return std::any_of(scratch_.hits.begin(), scratch_.hits.end(), [&](const LabelHit& hit) {
    return hit.begin >= from && hit.begin < begin && hit.end != 0 && says_what(hit) && is_right_before(hit.end, begin);
  });
}

// Whether but signs and the words for a number ("no.", "number", "is") stand between a label and the value.
bool Scan::is_right_before(std::size_t label_end, std::size_t begin) const {
  constexpr std::size_t apart_max = 24;
  if (begin - label_end > apart_max) return false;
  for (std::size_t at = label_end; at < begin;) {
    const char c = text_[at];
    if (c == '\n' || c == ';' || c == '|') return false;
    if (!is_alpha(c)) {
      ++at;
      continue;
    }
    at = end_of_number_word(at, begin);
    if (at == std::string_view::npos) return false;
  }
  return true;
}

bool Scan::contradicted(RuleId rule, std::size_t begin, std::size_t end) {
  read_context(begin, end);
  return std::any_of(scratch_.hits.begin(), scratch_.hits.end(),
                     [&](const LabelHit& hit) { return hit.rule == rule && hit.contradicts; });
}

// Whether, after one separator, digits or a single letter follow.
bool Scan::goes_on(std::size_t end) const {
  std::size_t length = 0;
  const char separator = separator_at(text_, end, length);
  if (separator == 0) return false;
  const std::size_t begin = end + length;
  std::size_t next = begin;
  while (next < text_.size() && is_digit(text_[next])) ++next;
  if (next != begin) return next >= text_.size() || !is_alpha(text_[next]);
  return begin < text_.size() && is_alpha(text_[begin]) && (begin + 1 >= text_.size() || !is_alnum(text_[begin + 1])) &&
         text_[begin] >= 'A' && text_[begin] <= 'Z';
}

// Whether digits stand before it, one separator between.
bool Scan::comes_from(std::size_t begin) const {
  std::size_t length = 0;
  return separator_before(text_, begin, length) != 0 && begin > length && is_digit(text_[begin - length - 1]);
}

// Whether groups of as many digits go on before or behind it, by the sign that parts its own: "4929 1234 5678 9012
// 3456" is neither a card number and something nor something and an Aadhaar number.
bool Scan::in_longer_run(std::size_t begin, std::size_t end) const {
  const auto digits_from = [&](std::size_t at) {
    std::size_t size = 0;
    while (at + size < text_.size() && is_digit(text_[at + size])) ++size;
    return at + size < text_.size() && is_alpha(text_[at + size]) ? 0 : size;
  };
  const auto digits_to = [&](std::size_t at) {
    std::size_t size = 0;
    while (size < at && is_digit(text_[at - size - 1])) ++size;
    return size < at && is_alpha(text_[at - size - 1]) ? 0 : size;
  };
  std::size_t length = 0;
  std::size_t inner = 0;
  const std::size_t last = digits_to(end);
  if (last != 0 && end - begin > last) {
    const char sign = separator_at(text_, end, length);
    if (sign != 0 && separator_before(text_, end - last, inner) == sign && digits_from(end + length) == last)
      return true;
  }
  const std::size_t first = digits_from(begin);
  if (first == 0 || end - begin <= first) return false;
  const char sign = separator_before(text_, begin, length);
  return sign != 0 && separator_at(text_, begin + first, inner) == sign && digits_to(begin - length) == first;
}

Scan::Form Scan::form_of(std::string_view value, bool formatted) {
  Form form;
  form.formatted = formatted;
  form.repeated = is_repeated_digit(value);
  for (const char c : value) form.by_program = form.by_program || is_lower(c);
  if (formatted) {
    std::size_t dots = 0;
    std::size_t others = 0;
    char kind = 0;
    for (const char c : value) {
      if (is_alnum(c) || is_high(c)) continue;
      dots += c == '.' ? 1 : 0;
      others += c == '.' ? 0 : 1;
      form.several_kinds = form.several_kinds || (kind != 0 && c != kind);
      kind = c;
    }
    form.by_program = form.by_program || (dots == 1 && others == 0);  // A number with decimals.
  }
  return form;
}

// Most shapes are ids only behind one of their labels: those are judged where the words around have one, and their
// validators are asked of nothing else.
void Scan::try_shapes(std::uint32_t state, std::size_t begin, std::size_t end, bool formatted) {
  if (!boundary(begin, end)) return;
  const ShapeMachine& shapes = engine_.shapes();
  const std::string_view value = text_.substr(begin, end - begin);
  const ReadOnce read_once(value);
  const std::span<const RuleId> free = shapes.accepted(state);
  Form form;
  bool formed = false;
  const auto judge = [&](RuleId id) {
    if (!formed) form = form_of(value, formatted);
    formed = true;
    try_rule(id, begin, end, form);
  };
  for (const RuleId id : free) judge(id);
  const std::span<const RuleId> labelled = shapes.accepted_behind_label(state);
  if (labelled.empty() || is_word_or_years(value)) return;
  read_context(begin, end);
  for (std::size_t index = 0; index < scratch_.hits.size(); ++index) {
    const LabelHit hit = scratch_.hits[index];
    if (hit.contradicts || !std::binary_search(labelled.begin(), labelled.end(), hit.rule)) continue;
    const bool judged =
        std::any_of(scratch_.hits.begin(), scratch_.hits.begin() + static_cast<std::ptrdiff_t>(index),
                    [&](const LabelHit& earlier) { return earlier.rule == hit.rule && !earlier.contradicts; });
    if (!judged) judge(hit.rule);
  }
}

// Whether no word and no number stands beside the value on its line.
bool Scan::is_alone_on_line(std::size_t begin, std::size_t end) {
  constexpr std::size_t around_max = 200;
  find_line(begin);
  const std::size_t from = std::max(line_begin_, begin - std::min(begin, around_max));
  const std::size_t to = std::min(line_end_, end + around_max);
  const auto of_word = [](char c) { return is_alnum(c) || is_high(c); };
  return std::ranges::none_of(text_.substr(from, begin - from), of_word) &&
         (end >= to || std::ranges::none_of(text_.substr(end, to - end), of_word));
}

void Scan::try_rules(std::span<const RuleId> rules, std::size_t begin, std::size_t end, bool formatted) {
  if (!boundary(begin, end)) return;
  const std::string_view value = text_.substr(begin, end - begin);
  const ReadOnce read_once(value);
  const Form form = form_of(value, formatted);
  for (const RuleId id : rules) try_rule(id, begin, end, form);
}

void Scan::try_rule(RuleId id, std::size_t begin, std::size_t end, const Form& form) {
  const std::string_view value = text_.substr(begin, end - begin);
  const bool formatted = form.formatted;
  const Rule& rule = engine_.rule_list()[id];
  Validity validity = rule.validator != nullptr ? rule.validator->check(value) : Validity::shape;
  if (form.repeated && validity != Validity::invalid) validity = Validity::sample;
  ScanScratch::Tally& tally = scratch_.tallies[id];
  if (tally.tried == 0) scratch_.tried.push_back(id);
  if (tally.begin != begin && begin >= tally.passed_end) {
    ++tally.tried;
    tally.begin = begin;
    tally.has_passed = false;
  }
  if (validity == Validity::invalid) return;
  if (tally.begin == begin && !tally.has_passed) {
    ++tally.passed;
    tally.has_passed = true;
  }
  tally.passed_end = std::max(tally.passed_end, end);
  Band band = formatted ? rule.formatted : rule.bare;
  if (validity == Validity::shape && rule.validator != nullptr && band == Band::high) band = Band::medium;
  bool supported = false;
  std::uint8_t specificity = 0;
  if (validity == Validity::sample) {
    band = rule.sample;
    if (!rule.context.empty()) {  // The label tells which of two types a sample is of.
      specificity = label_of(id, begin, end);
      supported = specificity != 0;
      if (supported) band = std::max(band, rule.sample_context);
      if (!supported && rule.bare == Band::none) return;
    }
  } else if (!rule.context.empty() || !rule.contradicts.empty()) {
    specificity = label_of(id, begin, end);
    supported = specificity != 0 && !overruled(id, begin, end);
    if (!supported) specificity = 0;
    if (supported) {
      band = rule.with_context;
    } else if (contradicted(id, begin, end) || (begin > 0 && text_[begin - 1] == '#')) {  // "Bug #44051401359"
      band = std::min(band, rule.contradicted);
    }
  }
  // "Asset A209441882 delivered": a letter and nine digits are many things' tags, one in ten with the right check
  // digit.
  if (!supported && id == engine_.known_rules().de_health_insurance && !is_alone_on_line(begin, end)) {
    band = std::min(band, Band::low);
  }
  // (What programs write are addresses of machines; "a1::b2" of two short groups may be a name in a program.)
  const bool machine = id == rule_mac_ || (id == rule_ip_ && (value.size() >= 7 || value.find('.') != value.npos));
  if (!supported && !machine &&
      ((form.by_program && (formatted || rule.bare != Band::high)) || (form.several_kinds && !rule.mixed_signs))) {
    band = std::min(band, Band::low);
  }
  // "Add CC0-1.0 to common-licenses": words and signs of several kinds, which a label alone makes no id.
  if (supported && validity == Validity::shape && rule.bare == Band::none && form.by_program && form.several_kinds &&
      !rule.mixed_signs) {
    return;
  }
  // "Reader 11.0.0.0": a program's version behind its name; no machine has such an address.
  if (id == rule_ip_ && !supported && value.ends_with(".0.0") && begin >= 2 && text_[begin - 1] == ' ' &&
      is_alpha(text_[begin - 2]) && (end >= text_.size() || text_[end] != '/')) {
    band = std::min(band, Band::low);
  }
  // (An IBAN is groups of four too, and its check is better than the look of its line.)
  if (band == Band::none || (id != rule_iban_ && in_hex_dump(begin))) return;
  // "GIFT-4929-1182-0044": the groups behind a word's dash are a longer number's.
  if (!supported && formatted && begin >= 2 && text_[begin - 1] == '-' && is_alpha(text_[begin - 2]) &&
      value.find('-') != std::string_view::npos) {
    band = std::min(band, Band::low);
  }
  // What only its label makes an id is no part of a longer one: "1 30 06 99 533 131 72", "AB 12 34 56 H".
  if (formatted && validity == Validity::shape && rule.bare == Band::none && (goes_on(end) || comes_from(begin)))
    return;
  if (in_opaque_run(begin, end)) {
    if (validity != Validity::checked || !supported) return;
  }
  if (!supported && formatted && in_longer_run(begin, end)) band = std::min(band, Band::low);
  add({begin, end, id, rule.info.type, band_confidence(band), validity, supported, specificity, -1, 0});
}

void Scan::find_iban(std::size_t begin) {
  if (rule_iban_ >= engine_.rules().size()) return;
  // Two letters, two digits, then as many characters as the country's IBAN has.
  std::size_t offset = begin;
  std::size_t taken = 0;
  char head[4] = {};
  std::size_t wanted = 4;
  while (offset < text_.size()) {
    if (is_alnum(text_[offset])) {
      if (taken < 4) {
        head[taken] = text_[offset];
        if (taken < 2 ? !is_alpha(head[taken]) : !is_digit(head[taken])) return;
      }
      ++taken;
      ++offset;
      if (taken == 4) {
        wanted = iban_length(std::string_view(head, 2));
        if (wanted == 0) return;
      }
      if (taken == wanted) break;
      continue;
    }
    std::size_t length = 0;
    if (separator_at(text_, offset, length) == 0 || offset + length >= text_.size() ||
        !is_alnum(text_[offset + length]))
      return;
    offset += length;
  }
  if (taken != wanted || wanted < 15 || !boundary(begin, offset)) return;
  const RuleId rules[] = {rule_iban_};
  try_rules(rules, begin, offset, false);
}

// "depression (F32.1)": an ICD-10 code in brackets behind a word; low, as it may number anything, and raised beside
// words of health.
void Scan::find_code_of_illness(std::size_t begin, std::size_t end) {
  const RuleId rule = engine_.known_rules().icd10;
  if (rule >= engine_.rules().size() || end + 2 >= text_.size() || text_[end] != '.') return;
  if (begin < 3 || text_[begin - 2] != ' ' || !(is_alpha(text_[begin - 3]) || is_high(text_[begin - 3]))) return;
  std::size_t close = end + 1;
  while (close < text_.size() && close - end < 5 && is_alnum(text_[close])) ++close;
  if (close >= text_.size() || text_[close] != ')' || !is_upper(text_[begin])) return;
  const Validator* const validator = engine_.rule_list()[rule].validator;
  if (validator == nullptr || validator->check(text_.substr(begin, close - begin)) == Validity::invalid) return;
  add({begin, close, rule, engine_.rule_list()[rule].info.type, band_confidence(Band::low), Validity::shape, false, 0,
       -1, 0});
}

void Scan::find_crypto(std::size_t begin, std::size_t end) {
  const std::string_view word = text_.substr(begin, end - begin);
  if (const RuleId key = engine_.known_rules().wallet_key; key < engine_.rules().size() && is_wallet_key(word)) {
    add({begin, end, key, engine_.rule_list()[key].info.type, band_confidence(Band::high), Validity::checked, false, 0,
         -1, 0});
    return;
  }
  if (rule_crypto_ >= engine_.rules().size() || end - begin > 90) return;
  const bool likely = word[0] == '1' || word[0] == '3' || word.starts_with("bc1") || word.starts_with("BC1") ||
                      word.starts_with("tb1") || (word.starts_with("0x") && word.size() == 42);
  if (!likely) return;
  const RuleId rules[] = {rule_crypto_};
  const Validity validity = engine_.rule_list()[rule_crypto_].validator->check(word);
  if (validity == Validity::checked) {
    add({begin, end, rule_crypto_, engine_.rule_list()[rule_crypto_].info.type, band_confidence(Band::high), validity,
         false, 0, -1, 0});
  } else if (validity == Validity::shape) {
    try_rules(rules, begin, end, false);
  }
}

void Scan::find_names() {
  const NameLexicon* const names = engine_.names();
  const WellKnownTypes& known = engine_.known();
  if (kind_ == PassageKind::mail_address) {
    // "Jane Doe <jane@example.org>, ...": what stands before the angle bracket is a name.
    constexpr std::size_t name_max = 100;
    const std::size_t addresses = scratch_.candidates.size();
    for (std::size_t index = 0; index < addresses; ++index) {
      const Candidate address = scratch_.candidates[index];
      if (address.type != known.email_address || address.begin == 0) continue;
      std::size_t end = address.begin;
      if (text_[end - 1] != '<') continue;
      --end;
      while (end > 0 && (is_space(text_[end - 1]) || text_[end - 1] == '"' || text_[end - 1] == '\'')) --end;
      std::size_t begin = end;
      bool comma_ok = end < text_.size() && (text_[end] == '"');
      while (begin > 0 && end - begin <= 2 * name_max && text_[begin - 1] != '>' && text_[begin - 1] != ';' &&
             text_[begin - 1] != '\n' && text_[begin - 1] != '"' && (comma_ok || text_[begin - 1] != ',')) {
        --begin;
      }
      while (begin < end &&
             (is_space(text_[begin]) || text_[begin] == '"' || text_[begin] == '\'' || text_[begin] == ','))
        ++begin;
      const std::string_view name = text_.substr(begin, end - begin);
      const bool has_letters = std::any_of(name.begin(), name.end(), [](char c) { return is_alpha(c) || is_high(c); });
      if (!has_letters || name.size() > name_max || name.find('@') != std::string_view::npos) continue;
      const bool two_words = name.find(' ') != std::string_view::npos;
      const float likely = names != nullptr ? names->full_name_score(name) : two_words ? 0.7F : 0.4F;
      const RuleId rule = engine_.known_rules().person_name;
      if (rule < engine_.rules().size()) {
        add({begin, end, rule, known.person_name, std::max(likely, two_words ? 0.6F : 0.35F), Validity::shape, true, 0,
             -1, 0});
      }
    }
    return;
  }
  if (names == nullptr) return;
  const auto take = [&](RuleId rule, TypeId type) {
    if (rule >= engine_.rules().size()) return;
    for (const NamedSpan& span : scratch_.spans) {
      if (in_hex_dump(span.begin)) continue;
      const bool filler = fills_a_form(text_.substr(span.begin, span.end - span.begin));
      add({span.begin, span.end, rule, type,
           filler ? std::min(span.confidence, band_confidence(Band::low)) : span.confidence, Validity::shape, false, 0,
           -1, 0});
    }
    scratch_.spans.clear();
  };
  scratch_.spans.clear();
  names->find_persons(text_, scratch_.classes, scratch_.spans);
  const std::size_t persons = scratch_.candidates.size();
  take(engine_.known_rules().person_name, known.person_name);
  const std::size_t addresses = scratch_.candidates.size();
  names->find_addresses(text_, scratch_.classes, scratch_.spans);
  take(engine_.known_rules().postal_address, known.postal_address);
  for (std::size_t index = addresses; index < scratch_.candidates.size(); ++index) {
    Candidate& address = scratch_.candidates[index];
    if (is_stop_or_room(text_, address.begin, address.end)) {
      address.confidence = std::min(address.confidence, band_confidence(Band::low));
    }
  }
  // "5850 Jana Nerudy 894, Praha": a person's name inside an address is a street's or a town's.
  std::size_t next = persons;
  for (std::size_t index = addresses; index < scratch_.candidates.size(); ++index) {
    const Candidate& address = scratch_.candidates[index];
    if (address.confidence < 0.5F) continue;
    while (next < addresses && scratch_.candidates[next].begin < address.begin) ++next;
    for (; next < addresses && scratch_.candidates[next].end <= address.end; ++next) {
      scratch_.candidates[next].confidence = std::min(scratch_.candidates[next].confidence, address.confidence - 0.01F);
    }
  }
}

}  // namespace constat
