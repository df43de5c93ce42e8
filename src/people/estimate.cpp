#include "people/estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace constat {

namespace {

constexpr int draws = 2000;

// SplitMix64 (Steele, Lea, Flood 2014): the same on every machine, which <random>'s distributions are not.
class Random {
 public:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) / 9007199254740992.0; }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * 3.14159265358979323846 * uniform()); }

 private:
  std::uint64_t state_ = 0x636F6E73746174ULL;
};

}  // namespace

CountInterval interval_of(std::uint64_t persons, std::span<const DoubtfulPair> pairs,
                          const CountCalibration& calibration) {
  // Pairs of like probability are drawn together: binomial counts per bin of log-odds, in normal approximation where
  // the bin is large. Merges that are wrong add a person, pairs that are one take a person away; a person takes part
  // in one such pair at most, its likeliest, which is what the caller gives first.
  constexpr int bins = 200;  // A tenth of a natural log-odds each, from -10 to 10.
  std::array<double, bins> made = {};
  std::array<double, bins> apart = {};
  double merges = 0;
  // Merges that were compared, in two bands above the bar; and how many pairs lie below it, within as much.
  constexpr double band = 4;
  std::array<double, bins> compared = {};
  double below = 0;
  for (const DoubtfulPair& pair : pairs) {
    const double p = std::clamp(static_cast<double>(pair.probability), 1e-5, 1 - 1e-5);
    const double odds = std::log(p / (1 - p));
    const int bin = std::clamp(static_cast<int>((odds + 10) * 10), 0, bins - 1);
    const bool merged = pair.person_a == pair.person_b;
    (merged ? made : apart)[static_cast<std::size_t>(bin)] += 1;
    merges += merged ? 1 : 0;
    if (pair.compared && merged) compared[static_cast<std::size_t>(bin)] += 1;
    if (pair.compared && !merged && odds > -2 * band) below += 1;
  }
  Random random;
  std::vector<double> counts;
  counts.reserve(draws);
  double sum = 0;
  for (int draw = 0; draw < draws; ++draw) {
    const double shift = random.normal() * calibration.sigma;
    double mean = static_cast<double>(persons);
    double variance = 0;
    std::array<double, 2> above = {};
    for (int bin = 0; bin < bins; ++bin) {
      const auto at = static_cast<std::size_t>(bin);
      if (made[at] == 0 && apart[at] == 0) continue;
      const double odds = (bin + 0.5) / 10 - 10 + shift;
      const double one = 1 / (1 + std::exp(-odds));
      const double wrong = 1 / (1 + std::exp(odds + calibration.made_shift));
      const double far = (bin + 0.5) / 10 - 10;
      if (far >= 0 && far < 2 * band) above[static_cast<std::size_t>(far / band)] += compared[at] * (1 - wrong);
      mean += made[at] * wrong - apart[at] * one;
      variance += made[at] * wrong * (1 - wrong) + apart[at] * one * (1 - one);
    }
    if (merges > 0 && calibration.hidden_share > 0) {
      const double hidden = merges * calibration.hidden_share * std::exp(calibration.hidden_sigma * random.normal());
      mean -= hidden;
      variance += hidden;
    }
    if (calibration.namesakes > 0) {
      const double more = calibration.namesakes * std::exp(calibration.hidden_sigma * random.normal());
      mean += more;
      variance += more;
    }
    // Geometric: below the bar there is of the nearer band what the nearer has of the farther, and so on. Where nothing
    // falls off (a nearer band as full as the farther), more than the nearer times three halves is not claimed; nor
    // more than the pairs that lie there.
    const double ratio = std::min(0.6, above[0] / (above[1] + 1));
    const double missed = calibration.tail ? std::min(below, above[0] * ratio / (1 - ratio)) : 0;
    for (const auto& [hidden_mean, sigma] :
         {std::pair(missed, calibration.tail_sigma), {calibration.hidden, calibration.hidden_sigma}}) {
      if (hidden_mean <= 0) continue;
      const double hidden = hidden_mean * std::exp(sigma * random.normal());
      mean -= hidden;
      variance += hidden;
    }
    const double count = mean + std::sqrt(variance) * random.normal();
    counts.push_back(count);
    sum += count;
  }
  std::ranges::sort(counts);
  const auto at = [&counts](double share) { return counts[static_cast<std::size_t>(share * (draws - 1))]; };
  CountInterval interval;
  interval.mean = sum / draws;
  interval.low = std::min(persons, static_cast<std::uint64_t>(std::max(0.0, std::floor(at(0.025) + 0.5))));
  interval.high = std::max(persons, static_cast<std::uint64_t>(std::max(0.0, std::floor(at(0.975) + 0.5))));
  return interval;
}

}  // namespace constat
