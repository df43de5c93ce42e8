// A text that is taken for a Place names one: written out and read again it is the same.
#include <cstdlib>

#include "evidence/place.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto place = parse_place(text)) {
    const std::string again = place->item_place() + (place->has_locator ? to_string(place->locator) : "");
    const auto second = parse_place(again);
    if (!second || second->steps != place->steps || !(second->locator == place->locator)) std::abort();
  }
  // Whatever a thief called a file comes back from the Place.
  if (raw_component(place_component(text)) != text) std::abort();
  return 0;
}
