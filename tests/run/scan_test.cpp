#include "run/scan.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "casefile/persons.h"
#include "casefile/writer.h"
#include "support/pst_builder.h"
#include "support/scan_run.h"
#include "support/tar_builder.h"
#include "support/temporary.h"
#include "support/zip_builder.h"

namespace constat {
namespace {

TEST(Scan, EveryFileIsListedAndEveryValueIsFoundWhereItLies) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "first NEEDLE-1 then NEEDLE-22\n");
  folder.file("leak/sub/b.txt", "NEEDLE-333\n");
  folder.file("leak/empty.txt", "");
  folder.file("leak/copy of a.txt", "first NEEDLE-1 then NEEDLE-22\n");
  ASSERT_EQ(::symlink("/etc/passwd", (folder.path() + "/leak/link").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder.path() + "/leak/pipe").c_str(), 0600), 0);
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.status.at("leak/a.txt"), "read");
  EXPECT_EQ(ran.status.at("leak/empty.txt"), "read");
  EXPECT_EQ(ran.status.at("leak/link"), "read") << "a link is listed, not followed";
  EXPECT_EQ(ran.status.at("leak/pipe"), "unsupported");
  EXPECT_EQ(ran.duplicates.at("leak/copy of a.txt"), "leak/a.txt");
  EXPECT_EQ(ran.findings, (std::multiset<std::string>{"leak/a.txt +6 NEEDLE-1", "leak/a.txt +20 NEEDLE-22",
                                                      "leak/sub/b.txt +0 NEEDLE-333"}));
  EXPECT_FALSE(ran.outcome.complete());
}

// Values in names are those of whoever has the name: a folder's, a file's, a member's, a copy's; also where nothing of
// the file can be read.
TEST(Scan, WhatANameHoldsIsFoundAndMasked) {
  const TemporaryFolder folder;
  folder.file("leak/NEEDLE-5555555 box/a.txt", "text");
  folder.file("leak/copy NEEDLE-6666666.txt", "text");
  folder.file("leak/NEEDLE-7777777 crash.txt",
              "CRASH-"
              "ME");
  folder.file("leak/x.zip", test::ZipBuilder().add("in/NEEDLE-8888888.csv", "a,b\n").build());
  folder.file("leak/NEEDLE-9999999 big.txt", std::string(300'000, 'x') + " NEEDLE-1\n" + std::string(300'000, 'y'));
  ASSERT_EQ(::symlink("/etc/NEEDLE-4444444", (folder.path() + "/leak/link NEEDLE-3333333").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder.path() + "/leak/pipe NEEDLE-2222222").c_str(), 0600), 0);
  folder.file("leak/NEEDLE-1111111 closed", "x");
  ::chmod((folder.path() + "/leak/NEEDLE-1111111 closed").c_str(), 0);
  const std::string path = folder.path() + "/c.constat";
  std::vector<std::string> told;
  std::string written;  // Of the case, also while it is scanned.
  const Ran ran = run_scan(folder.path() + "/leak", path, [&](ScanOptions& options) {
    options.unit_bytes = 100'000;
    options.on_progress = [&](const ScanProgress& progress) {
      told.push_back(progress.current);
      for (const char* const suffix : {"", "-wal", "-shm"}) written += bytes_of(path + suffix);
    };
  });
  const auto count = [&ran](const std::string& needle) {
    return std::ranges::count_if(ran.findings, [&](const std::string& line) { return line.ends_with(" " + needle); });
  };
  for (const char* const needle :
       {"NEEDLE-5555555", "NEEDLE-6666666", "NEEDLE-7777777", "NEEDLE-8888888", "NEEDLE-9999999", "NEEDLE-3333333",
        "NEEDLE-2222222", "NEEDLE-1111111", "NEEDLE-1"}) {
    EXPECT_EQ(count(needle), 1) << needle;
  }
  EXPECT_EQ(ran.duplicates.at("leak/copy NEEDLE-6666666.txt"), "leak/NEEDLE-5555555 box/a.txt");
  EXPECT_TRUE(ran.findings.contains("leak/x.zip!/in/NEEDLE-8888888.csv +3 NEEDLE-8888888"));
  auto file = Case::open({path, false, true});
  ASSERT_TRUE(file);
  std::string shown;
  Statement items((*file)->database(), "SELECT shown(place), coalesce(reason,'') FROM item");
  while (items.step()) shown += std::string(items.text(0)) + " " + std::string(items.text(1)) + "\n";
  for (const std::string& current : told) shown += current + "\n";
  for (const char* const suffix : {"", "-wal", "-shm"}) written += bytes_of(path + suffix);
  EXPECT_NE(written.find("NEE***-*****55 box"), std::string::npos);
  for (const char digit : {'1', '2', '3', '4', '5', '6', '7', '8', '9'}) {
    const std::string needle = "NEEDLE-" + std::string(7, digit);
    EXPECT_EQ(shown.find(needle), std::string::npos) << shown;
    EXPECT_EQ(written.find(needle), std::string::npos) << needle << " lies in the case";
  }
  EXPECT_NE(shown.find("a symbolic link to /etc/NEE***-*****44"), std::string::npos) << shown;
}

// A sheet that kills its reader costs itself; its part is met once more as a member, and is what else it is.
TEST(Scan, ASheetThatKillsItsReaderCostsItself) {
  const TemporaryFolder folder;
  const auto sheet = [](const std::string& text) {
    return "<worksheet><sheetData><row><c t='inlineStr'><is><t>" + text + "</t></is></c></row></sheetData></worksheet>";
  };
  test::ZipBuilder zip;
  zip.add("[Content_Types].xml", "<Types/>");
  zip.add("xl/workbook.xml",
          "<workbook><sheets><sheet name='A' r:id='1'/><sheet name='B' r:id='2'/><sheet name='C' r:id='3'/></sheets>"
          "</workbook>");
  zip.add("xl/worksheets/sheet1.xml", sheet("NEEDLE-1"));
  zip.add("xl/worksheets/sheet2.xml", sheet("CRASH-"
                                            "ME"));
  zip.add("xl/worksheets/sheet3.xml", sheet("NEEDLE-3"));
  folder.file("leak/book.xlsx", zip.build());
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.findings,
            (std::multiset<std::string>{"leak/book.xlsx!/A R1C1 NEEDLE-1", "leak/book.xlsx!/C R1C1 NEEDLE-3"}));
  EXPECT_EQ(ran.status.at("leak/book.xlsx"), "read");
  EXPECT_EQ(ran.status.at("leak/book.xlsx!/B"), "crashed");
  EXPECT_EQ(ran.status.at("leak/book.xlsx!/xl/worksheets/sheet2.xml"), "crashed");
}

// A name that kills its reader costs its item.
TEST(Scan, ANameThatKillsItsReaderCostsItself) {
  const TemporaryFolder folder;
  folder.file("leak/x.zip", test::ZipBuilder()
                                .add("one.txt", "NEEDLE-1\n")
                                .add("CRASH-"
                                     "ME 1234567.txt",
                                     "NEEDLE-2\n")
                                .add("three.txt", "NEEDLE-3\n")
                                .build());
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.findings,
            (std::multiset<std::string>{"leak/x.zip!/CRASH-"
                                        "ME 1234567.txt +0 NEEDLE-2",
                                        "leak/x.zip!/one.txt +0 NEEDLE-1", "leak/x.zip!/three.txt +0 NEEDLE-3"}))
      << "its bytes are scanned, and its neighbours read";
  EXPECT_EQ(ran.status.at("leak/x.zip!/CRASH-"
                          "ME 1234567.txt"),
            "crashed");
  EXPECT_EQ(ran.status.at("leak/x.zip"), "read");
}

// What a killed scan forked lives a moment longer than it, and holds the lock of the case until then.
TEST(Scan, TheLockOfAKilledScanIsWaitedForAndThatOfALivingOneIsTold) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "NEEDLE-1\n");
  const std::string path = folder.path() + "/c.constat";
  ASSERT_TRUE(Case::open({path, true, true}));
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int lock = ::open(path.c_str(), O_RDONLY);
    ::flock(lock, LOCK_EX);
    (void)::poll(nullptr, 0, 200);
    ::_exit(0);
  }
  for (;;) {
    const int other = ::open(path.c_str(), O_RDONLY);
    const bool is_held = ::flock(other, LOCK_EX | LOCK_NB) != 0;
    ::close(other);
    if (is_held) break;
  }
  EXPECT_EQ(run_scan(folder.path() + "/leak", path).status.at("leak/a.txt"), "read");
  ::waitpid(pid, nullptr, 0);
  const int lock = ::open(path.c_str(), O_RDONLY);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  const FakeEngine engine;
  auto file = Case::open({path, false, true});
  ASSERT_TRUE(file);
  ScanOptions options;
  options.evidence = {folder.path() + "/leak"};
  const auto outcome = scan(**file, engine, options);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().what.find("is running"), std::string::npos) << outcome.error().what;
  ::close(lock);
}

TEST(Scan, ACaseSaysThatItsPersonsAreOpenUntilTheyAreResolved) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "NEEDLE-1\n");
  folder.file("leak/b.txt", "NEEDLE-2\n");
  const std::string path = folder.path() + "/c.constat";
  const auto scanned = [&](bool current) {
    run_scan(folder.path() + "/leak", path);
    auto file = Case::open({path, false, true});
    ASSERT_TRUE(file);
    EXPECT_EQ(persons_resolved(**file), current) << "killed here, a scan must not leave a case that seems whole";
    EXPECT_EQ(persons_up_to_date(**file), current);
    ASSERT_TRUE(resolve_persons(**file));
    EXPECT_TRUE(persons_resolved(**file));
    EXPECT_TRUE(persons_up_to_date(**file));
  };
  scanned(false);
  scanned(true);  // Nothing new: nothing to resolve.
  folder.file("leak/c.txt", "NEEDLE-3\n");
  scanned(false);
  folder.file("leak/b.txt", "NEEDLE-2 and more\n");
  scanned(false);
  folder.file("leak/d.txt", "NEEDLE-3\n");  // A copy has no mentions of its own.
  scanned(true);
}

TEST(Scan, ASecondScanReadsOnlyWhatIsNewOrChanged) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "NEEDLE-1\n");
  folder.file("leak/b.txt", "NEEDLE-2\n");
  const std::string path = folder.path() + "/c.constat";
  run_scan(folder.path() + "/leak", path);
  const Ran same = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(same.outcome.files_unchanged, 2U);
  EXPECT_EQ(same.findings.size(), 2U);
  folder.file("leak/b.txt", "NEEDLE-2 and NEEDLE-33\n");
  folder.file("leak/c.txt", "NEEDLE-4\n");
  const Ran changed = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(changed.outcome.files_unchanged, 1U);
  EXPECT_EQ(changed.findings, (std::multiset<std::string>{"leak/a.txt +0 NEEDLE-1", "leak/b.txt +0 NEEDLE-2",
                                                          "leak/b.txt +13 NEEDLE-33", "leak/c.txt +0 NEEDLE-4"}));
}

TEST(Scan, WhatReachedABoundIsReadByAScanWithAWiderOne) {
  const TemporaryFolder folder;
  const std::string inner = test::ZipBuilder().add("deep.txt", "NEEDLE-1\n").build();
  const std::string outer = test::ZipBuilder().add("inner.zip", inner).build();
  folder.file("leak/nested.zip", outer);
  folder.file("leak/b.txt", "NEEDLE-2\n");
  const std::string path = folder.path() + "/c.constat";
  const auto depth = [](std::size_t most) { return [most](ScanOptions& options) { options.limits.depth_max = most; }; };
  const std::string deep = "leak/nested.zip!/inner.zip!/deep.txt";
  EXPECT_EQ(run_scan(folder.path() + "/leak", path, depth(1)).status.at(deep), "too-big");
  const Ran same = run_scan(folder.path() + "/leak", path, depth(1));
  EXPECT_EQ(same.outcome.files_unchanged, 2U) << "no wider: nothing is done twice";
  const Ran wider = run_scan(folder.path() + "/leak", path, depth(5));
  EXPECT_EQ(wider.status.at(deep), "read");
  EXPECT_EQ(wider.outcome.files_unchanged, 1U) << "what was read stays as it is";
  EXPECT_EQ(wider.findings.size(), 2U);
  EXPECT_EQ(run_scan(folder.path() + "/leak", path, depth(9)).outcome.files_unchanged, 2U);
  // What a narrow scan gives up between two wide ones is read by the second.
  folder.file("leak/new.zip", outer + " ");
  run_scan(folder.path() + "/leak", path, depth(1));
  EXPECT_EQ(run_scan(folder.path() + "/leak", path, depth(9)).status.at("leak/new.zip!/inner.zip!/deep.txt"), "read");
}

TEST(Scan, AFileThatCouldNotBeOpenedIsTriedAgain) {
  const TemporaryFolder folder;
  const std::string shut = folder.file("leak/shut.txt", "NEEDLE-1\n");
  folder.file("leak/open.txt", "NEEDLE-2\n");
  const std::string path = folder.path() + "/c.constat";
  { ASSERT_TRUE(Case::open({path, true, true})); }
  // Who may read everything becomes somebody who may not.
  ::chmod(folder.path().c_str(), 0755);
  ::chmod((folder.path() + "/leak").c_str(), 0755);
  ::chmod(shut.c_str(), 0000);
  const auto as_nobody = [&] { return run_scan_as_nobody(folder.path() + "/leak", path); };
  EXPECT_EQ(as_nobody().status.at("leak/shut.txt"), "corrupt");
  ::chmod(shut.c_str(), 0644);
  const Ran again = as_nobody();
  EXPECT_EQ(again.status.at("leak/shut.txt"), "read");
  EXPECT_EQ(again.findings, (std::multiset<std::string>{"leak/open.txt +0 NEEDLE-2", "leak/shut.txt +0 NEEDLE-1"}));
}

// It may have been left with the size and, within a tick of the clock, the time with which it was found.
TEST(Scan, AFileThatBecameShorterWhileItWasReadIsReadAgain) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "NEEDLE-1\n");
  folder.file("leak/b.txt", "NEEDLE-2\n");
  const std::string path = folder.path() + "/c.constat";
  run_scan(folder.path() + "/leak", path);
  {
    auto file = Case::open({path, false, true});
    ASSERT_TRUE(file) << file.error().what;
    (*file)->database().run(
        "UPDATE item SET status='partly-read', reason='it became shorter while it was read' WHERE place='leak/a.txt'");
  }
  const Ran again = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(again.status.at("leak/a.txt"), "read");
  EXPECT_EQ(again.outcome.files_unchanged, 1U);
}

TEST(Scan, WhatChangedOrWentSinceTheLastScanIsSaid) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "NEEDLE-1\n");
  folder.file("leak/b.txt", "NEEDLE-2\n");
  folder.file("leak/c.txt", "NEEDLE-3\n");
  const std::string path = folder.path() + "/c.constat";
  run_scan(folder.path() + "/leak", path);
  const auto notes = [&](const char* place) {
    auto file = Case::open({path, false, true});
    Statement row((*file)->database(), "SELECT coalesce(notes,'') FROM item WHERE place=?");
    row.bind(1, std::string_view(place));
    return row.step() ? std::string(row.text(0)) : std::string("no item");
  };
  const auto problems = [&] {
    auto file = Case::open({path, false, true});
    Statement row((*file)->database(), "SELECT coalesce(group_concat(what), '') FROM problem");
    row.step();
    return std::string(row.text(0));
  };
  EXPECT_EQ(notes("leak/a.txt"), "");
  folder.file("leak/a.txt", "NEEDLE-1 and NEEDLE-11\n");
  std::filesystem::rename(folder.path() + "/leak/b.txt", folder.path() + "/b.txt");
  for (int times = 0; times < 2; ++times) {
    const Ran ran = run_scan(folder.path() + "/leak", path);
    EXPECT_EQ(ran.outcome.files_changed, times == 0 ? 1U : 0U);
    EXPECT_EQ(ran.outcome.files_gone, 1U);
    EXPECT_EQ(ran.findings, (std::multiset<std::string>{"leak/a.txt +0 NEEDLE-1", "leak/a.txt +13 NEEDLE-11",
                                                        "leak/b.txt +0 NEEDLE-2", "leak/c.txt +0 NEEDLE-3"}))
        << "what was found in a file that went is kept";
    EXPECT_EQ(notes("leak/a.txt"), "it changed after an earlier scan, and was read again");
    EXPECT_EQ(notes("leak/b.txt").find("not found in the evidence by the scan of 2"), 0U) << notes("leak/b.txt");
    EXPECT_EQ(notes("leak/b.txt").find(';'), std::string::npos) << "said once";
    EXPECT_EQ(notes("leak/c.txt"), "");
    EXPECT_EQ(problems(), "1 file of an earlier scan no longer in the evidence: what was found there is kept");
  }
  std::filesystem::rename(folder.path() + "/b.txt", folder.path() + "/leak/b.txt");
  const Ran back = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(back.outcome.files_gone, 0U);
  EXPECT_EQ(back.outcome.files_unchanged, 3U);
  EXPECT_EQ(notes("leak/b.txt"), "") << "it is back";
  EXPECT_EQ(problems(), "");
}

TEST(Scan, ACrashingFileCostsItselfAndNoNeighbour) {
  const TemporaryFolder folder;
  for (int index = 0; index < 40; ++index) {
    folder.file("leak/" + std::to_string(index) + ".txt", "file " + std::to_string(index) + " NEEDLE-7\n");
  }
  folder.file("leak/20b.txt",
              "NEEDLE-9 CRASH-"
              "ME\n");
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.status.at("leak/20b.txt"), "crashed");
  EXPECT_EQ(std::count_if(ran.status.begin(), ran.status.end(), [](const auto& item) { return item.second == "read"; }),
            40);
  EXPECT_EQ(ran.findings.size(), 40U);
}

// The checkpoint is inside the container: what stands before and behind the member that kills is read, once.
TEST(Scan, ACrashInsideAContainerCostsItsMemberOnly) {
  constexpr int members = 60;
  constexpr int killer = 31;
  const std::string crash =
      "CRASH-"
      "ME";
  const auto text_of = [&](int index) {
    return "member " + std::to_string(index) + " NEEDLE-" + std::to_string(index) + "\n" +
           (index == killer ? crash + "\n" : "") + std::string(3000, index % 2 == 0 ? 'a' : 'b') + "\n";
  };
  std::string mbox;
  test::ZipBuilder zip;
  test::TarBuilder tar;
  std::string csv = "id,text\n";
  for (int index = 0; index < members; ++index) {
    mbox += "From a@b.example Mon Jan  6 10:00:00 2014\nFrom: a@b.example\nSubject: " + std::to_string(index) + "\n\n" +
            text_of(index) + "\n";
    zip.add("m" + std::to_string(index) + ".txt", text_of(index));
    tar.add("m" + std::to_string(index) + ".txt", text_of(index));
  }
  // (As many messages as the builder's one page of nodes holds.)
  test::PstBuilder pst;
  pst.folder(0x8022, 0x122, "Inbox");
  constexpr std::uint32_t first_message = 0x200024;
  constexpr int messages = 12;
  for (int index = 0; index < messages; ++index) {
    const int told = index == messages / 2 ? killer : index;
    pst.node(pst.properties(first_message + 0x20U * static_cast<std::uint32_t>(index),
                            {test::PstBuilder::text(0x0037, std::to_string(index)),
                             test::PstBuilder::text(0x1000, text_of(told))}),
             0x8022);
  }
  for (int row = 0; row < 3000; ++row) {
    csv += std::to_string(row) + ",NEEDLE-" + std::to_string(row) + (row == 1500 ? " " + crash : "") +
           std::string(100, 'x') + "\n";
  }
  struct Container {
    const char* name;
    std::string bytes;
    std::uint64_t unit_bytes;
    const char* member;  // That is marked.
    std::size_t lost_max;
    std::size_t needles = members;
  };
  const std::string small_zip = zip.build();
  const std::string small_tar = tar.build();
  const Container containers[] = {
      {"mail.mbox", mbox, 8U << 20, "!/32", 1},
      {"cut.mbox", mbox, 16'384, "!/32", 1},
      {"a.zip", small_zip, 8U << 20, "!/m31.txt", 1},
      {"cut.zip", small_zip, 32'768, "!/m31.txt", 1},
      {"a.tar", small_tar, 8U << 20, "!/m31.txt", 1},
      {"cut.tar", small_tar, 32'768, "!/m31.txt", 1},
      {"a.tar.gz", test::deflated(small_tar, 31), 8U << 20, "m31.txt", 1},
      {"mail.pst", pst.build(), 8U << 20, "!/Inbox/7", 1, messages},
      {"cut.csv", csv, 32'768, "", 400, 3000},  // The range that kills, no more.
  };
  for (const Container& container : containers) {
    SCOPED_TRACE(container.name);
    const TemporaryFolder folder;
    const std::string place = "leak/" + std::string(container.name);
    folder.file(place, container.bytes);
    folder.file("leak/neighbour.txt", "NEEDLE-7777777\n");
    const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat",
                             [&](ScanOptions& options) { options.unit_bytes = container.unit_bytes; });
    EXPECT_FALSE(ran.outcome.stopped);
    std::size_t crashed = 0;
    for (const auto& [item, status] : ran.status) {
      EXPECT_NE(status, "unfinished") << item;
      if (status != "crashed") continue;
      ++crashed;
      EXPECT_TRUE(item.ends_with(container.member)) << item;
    }
    EXPECT_EQ(crashed, 1U);
    const std::size_t expected = container.needles + 1U;
    EXPECT_GE(ran.findings.size(), expected - container.lost_max);
    EXPECT_LE(ran.findings.size(), expected);
    EXPECT_EQ(std::set<std::string>(ran.findings.begin(), ran.findings.end()).size(), ran.findings.size())
        << "nothing is found twice";
  }
}

TEST(Scan, AHangingFileIsEndedAndListed) {
  const TemporaryFolder folder;
  folder.file("leak/a.txt", "NEEDLE-1\n");
  folder.file("leak/b.txt",
              "HANG-"
              "ME\n");
  folder.file("leak/c.txt", "NEEDLE-3\n");
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat",
                           [](ScanOptions& options) { options.limits.silence_seconds = 0.3; });
  EXPECT_EQ(ran.status.at("leak/b.txt"), "timed-out");
  EXPECT_EQ(ran.findings.size(), 2U);
}

TEST(Scan, ALargeTextIsCutAndNothingIsLostOrFoundTwice) {
  const TemporaryFolder folder;
  std::string text;
  for (int index = 0; text.size() < 3'000'000; ++index) {
    text += "line " + std::to_string(index) + (index % 10 == 0 ? " NEEDLE-" + std::to_string(index) : "") + "\n";
  }
  folder.file("leak/big.txt", text);
  const Ran cut = run_scan(folder.path() + "/leak", folder.path() + "/cut.constat",
                           [](ScanOptions& options) { options.unit_bytes = 200'000; });
  const Ran whole = run_scan(folder.path() + "/leak", folder.path() + "/whole.constat");
  EXPECT_EQ(cut.status.at("leak/big.txt"), "read");
  EXPECT_GT(whole.findings.size(), 1000U);
  EXPECT_EQ(cut.findings, whole.findings);
}

TEST(Scan, AStoppedScanGoesOnToTheSameCase) {
  const TemporaryFolder folder;
  for (int index = 0; index < 300; ++index) {
    folder.file("leak/" + std::to_string(index) + ".txt", std::to_string(index) + " NEEDLE-" + std::to_string(index));
  }
  std::string text;
  for (int index = 0; text.size() < 2'000'000; ++index) text += "x NEEDLE-" + std::to_string(index) + "\n";
  folder.file("leak/zbig.txt", text);
  const auto small_units = [](ScanOptions& options) { options.unit_bytes = 100'000; };
  const Ran whole = run_scan(folder.path() + "/leak", folder.path() + "/whole.constat", small_units);
  const std::string path = folder.path() + "/stopped.constat";
  Ran ran;
  for (int round = 0; round < 200; ++round) {
    int asked = 0;
    ran = run_scan(folder.path() + "/leak", path, [&](ScanOptions& options) {
      small_units(options);
      options.should_stop = [&asked] { return ++asked > 12; };
    });
    if (!ran.outcome.stopped) break;
  }
  EXPECT_FALSE(ran.outcome.stopped);
  EXPECT_EQ(ran.findings, whole.findings);
  EXPECT_EQ(ran.status, whole.status);
}

// The first commit had only begun the file: its row is taken up again, not told twice.
TEST(Scan, AFileThatWasBegunWhenTheScanWasKilledIsListedOnce) {
  const TemporaryFolder folder;
  std::string text;
  for (int index = 0; text.size() < 400'000; ++index) text += "x NEEDLE-" + std::to_string(index) + "\n";
  folder.file("leak/a.txt", text);
  const std::string path = folder.path() + "/c.constat";
  {
    const FakeEngine engine;
    auto file = Case::open({path, true, true});
    ASSERT_TRUE(file);
    struct stat status {};
    ASSERT_EQ(::stat((folder.path() + "/leak/a.txt").c_str(), &status), 0);
    (*file)->database().run("INSERT INTO evidence(id,name,path,kind,added) VALUES(1,'leak','" +
                            std::filesystem::canonical(folder.path() + "/leak").string() + "','folder','')");
    CaseWriter writer(**file, engine);
    UnitRow unit;
    unit.id = 7;
    unit.evidence = 1;
    unit.path = "a.txt";
    unit.size_bytes = static_cast<std::uint64_t>(status.st_size);
    unit.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    writer.put_unit(unit);
    ItemRow item;
    item.id = 3;
    item.evidence = 1;
    item.unit = 7;
    item.place = "leak/a.txt";
    writer.insert_item(item, std::nullopt, "", "", 0);
    writer.commit();
  }
  const Ran ran = run_scan(folder.path() + "/leak", path);
  auto file = Case::open({path, false, true});
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->database().scalar("SELECT count(*) FROM item"), 1);
  EXPECT_EQ(ran.status.at("leak/a.txt"), "read");
}

}  // namespace
}  // namespace constat
