// What a worker would try that hostile bytes have taken over, in a whole scan: each is stopped, recorded, and costs
// nobody but the file that did it. The engine here does what the file's text tells it, behind the worker's door.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/codec.h"
#include "run/record.h"
#include "run/scan.h"
#include "support/fake_engine.h"
#include "support/temporary.h"

namespace constat {
namespace {

constexpr int records_pipe = 4;

void send_frame(const std::string& frame) {
  const auto size = static_cast<std::uint32_t>(frame.size());
  std::string wire(reinterpret_cast<const char*>(&size), 4);
  wire += frame;
  for (std::size_t done = 0; done < wire.size();) {
    const ssize_t count = ::write(records_pipe, wire.data() + done, wire.size() - done);
    if (count <= 0) ::_exit(0);
    done += static_cast<std::size_t>(count);
  }
}

std::string numbers(std::initializer_list<std::uint64_t> values) {
  std::string out;
  Encoder encoder(out);
  for (const std::uint64_t value : values) encoder.number(value);
  return out;
}

std::string item_record(MemberPath path, std::string_view place) {
  ItemBeginRecord record;
  record.path = std::move(path);
  record.place = place;
  std::string out;
  encode(record, out);
  return out;
}

// "DO: <act>" in a text: true where it got through.
bool act(const std::string& what, const std::string& folder) {
  if (what == "open") return ::open("/etc/passwd", O_RDONLY) >= 0 || std::fopen("/etc/hostname", "r") != nullptr;
  if (what == "create") return ::open((folder + "/made").c_str(), O_CREAT | O_WRONLY, 0666) >= 0;
  if (what == "remove") return ::unlink((folder + "/kept").c_str()) == 0;
  if (what == "list") return ::open("/", O_RDONLY | O_DIRECTORY) >= 0;
  if (what == "connect") return ::socket(AF_INET, SOCK_STREAM, 0) >= 0;
  if (what == "local") return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
  if (what == "exec") return ::execl("/bin/true", "true", nullptr) == 0;
  if (what == "trace") return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0;
  if (what == "parent") return ::kill(::getppid(), SIGKILL) == 0;
  if (what == "forks") {
    bool forked = false;
    for (int count = 0; count < 1000; ++count) {
      const pid_t pid = ::fork();
      if (pid == 0) ::_exit(0);
      forked = forked || pid > 0;
    }
    return forked;
  }
  if (what == "ring") return ::syscall(SYS_io_uring_setup, 8, nullptr) >= 0;
  if (what == "memfd") return ::syscall(SYS_memfd_create, "x", 0) >= 0;
  if (what == "type") return ::ioctl(records_pipe, TIOCSTI, "x") == 0;
  if (what == "limits") {
    const rlimit wide = {RLIM_INFINITY, RLIM_INFINITY};
    return ::syscall(SYS_prlimit64, 0, RLIMIT_AS, &wide, nullptr) == 0;
  }
#if defined(__x86_64__)
  if (what == "other-abi") {  // Numbers of 32-bit calls mean other calls: 20 is getpid there.
    long result = 20;
    asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result > 0;
  }
  if (what == "x32") return ::syscall(0x40000000 | SYS_getpid) > 0;
#endif
  if (what == "code") {
    return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (what == "memory")
    return ::mmap(nullptr, 64ULL << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  if (what == "grow") {
    std::string all;
    for (;;) all.append(1 << 20, 'x');
  }
#endif
  if (what == "outside") {
    // All that it holds but its own pipe: the evidence is read-only, the rest is not the user's.
    for (int descriptor = 0; descriptor < 300; ++descriptor) {
      if (descriptor == records_pipe || descriptor == 5) continue;
      (void)!::write(descriptor, "OUTSIDE", 7);
    }
    return false;
  }
  if (what == "spin") {
    for (volatile int turns = 0;;) turns = turns + 1;
  }
  if (what == "pretend") {  // Alive, for ever.
    for (;;) send_frame(numbers({static_cast<std::uint64_t>(RecordKind::alive), 1}));
  }
  if (what == "flood") {
    for (std::uint64_t index = 0;; ++index) {
      std::string item = item_record({index}, "leak/flood.txt!/" + std::to_string(index));
      encode(ItemEndRecord{}, item);
      send_frame(item);
    }
  }
  if (what == "escape") {  // An item whose reason would write on a terminal.
    std::string item = item_record({7}, "leak/escape.txt!/inner");
    encode_masked({}, item);
    ItemEndRecord end;
    end.status = Status::corrupt;
    end.reason = "\x1b[2Jgone \xE2\x80\xAE and \xFF \\x1b";
    end.notes = "two\nlines";
    encode(end, item);
    send_frame(item);
  }
  if (what == "lie-escape") send_frame(item_record({7}, "leak/lie-escape.txt!/\x1b]0;owned\x07"));
  if (what == "lie-deep") {
    std::string place = "leak/lie-deep.txt";
    std::string items;
    for (MemberPath path = {1}; path.size() < 200; path.push_back(1)) items += item_record(path, place += "!/x");
    send_frame(items);
  }
  if (what == "lie-ranges") {
    std::string ranges;
    encode_ranges(std::vector<Range>(100'000), ranges);
    send_frame(ranges);
  }
  if (what == "columns") {
    ColumnTypedRecord column;
    const std::string header(100'000, 'h');
    column.header = header;
    for (;;) {
      std::string record;
      encode(column, record);
      send_frame(record);
    }
  }
  if (what == "lie-place") send_frame(item_record({7}, "leak/neighbour-0.txt"));
  if (what == "lie-done") send_frame(numbers({static_cast<std::uint64_t>(RecordKind::unit_end)}));
  if (what == "lie-root") {
    std::string lie;
    encode(ItemEndRecord{}, lie);
    send_frame(lie + item_record({}, "leak/neighbour-1.txt") + lie);
  }
  if (what == "lie-unit") send_frame(numbers({static_cast<std::uint64_t>(RecordKind::unit_begin), 1}));
  if (what == "lie-kind") send_frame(numbers({200, 1, 2, 3}));
  if (what == "lie-size") (void)!::write(records_pipe, "\xff\xff\xff\x7f", 4);
  if (what == "lie-number") send_frame("\x02" + std::string(40, '\xff'));
  return false;
}

class HostileEngine final : public Engine {
 public:
  explicit HostileEngine(std::string folder) : folder_(std::move(folder)) {}
  const Types& types() const override { return good_.types(); }
  const std::vector<RuleInfo>& rules() const override { return good_.rules(); }
  const std::string& rules_hash() const override { return good_.rules_hash(); }
  std::unique_ptr<Scratch> make_scratch() const override { return good_.make_scratch(); }
  std::unique_ptr<Table> table(const TableInfo& info, Scratch& scratch, TableFindingSink& sink) const override {
    return good_.table(info, scratch, sink);
  }
  void detect(const Passage& passage, Scratch& scratch, FindingSink& sink) const override {
    const std::size_t at = passage.text.find("DO: ");
    if (at != std::string_view::npos) {
      const std::string_view rest = passage.text.substr(at + 4);
      const std::string what(rest.substr(0, rest.find_first_of(" \n")));
      if (act(what, folder_)) sink.finding({0, 0, 0.9F, at, at + 4, "GOT THROUGH", "GOT THROUGH", 0});
    }
    good_.detect(passage, scratch, sink);
  }

 private:
  FakeEngine good_;
  std::string folder_;
};

struct Ran {
  ScanOutcome outcome;
  std::map<std::string, std::string> status;
  std::map<std::string, std::string> reason;
  std::vector<std::string> problems;  // "place: what"
  std::uint64_t findings = 0;
};

Ran scan_hostile(const TemporaryFolder& folder, const std::function<void(ScanOptions&)>& set = {}) {
  const HostileEngine engine(folder.path());
  auto file = Case::open({folder.path() + "/c.constat", true, true});
  EXPECT_TRUE(file) << file.error().what;
  ScanOptions options;
  options.evidence = {folder.path() + "/leak"};
  options.workers = 2;
  options.limits.silence_seconds = 20;
  if (set) set(options);
  auto outcome = scan(**file, engine, options);
  Ran ran;
  EXPECT_TRUE(outcome) << outcome.error().what;
  if (!outcome) return ran;
  ran.outcome = *outcome;
  ran.findings = outcome->last.findings;
  Statement items((*file)->database(), "SELECT place, coalesce(status,'unfinished'), coalesce(reason,'') FROM item");
  while (items.step()) {
    ran.status[std::string(items.text(0))] = items.text(1);
    ran.reason[std::string(items.text(0))] = items.text(2);
  }
  Statement problems((*file)->database(), "SELECT place, what FROM problem");
  while (problems.step()) ran.problems.push_back(std::string(problems.text(0)) + ": " + std::string(problems.text(1)));
  return ran;
}

constexpr int neighbours = 6;

void write_neighbours(const TemporaryFolder& folder) {
  ::chmod(folder.path().c_str(), 0777);
  ::chmod(folder.file("kept", "kept").c_str(), 0666);
  for (int index = 0; index < neighbours; ++index) {
    folder.file("leak/neighbour-" + std::to_string(index) + ".txt",
                "neighbour " + std::to_string(index) + " NEEDLE-" + std::to_string(index) + "\n");
  }
}

void expect_neighbours_whole(const Ran& ran, const std::string& what) {
  for (int index = 0; index < neighbours; ++index) {
    const auto found = ran.status.find("leak/neighbour-" + std::to_string(index) + ".txt");
    ASSERT_NE(found, ran.status.end()) << what;
    EXPECT_EQ(found->second, "read") << what << ", neighbour " << index;
  }
  EXPECT_EQ(ran.findings, static_cast<std::uint64_t>(neighbours)) << what;
}

bool tells(const Ran& ran, std::string_view place, std::string_view what) {
  for (const std::string& problem : ran.problems) {
    if (problem.starts_with(place) && problem.find(what) != std::string::npos) return true;
  }
  return false;
}

TEST(Hostile, WhatAReaderThatWasTakenOverTriesIsStoppedAndRecorded) {
  struct Case {
    const char* what;
    const char* status;
    const char* told;  // In the case's problems.
  };
  const Case cases[] = {
    {"open", "read", "openat"},
    {"create", "read", "openat"},
    {"remove", "read", "unlink"},
    {"list", "read", "openat"},
    {"code", "read", "mmap"},
    {"connect", "crashed", "forbidden system call"},
    {"local", "crashed", "forbidden system call"},
    {"exec", "crashed", "forbidden system call"},
    {"trace", "crashed", "forbidden system call"},
    {"parent", "crashed", "forbidden system call"},
    {"forks", "crashed", "forbidden system call"},
    {"ring", "crashed", "forbidden system call"},
    {"memfd", "read", "memfd_create"},
    {"type", "read", "ioctl"},
    {"limits", "read", "prlimit64"},
#if defined(__x86_64__)
    {"other-abi", "crashed", ""},
    {"x32", "crashed", "forbidden system call"},
#endif
    {"escape", "read", ""},
    {"lie-escape", "crashed", "told what cannot be"},
    {"lie-deep", "crashed", "told what cannot be"},
    {"lie-ranges", "crashed", "told what cannot be"},
    {"lie-place", "crashed", "told what cannot be"},
    {"lie-done", "crashed", "told what cannot be"},
    {"lie-root", "crashed", "told what cannot be"},
    {"lie-unit", "crashed", "told what cannot be"},
    {"lie-kind", "crashed", "told what cannot be"},
    {"lie-size", "crashed", "told what cannot be"},
    {"lie-number", "crashed", "told what cannot be"},
    {"outside", "read", ""},
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    {"memory", "read", ""},
    {"grow", "too-big", ""},
#endif
  };
  const TemporaryFolder folder;
  write_neighbours(folder);
  for (const Case& c : cases) {
    folder.file("leak/" + std::string(c.what) + ".txt", "hostile file\nDO: " + std::string(c.what) + "\n");
  }
  const Ran ran = scan_hostile(folder);
  expect_neighbours_whole(ran, "all");
  for (const Case& c : cases) {
    const std::string place = "leak/" + std::string(c.what) + ".txt";
    ASSERT_TRUE(ran.status.contains(place)) << c.what;
    EXPECT_EQ(ran.status.at(place), c.status) << c.what << ": " << ran.reason.at(place);
    if (ran.status.at(place) != "read") {
      EXPECT_NE(ran.reason.at(place), "") << c.what;
      if (*c.told != '\0') {
        EXPECT_TRUE(tells(ran, place, c.told)) << c.what << ": " << testing::PrintToString(ran.problems);
      }
    } else if (*c.told != '\0') {
      // A refused call is told when its worker ends: by then another file may be in hand.
      EXPECT_TRUE(tells(ran, "", "asked for what no reader may have")) << c.what;
    }
    std::ifstream in(folder.path() + "/" + place);
    const std::string now((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(now, "hostile file\nDO: " + std::string(c.what) + "\n") << "the evidence was changed";
  }
  EXPECT_GT(ran.outcome.refused_calls, 0U);
  EXPECT_EQ(ran.reason.at("leak/escape.txt!/inner"), "\\x1b[2Jgone \\xe2\\x80\\xae and \\xff \\x1b");
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/made"));
  EXPECT_EQ(std::filesystem::file_size(folder.path() + "/kept"), 4U);
}

TEST(Hostile, AReaderThatSpinsIsEndedByTheSilenceClock) {
  const TemporaryFolder folder;
  write_neighbours(folder);
  folder.file("leak/spin.txt", "DO: spin\n");
  const Ran ran = scan_hostile(folder, [](ScanOptions& options) { options.limits.silence_seconds = 0.3; });
  expect_neighbours_whole(ran, "spin");
  EXPECT_EQ(ran.status.at("leak/spin.txt"), "timed-out");
}

TEST(Hostile, AReaderThatPretendsToWorkIsEndedByTheItemClock) {
  const TemporaryFolder folder;
  write_neighbours(folder);
  folder.file("leak/pretend.txt", "DO: pretend\n");
  const Ran ran = scan_hostile(folder, [](ScanOptions& options) { options.limits.item_seconds = 0.3; });
  expect_neighbours_whole(ran, "pretend");
  EXPECT_EQ(ran.status.at("leak/pretend.txt"), "timed-out");
}

// The coordinator is held up where it would look at its clock: it waits until a reader is gone by itself.
TEST(Hostile, AReaderThatSpinsIsEndedByTheKernelWhereTheCoordinatorIsHeldUp) {
  const TemporaryFolder folder;
  write_neighbours(folder);
  folder.file("leak/spin.txt", "DO: spin\n");
  int ended_by = 0;
  const Ran ran = scan_hostile(folder, [&](ScanOptions& options) {
    options.workers = 1;
    options.limits.silence_seconds = 1;  // Its first death: from then on each step is told at once.
    options.limits.item_seconds = 1;
    options.on_progress = [&](const ScanProgress& now) {
      if (ended_by != 0 || now.current.find("spin") == std::string::npos) return;
      siginfo_t gone{};
      for (int waits = 0; waits < 300 && gone.si_pid == 0; ++waits) {
        ASSERT_EQ(::waitid(P_ALL, 0, &gone, WEXITED | WNOHANG | WNOWAIT), 0);
        ::usleep(100'000);
      }
      ended_by = gone.si_status;
    };
  });
  EXPECT_EQ(ended_by, SIGXCPU);
  expect_neighbours_whole(ran, "spin");
  EXPECT_EQ(ran.status.at("leak/spin.txt"), "timed-out");
}

TEST(Hostile, WhatARootsClockLeavesOutIsListedAndReadByTheNextScan) {
  const TemporaryFolder folder;
  write_neighbours(folder);
  folder.file("leak/a first.txt", "DO: pretend\n");
  const Ran cut_short = scan_hostile(folder, [](ScanOptions& options) {
    options.workers = 1;
    options.limits.evidence_seconds = 0.2;
  });
  EXPECT_EQ(cut_short.status.at("leak/a first.txt"), "timed-out");
  EXPECT_EQ(cut_short.status.size(), neighbours + 1U) << "nothing is dropped";
  EXPECT_TRUE(tells(cut_short, "leak", "ran out"));
  EXPECT_FALSE(cut_short.outcome.complete());
  folder.file("leak/a first.txt", "nothing more to do\n");
  const Ran whole = scan_hostile(folder);
  expect_neighbours_whole(whole, "after");
  EXPECT_EQ(whole.status.at("leak/a first.txt"), "read");
  EXPECT_EQ(whole.status.size(), neighbours + 1U);
}

// Also of what comes too late for its bytes to be read.
TEST(Hostile, WhatARootsClockLeavesOutHasItsNameSealed) {
  const TemporaryFolder folder;
  folder.file("leak/a first.txt", "DO: pretend\n");
  folder.file("leak/z NEEDLE-7777777.txt", "text\n");
  const std::string place = "leak/z NEE***-*****77.txt";
  const Ran cut_short = scan_hostile(folder, [](ScanOptions& options) {
    options.workers = 1;
    options.limits.evidence_seconds = 0.2;
  });
  EXPECT_EQ(cut_short.status,
            (std::map<std::string, std::string>{{"leak/a first.txt", "timed-out"}, {place, "timed-out"}}));
  folder.file("leak/a first.txt", "nothing more to do\n");
  EXPECT_EQ(scan_hostile(folder).status,
            (std::map<std::string, std::string>{{"leak/a first.txt", "read"}, {place, "read"}}));
}

TEST(Hostile, AFloodOfRecordsStopsAtItsBoundAndLeavesNothing) {
  const TemporaryFolder folder;
  write_neighbours(folder);
  folder.file("leak/flood.txt", "DO: flood\n");
  const Ran ran = scan_hostile(folder, [](ScanOptions& options) { options.limits.told_bytes_max = 2U << 20; });
  expect_neighbours_whole(ran, "flood");
  EXPECT_EQ(ran.status.at("leak/flood.txt"), "crashed");
  EXPECT_TRUE(tells(ran, "leak/flood.txt", "more than there can be"));
}

// What a range tells waits in the coordinator's memory until the range ends: within a bound.
TEST(Hostile, AFloodOfOneRangeStopsAtItsBound) {
  const TemporaryFolder folder;
  write_neighbours(folder);
  std::string text = "DO: columns\n";
  while (text.size() < 600'000) text += "a line of text without anything in it\n";
  folder.file("leak/columns.txt", text);
  const Ran ran = scan_hostile(folder, [](ScanOptions& options) {
    options.unit_bytes = 150'000;
    options.limits.told_range_bytes_max = 2U << 20;
  });
  expect_neighbours_whole(ran, "columns");
  EXPECT_EQ(ran.status.at("leak/columns.txt"), "crashed");
  EXPECT_TRUE(tells(ran, "leak/columns.txt", "more than there can be"));
}

}  // namespace
}  // namespace constat
