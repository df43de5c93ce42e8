#include "assess/exposure.h"

#include <gtest/gtest.h>

#include "support/exposed.h"
#include "support/temporary.h"

namespace constat {
namespace {

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
