// Any text to every validator: no crash, and the canonical form of a canonical form is itself valid input.
#include <cstdint>

#include "base/text.h"
#include "detect/validators.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = constat::to_valid_utf8({reinterpret_cast<const char*>(data), size});
  for (const constat::Validator& validator : constat::validators()) {
    if (validator.check(text) != constat::Validity::invalid) (void)validator.canonical(text);
  }
  return 0;
}
