#include "base/work_meter.h"

#include <cstddef>

namespace constat {

namespace {
constinit thread_local std::uint64_t steps = 0;
}

#ifdef CONSTAT_WORK_METER
bool work_is_metered() { return true; }
#else
bool work_is_metered() { return false; }
#endif
std::uint64_t work_done() { return steps; }

}  // namespace constat

#ifdef CONSTAT_WORK_METER
// Called in place of what they are named after (the linker's --wrap); the first at the begin of every basic block
// (-fsanitize-coverage=trace-pc; libFuzzer has one of that name, which does nothing).
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier)
void __wrap___sanitizer_cov_trace_pc();
void* __real_memchr(const void* bytes, int wanted, std::size_t size);
void* __real_memcpy(void* to, const void* from, std::size_t size);
void* __real_memmove(void* to, const void* from, std::size_t size);
void* __wrap_memchr(const void* bytes, int wanted, std::size_t size);
void* __wrap_memcpy(void* to, const void* from, std::size_t size);
void* __wrap_memmove(void* to, const void* from, std::size_t size);

void __wrap___sanitizer_cov_trace_pc() { ++constat::steps; }

void* __wrap_memchr(const void* bytes, int wanted, std::size_t size) {
  void* const found = __real_memchr(bytes, wanted, size);
  const std::size_t read =
      found == nullptr ? size
                       : static_cast<std::size_t>(static_cast<const char*>(found) - static_cast<const char*>(bytes));
  constat::steps += 1 + read / 16;
  return found;
}

void* __wrap_memcpy(void* to, const void* from, std::size_t size) {
  constat::steps += size / 16;
  return __real_memcpy(to, from, size);
}

void* __wrap_memmove(void* to, const void* from, std::size_t size) {
  constat::steps += size / 16;
  return __real_memmove(to, from, size);
}
// NOLINTEND(bugprone-reserved-identifier)
}
#endif
