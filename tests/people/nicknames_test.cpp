#include "people/nicknames.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Nicknames, StandForOneAnother) {
  for (const auto& [a, b] : {std::pair("robert", "bob"),
                             {"bob", "rob"},
                             {"margaret", "peggy"},
                             {"marguerite", "margot"},
                             {"frederic", "fred"},
                             {"elizabeth", "beth"},
                             {"jean-pierre", "jp"}}) {
    EXPECT_TRUE(are_nicknames(a, b)) << a << " " << b;
    EXPECT_TRUE(are_nicknames(b, a)) << b << " " << a;
  }
  for (const auto& [a, b] : {std::pair("robert", "william"), {"jane", "john"}, {"xqz", "bob"}, {"", ""}}) {
    EXPECT_FALSE(are_nicknames(a, b)) << a << " " << b;
  }
  EXPECT_FALSE(nickname_groups("bob").empty());
  EXPECT_TRUE(nickname_groups("nobody's").empty());
}

}  // namespace
}  // namespace constat
