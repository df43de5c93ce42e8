#include "people/joins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace constat {
namespace {

JoinMention mention(std::vector<JoinValue> ids, std::vector<std::string> emails, std::string name = "",
                    std::string birth = "", std::string address = "") {
  return {std::move(ids), std::move(emails), std::move(name), std::move(birth), std::move(address)};
}

TEST(Joins, TellTheKeysThatBringMentionsTogetherTheStrongestFirst) {
  const std::vector<JoinMention> mentions = {
      mention({{"us_ssn", "003214470", true}}, {}, "thomas okafor"),
      mention({{"us_ssn", "3214470", true}}, {"thomas@example.org"}, "tom okafor", "19790621"),
      mention({}, {"thomas@example.org"}, "thomas okafor", "19790621"),
      mention({}, {}, "okafor tom", "1979-06-21"),
      mention({}, {}, "thomas okafor"),
  };
  std::vector<std::uint32_t> groups;
  const std::vector<Join> joins = joins_of(mentions, groups);
  ASSERT_EQ(joins.size(), 3U);
  EXPECT_EQ(joins[0].kind, JoinKind::id);
  EXPECT_EQ(joins[0].type, "us_ssn");
  EXPECT_THAT(joins[0].mentions, testing::ElementsAre(0, 1)) << "the zeros that a spreadsheet took";
  EXPECT_EQ(joins[1].kind, JoinKind::email);
  EXPECT_THAT(joins[1].mentions, testing::ElementsAre(1, 2));
  EXPECT_EQ(joins[2].kind, JoinKind::name_and_birth);
  EXPECT_THAT(joins[2].mentions, testing::ElementsAre(1, 3)) << "names in either order";
  EXPECT_THAT(groups, testing::ElementsAre(0, 0, 0, 0, 4)) << "a name alone is no key";
  EXPECT_GT(strength_of(JoinKind::id), strength_of(JoinKind::name_and_address));
}

TEST(Joins, AKeyThatBringsNothingNewTogetherIsNotTold) {
  const std::vector<JoinMention> mentions = {
      mention({{"us_ssn", "512486193", true}}, {"jane@example.org"}),
      mention({{"us_ssn", "512486193", true}}, {"jane@example.org"}),
  };
  std::vector<std::uint32_t> groups;
  EXPECT_EQ(joins_of(mentions, groups).size(), 1U);
  EXPECT_TRUE(joins_of({}, groups).empty());
}

}  // namespace
}  // namespace constat
