#include "detect/name_parts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class NameParts : public test::EngineTest {};

TEST_F(NameParts, TwoLabelledPartsAreOneNameAndHaveTheFormsValues) {
  struct Case {
    std::string_view text, canonical;
    std::size_t findings;
  };
  constexpr Case cases[] = {
      {"First name: Margaret\nLast name: Holloway\nDate of birth: 03/14/1971\nSSN: 536-22-8726\n"
       "E-mail: m.holloway@acme-mail.com\n",
       "margaret holloway", 5},
      {"First name: Margaret\nLast name: Holloway\n\nDate of birth: 03/14/1971\n\nSSN: 536-22-8726\n",
       "margaret holloway", 4},
      {"First name ..... Margaret\nMiddle name .... Ann\nLast name ...... Holloway\nSSN ............ 536-22-8726\n",
       "margaret ann holloway", 4},
      {"Vorname: Annegret      Nachname: Kellermann\nSteuer-ID: 65929970489\nE-Mail: a.kellermann@web.de\n",
       "annegret kellermann", 4},
      {"Name: Kellermann\nVorname: Annegret\nSteuer-ID: 65929970489\n", "annegret kellermann", 3},
      {"Nom : Lefèvre\nPrénom : Hélène\nCourriel : helene.lefevre@orange.fr\nDate de naissance : 14/03/1971\n",
       "helene lefevre", 4},
      {"Nombre: Lucía\nApellidos: García Moreno\nDNI: 12345678Z\nCorreo electrónico: lucia.garcia@correo.es\n"
       "Fecha de nacimiento: 14/03/1971\n",
       "lucia garcia moreno", 4},
      {"Nome: Giulia\nCognome: Bianchi\nData di nascita: 14/03/1971\nE-mail: giulia.bianchi@libero.it\n",
       "giulia bianchi", 4},
      {"first_name: Xiomara\nlast_name: Zbyszek\nssn: 536-22-8726\n", "xiomara zbyszek", 3},
      {"\"first_name\": \"Margaret\", \"last_name\": \"Holloway\", \"ssn\": \"536-22-8726\"", "margaret holloway", 3},
  };
  for (const Case& c : cases) {
    const auto found = detect(c.text);
    EXPECT_GE(found.size(), c.findings) << c.text;
    for (const Found& one : found) {
      EXPECT_NE(one.mention, 0U) << c.text << one.value;
      EXPECT_EQ(one.mention, found[0].mention) << c.text << one.value;
      if (one.type == "person_name") {
        EXPECT_EQ(one.canonical, c.canonical) << c.text;
      }
    }
  }
}

TEST_F(NameParts, EachFormIsSomebodyWithoutABlankLineBetween) {
  const auto found = detect(
      "First name: Margaret\nLast name: Holloway\nSSN: 536-22-8726\nFirst name: Daniel\nLast name: Whitcomb\n"
      "SSN: 512-48-6193\n");
  ASSERT_EQ(found.size(), 6U);
  for (const std::size_t at : {1U, 2U}) EXPECT_EQ(found[at].mention, found[0].mention);
  for (const std::size_t at : {4U, 5U}) EXPECT_EQ(found[at].mention, found[3].mention);
  EXPECT_NE(found[0].mention, found[3].mention);
}

TEST_F(NameParts, WhomAnotherLabelNamesHasNothingOfIt) {
  const auto spouse = detect(
      "First name: Margaret\nLast name: Holloway\nSSN: 536-22-8726\nSpouse first name: Daniel\n"
      "Spouse last name: Holloway\nSpouse SSN: 512-48-6193\n");
  ASSERT_EQ(spouse.size(), 6U);
  EXPECT_EQ(spouse[2].mention, spouse[0].mention);
  EXPECT_EQ(spouse[5].mention, spouse[3].mention);
  EXPECT_NE(spouse[0].mention, spouse[3].mention);
  const auto other = detect(
      "First name: Margaret\nLast name: Holloway\nSSN: 536-22-8726\nSupervisor: Anna Keller\n"
      "E-mail: anna.keller@acme-mail.com\n");
  ASSERT_EQ(other.size(), 5U);
  EXPECT_EQ(other[2].mention, other[0].mention);
  EXPECT_NE(other[3].mention, other[0].mention);
  EXPECT_NE(other[4].mention, other[0].mention);
}

TEST_F(NameParts, AHeadingSaysWhoseTheLinesBelowItAre) {
  struct Case {
    std::string_view text, other, why;  // other: what is none of the first one's.
  };
  constexpr Case cases[] = {
      {"Vorname: Jonas\nNachname: Stadler\nSteuer-ID: 65929970489\nNotfallkontakt\nName: Reuter\nVorname: Hanna\n"
       "Telefon: 0231 5580147\n",
       "Reuter|Hanna|0231 5580147", "a surname called Name, German"},
      {"First name: Jonas\nLast name: Stadler\nSSN: 536-22-8726\n\nEMERGENCY CONTACT\nName: Hanna Reuter\n"
       "Phone: (615) 555-0148\n",
       "Hanna Reuter|(615) 555-0148", "a whole name"},
      {"First name: Jonas\nLast name: Stadler\nSSN: 536-22-8726\nNext of kin:\nFull name: Hanna Reuter\n"
       "Phone: (615) 555-0148\n",
       "Hanna Reuter|(615) 555-0148", "no blank line between"},
      {"Pr\xC3\xA9nom : Jonas\nNom : Stadler\nCourriel : j.stadler@orange.fr\nConjointe\nNom : Reuter\n"
       "Pr\xC3\xA9nom : Hanna\nT\xC3\xA9l : 06 12 48 77 03\n",
       "Reuter|Hanna|06 12 48 77 03", "French"},
      {"Voornaam: Jonas\nAchternaam: Stadler\nE-mail: j.stadler@ziggo.nl\n\nBij nood te verwittigen\nNaam: Reuter\n"
       "Voornaam: Hanna\nE-mail: h.reuter@ziggo.nl\n",
       "Reuter|Hanna|h.reuter@ziggo.nl", "Dutch"},
      {"Nombre: Jonas\nApellidos: Stadler\nCorreo: j.stadler@correo.es\nPersona de contacto en caso de emergencia\n"
       "Nombre: Hanna Reuter\nCorreo: h.reuter@correo.es\n",
       "Hanna Reuter|h.reuter@correo.es", "Spanish"},
      {"First name: Jonas\nLast name: Stadler\nSSN: 536-22-8726\n\nContact details\nE-mail: j.stadler@acme-mail.com\n",
       "", "a heading of nobody else"},
      {"First name: Jonas\nLast name: Stadler\nSSN: 536-22-8726\n\nShipping\nE-mail: j.stadler@acme-mail.com\n", "",
       "where it goes is not another"},
      {"First name: Jonas\nLast name: Stadler\nSSN: 536-22-8726\n\nEmergency contact\nName: Hanna Reuter\n"
       "Phone: (615) 555-0148\n\nBank details\nIBAN: DE89 3704 0044 0532 0130 00\n",
       "Hanna Reuter|(615) 555-0148", "it goes on behind another's lines"},
  };
  for (const Case& one : cases) {
    const auto found = detect(one.text);
    const auto first = std::ranges::find(found, "Jonas", &Found::value);
    ASSERT_NE(first, found.end()) << one.why;
    std::uint32_t others = 0;
    for (const Found& each : found) {
      const bool other = ("|" + std::string(one.other) + "|").find("|" + each.value + "|") != std::string::npos;
      EXPECT_EQ(each.mention == first->mention, !other) << one.why << ": " << each.value;
      if (!other) continue;
      EXPECT_NE(each.mention, 0U) << one.why << ": " << each.value;
      EXPECT_TRUE(others == 0 || each.mention == others) << one.why << ": " << each.value;
      others = each.mention;
    }
  }
}

TEST_F(NameParts, CapitalsBehindALabelAreNamesWithoutASign) {
  for (const std::string_view text :
       {"Surname DONOVAN  Given names MARGARET ANN\nDate of birth: 12 MAR 1984\n",
        "Surname DONOVAN\nGiven names MARGARET ANN\n", "Given name MARGARET ANN    Last name DONOVAN\n"}) {
    std::size_t names = 0;
    for (const Found& one : detect(text)) {
      if (one.type != "person_name") continue;
      ++names;
      EXPECT_EQ(one.canonical, "margaret ann donovan") << text;
      EXPECT_EQ(one.mention, detect(text)[0].mention) << text;
    }
    EXPECT_EQ(names, 2U) << text;
  }
  // The words of a sentence, and a heading.
  for (const std::string_view text :
       {"Write the surname IN CAPITALS  and given names Margaret Ann\n", "SURNAME GIVEN NAMES MARGARET ANN\n"}) {
    for (const Found& one : detect(text)) EXPECT_NE(one.canonical, "margaret ann in capitals") << text;
  }
}

TEST_F(NameParts, WhatTellsHowToFillInIsNoName) {
  for (const std::string_view text :
       {"First name: Please enter\nLast name: As in passport\nSSN: 536-22-8726\n",
        "First name: your first name here\nLast name: your last name here\nSSN: 536-22-8726\n",
        "Name: Orange Ltd\nSurname: see page 4\nSSN: 536-22-8726\n"}) {
    for (const Found& one : detect(text)) EXPECT_NE(one.type, "person_name") << one.value;
  }
}

}  // namespace
}  // namespace constat
