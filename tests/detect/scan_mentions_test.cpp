#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ScanMentions : public test::EngineTest {};

TEST_F(ScanMentions, OneSpanHasOneType) {
  const auto found = detect("IBAN FR14 2004 1010 0505 0001 3M02 606 and card 4539 1488 0343 6467");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].type, "iban");
  EXPECT_EQ(found[0].canonical, "FR1420041010050500013M02606");
  EXPECT_EQ(found[1].type, "credit_card");
  EXPECT_EQ(found[1].canonical, "4539148803436467");
}

TEST_F(ScanMentions, TheItemsOfAListOverSeveralLinesAreOneMentionEach) {
  const auto found =
      detect("staff:\n- name: Silas Greenway\n  ssn: \"552-22-7802\"\n- name: Jane Miller\n  ssn: \"219-48-6193\"\n");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_NE(found[0].mention, found[2].mention);
}

TEST_F(ScanMentions, AMailHeaderGivesNameAndAddressOneMention) {
  const std::string text = "Jane Doe <jane@example.org>, \"Roe, Richard\" <richard@example.org>";
  const auto found = detect(Passage::whole(text, "From", 0, PassageKind::mail_address));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].type, "person_name");
  EXPECT_EQ(found[0].value, "Jane Doe");
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].value, "Roe, Richard");
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_NE(found[0].mention, found[2].mention);
}

}  // namespace
}  // namespace constat
