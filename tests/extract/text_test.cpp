#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"

namespace constat {
namespace {

using test::Collected;

TEST(Text, CutsAtLineEndsAndLosesNothing) {
  std::string text;
  for (int line = 0; text.size() < 1'500'000; ++line) text += "line " + std::to_string(line) + " of the log\n";
  text += std::string(400'000, 'x');  // A line without end.
  MemorySource source(as_bytes(text));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, "UTF-8", 1.0, std::nullopt, 0};
  const auto ranges = cut_text(source, context, 200'000);
  ASSERT_TRUE(ranges);
  EXPECT_GT(ranges->size(), 5U);
  std::string joined;
  std::uint64_t at = 0;
  for (const Range& range : *ranges) {
    EXPECT_EQ(range.begin_bytes, at);
    at = range.end_bytes;
    if (range.begin_bytes != 0 && range.begin_bytes < 1'500'000) {
      EXPECT_EQ(text[range.begin_bytes - 1], '\n');
    }
    Collected out;
    ASSERT_TRUE(test::extract(extract_text, text, out, "UTF-8", range));
    joined += out.owned_text();
    if (range.begin_bytes != 0) {
      EXPECT_GT(out.passages.front().owned_begin, 0U) << "the margin is the neighbour's text";
    }
  }
  EXPECT_EQ(at, text.size());
  EXPECT_TRUE(joined == text);
}

TEST(Text, WhatIsEncryptedIsTold) {
  for (const std::string_view text :
       {"\n-----BEGIN PGP MESSAGE-----\n\nhQEMA0xv\n-----END PGP MESSAGE-----\n", "$ANSIBLE_VAULT;1.1;AES256\n3061\n",
        "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n"}) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_text, text, out));
    ASSERT_EQ(out.gaps.size(), 1U) << text;
    EXPECT_EQ(out.gaps[0].first, Status::encrypted);
    EXPECT_FALSE(out.passages.empty());
  }
  Collected plain;
  ASSERT_TRUE(test::extract(extract_text, "It says -----BEGIN PGP MESSAGE----- there.\n", plain));
  EXPECT_TRUE(plain.gaps.empty());
}

TEST(Text, CutsUtf16BetweenCharacters) {
  std::string bytes = "\xFF\xFE";
  std::string text;
  for (int line = 0; text.size() < 400'000; ++line) text += "line " + std::to_string(line) + "\r\n";
  for (const char c : text) bytes += {c, '\0'};
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, "UTF-16LE", 1.0, std::nullopt, 0};
  const auto ranges = cut_text(source, context, 131'072);
  ASSERT_TRUE(ranges);
  EXPECT_GT(ranges->size(), 3U);
  std::string joined;
  for (const Range& range : *ranges) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_text, bytes, out, "UTF-16LE", range));
    joined += out.owned_text();
  }
  EXPECT_TRUE(joined == text);
}

}  // namespace
}  // namespace constat
