#include "cli/listing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "casefile/persons.h"
#include "support/case_builder.h"

namespace constat {
namespace {

// Two files, one of them twice; a table with two persons; an encrypted archive.
class Listings : public testing::Test {
 protected:
  Listings() {
    made.evidence("leak", "folder");
    const std::int64_t zip =
        made.item({.place = "leak/a.zip", .media_type = "application/zip", .format = "zip", .bytes = "PK"});
    const std::int64_t table = made.item(
        {.place = "leak/a.zip!/staff.csv", .parent = zip, .media_type = "text/csv", .format = "csv", .bytes = "abc"});
    made.item(
        {.place = "leak/copy.csv", .media_type = "text/csv", .format = "csv", .bytes = "abc", .duplicate_of = table});
    made.item({.place = "leak/locked.zip",
               .status = "encrypted",
               .reason = "needs a password",
               .media_type = "application/zip",
               .format = "zip",
               .bytes = "x"});
    made.finding({.item = table, .type = "person_name", .value = "Jane Doe", .mention = 2, .row = 2, .column = 1});
    made.finding({.item = table,
                  .type = "us_ssn",
                  .value = "512-48-6193",
                  .canonical = "512486193",
                  .mention = 2,
                  .row = 2,
                  .column = 2});
    made.finding({.item = table, .type = "us_ssn", .value = "536-12-4455", .mention = 3, .row = 10, .column = 2});
    made.finding({.item = zip, .type = "password", .value = "=cmd", .offset = 1, .confidence = 300});
    EXPECT_TRUE(resolve_persons(made.file()));
  }
  CaseBuilder made;
};

TEST_F(Listings, ItemsAsJsonLines) {
  const Printed printed = run_constat({"items", made.path(), "--format", "jsonl"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_EQ(printed.out.substr(0, printed.out.find(",\"sha256\"")),
            R"({"place":"leak/a.zip","status":"read","reason":null,"media_type":"application/zip","size":2)");
  EXPECT_NE(printed.out.find(R"("parent":"leak/a.zip","duplicate_of":null})"), std::string::npos);
  EXPECT_NE(printed.out.find(R"("parent":null,"duplicate_of":"leak/a.zip!/staff.csv"})"), std::string::npos);
  const Printed some = run_constat({"items", made.path(), "--format", "jsonl", "--status", "encrypted,corrupt"});
  EXPECT_EQ(std::ranges::count(some.out, '\n'), 1);
  EXPECT_NE(some.out.find("needs a password"), std::string::npos);
  EXPECT_EQ(std::ranges::count(run_constat({"items", made.path(), "--type", "text/*"}).out, '\n'), 2);
  EXPECT_EQ(std::ranges::count(run_constat({"items", made.path(), "--type", "csv"}).out, '\n'), 2);
  EXPECT_EQ(run_constat({"items", made.path(), "--status", "nonsense"}).status, 2);
}

TEST_F(Listings, FindingsInOrderOfPlaceMaskedUnlessRevealed) {
  const Printed masked = run_constat({"findings", made.path(), "--format", "jsonl"});
  EXPECT_EQ(masked.status, 0);
  EXPECT_EQ(masked.out.find("48-6193"), std::string::npos);
  EXPECT_EQ(masked.out.find("Jane"), std::string::npos);
  EXPECT_EQ(std::ranges::count(masked.out, '\n'), 3) << "below 0.5 is shown on request only";
  const Printed revealed =
      run_constat({"findings", made.path(), "--format", "jsonl", "--reveal", "--min-confidence", "0"});
  EXPECT_EQ(
      revealed.out,
      R"({"type":"password","category":"credential","value":"=cmd","confidence":0.3,"place":"leak/a.zip#+1","item":"leak/a.zip","person":null})"
      "\n"
      R"({"type":"person_name","category":"identity","value":"Jane Doe","confidence":0.95,"place":"leak/a.zip!/staff.csv#R2C1","item":"leak/a.zip!/staff.csv","person":1})"
      "\n"
      R"({"type":"us_ssn","category":"government_id","value":"512-48-6193","confidence":0.95,"place":"leak/a.zip!/staff.csv#R2C2","item":"leak/a.zip!/staff.csv","person":1})"
      "\n"
      R"({"type":"us_ssn","category":"government_id","value":"536-12-4455","confidence":0.95,"place":"leak/a.zip!/staff.csv#R10C2","item":"leak/a.zip!/staff.csv","person":2})"
      "\n");
  EXPECT_EQ(made.database().scalar("SELECT revealed FROM audit ORDER BY seq DESC LIMIT 1"), 1);
  EXPECT_EQ(std::ranges::count(run_constat({"findings", made.path(), "--person", "1"}).out, '\n'), 2);
  EXPECT_EQ(std::ranges::count(run_constat({"findings", made.path(), "--type", "government_id"}).out, '\n'), 2);
  EXPECT_EQ(std::ranges::count(run_constat({"findings", made.path(), "--item", "leak/a.zip!/staff.csv"}).out, '\n'), 3);
  EXPECT_EQ(std::ranges::count(run_constat({"findings", made.path(), "--item", "leak/a"}).out, '\n'), 0);
  EXPECT_EQ(std::ranges::count(run_constat({"findings", made.path(), "--item", "leak/"}).out, '\n'), 3);
  EXPECT_EQ(run_constat({"findings", made.path(), "--min-confidence", "often"}).status, 2);
}

TEST_F(Listings, NothingRunsInASpreadsheet) {
  const Printed csv = run_constat({"findings", made.path(), "--format", "csv", "--reveal", "--min-confidence", "0"});
  EXPECT_NE(csv.out.find("password,credential,'=cmd,0.3"), std::string::npos) << csv.out;
  for (const char* const start : {"=1", "+1", "-1", "@x", "\t=1", "\r=1"}) {
    const std::string cell = csv_cell(start);
    EXPECT_EQ(std::string_view("=+-@\t\r").find(cell.front()), std::string_view::npos) << cell;
  }
  EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
}

TEST_F(Listings, PersonsWithWhatIsTheirs) {
  const Printed printed = run_constat({"persons", made.path(), "--format", "jsonl", "--reveal"});
  EXPECT_EQ(
      printed.out,
      R"({"person":1,"names":["Jane Doe"],"country":"US","state":null,"types":{"person_name":1,"us_ssn":1},"findings":2,"confidence":0.95,"files":1,"residence_by":"id","relation":"employee","label":null})"
      "\n"
      R"({"person":2,"names":[],"country":"US","state":null,"types":{"us_ssn":1},"findings":1,"confidence":0.95,"files":1,"residence_by":"id","relation":"employee","label":null})"
      "\n");
  EXPECT_EQ(std::ranges::count(run_constat({"persons", made.path(), "--type", "person_name"}).out, '\n'), 1);
  EXPECT_EQ(std::ranges::count(run_constat({"persons", made.path(), "--country", "us"}).out, '\n'), 2);
  EXPECT_EQ(std::ranges::count(run_constat({"persons", made.path(), "--country", "FR"}).out, '\n'), 0);
  EXPECT_EQ(std::ranges::count(run_constat({"persons", made.path(), "--state", "unknown"}).out, '\n'), 2);
  EXPECT_EQ(run_constat({"persons", made.path()}).out.find("Jane"), std::string::npos);
}

TEST_F(Listings, ALockedCaseStillCounts) {
  made.lock();
  const Printed printed = run_constat({"findings", made.path(), "--format", "jsonl"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_NE(printed.out.find(R"("value":null)"), std::string::npos);
  EXPECT_EQ(run_constat({"findings", made.path(), "--reveal"}).status, 1);
  EXPECT_NE(run_constat({"persons", made.path(), "--format", "jsonl"}).out.find("\"names\":null"), std::string::npos);
}

TEST_F(Listings, ATableIsForTheEye) {
  const Printed printed = run_constat({"items", made.path(), "--format", "table"});
  EXPECT_EQ(printed.out,
            "status     media type       size  place\n"
            "read       application/zip     2  leak/a.zip\n"
            "read       text/csv            3  leak/a.zip!/staff.csv\n"
            "read       text/csv            3  leak/copy.csv  = leak/a.zip!/staff.csv\n"
            "encrypted  application/zip     1  leak/locked.zip  (needs a password)\n");
}

TEST(Listing, ControlCharactersDoNotReachATerminal) {
  testing::internal::CaptureStdout();
  {
    constexpr Column columns[] = {{"a"}};
    ListWriter list(ListFormat::table, columns);
    list.text("x\x1b[31m\\x0a");
    list.end_row();
  }
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "a\nx\\x1b[31m\\x0a\n");
  // Nor by way of a list for a program, which somebody looks at. What JSON says stays the same; CSV knows no escape.
  EXPECT_EQ(json_string("\xC2\x9Bm\xE2\x80\xAEx\x7F\xF3\xA0\x81\x81"), "\"\\u009bm\\u202ex\\u007f\\udb40\\udc41\"");
  EXPECT_EQ(json_string("\xE2\x80\x99t \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
            "\"\xE2\x80\x99t \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  EXPECT_EQ(csv_cell("x\x1b[31m\xC2\x9B\\, \xE2\x80\xAE\xC3\xA9"),
            "\"x\\x1b[31m\\xc2\\x9b\\, \\xe2\\x80\\xae\xC3\xA9\"");
  EXPECT_EQ(csv_cell("two\nlines\tand\rmore"), "\"two\nlines\tand\\x0dmore\"");
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(json_string("a\"\n\x01\xFF"), "\"a\\\"\\n\\u0001\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace constat
