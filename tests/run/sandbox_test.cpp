#include "run/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <functional>

#include "support/temporary.h"

namespace constat {
namespace {

// What a reader that was taken over would try, each in a process of its own behind the door. Gives 0 where it was
// stopped, 1 where it got through.
int try_behind_the_door(const std::function<bool()>& got_through) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    SandboxOptions options;
    options.memory_bytes_max = 512ULL << 20;
    options.file_bytes_max = 1ULL << 20;
    (void)enter_sandbox(options);
    ::_exit(got_through() ? 1 : 0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

TEST(Sandbox, StopsWhatAReaderThatWasTakenOverWouldTry) {
  const TemporaryFolder folder;
  const std::string kept = folder.file("kept", "kept");
  ::chmod(folder.path().c_str(), 0777);
  ::chmod(kept.c_str(), 0666);
  const pid_t parent = ::getpid();
  struct Case {
    const char* what;
    std::function<bool()> got_through;
  };
  const Case cases[] = {
      {"opens a file of the system", [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }},
      {"opens a file of the user", [&] { return ::open(kept.c_str(), O_RDONLY) >= 0; }},
      {"lists a folder", [] { return ::open("/", O_RDONLY | O_DIRECTORY) >= 0 && ::open("/home", O_RDONLY) >= 0; }},
      {"creates a file", [&] { return ::open((folder.path() + "/new").c_str(), O_CREAT | O_WRONLY, 0600) >= 0; }},
      {"removes a file", [&] { return ::unlink(kept.c_str()) == 0; }},
      {"changes a file", [&] { return ::truncate(kept.c_str(), 0) == 0; }},
      {"makes a socket", [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }},
      {"makes a local socket", [] { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }},
      {"starts a program",
       [] {
         char name[] = "/bin/true";
         char* words[] = {name, nullptr};
         ::execv(name, words);
         return false;
       }},
      {"starts a process", [] { return ::fork() >= 0; }},
      {"signals its parent", [&] { return ::kill(parent, 0) == 0; }},
      {"becomes root again", [] { return ::setuid(0) == 0 && ::geteuid() == 0; }},
  };
  for (const Case& c : cases) EXPECT_EQ(try_behind_the_door(c.got_through), 0) << "it " << c.what;
  EXPECT_EQ(std::filesystem::file_size(kept), 4U);
}

TEST(Sandbox, LeavesWhatAReaderNeeds) {
  const TemporaryFolder folder;
  const int descriptor = ::open(folder.file("evidence", "bytes").c_str(), O_RDONLY);
  EXPECT_EQ(try_behind_the_door([&] {
              char bytes[8];
              std::string large(64 << 20, 'x');
              struct stat status {};
              return ::pread(descriptor, bytes, sizeof bytes, 0) == 5 && large.back() == 'x' &&
                     ::fstat(descriptor, &status) == 0 && status.st_size == 5;
            }),
            1);
  ::close(descriptor);
}

// Archives and mails hold local times by the thousand: each would be refused, and told as an attack.
TEST(Sandbox, LocalTimesAskForNothing) {
  RefusedCalls* const refused = new_refused_calls();
  ASSERT_NE(refused, nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    SandboxOptions options;
    options.file_bytes_max = 1;
    options.refused = refused;
    (void)enter_sandbox(options);
    ::tzset();
    std::tm parts{};
    parts.tm_year = 114;
    parts.tm_mday = 1;
    const std::time_t time = std::mktime(&parts);
    ::_exit(time == 1388534400 && std::localtime(&time) != nullptr ? 1 : 0);  // 2014-01-01 UTC.
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 1);
  std::uint32_t asked = 0;
  for (const auto& count : refused->counts) asked += count.load();
  EXPECT_EQ(asked, 0U);
  free_refused_calls(refused);
}

}  // namespace
}  // namespace constat
