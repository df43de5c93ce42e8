#include "run/given_names.h"

#include "support/case_builder.h"
#include "support/fake_engine.h"

namespace constat {
namespace {

TEST(GivenNames, ValuesInPathsAreKnownBeforeTheyAreWritten) {
  CaseBuilder made;
  const FakeEngine engine;
  const auto known = know_names(made.file(), engine,
                                {"/srv/NEEDLE-7777777 of Jane/x#NEEDLE-5555555",
                                 "../CRASH-"
                                 "ME 1234567",
                                 "notes.txt", "a*b"},
                                false);
  ASSERT_TRUE(known) << known.error().what;
  ShownNames& names = made.file().shown_names();
  // Where its reader dies, all that looks as if it held something is hidden.
  EXPECT_EQ(names.stored_path("/srv/NEEDLE-7777777 of Jane"), "/srv/***");
  EXPECT_EQ(names.stored_path("CRASH-"
                              "ME 1234567"),
            "***~3");
  EXPECT_EQ(names.stored_path("notes.txt/srv/a*b"), "notes.txt/srv/a*b");
  ASSERT_TRUE(know_names(made.file(), engine, {"NEEDLE-4444444 of Jane"}, false));
  EXPECT_EQ(names.stored_path("NEEDLE-4444444 of Jane"), "NEE***-*****44 of Jane");
}

}  // namespace
}  // namespace constat
