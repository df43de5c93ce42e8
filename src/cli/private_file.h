// Files that a command writes for the owner's eyes only.
#pragma once

#include <string>

namespace constat {

// Whole or not at all, mode 0600, never through a link to a file: written beside `path`, then put in its place. What is
// no file (a pipe, a device, /dev/stdout) is written to as it stands. False: errno says why.
bool write_private_file(const std::string& path, const std::string& contents);

}  // namespace constat
