// The persons of a case: made anew from its mentions when a scan ends; and their sealed names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "casefile/case.h"

namespace constat {

// Reads every mention of the case, resolves them (people/resolve.h) and writes tables person, person_type,
// mention_block and item_person in one transaction in place of what they held. Fault::encrypted where the case's key
// is missing: names and addresses are sealed.
// Afterwards persons_resolved() is true until note_persons_outdated().
Result<void> resolve_persons(Case& file);

// Whoever changes what persons are made of (mentions, corrections, rosters) says so in the same transaction: whoever
// ends it there leaves a case that says so, too.
void note_persons_outdated(Case& file);
// From here on each row of evidence that this connection changes says so by itself.
void watch_evidence_of_persons(Database& database);
// False where a scan was ended before it told the persons: who they are, and how many, is then not known.
bool persons_resolved(Case& file);
// Whether resolving would give what the case holds: nothing has changed since, and the method is the same.
bool persons_up_to_date(Case& file);

// person.names: 8 bytes of nonce (a keyed hash of the list, so that persons who are numbered anew are never sealed
// twice under one), then the sealed JSON list.
std::string seal_names(const Sealer& sealer, const std::vector<std::string>& names);
// Fault::encrypted without the key. An empty blob is an empty list.
Result<std::vector<std::string>> open_names(const Case& file, std::string_view blob);

}  // namespace constat
