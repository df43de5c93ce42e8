#include "report/page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "casefile/bounds.h"
#include "casefile/persons.h"
#include "report/figures.h"
#include "report/words.h"
#include "support/case_builder.h"

namespace constat {
namespace {

// A small leak: a table of persons, mails, an encrypted archive, a name that would be markup. All made up.
class ReportPage : public testing::Test {
 protected:
  ReportPage() {
    made.evidence("leak", "folder");
    const std::int64_t table = made.item({.place = "leak/hr/staff.xlsx",
                                          .media_type = "x",
                                          .format = "xlsx",
                                          .bytes = "sheet",
                                          .modified = 1'400'000'000});
    const std::int64_t sheet =
        made.item({.place = "leak/hr/staff.xlsx!/Payroll", .parent = table, .format = "part", .has_bytes = false});
    const std::int64_t markup =
        made.item({.place = "leak/<script>alert(1)<\\x2fscript>&\"'.txt", .bytes = "notes", .modified = 1'416'787'200});
    made.item({.place = "leak/hr/old.xlsx", .format = "xlsx", .bytes = "sheet", .duplicate_of = table});
    made.item({.place = "leak/locked.zip",
               .status = "encrypted",
               .reason = "needs a password",
               .format = "zip",
               .bytes = "PK"});
    made.item({.place = "leak/broken.pdf",
               .status = "corrupt",
               .reason = "<b>ends early</b>",
               .format = "pdf",
               .bytes = "%PDF"});
    struct Person {
      std::string_view name, ssn, email, salary, address;
    };
    constexpr Person persons[] = {
        {"Jane Doe", "512-48-6193", "jane.doe@example.com", "152000", "12 Elm St, Springfield, IL 62704"},
        {"John Roe", "536-12-4455", "john.roe@example.com", "98000", "4 Oak Ave, Los Angeles, CA 90012"},
        {"Jean Dupont", "512-48-6194", "jean@exemple.fr", "77000", "8 rue de la Paix, 75002 Paris, France"},
    };
    std::int64_t row = 2;
    for (const Person& person : persons) {
      made.finding(
          {.item = sheet, .type = "person_name", .value = person.name, .mention = row, .row = row, .column = 1});
      made.finding({.item = sheet, .type = "us_ssn", .value = person.ssn, .mention = row, .row = row, .column = 2});
      made.finding(
          {.item = sheet, .type = "email_address", .value = person.email, .mention = row, .row = row, .column = 3});
      made.finding({.item = sheet, .type = "salary", .value = person.salary, .mention = row, .row = row, .column = 4});
      made.finding(
          {.item = sheet, .type = "postal_address", .value = person.address, .mention = row, .row = row, .column = 5});
      ++row;
    }
    made.finding({.item = markup, .type = "email_address", .value = "jane.doe@example.com", .mention = 1, .offset = 3});
    made.finding({.item = markup, .type = "password", .value = "hunter2<script>", .offset = 30});
    made.finding({.item = markup, .type = "us_ssn", .value = "078-05-1120", .offset = 60, .confidence = 200});
    made.database().run(
        "INSERT INTO problem(evidence, place, what) VALUES(1, 'leak/private', 'cannot be listed: permission denied')");
    EXPECT_TRUE(resolve_persons(made.file()));
  }
  std::string page(std::string_view language) {
    const Figures figures = gather_figures(made.file(), {});
    return report_page(made.file(), figures, *words_of(language), {"2026-01-02T03:04:05Z"});
  }
  CaseBuilder made;
};

TEST_F(ReportPage, FiguresAreTheCases) {
  const Figures figures = gather_figures(made.file(), {});
  EXPECT_EQ(figures.items, 6);
  EXPECT_EQ(figures.duplicates, 1);
  EXPECT_EQ(figures.unreadable, 2);
  EXPECT_EQ(figures.persons, 3);
  ASSERT_EQ(figures.types.size(), 6U);
  EXPECT_EQ(figures.types.front().name, "us_ssn") << "the gravest first";
  EXPECT_EQ(figures.types.front().persons, 3);
  EXPECT_EQ(figures.types.front().values, 3) << "below 0.5 is in no figure";
  EXPECT_EQ(figures.types.front().files, 1);
  ASSERT_EQ(figures.countries.size(), 2U);
  EXPECT_EQ(figures.countries.front().name, "US");
  EXPECT_EQ(figures.countries.front().count, 2);
  EXPECT_EQ(figures.states.size(), 2U);
  EXPECT_EQ(figures.files.front().place, "leak/hr/staff.xlsx!/Payroll");
  EXPECT_EQ(figures.files.front().persons, 3);
  EXPECT_EQ(figures.gap_places_all, 2);
  ASSERT_EQ(figures.dates.size(), 7U) << "months from May to November 2014, without holes";
  EXPECT_EQ(figures.dates.front().name, "2014-05");
  EXPECT_EQ(figures.exposed.front().types.front().name, "us_ssn");
}

TEST_F(ReportPage, TheSentenceSaysWhoAndWhatAndWhatIsNotKnown) {
  const Figures figures = gather_figures(made.file(), {});
  EXPECT_EQ(
      paragraph(*words_of("en"), figures),
      "The evidence examined (21\u00a0B, 6 items) exposes the data of 3 persons: the US social security number, the "
      "salary, the e-mail address and the postal address of all of them. By country of residence, where the evidence "
      "tells it: United States (2) and France (1). It also holds data that could be linked to no person: passwords "
      "(1). "
      "2 items (33 % of all) could not be read; they are listed with the reasons.");
  EXPECT_NE(paragraph(*words_of("fr"), figures).find("l’adresse électronique et l’adresse postale de chacune d’elles"),
            std::string::npos);
}

TEST_F(ReportPage, BoundsThatWereReachedStandWithTheirOptions) {
  EXPECT_NE(page("en").find("No bound on size, depth, memory or time was reached."), std::string::npos);
  Limits limits;
  limits.depth_max = 2;
  limits.silence_seconds = 1.5;
  made.file().set_meta(bounds_key(1), bounds_text(bounds_of(limits)));
  const auto item = [&](std::string_view place, std::string_view status, std::string_view reason) {
    made.item({.place = place, .status = status, .reason = reason, .format = "zip", .bytes = place});
  };
  item("leak/a.zip!/a.zip!/a.zip", "too-big", "nested deeper than the bound of 2 levels");
  item("leak/b.zip!/a.zip!/a.zip", "too-big", "nested deeper than the bound of 2 levels");
  item("leak/c.zip", "too-big", "the archive is damaged; more members than the bound; the rest is not listed");
  item("leak/d.txt", "timed-out", "its reader did not come to an end: its bytes were scanned for printable text");
  item("leak/e.txt", "timed-out", "the time for this evidence was over before it was read");
  item("leak/f.gz", "too-big", "outgrows the bound of temporary data");
  item("leak/g.csv", "partly-read", "rows with more columns than the bound: the last cell holds the rest of the row");
  const std::string english = page("en");
  EXPECT_EQ(english.find("No bound on size"), std::string::npos);
  for (const std::string_view line :
       {"nested deeper than the bound of 2 levels (--depth 2); items: 2.",
        "more members than the bound (--members 20000000); items: 1.",
        "its reader did not come to an end (--silence 1.5, --item-time 3600); items: 1.",
        "the time for this evidence was over before it was read (--evidence-time); items: 1.",
        "outgrows the bound of temporary data (--spill-size 68719.47674); items: 1.",
        "rows with more columns than the bound: the last cell holds the rest of the row; items: 1."}) {
    EXPECT_NE(english.find("<li>A bound or a clock: " + std::string(line) + "</li>"), std::string::npos) << line;
  }
  EXPECT_NE(page("fr").find("imbriqué au-delà de la limite de 2 niveaux (--depth 2)"), std::string::npos);
}

TEST_F(ReportPage, TheNumberOfPersonsStandsWithItsIntervalAndHowItWasFound) {
  const Figures figures = gather_figures(made.file(), {});
  ASSERT_GE(figures.persons_low, 0);
  ASSERT_EQ(figures.depths.size(), 1U);
  EXPECT_EQ(figures.depths.front().name, "4") << "number, mailbox, pay and address; the name is none";
  EXPECT_EQ(figures.depths.front().count, 3);
  const std::string english = page("en");
  EXPECT_NE(english.find("95 % interval: " + std::to_string(figures.persons_low) + " to " +
                         std::to_string(figures.persons_high)),
            std::string::npos);
  EXPECT_NE(english.find("2,000 draws"), std::string::npos);
  EXPECT_NE(english.find("Persons by depth of exposure"), std::string::npos);
  EXPECT_NE(english.find("Persons by what they are to the owner"), std::string::npos);
  const std::string french = page("fr");
  EXPECT_NE(french.find("intervalle à 95"), std::string::npos);
  EXPECT_NE(french.find("Anciens salariés"), french.find("Salariés"));
  EXPECT_NE(french.find("Salariés"), std::string::npos) << "hr/staff.xlsx tells it";
}

TEST_F(ReportPage, NothingOfTheEvidenceBecomesMarkup) {
  for (const std::string_view language : {"en", "fr"}) {
    const std::string html = page(language);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<b>ends"), std::string::npos);
    EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(html.find("default-src &#39;none&#39;"), html.find("default-src 'none'"));
    EXPECT_NE(html.find("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""), std::string::npos);
    for (const char* const outside : {"http://", "https://", "src=", "@import", "url("}) {
      EXPECT_EQ(html.find(outside), std::string::npos) << outside;
    }
    for (std::size_t at = html.find("href="); at != std::string::npos; at = html.find("href=", at + 1)) {
      EXPECT_EQ(html.substr(at, 7), "href=\"#") << "a link leads out of the page";
    }
  }
}

TEST_F(ReportPage, NoValueIsShownWhole) {
  const std::string html = page("en");
  for (const char* const value :
       {"512-48-6193", "hunter2", "Jane Doe", "Jean Dupont", "jane.doe@", "152000", "Elm St"}) {
    EXPECT_EQ(html.find(value), std::string::npos) << value;
  }
}

TEST_F(ReportPage, TheSameCaseGivesTheSameBytes) {
  EXPECT_EQ(page("en"), page("en"));
  EXPECT_NE(page("en"), page("fr"));
}

TEST_F(ReportPage, TheCommandWritesItWhole) {
  const std::string out = made.folder().path() + "/report.html";
  EXPECT_EQ(run_constat({"report", made.path(), "--out", out, "--lang", "fr"}).status, 0);
  std::ifstream in(out);
  const std::string html{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(html.starts_with("<!doctype html>\n<html lang=\"fr\">"));
  EXPECT_TRUE(html.ends_with("</html>\n"));
  EXPECT_EQ(run_constat({"report", made.path()}).status, 2);
  EXPECT_EQ(run_constat({"report", made.path(), "--out", made.folder().path() + "/no/such/folder.html"}).status, 1);
}

TEST_F(ReportPage, ALockedCaseGivesItsFigures) {
  made.lock();
  const Printed printed = run_constat({"report", made.path(), "--out", "-"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_NE(printed.out.find("sealed"), std::string::npos);
}

TEST_F(ReportPage, TheSummaryHasParagraphAndTable) {
  const Printed text = run_constat({"summary", made.path()});
  EXPECT_EQ(text.status, 0);
  EXPECT_NE(text.out.find("us_ssn                   3           3           3           1  ████████████████████"),
            std::string::npos)
      << text.out;
  EXPECT_NE(text.out.find("--status encrypted,corrupt)"), std::string::npos);
  const Printed json = run_constat({"summary", made.path(), "--format", "json"});
  EXPECT_NE(json.out.find("\"total\": 3"), std::string::npos);
  EXPECT_NE(json.out.find("\"rules_hash\": \"0123456789abcdef\""), std::string::npos);
}

TEST(Words, NumbersAsPeopleWriteThem) {
  const Words& en = *words_of("en");
  const Words& fr = *words_of("fr");
  EXPECT_EQ(words_of("xx"), nullptr);
  EXPECT_EQ(number_in(en, 1'234'567), "1,234,567");
  EXPECT_EQ(number_in(fr, 47'012), "47\u202f012");
  EXPECT_EQ(bytes_in(en, 999), "999\u00a0B");
  EXPECT_EQ(bytes_in(fr, 38'200'000'000), "38,2\u00a0Go");
  EXPECT_EQ(percent_in(en, 3, 1000), "0.3 %");
  EXPECT_EQ(percent_in(en, 1, 1'000'000), "<\u00a00.01 %") << "never zero for what is there";
  EXPECT_EQ(date_in(en, "2014-11-24T09:05:00Z"), "24\u00a0November\u00a02014, 09:05 UTC");
  EXPECT_EQ(date_in(fr, "2014-12-01"), "1er\u00a0décembre\u00a02014");
  EXPECT_EQ(date_in(en, "yesterday"), "yesterday");
  EXPECT_EQ(country_in(fr, "DE"), "Allemagne");
}

}  // namespace
}  // namespace constat
