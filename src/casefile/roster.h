// The owner's own lists of persons: who of them is in the dump, who is not, who is in the dump and on no list.
//
// Entries are mentions like those of the evidence when persons are resolved (casefile/persons.h), so that the same
// method finds them; a person of whom only rosters speak is none of the dump's. Kept by every scan; matched anew by it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"

namespace constat {

struct RosterField {
  std::string type;  // "person_name", "us_ssn"...: such as resolve_reads() (people/resolve.h) says yes to.
  std::string value, canonical;
  float confidence = 0;
};
struct RosterEntry {
  std::int64_t row = 0;  // In the list, the header counted.
  std::vector<RosterField> fields;
};

// Puts the list into the case in place of one of the same name; values are sealed. `columns`: JSON, how each column was
// taken. In a transaction of its own. Fault::encrypted without the case's key.
Result<void> put_roster(Case& file, std::string_view name, std::string_view sha256, std::string_view columns,
                        const std::vector<RosterEntry>& entries);
// False where there is no list of that name.
bool remove_roster(Case& file, std::string_view name);
// `sealed`: roster_entry.fields of the entry `id`.
Result<std::vector<RosterField>> open_roster_fields(const Case& file, std::string_view sealed);

}  // namespace constat
