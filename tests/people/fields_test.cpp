#include "people/fields.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

std::string words(const Fields& fields, std::uint32_t name) {
  const NameField& field = fields.name_at(name);
  const auto text = [&](std::uint32_t word) {
    return word == no_field ? std::string("-") : std::string(fields.words().text(word));
  };
  return text(field.given) + "|" + text(field.middle[0]) + "|" + text(field.surname);
}

TEST(Fields, NamesFallIntoParts) {
  Fields fields;
  struct Case {
    std::string_view canonical, parts;
  };
  const Case cases[] = {
      {"jane doe", "jane|-|doe"},
      {"jane mary doe", "jane|mary|doe"},
      {"mr john de la tour", "john|-|tour"},
      {"jean-pierre dupont", "jean|pierre|dupont"},
      {"doe", "-|-|doe"},
      {"dr", "-|-|dr"},
      {"j doe", "j|-|doe"},
      {"van der berg", "van|der|berg"},
      {"john doe jr", "john|-|doe"},
      {"de", "-|-|de"},
      {"la", "-|-|la"},
      {"mr de", "-|-|de"},
      {"-", "-|-|-"},
  };
  for (const Case& c : cases) EXPECT_EQ(words(fields, fields.name(c.canonical, c.canonical)), c.parts) << c.canonical;
  EXPECT_EQ(fields.name_at(fields.name("jane doe", "")).key, fields.name_at(fields.name("doe jane", "")).key);
  EXPECT_TRUE(fields.name_at(fields.name("j doe", "")).initial);
  EXPECT_EQ(fields.name("  ", ""), no_field);
}

TEST(Fields, SpellingsThatDoNotShoutAreShown) {
  for (const bool turned : {false, true}) {
    Fields fields;
    const std::uint32_t name = fields.name("jane doe", turned ? "JANE DOE" : "Jane Doe");
    EXPECT_EQ(fields.name("jane doe", turned ? "Jane Doe" : "JANE DOE"), name);
    EXPECT_EQ(fields.spelling(name), "Jane Doe");
  }
}

TEST(Fields, EverySpellingComesBackAsItWasWritten) {
  struct Case {
    std::string_view canonical, spelling;
  };
  constexpr Case cases[] = {
      {"jane doe-smith", "Jane Doe-Smith"},
      {"jane doe", "JANE DOE"},
      {"jane doe", "jane doe"},
      {"sean o'brien", "Sean O'Brien"},
      {"anna da silva", "Anna da Silva"},
      {"rene muller", "Ren\xC3\xA9 M\xC3\xBCller"},
      {"ian mcdonald", "Ian McDonald"},
      {"jane doe", "Doe, Jane"},
      {"jane doe", ""},
  };
  for (const Case& c : cases) {
    Fields fields;
    const std::uint32_t name = fields.name(c.canonical, c.spelling);
    EXPECT_EQ(fields.spelling(name), c.spelling);
    EXPECT_EQ(fields.name(c.canonical, c.spelling), name);
    EXPECT_EQ(fields.spelling(name), c.spelling) << "told again";
    fields.close();
    EXPECT_EQ(fields.spelling(name), c.spelling) << "when no more is read";
  }
}

TEST(Fields, ValuesLoseWhatTellsNothing) {
  Fields fields;
  EXPECT_EQ(fields.phone("+15125550123", true), fields.phone("(512) 555-0123", false));
  EXPECT_EQ(fields.phone("+33612345678", true), fields.phone("0612345678", false));
  EXPECT_EQ(fields.phone("123456", false), no_field) << "six digits are no telephone";
  EXPECT_NE(fields.phone("1234567", false), no_field);
  EXPECT_EQ(fields.id("12-34567", 1, true), fields.id("001234567", 1, true)) << "leading zeros";
  EXPECT_NE(fields.id("1234567", 1, false), fields.id("001234567", 1, false));
  EXPECT_NE(fields.id("512486193", 1, false), fields.id("512486193", 2, false)) << "ids of two types";
  EXPECT_EQ(fields.email("Jane@X.org"), fields.email("jane@x.org"));
  EXPECT_TRUE(fields.value_at(fields.email("no-reply@x.org")).role);
  EXPECT_EQ(fields.email("jane"), no_field);
  EXPECT_TRUE(fields.birth_at(fields.birth("1970-01-02")).whole);
  EXPECT_EQ(fields.birth("19700102"), fields.birth("1970-01-02"));
  EXPECT_FALSE(fields.birth_at(fields.birth("1970")).whole);
  EXPECT_FALSE(fields.birth_at(fields.birth("19701399")).whole);
  EXPECT_EQ(fields.birth("12345678901234567890"), no_field);
}

TEST(Fields, AddressesFallIntoParts) {
  Fields fields;
  const AddressField elm = fields.address_at(fields.address("12 elm street springfield il 62704", ""));
  EXPECT_EQ(fields.tokens().text(elm.number), "12");
  EXPECT_EQ(fields.tokens().text(elm.street), "elm");
  EXPECT_EQ(fields.tokens().text(elm.postcode), "62704");
  EXPECT_EQ(elm.state, (std::array<char, 2>{'I', 'L'}));
  const AddressField paix = fields.address_at(fields.address("12 rue de la paix 75002 paris", ""));
  EXPECT_EQ(fields.tokens().text(paix.street), "paix");
  EXPECT_EQ(fields.tokens().text(paix.postcode), "75002");
  const AddressField maple = fields.address_at(fields.address("8449 maple street chicago", ""));
  EXPECT_EQ(fields.tokens().text(maple.number), "8449") << "of a house, not of a town";
  EXPECT_EQ(maple.postcode, no_field);
  for (const char* const town : {"75011 paris", "4011 st james", "91940 les ulis"}) {
    const AddressField place = fields.address_at(fields.address(town, ""));
    EXPECT_NE(place.postcode, no_field) << town;
    EXPECT_EQ(place.number, no_field) << town;
  }
  std::string many;
  for (int word = 0; word < 1000; ++word) many += "w" + std::to_string(word) + " ";
  EXPECT_LE(fields.address_at(fields.address(many, "")).tokens_count, 24U) << "hostile length";
}

TEST(Fields, SoundsAndPool) {
  for (const auto& [a, b] : {std::pair("robert", "rupert"), {"smith", "smyth"}, {"tymczak", "tymczok"}}) {
    EXPECT_EQ(soundex(a), soundex(b)) << a;
  }
  EXPECT_EQ(soundex("ashcraft"), soundex("ashcroft"));
  EXPECT_EQ(soundex(""), 0U);
  EXPECT_EQ(soundex("1abc"), 0U);
  TextPool pool;
  for (int number = 0; number < 5000; ++number)
    EXPECT_EQ(pool.add(std::to_string(number)), static_cast<unsigned>(number));
  for (int number = 0; number < 5000; ++number)
    EXPECT_EQ(pool.find(std::to_string(number)), static_cast<unsigned>(number));
  EXPECT_EQ(pool.find("none"), no_field);
  EXPECT_EQ(pool.text(4711), "4711");
  const std::string longest(70'000, 'x');
  EXPECT_EQ(pool.text(pool.add(longest)).size(), 65'535U);
  EXPECT_EQ(pool.find(longest), 5000U);
  EXPECT_EQ(pool.text(pool.add("")), "");
  for (int number = 0; number < 60; ++number) pool.add(std::string(60'000, 'y') + std::to_string(number));
  EXPECT_EQ(pool.text(pool.find(std::string(60'000, 'y') + "41")), std::string(60'000, 'y') + "41") << "over chunks";
  pool.close();
  EXPECT_EQ(pool.text(4711), "4711") << "what is closed still tells";
  EXPECT_EQ(pool.find("4711"), no_field);
}

TEST(Fields, AProviderIsTheHouseOfMany) {
  for (const char* const domain :
       {"gmail.com", "yahoo.fr", "yahoo.co.uk", "orange.fr", "web.de", "mail.ru", "gmx.net"}) {
    EXPECT_TRUE(is_public_mail(domain)) << domain;
  }
  for (const char* const domain : {"studio.example", "mail.example.com", "orange.com.example", "", "gmailer.com"}) {
    EXPECT_FALSE(is_public_mail(domain)) << domain;
  }
}

TEST(Fields, MailboxesOfAnOfficeAreNobodys) {
  for (const std::string_view role : {"info@studio.example", "ops@studio.example", "all@studio.example",
                                      "equipe@studio.example", "No-Reply@studio.example", "personal@nordstern.example",
                                      "ressources.humaines@nordlicht.example", "rrhh@estudio.example"}) {
    EXPECT_TRUE(is_role_address(role)) << role;
  }
  for (const std::string_view own : {"jane.doe@studio.example", "inf@studio.example", "@studio.example", "info"}) {
    EXPECT_FALSE(is_role_address(own)) << own;
  }
}

}  // namespace
}  // namespace constat
