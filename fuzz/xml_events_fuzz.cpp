// Office XML is read alike by our own scanner and by Expat, in whatever pieces it comes: what Expat reads without an
// error has the same events.
#include <cstdlib>

#include "../tests/support/xml_log.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  // UTF-16 is told by the first bytes that come together.
  if (document.find('\0') != std::string_view::npos) return 0;
  const XmlLog plain = xml_log(document, size + 1, true);
  const XmlLog whole = xml_log(document, size + 1, false);
  const XmlLog pieces = xml_log(document, size % 61 + 4, false);
  if (whole.events != pieces.events || whole.fault != pieces.fault) std::abort();
  if (!is_valid_utf8(whole.events)) std::abort();
  if (!plain.fault && (whole.fault || whole.events != plain.events)) std::abort();
  return 0;
}
