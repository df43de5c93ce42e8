#include "people/estimate.h"

#include <gtest/gtest.h>

#include <vector>

namespace constat {
namespace {

TEST(Estimate, CertainPairsLeaveTheCountAlone) {
  const CountInterval none = interval_of(1000, {});
  EXPECT_EQ(none.low, 1000U);
  EXPECT_EQ(none.high, 1000U);
}

TEST(Estimate, WrongMergesAddAndOverlookedPairsTakeAway) {
  const std::vector<DoubtfulPair> made(100, DoubtfulPair{1, 1, 0.9F});
  const CountInterval more = interval_of(1000, made, 0);
  EXPECT_NEAR(more.mean, 1010, 1);
  EXPECT_LT(more.low, 1010U);
  EXPECT_GT(more.high, 1010U);
  const std::vector<DoubtfulPair> apart(100, DoubtfulPair{1, 2, 0.1F});
  const CountInterval fewer = interval_of(1000, apart, 0);
  EXPECT_NEAR(fewer.mean, 990, 1);
  // Binomial: three standard deviations of sqrt(100 * 0.1 * 0.9) = 3 each side.
  EXPECT_NEAR(static_cast<double>(fewer.low), 990 - 6, 2);
  EXPECT_NEAR(static_cast<double>(fewer.high), 990 + 6, 2);
  const CountInterval again = interval_of(1000, apart, 0);
  EXPECT_EQ(again.low, fewer.low) << "the same on every run";
  const CountInterval wider = interval_of(1000, apart, 1);
  EXPECT_LT(wider.low, fewer.low);
}

TEST(Estimate, NeverBelowNought) {
  const std::vector<DoubtfulPair> apart(100, DoubtfulPair{1, 2, 0.99F});
  EXPECT_EQ(interval_of(10, apart).low, 0U);
}

}  // namespace
}  // namespace constat
