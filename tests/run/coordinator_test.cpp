// What the coordinator makes of what workers say, in the same process (run/scan_internal.h). What they may say wrongly
// is the fuzzer's (fuzz/coordinator_fuzz.cpp) and, behind the door, hostile_test's.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>

#include "base/codec.h"
#include "extract/driver.h"
#include "run/record.h"
#include "run/scan_internal.h"
#include "run/worker.h"
#include "support/fake_engine.h"
#include "support/temporary.h"

namespace constat {
namespace {

// Answers each task with what `say` makes of it; "": the worker dies.
class Played final : public PlayedWorkers {
 public:
  explicit Played(std::function<std::string(const Task&)> say) : say_(std::move(say)) {}
  ~Played() override { close(); }
  void started(int tasks, int records) override {
    close();
    tasks_ = tasks;
    records_ = records;
  }
  void turn() override {
    if (tasks_ < 0) return;
    std::string block(2 * batch_bytes_max, '\0');
    iovec part = {block.data(), block.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * message_descriptors_max)];
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(tasks_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got <= 0) return close();
    for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
      for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= head->cmsg_len; at += sizeof(int)) {
        int descriptor = -1;
        std::memcpy(&descriptor, CMSG_DATA(head) + at, sizeof descriptor);
        ::close(descriptor);
      }
    }
    Decoder in(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    while (!in.at_end() && tasks_ >= 0) {
      Task task;
      ASSERT_TRUE(decode(in, task));
      const std::string said = say_(task);
      const auto size = static_cast<std::uint32_t>(said.size());
      std::string wire(reinterpret_cast<const char*>(&size), 4);
      wire += said;
      if (said.empty() || ::write(records_, wire.data(), wire.size()) != static_cast<ssize_t>(wire.size())) close();
    }
  }

 private:
  void close() {
    if (tasks_ < 0) return;
    ::close(tasks_);
    ::close(records_);
    tasks_ = records_ = -1;
  }
  std::function<std::string(const Task&)> say_;
  int tasks_ = -1;
  int records_ = -1;
};

std::string begun(const Task& task) {
  std::string said;
  Encoder encoder(said);
  encoder.number(static_cast<std::uint64_t>(RecordKind::unit_begin));
  encoder.number(task.unit);
  ItemBeginRecord item;
  item.place = task.place;
  encode(item, said);
  return said;
}

std::string read(const Task& task) {
  std::string said = begun(task);
  encode_masked({}, said);
  encode(ItemEndRecord{}, said);
  Encoder(said).number(static_cast<std::uint64_t>(RecordKind::unit_end));
  return said;
}

std::string begun_with_mask(const Task& task, std::string name, std::string shown) {
  std::string said = begun(task);
  encode_masked({{std::move(name), std::move(shown)}}, said);
  encode(ItemEndRecord{}, said);
  Encoder(said).number(static_cast<std::uint64_t>(RecordKind::unit_end));
  return said;
}

struct Ran {
  std::string error;
  std::map<std::string, std::string> status;
  std::map<std::string, std::string> real;  // Of stored Places.
  std::vector<std::string> problems;        // Their Places.
  std::uint64_t copies = 0;
};

Ran play(std::function<std::string(const Task&)> say, const std::string& other = "") {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "a");
  if (!other.empty()) folder.file("leak/" + other, "other");
  folder.file("leak/b.txt", "b");
  const FakeEngine engine;
  auto file = Case::open({folder.path() + "/c.constat", true, true});
  EXPECT_TRUE(file) << file.error().what;
  ScanOptions options;
  options.evidence = {folder.path() + "/leak"};
  options.workers = 1;
  Played played(std::move(say));
  const auto outcome = scan_played(**file, engine, options, played);
  Ran ran;
  if (!outcome) ran.error = outcome.error().what;
  Statement items((*file)->database(), "SELECT place, coalesce(status,'unfinished') FROM item");
  while (items.step()) {
    ran.status[std::string(items.text(0))] = items.text(1);
    ran.real[std::string(items.text(0))] = (*file)->shown_names().real(items.text(0)).value_or("?");
  }
  ran.copies = static_cast<std::uint64_t>(
      (*file)->database().scalar("SELECT count(*) FROM item WHERE duplicate_of IS NOT NULL"));
  Statement problems((*file)->database(), "SELECT place FROM problem");
  while (problems.step()) ran.problems.emplace_back(problems.text(0));
  return ran;
}

using Statuses = std::map<std::string, std::string>;

TEST(Coordinator, TakesWhatIsToldInOrder) {
  const Ran ran = play(read);
  EXPECT_EQ(ran.error, "");
  EXPECT_EQ(ran.status, (Statuses{{"leak/a.txt", "read"}, {"leak/b.txt", "read"}}));
}

// Two files of the same bytes: the second is the first one's copy, unless the first changed while it was read.
TEST(Coordinator, OfAFileThatChangedMeanwhileNothingIsACopy) {
  for (const bool changed : {false, true}) {
    const Ran ran = play([changed](const Task& task) {
      std::string said;
      Encoder encoder(said);
      encoder.number(static_cast<std::uint64_t>(RecordKind::unit_begin));
      encoder.number(task.unit);
      ItemBeginRecord item;
      item.place = task.place;
      item.size_bytes = 1;
      item.has_hash = true;
      item.sha256 = sha256(as_bytes("a"));
      encode(item, said);
      encode_masked({}, said);
      ItemEndRecord end;
      if (changed && task.place == "leak/a.txt") {
        end = {Status::partly_read, false, changed_meanwhile_reason, "", true};
      }
      encode(end, said);
      encoder.number(static_cast<std::uint64_t>(RecordKind::unit_end));
      return said;
    });
    EXPECT_EQ(ran.status, (Statuses{{"leak/a.txt", changed ? "partly-read" : "read"}, {"leak/b.txt", "read"}}));
    EXPECT_EQ(ran.copies, changed ? 0U : 1U);
  }
}

TEST(Coordinator, GivesUpWorkersThatNeverBegin) {
  const Ran ran = play([](const Task&) { return std::string(); });
  EXPECT_NE(ran.error.find("die before they begin"), std::string::npos) << ran.error;
}

// A sheet whose parsing kills: passed over, it costs itself; where the reader cannot pass it over, what holds it is
// scanned as raw bytes, and nothing else is lost.
TEST(Coordinator, APartThatKillsItsReaderCostsItself) {
  for (const bool can_pass_over : {true, false}) {
    const Ran ran = play([can_pass_over](const Task& task) {
      if (task.place != "leak/b.txt" || task.name_only) return read(task);
      const auto poisoned = [&task](const MemberPath& path) {
        return std::ranges::any_of(task.poisons, [&](const Task::Poison& one) { return one.path == path; });
      };
      std::string said;
      Encoder encoder(said);
      encoder.number(static_cast<std::uint64_t>(RecordKind::unit_begin));
      encoder.number(task.unit);
      ItemBeginRecord root;
      root.place = task.place;
      root.size_bytes = 1;
      encode(root, said);
      encode_masked({}, said);
      if (!poisoned({})) {
        const std::string place = task.place + "!/Sheet1";
        ItemBeginRecord sheet;
        sheet.path = {0};
        sheet.place = place;
        sheet.has_bytes = false;
        encode(sheet, said);
        encode_masked({}, said);
        if (!poisoned({0}) || !can_pass_over) {
          encoder.number(99);  // No kind of record: the worker is ended for it.
          return said;
        }
        encode(ItemEndRecord{}, said);
      }
      encode(ItemEndRecord{}, said);
      encoder.number(static_cast<std::uint64_t>(RecordKind::unit_end));
      return said;
    });
    EXPECT_EQ(ran.error, "");
    EXPECT_EQ(ran.status, (Statuses{{"leak/a.txt", "read"},
                                    {"leak/b.txt", can_pass_over ? "read" : "crashed"},
                                    {"leak/b.txt!/Sheet1", "crashed"}}));
  }
}

TEST(Coordinator, AMaskHidesPartsOfANameOfTheItemAndDoesNothingElse) {
  struct Told {
    std::string name, shown;
    std::string wanted;  // Of leak/b.txt; "": the worker is ended for it.
  };
  const Told cases[] = {
      {"b.txt", "*.txt", "leak/*.txt"},
      {"b.txt", "other.txt", "leak/***"},         // Says what the name does not.
      {"b.txt", "b.txt", "leak/***"},             // Hides nothing.
      {"a.txt", "*.txt", ""},                     // Is none of its names.
      {"leak/b.txt", "*", ""},                    // Two names.
      {"b.txt", std::string("*\x1b]0;", 5), ""},  // Writes on a terminal.
  };
  for (const Told& c : cases) {
    const Ran ran = play([&c](const Task& task) {
      return task.place == "leak/b.txt" && !task.name_only ? begun_with_mask(task, c.name, c.shown) : read(task);
    });
    EXPECT_EQ(ran.error, "");
    const std::string stored = c.wanted.empty() ? "leak/b.txt" : c.wanted;
    ASSERT_TRUE(ran.status.contains(stored)) << c.name << " " << c.shown;
    EXPECT_EQ(ran.status.at(stored), c.wanted.empty() ? "crashed" : "read") << c.name << " " << c.shown;
    EXPECT_EQ(ran.real.at(stored), "leak/b.txt");
  }
}

TEST(Coordinator, AFileWhoseWorkersAllDieIsCrashedAndItsNeighbourRead) {
  const Ran ran = play([](const Task& task) {
    if (task.place == "leak/b.txt") return read(task);
    if (task.name_only) return read(task);
    std::string said = begun(task);
    encode_masked({}, said);
    Encoder(said).number(99);  // No kind of record: the worker is ended for it.
    return said;
  });
  EXPECT_EQ(ran.error, "");
  EXPECT_EQ(ran.status, (Statuses{{"leak/a.txt", "crashed"}, {"leak/b.txt", "read"}}));
}

// A file that ends its readers before they tell anything of it is listed when its name was read.
TEST(Coordinator, TheNameOfAFileThatCannotBeReadIsRead) {
  const Ran ran = play(
      [](const Task& task) {
        if (!task.place.ends_with("7.txt")) return read(task);
        if (task.name_only) return begun_with_mask(task, "Jane 1234567.txt", "Jane ***67.txt");
        std::string said;
        Encoder encoder(said);
        encoder.number(static_cast<std::uint64_t>(RecordKind::unit_begin));
        encoder.number(task.unit);
        encoder.number(99);  // No kind of record: the worker is ended for it.
        return said;
      },
      "Jane 1234567.txt");
  EXPECT_EQ(ran.error, "");
  const std::string stored = "leak/Jane ***67.txt";
  EXPECT_EQ(ran.status, (Statuses{{stored, "crashed"}, {"leak/a.txt", "read"}, {"leak/b.txt", "read"}}));
  EXPECT_EQ(ran.real.at(stored), "leak/Jane 1234567.txt");
  EXPECT_FALSE(ran.problems.empty());
  for (const std::string& place : ran.problems) EXPECT_EQ(place, stored);
}

// Nothing is written of a name until it is known what it holds: where nobody tells it, what may hold something is
// hidden.
TEST(Coordinator, ANameThatNobodyReadIsHidden) {
  for (const bool dies : {true, false}) {
    const Ran ran = play(
        [dies](const Task& task) {
          if (!task.place.ends_with("7.txt")) return read(task);
          std::string said = begun(task);
          if (dies) {
            Encoder(said).number(99);  // No kind of record: the worker is ended for it.
          } else {
            encode(ItemEndRecord{}, said);
            Encoder(said).number(static_cast<std::uint64_t>(RecordKind::unit_end));
          }
          return said;
        },
        "Jane Doe/1234567.txt");
    EXPECT_EQ(ran.error, "");
    const std::string stored = "leak/***~2/***";
    EXPECT_EQ(ran.status,
              (Statuses{{stored, dies ? "crashed" : "read"}, {"leak/a.txt", "read"}, {"leak/b.txt", "read"}}));
    EXPECT_EQ(ran.real.at(stored), "leak/Jane Doe/1234567.txt");
    EXPECT_EQ(ran.problems.empty(), !dies);
    for (const std::string& place : ran.problems) EXPECT_EQ(place, stored);
  }
}

}  // namespace
}  // namespace constat
