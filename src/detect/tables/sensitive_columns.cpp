// Columns of health and personnel matters, and of the special categories: beside persons only, as a catalogue of drugs
// or a census is nobody's.

#include <algorithm>

#include "detect/headers.h"
#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"

namespace constat::tables {

namespace {

// The key of somebody in another table: "pid" beside "icd", where the names are told elsewhere.
bool has_key_of_person(const Evidence& evidence) {
  constexpr std::string_view words[] = {
      "pid",          "pat id",   "patid",        "patient id", "patientid",  "patient",    "patientnr",   "patnr",
      "pat nr",       "pat",      "patienten id", "fallnr",     "fall id",    "fallnummer", "case id",     "encounter",
      "encounter id", "mrn",      "person id",    "personid",   "member id",  "insured id", "employee id", "emp id",
      "id patient",   "paciente", "id paciente",  "paziente",   "id paziente"};
  return headed_by(evidence, words);
}

// Codes of illnesses: nine in ten of the values are.
bool are_icd10(const Evidence& evidence) {
  const Validator* const icd10 = evidence.know.icd10_check;
  if (icd10 == nullptr || evidence.values.empty()) return false;
  const auto valid = static_cast<std::size_t>(std::ranges::count_if(
      evidence.values, [icd10](std::string_view cell) { return icd10->check(cell) != Validity::invalid; }));
  return share(valid, evidence.values.size()) >= 0.9F;
}

}  // namespace

bool type_as_health_or_hr(const Evidence& evidence, const HeaderMeaning::Reading& reading, Column& column) {
  const Knowledge& know = evidence.know;
  const HeaderClass name = reading.name;
  // Beside persons only: a catalogue of drugs or a list of sanctions is nobody's.
  // "Examen", "Résultat": of health where some cells of such columns speak of it.
  // (Of a patient who is named in another table the codes are.)
  const bool of_key = name == know.health_class && has_key_of_person(evidence) && are_icd10(evidence);
  if (!of_key &&
      ((!reading.strong && !(name == know.health_class && evidence.beside.health)) || !evidence.beside.persons()))
    return false;
  set_type(column, Kind::sensitive, name == know.health_class ? know.health : know.hr,
           name == know.health_class ? "health" : "hr", 0.9F,
           of_key                      ? "codes of illnesses, beside the key of a patient"
           : name == know.health_class ? "header of health matters, beside persons"
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
