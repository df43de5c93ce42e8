// Any bytes are read as PDF without a crash of constat's part, and every text given is valid UTF-8.
#include <cstdlib>

#include "../tests/support/document_output.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  std::string bytes = "%PDF-1.7\n";
  bytes.append(reinterpret_cast<const char*>(data), size);
  DocumentOutput out;
  (void)extract_bytes(bytes, out);
  for (const DocumentOutput::Part& part : out.parts) {
    if (!is_valid_utf8(part.text)) std::abort();
  }
  return 0;
}
