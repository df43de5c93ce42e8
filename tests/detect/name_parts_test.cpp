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
