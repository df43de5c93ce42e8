#include "cli/limit_options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "support/case_builder.h"

namespace constat {
namespace {

const Command& scan() {
  for (const Command* const command : commands()) {
    if (command->name == "scan") return *command;
  }
  throw std::runtime_error("no scan");
}

std::vector<double> bounds(const Limits& limits) {
  return {limits.silence_seconds,
          limits.item_seconds,
          limits.evidence_seconds,
          static_cast<double>(limits.depth_max),
          static_cast<double>(limits.members_max),
          static_cast<double>(limits.member_bytes_max),
          static_cast<double>(limits.expansion_ratio_max),
          static_cast<double>(limits.expansion_bytes_max),
          static_cast<double>(limits.document_bytes_max),
          static_cast<double>(limits.told_bytes_max),
          static_cast<double>(limits.worker_memory_bytes_max),
          static_cast<double>(limits.spill_bytes_max)};
}

TEST(LimitOptions, DefaultsInTheHelpAreThoseOfLimits) {
  Arguments given;
  for (const Option& option : scan().options) {
    if (!option.initial.empty()) given.values[std::string(option.name)] = {std::string(option.initial)};
  }
  const Limits initial;
  Limits told;
  ASSERT_TRUE(limits_from(given, told));
  const std::vector<double> expected = bounds(initial);
  const std::vector<double> read = bounds(told);
  for (std::size_t index = 0; index < expected.size(); ++index) {
    EXPECT_LE(std::abs(read[index] - expected[index]), expected[index] / 10'000) << "of bounds, number " << index;
  }
}

TEST(LimitOptions, SetsEachBound) {
  Arguments given;
  double number = 5;
  for (const char* const name :
       {"--silence", "--item-time", "--evidence-time", "--depth", "--members", "--member-size", "--expansion",
        "--expanded-size", "--document-size", "--told-size", "--worker-memory", "--spill-size"}) {
    given.values[name] = {std::to_string(static_cast<int>(number++))};
  }
  Limits limits;
  ASSERT_TRUE(limits_from(given, limits));
  EXPECT_EQ(bounds(limits), (std::vector<double>{5, 6, 7, 8, 9, 10e6, 11, 12e6, 13e6, 14e6, 15e6, 16e6}));
}

TEST(LimitOptions, WhatNobodyCanMeanIsWrongUsage) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.constat";
  const char* const options[] = {"--silence",     "--item-time",     "--evidence-time", "--depth",   "--members",
                                 "--member-size", "--expansion",     "--expanded-size", "--workers", "--worker-memory",
                                 "--spill-size",  "--document-size", "--told-size"};
  for (const char* const option : options) {
    for (const std::string value :
         {"0", "-1", "1e30", "1e400", "nan", "inf", "-inf", "0x", "", "1 2", "ten", "99999999999999999999"}) {
      testing::internal::CaptureStderr();
      const Printed printed = run_constat({"scan", folder.path(), "--case", path, std::string(option) + "=" + value});
      const std::string told = testing::internal::GetCapturedStderr();
      EXPECT_EQ(printed.status, exit_usage) << option << " " << value << ": " << told;
      EXPECT_NE(told.find(option), std::string::npos) << told;
    }
  }
  for (const std::string option : {"--depth", "--members", "--workers", "--expansion"}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(run_constat({"scan", folder.path(), "--case", path, option + "=1.5"}).status, exit_usage) << option;
    EXPECT_NE(testing::internal::GetCapturedStderr().find("whole number"), std::string::npos) << option;
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace constat
