#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "support/case_builder.h"

namespace constat {
namespace {

// Lines enough for many batches: several threads read them, and they come out in order.
TEST(DetectJsonl, KeepsTheOrderOfItsLinesAndTellsWhichAreBroken) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/texts.jsonl";
  constexpr int count = 12'000;
  std::string expected;
  {
    std::ofstream out(path, std::ios::binary);
    out << "\xEF\xBB\xBF";
    for (int line = 1; line <= count; ++line) {
      if (line == 7 || line == 9'000) {
        out << "{\"id\":" << line << ",\"txt\":\"no text\"}\n";
        continue;
      }
      const std::string text = std::string(line % 97, 'x') + " ann" + std::to_string(line) + "@mail.example.com";
      out << "{\"id\":" << line << ",\"text\":\"" << text << "\"}"
          << (line == count   ? ""
              : line % 2 != 0 ? "\n"
                              : "\r\n");
      const std::size_t begin = static_cast<std::size_t>(line % 97) + 1;
      expected += "{\"id\":" + std::to_string(line) +
                  ",\"entities\":[{\"type\":\"email_address\",\"start\":" + std::to_string(begin) +
                  ",\"end\":" + std::to_string(text.size()) + ",\"value\":\"" + text.substr(begin) +
                  "\",\"confidence\":0.95}]}\n";
    }
  }
  testing::internal::CaptureStderr();
  const Printed printed = run_constat({"detect", "--jsonl", "--uncalibrated", path});
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_EQ(printed.status, 3);
  EXPECT_TRUE(printed.out == expected) << printed.out.substr(0, 400);
  EXPECT_NE(told.find("line 7:"), std::string::npos);
  EXPECT_NE(told.find("line 9000:"), std::string::npos);
  EXPECT_LT(told.find("line 7:"), told.find("line 9000:"));
}

TEST(DetectJsonl, TakesALastLineWithoutItsEndAndNothingAtAll) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/texts.jsonl";
  std::ofstream(path, std::ios::binary) << "\n\n{\"id\":\"a\",\"text\":\"hello\"}";
  EXPECT_EQ(run_constat({"detect", "--jsonl", "--uncalibrated", path}).out, "{\"id\":\"a\",\"entities\":[]}\n");
  std::ofstream(path, std::ios::binary | std::ios::trunc);
  const Printed empty = run_constat({"detect", "--jsonl", "--uncalibrated", path});
  EXPECT_EQ(empty.out, "");
  EXPECT_EQ(empty.status, 0);
}

}  // namespace
}  // namespace constat
