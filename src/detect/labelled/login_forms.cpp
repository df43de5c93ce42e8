#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/labelled.h"
#include "detect/labelled/parts.h"

namespace constat {

namespace labelled {

namespace {

constexpr std::string_view login_words[] = {
    "login",   "user",        "username",    "user name", "id",           "userid",  "user id",
    "account", "identifiant", "utilisateur", "benutzer",  "benutzername", "usuario", "utente",
    "e-mail",  "email",       "mail",        "gebruiker", "kennung",      "konto",   "compte"};

}  // namespace

std::string_view line_above(std::string_view text, std::size_t line) {
  constexpr std::size_t line_max = 200;
  if (line < 2) return {};
  const std::size_t end = line - 1;
  std::size_t begin = end;
  while (begin > 0 && end - begin <= line_max && text[begin - 1] != '\n') --begin;
  return end - begin > line_max ? std::string_view() : text.substr(begin, end - begin);
}

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

}  // namespace labelled

}  // namespace constat
