#include "run/confined.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "run/confined_internal.h"
#include "support/temporary.h"

namespace constat {
namespace {

struct Ran {
  ConfinedEnd end;
  std::string output;
  std::string complaints;
};

Ran run(const std::function<int(int, int, Outlet&)>& work, double silence_seconds = 20,
        std::uint64_t memory_bytes_max = 256ULL << 20) {
  const TemporaryFolder folder;
  ConfinedOptions options;
  options.input = ::open(folder.file("evidence", "bytes of evidence").c_str(), O_RDONLY | O_CLOEXEC);
  options.limits.silence_seconds = silence_seconds;
  options.limits.worker_memory_bytes_max = memory_bytes_max;
  Ran ran;
  auto end = run_confined(
      options, work, [&](std::string_view bytes) { ran.output += bytes; },
      [&](std::string_view line) { ran.complaints += line; });
  ::close(options.input);
  EXPECT_TRUE(end);
  if (end) ran.end = *end;
  return ran;
}

// Found by fuzz/record_fuzz.cpp: a frame before one that is none was given and stood there still.
TEST(Confined, FramesBeforeALieAreTakenOut) {
  struct Case {
    std::string inbox;
    bool good;
    std::string given, left;
  };
  const std::string one = std::string("o\1\0\0\0", 5) + "x";
  const Case cases[] = {
      {one + one, true, "xx", ""},
      {one + "o", true, "x", "o"},
      {one + std::string("\1\0\0\0\0", 5), false, "x", std::string("\1\0\0\0\0", 5)},
      {one + "o\xff\xff\xff\xff", false, "x", "o\xff\xff\xff\xff"},
  };
  for (const Case& c : cases) {
    std::string inbox = c.inbox;
    std::string given;
    EXPECT_EQ(take_frames(inbox, [&given](char, std::string_view bytes) { given += bytes; }), c.good);
    EXPECT_EQ(given, c.given);
    EXPECT_EQ(inbox, c.left);
  }
}

TEST(Confined, GivesWhatTheReaderPutsAndItsStatus) {
  const Ran ran = run([](int input, int spill, Outlet& outlet) {
    char bytes[64];
    const ssize_t got = ::pread(input, bytes, sizeof bytes, 0);
    outlet.put(std::string_view(bytes, got > 0 ? static_cast<std::size_t>(got) : 0));
    outlet.put(std::string(3'000'000, 'x'));
    outlet.complain("page 3 could not be read\n");
    return spill >= 0 && ::write(spill, "x", 1) == 1 ? 3 : 1;
  });
  EXPECT_EQ(ran.end.how, ConfinedEnd::How::exited);
  EXPECT_EQ(ran.end.status, 3);
  EXPECT_EQ(ran.output, "bytes of evidence" + std::string(3'000'000, 'x'));
  EXPECT_EQ(ran.complaints, "page 3 could not be read\n");
}

TEST(Confined, AReaderThatCrashesHangsOrLiesIsTold) {
  struct Case {
    const char* what;
    ConfinedEnd::How how;
    std::function<int(int, int, Outlet&)> work;
  };
  const Case cases[] = {
      {"crashes", ConfinedEnd::How::crashed,
       [](int, int, Outlet& outlet) -> int {
         outlet.put("told before");
         outlet.flush();
         std::abort();  // Not SIGSEGV: AddressSanitizer would make an exit of it.
       }},
      {"throws", ConfinedEnd::How::crashed, [](int, int, Outlet&) -> int { throw std::bad_alloc(); }},
      {"asks for the network", ConfinedEnd::How::refused,
       [](int, int, Outlet&) { return ::socket(AF_INET, SOCK_STREAM, 0); }},
      {"starts a process", ConfinedEnd::How::refused, [](int, int, Outlet&) { return static_cast<int>(::fork()); }},
      {"sends what is no frame", ConfinedEnd::How::crashed,
       [](int, int, Outlet&) {
         const char lie[] = "o\xff\xff\xff\xff";
         return static_cast<int>(::write(3, lie, 5)) - 5;
       }},
  };
  for (const Case& c : cases) {
    const Ran ran = run(c.work);
    EXPECT_EQ(static_cast<int>(ran.end.how), static_cast<int>(c.how)) << c.what;
    EXPECT_NE(ran.end.what(), "") << c.what;
  }
  const Ran hung = run(
      [](int, int, Outlet&) {
        for (;;) ::usleep(1000);
        return 0;
      },
      0.2);
  EXPECT_EQ(hung.end.how, ConfinedEnd::How::timed_out);
}

TEST(Confined, AFileCannotBeOpenedByTheReader) {
  const Ran ran = run([](int, int, Outlet& outlet) {
    outlet.put(::open("/etc/passwd", O_RDONLY) < 0 ? "refused" : "opened");
    outlet.put(std::getenv("PATH") == nullptr ? ", without environment" : ", with environment");
    return 0;
  });
  EXPECT_EQ(ran.output, "refused, without environment");
}

}  // namespace
}  // namespace constat
