#include <gtest/gtest.h>

#include "detect/names.h"

namespace constat {
namespace {

TEST(NameShapes, UnlistedNamesAreNeitherThingsNorOrganisations) {
  const auto loaded = NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data");
  ASSERT_TRUE(loaded);
  for (const std::string_view name : {"Bezalel Simmel", "ZIELSCHOT Tzvetan", "Ondrix van Palvaskar"}) {
    EXPECT_TRUE((*loaded)->may_be_unlisted_name(name)) << name;
  }
  for (const std::string_view other :
       {"Acme Tools Ltd", "Silver Linings", "Main Office", "Simmel", "Bezalel Simmel 4", "the house", "", "a@b.org"}) {
    EXPECT_FALSE((*loaded)->may_be_unlisted_name(other)) << other;
  }
}

TEST(NameShapes, AirlinesWriteTheSurnameFirst) {
  std::size_t written_bytes = 0;
  EXPECT_EQ(airline_name("SIMMEL/BEZALEL MR", written_bytes), "BEZALEL SIMMEL");
  EXPECT_EQ(written_bytes, 14U);
  EXPECT_EQ(airline_name("O'HARA/ANN-MARIE", written_bytes), "ANN-MARIE O'HARA");
  for (const std::string_view other : {"and/or", "12/04/1970", "/usr/bin", "A/B", "SIMMEL", ""}) {
    EXPECT_EQ(airline_name(other, written_bytes), "") << other;
  }
}

}  // namespace
}  // namespace constat
