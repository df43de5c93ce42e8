// Passwords given to programs on their command lines: shell histories, scripts, scheduled tasks, notes. Each program's
// own options, as its manual tells them: "mysql -pSECRET", "net use \\host\share SECRET /user:X", "curl -u
// user:SECRET".
#pragma once

#include "detect/scan.h"

namespace constat {

// `match` is the name of a program (a label of a rule with value "command"). Adds a candidate for each password among
// the arguments behind it, up to the command's end; "curl -u user:password" is told whole.
void find_command_credentials(Scan& scan, const PatternMatch& match);

}  // namespace constat
