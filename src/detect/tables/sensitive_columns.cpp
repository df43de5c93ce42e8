// Columns of health and personnel matters, and of the special categories: beside persons only, as a catalogue of drugs
// or a census is nobody's.

#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"

namespace constat::tables {

bool type_as_health_or_hr(const Evidence& evidence, const HeaderMeaning::Reading& reading, Column& column) {
  const Knowledge& know = evidence.know;
  const HeaderClass name = reading.name;
  // Beside persons only: a catalogue of drugs or a list of sanctions is nobody's.
  // "Examen", "Résultat": of health where some cells of such columns speak of it.
  if ((!reading.strong && !(name == know.health_class && evidence.beside.health)) || !evidence.beside.persons())
    return false;
  set_type(column, Kind::sensitive, name == know.health_class ? know.health : know.hr,
           name == know.health_class ? "health" : "hr", 0.9F,
           name == know.health_class ? "header of health matters, beside persons"
                                     : "header of personnel matters, beside persons");
  return column.kind != Kind::text;
}

bool type_as_reason(const Evidence& evidence, Column& column) {
  const Profile& profile = evidence.profile;
  if (!evidence.beside.headers.absence || !evidence.beside.persons() || !asks_why(column.header)) return false;
  if (share(profile.with_letters, profile.count) < 0.8F) return false;
  set_type(column, Kind::sensitive, evidence.know.hr, "hr", 0.9F, "why somebody is away, beside persons");
  return column.kind != Kind::text;
}

bool type_as_special_category(const Evidence& evidence, bool strong, Column& column) {
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  if (!evidence.beside.persons() || know.special_check == nullptr) return false;
  std::size_t words = 0;
  std::size_t known = 0;
  for (const std::string_view cell : evidence.values) {
    const CellShape shape = shape_of(cell);
    words += shape.letters > 0 && shape.digits <= 4 && cell.size() <= 80 && !shape.at_sign;
    known += know.special_check->check(cell) != Validity::invalid;
  }
  if (strong ? share(words, profile.count) < 0.6F : share(known, profile.count) < 0.5F) return false;
  set_type(column, Kind::sensitive, know.special_category, "special_category", 0.9F,
           "header of a special category or of convictions, beside persons");
  return column.kind != Kind::text;
}

}  // namespace constat::tables
