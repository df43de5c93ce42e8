// Social security numbers that no label names, told by their dashes alone: whether the words before them name something
// else, and whether a person stands beside.
#pragma once

#include "detect/scan.h"

namespace constat {

// Lowers what Scan told as a social security number by its form alone. Behind another number's name ("Build ID:",
// "Drawing no.") it is low; behind a label that says nothing of persons ("Code:", "Valve") it is low unless a person or
// the word SSN is near; without a label it stays above the middle, and beside a person as it was. Call when all other
// candidates are there. Linear: each candidate looks at the words before it, and for persons by their places.
void settle_bare_ssns(Scan& scan);

}  // namespace constat
