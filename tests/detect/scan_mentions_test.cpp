#include <gtest/gtest.h>

#include <map>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ScanMentions : public test::EngineTest {};

TEST_F(ScanMentions, OneSpanHasOneType) {
  const auto found = detect("IBAN FR14 2004 1010 0505 0001 3M02 606 and card 4539 1488 0343 6467");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].type, "iban");
  EXPECT_EQ(found[0].canonical, "FR1420041010050500013M02606");
  EXPECT_EQ(found[1].type, "credit_card");
  EXPECT_EQ(found[1].canonical, "4539148803436467");
}

TEST_F(ScanMentions, TheItemsOfAListOverSeveralLinesAreOneMentionEach) {
  const auto found =
      detect("staff:\n- name: Silas Greenway\n  ssn: \"552-22-7802\"\n- name: Jane Miller\n  ssn: \"219-48-6193\"\n");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_NE(found[0].mention, found[2].mention);
}

TEST_F(ScanMentions, RecordsWithoutABlankLineBetweenThemAreOneMentionEach) {
  for (const std::string_view between : {"", "-----------------------\n", "=====\n", "***\n", "* * *\n", "--\n"}) {
    for (const std::string_view id : {"", "ID: 1\n"}) {
      std::string text;
      text += std::string(id) + "Name: Winifred Oyelaran\nDOB: 8-Feb-1966\nTel: 0161 496 0771\n" + std::string(between);
      text += std::string(id) + "Name: Graham Peel\nDOB: 30-Jun-1948\nTel: 0161 496 0332\n" + std::string(between);
      text += std::string(id) + "Name: Anna Keller\nDOB: 30-Jun-1958\nTel: 0161 496 0333\n";
      const auto found = detect(text);
      ASSERT_EQ(found.size(), 9U) << text;
      for (std::size_t index = 0; index < 9; ++index) {
        EXPECT_NE(found[index].mention, 0U) << text;
        EXPECT_EQ(found[index].mention, found[index / 3 * 3].mention) << text;
      }
      EXPECT_NE(found[0].mention, found[3].mention);
      EXPECT_NE(found[3].mention, found[6].mention);
    }
  }
  // Labels that do not come again, and no sign between: whose it is cannot be told.
  for (const Found& one : detect("Buyer: Winifred Oyelaran\nSeller: Graham Peel\nDOB: 8-Feb-1966\n")) {
    if (one.type == "date_of_birth") {
      EXPECT_EQ(one.mention, 0U);
    }
  }
}

TEST_F(ScanMentions, EachMailboxOfAListOfThemIsSomebody) {
  for (const std::string_view text : {"jane.doe@acme-mail.com\nrichard.roe@web.de\npaul.martin@orange.fr\n",
                                      "1. jane.doe@acme-mail.com\r\n2. richard.roe@web.de\r\n3. paul.martin@orange.fr",
                                      "jane.doe@acme-mail.com; richard.roe@web.de;\n<paul.martin@orange.fr>",
                                      "email\n\"jane.doe@acme-mail.com\"\n"
                                      "\"richard.roe@web.de\"\n\"paul.martin@orange.fr\"\n"}) {
    const auto found = detect(text);
    ASSERT_EQ(found.size(), 3U) << text;
    EXPECT_NE(found[0].mention, 0U) << text;
    EXPECT_NE(found[1].mention, 0U) << text;
    EXPECT_NE(found[0].mention, found[1].mention) << text;
    EXPECT_NE(found[1].mention, found[2].mention) << text;
  }
  // Two are no list, and what stands in sentences, in paths and in logs says nothing of whose it is.
  for (const std::string_view text :
       {"jane.doe@acme-mail.com\nrichard.roe@web.de\n",
        "write to jane.doe@acme-mail.com\nor to richard.roe@web.de\nor to paul.martin@orange.fr\n"}) {
    for (const Found& one : detect(text)) EXPECT_EQ(one.mention, 0U) << one.value;
  }
}

TEST_F(ScanMentions, WhomANoteInSomebodysRowNamesIsNobody) {
  const auto found = detect(
      "Name,SSN,Email,Notes\nMargaret Holloway,536-22-8726,m.holloway@acme-mail.com,spoke with Anna Keller\n"
      "Daniel Whitcomb,512-48-6193,d.whitcomb@web.de,called back by Peter Olson\n"
      "Priya Raman,421-08-7719,priya.raman@orange.fr,\n");
  std::map<std::string, std::uint32_t> mentions;
  for (const Found& one : found) mentions[one.value] = one.mention;
  EXPECT_NE(mentions["Margaret Holloway"], 0U);
  EXPECT_EQ(mentions["Margaret Holloway"], mentions["536-22-8726"]);
  EXPECT_EQ(mentions["Anna Keller"], 0U);
  EXPECT_EQ(mentions["Peter Olson"], 0U);
}

TEST_F(ScanMentions, WhomAFormsNoteNamesDoesNotCutItApart) {
  const auto found = detect(
      "Name: Margaret Holloway\nSSN: 536-22-8726\nE-mail: m.holloway@acme-mail.com\n"
      "Notes: spoke with Anna Keller on Monday\n");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_EQ(found[1].mention, found[0].mention);
  EXPECT_EQ(found[2].mention, found[0].mention);
  EXPECT_EQ(found[3].mention, 0U);
  // No note's: it cannot be told whose the number is.
  for (const Found& one : detect("Margaret Holloway and Anna Keller\nSSN: 536-22-8726\nfrom Anna Keller\n")) {
    EXPECT_TRUE(one.type != "us_ssn" || one.mention == 0) << one.value;
  }
}

TEST_F(ScanMentions, TheEmployersAddressIsNotWhereTheEmployeeLives) {
  for (const std::string_view text :
       {"Form W-2 Wage and Tax Statement 2024\na Employee's social security number 684-12-9102\n"
        "b Employer identification number (EIN) 36-4128817\nc Employer's name, address, and ZIP code\n"
        "  MERIDIAN LOGISTICS LLC\n  1200 Industrial Pkwy\n  Peoria IL 61602\n"
        "e Employee's first name and initial  Zoe Young\nf Employee's address and ZIP code\n  7127 Second St\n"
        "  Sacramento CA 95814\n",
        "Employer: 1200 Industrial Pkwy, Peoria IL 61602\nEmployee: Zoe Young\n7127 Second St, Sacramento CA 95814\n"
        "SSN 684-12-9102\n"}) {
    std::uint32_t mention = 0;
    std::size_t addresses = 0;
    for (const Found& one : detect(text)) {
      if (one.type == "us_ssn") mention = one.mention;
    }
    EXPECT_NE(mention, 0U) << text;
    for (const Found& one : detect(text)) {
      EXPECT_TRUE(one.type != "us_ein" || one.mention == 0) << text;
      if (one.type != "postal_address") continue;
      ++addresses;
      EXPECT_EQ(one.mention, one.value.find("7127") != std::string::npos ? mention : 0U) << one.value;
    }
    EXPECT_EQ(addresses, 2U) << text;
  }
}

TEST_F(ScanMentions, AMailHeaderGivesNameAndAddressOneMention) {
  const std::string text = "Jane Doe <jane@example.org>, \"Roe, Richard\" <richard@example.org>";
  const auto found = detect(Passage::whole(text, "From", 0, PassageKind::mail_address));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].type, "person_name");
  EXPECT_EQ(found[0].value, "Jane Doe");
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].value, "Roe, Richard");
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_NE(found[0].mention, found[2].mention);
}

TEST_F(ScanMentions, WhatStandsInBracketsBehindANameIsThatPersons) {
  const auto found = detect(
      "Please add Margaret Whitfield (SSN: 512-48-6193) and Thomas Walker (SSN: 536-12-4455, "
      "thomas.walker@example.org); the number of the third, SSN: 404-22-0962, is not certain.");
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].value, "Margaret Whitfield");
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].value, "Thomas Walker");
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_EQ(found[2].mention, found[4].mention);
  EXPECT_NE(found[0].mention, found[2].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_EQ(found[5].mention, 0U) << "it cannot be told whose";
}

TEST_F(ScanMentions, APayslipSpeaksOfOnePersonOverItsBlankLines) {
  const std::string slip =
      "PAY STATEMENT\nEmployee: Margaret Whitfield\nSSN: 601-44-2093\n\nGross pay: $12,450.00\n\n"
      "IBAN: FR14 2004 1010 0505 0001 3M02 606\n";
  const auto found = detect(slip);
  ASSERT_GE(found.size(), 3U);
  EXPECT_NE(found[0].mention, 0U);
  for (const auto& each : found) EXPECT_EQ(each.mention, found[0].mention) << each.value;
  // A second person in it, or one whose paragraph tells nothing of them: then not.
  const auto two = detect(slip + "\nApproved by Thomas Walker\n");
  EXPECT_EQ(two.back().type, "person_name");
  bool unbound = false;
  for (const auto& each : two) unbound = unbound || (each.type == "iban" && each.mention == 0);
  EXPECT_TRUE(unbound);
  const auto letter = detect("Dear Margaret Whitfield,\n\nour IBAN: FR14 2004 1010 0505 0001 3M02 606\n");
  EXPECT_EQ(letter.back().mention, 0U);
}

TEST_F(ScanMentions, NamesAndNumbersThatTakeTurnsBelongTogether) {
  const auto told = detect("The SSN of Margaret Whitfield is SSN 512-48-6193, that of Thomas Walker SSN 536-12-4455.");
  ASSERT_EQ(told.size(), 4U);
  EXPECT_NE(told[0].mention, 0U);
  EXPECT_EQ(told[0].mention, told[1].mention);
  EXPECT_EQ(told[2].mention, told[3].mention);
  EXPECT_NE(told[0].mention, told[2].mention);
  // Two names before the number: whose it is cannot be told.
  const auto open = detect("Margaret Whitfield wrote to Thomas Walker that the SSN: 512-48-6193 was wrong.");
  ASSERT_EQ(open.size(), 3U);
  for (const auto& each : open) EXPECT_EQ(each.mention, 0U) << each.value;
}

TEST_F(ScanMentions, AShorterNameIsTheSamePersons) {
  const std::string review =
      "Annual review of Jean Dupont, born 02/11/1979, SSN: 512-48-6193.\nMr Dupont earns $85,000 a year.\n"
      "jean.dupont@example.org\n";
  const auto found = detect(review);
  ASSERT_GE(found.size(), 5U);
  EXPECT_NE(found[0].mention, 0U);
  for (const auto& each : found) EXPECT_EQ(each.mention, found[0].mention) << each.value;
  // Over the paragraphs of a short text as well.
  const auto apart = detect("Jean Dupont, SSN: 512-48-6193\n\nThe salary of Mr Dupont: $85,000 a year\n");
  ASSERT_EQ(apart.size(), 4U);
  for (const auto& each : apart) EXPECT_EQ(each.mention, apart[0].mention) << each.value;
  // A relative is somebody else.
  const auto family = detect("Jean Dupont, SSN: 512-48-6193\nMarie Dupont, SSN: 536-12-4455\n");
  ASSERT_EQ(family.size(), 4U);
  EXPECT_NE(family[0].mention, family[2].mention);
  EXPECT_EQ(family[2].mention, family[3].mention);
}

TEST_F(ScanMentions, LinesGoOnAboutWhomTheyNamedInFull) {
  const auto found = detect(
      "Leave request of Robert Quigley (SSN: 512-48-6193)\nRobert was diagnosed with breast cancer and takes lithium.\n"
      "His IBAN: FR14 2004 1010 0505 0001 3M02 606, confirmed by Susan Chen, susan.chen@example.org\n");
  std::map<std::string, std::uint32_t> mention;
  for (const auto& each : found) mention.emplace(each.type, each.mention);
  std::uint32_t susan = 0;
  for (const auto& each : found) susan = each.value == "Susan Chen" ? each.mention : susan;
  EXPECT_NE(mention["us_ssn"], 0U);
  EXPECT_EQ(mention["health"], mention["us_ssn"]);
  EXPECT_EQ(mention["iban"], mention["us_ssn"]);
  EXPECT_NE(susan, mention["us_ssn"]);
  EXPECT_EQ(mention["email_address"], susan);
}

TEST_F(ScanMentions, ATownOfBirthIsNobody) {
  const auto found = detect(
      "Camille Durand\n31000 Toulouse\ncamille@example.org\nN\xC3\xA9"
      "e le 14 juillet 1993 \xC3\xA0 Albi\n");
  ASSERT_GE(found.size(), 3U);
  for (const auto& each : found) {
    EXPECT_NE(each.value, "Albi");
    EXPECT_EQ(each.mention, found[0].mention) << each.value;
  }
}

TEST_F(ScanMentions, ATablePastedIntoTextTellsDependantsApart) {
  const auto found = detect(
      "Hello, here is the list:\n\n"
      "Employee Name;Employee SSN;Dependent Name;Dependent SSN\n"
      "Margaret Whitfield;512-48-6193;Mary Whitfield;536-12-4455\n"
      "Thomas Walker;404-22-0962;Susan Walker;540-18-3321\n"
      "John Miller;219-48-6193;Karen Miller;601-44-2093\n\nRegards\n");
  std::map<std::uint32_t, std::vector<std::string>> by_mention;
  for (const auto& each : found) by_mention[each.mention].push_back(each.value);
  EXPECT_EQ(by_mention.size(), 6U);
  for (const auto& [mention, values] : by_mention) EXPECT_EQ(values.size(), 2U) << values.front();
}

TEST_F(ScanMentions, AnIllnessIsOfTheLettersSubject) {
  struct Case {
    std::string_view text, value, owner, why;
  };
  constexpr Case cases[] = {
      {"Dear Dr. Harlow,\n\nre: Mr. Owen Fairchild, born 19/02/1951\n\nHe was diagnosed with lung cancer in April.\n\n"
       "Dr. Ruth Lindgren\n",
       "lung cancer", "Owen Fairchild", "a letter"},
      {"Dear Dr. Harlow,\n\nre: Mr. Owen Fairchild, born 19/02/1951\n\nI saw Mr. Fairchild today. He was diagnosed "
       "with "
       "lung cancer in April.\n\nDr. Ruth Lindgren\n",
       "lung cancer", "Owen Fairchild", "under the surname"},
      {"Betreff: Frau Ute Kellermann, geb. 14.03.1952\n\nSehr geehrter Herr Dr. Hahn,\n\nbei ihr wurde eine Depression "
       "diagnostiziert.\n\nDr. Jochen Vogel\n",
       "Depression", "Ute Kellermann", "German"},
      {"Objet : Mme Claire Fontaine, n\xC3\xA9"
       "e le 14/03/1962\n\nCher confr\xC3\xA8re Dr Mercier,\n\nVotre patiente souffre d'une "
       "d\xC3\xA9pression.\n\nDr Paul Garnier\n",
       "d\xC3\xA9pression", "Claire Fontaine", "French"},
      {"Patient: Owen Fairchild\n\nSeen by Dr. Ruth Lindgren on 3 May.\n\nDiagnosis: multiple sclerosis\n",
       "multiple sclerosis", "Owen Fairchild", "a record with blank lines"},
      {"Patient: Owen Fairchild\n\nDiagnosis: multiple sclerosis\n\nPatient: Ute Kellermann\n\nDiagnosis: epilepsy\n",
       "epilepsy", "Ute Kellermann", "each has their own"},
      {"re: Owen Fairchild, born 19/02/1951\n\nHis father was diagnosed with lung cancer.\n\nDr. Ruth Lindgren\n",
       "lung cancer", "", "his father's"},
      {"re: Owen Fairchild, born 19/02/1951\n\nUnlike Peter Newton, diagnosed with lung cancer, he is well.\n\n"
       "Dr. Ruth Lindgren and Ute Kellermann\n",
       "lung cancer", "Peter Newton", "another's"},
      {"Dear Owen Fairchild and Ute Kellermann,\n\nDiagnosis: multiple sclerosis\n", "multiple sclerosis", "",
       "nobody is the subject"},
  };
  for (const Case& one : cases) {
    std::string owner;
    bool seen = false;
    const auto found = detect(one.text);
    for (const Found& value : found) {
      if (value.type != "health" || value.value.find(one.value) == std::string::npos) continue;
      seen = true;
      for (const Found& name : found) {
        if (value.mention != 0 && name.type == "person_name" && name.mention == value.mention &&
            name.value.size() > owner.size())
          owner = name.value;
      }
    }
    EXPECT_TRUE(seen) << one.why;
    EXPECT_EQ(owner, one.owner) << one.why;
  }
}

TEST_F(ScanMentions, WhomALabelNamesAsAnotherHasNothingOfTheForm) {
  struct Case {
    std::string_view text, value, owner, why;
  };
  constexpr Case cases[] = {
      {"Name: Owen Fairchild\nDOB: 03/14/1971\nSSN: 536-22-8726\nGP: Dr. Ruth Lindgren, (615) 555-0148\n",
       "536-22-8726", "Owen Fairchild", "before it"},
      {"Name: Owen Fairchild\nDOB: 03/14/1971\nSSN: 536-22-8726\nGP: Dr. Ruth Lindgren, (615) 555-0148\n",
       "(615) 555-0148", "Ruth Lindgren", "on its line"},
      {"Name: Owen Fairchild\nDOB: 03/14/1971\n\nDiagnosis: epilepsy\nNext of kin: Petra Keller, (615) 555-0148\n",
       "epilepsy", "Owen Fairchild", "a paragraph that names the other only"},
      {"Name: Owen Fairchild\nSSN: 536-22-8726\nSpouse: Petra Keller\nDOB: 03/14/1971\n", "03/14/1971", "",
       "behind it: it may be the spouse's"},
      {"Name: Owen Fairchild\nManager: Petra Keller\nSSN: 536-22-8726\n", "536-22-8726", "Owen Fairchild",
       "a manager is named and no more"},
      {"Name: Owen Fairchild\nManager: Petra Keller\nPhone: (615) 555-0148\n", "(615) 555-0148", "",
       "how to reach somebody may be the manager's"},
      {"Surname: Fairchild\nFirst name: Owen\nFather's name: Josef Fairchild\nDate of birth: 03/14/1971\n",
       "03/14/1971", "Owen", "a father's name in a form of parts"},
      {"Surname: Fairchild\nFirst name: Owen\nSSN: 536-22-8726\nManager: Petra Keller\nE-mail: pk@acme-mail.com\n",
       "pk@acme-mail.com", "", "a mailbox behind a manager"},
      {"Beneficiary: Petra Keller\nIBAN: DE89 3704 0044 0532 0130 00\n", "DE89 3704 0044 0532 0130 00", "Petra Keller",
       "nobody else is named"},
      {"Name: Owen Fairchild\nSSN: 536-22-8726\nStart: Monday\nDOB: 03/14/1971\n", "03/14/1971", "Owen Fairchild",
       "nobody else"},
  };
  for (const Case& one : cases) {
    const auto found = detect(one.text);
    const auto value = std::ranges::find(found, one.value, &Found::value);
    ASSERT_NE(value, found.end()) << one.why;
    std::string owner;
    for (const Found& name : found) {
      if (value->mention != 0 && name.type == "person_name" && name.mention == value->mention) owner = name.value;
    }
    EXPECT_EQ(owner, one.owner) << one.why;
  }
}

}  // namespace
}  // namespace constat
