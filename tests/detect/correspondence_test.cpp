#include "detect/correspondence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "support/engine_fixture.h"

namespace constat {
namespace {

class CorrespondenceTest : public test::EngineTest {
 protected:
  static std::vector<test::Found> detect_of(std::string_view sender, std::string_view text) {
    test::Collector collector(engine_->types());
    const auto scratch = engine_->make_scratch();
    scratch->set_sender(sender);
    engine_->detect(Passage::whole(text, "body"), *scratch, collector);
    return collector.all;
  }
  // Whose each value is: the name that shares its mention, "" for nobody's.
  std::string owner(const std::string& text, std::string_view type) {
    const auto found = detect(text);
    for (const auto& value : found) {
      if (value.type != type || value.mention == 0) continue;
      std::string best;
      for (const auto& name : found) {
        if (name.type == "person_name" && name.mention == value.mention && name.value.size() > best.size())
          best = name.value;
      }
      return best;
    }
    return "";
  }
};

TEST_F(CorrespondenceTest, WhatIsSaidOfIAndYouIsTheWritersAndTheReaders) {
  struct Case {
    std::string_view text, type, owner, why;
  };
  constexpr Case cases[] = {
      {"Hi Jean,\n\nmy SSN is 512-48-6193 and I was born on 03/14/1975.\n\nBest regards,\nMargaret Whitfield\n",
       "us_ssn", "Margaret Whitfield", "English"},
      {"Hi John, my SSN is 512-48-6193.\nThanks, Margaret Whitfield\n", "us_ssn", "Margaret Whitfield",
       "not the one whom it is to"},
      {"Bonjour Jean,\n\nVoici mon RIB : FR14 2004 1010 0505 0001 3M02 606.\n\nBien \xC3\xA0 toi,\n\xC3\x89lodie "
       "Marchand\n",
       "iban", "\xC3\x89lodie Marchand", "French"},
      {"Hallo Klaus,\n\nmeine IBAN ist DE89 3704 0044 0532 0130 00.\n\nViele Gr\xC3\xBC\xC3\x9F"
       "e\nAnna Schmidt\n",
       "iban", "Anna Schmidt", "German"},
      {"Hola Pedro:\n\nMi IBAN es ES91 2100 0418 4502 0005 1332.\n\nUn saludo,\nLuc\xC3\xAD"
       "a Mart\xC3\xADnez\n",
       "iban",
       "Luc\xC3\xAD"
       "a Mart\xC3\xADnez",
       "Spanish"},
      {"Hoi Pieter,\n\nMijn IBAN is NL91 ABNA 0417 1643 00.\n\nGroeten,\nHendrika Vermeulen\n", "iban",
       "Hendrika Vermeulen", "Dutch"},
      {"Hola Nuria Campos,\n\ntu IBAN es ES91 2100 0418 4502 0005 1332.\n\nUn saludo,\nPedro Ruiz\n", "iban",
       "Nuria Campos", "Spanish, the reader's"},
      {"Beste Pieter Jansen,\n\nuw IBAN is NL91 ABNA 0417 1643 00.\n\nGroeten,\nHendrika Vermeulen\n", "iban",
       "Pieter Jansen", "Dutch, the reader's"},
      {"Ciao Mario,\n\nil mio IBAN: IT60 X054 2811 1010 0000 0123 456\n\nCordiali saluti\nGiulia Bianchi\n", "iban",
       "Giulia Bianchi", "Italian"},
      {"Margaret Whitfield\n1420 Oak Street, Sacramento, CA 95814\n\nDear Margaret,\n\nWe are pleased to offer you an "
       "annual "
       "salary of $118,000. You will report to Thomas Walker (thomas@example.org).\n\nSincerely,\nKaren Miller\n",
       "salary", "Margaret Whitfield", "an offer"},
      {"Margaret Whitfield\n\nDear Ms. Whitfield,\n\nplease check your SSN 512-48-6193 on file.\n\nSincerely,\nKaren "
       "Miller\n",
       "us_ssn", "Margaret Whitfield", "the reader's"},
      {"Dear Karen,\n\nas you asked, my SSN is 512-48-6193.\n\nRegards,\nThomas Walker\n", "us_ssn", "Thomas Walker",
       "the nearer word"},
      {"Sehr geehrte Frau Schmidt,\n\nIhr Bruttojahresgehalt betr\xC3\xA4gt 62.000 Euro.\n\nMit freundlichen "
       "Gr\xC3\xBC\xC3\x9F"
       "en\nKlaus M\xC3\xBCller\n",
       "salary", "Schmidt", "German"},
      {"Hi,\n\nmy wife's SSN is 512-48-6193.\n\nRegards,\nThomas Walker\n", "us_ssn", "", "somebody else's"},
      {"Hi,\n\nthe SSN on file is 512-48-6193.\n\nRegards,\nThomas Walker\n", "us_ssn", "", "not said whose"},
      {"Hi,\n\nplease call me.\n\nRegards,\nThomas Walker\n\n> my SSN is 512-48-6193\n> Jane\n", "us_ssn", "Jane",
       "in what was answered"},
  };
  for (const Case& one : cases) EXPECT_EQ(owner(std::string(one.text), one.type), one.owner) << one.why;
}

TEST_F(CorrespondenceTest, WhatAMailSaysOfItsWriterIsItsSenders) {
  struct Case {
    std::string_view text, type;
    bool senders;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"Hi,\n\nas asked: my SSN is 512-48-6193.\n\nJ.\n", "us_ssn", true, "signed by a letter"},
      {"my SSN is 512-48-6193", "us_ssn", true, "nothing else"},
      {"Hi Paul,\nmy SSN is 512-48-6193\n", "us_ssn", true, "not the one whom it greets"},
      {"Hi Paul,\nyour number is (415) 555-2671?\n\nmy SSN is 512-48-6193\n", "us_ssn", true, "below what is Paul's"},
      {"my SSN is 512-48-6193\n\nThanks,\nJane\n", "us_ssn", true, "signed by a part of the sender's name"},
      {"Hallo, meine IBAN lautet DE89 3704 0044 0532 0130 00.\n", "iban", true, "German"},
      {"Bonjour,\n\nmon IBAN est FR14 2004 1010 0505 0001 3M02 606.\n\nMerci\n", "iban", true, "French"},
      {"See below.\n\n---------- Forwarded message ----------\nFrom: Daniel Whitcomb <d.whitcomb@web.de>\n\n"
       "my SSN is 512-48-6193\n",
       "us_ssn", false, "passed on"},
      {"Thanks.\n\nOn Sunday Daniel Whitcomb wrote:\nmy SSN is 512-48-6193\n", "us_ssn", false, "answered"},
      {"Ok.\n> my SSN is 512-48-6193\n", "us_ssn", false, "quoted"},
      {"my wife's SSN is 512-48-6193\n", "us_ssn", false, "somebody else's"},
      {"the SSN is 512-48-6193\n", "us_ssn", false, "not said whose"},
      {"my SSN is 512-48-6193\n\nRegards,\nThomas Walker\n", "us_ssn", false, "signed by somebody else"},
      {"my SSN is 512-48-6193\nwell, and my SSN is 536-22-8726\n", "us_ssn", false, "a chat that was pasted"},
  };
  for (const Case& one : cases) {
    const auto found = detect_of("jane doering", one.text);
    const auto value = std::ranges::find(found, one.type, &test::Found::type);
    ASSERT_NE(value, found.end()) << one.why;
    EXPECT_EQ(value->mention == sender_mention, one.senders) << one.why;
    for (const auto& other : detect(one.text)) EXPECT_NE(other.mention, sender_mention) << "no mail: " << one.why;
  }
}

TEST_F(CorrespondenceTest, WhatIsAnsweredOrPassedOnIsItsWriters) {
  struct Case {
    std::string_view text, type, owner, why;
  };
  constexpr Case cases[] = {
      {"FYI\n\n---------- Forwarded message ---------\nFrom: Daniel Whitcomb <d.whitcomb@web.de>\nDate: Mon, Oct 7\n"
       "To: Karen Miller <karen@example.org>\n\nHi Karen,\nmy SSN is 512-48-6193.\n",
       "us_ssn", "Daniel Whitcomb", "passed on, not whom it greets"},
      {"FYI\n\n---------- Forwarded message ---------\nFrom: Daniel Whitcomb <d.whitcomb@web.de>\nTo: Karen Miller\n\n"
       "Hi Karen,\n\nyour SSN is 512-48-6193.\n",
       "us_ssn", "Karen Miller", "of whom it greets"},
      {"ok\n\n-----Urspr\xC3\xBCngliche Nachricht-----\nVon: Whitcomb, Daniel\nGesendet: Montag\nAn: Karen Miller\n\n"
       "Hallo Frau Miller,\nmeine IBAN lautet DE89 3704 0044 0532 0130 00.\n",
       "iban", "Whitcomb, Daniel", "German, no mailbox"},
      {"ok\n\nFrom: Daniel Whitcomb\nSent: Monday\nTo: Karen Miller\n\nKaren, my SSN is 512-48-6193.\n"
       "\nRegards,\nPriya Raman\n",
       "us_ssn", "Priya Raman", "signed by another than its header says"},
      {"Hello Paul,\nas asked.\n\nOn Mon, Oct 7, Daniel Whitcomb <d.whitcomb@web.de> wrote:\n> Hello Karen,\n> my SSN "
       "is "
       "512-48-6193.\n",
       "us_ssn", "Daniel Whitcomb", "quoted"},
      {"ok\n\nLe lun. 7 oct. 2024, Daniel Whitcomb <d.whitcomb@web.de> a \xC3\xA9"
       "crit :\n> Bonjour Karen,\n> mon IBAN est "
       "FR14 2004 1010 0505 0001 3M02 606.\n",
       "iban", "Daniel Whitcomb", "French"},
      {"ok\n\nIl giorno lun 7 ott 2024 Giulia Bianchi <giulia@libero.it> ha scritto:\n> Ciao Mario,\n> il mio IBAN: "
       "IT60 "
       "X054 2811 1010 0000 0123 456\n",
       "iban", "Giulia Bianchi", "Italian"},
      {"ok\n\nEl lun, 7 oct 2024, Luc\xC3\xAD"
       "a Mart\xC3\xADnez <lucia@hotmail.es> escribi\xC3\xB3:\n> Hola Pedro:\n> mi IBAN es "
       "ES91 2100 0418 4502 0005 1332.\n",
       "iban",
       "Luc\xC3\xAD"
       "a Mart\xC3\xADnez",
       "Spanish"},
      {"On Monday Karen Miller wrote:\n> Daniel, send me your number.\n\nHi Karen, my SSN is 512-48-6193.\n\nRegards,\n"
       "Daniel Whitcomb\n",
       "us_ssn", "Daniel Whitcomb", "answered below"},
      {"On Monday Karen Miller wrote:\n> Dear John Roe,\n> I am not in today, and please note that\nmy SSN is "
       "512-48-6193.\n\nRegards,\nDaniel Whitcomb\n",
       "us_ssn", "", "a quoted line that was broken"},
      {"ok\n> Hello Karen,\n> my SSN is 512-48-6193.\n", "us_ssn", "", "quoted, nothing says of whom"},
      {"Hi John,\nmy SSN is 512-48-6193.\n", "us_ssn", "", "unsigned: not of whom it greets"},
      {"ok\n\n---------- Forwarded message ---------\nFrom: Daniel Whitcomb <d.whitcomb@web.de>\n\nHi Karen,\n\nmy "
       "wife's "
       "SSN is 512-48-6193.\n",
       "us_ssn", "", "a relative's"},
      {"ok\n\n---------- Forwarded message ---------\nFrom: Daniel Whitcomb <d.whitcomb@web.de>\n\nHi Karen,\n\nmy "
       "SSN, "
       "not that of Priya Raman, is 512-48-6193.\n",
       "us_ssn", "Priya Raman", "another is named in the sentence: as in any text"},
  };
  for (const Case& one : cases) EXPECT_EQ(owner(std::string(one.text), one.type), one.owner) << one.why;
}

TEST_F(CorrespondenceTest, AHeaderWithoutANameHasItsMailbox) {
  const auto found = detect(
      "FYI\n\n---------- Forwarded message ---------\nFrom: dw77@web.de\nTo: hr@example.org\n\nHi Karen,\nmy SSN is "
      "512-48-6193.\n");
  std::map<std::string, std::uint32_t> mentions;
  for (const auto& one : found) mentions[one.value] = one.mention;
  EXPECT_NE(mentions["512-48-6193"], 0U);
  EXPECT_EQ(mentions["512-48-6193"], mentions["dw77@web.de"]);
  EXPECT_EQ(mentions["hr@example.org"], 0U);
  EXPECT_EQ(mentions["Karen"], 0U);
  // Beside a mailbox with a name, to which it went.
  mentions.clear();
  for (const auto& one : detect("FYI\n\n---------- Forwarded message ---------\nFrom: <dw77@web.de>\nTo: Karen Miller "
                                "<karen@example.org>\n\nHi Karen,\nmy SSN is 512-48-6193.\n")) {
    mentions[one.value] = one.mention;
  }
  EXPECT_NE(mentions["512-48-6193"], 0U);
  EXPECT_EQ(mentions["512-48-6193"], mentions["dw77@web.de"]);
  EXPECT_NE(mentions["512-48-6193"], mentions["karen@example.org"]);
  EXPECT_EQ(mentions["Karen Miller"], mentions["karen@example.org"]);
}

}  // namespace
}  // namespace constat
