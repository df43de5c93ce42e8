#include "extract/rar_volumes.h"

#include <gtest/gtest.h>

#include "support/rar_builder.h"

namespace constat {
namespace {

// RAR 4, of its main header the flags, and of the end its own (technote.txt).
std::string rar4(char main_flags, std::string_view end) {
  return std::string(rar4_magic) + "\x19\x7A\x73" + main_flags + std::string("\0\x0D\0\0\0\0\0\0\0", 9) +
         std::string(40, 'x') + std::string(end);
}

TEST(RarVolumes, AHeaderSaysWhetherItIsOneAndAnEndWhetherAnotherFollows) {
  const auto five = test::rar_volumes({{"a", std::string(100, 'x')}}, 60);
  struct Case {
    std::string bytes;
    bool volume;
    bool ends;
  };
  const Case cases[] = {
      {five[0], true, false},
      {five[1], true, true},
      {rar4('\x11', std::string_view("\xD2\x28\x7B\x0F\x40\x14\x00\xEA\x09\x17\x55\0\0\0\0\0\0\0\0\0", 20)), true,
       false},
      {rar4('\x11', std::string_view("\x51\x00\x7B\x0E\x40\x14\x00\xB2\xDA\x02\x9B\x09\0\0\0\0\0\0\0\0", 20)), true,
       true},
      {rar4('\0', std::string_view("\xC4\x3D\x7B\x00\x40\x07\x00", 7)), false, true},
      {std::string(100, 'x'), false, false},
      {"Rar!", false, false},
      {"", false, false},
  };
  for (const Case& c : cases) {
    MemorySource source(as_bytes(std::string_view(c.bytes)));
    EXPECT_EQ(is_rar_volume(source.view()->first(std::min<std::size_t>(64, c.bytes.size()))), c.volume);
    EXPECT_EQ(rar_ends_itself(source), c.ends);
  }
}

TEST(RarVolumes, RunsAreWhatFollowsOnOneAnother) {
  const VolumeLayout layout{{{1, 0, 10}, {2, 10, 10}, {4, 20, 5}, {5, 25, 5}, {9, 30, 1}}};
  const auto runs = rar_runs(layout);
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[1].begin_bytes, 20U);
  EXPECT_EQ(runs[1].size_bytes, 10U);
  EXPECT_EQ(runs[2].size_bytes, 1U);
}

}  // namespace
}  // namespace constat
