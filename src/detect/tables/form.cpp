// Forms lying down: labels in the first column, values beside them.
#include <algorithm>
#include <utility>
#include <vector>

#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"
#include "detect/tables/decide.h"
#include "detect/tables/header_row.h"
#include "detect/tables/neighbours.h"
#include "detect/tables/profile.h"

namespace constat::tables {
namespace {

constexpr std::size_t form_rows_max = 400;

// One value a row, labels for half of them, two that say what they are by themselves.
bool is_form(const Knowledge& know, const Sample& sample) {
  if (sample.size() < 2 || sample.size() > form_rows_max) return false;
  std::size_t labels = 0;
  std::size_t strong = 0;
  std::size_t judged = 0;
  std::vector<HeaderClass> seen;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    const std::string_view label = sample.text(row, 0);
    std::size_t filled = 0;
    for (std::size_t column = 1; column < sample.width(row); ++column)
      filled += sample.text(row, column).empty() ? 0 : 1;
    if (filled > 1) return false;
    if (label.empty() || filled == 0) continue;
    ++judged;
    if (label.size() > 60 || looks_like_data(label)) continue;
    const HeaderMeaning meaning = know.headers.read(label);
    if (meaning.count == 0 || !meaning.readings[0].whole) continue;
    ++labels;
    if (!meaning.readings[0].strong) continue;
    if (std::find(seen.begin(), seen.end(), meaning.readings[0].name) == seen.end()) {
      seen.push_back(meaning.readings[0].name);
      if (meaning.readings[0].name != know.other) ++strong;
    }
  }
  return judged >= 2 && labels * 2 >= judged && strong >= 2;
}

// A table on its side: labels in the first column, two in three of them known, and a person a column.
bool is_across(const Knowledge& know, const Sample& sample) {
  constexpr std::size_t rows_max = 60;
  if (sample.size() < 2 || sample.size() > rows_max) return false;
  std::size_t labels = 0;
  std::vector<HeaderClass> strong;
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    if (sample.width(row) < 3) return false;
    sample.cells_of(row, cells);
    if (is_header(know.headers, cells)) return false;
    const std::string_view label = sample.text(row, 0);
    if (label.empty() || label.size() > 60 || looks_like_data(label)) return false;
    const HeaderMeaning meaning = know.headers.read(label);
    if (meaning.count == 0 || !meaning.readings[0].whole) continue;
    ++labels;
    const HeaderClass name = meaning.readings[0].name;
    if (meaning.readings[0].strong && name != know.other && std::ranges::find(strong, name) == strong.end())
      strong.push_back(name);
  }
  return labels * 3 >= sample.size() * 2 && strong.size() >= 2;
}

// Whether two rows' values are what their labels say: else it is a table of counts under such words.
bool decide_across(const Deciding& deciding, const Sample& sample, TypedColumns& decided) {
  const Knowledge& know = deciding.know;
  if (!is_across(know, sample)) return false;
  TypedColumns made;
  made.beside.form = made.beside.across = true;
  made.form_rows.resize(sample.size());
  std::vector<std::vector<std::string_view>> values(sample.size());
  std::size_t agree = 0;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    Column& column = made.form_rows[row];
    column.header = std::string(sample.text(row, 0));
    for (std::size_t at = 1; at < sample.width(row); ++at) {
      if (const std::string_view value = sample.text(row, at); !is_blank_value(value)) values[row].push_back(value);
    }
    if (values[row].empty()) continue;
    const Profile profile = profile_of(values[row]);
    type_column({know, know.headers.read(column.header), profile, values[row], {}, made.beside}, column);
    made.beside.form_person = made.beside.form_person || column.kind == Kind::person || column.kind == Kind::first_name;
    const bool told = column.confidence >= reported_min && column.kind != Kind::text && column.kind != Kind::skip;
    agree += told ? 1 : 0;
    column.why = "label of a row: " + column.why;
  }
  if (agree < 2) return false;
  for (const Column& column : made.form_rows) {
    if (column.confidence < reported_min || column.kind == Kind::text) continue;
    deciding.found.column_typed(1, column.header, column.type_name, column.confidence, column.why);
  }
  settle_accounts(know, made.beside, made.form_rows);
  settle_others(deciding.types, made.form_rows);
  settle_phones(deciding.types, made.form_rows,
                [&](std::size_t row, std::vector<std::string_view>& of_row) { of_row = values[row]; });
  for (Column& column : made.form_rows) {
    column.part_of_name = false;
    finish(deciding.calibration, column);
  }
  decided = std::move(made);
  return true;
}

}  // namespace

bool decide_form(const Deciding& deciding, const Sample& sample, TypedColumns& decided) {
  const Knowledge& know = deciding.know;
  if (!is_form(know, sample)) return decide_across(deciding, sample, decided);
  decided.beside.form = true;
  decided.form_rows.resize(sample.size());
  for (std::size_t row = 0; row < sample.size(); ++row) {
    std::size_t value_column = 0;
    for (std::size_t column = 1; column < sample.width(row) && value_column == 0; ++column) {
      if (!sample.text(row, column).empty()) value_column = column;
    }
    if (value_column == 0) continue;
    Column& column = decided.form_rows[row];
    column.header = std::string(sample.text(row, 0));
    const std::string_view value = sample.text(row, value_column);
    const Profile profile = profile_of({&value, 1});
    const HeaderMeaning meaning = know.headers.read(column.header);
    type_column({know, meaning, profile, {&value, 1}, {}, decided.beside}, column);
    column.why = "label of a form: " + column.why;
    decided.beside.form_person =
        decided.beside.form_person || column.kind == Kind::person || column.kind == Kind::first_name;
    if (column.confidence >= reported_min && column.kind != Kind::text) {
      deciding.found.column_typed(static_cast<std::uint32_t>(value_column + 1), column.header, column.type_name,
                                  column.confidence, column.why);
    }
  }
  settle_accounts(know, decided.beside, decided.form_rows);
  settle_others(deciding.types, decided.form_rows);
  settle_phones(deciding.types, decided.form_rows, [&](std::size_t row, std::vector<std::string_view>& values) {
    values.clear();
    for (std::size_t column = 1; column < sample.width(row) && values.empty(); ++column) {
      if (!sample.text(row, column).empty()) values.push_back(sample.text(row, column));
    }
  });
  for (Column& column : decided.form_rows) {
    column.part_of_name = false;  // A form's names stand in cells of their own.
    finish(deciding.calibration, column);
  }
  return true;
}

}  // namespace constat::tables
