// Whatever the bytes: rows are well-formed, and the parts of any cut give as many cells as the whole.
#include <cstdlib>

#include "checking_output.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constat::MemorySource source(constat::as_bytes(data, size));
  constat::SpillFile spill(-1);
  const constat::Limits limits;
  const constat::ExtractContext context{{limits, spill}, "UTF-8", 1, std::nullopt, 0};
  constat::Checking whole(size);
  (void)constat::extract_csv(source, context, whole);
  const auto ranges = constat::cut_csv(source, context, 64);
  if (!ranges) std::abort();
  std::size_t rows = 0;
  for (const constat::Range& range : *ranges) {
    constat::ExtractContext part = context;
    part.range = range;
    constat::Checking out(size);
    (void)constat::extract_csv(source, part, out);
    rows += out.rows;
  }
  if (ranges->size() > 1 && rows != whole.rows) std::abort();
  return 0;
}
