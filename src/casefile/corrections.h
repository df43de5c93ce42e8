// What a human said of persons: merges, splits, labels, answers to a review. Kept in the case by the Places of
// mentions and the SHA-256 of what was read there, so that a new scan finds them again and never takes somebody else
// for them; applied whenever persons are resolved.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "casefile/finding_reader.h"
#include "people/resolve.h"

namespace constat {

// `kind`: merge, split, label, same, different. Mentions of side 0 and of side 1 are one human being each; a split and
// a "different" have both sides. `label` is sealed. Writes in a transaction of its own.
Result<void> add_correction(Case& file, std::string_view kind, const std::vector<ItemMention>& side_0,
                            const std::vector<ItemMention>& side_1, std::string_view label = {});

// For the resolver. Mentions whose item is no longer in the case, or has changed, are left out: see lost_corrections().
std::vector<Correction> corrections_of(Database& database);

// Labels by mention, the newest last: sealed as person.names are.
std::vector<std::pair<ItemMention, std::string>> labels_of(Database& database);

struct LostCorrection {
  std::int64_t correction = 0;
  std::string kind;
  std::string place;  // The first that is gone or changed.
};
// Corrections that no longer apply, in whole or in part: to be said again. In order.
std::vector<LostCorrection> lost_corrections(Database& database);

// The mentions of a person, in order; empty where there is no such person.
std::vector<ItemMention> mentions_of_person(Database& database, std::int64_t person);

}  // namespace constat
