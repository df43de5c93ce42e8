#include "base/result.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/paths.h"

namespace constat {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return fail(Fault::malformed, "odd", 7);
  return value / 2;
}
Result<int> quarter(int value) {
  TRY_ASSIGN(const int once, half(value));
  TRY_ASSIGN(const int twice, half(once));
  return twice;
}

TEST(Result, AnErrorTravelsUpWithItsPlace) {
  EXPECT_EQ(*quarter(8), 2);
  const auto failed = quarter(6);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "odd");
  EXPECT_EQ(failed.error().offset_bytes, 7U);
  EXPECT_STREQ(fault_name(failed.error().fault), "malformed");
}

TEST(Cursor, NeverReadsPastTheEnd) {
  Cursor in(as_bytes("\x01\x02\x03\x04\x05"));
  EXPECT_EQ(*in.u16_le(), 0x0201);
  EXPECT_EQ(*in.u16_be(), 0x0304);
  EXPECT_FALSE(in.u16_le());
  EXPECT_EQ(in.remaining(), 1U) << "a failed step moves nothing";
  EXPECT_FALSE(in.take(UINT64_MAX));
  EXPECT_FALSE(in.skip(2));
  EXPECT_EQ(*in.u8(), 5);
  EXPECT_TRUE(in.at_end());
}

}  // namespace
}  // namespace constat
