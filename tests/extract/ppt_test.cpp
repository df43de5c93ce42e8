#include <gtest/gtest.h>

#include "support/compound_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::CompoundBuilder;
using test::put16;
using test::put32;
using test::wide;

std::string record(std::uint16_t type, std::string_view data, std::uint16_t version = 0) {
  std::string out;
  put16(out, version);
  put16(out, type);
  put32(out, data.size());
  return out + std::string(data);
}
std::string presentation(std::string_view stream, std::string_view token = "\x5F\xC0\x91\xE3") {
  std::string user(12, '\0');
  user += token;
  return CompoundBuilder().add("PowerPoint Document", stream).add("Current User", user).build();
}

TEST(Ppt, TextAtomsAreReadAtEveryDepth) {
  const std::string inner = record(0x0FA0, wide("Zo\xEB\rExample")) + record(0x0FA8, "plain\vline");
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(
      presentation(record(0x03E8, record(0x0FF0, inner, 0x0F), 0x0F) + record(0x0FBA, wide("a name"))), out, &format));
  EXPECT_EQ(format, "ppt");
  EXPECT_EQ(out.text_of("body"), "Zo\xC3\xAB\nExample\nplain\nline\na name\n");
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Ppt, APasswordIsTold) {
  for (const bool by_user : {true, false}) {
    DocumentOutput out;
    const auto read = extract_bytes(by_user ? presentation(record(0x0FA8, "x"), "\xDF\xC4\xD1\xF3")
                                            : presentation(record(0x2F14, "", 0x0F) + record(0x0FA8, "x")),
                                    out);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::encrypted);
    EXPECT_EQ(out.text_of("body"), "") << "enciphered bytes are no text";
  }
}

TEST(Ppt, AnAtomThatIsCutIsReadAsFarAsItGoes) {
  std::string cut = record(0x0FA8, "first") + record(0x0FA8, "536-90-4399 and more");
  cut.resize(cut.size() - 9);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(presentation(cut), out));
  EXPECT_EQ(out.text_of("body"), "first\n536-90-4399\n");
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_EQ(out.gaps[0].status, Status::partly_read);
}

}  // namespace
}  // namespace constat
