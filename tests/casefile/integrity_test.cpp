#include "casefile/integrity.h"

#include <gtest/gtest.h>

#include "support/temporary.h"

namespace constat {
namespace {

std::unique_ptr<Case> small_case(const TemporaryFolder& folder) {
  auto file = Case::open({folder.path() + "/c.constat", true, true});
  EXPECT_TRUE(file);
  (*file)->database().run(
      "INSERT INTO evidence(id,name,path,kind,added) VALUES(1,'leak','/leak','folder','');"
      "INSERT INTO unit(id,evidence,path,size,modified_ns,state) VALUES(1,1,'a.txt',5,0,1);"
      "INSERT INTO item(id,evidence,place,unit,status,size) VALUES(1,1,'leak/a.txt',1,'read',5)");
  return std::move(*file);
}

TEST(Integrity, ACaseThatConstatMadeIsWhole) {
  const TemporaryFolder folder;
  const auto file = small_case(folder);
  EXPECT_TRUE(check_integrity(file->database()).faults.empty())
      << testing::PrintToString(check_integrity(file->database()).faults);
}

TEST(Integrity, WhatWasDoneToItIsNamed) {
  struct Tampering {
    const char* sql;
    const char* told;
  };
  const Tampering all[] = {
      {"DROP TABLE problem", "the table problem is missing"},
      {"ALTER TABLE problem ADD COLUMN more TEXT", "the table problem is not as"},
      {"INSERT INTO item(id,evidence,place,unit) VALUES(9,77,'leak/x',1)", "from item to evidence"},
      {"CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END", "a trigger that constat did not make"},
  };
  for (const Tampering& tampering : all) {
    const TemporaryFolder folder;
    const auto file = small_case(folder);
    file->database().run(tampering.sql);
    const IntegrityCheck check = check_integrity(file->database());
    ASSERT_EQ(check.faults.size(), 1U) << tampering.told;
    EXPECT_NE(check.faults[0].find(tampering.told), std::string::npos) << check.faults[0];
  }
}

TEST(Integrity, TheContentHashFollowsTheContentAndNotTheAuditLog) {
  const TemporaryFolder folder;
  const auto file = small_case(folder);
  const Sha256 before = content_hash(file->database());
  file->audit("summary", "summary c.constat", false);
  file->database().run("VACUUM");
  EXPECT_EQ(content_hash(file->database()), before);
  file->database().run("UPDATE item SET status='corrupt' WHERE id=1");
  EXPECT_NE(content_hash(file->database()), before);
}

}  // namespace
}  // namespace constat
