#include "people/similarity.h"

#include <gtest/gtest.h>

#include <string>

namespace constat {
namespace {

TEST(Similarity, JaroWinklerAsPublished) {
  struct Case {
    std::string_view a, b;
    float value;
  };
  // Winkler 1990, table of examples.
  const Case cases[] = {
      {"martha", "marhta", 0.961F},
      {"dixon", "dicksonx", 0.813F},
      {"dwayne", "duane", 0.840F},
      {"jones", "johnson", 0.832F},
      {"abroms", "abrams", 0.922F},
      {"shackleford", "shackelford", 0.982F},
      {"cunningham", "cunnigham", 0.980F},
      {"same", "same", 1},
      {"", "", 1},
      {"", "a", 0},
      {"abc", "xyz", 0},
      {"a", "a", 1},
  };
  for (const Case& c : cases) {
    EXPECT_NEAR(jaro_winkler(c.a, c.b), c.value, 0.0015F) << c.a << " " << c.b;
    EXPECT_FLOAT_EQ(jaro_winkler(c.a, c.b), jaro_winkler(c.b, c.a)) << c.a << " " << c.b;
  }
}

TEST(Similarity, LongTextsAreCutAndDoNotOverrun) {
  const std::string sixty_three(63, 'a');
  const std::string sixty_four(64, 'a');
  const std::string sixty_five(65, 'a');
  EXPECT_FLOAT_EQ(jaro_winkler(sixty_four, sixty_five), 1);
  EXPECT_GT(jaro_winkler(sixty_three, sixty_four), 0.99F);
  EXPECT_GT(jaro_winkler("a", sixty_five), 0);
}

TEST(Similarity, OneEdit) {
  struct Case {
    std::string_view a, b;
    bool edit, digit;
  };
  const Case cases[] = {
      {"smith", "smith", true, true},
      {"smith", "smyth", true, true},
      {"smith", "smiht", true, true},
      {"smith", "smithe", true, false},
      {"smith", "mith", true, false},
      {"smith", "smythe", false, false},
      {"", "a", true, false},
      {"", "ab", false, false},
      {"ab", "ba", true, true},
      {"abc", "cba", false, false},
      {"abcd", "badc", false, false},
      {"512486193", "512486139", true, true},
      {"512486193", "512486155", false, false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(within_one_edit(c.a, c.b), c.edit) << c.a << " " << c.b;
    EXPECT_EQ(within_one_edit(c.b, c.a), c.edit) << c.b << " " << c.a;
    EXPECT_EQ(one_digit_or_transposition(c.a, c.b), c.digit) << c.a << " " << c.b;
  }
}

TEST(Similarity, BadPrintIsReadAlike) {
  for (const auto& [a, b] : {std::pair<std::string_view, std::string_view>{"arnanda", "amanda"},
                             {"dark", "c1ark"},
                             {"vvilson", "wilson"},
                             {"j0hn", "john"},
                             {"", ""}}) {
    EXPECT_TRUE(read_alike(a, b)) << a << " " << b;
    EXPECT_TRUE(read_alike(b, a)) << a << " " << b;
  }
  for (const auto& [a, b] :
       {std::pair<std::string_view, std::string_view>{"amanda", "armanda"}, {"mar", "mary"}, {"r", "m"}, {"", "a"}}) {
    EXPECT_FALSE(read_alike(a, b)) << a << " " << b;
  }
}

TEST(Similarity, OneSlipInANumberOfAnyLength) {
  EXPECT_TRUE(one_slip_apart("3329283", "33329283"));
  EXPECT_TRUE(one_slip_apart("3329283", "3329284"));
  EXPECT_TRUE(one_slip_apart("3329283", "3392283"));
  EXPECT_FALSE(one_slip_apart("3329283", "33329284"));
  EXPECT_FALSE(one_slip_apart("3329283", "3292833")) << "of one length, a digit left out and one more";
}

}  // namespace
}  // namespace constat
