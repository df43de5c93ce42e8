#include "casefile/integrity.h"

#include <gtest/gtest.h>

#include "support/case_builder.h"
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

TEST(Integrity, FindingsThatWereTouchedAreTold) {
  struct Tampering {
    const char* sql;
    const char* told;  // "": nothing.
    const char* told_without_key;
  };
  const Tampering all[] = {
      {"UPDATE item SET notes='x'", "", ""},
      {"UPDATE item_type SET sure=0 WHERE type=1", "other figures", "other figures"},
      {"DELETE FROM item_type WHERE type=2", "other figures", "other figures"},
      {"INSERT INTO item_type SELECT 2, type, 1, 1 FROM item_type WHERE type=1", "other figures", "other figures"},
      {"DELETE FROM finding_block WHERE id=1", "other figures", "other figures"},
      {"UPDATE finding_block SET sealed=zeroblob(length(sealed)) WHERE id=1", "not the ones", ""},
      {"UPDATE finding_block SET sealed=(SELECT b.sealed FROM finding_block b WHERE b.id=2) WHERE id=1", "not the ones",
       ""},
      {"UPDATE finding_block SET places=x'0001' WHERE id=1", "not the ones", "not the ones"},
  };
  for (const Tampering& tampering : all) {
    CaseBuilder made;
    const std::int64_t evidence = made.evidence("leak", "folder");
    const std::int64_t one = made.item({.place = "leak/a.txt", .evidence = evidence, .unit_path = "a.txt"});
    made.item({.place = "leak/b.txt", .evidence = evidence, .unit_path = "b.txt"});
    made.finding({.item = one, .type = "us_ssn", .value = "512-48-6193"});
    made.finding({.item = one, .type = "email_address", .value = "ann@studio.example"});
    made.database().run(tampering.sql);
    const auto told = [](Case& file) {
      IntegrityCheck check;
      check_findings(file, check);
      return check.faults.empty() ? std::string() : check.faults.front();
    };
    EXPECT_NE(told(made.file()).find(tampering.told), std::string::npos) << tampering.sql;
    EXPECT_EQ(told(made.file()).empty(), *tampering.told == 0) << tampering.sql << told(made.file());
    made.lock();
    auto locked = Case::open({made.path(), false, false});
    ASSERT_TRUE(locked);
    EXPECT_EQ(told(**locked).empty(), *tampering.told_without_key == 0) << tampering.sql << told(**locked);
  }
}

TEST(Integrity, TheContentHashFollowsTheContentAndNotTheAuditLog) {
  const TemporaryFolder folder;
  const auto file = small_case(folder);
  const Sha256 before = content_hash(file->database());
  file->audit("summary", {"summary", "c.constat"}, false);
  file->database().run("VACUUM");
  EXPECT_EQ(content_hash(file->database()), before);
  file->database().run("UPDATE item SET status='corrupt' WHERE id=1");
  EXPECT_NE(content_hash(file->database()), before);
}

}  // namespace
}  // namespace constat
