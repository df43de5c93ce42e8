// "No quadratic input": the work that detection does grows with the bytes that it is given, whatever they are. Counted
// (base/work_meter.h), not timed: the same figures on every machine.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/work_meter.h"
#include "detect/engine.h"
#include "detect/item_names.h"
#include "support/engine_fixture.h"

namespace constat {
namespace {

class Deaf final : public FindingSink {
 public:
  void finding(const Finding&) override {}
};

// What is done once a passage hides in them.
constexpr std::uint64_t free_steps = 100'000;
// What is four times as long costs four times as much, and a little more where much is found and sorted.
constexpr double growth_max = 1.15;
constexpr std::size_t sizes_begin = 16 * 1024;
// The dearest of what is below (pairs of digits without end) costs 2,750, an ordinary text 10.
constexpr std::uint64_t steps_per_byte_max = 4'000;

class WorkTest : public test::EngineTest {
 protected:
  static std::string repeated(std::string_view piece, std::size_t size) {
    std::string text;
    text.reserve(size + piece.size());
    while (text.size() < size) text += piece;
    text.resize(size);
    return text;
  }
  static std::uint64_t work_of(const std::string& text, PassageKind kind) {
    const auto scratch = engine_->make_scratch();
    Deaf found;
    const std::uint64_t before = work_done();
    engine_->detect(Passage::whole(text, "", 0, kind), *scratch, found);
    return work_done() - before;
  }
  static void hold(std::string_view piece, std::size_t size, PassageKind kind = PassageKind::prose) {
    const std::uint64_t once = work_of(repeated(piece, size), kind);
    const std::uint64_t four = work_of(repeated(piece, 4 * size), kind);
    EXPECT_LE(static_cast<double>(four), 4 * growth_max * static_cast<double>(once) + free_steps) << piece;
    EXPECT_LE(four, 4 * size * steps_per_byte_max) << piece;
  }
};

constexpr std::string_view pieces[] = {
    "1",
    "12",
    "1234567890",
    "123-45-6789 ",
    "512-48-6193\n",
    "512-48-6193,",
    "1 2 3 4 5 6 7 8 9 0 ",
    "1.2.3.4.",
    "12:34:56:78:9a:bc ",
    "1,2,3,4,5,6,7,8,9\n",
    "1;\n",
    "1 1\n",
    "1-",
    "1.",
    "(1)",
    "+1",
    "0x1f ",
    "@",
    "a@",
    "a@a@a@",
    "a@b.com ",
    "a@b.com",
    "a@b.c.d.e.f.g.h.i.j.k.",
    "jane@example.org,",
    "jane@example.org:Summer21\n",
    "<a@b.com>",
    "\"Doe, Jane\" <j@x.com>, ",
    "a",
    "ab ",
    "aB3",
    "\xC3\xA9",
    "\xE2\x80\x99",
    " ",
    "\t",
    "\n",
    "\r\n",
    " \n",
    ",",
    ",\n",
    ",,,,\n",
    ";",
    "|",
    "\"",
    "\"\"",
    "\",\"",
    "\"\n",
    "'",
    "(",
    ")",
    "[",
    "{",
    "}",
    "<",
    ">",
    "<a>",
    "-",
    "- ",
    "- \n",
    "--",
    "-----",
    "=",
    "/",
    "\\",
    ":",
    "::",
    "://",
    "http://",
    "http://a:b@c/",
    "a://",
    "_",
    "%",
    "$",
    "#",
    "&a=",
    "Pass____________",
    "password=",
    "password= ",
    "password: ",
    "password\n",
    "password ",
    "password=x;",
    "password: hunter22 ",
    "password hunter22 ",
    "password hunter22\n",
    "\npassword hunter22 ",
    "\"password\",",
    "\"password\": \"hunter22\", ",
    "user=",
    "user=a password=b1c2d3 ",
    "Password=Xk29dk2;User Id=sa;Server=db1;",
    "Server=a;",
    "login: a ",
    "login a\n",
    "login/pw: a / b1c2d ",
    "token ",
    "key=",
    "secret=\"",
    "api_key = \"aB3dE5fG7hI9jK1l\"\n",
    "machine a login b password c1d2e3 ",
    "machine ",
    "curl -u a:b http://c ",
    "mysql -ppass1 ",
    "sshpass -p x1 ssh a@b ",
    "net use x: \\\\a\\b ",
    "-----BEGIN RSA PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n",
    "PuTTY-User-Key-File-2: ",
    "ssh-rsa AAAA ",
    "eyJhbGciOi",
    "AKIA",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_",
    "sk_live_",
    "$2a$10$",
    "$6$",
    "{SSHA}",
    "aad3b435b51404eeaad3b435b51404ee:",
    "a:b\n",
    "a:b1c2d3e4\n",
    "John ",
    "JOHN ",
    "John Smith ",
    "John Smith\n",
    "John Smith, ",
    "Smith, John\n",
    "J. ",
    "Dr. ",
    "Mr ",
    "van de la ",
    "Jean-",
    "O'",
    "McMcMc",
    "Dear ",
    "From: John Smith\n",
    "Regards,\n",
    "A ",
    "A. B. C. ",
    "Zzyzx Qwrty ",
    "street ",
    "12 Main Street ",
    "12 Main Street\n",
    "12 rue ",
    "rue de la ",
    "Hauptstra\xC3\x9F"
    "e 12, ",
    "Via Roma 1 ",
    "Calle ",
    "Apt 1 ",
    "P.O. Box 1 ",
    "75001 Paris\n",
    "London SW1A 1AA ",
    "Springfield, IL 62701\n",
    "10115 ",
    "SSN: ",
    "SSN ",
    "SSN",
    "ssn 512-48-6193 ",
    "SSN: 512-48-6193\n",
    "Name: John Smith SSN: 512-48-6193 ",
    "name,ssn\n",
    "name;ssn;dob\nJohn Smith;512-48-6193;1/2/1970\n",
    "date of birth: ",
    "dob 12/03/1975 ",
    "born ",
    "salary: ",
    "salary $",
    "salary 50,000 ",
    "salary 1 h ",
    "bank account ",
    "routing number 021000021 ",
    "IBAN ",
    "GB82WEST12345698765432",
    "GB82 WEST 1234 5698 7654 32 ",
    "GB ",
    "FR76 ",
    "4111 1111 1111 1111 ",
    "4111111111111111",
    "passport ",
    "passport AB1234567 ",
    "P<",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n",
    "I<",
    "<<<<",
    "0000: 00 11 22 aa bb cc\n",
    "de305d54-75b4-431b-adb2-eb6b9e546014 ",
    "ab12cd34",
    "bc1",
    "1BoatSLRHtKNngkdXEobR76b53LETtpyT ",
    "0x52908400098527886E0F7030069857D2E4169EE7 ",
    "recovery codes: 8f2k-9d3m ",
    "recovery codes\n12345678\n",
    "diabetes ",
    "E11.9 ",
    "diagnosis: E11.9 ",
    "- name: A\n  ssn: 512-48-6193\n",
    "* \n",
    "+----+----+\n",
    "| a | b |\n",
    "Name  Age\nJohn  12\n",
    "==== ====\n",
    "1\n\n",
    "a1\n",
    "\x01",
    "\\n",
    "\\\"",
    "12 34 56 78 ",
    "12-34-56-78-",
    "1 2 3 4 5 6 7 8 9 0 12 ",
    "1/2/1970 ",
    "<a@b.com ",
    "a\tTRUE\t/",
    "\"password\" {default = ",
    "\"password\": {\"value\": \"hunter22\"} ",
    "api_key\", \"params\": [\"a ",
    "setProperty(\"password\", \"hunter22x\"); ",
    "NetworkCredential(\"jdoe\", \"Vr4nk0Zz\"); ",
    "jdbc:mysql://a/b?password=",
    "jdbc:oracle:thin:scott/tiger@",
    "Server=a;Database=b;User Id=c;Password=d1e2f3;",
    "host:5432:db:user:pass1word\n",
    "curl -u ",
    "salaire 151,67 h 3 250,00 ",
    "salary rises by 3.5% in 2024 by $500 to $5,250 ",
    "Birthdays\nAnn Lee 1988-01-19\nTom Harris 1991-05-02\n",
    "Birthdays\n",
    "DOB:\n1988-01-19\n",
    "Name: Ann Lee\nSSN: 512-48-6193\n",
    "Name: Ann Lee\nSSN: 512-48-6193\n-----\n",
    "Surname DONNELLY  Given names HARRIET ANNE\n",
    "PEEL, Graham\n",
    "LE LE GOFF Jean ",
    "Login for Jenkins: `deploy` / `J3nkins#D",
    "root:rEK1ecacw.7.c:0:0:a:/:/bin/sh\n",
    "20-45-77  Account 73849215 ",
    "> On Monday Jane Doe wrote:\n>> my SSN is 512-48-6193\n",
    "Ann Lee, * 04.05.1971\n",
    "Allergies: penicillin ",
};

std::string times(std::string_view piece, std::size_t count) {
  std::string text;
  for (; count != 0; --count) text += piece;
  return text;
}

// One line of many cells, a header over many lines, and the like: what looks along a line or up a column.
std::vector<std::string> long_pieces() {
  return {times("1,", 2000) + "\n",
          times("12345,", 650) + "\n",
          times("512-48-6193,", 330) + "\n",
          times("SSN,", 1000) + "\n" + times(times("512486193,", 400) + "\n", 3),
          times("Name Ssn ", 400) + "\n" + times(times("12345 ", 600) + "\n", 4),
          times("Ab Cd ", 10) + "\n" + times(times("51248619 ", 400) + "\n", 8),
          times("John Smith,", 350) + "\n",
          times("a  b  ", 600) + "\n",
          times("|a", 2000) + "\n",
          times("-\n", 50) + "1\n",
          times("\n", 50) + "12345\n",
          "Ab Cd\n" + times("-----\n", 2000) + "12345\n",
          times("user: jane ", 40) + "password: hunter22x ",
          times("a=1;", 150) + "Password=Xk29dk2;",
          "a@" + times("b.", 100),
          times("a.", 30) + "@b.co",
          "recovery codes " + times("8f2k9d3m ", 30)};
}

TEST_F(WorkTest, GrowsWithTheTextAndNoFaster) {
  if (!work_is_metered()) GTEST_SKIP() << "this build counts no work";
  for (const std::string_view piece : pieces) hold(piece, sizes_begin);
}

TEST_F(WorkTest, GrowsWithTheTextInHeadersOfMail) {
  if (!work_is_metered()) GTEST_SKIP() << "this build counts no work";
  for (const std::string_view piece : pieces) {
    if (piece.find_first_of("@<>\",") != std::string_view::npos) hold(piece, sizes_begin, PassageKind::mail_address);
  }
}

// A member's name in an archive may be of any length.
TEST_F(WorkTest, GrowsWithTheNameOfAnItem) {
  if (!work_is_metered()) GTEST_SKIP() << "this build counts no work";
  const auto work_of_name = [](std::string_view piece, std::size_t size) {
    const auto scratch = engine_->make_scratch();
    Deaf found;
    std::vector<MaskedName> masked;
    const std::string name = repeated(piece, size);
    const std::uint64_t before = work_done();
    ItemNames(*engine_).detect(name, *scratch, found, masked);
    return work_done() - before;
  };
  for (const std::string_view piece : {"1", "1-", "1 ", "SSN1-", "abcAB1-", "aB", "Ann Lee ", "%31", "a.1", "_",
                                       "\xEF\xBC\x91", "\\xe2\\x80\\x8b", "SSN 512-48-6193 Brown Ella "}) {
    const std::uint64_t once = work_of_name(piece, sizes_begin);
    const std::uint64_t four = work_of_name(piece, 4 * sizes_begin);
    EXPECT_LE(static_cast<double>(four), 4 * growth_max * static_cast<double>(once) + free_steps) << piece;
  }
}

TEST_F(WorkTest, GrowsWithTheTextOfLongLines) {
  if (!work_is_metered()) GTEST_SKIP() << "this build counts no work";
  for (const std::string& piece : long_pieces()) hold(piece, 2 * sizes_begin);
}

// Any few of them together, with the same seed everywhere.
TEST_F(WorkTest, GrowsWithTheTextOfManyKinds) {
  if (!work_is_metered()) GTEST_SKIP() << "this build counts no work";
  std::mt19937 random(20141124);  // NOLINT(cert-msc51-cpp): the same on every run.
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  for (int round = 0; round < 30; ++round) {
    std::string piece;
    for (std::size_t parts = 2 + below(4); parts != 0; --parts) {
      piece += times(pieces[below(std::size(pieces))], 1 + below(3));
      constexpr std::string_view between[] = {"", "", " ", "\n", ","};
      piece += between[below(std::size(between))];
    }
    hold(piece, sizes_begin);
  }
}

}  // namespace
}  // namespace constat
