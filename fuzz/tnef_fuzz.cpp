// Any bytes are read as a TNEF stream, behind its signature, without a crash; every text given is valid UTF-8.
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constat::read_checking_texts(std::string("\x78\x9F\x3E\x22\1\0", 6) +
                               std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
