// Any bytes as the rules of a jurisdiction's duties, as the words they may use, or as the parameters of the loss: read
// or refused with a reason, never a crash. The first byte says which.
#include <cstdlib>

#include "assess/duty_rules.h"
#include "assess/exposure.h"
#include "assess/loss.h"
#include "scratch_file.h"

namespace {

using namespace constat;

const Elements& elements() {
  static const Elements loaded = [] {
    const char* const data = std::getenv("CONSTAT_DATA");
    auto read = Elements::load(std::string(data == nullptr ? "." : data) + "/data/assess/elements.toml");
    if (!read) std::abort();  // CONSTAT_DATA is to be the folder of the sources.
    return std::move(*read);
  }();
  return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const ScratchFile file("assess-fuzz");
  file.write(data + 1, size - 1);
  switch (data[0] % 3) {
    case 0: (void)load_duty_rules(file.folder(), elements()); break;
    case 1: (void)Elements::load(file.path()); break;
    default: (void)load_loss_parameters(file.path());
  }
  return 0;
}
