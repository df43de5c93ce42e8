// Any bytes are read as rows that a shell prints line by line, as HL7 messages, as X12 transaction sets, as GEDCOM, as
// MT940 and as headers of DICOM without a crash; every text given is valid UTF-8, and every value is placed within the
// bytes.
#include <cstdlib>

#include "../tests/support/document_output.h"
#include "base/text.h"
#include "extract/extractors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  SpillFile spill(-1);
  const Limits limits;
  ExtractContext context{{limits, spill}, "UTF-8", 0.5, std::nullopt, 0};
  for (const auto extract :
       {extract_shell_records, extract_hl7, extract_x12, extract_gedcom, extract_mt940, extract_dicom_dump}) {
    MemorySource source(as_bytes(data, size));
    DocumentOutput out;
    (void)extract(source, context, out);
    if (!is_valid_utf8(out.all_text())) std::abort();
    for (const auto& table : out.tables) {
      for (const auto& row : table.offsets) {
        for (const std::uint64_t offset : row) {
          if (offset > size) std::abort();
        }
      }
    }
  }
  return 0;
}
