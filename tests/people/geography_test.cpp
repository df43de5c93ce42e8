#include "people/geography.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Geography, WhereAnAddressIs) {
  struct Case {
    std::string_view address, country, state;
  };
  constexpr Case cases[] = {
      {"12 Elm Street, Springfield, IL 62704", "US", "IL"},
      {"12 Elm Street\nSpringfield, il 62704-1234", "US", "IL"},
      {"1 Main St, 90210, USA", "US", "CA"},
      {"10 Downing Street, London SW1A 2AA", "GB", ""},
      {"24 Sussex Drive, Ottawa ON K1M 1M4", "CA", ""},
      {"8 rue de la Paix, 75002 Paris, France", "FR", ""},
      {"8 rue de la Paix, 75002 Paris", "", ""},
      {"Hauptstr. 5, 10115 Berlin, Deutschland", "DE", ""},
      {"62704", "", ""},
      {"4 Pine Rd, Albany, New York 12207", "US", "NY"},
      {"1 Elm St, Charleston, West Virginia 25301", "US", "WV"},
      {"12 Oak St, Sacramento, CA", "US", "CA"},
      {"12 Oak St, Perth, WA", "", ""},  // Australia's too.
      {"Sacramento, CA", "", ""},
      {"Milano, MI", "", ""},
      {"sacramento ca usa", "US", "CA"},
      {"albany new york usa", "US", "NY"},
      {"5 Main St, Newark, New Jersey", "US", "NJ"},
      {"austria", "AT", ""},
      {"7700 mouscron belgium", "BE", ""},
      {"1 Parade Street, Douglas IM1 2AE", "IM", ""},
      {"JE2 3QA", "JE", ""},
      {"St Peter Port GY1 1AA, UK", "GG", ""},
      {"12 Church Lane, Galway, H91 TK33", "IE", ""},
      {"Dublin 6W D6W X285", "IE", ""},
      {"D02 X285", "IE", ""},
      {"Unit B12 1234", "", ""},
      {"", "", ""},
  };
  for (const Case& c : cases) {
    const Region region = region_of_address(c.address);
    EXPECT_EQ(region.country, c.country) << c.address;
    EXPECT_EQ(region.state, c.state) << c.address;
  }
}

TEST(Geography, StatesOfZipCodesAndAreaCodes) {
  EXPECT_EQ(state_of_zip("78701"), "TX");
  EXPECT_EQ(state_of_zip("02139"), "MA");
  EXPECT_EQ(state_of_zip("00001"), "") << "assigned to nobody";
  EXPECT_EQ(state_of_zip("7870"), "");
  EXPECT_EQ(state_of_zip("SW1A"), "");
  EXPECT_EQ(state_of_phone("+13105550123"), "CA");
  EXPECT_EQ(state_of_phone("+1 (512) 555-0123"), "TX");
  EXPECT_EQ(state_of_phone("+18005550123"), "") << "toll-free";
  EXPECT_EQ(state_of_phone("+14165550123"), "") << "Toronto";
  EXPECT_EQ(state_of_phone("3105550123"), "") << "no country in it";
  EXPECT_EQ(state_of_phone("+131055501234"), "");
}

TEST(Geography, WhereAPhoneIs) {
  EXPECT_EQ(country_of_phone("+33612345678"), "FR");
  EXPECT_EQ(country_of_phone("0044 20 7946 0958"), "GB");
  EXPECT_EQ(country_of_phone("+12125550123"), "US");
  EXPECT_EQ(country_of_phone("+14165550123"), "CA");
  EXPECT_EQ(country_of_phone("+18765550123"), "JM");
  EXPECT_EQ(country_of_phone("0612345678"), "") << "no country in it";
  EXPECT_EQ(country_of_phone("+999"), "");
}

TEST(Geography, WhereADomainIs) {
  EXPECT_EQ(country_of_domain("jane@example.fr"), "FR");
  EXPECT_EQ(country_of_domain("jane@example.co.uk"), "GB");
  EXPECT_EQ(country_of_domain("jane@start.io"), "") << "sold to all the world";
  EXPECT_EQ(country_of_domain("jane@example.com"), "");
}

}  // namespace
}  // namespace constat
