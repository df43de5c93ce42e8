// The order in which the rules are asked of a column.
#include <algorithm>

#include "detect/tables/column_rules.h"

namespace constat::tables {
namespace {

// What the header says, if the values agree.
bool type_by_header(const Evidence& evidence, const HeaderMeaning::Reading& reading, Column& column) {
  const Knowledge& know = evidence.know;
  const HeaderClass name = reading.name;
  if (const int id = know.id_of_class[name]; id >= 0) {
    return type_as_id_by_header(evidence, reading, static_cast<std::size_t>(id), column);
  }
  if (name == know.national_id) return type_as_persons_id(evidence, std::size(id_types), reading.strong, column);
  if (name == know.phone_number) return type_as_phone_by_header(evidence, column);
  if (name == know.date_of_birth) return type_as_birth_by_header(evidence, column);
  if (name == know.health_class || name == know.hr_class) return type_as_health_or_hr(evidence, reading, column);
  if (name == know.special_class) return type_as_special_category(evidence, reading.strong, column);
  if (name == know.salary_class) return type_as_pay(evidence, reading.strong, column);
  if (name == know.hash_class) return type_as_hash(evidence, reading.strong, column);
  if (name == know.password_class) return type_as_password(evidence, reading.strong, column);
  if (name == know.api_key_class || name == know.token_class) return type_as_key(evidence, reading, column);
  return false;
}

bool header_reads(const HeaderMeaning& meaning, HeaderClass name) {
  bool strong = false;
  return header_is(meaning, name, strong);
}

// What the values say, whatever the header; it may speak against them.
void type_by_values(const Evidence& evidence, Column& column) {
  const Profile& profile = evidence.profile;
  if (type_as_marked_hash(evidence, column) || type_as_id_by_values(evidence, column)) return;
  const Against against = header_against(evidence.meaning, evidence.know);
  if (!against.other && !against.foreign && type_as_phone_by_values(evidence, column)) return;
  if (against.other && share(profile.numbers, profile.count) > 0.9F && profile.long_cells == 0) {
    column.kind = Kind::skip;
  }
}

}  // namespace

void type_name_or_address(const Evidence& evidence, Column& column) {
  if (evidence.profile.count == 0) return;
  if (type_as_address_by_header(evidence, column) || type_as_name(evidence, column)) return;
  type_as_address_by_values(evidence, column);
}

void type_column(const Evidence& evidence, Column& column) {
  const HeaderMeaning& meaning = evidence.meaning;
  const Profile& profile = evidence.profile;
  if (profile.count == 0) {
    column.kind = Kind::text;
    return;
  }
  if (evidence.beside.form) {
    type_name_or_address(evidence, column);
    if ((column.kind == Kind::first_name || column.kind == Kind::last_name) && column.confidence == 0.4F) {
      column.kind = Kind::text;
    }
    if (column.kind == Kind::address_part) column.kind = Kind::text;
    if (column.kind != Kind::text) return;
  }
  if (!evidence.beside.form && is_pay_under_review(evidence, column) && type_as_pay(evidence, true, column)) return;
  if (column.pay_above && evidence.beside.persons() && type_as_pay(evidence, true, column)) return;
  for (std::size_t index = 0; index < meaning.count; ++index) {
    if (meaning.readings[index].name == evidence.know.other) {
      if (meaning.readings[index].whole && type_as_logins_digest(evidence, column)) return;
      break;
    }
    // "Member ID" is a shop's number, and in a table of a health plan the plan's.
    if (evidence.beside.insurance && meaning.readings[index].name == evidence.know.customer &&
        header_reads(meaning, evidence.know.insurance)) {
      continue;
    }
    if (type_by_header(evidence, meaning.readings[index], column)) return;
  }
  if (type_as_reason(evidence, column)) return;
  type_by_values(evidence, column);
  if (column.kind != Kind::text || type_as_dates(evidence, column)) return;
  if (share(profile.numbers, profile.count) > 0.98F && profile.long_cells == 0) {
    // Numbers too short for an id, dates, amounts: no cell can hold anything the engine would state with reason.
    std::size_t longer = 0;
    for (std::size_t size = 7; size < profile.compact.size(); ++size) longer += profile.compact[size];
    if (longer == 0) column.kind = Kind::skip;
  }
}

}  // namespace constat::tables
