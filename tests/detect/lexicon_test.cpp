#include "detect/lexicon.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "detect/name_words.h"

namespace constat {
namespace {

TEST(Lexicon, WordsAreFoldedToOneSpelling) {
  EXPECT_EQ(fold_word("Éloïse"), "eloise");
  EXPECT_EQ(fold_word("GROSS-STRAẞE"), fold_word("gross-stra\u1e9ee"));
  EXPECT_EQ(fold_word("O'Neill"), "oneill");
  EXPECT_EQ(fold_place("St-Étienne"), "saint etienne");
  EXPECT_EQ(fold_place("Mt. Vernon"), "mount vernon");
  EXPECT_EQ(letter_at("5", 0).size_bytes, 0);
  EXPECT_EQ(letter_at("\xC3", 0).size_bytes, 0) << "cut in the middle of a letter";
}

TEST(Lexicon, DamagedListsAreRefused) {
  const std::string path = ::testing::TempDir() + "/damaged.lex";
  for (const std::string& bytes :
       {std::string(), std::string("CLEX2"), std::string("CLEX2\0\0\0\x11\0\0\0\xFF\xFF\xFF\xFF", 16),
        std::string("CLEX2\0\0\0\x01\0\0\0\x21\0\0\0", 16) + std::string(48 + 128, '\xFF'),
        std::string("WRONG\0\0\0\x01\0\0\0\0\0\0\0", 16), std::string(64, '\xFF')}) {
    std::ofstream(path, std::ios::binary) << bytes;
    const auto opened = Lexicon::open(path);
    EXPECT_FALSE(opened);
  }
}

// A word is in the line of its hash's first bit; in the next one, round the end, where that is full.
TEST(Lexicon, AFullLineGoesOnInTheNext) {
  const auto entry = [](std::uint32_t tag, std::uint32_t payload) {
    const std::uint32_t value = tag << 12 | payload;
    return std::string(reinterpret_cast<const char*>(&value), 4);
  };
  std::string bytes("CLEX2\0\0\0\x01\0\0\0\x12\0\0\0", 16);
  bytes.resize(64, '\0');
  bytes += entry(7, 0x123) + entry(200, 0x456) + std::string(14 * 4, '\xFF');
  for (std::uint32_t tag = 100; tag < 116; ++tag) bytes += entry(tag, tag);
  const std::string path = ::testing::TempDir() + "/lines.lex";
  std::ofstream(path, std::ios::binary) << bytes;
  const auto opened = Lexicon::open(path);
  ASSERT_TRUE(opened);
  constexpr std::uint64_t second = std::uint64_t{1} << 63;
  EXPECT_EQ(opened->find(7), 0x123U);
  EXPECT_EQ(opened->find(8), 0U);
  EXPECT_EQ(opened->find(0xFFFFF), 0U) << "room is no word";
  EXPECT_EQ(opened->find(second | 100), 100U);
  EXPECT_EQ(opened->find(second | 115), 115U);
  EXPECT_EQ(opened->find(second | 200), 0x456U) << "its line is full";
  EXPECT_EQ(opened->find(second | 201), 0U);
  EXPECT_EQ(opened->find(100), 0U);
}

TEST(NameWords, PossessivesAndIdentifiersAreToldApart) {
  const std::string_view text = "Smith's O'Neill foo_bar Emp001";
  const Word smith = scan_word(text, 0);
  EXPECT_TRUE(smith.possessive);
  EXPECT_EQ(text.substr(smith.begin, smith.end - smith.begin), "Smith");
  const Word neill = scan_word(text, 8);
  EXPECT_EQ(text.substr(neill.begin, neill.end - neill.begin), "O'Neill");
  EXPECT_TRUE(scan_word(text, 16).glued);
  EXPECT_TRUE(scan_word(text, 24).glued);
}

}  // namespace
}  // namespace constat
