// Names in the paths that a user gives: they stand in the case (the evidence's path, the audit log) before any reader
// has met them.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "detect/engine.h"

namespace constat {

// Names that hold a value, as they stand in a Place, and what may be shown of them.
using HiddenNames = std::unordered_map<std::string, std::string>;

// Looks for values in names (as they stand in Places), behind the sandbox's door. Where that does not come to an end
// all of them are hidden whole.
Result<HiddenNames> values_in_names(const Engine& engine, std::span<const std::string> names, bool allow_weak);

// Looks for values in the names of `paths`, and tells the case's ShownNames. The case must have its key.
Result<void> know_names(Case& file, const Engine& engine, const std::vector<std::string>& paths, bool allow_weak);

}  // namespace constat
