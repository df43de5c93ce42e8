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
  task.range = Range{1, 2, 3, 4};
  task.done_up_to = MemberPath{4, 0, 9};
  task.poisons = {{{1, 2}, true}, {{}, false}};
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
  EXPECT_EQ(task.size_bytes, 1ULL << 40);
  EXPECT_EQ(task.range->first_index, 3U);
  EXPECT_EQ(*task.done_up_to, (MemberPath{4, 0, 9}));
  ASSERT_EQ(task.poisons.size(), 2U);
  EXPECT_TRUE(task.poisons[0].skip);
  EXPECT_TRUE(task.careful);
  EXPECT_FALSE(task.hash_first);
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
  FindingRecord finding;
  finding.value = "512-48-6193";
  finding.part = "body";
  finding.offset_bytes = 311;
  std::string record;
  encode(finding, record);
  for (std::size_t size = 0; size < record.size(); ++size) {
    const std::string part = record.substr(0, size);
    Decoder in(part);
    (void)in.number();
    FindingRecord decoded;
    EXPECT_FALSE(decode(in, decoded)) << size;
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
