#include <gtest/gtest.h>

#include "extract/collected.h"
#include "extract/dump_files.h"
#include "extract/extractors.h"
#include "extract/record_cells.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::cell;
using test::passages;
using namespace std::string_literals;

std::string dump() { return test::dump_file("redis.rdb"); }

std::string sized(const std::string& text) { return static_cast<char>(text.size()) + text; }

TEST(Redis, HashesAndObjectsAreRecordsTheRestIsText) {
  const std::string bytes = dump();
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(bytes, out, &format));
  EXPECT_EQ(format, "redis");
  EXPECT_TRUE(out.gaps.empty()) << out.gaps[0].reason;
  ASSERT_EQ(out.tables.size(), 2U);
  std::string hashes;
  for (std::size_t row = 0; row < 2; ++row) {
    for (const std::string_view column : {"key", "name", "email", "ssn", "phone", "visits"}) {
      hashes += cell(out, row, column).value + "|";
    }
    const test::PlacedCell ssn = cell(out, row, "ssn");
    EXPECT_EQ(bytes.substr(ssn.offset, ssn.value.size()), ssn.value);
  }
  EXPECT_NE(hashes.find("user:1|Ann Lee|ann@mail.example|900-00-0001|+1 503-555-0142|300|"), std::string::npos);
  EXPECT_NE(hashes.find("user:2|Zo\u00EB Lindgren|zoe@mail.example|900-00-0002|||"), std::string::npos) << hashes;
  EXPECT_EQ(cell(out, 2, "user.email").value, "bo@mail.example");
  EXPECT_EQ(cell(out, 2, "user.birthDate").value, "1961-03-14");
  const std::string text = passages(out);
  for (const std::string_view line :
       {"short: plain text of cy@mail.example\n", "packed: dd@mail.example dd@mail.example dd@", "count: 12345\n",
        "mails: ee@mail.example\n", "mails: 7\n", "mails: -70000\n", "ids: 70000\n", "names: gg@mail.example\n",
        "scores: ii@mail.example\n", "events: jj@mail.example\n", "other: kk@mail.example\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST(Redis, OldPackedListsAreRead) {
  // Strings of a ziplist; and integers of one, three and four bits behind each other.
  const std::string head(10, '\0');
  const std::string hash = head + "\0\4name"s + "\6\7Ann Lee\xFF";
  const std::string list = head + "\0\xFE\x05"s + "\3\xC0\x01\x02" + "\4\xF0\x01\0\1"s + "\5\xF7\xFF";
  const std::string bytes =
      "REDIS0006\x0D" + sized("user:9") + sized(hash) + '\x0A' + sized("list") + sized(list) + "\xFF";
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bytes, out));
  EXPECT_EQ(cell(out, 0, "name").value, "Ann Lee");
  EXPECT_EQ(cell(out, 0, "name").offset, bytes.find("Ann Lee"));
  EXPECT_NE(passages(out).find("list: 5\nlist: 513\nlist: 65537\nlist: 6\n"), std::string::npos) << passages(out);
}

TEST(Redis, WhatIsNotReadIsTold) {
  const std::string begin = "REDIS0011"s + '\0' + sized("mail") + sized("ann@mail.example");
  for (const std::string& rest :
       {"\x16"s + sized("hash") + sized("bo@mail.example"), "\0\x50mail"s + "bo@mail.example"s}) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(begin + rest, out));
    EXPECT_NE(passages(out).find("mail: ann@mail.example"), std::string::npos);
    EXPECT_NE(passages(out).find("bo@mail.example"), std::string::npos);
    ASSERT_EQ(out.gaps.size(), 1U);
    EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  }
}

TEST(Redis, WhatFollowsTheEndIsReadAsText) {
  const std::string sum(8, '\x91');
  const std::string rows = "\0"s + sized("mail") + sized("ann@mail.example") + '\xFF';
  const std::string commands = "*3\r\n$3\r\nSET\r\n$4\r\nlast\r\n$15\r\nbo@mail.example\r\n";
  const struct {
    std::string bytes, reason;
  } cases[] = {
      {"REDIS0011" + rows + sum + commands, std::to_string(commands.size()) + " bytes behind its end are read as text"},
      {"REDIS0004" + rows + commands, std::to_string(commands.size()) + " bytes behind its end are read as text"},
      {"REDIS0011" + rows + sum, ""},
      {"REDIS0004" + rows, ""},
      {"REDIS0011" + rows + sum + std::string(200'000, '\0'), ""},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(c.bytes, out));
    EXPECT_NE(passages(out).find("mail: ann@mail.example"), std::string::npos);
    EXPECT_EQ(passages(out).find("bo@mail.example") != std::string::npos, !c.reason.empty());
    EXPECT_EQ(out.gaps.empty() ? "" : out.gaps[0].reason, c.reason);
  }
}

TEST(Redis, EveryCutAndEveryFlipIsReadWithoutACrash) {
  const std::string whole = dump();
  constexpr unsigned char flips[] = {0xFF, 0x01, 0x40, 0x80};
  for (std::size_t at = 9; at < whole.size(); ++at) {
    DocumentOutput out;
    (void)test::extract(extract_redis, whole.substr(0, at), out);
    for (const unsigned char flip : flips) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ flip);
      DocumentOutput other;
      (void)test::extract(extract_redis, flipped, other);
    }
  }
}

}  // namespace
}  // namespace constat
