#include "casefile/persons.h"

#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "support/case_builder.h"

namespace constat {
namespace {

TEST(CasePersons, AreMadeAnewFromTheMentions) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  const std::int64_t a = made.item({.place = "leak/a.csv"});
  const std::int64_t b = made.item({.place = "leak/b.txt"});
  made.finding({.item = a,
                .type = "us_ssn",
                .value = "512-48-6193",
                .canonical = "512486193",
                .mention = 1,
                .row = 2,
                .column = 1});
  made.finding({.item = a,
                .type = "person_name",
                .value = "Jane Doe",
                .canonical = "jane doe",
                .mention = 1,
                .row = 2,
                .column = 2});
  made.finding({.item = b, .type = "us_ssn", .value = "512486193", .mention = 7});
  made.finding({.item = b, .type = "us_ssn", .value = "536-12-4455", .canonical = "536124455"});
  for (int times = 0; times < 2; ++times) {
    const auto resolved = resolve_persons(made.file());
    ASSERT_TRUE(resolved) << resolved.error().what;
    Statement rows(made.database(), "SELECT names, country, types, findings, files FROM person");
    ASSERT_TRUE(rows.step());
    const auto names = open_names(made.file(), rows.blob(0));
    ASSERT_TRUE(names);
    EXPECT_EQ(*names, std::vector<std::string>{"Jane Doe"});
    EXPECT_EQ(rows.blob(0).find("Jane"), std::string_view::npos) << "names are sealed";
    EXPECT_EQ(rows.text(1), "US");
    EXPECT_EQ(rows.text(2), R"({"person_name":1,"us_ssn":2})");
    EXPECT_EQ(rows.integer(3), 3);
    EXPECT_EQ(rows.integer(4), 2);
    EXPECT_FALSE(rows.step()) << "a finding without a mention is of nobody";
    EXPECT_EQ(made.database().scalar("SELECT count(*) FROM mention_block"), 2);
    EXPECT_EQ(made.database().scalar("SELECT findings FROM person_type WHERE type = 'us_ssn'"), 2);
    EXPECT_EQ(made.database().scalar("SELECT sum(persons) FROM item_person"), 2) << "the same person in two items";
  }
}

TEST(CasePersons, AListTellsWhoIsAPatientAPupilOrAMember) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  std::int64_t mention = 0;
  std::map<std::string, std::string> wanted;
  const auto in_list = [&](const std::string& place, const std::string& header, const std::string& name,
                           const std::string& relation) {
    const std::int64_t item = made.item({.place = place});
    made.finding({.item = item,
                  .type = "person_name",
                  .value = name,
                  .canonical = to_lower_ascii(name),
                  .mention = ++mention,
                  .row = mention});
    made.finding({.item = item,
                  .type = "email_address",
                  .value = "m" + std::to_string(mention) + "@gmail.com",
                  .mention = mention,
                  .row = mention});
    if (!header.empty()) {
      Statement column(made.database(),
                       "INSERT INTO column_type(item, part, col, header, type, confidence, why) "
                       "VALUES(?,'',1,?,'person_name',900,'')");
      column.bind(1, item).bind(2, std::string_view(header)).run();
    }
    wanted[name] = relation;
  };
  in_list("leak/clinic.xlsx!/Patients 2024", "", "Anna Koch", "patient");
  in_list("leak/a.csv", "Student Name", "Bruno Keller", "student");
  in_list("leak/mitglieder.csv", "", "Carla Vogt", "member");
  in_list("leak/staff/team_members.csv", "", "Dora Simon", "employee");
  in_list("leak/export_donors.json", "", "Emil Frank", "donor");
  in_list("leak/b.csv", "Locataire", "Flora Weiss", "tenant");
  in_list("leak/kunden.csv", "", "Gustav Lang", "customer");
  in_list("leak/orders.csv", "", "Hanna Stein", "customer");
  in_list("leak/c.csv", "Name", "Ida Brandt", "");
  in_list("leak/Aktionäre.csv", "", "Jonas Moser", "shareholder");
  in_list("leak/fournisseurs.csv", "", "Karl Ziegler", "supplier");
  const auto resolved = resolve_persons(made.file());
  ASSERT_TRUE(resolved) << resolved.error().what;
  Statement rows(made.database(), "SELECT names, relation FROM person JOIN person_note ON person = id");
  std::size_t count = 0;
  while (rows.step()) {
    const auto names = open_names(made.file(), rows.blob(0));
    ASSERT_TRUE(names);
    EXPECT_EQ(rows.text(1), wanted[names->front()]) << names->front();
    ++count;
  }
  EXPECT_EQ(count, wanted.size());
}

TEST(CasePersons, AMailboxTellsWhoseEmployeeSomebodyIs) {
  CaseBuilder made;
  made.evidence("leak", "folder");
  const std::int64_t staff = made.item({.place = "leak/hr/staff.csv"});
  const std::int64_t mail = made.item({.place = "leak/inbox.mbox"});
  std::int64_t mention = 0;
  const auto somebody = [&](std::int64_t item, const std::string& address) {
    made.finding({.item = item, .type = "email_address", .value = address, .mention = ++mention, .row = mention});
  };
  for (int index = 0; index < 6; ++index) somebody(staff, "staff" + std::to_string(index) + "x@studio.example");
  somebody(staff, "private@isp.example");
  for (const char* const address : {"new.one@studio.example", "a.seller@vendor.example", "b.seller@vendor.example",
                                    "alone@family.example", "some@gmail.com", "other@gmail.com", "him@isp.example"}) {
    somebody(mail, address);
  }
  ASSERT_TRUE(resolve_persons(made.file()));
  std::map<std::string, std::int64_t> relations;
  Statement rows(made.database(), "SELECT relation, count(*) FROM person_note GROUP BY 1");
  while (rows.step()) relations[std::string(rows.text(0))] = rows.integer(1);
  EXPECT_EQ(relations["employee"], 8) << "the seven of the list, and whose mailbox is the owner's";
  EXPECT_EQ(relations["other company"], 2);
  EXPECT_EQ(relations[""], 4) << "a domain of one's own, public ones, and one where staff have private mail";
}

TEST(CasePersons, NeedTheKey) {
  CaseBuilder made;
  made.lock();
  const auto locked = Case::open({made.path(), false, false});
  ASSERT_TRUE(locked);
  EXPECT_FALSE(resolve_persons(**locked));
  EXPECT_FALSE(open_names(**locked, "0123456789abcdef"));
  EXPECT_FALSE(open_names(made.file(), "cut")) << "damaged";
}

}  // namespace
}  // namespace constat
