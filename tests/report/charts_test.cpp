#include "report/charts.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Charts, TextIsEscapedAndCutAtCharacters) {
  const std::string svg =
      bar_chart("a\"b", {{"<x>" + std::string(60, 'y'), 5, "5"}, {"é" + std::string(60, 'e'), 0, "0"}});
  EXPECT_EQ(svg.find("<x>"), std::string::npos);
  EXPECT_NE(svg.find("&lt;x&gt;"), std::string::npos);
  EXPECT_NE(svg.find("aria-label=\"a&quot;b\""), std::string::npos);
  EXPECT_NE(svg.find("…"), std::string::npos);
  EXPECT_EQ(escape_html("a\x01\xFF'"), "a\xEF\xBF\xBD\xEF\xBF\xBD&#39;");
}

TEST(Charts, NothingToShowIsNoError) {
  EXPECT_TRUE(bar_chart("t", {}).ends_with("</svg>\n"));
  EXPECT_TRUE(column_chart("t", {}).ends_with("</svg>\n"));
  EXPECT_TRUE(column_chart("t", {{"2014", 0, "0"}}).ends_with("</svg>\n"));
}

}  // namespace
}  // namespace constat
