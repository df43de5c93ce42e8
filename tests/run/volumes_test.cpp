// Files that are one in several (extract/volume.h), through whole scans.
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/rar_builder.h"
#include "support/scan_run.h"
#include "support/tar_builder.h"
#include "support/temporary.h"
#include "support/volume_builder.h"

namespace constat {
namespace {

std::string tar_of(int members, int first = 0) {
  test::TarBuilder tar;
  for (int index = first; index < first + members; ++index) {
    tar.add("m" + std::to_string(index) + ".txt", "member NEEDLE-" + std::to_string(index) + "\n");
  }
  return tar.build();
}

std::string numbered(std::size_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
  return digits;
}

std::size_t put(const TemporaryFolder& folder, const std::string& name, const std::string& whole, std::size_t bytes) {
  const auto parts = test::cut_into(whole, bytes);
  for (std::size_t index = 0; index < parts.size(); ++index)
    folder.file(name + "." + numbered(index + 1), parts[index]);
  return parts.size();
}

std::map<std::string, std::string> notes_of(const std::string& path) {
  auto file = Case::open({path, false, true});
  std::map<std::string, std::string> notes;
  Statement rows((*file)->database(), "SELECT place, coalesce(notes,'') FROM item");
  while (rows.step()) notes[std::string(rows.text(0))] = rows.text(1);
  return notes;
}

std::set<std::string> needles(const Ran& ran) {
  std::set<std::string> found;
  for (const std::string& line : ran.findings) found.insert(line.substr(line.rfind(' ') + 1));
  return found;
}

TEST(Volumes, ASetIsReadOnceAndEachPartIsAccountedFor) {
  const TemporaryFolder folder;
  const std::size_t parts = put(folder, "leak/x.tar", tar_of(8), 1500);
  folder.file("leak/neighbour.txt", "NEEDLE-99\n");
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.findings.size(), 9U);
  EXPECT_TRUE(ran.findings.contains("leak/x.tar.001!/x.tar!/m5.txt +7 NEEDLE-5"));
  for (std::size_t part = 1; part <= parts; ++part) EXPECT_EQ(ran.status.at("leak/x.tar." + numbered(part)), "read");
  EXPECT_TRUE(ran.outcome.complete());
  EXPECT_EQ(ran.outcome.last.files_done, parts + 1);
  EXPECT_EQ(ran.outcome.last.bytes_done, ran.outcome.last.bytes_known);
  EXPECT_EQ(notes_of(folder.path() + "/c.constat").at("leak/x.tar.002"),
            "part 2 of " + std::to_string(parts) + " of one file: all of it is read at the part that ends in .001");
}

// The same set twice, and what it was cut of: found once. A set whose first part is the same is another one.
TEST(Volumes, CopiesOfASetAreCopies) {
  const TemporaryFolder folder;
  put(folder, "leak/a/x.tar", tar_of(8), 1500);
  put(folder, "leak/b/y.tar", tar_of(8), 1500);
  put(folder, "leak/c/z.tar", tar_of(8), 3000);
  folder.file("leak/d/whole.tar", tar_of(8));
  put(folder, "leak/e/half.tar", tar_of(8), 1500);
  for (const char* const name : {"leak/e/half.tar.003", "leak/e/half.tar.004"}) {
    std::filesystem::remove(folder.path() + "/" + name);
  }
  put(folder, "leak/f/lone.tar", tar_of(8), 1500);
  for (std::size_t part = 2; std::filesystem::remove(folder.path() + "/leak/f/lone.tar." + numbered(part)); ++part) {
  }
  Ran first;
  for (const unsigned workers : {1U, 3U}) {
    const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c" + std::to_string(workers) + ".constat",
                             [&](ScanOptions& options) { options.workers = workers; });
    EXPECT_EQ(needles(ran).size(), 8U);
    EXPECT_EQ(std::ranges::count_if(
                  ran.findings,
                  [](const std::string& line) { return line.starts_with("leak/a/") || line.starts_with("leak/b/"); }),
              8);
    EXPECT_EQ(ran.duplicates.at("leak/b/y.tar.001!/y.tar"), "leak/a/x.tar.001!/x.tar");
    EXPECT_EQ(ran.duplicates.at("leak/c/z.tar.001!/z.tar"), "leak/a/x.tar.001!/x.tar");
    EXPECT_EQ(ran.duplicates.at("leak/d/whole.tar"), "leak/a/x.tar.001!/x.tar");
    EXPECT_TRUE(ran.status.contains("leak/d/whole.tar!/m5.txt"));
    EXPECT_FALSE(ran.status.contains("leak/e/half.tar.001!/half.tar!/m5.txt")) << "it is not there";
    EXPECT_TRUE(ran.status.at("leak/e/half.tar.001").starts_with("partly-read"));
    EXPECT_FALSE(ran.status.contains("leak/f/lone.tar.001!/m5.txt")) << "a part alone is not the set";
    EXPECT_FALSE(ran.duplicates.contains("leak/f/lone.tar.001"));
    if (workers == 1) first = ran;
    EXPECT_EQ(ran.status, first.status);
    EXPECT_EQ(ran.duplicates, first.duplicates);
  }
}

TEST(Volumes, APartThatArrivesLaterCompletesTheSet) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c.constat";
  const std::size_t parts = put(folder, "leak/x.tar", tar_of(8), 1500);
  folder.file("leak/neighbour.txt", "NEEDLE-99\n");
  std::filesystem::rename(folder.path() + "/leak/x.tar.003", folder.path() + "/away");
  const Ran before = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(before.status.at("leak/x.tar.001"), "partly-read");
  EXPECT_LT(needles(before).size(), 9U);
  EXPECT_GT(needles(before).size(), 2U);
  const Ran same = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(same.outcome.files_unchanged, parts) << "nothing is read again for nothing";
  std::filesystem::rename(folder.path() + "/away", folder.path() + "/leak/x.tar.003");
  const Ran after = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(after.outcome.files_unchanged, 1U);
  EXPECT_EQ(after.findings.size(), 9U) << "each once: those of parts that were read by themselves are gone";
  EXPECT_EQ(after.status.at("leak/x.tar.001"), "read");
  EXPECT_NE(notes_of(path).at("leak/x.tar.001").find("another part came or changed"), std::string::npos);
  const Ran fresh = run_scan(folder.path() + "/leak", folder.path() + "/fresh.constat");
  EXPECT_EQ(after.findings, fresh.findings);
  EXPECT_EQ(after.status, fresh.status);
  EXPECT_EQ(run_scan(folder.path() + "/leak", path).outcome.files_unchanged, parts + 1);
}

// As with any file that went: what was found is kept, and it is said which part is gone.
TEST(Volumes, OfASetThatLostAPartSinceWhatWasFoundIsKept) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c.constat";
  const std::size_t parts = put(folder, "leak/x.tar", tar_of(8), 1500);
  const Ran before = run_scan(folder.path() + "/leak", path);
  for (const char* const name : {"/leak/x.tar.003", "/leak/x.tar.002"}) {
    std::filesystem::rename(folder.path() + name, folder.path() + "/away" + std::string(name).substr(12));
    const Ran after = run_scan(folder.path() + "/leak", path);
    EXPECT_EQ(after.findings, before.findings);
    EXPECT_EQ(after.outcome.files_changed, 0U);
    EXPECT_EQ(after.outcome.files_gone, std::string_view(name).ends_with("3") ? 1U : 2U);
  }
  EXPECT_NE(notes_of(path).at("leak/x.tar.003").find("not found in the evidence"), std::string::npos);
  for (const char* const number : {"002", "003"}) {
    std::filesystem::rename(folder.path() + "/away" + number, folder.path() + "/leak/x.tar." + number);
  }
  const Ran back = run_scan(folder.path() + "/leak", path);
  EXPECT_EQ(back.outcome.files_unchanged, parts);
  EXPECT_EQ(back.status, before.status);
  // One that is another now: all are read again.
  folder.file("leak/x.tar.002", std::string(1500, 'x'));
  EXPECT_EQ(run_scan(folder.path() + "/leak", path).outcome.files_changed, parts);
}

TEST(Volumes, AStoppedScanOfASetGoesOnToTheSameCase) {
  const TemporaryFolder folder;
  put(folder, "leak/x.tar", tar_of(400), 20'000);
  put(folder, "leak/sub/y.tar", tar_of(400, 1000), 20'000);
  const Ran whole = run_scan(folder.path() + "/leak", folder.path() + "/whole.constat");
  EXPECT_EQ(whole.findings.size(), 800U);
  Ran ran;
  for (int round = 0; round < 300; ++round) {
    int asked = 0;
    ran = run_scan(folder.path() + "/leak", folder.path() + "/stopped.constat", [&](ScanOptions& options) {
      options.should_stop = [&asked, round] { return ++asked > 2 + round; };
    });
    if (!ran.outcome.stopped) break;
  }
  EXPECT_FALSE(ran.outcome.stopped);
  EXPECT_EQ(ran.findings, whole.findings);
  EXPECT_EQ(ran.status, whole.status);
}

TEST(Volumes, ACrashInsideASetCostsItsMemberOnly) {
  const TemporaryFolder folder;
  test::TarBuilder tar;
  for (int index = 0; index < 20; ++index) {
    tar.add("m" + std::to_string(index) + ".txt", "NEEDLE-" + std::to_string(index) +
                                                      (index == 7 ? " CRASH-"
                                                                    "ME\n"
                                                                  : "\n"));
  }
  put(folder, "leak/x.tar", tar.build(), 3000);
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.findings.size(), 19U);
  EXPECT_EQ(ran.status.at("leak/x.tar.001!/x.tar!/m7.txt"), "crashed");
  EXPECT_EQ(ran.status.at("leak/x.tar.001"), "read");
  EXPECT_EQ(ran.status.at("leak/x.tar.002"), "read");
}

TEST(Volumes, APartThatCannotBeOpenedIsToldAndTriedAgain) {
  const TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0777);
  put(folder, "leak/x.tar", tar_of(8), 1500);
  const std::string closed = folder.path() + "/leak/x.tar.003";
  ::chmod(closed.c_str(), 0);
  const std::string path = folder.path() + "/c.constat";
  const auto as_nobody = [&] { return run_scan_as_nobody(folder.path() + "/leak", path); };
  const Ran before = as_nobody();
  EXPECT_EQ(before.status.at("leak/x.tar.001"), "partly-read");
  EXPECT_EQ(before.status.at("leak/x.tar.003"), "corrupt");
  ::chmod(closed.c_str(), 0644);
  const Ran after = as_nobody();
  EXPECT_EQ(after.status.at("leak/x.tar.001"), "read");
  EXPECT_EQ(after.findings.size(), 8U);
}

TEST(Volumes, HostileNamesMakeNoTrouble) {
  const TemporaryFolder folder;
  const auto parts = test::cut_into(tar_of(8), 2500);
  for (const std::string& stem : {std::string("..\\..\\etc\n\x1b[31m"), std::string("\xFF\xFE"), std::string(240, 'n'),
                                  std::string("a!b#c*"), std::string("-rf "), std::string("NEEDLE-5555555")}) {
    for (std::size_t index = 0; index < parts.size(); ++index) {
      folder.file("leak/" + stem + ".7z." + numbered(index + 1), parts[index]);
    }
  }
  // Parts that are no files: a link to one, a folder, a pipe.
  folder.file("leak/l.tar.001", parts[0]);
  ASSERT_EQ(::symlink("l.tar.001", (folder.path() + "/leak/l.tar.002").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder.path() + "/leak/l.tar.003").c_str(), 0600), 0);
  folder.file("leak/l.tar.004/x.txt", "NEEDLE-77\n");
  const std::string path = folder.path() + "/c.constat";
  const Ran ran = run_scan(folder.path() + "/leak", path);
  EXPECT_TRUE(needles(ran).contains("NEEDLE-7"));
  EXPECT_TRUE(needles(ran).contains("NEEDLE-77"));
  EXPECT_TRUE(ran.status.contains("leak/NEEDLE-5555555.7z.001!/NEEDLE-5555555.7z!/m3.txt"));
  EXPECT_EQ(ran.status.at("leak/l.tar.002"), "read") << "a link is listed";
  for (const auto& [place, note] : notes_of(path)) EXPECT_EQ(note.find("NEEDLE-5555555"), std::string::npos) << note;
}

// As many descriptors as parts, to one reader.
TEST(Volumes, TenThousandPartsAreOne) {
  rlimit room{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &room), 0);
  if (room.rlim_max < 12'000) GTEST_SKIP() << "a process may not hold so many files here";
  const TemporaryFolder folder;
  const std::string whole = tar_of(5000);
  const std::size_t parts = put(folder, "leak/x.tar", whole, whole.size() / 9'990 + 1);
  ASSERT_GT(parts, 9'900U);
  ASSERT_LE(parts, 10'000U);
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat");
  EXPECT_EQ(ran.findings.size(), 5000U);
  EXPECT_TRUE(ran.outcome.complete());
  EXPECT_EQ(ran.status.size(), parts + 1 + 5000);
  EXPECT_EQ(ran.outcome.refused_calls, 0U);
}

// A part is larger than all the memory that a reader may have.
TEST(Volumes, PartsLargerThanMemoryAreRead) {
  const TemporaryFolder folder;
  constexpr std::uint64_t part_bytes = 260ULL << 20;
  test::TarBuilder head;
  head.add("a.txt", "NEEDLE-1\n").raw("holes.bin", "", 2 * part_bytes - 8192, '0', "");
  const std::string end = test::TarBuilder().add("b.txt", "NEEDLE-2\n").build();
  const std::uint64_t begin = head.open_ended().size() + 2 * part_bytes - 8192;
  const std::string first = folder.file("leak/x.tar.001", head.open_ended());
  const std::string second = folder.file("leak/x.tar.002", "");
  ASSERT_EQ(::truncate(first.c_str(), static_cast<off_t>(part_bytes)), 0);
  ASSERT_EQ(::truncate(second.c_str(), static_cast<off_t>(begin - part_bytes)), 0);
  std::ofstream(second, std::ios::binary | std::ios::app) << end;
  const Ran ran = run_scan(folder.path() + "/leak", folder.path() + "/c.constat",
                           [](ScanOptions& options) { options.limits.worker_memory_bytes_max = 200'000'000; });
  EXPECT_EQ(needles(ran), (std::set<std::string>{"NEEDLE-1", "NEEDLE-2"}));
  EXPECT_EQ(ran.status.at("leak/x.tar.001!/x.tar"), "read");
}

}  // namespace
}  // namespace constat
