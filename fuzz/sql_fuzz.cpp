// Whatever the bytes: the reader of SQL dumps gives well-formed rows and texts.
#include <cstdlib>

#include "checking_output.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constat::MemorySource source(constat::as_bytes(data, size));
  constat::SpillFile spill(-1);
  const constat::Limits limits;
  const constat::ExtractContext context{{limits, spill}, "UTF-8", 1, std::nullopt, 0};
  constat::Checking out(size);
  (void)constat::extract_sql(source, context, out);
  return 0;
}
