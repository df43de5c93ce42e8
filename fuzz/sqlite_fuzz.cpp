// Any bytes behind the magic number are read as a database without a crash; every text given is valid UTF-8.
#include <cstdlib>

#include "../tests/support/document_output.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  std::string bytes("SQLite format 3\0", 16);
  bytes.append(reinterpret_cast<const char*>(data), size);
  DocumentOutput out;
  (void)extract_bytes(bytes, out);
  if (!is_valid_utf8(out.all_text())) std::abort();
  return 0;
}
