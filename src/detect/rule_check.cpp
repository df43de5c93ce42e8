#include "detect/rule_check.h"

#include "detect/engine_internal.h"

namespace constat {

namespace {

class Best final : public FindingSink {
 public:
  explicit Best(TypeId type) : type_(type) {}
  void finding(const Finding& finding) override {
    if (finding.type == type_ && finding.confidence > confidence) confidence = finding.confidence;
  }
  float confidence = 0;

 private:
  TypeId type_;
};

}  // namespace

std::vector<RuleFailure> check_rules(const Engine& engine, std::size_t& examples) {
  const auto& core = dynamic_cast<const EngineCore&>(engine);
  const auto scratch = core.make_scratch();
  std::vector<RuleFailure> failures;
  examples = 0;
  for (const Rule& rule : core.rule_list()) {
    if (rule.type_name == "postal_address") continue;  // Its grammars are tested where they are (names.h).
    const auto best = [&](const std::string& text) {
      Best sink(rule.info.type);
      Passage passage = Passage::whole(text, "");
      // "From: ..." is a mail header's line.
      if (text.starts_with("From: ")) passage.kind = PassageKind::mail_address;
      core.detect(passage, *scratch, sink);
      ++examples;
      return sink.confidence;
    };
    // A find must be stated, at whatever band; an ignore may be stored, but must not be shown (below 0.5).
    for (const std::string& text : rule.finds) {
      if (best(text) <= 0) failures.push_back({rule.info.id, text, "finds no " + rule.type_name + " in it"});
    }
    for (const std::string& text : rule.ignores) {
      if (best(text) >= 0.5F) failures.push_back({rule.info.id, text, "takes it for " + rule.type_name});
    }
  }
  return failures;
}

}  // namespace constat
