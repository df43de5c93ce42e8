#include <gtest/gtest.h>

#include "extract/record_cells.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::cell;
using test::passages;

constexpr std::string_view enrolment =
    "ST*834*0001*005010X220A1~INS*Y*18*030*XN*A***FT~REF*0F*519216427~REF*1L*GRP7~NM1*IL*1*GALLAGHER*MARY****34*"
    "519216427~"
    "PER*IP**HP*5034518348*EM*m.gallagher@mail.example~N3*917 CEDAR "
    "LN~N4*PORTLAND*OR*97205~DMG*D8*19610809*F~ICM*7*52000*40~"
    "INS*N*19*030~REF*0F*519216427~NM1*03*1*GALLAGHER*LEO~DMG*D8*20100809*M~SE*9*0001~";

constexpr std::string_view claim =
    "ISA*00*          *00*          *ZZ*SUBMITTERS.ID  *ZZ*RECEIVERS.ID   *030101*1253*^*00501*000000905*1*T*:~\n"
    "GS*HC*SENDER*RECEIVER*20251101*0802*1*X*005010X222A1~\nST*837*0021*005010X222A1~\nHL*1**20*1~\n"
    "NM1*85*2*BEN KILDARE SERVICE*****XX*9876543210~\nN3*234 SEAWAY ST~\nHL*2*1*22*1~\n"
    "NM1*IL*1*SMITH*JANE****MI*JS00111223333~\nDMG*D8*19430501*F~\nNM1*PR*2*KEY INSURANCE*****PI*999996666~\n"
    "HL*3*2*23*0~\nNM1*QC*1*SMITH*TED~\nN3*236 N MAIN ST~\nN4*MIAMI*FL*33413~\nCLM*26463774*100***11:B:1~\n"
    "HI*ABK:E119*ABF:I10~\nNM1*82*1*KILDARE*BEN****XX*1234567893~\nSE*20*0021~\n";

TEST(X12, ANamedPersonIsARow) {
  const struct {
    std::string_view text;
    std::size_t row;
    std::string_view column, value, stands;
  } cases[] = {
      {enrolment, 0, "ssn", "519216427", "519216427~REF"},
      {enrolment, 0, "ssn.2", "519216427", "519216427~PER"},
      {enrolment, 0, "last name", "GALLAGHER", "GALLAGHER*MARY"},
      {enrolment, 0, "home phone", "5034518348", "5034518348"},
      {enrolment, 0, "email", "m.gallagher@mail.example", "m.gall"},
      {enrolment, 0, "street", "917 CEDAR LN", "917"},
      {enrolment, 0, "postcode", "97205", "97205"},
      {enrolment, 0, "date of birth", "1961-08-09", "19610809"},
      {enrolment, 0, "salary", "52000", "52000"},
      {enrolment, 1, "first name", "LEO", "LEO"},
      {enrolment, 1, "date of birth", "2010-08-09", "20100809"},
      {claim, 0, "first name", "JANE", "JANE"},
      {claim, 0, "health insurance id", "JS00111223333", "JS001"},
      {claim, 0, "street", "", "SMITH"},
      {claim, 0, "diagnosis code", "", "SMITH"},
      {claim, 1, "last name", "KILDARE", "KILDARE*BEN"},
      {claim, 1, "npi", "1234567893", "1234567893"},
      {claim, 2, "first name", "TED", "TED"},
      {claim, 2, "street", "236 N MAIN ST", "236 N"},
      {claim, 2, "diagnosis code", "E119", "E119"},
      {claim, 2, "diagnosis code.2", "I10", "I10"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(c.text, out, &format));
    EXPECT_EQ(format, "x12");
    const test::PlacedCell found = cell(out, c.row, c.column);
    EXPECT_EQ(found.value, c.value) << c.row << c.column;
    EXPECT_EQ(c.text.substr(found.offset, c.stands.size()), c.stands) << c.row << c.column;
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(claim, out));
  EXPECT_NE(passages(out).find("BEN KILDARE SERVICE"), std::string::npos) << "an organisation is no row";
}

TEST(X12, IsKnownByItsFirstSegment) {
  const struct {
    std::string_view text;
    std::string_view format;
  } cases[] = {
      {"GS|BE|A|B|20251101|0802|1|X|005010X220A1!\nST|834|1!\nNM1|IL|1|YATES|ANN!\n", "x12"},
      {"ST*834*0001\nINS*Y*18\nNM1*IL*1*YATES*ANN\n", "x12"},
      {"ST*rong words and\nmore\n", "text"},
      {"ISA is a name*\n", "text"},
      {"ST*834*0001", "text"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(c.text, out, &format)) << c.text;
    EXPECT_EQ(format, c.format) << c.text;
    if (c.format == "x12") {
      EXPECT_EQ(cell(out, 0, "last name").value, "YATES") << c.text;
    }
  }
}

}  // namespace
}  // namespace constat
