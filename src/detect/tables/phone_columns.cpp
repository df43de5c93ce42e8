// Columns of telephone numbers.
#include "detect/tables/column_rules.h"
#include "detect/tables/phones.h"

namespace constat::tables {

bool type_as_phone_by_header(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  const float rate = share(evidence.profile.phones, evidence.profile.count);
  if (rate >= 0.5F) {
    set_type(column, Kind::phone, know.phone, "phone_number", 0.95F,
             "header of telephone numbers; " + percent(rate) + " of the values have their shape");
    column.plan = plan_of_values(evidence.values);
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
    column.plan = plan_of_values(evidence.values);
    return true;
  }
  return false;
}

}  // namespace constat::tables
