// What is looked at before a TOML file is given to its parser.
#pragma once

#include <string_view>

#include "base/result.h"

namespace constat {

// Fault::malformed, with the line, where a text is no UTF-8, has characters outside ASCII where TOML 1.0 allows none
// (anywhere but in strings and comments), or no name behind the '[' of a table. toml++ 3.3 has undefined behaviour
// there. Other mistakes are the parser's to tell.
Result<void> check_toml_text(std::string_view text);

}  // namespace constat
