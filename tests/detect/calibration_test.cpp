#include "detect/calibration.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

Types some_types() {
  Types types;
  types.add({"us_ssn", Category::government_id, "US", MaskStyle::middle});
  types.add({"fr_nir", Category::government_id, "FR", MaskStyle::middle});
  types.add({"salary", Category::hr, "", MaskStyle::full});
  return types;
}

TEST(Calibration, ATypeHasItsCurveElseItsCategoryElseTheWhole) {
  const auto calibration = Calibration::parse(
      "# "
      "class\traw\tprobability\nus_ssn\t0.30\t0.10\nus_ssn\t0.70\t0.90\t12\t11\n*government_id\t0.70\t0.80\n*\t0.70\t0."
      "60\n",
      some_types());
  ASSERT_TRUE(calibration);
  EXPECT_NEAR((*calibration)(0, 0.30F), 0.10, 0.001);
  EXPECT_NEAR((*calibration)(0, 0.50F), 0.50, 0.001) << "between its knots";
  EXPECT_NEAR((*calibration)(0, 0.85F), 0.95, 0.001) << "on the way to 1";
  EXPECT_NEAR((*calibration)(1, 0.70F), 0.80, 0.001);
  EXPECT_NEAR((*calibration)(2, 0.70F), 0.60, 0.001);
  EXPECT_NEAR((*calibration)(9, 0.42F), 0.42, 0.001) << "an unknown type: as it is";
  EXPECT_EQ((*calibration)(0, 0), 0);
  EXPECT_EQ((*calibration)(0, 1), 1);
}

TEST(Calibration, ABrokenListNamesItsLine) {
  for (const char* const text : {"us_ssn\t0.3\n", "us_ssn\tx\t0.3\n", "us_ssn\t0.3\t1.5\n",
                                 "us_ssn\t0.7\t0.9\nus_ssn\t0.7\t0.9\n", "us_ssn\t0.3\t0.9\nus_ssn\t0.7\t0.8\n"}) {
    const auto calibration = Calibration::parse(text, some_types());
    ASSERT_FALSE(calibration) << text;
    EXPECT_NE(calibration.error().what.find("line "), std::string::npos);
  }
}

TEST(Calibration, WithoutAListScoresStayAsTheyAre) {
  const auto calibration = Calibration::load("/nonexistent", some_types());
  ASSERT_TRUE(calibration);
  EXPECT_EQ((*calibration)(0, 0.7F), 0.7F);
}

}  // namespace
}  // namespace constat
