#include "base/work_meter.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace constat {
namespace {

std::uint64_t work_of(const std::string& text) {
  const std::uint64_t before = work_done();
  EXPECT_FALSE(to_lower_ascii(text).empty());
  return work_done() - before;
}

TEST(WorkMeter, CountsTheSameForTheSameAndMoreForMore) {
  if (!work_is_metered()) {
    EXPECT_EQ(work_of("a"), 0U);
    return;
  }
  const std::string text(10'000, 'A');
  const std::uint64_t work = work_of(text);
  EXPECT_GT(work, 10'000U);
  EXPECT_EQ(work_of(text), work);
  const std::uint64_t twice = work_of(text + text);
  EXPECT_GT(twice, 19 * work / 10);
  EXPECT_LT(twice, 21 * work / 10);
}

}  // namespace
}  // namespace constat
