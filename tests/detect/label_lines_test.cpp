// Labels with their values on the line below.
#include "detect/label_lines.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

// "label=value" of what is found around the text's first digit, where these labels are known.
std::vector<std::string> pairs_of(std::string_view text) {
  const std::vector<std::size_t> places = {text.find_first_of("0123456789")};
  std::vector<std::string> pairs;
  for (const LabelledValue& pair : find_label_lines(text, places, [](std::string_view label) {
         return label.find("name") != label.npos || label.find("Name") != label.npos ||
                label.find("Birth") != label.npos;
       })) {
    pairs.push_back(std::string(text.substr(pair.label_begin, pair.label_end - pair.label_begin)) + "=" +
                    std::string(text.substr(pair.value_begin, pair.value_end - pair.value_begin)));
  }
  return pairs;
}
using Pairs = std::vector<std::string>;

TEST(LabelLines, AValueIsTheLabelsUnderWhichItBegins) {
  EXPECT_EQ(pairs_of("Last name        First name     Birth\nHolloway         Margaret       1971\n"),
            (Pairs{"Last name=Holloway", "First name=Margaret", "Birth=1971"}));
  EXPECT_EQ(pairs_of("Last name        First name     Birth\n                 Margaret       1971\n"),
            (Pairs{"First name=Margaret", "Birth=1971"}))
      << "an empty field";
  EXPECT_EQ(pairs_of("3 Last name\nHolloway\n12a Birth\n1971\n"), (Pairs{"Last name=Holloway", "Birth=1971"}))
      << "numbers of boxes";
  EXPECT_EQ(pairs_of("Last name    Title    Birth\n\nHolloway     Ms       1971\n"),
            (Pairs{"Last name=Holloway", "Birth=1971"}))
      << "a page's spaced lines, and a label that says nothing";
}

TEST(LabelLines, ALineMayBeginInTheMiddleOfALetter) {
  EXPECT_EQ(pairs_of("\xBF\xBF"
                     "Last name   Birth\n\x80 Holloway   1971\n"),
            (Pairs{"\xBF\xBF"
                   "Last name=\x80 Holloway",
                   "Birth=1971"}));
}

TEST(LabelLines, WhatIsNoFormHasNone) {
  EXPECT_EQ(pairs_of("He gave his name, and then left.\nBorn 1971\n"), Pairs{}) << "a sentence";
  EXPECT_EQ(pairs_of("Last name: Holloway\nBirth: 1971\n"), Pairs{}) << "values on the lines of their labels";
  EXPECT_EQ(pairs_of("Last name\nFirst name\nBirth 1971\n"), Pairs{}) << "a label above a label";
  EXPECT_EQ(pairs_of(""), Pairs{});
  EXPECT_EQ(pairs_of("name"), Pairs{}) << "no line below";
}

class LabelLinesFound : public test::EngineTest {};

std::vector<std::string> types_and_values(const std::vector<Found>& found) {
  std::vector<std::string> told;
  for (const Found& one : found) {
    if (one.confidence >= 0.5F) told.push_back(one.type + ":" + std::string(one.value));
  }
  return told;
}
bool has(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

TEST_F(LabelLinesFound, FormsOfSeveralCountriesAreRead) {
  const struct {
    std::string_view text;
    std::vector<std::string> expected;
    std::string_view why;
  } cases[] = {
      {"a Employee's social security number\n512-48-6193\n"
       "e Employee's first name and initial   Last name\nMARGARET T                            HOLLOWAY\n",
       {"us_ssn:512-48-6193", "person_name:HOLLOWAY"},
       "W-2"},
      {"Last Name (Family Name)        First Name (Given Name)       Middle Initial\n"
       "Holloway                       Margaret                      T\n"
       "Date of Birth (mm/dd/yyyy)   U.S. Social Security Number   Employee's E-mail Address\n"
       "03/14/1971                   512-48-6193                   margaret.holloway@northwind-mail.org\n",
       {"person_name:Holloway", "person_name:Margaret", "date_of_birth:03/14/1971", "us_ssn:512-48-6193"},
       "I-9"},
      {"Surname                          Forenames or initials\nCLEGG                            GEORGE\n"
       "National Insurance number        Works/payroll number\nAB 12 34 56 C                    004711\n",
       {"person_name:CLEGG", "uk_nino:AB 12 34 56 C"},
       "P60"},
      {"2 Employee's National Insurance number\nAB 12 34 56 C\nSurname or family name\nCLEGG\n"
       "First or given name(s)\nGEORGE\n11 Date of birth DD MM YYYY\n14 03 1971\n",
       {"person_name:CLEGG", "person_name:GEORGE", "date_of_birth:14 03 1971"},
       "P45"},
      {"Identifikationsnummer            Personalnummer\n86095742719                      004711\n"
       "Geburtsdatum                     Steuerklasse\n12.04.1975                       4\n",
       {"de_tax_id:86095742719", "date_of_birth:12.04.1975"},
       "Lohnsteuerbescheinigung"},
  };
  for (const auto& c : cases) {
    const std::vector<std::string> all = types_and_values(detect(c.text));
    for (const std::string& one : c.expected) EXPECT_TRUE(has(all, one)) << c.why << ": " << one;
  }
}

TEST_F(LabelLinesFound, AFormIsOfOnePerson) {
  std::set<std::uint32_t> mentions;
  for (const Found& one :
       detect("Last Name (Family Name)        First Name (Given Name)       Middle Initial\n"
              "Holloway                       Margaret                      T\n"
              "Date of Birth (mm/dd/yyyy)   U.S. Social Security Number   Employee's E-mail Address\n"
              "03/14/1971                   512-48-6193                   margaret.holloway@northwind-mail.org\n")) {
    if (one.confidence >= 0.5F) mentions.insert(one.mention);
  }
  EXPECT_EQ(mentions.size(), 1U);
  EXPECT_FALSE(mentions.contains(0));
  // A spouse's line says a label again.
  std::map<std::string, std::uint32_t> by_value;
  for (const Found& one :
       detect("Your first name and middle initial      Last name                    Your social security number\n"
              "Margaret T                              Holloway                     512 48 6193\n"
              "If joint return, spouse's first name    Last name                    Spouse's social security number\n"
              "Dennis                                  Whitfield                    271 55 3201\n")) {
    if (one.confidence >= 0.5F) by_value[one.value] = one.mention;
  }
  EXPECT_FALSE(by_value.contains("Last name")) << "a label";
  EXPECT_EQ(by_value["Whitfield"], by_value["271 55 3201"]);
  EXPECT_EQ(by_value["Holloway"], by_value["512 48 6193"]);
  EXPECT_NE(by_value["Whitfield"], by_value["512 48 6193"]);
}

TEST_F(LabelLinesFound, ALabelIsNobodysName) {
  for (const std::string& one : types_and_values(detect(
           "If joint return, spouse's first name    Last name                    Spouse's social security number\n"
           "Dennis                                  Holloway                     271 55 3201\n"))) {
    EXPECT_NE(one, "person_name:Last name");
  }
}

}  // namespace
}  // namespace constat
