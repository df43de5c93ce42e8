// Any bytes as a rule file: a rule or an error, never a crash.
#include "detect/rules.h"
#include "scratch_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const constat::ScratchFile file("rules-fuzz");
  file.write(data, size);
  (void)constat::load_rules({file.folder()});
  return 0;
}
