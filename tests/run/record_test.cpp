#include "run/record.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

Task sample_task() {
  Task task;
  task.unit = 77;
  task.place = "leak/mail.mbox";
  task.name = "mail.mbox";
  task.size_bytes = 1ULL << 40;
  task.modified_s = -5;
  task.modified_ns = -6;
  task.range = Range{1, 2, 3, 4};
  task.done_up_to = MemberPath{4, 0, 9};
  task.poisons = {{{1, 2}, true, true}, {{}, false, false}};
  task.careful = true;
  return task;
}

TEST(Record, ATaskArrivesAsItWasSent) {
  std::string wire;
  encode(sample_task(), wire);
  Decoder in(wire);
  Task task;
  ASSERT_TRUE(decode(in, task));
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(task.unit, 77U);
  EXPECT_EQ(task.modified_s, -5);
  EXPECT_EQ(task.modified_ns, -6);
  EXPECT_EQ(task.size_bytes, 1ULL << 40);
  EXPECT_EQ(task.range->first_index, 3U);
  EXPECT_EQ(*task.done_up_to, (MemberPath{4, 0, 9}));
  ASSERT_EQ(task.poisons.size(), 2U);
  EXPECT_TRUE(task.poisons[0].skip);
  EXPECT_TRUE(task.poisons[0].name_killed);
  EXPECT_FALSE(task.poisons[1].name_killed);
  EXPECT_TRUE(task.careful);
  EXPECT_FALSE(task.hash_first);
}

TEST(Record, NamesComeThroughAndNoneThatIsCutDoes) {
  const std::vector<MaskedName> masked = {{"SSN 512-48-6193.pdf", "SSN 512-**-**93.pdf"}, {"hr", "**"}};
  std::string wire;
  encode_masked(masked, wire);
  for (std::size_t size = 0; size <= wire.size(); ++size) {
    const std::string part = wire.substr(0, size);
    Decoder in(part);
    (void)in.number();
    std::vector<MaskedName> decoded;
    EXPECT_EQ(decode_masked(in, decoded), size == wire.size()) << size;
    if (size != wire.size()) continue;
    ASSERT_EQ(decoded.size(), 2U);
    EXPECT_EQ(decoded[1].name, "hr");
    EXPECT_EQ(decoded[0].shown, "SSN 512-**-**93.pdf");
  }
  Task task;
  task.name_only = true;
  task.link = "/etc/x";
  std::string sent;
  encode(task, sent);
  Decoder in(sent);
  Task got;
  ASSERT_TRUE(decode(in, got));
  EXPECT_TRUE(got.name_only);
  EXPECT_EQ(got.link, "/etc/x");
}

TEST(Record, ACutRecordIsRefusedAndNeverReadPastItsEnd) {
  std::string wire;
  encode(sample_task(), wire);
  for (std::size_t size = 0; size < wire.size(); ++size) {
    const std::string part = wire.substr(0, size);
    Decoder in(part);
    Task task;
    EXPECT_FALSE(decode(in, task)) << size;
  }
  const TypeCount counts[] = {{7, 2, 1}, {9, 1, 1}};
  FindingBlock block;
  block.findings = 3;
  block.confidence_max = 990;
  block.row_first = 2;
  block.row_last = 5;
  block.mention_first = 1;
  block.mention_last = 1LL << 60;
  block.counts = counts;
  block.places = "places";
  block.hashes = "hashes";
  block.sealed = "sealed";
  std::string record;
  encode(block, record);
  for (std::size_t size = 0; size <= record.size(); ++size) {
    const std::string part = record.substr(0, size);
    Decoder in(part);
    (void)in.number();
    FindingBlockRecord decoded;
    EXPECT_EQ(decode(in, decoded), size == record.size()) << size;
    if (size != record.size()) continue;
    EXPECT_EQ(decoded.block.row_last, 5U);
    EXPECT_GT(decoded.block.offset_first, decoded.block.offset_last) << "none in text";
    EXPECT_EQ(decoded.block.mention_last, 1LL << 60);
    ASSERT_EQ(decoded.block.counts.size(), 2U);
    EXPECT_EQ(decoded.block.counts[1].type, 9);
    EXPECT_EQ(decoded.block.sealed, "sealed");
  }
}

TEST(Record, CountsThatDoNotAddUpAreRefused) {
  for (const std::uint64_t counted : {2U, 3U, 4U}) {
    const TypeCount counts[] = {{7, counted, 1}};
    FindingBlock block;
    block.findings = 3;
    block.counts = counts;
    std::string record;
    encode(block, record);
    Decoder in(record);
    (void)in.number();
    FindingBlockRecord decoded;
    EXPECT_EQ(decode(in, decoded), counted == 3) << counted;
  }
}

TEST(Record, NumbersBeyondTheirBoundAreRefused) {
  struct Case {
    std::string_view wire;
    std::string_view why;
  };
  const Case cases[] = {
      {std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10), "more than 64 bits"},
      {std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11), "longer than a number can be"},
      {std::string_view("\x80", 1), "ends inside a number"},
  };
  for (const Case& c : cases) {
    Decoder in(c.wire);
    (void)in.number();
    EXPECT_FALSE(in.good()) << c.why;
  }
  std::string lying;
  Encoder(lying).number(1ULL << 62);
  lying += "abc";
  Decoder in(lying);
  EXPECT_EQ(in.text(), "");
  EXPECT_FALSE(in.good()) << "a text longer than what is there";
}

}  // namespace
}  // namespace constat
