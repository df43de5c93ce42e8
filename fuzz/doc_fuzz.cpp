// Any bytes are read as a Word 97 document: half of them its text stream, half its tables.
#include "../tests/support/compound_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string head = "\xEC\xA5\xC1";  // [MS-DOC] 2.5.1: wIdent 0xA5EC, nFib 0x00C1.
  head.push_back('\0');
  read_checking_texts(test::CompoundBuilder()
                          .add("WordDocument", head + std::string(input.substr(0, size / 2)))
                          .add("1Table", input.substr(size / 2))
                          .add("0Table", input.substr(size / 2))
                          .build());
  return 0;
}
