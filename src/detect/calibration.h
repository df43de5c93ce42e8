// What a raw score is worth: data/calibration.tsv, fitted on labelled texts by tools/calibrate.py, brings the bands and
// scores of the detectors to the probability that a finding is what its type says.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/finding.h"

namespace constat {

class Calibration {
 public:
  // Without a file, or for a type that it says nothing of by name, category or "*": the raw score itself.
  Calibration() = default;
  // Lines "class<TAB>raw<TAB>probability...", class being a type, "*category" or "*"; raw scores ascend within a class
  // and probabilities do not fall. An error names the line.
  static Result<Calibration> parse(std::string_view text, const Types& types);
  // The file may be missing: the scores are given as they are then.
  static Result<Calibration> load(const std::string& data_dir, const Types& types);

  float operator()(TypeId type, float raw) const {
    if (type >= curve_of_.size() || curve_of_[type] == none) return raw;
    const float at = raw <= 0 ? 0 : raw >= 1 ? steps : raw * steps;
    const auto below = static_cast<std::size_t>(at);
    const Curve& curve = curves_[curve_of_[type]];
    if (below >= steps) return curve[steps];
    return curve[below] + (curve[below + 1] - curve[below]) * (at - static_cast<float>(below));
  }

 private:
  static constexpr std::size_t steps = 100;
  static constexpr std::uint16_t none = 0xFFFF;
  using Curve = std::array<float, steps + 1>;
  std::vector<Curve> curves_;
  std::vector<std::uint16_t> curve_of_;  // By TypeId.
};

}  // namespace constat
