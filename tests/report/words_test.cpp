#include "report/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "detect/rules.h"
#include "extract/format.h"

namespace constat {
namespace {

std::set<std::string> types_of_the_rules() {
  std::set<std::string> types;
  const auto rules = load_rules({CONSTAT_SOURCE_DIR "/rules"});
  EXPECT_TRUE(rules.has_value());
  if (rules) {
    for (const Rule& rule : rules->rules) types.insert(rule.type_name);
  }
  return types;
}

TEST(Words, EveryTypeOfTheRulesHasANameInEveryLanguage) {
  const std::set<std::string> types = types_of_the_rules();
  ASSERT_GT(types.size(), 50U);
  for (const char* const language : {"en", "fr"}) {
    const Words* const words = words_of(language);
    ASSERT_NE(words, nullptr);
    for (const std::string& type : types) {
      EXPECT_TRUE(std::ranges::any_of(words->types, [&](const TypeWords& known) { return known.type == type; }))
          << type << " has no words in " << language;
    }
  }
}

TEST(Words, EveryFormatHasANameInEveryLanguage) {
  for (const char* const language : {"en", "fr"}) {
    for (const Format& format : formats()) {
      EXPECT_TRUE(std::ranges::any_of(words_of(language)->formats,
                                      [&](const NamedWords& known) { return known.name == format.id; }))
          << format.id << " has no words in " << language;
    }
  }
}

TEST(Words, WhereThePersonsWereNotToldTheParagraphDoesNotSayThatThereAreNone) {
  Figures figures;
  figures.evidence_bytes = 72'000'000;
  figures.items = 60;
  figures.persons_resolved = false;
  TypeFigure ssn;
  ssn.name = "us_ssn";
  ssn.category = "government_id";
  ssn.values = 1'200'000;
  ssn.occurrences = 1'200'000;
  figures.types = {ssn};
  const std::string text = paragraph(*words_of("en"), figures);
  EXPECT_NE(text.find("ended before the persons were told"), std::string::npos) << text;
  EXPECT_NE(text.find("US social security numbers (1,200,000)"), std::string::npos) << text;
  EXPECT_EQ(text.find("no data of an identified person"), std::string::npos) << text;
  EXPECT_EQ(text.find("linked to no person"), std::string::npos) << text;
}

TEST(Words, AFrenchParagraphNamesATypeWithItsArticle) {
  const Words* const french = words_of("fr");
  for (const TypeWords& type : french->types) {
    const std::string phrase(type.phrase);
    EXPECT_TRUE(phrase.starts_with("le ") || phrase.starts_with("la ") || phrase.starts_with("les ") ||
                phrase.starts_with("l’"))
        << phrase;
  }
}

}  // namespace
}  // namespace constat
