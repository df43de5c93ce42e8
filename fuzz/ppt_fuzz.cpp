// Any bytes are read as the records of a PowerPoint 97 presentation, and as what says which of them is current.
#include "../tests/support/compound_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min<std::size_t>(size, 32);
  read_checking_texts(test::CompoundBuilder()
                          .add("PowerPoint Document", input.substr(cut))
                          .add("Current User", input.substr(0, cut))
                          .build());
  return 0;
}
