// Whatever the bytes: the readers of JSON and of JSON Lines give well-formed rows and texts.
#include <cstdlib>

#include "checking_output.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constat::MemorySource source(constat::as_bytes(data, size));
  constat::SpillFile spill(-1);
  const constat::Limits limits;
  const constat::ExtractContext context{{limits, spill}, "UTF-8", 1, std::nullopt, 0};
  constat::Checking document(size);
  (void)constat::extract_json(source, context, document);
  constat::Checking lines(size);
  (void)constat::extract_jsonl(source, context, lines);
  return 0;
}
