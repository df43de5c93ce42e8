// `constat export CASE --bundle FILE`: a file of its own beside the other exports.
#pragma once

#include "cli/command.h"

namespace constat {

inline constexpr Option bundle_option = {
    "--bundle", "FILE", "Write the report and the list of the evidence with a signed manifest, as one tar file", "",
    ""};
// Runs where --bundle is given. Gives the exit status.
int export_bundle(const Arguments& arguments);

}  // namespace constat
