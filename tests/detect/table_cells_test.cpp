// What single cells look like to the typing of tables, and what its sample tells of a column.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/tables/cell.h"
#include "detect/tables/header_row.h"
#include "detect/tables/phones.h"
#include "detect/tables/profile.h"
#include "detect/tables/sample.h"

namespace constat::tables {
namespace {

TEST(TableCells, ValuesGuardedFromSpreadsheetsAreFreed) {
  struct Case {
    std::string_view cell, value, why;
  };
  constexpr Case cases[] = {
      {"=\"048214471\"", "048214471", "a formula of one text"},
      {"'048214471", "048214471", "an apostrophe before a number"},
      {"'+33612345678", "+33612345678", "an apostrophe before a telephone number"},
      {"48214471.0", "48214471", "a number with decimals"},
      {"52000.0", "52000.0", "too short for an id"},
      {"'tis the season", "'tis the season", "words"},
      {"=\"a\"&\"b\"", "=\"a\"&\"b\"", "a formula"},
      {"", "", "nothing"},
  };
  for (const Case& c : cases) EXPECT_EQ(unguarded(c.cell), c.value) << c.why;
}

TEST(TableCells, LongWordsWithADigitAreWorthReading) {
  for (const std::string_view cell : {"AKIAZRBU7FAHXTXT4KMA", "glpat-a1bcdefghijklm"})
    EXPECT_TRUE(worth_reading(cell)) << cell;
  for (const std::string_view cell : {"Sales", "Support desk 3", "Regional manager"})
    EXPECT_FALSE(worth_reading(cell)) << cell;
}

TEST(TableCells, ProvincesAreNoStates) {
  for (const std::string_view state : {"TX", "WY", "Ohio"}) EXPECT_TRUE(is_us_state(state)) << state;
  for (const std::string_view other : {"ON", "QC", "XX", "Lo", "L ", "Ontario"})
    EXPECT_FALSE(is_us_state(other)) << other;
}

TEST(TableCells, WhatSaysNothingIsBlank) {
  for (const std::string_view blank : {"", "-", "\\N", "n/a", "NULL", "None", "unknown", "#REF!", "(blank)", "???"}) {
    EXPECT_TRUE(is_blank_value(blank)) << blank;
  }
  for (const std::string_view value : {"0", "no", "Nadia", "x1", "not available yet", "Tb"}) {
    EXPECT_FALSE(is_blank_value(value)) << value;
  }
}

TEST(TableCells, ShapesCountEveryByte) {
  const CellShape shape = shape_of("+33 (0)6 a@b.c");
  EXPECT_EQ(shape.digits, 4U);
  EXPECT_EQ(shape.letters, 3U);
  EXPECT_EQ(shape.separators, 5U);
  EXPECT_TRUE(shape.at_sign && shape.dot && shape.plus_first);
  // A field of the count holds 65,535.
  EXPECT_EQ(shape_of(std::string(200'000, '7')).digits, 200'000U);
}

TEST(TableCells, TelephoneNumbersAreBroughtIntoE164ByTheirCountry) {
  struct Case {
    std::string_view country, number, expected, why;
  };
  constexpr Case cases[] = {
      {"France", "06 12 34 56 78", "+33612345678", "the trunk's zero is not dialled from abroad"},
      {"USA", "(312) 555-0142", "+13125550142", "no trunk"},
      {"us", "1-312-555-0142", "+13125550142", "with the country's code, without its sign"},
      {"Deutschland", "+44 (0)20 7946 0123", "+442079460123", "an international one stays what it is"},
      {"Atlantis", "0612345678", "0612345678", "a country without a plan"},
      {"France", "0033612345678", "+33612345678", "dialled as from abroad"},
      {"USA", "312-555-0142 ext 12", "+13125550142", "without the extension"},
  };
  for (const Case& c : cases) {
    std::array<char, 33> digits;
    std::size_t count = 0;
    ASSERT_TRUE(read_phone(c.number, digits, count)) << c.why;
    std::string written;
    write_e164({digits.data(), count}, c.number.front() == '+', plan_of_country(c.country), written);
    EXPECT_EQ(written, c.expected) << c.why;
  }
  std::array<char, 33> digits;
  std::size_t count = 0;
  for (const std::string_view none : {"12345", "call me", "2014-11-24 10:11", "12345678901234567"}) {
    EXPECT_FALSE(read_phone(none, digits, count)) << none;
  }
}

Sample sample_of(std::string_view text) {
  Sample sample;
  std::uint64_t row = 1;
  for (const std::string_view line : split(text, '\n')) {
    std::vector<Cell> cells;
    for (const std::string_view cell : split(line, '|')) cells.push_back({cell, CellKind::text, 0});
    sample.add(row++, cells, true);
  }
  return sample;
}

TEST(TableCells, TheHeaderIsFoundBelowTitlesAndInTwoLines) {
  const auto lexicon = HeaderLexicon::parse("us_ssn\ts\tssn,social security number\nlast_name\ts\tlast name\n");
  ASSERT_TRUE(lexicon);
  using Labels = std::vector<std::string>;
  struct Case {
    std::string_view text;
    Labels labels;
    std::size_t from, data_from;
    std::string_view why;
  };
  const Case cases[] = {
      {"Last Name|SSN\nDoe|512-48-6193", {"Last Name", "SSN"}, 0, 1, "the first row"},
      {"Staff of 2014\nLast Name|SSN\nDoe|512-48-6193", {"Last Name", "SSN"}, 1, 2, "below a title"},
      {"Last Name|Social\n|Security Number\nDoe|512-48-6193\nRoe|512-48-6194",
       {"Last Name", "Social Security Number"},
       0,
       2,
       "in two lines"},
      {"Alpha|Beta\nDoe|512-48-6193\nRoe|512-48-6194", {"Alpha", "Beta"}, 0, 1, "unknown words above values"},
      {"Doe|512-48-6193\nRoe|512-48-6194", {}, 0, 0, "no header"},
  };
  for (const Case& c : cases) {
    const HeaderRow header = find_header(*lexicon, sample_of(c.text), {});
    EXPECT_EQ(header.labels, c.labels) << c.why;
    EXPECT_EQ(header.from, c.from) << c.why;
    EXPECT_EQ(header.data_from, c.data_from) << c.why;
  }
}

TEST(TableCells, AColumnsValuesAreTakenFromAllOfTheSample) {
  std::string text = "Id";
  for (int row = 0; row < 900; ++row) text += "\n" + std::string(row % 300 == 299 ? std::to_string(row) : "n/a");
  std::vector<std::string_view> values;
  const Sample sample = sample_of(text);
  sample.collect(0, 1, values);
  EXPECT_EQ(values, (std::vector<std::string_view>{"299", "599", "899"}));  // A sparse one is looked at row by row.
  sample.collect(7, 1, values);
  EXPECT_TRUE(values.empty());  // Behind the last column.
}

TEST(TableCells, AProfileTellsCountersFromIds) {
  const std::vector<std::string_view> counter = {"1001", "1002", "1003"};
  EXPECT_TRUE(profile_of(counter).ascending);
  const std::vector<std::string_view> ids = {"512486193", "130075728", "512486193"};
  const Profile profile = profile_of(ids);
  EXPECT_FALSE(profile.ascending);
  EXPECT_EQ(profile.distinct, 2U);
  EXPECT_EQ(profile.numbers, 3U);
  EXPECT_EQ(profile.compact_digits[9], 3U);
}

}  // namespace
}  // namespace constat::tables
