#include "extract/json_table.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(JsonTable, Escapes) {
  struct Case {
    std::string_view raw, text;
  };
  const Case cases[] = {
      {"plain", "plain"},
      {"a\\nb\\t\\\"\\\\\\/", "a\nb\t\"\\/"},
      {"\\u00e9", "é"},
      {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
      {"\\ud83d alone", "\xEF\xBF\xBD alone"},
      {"\\u12", "\\u12"},
      {"\\x", "\\x"},
      {"end\\", "end\\"},
  };
  for (const Case& c : cases) {
    std::string text;
    unescape_json(c.raw, text);
    EXPECT_EQ(text, c.text) << c.raw;
    EXPECT_LE(text.size(), c.raw.size());
  }
}

}  // namespace
}  // namespace constat
