// Holds the house to its plan: includes point back along the way of the data, and every source file has its test.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

const fs::path source_root = CONSTAT_SOURCE_DIR;

// What a stage may include besides itself (docs/design.md).
const std::map<std::string, std::set<std::string>> may_include = {
    {"base", {}},
    {"evidence", {"base"}},
    {"extract", {"base", "evidence"}},
    {"detect", {"base", "evidence", "extract"}},
    {"people", {"base", "evidence", "extract", "detect"}},
    {"assess", {"base", "evidence", "extract", "detect", "people"}},
    {"casefile", {"base", "evidence", "extract", "detect", "people"}},
    {"report", {"base", "evidence", "extract", "detect", "people", "assess", "casefile"}},
    {"run", {"base", "evidence", "extract", "detect", "people", "casefile"}},
    {"cli", {"base", "evidence", "extract", "detect", "people", "assess", "casefile", "report", "run"}},
};

TEST(Structure, IncludesPointBackAlongTheWayOfTheData) {
  for (const auto& entry : fs::recursive_directory_iterator(source_root / "src")) {
    const fs::path path = entry.path();
    if (path.extension() != ".cpp" && path.extension() != ".h") continue;
    const std::string stage = fs::relative(path, source_root / "src").begin()->string();
    ASSERT_TRUE(may_include.contains(stage)) << "unknown stage " << stage;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with("#include \"")) continue;
      const std::string included = line.substr(10, line.find('"', 10) - 10);
      const std::size_t slash = included.find('/');
      if (slash == std::string::npos) continue;  // Generated beside it.
      const std::string other = included.substr(0, slash);
      EXPECT_TRUE(other == stage || may_include.at(stage).contains(other))
          << fs::relative(path, source_root) << " includes " << included;
    }
  }
}

// A file's test is named after it, or its own header is included by a test of its stage.
TEST(Structure, EverySourceFileIsMetByATest) {
  std::set<std::string> included;
  std::set<std::string> named;
  for (const auto& entry : fs::recursive_directory_iterator(source_root / "tests")) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
    named.insert(entry.path().stem().string());
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("#include \"")) included.insert(line.substr(10, line.find('"', 10) - 10));
    }
  }
  // Met by the whole-program tests (tests/cases) and by the tests of what calls them.
  const std::set<std::string> whole_program = {"cli", "report"};
  for (const auto& entry : fs::recursive_directory_iterator(source_root / "src")) {
    const fs::path path = entry.path();
    if (path.extension() != ".cpp") continue;
    const fs::path relative = fs::relative(path, source_root / "src");
    if (whole_program.contains(relative.begin()->string())) continue;
    fs::path header = relative;
    header.replace_extension(".h");
    const std::string stem = path.stem().string();
    const bool met = named.contains(stem + "_test") || included.contains(header.string());
    EXPECT_TRUE(met) << "src/" << relative.string() << " has no test: add tests/" << relative.parent_path().string()
                     << "/" << stem << "_test.cpp";
  }
}

}  // namespace
