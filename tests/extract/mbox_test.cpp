#include <gtest/gtest.h>

#include "extract/extractors.h"
#include "support/document_output.h"

namespace constat {
namespace {

// Gives no view, and reads as a file does: so that the window over it is tested too.
class ReadOnlySource final : public Source {
 public:
  explicit ReadOnlySource(std::string_view bytes) : inner_(as_bytes(bytes)) {}
  std::uint64_t size_bytes() const override { return inner_.size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    return inner_.read_at(offset, out);
  }

 private:
  MemorySource inner_;
};

std::vector<std::string> messages_of(Source& source, const std::optional<Range>& range = std::nullopt) {
  const Limits limits;
  SpillFile spill(-1);
  const ExtractContext context{{limits, spill}, "", 0, range, 0};
  DocumentOutput out;
  EXPECT_TRUE(extract_mbox(source, context, out));
  std::vector<std::string> messages;
  for (const auto& child : out.children) messages.push_back(child.name + "|" + child.bytes);
  return messages;
}

std::vector<std::string> messages_of(std::string_view mailbox) {
  MemorySource source(as_bytes(mailbox));
  std::vector<std::string> messages = messages_of(source);
  ReadOnlySource slow(mailbox);
  EXPECT_EQ(messages_of(slow), messages) << "a file and a memory block differ";
  return messages;
}

constexpr std::string_view from = "From jo@example.com Mon Nov 24 09:15:02 2014\n";

TEST(Mbox, SplitsWhereAMessageBeginsAndNowhereElse) {
  struct Case {
    std::string mailbox;
    std::vector<std::string> messages;
    std::string_view why;
  };
  const std::string line(from);
  const std::string crlf = line.substr(0, line.size() - 1) + "\r\n";
  const Case cases[] = {
      {line + "Subject: a\n\none\n\n" + line + "Subject: b\n\ntwo\n",
       {"1|Subject: a\n\none\n", "2|Subject: b\n\ntwo\n"},
       "two messages"},
      {crlf + "Subject: a\r\n\r\none\r\n\r\n" + crlf + "Subject: b\r\n\r\ntwo\r\n",
       {"1|Subject: a\r\n\r\none\r\n", "2|Subject: b\r\n\r\ntwo\r\n"},
       "with CRLF"},
      {line + "Subject: a\n\none\n" + line + "Subject: b\n\ntwo\n",
       {"1|Subject: a\n\none\n", "2|Subject: b\n\ntwo\n"},
       "the blank line between is missing"},
      {line + "Subject: a\n\none\n\nFrom the desk of Jo\nplease pay\n",
       {"1|Subject: a\n\none\n\nFrom the desk of Jo\nplease pay\n"},
       "mboxcl2 does not quote, and prose is no separator"},
      {line + "Subject: a\n\none\n\n>From here on\n", {"1|Subject: a\n\none\n\n>From here on\n"}, "quoted"},
      {line + "Subject: a\nContent-Length: 75\n\n" + line + "Subject: not a message\n\nxxxxx\n\n" + line +
           "S: b\n\n2\n",
       {"1|Subject: a\nContent-Length: 75\n\n" + line + "Subject: not a message\n\nxxxxx\n", "2|S: b\n\n2\n"},
       "Content-Length that leads to a message is believed"},
      {line + "Subject: a\nContent-Length: 7\n\none\n\n" + line + "S: b\n\n2\n",
       {"1|Subject: a\nContent-Length: 7\n\none\n", "2|S: b\n\n2\n"},
       "one that leads astray is not"},
      {line + "Subject: a\nContent-Length: 999999999999\n\none\n\n" + line + "S: b\n\n2\n",
       {"1|Subject: a\nContent-Length: 999999999999\n\none\n", "2|S: b\n\n2\n"},
       "nor one past the end"},
      {"From - Mon Nov 24 09:15:02 2014\nX-Mozilla-Status: 0001\n\na\n\nFrom - Mon Nov 24 09:15:03 2014\nS: b\n\nb\n",
       {"1|X-Mozilla-Status: 0001\n\na\n", "2|S: b\n\nb\n"},
       "Thunderbird"},
      {"From ???@??? Mon Nov 24 09:15:02 2014\nS: a\n\na\n", {"1|S: a\n\na\n"}, "Eudora"},
      {"From jo@example.com Mon Nov 24 09:15:02 +0100 2014\nS: a\n\na\n", {"1|S: a\n\na\n"}, "with a zone"},
      {"\n\n" + line + "S: a\n\na\n", {"1|S: a\n\na\n"}, "blank lines before"},
      {line, {"1|"}, "a From line alone"},
      {line + "Subj", {"1|Subj"}, "cut in the header"},
      {line + line + "S: b\n\nb\n", {"1|", "2|S: b\n\nb\n"}, "an empty message"},
  };
  for (const Case& c : cases) EXPECT_EQ(messages_of(c.mailbox), c.messages) << c.why;
}

// A mailbox of `count` messages of all sizes, with traps in them.
std::string make_mailbox(std::size_t count, std::size_t large_bytes, std::vector<std::string>& expected) {
  std::string mailbox;
  std::uint32_t state = 12345;
  for (std::size_t index = 1; index <= count; ++index) {
    state = state * 1664525 + 1013904223;
    std::string message = "Message-ID: <" + std::to_string(index) + "@example.com>\nSubject: n\n";
    std::string body;
    const std::size_t lines = state >> 28;
    for (std::size_t line = 0; line < lines; ++line) body += "line " + std::to_string(line) + "\n";
    if (index % 3 == 0) body += "\nFrom time to time\n";
    if (index % 5 == 0) body += "\n>From jo@example.com Mon Nov 24 09:15:02 2014\nSubject: quoted\n";
    if (index % 7 == 0) body += std::string(large_bytes, 'x') + "\n";
    if (index % 4 == 0) message += "Content-Length: " + std::to_string(body.size()) + "\n";
    message += "\n" + body;
    mailbox += std::string(from) + message + "\n";
    expected.push_back(std::to_string(index) + "|" + message);
  }
  return mailbox;
}

TEST(Mbox, ReadsMessagesLargerThanItsWindow) {
  std::vector<std::string> expected;
  const std::string mailbox = make_mailbox(60, 5'000'000, expected);
  ReadOnlySource source(mailbox);
  EXPECT_TRUE(messages_of(source) == expected);
}

TEST(Mbox, RangesTogetherAreTheWhole) {
  std::vector<std::string> expected;
  const std::string mailbox = make_mailbox(300, 3000, expected);
  ReadOnlySource source(mailbox);
  ASSERT_EQ(messages_of(source), expected);
  const Limits limits;
  SpillFile spill(-1);
  const ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  for (const std::uint64_t unit_bytes : {1ULL, 100ULL, 1000ULL, 7777ULL, 1000000ULL}) {
    const auto ranges = cut_mbox(source, context, unit_bytes);
    ASSERT_TRUE(ranges);
    std::vector<std::string> together;
    std::uint64_t at = 0;
    for (const Range& range : *ranges) {
      EXPECT_EQ(range.begin_bytes, at);
      at = range.end_bytes;
      const auto part = messages_of(source, range);
      EXPECT_EQ(part.size(), range.index_count);
      together.insert(together.end(), part.begin(), part.end());
    }
    EXPECT_EQ(at, mailbox.size());
    EXPECT_EQ(together, expected) << unit_bytes;
  }
}

TEST(Mbox, ALineAboveAMessageBeginsNoneWhereTheRangeEndsEither) {
  const std::string mailbox =
      "From a@studio.example Mon Nov 24 09:15:02 2014\nSubject: a\n\nbody\n\n"
      "From b@studio.example Mon Nov 24 09:15:03 2014\nFrom c@studio.example Mon Nov 24 09:15:04 2014\nSubject: c\n\n"
      "body\n";
  ReadOnlySource source(mailbox);
  const auto whole = messages_of(source);
  EXPECT_EQ(whole.size(), 2U);
  const Limits limits;
  SpillFile spill(-1);
  const ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  const auto ranges = cut_mbox(source, context, 1);
  ASSERT_TRUE(ranges);
  std::vector<std::string> together;
  for (const Range& range : *ranges) {
    const auto part = messages_of(source, range);
    together.insert(together.end(), part.begin(), part.end());
  }
  EXPECT_EQ(together, whole);
}

TEST(Mbox, CutAnywhereItGivesWhatIsThere) {
  std::vector<std::string> expected;
  const std::string mailbox = make_mailbox(6, 100, expected);
  for (std::size_t size = 0; size <= mailbox.size(); ++size) {
    const auto messages = messages_of(std::string_view(mailbox).substr(0, size));
    ASSERT_LE(messages.size(), expected.size()) << size;
    // All but the last are whole.
    for (std::size_t index = 0; index + 1 < messages.size(); ++index) EXPECT_EQ(messages[index], expected[index]);
  }
}

TEST(Mbox, IsKnownByItsContent) {
  struct Case {
    std::string bytes;
    std::string_view format;
  };
  const Case cases[] = {
      {std::string(from) + "Subject: a\n\nb\n", "mbox"},
      {"From jo@example.com\nSubject: a\nTo: b\n\nb\n", "mbox"},
      {"From the desk of Jo\nplease pay\n", "text"},
      {"From Monday 24 Nov 09:15 2014 on\nwe are closed\n", "text"},
  };
  for (const Case& c : cases) {
    MemorySource source(as_bytes(c.bytes));
    EXPECT_EQ(identify(source)->format->id, c.format) << c.bytes;
  }
}

}  // namespace
}  // namespace constat
