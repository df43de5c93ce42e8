#include "casefile/content_seal.h"

#include <gtest/gtest.h>

#include "casefile/audit.h"
#include "casefile/integrity.h"
#include "casefile/schema.h"
#include "support/case_builder.h"

namespace constat {
namespace {

using State = ContentCheck::State;

// A case that a scan has ended with.
class SealedCase : public CaseBuilder {
 public:
  SealedCase() {
    file().audit("scan", {"scan", "leak"}, false);
    ContentChange change(file(), ContentChange::By::scan);
    evidence("leak", "folder");
    const std::int64_t staff = item({.place = "leak/staff.csv"});
    item({.place = "leak/shut.zip", .status = "encrypted", .reason = "a password is needed"});
    finding({.item = staff, .type = "us_ssn", .value = "512-44-1873"});
    database().run(
        "INSERT INTO person(id, country, confidence, findings, types, files, mentions) VALUES(1,'US',990,1,"
        "'{\"us_ssn\":1}',1,x'00')");
    change.done();
  }
  ContentCheck check() { return check_content(file(), content_hash(database())); }
  AuditCheck log() { return check_audit(database(), file().sealer()); }
};

TEST(ContentSeal, WhatAScanLeftIsVouchedForAndCommandsThatReadKeepIt) {
  SealedCase made;
  EXPECT_EQ(made.check().state, State::vouched);
  made.file().audit("findings", {"findings", "c.constat", "--reveal"}, true);
  EXPECT_EQ(made.check().state, State::vouched);
  EXPECT_TRUE(made.check().good());
  EXPECT_TRUE(made.log().good());
}

TEST(ContentSeal, AnyEditOfATableIsSeen) {
  const char* const edits[] = {
      "DELETE FROM finding_block; DELETE FROM item_type",
      "UPDATE item SET status='read', reason=NULL WHERE status='encrypted'",
      "DELETE FROM item WHERE status='encrypted'",
      "UPDATE person SET country='FR'",
      "UPDATE meta SET value='2020-01-01T00:00:00Z' WHERE key='created'",
      "UPDATE evidence SET name='other'",
      "DELETE FROM unit WHERE id=2",
  };
  for (const char* const edit : edits) {
    SealedCase made;
    made.database().run(edit);
    EXPECT_EQ(made.check().state, State::changed) << edit;
    EXPECT_FALSE(made.check().good()) << edit;
  }
}

TEST(ContentSeal, ASealThatWasTakenAwayOrIsNotTheKeysIsSeen) {
  const char* const edits[] = {
      "DELETE FROM meta WHERE key='content_seal'",
      "UPDATE meta SET value=replace(value, 'closed', 'open') WHERE key='content_seal'",
      "DELETE FROM meta WHERE key IN ('content_seal', 'audit_seal'); DELETE FROM audit",
  };
  for (const char* const edit : edits) {
    SealedCase made;
    made.database().run(edit);
    EXPECT_EQ(made.check().state, State::missing) << edit;
    EXPECT_FALSE(made.log().good()) << edit;
    // Nor does the next scan hide it.
    ContentChange(made.file(), ContentChange::By::scan).done();
    made.file().audit("scan", {"scan", "leak"}, false);
    EXPECT_FALSE(made.log().good()) << edit << ", then a scan";
  }
}

TEST(ContentSeal, AnOlderSealIsNotTakenBesideTheLogOfToday) {
  SealedCase made;
  const std::string old = made.file().meta("content_seal");
  {
    ContentChange change(made.file(), ContentChange::By::scan);
    made.item({.place = "leak/new.txt"});
    change.done();
  }
  made.database().run("DELETE FROM item WHERE place='leak/new.txt'");
  made.file().set_meta("content_seal", old);
  EXPECT_FALSE(made.log().good());
}

TEST(ContentSeal, AScanThatDidNotEndIsNoFalseAlarm) {
  SealedCase made;
  made.file().audit("scan", {"scan", "leak"}, false);
  { const ContentChange change(made.file(), ContentChange::By::scan); }
  made.item({.place = "leak/new.txt"});
  EXPECT_EQ(made.check().state, State::open);
  EXPECT_TRUE(made.check().good());
  EXPECT_TRUE(made.log().good());
  // A correction does not vouch for what the scan left half done; the next scan does.
  { const ContentChange change(made.file(), ContentChange::By::correction); }
  EXPECT_EQ(made.check().state, State::open);
  ContentChange(made.file(), ContentChange::By::scan).done();
  EXPECT_EQ(made.check().state, State::vouched);
}

TEST(ContentSeal, ACorrectionIsVouchedForAlsoWhereItWasGivenUp) {
  SealedCase made;
  {
    const ContentChange change(made.file(), ContentChange::By::correction);
    made.file().set_meta("duties.known_on", "2026-01-01");
  }
  EXPECT_EQ(made.check().state, State::vouched);
}

TEST(ContentSeal, TypesThatWereChangedMaskNothingLess) {
  SealedCase made;
  made.database().run("UPDATE type SET mask=4");
  EXPECT_TRUE(made.check().types_changed);
  EXPECT_FALSE(made.check().good());
  EXPECT_EQ(made.file().shown_mask(4), static_cast<std::int64_t>(MaskStyle::full));
  SealedCase untouched;
  EXPECT_EQ(untouched.file().shown_mask(0), static_cast<std::int64_t>(MaskStyle::middle));
  // A scan does not take them for its own.
  ContentChange(made.file(), ContentChange::By::scan).done();
  EXPECT_FALSE(made.log().good());
}

TEST(ContentSeal, WithoutTheKeyNobodyVouches) {
  SealedCase made;
  const std::string path = made.path();
  made.lock();
  const auto locked = Case::open({path, false, false});
  ASSERT_TRUE(locked);
  const ContentCheck check = check_content(**locked, content_hash((*locked)->database()));
  EXPECT_EQ(check.state, State::no_key);
  EXPECT_TRUE(check.good());
}

TEST(ContentSeal, ACaseOfAnEarlierFormatIsReadAndSealedByTheNextScan) {
  CaseBuilder made;
  made.database().run(
      "DELETE FROM meta WHERE key IN ('content_seal', 'audit_seal'); UPDATE meta SET value='4' WHERE "
      "key='format_version'");
  made.file().audit("scan", {"scan", "leak"}, false);
  made.evidence("leak", "folder");
  made.item({.place = "leak/staff.csv"});
  made.database().run("INSERT INTO type(name, category, mask) VALUES('us_ssn', 'government_id', 0)");
  const auto check = [&] { return check_content(made.file(), content_hash(made.database())); };
  EXPECT_EQ(check().state, State::no_seal);
  EXPECT_TRUE(check_audit(made.database(), made.file().sealer()).good());
  EXPECT_TRUE(types_are_vouched(made.file()));
  EXPECT_EQ(made.file().shown_mask(4), static_cast<std::int64_t>(MaskStyle::full));
  ContentChange(made.file(), ContentChange::By::scan).done();
  EXPECT_EQ(made.file().meta("format_version"), std::to_string(case_format_version));
  EXPECT_EQ(check().state, State::vouched);
  EXPECT_TRUE(check_audit(made.database(), made.file().sealer()).good());
  // It cannot be said to be of that format again.
  made.database().run(
      "DELETE FROM meta WHERE key='content_seal'; UPDATE meta SET value='4' WHERE key='format_version'");
  EXPECT_FALSE(check_audit(made.database(), made.file().sealer()).good());
}

}  // namespace
}  // namespace constat
