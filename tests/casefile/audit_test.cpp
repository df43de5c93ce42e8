#include "casefile/audit.h"

#include <gtest/gtest.h>

#include "support/temporary.h"

namespace constat {
namespace {

std::unique_ptr<Case> case_with_rows(const TemporaryFolder& folder, int rows) {
  auto file = Case::open({folder.path() + "/c.constat", true, true});
  EXPECT_TRUE(file);
  for (int row = 0; row < rows; ++row)
    (*file)->audit("findings", {"findings", "c.constat", "--type", "us_ssn"}, row % 2 == 1);
  return std::move(*file);
}

TEST(Audit, EveryCommandIsARowAndTheKeyVouchesForTheLast) {
  const TemporaryFolder folder;
  const auto file = case_with_rows(folder, 4);
  const AuditCheck check = check_audit(file->database(), file->sealer());
  EXPECT_TRUE(check.good());
  EXPECT_EQ(check.rows, 4U);
  EXPECT_EQ(check.reveals, 2U);
  EXPECT_EQ(check.sealed_up_to, 4U);
  const AuditCheck without_key = check_audit(file->database(), nullptr);
  EXPECT_TRUE(without_key.good());
  EXPECT_EQ(without_key.sealed_up_to, 0U);
}

TEST(Audit, WhoBecameRootIsNamedByTheirLogin) {
  EXPECT_EQ(acting_user(0, nobody_logged_in), "root");
  EXPECT_EQ(acting_user(0, 0), "root");
  EXPECT_EQ(acting_user(0, 4'000'000'001U), "root (logged in as 4000000001)");
  EXPECT_EQ(acting_user(4'000'000'001U, 0), "4000000001 (logged in as root)");
}

TEST(Audit, AnyChangeIsSeen) {
  struct Tampering {
    const char* sql;
    const char* why;
  };
  const Tampering all[] = {
      {"UPDATE audit SET revealed=0 WHERE seq=2", "a reveal is denied"},
      {"UPDATE audit SET who='somebody else' WHERE seq=3", "another did it"},
      {"DELETE FROM audit WHERE seq=2", "a row in the middle is taken out"},
      {"DELETE FROM audit WHERE seq=4", "the last row is taken out"},
      {"DELETE FROM audit", "all of it is taken out"},
      {"INSERT INTO audit SELECT 5,at,who,host,command,arguments,revealed,hash FROM audit WHERE seq=4",
       "a row is added"},
  };
  for (const Tampering& tampering : all) {
    const TemporaryFolder folder;
    const auto file = case_with_rows(folder, 4);
    file->database().run(tampering.sql);
    EXPECT_FALSE(check_audit(file->database(), file->sealer()).good()) << tampering.why;
    // Nor does the next command hide it.
    file->audit("summary", {"summary", "c.constat"}, false);
    EXPECT_FALSE(check_audit(file->database(), file->sealer()).good()) << tampering.why << ", then a command";
  }
}

TEST(Audit, ACommandWithoutTheKeyLeavesTheSealWhereItWas) {
  const TemporaryFolder folder;
  const auto file = case_with_rows(folder, 2);
  append_audit(file->database(), nullptr, "summary", "summary c.constat", false);
  const AuditCheck check = check_audit(file->database(), file->sealer());
  EXPECT_TRUE(check.good());
  EXPECT_EQ(check.rows, 3U);
  EXPECT_EQ(check.sealed_up_to, 2U);
}

}  // namespace
}  // namespace constat
