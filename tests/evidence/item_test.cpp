#include "evidence/item.h"

#include <gtest/gtest.h>

#include "base/paths.h"

namespace constat {
namespace {

TEST(Status, HasTheWordsOfTheCommandLine) {
  for (const std::string_view name :
       {"read", "partly-read", "encrypted", "corrupt", "unsupported", "too-big", "crashed", "timed-out"}) {
    const auto status = status_from_name(name);
    ASSERT_TRUE(status) << name;
    EXPECT_EQ(status_name(*status), name);
  }
  EXPECT_FALSE(status_from_name("lost"));
}

TEST(Status, EveryFaultBecomesOneAndSaysItsName) {
  const std::pair<Fault, Status> cases[] = {
      {Fault::truncated, Status::corrupt},       {Fault::malformed, Status::corrupt},
      {Fault::unsupported, Status::unsupported}, {Fault::encrypted, Status::encrypted},
      {Fault::over_limit, Status::too_big},      {Fault::io, Status::corrupt},
  };
  for (const auto& [fault, status] : cases) EXPECT_EQ(status_of(fault), status) << fault_name(fault);
}

TEST(Paths, TheEnvironmentNamesTheRulesAndLists) {
  ::setenv("CONSTAT_DATA", "/somewhere", 1);
  EXPECT_EQ(data_root(), "/somewhere");
  ::unsetenv("CONSTAT_DATA");
}

}  // namespace
}  // namespace constat
