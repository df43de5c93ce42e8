#include "detect/phone_home.h"

#include <gtest/gtest.h>

#include <vector>

namespace constat {
namespace {

// Made-up numbers; the forms are those of each country's lists.
TEST(PhoneHome, IsToldByTheLanguageOfTheHeadersAndByHowNumbersAreWritten) {
  struct Case {
    const char* headers;
    const char* number;
    const char* region;
  };
  constexpr Case cases[] = {
      {"Naam Mobiel", "06-28255660", "NL"},
      {"Name Phone", "07700 900123", "GB"},
      {"Name Mobile Union", "07700 900123", "GB"},
      {"Nombre M\u00F3vil", "617 390 494", "ES"},
      {"Imi\u0119 i nazwisko Tel. kom.", "605 595 751", "PL"},
      {"Nome Telem\u00F3vel", "913 787 228", "PT"},
      {"Nome Cognome Cellulare", "339 1234567", "IT"},
      {"Naam GSM", "0478 12 34 56", "BE"},
      {"Nom T\u00E9l", "0478 12 34 56", "BE"},
      {"Name Natel", "079 123 45 67", "CH"},
      {"Vorname Nachname Telefon", "079 123 45 67", "CH"},
      {"Name Mobile", "0412 345 678", "AU"},
      {"Patient Tel.", "0171/2345678", "DE"},
      {"Vorname Nachname Telefon", "030 12345678", "DE"},
      {"Vorname Nachname Telefon", "0664 1234567", "AT"},
      {"Nom Pr\u00E9nom Bapt\u00EAme Religion T\u00E9l", "06 32 87 07 44", "FR"},
      {"Nom T\u00E9l\u00E9phone", "0612345678", "FR"},
      {"Name Phone", "(312) 555-0123", "US"},
      {"", "312-555-0123", "US"},
      {"", "06 32 87 07 44", "FR"},
      // A place of a small country.
      {"Telefon Innsbruck", "0512 583471", "AT"},
      {"Telefon M\u00FCnchen", "0512 583471", "DE"},
      {"t\u00E9l\u00E9phone \u00E0 Li\u00E8ge", "04 223 17 80", "BE"},
      {"Name Phone Vienna", "(703) 555-0123", "US"},
      // What several countries have, and nothing tells which.
      {"Patient Tel.", "030 12345678", ""},
      {"Tel", "0412345678", ""},
      {"", "617390494", ""},
      // Too short for Germany's mobiles: that Austria's open plan has it says nothing.
      {"PatNr Patient geb. Tel.", "015123009", ""},
  };
  for (const Case& one : cases) {
    PhoneHome home;
    home.add_words(one.headers);
    const std::vector<std::string_view> numbers = {one.number};
    EXPECT_EQ(home.choose(numbers), one.region) << one.headers << ": " << one.number;
  }
}

TEST(PhoneHome, WhatElseNamesACountryGoesBeforeTheLanguage) {
  const std::vector<std::string_view> numbers = {"0612345678", "0687654321"};
  PhoneHome home;
  home.add_words("Name Phone");
  home.add_told("write to j.bakker@example.nl or +31 6 12345678");
  EXPECT_EQ(home.choose(numbers), "NL");
  PhoneHome by_id;
  by_id.add_words("Name Phone");
  by_id.add_country("FR", 12);
  EXPECT_EQ(by_id.choose(numbers), "FR");
  // Numbers of one country beside one of another.
  PhoneHome mixed;
  mixed.add_words("Name Phone");
  mixed.add_number("+44 20 7946 0958");
  mixed.add_number("+1 312 555 0123");
  EXPECT_EQ(mixed.choose(std::vector<std::string_view>{"07700 900123"}), "GB");
}

// The kilobyte around a number is read to its end: what stands nearest to it is not at its begin.
TEST(PhoneHome, ReadsLongTextToItsEnd) {
  const std::vector<std::string_view> numbers = {"0612345678"};
  std::string blanks;
  while (blanks.size() < 500) blanks += "xqzvb wkfjq ";
  for (const auto& [words, region] : std::vector<std::pair<std::string, std::string>>{
           {"bel mij even op mijn mobiel, het nummer is", "NL"}, {"vous pouvez me joindre chez moi au", "FR"}}) {
    PhoneHome home;
    home.add_words(blanks + words);
    EXPECT_EQ(home.choose(numbers), region) << words;
  }
  PhoneHome none;
  none.add_words(blanks);
  EXPECT_EQ(none.choose(numbers), "");
}

// What is around a number is read only where it may change the answer: elsewhere it must not.
TEST(PhoneHome, WhatIsAroundIsAskedWhereItMayChangeTheAnswer) {
  std::size_t contested = 0;
  for (const std::string_view number :
       {"0000000", "999", "12 34", "06 12 34 56 78", "020 7946 0958", "(312) 555-0123", "312-555-0123", "0711 123456",
        "07700 900123", "612 345 678", "91 123 45 67", "555-0123", "+1 312 555 0123"}) {
    const PhoneHome::Plans plans = PhoneHome::plans_of(std::span(&number, 1));
    if (PhoneHome::are_contested(plans)) {
      ++contested;
      continue;
    }
    for (const std::string_view country : {"NL", "US", "FR", "DE", "IT"}) {
      PhoneHome home;
      home.add_words("Telefon von der Mutter, bitte");
      home.add_country(country, 12);
      EXPECT_EQ(home.choose(plans), PhoneHome().choose(plans)) << number << " beside what is of " << country;
    }
  }
  EXPECT_GE(contested, 3U);
}

TEST(PhoneHome, ReadsTheSignsOfATextWhereverTheyStand) {
  const std::vector<std::string_view> numbers = {"0612345678"};
  for (const std::string_view text : {"+31 6 12345678 and more", "a+b, +31 6 12345678 ", "@+31 6 12345678 x@y",
                                      "x@example.nl", "a@b@example.nl.", "T\xC3\xA9l +31 6 12345678 ."}) {
    PhoneHome home;
    home.add_told(text);
    EXPECT_EQ(home.choose(numbers), "NL") << text;
  }
  for (const std::string_view text : {"+31", "@", "+", "x@example.nlx", "+01 6 12345678 x"}) {
    PhoneHome home;
    home.add_told(text);
    EXPECT_NE(home.choose(numbers), "NL") << text;
  }
}

}  // namespace
}  // namespace constat
