#include "detect/sensitive.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "detect/engine.h"
#include "support/engine_fixture.h"

namespace constat {
namespace {

// The best confidence of a type in a text, as raw score.
class Best final : public FindingSink {
 public:
  Best(const Types& types, std::string_view type) : types_(types), type_(type) {}
  void finding(const Finding& finding) override {
    if (types_.at(finding.type).name == type_) confidence = std::max(confidence, finding.confidence);
  }
  float confidence = 0;

 private:
  const Types& types_;
  std::string_view type_;
};
const Engine& whole_engine() {
  static const std::unique_ptr<Engine> engine = [] {
    auto loaded = load_engine({{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data", false});
    return loaded ? std::move(*loaded) : nullptr;
  }();
  return *engine;
}
float best(std::string_view type, std::string_view text) {
  Best sink(whole_engine().types(), type);
  whole_engine().detect(Passage::whole(text, ""), *whole_engine().make_scratch(), sink);
  return sink.confidence;
}

// The values of a type in a text that are told, between bars.
class Values final : public FindingSink {
 public:
  Values(const Types& types, std::string_view type) : types_(types), type_(type) {}
  void finding(const Finding& finding) override {
    if (types_.at(finding.type).name == type_ && finding.confidence >= 0.5F) {
      told += (told.empty() ? "" : "|") + std::string(finding.value);
    }
  }
  std::string told;

 private:
  const Types& types_;
  std::string_view type_;
};
std::string told(std::string_view type, std::string_view text) {
  Values sink(whole_engine().types(), type);
  whole_engine().detect(Passage::whole(text, ""), *whole_engine().make_scratch(), sink);
  return sink.told;
}

class Cells final : public TableFindingSink {
 public:
  Cells(const Types& types, std::string_view type) : types_(types), type_(type) {}
  void finding(const TableFinding& finding) override {
    if (types_.at(finding.type).name == type_ && finding.confidence >= 0.5F) {
      told += (told.empty() ? "" : "|") + std::string(finding.value);
    }
  }
  void column_typed(std::uint32_t, std::string_view, std::string_view, float, std::string_view) override {}
  std::string told;

 private:
  const Types& types_;
  std::string_view type_;
};
// The values of a type in a table, rows as lines, cells between semicolons.
std::string in_table(std::string_view type, std::string_view text) {
  Cells sink(whole_engine().types(), type);
  const auto scratch = whole_engine().make_scratch();
  const auto table = whole_engine().table(TableInfo{}, *scratch, sink);
  std::uint64_t row = 1;
  for (const std::string_view line : split(text, '\n')) {
    std::vector<Cell> cells;
    for (const std::string_view cell : split(line, ';')) cells.push_back({cell, CellKind::text, 0});
    if (!line.empty()) table->row(row++, cells, true);
  }
  table->end();
  return sink.told;
}

TEST(Sensitive, WordsOfHealthAreToldByTheirCompany) {
  EXPECT_LT(best("health", "the chemotherapy ward is closed"), 0.5F) << "one signal";
  EXPECT_LT(best("health", "chemotherapy here, chemotherapy there"), 0.5F) << "one signal twice";
  EXPECT_LT(best("health", "breast cancer: chemotherapy starts on Monday"), 0.5F) << "of nobody";
  const float said = best("health", "Jane Doe tested HIV positive last year.");
  EXPECT_GE(said, 0.5F) << "an illness that is said of persons";
  EXPECT_LT(said, 0.9F);
  EXPECT_GE(best("health", "Monsieur Jean Dupont est en arr\xC3\xAAt maladie pour une d\xC3\xA9pression."), 0.7F)
      << "why away";
  EXPECT_LT(best("health", "Jane Doe wrote about blood pressure."), 0.5F) << "one word of many things";
  EXPECT_GE(best("health", "Jane Doe is off sick: depression (F32.1)"), 0.9F) << "a code in brackets behind its word";
  EXPECT_LT(best("health", "Jane Doe wrote section (B12.3) and table (A10.2)."), 0.5F) << "of no illness";
  EXPECT_GE(best("health", "Jane Miller was diagnosed with breast cancer; chemotherapy starts on Monday"), 0.9F);
  EXPECT_GE(best("health", "ICD-10: F32.1"), 0.9F) << "a code behind its label";
  EXPECT_LT(best("health", "breast cancer" + std::string(600, '.') + " chemotherapy"), 0.5F) << "too far apart";
}

TEST(Sensitive, WordsOfHealthThatMeanSomethingElseAreNone) {
  for (const std::string_view text :
       {"Jane Doe ordered tree surgery after a tropical depression.",
        "John Smith wrote on the Great Depression and aids to learning",
        "Mary Jones teaches stroke order; a brush stroke is prescribed by law.",
        "John Smith measured the engine stroke and the lithium battery.",
        "Depression of the soil, diagnosis of the fault: John Smith",
        "Anna Lang: Verordnung (EU) 2016/679, Verordnung \xC3\xBC"
        "ber Depressionen im Relief",
        "Jean Petit travaille dans l'enceinte de l'usine, sous une d\xC3\xA9pression atmosph\xC3\xA9rique",
        "Mar\xC3\xAD"
        "a L\xC3\xB3pez: la Gran Depresi\xC3\xB3n y el Tr\xC3\xB3pico de C\xC3\xA1ncer"}) {
    EXPECT_LT(best("health", text), 0.5F) << text;
  }
  EXPECT_GE(best("health", "Jane Doe had surgery and takes insulin."), 0.9F);
  EXPECT_GE(best("health", "Marie Petit est enceinte de trois mois."), 0.5F);
}

TEST(Sensitive, WhatFormsAskForIsOfThePersonBeside) {
  for (const std::string_view text :
       {"Name: Jane Miller\nAllergies: penicillin\n", "Jane Miller, disability: dyslexia\n",
        "Pupil: Tom Harris\nDate of birth: 04/05/2011\nAddress: 12 Mill Lane, Leeds\nTransport: bus 14, stop at the "
        "mill\n"
        "Lunch: school meals\nSpecial needs: autism spectrum\n",
        "Marie Petit, handicap : malvoyante\n", "Frau Sabine Koch\nVorerkrankungen: Diabetes Typ 2\n",
        "Mar\xC3\xAD"
        "a L\xC3\xB3pez\nAlergias: l\xC3\xA1tex\n",
        "Naam: Jan de Vries\nBeperking: rolstoel\n", "Sig. Marco Rossi\nPatologie: epilessia\n"}) {
    EXPECT_GE(best("health", text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"Allergies: peanuts, gluten\n", "Name: Jane Miller\nAllergies: none\n",
        "Name: Jane Miller\nDisability access: yes\n", "Name: Jane Miller\nMedications: see sheet 2\n"}) {
    EXPECT_LT(best("health", text), 0.5F) << text;
  }
}

TEST(Sensitive, CodesOfIllnessesBesideAPatientsKeyAreHealth) {
  EXPECT_EQ(in_table("health", "did;pid;icd;no\n0;101;C34.1;x\n1;102;F10.2;y\n2;103;Z33;z\n"), "C34.1|F10.2|Z33");
  EXPECT_EQ(in_table("health", "icd;chapter\nC34.1;2\nF10.2;5\nZ33;21\n"), "") << "a catalogue";
}

TEST(Sensitive, WhatStandsBehindADiagnosisIsAnIllnessBesideAPerson) {
  for (const std::string_view text :
       {"Giuseppe Caruso\nDiagnosis: bilateral hearing loss\n", "Giuseppe Caruso\nDx: rotator cuff tear\n",
        "Jean Petit\nDiagnostic : surdit\xC3\xA9 bilat\xC3\xA9rale\n", "Juan Ruiz\nDiagn\xC3\xB3stico: hernia discal\n",
        "Giuseppe Caruso\nDiagnosi: ipoacusia bilaterale\n",
        "Petra Huber\nDiagnosen: H\xC3\xBC"
        "ftgelenksarthrose rechts\n",
        "Petra Huber\nDiagnose: Depressive Episode (F32.1)\n", "Petra Huber\nMedikation: Venlafaxin 150 mg\n",
        "Petra Huber\nGdB: 50\n", "Petra Huber hat Lungenkrebs.", "Petra Huber hat einen Herzinfarkt erlitten.",
        "Marieke de Vries heeft borstkanker.", "Marieke de Vries is zwanger.", "Marie Petit est enceinte.",
        "Jean Petit est positif au VIH.", "Jane Miller attempted suicide in 2019.", "Jane Miller broke her leg."}) {
    EXPECT_GE(best("health", text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"Diagnosis: bilateral hearing loss\n", "Jane Miller: diagnose: move functionality to common place",
        "Jane Miller\nDiagnosis: network cable unplugged\n", "Jane Miller\nDiagnosis: faulty relay in unit 4\n",
        "Jane Miller\nDiagnosis: see page 4\n", "Petra Huber, Diagnose: Motor defekt\n",
        "Jean Petit\nDiagnostic : disque dur en panne\n", "Jane Miller\nMedication: given by the staff\n", "GdB: 50\n",
        "Marie Petit : l'enceinte est close.", "Jane Miller spoke about the hat that Krebs wore."}) {
    EXPECT_LT(best("health", text), 0.5F) << text;
  }
}

TEST(Sensitive, TheIllnessIsToldWithWhatLeadsItIn) {
  struct Case {
    std::string_view text;
    std::string_view told;
  };
  constexpr Case cases[] = {
      {"Petra Huber leidet an Fibromyalgie und geht oft.", "leidet an Fibromyalgie"},
      {"Petra Huber leidet an einer schweren Depression.", "leidet an einer schweren Depression"},
      {"Marie Dupont est atteinte d'une scl\xC3\xA9rose en plaques.", "est atteinte d'une scl\xC3\xA9rose en plaques"},
      {"Marco Rossi ha un tumore al pancreas.", "tumore al pancreas"},
      {"Jane Miller was diagnosed with fibromyalgia in 2019.", "diagnosed with fibromyalgia"},
      {"Jane Miller\nDiagnosis: major depression since 2019", "major depression"},
  };
  for (const Case& one : cases) EXPECT_EQ(told("health", one.text), one.told) << one.text;
}

TEST(Sensitive, PersonnelMattersNeedAPerson) {
  EXPECT_LT(best("hr", "A written warning precedes a disciplinary hearing."), 0.5F) << "a policy";
  EXPECT_GE(best("hr", "Robert Miller: written warning after the disciplinary hearing of May."), 0.9F);
}

TEST(Sensitive, PayIsOfAPersonWhoEarnsIt) {
  EXPECT_GE(best("salary", "Jane Doe earns 85,000 dollars a year."), 0.5F);
  EXPECT_LT(best("salary", "The company earns 85,000 dollars a year."), 0.5F);
  EXPECT_LT(best("salary", "We met Jane Doe. The company earns 85,000 dollars a year."), 0.5F) << "another sentence";
}

TEST(Sensitive, SumsThatInvoicesHaveTooArePayBesideAPerson) {
  EXPECT_GE(best("salary", "Name: Petra Huber\nSteuerklasse: 1\nBrutto: 4.120,50 EUR"), 0.5F);
  EXPECT_GE(best("salary", "Petra Huber, Rente: 1.412,33 EUR"), 0.5F);
  EXPECT_LT(best("salary", "Brutto: 4.120,50 EUR"), 0.5F) << "nobody's";
  EXPECT_LT(best("salary", "Rechnung an Petra Huber\nNetto: 1.000,00 EUR\nMwSt 190,00 EUR\nBrutto: 1.190,00 EUR"),
            0.5F);
  EXPECT_LT(best("salary", "Petra Huber, Doppelzimmer, Pension: 480,00 EUR"), 0.5F) << "a room";
}

TEST(Sensitive, ABirthStandsBehindItsSignAndAName) {
  EXPECT_GE(best("date_of_birth", "Petra Huber, * 04.05.1971 in Wien"), 0.5F);
  EXPECT_GE(best("date_of_birth", "Petra Huber\n* 04.05.1971\nWien"), 0.5F);
  EXPECT_GE(best("date_of_birth", "Giuseppe Caruso (n. 04/05/1971)"), 0.5F);
  EXPECT_EQ(best("date_of_birth", "Petra Huber\n* 04.05.2021 meeting\n* 05.05.2021 call"), 0.0F) << "a list";
  EXPECT_EQ(best("date_of_birth", "prot. n. 04/05/1971"), 0.0F) << "a file's number";
  EXPECT_EQ(best("date_of_birth", "* 04.05.1971"), 0.0F) << "nobody's";
}

TEST(Sensitive, NamesThatStandForAnyAreLowBesideAnExamplesMailbox) {
  EXPECT_LT(best("person_name", "John Doe <john.doe@example.com>"), 0.5F);
  EXPECT_LT(best("email_address", "John Doe <john.doe@example.com>"), 0.5F);
  EXPECT_GE(best("person_name", "John Doe <john.doe@acme.com>"), 0.5F) << "a mailbox of his own";
  EXPECT_GE(best("email_address", "petra.huber@example.com"), 0.5F) << "no name that stands for any";
}

TEST(Sensitive, ABsnrAmongDutchWordsIsACitizens) {
  constexpr std::string_view form = "Naam: Marieke de Vries\nGeboortedatum: 04-05-1971\nBSNr: 111222333\n";
  EXPECT_GE(best("nl_bsn", form), 0.9F);
  EXPECT_EQ(best("de_bsnr", form), 0.0F);
  EXPECT_EQ(best("nl_bsn", "Praxis Dr. Weber\nBSNR: 111222333\n"), 0.0F) << "a German practice's";
  EXPECT_EQ(best("nl_bsn", "Naam: Marieke de Vries\nGeboortedatum: 04-05-1971\nBSNr: 111252333\n"), 0.0F)
      << "fails the check";
}

TEST(Sensitive, AnAccountBehindARoutingNumberIsTold) {
  EXPECT_GE(best("us_bank_account", "Routing number 021000021 account 1234567890 for payroll."), 0.5F);
  EXPECT_GE(best("us_bank_account", "account 1234567890 at the bank, routing number 021000021"), 0.5F) << "before it";
  EXPECT_LT(best("us_bank_account", "Routing number 021000021\naccount 1234567890"), 0.5F) << "another line";
  EXPECT_LT(best("us_bank_account", "Routing number 021000022 account 1234567890"), 0.5F) << "no routing number";
}

TEST(Sensitive, PairsBeforeAnAccountAreItsSortCode) {
  for (const std::string_view text : {"NatWest 20-45-77  Account 73849215\n", "60-83-71 / a/c no. 73849215"}) {
    EXPECT_GE(best("uk_sort_code", text), 0.9F) << text;
    EXPECT_GE(best("uk_bank_account", text), 0.9F) << text;
  }
  for (const std::string_view text : {"12-04-77  Account 73849215\n", "20-45-77\nAccount 73849215\n",
                                      "1-20-45-77 account 73849215", "20-45-77 account 738492151"}) {
    EXPECT_LT(best("uk_sort_code", text), 0.5F) << text;
    EXPECT_LT(best("uk_bank_account", text), 0.5F) << text;
  }
}

TEST(Sensitive, SpecialCategoriesAreToldBehindTheirLabel) {
  for (const std::string_view text :
       {"Konfession: rk", "Religion: Roman Catholic", "Confession religieuse : catholique", "Religione: cattolica",
        "Religi\xC3\xB3n: musulmana", "Gewerkschaft: IG Metall", "Gewerkschaftsmitglied: ja", "Sexual orientation: gay",
        "Ethnicity: Black Caribbean", "Partito politico: socialista", "Casier judiciaire : vol", "Vakbond: FNV",
        "Geloofsovertuiging: rooms-katholiek", "Strafblad: ja"}) {
    EXPECT_GE(best("special_category", text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"Religion: see the annex", "the trade union congress met", "Gewerkschaftsmitglied: nein",
        "the white house is catholic", "nella religione cattolica", "Die Gewerkschaft ver.di ruft zum Streik.",
        "a race condition", "Party: 4 persons"}) {
    EXPECT_LT(best("special_category", text), 0.5F) << text;
  }
}

TEST(Sensitive, SpecialCategoriesSaidOfAPersonAreTold) {
  EXPECT_GE(best("special_category", "Donor Peter Green is gay and lives in Leeds."), 0.5F);
  EXPECT_GE(best("special_category", "Employee John Miller was convicted of theft in 2019."), 0.5F);
  EXPECT_GE(best("special_category", "Maria Huber ist Mitglied der IG Metall."), 0.5F);
  EXPECT_LT(best("special_category", "Whoever is convicted of theft pays a fine."), 0.5F) << "of nobody";
}

TEST(Sensitive, SpecialCategoriesAreSaidInFiveLanguages) {
  for (const std::string_view text :
       {"Paul Carter is openly gay.", "Tom Harris came out as bisexual last year.",
        "Emma Jones is of Pakistani origin.", "Jane Miller, union member since 2012",
        "Jane Miller voted for the Greens.", "Frau Sabine Weber ist Gewerkschaftsmitglied (ver.di).",
        "Klaus Brandt ist SPD-Mitglied.", "Klaus Brandt wurde wegen Betrugs verurteilt.",
        "Claire Durand est musulmane pratiquante.", "Luc Martin est membre du Rassemblement National.",
        "Luc Martin a été condamné pour vol.", "María López es católica practicante.",
        "José García fue condenado por fraude.", "Anna Bianchi è ebrea.", "Marco Rossi milita nel Partito Democratico.",
        "Name: Klaus Brandt\nReligionen: evangelisch\n", "Nom : Luc Martin\nReligions : catholique\n"}) {
    EXPECT_GE(best("special_category", text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"The film by Marco Rossi is about a man convicted of fraud.",
        "Marco Rossi wrote the report. Whoever is convicted of theft pays a fine.",
        "The trade union Unite announced a strike, said secretary general Sharon Graham.",
        "Dishes of Indian origin, cooked by Emma Jones.", "Das Haus von Klaus Brandt ist evangelisches Erbe.",
        "Religion in Germany: 26 % are Catholic.", "Christian Weber is a member of the board."}) {
    EXPECT_LT(best("special_category", text), 0.5F) << text;
  }
}

TEST(Sensitive, UnionsPartiesAndConvictionsAreSaidOfAPerson) {
  for (const std::string_view text :
       {"Uwe Stein ist in der AfD.",
        "Claire Durand est d\xC3\xA9l\xC3\xA9gu\xC3\xA9"
        "e CGT.",
        "Claire Durand (\xC3\xA9lue CGT)", "Juan Ruiz es afiliado a CC.OO.", "Marieke de Vries is lid van de FNV.",
        "Jan de Vries is veroordeeld voor diefstal.", "Tom Harris is a registered sex offender.",
        "Tom Harris has a prior conviction for burglary.", "Tom Harris, Roma ethnicity",
        "Juan Ruiz\nAfiliaci\xC3\xB3n sindical: CC.OO. (cuota 12 EUR)\n",
        "Theresia Hinterleitner\nRel.bek.: r\xC3\xB6m.-kath.\n",
        "Theresia Hinterleitner\nReligion: r\xC3\xB6m.-kath.\n"}) {
    EXPECT_GE(best("special_category", text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"The registered sex offender list is kept by the state.", "Die Debatte ist in der SPD offen.",
        "Het lid van de FNV sprak lang.", "Religion: r\xC3\xB6m.-germ. Museum"}) {
    EXPECT_LT(best("special_category", text), 0.5F) << text;
  }
  EXPECT_EQ(in_table("special_category", "Name;Bek.\nPetra Huber;rk\nUwe Stein;ev\nMia Koch;isl.\nJan Vogel;rk"),
            "rk|ev|isl.|rk");
  EXPECT_EQ(
      in_table("special_category", "Name;Rel.\nPetra Huber;Mutter\nUwe Stein;Vater\nMia Koch;Kind\nJan Vogel;Kind"), "")
      << "how they are related";
}

TEST(Sensitive, IllnessesAreSaidInFiveLanguages) {
  for (const std::string_view text :
       {"Thomas Green had a heart attack last month.", "Lucy Brown is pregnant and will be on leave from June.",
        "Our colleague Mark Evans is in rehab for alcoholism.", "Herr Uwe Stein ist alkoholkrank.",
        "Frau Sabine Weber leidet an Depressionen.", "Mitarbeiter Jens Krüger, Grund: Bandscheibenvorfall",
        "Madame Claire Durand souffre de dépression depuis 2018.", "Don José García sufrió un infarto en mayo.",
        "La signora Anna Bianchi è incinta."}) {
    EXPECT_GE(best("health", text), 0.5F) << text;
  }
  for (const std::string_view text :
       {"Is my dog pregnant? A guide by Lucy Brown.", "L'entreprise de Claire Durand souffre de retards.",
        "The team of Thomas Green had a heart.", "Statistik: 34 % der Befragten leiden an Depressionen.",
        "Symptoms of depression include sadness. Ask your doctor."}) {
    EXPECT_LT(best("health", text), 0.5F) << text;
  }
}

TEST(Sensitive, ColumnsOfSpecialCategoriesNeedPersons) {
  EXPECT_EQ(in_table("special_category", "Name;Vorname;Konfession\nHuber;Maria;rk\nKoch;Sabine;--\nHahn;Dieter;ev\n"),
            "rk|ev");
  EXPECT_EQ(in_table("special_category",
                     "First Name;Last Name;Race;Union Member\nAnn;Baker;White;No\n"
                     "John;Miller;Asian;Yes\n"),
            "White|Asian|Yes");
  EXPECT_EQ(in_table("special_category",
                     "First Name;Last Name;Race\nAnn;Baker;Boston Marathon\n"
                     "John;Miller;Great North Run\n"),
            "")
      << "a race that is run";
  EXPECT_EQ(in_table("special_category",
                     "Country;Religion;Year;Believers\nFrance;Catholic;1999;4711\n"
                     "Spain;Catholic;1999;4712\n"),
            "")
      << "a census names nobody";
}

TEST(Sensitive, LettersAboutAPatientAreOfHealth) {
  for (const std::string_view text :
       {"Cher confr\xC3\xA8re, j'ai vu en consultation Madame Claire Durand, n\xC3\xA9"
        "e le 12/04/1961, pour une "
        "insuffisance cardiaque et un diab\xC3\xA8te de type 2.",
        "Monsieur Jean Petit, n\xC3\xA9 le 03/02/1970, est s\xC3\xA9ropositif au VIH depuis 2011.",
        "Compte rendu op\xC3\xA9ratoire : Madame Sophie Roux, n\xC3\xA9"
        "e le 01/02/1980, a subi une mastectomie.",
        "Patientin Sabine Koch, geb. 12.04.1961: Mammakarzinom, Chemotherapie seit Mai.",
        "Frau Sabine Koch: Schwerbehinderung GdB 50.", "Mrs Aisha Taylor has terminal cancer, prefers letters.",
        "Paciente Mar\xC3\xAD"
        "a Garc\xC3\xAD"
        "a, diagnosticada de c\xC3\xA1ncer de mama y VIH positivo.",
        "La paziente Giulia Rossi, nata il 12/04/1961, \xC3\xA8 affetta da diabete mellito."}) {
    EXPECT_GE(best("health", text), 0.5F) << text;
  }
  EXPECT_LT(best("health", "Terminal cancer and autism are studied in Leeds."), 0.5F) << "of nobody";
}

TEST(Sensitive, ResultsOfALaboratoryAreOfHealth) {
  EXPECT_EQ(in_table("health",
                     "Patient;N\xC3\xA9(e) le;Examen;R\xC3\xA9sultat\nBONNET L\xC3\xA9"
                     "a;24/10/1990;s\xC3\xA9rologie "
                     "VIH;positif\nFRANCOIS H\xC3\xA9l\xC3\xA8ne;22/11/1950;HbA1c;9,2 %\n"),
            "s\xC3\xA9rologie VIH|positif|HbA1c|9,2 %");
  EXPECT_EQ(in_table("health",
                     "Name;Vorname;Untersuchung;Befund\nKoch;Sabine;Blutbild;unauff\xC3\xA4llig\n"
                     "Hahn;Dieter;Hepatitis C;positiv\n"),
            "Blutbild|unauff\xC3\xA4llig|Hepatitis C|positiv");
  EXPECT_EQ(in_table("health", "First Name;Last Name;Test;Result\nAnn;Baker;Mathematics;B\nJohn;Miller;French;A\n"), "")
      << "a school's";
  EXPECT_EQ(in_table("health", "First Name;Last Name;IEP\nAnn;Baker;Y - autism\nJohn;Miller;N\n"), "Y - autism");
}

TEST(Sensitive, AMemberIdIsNoGermanHealthInsuranceNumber) {
  EXPECT_LT(best("de_health_insurance", "Member ID: W123456786"), 0.5F);
  EXPECT_LT(best("de_health_insurance", "Subscriber ID W123456786"), 0.5F);
  EXPECT_LT(best("de_health_insurance", "Asset A209441882 delivered"), 0.5F) << "without a label";
  EXPECT_EQ(best("de_health_insurance", "A-number: A209-441-882"), 0.0F) << "it has no hyphens";
  EXPECT_LT(best("de_health_insurance", "A209441882 and A000500015"), 0.5F) << "a list of tags";
  EXPECT_GE(best("de_health_insurance", "Krankenversichertennummer A000500015"), 0.9F);
  const std::string_view plan =
      "Subscriber ID;Subscriber Name;Plan;Member ID\n20001;Martin, Charlotte R;PPO Gold;W123456786\n"
      "20002;Baker, Ann;PPO Gold;W123456787\n";
  EXPECT_EQ(in_table("de_health_insurance", plan), "");
  EXPECT_NE(in_table("health_insurance_id", plan).find("W123456786"), std::string::npos);
}

TEST(Sensitive, ABritishAccountStandsBesideItsSortCode) {
  for (const std::string_view text :
       {"Sort code 83-14-75, account 23717509.", "sort code 12-34-56, account number 12345678",
        "Account No: 64198061 Sort Code: 60-45-43", "Sort code: 831475\nAccount number: 23717509"}) {
    EXPECT_GE(best("uk_bank_account", text), 0.9F) << text;
    EXPECT_GE(best("uk_sort_code", text), 0.9F) << text;
    EXPECT_EQ(best("us_bank_account", text), 0.0F) << text;
  }
  EXPECT_EQ(best("uk_bank_account", "account number 12345678"), 0.0F) << "of any country";
  const std::string_view debits =
      "Name;Sort Code;Account No\nAnn Baker;83-14-75;23717509\nJohn Miller;60-45-43;64198061\n";
  EXPECT_EQ(in_table("uk_bank_account", debits), "23717509|64198061");
  EXPECT_EQ(in_table("uk_sort_code", debits), "83-14-75|60-45-43");
  EXPECT_EQ(in_table("us_bank_account", debits), "");
}

class RaisedInItsRegister : public test::EngineTest {};

TEST_F(RaisedInItsRegister, PlotsAndStudiesTellOfNobody) {
  for (const std::string_view text :
       {"The film review: Paul Newland plays a lawyer who was convicted of perjury. His character has epilepsy.",
        "In the plot a doctor decides to rob a bank. The hero, played by Thomas Green, suffers from depression.",
        "Johnson et al. (2019) asked patients with diabetes; Anna Weber described asthma and depression."}) {
    EXPECT_EQ(told(text, "health"), "") << text;
    EXPECT_EQ(told(text, "special_category"), "") << text;
  }
  EXPECT_EQ(told("Paul Newland defended a lawyer who was convicted of perjury.", "special_category"), "");
}

TEST_F(RaisedInItsRegister, WhatIsSaidOfAPersonStays) {
  EXPECT_NE(told("Mary Smith was convicted of fraud in 2011.", "special_category"), "");
  EXPECT_NE(told("John Miller, who works in film, has been diagnosed with epilepsy.", "health"), "");
  EXPECT_NE(told("Patient: Anna Weber, born 12.04.1961. The study (cohort, placebo) ended; she has epilepsy (G40.9) "
                 "and depression.",
                 "health"),
            "")
      << "a birth date is told of a patient";
}

TEST_F(RaisedInItsRegister, WhoOnlySpeaksOfAnIllnessHasNone) {
  EXPECT_EQ(told("Professor Anna Weber leads research on breast cancer and asthma.", "health"), "");
  EXPECT_EQ(told("Depression is a common disorder, as is asthma. Anna Weber won the prize.", "health"), "");
  EXPECT_EQ(told("Anyone was convicted of theft. The law is old, says John Miller.", "special_category"), "");
  EXPECT_NE(told("Anna Weber has breast cancer and asthma.", "health"), "");
  EXPECT_NE(told("Anna Weber came in on Monday. She is tired. She has epilepsy and asthma.", "health"), "");
}

TEST(Sensitive, CompaniesAndOfficesAmongPersonsAreLow) {
  EXPECT_EQ(in_table("person_name",
                     "User;Rolle\nPetra Huber;b\nUwe Stein;b\nKlaus Meyer;b\nIT Helpdesk;a\nLager;c\nEmpfang;d"),
            "Petra Huber|Uwe Stein|Klaus Meyer");
  EXPECT_EQ(in_table("person_name",
                     "2024-01-03;STADTWERKE BIELEFELD GMBH;100.00\n2024-01-04;HUBER PETRA;20.00\n2024-01-05;STEIN "
                     "UWE;30.00\n2024-01-06;KOCH MIA;32.00"),
            "HUBER PETRA|STEIN UWE|KOCH MIA");
}

}  // namespace
}  // namespace constat
