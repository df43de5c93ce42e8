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

constexpr CountCalibration as_told = {0, 0, 0, 0, 0, false, 0, 0};

TEST(Estimate, WrongMergesAddAndOverlookedPairsTakeAway) {
  const std::vector<DoubtfulPair> made(100, DoubtfulPair{1, 1, 0.9F});
  const CountInterval more = interval_of(1000, made, as_told);
  EXPECT_NEAR(more.mean, 1010, 1);
  EXPECT_LT(more.low, 1010U);
  EXPECT_GE(more.low, 1000U) << "nothing speaks for fewer";
  EXPECT_GT(more.high, 1010U);
  const std::vector<DoubtfulPair> apart(100, DoubtfulPair{1, 2, 0.1F});
  const CountInterval fewer = interval_of(1000, apart, as_told);
  EXPECT_NEAR(fewer.mean, 990, 1);
  // Binomial: three standard deviations of sqrt(100 * 0.1 * 0.9) = 3 each side.
  EXPECT_NEAR(static_cast<double>(fewer.low), 990 - 6, 2);
  EXPECT_EQ(fewer.high, 1000U) << "the count as it stands is within";
  const CountInterval again = interval_of(1000, apart, as_told);
  EXPECT_EQ(again.low, fewer.low) << "the same on every run";
  const CountInterval wider = interval_of(1000, apart, {1, 0, 0, 0, 0, false, 0, 0});
  EXPECT_LT(wider.low, fewer.low);
}

TEST(Estimate, TheCountLiesInItsInterval) {
  for (const float probability : {0.0F, 0.01F, 0.5F, 0.99F, 1.0F}) {
    std::vector<DoubtfulPair> pairs(50, DoubtfulPair{1, 1, probability});
    pairs.resize(100, DoubtfulPair{1, 2, 1 - probability});
    const CountInterval interval = interval_of(1000, pairs);
    EXPECT_LE(interval.low, 1000U) << probability;
    EXPECT_GE(interval.high, 1000U) << probability;
  }
}

TEST(Estimate, WhereManyRecordsHaveSlipsSomeHidePersons) {
  const std::vector<DoubtfulPair> sure(10'000, DoubtfulPair{1, 1, 1.0F});
  const CountInterval interval = interval_of(20'000, sure);
  EXPECT_LT(interval.mean, 20'000);
  EXPECT_GT(interval.low, 19'500U);
}

TEST(Estimate, WhatThinsOutSlowlyTowardsTheBarGoesOnBeyondIt) {
  const auto merges = [](std::size_t near, std::size_t far) {
    std::vector<DoubtfulPair> all(near, DoubtfulPair{1, 1, 0.9F, true});
    all.resize(near + far, DoubtfulPair{1, 1, 0.997F, true});
    all.resize(near + far + 25, DoubtfulPair{1, 2, 0.001F, true});
    return all;
  };
  const CountCalibration tail = {0, 0, 0, 0, 0, true, 0, 0};
  // 27 that are right of 60: 22 more are missed. Of 600: 1.3.
  EXPECT_NEAR(interval_of(1000, merges(30, 60), tail).mean, 1000 + 3 + 0.2 - 22, 3);
  EXPECT_NEAR(interval_of(1000, merges(300, 300), tail).mean, 1000 + 30 + 0.9 - 25, 3) << "no more than lie there";
  EXPECT_NEAR(interval_of(1000, merges(30, 600), tail).mean, 1000 + 3 + 1.8 - 1.3, 3);
}

TEST(Estimate, WhatTheCallerKnowsToBeHiddenTakesAway) {
  CountCalibration known = as_told;
  known.hidden = 40;
  EXPECT_NEAR(interval_of(1000, {}, known).mean, 960, 2);
}

TEST(Estimate, NamesakesBehindOneNameAdd) {
  CountCalibration known = as_told;
  known.namesakes = 40;
  EXPECT_NEAR(interval_of(1000, {}, known).mean, 1040, 2);
}

TEST(Estimate, NeverBelowNought) {
  const std::vector<DoubtfulPair> apart(100, DoubtfulPair{1, 2, 0.99F});
  EXPECT_EQ(interval_of(10, apart).low, 0U);
}

}  // namespace
}  // namespace constat
