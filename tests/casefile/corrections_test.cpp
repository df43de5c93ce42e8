#include "casefile/corrections.h"

#include <gtest/gtest.h>

#include "casefile/persons.h"
#include "support/case_builder.h"

namespace constat {
namespace {

class Corrections : public testing::Test {
 protected:
  void SetUp() override {
    made_.evidence("leak", "folder");
    const std::int64_t item = made_.item({.place = "leak/a.csv"});
    const char* const names[] = {"Jane Quigley", "Jane Quigley", "Igor Petrov"};
    const char* const ids[] = {"512486193", "512486193", "536124455"};
    for (std::uint32_t row = 0; row < 3; ++row) {
      made_.finding(
          {.item = item, .type = "us_ssn", .value = ids[row], .mention = row + 1, .row = row + 2, .column = 1});
      made_.finding(
          {.item = item, .type = "person_name", .value = names[row], .mention = row + 1, .row = row + 2, .column = 2});
    }
    resolve();
  }
  void resolve() {
    const auto resolved = resolve_persons(made_.file());
    ASSERT_TRUE(resolved) << resolved.error().what;
  }
  std::int64_t persons() { return made_.database().scalar("SELECT count(*) FROM person"); }
  CaseBuilder made_;
};

TEST_F(Corrections, SurviveBeingResolvedAnew) {
  EXPECT_EQ(persons(), 2);
  const auto jane = mentions_of_person(made_.database(), 1);
  const auto igor = mentions_of_person(made_.database(), 2);
  ASSERT_EQ(jane.size(), 2U);
  ASSERT_EQ(igor.size(), 1U);
  ASSERT_TRUE(add_correction(made_.file(), "split", {jane[0]}, {jane[1]}));
  for (int times = 0; times < 2; ++times) {
    resolve();
    EXPECT_EQ(persons(), 3);
  }
  ASSERT_TRUE(add_correction(made_.file(), "merge", {jane[0], igor[0]}, {}));
  resolve();
  EXPECT_EQ(persons(), 2) << "the split one goes to the other";
  EXPECT_EQ(made_.database().scalar("SELECT count(*) FROM person_count WHERE key IN ('low', 'high')"), 2);
}

TEST_F(Corrections, LabelsAreSealed) {
  const auto igor = mentions_of_person(made_.database(), 2);
  ASSERT_TRUE(add_correction(made_.file(), "label", {igor[0]}, {}, "the CFO"));
  resolve();
  Statement note(made_.database(), "SELECT label FROM person_note WHERE label IS NOT NULL");
  ASSERT_TRUE(note.step());
  EXPECT_EQ(note.blob(0).find("CFO"), std::string_view::npos);
  EXPECT_EQ(*open_names(made_.file(), note.blob(0)), std::vector<std::string>{"the CFO"});
}

TEST_F(Corrections, OfAnItemThatIsGoneAreLeftOut) {
  const auto jane = mentions_of_person(made_.database(), 1);
  ASSERT_TRUE(add_correction(made_.file(), "split", {jane[0]}, {jane[1]}));
  EXPECT_EQ(corrections_of(made_.database()).size(), 2U);
  made_.database().run("UPDATE person_correction SET place = 'leak/gone.csv'");
  EXPECT_TRUE(corrections_of(made_.database()).empty());
  EXPECT_TRUE(mentions_of_person(made_.database(), 99).empty());
}

TEST_F(Corrections, OfAFileThatChangedAreToldNotFollowed) {
  Database& database = made_.database();
  database.run("UPDATE item SET sha256 = x'01'");
  ASSERT_TRUE(add_correction(made_.file(), "merge",
                             {mentions_of_person(database, 1)[0], mentions_of_person(database, 2)[0]}, {}));
  ASSERT_TRUE(add_correction(made_.file(), "label", {mentions_of_person(database, 2)[0]}, {}, "the CFO"));
  resolve();
  EXPECT_EQ(persons(), 1);
  EXPECT_TRUE(lost_corrections(database).empty());
  database.run("UPDATE item SET sha256 = x'02'");  // Other rows stand there now.
  resolve();
  EXPECT_EQ(persons(), 2);
  EXPECT_TRUE(labels_of(database).empty());
  const auto lost = lost_corrections(database);
  ASSERT_EQ(lost.size(), 2U);
  EXPECT_EQ(lost[0].kind, "merge");
  EXPECT_EQ(lost[0].place, "leak/a.csv");
  EXPECT_EQ(lost[1].kind, "label");
}

}  // namespace
}  // namespace constat
