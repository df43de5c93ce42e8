// Any bytes are read as HTML without a crash, and what comes out is valid UTF-8.
#include <cstdlib>

#include "base/text.h"
#include "extract/html.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string html = constat::decode_html(constat::as_bytes(data, size), "");
  if (!constat::is_valid_utf8(constat::html_to_text(html, {}))) std::abort();
  return 0;
}
