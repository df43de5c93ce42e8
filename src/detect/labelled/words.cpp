#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/command_lines.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"
#include "detect/labelled/parts.h"
#include "detect/lexicon.h"
#include "detect/told_passwords.h"

namespace constat {

namespace labelled {

namespace {

// Whether what has a PIN is named shortly before `at`: "EC-Karte ..., PIN: 4821". (Boards have pins, and maps.)
bool names_pin_holder(std::string_view text, std::size_t at) {
  constexpr std::size_t before_max = 80;
  const std::size_t from = at > before_max ? at - before_max : 0;
  const std::string before = to_lower_ascii(text.substr(from, at - from));
  constexpr std::string_view words[] = {"card",  "karte", "carte",  "tarjeta", "carta",     "bank",  "banque", "banco",
                                        "banca", "konto", "compte", "cuenta",  "conto",     "phone", "handy",  "sim ",
                                        "sim-",  "mobil", "alarm",  "tresor",  "sparkasse", "safe ", "door"};
  return std::ranges::any_of(words, [&](std::string_view word) { return before.find(word) != std::string::npos; });
}

// "pin", "PIN:", "puk": words that boards and maps use as well.
bool is_bare_pin(std::string_view label) {
  if (label.back() == ':') label.remove_suffix(1);
  return equals_ignoring_case(label, "pin") || equals_ignoring_case(label, "puk");
}

// "GPIO PIN 2204", "Connector pin": of a board.
bool names_a_contact(std::string_view before) {
  const std::string word = last_word(before);
  constexpr std::string_view words[] = {"gpio",   "led",  "connector", "header", "board", "jumper",
                                        "socket", "plug", "port",      "chip",   "bus",   "analog"};
  return std::ranges::any_of(words, [&](std::string_view one) { return word == one; });
}

// "Pin code: 560034": six digits are a place in India (India Post, Postal Index Number).
bool is_place_in_india(std::string_view label, std::string_view digits) {
  return equals_ignoring_case(label, "pin code") && digits.size() == 6 && digits.front() != '0';
}

// A line or a field that holds a PIN and nothing else: "PIN: 4711", "**PIN:** 4711", "PIN is 4711", "pin":"4711",
// name="pin" value="4471". Four or five digits, eight of a PUK (six are India's postal codes, two or three a
// connector's).
bool is_pin_of_form(std::string_view text, std::size_t label, std::size_t offset) {
  constexpr std::size_t lead_max = 24;
  std::size_t at = offset;
  const bool quoted =
      at < text.size() && (text[at] == '"' || text[at] == '\'') && label > 0 && text[label - 1] == text[at];
  const bool capitals = is_upper(text[label]) && is_upper(text[label + 1]);
  if (!quoted) {
    // Nothing but a word or two stands before it on its line.
    std::size_t line = label;
    while (line > 0 && label - line <= lead_max && text[line - 1] != '\n') --line;
    if (label - line > lead_max || !(capitals || is_upper(text[label]))) return false;
    if (names_a_contact(text.substr(line, label - line))) return false;
    for (const char c : text.substr(line, label - line)) {
      if (!is_alpha(c) && !is_high(c) && std::strchr(" \t*-:", c) == nullptr) return false;
    }
  }
  bool sign = offset > label && text[offset - 1] == ':';
  std::size_t signs = 0;
  while (at < text.size() && signs < 12 && std::strchr(" \t:=*\"'", text[at]) != nullptr) {
    sign = sign || text[at] == ':' || text[at] == '=';
    ++at;
    ++signs;
  }
  bool verb = false;
  for (const std::string_view word : {"is ", "ist ", "lautet ", "est ", "es ", "\xC3\xA8 "}) {
    if (sign || quoted || !capitals || !text.substr(at).starts_with(word)) continue;
    at += word.size();
    sign = verb = true;
  }
  if (quoted && text.substr(at).starts_with("value=")) {
    at += 6;
    sign = true;
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  }
  std::size_t end = at;
  while (end < text.size() && end - at < 9 && is_digit(text[end])) ++end;
  const std::size_t size = end - at;
  const bool puk = text[label + 1] == 'u' || text[label + 1] == 'U';
  if (puk ? size != 8 : size != 4 && size != 5) return false;
  const bool ends = end >= text.size() || text[end] == '\n' || text[end] == '\r' || text[end] == '"' ||
                    text[end] == '\'' || (text[end] == ' ' && capitals && sign && !verb) || (text[end] == '.' && verb);
  return ends && (sign || (capitals && size == 4));
}

// "Security question: first pet?" above "Answer: Rexi": an answer alone is one of many things.
bool answers_security_question(std::string_view text, std::size_t label) {
  constexpr std::size_t lead_max = 24;
  std::size_t line = label;
  while (line > 0 && label - line < lead_max && text[line - 1] != '\n') --line;
  if (line == 0 || text[line - 1] != '\n') return false;
  const std::string above = to_lower_ascii(line_above(text, line));
  constexpr std::string_view questions[] = {"security question", "secret question",  "challenge question",
                                            "sicherheitsfrage",  "geheime frage",    "question secr",
                                            "question de s",     "pregunta secreta", "pregunta de segu",
                                            "domanda segreta",   "domanda di sicur", "recovery question"};
  return std::ranges::any_of(questions, [&](std::string_view one) { return above.find(one) != std::string::npos; });
}

bool is_bare_answer(std::string_view label) {
  constexpr std::string_view labels[] = {"answer", "antwort", "r\xC3\xA9ponse", "respuesta", "risposta"};
  return std::ranges::any_of(labels, [&](std::string_view one) { return equals_ignoring_case(label, one); });
}

// A card's number in the bytes before `at`: thirteen digits or more, in groups.
bool card_before(std::string_view text, std::size_t at) {
  constexpr std::size_t before_max = 100;
  constexpr std::size_t digits_min = 13;
  std::size_t digits = 0;
  for (std::size_t back = at; back > 0 && at - back < before_max && digits < digits_min; --back) {
    const char c = text[back - 1];
    if (is_digit(c)) {
      ++digits;
    } else if (c != ' ' && c != '-') {
      digits = 0;
    }
  }
  return digits >= digits_min;
}

// "Swift language and Kotlin", "BIC CODE REQUIRED": words of eight or eleven letters; a bank's code is in capitals.
bool reads_as_words(std::string_view code) {
  if (std::any_of(code.begin(), code.end(), is_lower)) return true;
  for (const std::string_view word : {"REQUIRED", "DELIVERY", "LANGUAGE", "COMPILER", "TOGETHER", "PROVIDED",
                                      "CUSTOMER", "BUSINESS", "TRANSFER", "REGISTER", "OPTIONAL", "INTERNATION"}) {
    if (code.find(word) != std::string_view::npos) return true;
  }
  return false;
}

// "major depression since": what joins a date or another clause to what was told is none of it.
std::size_t without_joining_word(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::string_view joining[] = {"since", "seit", "depuis", "desde", "dal", "sinds", "and", "und", "et",
                                          "en",    "y",    "e",      "in",    "on",  "am",    "im",  "vom", "le"};
  const std::size_t blank = text.substr(begin, end - begin).rfind(' ');
  if (blank == std::string_view::npos) return end;
  const std::string_view last = text.substr(begin + blank + 1, end - begin - blank - 1);
  const bool joins =
      std::ranges::any_of(joining, [&](std::string_view word) { return equals_ignoring_case(last, word); });
  return joins ? begin + blank : end;
}

}  // namespace

void find_pair(const Labelled& here) {
  Scan& scan = here.scan;
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  Assigned value;
  Assigned login;
  if (!pair_told_at(text, match.begin, match.end, login, value)) return;
  here.add(value.begin, value.end, rule.with_context);
  add_login(scan, login.begin, login.end, rule.with_context);
}

void find_pin(const Labelled& here) {
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  Assigned value;
  if (!pin_told_at(text, match.begin, match.end, value) || rule.validator == nullptr) return;
  const std::string_view digits = text.substr(value.begin, value.end - value.begin);
  const Validity validity = rule.validator->check(digits);
  if (validity == Validity::invalid) return;
  if (is_place_in_india(text.substr(match.begin, match.end - match.begin), digits))
    return here.add(value.begin, value.end, Band::low);
  here.add(value.begin, value.end, validity == Validity::sample ? rule.sample : rule.with_context);
}

void find_codes(const Labelled& here) {
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  // Lines (or a run) of codes of one form below a label that names them: three at least.
  constexpr std::size_t codes_max = 32;
  constexpr std::size_t span_max = 800;
  struct Code {
    std::size_t begin;
    std::size_t end;
  };
  std::array<Code, codes_max> codes{};
  std::size_t count = 0;
  const std::size_t limit = std::min(text.size(), match.end + span_max);
  for (std::size_t at = match.end; at < limit && count < codes_max;) {
    while (at < limit && !is_alnum(text[at])) ++at;
    std::size_t stop = at;
    std::size_t digits = 0;
    while (stop < limit &&
           (is_alnum(text[stop]) || (text[stop] == '-' && stop + 1 < limit && is_alnum(text[stop + 1])))) {
      digits += is_digit(text[stop]) ? 1 : 0;
      ++stop;
    }
    const std::size_t size = stop - at;
    // Of one length, digits among them: "8f2k-9d3m", "4821 9034". A word ends a list that has begun.
    const bool coded = size >= 8 && size <= 32 && digits >= 2 && (count == 0 || size == codes[0].end - codes[0].begin);
    if (coded) {
      codes[count++] = {at, stop};
    } else if (count > 0 && size > 3) {
      break;
    }
    at = std::max(stop, at + 1);
  }
  if (count < 3) return;
  for (std::size_t index = 0; index < count; ++index) here.add(codes[index].begin, codes[index].end, rule.with_context);
}

void find_word(const Labelled& here) {
  Scan& scan = here.scan;
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  // "label: VALUE" with the rule's validator.
  if (rule.type_name == "password" && is_bare_pin(text.substr(match.begin, match.end - match.begin)) &&
      !names_pin_holder(text, match.begin) && !is_pin_of_form(text, match.begin, match.end))
    return;
  if (rule.type_name == "security_answer" && is_bare_answer(text.substr(match.begin, match.end - match.begin)) &&
      !answers_security_question(text, match.begin))
    return;
  std::size_t at = match.end;
  // "Security answer 2: x".
  if (rule.type_name == "security_answer" && at + 2 < text.size() && text[at] == ' ' && is_digit(text[at + 1]) &&
      text[at + 2] == ':')
    at += 2;
  if (at < text.size() && text[at] == 's' && !(at + 1 < text.size() && is_alnum(text[at + 1]))) ++at;  // A plural.
  std::size_t signs = 0;
  while (at < text.size() && signs < 12 && (std::strchr(" :=#\"'.()\t|,;-*", text[at]) != nullptr)) ++at, ++signs;
  for (const std::string_view filler : {"number", "no", "nr", "n\xC2\xB0", "num\xC3\xA9ro", "numero", "code", "is",
                                        "est", "ist", "es", "id", "value", "lautet"}) {
    const std::string_view rest = text.substr(at);
    if (rest.size() > filler.size() && equals_ignoring_case(rest.substr(0, filler.size()), filler) &&
        !is_alnum(rest[filler.size()])) {
      at += filler.size();
      while (at < text.size() && std::strchr(" :=#\"'.()\t|,;-*", text[at]) != nullptr) ++at;
    }
  }
  const auto letter_size = [text](std::size_t offset) -> std::size_t {
    if (offset >= text.size()) return 0;
    if (is_alnum(text[offset])) return 1;
    return is_high(text[offset]) ? letter_at(text, offset).size_bytes : 0;
  };
  if (letter_size(at) == 0) return;
  std::size_t best = 0;
  std::size_t stop = at;
  Band band = rule.with_context;
  const bool bank_code = rule.type_name == "bic";
  const bool whole = here.scan.engine().known_rules().health_diagnosis == match.rule;
  const bool shortened = rule.type_name == "special_category";
  for (std::size_t groups = 0; groups < 8 && stop < text.size() && stop - at <= 40; ++groups) {
    for (;;) {
      while (stop < text.size() && is_alnum(text[stop])) ++stop;
      const std::size_t letter = stop < text.size() && is_high(text[stop]) ? letter_at(text, stop).size_bytes : 0;
      if (letter == 0) break;
      stop += letter;  // "r\xC3\xB6misch"
    }
    const std::string_view word = text.substr(at, stop - at);
    const Validity validity = rule.validator != nullptr && !(bank_code && reads_as_words(word))
                                  ? rule.validator->check(word)
                                  : Validity::invalid;
    if (validity != Validity::invalid) {
      best = stop;
      band = validity == Validity::sample ? rule.sample : rule.with_context;
    } else if (whole && best != 0) {
      if (!has_digit(text.substr(best, stop - best))) return;  // "faulty relay": what goes on says that it is none.
      break;
    }
    std::size_t length = 0;
    if (separator_at(text, stop, length) == 0) break;
    // "r\xC3\xB6m.-kath.", "r\xC3\xB6m. kath.": shortened words.
    if (shortened && text[stop] == '.' && stop + 1 < text.size() && (text[stop + 1] == '-' || text[stop + 1] == ' ')) {
      ++length;
    }
    if (letter_size(stop + length) == 0) break;
    stop += length;
  }
  if (best != 0 && rule.type_name == "password" &&
      is_place_in_india(text.substr(match.begin, match.end - match.begin), text.substr(at, best - at)))
    band = Band::low;
  // "Your security code is 4821": a card's stands beside its number.
  if (rule.type_name == "card_security_code" &&
      equals_ignoring_case(text.substr(match.begin, match.end - match.begin), "security code") &&
      !card_before(text, match.begin))
    return;
  if (whole && best != 0) {
    best = without_joining_word(text, at, best);
    // "diagnose: add to the list": what a program's command does. A form's label begins with a capital.
    if (is_lower(text[match.begin]) &&
        validator_by_name("health_word")->check(text.substr(at, best - at)) == Validity::invalid) {
      return;
    }
  }
  // (Three letters of base64 make a label.)
  if (best != 0 && !scan.in_opaque_run(match.begin, best)) here.add(at, best, band);
}

}  // namespace labelled

}  // namespace constat
