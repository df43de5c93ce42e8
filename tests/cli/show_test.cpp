#include <gtest/gtest.h>

#include "casefile/persons.h"
#include "support/case_builder.h"

namespace constat {
namespace {

constexpr std::string_view notes = "first line\nJane Doe, SSN 512-48-6193, mail jane@example.com\nlast line\n";
constexpr std::string_view staff = "name,ssn,city\nJane Doe,512-48-6193,Reno\nJohn Roe,536-12-4455,Elko\n";

// A text and a table in a folder. All made up.
class Show : public testing::Test {
 protected:
  Show() {
    made.folder().file("leak/notes.txt", notes);
    made.folder().file("leak/staff.csv", staff);
    made.evidence("leak", "folder");
    const std::int64_t text = made.item({.place = "leak/notes.txt", .unit_path = "notes.txt", .bytes = notes});
    const std::int64_t table = made.item({.place = "leak/staff.csv",
                                          .media_type = "text/csv",
                                          .format = "csv",
                                          .unit_path = "staff.csv",
                                          .bytes = staff});
    made.item({.place = "leak/gone.txt", .unit_path = "gone.txt"});
    made.finding({.item = text, .type = "person_name", .value = "Jane Doe", .offset = 11});
    made.finding({.item = text, .type = "us_ssn", .value = "512-48-6193", .offset = 25});
    made.finding({.item = text, .type = "email_address", .value = "jane@example.com", .offset = 43, .confidence = 300});
    for (const std::int64_t row : {2, 3}) {
      made.finding({.item = table,
                    .type = "person_name",
                    .value = row == 2 ? "Jane Doe" : "John Roe",
                    .mention = row,
                    .row = row,
                    .column = 1});
      made.finding({.item = table,
                    .type = "us_ssn",
                    .value = row == 2 ? "512-48-6193" : "536-12-4455",
                    .mention = row,
                    .row = row,
                    .column = 2});
    }
    made.database().run("INSERT INTO column_type VALUES(" + std::to_string(table) +
                        ", NULL, 2, 'ssn', 'us_ssn', 950, 'header and values')");
  }
  CaseBuilder made;
};

TEST_F(Show, ATextWithItsLinesAndNothingElseRevealed) {
  const Printed printed = run_constat({"show", made.path(), "leak/notes.txt#+25"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_NE(printed.out.find("first line"), std::string::npos) << printed.out;
  EXPECT_NE(printed.out.find("last line"), std::string::npos);
  EXPECT_NE(printed.out.find("> "), std::string::npos);
  for (const char* const value : {"512-48-6193", "Jane Doe", "jane@example.com"}) {
    EXPECT_EQ(printed.out.find(value), std::string::npos) << value << " is masked, sure or not";
  }
  const Printed revealed = run_constat({"show", made.path(), "leak/notes.txt#+25", "--reveal"});
  EXPECT_NE(revealed.out.find("Jane Doe, SSN [512-48-6193], mail jane@example.com"), std::string::npos) << revealed.out;
}

TEST_F(Show, ACellWithItsRowAndHeader) {
  const Printed printed = run_constat({"show", made.path(), "leak/staff.csv#R3C2"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_NE(printed.out.find("ssn"), std::string::npos) << printed.out;
  EXPECT_NE(printed.out.find("Elko"), std::string::npos);
  EXPECT_EQ(printed.out.find("Reno"), std::string::npos) << "another row";
  EXPECT_EQ(printed.out.find("536-12-4455"), std::string::npos);
  EXPECT_NE(printed.out.find("us_ssn (header and values)"), std::string::npos);
  EXPECT_NE(run_constat({"show", made.path(), "leak/staff.csv#R3C2", "--reveal"}).out.find("536-12-4455"),
            std::string::npos);
}

// A line's label stands before the byte that it names: the Place of what follows reopens all the same.
TEST_F(Show, XmlAndCalendarsReopen) {
  constexpr std::string_view xml = "<staff><note>Jane Doe</note><ssn>512-48-6193</ssn><a b=\"x\"/></staff>";
  constexpr std::string_view calendar =
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Call\r\nDESCRIPTION:SSN 512-48-6193\r\nATTENDEE;CN=Bob:mailto:bob@"
      "example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  made.folder().file("leak/a.xml", xml);
  made.folder().file("leak/a.ics", calendar);
  made.item({.place = "leak/a.xml", .media_type = "text/xml", .format = "xml", .unit_path = "a.xml", .bytes = xml});
  made.item({.place = "leak/a.ics",
             .media_type = "text/calendar",
             .format = "ical",
             .unit_path = "a.ics",
             .bytes = calendar});
  for (const auto& [place, text] : {std::pair{"leak/a.xml", xml}, std::pair{"leak/a.ics", calendar}}) {
    const std::string at = std::string(place) + "#+" + std::to_string(text.find("512-48"));
    const Printed printed = run_constat({"show", made.path(), at, "--reveal"});
    EXPECT_EQ(printed.status, 0) << at;
    EXPECT_NE(printed.out.find("[5]12-48-6193"), std::string::npos) << at << printed.out;
  }
}

TEST_F(Show, WhatIsNotThereIsSaid) {
  EXPECT_EQ(run_constat({"show", made.path(), "leak/nothing.txt#+0"}).status, 1);
  EXPECT_EQ(run_constat({"show", made.path(), "leak/gone.txt"}).status, 1);
  EXPECT_EQ(run_constat({"show", made.path(), "leak/notes.txt#nonsense"}).status, 2);
  EXPECT_EQ(run_constat({"show", made.path(), "leak/staff.csv#R99C1"}).status, 1);
  made.folder().file("leak/notes.txt", "another text of another day");
  EXPECT_EQ(run_constat({"show", made.path(), "leak/notes.txt"}).status, 3) << "changed since it was scanned";
}

TEST_F(Show, ALockedCaseHidesAllThatIsAround) {
  made.lock();
  for (const char* const place : {"leak/notes.txt#+25", "leak/staff.csv#R3C2", "leak/notes.txt", "leak/staff.csv"}) {
    const Printed printed = run_constat({"show", made.path(), place});
    for (const char* const value : {"512-48-6193", "Jane", "jane@example", "536-12-4455", "John"}) {
      EXPECT_EQ(printed.out.find(value), std::string::npos) << place;
    }
  }
}

}  // namespace
}  // namespace constat
