// Columns of telephone numbers.
#include <algorithm>
#include <vector>

#include "detect/phone_home.h"
#include "detect/tables/column_rules.h"
#include "detect/tables/neighbours.h"
#include "detect/tables/phones.h"

namespace constat::tables {

bool type_as_phone_by_header(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  const float rate = share(evidence.profile.phones, evidence.profile.count);
  if (rate >= 0.5F) {
    set_type(column, Kind::phone, know.phone, "phone_number", 0.95F,
             "header of telephone numbers; " + percent(rate) + " of the values have their shape");
    return true;
  }
  return false;
}

bool type_as_phone_by_values(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  if (share(evidence.profile.phones_marked, evidence.profile.count) >= 0.9F && evidence.profile.count >= 2 &&
      evidence.profile.distinct * 2 >= evidence.profile.count) {
    set_type(column, Kind::phone, know.phone, "phone_number", evidence.profile.count >= 5 ? 0.85F : 0.7F,
             "the values are written as telephone numbers");
    return true;
  }
  return false;
}

void settle_phones(const Types& types, std::vector<Column>& columns, const ValuesOf& values_of) {
  if (std::ranges::none_of(columns, [](const Column& column) { return column.kind == Kind::phone; })) return;
  constexpr std::uint32_t id_worth = 12;  // A whole column of one country's ids.
  constexpr std::size_t asked_max = 24;
  PhoneHome home;
  std::vector<std::string_view> values;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const Column& column = columns[index];
    home.add_words(column.header);
    const bool id = column.kind == Kind::id;
    const bool account = id && column.id->type == "iban";
    const bool mailbox = id && column.id->type == "email_address";
    if (id && !account && !mailbox) {
      const TypeInfo& type = types.at(column.type);
      if (type.category == Category::government_id) home.add_country(type.jurisdiction, id_worth);
      continue;
    }
    if (!account && !mailbox && column.part != Part::country && column.kind != Kind::phone) continue;
    values_of(index, values);
    for (const std::string_view cell : std::span(values).first(std::min(values.size(), asked_max))) {
      if (account) {
        home.add_country(cell.substr(0, 2));
      } else if (mailbox) {
        home.add_mailbox(cell);
      } else if (column.kind == Kind::phone) {
        home.add_number(cell);
      } else if (const PhonePlan* const plan = plan_of_country(cell); plan != nullptr) {
        home.add_country(plan->region);
      }
    }
  }
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (columns[index].kind != Kind::phone) continue;
    values_of(index, values);
    std::erase_if(values, [](std::string_view cell) { return !phone_shape(cell, shape_of(cell)); });
    columns[index].plan = plan_of_region(home.choose(values));
  }
}

}  // namespace constat::tables
