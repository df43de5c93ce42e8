#include "cli/engine_options.h"

#include "base/paths.h"

namespace constat {

EngineOptions engine_options_from(const Arguments& arguments) {
  EngineOptions options;
  const std::string root = data_root();
  if (!root.empty()) {
    options.rule_dirs.push_back(root + "/rules");
    options.data_dir = root + "/data";
  }
  for (const std::string& folder : arguments.all("--rules")) options.rule_dirs.push_back(folder);
  return options;
}

std::unique_ptr<Engine> engine_from(const Arguments& arguments, bool calibrated) {
  EngineOptions options = engine_options_from(arguments);
  options.calibrated = calibrated;
  if (options.rule_dirs.empty()) {
    complain("the rules are not where they should be", "Set CONSTAT_DATA to the folder that holds rules/ and data/.");
    return nullptr;
  }
  auto engine = load_engine(options);
  if (!engine) {
    complain(engine.error().what);
    return nullptr;
  }
  return std::move(*engine);
}

}  // namespace constat
