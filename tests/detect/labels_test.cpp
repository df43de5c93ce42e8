#include "detect/labels.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace constat {
namespace {

Rule rule_with(std::vector<std::string> context, std::vector<std::string> contradicts = {}) {
  Rule rule;
  rule.context = std::move(context);
  rule.contradicts = std::move(contradicts);
  return rule;
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
      EXPECT_TRUE(!found || table.possible(text)) << text;
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

TEST(LabelTable, PassesOverTextWithoutLabels) {
  const LabelTable table(std::vector<Rule>{rule_with({"ssn", "social security"})});
  EXPECT_FALSE(table.possible("the 2009 census, of 30 files"));
  EXPECT_TRUE(table.possible("employeeSSN: 1"));
  EXPECT_TRUE(table.possible("SSNs 1"));
  EXPECT_TRUE(table.possible("\xC3\xA9t\xC3\xA9")) << "beyond ASCII: looked at in full";
}

TEST(LabelTable, IsEmptyWithoutRules) {
  std::vector<LabelHit> hits;
  LabelTable({}).find(" ssn ", hits);
  EXPECT_TRUE(hits.empty());
}

}  // namespace
}  // namespace constat
