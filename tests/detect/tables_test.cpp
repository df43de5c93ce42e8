#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/names.h"
#include "detect/table_typer.h"

namespace constat {
namespace {

// An engine that knows all types and finds only e-mail addresses in text: the columns are typed without it.
class PlainEngine final : public Engine {
 public:
  PlainEngine() {
    for (const char* name : {"us_ssn",          "us_itin",
                             "ca_sin",          "fr_nir",
                             "uk_nino",         "uk_nhs",
                             "de_tax_id",       "es_nif",
                             "it_fiscal_code",  "us_npi",
                             "credit_card",     "iban",
                             "us_bank_account", "aba_routing_number",
                             "email_address",   "phone_number",
                             "ip_address",      "person_name",
                             "postal_address",  "date_of_birth",
                             "salary",          "password",
                             "password_hash",   "api_key",
                             "fr_siret",        "us_ein",
                             "us_passport",     "us_driver_license",
                             "nl_bsn",          "imei",
                             "mac_address",     "residence",
                             "de_id_card",      "username",
                             "security_answer", "card_security_code",
                             "us_military_id",  "medical_record_number",
                             "employee_id"}) {
      TypeInfo info;
      info.name = name;
      rules_.push_back({name, types_.add(info), "", ""});
    }
  }
  const Types& types() const override { return types_; }
  const std::vector<RuleInfo>& rules() const override { return rules_; }
  const std::string& rules_hash() const override { return hash_; }
  std::unique_ptr<Scratch> make_scratch() const override { return std::make_unique<Scratch>(); }
  void detect(const Passage& passage, Scratch&, FindingSink& found) const override {
    const std::size_t at = passage.text.find("@example.");
    if (at == std::string_view::npos) return;
    Finding finding;
    finding.type = types_.find("email_address");
    finding.begin = passage.text.rfind(' ', at) == std::string_view::npos ? 0 : passage.text.rfind(' ', at) + 1;
    finding.end = std::min(passage.text.find(' ', at), passage.text.size());
    finding.value = passage.text.substr(finding.begin, finding.end - finding.begin);
    finding.confidence = 0.9F;
    found.finding(finding);
  }
  std::unique_ptr<Table> table(const TableInfo&, Scratch&, TableFindingSink&) const override { return nullptr; }

 private:
  Types types_;
  std::vector<RuleInfo> rules_;
  std::string hash_;
};

struct Found {
  std::string type, value, canonical;
  float confidence = 0;
  std::uint64_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t mention = 0;
  std::uint8_t other = 0;
  bool nobody = false;
};

class Collected final : public TableFindingSink {
 public:
  explicit Collected(const Types& types) : types_(types) {}
  void finding(const TableFinding& finding) override {
    found.push_back({types_.at(finding.type).name, std::string(finding.value), std::string(finding.canonical),
                     finding.confidence, finding.row, finding.column, finding.mention, finding.other, finding.nobody});
  }
  void column_typed(std::uint32_t column, std::string_view header, std::string_view type, float confidence,
                    std::string_view why) override {
    reasons += std::to_string(column) + " " + std::string(header) + ": " + std::string(type) + " " +
               std::to_string(confidence) + " " + std::string(why) + "\n";
  }
  std::vector<Found> found;
  std::string reasons;

 private:
  const Types& types_;
};

const std::string data_dir = std::string(CONSTAT_SOURCE_DIR) + "/data";

struct Fixture {
  Fixture() {
    auto loaded = NameLexicon::load(data_dir);
    if (loaded) names = std::move(*loaded);
    auto made = TableTyper::load(data_dir, engine.types(), engine.rules(), names.get());
    EXPECT_TRUE(made) << (made ? "" : made.error().what);
    if (made) typer = std::move(*made);
  }
  PlainEngine engine;
  std::unique_ptr<NameLexicon> names;
  std::unique_ptr<TableTyper> typer;
};
Fixture& fixture() {
  static Fixture made;
  return made;
}

// Rows are lines, cells are cut at `cut`.
Collected type_table(std::string_view text, char cut = '|', std::vector<std::string_view> columns = {},
                     std::size_t unowned_rows = 0, std::string_view sheet = {}) {
  Fixture& fix = fixture();
  Collected collected(fix.engine.types());
  const auto scratch = fix.engine.make_scratch();
  TableInfo info;
  info.columns = columns;
  info.part = sheet;
  const auto table = fix.typer->table(fix.engine, info, *scratch, collected);
  std::uint64_t row = columns.empty() ? 1 : 2;
  std::size_t given = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    std::vector<Cell> cells;
    for (const std::string_view cell : split(line, cut)) cells.push_back({cell, CellKind::text, 0});
    table->row(row++, cells, given++ >= unowned_rows);
  }
  table->end();
  return collected;
}

// "type:value" of all findings of at least the confidence, in order.
std::vector<std::string> told(const Collected& collected, float confidence_min = 0.5F) {
  std::vector<std::string> told;
  for (const Found& each : collected.found) {
    if (each.confidence >= confidence_min) told.push_back(each.type + ":" + each.value);
  }
  return told;
}
using Told = std::vector<std::string>;

TEST(Table, WhatIsCalledAfterPersonsIsNobody) {
  constexpr std::string_view names =
      "|Amount\n1|Martin Luther King|20\n2|George Washington|30\n3|Marie Curie|40\n4|Henry Ford|12\n";
  for (const std::string_view header : {"Street", "Room", "Ship", "School", "Producer", "Club", "Project", "Team"}) {
    const Collected collected = type_table("id|" + std::string(header) + std::string(names));
    EXPECT_EQ(told(collected), Told{}) << header << collected.reasons;
  }
  // Whom goods go to, and who leads what.
  for (const std::string_view header : {"Ship Name", "Project Manager", "Player"}) {
    EXPECT_EQ(told(type_table("id|" + std::string(header) + std::string(names))).size(), 4U) << header;
  }
}

TEST(Table, TheNameBesideSaysWhatIsCalledSo) {
  struct Case {
    std::string_view text;
    std::size_t persons;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"room|name|floor|seats\n201|Henry Ford|1|12\n202|Marie Curie|1|8\n203|George Washington|2|20\n", 0, "rooms"},
      {"room|name|phone\n201|Henry Ford|4410\n202|Marie Curie|4411\n203|George Washington|4412\n", 3,
       "who sits in which room"},
      {"IMO|Ship name|Flag|GT\n9321483|Henry Ford|DK|170794\n9241061|Marie Curie|BM|148528\n"
       "9704611|George Washington|MT|52010\n",
       0, "ships"},
      {"Order|Ship name|Ship address|Flag\n1|Henry Ford|12 Oak Street|x\n2|Marie Curie|14 Oak Street|x\n"
       "3|George Washington|16 Oak Street|y\n",
       3, "whom goods go to"},
      {"Horse|Sire|Dam|Foaled\nHenry Ford|Marie Curie|Jane Austen|2018\nMartin Luther|George Washington|Anna "
       "Keller|2019\n",
       0, "a pedigree"},
      {"Name|Sex|Sire|Dam\nHenry Ford|m|Marie Curie|Jane Austen\nMartin Luther|f|George Washington|Anna Keller\n", 0,
       "a pedigree by names"},
      {"Project|Name|Owner|Budget\nP1|Henry Ford|Anna Keller|120\nP2|Marie Curie|Paul Weber|300\nP3|George "
       "Washington|John Carter|400\n",
       3, "projects, and who owns them"},
      {"Project|Name|Hours\nP1|Henry Ford|7\nP2|Marie Curie|8\nP3|George Washington|6\n", 3, "who works on them"},
  };
  for (const Case& one : cases) {
    const Collected collected = type_table(one.text);
    std::size_t persons = 0;
    for (const Found& each : collected.found) persons += each.type == "person_name" && each.confidence >= 0.5F ? 1 : 0;
    EXPECT_EQ(persons, one.persons) << one.why << "\n" << collected.reasons;
  }
}

TEST(Table, APasswordManagersNamesAreOfSites) {
  constexpr std::string_view bitwarden =
      "folder|name|login_uri|login_username|login_password|login_totp\n"
      "|Charles Schwab|https://schwab.example.com|mh|kA8#pLq2z|\n|Morgan "
      "Stanley|https://m.example.com|mh|blue-Sky-91!|\n"
      "|Edward Jones|https://e.example.com|mh|Zx81-spectrum|\n";
  for (const Found& one : type_table(bitwarden).found) EXPECT_NE(one.type, "person_name") << one.value;
  // Users of a site.
  const Collected users = type_table(
      "name|url|username|password\nCharles Holloway|https://a.example.com|ch|kA8#pLq2z\n"
      "Margaret Stanley|https://b.example.com|ms|blue-Sky-91!\nEdward Jones|https://c.example.com|ej|Zx81-spectrum\n");
  EXPECT_EQ(std::ranges::count(users.found, "person_name", &Found::type), 3);
}

TEST(Table, HeaderAndValuesTypeTheColumns) {
  const Collected collected = type_table(
      "First Name|Last Name|SSN|E-mail|DOB|Annual Salary|Phone|Dept\n"
      "Jane|Whitfield|536-12-3456|jane@example.org|03/14/1975|$52,000.00|555-201-4477|Sales\n"
      "Robert|Okafor|401-22-9981|rob@example.org|11/02/1981|61,250|555-201-4478|Legal\n");
  EXPECT_EQ(told(collected),
            (Told{"person_name:Jane", "person_name:Whitfield", "us_ssn:536-12-3456", "email_address:jane@example.org",
                  "date_of_birth:03/14/1975", "salary:$52,000.00", "phone_number:555-201-4477", "person_name:Robert",
                  "person_name:Okafor", "us_ssn:401-22-9981", "email_address:rob@example.org",
                  "date_of_birth:11/02/1981", "salary:61,250", "phone_number:555-201-4478"}))
      << collected.reasons;
  for (const Found& each : collected.found) {
    if (each.value == "Jane" || each.value == "Whitfield") {
      EXPECT_EQ(each.canonical, "jane whitfield");
    }
    if (each.value == "$52,000.00") {
      EXPECT_EQ(each.canonical, "52000 USD/year");
    }
  }
}

// "type:value=canonical@column" of what is told of the types that are asked for.
std::vector<std::string> told_of(const Collected& collected, std::string_view type) {
  std::vector<std::string> told;
  for (const Found& each : collected.found) {
    if (each.type != type || each.confidence < 0.5F) continue;
    told.push_back(each.value + "=" + each.canonical + "@" + std::to_string(each.column));
  }
  return told;
}

TEST(Table, AValueSpreadOverColumnsIsOneValue) {
  const struct {
    std::string_view text, type;
    Told expected;
    std::string_view why;
  } cases[] = {
      {"Last|First|SSN1|SSN2|SSN3|Dept\nHolloway|Margaret|512|48|6193|Sales\nKowalski|Dennis|71|5|320|IT\n",
       "us_ssn",
       {"512-48-6193=512486193@3", "071-05-0320=071050320@3"},
       "a number in its three groups, zeros lost"},
      {"Name|Area|Group|Serial\nMargaret Holloway|512|48|6193\nDennis Whitfield|271|55|3201\n",
       "us_ssn",
       {"512-48-6193=512486193@2", "271-55-3201=271553201@2"},
       "the groups by their own names, beside persons"},
      {"Name|Card 1|Card 2|Card 3|Card 4\nMargaret Holloway|4539|1488|0343|6467\nDennis "
       "Whitfield|4485|2757|4230|8327\n",
       "credit_card",
       {"4539 1488 0343 6467=4539148803436467@2", "4485 2757 4230 8327=4485275742308327@2"},
       "a card's four groups"},
      {"Name|Birth Day|Birth Month|Birth Year\nMargaret Holloway|14|3|1971\nDennis Whitfield|2|11|1980\n",
       "date_of_birth",
       {"1971-03-14=1971-03-14@2", "1980-11-02=1980-11-02@2"},
       "English"},
      {"nom|prenom|jour_naissance|mois_naissance|annee_naissance\nDupont|Camille|14|3|1971\nMoreau|Julien|2|11|80\n",
       "date_of_birth",
       {"1971-03-14=1971-03-14@3", "1980-11-02=1980-11-02@3"},
       "French, a year of two digits"},
      {"Name|Geburtsjahr|Geburtsmonat|Geburtstag\nAnna Vogel|1971|3|14\nUwe Brandt|1980|11|2\n",
       "date_of_birth",
       {"1971-03-14=1971-03-14@2", "1980-11-02=1980-11-02@2"},
       "German, the year first"},
      {"Name|DOB_MM|DOB_DD|DOB_YYYY\nMargaret Holloway|03|14|1971\nDennis Whitfield|11|02|1980\n",
       "date_of_birth",
       {"1971-03-14=1971-03-14@2", "1980-11-02=1980-11-02@2"},
       "the month first"},
      {"Name|Area Code|Phone\nMargaret Holloway|415|302-7788\nDennis Whitfield|212|736-5000\n",
       "phone_number",
       {"415 302-7788=+14153027788@2", "212 736-5000=+12127365000@2"},
       "an area's code"},
      {"Name|Vorwahl|Rufnummer\nAnna Vogel|030|2093412\nUwe Brandt|089|5512388\n",
       "phone_number",
       {"030 2093412=+49302093412@2", "089 5512388=+49895512388@2"},
       "German"},
      {"Name|Country code|Mobile\nAnna Vogel|49|0151 23456789\nUwe Brandt|+43|664 1234567\n",
       "phone_number",
       {"+49 151 23456789=+4915123456789@2", "+43 664 1234567=+436641234567@2"},
       "a country's code"},
  };
  for (const auto& c : cases) {
    const Collected collected = type_table(c.text);
    EXPECT_EQ(told_of(collected, c.type), c.expected) << c.why << "\n" << collected.reasons;
  }
  for (const std::string_view text : {"Name|Stra\xC3\x9F"
                                      "e|Hausnummer|PLZ|Ort\nAnna Vogel|Lindenstra\xC3\x9F"
                                      "e|14 a|80331|M\xC3\xBCnchen\n"
                                      "Uwe Brandt|Hauptstra\xC3\x9F"
                                      "e|3|10115|Berlin\n",
                                      "Nm|StrtNm|BldgNb|PstCd|TwnNm\nAnna Vogel|Lindenstra\xC3\x9F"
                                      "e|14 a|80331|M\xC3\xBCnchen\n"
                                      "Uwe Brandt|Hauptstra\xC3\x9F"
                                      "e|3|10115|Berlin\n"}) {
    const Collected collected = type_table(text);
    EXPECT_EQ(told(collected), (Told{"person_name:Anna Vogel",
                                     "postal_address:Lindenstra\xC3\x9F"
                                     "e 14 a, 80331 M\xC3\xBCnchen",
                                     "person_name:Uwe Brandt",
                                     "postal_address:Hauptstra\xC3\x9F"
                                     "e 3, 10115 Berlin"}))
        << collected.reasons;
  }
}

TEST(Table, NamesOfAccountsAreTheirHoldersBesideBanksNumbers) {
  EXPECT_EQ(told(type_table("Account name|Account number|IBAN\nGeorge Clegg|73829104|GB29NWBK60161331926819\n"
                            "Fiona Marsh|11827364|GB33BUKB20201555555555\n"))
                .front(),
            "person_name:George Clegg");
  EXPECT_EQ(told(type_table("Account name|Account number|Balance\nGeorge Clegg|73829104|12.00\nFiona Marsh|11827364|"
                            "14.10\n")),
            Told{})
      << "a ledger";
}

TEST(Table, ANameMayBeWrittenWithASignOrADegree) {
  const struct {
    std::string_view text, canonical, why;
  } cases[] = {
      {"Name|SSN\nHolloway / Margaret|512-48-6193\nWhitfield / Dennis|271-55-3201\n", "margaret holloway", "a slash"},
      {"Name|SSN\nHOLLOWAY; MARGARET T|512-48-6193\nWHITFIELD; DENNIS|271-55-3201\n", "margaret t holloway",
       "a semicolon"},
      {"Name|SSN\nMargaret_Holloway|512-48-6193\nDennis_Whitfield|271-55-3201\n", "margaret holloway",
       "a low line, the given name first"},
      {"Name|SSN\nMargaret Holloway, RN|512-48-6193\nDennis Whitfield, Ph.D.|271-55-3201\n", "margaret holloway",
       "a degree is no given name"},
  };
  for (const auto& c : cases) {
    const Collected collected = type_table(c.text);
    ASSERT_FALSE(collected.found.empty()) << c.why;
    EXPECT_EQ(collected.found.front().canonical, c.canonical) << c.why << collected.reasons;
  }
  // Departments are nobody, and offices answer by no name.
  EXPECT_EQ(told(type_table("Name|Code\nSales / Marketing|5\nLegal / Payroll|7\n")), Told{});
  EXPECT_EQ(told(type_table("Vendor|Contact\nAcme Tools|Margaret Holloway\nBolt Brothers|Sales Manager\nBright Signs|"
                            "Accounts Payable\nCobalt|Dennis Whitfield\nDart|Maria Sales\n")),
            (Told{"person_name:Margaret Holloway", "person_name:Dennis Whitfield", "person_name:Maria Sales"}));
}

TEST(Table, AccountsOfServicesAndMachinesAreNobody) {
  EXPECT_EQ(told(type_table("cn|Room\nMargaret Holloway|5\nsvc-backup|7\nWS0142$|8\nsql_reader|9\nDennis Whitfield|3\n"
                            "Marie-Claire Duval|4\n")),
            (Told{"person_name:Margaret Holloway", "person_name:Dennis Whitfield", "person_name:Marie-Claire Duval"}));
}

TEST(Table, ColumnsSideBySideAreNoPartsOfOneValue) {
  const struct {
    std::string_view text, type;
    std::string_view why;
  } cases[] = {
      {"Region|Area|Group|Serial\nNorth|512|48|6193\nSouth|271|55|3201\n", "us_ssn", "no persons"},
      {"Name|Score1|Score2|Score3\nMargaret Holloway|512|48|6193\nDennis Whitfield|271|55|3201\n", "us_ssn", "scores"},
      {"Name|Day|Month|Year|Total\nMargaret Holloway|14|3|1971|33.20\nDennis Whitfield|2|11|1980|12.00\n",
       "date_of_birth", "days of orders"},
      {"Name|Birth Year|Hire Month|Hire Day\nMargaret Holloway|1971|3|14\nDennis Whitfield|1980|11|2\n", "no",
       "of two dates"},
      {"Name|Card 1|Card 2|Card 3|Card 4\nMargaret Holloway|4539|1488|0343|6468\nDennis Whitfield|17|21|33|45\n",
       "credit_card", "numbers of cards drawn"},
      {"Room|Area|Number\nHall|415|302\nOffice|212|736\n", "phone_number", "square feet"},
  };
  for (const auto& c : cases) {
    const Collected collected = type_table(c.text);
    EXPECT_EQ(told_of(collected, c.type), Told{}) << c.why << "\n" << collected.reasons;
  }
  // Two telephones of somebody are two.
  EXPECT_EQ(told_of(type_table("Name|Phone 1|Phone 2\nMargaret Holloway|415-302-7788|415-302-7789\n"
                               "Dennis Whitfield|212-736-5000|212-736-5001\n"),
                    "phone_number")
                .size(),
            4U);
}

TEST(Table, ColumnsOfMonthsUnderPayAreSalaries) {
  const struct {
    std::string_view text;
    std::size_t salaries;
    std::string_view first, why;
  } cases[] = {
      {"Salary 2023|||\nEmployee|Jan|Feb|Mar\nMargaret Holloway|5100.00|5100.00|5230.50\nDennis Whitfield|4866.67|"
       "4866.67|4866.67\n",
       6, "5100/month", "a title above"},
      {"||Gehalt|||\nPersonalnr|Name|2021|2022|2023\n1001|Anna Vogel|52000|53500|55000\n1002|Uwe Brandt|48000|48500|"
       "49900\n",
       6, "52000/year", "a label over years"},
      {"||Base salary|||Bonus||\nName|Department|Q1|Q2|Q3|Q1|Q2|Q3\nMargaret Holloway|Sales|15300|15300|15690|500|700|"
       "1200\nDennis Whitfield|IT|14600|14600|14600|40|300|450\n",
       12, "15300", "labels over quarters"},
      {"Nom|Salaire janv.|Salaire fÃ©vr.\nCamille Dupont|2450,00|2450,00\nJulien Moreau|3120,50|3120,50\n", 4,
       "2450/month", "the month in each header"},
      {"Sales 2023|||\nSalesperson|Jan|Feb|Mar\nMargaret Holloway|5100.00|5100.00|5230.50\nDennis Whitfield|4866.67|"
       "4866.67|4866.67\n",
       0, "", "sales"},
      {"Salary budget 2023|||\nDepartment|Jan|Feb|Mar\nSales|5100.00|5100.00|5230.50\nIT|4866.67|4866.67|4866.67\n", 0,
       "", "of no persons"},
      {"|Salary||Headcount||\nName|2021|2022|2021|2022|2023\nMargaret Holloway|51000|52000|12|13|14\nDennis Whitfield|"
       "48000|49000|7|8|9\n",
       4, "51000/year", "another label ends the first"},
  };
  for (const auto& c : cases) {
    const Collected collected = type_table(c.text);
    std::vector<std::string> salaries;
    for (const Found& each : collected.found) {
      if (each.type == "salary" && each.confidence >= 0.5F) salaries.push_back(each.canonical);
    }
    EXPECT_EQ(salaries.size(), c.salaries) << c.why << "\n" << collected.reasons;
    if (!salaries.empty()) {
      EXPECT_EQ(salaries.front(), c.first) << c.why;
    }
  }
}

TEST(Table, HowManyATotalCountsIsNobody) {
  const Collected collected = type_table(
      "EmpNo|Name|SSN\n104471|Deborah Kowalczyk|412-55-8731\n104472|Tyrone Whitfield|257-31-9046\n"
      "TOTAL|EMPLOYEES 2|\n");
  for (const Found& each : collected.found) EXPECT_NE(each.value, "EMPLOYEES 2");
}

TEST(Table, QuestionsAndAnswersAreAForm) {
  EXPECT_EQ(
      told(type_table("Full legal name|Rosa Maria Delgado\nDate of birth|07/23/1988\nSocial Security #|618-29-4417\n"
                      "Mother's maiden name|Villanueva\n",
                      '|', {"q", "a"})),
      (Told{"person_name:Rosa Maria Delgado", "date_of_birth:07/23/1988", "us_ssn:618-29-4417",
            "security_answer:Villanueva"}));
  EXPECT_EQ(told(type_table("What is a name?|A word\nWhat is a date?|A day\n", '|', {"q", "a"})), Told{});
}

TEST(Table, ColumnsOfMonthsInASheetOfPayAreSalaries) {
  constexpr std::string_view rows =
      "Margaret Holloway|5100.00|5100.00|5230.50\nDennis Whitfield|4866.67|4866.67|4866.67\n";
  for (const std::string_view sheet : {"Payroll", "Gehaelter_2024", "L\u00F6hne", "Lohnjournal", "Salaires 2024",
                                       "Paie", "N\u00F3minas", "Stipendi", "Lonen", "Salarissen"}) {
    for (const std::string_view header : {"Employee|Jan|Feb|Mar\n", "Employee|01/2024|02/2024|03/2024\n"}) {
      const Collected collected = type_table(std::string(header) + std::string(rows), '|', {}, 0, sheet);
      std::vector<std::string> salaries;
      for (const Found& each : collected.found) {
        if (each.type == "salary" && each.confidence >= 0.5F) salaries.push_back(each.canonical);
      }
      EXPECT_EQ(salaries.size(), 6U) << sheet << "\n" << collected.reasons;
      if (!salaries.empty()) {
        EXPECT_EQ(salaries.front(), "5100/month") << sheet;
      }
    }
  }
  for (const std::string_view text :
       {"Payroll register March|\nEmployee|Amount\nMargaret Holloway|5100.00\nDennis Whitfield|4866.67\n",
        "Gehaltsliste||\nName|Ort|Betrag\nAnna Vogel|Bonn|5100,00\nUwe Brandt|Köln|4866,67\n"}) {
    const Collected collected = type_table(text);
    std::size_t salaries = 0;
    for (const Found& each : collected.found) salaries += each.type == "salary" && each.confidence >= 0.5F ? 1 : 0;
    EXPECT_EQ(salaries, 2U) << text << collected.reasons;
  }
  for (const std::string_view sheet : {"Sales", "Salary budget", "Hours", "Calls"}) {
    const Collected collected = type_table("Employee|Jan|Feb|Mar\n" + std::string(rows), '|', {}, 0, sheet);
    for (const Found& each : collected.found) EXPECT_NE(each.type, "salary") << sheet;
  }
  const Collected departments =
      type_table("Department|Jan|Feb|Mar\nMarketing|5100.00|5100.00|5230.50\nLegal|4866.67|4866.67|4866.67\n", '|', {},
                 0, "Payroll");
  for (const Found& each : departments.found) EXPECT_NE(each.type, "salary") << "of no persons";
}

TEST(Table, AFormMayHaveTwoLabelsInARow) {
  const Collected collected = type_table(
      "Personal data sheet|||\n"
      "Name|Margaret Holloway|Date of birth|03/14/1971\n"
      "SSN|512-48-6193|Phone|(510) 302-7788\n"
      "Salary|61250.00|Email|margaret@example.org\n");
  EXPECT_EQ(told(collected),
            (Told{"person_name:Margaret Holloway", "date_of_birth:03/14/1971", "us_ssn:512-48-6193",
                  "phone_number:(510) 302-7788", "salary:61250.00", "email_address:margaret@example.org"}))
      << collected.reasons;
  for (const Found& each : collected.found) EXPECT_EQ(each.mention, 1U) << each.value;
  // In German, the surname and the given name side by side; a label without a value.
  EXPECT_EQ(told(type_table("Nachname:|Vogel|Vorname:|Anna\nGeburtsdatum:|12.04.1975|IBAN:|DE89370400440532013000\n"
                            "Telefon:||E-Mail:|anna@example.org\n")),
            (Told{"person_name:Vogel", "person_name:Anna", "date_of_birth:12.04.1975", "iban:DE89370400440532013000",
                  "email_address:anna@example.org"}));
  // A table of persons whose header has four labels is none.
  for (const Found& each :
       type_table("Name|SSN|Phone|Email\nJane Delgado|271-55-3201|503-555-0188|jane@example.org\n").found) {
    EXPECT_EQ(each.mention, 0U) << each.value;
  }
  // Nor are settings that bear such names.
  EXPECT_EQ(told(type_table("Name|mainserver|Version|10.2.3.4\nAddress|0x3f8|Date|2019-01-02\nPort|8080|Phone|none\n"))
                .size(),
            0U);
}

TEST(Table, APaymentThatItsPurposeSaysIsAWageIsASalary) {
  const struct {
    std::string_view text;
    std::size_t salaries;
    std::string_view why;
  } cases[] = {
      {"Empfaenger|Betrag|Verwendungszweck\nJane Miller|3455,10|Lohn/Gehalt 11/2025\nRobert Smith|2980,00|Miete "
       "November\n",
       1, "by the row's own purpose"},
      {"Name|Amount|Description\nJane Miller|3455.10|Salary November\nRobert Smith|2980.00|SALARY NOVEMBER\n", 2,
       "English"},
      {"Name|Amount|Description\nJane Miller|3455.10|Payroll tax\nRobert Smith|2980.00|wage software invoice\n", 0,
       "no wages"},
      {"Project|Amount|Description\nalpha|3455.10|Salary\nbeta|2980.00|Salary\n", 0, "of no persons"},
      {"Name|Amount|Status\nJane Miller|3455.10|Salary\nRobert Smith|2980.00|Salary\n", 0, "no column of purposes"},
  };
  for (const auto& c : cases) {
    std::size_t salaries = 0;
    for (const std::string& one : told(type_table(c.text))) salaries += one.starts_with("salary:");
    EXPECT_EQ(salaries, c.salaries) << c.why;
  }
}

TEST(Table, OnItsSideEachColumnIsAPerson) {
  const Collected collected = type_table(
      "Name|Paul Tillman|Jane Delgado|Mark Okafor\n"
      "DOB|03/14/1961|11/02/1975|07/25/1988\n"
      "SSN|212-48-6193|271-55-3201|218-22-0934\n"
      "Salary|52100|61300|48800\n");
  EXPECT_EQ(told(collected).size(), 12U) << collected.reasons;
  for (const Found& each : collected.found) EXPECT_EQ(each.mention, each.column - 1) << each.value;
  // Counts under such words, and a table whose first column holds words.
  EXPECT_TRUE(told(type_table("Name|12|14|15\nPhone|30|31|37\nE-mail|3|4|5\nSSN|1|2|3\n")).empty());
  const Collected upright = type_table("Name|SSN|Phone\nJane Delgado|271-55-3201|503-555-0188\n");
  for (const Found& each : upright.found) EXPECT_EQ(each.mention, 0U) << each.value;
}

TEST(Table, ATableBelowAnotherHasAHeaderOfItsOwn) {
  Fixture& fix = fixture();
  Collected collected(fix.engine.types());
  const auto scratch = fix.engine.make_scratch();
  const auto table = fix.typer->table(fix.engine, TableInfo{}, *scratch, collected);
  std::uint64_t number = 0;
  for (const std::string_view line :
       {"Name|SSN|Phone", "Alan Pruitt|312-48-6193|512-555-0143", "Doris Marsh|371-55-3201|503-555-0188", "",
        "Emergency contacts", "Name|Phone|DOB", "Rita Fletcher|208-645-0771|03/14/1961",
        "Oscar Barnes|518-261-2753|11/02/1975", "", "Ida Novak|208-645-0772|04/14/1961"}) {
    ++number;
    std::vector<Cell> cells;
    for (const std::string_view cell : split(line, '|')) cells.push_back({cell, CellKind::text, 0});
    if (!line.empty()) table->row(number, cells, true);
  }
  table->end();
  EXPECT_EQ(told(collected), (Told{"person_name:Alan Pruitt", "us_ssn:312-48-6193", "phone_number:512-555-0143",
                                   "person_name:Doris Marsh", "us_ssn:371-55-3201", "phone_number:503-555-0188",
                                   "person_name:Rita Fletcher", "phone_number:208-645-0771", "date_of_birth:03/14/1961",
                                   "person_name:Oscar Barnes", "phone_number:518-261-2753", "date_of_birth:11/02/1975",
                                   "person_name:Ida Novak", "phone_number:208-645-0772", "date_of_birth:04/14/1961"}));
}

TEST(Table, WhatStandsInsideTheCellsOfAColumnOfTextIsFound) {
  for (const std::string_view form :
       {"login by %@example.org from a machine", "Anna <%@example.org>", "mailto:%@example.org"}) {
    std::string text = "ts|msg\n";
    for (int row = 0; row < 6; ++row) {
      std::string cell(form);
      cell.replace(cell.find('%'), 1, "anna" + std::to_string(row));
      text += std::to_string(row) + '|' + cell + '\n';
    }
    EXPECT_EQ(told(type_table(text), 0.85F).size(), 6U) << form;
  }
}

TEST(Table, HeadersOfFiveLanguagesAreRead) {
  struct Case {
    std::string_view header, value, told;
  };
  const Case cases[] = {
      {"N° Sécurité Sociale", "255081416802538", "fr_nir"},
      {"Date de naissance", "14/03/1975", "date_of_birth"},
      {"Salaire brut annuel", "42 500,00 €", "salary"},
      {"Mot de passe", "Tournesol!84", "password"},
      {"Geburtsdatum", "14.03.1975", "date_of_birth"},
      {"Bruttogehalt", "4.250,00", "salary"},
      {"Telefonnummer", "030 901820", "phone_number"},
      {"Fecha de nacimiento", "14/03/1975", "date_of_birth"},
      {"Sueldo bruto", "2.150,50", "salary"},
      {"Contraseña", "gato_azul77", "password"},
      {"Data di nascita", "14/03/1975", "date_of_birth"},
      {"Stipendio", "28.000", "salary"},
      {"employeeSSN", "536123456", "us_ssn"},
      {"Adresse e-mail", "a.b@exemple.fr", "email_address"},
      {"Date naiss.", "14/03/1975", "date_of_birth"},
      {"Geb.-Datum", "14.03.1975", "date_of_birth"},
      {"F. Nac.", "14/03/1975", "date_of_birth"},
      {"Salaire base", "3542,50", "salary"},
      {"Mail perso", "a.b@exemple.fr", "email_address"},
  };
  for (const Case& c : cases) {
    const Collected collected = type_table("Ref|" + std::string(c.header) + "\nA|" + std::string(c.value) + "\n");
    EXPECT_EQ(told(collected), (Told{std::string(c.told) + ":" + std::string(c.value)})) << c.header << "\n"
                                                                                         << collected.reasons;
  }
}

TEST(Table, OtherHeadersSpeakAgainstAnId) {
  for (const std::string_view header : {"order_id", "tracking number", "SKU", "Invoice No", "part_number", "quantity",
                                        "transaction_id", "account_number", "Artikelnummer", "numéro de facture"}) {
    const Collected collected =
        type_table("a|" + std::string(header) + "|c\nx1|130-07-5728|y\nx2|214-89-6712|y\nx3|301-45-7788|y\n");
    for (const Found& each : collected.found) {
      EXPECT_FALSE(each.type == "us_ssn" && each.confidence >= 0.5F) << header << "\n" << collected.reasons;
    }
  }
  const Collected refused = type_table("a|sku|c\nx1|130-07-5728|y\nx2|214-89-6712|y\nx3|301-45-7788|y\n");
  EXPECT_NE(refused.reasons.find("refused"), std::string::npos) << "the reason is kept";
}

TEST(Table, AReferenceMayBeAPersonsNumber) {
  const std::string rows = "|130-07-5728\nWarren Beckett|268-14-6620\nMyra Lindqvist|269-25-7731\n";
  for (const std::string_view header : {"Ref A", "Reference", "Ref"}) {
    const Collected people = type_table("Member|" + std::string(header) + "\nJane Smith" + rows);
    std::size_t ssns = 0;
    for (const Found& each : people.found) ssns += each.type == "us_ssn" && each.confidence >= 0.5F ? 1 : 0;
    EXPECT_EQ(ssns, 3U) << header << "\n" << people.reasons;
    const Collected parts = type_table("Part|" + std::string(header) + "\nValve" + "|130-07-5728\nPump|268-14-6620\n");
    for (const Found& each : parts.found) EXPECT_FALSE(each.type == "us_ssn" && each.confidence >= 0.5F) << header;
  }
}

TEST(Table, AnotherIdsHeaderStillMeansAPerson) {
  for (const std::string_view header : {"nino", "codice_fiscale", "govt_id", "employee number", "national_id", "tin"}) {
    const Collected collected = type_table("name|" + std::string(header) + "\nJane Smith|130-07-5728\n");
    EXPECT_EQ(told(collected), (Told{"person_name:Jane Smith", "us_ssn:130-07-5728"})) << header << "\n"
                                                                                       << collected.reasons;
  }
}

TEST(Table, ColumnsWithoutHeaderAreTypedByTheirValues) {
  const Collected dashed =
      type_table("Jane Smith|Payroll|130-07-5728\nBob Jones|IT|214-89-6712\nAmy Lee|Legal|301-45-7788\n");
  std::size_t ssns = 0;
  for (const Found& each : dashed.found) ssns += each.type == "us_ssn" && each.confidence >= 0.5F ? 1 : 0;
  EXPECT_EQ(ssns, 3U) << dashed.reasons;

  const Collected ibans =
      type_table("x1|FR1420041010050500013M02606\nx2|DE89370400440532013000\nx3|GB82WEST12345698765432\n");
  EXPECT_EQ(told(ibans).size(), 3U) << ibans.reasons;

  const Collected names =
      type_table("1|Maria|Gonzalez|4\n2|James|Wilson|7\n3|Sophie|Martin|9\n4|Klaus|Schneider|2\n5|Linda|Johnson|1\n");
  EXPECT_EQ(told(names).size(), 10U) << names.reasons;
}

TEST(Table, HeaderMayStandBelowTitlesOrInTwoRows) {
  const Collected below = type_table("Employee Roster Export 2026\n\nname|dept|ssn\nJane Smith|Payroll|130-07-5728\n");
  EXPECT_EQ(told(below), (Told{"person_name:Jane Smith", "us_ssn:130-07-5728"})) << below.reasons;
  const Collected two = type_table(
      "Employee|Department|Social\nName|Name|Security Number\nJane Smith|Payroll|130-07-5728\nBob "
      "Jones|IT|214-89-6712\n");
  EXPECT_EQ(told(two),
            (Told{"person_name:Jane Smith", "us_ssn:130-07-5728", "person_name:Bob Jones", "us_ssn:214-89-6712"}))
      << two.reasons;
  const Collected declared = type_table("Jane Smith|130-07-5728\n", '|', {"name", "ssn"});
  EXPECT_EQ(told(declared), (Told{"person_name:Jane Smith", "us_ssn:130-07-5728"})) << declared.reasons;
}

TEST(Table, NumbersThatLostTheirLeadingZerosAreSsns) {
  const Collected collected = type_table("name|ssn\nJane Smith|1234567\nBob Jones|41229981\nAmy Lee|536123456\n");
  std::map<std::string, std::string> ssns;
  for (const Found& each : collected.found) {
    if (each.type == "us_ssn" && each.confidence >= 0.5F) ssns[each.value] = each.canonical;
  }
  EXPECT_EQ(ssns["1234567"], "001234567") << collected.reasons;
  EXPECT_EQ(ssns["41229981"], "041229981");
}

TEST(Table, ValuesGuardedFromSpreadsheetsAreRead) {
  const Collected guarded = type_table(
      "name|ssn|phone\nJane Smith|=\"041229981\"|'06 12 34 56 78\nBob Jones|'219486193|06 12 34 56 79\n"
      "Amy Lee|536123456.0|=\"06 12 34 56 80\"\nAnn Roe|48214471.0|06 12 34 56 81\n");
  const auto all = told(guarded);
  for (const std::string_view value : {"us_ssn:041229981", "us_ssn:219486193", "us_ssn:536123456", "us_ssn:48214471",
                                       "phone_number:06 12 34 56 78", "phone_number:06 12 34 56 80"}) {
    EXPECT_NE(std::find(all.begin(), all.end(), value), all.end()) << value << "\n" << guarded.reasons;
  }
  for (const std::string_view cell : {"=", "='", "=\"", "=\"\"", "'", "'1'2", "=\"a\"b\"", ".0", "1.0", "9999999.0"}) {
    type_table("name|ssn\nJane Smith|" + std::string(cell) + "\nBob Jones|" + std::string(cell) + "\n");
  }
}

TEST(Table, AnInvalidCellIsToldLow) {
  const Collected collected =
      type_table("name|ssn\nJane Smith|130-07-5728\nBob Jones|000-12-3456\nAmy Lee|214-89-6712\n");
  bool seen = false;
  for (const Found& each : collected.found) {
    if (each.value != "000-12-3456") continue;
    seen = true;
    EXPECT_LE(each.confidence, 0.3F);
  }
  EXPECT_TRUE(seen) << "demoted, not dropped";
}

TEST(Table, AFormLyingDownIsOneMention) {
  const Collected collected =
      type_table("Name|Jane Whitfield\nDate of birth|14/03/1975\nSSN|536-12-3456\nDepartment|Sales\n");
  EXPECT_EQ(told(collected), (Told{"person_name:Jane Whitfield", "date_of_birth:14/03/1975", "us_ssn:536-12-3456"}))
      << collected.reasons;
  for (const Found& each : collected.found) EXPECT_EQ(each.mention, 1U) << each.value;
}

TEST(Table, TheTwoHalvesOfANameInAFormAreOne) {
  struct Case {
    std::string_view form;
    std::vector<std::string> canonical;
    std::string_view why;
  };
  const Case cases[] = {
      {"Family name|Whitfield\nGiven name|Jane Ellen\nDate of birth|14/03/1975\nSSN|536-12-3456\n",
       {"jane ellen whitfield", "jane ellen whitfield"},
       "the surname before"},
      {"First name|Jane\nMiddle name|Ellen\nLast name|Whitfield\nSSN|536-12-3456\n",
       {"jane ellen whitfield", "jane ellen whitfield"},
       "a middle name"},
      {"Family name|Whitfield\nGiven name|Jane\nSSN|536-12-3456\nSpouse: family name|Keller\nSpouse: given "
       "name|Daniel\n",
       {"jane whitfield", "jane whitfield", "daniel keller", "daniel keller"},
       "each for themselves"},
      {"First name|Jane|Daniel\nLast name|Whitfield|Keller\nSSN|536-12-3456|512-48-6193\n",
       {"jane whitfield", "daniel keller", "jane whitfield", "daniel keller"},
       "a person a column"},
      {"Last name|Whitfield\nDate of birth|14/03/1975\nSSN|536-12-3456\n", {"whitfield"}, "one half alone"},
      {"Name|Jane Whitfield\nDate of birth|14/03/1975\nSSN|536-12-3456\n", {"jane whitfield"}, "a whole name"},
  };
  for (const Case& one : cases) {
    std::vector<std::string> names;
    for (const Found& each : type_table(one.form).found) {
      if (each.type == "person_name") names.push_back(each.canonical);
    }
    EXPECT_EQ(names, one.canonical) << one.why;
  }
}

TEST(Table, TranslationsOfTheWordPasswordAreNoHeader) {
  for (const std::string_view text :
       {"login.password|Password|Passwort\nlogin.forgot|Forgot it?|Vergessen?\n",
        "English|German|French\nname|Name|nom\npassword|Passwort|mot de passe\nsurname|Nachname|nom de famille\n",
        "id|label\npassword|Kennwort\nusername|Benutzer\n"}) {
    for (const Found& each : type_table(text).found) EXPECT_NE(each.type, "password") << text << each.value;
  }
  EXPECT_EQ(told(type_table("old password|new password\nhunter2!|Sommer2014\nMoor77gans|Ginster6!\n")),
            (Told{"password:hunter2!", "password:Sommer2014", "password:Moor77gans", "password:Ginster6!"}));
}

TEST(Table, AnswersStandBesideTheirQuestions) {
  EXPECT_EQ(told(type_table("user|question|answer\nahaines|Mother's maiden name|Kowalczyk\nbtorres|First "
                            "pet|Biscuit\ncnguyen|City of birth|Da Nang\n")),
            (Told{"security_answer:Kowalczyk", "security_answer:Biscuit", "security_answer:Da Nang"}));
  EXPECT_EQ(told(type_table("user|question|answer\nahaines|Capital of France|Paris\nbtorres|Twice two|four\n")), Told())
      << "a quiz";
}

TEST(Table, PasswordsAndTheirHashesAreToldApart) {
  const Collected plain = type_table("user|password\nal|hunter2!\nbo|Sommer2014\n");
  EXPECT_EQ(told(plain), (Told{"password:hunter2!", "password:Sommer2014"})) << plain.reasons;
  const Collected hashed = type_table(
      "user|password\nal|$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\n"
      "bo|$2y$10$abcdefghijklmnopqrstuuIjZAgcfl7p92ldGxad68LJZdL17lhWy\n");
  EXPECT_EQ(told(hashed).size(), 2U);
  for (const Found& each : hashed.found) EXPECT_EQ(each.type, "password_hash");
  EXPECT_EQ(told(type_table("test|pass\nunit|yes\nlint|no\n")), Told());
  EXPECT_EQ(told(type_table("id|password_changed\n1|2020-01-01\n2|2021-05-04\n")), Told());
  EXPECT_EQ(
      told(type_table("name|passwordHistory.lastUsedDate\nBank|2021-02-03T10:00:00Z\nShop|2022-05-04T11:30:00Z\n")),
      Told())
      << "when a password was used";
}

TEST(Table, AnswersToSecurityQuestionsMayBeHashes) {
  const Collected plain = type_table("id|hint_question|hint_answer\n1|First pet?|Rexi\n2|Favourite colour?|petrol\n");
  EXPECT_EQ(told(plain), (Told{"security_answer:Rexi", "security_answer:petrol"})) << plain.reasons;
  const Collected hashed = type_table(
      "id|security_answer\n1|6e512c9175fe0dfe18dba321319a59ea\n2|646ef06dec27599e6b95e04e32023b93\n"
      "3|40dadea709f5c4f62382e75eab61ab5b\n");
  EXPECT_EQ(told(hashed).size(), 3U) << hashed.reasons;
  for (const Found& each : hashed.found) EXPECT_EQ(each.type, "password_hash");
}

TEST(Table, LoginsCountBesideWhatOpensThem) {
  EXPECT_EQ(told(type_table("Username|Password\njdoe|hunter2!\nbking|Sommer2014\n")),
            (Told{"username:jdoe", "password:hunter2!", "username:bking", "password:Sommer2014"}));
  EXPECT_EQ(told(type_table("login|security question|security answer\njdoe|First pet?|Rex\nbking|School?|St Mary\n")),
            (Told{"username:jdoe", "security_answer:Rex", "username:bking", "security_answer:St Mary"}));
  EXPECT_EQ(told(type_table("Username|Department\njdoe|Sales\nbking|Legal\n")), Told()) << "of no account";
  EXPECT_EQ(told(type_table("username|password\njane@example.org|hunter2!\nbo@example.org|Sommer2014\n")),
            (Told{"email_address:jane@example.org", "password:hunter2!", "email_address:bo@example.org",
                  "password:Sommer2014"}))
      << "a mailbox is more than a login";
}

TEST(Table, NumbersThatOnlyTheirHeaderTellsAreTyped) {
  EXPECT_EQ(told(type_table("Cardholder|CVV\nJane Whitfield|482\nRobert Okafor|7731\n")),
            (Told{"person_name:Jane Whitfield", "card_security_code:482", "person_name:Robert Okafor",
                  "card_security_code:7731"}));
  EXPECT_EQ(told(type_table("Patient name|MRN\nJane Whitfield|0048291\nRobert Okafor|0048292\n")),
            (Told{"person_name:Jane Whitfield", "medical_record_number:0048291", "person_name:Robert Okafor",
                  "medical_record_number:0048292"}));
  EXPECT_EQ(told(type_table("Name|DoD ID\nJane Whitfield|1285304417\nRobert Okafor|1285304418\n")),
            (Told{"person_name:Jane Whitfield", "us_military_id:1285304417", "person_name:Robert Okafor",
                  "us_military_id:1285304418"}));
}

TEST(Table, AnEmployersNumberIsOneUnlessItIsAGovernments) {
  EXPECT_EQ(told(type_table("Employee ID|Salary\nE-20418|52,000\nE-20419|61,250\nE-20427|48,100\n")),
            (Told{"employee_id:E-20418", "salary:52,000", "employee_id:E-20419", "salary:61,250", "employee_id:E-20427",
                  "salary:48,100"}));
  EXPECT_EQ(
      told(type_table("Name|Emp ID\nJane Whitfield|536-12-3456\nRobert Okafor|401-22-9981\n")),
      (Told{"person_name:Jane Whitfield", "us_ssn:536-12-3456", "person_name:Robert Okafor", "us_ssn:401-22-9981"}));
}

TEST(Table, TablesWithoutPersonsGiveNothing) {
  const std::string_view tables[] = {
      // Measurements.
      "Sample|Mass (mg)|Temp|pH\nA-1|12.304262935|21.4|7.01\nA-2|11.998120334|21.6|7.03\nA-3|12.110298374|21.5|6.98\n",
      // Indicators by country and year.
      "Country Name|Country Code|Indicator Name|1960|1961|1962\nFrance|FRA|Population, "
      "total|46649927|47240543|47904877\n"
      "Germany|DEU|Population, total|72814900|73377632|74025784\nItaly|ITA|Population, "
      "total|50199700|50536350|50879450\n",
      // Orders.
      "order_id|sku|qty|price|tracking\n100234981|884213771|2|19.99|9400110200881234567890\n"
      "100234982|884213772|1|5.49|9400110200881234567891\n100234983|884213779|7|8.00|9400110200881234567892\n",
      // Log.
      "2024-01-02 10:11:12|INFO|worker started|1704190272123\n2024-01-02 10:11:13|WARN|slow query|1704190273991\n",
      // Counters of nine digits.
      "id|value\n100000001|a\n100000002|b\n100000003|c\n100000004|d\n",
      // Cities and postcodes alone.
      "city|state|zip\nSpringfield|IL|62701\nPortland|OR|97201\nAustin|TX|78701\n",
      // Products.
      "Product Name|Brand|Price\nBlue Widget|Acme|4.99\nGarden Hose|Flexi|19.99\nDesk Lamp|Lumo|34.00\n",
  };
  for (const std::string_view text : tables) {
    const Collected collected = type_table(text);
    EXPECT_EQ(told(collected), Told()) << text << collected.reasons;
  }
}

TEST(Table, AnAddressIsJoinedFromItsColumns) {
  const Collected american = type_table(
      "Name|Street|City|State|ZIP\nJane Doe|12 Main Street|Springfield|IL|62704\n"
      "John Smith|48 Oak Ave|Boston|MA|2110\nMary Jones|5 Elm Rd|Austin|TX|73301\n");
  EXPECT_EQ(told(american)[1], "postal_address:12 Main Street, Springfield, IL 62704");
  EXPECT_EQ(told(american)[3], "postal_address:48 Oak Ave, Boston, MA 02110") << "a ZIP code that was a number";
  const Collected french = type_table(
      "Nom complet|Adresse|Code postal|Ville|Pays\nJean Dupont|12 rue de la Paix|75002|Paris|France\n"
      "Claire Martin|4 avenue Foch|69006|Lyon|France\nLuc Bernard|8 boulevard Voltaire|33000|Bordeaux|France\n");
  EXPECT_EQ(told(french)[1], "postal_address:12 rue de la Paix, 75002 Paris, France");
}

TEST(Table, AnAddressHasTheFormThatItHasInText) {
  const char* streets[] = {"12 Main Street",       "143 rue Jean Jaurès",    "Straße des 17. Juni 5",
                           "4 av. de l'Opéra",     "Via  Garibaldi, 7",      "C/ Ñuñez n.º 3",
                           "12\xC2\xA0rue du Bac", "8  rue  d'Été -- bât. B"};
  std::string text = "Name|Street|City|ZIP\n";
  for (const char* const street : streets) text += std::string("Jane Doe|") + street + "|Saint-Étienne|42000\n";
  const Collected collected = type_table(text);
  std::size_t seen = 0;
  for (const Found& each : collected.found) {
    if (each.type != "postal_address") continue;
    EXPECT_EQ(each.canonical, canonical_address(each.value));
    ++seen;
  }
  EXPECT_EQ(seen, std::size(streets)) << collected.reasons;
}

TEST(Table, APlaceWithoutStreetIsAResidenceBesideNamesOnly) {
  const Collected people = type_table(
      "First Name|Last Name|City|State\nJane|Doe|Springfield|IL\nJohn|Smith|Portland|OR\nMary|Jones|Austin|TX\n");
  EXPECT_EQ(told(people)[2], "residence:Springfield, IL");
  EXPECT_EQ(people.found[2].canonical, "springfield il usa") << "a column of its states";
  const Collected home = type_table("First Name|Last Name|Work State|Home State\nJane|Doe|IL|CA\nJohn|Smith|IL|IN\n");
  EXPECT_EQ(told(home)[2], "residence:CA");
  const Collected named = type_table("First Name|Last Name|State of Residence\nJane|Doe|New York\nJohn|Smith|Iowa\n");
  EXPECT_EQ(named.found[2].canonical, "new york usa");
  const Collected provinces =
      type_table("Nome|Cognome|Citt\xC3\xA0|Provincia\nAnna|Ferrari|Milano|MI\nLuca|Rossi|Palermo|PA\n");
  for (const auto& each : provinces.found) EXPECT_EQ(each.canonical.find("usa"), std::string::npos);
  const Collected countries = type_table("Vorname|Nachname|Land\nAnna|Hahn|AT\nUwe|Koch|DE\n");
  EXPECT_EQ(countries.found[2].canonical, "austria");
  const Collected states = type_table("First Name|Last Name|State\nJane|Doe|IL\nJohn|Smith|OR\nMary|Jones|TX\n");
  ASSERT_EQ(states.found.size(), 9U);
  EXPECT_EQ(states.found[2].canonical, "il usa");
  EXPECT_TRUE(told(type_table("City|State|ZIP\nSpringfield|IL|62704\nPortland|OR|97201\nAustin|TX|73301\n")).empty());
}

TEST(Table, TelephoneNumbersAreBroughtIntoE164) {
  const auto canonicals = [](const Collected& collected) {
    std::vector<std::string> all;
    for (const Found& each : collected.found) {
      if (each.type == "phone_number") all.push_back(each.canonical);
    }
    return all;
  };
  EXPECT_EQ(canonicals(type_table("Phone\n(217) 523-0199\n503-234-5678\n1-512-456-7890\n+1 305 456 7891\n")),
            (Told{"+12175230199", "+15032345678", "+15124567890", "+13054567891"}));
  EXPECT_EQ(
      canonicals(type_table("T\xC3\xA9l\n01 42 68 53 00\n0612345678\n0033 6 12 34 56 79\n+33 (0)6 12 34 56 70\n")),
      (Told{"+33142685300", "+33612345678", "+33612345679", "+33612345670"}));
  EXPECT_EQ(canonicals(type_table("Country|Phone\nFrance|0612345678\nGermany|030 901820\nUK|020 7946 0018\n")),
            (Told{"+33612345678", "+4930901820", "+442079460018"}))
      << "each row by its own country";
  EXPECT_EQ(canonicals(type_table("Home phone\n91 555 12 34\n(617) 555-0110\n")), (Told{"915551234", "6175550110"}))
      << "of no one country";
  EXPECT_EQ(canonicals(type_table("Telefon\n0711 123456\n030 901820\n")), (Told{"+49711123456", "+4930901820"}));
}

TEST(Table, NomBesideGivenNamesIsASurname) {
  EXPECT_EQ(told(type_table("Nom|Pr\xC3\xA9nom|Service\nZorvath|Ann-Charlotte|Paie\n")),
            (Told{"person_name:Zorvath", "person_name:Ann-Charlotte"}));
  EXPECT_TRUE(told(type_table("Nom|Version\nZorvath|2.1\nKlomp|2.2\n")).empty()) << "of programs";
}

TEST(Table, ALoginListWithoutHeaderHoldsPasswords) {
  const Collected plain = type_table(
      "ann@example.org|Summer14!\nbob@example.org|dragon99\ncal@example.org|Azerty31\ndee@example.org|hunter2x\n");
  EXPECT_EQ(told(plain)[1], "password:Summer14!");
  const Collected hashed = type_table(
      "ann@example.org|8a5f1b461595919cb589f6aec38bcacf\nbob@example.org|7b5f1b461595919cb589f6aec38bcac1\n"
      "cal@example.org|6c5f1b461595919cb589f6aec38bcac2\n");
  EXPECT_EQ(told(hashed)[1], "password_hash:8a5f1b461595919cb589f6aec38bcacf");
  const Collected places =
      type_table("ann@example.org|Boston\nbob@example.org|Austin\ncal@example.org|Portland\ndee@example.org|Dallas\n");
  EXPECT_EQ(told(places).size(), 4U) << "towns are no passwords";
  const Collected words = type_table(
      "anna1@example.org|qwerty\njoe2@example.org|123456\nkim3@example.org|dragon\nlea4@example.org|monkey12\n");
  EXPECT_EQ(told(words).size(), 8U) << "words are passwords where lists of passwords have them";
  const Collected bare = type_table(
      "anna12|Sunshine1\njoe77|Dragon77!\nkim|Berlin2004\nlea|kW3-xz9\nmax3|tiger99\nzoe|Mulb3rry!x\nbo8|sommer2014\n");
  EXPECT_EQ(told(bare).size(), 7U) << "logins that are no addresses";
  const Collected sites = type_table(
      "https://s1.example/login|anna12|Sunshine1\nhttps://s2.example/|joe77|Dragon77!\nhttps://s3.example/"
      "|kim|qwerty\n");
  EXPECT_EQ(told(sites).size(), 3U) << "site, login, password";
  EXPECT_TRUE(
      told(type_table("bolt|AB1203\nnut|AB1204\nwasher|AB1205\nscrew|AB1206\nnail|AB1207\npin|AB1208\n")).empty())
      << "numbers of articles";
}

TEST(Table, StaffBesideThemMakeNineDigitsSocialSecurityNumbers) {
  EXPECT_EQ(told(type_table("Emp001|Payroll|130075728\nEmp002|IT|214896712\nEmp003|Legal|301457788\n")),
            (Told{"us_ssn:130075728", "us_ssn:214896712", "us_ssn:301457788"}));
  EXPECT_TRUE(told(type_table("A-1|bolt|130075728\nA-2|nut|214896712\nA-3|screw|301457788\n")).empty());
}

// Nine digits have no check digit: a header that names something else, or numbers that nobody was given, speak against.
TEST(Table, NineDigitsBesidePersonsMayBeOtherNumbers) {
  constexpr std::string_view names[] = {"Jane Smith", "Bob Jones",   "Amy Lee",   "Ann Clark",
                                        "Tom Baker",  "Mary Evans",  "Paul Hill", "Rose King",
                                        "Luke Ward",  "Nina Cooper", "Max Reed",  "Eva Brooks"};
  constexpr std::string_view valid[] = {"130075728", "214896712", "301457788", "402871235", "512486193", "287114529",
                                        "611903347", "159224466", "223817745", "347559012", "488261937", "530198264"};
  const auto found = [&](std::string_view header, std::string_view first) {
    std::string rows = header.empty() ? "" : "name|" + std::string(header) + "\n";
    for (std::size_t row = 0; row < std::size(names); ++row) {
      rows += std::string(names[row]) + "|" + std::string(row == 0 && !first.empty() ? first : valid[row]) + "\n";
    }
    std::size_t count = 0;
    for (const Found& each : type_table(rows).found) count += each.type == "us_ssn" && each.confidence >= 0.5F ? 1 : 0;
    return count;
  };
  for (const std::string_view header : {"Meter reading", "badge", "lectura", "Z\xC3\xA4hler", "relev\xC3\xA9"})
    EXPECT_EQ(found(header, ""), 0U) << header;
  for (const std::string_view header : {"", "field7", "col3"}) {
    EXPECT_EQ(found(header, ""), 12U) << header;
    EXPECT_EQ(found(header, "912486193"), 0U) << header << ": an area that nobody was given";
    EXPECT_GE(found(header, "999999999"), 11U) << header << ": what fills an empty field";
  }
  EXPECT_EQ(found("Soc. Nbr", ""), 12U);
  EXPECT_GE(found("ssn", "912486193"), 11U) << "its own header";
}

TEST(Table, GermanSerialNumbersAreToldByTheirColumn) {
  const Collected column = type_table("Ausweisnummer\nL01X00T47\nT22000128\nL3FJK1209\nLM7RT0K31\nL8ZV20P16\n");
  EXPECT_EQ(told(column).size(), 5U);
  EXPECT_TRUE(told(type_table("Ausweisnummer\nT22000128\n")).empty()) << "one alone is told low";
}

TEST(Table, AHeaderMayHoldYears) {
  const Collected collected =
      type_table("Full Name|SSN|1990|1991|1992\nJane Doe|512486193|12|13|14\nJohn Smith|612486194|15|16|17\n");
  EXPECT_EQ(told(collected),
            (Told{"person_name:Jane Doe", "us_ssn:512486193", "person_name:John Smith", "us_ssn:612486194"}));
  for (const std::string_view pay : {"Bonus 2020 (EUR)", "Bonus 2020", "Salary 2014", "Prime 2013"}) {
    const std::string rows =
        "Name|" + std::string(pay) + "|Rate\nAnna Schmidt|4.500,00|98%\nJens Brandt|12.750,00|99%\n";
    EXPECT_EQ(told(type_table(rows)),
              (Told{"person_name:Anna Schmidt", "salary:4.500,00", "person_name:Jens Brandt", "salary:12.750,00"}))
        << pay;
  }
}

// Columns are typed by their first rows; what comes later may be something else.
TEST(Table, AValueFarDownInAColumnOfNumbersIsRead) {
  std::string rows = "id|amount\n";
  for (int row = 1; row <= 3000; ++row) rows += std::to_string(row) + "|" + std::to_string(row * 7 % 1000) + "\n";
  rows += "3001|2014-11-24 10:20:30\n3002|jane@example.org\n";
  EXPECT_EQ(told(type_table(rows)), (Told{"email_address:jane@example.org"}));
}

TEST(Table, LongCellsAreReadAsText) {
  const Collected collected = type_table("id|notes\n1|please write to jane@example.org about the contract\n");
  EXPECT_EQ(told(collected), (Told{"email_address:jane@example.org"}));
}

TEST(Table, RowsOfOtherUnitsTypeTheColumnsButAreNotTold) {
  const Collected collected = type_table("name|ssn\nJane Smith|130-07-5728\nBob Jones|214-89-6712\n", '|', {}, 2);
  EXPECT_EQ(told(collected), (Told{"person_name:Bob Jones", "us_ssn:214-89-6712"})) << collected.reasons;
}

TEST(Table, RaggedAndHostileRowsAreHarmless) {
  const std::string long_cell(100'000, 'x');
  EXPECT_EQ(
      told(type_table(
               "name|dept|ssn\nJane Smith|Payroll|130-07-5728\nBob Jones|IT\nAmy Lee|Legal|301-45-7788|extra|more\n"))
          .size(),
      5U);
  (void)type_table("ssn|" + long_cell + "\n" + long_cell + "|" + long_cell + "\n");
  (void)type_table("\n|\n||\n|||||\n");
  (void)type_table("ssn\n\xEF\xBB\xBF\n\xC2\xA0\n");
  std::string wide;
  for (int index = 0; index < 20'000; ++index) wide += "c|";
  (void)type_table(wide + "\n" + wide + "\n");
}

// The columns of a dump of an Active Directory: times of a password's change are no passwords.
TEST(Table, HeadersOfADirectoryAreReadForWhatTheySay) {
  const Collected collected = type_table(
      "sAMAccountName|pwdLastSet|PasswordLastSet|PasswordNeverExpires|badPwdCount|badPasswordTime|userPassword\n"
      "abaker|132536874450000000|5/1/2020 10:11:12 AM|True|12|132536874450000000|Sunny1Harbor!\n"
      "kmarsh|132536874450000001|5/2/2020 10:11:12 AM|False|13|132536874450000001|Sunny2Harbor!\n");
  EXPECT_EQ(told(collected),
            (Told{"username:abaker", "password:Sunny1Harbor!", "username:kmarsh", "password:Sunny2Harbor!"}))
      << collected.reasons;
}

// By whose it is: "0 person_name:Doe, Jane" of the row's own person, an odd number of a dependant.
std::vector<std::string> whose_is_what(const Collected& collected, std::uint64_t row) {
  std::vector<std::string> told;
  for (const Found& each : collected.found) {
    if (each.row == row && each.confidence >= 0.5F) {
      told.push_back(std::to_string(each.other) + " " + each.type + ":" + each.value);
    }
  }
  return told;
}

TEST(TableTyper, DependantsInARowArePersonsOfTheirOwn) {
  const Collected found = type_table(
      "Employee Name|Employee SSN|Dependent 1 Name|Dependent 1 SSN|Dependent 2 Name|Dependent 2 DOB\n"
      "Doe, Jane|512-48-6193|Doe, Sam|536-12-4455|Doe, Mary|08/08/2005\n"
      "Roe, John|404-22-0962|Roe, Ann|540-18-3321||\n");
  EXPECT_THAT(whose_is_what(found, 2),
              testing::ElementsAre("0 person_name:Doe, Jane", "0 us_ssn:512-48-6193", "3 person_name:Doe, Sam",
                                   "3 us_ssn:536-12-4455", "5 person_name:Doe, Mary", "5 date_of_birth:08/08/2005"));
}

// Records with lists of records, as those of JSON are flattened: each of a list is somebody, where a list names them.
TEST(Table, EachRecordOfAListIsSomebody) {
  const std::vector<std::string> two = {"0 person_name:Margaret Holloway", "0 us_ssn:512-48-6193",
                                        "4 person_name:Dennis Whitfield", "4 us_ssn:271-55-3201"};
  EXPECT_THAT(whose_is_what(type_table("company|staff.name|staff.ssn|staff.2.name|staff.2.ssn\n"
                                       "Northwind|Margaret Holloway|512-48-6193|Dennis Whitfield|271-55-3201\n"
                                       "Southwind|Maria Lopez|219-44-0912|Oliver Bennett|524-61-7719\n"),
                            2),
              testing::UnorderedElementsAreArray(two));
  EXPECT_THAT(whose_is_what(type_table("company|staff[0].name|staff[0].ssn|staff[1].name|staff[1].ssn\n"
                                       "Northwind|Margaret Holloway|512-48-6193|Dennis Whitfield|271-55-3201\n"
                                       "Southwind|Maria Lopez|219-44-0912|Oliver Bennett|524-61-7719\n"),
                            2),
              testing::UnorderedElementsAreArray(two));
  // More than there are groups for are nobody's, not the first one's.
  std::string labels = "company";
  std::string rows[2] = {"Northwind", "Southwind"};
  constexpr std::string_view given[] = {"Margaret", "Dennis", "Maria", "Oliver"};
  constexpr std::string_view names[] = {"Holloway", "Whitfield", "Lopez", "Bennett", "Wright"};
  for (int at = 0; at < 20; ++at) {
    const std::string number = at == 0 ? "" : "." + std::to_string(at + 1);
    if (at < 16) labels.append("|staff").append(number).append(".name|staff").append(number).append(".email");
    for (int row = 0; row < 2; ++row) {
      rows[row].append("|").append(given[at % 4]).append(" ").append(names[(at + row) % 5]);
      rows[row].append("|p" + std::to_string(at + 20 * row) + "@mail.example");
    }
  }
  const Collected many = type_table(labels + "\n" + rows[0] + "\n" + rows[1] + "\n");
  std::map<int, std::size_t> of;
  std::size_t nobodys = 0;
  for (const Found& each : many.found) {
    if (each.row != 2 || each.type != "email_address") continue;
    nobodys += each.nobody ? 1 : 0;
    if (!each.nobody) ++of[each.other];
  }
  EXPECT_EQ(nobodys, 7U);
  EXPECT_EQ(of.size(), 13U);
  for (const auto& [other, count] : of) EXPECT_EQ(count, 1U) << other;
  // The row has a person of its own.
  EXPECT_THAT(whose_is_what(type_table("name|ssn|staff.name|staff.ssn|staff.2.name|staff.2.ssn\n"
                                       "Margaret Holloway|512-48-6193|Dennis Whitfield|271-55-3201|Maria Lopez|"
                                       "219-44-0912\nSarah Wright|524-61-7719|Mark Ellis|512-61-1293|Isla Marsh|"
                                       "533-40-7713\n"),
                            2),
              testing::UnorderedElementsAre("0 person_name:Margaret Holloway", "0 us_ssn:512-48-6193",
                                            "2 person_name:Dennis Whitfield", "2 us_ssn:271-55-3201",
                                            "4 person_name:Maria Lopez", "4 us_ssn:219-44-0912"));
  // What has no names is the row's own: mailboxes, numbers, documents.
  for (const std::string_view header : {"name|emails.address|emails.2.address", "name|emails|emails.2"}) {
    const Collected own = type_table(std::string(header) +
                                     "\nMargaret Holloway|m.holloway@mail.example|margaret@work.example\n"
                                     "Dennis Whitfield|dennis@mail.example|d.whitfield@work.example\n");
    EXPECT_THAT(whose_is_what(own, 2), testing::Each(testing::StartsWith("0 "))) << header;
  }
  EXPECT_THAT(whose_is_what(type_table("name|papers.ssn|papers.2.ssn\nMargaret Holloway|512-48-6193|271-55-3201\n"
                                       "Dennis Whitfield|219-44-0912|524-61-7719\n"),
                            2),
              testing::Each(testing::StartsWith("0 ")));
}

// Whose what is, by the row's number of each: "0 person_name:..." of the row's own person.
TEST(TableTyper, PartiesToWhatARowIsAboutArePersonsOfTheirOwn) {
  using testing::ElementsAre;
  EXPECT_THAT(whose_is_what(type_table("Sender name|Sender IBAN|Recipient name|Recipient IBAN\n"
                                       "Oliver Bennett|DE89370400440532013000|Sarah Thornton|GB29NWBK60161331926819\n"
                                       "Isla Wright|NL91ABNA0417164300|Mark Cooper|FR1420041010050500013M02606\n"),
                            2),
              ElementsAre("0 person_name:Oliver Bennett", "0 iban:DE89370400440532013000",
                          "4 person_name:Sarah Thornton", "4 iban:GB29NWBK60161331926819"));
  const std::string_view orders =
      "Billing Name|Billing Phone|Shipping Name|Shipping Phone\n"
      "Oliver Bennett|+447700900123|Sarah Thornton|+447700900456\n"
      "Isla Wright|+447700900789|Isla Wright|+447700900789\nMark Cooper|+447700900321||+447700900322\n";
  EXPECT_THAT(whose_is_what(type_table(orders), 2),
              ElementsAre("0 person_name:Oliver Bennett", "0 phone_number:+447700900123",
                          "4 person_name:Sarah Thornton", "4 phone_number:+447700900456"));
  for (const std::uint64_t row : {3U, 4U}) {
    EXPECT_THAT(whose_is_what(type_table(orders), row), testing::Each(testing::StartsWith("0 "))) << row;
  }
  EXPECT_THAT(whose_is_what(type_table("Husband|Wife\nOliver Bennett|Sarah Bennett\nMark Wright|Isla Wright\n"), 2),
              ElementsAre("0 person_name:Oliver Bennett", "5 person_name:Sarah Bennett"));
  // A mailbox before the first party is that one's; the driver's licence is the driver's.
  EXPECT_THAT(
      whose_is_what(type_table("Email|Buyer|Seller\nob@example.org|Oliver Bennett|Sarah Thornton\n"
                               "iw@example.org|Isla Wright|Mark Cooper\n"),
                    2),
      ElementsAre("0 email_address:ob@example.org", "0 person_name:Oliver Bennett", "4 person_name:Sarah Thornton"));
}

TEST(TableTyper, TwoTablesSideBySideAndListsOfNamesAreOfSeveral) {
  using testing::ElementsAre;
  EXPECT_THAT(whose_is_what(type_table("Employee|SSN||Applicant|Phone|Expected salary\n"
                                       "Oliver Bennett|512-48-6193||Sarah Thornton|312-555-0123|52000\n"
                                       "Isla Wright|404-22-0962||Mark Cooper|312-555-0144|61000\n"),
                            2),
              testing::IsSupersetOf({"0 person_name:Oliver Bennett", "0 us_ssn:512-48-6193",
                                     "2 person_name:Sarah Thornton", "2 phone_number:312-555-0123"}));
  EXPECT_THAT(whose_is_what(type_table("Sales|IT|HR\nUwe Vogel|Heike Krause|Petra Brandt\n"
                                       "Jens Schulz|Katrin Weber|Stefan Koch\nAnna Lange|Lukas Meyer|Peter Wolf\n"),
                            2),
              ElementsAre("0 person_name:Uwe Vogel", "2 person_name:Heike Krause", "4 person_name:Petra Brandt"));
  // An empty column within one person's, and two names of one person.
  for (const Found& each : type_table("Name|SSN||Phone\nOliver Bennett|512-48-6193||312-555-0123\n"
                                      "Isla Wright|404-22-0962||312-555-0144\n")
                               .found) {
    EXPECT_EQ(each.other, 0) << each.value;
  }
  for (const Found& each : type_table("Full Name|Display Name\nOliver Bennett|Bennett, Oliver\n"
                                      "Isla Wright|Wright, Isla\nPeter Olson|Olson, Peter\n")
                               .found) {
    EXPECT_EQ(each.other, 0) << each.value;
  }
}

TEST(TableTyper, RowsThatDevelopersFillNameNobody) {
  const Collected found =
      type_table("Name|Email\nTest Test|test@test.com\nMary Turner|mary@example.org\nJames Wilson|jw@example.org\n");
  EXPECT_EQ(whose_is_what(found, 2), (Told{"0 email_address:test@test.com"}));
  EXPECT_THAT(whose_is_what(found, 3), testing::Contains("0 person_name:Mary Turner"));
}

TEST(TableTyper, NationalNumbersAreReadByWhatTheTableSays) {
  struct Case {
    const char* table;
    const char* canonical;
    const char* why;
  };
  constexpr Case cases[] = {
      {"Naam|Mobiel\nBas Dijkstra|06-28255660\n", "+31628255660", "Dutch headers"},
      {"Name|Phone\nEmily Thornton|07700 900123\n", "+447700900123", "English headers, British groups"},
      {"Nombre|M\xC3\xB3vil\nLucia Gil|617 390 494\n", "+34617390494", "Spanish headers"},
      {"Naam|GSM\nBas Dijkstra|0478 12 34 56\n", "+32478123456", "a word of Belgium"},
      {"Tel\n0412345678\n", "0412345678", "of several countries: as written"},
      {"Name|Phone|Email\nBas Dijkstra|0628255660|bas@dijkstra.nl\n", "+31628255660", "a Dutch mailbox beside it"},
  };
  for (const Case& one : cases) {
    std::string canonical;
    for (const Found& each : type_table(one.table).found) {
      if (each.type == "phone_number") canonical = each.canonical;
    }
    EXPECT_EQ(canonical, one.canonical) << one.why;
  }
}

TEST(TableTyper, ASpousesNameInPartsIsNotTheEmployees) {
  const Collected found = type_table(
      "First Name|Last Name|SSN|Spouse First Name|Spouse Last Name|Spouse DOB\n"
      "Jane|Doe|512-48-6193|John|Roe|02/03/1970\n"
      "Mary|Poe|404-22-0962|Paul|Poe|04/05/1971\n");
  std::vector<std::string> names;
  for (const Found& each : found.found) {
    if (each.row == 2 && each.type == "person_name") names.push_back(std::to_string(each.other) + " " + each.canonical);
  }
  EXPECT_THAT(names, testing::ElementsAre("0 jane doe", "0 jane doe", "3 john roe", "3 john roe"));
}

TEST(TableTyper, WhomOneCellNamesTogetherAreTwoWithOneAddress) {
  const Collected found = type_table(
      "Name|Street|City|State|Zip|Email\n"
      "John and Mary Smith|15 Elm Street|Boston|MA|02108|jms@example.com\n"
      "Peter Olson|1 Main Street|Boston|MA|02108|po@example.com\n"
      "Susan Miller|2 Main Street|Boston|MA|02108|su@example.com\n");
  EXPECT_THAT(whose_is_what(found, 2), testing::ElementsAre("0 person_name:John Smith", "28 person_name:Mary Smith",
                                                            "0 postal_address:15 Elm Street, Boston, MA 02108",
                                                            "0 email_address:jms@example.com",
                                                            "28 postal_address:15 Elm Street, Boston, MA 02108"));
  const Collected parts = type_table(
      "First Name|Last Name|SSN\nJohn & Mary|Smith|512-48-6193\nPeter|Olson|404-22-0962\n"
      "Susan|Miller|536-12-4455\n");
  std::vector<std::string> names;
  for (const Found& each : parts.found) {
    if (each.row == 2 && each.type == "person_name") names.push_back(std::to_string(each.other) + " " + each.canonical);
  }
  EXPECT_THAT(names, testing::ElementsAre("0 john smith", "28 mary smith", "0 john smith"));
}

TEST(TableTyper, AMiddleInitialBelongsToTheName) {
  for (const char* header : {"MI", "Middle Initial", "Initial", "Middle Name"}) {
    const Collected found = type_table("First Name|" + std::string(header) +
                                       "|Last Name|SSN\nPeter|Q.|Olson|404-22-0962\nSusan||Miller|536-12-4455\n"
                                       "Mary|A|Smith|512-48-6193\n");
    std::vector<std::string> names;
    for (const Found& each : found.found) {
      if (each.type == "person_name") names.push_back(each.canonical);
    }
    EXPECT_THAT(names, testing::ElementsAre("peter q olson", "peter q olson", "susan miller", "susan miller",
                                            "mary a smith", "mary a smith"))
        << header;
  }
}

TEST(TableTyper, ASuperiorsOrADoctorsNameIsNoneOfTheRowsOwnPerson) {
  for (const char* const header : {"Manager", "Vorgesetzter", "Hausarzt", "Huisarts", "Attending physician",
                                   "M\xC3\xA9"
                                   "decin traitant",
                                   "Avocat", "Teacher", "Responsable", "Mother", "Father"}) {
    std::size_t others = 0;
    for (const Found& each : type_table("Employee|SSN|" + std::string(header) +
                                        "\nJane Miller|512-48-6193|John Carter\nMary Brown|404-22-0962|Paul Weber\n")
                                 .found) {
      const bool other = each.value == "John Carter" || each.value == "Paul Weber";
      EXPECT_EQ(each.other != 0, other) << header << ": " << each.value;
      others += other ? 1 : 0;
    }
    EXPECT_EQ(others, 2U) << header;
  }
  // Where nobody else is named, they are the row's own.
  for (const char* const header : {"Manager", "Teacher", "Attorney", "Father", "Beneficiary"}) {
    for (const Found& each :
         type_table(std::string(header) + "|SSN\nJohn Carter|512-48-6193\nPaul Weber|404-22-0962\n").found) {
      EXPECT_EQ(each.other, 0) << header << ": " << each.value;
    }
  }
}

TEST(TableTyper, ATableOfDependantsMakesNobodyElse) {
  for (const Found& each : type_table("Dependent Name|Dependent SSN|Dependent DOB\nDoe, Sam|536-12-4455|08/08/2005\n"
                                      "Roe, Ann|540-18-3321|04/04/2003\n")
                               .found) {
    EXPECT_EQ(each.other, 0) << each.value;
  }
}

TEST(TableTyper, ARowWithoutItsStreetStillTellsWhereSomebodyLives) {
  const Collected found = type_table(
      "Name|SSN|Street|City|State|ZIP\nDoe, Jane|512-48-6193|12 Elm Street|Burbank|CA|91502\n"
      "Poe, Mary|404-22-0962||Seattle|WA|98101\nRoe, John|536-12-4455|9 Oak Road|Austin|TX|78701\n");
  std::vector<std::string> told;
  for (const Found& each : found.found) {
    if (each.type == "residence" || each.type == "postal_address") told.push_back(each.type + ":" + each.value);
  }
  EXPECT_THAT(told, testing::ElementsAre("postal_address:12 Elm Street, Burbank, CA 91502",
                                         "residence:Seattle, WA 98101", "postal_address:9 Oak Road, Austin, TX 78701"));
}

std::vector<std::string> told_of(std::string_view table) {
  const Collected found = type_table(table);
  std::vector<std::string> told;
  for (const Found& each : found.found) told.push_back(each.type + ":" + each.value);
  return told;
}

TEST(TableTyper, HousesWithoutAStreetsWordLeaveTheirColumnAnAddress) {
  EXPECT_THAT(told_of("Nom|Adresse|CP|Ville\nFERRAND|Lieu-dit Le Bourg|81500|LAVAUR\n"
                      "LE GOFF|Le Moulin Neuf|29340|RIEC SUR BELON\n"),
              testing::ElementsAre("person_name:FERRAND", "postal_address:Lieu-dit Le Bourg, 81500 LAVAUR",
                                   "person_name:LE GOFF", "postal_address:Le Moulin Neuf, 29340 RIEC SUR BELON"));
}

TEST(TableTyper, AReviewOfPayIsToldByGradesBesideIt) {
  EXPECT_THAT(told_of("Employee|Grade|FTE|Current|Proposed\nAoife Brennan|P3|1.0|61250|64900\n"
                      "James Wilson|P4|1.0|71250|74900\n"),
              testing::ElementsAre("person_name:Aoife Brennan", "salary:61250", "salary:64900",
                                   "person_name:James Wilson", "salary:71250", "salary:74900"));
  EXPECT_THAT(told_of("Player|Current|Proposed\nAoife Brennan|61250|64900\nJames Wilson|71250|74900\n"),
              testing::Not(testing::Contains(testing::StartsWith("salary"))));
}

TEST(TableTyper, PayUnderATitleOfTwoColumnsIsFoundInBoth) {
  EXPECT_THAT(told_of("Name|Dept|Compensation|\n||Base|Bonus\nJames Wilson|Sales|61250|4000\n"
                      "Mary Turner|Legal|72100|5000\nJohn Smith|IT|65000|3000\n"),
              testing::IsSupersetOf({"salary:61250", "salary:4000", "salary:72100", "salary:5000"}));
  EXPECT_THAT(told_of("NOM|PRENOM|BRUT|NET\nDURAND|Paul|2450,00|1911,00\nMARTIN|Sophie|3120,50|2433,99\n"),
              testing::IsSupersetOf({"salary:2450,00", "salary:1911,00"}));
}

TEST(TableTyper, ShortenedHeadersAreUnderstood) {
  EXPECT_THAT(
      told_of("COGN|NOM|DT_NAS|LORDO\nROSSI|Maria|03/04/1971|2150,00\nBIANCHI|Luca|12/11/1980|1990,50\n"),
      testing::IsSupersetOf({"person_name:ROSSI", "person_name:Maria", "date_of_birth:03/04/1971", "salary:2150,00"}));
  EXPECT_THAT(told_of("vn|nn|gebdat\nUte|Schäfer|17.08.1939\nPeter|Klein|12.01.1961\n"),
              testing::IsSupersetOf({"person_name:Ute", "person_name:Schäfer", "date_of_birth:17.08.1939"}));
}

TEST(TableTyper, BirthDatesWithoutAHeaderAreToldByTheirYears) {
  EXPECT_THAT(told_of("Schäfer|Ute|17.08.1939|Lindenallee 17\nKlein|Peter|12.01.1961|Hauptstraße 4\n"
                      "Krüger|Elke|03.04.1958|Gartenweg 12\n"),
              testing::IsSupersetOf({"date_of_birth:17.08.1939", "date_of_birth:12.01.1961"}));
  EXPECT_THAT(told_of("Schäfer|Ute|17.08.2019|Lindenallee 17\nKlein|Peter|12.01.2021|Hauptstraße 4\n"
                      "Krüger|Elke|03.04.1998|Gartenweg 12\n"),
              testing::Not(testing::Contains(testing::StartsWith("date_of_birth"))));
}

}  // namespace
}  // namespace constat
