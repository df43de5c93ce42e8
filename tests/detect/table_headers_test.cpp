// What the headers of plain tables say, in the spellings of systems and countries, and what they do not say. The tables
// go through the whole engine; names, numbers and amounts are made up.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "detect/birth_values.h"
#include "detect/engine.h"
#include "detect/headers.h"
#include "detect/names.h"
#include "detect/pay.h"
#include "detect/table_company.h"
#include "detect/total_rows.h"

namespace constat {
namespace {

const Engine& whole_engine() {
  static const std::unique_ptr<Engine> engine = [] {
    auto loaded = load_engine({{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data", false});
    return loaded ? std::move(*loaded) : nullptr;
  }();
  return *engine;
}

class Cells final : public TableFindingSink {
 public:
  Cells(const Types& types, float confidence_min) : types_(types), confidence_min_(confidence_min) {}
  void finding(const TableFinding& finding) override {
    if (finding.confidence < confidence_min_) return;
    std::string& told = by_type[types_.at(finding.type).name];
    told += (told.empty() ? "" : "|") + std::string(finding.value);
    canonical[std::string(finding.value)] = std::string(finding.canonical);
  }
  void column_typed(std::uint32_t, std::string_view, std::string_view, float, std::string_view) override {}
  std::map<std::string, std::string> by_type, canonical;

 private:
  const Types& types_;
  float confidence_min_;
};
// Rows as lines, cells between semicolons.
Cells read_table(std::string_view text, float confidence_min = 0.5F) {
  Cells sink(whole_engine().types(), confidence_min);
  const auto scratch = whole_engine().make_scratch();
  const auto table = whole_engine().table(TableInfo{}, *scratch, sink);
  std::uint64_t row = 1;
  for (const std::string_view line : split(text, '\n')) {
    std::vector<Cell> cells;
    for (const std::string_view cell : split(line, ';')) cells.push_back({cell, CellKind::text, 0});
    if (!line.empty()) table->row(row++, cells, true);
  }
  table->end();
  return sink;
}
std::string in_table(std::string_view type, std::string_view text) {
  return read_table(text).by_type[std::string(type)];
}

TEST(TableHeaders, WordsAreCutWhereAWordBegins) {
  struct Case {
    std::string_view header, words;
  };
  constexpr Case cases[] = {
      {"DoB", "dob"},
      {"GdB", "gdb"},
      {"D.O.B.", "d o b"},
      {"employeeSSN", "employee ssn"},
      {"Emp #", "emp no"},
      {"Customer#", "customer no"},
      {"# Client", "client"},
      {"Issue #1", "issue 1"},
      {"AccNo", "acc no"},
      {"PatNr", "pat nr"},
      {"N.\xC2\xBA Mec.", "n mec"},
  };
  for (const Case& c : cases) EXPECT_EQ(header_words(c.header), c.words) << c.header;
}

TEST(TableHeaders, EachSystemsNamesOfColumnsAreUnderstood) {
  struct Case {
    std::string_view header, first, second, type;
  };
  constexpr Case cases[] = {
      {"DoB", "14/03/1961", "23/05/1972", "date_of_birth"},
      {"BRTH_DT", "14/03/1961", "23/05/1972", "date_of_birth"},
      {"bday", "1961-03-14", "1972-05-23", "date_of_birth"},
      {"B_DATE", "14/03/1961", "23/05/1972", "date_of_birth"},
      {"DTNASC", "14/03/1961", "23/05/1972", "date_of_birth"},
      {"N\xC3\xA9 le", "2 novembre 1975",
       "30 d\xC3\xA9"
       "cembre 1969",
       "date_of_birth"},
      {"DOB", "22354", "26442", "date_of_birth"},
      {"DOB", "14031961", "23051972", "date_of_birth"},
      {"DOB", "610314", "720523", "date_of_birth"},
      {"DOB", "-277776000000", "75427200000", "date_of_birth"},
      {"SAL", "1600", "2850", "salary"},
      {"Ordenado", "1250,00", "1900,00", "salary"},
      {"P\xC5\x82"
       "aca zasadnicza",
       "3500 z\xC5\x82", "4500 z\xC5\x82", "salary"},
      {"Loon", "2850", "3100", "salary"},
      {"Bruto p/m", "2850", "3100", "salary"},
      {"OTE", "5.21E+04", "6.31E+04", "salary"},
      {"current_ctc", "520000", "610000", "salary"},
      {"Nettol\xC3\xB6n", "28500", "31000", "salary"},
      {"Gehaltswunsch", "52000", "61000", "salary"},
      {"Pr\xC3\xA9tentions salariales", "42000", "45000", "salary"},
      {"MOBILEPHONE", "07911 488291", "07911 488292", "phone_number"},
      {"Telefoonnr", "06-28255660", "06-38255661", "phone_number"},
      {"Telem.", "912 345 678", "963 345 678", "phone_number"},
      {"Tlm", "912 345 678", "963 345 678", "phone_number"},
      {"Contacto", "912345678", "963345678", "phone_number"},
      {"Kom.", "601 345 678", "602 345 678", "phone_number"},
      {"PHN", "217-523-0199", "503-234-5678", "phone_number"},
      {"T\xC3\xA9l. port.", "06 05 79 24 85", "06 12 79 24 86", "phone_number"},
      {"Emp #", "104223", "104229", "employee_id"},
      {"Badge", "104223", "104229", "employee_id"},
      {"C\xC3\xB3"
       "d. empleado",
       "104223", "104229", "employee_id"},
      {"COD_EMP", "104223", "104229", "employee_id"},
      {"N\xC2\xBA empleado", "104223", "104229", "employee_id"},
      {"MATRIC", "104223", "104229", "employee_id"},
      {"Nr ewid.", "104223", "104229", "employee_id"},
      {"N.\xC2\xBA Mec.", "104223", "104229", "employee_id"},
      {"Personeelsnummer", "104223", "104229", "employee_id"},
      {"Numer pracownika", "104223", "104229", "employee_id"},
      {"Lidnr", "104223", "104229", "customer_id"},
      {"Klantnummer", "104223", "104229", "customer_id"},
      {"N. tessera", "104223", "104229", "customer_id"},
      {"N\xC2\xBA socio", "104223", "104229", "customer_id"},
      {"N\xC2\xB0 adh\xC3\xA9rent", "104223", "104229", "customer_id"},
      {"Mitgl.-Nr.", "104223", "104229", "customer_id"},
      {"Mem No", "104223", "104229", "customer_id"},
      {"Member ID", "104223", "104229", "customer_id"},
      {"Nr klienta", "104223", "104229", "customer_id"},
      {"Customer #", "104223", "104229", "customer_id"},
      {"PatNr", "104223", "104229", "medical_record_number"},
      {"Pat.-Nr.", "104223", "104229", "medical_record_number"},
      {"Hosp No", "H104223", "H104229", "medical_record_number"},
      {"Nr historia", "104223", "104229", "medical_record_number"},
      {"Pati\xC3\xABntnummer", "104223", "104229", "medical_record_number"},
      {"Adm No", "104223", "104229", "student_id"},
      {"NIU", "104223", "104229", "student_id"},
      {"N.\xC2\xBA aluno", "104223", "104229", "student_id"},
      {"Matrikelnr", "104223", "104229", "student_id"},
      {"Studentnummer", "104223", "104229", "student_id"},
      {"Nr indeksu", "104223", "104229", "student_id"},
      {"Student #", "104223", "104229", "student_id"},
      {"INS_ID", "W10422388", "W10422499", "health_insurance_id"},
      {"SSN/ITIN", "536123456", "401229981", "us_ssn"},
      {"TAXID", "536123456", "401229981", "us_ssn"},
      {"SSNO", "536123456", "401229981", "us_ssn"},
      {"Tax ID No.", "536123456", "401229981", "us_ssn"},
      {"Has\xC5\x82o", "Kwiatek77", "Zamek!12", "password"},
      {"PIN", "4821", "7710", "password"},
      {"orientation", "gay", "lesbian", "special_category"},
      {"PARTY", "DEM", "REP", "special_category"},
      {"Political views", "conservative", "liberal", "special_category"},
      {"Kirchensteuer", "rk", "ev", "special_category"},
      {"KiSt-Merkmal", "rk", "ev", "special_category"},
      {"REL_CD", "rk", "ev", "special_category"},
      {"Culte", "catholique", "protestant", "special_category"},
      {"Injury", "sprained ankle", "cut finger", "health"},
      {"Nature of injury", "sprained ankle", "cut finger", "health"},
      {"PAI", "asthme", "allergie arachide", "health"},
      {"Ant\xC3\xA9"
       "c\xC3\xA9"
       "dents",
       "diab\xC3\xA8te", "asthme", "health"},
      {"Diag.", "E11.9", "F32.1", "health"},
      {"Diag code", "E11.9", "F32.1", "health"},
      {"dx1", "E11.9", "F32.1", "health"},
      {"CIM10", "E11.9", "F32.1", "health"},
      {"GdB", "50", "80", "health"},
  };
  for (const Case& c : cases) {
    const std::string table = "Name;" + std::string(c.header) + "\nMary Smith;" + std::string(c.first) +
                              "\nJohn Brown;" + std::string(c.second) + "\n";
    EXPECT_EQ(in_table(c.type, table), std::string(c.first) + "|" + std::string(c.second)) << c.header;
  }
}

TEST(TableHeaders, WhoeverAHeaderNamesIsAPersonHoweverUncommonTheName) {
  for (const std::string_view header : {"Pupil",
                                        "Passenger",
                                        "Driver",
                                        "Insured",
                                        "Policyholder",
                                        "Claimant",
                                        "Payee",
                                        "Subscriber",
                                        "Donor",
                                        "Defendant",
                                        "Attendee",
                                        "Participant",
                                        "Referee",
                                        "Signatory",
                                        "Buyer",
                                        "Seller",
                                        "Contact Person",
                                        "Agent",
                                        "Rep",
                                        "Bewerber",
                                        "Mitglied",
                                        "Teilnehmer",
                                        "Kontakt",
                                        "Auftraggeber",
                                        "Candidat",
                                        "Adh\xC3\xA9rent",
                                        "Socio",
                                        "Trabalhador",
                                        "Medewerker",
                                        "Huurder",
                                        "Deelnemer",
                                        "Lid",
                                        "Tenaamstelling",
                                        "W\xC5\x82"
                                        "a\xC5\x9B"
                                        "ciciel",
                                        "Uczestnik",
                                        "CUST_NM",
                                        "CUSTNAME",
                                        "NAME1",
                                        "P_NM",
                                        "ENAME",
                                        "cn",
                                        "Created by"}) {
    const std::string table = std::string(header) + ";Ref\nBezalel Simmel;a\nTzvetan Zielschot;b\n";
    EXPECT_EQ(in_table("person_name", table), "Bezalel Simmel|Tzvetan Zielschot") << header;
  }
  EXPECT_EQ(in_table("person_name", "Buyer;Ref\nAcme Tools Ltd;a\nSilver Linings;b\nGreen Valley Foods;c\n"), "");
  EXPECT_EQ(in_table("person_name", "Agent;Ref\nMain Office;a\nNorth Region;b\nCustomer Service;c\n"), "");
}

TEST(TableHeaders, AirlinesWriteTheSurnameBeforeASlash) {
  Cells told = read_table("Passenger;Flight\nSIMMEL/BEZALEL MR;BA123\nZIELSCHOT/TZVETAN MRS;BA123\n");
  EXPECT_EQ(told.by_type["person_name"], "SIMMEL/BEZALEL|ZIELSCHOT/TZVETAN");
  EXPECT_EQ(told.canonical["SIMMEL/BEZALEL"], "bezalel simmel");
  EXPECT_EQ(in_table("person_name", "Topic;Ref\nSALES/MARKETING;1\nPAYROLL/LEGAL;2\n"), "");
}

TEST(TableHeaders, TheHalvesOfANameVouchForEachOther) {
  for (const std::string_view header :
       {"MBR_FRST;MBR_LST", "NOM;APE", "Nome;Cognome", "Nombre;Apellido1", "Given;Family", "Nome;Apelido",
        "Roepnaam;Achternaam", "Preferred name;Surname", "Provider First Name;Provider Last Name"}) {
    Cells told = read_table(std::string(header) + "\nBezalel;Simmel\nTzvetan;Zielschot\n");
    EXPECT_EQ(told.by_type["person_name"], "Bezalel|Simmel|Tzvetan|Zielschot") << header;
    EXPECT_EQ(told.canonical["Simmel"], "bezalel simmel") << header;
  }
  EXPECT_EQ(in_table("person_name", "Genus;Family\nQuercus;Fagaceae\nAcer;Sapindaceae\n"), "") << "of plants";
}

TEST(TableHeaders, PricesAndStatisticsAreNoPay) {
  for (const std::string_view table :
       {"Artikelnr;Bezeichnung;Listenpreis netto;Brutto\n100234;Schraube;12,50;14,88\n100235;Mutter;22,50;26,78\n",
        "Kunde;Rechnungsnr;Netto;Brutto;MwSt\nHuber Maria;4711;100,00;119,00;19\nKoch Sabine;4712;200,00;238,00;38\n",
        "Artikel;EK netto;VK brutto\nSchraube;12,50;14,88\nMutter;22,50;26,78\n",
        "Faktura;Netto;VAT;Brutto\nF1;100,00;23,00;123,00\nF2;200,00;46,00;246,00\n",
        "Fattura;Cliente;Netto a pagare\n12;Mario Rossi;120,00\n13;Anna Ferrari;220,00\n",
        "Film;Brutto Einspiel\nAlpenglut;1200000\nNordwind;2200000\n",
        "Service;Hourly rate\nHaircut;45.00\nMassage;60.00\n",
        "Customer;Item;Net;Gross;VAT\nMary Smith;Bolt;10.00;12.00;2.00\nJohn Brown;Nut;20.00;24.00;4.00\n",
        "Guest;Room;Rate;Nights\nMary Smith;101;120.00;2\nJohn Brown;102;130.00;3\n",
        "Artist;Gross;Fee;Net\nMary Smith;1000;100;900\nJohn Brown;2000;200;1800\n",
        "Rep;Gross profit;Commission base;Bonus pool\nMary Smith;1000;5000;900\nJohn Brown;2000;6000;1800\n",
        "Region;Average monthly wage\nNorth;2310\nSouth;1990\n",
        "Row Labels;Average of Salary\nSales;52310\nLegal;61990\nGrand Total;57150\n",
        "Month;Salary budget;Rent\nJanuary;52000;2100\nFebruary;53000;2100\n",
        "Region;Min salary;Max salary\nNorth;22000;31000\nSouth;45000;61000\n",
        "Region;Median salary\nNorth;22000\nSouth;45000\n",
        "Regi\xC3\xB3n;Salario m\xC3\xADnimo\nNorte;1134\nSur;1080\n",
        "Month;Net;Gross\nJanuary;1000;1200\nMarch;2000;2400\n"}) {
    EXPECT_EQ(in_table("salary", table), "") << table;
  }
}

TEST(TableHeaders, PayStaysPay) {
  EXPECT_EQ(in_table("salary", "Job title;Salary min;Salary max\nClerk;22000;31000\nManager;45000;61000\n"),
            "22000|31000|45000|61000");
  EXPECT_EQ(in_table("salary", "Employee;SSN;Min salary\nMary Smith;512-48-6193;22000\nJohn Brown;404-22-0962;23000\n"),
            "22000|23000");
  EXPECT_EQ(in_table("salary", "Pay grade;Annual salary\nA1;22000\nA2;45000\n"), "22000|45000");
  EXPECT_EQ(in_table("salary", "Name;Brutto;Netto\nHuber Maria;4200,00;2700,00\nKoch Sabine;3900,00;2500,00\n"),
            "4200,00|2700,00|3900,00|2500,00");
  EXPECT_EQ(in_table("salary", "Position;Hourly rate\nCook;18.50\nWaiter;16.00\n"), "18.50|16.00");
  const std::string emp =
      "EMPNO;ENAME;JOB;MGR;HIREDATE;SAL;COMM;DEPTNO\n7369;SMITH;CLERK;7902;17-DEC-80;800;;20\n"
      "7499;ALLEN;SALESMAN;7698;20-FEB-81;1600;300;30\n7521;WARD;SALESMAN;7698;22-FEB-81;1250;500;30\n";
  EXPECT_EQ(in_table("salary", emp), "800|1600|1250");
  EXPECT_EQ(in_table("person_name", emp), "SMITH|ALLEN|WARD");
  EXPECT_EQ(in_table("employee_id", emp), "7369|7499|7521");
}

TEST(TableHeaders, RowsThatSumUpAndHeadersSaidAgainAreNobodys) {
  const std::string total = "Employee;Net Pay\nJohn Smith;1881.29\nMary Brown;2000.00\nTOTAL;3881.29\n";
  EXPECT_EQ(in_table("person_name", total), "John Smith|Mary Brown");
  EXPECT_EQ(in_table("salary", total), "1881.29|2000.00");
  EXPECT_NE(read_table(total, 0.0F).by_type["salary"].find("3881.29"), std::string::npos) << "demoted, not dropped";
  const std::string pages =
      "Name;Abteilung;Gehalt\nHuber Maria;IT;4200,00\nKoch Sabine;IT;4200,00\nSumme IT;;8400,00\n"
      "Name;Abteilung;Gehalt\nHahn Dieter;HR;3900,00\nGesamt;;12300,00\n";
  EXPECT_EQ(in_table("person_name", pages), "Huber Maria|Koch Sabine|Hahn Dieter");
  EXPECT_EQ(in_table("salary", pages), "4200,00|4200,00|3900,00");
  for (const std::string_view label :
       {"Total",         "Subtotal",      "Grand Total", "Summe",  "Gesamt",     "Total g\xC3\xA9n\xC3\xA9ral",
        "Totale",        "Suma",          "Somme",       "TOTAL:", "IT Total",   "Sous-total",
        "*** TOTAL ***", "Zwischensumme", "Summe IT",    "Razem",  "Celkem",     "I alt",
        "Yhteensä",      "Overall",       "Soma",        "Totaux", "Eindtotaal", "Gesamtsumme"}) {
    EXPECT_TRUE(is_total_label(label)) << label;
  }
  for (const std::string_view name : {"Suma Reddy", "Sabine Summer", "Total Recall Stories Of A Life", "Mary Smith", "",
                                      "Gustavo Costa", "Thomas", "Susanne Mueller", "1024"}) {
    EXPECT_FALSE(is_total_label(name)) << name;
  }
}

TEST(TableHeaders, ABareNameMayBeAPlacesOrAGoods) {
  EXPECT_EQ(
      in_table("person_name", "id;name\n1;Lake Charles\n2;St. Louis\n3;San Antonio\n4;Fort Wayne\n5;Mount Vernon\n"),
      "");
  EXPECT_EQ(in_table("person_name", "iata;name;lat;lon\nSNA;John Wayne;33.67;-117.86\nJFK;John Kennedy;40.6;-73.7\n"),
            "");
  EXPECT_EQ(in_table("person_name", "siret;nom\n73282932000074;BOULANGERIE MARTIN\n55210055400013;GARAGE DUPONT\n"),
            "");
  EXPECT_EQ(in_table("person_name", "id;name\n1;Mary Smith\n2;John Brown\n3;Anna Miller\n"),
            "Mary Smith|John Brown|Anna Miller");
  EXPECT_EQ(in_table("person_name", "name;dob;lat;lon\nMary Smith;14/03/1961;33.6;-117.8\nJohn Brown;1/2/1970;40;-7\n"),
            "Mary Smith|John Brown");
}

TEST(TableHeaders, CardCodesStandBesideCards) {
  for (const std::string_view header : {"cc_cid", "Security code"}) {
    EXPECT_EQ(in_table("card_security_code",
                       "cc_number;" + std::string(header) + "\n4539578763621486;482\n4716461583322103;713\n"),
              "482|713")
        << header;
  }
  EXPECT_EQ(in_table("card_security_code", "Door;Security code\nNorth;4821\nSouth;7713\n"), "");
}

TEST(TableHeaders, DigestsBesideLoginsAreOfPasswords) {
  EXPECT_NE(in_table("password_hash",
                     "username;md5\nmary;8a5f1b461595919cb589f6aec38bcacf\njohn;7b5f1b461595919cb589f6aec38bcac1\n"),
            "");
  EXPECT_EQ(in_table("password_hash",
                     "file;md5\nmary.txt;8a5f1b461595919cb589f6aec38bcacf\nj.txt;7b5f1b461595919cb589f6aec38bcac1\n"),
            "");
}

TEST(TableHeaders, AnIllnessIsOfHealthWhateverAsksForIt) {
  const std::string away = "Name;Absence reason;Days\nAlan Pruitt;Depression;12\nJohn Brown;Holiday;3\n";
  EXPECT_EQ(in_table("health", away), "Depression");
  EXPECT_EQ(in_table("hr", away), "Holiday");
  EXPECT_EQ(in_table("health", "Employee;Sick days;Reason\nMary Smith;12;breast cancer treatment\nJohn Brown;3;cold\n"),
            "breast cancer treatment");
}

TEST(TableHeaders, NumbersOfGoodsBooksAndForeignBanksAreNotThoseOfPersons) {
  EXPECT_EQ(in_table("us_bank_account", "BLZ;Kontonummer\n37040044;0532013000\n10050000;0123456789\n"), "");
  EXPECT_EQ(
      in_table("us_bank_account", "Account number;Account name;Type\n706777;Travel;Expense\n706778;Meals;Expense\n"),
      "");
  for (const std::string_view header : {"gift_card_code", "product_code"}) {
    EXPECT_EQ(in_table("credit_card", std::string(header) + ";value\n4539578763621486;50\n4716461583322103;25\n"), "")
        << header;
  }
  EXPECT_EQ(in_table("imei", "asset_tag;floor\n356938035643809;2\n490154203237518;3\n"), "");
  EXPECT_EQ(
      in_table("token", "token_id;owner\n8a5f1b461595919cb589f6aec38bcacf;x\n7b5f1b461595919cb589f6aec38bcac1;y\n"),
      "");
}

TEST(TableHeaders, TelephoneNumbersWithoutHeaderAreToldByTheirForm) {
  EXPECT_EQ(in_table("phone_number", "a1;06-28255660\nb2;06-38255661\nc3;06-48255662\n"),
            "06-28255660|06-38255661|06-48255662");
  EXPECT_EQ(in_table("phone_number", "a1;07911 488291\nb2;07911 488292\nc3;07911 488294\n"),
            "07911 488291|07911 488292|07911 488294");
}

TEST(BirthValues, MachinesWriteDatesInSeveralForms) {
  struct Case {
    std::string_view value;
    BirthForm form;
    std::string_view date;
  };
  constexpr Case cases[] = {
      {"14031961", BirthForm::day_first, "1961-03-14"},
      {"03141961", BirthForm::month_first, "1961-03-14"},
      {"610314", BirthForm::short_year, "1961-03-14"},
      {"22354", BirthForm::sheet_days, "1961-03-14"},
      {"-277776000", BirthForm::seconds, "1961-03-14"},
      {"-277776000000", BirthForm::milliseconds, "1961-03-14"},
      {"14131961", BirthForm::day_first, ""},
      {"9999999999999999999", BirthForm::seconds, ""},
      {"-9223372036854775808", BirthForm::milliseconds, ""},
      {"", BirthForm::short_year, ""},
      {"-61031", BirthForm::short_year, ""},
      {"14.03.1961", BirthForm::day_first, ""},
      {"-9223372036854775808", BirthForm::sheet_days, ""},
  };
  for (const Case& c : cases) EXPECT_EQ(birth_date_of(c.value, c.form), c.date) << c.value;
}

TEST(TableCompany, PayWordsAreTold) {
  for (const std::string_view header : {"Net Pay", "Gehalt brutto", "Nettolön", "maandsalaris", "Salary",
                                        "P\xC5\x82"
                                        "aca"}) {
    EXPECT_EQ(pay_word_of(header), PayWord::told) << header;
  }
  for (const std::string_view header : {"Bonus", "Hourly rate", "Prime"}) EXPECT_EQ(pay_word_of(header), PayWord::open);
  for (const std::string_view header : {"Brutto", "Net", "Gross amount"}) EXPECT_EQ(pay_word_of(header), PayWord::bare);
}

TEST(TableHeaders, NumbersOfGoodsAreNoSocialSecurityNumbers) {
  const std::string rows = ";401-12-3345\nHex bolt;408-13-3442\nNut;415-14-3539\nRing;422-15-3636\n";
  for (const std::string_view header :
       {"what;code\nBolt", "what;number\nBolt", "what;warehouse slot\nBolt", "what;id\nBolt", "what;lot\nBolt"}) {
    EXPECT_EQ(in_table("us_ssn", std::string(header) + rows), "") << header;
  }
  const std::string persons = ";401-12-3345\nJohn Miller;408-13-3442\nPaul Jones;415-14-3539\nAnna Brown;422-15-3636\n";
  for (const std::string_view header :
       {"name;code\nMary Smith", "name;number\nMary Smith", "name;ssn\nMary Smith", "name;id\nMary Smith"}) {
    EXPECT_EQ(in_table("us_ssn", std::string(header) + persons), "401-12-3345|408-13-3442|415-14-3539|422-15-3636")
        << header;
  }
}

TEST(TableHeaders, SumsOfPayAreNobodys) {
  for (const std::string_view table :
       {"Month;Rent;Salaries\nJanuary;4500;48000\nFebruary;4500;48000\nMarch;4500;49500\n",
        "date;salary_page_views\n2024-01-01;1543\n2024-01-02;1643\n2024-01-03;1743\n",
        "Job title;Median salary\nNurse;45000\nTeacher;52000\nPlumber;53000\n",
        "Department;Headcount;Salaries\nSales;12;640000\nEngineering;30;2400000\nLegal;3;330000\n"}) {
    EXPECT_EQ(in_table("salary", std::string(table)), "") << table;
  }
  EXPECT_EQ(in_table("salary", "Name;Month;Salaries\nMary Smith;January;4800\nJohn Miller;January;5200\n"),
            "4800|5200");
}

TEST(TableHeaders, BirthsOfAnimalsAreNobodys) {
  EXPECT_EQ(in_table("date_of_birth", "Horse;Sire;DOB\nThunder Road;Wind;2015-03-14\nDark Rum;King;2014-05-02\n"), "");
  EXPECT_EQ(in_table("date_of_birth", "Horse owner;Date of birth\nMary Smith;1971-05-04\nJohn Miller;1965-03-12\n"),
            "1971-05-04|1965-03-12");
}

TEST(TableHeaders, DigestsOfFilesAreNoPasswords) {
  const std::string hashes =
      "ann;5f4dcc3b5aa765d61d8327deb882cf99\nbob;e99a18c428cb38d5f260853678922e03\n"
      "cleo;d8578edf8458ce06fbc5bb76a58c5ca4\n";
  EXPECT_EQ(in_table("password_hash", "path;hash\n" + hashes), "");
  EXPECT_NE(in_table("password_hash", "user;hash\n" + hashes), "");
}

TEST(TableHeaders, MereStreetsAreNobodysAddress) {
  EXPECT_EQ(in_table("postal_address",
                     "Room;Building;Street\n101;Hall A;Park Street\n102;Hall B;Church Road\n103;Hall C;Mill Lane\n"),
            "");
  EXPECT_NE(in_table("postal_address", "Name;Street\nMary Smith;Park Street\nJohn Miller;Church Road\n"), "");
  EXPECT_NE(in_table("postal_address", "Room;Street\n101;4 Park Street\n102;15 Church Road\n"), "");
  EXPECT_EQ(in_table("residence", "Player;Salary cap\nMary Smith;120000\nAnna Brown;130000\n"), "");
}

}  // namespace
}  // namespace constat
