#include "detect/validators.h"

#include <gtest/gtest.h>

#include <set>

#include "base/bytes.h"
#include "base/sha256.h"
#include "detect/keccak.h"

namespace constat {
namespace {

struct Case {  // Made-up numbers, and the examples that the issuers print.
  std::string_view validator;
  std::string_view value;
  Validity expected;
  std::string_view why;
};
constexpr auto invalid = Validity::invalid;
constexpr auto sample = Validity::sample;
constexpr auto shape = Validity::shape;
constexpr auto checked = Validity::checked;

constexpr Case cases[] = {
    {"us_ssn", "512-48-6193", shape, "plain form"},
    {"us_ssn", "512 48 6193", shape, "blanks"},
    {"us_ssn",
     "512\xE2\x80\x91"
     "48\xE2\x80\x91"
     "6193",
     shape, "non-breaking hyphens"},
    {"us_ssn", "512486193", shape, "bare"},
    {"us_ssn", "51-248-6193", invalid, "wrong grouping"},
    {"us_ssn", "512-48 6193", invalid, "two kinds of separators"},
    {"us_ssn", "666-48-6193", invalid, "area 666 was never given"},
    {"us_ssn", "000-48-6193", invalid, "area 000"},
    {"us_ssn", "912-48-6193", invalid, "9xx is no SSN"},
    {"us_ssn", "512-00-6193", invalid, "group 00"},
    {"us_ssn", "512-48-0000", invalid, "serial 0000"},
    {"us_ssn", "078-05-1120", sample, "printed on a sample card in 1938"},
    {"us_ssn", "123-45-6789", sample, "everybody's example"},
    {"us_itin", "912-72-1234", shape, "group 72"},
    {"us_itin", "912-93-1234", invalid, "group 93 is the adoption number"},
    {"us_atin", "912-93-1234", shape, ""},
    {"us_ein", "12-3456780", shape, ""},
    {"us_ein", "07-3456780", invalid, "prefix never given"},
    {"aba_routing", "011000015", checked, ""},
    {"aba_routing", "011000016", invalid, "check"},
    {"us_mbi", "2EG4-TE5-MK73", shape, ""},
    {"us_mbi", "1EG4-TE5-MK73", sample, "CMS's own example"},
    {"us_mbi", "0EG4-TE5-MK73", invalid, "the first is 1 to 9"},
    {"us_mbi", "2SG4-TE5-MK73", invalid, "no S"},
    {"us_military_id", "1285304417", shape, ""},
    {"us_military_id", "128530441", invalid, "ten digits"},
    {"card_security_code", "482", shape, ""},
    {"card_security_code", "4821", shape, "American Express"},
    {"card_security_code", "123", sample, "what everybody writes"},
    {"card_security_code", "48", invalid, ""},
    {"card_security_code", "48a", invalid, ""},
    {"document_number", "P-204418", shape, ""},
    {"document_number", "HR 204 418", shape, ""},
    {"document_number", "XY4412ABC", shape, ""},
    {"document_number", "00482913 and her", invalid, "words behind it"},
    {"document_number", "12 files", invalid, "three digits at least"},
    {"security_answer", "Kowalczyk", shape, ""},
    {"security_answer", "St Mary", shape, ""},
    {"security_answer", "stored hashed", invalid, "what a sentence says of it"},
    {"security_answer", "None", sample, ""},
    {"us_npi", "1234567893", checked, "CMS's worked example"},
    {"us_npi", "1234567894", invalid, "check"},
    {"dea", "AB1234563", checked, ""},
    {"dea", "AB1234564", invalid, "check"},
    {"fr_nir", "1 85 05 78 006 084 91", checked, "grouped"},
    {"fr_nir", "185057800608491", checked, ""},
    {"fr_nir", "185057800608492", invalid, "key"},
    {"fr_nir", "185137800608491", invalid, "month 13"},
    {"fr_nir", "1850578006084", shape, "without key"},
    {"fr_siren", "732829320", checked, ""},
    {"fr_siren", "732829321", invalid, ""},
    {"fr_siret", "732 829 320 00074", checked, ""},
    {"fr_siret", "35600000049837", checked, "La Poste"},
    {"fr_siret", "73282932000075", invalid, ""},
    {"fr_rib", "20041 01005 0500013M026 06", checked, ""},
    {"fr_rib", "20041 01005 0500013M026 07", invalid, "key"},
    {"uk_nino", "AB 12 34 56 C", shape, ""},
    {"uk_nino", "AB123456C", shape, ""},
    {"uk_nino", "BG 12 34 56 C", invalid, "prefix never given"},
    {"uk_nino", "AO 12 34 56 C", invalid, "no O in second place"},
    {"uk_nino", "QQ 12 34 56 C", sample, "HMRC's example"},
    {"uk_nino", "AB 12 34 56 E", invalid, "suffix A to D"},
    {"uk_nhs", "943 476 5919", checked, ""},
    {"uk_nhs", "943 476 5918", invalid, ""},
    {"uk_nhs", "999 000 0018", sample, "test range"},
    {"uk_driving_licence", "MORGA657054SM9IJ", shape, ""},
    {"uk_driving_licence", "MORGA637054SM9IJ", invalid, "month 37"},
    {"uk_postcode", "SW1A 1AA", shape, ""},
    {"uk_postcode", "SW1A 1CA", invalid, "no C in the inward code"},
    {"de_tax_id", "86095742719", checked, ""},
    {"de_tax_id", "12345678903", invalid, "ten different digits"},
    {"de_tax_id", "86095742718", invalid, "check"},
    {"de_social_security", "15 070649 C 103", checked, "VKVV's worked example"},
    {"de_social_security", "15 070649 C 104", invalid, ""},
    {"de_health_insurance", "A000500015", checked, ""},
    {"de_health_insurance", "A000500016", invalid, ""},
    {"de_document_number", "T220001293", checked, "with check digit"},
    {"de_document_number", "T220001294", invalid, ""},
    {"de_document_number", "L01X00T44", checked, "nine places, the last checks the eight before"},
    {"de_document_number", "L01X00T47", invalid, "a serial number without check digit"},
    {"de_document_serial", "L01X00T47", shape, "told low: nothing confirms it"},
    {"de_document_serial", "LB1X00T47", invalid, "B is not of the alphabet"},
    {"uk_vehicle_registration", "BD62 XYZ", shape, "the age of September 2012"},
    {"uk_vehicle_registration", "BD99XYZ", invalid, "no such age"},
    {"uk_vehicle_registration", "BI62XYZ", invalid, "I is no letter of a place"},
    {"uk_vehicle_registration", "A123 BCD", shape, "1983"},
    {"uk_vehicle_registration", "ABC 123D", shape, "1966"},
    {"uk_vehicle_registration", "ABC123Z", invalid, "no year had Z"},
    {"tr_license_plate", "34 ABC 1234", shape, ""},
    {"tr_license_plate", "82 ABC 1234", invalid, "81 provinces"},
    {"tr_license_plate", "34 QBC 1234", invalid, "no Q"},
    {"de_kfz", "M-AB 1234", shape, ""},
    {"de_kfz", "KA EF 12H", shape, "historic"},
    {"de_kfz", "KA EF 0123", invalid, "numbers begin with no 0"},
    {"de_kfz", "12345", invalid, ""},
    {"de_tax_number", "181/815/08155", shape, ""},
    {"de_tax_number", "532 123 45 67", invalid, "a telephone number"},
    {"sg_uen", "T16RF0037C", shape, ""},
    {"sg_uen", "A16RF0037C", invalid, "no such century"},
    {"it_driver_license", "AA0123456B", shape, ""},
    {"it_driver_license", "U1H00B000C", shape, "since 2005"},
    {"it_driver_license", "X1H00B000C", invalid, ""},
    {"de_tax_id_example", "12345678903", shape, "ten different digits are given to nobody"},
    {"de_tax_id_example", "86095742719", invalid, "may be somebody's"},
    {"eu_vat", "NL4495445B01", checked, "zeros left out in front"},
    {"de_lanr", "123456601", checked, ""},
    {"de_lanr", "123456701", invalid, ""},
    {"netntlm", "jdoe::CORP:bc3346eee21f5c7f:f43fc2770c7173601e1c771d814e0f33:545a3c0202219ec0605e636d32b32732b89994fa",
     checked, "the second version"},
    {"netntlm",
     "jdoe::CORP:338d08f8e26de93300000000000000000000000000000000:9526fb8c23a90751cdd619b6cea564742e1e4bf33006ba41:"
     "cb8086049ec4736c",
     checked, "the first"},
    {"netntlm", "jdoe::CORP:bc3346eee21f5c7f:f43fc2770c7173601e1c771d814e0f33:545a3c0202219ec0605e636d32b32732b8999",
     invalid, "a blob of less than 20 bytes"},
    {"netntlm",
     "jdoe:x:CORP:bc3346eee21f5c7f:f43fc2770c7173601e1c771d814e0f33:545a3c0202219ec0605e636d32b32732b89994fa", invalid,
     "something between the colons"},
    {"netntlm", "::CORP:bc3346eee21f5c7f:f43fc2770c7173601e1c771d814e0f33:545a3c0202219ec0605e636d32b32732b89994fa",
     invalid, "nobody's"},
    {"pin", "4482", shape, ""},
    {"pin", "448", invalid, "too short"},
    {"pin", "1234", sample, "counted"},
    {"pin", "0000", sample, "one digit"},
    {"pin", "44a2", invalid, "a letter"},
    {"icd10", "F32.1", shape, ""},
    {"icd10", "E11", shape, "a category"},
    {"icd10", "C4A.9", shape, "ICD-10-CM"},
    {"icd10", "F321", invalid, "no dot"},
    {"icd10", "F3", invalid, ""},
    {"es_nif", "54.362.315-K", checked, "dots and a dash"},
    {"es_nif", "5436.2315-K", invalid, "nobody parts it so"},
    {"be_nn", "85.07.30-033.28", checked, ""},
    {"be_nn", "8.507300332.8", invalid, "nobody parts it so"},
    {"de_plz", "01001", shape, "the lowest"},
    {"de_plz", "01000", invalid, ""},
    {"de_plz", "99999", invalid, ""},
    {"ip", "203.0.113.9", sample, "RFC 5737: documentation"},
    {"ip", "203.0.114.9", shape, ""},
    {"ip", "8.8.8.8", sample, "a public resolver"},
    {"ip", "223.255.255.255", shape, "the last before multicast"},
    {"ip", "224.0.0.1", sample, "multicast"},
    {"es_nif", "54362315K", checked, ""},
    {"es_nif", "54362315-K", checked, ""},
    {"es_nif", "54362315Z", invalid, ""},
    {"es_nif", "12345678Z", sample, "everybody's example"},
    {"es_nie", "X-2482300-W", checked, ""},
    {"es_nie", "X-2482300-A", invalid, ""},
    {"es_cif", "J99216582", checked, ""},
    {"es_cif", "J99216583", invalid, ""},
    {"es_ccc", "1234-1234-16 1234567890", checked, ""},
    {"es_ccc", "1234-1234-17 1234567890", invalid, ""},
    {"it_fiscal_code", "RCCMNL83S18D969H", checked, ""},
    {"it_fiscal_code", "RCCMNL83S18D969I", invalid, "check"},
    {"it_vat", "00743110157", checked, ""},
    {"nl_bsn", "111222333", checked, ""},
    {"nl_bsn", "111252333", invalid, ""},
    {"be_nn", "85.07.30-033.28", checked, ""},
    {"be_nn", "17 07 30 033 84", checked, "born since 2000"},
    {"be_nn", "85.07.30-033.29", invalid, ""},
    {"pl_pesel", "44051401359", checked, ""},
    {"pl_pesel", "44051401358", invalid, ""},
    {"pl_pesel", "02270803624", checked, "born in 2002"},
    {"pl_pesel", "07911223344", sample, "born in 1807"},
    {"pt_nif", "501964843", checked, ""},
    {"ie_pps", "6433435F", checked, ""},
    {"ie_pps", "6433435E", invalid, ""},
    {"ch_ahv", "756.9217.0769.85", sample, "the office's own example"},
    {"ch_ahv", "756.9217.0769.84", invalid, ""},
    {"at_svnr", "1237 010180", checked, ""},
    {"at_svnr", "2237 010180", invalid, ""},
    {"se_personnummer", "811218-9876", checked, ""},
    {"se_personnummer", "19811218-9876", checked, ""},
    {"se_personnummer", "811318-9876", invalid, "month 13"},
    {"cz_rodne_cislo", "681128/8572", checked, ""},
    {"cz_rodne_cislo", "8059195750", checked, "without its stroke"},
    {"cz_rodne_cislo", "681128-8572", invalid, "a dash"},
    {"cz_rodne_cislo", "9206123037", invalid, "not divisible by 11"},
    {"cz_rodne_cislo", "8713126831", invalid, "month 13"},
    {"cz_rodne_cislo", "425312/123", shape, "before 1954: no check"},
    {"cz_rodne_cislo", "605312/123", invalid, "nine digits after 1953"},
    {"dk_cpr", "211062-5629", checked, ""},
    {"dk_cpr", "321062-5629", invalid, "day 32"},
    {"fi_hetu", "131052-308T", checked, ""},
    {"fi_hetu", "131052-308U", invalid, ""},
    {"fi_hetu", "131052A308T", checked, "born since 2000"},
    {"no_fnr", "15108695088", checked, ""},
    {"no_fnr", "15108695077", invalid, ""},
    {"ca_sin", "130 692 544", checked, ""},
    {"ca_sin", "130 692 545", invalid, ""},
    {"luhn_card", "4539 1488 0343 6467", checked, "Visa"},
    {"luhn_card", "4539 1488 0343 6468", invalid, "Luhn"},
    {"luhn_card", "4539-14880343-6467", invalid, "no issuer groups so"},
    {"luhn_card", "4111 1111 1111 1111", sample, "test card"},
    {"luhn_card", "1454000000003", invalid, "milliseconds since 1970"},
    {"luhn_card", "9999999999999995", invalid, "no issuer"},
    {"iban", "GB82 WEST 1234 5698 7654 32", checked, ""},
    {"iban", "GB82 WEST 1234 5698 7654 33", invalid, "mod 97"},
    {"iban", "FR14 2004 1010 0505 0001 3M02 606", checked, ""},
    {"iban", "DE89 3704 0044 0532 0130 00", checked, ""},
    {"iban", "DE89 3704 0044 0532 0130 0", invalid, "length"},
    {"iban", "US89 3704 0044 0532 0130 00", invalid, "no IBAN country"},
    {"bic", "DEUTDEFF500", shape, ""},
    {"bic", "DEUTXXFF500", invalid, "no such country"},
    {"eu_vat", "DE136695976", checked, ""},
    {"eu_vat", "DE136695977", invalid, ""},
    {"fr_vat", "FR 40 303 265 045", checked, ""},
    {"crypto", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", checked, "the first block's"},
    {"crypto", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", invalid, ""},
    {"crypto", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", checked, "BIP 173"},
    {"crypto", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", checked, "EIP-55"},
    {"crypto", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", invalid, "EIP-55"},
    {"crypto", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", shape, "no case, no check"},
    {"email", "jane.doe+x@mail.example.org", shape, ""},
    {"email", "jane..doe@example.org", invalid, "two dots"},
    {"email", "jane@localhost", invalid, "no top-level domain"},
    {"ip", "192.168.1.10", shape, ""},
    {"ip", "256.1.1.1", invalid, ""},
    {"ip", "01.2.3.4", invalid, "leading zero"},
    {"ip", "2001:db8::8a2e:370:7334", shape, ""},
    {"ip", "::ffff:10.0.0.1", shape, ""},
    {"ip", "1:2:3:4:5:6:7", invalid, ""},
    {"ip", "10.0.0.0/8", shape, ""},
    {"ip", "10.0.0.0/33", invalid, ""},
    {"mac", "00:1B:44:11:3A:B7", shape, ""},
    {"mac", "001b.4411.3ab7", shape, ""},
    {"mac", "00:1B-44:11:3A:B7", invalid, ""},
    {"imei", "49-015420-323751-8", checked, ""},
    {"birth_date", "1975-03-12", shape, ""},
    {"birth_date", "12/03/1975", shape, ""},
    {"birth_date", "31.02.1975", invalid, "no such day"},
    {"birth_date", "12 mars 1975", shape, ""},
    {"birth_date", "March 12th, 1975", shape, ""},
    {"birth_date", "1er janvier 1980", shape, ""},
    {"birth_date", "1850-01-02", sample, "nobody alive, but records of one human being are known by it"},
    {"birth_date", "1450-01-02", invalid, ""},
    {"in_aadhaar", "2341 2341 2346", checked, "UIDAI's example"},
    {"in_aadhaar", "2341 2341 2347", invalid, ""},
    {"au_tfn", "123 456 782", checked, ""},
    {"au_abn", "51 824 753 556", checked, ""},
    {"tr_national_id", "17291716060", checked, ""},
    {"sg_nric_fin", "S1234567D", checked, ""},
    {"th_tnin", "1234567890121", checked, ""},
    {"th_tnin", "1-2345-67890-12-1", checked, "as it is written"},
    {"th_tnin", "1 23 45 67 890 121", invalid, "no card is grouped so"},
    {"za_id", "8001015009087", checked, ""},
};

TEST(Validators, FollowTheIssuingRules) {
  for (const Case& c : cases) {
    const Validator* const validator = validator_by_name(c.validator);
    ASSERT_NE(validator, nullptr) << c.validator;
    EXPECT_EQ(static_cast<int>(validator->check(c.value)), static_cast<int>(c.expected))
        << c.validator << ": " << c.value << ": " << c.why;
  }
}

TEST(Validators, SayTheSameOfAValueThatIsReadOnce) {
  for (const Case& one : cases) {
    const ReadOnce once(one.value);
    for (int time = 0; time < 2; ++time) {
      EXPECT_EQ(validator_by_name(one.validator)->check(one.value), one.expected) << one.validator << " " << one.value;
      EXPECT_EQ(validator_by_name("us_ssn")->check("512-48-6193"), shape) << "another value beside it";
    }
  }
}

TEST(Validators, SpellingsOfOneValueShareTheirCanonicalForm) {
  struct Pair {
    std::string_view validator;
    std::string_view value;
    std::string_view canonical;
  };
  constexpr Pair pairs[] = {
      {"us_ssn", "536-12-3456", "536123456"},
      {"us_ssn", " 536 12 3456", "536123456"},
      {"iban", "IBAN gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"},
      {"se_personnummer", "19811218-9876", "8112189876"},
      {"se_personnummer", "811218-9876", "8112189876"},
      {"email", "Jane.Doe@Example.ORG", "jane.doe@example.org"},
      {"birth_date", "12 mars 1975", "1975-03-12"},
      {"birth_date", "12/03/75", "1975-03-12"},
      {"birth_date", "03/13/1975", "1975-03-13"},
      {"uk_utr", "K2234567890", "2234567890"},
      {"mac", "00:1B:44:11:3A:B7", "001b44113ab7"},
  };
  for (const Pair& pair : pairs) {
    const Validator* const validator = validator_by_name(pair.validator);
    ASSERT_NE(validator, nullptr) << pair.validator;
    EXPECT_EQ(validator->canonical(pair.value), pair.canonical) << pair.validator << ": " << pair.value;
  }
}

TEST(Validators, AnswerAnyTextWithoutReadingPastIt) {
  const std::string_view hostile[] = {"",
                                      " ",
                                      "-",
                                      "\xC3",
                                      "\xE2\x80",
                                      "0x",
                                      "@",
                                      "::",
                                      "FR",
                                      "IBAN",
                                      "K",
                                      "1",
                                      "9999999999999999999999999999999999999999999999999999999999999999999999999999"};
  std::set<std::string_view> names;
  for (const Validator& validator : validators()) {
    EXPECT_TRUE(names.insert(validator.name).second) << validator.name;
    for (const std::string_view text : hostile) {
      if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0x80) continue;  // The contract asks for UTF-8.
      if (validator.check(text) != Validity::invalid) (void)validator.canonical(text);
    }
    // Every cut of every example.
    for (const Case& c : cases) {
      for (std::size_t length = 0; length < c.value.size(); ++length) {
        const std::string_view cut = c.value.substr(0, length);
        if (static_cast<unsigned char>(c.value[length]) >= 0x80) continue;
        if (validator.check(cut) != Validity::invalid) (void)validator.canonical(cut);
      }
    }
  }
}

TEST(Keccak, FollowsTheReference) {
  const auto hash = keccak256("");
  EXPECT_EQ(to_hex(as_bytes(hash.data(), hash.size())),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

}  // namespace
}  // namespace constat
