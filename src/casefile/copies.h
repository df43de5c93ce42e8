// Identical bytes that were read in several places, once all is read: one original for each, the first Place in order,
// whichever reader was faster and however often a reader was killed.
#pragma once

#include "casefile/sqlite.h"

namespace constat {

// Two readers may have read the same bytes at the same time, and what lies in them. Of each group of identical items
// the one with the smallest Place keeps status, findings and members; the others become its duplicates, without members
// of their own. Inside a transaction. The caller lists the members of duplicates.
void settle_copies(Database& database);

}  // namespace constat
