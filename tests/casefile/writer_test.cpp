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

}  // namespace
}  // namespace constat
