// Closes the door behind a process that reads hostile bytes: no path, no network, no process, no privilege. What it
// reads it was handed before, as open descriptors. docs/security.md says what each layer denies, and to whom.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <span>
#include <string>

namespace constat {

struct SandboxLayers {
  bool no_new_privileges = false;
  bool unprivileged = false;  // Not root, and no capability left.
  bool network = false;       // A network namespace of its own, in which nothing is.
  bool empty_root = false;    // A mount namespace of its own, whose root is an empty folder that cannot be written.
  bool ipc = false;           // System V and POSIX message queues of its own.
  bool landlock = false;      // No path at all; no TCP; no signal to other processes (kernel 6.12).
  bool seccomp = false;       // Only the system calls that a reader needs on the descriptors it holds.
  bool limits = false;        // Bounds on memory, file size, descriptors, processes; no core dump.

  bool denies_files() const { return seccomp || landlock || empty_root; }
  bool denies_network() const { return seccomp || network; }
  bool denies_processes() const { return seccomp; }
  bool whole() const {
    return no_new_privileges && unprivileged && network && empty_root && ipc && landlock && seccomp && limits;
  }
  // What remains still keeps evidence from files and from the network.
  bool holds() const { return no_new_privileges && denies_files() && denies_network(); }
};

// System calls that a reader asked for and did not get, told through memory that it shares with its parent. A reader
// that was taken over may not tell: this is a witness, the refusal does not rest on it.
struct RefusedCalls {
  static constexpr int numbers = 512;  // Of calls; what is above counts for the last.
  std::atomic<std::uint32_t> counts[numbers] = {};
};
// Null where there is no memory. To be given back with free_refused_calls.
RefusedCalls* new_refused_calls();
void free_refused_calls(RefusedCalls* calls);
// "openat"; the number where it has no name.
std::string system_call_name(int number);

struct SandboxOptions {
  std::uint64_t memory_bytes_max = 0;  // Beyond what is mapped already; 0: unbounded.
  std::uint64_t file_bytes_max = 0;    // Of the file that it spills to.
  std::uint64_t cpu_seconds_max = 0;   // 0: unbounded (the parent keeps the clock).
  unsigned descriptors_max = 160;      // Beside those of library files.
  bool namespaces = true;              // They take some milliseconds: worth it for a process that lives long.
  bool library_files = true;           // Keep CMaps of PDF readable.
  RefusedCalls* refused = nullptr;     // Shared memory.
  pid_t parent = 0;                    // When it dies, this process does. 0: it does not matter.
};

// Loads what libraries would load at their first use (charset tables, the clock's zone, libcrypto's tables), once for
// all children. Times of day in evidence without a zone are taken for UTC, whatever the machine's zone is: the same
// evidence gives the same case everywhere.
void prepare_readers();

// So many files may be open at once, where the system lets this process have them.
void make_room_for_descriptors(std::size_t count);

// For the calling process and for good. It must have one thread. A layer that the kernel does not have stays false;
// nothing else fails. Refused calls: what only an attacker asks for (sockets, processes, tracing, mounts) kills the
// process with SIGSYS; anything else fails with EPERM (a path: EACCES) and is counted.
SandboxLayers enter_sandbox(const SandboxOptions& options);

// What enter_sandbox would reach on this machine, found out in a child.
SandboxLayers probe_sandbox();

// In a child, before the door closes: puts `wanted` at descriptors 3, 4, ... in this order (-1: that number stays
// closed), /dev/null at 0 to 2, closes all others.
void keep_only(std::span<const int> wanted);

}  // namespace constat
