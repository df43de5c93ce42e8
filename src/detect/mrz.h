// Machine readable zones of travel documents: ICAO Doc 9303 parts 4 (TD3, passports), 5 (TD1, cards) and 6 (TD2).
#pragma once

#include "detect/scan.h"

namespace constat {

// Adds the document's number, the holder's name and date of birth of every zone whose check digits hold. Looks no
// further where the text has no "<<". Linear in the text.
void find_machine_readable_zones(Scan& scan);

}  // namespace constat
