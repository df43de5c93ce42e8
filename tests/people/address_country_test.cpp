#include "people/address_country.h"

#include <gtest/gtest.h>

#include "detect/names.h"

namespace constat {
namespace {

TEST(AddressCountry, IsToldByStreetPostcodeAndTown) {
  struct Case {
    std::string_view address;
    std::string_view country;
  };
  constexpr Case cases[] = {
      {"12 rue de la Paix, 75002 Paris", "FR"},
      {"7 avenue Foch, 69006 Lyon", "FR"},
      {"3 bis, allée des Tilleuls, 35000 Rennes", "FR"},
      {"Lieu-dit Kerguen, 29280 Locmaria-Plouzané", "FR"},
      {"1 rue des Exemples, 97400 Saint-Denis", "FR"},
      {"59200 Tourcoing", "FR"},
      {"Rue de la Loi 16, 1000 Bruxelles", "BE"},
      {"Rue du Rhône 8, 1204 Genève", "CH"},
      {"Meir 24, 2000 Antwerpen", "BE"},
      {"Kerkstraat 12, 2300 Turnhout", "BE"},
      {"Hauptstraße 5, 80331 München", "DE"},
      {"Am Sandtorkai 37, 20457 Hamburg", "DE"},
      {"10117 Berlin", "DE"},
      {"Mariahilfer Straße 12, 1070 Wien", "AT"},
      {"Bahnhofstrasse 3, 8001 Zürich", "CH"},
      {"Calle Mayor 12, 3º B, 28013 Madrid", "ES"},
      {"C/ Gran Vía 28, 28013 Madrid", "ES"},
      {"Carrer de Balmes 100, 08008 Barcelona", "ES"},
      {"Via Garibaldi 10, 20121 Milano (MI)", "IT"},
      {"Piazza del Popolo 3, 00187 Roma", "IT"},
      {"Via Nassa 5, 6900 Lugano", "CH"},
      {"Dorfstrasse 9, CH-3818 Grindelwald", "CH"},
      {"Dorfplatz 1, AT-6450 S\xC3\xB6lden", "AT"},
      {"Kerkstraat 12, 1017 GP Amsterdam", "NL"},
      {"Dorpsweg 5, 3011 AB Rotterdam", "NL"},
      {"Rua Augusta 100, 1100-053 Lisboa", "PT"},
      {"Rua das Flores 5, 01310-100 São Paulo", "BR"},
      {"ul. Marszałkowska 10, 00-590 Warszawa", "PL"},
      {"Drottninggatan 5, 111 51 Stockholm", "SE"},
      {"Vesterbrogade 3, 1620 København", "DK"},
      {"1010 Wien", "AT"},
      {"7700 Mouscron", "BE"},
      {"80331 München", "DE"},
      {"00184 Roma", "IT"},
      {"3 rue du Lac, 98000 Monaco", "MC"},
      {"98000 Monaco", "MC"},
      // Nothing tells, or something speaks against it.
      {"12 Elm Street, Springfield, 62704", ""},
      {"7 Avenue of the Americas, 10019 New York", ""},
      {"Calle 5, 06000 Ciudad de México", ""},
      {"Avenida Larco 345, 15074 Lima", ""},
      {"12 rue Principale", ""},
      {"1017 NW 5th Avenue, Portland", ""},
      {"Bahnhofstraße 3, 8010 Irgendwo", ""},
      {"", ""},
      {"75002", ""},
  };
  const auto towns = Lexicon::open(std::string(CONSTAT_SOURCE_DIR) + "/data/places/places.lex");
  ASSERT_TRUE(towns) << towns.error().what;
  for (const Case& one : cases) {
    EXPECT_EQ(country_of_form(canonical_address(one.address), &*towns), one.country) << one.address;
  }
  EXPECT_EQ(country_of_form(canonical_address("12 rue de la Paix, 75002 Paris"), nullptr), "FR") << "without towns";
}

}  // namespace
}  // namespace constat
