#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ScanContext : public test::EngineTest {};

TEST_F(ScanContext, ALabelRaisesAndAContradictingOneLowers) {
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "SSN: 512-48-6193"), 0.95F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "seen 512-48-6193 there"), 0.55F) << "nobody beside";
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "Jane Doe was seen with 512-48-6193 there"), 0.7F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "seen 512486193 there"), 0.3F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "order 512-48-6193"), 0.3F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "\"employeeSSN\": \"512486193\""), 0.95F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "512486193 (SSN)"), 0.95F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "SSN\n512486193\n"), 0.95F) << "label on the line above";
  EXPECT_GE(confidence_of("us_ssn", "name,ssn,city\nDoe,512486193,Lyon\nRoe,219486193,Lyon\n"), 0.95F) << "header";
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "SSN: 123-45-6789"), 0.3F) << "everybody's example";
}

TEST_F(ScanContext, LabelsArePlacedAsPeoplePlaceThem) {
  struct Case {
    std::string_view text, type;
  };
  constexpr Case cases[] = {
      {"SS#: 512486193", "us_ssn"},
      {"SS# 512486193", "us_ssn"},
      {"206 499 774 (Social Insurance Number)", "ca_sin"},
      {"454776378 (Social Insurance Number)", "ca_sin"},
      {"77052009188 (Num\xC3\xA9ro de registre national)", "be_nn"},
      {"\u0E40\u0E25\u0E02\u0E1B\u0E23\u0E30\u0E08\u0E33\u0E15\u0E31\u0E27\u0E1B\u0E23\u0E30\u0E0A\u0E32\u0E0A\u0E19: "
       "7459894380038",
       "th_tnin"},
      {"[10:02] ana: can you send the SSN?\n[10:03] bob: 512486193\n", "us_ssn"},
      {"ana: and her NHS number?\nbob: 6620168493\n", "uk_nhs"},
      {"Pers.nr: 660413-7783", "se_personnummer"},
      {"C.I.F.: A71459226", "es_cif"},
      {"N\xC2\xB0 fiscal : 0501363671109", "fr_spi"},
  };
  for (const Case& c : cases) {
    float best = 0;
    std::string type;
    for (const Found& one : detect(c.text)) {
      if (one.confidence > best) type = one.type;
      best = std::max(best, one.confidence);
    }
    EXPECT_EQ(type, c.type) << c.text;
    EXPECT_GE(best, 0.9F) << c.text;
  }
  for (const std::string_view text : {"ana: the case number?\nbob: 512-48-6193\n",
                                      "ana: which part no?\nbob: 512-48-6193\n", "Order#: 512-48-6193"}) {
    EXPECT_LT(confidence_of("us_ssn", text), 0.5F) << text;
  }
}

TEST_F(ScanContext, LabelsOfOtherNumbersSpeakAgainstIds) {
  for (const std::string_view text :
       {"Rechnung Nr. 86095742719", "N\xC2\xB0 dossier 010150-1234", "Contract number 44051401359",
        "Vertragsnummer 86095742719", "Numero di contratto: 44051401359", "N\xC3\xBAmero de contrato 44051401359",
        "Sendungsnummer 86095742719", "Order #44051401359", "File no. 512-48-6193", "Tracking ID: 512-48-6193",
        "Aktenzeichen 86095742719", "N\xC2\xBA de expediente 44051401359", "Pratica n. 44051401359", "Bug #44051401359",
        "Bestellung 44051401359", "Auftr.-Nr. 44051401359", "Nr zam\xC3\xB3wienia 44051401359",
        "order_no;note\n44051401359;a\n44051401366;b\n"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  for (const std::string_view text :
       {"Customer no. 44051401359", "Customer ID: 44051401359", "Kunden-Nr.: 86095742719",
        "N\xC2\xB0 client : 0101501234", "Codice cliente 44051401359", "N\xC2\xBA de cliente: 44051401359"}) {
    const auto found = detect(text);
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(found[0].type, "customer_id") << text;
  }
  EXPECT_GE(confidence_of("pl_pesel", "Order of Anna Nowak, PESEL 44051401359"), 0.9F) << "its own label stands there";
  EXPECT_GE(confidence_of("de_tax_id", "Rechnung an Eva Lang, Steuer-ID 86095742719"), 0.9F);
}

TEST_F(ScanContext, ALabelSpeaksForItsOwnNumber) {
  struct Case {
    std::string_view text, value, type;
  };
  constexpr Case cases[] = {
      {"Passport 487654321 Social Security 512-48-6193", "487654321", "us_passport"},
      {"Passport 487654321 Social Security 512-48-6193", "512-48-6193", "us_ssn"},
      {"Social Security letter attached. Passport no. 512486193", "512486193", "us_passport"},
      {"Social Security and passport: passport number 512486193", "512486193", "us_passport"},
      {"SSN 512-48-6193, passport 487654321", "487654321", "us_passport"},
      {"Employee ID 512486193 has SSN on file", "512486193", "employee_id"},
      {"SSN / Tax ID: 512-48-6193", "512-48-6193", "us_ssn"},
      {"512486193 (SSN) DOB 12/03/1980", "512486193", "us_ssn"},
      {"512486193 Social Security", "512486193", "us_ssn"},
  };
  for (const Case& c : cases) {
    std::string_view type;
    const auto found = detect(c.text);
    for (const Found& one : found) type = one.value == c.value ? one.type : type;
    EXPECT_EQ(type, c.type) << c.text;
  }
}

TEST_F(ScanContext, ASampleGoesToTheTypeItsLabelNames) {
  const auto found = detect("my social security number is 078051120");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].type, "us_ssn");
  EXPECT_LT(found[0].confidence, 0.5F);
}

TEST_F(ScanContext, DecoysThatALabelGivesAway) {
  struct Case {
    std::string_view text, type;
  };
  constexpr Case cases[] = {
      {"Oracle Database 19.3.0.0", "ip_address"},
      {"SNMP OID 1.3.6.1", "ip_address"},
      {"SAP R/3 4.6, Java 1.8.0.212, ISO 9001:2015", "ip_address"},
      {"Firefox 10.0.0.4", "ip_address"},
      {"agent Opera/9.80.12.3 seen", "ip_address"},
      {"The meeting ID is 423 468 5356", "uk_nhs"},
      {"FedEx 6949 2359 7220 arrives Monday", "in_aadhaar"},
      {"product,version\nOracle,10.2.0.4\nOracle,10.2.0.5\n", "ip_address"},
      {"version\n10.2.0.1\n10.2.0.2\n10.2.0.3\n10.2.0.4\n10.2.0.5\n10.2.0.6\n", "ip_address"},
      {"Part no. 512-48-6193", "us_ssn"},
      {"Serial 512-48-6193", "us_ssn"},
      {"Ref: 512-48-6193", "us_ssn"},
      {"Case no 512-48-6193", "us_ssn"},
      {"Rechnungsnummer 512-48-6193", "us_ssn"},
      {"Ticket no. 2341 2341 2346", "in_aadhaar"},
      {"password = os.environ[\"DB_PW\"]", "password"},
      {"pwd: /home/user", "password"},
      {"passwd = '/etc/app/secret.txt'", "password"},
      {"password: C:\\Users\\jdoe", "password"},
  };
  for (const Case& c : cases) EXPECT_LT(confidence_of(c.type, c.text), 0.5F) << c.text;
  EXPECT_GE(confidence_of("us_ssn", "Ref: SSN 512-48-6193"), 0.9F) << "the id's own label";
  EXPECT_GE(confidence_of("ip_address", "peer 52.94.236.8 connected"), 0.7F);
  EXPECT_GE(confidence_of("ip_address", "\"Mozilla/5.0 (Windows NT 6.1) Chrome/30.0\" 52.94.236.8"), 0.7F);
  EXPECT_GE(confidence_of("ip_address", "Ban 52.94.236.8"), 0.7F);
  EXPECT_GE(confidence_of("password", "password: /x9Kd!/w2Q"), 0.5F) << "slashes in a password";
}

TEST_F(ScanContext, AHeaderAboveAFixedWidthColumnIsItsLabel) {
  const std::string rows =
      "000123 GREENWAY SILAS   552227802  88000.00\n000124 MILLER JANE     219486193  78000.00\n"
      "000125 WARNER TOM      318447752  68000.00\n";
  EXPECT_GE(confidence_of("us_ssn", "EMPNO  NAME            SSN        SALARY\n" + rows), 0.9F);
  EXPECT_GE(
      confidence_of("us_ssn",
                    "EMPNO  NAME            SSN        SALARY\n------ --------------- --------- -----\n\n" + rows),
      0.9F);
  EXPECT_LT(confidence_of("us_ssn", "EMPNO  SSN             NAME       SALARY\n" + rows), 0.5F) << "another column";
  EXPECT_LT(confidence_of("us_ssn", "please write the name a ssn of the new one\n" + rows), 0.5F) << "a sentence";
  EXPECT_LT(confidence_of("us_ssn", rows), 0.5F);
}

TEST_F(ScanContext, HeadersOfWideTablesAreReadFromLeftToRightAndBack) {
  std::string header = "name";
  std::string row = "x";
  for (int column = 0; column < 100; ++column) {
    header += column == 40 ? ",ssn" : column == 80 ? ",\"tax, id\"" : ",c" + std::to_string(column);
    row += column == 40 ? ",512486193" : ",7" + std::to_string(column);
  }
  const std::string text = header + "\n" + row + "\n" + row + "\n" + row + "\n";
  std::size_t found = 0;
  for (const Found& one : detect(text)) found += one.type == "us_ssn" && one.confidence >= 0.9F ? 1 : 0;
  EXPECT_EQ(found, 3U);
}

TEST_F(ScanContext, TheTitleOfAListOfTelephonesIsTheLabelOfItsLines) {
  for (const std::string_view title :
       {"Telefonliste privat\n", "# Telefonliste\n\n", "Telefonverzeichnis Werk Nord\n"}) {
    const std::string text =
        std::string(title) + "M\u00FCller, Anke         0521 33871\nKoch, Jens           05205 71126\n";
    EXPECT_EQ(told(text, "phone_number"), "0521 33871|05205 71126") << text;
  }
  EXPECT_EQ(told("Tel\u00E9fonos\nRuiz Sanz, Ana      688 01 23 45\n", "phone_number"), "688 01 23 45");
  EXPECT_EQ(told("Preisliste\nM\u00FCller, Anke         0521 33871\n", "phone_number"), "");
  EXPECT_EQ(told("Phone list of 2014-05-04\nInvoice 0521 33871\n", "phone_number"), "") << "a line of data";
}

}  // namespace
}  // namespace constat
