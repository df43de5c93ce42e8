#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "detect/labelled.h"
#include "detect/labelled/parts.h"
#include "detect/password_phrases.h"

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
        "varchar",      "input",         "admin",      "void",        "db_name",     "dbname",       "database_name"}) {
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

namespace labelled {

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

std::string_view rest_of_identifier(std::string_view text, std::size_t end) {
  constexpr std::size_t rest_max = 32;
  std::size_t stop = end;
  while (stop < text.size() && stop - end < rest_max &&
         (is_alnum(text[stop]) || text[stop] == '_' || text[stop] == '-'))
    ++stop;
  return text.substr(end, stop - end);
}

bool is_switch(std::string_view value) {
  constexpr std::string_view words[] = {"yes", "off", "enabled", "disabled", "always", "never", "strong", "weak"};
  return std::ranges::any_of(words, [&](std::string_view word) { return equals_ignoring_case(value, word); });
}

}  // namespace labelled

}  // namespace constat
