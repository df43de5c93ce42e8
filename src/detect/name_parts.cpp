#include "detect/name_parts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
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

// What is gathered of the form in hand.
struct FormParts {
  Whose whose;
  std::array<const Field*, 4> part = {};  // Given, surname, middle, bare.
  std::size_t begin = 0;
  std::vector<LabelledPlace> values;
  bool closed = false;  // Somebody else is named: what follows may be theirs.

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

std::vector<NameInParts> find_name_parts(std::string_view text, std::span<const std::size_t> places,
                                         const NamePartOf& part_of) {
  std::vector<NameInParts> found;
  std::vector<Field> fields;
  std::size_t done = 0;  // No line before it is looked at again.
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
    for (fields.clear(); at < text.size() && number - last_place <= lines_around; ++number) {
      const std::size_t line_end = std::min(text.find('\n', at), text.size());
      while (next < places.size() && places[next] < line_end) {
        last_place = number;
        ++next;
      }
      read_line(text, at, line_end, number, fields);
      at = line_end + 1;
    }
    done = std::min(at, text.size());
    std::size_t field_line = 0;
    for (std::size_t index = 0; index < fields.size(); ++index) {
      const Field& field = fields[index];
      const NamePart part = part_of(field.label);
      const Whose whose = whose_column(field.label);
      others = index == 0 ? 0 : field.line - field_line;
      field_line = field.line;
      if (others > other_lines_max + 1 || form.values.size() >= form_fields_max) finish(text, form, found);
      const bool is_part = part != NamePart::none && part != NamePart::whole &&
                           may_be_part(text.substr(field.value.begin, field.value.end - field.value.begin));
      if (is_part) {
        // Its label again, or that of somebody else: another form begins.
        const std::size_t slot = slot_of(part);
        if (form.closed || form.part[slot] != nullptr || (form.parts() != 0 && !(form.whose == whose))) {
          finish(text, form, found);
        }
        if (form.parts() == 0) form.whose = whose;
        if (form.values.empty()) form.begin = field.label_begin;
        form.part[slot] = &field;
        form.values.push_back(field.value);
      } else if (part == NamePart::whole || part == NamePart::bare) {
        form.closed = true;
      } else if (!form.closed) {
        if (form.parts() != 0 ? form.whose == whose : whose.role == 0) {
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
