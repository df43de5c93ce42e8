// Any bytes are read as an Outlook message's properties: fixed ones, texts, compressed RTF, an attachment.
#include "../tests/support/compound_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  read_checking_texts(test::CompoundBuilder()
                          .add("__properties_version1.0", input)
                          .add("__substg1.0_0037001F", input)
                          .add("__substg1.0_1000001E", input)
                          .add("__substg1.0_10090102", input)
                          .add("__substg1.0_10130102", input)
                          .add("__recip_version1.0_#00000000/__substg1.0_3001001E", input)
                          .add("__attach_version1.0_#00000000/__properties_version1.0", input)
                          .add("__attach_version1.0_#00000000/__substg1.0_37010102", input)
                          .build());
  return 0;
}
