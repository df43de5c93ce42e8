#include "people/parts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>

namespace constat {
namespace {

TEST(Chunked, WhatWasPutAwayComesBackAsItWasAndGrowsOn) {
  SpillStore file(open_unlinked_file(::testing::TempDir()));
  ASSERT_TRUE(file.usable());
  // None, a part of a piece, a whole one, one more, and several large pages with a part of one.
  for (const std::uint64_t count : {0, 1, 4095, 4096, 4097, 900'001}) {
    Chunked<std::uint64_t> values;
    Chunked<std::uint32_t> others;
    for (std::uint64_t value = 0; value < count; ++value) {
      values.push_back(value * 3);
      others.push_back(static_cast<std::uint32_t>(value));
    }
    ASSERT_TRUE(values.put_away(file)) << count;
    ASSERT_TRUE(others.put_away(file)) << count;
    EXPECT_EQ(file.end_bytes(), count * 12) << count;
    ASSERT_TRUE(others.bring_back(file)) << count;
    ASSERT_TRUE(values.bring_back(file)) << count;
    EXPECT_EQ(file.end_bytes(), 0U) << count;
    ASSERT_EQ(values.size(), count);
    std::uint64_t wrong = 0;
    for (std::uint64_t value = 0; value < count; ++value) {
      wrong += values[value] == value * 3 && others[value] == value ? 0 : 1;
    }
    EXPECT_EQ(wrong, 0U) << count;
    for (std::uint64_t value = count; value < count + 5000; ++value) values.push_back(value * 3);
    EXPECT_EQ(values[count + 4999], (count + 4999) * 3) << count;
  }
}

TEST(NumberMap, HoldsWhatWasPutSinceItWasEmptied) {
  NumberMap map;
  for (std::uint32_t round = 0; round < 3; ++round) {
    map.clear();
    for (std::uint32_t number = round; number < 5000; number += 7) {
      EXPECT_EQ(map.find(number), UINT32_MAX);
      EXPECT_TRUE(map.put(number, number + round));
      EXPECT_FALSE(map.put(number, 0)) << "it is there already";
    }
    for (std::uint32_t number = 0; number < 5000; ++number) {
      EXPECT_EQ(map.find(number), number % 7 == round ? number + round : UINT32_MAX) << number;
    }
  }
}

TEST(Chunked, WhatTheFileDoesNotTakeStaysAndWhatItLostIsAnError) {
  Chunked<std::uint32_t> values;
  for (std::uint32_t value = 0; value < 10'000; ++value) values.push_back(value);
  SpillStore none(-1);
  EXPECT_FALSE(values.put_away(none));
  EXPECT_EQ(values[9'999], 9'999U);
  const int descriptor = open_unlinked_file(::testing::TempDir());
  SpillStore file(descriptor);
  ASSERT_TRUE(values.put_away(file));
  ASSERT_EQ(::ftruncate(descriptor, 20'000), 0);
  const auto back = values.bring_back(file);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().fault, Fault::io);
}

}  // namespace
}  // namespace constat
