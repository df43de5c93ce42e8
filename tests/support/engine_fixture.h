// The engine with the built-in rules, and what it finds in a text.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "detect/engine.h"

namespace constat::test {

struct Found {
  std::string type;
  std::string value;
  std::string canonical;
  std::size_t begin;
  float confidence;
  std::uint32_t mention;
};

class Collector final : public FindingSink {
 public:
  explicit Collector(const Types& types) : types_(types) {}
  void finding(const Finding& finding) override {
    all.push_back({types_.at(finding.type).name, std::string(finding.value), std::string(finding.canonical),
                   finding.begin, finding.confidence, finding.mention});
  }
  std::vector<Found> all;

 private:
  const Types& types_;
};

class EngineTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    EngineOptions options;
    options.rule_dirs = {CONSTAT_SOURCE_DIR "/rules"};
    options.data_dir = CONSTAT_SOURCE_DIR "/data";
    options.calibrated = false;  // Bands, as the rules give them; what they are worth is calibration_test's.
    auto engine = load_engine(options);
    ASSERT_TRUE(engine.has_value()) << engine.error().what;
    engine_ = std::move(*engine).release();
  }
  static void TearDownTestSuite() {
    delete engine_;
    engine_ = nullptr;
  }
  static std::vector<Found> detect(const Passage& passage) {
    Collector collector(engine_->types());
    const auto scratch = engine_->make_scratch();
    engine_->detect(passage, *scratch, collector);
    return collector.all;
  }
  static std::vector<Found> detect(std::string_view text) { return detect(Passage::whole(text, "")); }
  // The best confidence of `type` anywhere in `text`.
  static float confidence_of(std::string_view type, std::string_view text) {
    float best = 0;
    for (const Found& one : detect(text)) {
      if (one.type == type) best = std::max(best, one.confidence);
    }
    return best;
  }
  // What is told of the type, 0.5 or more, parted by bars.
  static std::string told(std::string_view text, std::string_view type = "password") {
    std::string all;
    for (const Found& one : detect(text)) {
      if (one.type == type && one.confidence >= 0.5F) all += (all.empty() ? "" : "|") + one.value;
    }
    return all;
  }
  static inline Engine* engine_ = nullptr;
};

}  // namespace constat::test
