#include "casefile/writer.h"

#include <gtest/gtest.h>

#include "support/case_builder.h"
#include "support/fake_engine.h"

namespace constat {
namespace {

// One archive of ten members, the last of which is an archive of ten; it lies in six places.
class Copies : public testing::Test {
 protected:
  void SetUp() override {
    made_.evidence("leak", "folder");
    const std::int64_t outer = made_.item({.place = "leak/a.zip", .format = "zip", .bytes = "outer"});
    std::int64_t inner = 0;
    for (int member = 0; member < 10; ++member) {
      const std::string place = "leak/a.zip!/" + std::to_string(member);
      inner = made_.item({.place = place, .parent = outer, .member_index = member, .has_bytes = false});
    }
    for (int member = 0; member < 10; ++member) {
      const std::string place = "leak/a.zip!/9!/" + std::to_string(member);
      made_.item({.place = place, .parent = inner, .member_index = member, .has_bytes = false});
    }
    for (int copy = 1; copy <= 5; ++copy) {
      const std::string place = "leak/copy" + std::to_string(copy) + ".zip";
      made_.item({.place = place, .format = "zip", .bytes = "outer", .duplicate_of = outer});
    }
  }
  std::int64_t items() { return made_.database().scalar("SELECT count(*) FROM item"); }
  std::int64_t problems() {
    return made_.database().scalar("SELECT count(*) FROM problem WHERE what LIKE 'repeated containers: %'");
  }
  void finish(const CaseWriter::CopiesBounds& bounds) {
    CaseWriter writer(made_.file(), engine_);
    writer.finish(bounds);
  }
  FakeEngine engine_;
  CaseBuilder made_;
};

TEST_F(Copies, MembersAreListedWhereverTheirContainerLies) {
  finish({});
  EXPECT_EQ(items(), 1 + 20 + 5 + 5 * 20);
  EXPECT_EQ(problems(), 0);
  Statement place(made_.database(), "SELECT count(*) FROM item WHERE place = 'leak/copy3.zip!/9!/7'");
  ASSERT_TRUE(place.step());
  EXPECT_EQ(place.integer(0), 1);
  finish({});
  EXPECT_EQ(items(), 1 + 20 + 5 + 5 * 20) << "done once";
}

TEST_F(Copies, AreBoundedInNumberAndBytesAndSayWhatIsMissing) {
  struct Case {
    CaseWriter::CopiesBounds bounds;
    std::int64_t listed;
    bool all;
  };
  // Of each copy ten members, then the ten of the inner archive: a container's members are listed together or not.
  const Case cases[] = {
      {{99, 1 << 20}, 90, false}, {{100, 1 << 20}, 100, true}, {{9, 1 << 20}, 0, false},
      {{25, 1 << 20}, 20, false}, {{100, 170}, 10, false},
  };
  for (const Case& c : cases) {
    made_.database().run("DELETE FROM item WHERE place LIKE 'leak/copy%!/%'");
    for (int times = 0; times < 2; ++times) {  // A later scan begins no new count.
      finish(c.bounds);
      EXPECT_EQ(items(), 1 + 20 + 5 + c.listed) << c.bounds.members_max << " " << c.bounds.place_bytes_max;
      EXPECT_EQ(problems(), c.all ? 0 : 1);
    }
  }
}

// What the database does for so many pairs of files that are alike, in steps of its machine.
std::int64_t steps_of_finish(int pairs) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  for (int pair = 0; pair < pairs; ++pair) {
    const std::string bytes = "pair " + std::to_string(pair);
    for (const char* const side : {"leak/b/", "leak/a/"})
      made.item({.place = side + std::to_string(pair), .bytes = bytes});
  }
  const FakeEngine engine;
  CaseWriter writer(made.file(), engine);
  std::int64_t hundreds = 0;
  sqlite3_progress_handler(
      made.database().handle(), 100,
      [](void* count) { return static_cast<int>(++*static_cast<std::int64_t*>(count) == 0); }, &hundreds);
  writer.finish({});
  sqlite3_progress_handler(made.database().handle(), 0, nullptr, nullptr);
  EXPECT_EQ(
      made.database().scalar("SELECT count(*) FROM item WHERE duplicate_of IS NOT NULL AND place LIKE 'leak/b/%'"),
      pairs)
      << "the smaller Place has the findings";
  return hundreds * 100;
}

// A unit knows its file, and tells nobody which it is.
TEST(Units, AreFoundByTheirPathAndDoNotHoldIt) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  const FakeEngine engine;
  CaseWriter writer(made.file(), engine);
  const std::string odd("hr/\xFF\x01 512-48-6193/b", 20);
  for (const std::string& path : {std::string(), std::string("a"), std::string("hr/a"), std::string("hr/b"), odd}) {
    UnitRow unit;
    unit.id = writer.next_unit_id();
    unit.evidence = 1;
    unit.path = path;
    writer.put_unit(unit);
    unit.state = 1;
    writer.put_unit(unit);
    const auto found = writer.units_of(1, path);
    ASSERT_EQ(found.size(), 1U) << path;
    EXPECT_EQ(found.front().id, unit.id);
    EXPECT_EQ(found.front().path, path);
    EXPECT_EQ(found.front().state, 1);
  }
  EXPECT_TRUE(writer.units_of(1, "b").empty());
  EXPECT_TRUE(writer.units_of(2, "a").empty());
  writer.forget_file(1, "hr/a");
  EXPECT_TRUE(writer.units_of(1, "hr/a").empty());
  writer.commit();
  EXPECT_EQ(made.database().scalar("SELECT count(*) FROM unit WHERE length(path)=16"), 4);
  // The files of one folder stand together in the index.
  EXPECT_EQ(made.database().scalar("SELECT count(DISTINCT substr(path,1,8)) FROM unit"), 3);
}

TEST(CopiesOfFiles, AreSettledInTimeThatGrowsWithTheirNumber) {
  const std::int64_t few = steps_of_finish(100);
  const std::int64_t many = steps_of_finish(1000);
  EXPECT_LT(many, 20 * few) << "not with its square";
}

}  // namespace
}  // namespace constat
