// Reads vCard 2.1, 3.0 and 4.0, any number of cards a file. Source: content_line.h.
// One table, a row a card, its cells placed by their bytes (in part "body" where the file is in UTF-16 or UTF-32).
// What has no column of its own is told in "other" as "name: value". Photos, sounds and keys are members.
#pragma once

#include "extract/format.h"

namespace constat {}  // namespace constat
