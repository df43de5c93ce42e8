// A folder of a test's own, removed with all in it when the test ends; the case's keys lie in it too.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace constat {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    char pattern[] = "/tmp/constat-test-XXXXXX";
    path_ = ::mkdtemp(pattern);
    ::setenv("XDG_DATA_HOME", (path_ + "/data").c_str(), 1);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(std::string_view name, std::string_view contents) const {
    const std::string path = path_ + "/" + std::string(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << contents;
    return path;
  }

 private:
  std::string path_;
};

}  // namespace constat
