// A bundle comes from somebody else: any bytes are a bundle with its faults or none, and no check runs away. What is
// changed is told: of bytes that were not signed here no bundle is without fault.
#include <cstdlib>

#include "report/bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto check = constat::check_bundle({reinterpret_cast<const char*>(data), size});
  if (check && check->faults.empty()) std::abort();
  return 0;
}
