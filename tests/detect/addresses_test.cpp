#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "detect/names.h"

namespace constat {
namespace {

const NameLexicon& lexicon() {
  static const std::unique_ptr<NameLexicon> loaded = [] {
    auto result = NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data");
    return result ? std::move(*result) : nullptr;
  }();
  return *loaded;
}

struct Told {
  std::string text;
  float confidence = 0;
};
std::vector<Told> addresses(std::string_view text, float confidence_min = 0.5F) {
  std::vector<NamedSpan> found;
  lexicon().find_addresses(text, ByteClasses(text), found);
  std::vector<Told> told;
  for (const NamedSpan& span : found) {
    if (span.confidence >= confidence_min)
      told.push_back({std::string(text.substr(span.begin, span.end - span.begin)), span.confidence});
  }
  return told;
}

TEST(Addresses, OfSevenCountriesAreFound) {
  struct Case {
    std::string_view text, address, why;
  };
  const Case cases[] = {
      {"Send it to 350 Fifth Avenue, New York, NY 10118 today", "350 Fifth Avenue, New York, NY 10118", "US, one line"},
      {"Jane Doe\n1742 Maple Street Apt 4B\nSpringfield, IL 62701\n\nDear Jane",
       "1742 Maple Street Apt 4B\nSpringfield, IL 62701", "US, lines"},
      {"P.O. Box 1245, Portland, OR 97201", "P.O. Box 1245, Portland, OR 97201", "US, box"},
      {"10 Downing Street, London SW1A 2AA", "10 Downing Street, London SW1A 2AA", "UK"},
      {"12 bis rue de la Paix, 75002 Paris", "12 bis rue de la Paix, 75002 Paris", "France"},
      {"demeurant 4 avenue du Général-Leclerc\n69007 LYON", "4 avenue du Général-Leclerc\n69007 LYON", "France, lines"},
      {"wohnhaft Hauptstraße 12a, 10115 Berlin", "Hauptstraße 12a, 10115 Berlin", "Germany"},
      {"Calle Mayor 4, 28013 Madrid", "Calle Mayor 4, 28013 Madrid", "Spain"},
      {"residente in Via Roma 131, 00184 Roma", "Via Roma 131, 00184 Roma", "Italy"},
      {"Calle de Alcalá 123, 4º B, 28009 Madrid", "Calle de Alcalá 123, 4º B, 28009 Madrid", "Spain, floor and door"},
      {"vive en C/ Gran Vía, 45, 3º izq., 08010 Barcelona", "C/ Gran Vía, 45, 3º izq., 08010 Barcelona",
       "Spain, a calle by its letter"},
      {"Avda. de la Constitución 12, 3º-2ª, 41001 Sevilla", "Avda. de la Constitución 12, 3º-2ª, 41001 Sevilla",
       "Spain, floor and door by numbers"},
      {"Königstraße 27a, 2. OG, 70173 Stuttgart", "Königstraße 27a, 2. OG, 70173 Stuttgart", "Germany, floor"},
      {"12 rue de la Paix, 3ème étage, 75002 Paris", "12 rue de la Paix, 3ème étage, 75002 Paris", "France, floor"},
      {"350 Fifth Avenue, 21st Floor, New York, NY 10118", "350 Fifth Avenue, 21st Floor, New York, NY 10118",
       "US, floor"},
      {"Via Garibaldi 45, 20121 Milano (MI)", "Via Garibaldi 45, 20121 Milano (MI)", "Italy, province in brackets"},
      {"10202 W. Washington Blvd, Culver City, CA 90232, SSN 536-22-8726",
       "10202 W. Washington Blvd, Culver City, CA 90232", "what stands behind a postcode is no province"},
      {"wohnhaft Am Alten Hafen 3a, 25813 Husum", "Am Alten Hafen 3a, 25813 Husum", "Germany, a preposition first"},
      {"Unter den Linden 77, 10117 Berlin", "Unter den Linden 77, 10117 Berlin", "Germany, preposition and article"},
      {"An der Schleuse 4, 44147 Dortmund", "An der Schleuse 4, 44147 Dortmund", "Germany, the same"},
      {"Zum Mühlenteich 4, 24340 Eckernförde", "Zum Mühlenteich 4, 24340 Eckernförde", "Germany, the same"},
      {"Gerichtstr. 23, Aufgang 5, 13347 Berlin", "Gerichtstr. 23, Aufgang 5, 13347 Berlin", "Germany, a staircase"},
      {"Sede: P.ZZA CAVOUR 12 - ROMA", "P.ZZA CAVOUR 12 - ROMA", "Italy, a short piazza"},
      {"Via Giuseppe Garibaldi 18/B, 20121 Milano (MI)", "Via Giuseppe Garibaldi 18/B, 20121 Milano (MI)",
       "Italy, a letter behind the number"},
      {"Flat 4B, 27 Rose Lane, Oxford OX1 4DP", "Flat 4B, 27 Rose Lane, Oxford OX1 4DP", "UK, a flat with a letter"},
      {"Rue de la Loi 16 bte 4, 1000 Bruxelles", "Rue de la Loi 16 bte 4, 1000 Bruxelles", "Belgium, a box"},
      {"Rua Augusta 27, 3.º Esq., 1100-048 Lisboa", "Rua Augusta 27, 3.º Esq., 1100-048 Lisboa", "Portugal"},
      {"ul. Marszałkowska 10/12 m. 5, 00-590 Warszawa", "ul. Marszałkowska 10/12 m. 5, 00-590 Warszawa", "Poland"},
      {"7 allée des Korrigans - 35700 RENNES\nET : le bailleur", "7 allée des Korrigans - 35700 RENNES",
       "the next line's label is no part"},
      {"7 allée des Korrigans - 35700 RENNES\nNOM : TANGUY", "7 allée des Korrigans - 35700 RENNES", "the same"},
      {"24 Sussex Drive, Ottawa, ON K1M 1M4", "24 Sussex Drive, Ottawa, ON K1M 1M4", "Canada"},
      {"USS Marlowe\nFPO AE 13689", "USS Marlowe\nFPO AE 13689", "US forces"},
      {"the house at 88 Zorvath Lane burned", "88 Zorvath Lane", "a street in no list, alone"},
  };
  for (const Case& c : cases) {
    const auto told = addresses(c.text);
    ASSERT_EQ(told.size(), 1U) << c.text << ": " << c.why;
    EXPECT_EQ(told[0].text, c.address) << c.why;
  }
}

TEST(Addresses, AreToldByWhatStandsAroundThem) {
  struct Case {
    std::string_view text, address, why;
  };
  const Case cases[] = {
      {"please deliver it to 41 Quellental 7 before noon", "41 Quellental 7", "no street word: a verb says it"},
      {"Her address is 1677 Pod Stromem 12", "1677 Pod Stromem 12", "no street word: a label says it"},
      {"Our offices are located at 97 Piroska u. 12.\nSzeged", "97 Piroska u. 12.\nSzeged", "Hungary's short word"},
      {"88 Zorvath 14 Apt. 6, Velence, Hungary", "88 Zorvath 14 Apt. 6, Velence, Hungary", "a unit and a country"},
      {"she lives at Flat 2, 14 Rose Lane, Norwich NR1 4HG", "Flat 2, 14 Rose Lane, Norwich NR1 4HG", "the unit first"},
      {"12 Castle Street Mill Court\nSuite 4\nDublin", "12 Castle Street Mill Court\nSuite 4\nDublin", "two streets"},
      {"19 Luite tee 71\nApt. 3\nTartu\nEstonia 51005", "19 Luite tee 71\nApt. 3\nTartu\nEstonia 51005",
       "a small word of the language"},
      {"25 Karaka Street, Ostrov nad Labem, New Zealand 6011", "25 Karaka Street, Ostrov nad Labem, New Zealand 6011",
       "a town and a country of several words"},
      {"Meet me at the corner of 25 Dili Street and King Alley", "the corner of 25 Dili Street and King Alley",
       "a corner"},
      {"45 Chausseestr. 32\nAhrensburg", "45 Chausseestr. 32\nAhrensburg", "a short street word before its number"},
      {"Send it to Via Mameli 9, 10121 Torino TO, Italy", "Via Mameli 9, 10121 Torino TO, Italy", "a province's code"},
  };
  for (const Case& c : cases) {
    const auto told = addresses(c.text);
    ASSERT_EQ(told.size(), 1U) << c.text << ": " << c.why;
    EXPECT_EQ(told[0].text, c.address) << c.why;
  }
}

TEST(Addresses, MoreEvidenceIsMoreConfidence) {
  const auto confidence = [](std::string_view text) {
    const auto told = addresses(text, 0);
    return told.empty() ? 0.0F : told[0].confidence;
  };
  EXPECT_LT(confidence("we met at 12 Maple Street"), 0.9F);
  EXPECT_GT(confidence("we met at 12 Maple Street, Springfield, IL 62701"), 0.95F);
}

TEST(Addresses, AreNotMadeOfOtherNumbers) {
  const std::string_view cases[] = {
      "In 2014 Summer sales rose by 12 percent.",
      "Chapter 12 Results and Discussion",
      "GET /api/v2/users/12345 HTTP/1.1 200 OK",
      "The 3 Musketeers met 40 Thieves on 12 May 2020.",
      "version 10.0.19041 Build 1234",
      "Table 4 Mean values of 12 Samples",
      "Invoice 20231 Amount 4500 EUR",
      "20 Mitarbeiter in 5 Abteilungen",
      "We have 24 Open Positions and 3 Product Lines.",
      "the build arrived at 12 May 2020",
      "reported via Tianfu Cup 2023.",
      "code for Release 2 Application Specific Extension.\nThis option implies it",
      "located at Chapter 12 of the book",
      "Im Jahr 19 kamen 25000 Gäste; Am Montag 12, 13 und 14 Uhr",
  };
  for (const std::string_view text : cases) {
    const auto told = addresses(text);
    EXPECT_TRUE(told.empty()) << text << " -> " << (told.empty() ? "" : told[0].text);
  }
}

TEST(Addresses, WhoHoldsRightsSinceAYearLivesInNoStreet) {
  for (const std::string_view text : {"(c) 2021 Iain Lane", "Copyright (C) 2015-2022, Iain Lane",
                                      "Copyright 2012 Frank Drive", "\xC2\xA9 2014 Abbey Road"}) {
    EXPECT_TRUE(addresses(text).empty()) << text;
  }
  EXPECT_EQ(addresses("Ship to 2015 Oak Street, Austin, TX 78701").size(), 1U);
  EXPECT_EQ(addresses("Unit 1204, 2015 Oak Street, Austin, TX 78701").size(), 1U);
}

TEST(Addresses, CellsAreScoredByTheirKind) {
  EXPECT_GT(lexicon().street_score("1742 Maple Street"), 0.6F);
  EXPECT_GT(lexicon().street_score("12 rue Victor Hugo"), 0.6F);
  EXPECT_GT(lexicon().street_score("Hauptstr. 12"), 0.6F);
  EXPECT_LT(lexicon().street_score("Blue Widget"), 0.3F);
  EXPECT_LT(lexicon().street_score("2014-03-12"), 0.3F);
  EXPECT_GT(lexicon().city_score("Paris"), 0.6F);
  EXPECT_GT(lexicon().city_score("Saint-Denis"), 0.5F);
  EXPECT_EQ(lexicon().city_score("Accounting"), 0.0F);
  EXPECT_EQ(lexicon().postcode_country("SW1A 2AA"), "GB");
  EXPECT_EQ(lexicon().postcode_country("K1M 1M4"), "CA");
  EXPECT_EQ(lexicon().postcode_country("62701"), "US");
  EXPECT_EQ(lexicon().postcode_country("hello"), "");
  EXPECT_EQ(canonical_address("12, Rue de l'Église\n75002 Paris"), "12 rue de leglise 75002 paris");
}

TEST(Addresses, TextCutAnywhereIsHarmless) {
  const std::string text =
      "PSC 1560, Box 3449\nAPO AP 24937; 12 bis, rue d’Aubigné, 75004 Paris CEDEX 04 - C/ Mayor 4, K1M 1M4, Hauptstr. "
      "1-3/5 D-10115 Berlin\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    std::vector<NamedSpan> found;
    const std::string_view cut = std::string_view(text).substr(0, size);
    lexicon().find_addresses(cut, ByteClasses(cut), found);
    for (const NamedSpan& span : found) EXPECT_LE(span.end, size);
    (void)lexicon().address_score(cut);
    (void)lexicon().postcode_country(cut);
  }
}

}  // namespace
}  // namespace constat
