#include "detect/scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>

#include "base/text.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"
#include "detect/mrz.h"
#include "detect/password_lists.h"
#include "detect/phone.h"
#include "detect/shapes.h"

namespace constat {

namespace {

constexpr std::size_t group_max = 100;          // A longer run of letters and digits is no id (base64, hex).
constexpr std::size_t shape_max = 34;           // Characters of the longest id (IBAN).
constexpr std::size_t groups_max = 16;          // Groups that one id is written in ("1 85 05 78 006 084 91" has 7).
constexpr std::size_t context_before_max = 48;  // Bytes looked at for a label.
constexpr std::size_t context_after_max = 16;
constexpr std::size_t line_max = 4096;  // A line's end is looked for this far.

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

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
  if (scratch_.headers_used) {
    for (ScanScratch::Header& header : scratch_.headers) header.text = {};
    scratch_.headers_used = false;
  }
  for (const RuleId rule : scratch_.tried) scratch_.tallies[rule] = {};
  scratch_.tried.clear();
  scratch_.tallies.resize(engine.rules().size());
}

void Scan::find_all() {
  for (std::size_t at = text_.find('@'); at != std::string_view::npos; at = text_.find('@', at + 1)) find_email(at);
  const ByteClasses& classes = scratch_.classes;
  for (std::size_t at = classes.next_digit(0); at < text_.size(); at = classes.next_digit(at)) {
    std::size_t begin = at;
    while (begin > 0 && at - begin < group_max && is_alnum(text_[begin - 1])) --begin;
    const std::size_t end = at + classes.alnum_from(at);
    if (end - begin < group_max) find_at_digits(begin, end);
    at = end;
  }
  demote_chance();
  find_machine_readable_zones(*this);
  find_password_lists(*this);
  find_patterns();
  find_names();
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
    return is_alnum(next) || is_high(next) || next == ' ' || next == '-' || next == '(' || next == '+' || next == ')';
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
  if (size <= 4) find_ip_or_mac(group_begin, group_end);
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

// The id must stand alone: no letter or digit beside it, and it is no part of a decimal number.
bool Scan::boundary(std::size_t begin, std::size_t end) const {
  if (begin > 0) {
    const char before = text_[begin - 1];
    if (is_alnum(before)) return false;
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
  if (tally.tried++ == 0) scratch_.tried.push_back(id);
  if (validity == Validity::invalid) return;
  ++tally.passed;
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
    supported = specificity != 0;
    if (supported) {
      band = rule.with_context;
    } else if (contradicted(id, begin, end)) {
      band = std::min(band, rule.contradicted);
    }
  }
  // (What programs write are addresses of machines; "a1::b2" of two short groups may be a name in a program.)
  const bool machine = id == rule_mac_ || (id == rule_ip_ && (value.size() >= 7 || value.find('.') != value.npos));
  if (!supported && !machine &&
      ((form.by_program && (formatted || rule.bare != Band::high)) || (form.several_kinds && !rule.mixed_signs))) {
    band = std::min(band, Band::low);
  }
  // "Reader 11.0.0.0": a program's version behind its name; no machine has such an address.
  if (id == rule_ip_ && !supported && value.ends_with(".0.0") && begin >= 2 && text_[begin - 1] == ' ' &&
      is_alpha(text_[begin - 2]) && (end >= text_.size() || text_[end] != '/')) {
    band = std::min(band, Band::low);
  }
  // (An IBAN is groups of four too, and its check is better than the look of its line.)
  if (band == Band::none || (id != rule_iban_ && in_hex_dump(begin))) return;
  // What only its label makes an id is no part of a longer one: "1 30 06 99 533 131 72", "AB 12 34 56 H".
  if (formatted && validity == Validity::shape && rule.bare == Band::none && (goes_on(end) || comes_from(begin)))
    return;
  if (in_opaque_run(begin, end)) {
    if (validity != Validity::checked || !supported) return;
  }
  if (!supported && formatted && in_longer_run(begin, end)) band = std::min(band, Band::low);
  add({begin, end, id, rule.info.type, band_confidence(band), validity, supported, specificity, -1, 0});
}

// ---- Context
// -----------------------------------------------------------------------------------------------------------

namespace {

std::size_t count_of(std::string_view line, char delimiter) {
  if (line.find(delimiter) == std::string_view::npos) return 0;
  if (line.find('"') == std::string_view::npos) {
    return static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter));
  }
  std::size_t count = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == delimiter && !quoted) ++count;
  }
  return count;
}

bool is_bare_value(std::string_view line) {
  line = trim(line);
  return !line.empty() && line.size() <= 40 && std::none_of(line.begin(), line.end(), is_space) &&
         std::any_of(line.begin(), line.end(), is_digit);
}

}  // namespace

// Bounds of the line that `at` is in. Candidates come in order, so that all lines together are walked once a pass.
void Scan::find_line(std::size_t at) {
  if (line_set_ && at >= line_begin_ && at <= line_end_) return;
  line_begin_ = scratch_.classes.line_begin(at);
  line_end_ = scratch_.classes.next_newline(at);
  line_set_ = true;
  delimiters_set_ = false;
}

// The sign that parts the columns of the line that find_line() found, and how many of it there are.
void Scan::find_delimiters() {
  if (delimiters_set_) return;
  delimiters_set_ = true;
  line_delimiter_ = '\0';
  line_delimiters_ = 0;
  column_offset_ = line_begin_;
  column_ = 0;
  column_quoted_ = false;
  if (line_end_ - line_begin_ > line_max) return;
  const std::string_view line = text_.substr(line_begin_, line_end_ - line_begin_);
  for (const char candidate : {'\t', ';', '|', ','}) {
    line_delimiters_ = count_of(line, candidate);
    if (line_delimiters_ != 0) {
      line_delimiter_ = candidate;
      break;
    }
  }
}

void Scan::add_labels(std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - text_.data());
  const std::size_t first = engine_.labels().first_possible(text_, scratch_.classes, begin, begin + part.size());
  if (first == begin + part.size()) return;
  label_words(text_.substr(first, begin + part.size() - first), scratch_.part);
  engine_.labels().find(scratch_.part, scratch_.hits);
}

// The header of a column is asked for each of its values: it is read once.
void Scan::add_header_labels(std::string_view header) {
  ScanScratch::Header& known =
      scratch_.headers[static_cast<std::size_t>(header.data() - text_.data()) % scratch_.headers.size()];
  if (known.text.data() == header.data() && known.text.size() == header.size()) {
    scratch_.hits.insert(scratch_.hits.end(), known.hits.begin(), known.hits.end());
    return;
  }
  const std::size_t before = scratch_.hits.size();
  add_labels(header);
  known.text = header;
  scratch_.headers_used = true;
  known.hits.assign(scratch_.hits.begin() + static_cast<std::ptrdiff_t>(before), scratch_.hits.end());
}

// Whether a part of the text that begins or ends here has the same words as the whole line has there.
bool Scan::word_edge(std::size_t at) const {
  if (at == 0 || at >= text_.size()) return true;
  const auto in_word = [](char c) { return is_alnum(c) || is_high(c); };
  return !in_word(text_[at - 1]) || !in_word(text_[at]);
}

// Reads the labels of [begin, end), both edges of words, and of some of what follows: the next candidate is near.
// Whether there is one at all.
bool Scan::place_labels(std::size_t begin, std::size_t end) {
  if (begin < placed_begin_ || end > placed_end_) {
    constexpr std::size_t line_whole_max = 200;
    constexpr std::size_t ahead = 40;
    constexpr std::size_t word_max = 64;
    placed_begin_ = begin;
    placed_end_ = end;
    if (line_end_ - line_begin_ <= line_whole_max && line_begin_ <= begin && end <= line_end_) {
      placed_begin_ = line_begin_;  // Its other candidates will ask as well.
      placed_end_ = line_end_;
    } else {
      std::size_t reach = std::min(line_end_, end + ahead);
      while (reach > end && reach < line_end_ && reach < end + ahead + word_max && !word_edge(reach)) ++reach;
      if (reach > end && word_edge(reach)) placed_end_ = reach;
    }
    scratch_.placed.clear();
    const std::size_t first = engine_.labels().first_possible(text_, scratch_.classes, placed_begin_, placed_end_);
    if (first < placed_end_) {
      engine_.labels().place(text_.substr(first, placed_end_ - first), first, scratch_.labels, scratch_.placed);
    }
  }
  return !scratch_.placed.empty();
}

void Scan::take_placed(std::size_t begin, std::size_t end) {
  for (const LabelHit& hit : scratch_.placed) {
    if (hit.begin >= begin && hit.end <= end) scratch_.hits.push_back(hit);
  }
}

void Scan::read_context(std::size_t begin, std::size_t end) {
  if (begin == context_begin_ && end == context_end_) return;
  find_line(begin);
  const std::size_t line_begin = line_begin_;
  const std::size_t line_end = std::max(end, line_end_);
  if (begin == context_begin_) {
    scratch_.hits.resize(context_hits_before_);
  } else {
    scratch_.hits.clear();
    // Before: not across another value that has a label of its own behind it.
    std::size_t from = std::max(line_begin, begin > context_before_max ? begin - context_before_max : 0);
    while (from < begin && (is_alnum(text_[from]) || is_high(text_[from])) && from > line_begin &&
           (is_alnum(text_[from - 1]) || is_high(text_[from - 1]))) {
      ++from;  // Not from the middle of a word.
    }
    const bool whole_words = text_.size() < UINT32_MAX && word_edge(from) && word_edge(begin);
    if (!whole_words || place_labels(from, begin)) {
      std::size_t letters = 0;
      std::size_t digits = 0;
      for (std::size_t index = begin; index-- > from;) {
        const char c = text_[index];
        if (is_digit(c)) {
          if (++digits >= 5 && letters >= 2) {
            while (index < begin && (is_alnum(text_[index]) || text_[index] == '-')) ++index;
            from = index;
            break;
          }
        } else if (is_alpha(c) || is_high(c)) {
          letters += 1;
          digits = 0;
        } else if (c != '-' && c != '.' && c != ' ') {
          digits = 0;
        }
      }
      if (whole_words && word_edge(from)) {
        take_placed(from, begin);
      } else {
        add_labels(text_.substr(from, begin - from));
      }
    }
    const std::string_view header = column_header(begin);
    if (!header.empty()) {
      add_header_labels(header);
    } else if (line_begin > 0 && begin - line_begin < 64) {
      // A value alone on its line: the line above may be its label.
      const std::string_view left = text_.substr(line_begin, begin - line_begin);
      if (std::none_of(left.begin(), left.end(), [](char c) { return is_alnum(c) || is_high(c); })) {
        std::size_t above_end = line_begin - 1;
        while (above_end > 0 && is_space(text_[above_end - 1]) && line_begin - above_end < 8) --above_end;
        std::size_t above = above_end;
        while (above > 0 && above_end - above < 80 && text_[above - 1] != '\n') --above;
        if (above == 0 || text_[above - 1] == '\n') add_header_labels(text_.substr(above, above_end - above));
      }
    }
    if (line_delimiter_ == 0 || line_delimiter_ == ',') {
      const std::string_view words = fixed_header(begin, end);
      if (!words.empty()) add_header_labels(words);
    }
    context_hits_before_ = scratch_.hits.size();
  }
  context_begin_ = begin;
  context_end_ = end;
  // After: "512-48-6193 (SSN)", not the next field's label.
  std::string_view after = text_.substr(end, std::min(context_after_max, line_end - end));
  if (end + after.size() < line_end && !after.empty()) {
    std::size_t cut = after.size();
    while (cut > 0 && (is_alnum(after[cut - 1]) || is_high(after[cut - 1]))) --cut;
    after = after.substr(0, cut);
  }
  constexpr auto parts = [](char c) { return c == ',' || c == ';' || c == '\t' || c == '|'; };
  constexpr auto labels = [](char c) { return c == ':' || c == '='; };
  if (after.empty() || parts(after[0])) return;
  if (text_.size() >= UINT32_MAX || !word_edge(end) || !word_edge(end + after.size())) {
    if (std::none_of(after.begin(), after.end(), labels)) add_labels(after);
  } else if (place_labels(end, end + after.size()) && std::none_of(after.begin(), after.end(), labels)) {
    take_placed(end, end + after.size());
  }
}

// The header cell over the column that `begin` stands in; "" where its line is in no delimited block with a header.
std::string_view Scan::column_header(std::size_t begin) {
  find_delimiters();
  if (line_begin_ == 0 || line_end_ - line_begin_ > line_max) return {};
  const std::size_t line_begin = line_begin_;
  const std::size_t line_end = line_end_;
  const std::string_view line = text_.substr(line_begin, line_end - line_begin);
  const char delimiter = line_delimiter_;
  const std::size_t count = line_delimiters_;
  if (delimiter == 0 && !is_bare_value(line)) return {};
  const auto belongs = [&](std::string_view other) {
    return delimiter != 0 ? count_of(other, delimiter) == count : is_bare_value(other);
  };
  const bool same =
      block_.is_set && block_.delimiter == delimiter && block_.count == count && block_.begin <= line_begin;
  if (same && block_.end >= line_end) {
    // Known.
  } else {
    // Upwards from this line to where the known block ends, or to a line that does not belong.
    std::size_t top = line_begin;
    bool joined = false;
    while (top > 0) {
      if (same && top <= block_.end + 1) {
        joined = true;
        break;
      }
      std::size_t previous = top - 1;
      while (previous > 0 && text_[previous - 1] != '\n' && top - previous < line_max) --previous;
      if (!belongs(text_.substr(previous, top - 1 - previous))) break;
      top = previous;
    }
    if (joined) {
      block_.end = line_end;
    } else {
      if (delimiter == 0 && top > 0) {  // The header of bare values is the line of words above them.
        std::size_t previous = top - 1;
        while (previous > 0 && text_[previous - 1] != '\n' && top - previous < 100) --previous;
        top = previous;
      }
      block_ = {top, line_end, delimiter, count, true};
    }
  }
  if (block_.begin >= line_begin) return {};
  if (header_begin_ != block_.begin) {
    header_begin_ = block_.begin;
    const std::string_view reach = text_.substr(block_.begin, line_max);
    header_size_ = std::min(reach.find('\n'), reach.size());
    header_cell_ = 0;
    header_column_ = 0;
  }
  const std::string_view header = text_.substr(block_.begin, header_size_);
  if (delimiter == 0) return header.size() <= 60 ? header : std::string_view();
  if (begin < column_offset_) {
    column_offset_ = line_begin;
    column_ = 0;
    column_quoted_ = false;
  }
  for (; column_offset_ < begin; ++column_offset_) {
    if (text_[column_offset_] == '"') column_quoted_ = !column_quoted_;
    if (text_[column_offset_] == delimiter && !column_quoted_) ++column_;
  }
  // Columns are asked for from left to right: on from the header's cell that was asked for last.
  std::size_t column = column_;
  std::size_t cell_begin = 0;
  if (header_delimiter_ == delimiter && column >= header_column_) {
    column -= header_column_;
    cell_begin = header_cell_;
  }
  header_delimiter_ = delimiter;
  bool quoted = false;
  for (std::size_t index = cell_begin; index <= header.size(); ++index) {
    if (index < header.size() && header[index] == '"') quoted = !quoted;
    if (index < header.size() && (header[index] != delimiter || quoted)) continue;
    if (column == 0) {
      header_cell_ = cell_begin;
      header_column_ = column_;
      const std::string_view cell = header.substr(cell_begin, index - cell_begin);
      // A header is words, not a value.
      const auto cell_digits = std::count_if(cell.begin(), cell.end(), is_digit);
      return cell.size() <= 80 && cell_digits < 5 ? cell : std::string_view();
    }
    --column;
    cell_begin = index + 1;
  }
  return {};
}

// Finds the line of words above the lines with digits that this line is among: the header of a report of fixed width.
// Rulers and one empty line may stand between. Whether there is one.
bool Scan::find_fixed_header() {
  if (fixed_last_ != SIZE_MAX && line_begin_ >= fixed_top_ && line_begin_ <= fixed_last_) return !fixed_words_.empty();
  const bool below = fixed_last_ != SIZE_MAX && line_begin_ > fixed_last_;
  std::string_view words;
  std::size_t top = line_begin_;
  bool gap = false;
  const ByteClasses& classes = scratch_.classes;
  while (top > 0) {
    const std::size_t previous = classes.line_begin(top - 1);
    if (top - previous > line_max) break;
    if (below && !gap && previous <= fixed_last_) {
      fixed_last_ = line_begin_;
      return !fixed_words_.empty();
    }
    const std::string_view line = text_.substr(previous, top - 1 - previous);
    if (classes.any_digit(previous, top - 1)) {
      if (gap) break;
      top = previous;
      continue;
    }
    if (classes.any_letter(previous, top - 1)) {
      words = line;
      break;
    }
    if (trim(line).empty()) {
      if (gap) break;
      gap = true;
    }
    top = previous;
  }
  fixed_top_ = std::min(top, line_begin_);
  fixed_last_ = line_begin_;
  // Words of a header begin with capitals, or stand wide apart; those of a sentence do neither.
  std::size_t count = 0;
  bool capitals = true;
  bool wide = false;
  bool space_before = true;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const bool space = is_space(words[at]);
    if (!space && space_before) {
      ++count;
      capitals = capitals && !is_lower(words[at]);
      wide = wide || (at > 2 && is_space(words[at - 2]));
    }
    space_before = space;
  }
  if (count < 2 || count > 60 || !(capitals || wide)) words = {};
  fixed_words_ = words;
  return !words.empty();
}

// The words of such a header that stand over [begin, end): at most three.
std::string_view Scan::fixed_header(std::size_t begin, std::size_t end) {
  if (line_begin_ == 0 || line_end_ - line_begin_ > line_max || end > line_end_ || !find_fixed_header()) return {};
  const auto column_of = [&](std::size_t at) {  // Characters, not bytes.
    if (!scratch_.classes.any_high(line_begin_, at)) return at - line_begin_;
    std::size_t column = 0;
    for (std::size_t index = line_begin_; index < at; ++index) {
      column += (static_cast<unsigned char>(text_[index]) & 0xC0U) != 0x80 ? 1 : 0;
    }
    return column;
  };
  const std::size_t from = column_of(begin);
  const std::size_t to = from + (end - begin);
  std::size_t column = 0;
  std::size_t words = 0;
  std::size_t first = fixed_words_.size();
  std::size_t last = 0;
  for (std::size_t at = 0; at < fixed_words_.size();) {
    if (is_space(fixed_words_[at])) {
      ++at;
      ++column;
      continue;
    }
    const std::size_t word = at;
    const std::size_t word_column = column;
    for (; at < fixed_words_.size() && !is_space(fixed_words_[at]); ++at) {
      column += (static_cast<unsigned char>(fixed_words_[at]) & 0xC0U) != 0x80 ? 1 : 0;
    }
    if (word_column >= to || column <= from) continue;
    ++words;
    first = std::min(first, word);
    last = at;
  }
  return words == 0 || words > 3 ? std::string_view() : fixed_words_.substr(first, last - first);
}

// ---- IBAN, crypto, addresses of machines
// --------------------------------------------------------------------------------

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

void Scan::find_crypto(std::size_t begin, std::size_t end) {
  if (rule_crypto_ >= engine_.rules().size() || end - begin > 90) return;
  const std::string_view word = text_.substr(begin, end - begin);
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

void Scan::find_ip_or_mac(std::size_t group_begin, std::size_t group_end) {
  if (group_begin < colon_done_) return;
  const RuleId none = static_cast<RuleId>(engine_.rules().size());
  const char after = group_end < text_.size() ? text_[group_end] : '\0';
  const char before = group_begin > 0 ? text_[group_begin - 1] : '\0';
  if (after == '.' && before != '.' && rule_ip_ != none && before != ':') {
    // a.b.c.d, each up to three digits.
    std::size_t offset = group_begin;
    std::size_t parts = 0;
    while (parts < 4) {
      std::size_t digits = 0;
      while (offset < text_.size() && is_digit(text_[offset]) && digits < 4) ++offset, ++digits;
      if (digits == 0 || digits > 3) break;
      ++parts;
      if (parts == 4) break;
      if (offset >= text_.size() || text_[offset] != '.') break;
      ++offset;
    }
    if (parts == 4) {
      const bool ends = offset >= text_.size() ||
                        !(is_alnum(text_[offset]) || text_[offset] == '_' ||
                          (text_[offset] == '.' && offset + 1 < text_.size() && is_alnum(text_[offset + 1])));
      const bool starts = group_begin == 0 || !(is_alnum(before) || before == '_' || before == '-');
      if (ends && starts) {
        const RuleId rules[] = {rule_ip_};
        // boundary() would refuse "1.2.3.4, 5": commas are harmless here.
        const Rule& rule = engine_.rule_list()[rule_ip_];
        if (rule.validator->check(text_.substr(group_begin, offset - group_begin)) != Validity::invalid) {
          try_rules(rules, group_begin, offset, false);
        }
        colon_done_ = offset;
        return;
      }
    }
  }
  const bool colon = after == ':' || before == ':' || (before == '-' && group_end - group_begin == 2) ||
                     (after == '-' && group_end - group_begin == 2) || (after == '.' && group_end - group_begin == 4);
  if (!colon) return;
  const auto belongs = [](char c) { return is_hex(c) || c == ':' || c == '.' || c == '-'; };
  std::size_t from = group_begin;
  while (from > 0 && group_begin - from < 48 && belongs(text_[from - 1])) --from;
  std::size_t to = group_end;
  while (to < text_.size() && to - group_end < 48 && belongs(text_[to])) ++to;
  if ((from > 0 && is_alnum(text_[from - 1])) || to - from > 48) return;
  while (from < to &&
         (text_[from] == '-' || text_[from] == '.' || (text_[from] == ':' && !text_.substr(from).starts_with("::"))))
    ++from;
  while (to > from && (text_[to - 1] == '.' || text_[to - 1] == '-' ||
                       (text_[to - 1] == ':' && !text_.substr(0, to).ends_with("::"))))
    --to;
  if (to < text_.size() && is_alnum(text_[to]) && text_[to] != '%') return;
  const std::string_view run = text_.substr(from, to - from);
  colon_done_ = to;
  const auto colons = std::count(run.begin(), run.end(), ':');
  for (const RuleId id : {rule_mac_, rule_ip_}) {
    if (id == none) continue;
    if (id == rule_ip_ && (colons < 2 || run.size() < 3)) continue;
    const Rule& rule = engine_.rule_list()[id];
    if (rule.validator->check(run) == Validity::invalid) continue;
    const RuleId rules[] = {id};
    std::size_t end = to;
    if (id == rule_ip_ && end < text_.size() && text_[end] == '%') {  // A zone.
      while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == '%') && end - to < 20) ++end;
    }
    if (id == rule_ip_ && end < text_.size() && text_[end] == '/') {  // A prefix's length.
      std::size_t digits = 0;
      while (digits < 4 && end + 1 + digits < text_.size() && is_digit(text_[end + 1 + digits])) ++digits;
      const std::string_view with = text_.substr(from, end + 1 + digits - from);
      if (digits != 0 && digits < 4 && rule.validator->check(with) != Validity::invalid) end += 1 + digits;
    }
    try_rules(rules, from, end, true);
    return;
  }
}

// ---- Telephone numbers
// ----------------------------------------------------------------------------------------------------

// "x4587", "ext. 12" behind a number.
std::size_t Scan::with_extension(std::size_t end) const {
  for (const std::string_view sign : {"x", " x", " ext. ", " ext ", "ext", " poste "}) {
    if (!text_.substr(end).starts_with(sign)) continue;
    std::size_t at = end + sign.size();
    const std::size_t begin = at;
    while (at < text_.size() && is_digit(text_[at]) && at - begin < 7) ++at;
    if (at != begin && (at >= text_.size() || !is_alnum(text_[at]))) return at;
  }
  return end;
}

namespace {

// A number with a plus or two zeros before the calling code. "+44 (0)20": the trunk digit in brackets is not dialled
// from abroad.
PhoneText read_international(std::string_view value) {
  std::array<char, 256> text;
  if (value.size() > text.size()) return {};
  std::size_t size = 0;
  if (value.starts_with("00")) {
    text[size++] = '+';
    value.remove_prefix(2);
  }
  const std::size_t trunk = value.find("(0)");
  const std::string_view before = value.substr(0, trunk);
  const std::string_view after = value.substr(trunk == std::string_view::npos ? value.size() : trunk + 3);
  std::memcpy(text.data() + size, before.data(), before.size());
  std::memcpy(text.data() + size + before.size(), after.data(), after.size());
  return read_phone({text.data(), size + before.size() + after.size()});
}

// Asked in this order where a number is written as at home.
constexpr const char* home_regions[] = {"US", "FR", "GB", "DE", "ES", "IT", "NL", "BE", "CH", "AT",
                                        "IE", "PT", "SE", "DK", "NO", "FI", "PL", "CA", "IN", "AU",
                                        "NZ", "ZA", "BR", "MX", "IL", "JP", "PH", "SG", "TR"};
constexpr std::size_t unlabelled_regions = 3;  // Those that are asked where no label calls it a telephone number.

using HomeRegions = std::array<const PhoneRegion*, std::size(home_regions)>;
const HomeRegions& regions_at_home() {
  static const HomeRegions regions = [] {
    HomeRegions found = {};
    std::transform(std::begin(home_regions), std::end(home_regions), found.begin(), phone_region);
    return found;
  }();
  return regions;
}

// "0.680000", "48.856614": a number with decimals. "0470.123456" and "555.1234" may be telephones.
bool is_decimal(std::string_view value) {
  const std::size_t dot = value.find('.');
  if (dot == std::string_view::npos ||
      !std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || c == '.'; }) ||
      value.find('.', dot + 1) != std::string_view::npos) {
    return false;
  }
  return dot <= 1 || (dot <= 3 && value[0] != '0' && value.size() - dot > 5);
}

// Whether it is a date, or a date with more behind it: with a label, or in five pairs by blanks or dots ("06 12 34 56
// 78"), what has more groups than a date is a telephone number all the same.
bool is_date(std::string_view value, std::size_t groups, bool supported) {
  static const Validator* const date = validator_by_name("date");
  if (date->check(value) == Validity::invalid) return false;
  if (groups <= 3) return true;
  if (supported) return false;
  if (value.size() != 14 || groups != 5 || (value[2] != ' ' && value[2] != '.')) return true;
  for (std::size_t at = 2; at < value.size(); at += 3) {
    if (value[at] != value[2]) return true;
  }
  return false;
}

}  // namespace

void Scan::find_phone(std::size_t group_begin, std::size_t group_end) {
  if (group_begin < phone_done_ || rule_phone_ >= engine_.rules().size()) return;
  if (!std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(group_begin),
                   text_.begin() + static_cast<std::ptrdiff_t>(group_end), is_digit))
    return;
  std::size_t begin = group_begin;
  bool plus = false;
  bool paren = false;
  if (begin > 0 && text_[begin - 1] == '(') {
    --begin;
    paren = true;
  }
  if (begin > 0 && text_[begin - 1] == '+') {
    --begin;
    plus = true;
  }
  if (begin > 0) {
    const char before = text_[begin - 1];
    if (is_alnum(before) || before == '.' || before == '/' || before == '_' || before == '$' || before == '#' ||
        (before == '-' && !plus) || before == ':') {
      if (!(before == ':' || (before == '.' && begin > 1 && is_alpha(text_[begin - 2])))) return;
    }
    if (before == ',' && begin > 1 && is_digit(text_[begin - 2]) && !plus && group_end - group_begin == 3) return;
  }
  // Over digits and signs between them, up to 17 digits.
  std::size_t offset = begin;
  std::size_t digits = 0;
  std::size_t end = begin;
  std::size_t signs = 0;  // Between the last two digits.
  std::size_t groups = 0;
  bool formatted = false;
  std::size_t ends[24];  // Where each group of digits ends.
  while (offset < text_.size() && digits <= 17) {
    const char c = text_[offset];
    if (is_digit(c)) {
      if (signs != 0) formatted = true;
      signs = 0;
      ++digits;
      end = ++offset;
      if (end >= text_.size() || !is_digit(text_[end])) {
        if (groups < std::size(ends)) ends[groups++] = end;
      }
      continue;
    }
    std::size_t length = 0;
    const char separator = separator_at(text_, offset, length);
    if (separator != 0 || c == '(' || c == ')' || (c == '+' && offset == begin)) {
      if (++signs > 3) break;
      if (c == '(' && offset != begin && text_.substr(offset, 8).find(')') == std::string_view::npos) break;
      offset += separator != 0 ? length : 1;
      continue;
    }
    break;
  }
  if (digits > 15 || digits < 7) {
    if (digits > 15) phone_done_ = end;
    return;
  }
  phone_done_ = end;
  if (end < text_.size() && (is_alpha(text_[end]) || text_[end] == '_' || text_[end] == '%')) {
    const std::string_view tail = text_.substr(end, 3);
    if (!(tail.starts_with("x") || tail.starts_with("ext"))) return;
  }
  if (end + 1 < text_.size() && text_[end] == ':' && is_digit(text_[end + 1])) return;
  const std::string_view value = text_.substr(begin, end - begin);
  std::string e164;
  const Rule& rule = engine_.rule_list()[rule_phone_];
  const bool double_zero = value.starts_with("00") && digits >= 10;
  if (plus || double_zero) {
    // The last groups may belong to what follows. "+44 (0)20": the trunk digit in brackets is not dialled from abroad.
    for (std::size_t drop = 0; drop < groups && drop < 3; ++drop) {
      const std::size_t cut = ends[groups - 1 - drop];
      if (cut <= begin) break;
      if (!valid_phone(read_international(text_.substr(begin, cut - begin)), nullptr, e164)) continue;
      const bool supported = label_of(rule_phone_, begin, cut) != 0;
      add({begin, with_extension(cut), rule_phone_, rule.info.type,
           band_confidence(supported ? Band::high : Band::medium), Validity::checked, supported, 0, scratch_.keep(e164),
           0});
      return;
    }
    // No plan has it, but it is called a number and looks like one.
    if (digits >= 8 && label_of(rule_phone_, begin, end) != 0) {
      add({begin, with_extension(end), rule_phone_, rule.info.type, band_confidence(Band::medium), Validity::shape,
           true, 0, -1, 0});
    }
    return;
  }
  if (rule_phone_plain_ >= engine_.rules().size()) return;
  const Rule& national = engine_.rule_list()[rule_phone_plain_];
  // Dates, times, addresses of machines and amounts are formatted digits too.
  if (!boundary(begin, end) || is_decimal(value) || in_opaque_run(begin, end)) return;
  const bool supported = label_of(rule_phone_plain_, begin, end) != 0;
  if (is_date(value, groups, supported)) return;
  const bool refused = contradicted(rule_phone_plain_, begin, end);
  // Without a label: only forms that telephone numbers alone have.
  // "(98.0.4758.80-1)" is a version in brackets, no area code.
  bool strong = paren && digits == 10 && value.find(')') != std::string_view::npos;
  if (!strong && formatted) {
    std::string shape;
    for (const char c : value) shape += is_digit(c) ? '9' : c == ' ' || c == '-' || c == '.' ? c : '?';
    for (const std::string_view form :
         {"999-999-9999", "999.999.9999", "999 999 9999", "99 99 99 99 99", "99.99.99.99.99", "99-99-99-99-99",
          "9-999-999-9999", "9 999 999 9999", "9.999.999.9999", "99999 999999", "999 9999 9999", "9999 999 9999",
          "9999 999999"}) {
      strong = strong || shape == form;
    }
    if (digits >= 10 && shape[0] == '9' && value[0] != '0' && shape != "999-999-9999" && shape != "999.999.9999" &&
        shape != "999 999 9999" && value[0] != '1') {
      strong = strong && value[0] == '0';
    }
    // Forms of one country alone, with its trunk prefix.
    if (!strong && !refused && value[0] == '0') {
      static constexpr std::pair<std::string_view, std::string_view> country_forms[] = {
          {"999-9999-9999", "JP"}, {"999-9999-9999", "KR"}, {"9999-999-9999", "PH"},  {"9999 999 99 99", "TR"},
          {"9999-999-9999", "TR"}, {"9999 999 9999", "PH"}, {"9999.999.99.99", "TR"}, {"9999-999-99-99", "TR"}};
      for (const auto& [form, country] : country_forms) {
        if (shape != form || !valid_phone(read_phone(value), phone_region(country), e164)) continue;
        add({begin, with_extension(end), rule_phone_plain_, national.info.type,
             band_confidence(supported ? national.with_context : national.formatted), Validity::shape, supported, 0,
             scratch_.keep(e164), 0});
        return;
      }
    }
  }
  if (!supported && (!strong || refused)) {
    // A trunk prefix and ten or eleven digits, or Turkey's groups of a mobile: a trace, where a plan has the number.
    const bool trunk = value[0] == '0' && value.size() > 1 && value[1] != '0' && (digits == 10 || digits == 11);
    const bool groups_of_turkey = groups == 4 && digits == 10 && value.size() == 13 && value[0] == '5' &&
                                  !is_digit(value[3]) && !is_digit(value[7]) && !is_digit(value[10]);
    if (refused || (!trunk && !groups_of_turkey) || in_hex_dump(begin)) return;
    const PhoneText read = read_phone(value);
    for (const std::string_view country : {"FR", "GB", "DE", "PH", "TR", "IT", "JP", "KR"}) {
      if ((groups_of_turkey && country != "TR") || !valid_phone(read, phone_region(country), e164)) continue;
      add({begin, end, rule_phone_plain_, national.info.type, band_confidence(Band::trace), Validity::shape, false, 0,
           scratch_.keep(e164), 0});
      return;
    }
    return;
  }
  const PhoneText dialled = read_phone(value);
  const std::span regions(regions_at_home());
  for (const PhoneRegion* const region : supported ? regions : regions.first(unlabelled_regions)) {
    if (!valid_phone(dialled, region, e164)) continue;
    add({begin, with_extension(end), rule_phone_plain_, national.info.type,
         band_confidence(supported ? national.with_context : national.formatted), Validity::shape, supported, 0,
         scratch_.keep(e164), 0});
    return;
  }
  if (supported && formatted && digits >= 7) {  // No plan has it, but it is called a number and looks like one.
    add({begin, with_extension(end), rule_phone_plain_, national.info.type, band_confidence(Band::medium),
         Validity::shape, supported, 0, -1, 0});
  }
}

// ---- Mail addresses
// -----------------------------------------------------------------------------------------------------------

void Scan::find_email(std::size_t at) {
  if (rule_email_ >= engine_.rules().size() || at < email_done_) return;
  const auto local = [](char c) {
    return is_alnum(c) || is_high(c) || std::strchr("._%+-'&!#$*/=?^`{|}~", c) != nullptr;
  };
  const auto plain = [](char c) { return is_alnum(c) || is_high(c) || std::strchr("._%+-'&", c) != nullptr; };
  (void)local;
  std::size_t begin = at;
  while (begin > email_done_ && at - begin <= 64 && plain(text_[begin - 1])) --begin;
  std::size_t end = at + 1;
  while (end < text_.size() && end - at <= 255 &&
         (is_alnum(text_[end]) || is_high(text_[end]) || text_[end] == '-' || text_[end] == '.'))
    ++end;
  // Signs of writing around it: quotes, dots, blanks beyond ASCII.
  const auto is_writing_sign = [](char32_t point) {
    return (point >= 0x80 && point <= 0xBF) || (point >= 0x2000 && point <= 0x2BFF) ||
           (point >= 0x3000 && point <= 0x303F) || (point >= 0xFE00 && point <= 0xFF0F) || point == 0xFFFD ||
           (point >= 0xFF1A && point <= 0xFF20);
  };
  for (std::size_t offset = begin; offset < at;) {
    if (!is_high(text_[offset])) {
      ++offset;
      continue;
    }
    if ((static_cast<unsigned char>(text_[offset]) & 0xC0) == 0x80) {  // Cut into a character: leave it out.
      begin = ++offset;
      continue;
    }
    if (is_writing_sign(next_code_point(text_, offset))) begin = offset;
  }
  for (std::size_t offset = at + 1; offset < end;) {
    if (!is_high(text_[offset])) {
      ++offset;
      continue;
    }
    const std::size_t start = offset;
    if (is_writing_sign(next_code_point(text_, offset))) {
      end = start;
      break;
    }
  }
  end = std::min(end, text_.size());
  while (begin < at && std::strchr(".'&%-+", text_[begin]) != nullptr) ++begin;
  while (end > at + 1 && (text_[end - 1] == '.' || text_[end - 1] == '-')) --end;
  if (begin == at || end == at + 1) return;
  // https://user:password@host is no address.
  if (begin > 0 && text_[begin - 1] == ':') {
    std::size_t back = begin - 1;
    while (back > 0 && begin - back < 80 && !is_space(text_[back - 1]) && text_[back - 1] != '"') {
      --back;
      if (text_[back] == '/' && back > 0 && text_[back - 1] == '/') return;
    }
  }
  if (begin > 1 && text_[begin - 1] == '/' && text_[begin - 2] == '/') return;
  if (end < text_.size() && text_[end] == '@') return;
  const Rule& rule = engine_.rule_list()[rule_email_];
  // The longest domain whose last label is a real top-level domain: "a@b.com.Then" ends at com.
  const std::string_view whole = text_.substr(begin, end - begin);
  const std::size_t host = at - begin + 1;
  std::size_t cut = whole.size();
  while (cut > host) {
    const std::size_t dot = whole.substr(0, cut).rfind('.');
    if (dot == std::string_view::npos || dot < host) return;
    std::string top(whole.substr(dot + 1, cut - dot - 1));
    bool high = false;
    for (char& c : top) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      high = high || is_high(c);
    }
    if (high ? engine_.is_top_level_domain(top) || top.size() >= 4 : engine_.is_top_level_domain(top)) break;
    cut = dot;
  }
  const std::string_view value = whole.substr(0, cut);
  if (rule.validator->check(value) == Validity::invalid) return;
  email_done_ = begin + cut;
  add({begin, begin + cut, rule_email_, rule.info.type, band_confidence(rule.bare), Validity::checked, false, 0, -1,
       0});
}

// ---- Patterns and labels, by Vectorscan
// --------------------------------------------------------------------------------------------

namespace {

double entropy_bits(std::string_view text) {
  std::array<unsigned, 256> count{};
  for (const char c : text) ++count[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const unsigned times : count) {
    if (times == 0) continue;
    const double share = static_cast<double>(times) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace

namespace {

// A pattern that begins with a sign stands for what is glued before it too: a URL's scheme, a dump's user name. (A
// pattern that begins with a word of any length would make Vectorscan remember a start for every word.)
std::size_t block_begin(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || text[begin] != ':') return begin;
  const bool scheme = text.substr(begin).starts_with("://");
  std::size_t at = begin;
  while (at > 0 && begin - at < 64 &&
         (is_alnum(text[at - 1]) || std::strchr("+.-_", text[at - 1]) != nullptr ||
          (!scheme && (text[at - 1] == '\\' || text[at - 1] == '$')))) {
    --at;
  }
  return at;
}

// A key's block goes on to its end line; what has none ends with the lines that look like one.
std::size_t block_end(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t block_max = 32 * 1024;
  const std::string_view block = text.substr(begin, block_max);
  if (block.starts_with("-----BEGIN ")) {
    // (Where another begins, this one has no end: what is between two begins is read once.)
    std::size_t last = block.find("-----", 11);
    while (last != std::string_view::npos && !block.substr(last + 5).starts_with("END ")) {
      if (block.substr(last + 5).starts_with("BEGIN ")) return std::min(begin + last, end + 4096);
      last = block.find("-----", last + 1);
    }
    if (last == std::string_view::npos) return std::min(begin + block.size(), end + 4096);
    const std::size_t dashes = block.find("-----", last + 9);
    return begin + (dashes == std::string_view::npos ? last : dashes + 5);
  }
  if (block.starts_with("PuTTY-User-Key-File-")) {
    const std::string_view one = block.substr(0, block.find("PuTTY-User-Key-File-", 1));
    std::size_t last = one.find("Private-MAC: ");
    if (last == std::string_view::npos) return end;
    last += 13;
    while (last < block.size() && is_hex(block[last])) ++last;
    return begin + last;
  }
  if (block.substr(0, 35).find("://") < 32) {  // The rest of a URL: host, port, path.
    while (end < text.size() && end - begin < 2048 && !is_space(text[end]) &&
           std::strchr("\"'<>`", text[end]) == nullptr) {
      ++end;
    }
    while (end > begin && std::strchr(",;.)]}", text[end - 1]) != nullptr) --end;
  }
  return end;
}

}  // namespace

void Scan::find_patterns() {
  const PatternDatabase* const patterns = engine_.patterns();
  if (patterns == nullptr) return;
  if (scratch_.patterns == nullptr) scratch_.patterns = patterns->make_scratch();
  patterns->scan(text_, *scratch_.patterns, scratch_.matches);
  std::sort(scratch_.matches.begin(), scratch_.matches.end(), [](const PatternMatch& a, const PatternMatch& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.rule != b.rule ? a.rule < b.rule : a.end > b.end;
  });
  const PatternMatch* last = nullptr;
  for (const PatternMatch& match : scratch_.matches) {
    if (last != nullptr && last->begin == match.begin && last->rule == match.rule) continue;
    last = &match;
    const Rule& rule = engine_.rule_list()[match.rule];
    if (rule.value != ValueKind::none) {
      const std::size_t before = scratch_.candidates.size();
      find_labelled(*this, match);
      if (scratch_.candidates.size() != before && in_hex_dump(match.begin)) scratch_.candidates.resize(before);
      continue;
    }
    std::size_t begin = block_begin(text_, match.begin + rule.inner);
    if (rule.head_most != 0) {
      const auto in_head = [&](char c) { return is_alnum(c) || rule.head_signs.find(c) != std::string::npos; };
      std::size_t head = 0;
      while (head < begin && head <= rule.head_most && in_head(text_[begin - head - 1])) ++head;
      if (head < rule.head_least || head > rule.head_most) continue;
      begin -= head;
    }
    const std::size_t end = block_end(text_, begin, match.end) - rule.outer;
    if (begin >= end) continue;
    // The match must not go on, nor start inside a longer word.
    const char first = text_[begin];
    const char final = text_[end - 1];
    if (rule.inner == 0 && begin > 0 && is_alnum(text_[begin - 1]) && is_alnum(first)) continue;
    if (end < text_.size() && is_alnum(text_[end]) && (is_alnum(final) || final == '_' || final == '-')) continue;
    const std::string_view value = text_.substr(begin, end - begin);
    if (rule.entropy_min > 0 && entropy_bits(value) < rule.entropy_min) continue;
    const Validity validity = rule.validator != nullptr ? rule.validator->check(value) : Validity::shape;
    if (validity == Validity::invalid) continue;
    Band band = validity == Validity::sample ? rule.sample : rule.bare;
    if (value.find("EXAMPLE") != std::string_view::npos || value.find("...") != std::string_view::npos ||
        value.find("XXXXXXXX") != std::string_view::npos || value.find("xxxxxxxx") != std::string_view::npos ||
        value.find("abcdefghij") != std::string_view::npos || value.find("1234567890") != std::string_view::npos) {
      band = rule.sample;
    }
    // Armour with nothing, or hardly anything, inside: a test or a text about keys.
    if (value.starts_with("-----BEGIN ") && value.size() < 160) band = rule.sample;
    bool supported = false;
    if (!rule.context.empty() && validity != Validity::sample) {
      supported = label_of(match.rule, begin, end) != 0;
      if (supported) band = rule.with_context;
    }
    if (rule.validator != nullptr && validity == Validity::shape && band == Band::high) band = Band::medium;
    if (band == Band::none) continue;
    const bool container = rule.type_name == "connection_string" && value.find(':') != std::string_view::npos;
    if (container) band = find_url_parts(*this, begin, end, band);
    Candidate candidate{begin, end, match.rule, rule.info.type, band_confidence(band), validity, supported, 0, -1, 0};
    candidate.container = container;
    add(candidate);
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
      add({span.begin, span.end, rule, type, span.confidence, Validity::shape, false, 0, -1, 0});
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

// ---- Who wins
// ---------------------------------------------------------------------------------------------------------------------

void Scan::choose() {
  std::vector<Candidate>& all = scratch_.candidates;
  const auto stronger = [](const Candidate& a, const Candidate& b) {
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    if (a.context != b.context) return a.context;
    if (a.specificity != b.specificity) return a.specificity > b.specificity;
    if (a.validity != b.validity) return a.validity > b.validity;
    if (a.end - a.begin != b.end - b.begin) return a.end - a.begin > b.end - b.begin;
    if (a.begin != b.begin) return a.begin < b.begin;
    return a.rule < b.rule;
  };
  // In clusters of overlap, so that the work is linear but for the cluster's own size.
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  for (std::size_t first = 0; first < all.size();) {
    std::size_t reach = all[first].end;
    std::size_t last = first + 1;
    while (last < all.size() && all[last].begin < reach) reach = std::max(reach, all[last++].end);
    if (last - first > 1)
      std::sort(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last),
                stronger);
    if (last - first == 1) {
      scratch_.chosen.push_back(all[first]);
    } else {
      std::map<std::size_t, std::size_t> taken_once;     // Begin to end.
      std::map<std::size_t, std::size_t> taken_outside;  // Of what holds other findings: one beside the other only.
      for (std::size_t index = first; index < last; ++index) {
        const Candidate& candidate = all[index];
        std::map<std::size_t, std::size_t>& taken = candidate.container ? taken_outside : taken_once;
        const auto after = taken.lower_bound(candidate.begin);
        if (after != taken.end() && after->first < candidate.end) continue;
        if (after != taken.begin() && std::prev(after)->second > candidate.begin) continue;
        taken.emplace_hint(after, candidate.begin, candidate.end);
        scratch_.chosen.push_back(candidate);
      }
    }
    first = last;
  }
  std::sort(scratch_.chosen.begin(), scratch_.chosen.end(),
            [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; });
}

// Gives the findings [begin, end) of one line or item one mention, where they name one person, or else one address.
void Scan::number_group(std::size_t begin, std::size_t end, std::uint32_t& next) {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const WellKnownTypes& known = engine_.known();
  std::size_t names = 0;
  std::size_t addresses = 0;
  for (std::size_t index = begin; index < end; ++index) {
    if (chosen[index].confidence < 0.5F) continue;
    names += chosen[index].type == known.person_name ? 1 : 0;
    addresses += chosen[index].type == known.email_address ? 1 : 0;
  }
  if ((names == 1 || (names == 0 && addresses == 1)) && end - begin >= 2 && end - begin <= 40) {
    for (std::size_t index = begin; index < end; ++index) chosen[index].mention = next;
    ++next;
  }
}

// "- name: A" over "  ssn: B", then "- name: C": the items of a list (YAML, Markdown) that go over several lines. False
// where the paragraph of findings [first, last) has fewer than two of them.
bool Scan::number_list_items(std::size_t first, std::size_t last, std::uint32_t& next) {
  const std::vector<Candidate>& chosen = scratch_.chosen;
  find_line(chosen[first].begin);
  std::size_t at = line_begin_;
  const std::size_t stop = chosen[last - 1].begin;
  struct Item {
    std::size_t begin;
    std::size_t indent;
  };
  std::vector<Item> items;
  std::size_t indent = SIZE_MAX;
  while (at < stop) {
    std::size_t text = at;
    while (text < stop && text_[text] == ' ') ++text;
    if (text + 1 < stop && (text_[text] == '-' || text_[text] == '*') && text_[text + 1] == ' ') {
      items.push_back({at, text - at});
      indent = std::min(indent, text - at);
    }
    const std::size_t end = text_.substr(0, stop).find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  std::erase_if(items, [indent](const Item& item) { return item.indent != indent; });
  if (items.size() < 2) return false;
  std::size_t item = 0;
  for (std::size_t begin = first; begin < last;) {
    while (item + 1 < items.size() && items[item + 1].begin <= chosen[begin].begin) ++item;
    const std::size_t limit = item + 1 < items.size() ? items[item + 1].begin : text_.size();
    std::size_t end = begin + 1;
    while (end < last && chosen[end].begin < limit) ++end;
    if (chosen[begin].begin >= items[item].begin) number_group(begin, end, next);
    begin = end;
  }
  return true;
}

void Scan::number_mentions() {
  std::vector<Candidate>& chosen = scratch_.chosen;
  const WellKnownTypes& known = engine_.known();
  std::uint32_t next = 1;
  if (kind_ == PassageKind::mail_address) {
    for (std::size_t index = 0; index < chosen.size(); ++index) {
      if (chosen[index].type != known.email_address) continue;
      chosen[index].mention = next;
      if (index > 0 && chosen[index - 1].type == known.person_name && chosen[index - 1].mention == 0 &&
          chosen[index].begin - chosen[index - 1].end <= 4) {
        chosen[index - 1].mention = next;
      }
      ++next;
    }
    return;
  }
  // The end of the line that was asked for last is kept: a line may hold all that was found.
  std::size_t asked = 1;
  std::size_t newline = 0;
  const auto newline_from = [&](std::size_t at) {
    if (at < asked || at > newline) {
      asked = at;
      newline = scratch_.classes.next_newline(at);
    }
    return newline;
  };
  // A paragraph (no blank line in it) that names one person: what it tells is that person's.
  for (std::size_t first = 0; first < chosen.size();) {
    std::size_t last = first + 1;
    while (last < chosen.size()) {
      const std::size_t from = chosen[last - 1].begin;
      const std::size_t to = chosen[last].begin;
      if (to - from > 2000) break;
      std::size_t line_end = newline_from(from);
      const auto blank_follows = [&](std::size_t at) {
        return at < to && (text_[at] == '\n' || (text_[at] == '\r' && at + 1 < to && text_[at + 1] == '\n'));
      };
      while (line_end < to && !blank_follows(line_end + 1)) line_end = newline_from(line_end + 1);
      if (line_end < to) break;
      ++last;
    }
    std::size_t persons = 0;
    std::size_t others = 0;
    std::string_view name;
    std::vector<TypeId> seen;
    bool repeated = false;
    for (std::size_t index = first; index < last; ++index) {
      const Candidate& one = chosen[index];
      if (one.confidence < 0.5F) continue;
      if (one.type == known.person_name) {
        const std::string_view value = text_.substr(one.begin, one.end - one.begin);
        if (value != name) ++persons;
        name = value;
        continue;
      }
      ++others;
      // Two different ids of one type are two persons, unless a name says otherwise.
      if (engine_.types().at(one.type).category == Category::government_id) {
        repeated = repeated || std::find(seen.begin(), seen.end(), one.type) != seen.end();
        seen.push_back(one.type);
      }
    }
    if (persons == 1 && others >= 1 && !repeated && last - first <= 40) {
      for (std::size_t index = first; index < last; ++index) chosen[index].mention = next;
      ++next;
    } else if (others >= 1) {
      if (!number_list_items(first, last, next)) {
        // A list without columns: each line that names one person (or one address) speaks of that person.
        for (std::size_t begin = first; begin < last;) {
          std::size_t end = begin + 1;
          while (end < last &&
                 text_.substr(chosen[end - 1].begin, chosen[end].begin - chosen[end - 1].begin).find('\n') ==
                     std::string_view::npos) {
            ++end;
          }
          number_group(begin, end, next);
          begin = end;
        }
      }
    }
    first = last;
  }
}

}  // namespace constat
