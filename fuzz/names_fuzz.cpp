// Any bytes at all: spans lie inside the text, in order, and carry a probability.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "detect/names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  static const auto lexicon = [] {
    const char* folder = std::getenv("CONSTAT_DATA");
    return NameLexicon::load(folder != nullptr ? std::string(folder) + "/data" : "data");
  }();
  if (!lexicon) std::abort();  // Run from the root of the source, or set CONSTAT_DATA.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ByteClasses classes(text);
  std::vector<NamedSpan> found;
  const auto check = [&] {
    for (const NamedSpan& span : found) {
      if (span.begin >= span.end || span.end > size || span.confidence < 0 || span.confidence > 1) std::abort();
    }
  };
  (*lexicon)->find_persons(text, classes, found);
  check();
  found.clear();
  (*lexicon)->find_addresses(text, classes, found);
  check();
  (void)(*lexicon)->full_name_score(text);
  (void)(*lexicon)->given_name_score(text);
  (void)(*lexicon)->street_score(text);
  (void)(*lexicon)->city_score(text);
  (void)(*lexicon)->address_score(text);
  (void)(*lexicon)->postcode_country(text);
  (void)canonical_name(text);
  (void)canonical_address(text);
  return 0;
}
