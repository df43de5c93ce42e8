#include "detect/item_names.h"

#include "support/engine_fixture.h"

namespace constat::test {
namespace {

class ItemNamesTest : public EngineTest {
 protected:
  struct Told {
    std::string types;  // "us_ssn person_name"
    std::vector<Found> found;
    std::vector<MaskedName> masked;
  };
  static Told told_of(std::string_view place) {
    Told told;
    Collector collector(engine_->types());
    const auto scratch = engine_->make_scratch();
    ItemNames(*engine_).detect(place, *scratch, collector, told.masked);
    for (const Found& one : collector.all) told.types += (told.types.empty() ? "" : " ") + one.type;
    told.found = std::move(collector.all);
    return told;
  }
};

TEST_F(ItemNamesTest, SaysWhatANameHoldsAndHowItIsShown) {
  struct Case {
    std::string_view place, types, shown;
  };
  constexpr Case cases[] = {
      {"leak/SSN 512-48-6193.pdf", "us_ssn", "SSN 512-**-**93.pdf"},
      {"leak/SSN_512-48-6193_John_Smith.pdf", "us_ssn person_name", "SSN_512-**-**93_J***_S****.pdf"},
      {"leak/Mary Jones 512-48-6193/scan.png", "person_name us_ssn", "M*** J**** 512-**-**93"},
      {"box.mbox!/7!/ann.lee@studio.example.vcf", "email_address", "a***@s***.example.vcf"},
      {"staff.xlsx!/John Smith", "person_name", "J*** S****"},
      {"leak/Abmahnung_Petra_Huber.txt", "person_name", "Abmahnung_P****_H****.txt"},
      {"leak/Abmahnung_Schr\xC3\xB6"
       "der_512-48-6193.txt",
       "us_ssn", ""},
      {"leak/Brown_Ella_512-48-6193.txt", "person_name us_ssn", "B****_E***_512-**-**93.txt"},
      {"leak/512-48-6193 Garcia Maria.txt", "us_ssn person_name", "512-**-**93 G***** M****.txt"},
      {"leak/SSN512-48-6193.pdf", "us_ssn", "SSN512-**-**93.pdf"},
      {"leak/ibanDE89370400440532013000.pdf", "iban", "ibanDE8*****************00.pdf"},
      {"leak/x.512-48-6193.tar.gz", "us_ssn", "x.512-**-**93.tar.gz"},
      {"leak/512-48-6193.zip (2)", "us_ssn", "512-**-**93.zip (2)"},
      {"leak/SSN%20512-48-6193.pdf", "us_ssn", "SSN%20512-**-**93.pdf"},
      {"leak/SSN \xEF\xBC\x95\xEF\xBC\x91\xEF\xBC\x92-48-6193.pdf", "us_ssn", ""},
      {"leak/SSN 512\xE2\x80\x8B-48-6193.pdf", "us_ssn", ""},
      {"leak/SSN 512\\xe2\\x80\\x8b-48-6193.pdf", "us_ssn", ""},
      {"leak/\\x23512-48-6193 \\\\ SSN.txt", "us_ssn", "\\x23512-**-**93 \\\\ SSN.txt"},
      // A step that is not its own is told with the item whose it is.
      {"SSN 512-48-6193.zip!/plain.txt", "", ""},
  };
  for (const Case& c : cases) {
    const Told told = told_of(c.place);
    EXPECT_EQ(told.types, c.types) << c.place;
    ASSERT_EQ(told.masked.size(), c.types.empty() ? 0U : 1U) << c.place;
    for (const MaskedName& one : told.masked) {
      EXPECT_EQ(one.shown.find("6193"), std::string::npos) << one.shown;
      EXPECT_TRUE(c.shown.empty() || one.shown == c.shown) << one.shown;
    }
  }
}

TEST_F(ItemNamesTest, OrdinaryNamesAreClean) {
  for (const std::string_view place : {"usr/lib/libfoo.so.1.2.3.4",
                                       "leak/192.168.1.1.log",
                                       "leak/IMG_20141124_123456.jpg",
                                       "leak/.travis.yml",
                                       "leak/CMAKE_CUDA_ARCHITECTURES.rst",
                                       "leak/CMakeDetermineSwiftCompiler.cmake",
                                       "leak/2014-11-24 minutes.docx",
                                       "leak/New York Times.pdf",
                                       "leak/Budget Meeting Notes.docx",
                                       "leak/backup_20141124120000.tar.gz",
                                       "leak/d41d8cd98f00b204e9800998ecf8427e.bin",
                                       "mail.mbox!/1042",
                                       "leak/notes.txt",
                                       "leak/IMG20141124123456.jpg",
                                       "leak/libavcodec20220315.so.59",
                                       "leak/KB4012345-x64.msu",
                                       "leak/report%202014%20final.pdf",
                                       "leak/backup20141124.tar.gz",
                                       "leak/Abmahnung_Schr\xC3\xB6"
                                       "der.txt",
                                       "leak/Gehaltsliste_M\xC3\xBCller.xlsx"}) {
    const Told told = told_of(place);
    EXPECT_EQ(told.types, "") << place;
    EXPECT_TRUE(told.masked.empty()) << place;
  }
}

TEST_F(ItemNamesTest, OffsetsCountInTheNamesOfTheStep) {
  const std::string_view place = "a.zip!/hr/\\x23 SSN 512-48-6193.pdf";
  const Told told = told_of(place);
  ASSERT_EQ(told.found.size(), 1U);
  EXPECT_EQ(name_text(place), "hr/# SSN 512-48-6193.pdf");
  EXPECT_EQ(name_text(place).substr(told.found.front().begin, 11), "512-48-6193");
}

TEST_F(ItemNamesTest, OneNameSpeaksOfOnePersonAndTwoOfTwo) {
  const Told told = told_of("leak/Mary Jones SSN 512-48-6193/John Smith SSN 219-09-9998.pdf");
  ASSERT_EQ(told.types, "person_name us_ssn person_name us_ssn");
  EXPECT_NE(told.found[0].mention, 0U);
  EXPECT_EQ(told.found[0].mention, told.found[1].mention);
  EXPECT_EQ(told.found[2].mention, told.found[3].mention);
  EXPECT_NE(told.found[0].mention, told.found[2].mention);
}

TEST_F(ItemNamesTest, AHostileNameIsAnyText) {
  for (const std::string_view place :
       {"", "!/", "/", "a/\\", "a/\\x", "a/\\xZZ@1", "a/\xFF\xFE@b.c 12345678", "a//b@//c"}) {
    const Told told = told_of(place);
    for (const MaskedName& one : told.masked) EXPECT_TRUE(std::string_view(place).find(one.name) != std::string::npos);
  }
  std::string deep = "a.zip!/";
  for (int level = 0; level < 2000; ++level) deep += "SSN 512-48-6193/";
  EXPECT_EQ(told_of(deep).masked.size(), 2000U);
}

}  // namespace
}  // namespace constat::test
