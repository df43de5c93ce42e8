#include "detect/us_states.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(UsStates, AreKnownByTheirWholeNamesInAnyCase) {
  EXPECT_EQ(us_state_of("New York"), "NY");
  EXPECT_EQ(us_state_of("WEST VIRGINIA"), "WV");
  EXPECT_EQ(us_state_of("virginia"), "VA");
  EXPECT_EQ(us_state_of("District of Columbia"), "DC");
  for (const std::string_view name : {"", "NY", "York", "New", "New York City", "Perth", "virginia|"}) {
    EXPECT_EQ(us_state_of(name), "") << name;
  }
}

}  // namespace
}  // namespace constat
