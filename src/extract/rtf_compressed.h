// The compressed RTF that Outlook keeps bodies in. Source: [MS-OXRTFCP] 10.0.
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace constat {

// What it was compressed from, at most `bytes_max`. A stream that breaks off gives what there is; Fault::malformed
// where it is none.
Result<Buffer> decompress_rtf(ByteView bytes, std::uint64_t bytes_max);

}  // namespace constat
