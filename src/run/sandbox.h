// Closes the door behind a worker: no path, no network, no process, no privilege. What it reads it was handed before.
#pragma once

#include <string>
#include <vector>

namespace constat {

struct SandboxLayers {
  bool no_new_privileges = false;
  bool landlock = false;      // No file but those of `readable`; no TCP; no signal to other processes (kernel 6.12).
  bool seccomp = false;       // No socket, process, trace, mount, kernel interface; no open at all without Landlock.
  bool unprivileged = false;  // Not root.
};

// Folders that libraries read while they work: fonts and CMaps of PDF, charset tables of the C library. Read-only.
std::vector<std::string> library_folders();

// For the calling process and for good. A layer that the kernel does not have stays false; nothing else fails.
SandboxLayers enter_sandbox(const std::vector<std::string>& readable);

}  // namespace constat
