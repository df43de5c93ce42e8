#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/labelled.h"
#include "detect/password_phrases.h"

namespace constat {

namespace {

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
  return name.ends_with("name") || name.ends_with("key") || name == "variable" || name == "designation" ? end + 1 : 0;
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

// PHP's serialize(): s:8:"password";s:8:"Tulp2019", and its sessions: password|s:8:"Tulp2019". Gives where the value
// begins; 0 where no such pair stands.
std::size_t value_serialized(std::string_view text, std::size_t at, bool name_quote) {
  if (!text.substr(at).starts_with(name_quote ? ";s:" : "|s:")) return 0;
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
  } else if (const std::size_t serialized = value_serialized(text, at, name_quote); serialized != 0) {
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

}  // namespace constat
