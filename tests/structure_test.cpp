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

// A name may hold a value: what commands and reports tell of a Place goes through ShownNames (casefile/shown_names.h).
// A line that takes one as it is, and shows it nowhere, says "raw".
TEST(Structure, PlacesAreShownByWhatMasksTheirNames) {
  for (const char* const stage : {"cli", "report"}) {
    for (const auto& entry : fs::directory_iterator(source_root / "src" / stage)) {
      std::ifstream in(entry.path());
      std::string before;
      for (std::string line; std::getline(in, line); before = line) {
        const bool takes =
            line.find("item_place()") != std::string::npos || line.find("SELECT place") != std::string::npos ||
            line.find("SELECT i.place") != std::string::npos || line.find(" i.place,") != std::string::npos;
        const bool is_known = (before + line).find("shown(") != std::string::npos ||
                              line.find("raw") != std::string::npos || line.find("ORDER BY") != std::string::npos ||
                              line.find("parsed->") != std::string::npos;
        EXPECT_TRUE(!takes || is_known) << entry.path().filename() << ": " << line;
      }
    }
  }
}

std::set<std::string> includes_of(const fs::path& path) {
  std::set<std::string> included;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#include \"")) included.insert(line.substr(10, line.find('"', 10) - 10));
  }
  return included;
}

// A source file has a test of its name, or a test includes its header, or it is a part of a stage that only a file with
// a test uses. Commands and reports are met by the whole-program tests (tests/cases).
TEST(Structure, EverySourceFileIsMetByATest) {
  std::set<std::string> reached;  // Headers that a test, or a source file met by one, includes.
  std::set<std::string> named;
  for (const auto& entry : fs::recursive_directory_iterator(source_root / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    named.insert(entry.path().stem().string());
    reached.merge(includes_of(entry.path()));
  }
  std::set<std::string> unmet;
  for (const auto& entry : fs::recursive_directory_iterator(source_root / "src")) {
    const fs::path relative = fs::relative(entry.path(), source_root / "src");
    const std::string stage = relative.begin()->string();
    if (entry.path().extension() == ".cpp" && stage != "cli" && stage != "report") unmet.insert(relative.string());
  }
  unmet.erase("extract/formats.cpp");  // Its header is format.h, which the driver's tests include.
  for (bool grew = true; grew;) {
    grew = false;
    const std::set<std::string> headers = reached;
    for (const std::string& header : headers) {
      for (const std::string& included : includes_of(source_root / "src" / header)) {
        if (included.starts_with(header.substr(0, header.find('/')))) grew |= reached.insert(included).second;
      }
    }
    for (auto file = unmet.begin(); file != unmet.end();) {
      fs::path header = *file;
      header.replace_extension(".h");
      // A folder inside a stage is met by the test of its name (detect/validators by validators_test), a loadable
      // module by that of what loads it: extract/pdf_module by pdf_test.
      const bool nested = std::distance(header.begin(), header.end()) > 2;
      std::string owner = nested ? header.parent_path().filename().string() : header.stem().string();
      if (nested && owner.ends_with("_module")) owner.resize(owner.size() - 7);
      if (!named.contains(owner + "_test") && !reached.contains(header.string())) {
        ++file;
        continue;
      }
      for (const std::string& included : includes_of(source_root / "src" / *file)) {
        if (included.starts_with(fs::path(*file).begin()->string())) reached.insert(included);
      }
      file = unmet.erase(file);
      grew = true;
    }
  }
  for (const std::string& file : unmet) ADD_FAILURE() << "src/" << file << " has no test";
}

}  // namespace
