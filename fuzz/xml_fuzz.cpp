// Any bytes are read as XML and as an XML workbook without a crash; every text given is valid UTF-8.
#include <cstdlib>

#include "../tests/support/document_output.h"
#include "base/text.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  SpillFile spill(-1);
  const Limits limits;
  ExtractContext context{{limits, spill}, "UTF-8", 0.5, std::nullopt, 0};
  for (const auto extract : {extract_xml, extract_spreadsheet_xml}) {
    MemorySource source(as_bytes(data, size));
    DocumentOutput out;
    (void)extract(source, context, out);
    if (!is_valid_utf8(out.all_text())) std::abort();
  }
  return 0;
}
