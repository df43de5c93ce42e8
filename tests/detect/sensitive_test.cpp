#include "detect/sensitive.h"

#include <gtest/gtest.h>

#include "detect/engine.h"

namespace constat {
namespace {

// The best confidence of a type in a text, as raw score.
class Best final : public FindingSink {
 public:
  Best(const Types& types, std::string_view type) : types_(types), type_(type) {}
  void finding(const Finding& finding) override {
    if (types_.at(finding.type).name == type_) confidence = std::max(confidence, finding.confidence);
  }
  float confidence = 0;

 private:
  const Types& types_;
  std::string_view type_;
};
float best(std::string_view type, std::string_view text) {
  static const std::unique_ptr<Engine> engine = [] {
    auto loaded = load_engine({{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data", false});
    return loaded ? std::move(*loaded) : nullptr;
  }();
  Best sink(engine->types(), type);
  engine->detect(Passage::whole(text, ""), *engine->make_scratch(), sink);
  return sink.confidence;
}

TEST(Sensitive, WordsOfHealthAreToldByTheirCompany) {
  EXPECT_LT(best("health", "the chemotherapy ward is closed"), 0.5F) << "one signal";
  EXPECT_LT(best("health", "chemotherapy here, chemotherapy there"), 0.5F) << "one signal twice";
  EXPECT_LT(best("health", "breast cancer: chemotherapy starts on Monday"), 0.5F) << "of nobody";
  const float said = best("health", "Jane Doe tested HIV positive last year.");
  EXPECT_GE(said, 0.5F) << "an illness that is said of persons";
  EXPECT_LT(said, 0.9F);
  EXPECT_GE(best("health", "Monsieur Jean Dupont est en arr\xC3\xAAt maladie pour une d\xC3\xA9pression."), 0.7F)
      << "why away";
  EXPECT_LT(best("health", "Jane Doe wrote about blood pressure."), 0.5F) << "one word of many things";
  EXPECT_GE(best("health", "Jane Doe is off sick: depression (F32.1)"), 0.9F) << "a code in brackets behind its word";
  EXPECT_LT(best("health", "Jane Doe wrote section (B12.3) and table (A10.2)."), 0.5F) << "of no illness";
  EXPECT_GE(best("health", "Jane Miller was diagnosed with breast cancer; chemotherapy starts on Monday"), 0.9F);
  EXPECT_GE(best("health", "ICD-10: F32.1"), 0.9F) << "a code behind its label";
  EXPECT_LT(best("health", "breast cancer" + std::string(600, '.') + " chemotherapy"), 0.5F) << "too far apart";
}

TEST(Sensitive, PersonnelMattersNeedAPerson) {
  EXPECT_LT(best("hr", "A written warning precedes a disciplinary hearing."), 0.5F) << "a policy";
  EXPECT_GE(best("hr", "Robert Miller: written warning after the disciplinary hearing of May."), 0.9F);
}

TEST(Sensitive, PayIsOfAPersonWhoEarnsIt) {
  EXPECT_GE(best("salary", "Jane Doe earns 85,000 dollars a year."), 0.5F);
  EXPECT_LT(best("salary", "The company earns 85,000 dollars a year."), 0.5F);
  EXPECT_LT(best("salary", "We met Jane Doe. The company earns 85,000 dollars a year."), 0.5F) << "another sentence";
}

TEST(Sensitive, AnAccountBehindARoutingNumberIsTold) {
  EXPECT_GE(best("us_bank_account", "Routing number 021000021 account 1234567890 for payroll."), 0.5F);
  EXPECT_GE(best("us_bank_account", "account 1234567890 at the bank, routing number 021000021"), 0.5F) << "before it";
  EXPECT_LT(best("us_bank_account", "Routing number 021000021\naccount 1234567890"), 0.5F) << "another line";
  EXPECT_LT(best("us_bank_account", "Routing number 021000022 account 1234567890"), 0.5F) << "no routing number";
}

}  // namespace
}  // namespace constat
