#include <gtest/gtest.h>

#include <algorithm>

#include "extract/record_cells.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::cell;
using test::passages;

constexpr std::string_view admission =
    "MSH|^~\\&|EPIC|HOSP|LAB|HOSP|202511031200||ADT^A01|1|P|2.5\r"
    "PID|1||1729907^^^HOSP^MR~312486193^^^USA^SS||PRUITT^THOMAS^A~PRUITT^TOM||19490809|M||2106-3^White^CDC|"
    "12 Oak St^Apt 4^Austin^TX^78701||(512) "
    "643-8440^PRN~^NET^Internet^t.pruitt@mail.example|^PRN^PH^^1^512^6438441||M|CAT||"
    "527272952\r"
    "NK1|1|PRUITT^HELEN|SPO|14 Oak St^^Austin^TX^78701|(512) 643-8442\r"
    "PV1|1|I|W^389^1\r"
    "DG1|1|I10|F32.1^Major depressive disorder^I10\r"
    "OBX|1|NM|4548-4^Hemoglobin A1c^LN||7.2|%\r"
    "IN1|1|X|Y|BLUE CROSS||||GRP1||||||||PRUITT^THOMAS^A|SELF|19490809||||||||||||||||||XQM123456789\r"
    "MSH|^~\\&|EPIC|HOSP|LAB|HOSP|202511031200||ADT^A01|2|P|2.5\r"
    "PID|1||1729908^^^HOSP^MR||O\\T\\REILLY^ANN||19620817|F\r";

TEST(Hl7, APatientIsARow) {
  for (const bool lines : {false, true}) {
    std::string text(admission);
    if (lines) std::replace(text.begin(), text.end(), '\r', '\n');
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(text, out, &format));
    EXPECT_EQ(format, "hl7");
    const struct {
      std::size_t row;
      std::string_view column, value, stands;
    } cases[] = {
        {0, "medical record number", "1729907", "1729907"},
        {0, "ssn", "312486193", "312486193"},
        {0, "last name", "PRUITT", "PRUITT^THOMAS"},
        {0, "first name", "THOMAS", "THOMAS^A~"},
        {0, "other name", "TOM PRUITT", "PRUITT^TOM"},
        {0, "date of birth", "1949-08-09", "19490809"},
        {0, "street", "12 Oak St", "12 Oak St"},
        {0, "postcode", "78701", "78701"},
        {0, "phone", "(512) 643-8440", "(512) 643-8440"},
        {0, "phone.2", "512 6438441", "512^6438441"},
        {0, "email", "t.pruitt@mail.example", "t.pruitt@"},
        {0, "race", "White", "White"},
        {0, "religion", "CAT", "CAT"},
        {0, "ssn.2", "527272952", "527272952"},
        {0, "next of kin name", "HELEN PRUITT", "PRUITT^HELEN"},
        {0, "next of kin phone", "(512) 643-8442", "(512) 643-8442"},
        {0, "diagnosis code", "F32.1", "F32.1"},
        {0, "diagnosis", "Major depressive disorder", "Major"},
        {0, "lab result", "Hemoglobin A1c 7.2 %", "Hemoglobin"},
        {0, "health insurance id", "XQM123456789", "XQM1"},
        {1, "last name", "O&REILLY", "O\\T\\REILLY"},
        {1, "date of birth", "1962-08-17", "19620817"},
    };
    for (const auto& c : cases) {
      const test::PlacedCell found = cell(out, c.row, c.column);
      EXPECT_EQ(found.value, c.value) << c.column;
      EXPECT_EQ(text.substr(found.offset, c.stands.size()), c.stands) << c.column;
    }
    EXPECT_NE(passages(out).find("PV1|1|I|W"), std::string::npos) << "what is no column is text";
  }
}

}  // namespace
}  // namespace constat
