// How sure the number of persons is. Each merge that was made on likeness may be wrong, each pair that was left apart
// may be one person: draws of both, under a fixed seed, give the distribution of the count.
#pragma once

#include <cstdint>
#include <span>

namespace constat {

struct DoubtfulPair {
  std::uint32_t person_a = 0, person_b = 0;  // Equal where the merge was made.
  float probability = 0;                     // That both are the same human being.
};

struct CountInterval {
  std::uint64_t low = 0, high = 0;  // 2.5th and 97.5th percentile.
  double mean = 0;
};

// `persons`: the count as it stands. The probabilities may themselves be wrong all in one direction: every draw shifts
// their log-odds by a common normal error of `calibration_sigma` (natural logarithm). 2,000 draws.
CountInterval interval_of(std::uint64_t persons, std::span<const DoubtfulPair> pairs, double calibration_sigma = 1.0);

}  // namespace constat
