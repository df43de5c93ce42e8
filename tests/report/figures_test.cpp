#include "report/figures.h"

#include <gtest/gtest.h>

#include "report/words.h"
#include "support/case_builder.h"

namespace constat {
namespace {

TEST(Figures, AnEmptyCaseIsSaidPlainly) {
  CaseBuilder made;
  const Figures figures = gather_figures(made.file(), {});
  EXPECT_EQ(figures.items, 0);
  EXPECT_EQ(figures.persons, 0);
  EXPECT_NE(paragraph(*words_of("en"), figures).find("no data of an identified person was found"), std::string::npos);
}

TEST(Figures, AnInterruptedScanIsAMinimum) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  made.item({.place = "leak/a.txt"});
  made.database().run("UPDATE unit SET state = 0");
  const Figures figures = gather_figures(made.file(), {});
  EXPECT_EQ(figures.units_to_do, 1);
  EXPECT_NE(paragraph(*words_of("en"), figures).find("minimum"), std::string::npos);
}

TEST(Figures, DatesThatCannotBeRightAreToldApart) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  made.item({.place = "leak/a", .bytes = "1", .modified = 315'532'800});      // 1980-01-01: DOS's zero.
  made.item({.place = "leak/b", .bytes = "2", .modified = 1'000'000'000});    // 2001
  made.item({.place = "leak/c", .bytes = "3", .modified = 1'700'000'000});    // 2023
  made.item({.place = "leak/d", .bytes = "4", .modified = 100'000'000'000});  // 5138
  const Figures figures = gather_figures(made.file(), {});
  EXPECT_EQ(figures.dates_left_out, 2);
  ASSERT_EQ(figures.dates.size(), 23U);
  EXPECT_EQ(figures.dates.front().name, "2001");
}

}  // namespace
}  // namespace constat
