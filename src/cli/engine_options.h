// The engine as the command line asks for it: built-in rules and data, and the folders of --rules.
#pragma once

#include <memory>

#include "cli/command.h"
#include "detect/engine.h"

namespace constat {

// Complains and gives null where the engine cannot be loaded.
std::unique_ptr<Engine> engine_from(const Arguments& arguments, bool calibrated = true);
// Built-in folders first, then --rules.
EngineOptions engine_options_from(const Arguments& arguments);

}  // namespace constat
