// The whole report of a case: figures, persons, duties, loss and the lists behind them. `constat report` writes it,
// `constat export --bundle` signs it: both hand out the same page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "casefile/case.h"

namespace constat {

// Now, ISO 8601 UTC. SOURCE_DATE_EPOCH (reproducible-builds.org) fixes it.
std::string now_or_fixed();

// The page in this language ("en", "fr"), its loss in this currency. A section that cannot be made is left out and
// told on standard error. None: `exit` says how to end, the reason is told.
std::optional<std::string> whole_report(Case& file, std::string_view language, const std::string& currency,
                                        const std::string& established, int& exit);

}  // namespace constat
