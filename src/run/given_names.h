// Names in the paths that a user gives: they stand in the case (the evidence's path, the audit log) before any reader
// has met them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "detect/engine.h"

namespace constat {

// Looks for values in the names of `paths`, behind the sandbox's door, and tells the case's ShownNames. What cannot be
// looked at so, and looks as if it held one, is hidden whole. The case must have its key.
Result<void> know_names(Case& file, const Engine& engine, const std::vector<std::string>& paths, bool allow_weak);

}  // namespace constat
