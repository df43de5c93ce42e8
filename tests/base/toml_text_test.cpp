#include "base/toml_text.h"

#include <gtest/gtest.h>

#include <string>

namespace constat {
namespace {

TEST(TomlText, LettersBeyondAsciiStandInStringsAndCommentsOnly) {
  for (const char* const good :
       {"", "a = 1\n", "a = \"\u00e9\" # \u00e9t\u00e9\n", "a = 'n\u00e9'\n",
        "a = \"\"\"\n\u00e9 \" \u00e9\n\"\"\"\nb = 2\n", "a = '''\u00e9 ' \u00e9'''\n", "a = \"\\\"\u00e9\"\n",
        "\xEF\xBB\xBF"
        "a = 1\n",
        "a = \"\"\"\u00e9\"\"\"\"\"\n"}) {
    EXPECT_TRUE(check_toml_text(good)) << good;
  }
  for (const char* const bad : {"\u00e9 = 1\n",
                                "a = \u00a0"
                                "1\n",
                                "a = \"x\" \u00e9\n", "a = 'x\\' \u00e9 '\n", "a = \"\n\u00e9\"\n", "a = \"\xE9\"\n",
                                "# \xFF\n", "[\u2003]\n"}) {
    const auto checked = check_toml_text(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().what.find("line "), 0U) << checked.error().what;
  }
  EXPECT_NE(check_toml_text("a = 1\n\u00e9 = 2\n").error().what.find("line 2"), std::string::npos);
}

TEST(TomlText, ATablesNameFollowsItsBracket) {
  for (const char* const good :
       {"[a]\n", "[[a]]\n", "[ \"a b\" ]\n", "\t[ [ 'a' ]]\n", "a = [\n  [\n 1 ],\n[2]\n]\n[b]\n",
        "a = \"\"\"\n[\n\"\"\"\n", "# [\n", "[]\n", "a = { b = [\n[\n1]] }\n"}) {
    EXPECT_TRUE(check_toml_text(good)) << good;
  }
  for (const char* const bad :
       {"[\na = 1\n", "[=]\n", "a = 1\n[[\n]]\n", "[,]", "[[[a]]]\n", "a = [1]\n [\n", "[#\n"}) {
    const auto checked = check_toml_text(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_NE(checked.error().what.find("name is missing"), std::string::npos) << checked.error().what;
  }
}

}  // namespace
}  // namespace constat
