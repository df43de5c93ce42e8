// Where constat's own files lie: rules and lists.
#pragma once

#include <string>

namespace constat {

// The folder that holds rules/ and data/: $CONSTAT_DATA; else ../share/constat beside the program's folder; else, for a
// build tree, the nearest folder above the program that holds both. "" where there is none.
std::string data_root();

}  // namespace constat
