// Columns of birth dates; and of other dates, which are nobody's.
#include <algorithm>

#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"

namespace constat::tables {
namespace {

// Beside persons and without a header: dates that differ, from many years, all of them of grown people and none of
// recent times, as hirings and orders are. By years, not by the clock: the same evidence, the same findings.
bool reads_as_births(const Evidence& evidence) {
  const Profile& profile = evidence.profile;
  constexpr int first_year = 1925;
  constexpr int last_year = 2006;
  if (!evidence.beside.person || profile.count < 3 || profile.distinct * 10 < profile.count * 9) return false;
  int least = last_year;
  int most = first_year;
  int sum = 0;
  for (const std::string_view cell : evidence.values) {
    int year = 0;
    for (std::size_t at = 0; at + 4 <= cell.size() && year == 0; ++at) {
      if (!is_year(cell.substr(at, 4)) || (at > 0 && is_digit(cell[at - 1]))) continue;
      if (at + 4 < cell.size() && is_digit(cell[at + 4]) && at != 0) continue;
      year = (cell[at] - '0') * 1000 + (cell[at + 1] - '0') * 100 + (cell[at + 2] - '0') * 10 + (cell[at + 3] - '0');
    }
    if (year < first_year || year > last_year) return false;
    least = std::min(least, year);
    most = std::max(most, year);
    sum += year;
  }
  const auto count = static_cast<int>(evidence.values.size());
  return most - least >= 5 && sum / count <= 1990 && most - least <= 75;
}

}  // namespace

namespace {

// "Sire", "Dam", "Breed", "Ear tag" beside: horses, dogs and cattle are born too.
bool rows_are_animals(const Evidence& evidence) {
  constexpr std::string_view words[] = {"sire",  "dam",      "breed",     "ear tag",   "eartag", "horse",   "dog",
                                        "cat",   "cow",      "herd",      "stallion",  "mare",   "species", "animal",
                                        "pet",   "pet name", "animal id", "pedigree",  "kennel", "rasse",   "tier",
                                        "pferd", "hund",     "ohrmarke",  "zuchtbuch", "raza",   "razza",   "espece"};
  return headed_by(evidence, words);
}

}  // namespace

bool type_as_birth_by_header(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  if (know.birth_check == nullptr) return false;
  std::size_t valid = 0;
  for (const std::string_view cell : evidence.values) {
    valid += know.birth_check->check(date_part(cell)) != Validity::invalid ? 1 : 0;
  }
  float rate = share(valid, evidence.profile.count);
  if (rate < 0.9F && evidence.profile.with_letters == 0) {
    column.birth_form = birth_form(evidence.values);
    if (column.birth_form != BirthForm::written) rate = 1.0F;
  }
  if (rate >= 0.5F) {
    constexpr float of_animals = 0.3F;
    set_type(column, Kind::birth_date, know.birth_date, "date_of_birth",
             rows_are_animals(evidence) ? of_animals : 0.96F,
             "header of birth dates; " + percent(rate) + " of the values are dates in a life's span");
    return true;
  }
  return false;
}

bool type_as_dates(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  if (know.date_check == nullptr || evidence.profile.at_signs != 0 || evidence.profile.long_cells != 0) return false;
  std::size_t dates = 0;
  for (const std::string_view cell : evidence.values) {
    dates += know.date_check->check(date_part(cell)) != Validity::invalid && cell.size() <= 30 ? 1 : 0;
  }
  if (dates == evidence.profile.count) {
    if (evidence.meaning.blank && reads_as_births(evidence)) {
      set_type(column, Kind::birth_date, know.birth_date, "date_of_birth", 0.7F,
               "dates of several years that adults are born in, beside names, no header");
      if (column.kind != Kind::text) return true;
    }
    column.kind = Kind::skip;
    return true;
  }
  return false;
}

}  // namespace constat::tables
