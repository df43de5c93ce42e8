// Passwords in what machines and the tools of attackers and administrators write: "dom\ann:CLEARTEXT:x", "[+]
// dom\ann:x", "Login OK: [ann/x]", "DefaultPassword  REG_SZ  x", "snmp-server community x RW", "ann : EAP "x"".
#pragma once

#include "detect/scan.h"

namespace constat {

// `match` is a label of the rule for them. Adds the password, its login where that stands beside it, and Kerberos' keys
// as hashes. Looks at the label's line and the one below it, and no farther than a bounded number of bytes.
void find_tool_credentials(Scan& scan, const PatternMatch& match);

}  // namespace constat
