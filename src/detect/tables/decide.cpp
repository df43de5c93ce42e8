#include "detect/tables/decide.h"

#include <algorithm>

#include "detect/tables/column_rules.h"
#include "detect/tables/neighbours.h"
#include "detect/tables/profile.h"
#include "detect/whose.h"

namespace constat::tables {
namespace {

constexpr std::size_t columns_max = 16'384;

bool is_name_or_address(const Column& column) {
  return is_name(column.kind) || column.kind == Kind::street || column.kind == Kind::address_part;
}

// Its header says that it holds something else than persons' names, though it is of a text.
bool is_nameless(const Knowledge& know, const Column& column) {
  if (column.kind != Kind::text && column.kind != Kind::skip && column.kind != Kind::address_part &&
      column.kind != Kind::street)
    return false;
  if (column.unnamed) return true;
  const HeaderMeaning meaning = know.headers.read(column.header);
  if (meaning.count == 0 || !meaning.readings[0].strong) return false;
  const HeaderClass name = meaning.readings[0].name;
  return name == know.other || name == know.city || name == know.state || name == know.country ||
         name == know.postcode || name == know.street;
}

void gather_names(const Knowledge& know, TypedColumns& decided) {
  for (std::size_t index = 0; index < decided.columns.size(); ++index) {
    const Column& column = decided.columns[index];
    if (column.kind == Kind::first_name || column.kind == Kind::last_name) decided.names.push_back(index);
    if (column.kind != Kind::text && column.kind != Kind::skip) continue;
    const HeaderMeaning meaning = know.headers.read(column.header);
    if (meaning.count > 0 && meaning.readings[0].name == know.middle_name && whose_column(column.header).role == 0)
      decided.middle_names.push_back(index);
  }
}

}  // namespace

TypedColumns decide_columns(const Deciding& deciding, const Sample& sample, const HeaderRow& header) {
  const Knowledge& know = deciding.know;
  TypedColumns decided;
  std::vector<Column>& columns = decided.columns;
  std::size_t width = header.labels.size();
  for (std::size_t row = header.data_from; row < sample.size(); ++row) width = std::max(width, sample.width(row));
  width = std::min(width, columns_max);
  columns.resize(width);
  for (std::size_t index = 0; index < std::min(width, header.labels.size()); ++index) {
    columns[index].header = header.labels[index];
    columns[index].pay_above = index < header.pay.size() && header.pay[index];
  }
  find_pairs(columns);
  find_payments(columns);
  decided.beside.headers = company_of(header.labels);
  decided.beside.columns_of.assign(know.headers.size() + 1, 0);
  for (const Column& column : columns) {
    const HeaderMeaning meaning = know.headers.read(column.header);
    if (meaning.count != 0 && meaning.readings[0].whole) ++decided.beside.columns_of[meaning.readings[0].name];
  }
  // Two rounds: names and addresses first, because they speak for the others.
  std::vector<Profile> profiles(width);
  std::vector<std::string_view> values;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t index = 0; index < width; ++index) {
      Column& column = columns[index];
      if (round == 1 && is_name_or_address(column)) continue;
      sample.collect(index, header.data_from, values);
      if (round == 0) profiles[index] = profile_of(values);
      column.kind = Kind::text;
      const HeaderMeaning meaning = know.headers.read(column.header);
      const Evidence evidence{know, meaning, profiles[index], values, columns, decided.beside};
      if (round == 0) {
        type_name_or_address(evidence, column);
      } else {
        type_column(evidence, column);
      }
    }
    if (round == 0) {
      settle_names(columns, decided.beside);
      look_around(know, sample, header, columns, decided.beside);
    }
  }
  settle_spread(know, sample, header.data_from, decided);
  settle_addresses(know, sample, header.data_from, decided);
  settle_passwords(know, sample, header.data_from, deciding.names_passwords, columns);
  settle_usernames(know, sample, header.data_from, columns);
  settle_accounts(know, decided.beside, columns);
  decided.parties = settle_others(deciding.types, columns);
  settle_side_by_side(know, sample, header.data_from, columns);
  settle_parts_of_names(columns);
  std::vector<std::string> wholes;
  settle_phones(deciding.types, columns, [&](std::size_t index, std::vector<std::string_view>& of_column) {
    sample.collect(index, header.data_from, of_column);
    if (columns[index].spread >= decided.spread.size()) return;
    join_column(sample, header.data_from, decided.spread[columns[index].spread], wholes);
    of_column.assign(wholes.begin(), wholes.end());
  });
  for (Column& column : columns) column.nameless = is_nameless(know, column);
  for (std::size_t index = 0; index < width; ++index) {
    const Column& column = columns[index];
    if (column.kind == Kind::text || column.kind == Kind::skip || column.why.empty()) continue;
    deciding.found.column_typed(static_cast<std::uint32_t>(index + 1), column.header, column.type_name,
                                column.confidence, column.why);
  }
  for (Column& column : columns) finish(deciding.calibration, column);
  finish(deciding.calibration, decided.left_over_column);
  gather_names(know, decided);
  gather_addresses(decided);
  return decided;
}

void finish(const Calibration* calibration, Column& column) {
  column.worth = calibration != nullptr ? (*calibration)(column.type, column.confidence) : column.confidence;
  column.is_email = column.kind == Kind::id && column.id->type == "email_address";
  column.parts.fill(SIZE_MAX);
}

}  // namespace constat::tables
