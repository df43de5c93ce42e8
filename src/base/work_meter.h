// Work that is counted, not timed: a test that holds a stage to linear cost needs figures that are the same on every
// machine, loaded or not. In builds for tests (CMAKE_BUILD_TYPE Debug) the stages `base` and `detect` count each basic
// block that they run, and the bytes that memchr, memcpy and memmove are given. Other builds count nothing and pay
// nothing.
#pragma once

#include <cstdint>

namespace constat {

// Whether this build counts.
bool work_is_metered();
// Steps of this thread so far: basic blocks, and 16 bytes of a block function each. 0 where nothing is counted.
std::uint64_t work_done();

}  // namespace constat
