#include "detect/bare_ssns.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

class BareSsns : public test::EngineTest {};

TEST_F(BareSsns, NumbersOfThingsAreLow) {
  for (const std::string_view text :
       {"Build ID: 536-22-8726", "Lot 536-22-8726", "Code: 536-22-8726", "Number: 536-22-8726", "Serial: 536-22-8726",
        "Drawing no. 536-22-8726", "Catalogue number 536-22-8726", "Valve 536-22-8726", "Revision: 536-22-8726",
        "Valve no.: 536-22-8726, asked for by Mary Smith", "{\"build_id\":\"536-22-8726\"}",
        "<serial>536-22-8726</serial>", "{\"device\":{\"id\":\"536-22-8726\"}}",
        "Mary Smith asked for flange 536-22-8726 and two belts.", "Mary Smith, Seiten 536-22-8726",
        "Spare parts for the pump:\n- 401-12-3345\n- 408-13-3442\n"}) {
    EXPECT_EQ(told(text, "us_ssn"), "") << text;
    EXPECT_GT(confidence_of("us_ssn", text), 0.0F) << "kept, though low: " << text;
  }
}

TEST_F(BareSsns, AThingsNumberStaysOneWhereThoseOfPersonsAreToldToo) {
  EXPECT_EQ(told("The seals came. Gasket 536-22-8726 did not.\nBuyer: Mary Smith, SSN 401-12-3345\n", "us_ssn"),
            "401-12-3345");
}

TEST_F(BareSsns, NumbersOfPersonsStay) {
  struct Case {
    std::string_view text;
    float least;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"Mary Smith 536-22-8726", 0.7F, "a name before it"},
      {"Number: 536-22-8726, Mary Smith", 0.7F, "a label that says nothing, and a name"},
      {"{\"id\":\"536-22-8726\",\"name\":\"Mary Smith\"}", 0.7F, "a record of a person"},
      {"he gave us 536-22-8726 yesterday", 0.55F, "no label"},
      {"401-12-3345\n408-13-3442\n415-14-3539\n", 0.55F, "a bare list"},
      {"Applicant ID 536-22-8726", 0.55F, "of persons"},
      {"SSN: 536-22-8726", 0.95F, "its label"},
      {"Social security numbers of the new hires:\n- 401-12-3345\n- 408-13-3442\n", 0.95F, "its heading"},
  };
  for (const Case& c : cases) EXPECT_GE(confidence_of("us_ssn", c.text), c.least) << c.text << ": " << c.why;
}

}  // namespace
}  // namespace constat
