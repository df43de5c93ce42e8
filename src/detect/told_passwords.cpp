#include "detect/told_passwords.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/text.h"
#include "detect/password_lists.h"
#include "detect/password_phrases.h"

namespace constat {
namespace {

constexpr std::size_t told_word_max = 64;
constexpr std::size_t told_line_max = 120;  // A line of a form is short.

bool is_word_letter(char c) { return is_alpha(c) || is_high(c); }

std::size_t behind_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

bool ends_line(std::string_view text, std::size_t at) {
  at = behind_blanks(text, at);
  return at >= text.size() || text[at] == '\n' || text[at] == '\r';
}

// The word that begins at `at`, without what ends a sentence: its end. "Summer21!" keeps its mark.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < told_word_max && !is_space(text[end])) ++end;
  while (end > at && std::strchr(".,;:!?)]\"'", text[end - 1]) != nullptr &&
         !((text[end - 1] == '!' || text[end - 1] == '?') && ends_line(text, end)) &&
         !(text[end - 1] == '!' && end > at + 1 && is_digit(text[end - 2]))) {
    --end;
  }
  return end;
}

std::string lower_of(std::string_view text, std::size_t begin, std::size_t end) {
  return to_lower_ascii(text.substr(begin, end - begin));
}

// Labels that mean a password whatever stands behind them; "pass", "clave" and the keys of a WLAN mean other things
// too.
bool names_passwords_alone(std::string_view label) {
  constexpr std::string_view words[] = {"pass", "clave", "key",  "psk",    "code",  "pw",
                                        "psw",  "wifi",  "wlan", "zugang", "parola"};
  const std::string lower = to_lower_ascii(label);
  if (lower == "pass" || lower == "pw") return false;
  if (lower.find("passw") != std::string::npos || lower.find("passphrase") != std::string::npos) return true;
  if (lower == "parola d'ordine") return true;
  return std::ranges::none_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; }) ||
         lower.find("mot de passe") != std::string::npos || lower == "passwort";
}

// Whether the label is the beginning of its line, but for a mark of a list and two words before it ("Admin password",
// "WLAN-Passwort").
bool begins_line(std::string_view text, std::size_t label) {
  constexpr std::size_t lead_max = 32;
  std::size_t line = label;
  while (line > 0 && label - line <= lead_max && text[line - 1] != '\n') --line;
  if (label - line > lead_max) return false;
  std::size_t words = 0;
  bool in_word = false;
  for (const char c : text.substr(line, label - line)) {
    const bool letter = is_word_letter(c) || c == '\'';
    words += letter && !in_word ? 1 : 0;
    in_word = letter;
    if (!letter && std::strchr(" \t-*/.", c) == nullptr) return false;
  }
  return words <= 2;
}

// Whether the word before the label, within a sentence, leads it in: "and password", "avec le mot de passe".
bool is_led_in(std::string_view text, std::size_t label) {
  constexpr std::string_view leads[] = {"and", "with", "using", "et",  "avec", "le",  "und",  "mit", "dem", "y",
                                        "con", "la",   "e",     "com", "en",   "met", "oraz", "i",   "z"};
  std::size_t end = label;
  while (end > 0 && label - end < 3 && text[end - 1] == ' ') --end;
  if (end == label || end == 0) return false;
  std::size_t begin = end;
  while (begin > 0 && end - begin < 8 && is_word_letter(text[begin - 1])) --begin;
  const std::string word = lower_of(text, begin, end);
  return std::ranges::any_of(leads, [&](std::string_view lead) { return word == lead; });
}

bool take(std::size_t begin, std::size_t end, Assigned& out) {
  out = {begin, end, false, true, false};
  return true;
}

// "password changed to X", "mdp c'est X", "a senha do sistema é X": goes over three words at most.
bool told_in_sentence(std::string_view text, std::size_t at, std::string_view label, Assigned& out) {
  constexpr std::size_t words_between = 3;
  constexpr std::string_view links[] = {"changed to ",
                                        "reset to ",
                                        "set to ",
                                        "is set to ",
                                        "was set to ",
                                        "was changed to ",
                                        "has been changed to ",
                                        "has been reset to ",
                                        "was reset to ",
                                        "is now ",
                                        "will be ",
                                        "c'est ",
                                        "c\xE2\x80\x99"
                                        "est ",
                                        "sera ",
                                        "\xC3\xA9 ",
                                        "\xC3\xA4r ",
                                        "er ",
                                        "je ",
                                        "jest "};
  for (std::size_t words = 0; words <= words_between; ++words) {
    const std::string_view rest = text.substr(at, told_line_max);
    std::size_t value = 0;
    for (const std::string_view link : links) {
      if (rest.starts_with(link)) value = std::max(value, at + link.size());
    }
    // "your password to X"; in Polish the word means "is", however far behind.
    if (rest.starts_with("to ") && (words == 0 || label.starts_with("has"))) value = at + 3;
    if (value != 0) {
      const std::size_t end = end_of_word(text, value);
      if (is_mixed_word(text.substr(value, end - value))) return take(value, end, out);
    }
    std::size_t next = at;
    while (next < text.size() && next - at < 20 && is_word_letter(text[next])) ++next;
    if (next == at || next >= text.size() || text[next] != ' ') return false;
    at = next + 1;
  }
  return false;
}

// "Use X as the password", "X comme mot de passe": the value stands before the label.
bool told_before(std::string_view text, std::size_t label, std::size_t offset, Assigned& out) {
  if (const std::string_view behind = text.substr(offset, 2);
      behind.size() == 2 && behind[0] == ' ' && is_word_letter(behind[1])) {
    // "as the password manager".
    constexpr std::string_view joins[] = {" for ", " to ",  " pour ", " f\xC3\xBCr ", " para ",
                                          " per ", " and ", " on ",   " in "};
    if (std::ranges::none_of(joins, [&](std::string_view one) { return text.substr(offset).starts_with(one); }))
      return false;
  }
  constexpr std::string_view joints[] = {"as", "comme", "als", "como", "come", "jako", "som"};
  constexpr std::string_view fillers[] = {"the",   "your", "my",   "a",  "new", "temporary",
                                          "votre", "le",   "dein", "tu", "la"};
  std::size_t at = label;
  for (int words = 0; words < 4 && at > 1; ++words) {
    if (text[at - 1] != ' ') return false;
    const std::size_t end = at - 1;
    std::size_t begin = end;
    while (begin > 0 && end - begin < 12 && is_word_letter(text[begin - 1])) --begin;
    const std::string word = lower_of(text, begin, end);
    if (std::ranges::any_of(joints, [&](std::string_view one) { return word == one; })) {
      if (begin < 2 || text[begin - 1] != ' ') return false;
      const std::size_t value_end = begin - 1;
      std::size_t value = value_end;
      while (value > 0 && value_end - value < told_word_max && !is_space(text[value - 1])) --value;
      while (value < value_end && std::strchr("\"'(", text[value]) != nullptr) ++value;
      return is_mixed_word(text.substr(value, value_end - value)) && take(value, value_end, out);
    }
    if (std::ranges::none_of(fillers, [&](std::string_view one) { return word == one; })) return false;
    at = begin;
  }
  return false;
}

// What somebody says in the turn of a chat that begins at `at`: "[09:13] bob: Shadow38?" is "Shadow38?".
std::size_t said_in_turn(std::string_view text, std::size_t at) {
  constexpr std::size_t speaker_max = 64;
  const std::string_view reach = text.substr(at, speaker_max);
  const std::string_view line = reach.substr(0, reach.find('\n'));
  std::size_t said = std::string_view::npos;
  for (std::size_t sign = line.find(": "); sign != std::string_view::npos; sign = line.find(": ", sign + 1)) {
    said = at + sign + 2;
  }
  return said;
}

bool told_below(std::string_view text, std::size_t label, std::size_t at, Assigned& out) {
  const std::size_t signed_at = behind_blanks(text, at);
  const bool colon = signed_at < text.size() && (text[signed_at] == ':' || text[signed_at] == '=');
  const std::size_t behind = colon ? signed_at + 1 : at;
  // "Mot de passe provisoire" over the value: one word more.
  std::size_t end = behind_blanks(text, behind);
  if (!colon && end > at) {
    while (end < text.size() && end - at < 20 && is_word_letter(text[end])) ++end;
  }
  const std::string_view reach = text.substr(end, told_line_max);
  const std::size_t line = reach.find('\n');
  if (line == std::string_view::npos) return false;
  const std::string_view rest = trim(reach.substr(0, line));
  std::size_t value = end + line + 1;
  if (rest.empty()) {
    if (!begins_line(text, label)) return false;
    if (ends_line(text, value)) {  // One empty line between.
      const std::size_t next = text.substr(value, told_line_max).find('\n');
      if (next == std::string_view::npos) return false;
      value += next + 1;
    }
    value = behind_blanks(text, value);
  } else {
    // "ana: whats the password for the nas?" above "bob: X".
    if (rest.back() != '?') return false;
    value = said_in_turn(text, value);
    if (value == std::string_view::npos) return false;
  }
  if (value >= text.size()) return false;
  std::size_t stop = value;
  while (stop < text.size() && stop - value < told_word_max && !is_space(text[stop])) ++stop;
  if (!ends_line(text, stop)) return false;
  const std::string_view word = text.substr(value, stop - value);
  // A colon, or a login told in the same way above it, is a sign of what follows.
  bool expected = colon && rest.empty();
  if (!expected && rest.empty()) {
    const std::string_view above = text.substr(0, label);
    const std::size_t login = above.size() < 2 ? std::string_view::npos : above.rfind('\n', above.size() - 2);
    if (login != std::string_view::npos && login > 0 && label - login < told_line_max) {
      const std::size_t name = above.rfind('\n', login - 1);
      const std::size_t begin = name == std::string_view::npos ? 0 : name + 1;
      const std::string title = login - begin < 40 ? to_lower_ascii(trim(text.substr(begin, login - begin))) : "";
      for (const std::string_view one : {"user", "login", "username", "user name", "identifiant", "benutzer",
                                         "benutzername", "usuario", "utente", "e-mail", "email", "account", "compte"}) {
        expected = expected || title == one;
      }
    }
  }
  const bool fits = is_mixed_word(word) ||
                    (expected && word.size() >= 6 && looks_like_password(word) &&
                     word.find('@') == std::string_view::npos && std::any_of(word.begin(), word.end(), is_digit));
  return fits && !is_placeholder(word) && take(value, stop, out);
}

// "Mot de passe provisoire: X", "hasło tymczasowe: X": an adjective between label and colon. English and German put it
// before the label, and what stands behind it there is another matter ("password hint: X").
bool told_behind_adjective(std::string_view text, std::size_t at, std::string_view label, Assigned& out) {
  if (at >= text.size() || text[at] != ' ') return false;
  const std::size_t word = at + 1;
  if (label.starts_with("passwor") || label.starts_with("kennwort")) {
    // "Passwort Amazon: x": a name says what it opens; other words say what else is told.
    if (word >= text.size() || !is_upper(text[word])) return false;
    std::size_t stop = word;
    while (stop < text.size() && stop - word < 16 && is_word_letter(text[stop])) ++stop;
    const std::string name = lower_of(text, word, stop);
    for (const std::string_view other :
         {"hint",       "policy",  "reset",    "expires", "expiry",   "changed",  "last",    "age",
          "length",     "history", "type",     "rules",   "manager",  "strength", "hinweis", "richtlinie",
          "erinnerung", "frage",   "question", "hash",    "recovery", "must"}) {
      if (name == other) return false;
    }
  }
  std::size_t end = word;
  while (end < text.size() && end - word < 16 && is_word_letter(text[end])) ++end;
  if (end == word) return false;
  // "Mdp session de Sylvie: x".
  for (const std::string_view of : {" de ", " du ", " von ", " di ", " del "}) {
    if (!text.substr(end).starts_with(of)) continue;
    const std::size_t whose = end + of.size();
    end = whose;
    while (end < text.size() && end - whose < 16 && is_word_letter(text[end])) ++end;
    if (end == whose) return false;
    break;
  }
  std::size_t sign = behind_blanks(text, end);
  if (sign >= text.size() || (text[sign] != ':' && text[sign] != '=')) return false;
  sign = behind_blanks(text, sign + 1);
  const std::size_t stop = end_of_word(text, sign);
  return is_mixed_word(text.substr(sign, stop - sign)) && take(sign, stop, out);
}

// Settings that a program reads from the words of a line: "requirepass X" (Redis), "enable secret 0 X" (Cisco's IOS).
bool is_directive(std::string_view label) {
  constexpr std::string_view words[] = {"requirepass", "masterauth",    "bindpw",
                                        "rootpw",      "enable secret", "enable password"};
  return std::ranges::any_of(words, [&](std::string_view word) { return label == word; });
}

// Whether no sentence uses the name of the setting, so that any word behind it is its value.
bool is_no_word(std::string_view directive) { return !directive.starts_with("enable"); }

// A command of a router's configuration that takes a password at its end: "neighbor 10.0.0.2 password X", and "
// password X" below "line vty 0 4". Types 5 and up are hashes, 7 is told by its own rule. Source: Cisco IOS command
// references.
bool told_on_device_line(std::string_view text, std::size_t label, std::size_t at, Assigned& out) {
  constexpr std::size_t lead_max = 80;
  constexpr std::size_t above_max = 400;
  std::size_t line = label;
  while (line > 0 && label - line < lead_max && text[line - 1] != '\n') --line;
  if (line > 0 && text[line - 1] != '\n') return false;
  const std::string_view lead = trim(text.substr(line, label - line));
  constexpr std::string_view commands[] = {"neighbor ", "ip ftp",    "ppp chap", "ppp pap",  "username ",
                                           "area ",     "vpdn",      "ip http",  "standby ", "ip ospf",
                                           "isis",      "key chain", "vrrp ",    "bgp ",     "local-user"};
  bool command = std::ranges::any_of(commands, [&](std::string_view one) { return lead.starts_with(one); });
  if (!command && lead.empty() && label > line) {  // Below the line that it belongs to.
    std::size_t above = line;
    while (above > 0 && line - above < above_max) {
      const std::size_t end = above - 1;
      std::size_t begin = end;
      while (begin > 0 && line - begin < above_max && text[begin - 1] != '\n') --begin;
      const std::string_view one = text.substr(begin, end - begin);
      above = begin;
      if (one.empty() || one.front() == ' ') continue;
      command = one.starts_with("line vty") || one.starts_with("line con") || one.starts_with("line aux") ||
                one.starts_with("line tty") || one.starts_with("interface ") || one.starts_with("user-interface ");
      break;
    }
  }
  if (!command) return false;
  if (at + 1 < text.size() && is_digit(text[at]) && text[at + 1] == ' ') {
    if (text[at] != '0') return false;
    at += 2;
  }
  std::size_t end = at;
  while (end < text.size() && end - at < told_word_max && !is_space(text[end])) ++end;
  const std::string_view word = text.substr(at, end - at);
  return word.size() >= 3 && ends_line(text, end) && word.front() != '<' && !is_placeholder(word) &&
         !tells_of_password(word) && take(at, end, out);
}

// "K 8", "password", "V 10", "koriander7": Subversion's cache of logins keeps pairs by the lengths of their parts.
// Source: Subversion, "Hash dump" format of svn_hash.
bool told_by_length(std::string_view text, std::size_t offset, Assigned& out) {
  const std::string_view reach = text.substr(offset, 8);
  if (!reach.starts_with("\nV ")) return false;
  std::size_t at = offset + 3;
  std::size_t size = 0;
  while (at < text.size() && is_digit(text[at]) && size < told_word_max) {
    size = size * 10 + static_cast<std::size_t>(text[at++] - '0');
  }
  if (at >= text.size() || text[at] != '\n' || size < 3 || size > 2 * told_word_max || at + 1 + size > text.size())
    return false;
  return take(at + 1, at + 1 + size, out);
}

}  // namespace

bool is_mixed_word(std::string_view word) {
  if (word.size() < 6 || word.size() > told_word_max || !looks_like_password(word)) return false;
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t dots = 0;
  bool small = false;
  bool capital = false;
  bool sign = false;
  for (const char c : word) {
    if (c == '<' || c == '>' || c == '(' || c == '{' || c == '\\' || c == '/') return false;
    digits += is_digit(c) ? 1 : 0;
    letters += is_alpha(c) ? 1 : 0;
    dots += c == '.' ? 1 : 0;
    small = small || is_lower(c);
    capital = capital || is_upper(c);
    sign = sign || !is_alnum(c);
  }
  if (digits == 0 || letters < 3 || dots >= 2) return false;
  if ((small ? 1 : 0) + (capital ? 1 : 0) + (sign ? 1 : 0) < 2) return false;
  const std::size_t dot = word.rfind('.');
  if (dot != std::string_view::npos && word.size() - dot <= 5) return false;  // A file.
  const std::size_t at = word.find('@');
  if (at != std::string_view::npos && word.find('.', at) != std::string_view::npos) return false;
  if (word.find(':') != std::string_view::npos && is_digit(word.back())) return false;  // An hour, a port.
  // "Windows10", "Chapter-2": what is numbered.
  std::size_t end = 0;
  while (end < word.size() && is_alpha(word[end])) ++end;
  const std::string name = to_lower_ascii(word.substr(0, end));
  for (const std::string_view numbered :
       {"windows", "office",  "base",    "version", "chapter",  "python",  "java",     "level",  "step",
        "phase",   "release", "room",    "gate",    "linux",    "ubuntu",  "debian",   "server", "page",
        "section", "figure",  "table",   "minimum", "maximum",  "oracle",  "ipv",      "utf",    "sha",
        "http",    "tls",     "manager", "option",  "appendix", "keepass", "register", "part",   "item",
        "line",    "round",   "week",    "room",    "report"}) {
    if (name == numbered) return false;
  }
  return true;
}

bool password_told_at(std::string_view text, std::size_t label, std::size_t offset, Assigned& out) {
  const std::string name = lower_of(text, label, offset);
  std::size_t at = behind_blanks(text, offset);
  if (is_directive(name)) {
    if (at + 1 < text.size() && at > offset && (text[at] == '0' || text[at] == '5') && text[at + 1] == ' ') at += 2;
    std::size_t end = at;
    while (end < text.size() && end - at < told_word_max && !is_space(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const bool fits = is_no_word(name) ? word.size() >= 4 && word.front() != '<' && word.front() != '{'
                                       : looks_like_password(word) && word.size() >= 6;
    return at > offset && begins_line(text, label) && ends_line(text, end) && fits && !is_placeholder(word) &&
           take(at, end, out);
  }
  if (name == "password" &&
      ((at > offset && told_on_device_line(text, label, at, out)) || told_by_length(text, offset, out)))
    return true;
  if (!names_passwords_alone(text.substr(label, offset - label))) return false;
  // (An identifier's part is no word of a sentence: "password_Reset1".)
  if (at == offset && at < text.size() && text[at] != ':' && text[at] != '=' && text[at] != '?' && text[at] != '\n' &&
      text[at] != '\r')
    return told_before(text, label, offset, out);
  if (at > offset && at < text.size() && is_alnum(text[at])) {
    const std::size_t end = end_of_word(text, at);
    if (is_mixed_word(text.substr(at, end - at))) {
      const bool last = ends_line(text, end) || (end < text.size() && ends_line(text, end + 1));
      if (((last && begins_line(text, label)) || is_led_in(text, label)) && !is_placeholder(text.substr(at, end - at)))
        return take(at, end, out);
    }
    if (told_in_sentence(text, at, name, out) || told_behind_adjective(text, offset, name, out)) return true;
  } else if (at > offset && at < text.size() && is_word_letter(text[at])) {
    if (told_in_sentence(text, at, name, out)) return true;
  } else if (at > offset && at < text.size()) {
    const std::size_t end = end_of_word(text, at);  // "Clé wifi +MmL_5RLT".
    if (begins_line(text, label) && ends_line(text, end) && is_mixed_word(text.substr(at, end - at)))
      return take(at, end, out);
  }
  return told_below(text, label, offset, out) || told_before(text, label, offset, out);
}

namespace {

// "for Jenkins: ", "zum Router: ": what a login is for, and the colon. Gives where that ends; `at` where none stands.
std::size_t behind_purpose(std::string_view text, std::size_t at) {
  constexpr std::size_t purpose_max = 40;
  constexpr std::string_view leads[] = {"for ",  "to ", "on ", "of ",   "f\xC3\xBCr ", "f\xC3\xBCrs ", "zum ",  "zur ",
                                        "pour ", "du ", "de ", "para ", "del ",        "per ",         "voor ", "der "};
  const std::string_view reach = text.substr(at, purpose_max);
  if (std::ranges::none_of(leads, [reach](std::string_view lead) { return reach.starts_with(lead); })) return at;
  const std::size_t sign = reach.find_first_of(":\n.;,");
  return sign != std::string_view::npos && reach[sign] == ':' && sign + 1 < reach.size() && reach[sign + 1] == ' '
             ? at + sign
             : at;
}

// Marks around a word, as notes in Markdown have them: "`x`", "**x**". Goes behind those at `at`.
std::size_t behind_marks(std::string_view text, std::size_t at) {
  for (std::size_t marks = 0; marks < 3 && at < text.size() && (text[at] == '`' || text[at] == '*'); ++marks) ++at;
  return at;
}

}  // namespace

bool pair_told_at(std::string_view text, std::size_t label, std::size_t offset, Assigned& login, Assigned& password) {
  // (Not of an address: "https://a.example/login:ann:k9Dragon" is a line of a list.)
  if (label > 0 && !is_space(text[label - 1]) && text[label - 1] != '(') return false;
  std::size_t at = behind_blanks(text, offset);
  if (at > offset) at = behind_purpose(text, at);
  constexpr std::string_view links[] = {"is ",  "are ", "was ",  "ist ", "sind ", "lautet ",
                                        "est ", "es ",  "sont ", "son ", "sono ", "\xC3\xA8 "};
  bool colon = at < text.size() && (text[at] == ':' || text[at] == '=' || (text[at] == '-' && at > offset));
  bool linked = false;  // "The VPN login is priya.r / Welcome123 and...": by a word in place of a colon.
  if (colon) at = behind_blanks(text, at + 1);
  for (const std::string_view link : links) {
    if (colon || !text.substr(at).starts_with(link)) continue;
    colon = linked = true;
    at = behind_blanks(text, at + link.size());
  }
  if (at == offset) return false;
  at = behind_marks(text, at);
  if (at >= text.size() || !is_alnum(text[at])) return false;
  std::size_t end = at;
  while (end < text.size() && end - at < told_word_max &&
         (is_alnum(text[end]) || is_high(text[end]) || std::strchr("._-@+\\", text[end]) != nullptr)) {
    ++end;
  }
  const std::size_t sign = behind_blanks(text, behind_marks(text, end));
  if (end - at < 2 || sign >= text.size()) return false;
  const bool slash = text[sign] == '/' || text[sign] == '|';
  if (!slash && !(text[sign] == ':' && colon && sign == end)) return false;
  if (linked && (!slash || sign == end)) return false;  // "The login is read/write2".
  const std::size_t before_marks = behind_blanks(text, sign + 1);
  const std::size_t value = behind_marks(text, before_marks);
  std::size_t stop = end_of_word(text, value);
  if (value != before_marks) stop = std::min(stop, text.substr(0, stop).find(text[before_marks], value));
  const std::string_view word = text.substr(value, stop - value);
  const bool digit = std::any_of(word.begin(), word.end(), is_digit);
  const bool fits = is_mixed_word(word) || (colon && slash && sign > end && digit && word.size() >= 6 &&
                                            looks_like_password(word) && word.find('@') == std::string_view::npos);
  // A line tells one login: what goes on is a sentence.
  if (!fits || is_placeholder(word) || (!ends_line(text, stop) && text[stop] == ' ' && !colon)) return false;
  login = {at, end, false, true, false};
  password = {value, stop, false, true, false};
  return true;
}

bool pin_told_at(std::string_view text, std::size_t label, std::size_t offset, Assigned& out) {
  constexpr std::size_t words_max = 5;
  constexpr std::string_view links[] = {"is", "ist", "est", "es", "lautet", "\xC3\xA8", "was"};
  (void)label;
  std::size_t at = behind_blanks(text, offset);
  if (at == offset && (at >= text.size() || (text[at] != ':' && text[at] != '='))) return false;
  bool linked = false;
  for (std::size_t words = 0; words <= words_max && !linked && at < text.size(); ++words) {
    if (text[at] == ':' || text[at] == '=') {
      ++at;
      linked = true;
      break;
    }
    std::size_t end = at;
    while (end < text.size() && end - at < 20 && (is_word_letter(text[end]) || text[end] == '\'' || text[end] == '-'))
      ++end;
    if (end == at) return false;
    const std::string_view word = text.substr(at, end - at);
    linked = std::ranges::any_of(links, [&](std::string_view link) { return word == link; });
    if (word == "of") {  // "The pin of the connector is 4711".
      constexpr std::string_view holders[] = {"card", "phone", "sim", "door", "alarm", "safe", "account", "tablet"};
      const std::string_view reach = text.substr(end, 32);
      if (std::ranges::none_of(holders, [&](std::string_view one) { return reach.find(one) != reach.npos; }))
        return false;
    }
    at = behind_blanks(text, end);
    if (at == end && (at >= text.size() || text[at] != ':')) return false;
  }
  if (!linked) return false;
  if (at < text.size() && text[at] == ':') ++at;
  at = behind_blanks(text, at);
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == at) return false;
  const std::string_view behind = text.substr(end, 2);
  const bool ends = behind.empty() || behind[0] == '\n' || behind[0] == '\r' ||
                    (std::strchr(".,;!?)\"'", behind[0]) != nullptr && (behind.size() < 2 || !is_alnum(behind[1])));
  return (ends || ends_line(text, end)) && take(at, end, out);
}

}  // namespace constat
