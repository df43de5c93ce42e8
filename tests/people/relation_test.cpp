#include "people/relation.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Relation, ThePlaceOfAListTellsWhatThoseInItAreToTheOwner) {
  struct Case {
    std::string_view place, relation;
  };
  constexpr Case cases[] = {
      {"hr/payroll_2024.xlsx!/Staff", "employee"},
      {"RH/salariés/paie_mars.csv", "employee"},
      {"hr/former employees.csv", "former"},
      {"HR/Dependents of staff.csv", "dependant"},
      {"legal/contractors.csv", "contractor"},
      {"recruiting/cv/anna.pdf", "candidate"},
      {"shop/customers.sql", "customer"},
      {"clinic/patients.db!/visits", "customer"},
      {"shared/chrome/list.txt", ""},  // "hr" within a word is no personnel department.
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(relation_name(relation_of_place(c.place)), c.relation) << c.place;
}

}  // namespace
}  // namespace constat
