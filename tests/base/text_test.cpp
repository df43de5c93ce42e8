#include "base/text.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Text, NamesFromEvidenceAreHarmlessAndReversible) {
  struct Case {
    std::string raw;
    std::string_view escaped;
  };
  const Case cases[] = {
      {"plain.txt", "plain.txt"},
      {"caf\xC3\xA9", "caf\xC3\xA9"},
      {"a\nb", "a\\x0ab"},
      {"\x1b[31m", "\\x1b[31m"},
      {"back\\slash", "back\\\\slash"},
      {"bad\xFFutf8", "bad\\xffutf8"},
      {"rtl\xE2\x80\xAEgpj.exe", "rtl\\xe2\\x80\\xaegpj.exe"},
      {"arabic mark \xD8\x9C", "arabic mark \\xd8\\x9c"},
      {"joined\xE2\x81\xA0word", "joined\\xe2\\x81\\xa0word"},
      {"note\xEF\xBF\xB9s", "note\\xef\\xbf\\xb9s"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(escape_name(c.raw), c.escaped);
    EXPECT_EQ(unescape_name(c.escaped), c.raw);
  }
}

TEST(Text, Utf8ValidityFollowsRfc3629) {
  EXPECT_EQ(valid_utf8_prefix("abc\xC3\xA9"), 5U);
  EXPECT_EQ(valid_utf8_prefix("ab\xC0\x80"), 2U) << "overlong";
  EXPECT_EQ(valid_utf8_prefix("\xED\xA0\x80"), 0U) << "surrogate";
  EXPECT_EQ(valid_utf8_prefix("0123456789\xF4\x90\x80\x80"), 10U) << "past U+10FFFF";
}

}  // namespace
}  // namespace constat
