#include "detect/name_parts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/lexicon.h"
#include "detect/whose.h"

namespace constat {
namespace {

constexpr std::size_t field_label_max = 40;
constexpr std::size_t name_bytes_max = 60;
constexpr std::size_t line_bytes_max = 400;
constexpr std::size_t lines_around = 12;     // Of a place that are looked at, above and below it.
constexpr std::size_t form_fields_max = 60;  // Of one form.
constexpr std::size_t parts_apart_max = 4;   // Lines between two parts of a name.
constexpr std::size_t other_lines_max = 2;   // In a row, without a label, that do not end a form.

struct Field {
  std::size_t label_begin = 0;
  std::string_view label;
  LabelledPlace value;
  std::size_t line = 0;
  std::size_t section = 0;  // Below which heading.
};

bool is_mark(char c) { return c == '"' || c == '\'' || c == '*' || c == '|' || c == '-' || c == '{' || c == ','; }

// A run of dots or underscores that leads from a label to its value: "First name ........ Margaret".
std::size_t leader_at(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end < line.size() && (line[end] == '.' || line[end] == '_')) ++end;
  return end - at >= 3 ? end - at : 0;
}

// The fields of one line: "Vorname: Annegret      Nachname: Kellermann" holds two.
void read_line(std::string_view text, std::size_t line_begin, std::size_t line_end, std::size_t number,
               std::vector<Field>& fields) {
  const std::string_view line = text.substr(0, std::min(line_end, line_begin + line_bytes_max));
  std::size_t at = line_begin;
  while (at < line.size()) {
    while (at < line.size() && (is_space(line[at]) || is_mark(line[at]))) ++at;
    if (at == line.size() || (!is_alpha(line[at]) && !is_high(line[at]) && line[at] != '#')) return;
    const std::size_t label = at;
    std::size_t leader = 0;
    while (at < line.size() && at - label <= field_label_max && line[at] != ':' && line[at] != '=' &&
           line[at] != '\t' && (leader = leader_at(line, at)) == 0) {
      ++at;
    }
    if (at == line.size() || at - label > field_label_max) return;
    std::size_t label_end = at;
    while (label_end > label && (is_space(line[label_end - 1]) || is_mark(line[label_end - 1]))) --label_end;
    at += std::max<std::size_t>(leader, 1);
    while (at < line.size() && (is_space(line[at]) || is_mark(line[at]) || line[at] == ':')) ++at;
    const std::size_t value = at;
    while (at < line.size() && line[at] != '\t' && line[at] != '|' && line[at] != ';' &&
           !(line[at] == ' ' && at + 1 < line.size() && line[at + 1] == ' ') &&
           !(line[at] == ',' && at + 1 < line.size() && (line[at + 1] == ' ' || line[at + 1] == '"'))) {
      ++at;
    }
    std::size_t value_end = at;
    while (value_end > value &&
           (is_space(line[value_end - 1]) || is_mark(line[value_end - 1]) || line[value_end - 1] == '}')) {
      --value_end;
    }
    if (value_end > value) {
      fields.push_back({label, line.substr(label, label_end - label), {value, value_end}, number});
    }
    while (at < line.size() && (line[at] == ';' || line[at] == ',' || line[at] == '|')) ++at;
  }
}

// "Surname DONNELLY  Given names HARRIET ANNE", as cards and their readings have it: labels of parts of a name, and
// behind each, with nothing between but a blank, words in capitals.
void read_bare_line(std::string_view text, std::size_t line_begin, std::size_t line_end, std::size_t number,
                    const NamePartOf& part_of, std::vector<Field>& fields) {
  constexpr std::size_t label_words_max = 3;
  constexpr std::size_t pieces_max = 6;
  const std::size_t end = std::min(line_end, line_begin + line_bytes_max);
  std::size_t at = line_begin;
  for (std::size_t piece = 0; piece < pieces_max && at < end; ++piece) {
    while (at < end && is_space(text[at])) ++at;
    const std::string_view reach = text.substr(at, end - at);  // No farther: the text's next gap may be its end.
    std::size_t behind = at + std::min(reach.find("  "), reach.size());
    while (behind > at && is_space(text[behind - 1])) --behind;
    const std::string_view words = text.substr(at, behind - at);
    // The capitals begin behind the label's last small letter.
    std::size_t value = words.find(' ');
    for (std::size_t word = 0; word < label_words_max && value != npos; ++word, value = words.find(' ', value + 1)) {
      const std::string_view rest = words.substr(value + 1);
      if (rest.size() < 2 || std::ranges::any_of(rest, [](char c) { return is_lower(c) || is_digit(c) || c == ':'; })) {
        continue;
      }
      const NamePart part = part_of(words.substr(0, value));
      if (part != NamePart::given && part != NamePart::surname && part != NamePart::middle) break;
      fields.push_back({at, words.substr(0, value), {at + value + 1, behind}, number});
      break;
    }
    at = behind + 1;
  }
}

// Words with a capital each, but for particles: what a form's field for a part of a name holds.
bool may_be_part(std::string_view value) {
  constexpr std::size_t words_max = 4;
  constexpr std::size_t particle_max = 3;
  if (value.size() < 2 || value.size() > name_bytes_max) return false;
  std::size_t words = 0;
  bool capital = false;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(' ', at), value.size());
    const std::string_view word = value.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (++words > words_max) return false;
    for (const char c : word) {
      if (!is_alpha(c) && !is_high(c) && c != '-' && c != '\'' && c != '.') return false;
    }
    const bool upper = is_high(word.front()) || (word.front() >= 'A' && word.front() <= 'Z');
    capital = capital || upper;
    if (!upper && word.size() > particle_max) return false;
  }
  return capital;
}

bool has_words(std::string_view text, const LabelledPlace& value) {
  return text.substr(value.begin, value.end - value.begin).find(' ') != std::string_view::npos;
}

bool is_lone_part(NamePart part) { return part == NamePart::given || part == NamePart::surname; }

// A line of a few words with a capital, that ends no sentence.
bool is_heading(std::string_view line) {
  constexpr std::size_t heading_max = 40;
  if (line.size() < 3 || line.size() > heading_max || line.back() == '.' || line.back() == ',') return false;
  while (!line.empty() && (line.front() == '#' || is_mark(line.front()) || line.front() == ' ')) line.remove_prefix(1);
  return !line.empty() && (is_high(line.front()) || is_upper(line.front())) &&
         std::ranges::none_of(line, [](char c) { return is_digit(c) || c == '@'; });
}

// A mailbox or a telephone.
bool reaches_somebody(const Field& field, std::string_view text) {
  static constexpr std::string_view words =
      " phone telephone tel telefon telefono telefoon mobile mobil movil cell cellulare "
      "handy portable gsm fax ext durchwahl ";
  if (text.substr(field.value.begin, field.value.end - field.value.begin).find('@') != npos) return true;
  return std::ranges::any_of(split(header_words(field.label), ' '),
                             [](std::string_view word) { return holds_word(words, word); });
}

// What is gathered of the form in hand.
struct FormParts {
  Whose whose;
  std::array<const Field*, 4> part = {};  // Given, surname, middle, bare.
  std::size_t begin = 0;
  std::vector<LabelledPlace> values;
  bool closed = false;          // Somebody else is named: what follows may be theirs.
  bool named = false;           // A manager or a father is named: how to reach somebody may be theirs.
  const Field* full = nullptr;  // The whole name of whom a heading tells of.

  std::size_t parts() const {
    return static_cast<std::size_t>(std::ranges::count_if(part, [](auto* p) { return p; }));
  }
};

std::size_t slot_of(NamePart part) {
  return part == NamePart::given ? 0 : part == NamePart::surname ? 1 : part == NamePart::middle ? 2 : 3;
}

// States the name of `form`, if it has both parts.
void finish(std::string_view text, FormParts& form, std::vector<NameInParts>& found) {
  const Field* given = form.part[0];
  const Field* surname = form.part[1];
  const Field* const middle = form.part[2];
  if (given != nullptr && surname == nullptr) surname = form.part[3];  // "Nom" beside "Prénom",
  if (given == nullptr && surname != nullptr) given = form.part[3];    // "Nome" beside "Cognome".
  if (given != nullptr && surname != nullptr &&
      std::max(given->line, surname->line) - std::min(given->line, surname->line) <= parts_apart_max) {
    NameInParts name;
    const auto written = [text](const Field& field) {
      return text.substr(field.value.begin, field.value.end - field.value.begin);
    };
    name.whole = written(*given);
    if (middle != nullptr) name.whole.append(" ").append(written(*middle));
    name.whole.append(" ").append(written(*surname));
    for (const Field* const one : {given, surname, middle}) {
      if (one != nullptr) name.parts.push_back(one->value);
    }
    std::ranges::sort(name.parts, {}, &LabelledPlace::begin);
    name.begin = form.begin;
    name.values = std::move(form.values);
    name.end = name.values.back().end;
    found.push_back(std::move(name));
  } else if (form.full != nullptr && given == nullptr) {
    const LabelledPlace& whole = form.full->value;
    found.push_back({std::string(text.substr(whole.begin, whole.end - whole.begin)),
                     {whole},
                     form.begin,
                     form.values.back().end,
                     std::move(form.values)});
  }
  form = {};
}

}  // namespace

bool stands_behind_label(std::string_view text, std::size_t at) {
  constexpr std::size_t reach = 40;
  const std::size_t limit = at > reach ? at - reach : 0;
  while (at > limit && (text[at - 1] == ' ' || text[at - 1] == '"' || text[at - 1] == '\'' || text[at - 1] == '*'))
    --at;
  return at > limit && (text[at - 1] == ':' || text[at - 1] == '=' || text[at - 1] == '\t' || text[at - 1] == '.' ||
                        text[at - 1] == '_');
}

bool stands_behind_bare_label(std::string_view text, std::size_t at) {
  constexpr std::size_t reach = 16;
  static constexpr std::string_view ends[] = {"name",     "names",     "surname",  "nom",       "prenom",
                                              "prenoms",  "vorname",   "vornamen", "nachname",  "apellidos",
                                              "apellido", "nombre",    "nombres",  "cognome",   "nome",
                                              "forename", "forenames", "voornaam", "voornamen", "achternaam"};
  const std::size_t from = at - std::min(at, reach);
  const std::string_view before = trim(text.substr(from, at - from));
  const std::string last = fold_word(before.substr(before.find_last_of(" \n\t/") + 1));
  return std::ranges::find(ends, last) != std::end(ends);
}

std::vector<NameInParts> find_name_parts(std::string_view text, std::span<const std::size_t> places,
                                         const NamePartOf& part_of) {
  std::vector<NameInParts> found;
  std::vector<Field> fields;
  std::vector<Whose> headings;  // Of whom the lines below each are; the first is of none.
  std::size_t done = 0;         // No line before it is looked at again.
  for (std::size_t next = 0; next < places.size();) {
    if (places[next] < done) {
      ++next;
      continue;
    }
    // The window: lines above the place, and below it as long as places follow.
    std::size_t begin = places[next];
    for (std::size_t lines = 0; begin > done && lines <= lines_around && places[next] - begin < 4000; --begin) {
      if (text[begin - 1] == '\n' && ++lines > lines_around) break;
    }
    FormParts form;
    std::size_t others = 0;
    std::size_t number = 0;
    std::size_t last_place = 0;  // The line of the last one.
    std::size_t at = begin;
    headings.assign(1, {});
    for (fields.clear(); at < text.size() && number - last_place <= lines_around; ++number) {
      const std::size_t line_end = std::min(text.find('\n', at), text.size());
      while (next < places.size() && places[next] < line_end) {
        last_place = number;
        ++next;
      }
      const std::size_t before = fields.size();
      read_line(text, at, line_end, number, fields);
      if (fields.size() == before) read_bare_line(text, at, line_end, number, part_of, fields);
      if (fields.size() == before && line_end - at <= line_bytes_max && headings.size() < form_fields_max) {
        const std::string_view words = trim(text.substr(at, line_end - at));
        const Whose whose = whose_heading(words);
        // Behind another's lines a heading of any other kind ends them.
        const bool behind_blank =
            at == 0 || text.substr(0, at).ends_with("\n\n") || text.substr(0, at).ends_with("\n\r\n");
        if (whose.role != 0 || (headings.back().role != 0 && behind_blank && is_heading(words)))
          headings.push_back(whose);
      }
      for (std::size_t index = before; index < fields.size(); ++index) fields[index].section = headings.size() - 1;
      at = line_end + 1;
    }
    done = std::min(at, text.size());
    std::size_t field_line = 0;
    std::size_t section = 0;
    std::size_t owner = SIZE_MAX;  // Of found: whose form the window's is.
    bool resumes = false;          // The section in hand goes on with it.
    const auto names_somebody = [&](std::size_t index) {
      for (const std::size_t at_section = fields[index].section; index < fields.size(); ++index) {
        if (fields[index].section != at_section) return false;
        if (part_of(fields[index].label) != NamePart::none) return true;
      }
      return false;
    };
    for (std::size_t index = 0; index < fields.size(); ++index) {
      const Field& field = fields[index];
      const NamePart part = part_of(field.label);
      const Whose heading = headings[field.section];
      Whose whose = whose_column(field.label);
      if (whose.role == 0) whose = heading;
      others = index == 0 ? 0 : field.line - field_line;
      field_line = field.line;
      if (others > other_lines_max + 1 || form.values.size() >= form_fields_max || field.section != section) {
        const bool own = field.section != section && headings[section].role == 0;
        finish(text, form, found);
        if (own && !found.empty()) owner = found.size() - 1;
      }
      if (field.section != section) resumes = heading.role == 0 && !names_somebody(index);
      section = field.section;
      if (resumes && owner < found.size()) {
        found[owner].later.push_back(field.value);
        continue;
      }
      const bool is_part = part != NamePart::none && part != NamePart::whole &&
                           may_be_part(text.substr(field.value.begin, field.value.end - field.value.begin));
      if (is_part) {
        // Its label again, or that of somebody else: another form begins. So it does with the "Name:" of a surname
        // below a whole name.
        const std::size_t slot = slot_of(part);
        const bool next_is_part = index + 1 < fields.size() && is_lone_part(part_of(fields[index + 1].label));
        const bool begins =
            part == NamePart::bare && form.part[0] != nullptr && form.part[1] != nullptr && next_is_part;
        if (begins || form.closed || form.part[slot] != nullptr || (form.parts() != 0 && !(form.whose == whose))) {
          finish(text, form, found);
        }
        if (form.parts() == 0) form.whose = whose;
        if (form.values.empty()) form.begin = field.label_begin;
        form.part[slot] = &field;
        form.values.push_back(field.value);
        if (part == NamePart::bare && heading.role != 0 && has_words(text, field.value)) form.full = &field;
      } else if (part == NamePart::whole && heading.role != 0 && form.parts() == 0 && form.full == nullptr) {
        form.full = &field;
        form.whose = whose;
        if (form.values.empty()) form.begin = field.label_begin;
        form.values.push_back(field.value);
      } else if (part == NamePart::whole || part == NamePart::bare) {
        form.named = form.named || is_named_only(whose);
        form.closed = form.closed || !is_named_only(whose);
      } else if (form.named && reaches_somebody(field, text)) {
        continue;  // It may be that one's.
      } else if (!form.closed) {
        if (form.parts() != 0 ? form.whose == whose : whose == heading) {
          if (form.values.empty()) form.begin = field.label_begin;
          form.values.push_back(field.value);
        }
      }
    }
    finish(text, form, found);
  }
  return found;
}

}  // namespace constat
