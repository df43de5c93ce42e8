#include "detect/password_phrases.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.h"

namespace constat {
namespace {

bool is_any_of(std::string_view word, auto& words) {
  return std::ranges::any_of(words, [&](std::string_view one) { return equals_ignoring_case(word, one); });
}

// Words that sentences are made of, and that speak of passwords.
constexpr std::string_view sentence_words[] = {
    "a",         "an",         "and",       "at",      "be",     "can",     "cannot",  "contact",  "do",
    "does",      "enter",      "for",       "forgot",  "from",   "has",     "have",    "if",       "in",
    "incorrect", "invalid",    "is",        "it",      "least",  "least",   "may",     "must",     "new",
    "no",        "not",        "of",        "old",     "on",     "or",      "our",     "please",   "reset",
    "same",      "see",        "set",       "should",  "the",    "this",    "to",      "too",      "type",
    "use",       "we",         "with",      "wrong",   "you",    "your",    "au",      "de",       "des",
    "du",        "est",        "la",        "le",      "les",    "mot",     "ne",      "ou",       "passe",
    "pour",      "saisir",     "votre",     "vous",    "bitte",  "das",     "der",     "die",      "ein",
    "ihr",       "ist",        "nicht",     "oder",    "und",    "zu",      "con",     "el",       "en",
    "es",        "para",       "por",       "su",      "tu",     "una",     "acceso",  "di",       "il",
    "per",       "characters", "character", "letters", "digits", "minimum", "maximum", "required", "empty",
    "field",     "confirm",    "change",    "changed", "repeat", "current", "user",    "username", "login",
    "account",   "email"};

}  // namespace

bool reads_as_passphrase(std::string_view value) {
  constexpr std::size_t size_max = 64;
  if (value.size() < 8 || value.size() > size_max || value.front() == ' ' || value.back() == ' ') return false;
  std::size_t words = 0;
  std::size_t numbers = 0;
  std::size_t fours = 0;
  bool small = true;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(' ', at), value.size());
    const std::string_view word = value.substr(at, end - at);
    if (word.empty() || word.find_first_of("\t:;,()<>{}[]%=\"\\/|") != std::string_view::npos || word.back() == '.' ||
        word.back() == '?')
      return false;
    std::string lower = to_lower_ascii(word);
    if (is_any_of(lower, sentence_words) || lower.find("passw") != std::string::npos ||
        lower.find("kennw") != std::string::npos || lower.find("contrase") != std::string::npos)
      return false;
    const bool letters = std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c); });
    const bool digits = std::all_of(word.begin(), word.end(), is_digit);
    if (!letters && !digits && word.size() < 3) return false;
    small = small && (letters || digits);
    numbers += std::any_of(word.begin(), word.end(), is_digit) ? 1 : 0;
    fours += letters && word.size() == 4 ? 1 : 0;
    ++words;
    at = end + 1;
  }
  if (words < 2 || words > 8) return false;
  if (words == 4 && fours == 4) return true;
  if (small) return words >= 3 && words >= numbers + 2;
  // "Rosebud 1941": a word and a number behind it. ("Windows 10", "at 9": two digits are counted.)
  const std::size_t last = value.rfind(' ') + 1;
  const std::string_view number = value.substr(last);
  return words <= 4 && numbers == 1 && number.size() >= 3 && number.size() <= 6 &&
         std::all_of(number.begin(), number.end(), is_digit) && words == 2;
}

bool tells_of_password(std::string_view word) {
  while (!word.empty() && std::strchr(".!,;", word.back()) != nullptr) word.remove_suffix(1);
  constexpr std::string_view words[] = {"unchanged",
                                        "ldap",
                                        "expired",
                                        "confidential",
                                        "set",
                                        "unset",
                                        "blank",
                                        "changed",
                                        "mandatory",
                                        "obligatoire",
                                        "required",
                                        "protected",
                                        "encrypted",
                                        "same",
                                        "reset",
                                        "missing",
                                        "invalid",
                                        "incorrect",
                                        "correct",
                                        "wrong",
                                        "accepted",
                                        "rejected",
                                        "forgotten",
                                        "lost",
                                        "disabled",
                                        "enabled",
                                        "locked",
                                        "kerberos",
                                        "radius",
                                        "saml",
                                        "sso",
                                        "oauth",
                                        "inchang\xC3\xA9",
                                        "expir\xC3\xA9",
                                        "confidentiel",
                                        "modifi\xC3\xA9",
                                        "oubli\xC3\xA9",
                                        "requis",
                                        "abgelaufen",
                                        "vertraulich",
                                        "erforderlich",
                                        "unver\xC3\xA4ndert",
                                        "ge\xC3\xA4ndert",
                                        "vergessen",
                                        "pflichtfeld",
                                        "obligatorio",
                                        "caducada",
                                        "confidencial",
                                        "cambiada",
                                        "obbligatorio",
                                        "scaduta",
                                        "riservato",
                                        "private",
                                        "public",
                                        "personal",
                                        "temporary",
                                        "provided",
                                        "separately",
                                        "stored",
                                        "sent",
                                        "pending",
                                        "saved"};
  return is_any_of(word, words);
}

bool begins_sentence(std::string_view word) {
  constexpr std::string_view words[] = {"ask",    "see",   "your",     "my",   "the",      "same", "contact", "call",
                                        "sent",   "send",  "as",       "by",   "via",      "get",  "use",     "check",
                                        "voir",   "votre", "demander", "idem", "siehe",    "ihr",  "wie",     "bei",
                                        "su",     "ver",   "pedir",    "vedi", "chiedere", "to",   "not",     "must",
                                        "please", "left",  "leave",    "must", "should",   "will", "wird",    "sera"};
  return is_any_of(word, words);
}

bool names_a_type(std::string_view word) {
  while (!word.empty() && (word.back() == '!' || word.back() == '?' || word.back() == ',')) word.remove_suffix(1);
  if (word.size() < 3 || !std::all_of(word.begin(), word.end(), is_alpha)) return false;
  constexpr std::string_view whole[] = {"string", "str", "text", "varchar", "char",
                                        "bytes",  "int", "bool", "boolean", "any"};
  if (is_any_of(word, whole)) return true;
  if (!is_upper(word.front())) return false;
  std::size_t humps = 0;
  for (const char c : word) humps += is_upper(c) ? 1 : 0;
  constexpr std::string_view ends[] = {"String", "Control", "Model",    "Field",   "Input",    "Type",      "Schema",
                                       "Text",   "Value",   "Form",     "Widget",  "Buffer",   "Box",       "Element",
                                       "Key",    "Secret",  "Hash",     "Encoder", "Provider", "Component", "Validator",
                                       "Char",   "Column",  "Strategy", "Service", "View",     "Page",      "Bytes"};
  return humps >= 2 && humps * 2 < word.size() && std::ranges::any_of(ends, [&](std::string_view end) {
           return word.size() > end.size() && word.ends_with(end);
         });
}

bool is_written_with_dollar(std::string_view value) {
  if (value.size() < 6 || value[0] != '$' || !is_alpha(value[1])) return false;
  const std::string_view rest = value.substr(1);
  if (rest.find_first_of("${}()[]<>\"'\\/:.=,;") != std::string_view::npos || rest.find("->") != std::string_view::npos)
    return false;
  if (std::none_of(rest.begin(), rest.end(), is_digit)) return false;
  if (rest.find_first_of("!#%&*?@+^~") != std::string_view::npos) return true;
  const std::string lower = to_lower_ascii(rest);
  if (lower.find('_') != std::string::npos || lower.find('-') != std::string::npos) return false;
  for (const std::string_view part :
       {"pass", "pwd",   "pw",  "key",   "user", "db",  "secret", "token", "env", "var",
        "val",  "param", "arg", "value", "data", "str", "conf",   "cred",  "opt", "auth"}) {
    if (lower.find(part) != std::string::npos) return false;
  }
  // "$ecret99", "$ummer2020": letters and two digits or more at the end.
  return is_digit(rest.back()) && is_digit(rest[rest.size() - 2]) && !is_upper(rest[1]);
}

bool is_dotted_password(std::string_view value) {
  const std::size_t dot = value.find('.');
  if (value.size() < 8 || dot == std::string_view::npos || dot == 0 ||
      value.find('.', dot + 1) != std::string_view::npos)
    return false;
  const std::string_view last = value.substr(dot + 1);
  std::size_t digits = 0;
  while (digits < last.size() && is_digit(last[last.size() - 1 - digits])) ++digits;
  if (digits == 0 || last.size() - digits < 3) return false;
  const std::string_view words = last.substr(0, last.size() - digits);
  if (!std::all_of(words.begin(), words.end(), is_alpha)) return false;
  const std::string lower = to_lower_ascii(value);
  for (const std::string_view part :
       {"pass",     "pwd",    "pw",     "self.",  "this.",   "config", "conf.",  "env.",   "setting",
        "user.",    "users.", "secret", "data.",  "args.",   "opts",   "option", "cred",   "auth",
        "account.", "var.",   "vars.",  "local.", "values.", "key",    "token",  "params", "request.",
        "req.",     "form.",  "props.", "state.", "field",   "input",  "login.", "model."}) {
    if (lower.find(part) != std::string::npos) return false;
  }
  return true;
}

}  // namespace constat
