#include "detect/labelled.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/text.h"
#include "detect/command_lines.h"
#include "detect/connection_settings.h"
#include "detect/lexicon.h"
#include "detect/password_lists.h"
#include "detect/password_phrases.h"
#include "detect/pay.h"
#include "detect/told_passwords.h"
#include "detect/tool_outputs.h"

namespace constat {

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

namespace {

// A label must be a word, or a word of an identifier: "dbPassword", "DB_PASSWORD", not "compass words".
bool label_stands(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && (is_alpha(text[begin - 1]) || is_high(text[begin - 1]))) {
    // "dbPassword", "ETSYToken"; "-Dsonar.login": a property of Java's.
    if (begin >= 2 && text[begin - 1] == 'D' && text[begin - 2] == '-') return true;
    if (!is_upper(text[begin])) return false;
    if (!is_lower(text[begin - 1]) && !(begin + 1 < text.size() && is_lower(text[begin + 1]))) return false;
  }
  if (end < text.size() && (is_lower(text[end]) || is_high(text[end]))) {
    return text[end] == 's' && (end + 1 >= text.size() || !is_alnum(text[end + 1]));
  }
  if (end < text.size() && is_upper(text[end])) return is_lower(text[end - 1]);
  return true;
}

// "nata a", "née à": where somebody was born comes before the day.
bool place_follows(std::string_view label) {
  constexpr std::string_view ends[] = {" a", " \xC3\xA0", " en", " em", "/a"};
  return std::ranges::any_of(ends, [&](std::string_view end) { return label.ends_with(end); });
}

// Whether the day is led in behind a place: "il", "le", "el".
bool day_led_in(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  constexpr std::string_view leads[] = {" il", " le", " el", " em", " a", " den", ",", "(", " dia", " día"};
  return std::ranges::any_of(leads, [&](std::string_view lead) { return before.ends_with(lead); });
}

// "birthday party 12/05/2024": when it is kept.
bool is_event(std::string_view behind) {
  const std::size_t word = behind.find_first_not_of(' ');
  if (word == std::string_view::npos || word == 0) return false;
  constexpr std::string_view events[] = {"party",  "parties", "cake",  "gift",  "gifts", "card",   "cards",
                                         "dinner", "lunch",   "bonus", "treat", "event", "drinks", "celebration"};
  behind.remove_prefix(word);
  return std::ranges::any_of(events, [&](std::string_view event) {
    return equals_ignoring_case(behind.substr(0, event.size()), event) &&
           (behind.size() == event.size() || !is_alnum(behind[event.size()]));
  });
}

// The date behind `offset`, within the line and within `reach_max`: the longest that is one.
bool date_at(std::string_view text, std::size_t offset, std::size_t reach_max, std::size_t& begin, std::size_t& end) {
  const Validator* const date = validator_by_name("birth_date");
  const std::size_t limit = std::min(text.size(), offset + reach_max);
  const std::string_view reach = text.substr(std::min(offset, text.size()), reach_max + 24);
  if (std::none_of(reach.begin(), reach.end(), is_digit)) return false;
  for (std::size_t at = offset; at < limit && text[at] != '\n'; ++at) {
    if (!is_alnum(text[at]) || (at > 0 && (is_alnum(text[at - 1]) || is_high(text[at - 1])))) continue;
    std::size_t best = 0;
    for (std::size_t stop = at + 6; stop <= std::min(text.size(), at + 24); ++stop) {
      if (text[stop - 1] == '\n') break;
      if (!is_alnum(text[stop - 1]) || (stop < text.size() && (is_alnum(text[stop]) || is_high(text[stop])))) continue;
      if (date->check(text.substr(at, stop - at)) != Validity::invalid) {
        if (best == 0 || stop - at <= 20) best = stop;
        // "12/03/1975 10": what follows a whole date is not of it.
        break;
      }
    }
    if (best != 0) {
      begin = at;
      end = best;
      return true;
    }
    if (is_digit(text[at])) return false;
  }
  return false;
}

constexpr std::size_t amount_reach = 56;  // Bytes behind a label of pay.
constexpr std::size_t amount_near = 32;   // Farther than this it must be money by itself.

// Words that say what somebody is paid but what somebody wins as well: money and its period must be named.
bool is_earning(std::string_view label) {
  constexpr std::string_view words[] = {"is paid", "earns",   "earning",  "gagne",    "per\xC3\xA7oit", "percoit",
                                        "gana",    "percibe", "verdient", "guadagna", "percepisce"};
  return std::ranges::any_of(words, [&](std::string_view word) { return equals_ignoring_case(label, word); });
}

// An amount of money behind `offset`: sign or code, digits with separators, code, "k".
// `first`: false where hours stood before it already.
bool money_at(std::string_view text, std::size_t offset, bool hourly, std::size_t& begin, std::size_t& end,
              double& amount, bool first = true) {
  std::size_t at = offset;
  const std::size_t limit = std::min(text.size(), offset + amount_reach);
  while (at < limit && !is_digit(text[at])) {
    if (text[at] == '\n' || text[at] == ';') return false;
    ++at;
  }
  if (at >= limit || (at > 0 && (is_alpha(text[at - 1]) || text[at - 1] == '-'))) return false;
  begin = at;
  std::size_t digits = 0;
  std::size_t decimals = 0;
  bool after_sign = false;
  std::size_t last = at;
  std::size_t stop = at;
  double value = 0;
  while (at < text.size() && at - begin < 24) {
    if (is_digit(text[at])) {
      ++digits;
      if (after_sign) ++decimals;
      value = value * 10 + (text[at] - '0');
      stop = ++at;
      continue;
    }
    std::size_t length = 0;
    char separator = separator_at(text, at, length);
    if (text[at] == ',' || text[at] == '\'') {
      separator = text[at];
      length = 1;
    }
    if (separator == 0 || separator == '-' || separator == '/') break;
    if (at + length >= text.size() || !is_digit(text[at + length])) break;
    // Groups of three, or one or two decimals at the end.
    std::size_t run = 0;
    while (at + length + run < text.size() && is_digit(text[at + length + run])) ++run;
    if (run != 3 && !(run <= 2 && (separator == '.' || separator == ','))) break;
    if (run <= 2) after_sign = true;
    last = at;
    at += length;
  }
  (void)last;
  for (std::size_t index = 0; index < decimals; ++index) value /= 10;
  end = stop;
  if (end < text.size() && (text[end] == 'k' || text[end] == 'K') &&
      (end + 1 >= text.size() || !is_alnum(text[end + 1]))) {
    value *= 1000;
    ++end;
  }
  // "62 TEUR": thousands of euros.
  if (const std::string_view behind = text.substr(end, 6);
      value < 1000 && (behind.starts_with(" TEUR") || behind.starts_with(" T\xE2\x82\xAC")) &&
      !(behind.size() == 6 && is_alnum(behind[5]))) {
    value *= 1000;
    end += 5;
  }
  // "$1.2 million", "1,2 Mio. Euro".
  for (const std::string_view word : {" million", " Million", " Mio.", " Mio", " millones", " milioni"}) {
    if (value >= 1000 || !text.substr(end).starts_with(word)) continue;
    value *= 1'000'000;
    end += word.size();
    while (end < text.size() && is_lower(text[end])) ++end;  // "millions", "Millionen".
    break;
  }
  if (end < text.size() && (is_alnum(text[end]) || text[end] == '%')) return false;
  // "Salaire de base  151,67 h  3 250,00": the hours come first.
  const std::string_view behind = text.substr(end, 12);
  const std::size_t unit = behind.find_first_not_of(' ');
  if (first && unit != std::string_view::npos && unit < 3 && (behind[unit] == 'h' || behind[unit] == 'H') &&
      (unit + 1 >= behind.size() || !is_alpha(behind[unit + 1])) && end < offset + 64) {
    return money_at(text, end + unit + 1, false, begin, end, amount, false);
  }
  amount = value;
  if (digits == 0 || value < (hourly ? 5 : 300) || value > (hourly ? 2'000 : 50'000'000)) return false;
  // A year is no salary, unless money stands beside it.
  if (digits == 4 && decimals == 0 && value >= 1900 && value <= 2100 && end - begin == 4) {
    const std::string_view before = text.substr(begin > 4 ? begin - 4 : 0, std::min<std::size_t>(4, begin));
    const std::string_view after = text.substr(end, 4);
    const bool money =
        before.find_first_of("$") != std::string_view::npos || after.find_first_of("$") != std::string_view::npos ||
        before.find("\xE2\x82\xAC") != std::string_view::npos || after.find("\xE2\x82\xAC") != std::string_view::npos ||
        before.find("\xC2\xA3") != std::string_view::npos || after.find("EUR") != std::string_view::npos;
    if (!money) return false;
  }
  // The currency's sign belongs to it.
  for (const std::string_view sign :
       {"$", "\xE2\x82\xAC", "\xC2\xA3", "US$", "EUR ", "USD ", "GBP ", "EUR", "USD", "GBP", "CHF "}) {
    if (begin >= offset + sign.size() && text.substr(begin - sign.size(), sign.size()) == sign) {
      begin -= sign.size();
      break;
    }
  }
  for (const std::string_view sign : {" \xE2\x82\xAC", "\xE2\x82\xAC", " EUR", " USD", " GBP", " CHF",
                                      "\xC2\xA0\xE2\x82\xAC", " $", " euros", " euro", " Euro", " dollars"}) {
    if (text.substr(end).starts_with(sign)) {
      end += sign.size();
      break;
    }
  }
  return true;
}

// "Salaire de base     151,67   14,8300    2 249,27": hours, rate and amount in columns, nothing else on the line.
// Gives where the last one begins; `offset` where no such columns stand.
std::size_t last_column(std::string_view text, std::size_t offset) {
  constexpr std::size_t line_max = 120;
  const std::string_view reach = text.substr(offset, line_max);
  const std::string_view line = reach.substr(0, reach.find_first_of("\r\n"));
  if (!line.starts_with("  ")) return offset;
  std::size_t columns = 0;
  std::size_t last = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == ' ') continue;
    if (!is_digit(line[at]) && line[at] != ',' && line[at] != '.') return offset;
    if (line[at - 1] != ' ' || line[at - 2] != ' ') continue;
    ++columns;
    last = at;
  }
  return columns >= 3 ? offset + last : offset;
}

// setProperty("password", "x"), ["password", "x"]: the label, quoted, is the first argument; no header of columns.
bool in_call(std::string_view text, std::size_t label) {
  std::size_t at = label;
  while (at > 0 && label - at < 40 && (is_alnum(text[at - 1]) || std::strchr("_-. ", text[at - 1]) != nullptr)) --at;
  if (at == 0 || (text[at - 1] != '"' && text[at - 1] != '\'')) return false;
  --at;
  while (at > 0 && text[at - 1] == ' ') --at;
  return at > 0 && (text[at - 1] == '(' || text[at - 1] == '[');
}

// A block or object behind a label whose value stands in it under a name of its own: Terraform's `variable "x" {
// default = "v" }`, `"x": { "value": "v" }` of Azure's and AWS' parameter files. Gives the end of that name.
bool value_in_block(std::string_view text, std::size_t& at) {
  constexpr std::size_t block_max = 300;
  std::size_t open = at;
  while (open < text.size() && open - at < 8 && (is_space(text[open]) || text[open] == ':' || text[open] == '='))
    ++open;
  if (open >= text.size() || text[open] != '{') return false;
  const std::string_view reach = text.substr(open, block_max);
  const std::string_view block = reach.substr(0, reach.find('}'));
  const std::size_t close = open + block.size();
  for (const std::string_view name : {"default", "\"value\"", "\"Value\"", "value", "plainText", "\"defaultValue\""}) {
    const std::size_t found = block.find(name);
    if (found == std::string_view::npos || is_alnum(block[found - 1])) continue;
    std::size_t sign = open + found + name.size();
    while (sign < close && text[sign] == ' ') ++sign;
    if (sign >= close || (text[sign] != '=' && text[sign] != ':')) continue;
    at = sign;
    return true;
  }
  return false;
}

// <Key>Password</Key><Value>...</Value>, <key>password</key><string>...</string>: as KeePass and Apple's property lists
// write pairs. `at` is behind the name; gives where the value begins, 0 where no such pair stands.
std::size_t value_behind_key(std::string_view text, std::size_t at) {
  constexpr std::size_t blanks_max = 80;
  constexpr std::size_t tag_max = 80;
  const std::string_view closing = text.substr(at, 7);
  if (closing.size() < 7 ||
      (!equals_ignoring_case(closing.substr(0, 6), "</key>") && closing != "</name>" && closing != "</Name>"))
    return 0;
  at += closing[5] == '>' ? 6 : 7;
  for (std::size_t blanks = 0; at < text.size() && is_space(text[at]) && blanks < blanks_max; ++blanks) ++at;
  if (at + 1 >= text.size() || text[at] != '<' || !is_alpha(text[at + 1])) return 0;
  const std::size_t end = text.substr(at, tag_max).find('>');
  return end == std::string_view::npos || text[at + end - 1] == '/' ? 0 : at + end + 1;
}

// Whether what is called `label` stands as the name of a pair whose value has a name of its own, as orchestrators,
// pipelines and templates write them: "name: MYSQL_ROOT_PASSWORD" above "value: x", {"Key":"DbPassword","Value":"x"}.
// `at` is behind the name; gives where the value begins, 0 where no such pair stands.
std::size_t value_of_pair(std::string_view text, std::size_t label, std::size_t at) {
  constexpr std::size_t blanks_max = 80;
  constexpr std::size_t name_max = 64;
  if (at >= text.size() || (text[at] != ',' && !is_space(text[at]))) return 0;
  const std::size_t limit = std::min(text.size(), at + blanks_max);
  bool parted = false;  // By a comma or a line's end.
  while (at < limit && (is_space(text[at]) || text[at] == ',')) {
    parted = parted || text[at] == ',' || text[at] == '\n';
    ++at;
  }
  // {"name": "KEY", "slotSetting": false, "value": "x"}: a member may stand between.
  const std::string_view reach = text.substr(at, limit - at);
  const std::size_t member = std::min(reach.find("\"value\""), reach.find("\"Value\""));
  if (member != std::string_view::npos && reach.substr(0, member).find_first_of("{}") == std::string_view::npos)
    at += member;
  const bool quoted = at < limit && (text[at] == '"' || text[at] == '\'');
  if (quoted) ++at;
  std::size_t end = at;
  while (end < limit && is_alpha(text[end])) ++end;
  const std::string_view word = text.substr(at, end - at);
  if (!parted || (!equals_ignoring_case(word, "value") && !equals_ignoring_case(word, "parametervalue"))) return 0;
  if (quoted && end < text.size() && (text[end] == '"' || text[end] == '\'')) ++end;
  while (end < limit && text[end] == ' ') ++end;
  if (end >= text.size() || (text[end] != ':' && text[end] != '=')) return 0;
  // What stands before it calls it a name.
  std::size_t back = label;
  while (back > 0 && label - back < name_max && (is_alnum(text[back - 1]) || std::strchr("_-./", text[back - 1])))
    --back;
  const auto skip = [&](std::string_view signs) {
    while (back > 0 && label - back < name_max && signs.find(text[back - 1]) != std::string_view::npos) --back;
  };
  skip("\"' ");
  if (back == 0 || (text[back - 1] != ':' && text[back - 1] != '=')) return 0;
  --back;
  skip("\"' ");
  std::size_t begin = back;
  while (begin > 0 && back - begin < 16 && is_alpha(text[begin - 1])) --begin;
  const std::string name = to_lower_ascii(text.substr(begin, back - begin));
  return name.ends_with("name") || name.ends_with("key") || name == "variable" ? end + 1 : 0;
}

// "${" right before the name that `label` is in.
bool opens_expansion(std::string_view text, std::size_t label) {
  constexpr std::size_t name_max = 48;
  std::size_t begin = label;
  while (begin > 0 && label - begin < name_max && (is_alnum(text[begin - 1]) || text[begin - 1] == '_')) --begin;
  return begin >= 2 && text[begin - 1] == '{' && text[begin - 2] == '$';
}

// A word at `at` that gives a value in a sentence: goes behind it.
bool skip_linking(std::string_view text, std::size_t& at) {
  for (const std::string_view word :
       {"is now", "is still", "is currently", "is", "est", "ist", "lautet", "es", "was", "\xC3\xA8"}) {
    const std::string_view rest = text.substr(at);
    if (!rest.starts_with(word)) continue;
    const std::string_view behind = rest.substr(word.size(), 3);  // "lautet: ", "est : ".
    const bool colon = behind.starts_with(": ") || behind == " : ";
    if (!colon && !behind.starts_with(' ')) continue;
    at += word.size() + (!colon ? 1 : behind.starts_with(':') ? 2 : 3);
    return true;
  }
  return false;
}

// What the value is for, between the label and the word or colon that gives it: "password for the payroll portal is ",
// "mot de passe du portail : ". Goes behind the whole; `at` stays where there is none.
bool skip_purpose(std::string_view text, std::size_t& at) {
  constexpr std::size_t words_max = 6;
  constexpr std::size_t bytes_max = 64;
  constexpr std::string_view prepositions[] = {"for ", "of ",  "to ",  "on ",         "at ",          "du ",
                                               "de ",  "des ", "d'",   "pour ",       "sur ",         "zum ",
                                               "zur ", "von ", "vom ", "f\xC3\xBCr ", "f\xC3\xBCrs ", "para ",
                                               "del ", "per ", "di ",  "della ",      "dello ",       "sul "};
  if (std::ranges::none_of(prepositions, [&](std::string_view one) { return text.substr(at).starts_with(one); })) {
    // "mot de passe intranet est ": one word, and a verb that leaves no doubt.
    std::size_t end = at;
    while (end < text.size() && end - at < 14 && (is_alpha(text[end]) || is_high(text[end]) || text[end] == '-')) ++end;
    if (end == at || end >= text.size()) return false;
    // "Password PEC: ", "Passwort VPN: ": short for what it opens.
    const std::string_view word = text.substr(at, end - at);
    if (text.substr(end).starts_with(": ") && word.size() >= 2 && word.size() <= 5 &&
        std::all_of(word.begin(), word.end(), is_upper)) {
      at = end + 2;
      return true;
    }
    if (text[end] != ' ') return false;
    ++end;
    if (!skip_linking(text, end)) return false;
    at = end;
    return true;
  }
  std::size_t next = at;
  for (std::size_t words = 0; words < words_max && next < text.size() && next - at < bytes_max; ++words) {
    while (next < text.size() && (is_alnum(text[next]) || is_high(text[next]) || std::strchr("'._-@/", text[next]))) {
      ++next;
    }
    std::size_t blank = next;
    while (blank < text.size() && text[blank] == ' ') ++blank;
    if (words > 0 && blank < text.size() && text[blank] == ':' && blank + 1 < text.size() && text[blank + 1] == ' ') {
      at = blank + 2;
      return true;
    }
    if (blank == next) return false;
    next = blank;
    if (words > 0 && skip_linking(text, next)) {
      at = next;
      return true;
    }
  }
  return false;
}

// "**Password:** x", "*Kennwort*: x": the marks of Markdown that close what is set off, right at `at`, where the label
// was opened by as many. Gives behind them.
std::size_t behind_emphasis(std::string_view text, std::size_t label, std::size_t at) {
  constexpr std::size_t marks_max = 3;
  constexpr std::size_t lead_max = 32;
  std::size_t count = 0;
  while (at + count < text.size() && count < marks_max && text[at + count] == '*') ++count;
  if (count == 0) return at;
  for (std::size_t back = label; back > 0 && label - back < lead_max && text[back - 1] != '\n'; --back) {
    if (text[back - 1] == '*') return at + count;
  }
  return at;
}

// "Passwort (neu): x": a remark in brackets between the label and its colon. Gives behind it; `at` where none stands.
std::size_t behind_remark(std::string_view text, std::size_t at) {
  constexpr std::size_t remark_max = 24;
  std::size_t open = at;
  if (open < text.size() && text[open] == ' ') ++open;
  if (open >= text.size() || text[open] != '(') return at;
  std::size_t close = open + 1;
  while (close < text.size() && close - open < remark_max &&
         (is_alpha(text[close]) || is_high(text[close]) || text[close] == ' ' || text[close] == '-'))
    ++close;
  if (close < open + 3 || close + 1 >= text.size() || text[close] != ')') return at;
  std::size_t sign = close + 1;
  if (text[sign] == ' ') ++sign;
  return sign + 1 < text.size() && text[sign] == ':' && text[sign + 1] == ' ' ? sign : at;
}

// PHP's serialize(): s:8:"password";s:8:"Tulp2019". Gives where the value begins; 0 where no such pair stands.
std::size_t value_serialized(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with(";s:")) return 0;
  at += 3;
  const std::size_t digits = at;
  while (at < text.size() && at - digits < 5 && is_digit(text[at])) ++at;
  return at > digits && text.substr(at).starts_with(":\"") ? at + 1 : 0;
}

}  // namespace

bool is_sealed(std::string_view value) {
  constexpr std::size_t sealed_min = 24;
  if (value.size() < sealed_min || value.front() != '{' || value.back() != '}') return false;
  const std::string_view inner = value.substr(1, value.size() - 2);
  const auto any = [&](auto is) { return std::any_of(inner.begin(), inner.end(), is); };
  return any(is_digit) && any(is_upper) && any(is_lower) && std::all_of(inner.begin(), inner.end(), [](char c) {
           return is_alnum(c) || std::strchr("+/=", c) != nullptr;
         });
}

bool assigned_at(std::string_view text, std::size_t label, std::size_t offset, bool only_in_calls, Assigned& out) {
  std::size_t at = offset;
  bool option = false;
  {
    std::size_t begin = label;
    while (begin > 0 && label - begin < 24 && (is_lower(text[begin - 1]) || text[begin - 1] == '-')) --begin;
    option = text.substr(begin).starts_with("--") && (begin == 0 || is_space(text[begin - 1]));
  }
  // The rest of the identifier: TOKEN_PROD, passwordHash is decided by other rules.
  std::size_t tail = 0;
  while (at < text.size() && tail < 24 && (is_alnum(text[at]) || text[at] == '_' || text[at] == '-')) ++at, ++tail;
  // char auth[] = "...", char key[33] = "...".
  if (at + 1 < text.size() && text[at] == '[') {
    std::size_t close = at + 1;
    while (close < text.size() && close - at < 6 && is_digit(text[close])) ++close;
    if (close < text.size() && text[close] == ']') at = close + 1;
  }
  at = behind_emphasis(text, label, at);
  if (tail == 0) at = behind_remark(text, at);
  bool bracket = false;
  bool name_quote = false;
  bool escaped = false;  // {\"password\":\"x\"}: JSON in a text of JSON.
  if (text.substr(at).starts_with("\\\"")) {
    ++at;
    escaped = true;
  }
  bool closed = false;  // "(get_passphrase): Add ...": a changelog speaks of a function.
  while (at < text.size() &&
         (text[at] == '"' || text[at] == '\'' || text[at] == ']' || text[at] == ')' || text[at] == '`')) {
    name_quote = true;
    closed = closed || text[at] == ')';
    ++at;
  }
  const auto skip_blanks = [&] {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  };
  const std::size_t before_blanks = at;
  // JSON-RPC: "method": "login_with_api_key", "params": ["..."]: the method's name tells what its parameter is.
  if (name_quote && at < text.size() && text[at] == ',') {
    std::size_t next = at + 1;
    while (next < text.size() && next - at < 40 && is_space(text[next])) ++next;
    if (text.substr(next).starts_with("\"params\"")) {
      next += 8;
      while (next < text.size() && next - at < 80 && (is_space(text[next]) || text[next] == ':' || text[next] == '['))
        ++next;
      if (next < text.size() && text[next] == '"' && text[next - 1] != ':') {
        const std::size_t close = text.substr(0, next + 401).find('"', next + 1);
        if (close == std::string_view::npos) return false;
        if (text.substr(next + 1, close - next - 1).find_first_of(" \t\n") != std::string_view::npos) return false;
        out = {next + 1, close, true, true, false};
        return close > next + 1;
      }
    }
  }
  if (name_quote && !closed) (void)value_in_block(text, at);
  skip_blanks();
  // var token string = "...", token: string = "...": a type's name may stand between.
  {
    std::size_t type = at;
    if (type < text.size() && text[type] == ':') ++type;
    while (type < text.size() && text[type] == ' ') ++type;
    const std::size_t type_begin = type;
    while (type < text.size() && type - type_begin <= 16 &&
           (is_alnum(text[type]) || text[type] == '*' || text[type] == '_')) {
      ++type;
    }
    const std::size_t type_end = type;
    while (type < text.size() && text[type] == ' ') ++type;
    if (type_end != type_begin && type_end - type_begin <= 16 && type > type_end && type < text.size() &&
        text[type] == '=' && !text.substr(type).starts_with("==")) {
      at = type;
    }
  }
  bool operator_seen = false;
  bool expansion = false;
  // <password>value</password>, <add key="password" value="x"/>, name="password" value="x"
  if (at < text.size() && text[at] == '>') {
    if (text[at - 1] == '-') return false;  // psk->keyid
    ++at;
    operator_seen = true;
    const std::size_t opened = at;
    while (at < text.size() && is_space(text[at])) ++at;
    // "auth <master-password>" above another line: what is below is its value where an element ends behind it.
    if (text.substr(opened, at - opened).find('\n') != std::string_view::npos) {
      const std::string_view reach = text.substr(at, 256);
      const std::size_t closing = reach.find('<');
      if (closing == std::string_view::npos) return false;
    }
    if (text.substr(at).starts_with("<Value>")) at += 7;  // Windows' answer files: <Password><Value>...</Value>.
  } else if (const std::size_t value = value_behind_key(text, at); value != 0) {
    at = value;
    operator_seen = true;
  } else if (const std::size_t serialized = value_serialized(text, at); name_quote && serialized != 0) {
    at = serialized;
    operator_seen = true;
  } else if (const std::size_t second = value_of_pair(text, label, at); second != 0) {
    at = second;
    operator_seen = true;
  } else if (text.substr(at).starts_with("value=") || text.substr(at).starts_with("Value=")) {
    at += 6;
    operator_seen = true;
  } else {
    std::size_t signs = 0;
    while (at < text.size() && signs < 4 && std::strchr(":=>?|.+", text[at]) != nullptr) {
      if (text[at] == '=' || text[at] == ':') operator_seen = true;
      ++at;
      ++signs;
    }
    if (signs != 0 && !operator_seen) return false;
    if (signs != 0) at = behind_emphasis(text, label, at);
    if (text.substr(at).starts_with("- ") && operator_seen) at += 2;
    // ${PG_PASS:-Medlar77}: a shell's value for a name that is not set. Source: POSIX, "Parameter Expansion".
    expansion =
        signs != 0 && opens_expansion(text, label) && at < text.size() && (text[at] == '-' || text[at - 1] == '=');
    if (expansion && text[at] == '-') ++at;
    if (!operator_seen && (text.substr(at).starts_with("-> "))) {
      at += 3;
      operator_seen = true;
    }
    if (!operator_seen && name_quote && at < text.size() && text[at] == ',' &&
        (!only_in_calls || in_call(text, label))) {
      ++at;
      operator_seen = true;
    }
    if (!operator_seen && at < text.size() && text[at] == '(') {
      ++at;
      bracket = true;
      operator_seen = true;
    }
  }
  bool word_operator = false;
  if (!operator_seen) {
    word_operator = skip_linking(text, at) || (!name_quote && skip_purpose(text, at));
    const bool blank_then_quote = at > before_blanks && at < text.size() && (text[at] == '"' || text[at] == '\'');
    option = option && at > before_blanks && at < text.size() && text[at] != '-' && text[at] != '\\' && !word_operator;
    if (!word_operator && !blank_then_quote && !option) return false;
    if (word_operator && text.substr(at).starts_with(": ")) at += 2;
  }
  skip_blanks();
  if (at >= text.size()) return false;
  if (text[at] == '\n' || text[at] == '\r') return false;
  if (text.substr(at).starts_with("\\\"")) ++at;
  for (const std::string_view opening :
       {"@\"", "b\"", "b'", "u'",    "r'",    "f\"",    "[\"",    "['",     "{\"",     "(\"",       "('",
        "'\"", "\"'", "N'", "MD5('", "md5('", "md5(\"", "SHA1('", "sha1('", "sha1(\"", "PASSWORD('"}) {
    if (text.substr(at).starts_with(opening)) {
      at += opening.size() - 1;
      break;
    }
  }
  for (const std::string_view scheme :
       {"Bearer ", "bearer ", "Basic ", "Token ", "token ", "Api-Token ", "SSWS ", "Apikey "}) {
    if (text.substr(at).starts_with(scheme)) {
      at += scheme.size();
      break;
    }
  }
  if (at >= text.size()) return false;
  char quote = 0;
  if (text[at] == '"' || text[at] == '\'' || text[at] == '`') quote = text[at++];
  if (bracket && quote == 0) return false;  // glPassThrough(GLfloat token): a call, no assignment.
  if (text.substr(at).starts_with("\\\"")) at += 2;
  std::size_t end = at;
  constexpr std::size_t value_max = 400;
  if (quote != 0) {
    while (end < text.size() && end - at < value_max && text[end] != quote && text[end] != '\n') ++end;
    if (end < text.size() && text[end] != quote) return false;
    while (end > at && text[end - 1] == '\\') --end;
    const std::string_view value = text.substr(at, end - at);
    if (value.find_first_of(" \t") != std::string_view::npos &&
        !(only_in_calls && tail == 0 && operator_seen && reads_as_passphrase(value)))
      return false;
  } else {
    while (end < text.size() && end - at < value_max && !is_space(text[end]) &&
           std::strchr("\"'<>`", text[end]) == nullptr)
      ++end;
    // <Value>correct horse battery</Value>, "Password: Rosebud 1941".
    if (only_in_calls && tail == 0 && operator_seen && end < text.size() && text[end] == ' ') {
      constexpr std::size_t phrase_max = 72;
      const std::string_view reach = text.substr(at, phrase_max);
      const std::string_view phrase = reach.substr(0, reach.find_first_of("<\r\n"));
      const bool element = text[at - 1] == '>' && phrase.size() < reach.size() && reach[phrase.size()] == '<';
      const bool number = is_digit(phrase.back()) && (phrase.size() < reach.size() || reach.size() < phrase_max);
      // (A cell under its label is read as "label: cell".)
      const bool cell = at + phrase.size() == text.size() && text.substr(0, label).find('\n') == std::string_view::npos;
      if ((element || number || cell) && reads_as_passphrase(phrase)) {
        out = {at, at + phrase.size(), element, true, false};
        return true;
      }
    }
    // A line end written as \\n inside a text of code; the next setting of a connection string or query.
    for (std::size_t index = at; index + 1 < end; ++index) {
      const bool escape = text[index] == '\\' && std::strchr("nrt\\", text[index + 1]) != nullptr;
      bool setting = (text[index] == '&' || text[index] == ';' || text[index] == ',') && is_alpha(text[index + 1]);
      if (setting) {
        std::size_t name = index + 1;
        while (name < end && (is_alnum(text[name]) || text[name] == '_' || text[name] == ' ')) ++name;
        setting = name < end && text[name] == '=';
      }
      if (escape || setting || (expansion && text[index] == '}')) {
        end = index;
        break;
      }
    }
    const std::size_t whole = end;
    while (end > at && std::strchr(",;)]}", text[end - 1]) != nullptr) --end;
    if (end < whole && text[at] == '{' && is_sealed(text.substr(at, end + 1 - at))) ++end;
    if (word_operator || !operator_seen) {
      // "is Summer2021!": behind a digit an exclamation mark is the password's more often than the sentence's.
      while (end > at && std::strchr(".,;:!?", text[end - 1]) != nullptr &&
             !(text[end - 1] == '!' && end > at + 1 && is_digit(text[end - 2])) &&
             // "is Mulb3rry!": at the line's end, behind a word that has a digit, it is the password's too.
             !(text[end - 1] == '!' && (end >= text.size() || text[end] == '\n' || text[end] == '\r') &&
               std::any_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                           text.begin() + static_cast<std::ptrdiff_t>(end), is_digit))) {
        --end;
      }
    }
    // "Password: **Mulb3rry!x**".
    if (end - at > 6 && text.substr(at, 2) == "**" && text.substr(end - 2, 2) == "**") {
      at += 2;
      end -= 2;
    }
    if (escaped) {
      while (end > at && (text[end - 1] == '\\')) --end;
    }
  }
  if (end <= at) return false;
  out = {at, end, quote != 0, operator_seen && !closed, option && !operator_seen};
  return true;
}

namespace {

// .netrc(5): "machine HOST login USER password VALUE", on one line or on lines of their own.
// `machine` and `login`: their words.
bool netrc_at(std::string_view text, std::size_t begin, std::size_t end, Assigned& out, Assigned& machine,
              Assigned& login) {
  constexpr std::size_t before_max = 200;
  std::size_t at = end;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  if (at == end || at >= text.size() || is_space(text[at])) return false;
  const std::size_t from = begin > before_max ? begin - before_max : 0;
  const std::string_view before = text.substr(from, begin - from);
  const std::size_t machine_at = before.rfind("machine ");
  const std::size_t login_at = before.find("login ", machine_at);
  if (machine_at == std::string_view::npos || login_at == std::string_view::npos) return false;
  const auto word_at = [&](std::size_t word) {
    std::size_t word_end = word;
    while (word_end < begin && !is_space(text[word_end])) ++word_end;
    return Assigned{word, word_end, false, true, false};
  };
  machine = word_at(from + machine_at + 8);
  login = word_at(from + login_at + 6);
  std::size_t stop = at;
  while (stop < text.size() && stop - at < 128 && !is_space(text[stop])) ++stop;
  out = {at, stop, false, true, false};
  return true;
}

}  // namespace

namespace {

constexpr std::string_view login_words[] = {
    "login",   "user",        "username",    "user name", "id",           "userid",  "user id",
    "account", "identifiant", "utilisateur", "benutzer",  "benutzername", "usuario", "utente",
    "e-mail",  "email",       "mail",        "gebruiker", "kennung",      "konto",   "compte"};

// <auth-user-pass>, a line of the user, a line of the password: OpenVPN's inline file. Source: openvpn(8), "INLINE FILE
// SUPPORT" and --auth-user-pass.
bool openvpn_at(std::string_view text, std::size_t begin, std::size_t end, Assigned& out, Assigned& login) {
  constexpr std::string_view before = "<auth-user-";
  if (begin < before.size() || text.substr(begin - before.size(), before.size()) != before ||
      text.substr(end, 1) != ">")
    return false;
  std::size_t at = end + 1;
  const auto next_line = [&] {
    while (at < text.size() && is_space(text[at])) ++at;
    Assigned line{at, at, false, true, false};
    while (at < text.size() && at - line.begin < 128 && text[at] != '\n' && text[at] != '\r' && text[at] != '<') ++at;
    line.end = at;
    return line;
  };
  login = next_line();
  out = next_line();
  return login.end > login.begin && out.end > out.begin;
}

// The line before the one that begins at `line`, where a text of at most `line_max` bytes stands on it.
std::string_view line_above(std::string_view text, std::size_t line) {
  constexpr std::size_t line_max = 200;
  if (line < 2) return {};
  const std::size_t end = line - 1;
  std::size_t begin = end;
  while (begin > 0 && end - begin <= line_max && text[begin - 1] != '\n') --begin;
  return end - begin > line_max ? std::string_view() : text.substr(begin, end - begin);
}

// "URL: ..", "Username: ..", "Password: Murmel tier 7": in a record that a program writes line by line, below the login
// and beside the page or the browser, the password is all that its line holds. Moves the end of `value` there.
void take_whole_record_line(std::string_view text, std::size_t label, Assigned& value) {
  constexpr std::size_t phrase_max = 64;
  if (label > 0 && text[label - 1] != '\n') return;
  const std::string_view reach = text.substr(value.begin, phrase_max + 1);
  const std::size_t stop = std::min(reach.find_first_of("\r\n"), reach.size());
  if (stop > phrase_max || value.begin + stop <= value.end) return;
  const auto begins_with_one = [](std::string_view line, const auto& names) {
    return std::any_of(std::begin(names), std::end(names), [&](std::string_view name) {
      return line.size() > name.size() && line[name.size()] == ':' &&
             equals_ignoring_case(line.substr(0, name.size()), name);
    });
  };
  constexpr std::string_view logins[] = {"user", "username", "login"};
  constexpr std::string_view sources[] = {"url",      "host",        "site",    "soft",
                                          "hostname", "application", "browser", "storage"};
  const std::string_view login = line_above(text, label);
  if (!begins_with_one(login, logins)) return;
  const std::string_view source = line_above(text, static_cast<std::size_t>(login.data() - text.data()));
  if (!begins_with_one(source, sources)) return;
  value.end = value.begin + stop;
  while (value.end > value.begin && is_space(text[value.end - 1])) --value.end;
}

// "login/pw: jdoe / Hunter22x": the value that assigned_at() gave is the login, and the password stands behind the
// slash.
bool second_of_two(std::string_view text, std::size_t label, Assigned& value, Assigned& login) {
  if (label == 0 || (text[label - 1] != '/' && text[label - 1] != '|')) return false;
  std::size_t word = label - 1;
  while (word > 0 && label - word < 16 && (is_alpha(text[word - 1]) || text[word - 1] == '-')) --word;
  const std::string name = to_lower_ascii(text.substr(word, label - 1 - word));
  if (std::find(std::begin(login_words), std::end(login_words), name) == std::end(login_words)) return false;
  std::size_t slash = text.substr(value.begin, value.end - value.begin).find('/');
  slash = slash == std::string_view::npos ? value.end : value.begin + slash;
  std::size_t login_end = slash;
  while (slash < text.size() && text[slash] == ' ') ++slash;
  if (slash >= text.size() || text[slash] != '/') return false;
  ++slash;
  while (slash < text.size() && text[slash] == ' ') ++slash;
  std::size_t end = slash;
  while (end < text.size() && end - slash < 128 && !is_space(text[end])) ++end;
  if (end - slash < 3) return false;
  login = {value.begin, login_end, false, true, false};
  value = {slash, end, false, true, false};
  return true;
}

// "Username jdoe" over "Password Hunter22x": lines of a form without signs. The password is the line's last word, and
// the line above or below begins with the name of a login.
bool on_form_line(std::string_view text, std::size_t label, std::size_t offset, Assigned& value, Assigned& login) {
  // (Looked for no farther back than the label may stand from it: a line may be the whole text.)
  std::size_t line = label;
  while (line > 0 && label - line <= 3 && text[line - 1] != '\n') --line;
  if (label - line > 3 || text.substr(line, label - line).find_first_not_of(" \t-*") != std::string_view::npos)
    return false;
  std::size_t at = offset;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  std::size_t end = at;
  while (end < text.size() && end - at < 64 && !is_space(text[end])) ++end;
  const std::string_view word = text.substr(at, end - at);
  if (at == offset || word.size() < 5 || (end < text.size() && text[end] != '\n' && text[end] != '\r')) return false;
  if (std::none_of(word.begin(), word.end(), is_digit) || std::none_of(word.begin(), word.end(), is_alpha))
    return false;
  const auto names_login = [&](std::size_t begin) {
    const std::string_view near = text.substr(begin, 80);
    const std::size_t stop = begin + std::min(near.find('\n'), near.size());
    const std::string lower = to_lower_ascii(text.substr(begin, stop - begin));
    for (const std::string_view one : login_words) {
      if (!lower.starts_with(one) || lower.size() < one.size() + 3) continue;
      const char sign = lower[one.size()];
      if (sign != ' ' && sign != '\t' && sign != ':') continue;
      std::size_t first = begin + one.size();
      while (first < stop && (text[first] == ' ' || text[first] == '\t' || text[first] == ':')) ++first;
      std::size_t last = stop;
      while (last > first && is_space(text[last - 1])) --last;
      if (first >= last || text.substr(first, last - first).find(' ') != std::string_view::npos) continue;
      login = {first, last, false, true, false};
      return true;
    }
    return false;
  };
  bool beside = false;
  if (line > 1) {
    const std::size_t above = text.rfind('\n', line - 2) + 1;
    beside = names_login(above);
  }
  if (!beside) {
    const std::size_t below = text.find('\n', end);
    beside = below != std::string_view::npos && below + 1 < text.size() && names_login(below + 1);
  }
  if (!beside) return false;
  value = {at, end, false, true, false};
  return true;
}

// "user admin pass J1ra_adm!n", "(login kbenali / mdp Azerty!78)": a login right before the label, and behind it a word
// of three kinds of characters, as hardly one of a sentence is.
bool beside_login(std::string_view text, std::size_t label, std::size_t offset, Assigned& value, Assigned& login) {
  constexpr std::size_t login_max = 64;
  std::size_t at = offset;
  while (at < text.size() && text[at] == ' ') ++at;
  std::size_t end = at;
  while (end < text.size() && end - at < 64 && !is_space(text[end])) ++end;
  while (end > at && std::strchr(",;)]}.", text[end - 1]) != nullptr) --end;
  const std::string_view word = text.substr(at, end - at);
  if (at == offset || word.size() < 6) return false;
  const auto any = [&](auto is) { return std::any_of(word.begin(), word.end(), is); };
  // A digit, and two of the three others.
  const int others =
      (any(is_lower) ? 1 : 0) + (any(is_upper) ? 1 : 0) + (any([](char c) { return !is_alnum(c); }) ? 1 : 0);
  if (!any(is_digit) || others < 2) return false;
  std::size_t back = label;
  const auto skip = [&](std::string_view signs) {
    while (back > 0 && label - back < login_max && signs.find(text[back - 1]) != std::string_view::npos) --back;
  };
  skip(" ,/|;&-");
  if (back == label) return false;
  for (const std::string_view joint : {" and", " et", " und", " y", " e"}) {
    if (back > joint.size() && text.substr(back - joint.size(), joint.size()) == joint) {
      back -= joint.size();
      break;
    }
  }
  skip(" ,");
  const std::size_t login_end = back;
  while (back > 0 && login_end - back < login_max && !is_space(text[back - 1]) && text[back - 1] != ':' &&
         text[back - 1] != '=') {
    --back;
  }
  const std::size_t login_begin = back;
  skip(" :=");
  if (login_begin == login_end || back == login_begin) return false;
  std::size_t name = back;
  while (name > 0 && back - name < 16 && (is_alpha(text[name - 1]) || text[name - 1] == '-')) --name;
  const std::string lower = to_lower_ascii(text.substr(name, back - name));
  if (std::find(std::begin(login_words), std::end(login_words), lower) == std::end(login_words)) return false;
  login = {login_begin, login_end, false, true, false};
  value = {at, end, false, true, false};
  return true;
}

}  // namespace

bool is_code_value(std::string_view value, bool quoted) {
  if (quoted) return false;
  if (value.find('(') != std::string_view::npos || value.find("->") != std::string_view::npos ||
      value.find("::") != std::string_view::npos)
    return true;
  if (value.find('[') != std::string_view::npos && value.find(']') != std::string_view::npos) return true;
  if (value.size() > 1 && (value.back() == '[' || value.back() == '(')) {  // os.environ["X"]: a quote ended it.
    const std::string_view name = value.substr(0, value.size() - 1);
    if (std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == '$'; }))
      return true;
  }
  for (const std::string_view sign : {"==", "!=", "&&", "||", "+=", "<="}) {
    const std::size_t at = value.find(sign);
    if (at != std::string_view::npos && at + 2 < value.size()) return true;
  }
  // a.b.c of identifiers ("XSalsa20.key_length"), unless a part is long and mixed as keys are.
  const std::size_t dot = value.find('.');
  if (dot == std::string_view::npos || dot == 0 || value.size() >= 60) return false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= value.size(); ++at) {
    if (at < value.size() && value[at] != '.') {
      if (!is_alnum(value[at]) && value[at] != '_') return false;
      continue;
    }
    const std::string_view part = value.substr(begin, at - begin);
    if (part.empty() || is_digit(part.front())) return false;
    std::size_t switches = 0;
    for (std::size_t index = 1; index < part.size(); ++index) {
      switches += is_digit(part[index]) != is_digit(part[index - 1]) ? 1 : 0;
    }
    if (switches > 3) return false;
    begin = at + 1;
  }
  return true;
}

namespace {

// "/home/user", "C:\\Users\\jdoe", "~/secrets/db.txt", "./pw": where something lies. Two parts at least, of the
// characters that names of folders have.
bool is_path(std::string_view value) {
  if (value.size() > 2 && is_alpha(value[0]) && value[1] == ':' && value[2] == '\\') return true;
  if (value.starts_with("\\\\")) return true;
  const bool relative = value.starts_with("~/") || value.starts_with("./") || value.starts_with("../");
  if (!relative && !value.starts_with('/')) return false;
  std::size_t slashes = 0;
  for (const char c : value) {
    slashes += c == '/' ? 1 : 0;
    if (!is_alnum(c) && !is_high(c) && std::strchr("/._-~+@", c) == nullptr) return false;
  }
  if (slashes < 2 && !relative) return false;
  // "/x9/Kd!": a random password may hold slashes; a folder's name is a word.
  std::size_t begin = value.find('/') + 1;
  while (begin < value.size()) {
    const std::size_t end = std::min(value.find('/', begin), value.size());
    const std::string_view part = value.substr(begin, end - begin);
    std::size_t letters = 0;
    for (const char c : part) letters += is_lower(c) || c == '.' || c == '-' || c == '_' ? 1 : 0;
    if (letters * 2 < part.size()) return false;
    begin = end + 1;
  }
  return true;
}

// "web-01.int.example.com", "config.prod.yaml": a host or a file, no secret. Lower case, two dots, a word at the end.
bool is_host(std::string_view value) {
  std::size_t dots = 0;
  for (const char c : value) {
    if (c == '.') ++dots;
    if (!is_lower(c) && !is_digit(c) && c != '.' && c != '-' && c != '_') return false;
  }
  const std::size_t last = value.rfind('.');
  if (dots < 2 || last + 2 >= value.size() || value.size() - last > 11) return false;
  return std::all_of(value.begin() + static_cast<std::ptrdiff_t>(last) + 1, value.end(), is_lower);
}

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t index = 0; index < value.size(); ++index) {
    const char c = value[index];
    const bool dash = index == 8 || index == 13 || index == 18 || index == 23;
    if (dash ? c != '-' : !(is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
  }
  return true;
}

// "my-app-tls-2", "user_profile_v2": words in small letters and short numbers, parted by dashes, as things are named.
bool is_name_of_words(std::string_view value) {
  std::size_t words = 0;
  std::size_t numbers = 0;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find_first_of("-_", at), value.size());
    std::string_view part = value.substr(at, end - at);
    if (part.size() == 2 && part[0] == 'v' && is_digit(part[1])) part.remove_prefix(1);
    const bool word = !part.empty() && std::all_of(part.begin(), part.end(), is_lower);
    const bool number = !part.empty() && part.size() <= 4 && std::all_of(part.begin(), part.end(), is_digit);
    if (!word && !number) return false;
    words += word ? 1 : 0;
    numbers += number ? 1 : 0;
    at = end + 1;
  }
  return words >= 2 && numbers <= 1;
}

// Whether a person wrote it as words ("SalesResults-1.2", "NEXUS-GPT4-API-KEY"), rather than a machine at random: every
// run of letters is of one case or capitalised, one is a word long with vowels in it, and digits are few.
bool looks_written(std::string_view value) {
  if (is_name_of_words(value)) return true;
  std::size_t switches = 0;
  std::size_t digits = 0;
  std::size_t acronyms = 0;
  bool word = false;
  for (std::size_t at = 0; at < value.size();) {
    if (!is_alpha(value[at])) {
      digits += is_digit(value[at]) ? 1 : 0;
      if (at > 0 && is_digit(value[at]) && is_alpha(value[at - 1])) ++switches;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.size() && is_alpha(value[end])) ++end;
    const std::string_view run = value.substr(at, end - at);
    std::size_t turns = 0;  // From small to capital: each starts a word of camelCase.
    std::size_t vowels = 0;
    std::size_t consonants = 0;  // Since the last vowel: no word has six ("wvjBBHD").
    for (std::size_t index = 0; index < run.size(); ++index) {
      if (index > 0 && is_upper(run[index]) && is_lower(run[index - 1])) ++turns;
      if (index > 1 && is_lower(run[index]) && is_upper(run[index - 1]) && is_upper(run[index - 2])) ++acronyms;
      const bool vowel = std::strchr("aeiouyAEIOUY", run[index]) != nullptr;
      vowels += vowel ? 1 : 0;
      consonants = vowel ? 0 : consonants + 1;
      if (consonants >= 6) return false;
    }
    if (turns * 4 > run.size() || acronyms > 2) return false;  // "GXUXVjMZUeVAz": no "HTTPServer".
    // A word of more letters than any has is none: "avhiowlrlliovaaxqu".
    word = word || (run.size() >= 4 && run.size() <= 16 * (turns + 1) && vowels * 5 >= run.size() &&
                    vowels * 5 <= run.size() * 3);
    at = end;
  }
  return word && switches <= 2 && digits * 3 <= value.size();
}

// The words of an identifier beside a label, lower case: `text` is what stands before it or behind it.
std::string first_word(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '_' || text[at] == '-')) ++at;
  std::size_t end = at;
  while (end < text.size() && is_alpha(text[end]) && (end == at || !is_upper(text[end]) || is_upper(text[end - 1]))) {
    ++end;
  }
  return to_lower_ascii(text.substr(at, end - at));
}
std::string last_word(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && (text[end - 1] == '_' || text[end - 1] == '-' || text[end - 1] == ' ')) --end;
  std::size_t begin = end;
  while (begin > 0 && is_alpha(text[begin - 1])) {
    --begin;
    if (is_upper(text[begin]) && begin + 1 < end && is_lower(text[begin + 1])) break;
  }
  return to_lower_ascii(text.substr(begin, end - begin));
}

// "key_length", "token_type", "secretName": not the secret but something about it.
bool names_an_attribute(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t stop = end;
  while (stop < text.size() && stop - end < 32 && (is_alnum(text[stop]) || text[stop] == '_' || text[stop] == '-'))
    ++stop;
  const std::string_view tail = text.substr(end, stop - end);
  const bool access_id = to_lower_ascii(text.substr(begin, end - begin)).find("access") != std::string::npos;
  for (std::size_t at = 0; at < tail.size();) {
    const std::string word = first_word(tail.substr(at));
    for (const std::string_view attribute :
         {"id",     "ids",    "name",    "names",  "hash",    "length", "len",    "size",   "type",    "event",
          "source", "file",   "path",    "url",    "uri",     "index",  "idx",    "count",  "str",     "field",
          "column", "label",  "prefix",  "suffix", "version", "vault",  "ring",   "store",  "alias",   "map",
          "error",  "expiry", "expires", "ttl",    "usage",   "policy", "arn",    "region", "bits",    "pressed",
          "down",   "up",     "code",    "codes",  "format",  "mode",   "status", "state",  "date",    "time",
          "rate",   "limit",  "pair",    "word",   "words",   "press",  "board",  "stroke", "binding", "frame",
          "point",  "set",    "schema",  "ref",    "variable"}) {
      if (word == attribute) return !(access_id && word == "id");
    }
    at += std::max<std::size_t>(1, word.size());
    while (at < tail.size() && (tail[at] == '_' || tail[at] == '-')) ++at;
  }
  // "foreign_key", "publicToken": keys of tables, and keys made to be shown.
  std::size_t start = begin;
  while (start > 0 && begin - start < 24 &&
         (is_alnum(text[start - 1]) || text[start - 1] == '_' || text[start - 1] == '-')) {
    --start;
  }
  const std::string before = last_word(text.substr(start, begin - start));
  if (to_lower_ascii(text.substr(start, begin - start)).ends_with("publickey")) return true;  // PublicKeyToken.
  for (const std::string_view kind :
       {"public",  "foreign", "primary", "bucket",      "partition",    "sort",         "cache",
        "row",     "index",   "kms",     "object",      "routing",      "shard",        "group",
        "search",  "map",     "locale",  "hot",         "site",         "composite",    "next",
        "page",    "sync",    "reg",     "registry",    "column",       "hash",         "unique",
        "storage", "msg",     "message", "lookup",      "natural",      "continuation", "continue",
        "param",   "json",    "dict",    "idempotency", "authenticity", "verification", "antiforgery"}) {
    if (before == kind) return true;
  }
  return false;
}

// <add key="ApiUrl" value="...">, {"Key": "ApiUrl", "Value": "..."}: "key" is the attribute, not a key.
bool is_attribute_key(std::string_view text, std::size_t begin, std::size_t end, const Assigned& value) {
  if (!equals_ignoring_case(text.substr(begin, end - begin), "key") || !value.quoted) return false;
  const std::string_view behind = text.substr(value.end, 32);
  return behind.find("value=") != std::string_view::npos || behind.find("alue\"") != std::string_view::npos;
}

// "password_type", "PASSWORD_POLICY", "reset_password_url", "user_password_changed": a setting about passwords.
bool names_a_policy(std::string_view text, std::size_t end) {
  std::size_t stop = end;
  while (stop < text.size() && stop - end < 32 && (is_alnum(text[stop]) || text[stop] == '_' || text[stop] == '-'))
    ++stop;
  const std::string_view tail = text.substr(end, stop - end);
  for (std::size_t at = 0; at < tail.size();) {
    while (at < tail.size() && (tail[at] == '_' || tail[at] == '-')) ++at;
    const std::string word = first_word(tail.substr(at));
    for (const std::string_view attribute :
         {"policy",  "type", "min",    "max",       "minimum", "maximum", "length",  "len",        "url",
          "uri",     "link", "expire", "expires",   "expiry",  "expired", "history", "strength",   "age",
          "format",  "hint", "reset",  "required",  "enabled", "changed", "updated", "attempts",   "regex",
          "pattern", "rule", "rules",  "algorithm", "algo",    "manager", "encoder", "expiration", "question"}) {
      if (word == attribute) return true;
    }
    at += std::max<std::size_t>(1, word.size());
  }
  return false;
}

// "Boarding pass: ABC123", "first pass: 0.44s": passes that open no account.
bool names_another_pass(std::string_view text, std::size_t label) {
  if (label < 3 || text[label - 1] != ' ') return false;
  std::size_t begin = label - 1;
  while (begin > 0 && label - begin < 16 && is_alpha(text[begin - 1])) --begin;
  const std::string word = to_lower_ascii(text.substr(begin, label - 1 - begin));
  constexpr std::string_view words[] = {"boarding", "first",  "second", "third",   "ski",     "day",     "season",
                                        "press",    "bus",    "rail",   "parking", "visitor", "hall",    "mountain",
                                        "one",      "single", "two",    "next",    "final",   "forward", "backward"};
  return std::ranges::any_of(words, [&](std::string_view one) { return word == one; });
}

// The identifier that the label [begin, end) is the end of.
std::string_view identifier_at(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t name_max = 48;
  std::size_t from = begin;
  while (from > 0 && begin - from < name_max && is_alnum(text[from - 1])) --from;
  return text.substr(from, end - from);
}

// "class ForgotPassword : PageModel": what stands behind the colon is what it is derived from.
bool declares_class(std::string_view text, std::size_t label) {
  constexpr std::size_t name_max = 64;
  std::size_t from = label;
  while (from > 0 && label - from < name_max && (is_alnum(text[from - 1]) || text[from - 1] == '_')) --from;
  for (const std::string_view word : {"class ", "struct ", "interface ", "enum ", "record "}) {
    if (from >= word.size() && text.substr(from - word.size(), word.size()) == word) return true;
  }
  return false;
}

// "PASS: test_login (0.02s)", "PASS: gdb.base/step.exp: step over": the verdict of a test. "Boarding pass: Gate B12",
// "clave: importante": the words mean other things than a password as well, unless the value looks like one.
bool is_verdict(std::string_view text, std::size_t begin, std::size_t end, const Assigned& value) {
  const std::string_view label = text.substr(begin, end - begin);
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  if (label == "PASS" && word.ends_with(':')) return true;
  if (label == "PASS" &&
      (word.starts_with("test_") || word.starts_with("Test") || text.substr(value.end).starts_with(" (") ||
       (begin >= 4 && text.substr(begin - 4, 4) == "--- ")))
    return true;
  if (equals_ignoring_case(label, "pass") && names_another_pass(text, begin)) return true;
  if (value.quoted || std::any_of(word.begin(), word.end(), is_digit)) return false;
  if (label == "PASS" && (word.find('_') != std::string_view::npos || text.substr(value.end).starts_with(" (")))
    return true;
  if (equals_ignoring_case(label, "clave"))
    return std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c) || is_high(c); });
  return equals_ignoring_case(label, "pass") && begin > 1 && text[begin - 1] == ' ' && is_lower(text[begin - 2]);
}

// Whether the statement of SQL around `at` makes or changes an account: CREATE USER, ALTER USER, GRANT.
bool makes_account(std::string_view text, std::size_t at) {
  constexpr std::size_t statement_max = 200;
  const std::size_t from = at > statement_max ? at - statement_max : 0;
  std::string_view before = text.substr(from, at - from);
  if (const std::size_t last = before.rfind(';'); last != std::string_view::npos) before.remove_prefix(last + 1);
  const std::string lower = to_lower_ascii(before);
  return lower.find("create user ") != std::string::npos || lower.find("alter user ") != std::string::npos ||
         lower.find("grant ") != std::string::npos;
}

// ConvertTo-SecureString, Get-Credential: a command of PowerShell's gives the value.
bool is_cmdlet(std::string_view value) {
  const std::size_t dash = value.find('-');
  if (dash == std::string_view::npos || dash < 3 || dash + 2 >= value.size()) return false;
  const auto word = [](std::string_view part) {
    return is_upper(part.front()) && std::all_of(part.begin(), part.end(), is_alpha);
  };
  constexpr std::string_view verbs[] = {"ConvertTo", "ConvertFrom", "Get", "Read", "New", "Import", "Unprotect"};
  return word(value.substr(0, dash)) && word(value.substr(dash + 1)) &&
         std::ranges::any_of(verbs, [&](std::string_view verb) { return value.substr(0, dash) == verb; });
}

// REQUIRE_PASSWORD=yes: a switch is set.
bool is_switch(std::string_view value) {
  constexpr std::string_view words[] = {"yes", "off", "enabled", "disabled", "always", "never", "strong", "weak"};
  return std::ranges::any_of(words, [&](std::string_view word) { return equals_ignoring_case(value, word); });
}

// Text about a password ("hashed_password", "Password:", "cms/sites/passwords#update") is none.
bool speaks_of_itself(std::string_view value) {
  const std::string lower = to_lower_ascii(value);
  for (const std::string_view word : {"password", "passwd", "passwort", "kennwort", "mot_de_passe", "mot-de-passe",
                                      "motdepasse", "contrase", "wachtwoord", "senha", "la_tua_", "arn:aws"}) {
    if (lower.find(word) != std::string::npos) return std::none_of(value.begin(), value.end(), is_digit);
  }
  return std::none_of(value.begin(), value.end(), [](char c) { return is_alnum(c) || is_high(c); }) ||
         value.front() == '.' || value.front() == ',' || value.ends_with(":");
}

// Whether the label [begin, end) says by itself that a secret stands behind it, as "key" and "token" do not.
bool names_secret(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string label = to_lower_ascii(text.substr(begin, end - begin));
  if (end < text.size() && (is_alnum(text[end]) || text[end] == '_' || text[end] == '-')) return false;
  return label.find("secret") != std::string::npos || label.starts_with("encryption") || label.starts_with("signing");
}

// Whether a line stands before `line` that opens a section ("[1001]") or a block ("client ap1 {"), as in files of
// settings whose values have no quotes.
bool in_settings_block(std::string_view text, std::size_t line) {
  constexpr std::size_t lines_max = 24;
  for (std::size_t lines = 0; lines < lines_max && line > 1; ++lines) {
    const std::string_view above = line_above(text, line);
    if (above.data() == nullptr) return false;
    const std::string_view all = trim(above);
    if (all.size() >= 3 && all.front() == '[' && all.back() == ']') return true;
    if (all.size() >= 3 && all.back() == '{' && all.find('(') == std::string_view::npos &&
        all.find('=') == std::string_view::npos)
      return true;
    line = static_cast<std::size_t>(above.data() - text.data());
  }
  return false;
}

// "secret=kirschbaum" on a line of its own in a file of settings (Asterisk's sip.conf and manager.conf, FreeRADIUS'
// clients.conf): a password that two machines share.
bool is_shared_password(std::string_view text, std::size_t label, std::size_t offset, const Assigned& value) {
  constexpr std::size_t lead_max = 16;
  if (value.quoted || !equals_ignoring_case(text.substr(label, offset - label), "secret")) return false;
  std::size_t line = label;
  while (line > 0 && label - line < lead_max && (text[line - 1] == ' ' || text[line - 1] == '\t')) --line;
  if (line > 0 && text[line - 1] != '\n') return false;
  const std::string_view between = text.substr(offset, value.begin - offset);
  if (between.find('=') == std::string_view::npos || between.find(':') != std::string_view::npos) return false;
  std::size_t end = value.end;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r')) ++end;
  if (end < text.size() && text[end] != '\n' && text[end] != '#') return false;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  return word.size() >= 5 && !tells_of_password(word) && !is_switch(word) && in_settings_block(text, line);
}

// What people choose for a secret: "Schalke04!" in quotes, "haus-am-see-77" as an environment has it (APP_SECRET=...).
// Names of other things stand behind such labels as well, but hardly with a digit or a sign among letters.
bool is_chosen_secret(std::string_view text, std::size_t label, std::size_t offset, const Assigned& value) {
  constexpr std::size_t chosen_min = 8;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  if (word.size() < chosen_min || !names_secret(text, label, offset) || !looks_like_password(word)) return false;
  const std::string_view name = text.substr(label, offset - label);
  const bool glued = text.substr(offset, 1) == "=" && value.begin <= offset + 2;
  const bool capitals = std::none_of(name.begin(), name.end(), is_lower);
  const std::string lower = to_lower_ascii(word);
  for (const std::string_view part : {"secret", "key", "token", "test", "demo", "local", "default", "dev", "fake",
                                      "mock", "passw", "foo", "bar", "your", "change", "sample", "http", "env"}) {
    if (lower.find(part) != std::string::npos) return false;
  }
  const bool sign = word.find_first_of("!@#$%&*+?") != std::string_view::npos;
  const bool digit = std::any_of(word.begin(), word.end(), is_digit);
  if (glued && capitals) return sign || digit;
  if (glued && !value.quoted) return is_mixed_word(word) && word.find_first_of("-_./:") == std::string_view::npos;
  return value.quoted && (sign || digit) && word.find_first_of("-_./:") == std::string_view::npos;
}

// "amRvZTpWcjRuazBaeg==": a user and a password in base64, as registries' logins and Basic authentication keep them.
bool is_basic_pair(std::string_view value) {
  if (value.size() < 12 || value.size() % 4 != 0) return false;
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t colons = 0;
  std::size_t bytes = 0;
  for (const char c : value) {
    if (c == '=') break;
    const unsigned six = c >= 'A' && c <= 'Z'   ? static_cast<unsigned>(c - 'A')
                         : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 26
                         : is_digit(c)          ? static_cast<unsigned>(c - '0') + 52
                         : c == '+'             ? 62U
                         : c == '/'             ? 63U
                                                : 64U;
    if (six == 64) return false;
    bits = bits << 6 | six;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const unsigned byte = bits >> count & 0xFFU;
    if (byte < 0x20 || byte > 0x7E) return false;
    if (byte == ':' && bytes > 0) ++colons;
    ++bytes;
  }
  return colons == 1 && bytes >= 7;
}

// nginx@sha256:9b2c..., --hash=sha256:..., "digest: sha256:...": what names an image's or a package's bytes, unless the
// line speaks of a password. Source: OCI image specification, "Digests".
bool is_digest_of_content(std::string_view text, std::size_t begin, std::size_t end, std::size_t value) {
  const std::string label = to_lower_ascii(text.substr(begin, end - begin));
  if (label != "sha256" && label != "sha1" && label != "md5") return false;
  if (value != end + 1 || text[end] != ':') return false;
  constexpr std::size_t before_max = 32;
  const std::size_t from = begin > before_max ? begin - before_max : 0;
  const std::string before = to_lower_ascii(text.substr(from, begin - from));
  const std::string_view line = std::string_view(before).substr(before.rfind('\n') + 1);  // npos + 1 is 0.
  if (line.find("pass") != std::string_view::npos || line.find("pwd") != std::string_view::npos) return false;
  return label == "sha256" || (begin > 0 && (text[begin - 1] == '@' || text[begin - 1] == '='));
}

// Whether a digest behind its algorithm's name alone ("md5 = 8a5f...", a line of a list of checksums), or behind a hash
// of a file or commit, is of bytes rather than of a password: nothing on its line speaks of an account.
bool is_checksum(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t around_max = 100;
  const std::string label = to_lower_ascii(text.substr(begin, end - begin));
  std::size_t from = begin > around_max ? begin - around_max : 0;
  if (const std::size_t line = text.substr(from, begin - from).rfind('\n'); line != std::string_view::npos) {
    from += line + 1;
  }
  std::string line = to_lower_ascii(text.substr(from, begin - from));
  if (label == "hash") {
    while (!line.empty() && !is_alpha(line.back())) line.pop_back();
    for (const std::string_view what : {"file", "commit", "git", "image", "content", "block", "transaction", "tx",
                                        "blob", "tree", "package", "artifact", "document", "build"}) {
      if (line.ends_with(what)) return true;
    }
    return false;
  }
  if (label != "md5" && label != "sha1" && label != "sha256") return false;
  line += to_lower_ascii(text.substr(end, text.substr(end, 2 * around_max).find('\n')));
  constexpr std::string_view accounts[] = {"pass", "pwd", "user",     "login",       "account", "mail",   "@",
                                           "cred", "mdp", "benutzer", "utilisateur", "usuario", "utente", "salt"};
  return std::ranges::none_of(accounts, [&](std::string_view word) { return line.find(word) != std::string::npos; });
}

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

// A line or a field that holds a PIN and nothing else: "PIN: 4711", "**PIN:** 4711", "pin":"4711", name="pin"
// value="4471". Four or five digits, eight of a PUK (six are India's postal codes, two or three a connector's).
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
      if (!is_alpha(c) && !is_high(c) && std::strchr(" \t*-", c) == nullptr) return false;
    }
  }
  bool sign = offset > label && text[offset - 1] == ':';
  std::size_t signs = 0;
  while (at < text.size() && signs < 12 && std::strchr(" \t:=*\"'", text[at]) != nullptr) {
    sign = sign || text[at] == ':' || text[at] == '=';
    ++at;
    ++signs;
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
                    text[end] == '\'' || (text[end] == ' ' && capitals && sign);
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

// "bjI!hRzxfu", "P@ssw%Tt": a sign that no word has inside, among small letters and capitals.
bool has_inner_sign(std::string_view word) {
  if (word.size() < 6) return false;
  const std::size_t sign = word.find_first_of("!@#$%^&*+=?~|", 1);
  return sign != std::string_view::npos && sign + 1 < word.size() && std::any_of(word.begin(), word.end(), is_lower) &&
         std::any_of(word.begin(), word.end(), is_upper) && word.find("://") == std::string_view::npos;
}

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

}  // namespace

bool is_placeholder(std::string_view value) {
  if (value.size() < 3) return true;
  const char first = value.front();
  // "!vault", "!secret", "!ref": a tag of YAML. "@password@": a name to be filled in.
  if (first == '!' && std::all_of(value.begin() + 1, value.end(), is_lower)) return true;
  for (const std::string_view tag : {"!Ref", "!Sub", "!GetAtt", "!ImportValue", "!Join", "!Select", "!FindInMap"}) {
    if (value == tag) return true;  // AWS CloudFormation's own.
  }
  if ((first == '@' || first == '%') && value.size() > 3 && value.back() == first) return true;
  if (is_sealed(value)) return false;
  if (first == '$' || first == '<' || first == '{' || first == '%' || first == '[' || first == '&') {
    if (first == '$' ? !is_written_with_dollar(value) : value.find_first_of("{}()<>[]%_") != std::string_view::npos)
      return true;
  }
  if (value.find("${") != std::string_view::npos || value.find("{{") != std::string_view::npos ||
      value.find("#{") != std::string_view::npos)
    return true;
  if (value.find_first_not_of("*x.X-_#?0") == std::string_view::npos) return true;
  // Dots and circles of a field that hides what is typed: U+2022, U+25CF, U+00B7.
  if (value.starts_with("\xE2\x80\xA2") || value.starts_with("\xE2\x97\x8F") || value.starts_with("\xC2\xB7")) {
    if (value.find_first_not_of("\xE2\x80\xA2\x97\x8F\xC2\xB7") == std::string_view::npos) return true;
  }
  if (value.find_first_not_of(value.front()) == std::string_view::npos) return true;
  const std::string lower = to_lower_ascii(value);
  for (const std::string_view run : {"abcdefghij", "qwertyuiop", "1234567890", "0123456789", "a1b2c3", "####"}) {
    if (lower.find(run) != std::string::npos && lower.size() < run.size() * 8) return true;
  }
  for (const std::string_view word :
       {"changeme",     "change_me",     "password",   "passwd",      "passwort",    "secret",       "none",
        "null",         "nil",           "true",       "false",       "undefined",   "example",      "string",
        "required",     "optional",      "hidden",     "redacted",    "masked",      "test",         "empty",
        "todo",         "tbd",           "n/a",        "kennwort",    "contrasena",  "motdepasse",   "your_password",
        "yourpassword", "your-password", "mypassword", "enter",       "unknown",     "unset",        "default",
        "value",        "username",      "geheim",     "cambiame",    "cambiami",    "changezmoi",   "changez-moi",
        "cambiar",      "cambiare",      "aendern",    "segreto",     "secreto",     "vide",         "keines",
        "ninguna",      "nessuna",       "aucun",      "supersecret", "super$ecret", "super_secret", "super-secret",
        "topsecret",    "top_secret",    "mysecret",   "my_secret",   "foobar",      "username",     "pwd",
        "pass",         "user",          "token",      "apikey",      "api_key",     "str",          "text",
        "varchar",      "input",         "admin",      "void"}) {
    if (lower == word) return true;
  }
  // <settings pass="oobeSystem">: the passes of Windows' setup (Microsoft, "Windows Setup configuration passes").
  for (const std::string_view pass :
       {"windowspe", "offlineservicing", "generalize", "specialize", "auditsystem", "audituser", "oobesystem"}) {
    if (lower == pass) return true;
  }
  for (const std::string_view part : {"xxxx",
                                      "****",
                                      "....",
                                      "example",
                                      "placeholder",
                                      "your_",
                                      "your-",
                                      "<your",
                                      "insert",
                                      "changeme",
                                      "dummy",
                                      "_here",
                                      "redacted",
                                      "votre_",
                                      "votre-",
                                      "ihr_",
                                      "ihre_",
                                      "ihrpass",
                                      "dein_",
                                      "deinpass",
                                      "su_contra",
                                      "tu_contra",
                                      "tua_",
                                      "uw_",
                                      "sua_",
                                      "seu_",
                                      "compl\xC3\xA9ter",
                                      "completer",
                                      "d\xC3\xA9"
                                      "finir",
                                      "definir",
                                      "eintragen",
                                      "ausf\xC3\xBCllen",
                                      "ausfuellen",
                                      "einf\xC3\xBCgen",
                                      "rellenar",
                                      "completar",
                                      "inserire",
                                      "inserisci",
                                      "invullen",
                                      "remplacer",
                                      "ersetzen",
                                      "reemplazar",
                                      "sostituire",
                                      "replace_",
                                      "replaceme",
                                      "put_your",
                                      "-here",
                                      "fill_in",
                                      "notreal",
                                      "sample_"}) {
    if (lower.find(part) != std::string::npos) return true;
  }
  return false;
}

void find_labelled(Scan& scan, const PatternMatch& match) {
  const std::string_view text = scan.text();
  const Rule& rule = scan.engine().rule_list()[match.rule];
  if (rule.value == ValueKind::command) return find_command_credentials(scan, match);
  if (rule.value == ValueKind::tool) return find_tool_credentials(scan, match);
  if (!label_stands(text, match.begin, match.end)) return;
  const auto add = [&](std::size_t begin, std::size_t end, Band band, std::int32_t canonical = -1) {
    if (band == Band::none) return;
    // "aws account id" says more than "account".
    const auto specificity = static_cast<std::uint8_t>(std::min<std::size_t>(match.end - match.begin, 255));
    scan.add({begin, end, match.rule, rule.info.type, band_confidence(band), Validity::shape, true, specificity,
              canonical, 0});
  };
  std::size_t begin = 0;
  std::size_t end = 0;
  switch (rule.value) {
    case ValueKind::none: return;
    case ValueKind::command:
    case ValueKind::tool: return;
    case ValueKind::date: {
      constexpr std::size_t date_near = 24;  // Bytes behind a label.
      constexpr std::size_t place_max = 48;  // Where a place stands between.
      const bool place = place_follows(text.substr(match.begin, match.end - match.begin));
      if (is_event(text.substr(match.end, 24))) return;
      // (What leads the eye to it is no distance: "ur.                  16.04.1973".)
      constexpr std::size_t leader_max = 60;
      std::size_t from = match.end;
      while (from < text.size() && from - match.end < leader_max && std::strchr(" .:_\t", text[from]) != nullptr)
        ++from;
      if (date_at(text, from, place ? place_max : date_near, begin, end)) {
        // ("nascido em 3 de abril": no place stands between.)
        const std::string_view between = text.substr(match.end, begin - match.end);
        const auto of_name = [](char c) { return is_alpha(c) || is_high(c); };
        if (place && std::any_of(between.begin(), between.end(), of_name) && !day_led_in(between)) return;
        const bool sample =
            rule.validator != nullptr && rule.validator->check(text.substr(begin, end - begin)) == Validity::sample;
        add(begin, end, sample ? rule.sample : rule.with_context);
      }
      return;
    }
    case ValueKind::money: {
      const std::string_view label = text.substr(match.begin, match.end - match.begin);
      const bool hourly = period_in(label) == "hour";
      Pay pay;
      if (!money_at(text, last_column(text, match.end), hourly, begin, end, pay.amount)) return;
      // The currency stands with the amount, or in the label; the period in the label, behind the amount, or before
      // both.
      // (On their line; its ends are looked for no farther: a line may be the whole text.)
      const std::string_view next = text.substr(end, 28);
      const std::string_view behind = next.substr(0, next.find('\n'));
      const std::size_t before = match.begin > 16 ? match.begin - 16 : 0;
      const std::size_t lead_begin =
          before + (text.substr(before, match.begin - before).rfind('\n') + 1);  // npos + 1 is 0.
      const std::string_view lead = text.substr(lead_begin, match.end - lead_begin);
      pay.currency = currency_in(text.substr(begin, end - begin));
      if (pay.currency.empty()) pay.currency = currency_in(text.substr(match.end, begin - match.end));
      if (pay.currency.empty()) pay.currency = currency_in(behind.substr(0, 6));
      if (pay.currency.empty() && text.substr(begin, end - begin).find(" T") != std::string_view::npos) {
        pay.currency = "EUR";  // TEUR.
      }
      const bool in_millions = is_alpha(text[end - 1]) && text[end - 1] != 'k' && text[end - 1] != 'K';
      // "Salaire brut ........ 3 500,00": the columns of a payslip, which names no currency at each line.
      const auto fills = [](char c) { return !is_alpha(c) || c == 'h'; };
      const std::string_view between = text.substr(match.end, begin - match.end);
      const bool aligned = end - begin > 3 && (text[end - 3] == ',' || text[end - 3] == '.') &&
                           std::all_of(between.begin(), between.end(), fills);
      if (pay.currency.empty() && ((begin - match.end > amount_near && !aligned) || is_earning(label) || in_millions)) {
        return;
      }
      pay.period = period_in(behind.substr(0, behind.find_first_of(",;")));  // "..., paid bi-weekly" is another matter.
      if (pay.period.empty()) pay.period = period_in(label);
      if (pay.period.empty()) pay.period = period_in(lead);
      if (pay.period.empty() && is_earning(label)) return;  // A company earns too, and a prize is won.
      // Who earns it is asked where all else is known (sensitive.h).
      add(begin, end, is_earning(label) ? Band::low : rule.with_context, scan.scratch().keep(canonical_pay(pay)));
      return;
    }
    case ValueKind::password: {
      Assigned value;
      Assigned machine;
      Assigned login;
      if (!openvpn_at(text, match.begin, match.end, value, login) &&
          !assigned_at(text, match.begin, match.end, true, value) &&
          !netrc_at(text, match.begin, match.end, value, machine, login) &&
          !on_form_line(text, match.begin, match.end, value, login) &&
          !beside_login(text, match.begin, match.end, value, login) &&
          !(rule.type_name == "password" && password_told_at(text, match.begin, match.end, value))) {
        return;
      }
      (void)second_of_two(text, match.begin, value, login);
      take_whole_record_line(text, match.begin, value);
      // A login alone (rule connection_string.login) opens nothing.
      const bool opens = rule.type_name == "password";
      const auto state = [&](Band band) {
        add(value.begin, value.end, band);
        if (!opens || !(value.strong || value.quoted) || band == Band::none) return;
        if (login.end != 0) {
          add_login(scan, login.begin, login.end, band);
          add_server(scan, machine.begin, machine.end, band);
        } else {
          find_settings_beside(scan, match.begin, value.begin, value.end, band);
        }
      };
      const std::string_view word = text.substr(value.begin, value.end - value.begin);
      const bool dotted = value.strong && text[value.begin - 1] == ' ' && is_dotted_password(word) &&
                          (value.end >= text.size() || is_space(text[value.end]));
      if (word.size() < 3 || word.size() > 128 || word.starts_with("--") ||
          (is_code_value(word, value.quoted) && !dotted))
        return;
      if (!value.quoted && is_cmdlet(word)) return;
      if (!value.quoted && (names_a_type(word) || declares_class(text, match.begin))) return;
      if (equals_ignoring_case(word, identifier_at(text, match.begin, match.end))) return;  // #define kPSK "kPSK"
      if (!value.quoted &&
          (tells_of_password(word) || (begins_sentence(word) && value.end + 1 < text.size() && text[value.end] == ' ' &&
                                       (is_alpha(text[value.end + 1]) || is_high(text[value.end + 1])))))
        return add(value.begin, value.end, Band::low);
      if (equals_ignoring_case(text.substr(value.begin, 12), "mot de passe")) return;  // A text of a program's.
      if (is_path(word) || is_switch(word)) return add(value.begin, value.end, Band::low);
      if (names_a_policy(text, match.end)) return add(value.begin, value.end, Band::low);
      if (is_verdict(text, match.begin, match.end, value)) return add(value.begin, value.end, Band::low);
      // In prose ("the password is wrong") a plain word is no password; whether it stands for one makes no difference.
      const bool plain_word = std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c) || is_high(c); });
      const bool said = !value.strong && !value.quoted && (plain_word || (!has_digit(word) && !has_inner_sign(word)));
      if (said && rule.sample == Band::low) return add(value.begin, value.end, Band::low);
      if (is_placeholder(word) || speaks_of_itself(word)) return state(rule.sample);
      if (said) return add(value.begin, value.end, Band::low);
      // "--passphrase= can be empty", "Password: minimum 12 characters": a sentence goes on.
      // (A value glued to its sign is a setting's, and another may follow: "user=hr password=linde host=db01".)
      // ("PWD=dir": the folder that a shell is in.)
      const bool glued = text.substr(match.end, 1) == "=" && value.begin == match.end + 1 &&
                         text.substr(match.begin, match.end - match.begin) != "PWD";
      if (!value.quoted && !glued && plain_word && value.end + 1 < text.size() && text[value.end] == ' ' &&
          (is_lower(text[value.end + 1]) || is_digit(text[value.end + 1]))) {
        return add(value.begin, value.end, Band::low);
      }
      // "pass 'info' instead", "Pass "-iname" as": a verb.
      // ("The cord identified by 'cord'": SQL's words are a sentence's as well.)
      const std::string_view label = text.substr(match.begin, match.end - match.begin);
      if (!value.strong && (plain_word || word[0] == '-') && !(value.quoted && makes_account(text, match.begin)) &&
          (label.size() == 4 || label.back() == 'y' || label.back() == 'Y'))
        return add(value.begin, value.end, Band::low);
      state(rule.with_context);
      return;
    }
    case ValueKind::pair: {
      Assigned value;
      Assigned login;
      if (!pair_told_at(text, match.begin, match.end, login, value)) return;
      add(value.begin, value.end, rule.with_context);
      add_login(scan, login.begin, login.end, rule.with_context);
      return;
    }
    case ValueKind::pin: {
      Assigned value;
      if (!pin_told_at(text, match.begin, match.end, value) || rule.validator == nullptr) return;
      const std::string_view digits = text.substr(value.begin, value.end - value.begin);
      const Validity validity = rule.validator->check(digits);
      if (validity == Validity::invalid) return;
      if (is_place_in_india(text.substr(match.begin, match.end - match.begin), digits))
        return add(value.begin, value.end, Band::low);
      add(value.begin, value.end, validity == Validity::sample ? rule.sample : rule.with_context);
      return;
    }
    case ValueKind::secret: {
      Assigned value;
      if (!assigned_at(text, match.begin, match.end, false, value)) return;
      if (!value.strong && !value.quoted && !value.option) return;
      const std::string_view word = text.substr(value.begin, value.end - value.begin);
      const bool shared = is_shared_password(text, match.begin, match.end, value);
      const bool chosen = shared || is_chosen_secret(text, match.begin, match.end, value);
      if ((word.size() < 10 && !chosen) || word.size() > 300 || is_code_value(word, value.quoted)) return;
      const auto state = [&](Band band) {
        add(value.begin, value.end, band);
        if (band != Band::none) find_settings_beside(scan, match.begin, value.begin, value.end, band);
      };
      if (names_an_attribute(text, match.begin, match.end) || is_attribute_key(text, match.begin, match.end, value))
        return;
      if (word.find("://") != std::string_view::npos || is_host(word)) return;
      if (shared && scan.engine().known_rules().password < scan.engine().rules().size()) {
        const RuleId password = scan.engine().known_rules().password;
        const Band band = is_placeholder(word) ? rule.sample : rule.with_context;
        scan.add({value.begin, value.end, password, scan.engine().rules()[password].type, band_confidence(band),
                  Validity::shape, true, 0, -1, 0});
        return find_settings_beside(scan, match.begin, value.begin, value.end, band);
      }
      if (is_basic_pair(word)) return add(value.begin, value.end, Band::high);
      const double entropy = entropy_bits(word);
      const bool long_and_mixed = value.quoted && word.size() >= 24 && entropy >= 4.0;
      for (const char c : word) {
        if (long_and_mixed ? c == ' ' || c == '\t' : !is_alnum(c) && std::strchr("_-.+/=~:@!%^&*$#|", c) == nullptr)
          return;
      }
      if (is_placeholder(word)) return state(rule.sample);
      if (chosen) return state(rule.with_context);
      // Hexadecimal digits hold four bits at most, and a short key of them less than three in the mean.
      const bool hex = std::all_of(word.begin(), word.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      });
      if (entropy < (hex ? std::min(rule.entropy_min, 2.7) : rule.entropy_min)) {
        if (has_digit(word) || match.end - match.begin >= 10) state(Band::low);
        return;
      }
      const bool letters_at_random =
          word.size() >= 20 && entropy >= 3.8 && std::any_of(word.begin(), word.end(), is_upper) &&
          std::any_of(word.begin(), word.end(), is_lower) && std::all_of(word.begin(), word.end(), is_alpha);
      if ((!has_digit(word) && !letters_at_random) || looks_written(word)) return state(Band::low);
      // "credentialsId", "jobToken" above a UUID: more often the number of a record than a secret.
      // Digits alone are a record's number.
      if (word.size() <= 20 && std::all_of(word.begin(), word.end(), is_digit)) return state(Band::low);
      if (is_uuid(word) && last_word(text.substr(match.begin, match.end - match.begin)) == "id")
        return add(value.begin, value.end, Band::low);
      state(rule.with_context);
      return;
    }
    case ValueKind::hex: {
      Assigned value;
      if (!assigned_at(text, match.begin, match.end, false, value)) return;
      const std::string_view word = text.substr(value.begin, value.end - value.begin);
      const bool length = word.size() == 32 || word.size() == 40 || word.size() == 56 || word.size() == 64 ||
                          word.size() == 96 || word.size() == 128;
      const bool hex = std::all_of(word.begin(), word.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      });
      if (length && hex && word.find_first_not_of(word.front()) != std::string_view::npos &&
          !is_digest_of_content(text, match.begin, match.end, value.begin))
        add(value.begin, value.end, is_checksum(text, match.begin, match.end) ? Band::low : rule.with_context);
      return;
    }
    case ValueKind::codes: {
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
        const bool coded =
            size >= 8 && size <= 32 && digits >= 2 && (count == 0 || size == codes[0].end - codes[0].begin);
        if (coded) {
          codes[count++] = {at, stop};
        } else if (count > 0 && size > 3) {
          break;
        }
        at = std::max(stop, at + 1);
      }
      if (count < 3) return;
      for (std::size_t index = 0; index < count; ++index) add(codes[index].begin, codes[index].end, rule.with_context);
      return;
    }
    case ValueKind::word: {
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
                                            "est", "ist", "es", "id", "value"}) {
        const std::string_view rest = text.substr(at);
        if (rest.size() > filler.size() && equals_ignoring_case(rest.substr(0, filler.size()), filler) &&
            !is_alnum(rest[filler.size()])) {
          at += filler.size();
          while (at < text.size() && std::strchr(" :=#\"'.()\t|,;-*", text[at]) != nullptr) ++at;
        }
      }
      if (at >= text.size() || !is_alnum(text[at])) return;
      std::size_t best = 0;
      std::size_t stop = at;
      Band band = rule.with_context;
      const bool bank_code = rule.type_name == "bic";
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
        }
        std::size_t length = 0;
        if (separator_at(text, stop, length) == 0 || stop + length >= text.size() || !is_alnum(text[stop + length]))
          break;
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
      // (Three letters of base64 make a label.)
      if (best != 0 && !scan.in_opaque_run(match.begin, best)) add(at, best, band);
      return;
    }
  }
}

}  // namespace constat
