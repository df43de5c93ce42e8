// Any bytes are read as the records of a binary workbook's parts without a crash, and every text given is valid UTF-8.
#include "../tests/support/zip_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  test::ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("xl/workbook.bin", input);
  zip.add("xl/styles.bin", input);
  zip.add("xl/sharedStrings.bin", input);
  zip.add("xl/comments1.bin", input);
  zip.add("xl/worksheets/sheet1.bin", input);
  zip.add("xl/worksheets/_rels/sheet1.bin.rels",
          "<Relationships><Relationship Id='a' Type='x/comments' Target='../comments1.bin'/></Relationships>");
  read_checking_texts(zip.build());
  return 0;
}
