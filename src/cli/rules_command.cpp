// constat rules list|test [DIR]: the detectors, and their own examples run as tests.
#include <cstdio>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "detect/rule_check.h"

namespace constat {

namespace {

Arguments with_folder(const Arguments& arguments) {
  Arguments out = arguments;
  for (const std::string& folder : arguments.positional) out.values["--rules"].push_back(folder);
  return out;
}

int run_list(const Arguments& arguments) {
  const auto engine = engine_from(with_folder(arguments));
  if (engine == nullptr) return exit_failed;
  for (const RuleInfo& rule : engine->rules()) {
    const TypeInfo& type = engine->types().at(rule.type);
    std::printf("%-34s %-26s %-14s %-3s %s\n", rule.id.c_str(), type.name.c_str(), category_name(type.category),
                type.jurisdiction.c_str(), rule.source.c_str());
  }
  return exit_done;
}

int run_test(const Arguments& arguments) {
  const auto engine = engine_from(with_folder(arguments));
  if (engine == nullptr) return exit_failed;
  std::size_t examples = 0;
  const std::vector<RuleFailure> failures = check_rules(*engine, examples);
  for (const RuleFailure& failure : failures) {
    std::printf("%s: %s: %s\n", failure.rule.c_str(), failure.why.c_str(), escape_name(failure.text).c_str());
  }
  std::printf("%zu rules, %zu examples, %zu failed\n", engine->rules().size(), examples, failures.size());
  return failures.empty() ? exit_done : exit_failed;
}

}  // namespace

const Command rules_list_command = {
    .name = "rules list",
    .takes = "[DIR]",
    .does = "The detectors: id, type, category, jurisdiction, source",
    .about = "Lists the built-in rules and those in DIR.",
    .examples = "  constat rules list | grep ^fr_\n",
    .options = {},
    .positional_min = 0,
    .positional_max = 1,
    .run = run_list,
};

const Command rules_test_command = {
    .name = "rules test",
    .takes = "[DIR]",
    .does = "Runs every rule's own examples; fails where one is not met",
    .about =
        "Loads the built-in rules and those in DIR, and runs each rule's `finds` and `ignores` through the whole "
        "engine.",
    .examples = "  constat rules test my-rules/\n",
    .options = {},
    .positional_min = 0,
    .positional_max = 1,
    .run = run_test,
};

}  // namespace constat
