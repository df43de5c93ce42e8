#include "run/worker.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "casefile/sealer.h"
#include "evidence/folder.h"
#include "extract/driver.h"
#include "run/record.h"
#include "support/fake_engine.h"
#include "support/temporary.h"

namespace constat {
namespace {

const CaseNames& names() {
  static const CaseNames all = {{41}, {"needle"}, {5}};
  return all;
}
const Sealer& sealer() {
  static const std::unique_ptr<Sealer> made = make_sealer(std::string(case_key_bytes, 'k'));
  return *made;
}

// Sends one task with its descriptor to a worker in a process of its own; gives the frames it answered, joined.
std::string answer_of(const std::string& path, const std::string& payload, int& exit_status) {
  int tasks[2];
  int records[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, tasks), 0);
  EXPECT_EQ(::pipe(records), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(tasks[0]);
    ::close(records[0]);
    const FakeEngine engine;
    WorkerOptions options;
    options.tasks_socket = tasks[1];
    options.records_pipe = records[1];
    options.names = &names();
    options.sealer = &sealer();
    ::_exit(run_worker(options, engine));
  }
  ::close(tasks[1]);
  ::close(records[1]);
  const int file = ::open(path.c_str(), O_RDONLY);
  iovec part = {const_cast<char*>(payload.data()), payload.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &file, sizeof file);
  EXPECT_GT(::sendmsg(tasks[0], &message, 0), 0);
  ::close(file);
  ::close(tasks[0]);
  std::string wire;
  char block[4096];
  for (ssize_t got = 0; (got = ::read(records[0], block, sizeof block)) > 0;)
    wire.append(block, static_cast<std::size_t>(got));
  ::close(records[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::string joined;
  for (std::size_t at = 0; at + 4 <= wire.size();) {
    std::uint32_t size = 0;
    std::memcpy(&size, wire.data() + at, 4);
    joined += wire.substr(at + 4, size);
    at += 4 + size;
  }
  return joined;
}

TEST(Worker, AnswersATaskWithItsItemItsFindingsAndTheirEnd) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.txt", "a NEEDLE-12 here\n");
  Task task;
  task.unit = 5;
  task.place = "leak/a.txt";
  task.name = "a.txt";
  task.size_bytes = 17;
  std::string payload;
  encode(task, payload);
  int exit_status = 0;
  const std::string answer = answer_of(path, payload, exit_status);
  EXPECT_EQ(exit_status, 0);
  Decoder in(answer);
  EXPECT_EQ(in.number(), static_cast<std::uint64_t>(RecordKind::unit_begin));
  EXPECT_EQ(in.number(), 5U);
  EXPECT_EQ(in.number(), static_cast<std::uint64_t>(RecordKind::item_begin));
  ItemBeginRecord item;
  ASSERT_TRUE(decode(in, item));
  EXPECT_EQ(item.place, "leak/a.txt");
  EXPECT_TRUE(item.has_hash);
  EXPECT_EQ(in.number(), static_cast<std::uint64_t>(RecordKind::masked_names));
  std::vector<MaskedName> masked;
  ASSERT_TRUE(decode_masked(in, masked));
  EXPECT_TRUE(masked.empty());
  EXPECT_EQ(in.number(), static_cast<std::uint64_t>(RecordKind::findings));
  FindingBlockRecord findings;
  ASSERT_TRUE(decode(in, findings));
  EXPECT_EQ(answer.find("NEEDLE"), std::string::npos) << "values leave the worker sealed";
  BlockReader block;
  ASSERT_TRUE(block.open(findings.block.places, findings.block.sealed));
  ASSERT_EQ(block.size(), 1U);
  EXPECT_EQ(block.at(0).type, 41);
  EXPECT_EQ(block.at(0).rule, 5);
  EXPECT_EQ(block.at(0).offset_bytes, 2U);
  ASSERT_TRUE(block.open_values(&sealer()));
  EXPECT_EQ(block.spelling(0), "NEEDLE-12");
  EXPECT_EQ(in.number(), static_cast<std::uint64_t>(RecordKind::item_end));
  ItemEndRecord end;
  ASSERT_TRUE(decode(in, end));
  EXPECT_EQ(end.status, Status::read);
  EXPECT_EQ(in.number(), static_cast<std::uint64_t>(RecordKind::unit_end));
  EXPECT_TRUE(in.at_end());
}

// Read piece by piece, it was written to between the listing and the last piece.
TEST(Worker, SaysOfAFileThatItChangedMeanwhile) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.txt", std::string(100'000, 'a') + "\n");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  for (const std::int64_t since_ns : {0, 1}) {
    Task task;
    task.place = "leak/a.txt";
    task.name = "a.txt";
    task.size_bytes = 100'001;
    task.modified_ns = modified_ns(status) - since_ns;
    std::string payload;
    encode(task, payload);
    int exit_status = 0;
    const std::string answer = answer_of(path, payload, exit_status);
    EXPECT_EQ(exit_status, 0);
    EXPECT_EQ(answer.find(changed_meanwhile_reason) != std::string::npos, since_ns != 0);
  }
}

TEST(Worker, WhatAContainerSaysBetweenItsMembersIsOneBlock) {
  const TemporaryFolder folder;
  std::string mailbox;
  for (int mail = 0; mail < 3; ++mail) {
    mailbox += "From NEEDLE-" + std::to_string(mail) +
               "@example.org Mon Nov  3 08:00:00 2014\nFrom: a@example.org\nMessage-ID: <" + std::to_string(mail) +
               "@example.org>\nSubject: x\n\nNEEDLE-9 inside\n\n";
  }
  const std::string path = folder.file("a.mbox", mailbox);
  Task task;
  task.unit = 1;
  task.place = task.name = "a.mbox";
  task.size_bytes = mailbox.size();
  std::string payload;
  encode(task, payload);
  int exit_status = 0;
  const std::string answer = answer_of(path, payload, exit_status);
  ASSERT_EQ(exit_status, 0);
  Decoder in(answer);
  std::vector<std::string> open;
  std::vector<std::string> told;
  for (bool ended = false; !ended;) {
    switch (static_cast<RecordKind>(in.number())) {
      case RecordKind::unit_begin: (void)in.number(); break;
      case RecordKind::item_begin: {
        ItemBeginRecord item;
        ASSERT_TRUE(decode(in, item));
        open.emplace_back(item.place);
        break;
      }
      case RecordKind::masked_names: {
        std::vector<MaskedName> masked;
        ASSERT_TRUE(decode_masked(in, masked));
        break;
      }
      case RecordKind::findings: {
        FindingBlockRecord block;
        ASSERT_TRUE(decode(in, block));
        ASSERT_FALSE(open.empty());
        told.push_back(open.back() + " " + std::to_string(block.block.findings));
        break;
      }
      case RecordKind::item_end: {
        ItemEndRecord end;
        ASSERT_TRUE(decode(in, end));
        open.pop_back();
        break;
      }
      default: ended = true;
    }
  }
  EXPECT_EQ(told, (std::vector<std::string>{"a.mbox!/1 1", "a.mbox!/2 1", "a.mbox!/3 1", "a.mbox 3"}));
}

TEST(Worker, EndsOnATaskThatMakesNoSense) {
  const TemporaryFolder folder;
  int exit_status = 0;
  EXPECT_EQ(answer_of(folder.file("a.txt", "x"), "\xff\xff\xff", exit_status), "");
  EXPECT_EQ(exit_status, 1);
}

}  // namespace
}  // namespace constat
