#include "detect/headers.h"

#include <gtest/gtest.h>

#include <string>

namespace constat {
namespace {

// However a header joins its words.
TEST(Headers, WordsAreFoundInEveryWriting) {
  const auto lexicon = HeaderLexicon::parse("us_ssn\ts\tssn,social security number\ndate_of_birth\ts\tdob\n");
  ASSERT_TRUE(lexicon.has_value());
  for (const std::string_view header :
       {"SSN", "ssn", "employeeSSN", "employee_ssn", "SSNNumber", "SSNs", "1SSN2", "my-ssn", "Social  Security\tNumber",
        "SocialSecurityNumber", "n\u00B0 ssn", "\u00E9 SSN"}) {
    const HeaderMeaning meaning = lexicon->read(header);
    ASSERT_GE(meaning.count, 1U) << header;
    EXPECT_EQ(lexicon->class_name(meaning.readings[0].name), "us_ssn") << header;
  }
  for (const std::string_view header : {"Name", "ssnx", "lesson", "12", "int count;"}) {
    EXPECT_EQ(lexicon->read(header).count, 0U) << header;
    EXPECT_FALSE(lexicon->read(header).blank) << header;
  }
  EXPECT_TRUE(lexicon->read(" -- ").blank);
}

TEST(Headers, ListThatIsBrokenNamesItsLine) {
  const auto broken = HeaderLexicon::parse("us_ssn\ts\tssn\nbroken line\n");
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().what.find("line 2"), std::string::npos);
  EXPECT_EQ(header_words("employeeSSN"), "employee ssn");
  EXPECT_EQ(header_words(" N° Sécu "), "n secu");
  EXPECT_EQ(header_words("SSNs"), "ssns");
  EXPECT_EQ(header_words("address2"), "address 2");
  EXPECT_EQ(header_words("  addr1line  2nd SSNs2go "), "addr 1 line 2 nd ssns 2 go");
}

// One phrase may stand under several classes, and without its blanks only where it is no word of the list itself.
TEST(Headers, PhrasesOfSeveralClassesAreAllTold) {
  std::string list = "us_ssn\ts\tmember number\nother\tw\tmembernumber\nnational_id\tw\tmember number,card code\n";
  for (int each = 0; each < 3000; ++each) list += "other\tw\tfiller" + std::to_string(each) + "\n";
  const auto lexicon = HeaderLexicon::parse(list);
  ASSERT_TRUE(lexicon.has_value());
  const auto told = [&](std::string_view header) {
    const HeaderMeaning meaning = lexicon->read(header);
    std::string names;
    for (std::size_t at = 0; at < meaning.count; ++at) names += lexicon->class_name(meaning.readings[at].name) + " ";
    return names;
  };
  EXPECT_EQ(told("Member Number"), "us_ssn national_id ");
  EXPECT_EQ(told("member numbers"), "us_ssn national_id ");
  EXPECT_EQ(told("MEMBERNUMBER"), "other ");
  EXPECT_EQ(told("CARDCODE"), "national_id ");
  EXPECT_EQ(told("card"), "");
}

}  // namespace
}  // namespace constat
