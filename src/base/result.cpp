#include "base/result.h"

namespace constat {

const char* fault_name(Fault fault) {
  switch (fault) {
    case Fault::truncated: return "truncated";
    case Fault::malformed: return "malformed";
    case Fault::unsupported: return "unsupported";
    case Fault::encrypted: return "encrypted";
    case Fault::over_limit: return "over limit";
    case Fault::io: return "read error";
  }
  return "unknown";
}

}  // namespace constat
