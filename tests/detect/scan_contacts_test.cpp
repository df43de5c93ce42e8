#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ScanContacts : public test::EngineTest {};

TEST_F(ScanContacts, MailAddresses) {
  struct Case {
    std::string_view text;
    std::string_view value;  // "" where there is none.
  };
  constexpr Case cases[] = {
      {"write to jane.doe@example.org.", "jane.doe@example.org"},
      {"<Jane@Example.ORG>", "Jane@Example.ORG"},
      {"mailto:jane@example.co.uk?subject=x", "jane@example.co.uk"},
      {"'jane@example.org'", "jane@example.org"},
      {"https://user:secret@example.org/x", ""},
      {"a@b.notatld", ""},
      {"@handle and a@ b", ""},
      {"m\xC3\xBCller@stra\xC3\x9F"
       "e.de",
       "m\xC3\xBCller@stra\xC3\x9F"
       "e.de"},
      {"\xE2\x80\x9Cjane@example.org\xE2\x80\x9D", "jane@example.org"},
  };
  for (const Case& c : cases) {
    std::string value;
    for (const Found& one : detect(c.text)) {
      if (one.type == "email_address") value = one.value;
    }
    EXPECT_EQ(value, c.value) << c.text;
  }
}

TEST_F(ScanContacts, TelephoneNumbersAreValidatedAndShareTheirCanonicalForm) {
  const auto found = detect("call +33 1 42 68 53 00 or t\xC3\xA9l. 01 42 68 53 00");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].canonical, "+33142685300");
  EXPECT_EQ(found[1].canonical, "+33142685300");
  EXPECT_EQ(confidence_of("phone_number", "2014-11-24 10:15:00"), 0.0F);
  EXPECT_EQ(confidence_of("phone_number", "1732492800123"), 0.0F);
}

TEST_F(ScanContacts, LabelledTelephonesThatLookLikeDatesAreTelephones) {
  for (const std::string_view text :
       {"Tel : 06 12 34 56 78", "T\xC3\xA9l\xC3\xA9phone : 06.01.12.30.44", "06 12 11 10 30",
        "t\xC3\xA9l. 07 01 02 24 55", "Telefoon: 0470 12 34 56", "Mobilnummer: 0171 1234567", "Tel. 0470.123456"}) {
    EXPECT_GE(confidence_of("phone_number", text), 0.7F) << text;
    EXPECT_EQ(confidence_of("de_tax_number", text), 0.0F) << text;
  }
  for (const std::string_view text : {"phone: 0.680000", "mobile 48.856614", "call 3.14159265", "2014-11-24 10 30",
                                      "24.11.2014 10", "tel 24.11.2014"}) {
    EXPECT_EQ(confidence_of("phone_number", text), 0.0F) << text;
  }
}

}  // namespace
}  // namespace constat
