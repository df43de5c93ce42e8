// Nothing of this process goes into a core dump, nor to another process of the user's (/proc/PID/mem, ptrace). The
// limit alone would still feed a collector of dumps (core(5): "not enforced for core dumps that are piped to a
// program").
#pragma once

#include <sys/prctl.h>
#include <sys/resource.h>

namespace constat {

inline void no_dumps() {
  const rlimit none = {0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace constat
