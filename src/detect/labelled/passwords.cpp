#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/command_lines.h"
#include "detect/connection_settings.h"
#include "detect/headers.h"
#include "detect/labelled.h"
#include "detect/labelled/parts.h"
#include "detect/password_phrases.h"
#include "detect/told_passwords.h"

namespace constat {

namespace labelled {

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

// "password_type", "PASSWORD_POLICY", "reset_password_url", "user_password_changed": a setting about passwords.
bool names_a_policy(std::string_view text, std::size_t end) {
  const std::string_view tail = rest_of_identifier(text, end);
  for (std::size_t at = 0; at < tail.size();) {
    while (at < tail.size() && (tail[at] == '_' || tail[at] == '-')) ++at;
    const std::string word = first_word(tail.substr(at));
    for (const std::string_view attribute :
         {"policy",     "type",   "min",     "max",       "minimum", "maximum", "length",  "len",        "url",
          "uri",        "link",   "expire",  "expires",   "expiry",  "expired", "history", "strength",   "age",
          "format",     "hint",   "reset",   "required",  "enabled", "changed", "updated", "attempts",   "regex",
          "pattern",    "rule",   "rules",   "algorithm", "algo",    "manager", "encoder", "expiration", "question",
          "encryption", "hasher", "hashers", "store",     "ref"}) {
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

// "Guest wifi", "WLAN Gast": a network, of which not only the key is told.
bool is_network(std::string_view label) {
  constexpr std::string_view names[] = {"guest wifi", "wifi guest", "wifi invites",
                                        "wlan gast",  "wlan gaste", "gaste wlan"};
  return std::ranges::find(names, header_words(label)) != std::end(names);
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
  if (equals_ignoring_case(label, "pass") && std::all_of(word.begin(), word.end(), is_digit)) {
    // "pass: 1204, fail: 6"
    const std::string_view behind = text.substr(value.end, 16);
    const std::string lower = to_lower_ascii(behind.substr(0, behind.find('\n')));
    if (lower.find("fail") != std::string::npos || lower.find("skip") != std::string::npos) return true;
  }
  if (value.quoted || std::any_of(word.begin(), word.end(), is_digit)) return false;
  if (label == "PASS" && (word.find('_') != std::string_view::npos || text.substr(value.end).starts_with(" (")))
    return true;
  if (is_network(label)) return std::all_of(word.begin(), word.end(), [](char c) { return is_alpha(c) || is_high(c); });
  if (equals_ignoring_case(label, "clave"))
    return std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c) || is_high(c); });
  return equals_ignoring_case(label, "pass") && begin > 1 && text[begin - 1] == ' ' && is_lower(text[begin - 2]);
}

// "A bad password: Summer2023", "Don't use: password: Welcome1", "Ein sicheres Passwort wäre": what teaches how to
// choose one. Somebody's own is neither called good nor bad.
bool teaches(std::string_view text, std::size_t label) {
  constexpr std::size_t before_max = 48;
  std::size_t from = label - std::min(label, before_max);
  if (const std::size_t line = text.substr(from, label - from).rfind('\n'); line != text.npos) from += line + 1;
  while (from < label && from > 0 && is_alnum(text[from - 1])) ++from;
  const std::string_view before = text.substr(from, label - from);
  if (before.find_first_of("@='{(") != std::string_view::npos && before.find("n't") == std::string_view::npos)
    return false;
  constexpr std::string_view qualities[] = {"bad",      "weak",    "good",     "strong",     "poor",       "example",
                                            "never",    "don t",   "avoid",    "schlechtes", "schwaches",  "gutes",
                                            "sicheres", "starkes", "beispiel", "niemals",    "unsicheres", "mauvais",
                                            "faible",   "exemple", "robuste",  "jamais",     "debil",      "ejemplo",
                                            "nunca",    "segura",  "debole",   "esempio",    "sicura",     "forte"};
  // Whole words of prose: "api.example.org" is a machine.
  return std::ranges::any_of(split(before, ' '), [&](std::string_view word) {
    return std::ranges::find(qualities, header_words(word)) != std::end(qualities);
  });
}

// "Pass: Brenner-Pass 1370m", "Pass: Col du Galibier": a word without a digit before more words is a mountain's.
bool names_a_mountain(std::string_view text, std::string_view label, const Assigned& value) {
  if (!equals_ignoring_case(label, "pass") || value.quoted) return false;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  if (!is_upper(word.front()) || has_digit(word)) return false;
  if (!std::ranges::all_of(word, [](char c) { return is_alpha(c) || is_high(c) || c == '-'; })) return false;
  return value.end + 1 < text.size() && text[value.end] == ' ' && is_alnum(text[value.end + 1]);
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

// 'required|string|min:8|confirmed': the rules that a form's field is held to (Laravel, "Available Validation Rules").
bool is_validation_rule(std::string_view value) {
  if (value.find('|') == std::string_view::npos) return false;
  constexpr std::string_view rules[] = {"required", "nullable", "sometimes", "confirmed", "string", "bail", "filled"};
  bool known = false;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('|', begin), value.size());
    const std::string_view part = value.substr(begin, end - begin);
    const std::string_view name = part.substr(0, part.find(':'));
    if (name.empty() || !std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || c == '_'; }))
      return false;
    known = known || std::ranges::any_of(rules, [&](std::string_view rule) { return name == rule; });
    begin = end + 1;
  }
  return known;
}

// "must_match_confirmation", "too_short": the key of a message about what was typed.
bool is_message_key(std::string_view value) {
  if (!std::all_of(value.begin(), value.end(), [](char c) { return is_lower(c) || c == '_'; })) return false;
  constexpr std::string_view starts[] = {"must_be_",  "must_match", "must_not_", "must_contain",
                                         "must_have", "cannot_be_", "too_short", "too_long",
                                         "too_weak",  "too_common", "not_match"};
  return std::ranges::any_of(starts, [&](std::string_view start) { return value.starts_with(start); });
}

// {"password":{"type":"string"}}: a key of the object behind the label.
bool is_key_of_object(std::string_view text, std::size_t label_end, const Assigned& value) {
  if (!value.quoted || value.end >= text.size()) return false;
  const std::string_view between = text.substr(label_end, value.begin - label_end);
  if (between.find('{') == std::string_view::npos) return false;
  constexpr std::size_t behind_max = 8;
  const std::string_view behind = trim(text.substr(value.end + 1, behind_max));
  return (text[value.end] == '"' || text[value.end] == '\'') && behind.starts_with(':');
}

// "bjI!hRzxfu", "P@ssw%Tt": a sign that no word has inside, among small letters and capitals.
bool has_inner_sign(std::string_view word) {
  if (word.size() < 6) return false;
  const std::size_t sign = word.find_first_of("!@#$%^&*+=?~|", 1);
  return sign != std::string_view::npos && sign + 1 < word.size() && std::any_of(word.begin(), word.end(), is_lower) &&
         std::any_of(word.begin(), word.end(), is_upper) && word.find("://") == std::string_view::npos;
}

}  // namespace

void find_password(const Labelled& here) {
  Scan& scan = here.scan;
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
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
    here.add(value.begin, value.end, band);
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
  if (word.size() < 3 || word.size() > 128 || word.starts_with("--") || (is_code_value(word, value.quoted) && !dotted))
    return;
  if (!value.quoted && is_cmdlet(word)) return;
  if (is_key_of_object(text, match.end, value) || is_validation_rule(word) || is_message_key(word)) return;
  if (!value.quoted && (names_a_type(word) || declares_class(text, match.begin))) return;
  if (equals_ignoring_case(word, identifier_at(text, match.begin, match.end))) return;  // #define kPSK "kPSK"
  if (!value.quoted &&
      (tells_of_password(word) || (begins_sentence(word) && value.end + 1 < text.size() && text[value.end] == ' ' &&
                                   (is_alpha(text[value.end + 1]) || is_high(text[value.end + 1])))))
    return here.add(value.begin, value.end, Band::low);
  if (equals_ignoring_case(text.substr(value.begin, 12), "mot de passe")) return;  // A text of a program's.
  if (teaches(text, match.begin) || names_a_mountain(text, text.substr(match.begin, match.end - match.begin), value))
    return here.add(value.begin, value.end, Band::low);
  if (is_path(word) || is_switch(word)) return here.add(value.begin, value.end, Band::low);
  if (names_a_policy(text, match.end)) return here.add(value.begin, value.end, Band::low);
  if (is_verdict(text, match.begin, match.end, value)) return here.add(value.begin, value.end, Band::low);
  // In prose ("the password is wrong") a plain word is no password; whether it stands for one makes no difference.
  const bool plain_word = std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c) || is_high(c); });
  const bool said = !value.strong && !value.quoted && (plain_word || (!has_digit(word) && !has_inner_sign(word)));
  if (said && rule.sample == Band::low) return here.add(value.begin, value.end, Band::low);
  if (is_placeholder(word) || speaks_of_itself(word)) return state(rule.sample);
  if (said) return here.add(value.begin, value.end, Band::low);
  // "--passphrase= can be empty", "Password: minimum 12 characters": a sentence goes on.
  // (A value glued to its sign is a setting's, and another may follow: "user=hr password=linde host=db01".)
  // ("PWD=dir": the folder that a shell is in.)
  const bool glued = text.substr(match.end, 1) == "=" && value.begin == match.end + 1 &&
                     text.substr(match.begin, match.end - match.begin) != "PWD";
  if (!value.quoted && !glued && plain_word && value.end + 1 < text.size() && text[value.end] == ' ' &&
      (is_lower(text[value.end + 1]) || is_digit(text[value.end + 1]))) {
    return here.add(value.begin, value.end, Band::low);
  }
  // "pass 'info' instead", "Pass "-iname" as": a verb.
  // ("The cord identified by 'cord'": SQL's words are a sentence's as well.)
  const std::string_view label = text.substr(match.begin, match.end - match.begin);
  if (!value.strong && (plain_word || word[0] == '-') && !(value.quoted && makes_account(text, match.begin)) &&
      (label.size() == 4 || label.back() == 'y' || label.back() == 'Y'))
    return here.add(value.begin, value.end, Band::low);
  state(rule.with_context);
}

}  // namespace labelled

}  // namespace constat
