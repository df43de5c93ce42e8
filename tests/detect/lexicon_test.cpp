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
       {std::string(), std::string("CLEX1"), std::string("CLEX1\0\0\0\x11\0\0\0\xFF\xFF\xFF\xFF", 16),
        std::string("WRONG\0\0\0\x01\0\0\0\0\0\0\0", 16), std::string(64, '\xFF')}) {
    std::ofstream(path, std::ios::binary) << bytes;
    const auto opened = Lexicon::open(path);
    EXPECT_FALSE(opened);
  }
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
