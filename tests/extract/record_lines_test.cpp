#include <gtest/gtest.h>

#include "extract/record_cells.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::cell;

TEST(RecordLines, ManyRowsAreReadInBoundedStepsAndNothingIsLost) {
  std::string text;
  for (int index = 0; index < 30'000; ++index) {
    text += "*************************** " + std::to_string(index + 1) +
            ". row ***************************\n  name: Person " + std::to_string(index) + "\n";
    if (index == 20'000) text += "  more: Ann\n";
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(text, out));
  std::size_t rows = 0;
  for (const auto& table : out.tables) rows += table.rows.size();
  EXPECT_EQ(rows, 30'000U);
  EXPECT_EQ(cell(out, 29'999, "name").value, "Person 29999");
  EXPECT_EQ(text.substr(cell(out, 29'999, "name").offset, 12), "Person 29999");
  EXPECT_EQ(cell(out, 20'000, "more").value, "Ann");
}

}  // namespace
}  // namespace constat
