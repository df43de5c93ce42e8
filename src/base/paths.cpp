#include "base/paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace constat {

namespace {
bool holds_both(const std::string& folder) {
  struct stat status {};
  return ::stat((folder + "/rules").c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         ::stat((folder + "/data").c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}
}  // namespace

std::string data_root() {
  if (const char* const named = std::getenv("CONSTAT_DATA"); named != nullptr && *named != '\0') return named;
  char program[4096];
  const ssize_t size = ::readlink("/proc/self/exe", program, sizeof program - 1);
  if (size <= 0) return "";
  std::string folder(program, static_cast<std::size_t>(size));
  bool installed = true;
  for (std::size_t slash = folder.rfind('/'); slash != std::string::npos && slash != 0; slash = folder.rfind('/')) {
    folder.resize(slash);
    if (installed && holds_both(folder + "/../share/constat")) return folder + "/../share/constat";
    installed = false;
    if (holds_both(folder)) return folder;
  }
  return "";
}

}  // namespace constat
