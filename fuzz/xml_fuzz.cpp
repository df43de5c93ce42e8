// Any bytes are read as XML without a crash; every text given is valid UTF-8.
#include <cstdlib>

#include "../tests/support/document_output.h"
#include "base/text.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  MemorySource source(as_bytes(data, size));
  SpillFile spill(-1);
  const Limits limits;
  ExtractContext context{{limits, spill}, "UTF-8", 0.5, std::nullopt, 0};
  DocumentOutput out;
  (void)extract_xml(source, context, out);
  if (!is_valid_utf8(out.all_text())) std::abort();
  return 0;
}
