// A rule's own examples, run through the whole engine: what `constat rules test` and the tests hold every rule to.
#pragma once

#include <string>
#include <vector>

#include "detect/engine.h"

namespace constat {

struct RuleFailure {
  std::string rule;
  std::string text;  // The example.
  std::string why;   // "finds nothing of type us_ssn at confidence 0.3 or more"
};

// `engine` must come from load_engine(). `examples` becomes how many were run.
std::vector<RuleFailure> check_rules(const Engine& engine, std::size_t& examples);

}  // namespace constat
