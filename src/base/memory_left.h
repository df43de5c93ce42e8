// How much memory a process may still take: for work whose need grows with its input, and which rather says so than is
// killed in the middle of it.
#pragma once

#include <cstdint>
#include <string_view>

namespace constat {

// Bytes; the least of what is free on the machine, of what the process's own limit leaves (setrlimit(2), RLIMIT_AS) and
// of what its control groups leave (cgroups(7), memory.max). What is not told is taken for no limit: UINT64_MAX.
std::uint64_t memory_left_bytes();

// Bytes of memory that the process holds now, without what is swapped out; 0 where it is not told.
std::uint64_t memory_held_bytes();

// The number behind "MemAvailable:" in kB, in bytes (of /proc/meminfo); UINT64_MAX where there is none.
std::uint64_t available_of_meminfo(std::string_view meminfo);

}  // namespace constat
