#include "people/ids.h"

#include <gtest/gtest.h>

#include "detect/rules.h"

namespace constat {
namespace {

TypeInfo type_of(std::string_view name, Category category) {
  TypeInfo info;
  info.name = name;
  info.category = category;
  return info;
}

TEST(Ids, ArePersonsNotCompaniesNorFamilies) {
  struct Case {
    std::string_view name;
    Category category;
    bool want;
  };
  constexpr Case cases[] = {
      {"us_ssn", Category::government_id, true},  {"fr_nir", Category::government_id, true},
      {"us_ein", Category::government_id, false}, {"in_gstin", Category::government_id, false},
      {"uk_nhs", Category::health, true},         {"medical_record_number", Category::health, true},
      {"us_npi", Category::health, false},        {"health_insurance_id", Category::health, false},
      {"health", Category::health, false},        {"student_id", Category::identity, true},
      {"customer_id", Category::identity, true},  {"email_address", Category::contact, false}};
  for (const Case& one : cases) EXPECT_EQ(numbers_a_person(type_of(one.name, one.category)), one.want) << one.name;
}

// Names that no rule has would be words without effect.
TEST(Ids, AreTypesThatRulesState) {
  const auto rules = load_rules({std::string(CONSTAT_SOURCE_DIR) + "/rules"});
  ASSERT_TRUE(rules) << rules.error().what;
  std::size_t without = 0;
  std::size_t others = 0;
  std::string before;
  for (const Rule& rule : rules->rules) {
    if (rule.type_name == before) continue;
    before = rule.type_name;
    without += has_check_digit(rule.type_name) ? 0 : 1;
    others += numbers_a_person(type_of(rule.type_name, Category::other)) ? 1 : 0;
  }
  EXPECT_GE(without, 27U);
  EXPECT_GE(others, 5U);
  EXPECT_FALSE(has_check_digit("us_ssn"));
  EXPECT_FALSE(has_check_digit("customer_id"));
  EXPECT_TRUE(given_by_house("customer_id"));
  EXPECT_TRUE(has_check_digit("fr_nir"));
}

}  // namespace
}  // namespace constat
