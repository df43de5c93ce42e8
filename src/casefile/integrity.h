// Whether a case is what constat made: its database, its tables, the references between them.
#pragma once

#include <string>
#include <vector>

#include "base/sha256.h"
#include "casefile/case.h"

namespace constat {

struct IntegrityCheck {
  std::vector<std::string> faults;  // For a person; "" means that the case is whole.
};
// SQLite's own check of every page and index; every table of the schema, as the schema has it; every reference leads to
// a row. Bounded: at most 100 faults are told.
IntegrityCheck check_integrity(Database& database);

// SHA-256 of the table of types.
Sha256 types_hash(Database& database);

// Appends to `check` what is wrong with the findings: blocks that are damaged or, where the case's key is there, are
// not the ones that were sealed; figures of items that are not those of their blocks. Opens every block.
void check_findings(Case& file, IntegrityCheck& check);

// SHA-256 of all that the case holds but its audit log and seals: every row of every table, tables by name, rows by
// key. Two copies of one case have the same; a change of a single value gives another. (Not the file's bytes: SQLite
// moves pages, and the audit log grows with every look.)
Sha256 content_hash(Database& database);

}  // namespace constat
