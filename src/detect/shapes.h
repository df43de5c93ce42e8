// All shapes of all rules as one automaton over {digit, letter}: a candidate is tried against every id at once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/rules.h"

namespace constat {

class ShapeMachine {
 public:
  explicit ShapeMachine(std::span<const Rule> rules);

  static constexpr std::uint32_t dead = 0;
  static constexpr std::uint32_t start = 1;
  std::uint32_t next(std::uint32_t state, bool is_letter) const { return next_[state][is_letter ? 1 : 0]; }
  // Rules one of whose shapes ends here: those that may state something without a label, and those that only a label of
  // theirs makes state anything, as most do.
  std::span<const RuleId> accepted(std::uint32_t state) const { return accepted_[state]; }
  std::span<const RuleId> accepted_behind_label(std::uint32_t state) const { return labelled_[state]; }
  bool accepts(std::uint32_t state) const { return !accepted_[state].empty() || !labelled_[state].empty(); }

 private:
  std::vector<std::array<std::uint32_t, 2>> next_;
  std::vector<std::vector<RuleId>> accepted_;
  std::vector<std::vector<RuleId>> labelled_;
};

}  // namespace constat
