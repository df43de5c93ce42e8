#include "detect/pattern_database.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

Rule rule_of(std::string pattern) {
  Rule rule;
  rule.pattern = std::move(pattern);
  return rule;
}

TEST(BytePattern, IsOneByteAndARunOfAClass) {
  BytePattern parts;
  ASSERT_TRUE(byte_pattern_of(rule_of(R"(\*[A-F0-9]{40})"), parts));
  EXPECT_EQ(parts.byte, '*');
  EXPECT_EQ(parts.count, 40U);
  EXPECT_TRUE(parts.in_class['A'] && parts.in_class['F'] && parts.in_class['0']);
  EXPECT_FALSE(parts.in_class['G'] || parts.in_class['a'] || parts.in_class['*']);
  for (const char* const other : {"", "*", R"(\*)", R"(\*[A-F0-9]{40,})", R"(\*[A-F0-9])", R"(\*[A-F0-9]{40}x)",
                                  R"(\*[^a]{40})", R"(\d[0-9]{40})", R"(a[a-z]{40})", R"(\*[A-F0-9]{7})",
                                  R"(\*[A-F0-9]{1001})", R"(\*[\w]{40})", "ab[0-9]{40}", R"(\*[A-F0-9]{)"}) {
    EXPECT_FALSE(byte_pattern_of(rule_of(other), parts)) << other;
  }
}

TEST(BytePattern, IsFoundBesideVectorscansPatterns) {
  const std::vector<Rule> rules = {rule_of("key-[0-9]{4}"), rule_of(R"(\*[A-F0-9]{8})")};
  const auto database = PatternDatabase::load(rules, "none", {});
  ASSERT_TRUE(database.has_value());
  const auto scratch = (*database)->make_scratch();
  const auto found = [&](std::string_view text) {
    std::vector<PatternMatch> matches;
    (*database)->scan(text, *scratch, matches);
    std::string told;
    for (const PatternMatch& match : matches) {
      told += std::to_string(match.rule) + ":" + std::to_string(match.begin) + "-" + std::to_string(match.end) + " ";
    }
    return told;
  };
  EXPECT_EQ(found("*0123ABC"), "") << "one short";
  EXPECT_EQ(found("*0123ABCD"), "1:0-9 ");
  EXPECT_EQ(found("** *0123ABCDE *"), "1:3-12 ");
  EXPECT_EQ(found("*0123AB*0123ABCD key-1234"), "1:7-16 0:17-25 ");
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("*0123456789ABCDEF0123456789ABCDEF *01234567"), "1:0-9 1:34-43 ") << "long runs";
  EXPECT_EQ(found("*0123A*0123ABC*0123ABCD*9"), "1:14-23 ") << "short ones beside each other";
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string text = std::string(before, '.') + "*01234567" + std::string(before, '.') + "*89ABCDEF";
    EXPECT_EQ(found(text), "1:" + std::to_string(before) + "-" + std::to_string(before + 9) +
                               " 1:" + std::to_string(2 * before + 9) + "-" + std::to_string(2 * before + 18) + " ");
  }
}

}  // namespace
}  // namespace constat
