// Logins and passwords noted one below the other: "ann@example.org" over "Biscuit23", with or without the service's
// name above them, block after block.
#pragma once

#include "detect/scan.h"

namespace constat {

// Adds the passwords of every such list: three addresses with a word that looks like a password on the line below, or
// four blocks of two to four lines whose last two are a login and a mixed word (told_passwords.h). Looks at the first
// lines of a text and goes no further where there is no such pair: cheap for all else. Linear in the text.
void find_login_blocks(Scan& scan);

}  // namespace constat
