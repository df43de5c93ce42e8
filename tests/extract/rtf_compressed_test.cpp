#include "extract/rtf_compressed.h"

#include <gtest/gtest.h>

#include <string>

namespace constat {
namespace {

std::string packed(std::string_view tokens, std::uint32_t raw, std::string_view type = "LZFu") {
  std::string out;
  const auto put = [&](std::size_t value) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
  };
  put(tokens.size() + 12);
  put(raw);
  out += type;
  put(0);
  return out + std::string(tokens);
}

// The two examples of [MS-OXRTFCP] 4.1.
TEST(RtfCompressed, TheExamplesOfTheSpecification) {
  const std::string simple(
      "\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62"
      "\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0",
      33);
  const auto plain = decompress_rtf(as_bytes(packed(simple, 0x2b)), 1000);
  ASSERT_TRUE(plain);
  EXPECT_EQ(as_text(*plain), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  // A reference that reads what it writes.
  const std::string crossing("\x41\x00\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0", 14);
  const auto repeated = decompress_rtf(as_bytes(packed(crossing, 0x1c)), 1000);
  ASSERT_TRUE(repeated);
  EXPECT_EQ(as_text(*repeated), "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
}

TEST(RtfCompressed, UncompressedDamagedAndBeyondTheBound) {
  EXPECT_EQ(as_text(*decompress_rtf(as_bytes(packed("{\\rtf1 a}", 9, "MELA")), 100)), "{\\rtf1 a}");
  EXPECT_EQ(decompress_rtf(as_bytes(packed("x", 1, "none")), 100).error().fault, Fault::malformed);
  EXPECT_EQ(decompress_rtf(as_bytes(std::string("ab")), 100).error().fault, Fault::truncated);
  EXPECT_EQ(as_text(*decompress_rtf(as_bytes(packed(std::string("\0ab", 3), 9)), 100)), "ab");
  std::string bomb;
  for (int index = 0; index < 100; ++index) bomb += std::string("\xFF") + std::string(16, '\x0F');
  EXPECT_EQ(decompress_rtf(as_bytes(packed(bomb, 9)), 500).error().fault, Fault::over_limit);
}

}  // namespace
}  // namespace constat
