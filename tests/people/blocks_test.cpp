#include "people/blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace constat {
namespace {

// Profiles with a name, a birth date and an id each; `ids` from 100,000,000 by steps, so that slips meet slips.
class Village : public testing::Test {
 protected:
  void settle(std::uint32_t count) {
    for (std::uint32_t index = 0; index < count; ++index) {
      Profile profile;
      const std::string name = std::string(1, static_cast<char>('a' + index % 26)) + "nn " + "miller" +
                               std::string(1, static_cast<char>('a' + index % 7));
      profile.names.add(fields_.name(name, name), 1);
      profile.births.add(fields_.birth("19" + std::to_string(10 + index % 80) + "-0" + std::to_string(1 + index % 9) +
                                       "-1" + std::to_string(index % 10)),
                         1);
      if (index % 3 == 0) profile.ids.add(fields_.id(std::to_string(100'000'000 + index * 7), 1, true), 1);
      all_.push_back(profiles_.add(profile));
    }
    fields_.close();
    model_.count(profiles_);
  }
  std::vector<std::uint64_t> pairs(const Blocks::Bounds& bounds, int* pieces = nullptr) {
    Blocks blocks(fields_, profiles_, all_, model_, bounds);
    std::vector<std::uint64_t> found;
    for (int again = 0; again < 2; ++again) {
      std::vector<std::uint64_t> now;
      if (pieces != nullptr) *pieces = 0;
      blocks.each_pair([&](std::span<const std::uint64_t> piece) {
        now.insert(now.end(), piece.begin(), piece.end());
        if (pieces != nullptr) ++*pieces;
      });
      EXPECT_TRUE(again == 0 || now == found) << "the second time is like the first";
      found = std::move(now);
    }
    return found;
  }
  Fields fields_;
  Model model_{fields_};
  Profiles profiles_;
  std::vector<std::uint32_t> all_;
};

TEST_F(Village, EachPairComesOnceInOrderHoweverItIsCutIntoPasses) {
  settle(3000);
  const std::vector<std::uint64_t> at_once = pairs({});
  ASSERT_GT(at_once.size(), 10'000U);
  EXPECT_TRUE(std::ranges::is_sorted(at_once));
  EXPECT_EQ(std::ranges::adjacent_find(at_once), at_once.end());
  for (const std::uint64_t pair : at_once) ASSERT_LT(pair >> 32, pair & UINT32_MAX);
  Blocks::Bounds small;
  small.pairs_in_memory = 5000;
  small.keys_in_memory = 500;
  int pieces = 0;
  EXPECT_EQ(pairs(small, &pieces), at_once);
  EXPECT_GT(pieces, 2);
}

TEST_F(Village, IdsThatNoSlipExplainAreNoPairUnlessTheBirthDateIsTheSame) {
  const auto add = [&](std::string_view name, std::string_view birth, std::string_view id, bool confirmed) {
    Profile profile;
    profile.names.add(fields_.name(name, name), 1);
    profile.births.add(fields_.birth(birth), 1);
    profile.ids.add(fields_.id(id, confirmed ? 2 : 1, true, confirmed), 1);
    all_.push_back(profiles_.add(profile));
  };
  add("jane quigley", "1970-01-02", "512486193", false);
  add("jane quigley", "1970-01-02", "512486194", false);  // One digit.
  add("jane quigley", "1970-01-02", "677123456", false);  // Another number, the same birth date.
  add("jane quigley", "1970-02-21", "733990011", false);  // Neither.
  add("jane quigley", "1970-02-21", "185057800608436", true);
  add("jane quigley", "1970-02-21", "285057800612345", true);  // With check digits: two human beings.
  const std::vector<std::uint64_t> found = pairs({});
  const auto has = [&](std::uint64_t a, std::uint64_t b) { return std::ranges::binary_search(found, a << 32 | b); };
  EXPECT_TRUE(has(0, 1));
  EXPECT_TRUE(has(0, 2));
  EXPECT_FALSE(has(0, 3));
  EXPECT_FALSE(has(1, 3));
  EXPECT_TRUE(has(3, 4)) << "of two types: nothing to compare";
  EXPECT_FALSE(has(4, 5));
}

TEST_F(Village, LargeBlocksAreWalkedByNeighbours) {
  for (std::uint32_t index = 0; index < 500; ++index) {
    Profile profile;
    profile.births.add(fields_.birth("1970-01-02"), 1);
    all_.push_back(profiles_.add(profile));
  }
  Blocks::Bounds bounds;
  EXPECT_EQ(pairs(bounds).size(), 500U * 20 - 20 * 21 / 2);
  bounds.whole_max = 500;
  EXPECT_EQ(pairs(bounds).size(), 500U * 499 / 2);
}

TEST(SeenTwice, NeverMissesWhatCameTwice) {
  SeenTwice seen(1000);
  std::set<std::uint64_t> twice;
  for (std::uint64_t value = 0; value < 1000; ++value) {
    seen.add(mixed_hash(value, 0));
    if (value % 3 != 0) continue;
    seen.add(mixed_hash(value, 0));
    twice.insert(value);
  }
  std::size_t told = 0;
  for (std::uint64_t value = 0; value < 1000; ++value) {
    EXPECT_TRUE(!twice.contains(value) || seen.twice(mixed_hash(value, 0))) << value;
    told += seen.twice(mixed_hash(value, 0)) ? 1 : 0;
  }
  EXPECT_LT(told, twice.size() + 300) << "few are taken for such";
  EXPECT_GE(seen.at_most(), told);
}

TEST(SharedKeys, TellsWhoBearsWhatSeveralBear) {
  // Key k is borne by k % 5 of 20,000; some twice, which is once.
  const auto each_key = [](auto put) {
    for (std::uint64_t key = 0; key < 20'000; ++key) {
      for (std::uint32_t bearer = 0; bearer < key % 5; ++bearer) {
        put(mixed_hash(key, 7), static_cast<std::uint32_t>(key) * 8 + 4 - bearer);
        if (key % 3 == 0) put(mixed_hash(key, 7), static_cast<std::uint32_t>(key) * 8 + 4 - bearer);
      }
    }
  };
  std::set<std::vector<std::uint32_t>> wanted;
  for (std::uint32_t key = 0; key < 20'000; ++key) {
    std::vector<std::uint32_t> bearers;
    for (std::uint32_t bearer = key % 5; bearer-- > 0;) bearers.push_back(key * 8 + 4 - bearer);
    if (bearers.size() > 1) wanted.insert(bearers);
  }
  for (const std::size_t passes : {1U, 3U, 7U}) {
    std::set<std::vector<std::uint32_t>> told;
    for (std::size_t pass = 0; pass < passes; ++pass) {
      SharedKeys keys(60'000, pass, passes);
      each_key([&](std::uint64_t key, std::uint32_t bearer) { keys.put(key, bearer); });
      keys.each([&](std::span<const std::uint64_t> members) {
        std::vector<std::uint32_t> bearers;
        for (const std::uint64_t member : members) bearers.push_back(static_cast<std::uint32_t>(member));
        EXPECT_TRUE(told.insert(bearers).second) << "once";
      });
    }
    EXPECT_EQ(told, wanted) << passes;
  }
}

TEST(SortByHash, IsSorting) {
  std::vector<std::uint64_t> values;
  for (std::uint64_t value = 0; value < 50'000; ++value) values.push_back(mixed_hash(value % 30'000, 1));
  std::vector<std::uint64_t> sorted = values;
  std::ranges::sort(sorted);
  sort_by_hash(
      values, [](std::uint64_t value) { return value; }, std::less<>());
  EXPECT_EQ(values, sorted);
}

}  // namespace
}  // namespace constat
