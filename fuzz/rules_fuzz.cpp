// Any bytes as a rule file: a rule or an error, never a crash.
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "detect/rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string folder = [] {
    const std::string made = (std::filesystem::temp_directory_path() / "constat-rules-fuzz").string();
    std::filesystem::create_directories(made);
    return made;
  }();
  std::ofstream(folder + "/one.toml", std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  (void)constat::load_rules({folder});
  return 0;
}
