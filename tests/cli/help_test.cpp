#include <gtest/gtest.h>

#include "cli/command.h"
#include "support/case_builder.h"

namespace constat {
namespace {

TEST(Help, EveryCommandIsInTheManualAndInEveryCompletion) {
  const std::string man = run_constat({"help", "--man"}).out;
  EXPECT_TRUE(man.starts_with(".TH CONSTAT 1"));
  for (const Command* const command : commands()) {
    const std::string name(command->name);
    EXPECT_NE(man.find(".SS \"constat " + name), std::string::npos) << name;
    if (name.find(' ') != std::string::npos) continue;
    for (const char* const shell : {"bash", "zsh", "fish"}) {
      EXPECT_NE(run_constat({"completion", shell}).out.find(name), std::string::npos) << shell << ": " << name;
    }
    EXPECT_EQ(run_constat({"help", name}).status, 0);
  }
  EXPECT_EQ(run_constat({"completion", "tcsh"}).status, 2);
  EXPECT_EQ(run_constat({"help", "nonsense"}).status, 2);
}

}  // namespace
}  // namespace constat
