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

// What the labels of a first column say, gathered row by row.
struct Labels {
  std::size_t known = 0;            // Known labels,
  std::vector<HeaderClass> strong;  // and what the strong ones among them name, once each.

  void add(const Knowledge& know, std::string_view label) {
    const HeaderMeaning meaning = know.headers.read(label);
    if (meaning.count == 0 || !meaning.readings[0].whole) return;
    ++known;
    const HeaderClass name = meaning.readings[0].name;
    if (meaning.readings[0].strong && name != know.other && std::ranges::find(strong, name) == strong.end())
      strong.push_back(name);
  }
};

bool may_be_label(std::string_view text) { return text.size() <= 60 && !looks_like_data(text); }

// One value a row, labels for half of them, two that say what they are by themselves.
bool is_form(const Knowledge& know, const Sample& sample) {
  if (sample.size() < 2 || sample.size() > form_rows_max) return false;
  Labels labels;
  std::size_t judged = 0;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    const std::string_view label = sample.text(row, 0);
    std::size_t filled = 0;
    for (std::size_t column = 1; column < sample.width(row); ++column)
      filled += sample.text(row, column).empty() ? 0 : 1;
    if (filled > 1) return false;
    if (label.empty() || filled == 0) continue;
    ++judged;
    if (may_be_label(label)) labels.add(know, label);
  }
  return judged >= 2 && labels.known * 2 >= judged && labels.strong.size() >= 2;
}

// A table on its side: labels in the first column, two in three of them known, and a person a column.
bool is_across(const Knowledge& know, const Sample& sample) {
  constexpr std::size_t rows_max = 60;
  if (sample.size() < 2 || sample.size() > rows_max) return false;
  Labels labels;
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    if (sample.width(row) < 3) return false;
    sample.cells_of(row, cells);
    if (is_header(know.headers, cells)) return false;
    const std::string_view label = sample.text(row, 0);
    if (label.empty() || !may_be_label(label)) return false;
    labels.add(know, label);
  }
  return labels.known * 3 >= sample.size() * 2 && labels.strong.size() >= 2;
}

}  // namespace

bool decide_form(const Deciding& deciding, const Sample& sample, TypedColumns& decided) {
  const Knowledge& know = deciding.know;
  const bool across = !is_form(know, sample);
  if (across && !is_across(know, sample)) return false;
  TypedColumns made;
  made.beside.form = true;
  made.beside.across = across;
  made.form_rows.resize(sample.size());
  std::vector<std::vector<std::string_view>> values(sample.size());
  std::vector<std::size_t> value_columns(sample.size(), 0);  // Of each row's first value.
  std::size_t agree = 0;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    for (std::size_t at = 1; at < sample.width(row); ++at) {
      const std::string_view value = sample.text(row, at);
      if (value.empty() || (across && is_blank_value(value))) continue;
      if (values[row].empty()) value_columns[row] = at;
      values[row].push_back(value);
    }
    if (values[row].empty()) continue;
    Column& column = made.form_rows[row];
    column.header = std::string(sample.text(row, 0));
    const Profile profile = profile_of(values[row]);
    const HeaderMeaning meaning = know.headers.read(column.header);
    type_column({know, meaning, profile, values[row], {}, made.beside}, column);
    column.why = (across ? "label of a row: " : "label of a form: ") + column.why;
    made.beside.form_person = made.beside.form_person || column.kind == Kind::person || column.kind == Kind::first_name;
    const bool told = column.confidence >= reported_min && column.kind != Kind::text;
    agree += told && column.kind != Kind::skip ? 1 : 0;
  }
  // On its side, two rows' values must be what their labels say: else it is a table of counts under such words.
  if (across && agree < 2) return false;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    const Column& column = made.form_rows[row];
    if (column.confidence < reported_min || column.kind == Kind::text) continue;
    const std::size_t at = across ? 0 : value_columns[row];
    deciding.found.column_typed(static_cast<std::uint32_t>(at + 1), column.header, column.type_name, column.confidence,
                                column.why);
  }
  settle_accounts(know, made.beside, made.form_rows);
  settle_others(deciding.types, made.form_rows);
  settle_phones(deciding.types, made.form_rows,
                [&](std::size_t row, std::vector<std::string_view>& of_row) { of_row = values[row]; });
  for (Column& column : made.form_rows) {
    column.part_of_name = false;  // A form's names stand in cells of their own.
    finish(deciding.calibration, column);
  }
  decided = std::move(made);
  return true;
}

}  // namespace constat::tables
