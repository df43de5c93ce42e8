#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ScanIds : public test::EngineTest {};

TEST_F(ScanIds, DigitsInsideLongerRunsAreNoIds) {
  for (const std::string_view text :
       {"1.512486193", "512-48-61930", "0x512486193", "550e8400-e29b-41d4-a716-446655440000", "d=M512.48.6193.22",
        "YWJj512486193ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo0NTE0ODgwMzQzNjQ2Nw", "4539148803436467123456"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
}

TEST_F(ScanIds, ColoursAndWrittenEscapesAreNoPartOfAValue) {
  for (const std::string_view text : {"user \x1b[32mjoe.whit@northfield.org\x1b[0m SSN \x1b[1;31m512-48-6193\x1b[0m",
                                      R"({"log":"mail:\njoe.whit@northfield.org\n","id":"SSN\t512-48-6193\n"})"}) {
    const auto found = detect(text);
    ASSERT_EQ(found.size(), 2U) << text;
    EXPECT_EQ(found[0].value, "joe.whit@northfield.org");
    EXPECT_EQ(found[1].value, "512-48-6193");
    EXPECT_GT(found[1].confidence, 0.9F);
  }
}

TEST_F(ScanIds, AnIbanInFourGroupsIsNoHexDump) {
  EXPECT_GT(confidence_of("iban", "DE89 3704 0044 0532 0130 00"), 0.9F);
  EXPECT_GT(confidence_of("iban", "AE07 0331 2345 6789 0123 456"), 0.9F);
  EXPECT_EQ(confidence_of("us_ssn", "00000010: 5124 8619 3a5b 5124 8619 3a5b"), 0.0F);
}

TEST_F(ScanIds, UnicodeBlanksAndDashesAreFolded) {
  const auto found = detect(
      "SSN\xC2\xA0: 512\xE2\x80\x91"
      "48\xE2\x80\x91"
      "6193.");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].value,
            "512\xE2\x80\x91"
            "48\xE2\x80\x91"
            "6193");
  EXPECT_EQ(found[0].canonical, "512486193");
}

TEST_F(ScanIds, APassportsNumberIsOfTheCountryThatTheTextSpeaksOf) {
  const std::string_view british = "Nationality: British\nPassport number: 512889034\n";
  EXPECT_GE(confidence_of("uk_passport", british), 0.5F);
  EXPECT_EQ(confidence_of("us_passport", british), 0.0F);
  EXPECT_GE(confidence_of("uk_passport", "NI number AB123456C, passport no. 512889034"), 0.5F);
  EXPECT_GE(confidence_of("us_passport", "Passport number: 512889034"), 0.5F);
  EXPECT_GE(confidence_of("us_passport", "SSN 512-48-6193, passport no. 512889034, a British friend"), 0.5F);
}

TEST_F(ScanIds, GroupsBehindAWordsDashAreALongerNumbers) {
  for (const std::string_view text : {"GIFT-4929-1182-0044", "voucher GIFT-2341-2341-2346"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  EXPECT_GE(confidence_of("us_ssn", "SSN-512-48-6193"), 0.5F);
}

TEST_F(ScanIds, PartsOfALongerRunOfGroupsAreNoIds) {
  for (const std::string_view text : {"Serial no. 4929 1234 5678 9012 3456", "seen 2341 2341 2346 1111 2222 there",
                                      "2222 4539 1488 0343 6467 here", "2341-2341-2346-1111", "1111.2341.2341.2346"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  EXPECT_GE(confidence_of("in_aadhaar", "seen 2341 2341 2346 there"), 0.7F);
  EXPECT_GE(confidence_of("in_aadhaar", "Aadhaar 2341 2341 2346 1111"), 0.9F) << "the label says which part";
  EXPECT_GE(confidence_of("in_aadhaar", "seen 2341 2341 2346-1111"), 0.7F) << "another sign";
  EXPECT_GE(confidence_of("in_aadhaar", "seen 2341 2341 2346 111"), 0.7F) << "another size";
}

TEST_F(ScanIds, NumbersOfNobodyAreLow) {
  for (const std::string_view text :
       {"999-99-9999", "ITIN 999-99-9999", "SSN 987-65-4320", "SSN: 987-65-4329", "ssn\n999-99-9999\n999-99-9999\n",
        "id,ssn\n1,999-99-9999\n2,999-99-9999\n3,999-99-9999\n", "id,ssn\n1,987-65-4321\n2,987-65-4321\n"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  EXPECT_GE(confidence_of("us_itin", "ITIN 987-65-4319"), 0.9F);
  EXPECT_GE(confidence_of("us_itin", "ITIN 987-65-4330"), 0.9F);
}

TEST_F(ScanIds, LongRunsOfLoneDigitsHoldNoId) {
  std::string matrix;
  for (int index = 0; index < 300; ++index) matrix += std::to_string(index * 7 % 10) + " ";
  for (const Found& one : detect(matrix)) EXPECT_LT(one.confidence, 0.5F) << one.type << " " << one.value;
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", matrix + "\nSSN: 512-48-6193\n"), 0.95F);
  EXPECT_GE(confidence_of("fr_nir", "NIR : 1 85 05 78 006 084 91"), 0.9F) << "a short run may be one";
}

TEST_F(ScanIds, StopsAndRoomsAreNobodysAddress) {
  for (const std::string_view text :
       {"Linie 240 Friedrich-Ebert-Platz 05:38", "Route 66 Main Street 08:10", "Bus 91 Rue de Rivoli 07:30",
        "Conference room 4 Oak Avenue", "gesperrt ist die Schillerstra\u00DFe 14 Tage lang", "Raum 101 Lindenallee",
        "Goethestra\u00DFe 05:45"}) {
    EXPECT_EQ(told(text, "postal_address"), "") << text;
  }
  EXPECT_NE(told("Mary Smith lives at 240 Main Street, Springfield, IL 62701", "postal_address"), "");
  EXPECT_NE(told("Raum 5, Goethestra\u00DFe 12, 60313 Frankfurt", "postal_address"), "");
}

TEST_F(ScanIds, WhomFormsAreFilledInWithIsNobody) {
  EXPECT_EQ(told("Gesch\u00E4ftsf\u00FChrer: Max Mustermann", "person_name"), "");
  EXPECT_EQ(told("Musterstra\u00DFe 1, 12345 Musterstadt", "postal_address"), "");
  EXPECT_NE(told("Gesch\u00E4ftsf\u00FChrer: Max Wagner", "person_name"), "");
}

}  // namespace
}  // namespace constat
