// Any bytes are read as a Word document's body without a crash, and every text given is valid UTF-8.
#include <cstdlib>

#include "../tests/support/document_output.h"
#include "../tests/support/zip_builder.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  test::ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("word/document.xml", std::string_view(reinterpret_cast<const char*>(data), size));
  const std::string bytes = zip.build();
  DocumentOutput out;
  (void)extract_bytes(bytes, out);
  for (const DocumentOutput::Part& part : out.parts) {
    if (!is_valid_utf8(part.text)) std::abort();
  }
  for (const DocumentOutput::Table& table : out.tables) {
    for (const auto& [row, cells] : table.rows) {
      for (const std::string& cell : cells) {
        if (!is_valid_utf8(cell)) std::abort();
      }
    }
  }
  return 0;
}
