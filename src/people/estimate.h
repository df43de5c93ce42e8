// How sure the number of persons is. Each merge that was made on likeness may be wrong, each pair that was left apart
// may be one person: draws of both, under a fixed seed, give the distribution of the count.
#pragma once

#include <cstdint>
#include <span>

namespace constat {

struct DoubtfulPair {
  std::uint32_t person_a = 0, person_b = 0;  // Equal where the merge was made.
  float probability = 0;                     // That both are the same human being.
  // A merge in spite of a slip: how these thin out towards the bar tells what lies beyond it. Or a pair left apart that
  // was compared.
  bool compared = false;
};

struct CountInterval {
  std::uint64_t low = 0, high = 0;  // 2.5th and 97.5th percentile.
  double mean = 0;
};

// How far the probabilities of pairs are to be trusted, in natural logarithms of odds. Set on labelled sets (16
// breach-shaped ones of 1,000 to 50,000 persons with none to four times the usual slips, FEBRL 1 and 2; docs/persons.md
// has the coverage on others):
struct CountCalibration {
  double sigma = 0.7;       // All probabilities may lean one way: a common normal error of each draw.
  double made_shift = 1.2;  // Merges were made in order of likelihood, and a little-known mention that was given to the
                            // wrong person adds none: odds that a merge was one too many are lower than its pair's.
                            // So it is where ids tell most persons apart; where none do, it has been seen not to be.
  // Persons who are two because slips hide them from every block: a share of the merges, for where many records have
  // slips more of them have too many. Lognormal: median and sigma.
  double hidden_share = 0.003;
  double hidden_sigma = 0.7;
  // Added to sigma where no id vouches for anybody: then nothing but the weights themselves says what they are worth,
  // and the labelled sets differ in it by a factor of ten in the odds.
  double sigma_unvouched = 0.6;
  // Merges thin out towards the bar; what true pairs lie on its other side is told by how steeply (below).
  bool tail = true;
  double tail_sigma = 0.5;
  double hidden = 0;  // Persons whom the caller knows to be two by its own rules: as many, about (lognormal, as above).
  // Persons whom the caller expects behind mentions of one name that it took for one person's: so many, about.
  double namesakes = 0;
  // Persons who are two though nothing was compared, where no id vouches for anybody: a share of those of whom several
  // things are told, and more where many records have nothing but a name in common with others (a share of those).
  double hidden_share_unvouched = 0.005;
  double hidden_share_incomparable = 0.15;
};

// `persons`: the count as it stands; the interval holds it. 2,000 draws.
CountInterval interval_of(std::uint64_t persons, std::span<const DoubtfulPair> pairs,
                          const CountCalibration& calibration = {});

}  // namespace constat
