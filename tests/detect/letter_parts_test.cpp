#include "detect/letter_parts.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace constat {
namespace {

// "0:hello|1(Jane Doe):my number is": of each part the hand, who is said to have written it, and what is written.
std::string parts_of(std::string_view text) {
  std::string all;
  for (const LetterPart& part : letter_parts(text)) {
    const std::string_view sender = trim(text.substr(part.sender_begin, part.sender_end - part.sender_begin));
    const std::string_view body = trim(text.substr(part.body, part.end - part.body));
    if (body.empty() && sender.empty()) continue;
    if (!all.empty()) all += "|";
    all += std::to_string(part.hand);
    if (!sender.empty()) all += "(" + std::string(sender) + ")";
    all += ":" + std::string(body);
  }
  return all;
}

TEST(LetterParts, EachPartIsOfTheOneWhoWroteIt) {
  struct Case {
    std::string_view text, parts, why;
  };
  constexpr Case cases[] = {
      {"hello\nthere", "0:hello\nthere", "one letter"},
      {"", "", "nothing"},
      {"see below\n\n---------- Forwarded message ---------\nFrom: Ann Lee <ann@x.org>\nDate: Monday\nTo: Bo\n\nhi",
       "0:see below|1(From: Ann Lee <ann@x.org>):hi", "passed on"},
      {"ok\n-----Original Message-----\nFrom: Lee, Ann\nSent: Monday\nTo: Bo Orr\nSubject: pay\n\nhi",
       "0:ok|1(From: Lee, Ann):hi", "no mailbox, below dashes"},
      {"ok\n\nFrom: Lee, Ann\nSent: Monday\nTo: Bo Orr\n\nhi", "0:ok|1(From: Lee, Ann):hi", "no dashes"},
      {"ok\n-----Message d\xE2\x80\x99origine-----\nDe : Ann Lee\nEnvoy\xC3\xA9 : lundi\n\xC3\x80 : Bo\n\nsalut",
       "0:ok|1(De : Ann Lee):salut", "French"},
      {"ok\n________________________________\nVon: Ann Lee\nGesendet: Montag\nAn: Bo\n\nhallo",
       "0:ok\n________________________________|1(Von: Ann Lee):hallo", "German, a line of dashes that says nothing"},
      {"ok\n*From:* Ann Lee <ann@x.org>\n*Sent:* Monday\n\nhi", "0:ok|1(*From:* Ann Lee <ann@x.org>):hi", "in bold"},
      {"ok\n\nOn Monday Ann Lee wrote:\n> hi\n> there\n", "0:ok|1(On Monday Ann Lee wrote:):> hi\n> there", "answered"},
      {"On Monday Ann Lee wrote:\n> hi\n\nmy answer\n> and\nagain\n",
       "1(On Monday Ann Lee wrote:):> hi|0:my answer|1:> and|0:again", "answered below and between"},
      {"ok\n\nOn Mon, 14 Oct 2024 at 09:12, Ann Lee\n<ann@x.org> wrote:\n\nhi\n",
       "0:ok|1(On Mon, 14 Oct 2024 at 09:12, Ann Lee\n<ann@x.org> wrote:):hi", "over two lines, nothing quotes it"},
      {"ok\nAm 14.10.2024 um 09:12 schrieb Ann Lee <ann@x.org>:\n> hallo",
       "0:ok|1(Am 14.10.2024 um 09:12 schrieb Ann "
       "Lee <ann@x.org>:):> hallo",
       "German, the name behind"},
      {"ok\nLe lun. 14 oct. 2024, Ann Lee a \xC3\xA9"
       "crit\xC2\xA0:\n> salut",
       "0:ok|1(Le lun. 14 oct. 2024, Ann Lee a \xC3\xA9"
       "crit\xC2\xA0:):> salut",
       "French, with its hard blank"},
      {"ok\nIl giorno lun 14 ott 2024 Ann Lee ha scritto:\n> ciao",
       "0:ok|1(Il giorno lun 14 ott 2024 Ann Lee ha scritto:):> ciao", "Italian"},
      {"ok\nEl lun, 14 oct 2024, Ann Lee escribi\xC3\xB3:\n> hola",
       "0:ok|1(El lun, 14 oct 2024, Ann Lee escribi\xC3\xB3:):> hola", "Spanish"},
      {"ok\n> hi\n>> older\n> again\n", "0:ok|1:> hi|2:>> older|1:> again", "nobody says who"},
      {"ok\nOn Monday Ann Lee wrote:\n> hi\n> On Sunday Bo Orr wrote:\n>> my number\n> yes\n",
       "0:ok|1(On Monday Ann Lee wrote:):> hi|2(> On Sunday Bo Orr wrote:):>> my number|1:> yes", "an answer answered"},
      {"From: the desk\nof Ann", "0:From: the desk\nof Ann", "no header"},
      {"Travel\nFrom: Paris\nTo: Lyon\nnext", "0:Travel|1(From: Paris):next", "looks like one"},
      {"a\n--- original.c\n+++ b\n", "0:a\n--- original.c\n+++ b", "a patch"},
  };
  for (const Case& one : cases) EXPECT_EQ(parts_of(one.text), one.parts) << one.why;
}

TEST(LetterParts, AreNoMoreThanTwoHundred) {
  std::string text;
  for (int index = 0; index < 5000; ++index) text += "On Monday Ann Lee wrote:\n> hi\nyes\n";
  const auto parts = letter_parts(text);
  EXPECT_EQ(parts.size(), 200U);
  EXPECT_EQ(parts.back().end, text.size());
  EXPECT_EQ(parts.back().hand, 199U);
}

}  // namespace
}  // namespace constat
