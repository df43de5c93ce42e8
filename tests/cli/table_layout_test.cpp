#include "cli/table_layout.h"

#include <gtest/gtest.h>

#include "cli/listing.h"

namespace constat {
namespace {

using Lines = std::vector<std::string>;

TEST(TableLayout, LongTextsAreBrokenAtBlanks) {
  EXPECT_EQ(lines_of("the notice to persons", 10), (Lines{"the notice", "to persons"}));
  EXPECT_EQ(lines_of("leak/hr/staff.xlsx!/Payroll#R17C4 read", 10),
            (Lines{"leak/hr/staff.xlsx!/Payroll#R17C4", "read"}))
      << "a Place that is cut opens nothing";
  EXPECT_EQ(lines_of("ab\xC3\xA9\xC3\xA9\xC3\xA9", 3, true), (Lines{"ab\xC3\xA9", "\xC3\xA9\xC3\xA9"}));
  EXPECT_EQ(lines_of("", 10), Lines{""});
}

TEST(TableLayout, HelpGoesOnUnderItsOwnBeginning) {
  const std::string option = "  --why NUMBER ...            Who this person is, and the weakest link";
  EXPECT_EQ(fitted(option, 50),
            "  --why NUMBER ...            Who this person is,\n"
            "                              and the weakest link");
  EXPECT_EQ(fitted("one two three\nfour", 8), "one two\nthree\nfour");
  const std::string example = "  constat export case.constat --form --jurisdiction FR-CNIL";
  EXPECT_EQ(fitted(example, 30), example) << "to be copied";
}

std::string printed(std::size_t room) {
  testing::internal::CaptureStdout();
  {
    constexpr Column columns[] = {{"person", true}, {"recipient"}, {"due"}, {"what of theirs"}};
    ListWriter list(ListFormat::table, columns, stdout, room);
    list.number(1);
    list.text("Attorney General, Department of State");
    list.text("2026-12-23");
    list.text("us_ssn 1, person_name 2, postal_address 1, email_address 1");
    list.end_row();
  }
  return testing::internal::GetCapturedStdout();
}

TEST(TableLayout, ATableFitsTheTerminal) {
  EXPECT_EQ(printed(0),
            "person  recipient                              due         what of theirs\n"
            "     1  Attorney General, Department of State  2026-12-23  us_ssn 1, person_name 2, postal_address 1, "
            "email_address 1\n");
  EXPECT_EQ(printed(80),
            "person  recipient                              due\n"
            "        what of theirs\n"
            "     1  Attorney General, Department of State  2026-12-23\n"
            "        us_ssn 1, person_name 2, postal_address 1, email_address 1\n");
  EXPECT_EQ(printed(44),
            "person  recipient                 due\n"
            "        what of theirs\n"
            "     1  Attorney General,         2026-12-23\n"
            "        Department of State\n"
            "        us_ssn 1, person_name 2,\n"
            "        postal_address 1, email_address 1\n");
  EXPECT_EQ(printed(30),
            "person          1\n"
            "recipient       Attorney General,\n"
            "                Department of State\n"
            "due             2026-12-23\n"
            "what of theirs  us_ssn 1,\n"
            "                person_name 2,\n"
            "                postal_address 1,\n"
            "                email_address 1\n\n");
}

TEST(TableLayout, APlaceStaysWhole) {
  testing::internal::CaptureStdout();
  {
    constexpr Column columns[] = {{"type"}, {"value"}, {"place"}};
    ListWriter list(ListFormat::table, columns, stdout, 40);
    list.text("iban");
    list.text("FR7**********************7");
    list.text("leak/Paie/bulletins 2026-10.xlsx!/Feuil 1#R4C4");
    list.end_row();
  }
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "type  value\n"
            "        place\n"
            "iban  FR7**********************7\n"
            "        leak/Paie/bulletins 2026-10.xlsx!/Feuil 1#R4C4\n");
}

}  // namespace
}  // namespace constat
