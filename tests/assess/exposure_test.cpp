#include "assess/exposure.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "detect/rules.h"
#include "support/exposed.h"
#include "support/temporary.h"

namespace constat {
namespace {

// Found by fuzz/assess_fuzz.cpp: the parser of TOML is not asked about what it has no answer to.
TEST(Exposure, ElementsThatAreNoTomlAreRefused) {
  const TemporaryFolder folder;
  for (const char* const text : {"[[element]]\nname = \"a\"\n\u00e9 = 1\n", "\xFF", "[\n", ""}) {
    EXPECT_FALSE(Elements::load(folder.file("elements.toml", text))) << text;
  }
}

TEST(Exposure, ResidencesHaveOneSpelling) {
  struct Case {
    std::string_view country, state, want_country, want_state;
  };
  constexpr Case cases[] = {
      {"US", "CA", "US", "CA"}, {"", "CA", "US", "CA"}, {"US", "", "US", ""},
      {"PR", "", "US", "PR"},   {"GP", "", "FR", ""},   {"NC", "", "FR", ""},
      {"UK", "", "GB", ""},     {"FR", "CA", "FR", ""}, {"", "", "", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(residence_of(c.country, c.state), (Residence{std::string(c.want_country), std::string(c.want_state)}))
        << c.country << " " << c.state;
  }
}

TEST(Exposure, CountsPersonsWhoseExposureIsTheSame) {
  const Elements elements = test_elements();
  ExposedList list;
  list.add(3, "US", "CA", {"us_ssn", "person_name", "mac_address"});
  list.add(2, "US", "CA", {"person_name", "us_ssn"});
  list.add(1, "", "", {"email_address"});
  const auto exposure = gather_exposure(list, elements);
  ASSERT_TRUE(exposure);
  EXPECT_EQ(exposure->persons, 6);
  ASSERT_EQ(exposure->groups.size(), 2U);
  EXPECT_EQ(exposure->groups[0].residence.country, "");
  EXPECT_EQ(exposure->groups[1].persons, 5) << "the order of the types does not matter, nor what no statute names";
  EXPECT_NE(exposure->groups[1].elements & elements.of_everybody(), 0U);
}

// A word of a statute that no detector's type stands for would never oblige anybody, in silence.
TEST(Exposure, EveryTypeOfAnElementIsOneThatARuleStates) {
  const auto rules = load_rules({std::string(CONSTAT_SOURCE_DIR) + "/rules"});
  ASSERT_TRUE(rules) << rules.error().what;
  std::set<std::string> stated;
  for (const Rule& rule : rules->rules) stated.insert(rule.type_name);
  std::ifstream in(std::string(CONSTAT_SOURCE_DIR) + "/data/assess/elements.toml");
  std::size_t seen = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("types = ")) continue;
    for (std::size_t at = line.find('"'); at != std::string::npos; at = line.find('"', at + 1)) {
      const std::size_t end = line.find('"', at + 1);
      const std::string type = line.substr(at + 1, end - at - 1);
      EXPECT_TRUE(stated.contains(type)) << type;
      ++seen;
      at = end;
    }
  }
  EXPECT_GT(seen, 30U);
}

TEST(Exposure, HealthAndAccountsAreTheStatutesWords) {
  const Elements elements = test_elements();
  const auto is = [&](std::string_view type, std::string_view element) {
    return (elements.of_type(type) >> *elements.find(element) & 1U) != 0;
  };
  EXPECT_TRUE(is("health", "medical") && is("health", "phi"));
  EXPECT_TRUE(is("medical_record_number", "medical"));
  EXPECT_TRUE(is("health_insurance_id", "health_insurance"));
  EXPECT_TRUE(is("special_category", "special_category") && is("health", "special_category"));
  EXPECT_TRUE(is("uk_bank_account", "account_number"));
  EXPECT_TRUE(is("username", "username"));
  EXPECT_TRUE(is("security_answer", "security_answer"));
  EXPECT_TRUE(is("card_security_code", "access_code"));
}

TEST(Exposure, ElementsThatAreWrongAreAnError) {
  const TemporaryFolder folder;
  EXPECT_FALSE(Elements::load(folder.path() + "/absent.toml"));
  for (const char* const bad : {"", "[[element]]\nname = \"x\"", "[[element]]\nname = \"x\"\nen = \"x\"\nfr = \"x\"",
                                "[[element]]\nname = \"x\"\nen = \"x\"\nfr = \"x\"\ntypes = [1]"}) {
    EXPECT_FALSE(Elements::load(folder.file("e.toml", bad))) << bad;
  }
  const std::string one = "[[element]]\nname = \"x\"\nen = \"x\"\nfr = \"x\"\ntypes = [\"t\"]\n";
  EXPECT_TRUE(Elements::load(folder.file("e.toml", one)));
  EXPECT_FALSE(Elements::load(folder.file("e.toml", one + one))) << "twice";
}

}  // namespace
}  // namespace constat
