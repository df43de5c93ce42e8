#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "run/confined.h"
#include "support/temporary.h"

namespace constat {
namespace {

struct Ran {
  ConfinedEnd end;
  std::string output;
  std::string complaints;
  bool input_failed = false;
};

// Puts each line in brackets, its number before it; "broken" is complained of, "crash" kills the reader, "hang" stops
// it.
int echo(LineFeed& feed, Outlet& outlet) {
  int status = 0;
  while (feed.next()) {
    std::string_view lines = feed.lines();
    for (std::uint64_t number = feed.first_line(); !lines.empty(); ++number) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      const std::string_view line = lines.substr(0, end);
      lines.remove_prefix(std::min(end + 1, lines.size()));
      if (line == "crash") {
        outlet.flush();
        std::abort();  // Not SIGSEGV: AddressSanitizer would make an exit of it.
      }
      if (line == "leave") return 0;
      while (line == "hang") ::pause();
      if (line == "broken") {
        outlet.complain("line " + std::to_string(number) + " is broken\n");
        status = 3;
        continue;
      }
      outlet.put(std::to_string(number) + "[" + std::string(line) + "]\n");
    }
  }
  return status;
}

Ran run(std::string_view input, LinesOptions lines, const std::function<int(LineFeed&, Outlet&)>& work = echo,
        double silence_seconds = 60) {
  const TemporaryFolder folder;
  ConfinedOptions options;
  options.input = ::open(folder.file("lines", input).c_str(), O_RDONLY | O_CLOEXEC);
  options.spill = false;
  options.limits.silence_seconds = silence_seconds;
  Ran ran;
  auto end = run_confined_lines(
      options, lines, work, [&](std::string_view bytes) { ran.output += bytes; },
      [&](std::string_view line) { ran.complaints += line; }, ran.input_failed);
  ::close(options.input);
  EXPECT_TRUE(end);
  if (end) ran.end = *end;
  return ran;
}

LinesOptions small_batches(unsigned readers) {
  LinesOptions lines;
  lines.readers = readers;
  lines.batch_bytes = 1024;
  lines.early_bytes_max = 2048;  // Reached: readers that are ahead must wait.
  return lines;
}

TEST(ConfinedLines, AnswersComeInTheOrderOfTheLinesWhateverTheReaders) {
  std::string input;
  std::string expected;
  std::string expected_complaints;
  for (int line = 1; line <= 5000; ++line) {
    const std::string number = std::to_string(line);
    if (line % 701 == 0) {
      input += "broken\n";
      expected_complaints += "line " + number + " is broken\n";
      continue;
    }
    const std::string text(static_cast<std::size_t>(line * 7919 % 173), 'x');
    input += text + "\n";
    expected += number + "[" + text + "]\n";
  }
  for (const unsigned readers : {1U, 2U, 3U, 7U}) {
    const Ran ran = run(input, small_batches(readers));
    EXPECT_EQ(ran.end.how, ConfinedEnd::How::exited) << readers;
    EXPECT_EQ(ran.end.status, 3) << readers;
    EXPECT_TRUE(ran.output == expected) << readers;
    EXPECT_EQ(ran.complaints, expected_complaints) << readers;
    EXPECT_FALSE(ran.input_failed);
  }
}

TEST(ConfinedLines, TakesEveryFormOfInput) {
  const std::string big(100'000, 'y');
  const struct {
    const char* what;
    std::string input;
    std::string output;
  } cases[] = {
      {"nothing", "", ""},
      {"a line without its end", "a", "1[a]\n"},
      {"blank lines", "\n\n", "1[]\n2[]\n"},
      {"a last line without its end", "a\nb", "1[a]\n2[b]\n"},
      {"a line longer than many batches", "a\n" + big + "\nb\n", "1[a]\n2[" + big + "]\n3[b]\n"},
      {"nothing but a long line", big, "1[" + big + "]\n"},
  };
  for (const auto& c : cases) {
    for (const unsigned readers : {1U, 2U}) {
      const Ran ran = run(c.input, small_batches(readers));
      EXPECT_EQ(ran.end.status, 0) << c.what;
      EXPECT_TRUE(ran.output == c.output) << c.what << ran.output.substr(0, 100);
    }
  }
}

TEST(ConfinedLines, ALineBeyondTheBoundEndsTheInputAfterWhatStandsBefore) {
  LinesOptions lines = small_batches(2);
  lines.line_bytes_max = 4096;
  EXPECT_FALSE(run("a\n" + std::string(4096, 'x') + "\n", lines).input_failed);
  const Ran ran = run("a\nb\n" + std::string(9000, 'x') + "\nc\n", lines);
  EXPECT_TRUE(ran.input_failed);
  EXPECT_EQ(ran.output, "1[a]\n2[b]\n");
}

// A line is answered while its writer still holds the pipe open and waits: else this would never end.
TEST(ConfinedLines, WhoWritesOneLineAndWaitsIsAnsweredAtOnce) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ConfinedOptions options;
  options.input = ends[0];
  options.spill = false;
  LinesOptions lines;
  lines.readers = 2;
  std::string output;
  int written = 1;
  ASSERT_EQ(::write(ends[1], "line\n", 5), 5);
  bool input_failed = false;
  const auto end = run_confined_lines(
      options, lines, echo,
      [&](std::string_view bytes) {
        output += bytes;
        if (written == 5) {
          if (ends[1] >= 0) ::close(ends[1]);
          ends[1] = -1;
        } else if (bytes.ends_with('\n')) {
          ++written;
          EXPECT_EQ(::write(ends[1], "line\n", 5), 5);
        }
      },
      [](std::string_view) {}, input_failed);
  ::close(ends[0]);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, 0);
  EXPECT_EQ(output, "1[line]\n2[line]\n3[line]\n4[line]\n5[line]\n");
}

TEST(ConfinedLines, AReaderThatDiesOrHangsEndsItAfterWhatStandsBefore) {
  std::string before;
  std::string expected;
  for (int line = 1; line <= 500; ++line) {
    before += "text of a line\n";
    expected += std::to_string(line) + "[text of a line]\n";
  }
  const struct {
    const char* line;
    ConfinedEnd::How how;
    double silence_seconds;
  } cases[] = {
      {"crash", ConfinedEnd::How::crashed, 60},
      {"leave", ConfinedEnd::How::crashed, 60},
      {"hang", ConfinedEnd::How::timed_out, 1},
  };
  for (const auto& c : cases) {
    for (const unsigned readers : {1U, 3U}) {
      const Ran ran = run(before + c.line + "\n" + before, small_batches(readers), echo, c.silence_seconds);
      EXPECT_EQ(ran.end.how, c.how) << c.line;
      // Its own batch may be told in part; nothing before it is lost, nothing behind it is told.
      EXPECT_TRUE(expected.starts_with(ran.output)) << c.line;
      EXPECT_GT(ran.output.size() + 2 * 1024, expected.size()) << c.line;
      EXPECT_FALSE(ran.output.empty());
    }
  }
}

TEST(ConfinedLines, AReaderThatLiesIsEnded) {
  const char* const lies[] = {"o\xff\xff\xff\xff", "z\0\0\0\0", "d\0\0\0\0"};  // The last: done, unasked.
  for (const char* const lie : lies) {
    const Ran ran = run("a\nb\n", small_batches(1), [lie](LineFeed& feed, Outlet&) {
      while (feed.next()) {
        for (int times = 0; times < 2; ++times) (void)!::write(3, lie, 5);
        while (true) ::pause();
      }
      return 0;
    });
    EXPECT_EQ(ran.end.how, ConfinedEnd::How::crashed) << lie[0];
    EXPECT_EQ(ran.output, "");
  }
}

}  // namespace
}  // namespace constat
