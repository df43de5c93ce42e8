// Values whose keys do not say what they hold.
#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/extractors.h"
#include "support/document_output.h"

namespace constat {
namespace {

// "column=value" of every cell that has one, row by row.
std::string rows(const DocumentOutput& out, std::string_view text, bool check_places = true) {
  std::string all;
  for (const DocumentOutput::Table& table : out.tables) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      std::string line;
      for (std::size_t index = 0; index < table.rows[row].second.size() && index < table.columns.size(); ++index) {
        const std::string& value = table.rows[row].second[index];
        if (value.empty()) continue;
        line += (line.empty() ? "" : ", ") + table.columns[index] + "=" + value;
        if (check_places) {
          EXPECT_EQ(text.substr(table.offsets[row][index], value.size()), value);
        }
      }
      all += line + "\n";
    }
  }
  return all;
}

TEST(JsonNames, APatientIsARowOfNamedColumns) {
  constexpr std::string_view text =
      R"({"resourceType":"Patient","id":"p1","identifier":[{"use":"usual","type":{"text":"Medical Record Number"},"value":"1760656"},)"
      R"({"system":"http://hl7.org/fhir/sid/us-ssn","value":"312-48-6193"}],"name":[{"use":"official","family":"Yates",)"
      R"("given":["Dorothy","Ann"]},{"use":"maiden","family":"Moss"}],"telecom":[{"system":"phone","value":"(512) 643-8440"}],)"
      R"("birthDate":"1962-08-17","address":[{"line":["12 Oak St"],"city":"Austin","postalCode":"78701"}]})";
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(text, out));
  EXPECT_EQ(rows(out, text),
            "patient key=p1, Medical Record Number=1760656, ssn=312-48-6193, last name=Yates, first name=Dorothy, "
            "middle name=Ann, other last name=Moss, phone=(512) 643-8440, date of birth=1962-08-17, street=12 Oak St, "
            "city=Austin, postcode=78701\n");
}

TEST(JsonNames, OfABundleAndOfLinesToo) {
  constexpr std::string_view patient =
      R"({"resourceType":"Patient","id":"p1","name":[{"use":"official","family":"Yates"}]})";
  constexpr std::string_view condition =
      R"({"resourceType":"Condition","subject":{"reference":"Patient/p1"},"code":{"coding":[{"code":"E11.9"}],"text":"Diabetes"}})";
  const std::string bundle = R"({"resourceType":"Bundle","entry":[{"fullUrl":"u","resource":)" + std::string(patient) +
                             R"(},{"fullUrl":"v","resource":)" + std::string(condition) + "}]}";
  const std::string lines = std::string(patient) + "\n" + std::string(condition) + "\n";
  for (const std::string& text : {bundle, lines}) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(text, out));
    EXPECT_EQ(rows(out, text),
              "patient key=p1, last name=Yates\npatient key=p1, diagnosis code=E11.9, diagnosis=Diabetes\n");
  }
}

TEST(JsonNames, LabelsNameTheirValues) {
  const struct {
    std::string_view text, rows, why;
  } cases[] = {
      {R"([{"fields":[{"label":"Name","value":"Alan Pruitt"},{"label":"SSN","value":"312486193"}]}])",
       "Name=Alan Pruitt, SSN=312486193\n", "a form"},
      {R"([{"id":7,"answers":[{"question":"Full name","answer":"Ann"},{"question":"Pay","answer":52100}]}])",
       "id=7, Full name=Ann, Pay=52100\n", "a survey"},
      {R"([{"a":[{"key":"x","value":"1"},{"key":"x","value":"2"}]}])", "x=1, x.2=2\n", "one label twice"},
      {R"([{"name":"Ann","value":"5"},{"name":"Bob","value":"6"}])", "name=Ann, value=5\nname=Bob, value=6\n",
       "things that have a name and a value"},
      {R"([{"unit":{"name":"kg","value":"5"}}])", "unit.name=kg, unit.value=5\n", "one alone"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(c.text, out)) << c.why;
    EXPECT_EQ(rows(out, c.text), c.rows) << c.why;
  }
}

TEST(JsonNames, ExtendedJsonSaysWhatItHolds) {
  constexpr std::string_view text =
      R"({"dob":{"$date":{"$numberLong":"-277776000000"}},"pay":{"$numberInt":"52100"},"_id":{"$oid":"5f1e"}})"
      "\n"
      R"({"dob":{"$date":-86400000},"at":{"$date":{"$numberLong":"1"}}})"
      "\n"
      R"({"dob":{"$date":"1961-03-14T00:00:00Z"},"at":{"$date":{"$numberLong":"99999999999999999999"}}})";
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(text, out));
  EXPECT_EQ(rows(out, text, false),
            "dob=1961-03-14, pay=52100, _id=5f1e\n"
            "dob=1969-12-31, at=1970-01-01T00:00:00Z\n"
            "dob=1961-03-14T00:00:00Z, at=99999999999999999999\n");
}

TEST(JsonNames, TablesThatAreWrittenColumnByColumn) {
  const struct {
    std::string_view text, rows, why;
  } cases[] = {
      {R"({"naam":{"0":"Bas","1":"Wouter"},"bsn":{"0":"111222333","1":null}})",
       "naam=Bas, bsn=111222333\nnaam=Wouter\n", "pandas"},
      {R"({"made":"today","t":{"name":["Ann","Bob","Eve"],"age":[31,44,50]}})",
       "name=Ann, age=31\nname=Bob, age=44\nname=Eve, age=50\n", "arrays of one length"},
      {R"({"columns":["name","pay"],"index":[0,1],"data":[["Ann",52100],["Bob",61350]]})",
       "name=Ann, pay=52100\nname=Bob, pay=61350\n", "names beside the rows"},
      {R"({"phones":["1","2"],"mails":["a","b"]})", "", "two of one person"},
      {R"({"x":{"0":"a","1":"b"},"y":{"0":"a"}})", "", "of different length"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(c.text, out)) << c.why;
    EXPECT_EQ(rows(out, c.text), c.rows) << c.why;
    if (c.rows.empty()) {
      EXPECT_FALSE(out.parts.empty()) << c.why << ": as text";
    }
  }
}

}  // namespace
}  // namespace constat
