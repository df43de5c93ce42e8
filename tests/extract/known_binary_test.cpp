#include "extract/known_binary.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(KnownBinary, BySignature) {
  using namespace std::string_literals;
  struct Case {
    std::string bytes;
    std::string_view media_type;
  };
  const Case cases[] = {
      {"\x89PNG\r\n\x1a\n\0\0\0\r"s, "image/png"},
      {"\0\0\0\x18"
       "ftypmp42"s,
       "video/mp4"},
      {"RIFF\0\0\0\0WEBP"s, "image/webp"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "application/x-ole-storage"},
      {"!BDN", "application/vnd.ms-outlook-pst"},
      {"\0\1\0\0Standard Jet DB\0"s, "application/vnd.ms-access"},
      {"\x7A\x11\x22\x33"s + std::string(20, '\0') + "\0\x08"s + std::string(8, '\0') + "\0\0\0\x17\0\0\0\x17"s,
       "application/x-innodb"},
  };
  for (const Case& c : cases) {
    const KnownBinary* const known = known_binary(as_bytes(c.bytes));
    ASSERT_NE(known, nullptr) << c.media_type;
    EXPECT_EQ(known->media_type, c.media_type);
  }
  EXPECT_EQ(known_binary(as_bytes("no signature")), nullptr);
  EXPECT_EQ(known_binary(as_bytes("\x7A\x11\x22\x33"s + std::string(20, '\0') + "\0\x08"s + std::string(8, '\0') +
                                  "\0\0\0\x17\0\0\0\x18"s)),
            nullptr);
  EXPECT_EQ(known_binary({}), nullptr);
}

}  // namespace
}  // namespace constat
