#include "detect/labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace constat {
namespace {

Rule rule_with(std::vector<std::string> context, std::vector<std::string> contradicts = {}) {
  Rule rule;
  rule.context = std::move(context);
  rule.contradicts = std::move(contradicts);
  return rule;
}

bool possible(const LabelTable& table, std::string_view text) {
  return table.first_possible(text, ByteClasses(text), 0, text.size()) < text.size();
}

TEST(LabelTable, FindsWhatHasPhraseFinds) {
  const std::vector<std::string> phrases = {"ssn", "social security", "tax", "id", "iban", "passport no", "s"};
  std::vector<Rule> rules;
  for (const std::string& phrase : phrases) rules.push_back(rule_with({phrase}));
  const LabelTable table(rules);
  for (const std::string_view text :
       {"", "SSN: ", "the SSNs of", "ssnx", "xssn", "Social Security number", "social securitys", "socials security",
        "social", "taxId", "TaxID", "his passport no.", "passport number", "s", "ss", "sss", "is",
        "tax tax ids iban"}) {
    std::string words;
    label_words(text, words);
    std::vector<LabelHit> hits;
    table.find(words, hits);
    for (std::size_t index = 0; index < phrases.size(); ++index) {
      const bool found = std::any_of(hits.begin(), hits.end(), [&](const LabelHit& hit) { return hit.rule == index; });
      EXPECT_EQ(found, has_phrase(words, phrases[index])) << "'" << text << "' / " << phrases[index];
      EXPECT_TRUE(!found || possible(table, text)) << text;
    }
  }
}

TEST(LabelTable, TellsRulesThatShareALabelApart) {
  const std::vector<Rule> rules = {rule_with({"id number"}, {"order"}), rule_with({"order", "id number"})};
  std::vector<LabelHit> hits;
  LabelTable(rules).find(" order id numbers ", hits);
  ASSERT_EQ(hits.size(), 4U);
  const auto count = [&](RuleId rule, bool contradicts) {
    return std::count_if(hits.begin(), hits.end(),
                         [&](const LabelHit& hit) { return hit.rule == rule && hit.contradicts == contradicts; });
  };
  EXPECT_EQ(count(0, false), 1);
  EXPECT_EQ(count(0, true), 1);
  EXPECT_EQ(count(1, false), 2);
}

TEST(LabelTable, ALabelThatMeansOtherThingsTooNeedsItsSign) {
  const LabelTable table(std::vector<Rule>{rule_with({"sort:"}), rule_with({"dda no"})});
  struct Case {
    std::string_view text;
    bool holds;
  };
  constexpr Case cases[] = {{"Sort: ", true},     {"Sort = ", true}, {"Sort #: ", true}, {"sort ", false},
                            {"sort by: ", false}, {"DDA # ", true},  {"DDA#: ", true},   {"dda ", false}};
  for (const Case& one : cases) {
    LabelScratch scratch;
    std::vector<LabelHit> hits;
    table.place(one.text, 0, scratch, hits);
    EXPECT_EQ(!hits.empty(), one.holds) << one.text;
  }
  const auto in_header = [&](std::string_view words) {
    std::vector<LabelHit> hits;
    table.find(words, hits);
    return !hits.empty();
  };
  EXPECT_TRUE(in_header(" sort ")) << "all of a column's header";
  EXPECT_FALSE(in_header(" sort order "));
}

TEST(LabelTable, PassesOverTextWithoutLabels) {
  const LabelTable table(std::vector<Rule>{rule_with({"ssn", "social security"})});
  EXPECT_FALSE(possible(table, "the 2009 census, of 30 files"));
  EXPECT_TRUE(possible(table, "employeeSSN: 1"));
  EXPECT_TRUE(possible(table, "SSNs 1"));
  EXPECT_TRUE(possible(table, "\xC3\xA9t\xC3\xA9")) << "beyond ASCII: looked at in full";
}

// The first word that may begin a label, in any part of a text, over the edges of the 64 bytes that are read at once.
TEST(LabelTable, FirstPossibleWordIsThatOfTheLabel) {
  const LabelTable table(std::vector<Rule>{rule_with({"ssn"}), rule_with({"tax id"})});
  for (std::size_t lead = 0; lead < 140; ++lead) {
    for (const std::string_view label : {"ssn", "SSNs", "tax id"}) {
      const std::string text = std::string(lead, '.') + std::string(label) + " 1";
      EXPECT_EQ(table.first_possible(text, ByteClasses(text), 0, text.size()), lead);
      EXPECT_EQ(table.first_possible(text, ByteClasses(text), lead + 1, text.size()), text.size());
      EXPECT_EQ(table.first_possible(text, ByteClasses(text), 0, lead + 2), lead + 2) << "cut";
      const std::string camel = std::string(lead, 'x') + "SSN";
      EXPECT_EQ(table.first_possible(camel, ByteClasses(camel), 0, camel.size()), lead);
      const std::string inside = std::string(lead + 1, 'x') + "ssn";
      EXPECT_EQ(table.first_possible(inside, ByteClasses(inside), 0, inside.size()), inside.size());
      EXPECT_EQ(table.first_possible(inside, ByteClasses(inside), lead + 1, inside.size()), lead + 1);
    }
  }
}

// Read once for a whole line, the labels between two edges of words are those of that part alone.
TEST(LabelTable, PlacesWhatAPartAloneHas) {
  const std::vector<Rule> rules = {rule_with({"ssn"}), rule_with({"numero de securite sociale"}), rule_with({"id"}),
                                   rule_with({"order no"}, {"social"})};
  const LabelTable table(rules);
  LabelScratch scratch;
  for (const std::string_view text :
       {"employeeSSN: 1, SSNs of 2", "num\u00E9ro  de s\u00E9curit\u00E9 sociale n\u00B0 1 85", "order-no/id=7, order",
        "ids", "userId\tsocial", "\u0416SSN \u0416 ssn", "", " . "}) {
    std::vector<LabelHit> placed;
    table.place(text, 1000, scratch, placed);
    const auto in_word = [&](std::size_t at) {
      return std::isalnum(static_cast<unsigned char>(text[at])) != 0 || static_cast<unsigned char>(text[at]) >= 0x80;
    };
    const auto edge = [&](std::size_t at) { return at == 0 || at == text.size() || !in_word(at - 1) || !in_word(at); };
    for (std::size_t begin = 0; begin <= text.size(); ++begin) {
      for (std::size_t end = begin; end <= text.size(); ++end) {
        if (!edge(begin) || !edge(end)) continue;
        std::string words;
        label_words(text.substr(begin, end - begin), words);
        std::vector<LabelHit> expected;
        table.find(words, expected);
        const auto here = [&](const LabelHit& hit) { return hit.begin >= 1000 + begin && hit.end <= 1000 + end; };
        EXPECT_EQ(static_cast<std::size_t>(std::count_if(placed.begin(), placed.end(), here)), expected.size())
            << "'" << text.substr(begin, end - begin) << "' of '" << text << "'";
      }
    }
  }
}

TEST(LabelTable, IsEmptyWithoutRules) {
  std::vector<LabelHit> hits;
  LabelTable({}).find(" ssn ", hits);
  EXPECT_TRUE(hits.empty());
}

}  // namespace
}  // namespace constat
