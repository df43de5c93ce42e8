#include "detect/base58.h"

#include <gtest/gtest.h>

#include <array>

namespace constat {
namespace {

TEST(Base58, TheChecksumDecides) {
  std::array<std::uint8_t, 25> bytes{};
  EXPECT_TRUE(decode_base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", bytes));
  EXPECT_EQ(bytes[0], 0);
  EXPECT_EQ(bytes[1], 0x62);
  EXPECT_FALSE(decode_base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", bytes)) << "another last sign";
  EXPECT_FALSE(decode_base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a", bytes)) << "0 is none of the 58";
  EXPECT_FALSE(decode_base58check("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", bytes)) << "too large a number";
  EXPECT_FALSE(decode_base58check("", {})) << "no room";
}

}  // namespace
}  // namespace constat
