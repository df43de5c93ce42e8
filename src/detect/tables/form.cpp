// Forms lying down: labels in the first column, values beside them.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "detect/names.h"
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

// Where the value of a form's label stands: the first cell behind it that holds something.
std::size_t value_cell(const Sample& sample, std::size_t at, std::size_t pairs) {
  const std::size_t row = at / pairs;
  const std::size_t label = at % pairs * 2;
  std::size_t cell = label + 1;
  while (pairs == 1 && cell + 1 < sample.width(row) && sample.text(row, cell).empty()) ++cell;
  return cell;
}

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

// How many pairs of a label and its value stand side by side in each row ("Name | Jane Doe | SSN | 536-..."); 0 where
// it is none of these. As in a form: half of each pair's labels are known, and no value is a label.
std::size_t pairs_of(const Knowledge& know, const Sample& sample) {
  constexpr std::size_t pairs_max = 4;
  constexpr std::size_t rows_max = 100;
  if (sample.size() < 2 || sample.size() > rows_max) return 0;
  std::size_t width = 0;
  for (std::size_t row = 0; row < sample.size(); ++row) width = std::max(width, sample.width(row));
  const std::size_t pairs = width / 2;
  if (width % 2 != 0 || pairs < 2 || pairs > pairs_max) return 0;
  Labels all;
  std::size_t labels_as_values = 0;
  std::size_t values = 0;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    Labels labels;
    std::size_t judged = 0;
    for (std::size_t row = 0; row < sample.size(); ++row) {
      const std::string_view label = sample.text(row, 2 * pair);
      const std::string_view value = sample.text(row, 2 * pair + 1);
      if (label.empty()) {
        if (!value.empty()) return 0;
        continue;
      }
      // A title stands alone.
      if (value.empty() && pair == 0 && sample.text(row, 2).empty()) continue;
      if (!may_be_label(label)) return 0;
      ++judged;
      labels.add(know, label);
      all.add(know, label);
      if (value.empty()) continue;
      ++values;
      const HeaderMeaning meaning = know.headers.read(value);
      labels_as_values += meaning.count != 0 && meaning.readings[0].whole && meaning.readings[0].strong ? 1 : 0;
    }
    if (judged == 0 || labels.known * 2 < judged) return 0;
  }
  return all.strong.size() >= 3 && labels_as_values * 4 <= values ? pairs : 0;
}

// "Family name | Holloway" over "Given name | Margaret Ann": one name, of each person for themselves. Where a label
// comes again, another's begins.
void join_form_names(const Knowledge& know, const Sample& sample, bool across, TypedColumns& made) {
  constexpr std::size_t cells_max = 200;  // Persons of a table on its side.
  const std::size_t pairs = made.form_pairs;
  struct Parts {
    std::uint8_t other = 0;
    std::array<std::size_t, 3> rows = {SIZE_MAX, SIZE_MAX, SIZE_MAX};  // Given name, middle name, surname.
  };
  std::vector<Parts> open;
  const auto value_of = [&](std::size_t at, std::size_t cell) {
    return at == SIZE_MAX ? std::string_view() : sample.text(at / pairs, cell);
  };
  const auto cell_of = [&](std::size_t at, std::size_t cell) {
    return across || at == SIZE_MAX ? cell : value_cell(sample, at, pairs);
  };
  const auto join = [&](const Parts& parts) {
    if (parts.rows[0] == SIZE_MAX || parts.rows[2] == SIZE_MAX) return;
    const std::size_t width = across ? std::min(sample.width(parts.rows[0]), cells_max) : 2;
    for (std::size_t cell = 1; cell < width; ++cell) {
      std::string whole;
      for (const std::size_t at : parts.rows) {
        const std::string_view part = value_of(at, cell_of(at, cell));
        if (part.empty() || is_blank_value(part)) continue;
        whole.append(whole.empty() ? "" : " ").append(part);
      }
      const bool both = !is_blank_value(value_of(parts.rows[0], cell_of(parts.rows[0], cell))) &&
                        !is_blank_value(value_of(parts.rows[2], cell_of(parts.rows[2], cell)));
      if (!both || whole.find(',') != npos) continue;
      for (const std::size_t at : {parts.rows[0], parts.rows[2]}) {
        std::vector<std::string>& names = made.form_rows[at].whole_names;
        names.resize(std::max(names.size(), cell_of(at, cell) + 1));
        names[cell_of(at, cell)] = canonical_name(whole);
      }
    }
  };
  for (std::size_t at = 0; at < made.form_rows.size(); ++at) {
    const Column& column = made.form_rows[at];
    const bool given = column.kind == Kind::first_name;
    const HeaderMeaning meaning = know.headers.read(column.header);
    const bool middle = meaning.count != 0 && meaning.readings[0].name == know.middle_name;
    if (!given && !middle && column.kind != Kind::last_name) continue;
    auto parts = std::ranges::find(open, column.other, &Parts::other);
    if (parts == open.end()) {
      open.push_back({column.other, {SIZE_MAX, SIZE_MAX, SIZE_MAX}});
      parts = std::prev(open.end());
    }
    const std::size_t slot = given ? 0 : middle ? 1 : 2;
    if (parts->rows[slot] != SIZE_MAX) {
      join(*parts);
      parts->rows = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    }
    parts->rows[slot] = at;
  }
  for (const Parts& parts : open) join(parts);
}

// `side_by_side`: pairs of a label and its value in a row; 0 for one. `across`: a person a column.
bool type_form(const Deciding& deciding, const Sample& sample, std::size_t side_by_side, bool across,
               TypedColumns& decided) {
  const Knowledge& know = deciding.know;
  TypedColumns made;
  made.beside.form = true;
  made.beside.across = across;
  made.form_pairs = std::max<std::size_t>(side_by_side, 1);
  const std::size_t count = sample.size() * made.form_pairs;
  made.form_rows.resize(count);
  std::vector<std::vector<std::string_view>> values(count);
  std::vector<std::size_t> value_columns(count, 0);  // Of each label's first value.
  std::size_t agree = 0;
  for (std::size_t at = 0; at < count; ++at) {
    const std::size_t row = at / made.form_pairs;
    const std::size_t label = at % made.form_pairs * 2;
    const std::size_t behind = side_by_side != 0 ? std::min(label + 2, sample.width(row)) : sample.width(row);
    for (std::size_t cell = label + 1; cell < behind; ++cell) {
      const std::string_view value = sample.text(row, cell);
      if (value.empty() || (across && is_blank_value(value))) continue;
      if (values[at].empty()) value_columns[at] = cell;
      values[at].push_back(value);
    }
    if (values[at].empty()) continue;
    Column& column = made.form_rows[at];
    column.header = std::string(sample.text(row, label));
    const Profile profile = profile_of(values[at]);
    const HeaderMeaning meaning = know.headers.read(column.header);
    type_column({know, meaning, profile, values[at], {}, made.beside}, column);
    column.why = (across ? "label of a row: " : "label of a form: ") + column.why;
    made.beside.form_person = made.beside.form_person || column.kind == Kind::person || column.kind == Kind::first_name;
    const bool told = column.confidence >= reported_min && column.kind != Kind::text;
    agree += told && column.kind != Kind::skip ? 1 : 0;
  }
  // On its side, two rows' values must be what their labels say: else it is a table of counts under such words. So must
  // two values of pairs.
  if ((across || side_by_side != 0) && agree < 2) return false;
  for (std::size_t at = 0; at < count; ++at) {
    const Column& column = made.form_rows[at];
    if (column.confidence < reported_min || column.kind == Kind::text) continue;
    const std::size_t cell = across ? 0 : value_columns[at];
    deciding.found.column_typed(static_cast<std::uint32_t>(cell + 1), column.header, column.type_name,
                                column.confidence, column.why);
  }
  settle_accounts(know, made.beside, made.form_rows);
  settle_others(deciding.types, made.form_rows);
  settle_phones(deciding.types, made.form_rows,
                [&](std::size_t at, std::vector<std::string_view>& of_row) { of_row = values[at]; });
  join_form_names(know, sample, across, made);
  for (Column& column : made.form_rows) {
    column.part_of_name = false;  // What its names are is told with each.
    finish(deciding.calibration, column);
  }
  decided = std::move(made);
  return true;
}

}  // namespace

bool decide_form(const Deciding& deciding, const Sample& sample, TypedColumns& decided) {
  const std::size_t side_by_side = pairs_of(deciding.know, sample);
  const bool across = side_by_side == 0 && !is_form(deciding.know, sample);
  if (across && !is_across(deciding.know, sample)) return false;
  return type_form(deciding, sample, side_by_side, across, decided);
}

bool decide_told_form(const Deciding& deciding, const Sample& sample, TypedColumns& decided) {
  if (sample.empty() || sample.size() > form_rows_max) return false;
  return type_form(deciding, sample, 0, false, decided);
}

}  // namespace constat::tables
