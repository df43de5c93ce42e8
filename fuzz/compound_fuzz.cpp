// Any bytes behind a compound file's mark: tables of sectors, directories and chains that lie.
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  bytes.append(reinterpret_cast<const char*>(data), size);
  constat::read_checking_texts(bytes);
  return 0;
}
