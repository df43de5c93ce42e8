// Any bytes are read as a slide, its notes and its comments.
#include "../tests/support/zip_builder.h"
#include "valid_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  test::ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("ppt/presentation.xml", "<presentation/>");
  zip.add("ppt/slides/slide1.xml", input);
  zip.add("ppt/notesSlides/notesSlide1.xml", input);
  zip.add("ppt/comments/comment1.xml", input);
  read_checking_texts(zip.build());
  return 0;
}
