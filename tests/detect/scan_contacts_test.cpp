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

TEST_F(ScanContacts, AddressesEscapedInUrlsAreRead) {
  struct Case {
    std::string_view text, value, canonical;
  };
  constexpr Case cases[] = {
      {"GET /login?user=jane.doe%40example.org&x=1", "jane.doe%40example.org", "jane.doe@example.org"},
      {"next=%2Fa%3Fto%3Djane%40example.org%26b", "jane%40example.org", "jane@example.org"},
      {"u=jane%2Bwork%40example.org HTTP/1.1", "jane%2Bwork%40example.org", "jane+work@example.org"},
      {"redirect?e=jane%2540example.org", "jane%2540example.org", "jane@example.org"},
  };
  for (const Case& c : cases) {
    const auto found = detect(c.text);
    ASSERT_EQ(found.size(), 1U) << c.text;
    EXPECT_EQ(found[0].type, "email_address");
    EXPECT_EQ(found[0].value, c.value);
    EXPECT_EQ(found[0].canonical, c.canonical);
  }
  for (const std::string_view text :
       {"100%40example", "a%40b.notatld", "%40example.org", "50%40 off.com", "%", "x%4"}) {
    EXPECT_TRUE(detect(text).empty()) << text;
  }
}

TEST_F(ScanContacts, NamesOfMessagesAndLoginsAtMachinesAreNoPersonsAddresses) {
  for (const std::string_view text :
       {"Message-ID: <20240312101010.GA1234@mail.example.org>", "In-Reply-To: <CAF+abc123xyz@mail.example.com>",
        "References: <a1b2c3@mail.example.org>\n <d4e5f6@mail.example.org>\n\t<g7@mail.example.org>",
        "Content-ID: <part1.ABC@example.org>", "postfix/cleanup[123]: 4ABC: message-id=<2024.4ABC@mx.example.org>",
        "{\"internetMessageId\": \"<DB7PR04@eu.example.com>\"}", "src=\"cid:image001@example.org\"",
        "msgid=2024.77@mx.example.org", "Received: from a by mx2.example.org with ESMTP id <2024.A@mx2.example.org>",
        "git clone git@github.com:acme/tool.git", "origin  deploy@git.example.org:acme/tool.git (fetch)",
        "npm install tool@2.0.0.dev", "scp -P 22 ann@db1.example.org:/tmp/x .", "ssh ann@db1.example.org"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.value << " in " << text;
  }
  for (const std::string_view text :
       {"From: <jane@example.org>", "References: jane@example.org, Prof. Lang",
        "Message-ID: <1@mail.example.org>\nTo: <jane@example.org>", "Reply-To: <jane@example.org>",
        "jane@example.org:/secret", "mail jane@example.org: hello"}) {
    EXPECT_GT(confidence_of("email_address", text), 0.9F) << text;
  }
}

TEST_F(ScanContacts, HeadersOfNamesOfMessagesHoldNoAddress) {
  for (const std::string_view part : {"Message-ID", "References", "in-reply-to"}) {
    for (const Found& one : detect(Passage::whole("<a1@mail.example.org> <b2@mail.example.org>", part))) {
      EXPECT_LT(one.confidence, 0.5F) << one.value << " in " << part;
    }
  }
  const auto found = detect(Passage::whole("<jane@example.org>", "Reply-To"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GT(found[0].confidence, 0.9F);
}

TEST_F(ScanContacts, GroupsOfATelephoneAreNoId) {
  for (const std::string_view text : {"Tom 07911 223344", "Anna 0171 2345678", "Eva 0171/2345678"}) {
    const auto found = detect(text);
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_EQ(found.back().type, "phone_number") << text;
    EXPECT_GE(found.back().confidence, 0.7F) << text;
  }
  EXPECT_GE(confidence_of("phone_number", "Rechnung an Eva Lang, 0171 2345678"), 0.7F) << "the bill is not the number";
  EXPECT_GE(confidence_of("phone_number", "commande de M. Durand, 06 12 34 56 78"), 0.7F);
  for (const Found& one : detect("Tom 07911223344")) EXPECT_LT(one.confidence, 0.5F) << one.type << ": born in 1807";
  EXPECT_GE(confidence_of("pl_pesel", "Anna Nowak 44051401359"), 0.7F);
}

// One in eleven passes the check of an NHS number, which is written in the same groups, but with blanks.
TEST_F(ScanContacts, TelephonesOfNorthAmericaAreNoNhsNumbers) {
  for (const std::string_view text : {"Ann or 212-555-0199", "310-842-5404 Ann", "Bob 617.495.1006", "415-867-5308"}) {
    EXPECT_GE(confidence_of("phone_number", text), 0.7F) << text;
    EXPECT_LT(confidence_of("uk_nhs", text), 0.5F) << text;
  }
  EXPECT_GE(confidence_of("uk_nhs", "NHS number 212-555-0199"), 0.9F);
  EXPECT_GE(confidence_of("uk_nhs", "Ann, 943 476 5919"), 0.7F);
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

TEST_F(ScanContacts, IdentifiersOfObjectsAndVersionsAreNoAddresses) {
  for (const std::string_view text : {"id-ce 2.5.29.14 subject", "rails 6.1.7.2", "log4j-core 2.17.1.1"})
    EXPECT_LT(confidence_of("ip_address", text), 0.5F) << text;
  for (const std::string_view text : {"host 10.0.0.5", "login from 81.2.69.10", "server 192.168.1.20"})
    EXPECT_GE(confidence_of("ip_address", text), 0.5F) << text;
}

TEST_F(ScanContacts, TheSignOfACountrysCodeMayBeEscaped) {
  EXPECT_GE(confidence_of("phone_number", "name=a&phone=%2B33612345678&x=1"), 0.5F);
  EXPECT_EQ(confidence_of("phone_number", "id=%2B12345"), 0.0F);
}

TEST_F(ScanContacts, NumbersBesideWordsThatAlsoNameTelephonesAreNone) {
  for (const std::string_view text :
       {"IEEE Standard 1003.1-2001].", "ISO C99 Standard: 7.10/5.2.4.2.1 Sizes", "max cell rate:  353207.547 cells/sec",
        "the portable -t 197001010000.00.", "Copyright (C) 2013-2015 Intel Mobile", "mobile 1997--1999",
        "call the standard 1003.1-2001"}) {
    EXPECT_EQ(confidence_of("phone_number", text), 0.0F) << text;
  }
  // What fills a field is nobody's, but it is told.
  for (const std::string_view text : {"phone: 1234567890", "call 123-456-7890", "Call(mock, 1000000, 2.0)"}) {
    EXPECT_GT(confidence_of("phone_number", text), 0.0F) << text;
    EXPECT_LT(confidence_of("phone_number", text), 0.5F) << text;
  }
  for (const std::string_view text : {"notre standard 0142685300", "Tel. 2013 2016", "Standard : 01 42 68 53 00"}) {
    EXPECT_GE(confidence_of("phone_number", text), 0.5F) << text;
  }
}

}  // namespace
}  // namespace constat
