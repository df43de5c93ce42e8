#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/extractors.h"

namespace constat {
namespace {

using namespace std::string_literals;
using test::Collected;

std::string utf16(std::string_view text, bool big) {
  std::string out;
  for (const char c : text) out += big ? "\0"s + c : c + "\0"s;
  return out;
}

TEST(Raw, FindsRunsOfEveryKindWhereTheyLie) {
  struct Case {
    std::string_view what;
    std::string run;
    std::string shown;
  };
  const Case cases[] = {
      {"ASCII", "jane@example.org", "jane@example.org"},
      {"UTF-8", "Hélène Ménard", "Hélène Ménard"},
      {"Russian in UTF-8", "Наталья", "Наталья"},
      {"UTF-16LE", utf16("secret.docx", false), "secret.docx"},
      {"UTF-16BE", utf16("secret.docx", true), "secret.docx"},
      {"several lines", "one line\r\nand two", "one line\r\nand two"},
  };
  for (const Case& c : cases) {
    for (const std::size_t before : {0, 1, 7, 40, 47, 48, 63, 64, 100, 1000}) {
      const std::string bytes = std::string(before, '\x02') + c.run + "\x03\x04" + std::string(before, '\xFF');
      Collected out;
      out.keep_places = true;
      ASSERT_TRUE(test::extract(extract_raw, bytes, out));
      ASSERT_EQ(out.passages.size(), 1U) << c.what << before;
      EXPECT_EQ(out.owned_text(), c.shown + "\n") << c.what << before;
      EXPECT_EQ(out.passages[0].places[0], before) << c.what;
      EXPECT_EQ(out.passages[0].places[c.shown.size()], before + c.run.size()) << c.what << ": behind the last";
      EXPECT_EQ(out.passages[0].kind, PassageKind::raw_run);
      ASSERT_EQ(out.gaps.size(), 1U);
      EXPECT_EQ(out.gaps[0].first, Status::unsupported);
    }
  }
}

TEST(Raw, ShortRunsAreNoise) {
  Collected out;
  ASSERT_TRUE(test::extract(extract_raw,
                            "abcde\x01"
                            "fghij\0\x02kl"s,
                            out));
  EXPECT_EQ(out.owned_text(), "");
}

TEST(Raw, LongRunsAcrossWindowsAndPassagesStayWhole) {
  std::string bytes;
  std::string expected;
  for (int index = 0; bytes.size() < 3'500'000; ++index) {
    const std::string run = "record " + std::to_string(index) + std::string(static_cast<std::size_t>(index % 300), 'r');
    bytes += run + "\x01\xFF"s;
    expected += run + "\n";
  }
  const std::string giant(2'500'000, 'g');
  bytes += giant + "\x01"s + utf16(std::string(1'200'000, 'u'), false) + "\x01\x01"s;
  expected += giant + "\n" + std::string(1'200'000, 'u') + "\n";
  Collected out;
  ASSERT_TRUE(test::extract(extract_raw, bytes, out));
  EXPECT_TRUE(out.owned_text() == expected);
  EXPECT_GT(out.passages.size(), 3U);
}

TEST(Raw, RangesGiveWhatTheWholeGives) {
  std::string bytes;
  for (int index = 0; bytes.size() < 3'300'000; ++index) {
    bytes += "value " + std::to_string(index * 7919) + "\0\x01\x02\xFE"s;
  }
  Collected whole;
  ASSERT_TRUE(test::extract(extract_raw, bytes, whole));
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  const auto ranges = cut_raw(source, context, 1 << 20);
  ASSERT_TRUE(ranges);
  EXPECT_EQ(ranges->size(), 3U);
  std::string joined;
  for (const Range& range : *ranges) {
    Collected out;
    ASSERT_TRUE(test::extract(extract_raw, bytes, out, "", range));
    joined += out.owned_text();
  }
  EXPECT_TRUE(joined == whole.owned_text());
}

TEST(Raw, NamesWhatItKnows) {
  Collected out;
  ASSERT_TRUE(test::extract(extract_raw,
                            "\xFF\xD8\xFF\xE0"
                            "binary"s,
                            out));
  EXPECT_EQ(out.gaps.at(0).second, "no reader for a JPEG image: its bytes were scanned for printable text");
}

}  // namespace
}  // namespace constat
