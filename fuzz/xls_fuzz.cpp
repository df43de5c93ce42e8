// Any bytes are read as the records of a BIFF8 workbook.
#include "../tests/support/compound_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const char begin[] = "\x09\x08\x10\x00\x00\x06\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";  // BOF.
  std::string records(begin, sizeof begin - 1);
  records.append(reinterpret_cast<const char*>(data), size);
  read_checking_texts(test::CompoundBuilder().add("Workbook", records).build());
  return 0;
}
