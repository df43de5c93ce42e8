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

// Left and right end of every label under a column, as the reader's eye takes it: seven units a letter.
TEST(Charts, LabelsUnderColumnsDoNotTouch) {
  for (const std::size_t columns : {2U, 12U, 24U, 40U, 60U}) {
    std::vector<ChartBar> bars(columns, ChartBar{"123 000 USD", 1, "1"});
    const std::string svg = column_chart("t", bars);
    double written = -1;
    constexpr std::string_view tick = "<text class=\"tick\" x=\"";
    for (std::size_t at = svg.find(tick); at != std::string::npos; at = svg.find(tick, at + 1)) {
      const double middle = std::stod(svg.substr(at + tick.size()));
      EXPECT_GE(middle - 38, written) << columns;
      EXPECT_GE(middle - 38, 0) << columns;
      EXPECT_LE(middle + 38, 720) << columns;
      written = middle + 38;
    }
    EXPECT_GT(written, 0) << columns;
  }
}

TEST(Charts, NothingToShowIsNoError) {
  EXPECT_TRUE(bar_chart("t", {}).ends_with("</svg>\n"));
  EXPECT_TRUE(column_chart("t", {}).ends_with("</svg>\n"));
  EXPECT_TRUE(column_chart("t", {{"2014", 0, "0"}}).ends_with("</svg>\n"));
}

}  // namespace
}  // namespace constat
