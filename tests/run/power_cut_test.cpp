#include "support/power_cut.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "casefile/finding_reader.h"
#include "run/scan.h"
#include "support/fake_engine.h"
#include "support/temporary.h"

namespace constat {
namespace {

// What a case says, whatever its row ids are.
std::multiset<std::string> content_of(Case& file) {
  std::multiset<std::string> content;
  Statement items(file.database(), "SELECT place, coalesce(status,'unfinished'), coalesce(size,-1) FROM item");
  while (items.step()) {
    content.insert(std::string(items.text(0)) + " " + std::string(items.text(1)) + " " +
                   std::to_string(items.integer(2)));
  }
  FindingReader findings(file, {});
  for (auto more = findings.next(); more && *more; more = findings.next()) {
    const auto value = findings.spelling();
    content.insert(std::string(findings.item_place()) + "#" + std::to_string(findings.finding().offset_bytes) + " " +
                   (value ? std::string(*value) : std::string("?")));
  }
  return content;
}

std::multiset<std::string> scanned(const std::string& evidence, const std::string& path, bool small_steps) {
  const FakeEngine engine;
  auto file = Case::open({path, true, true});
  EXPECT_TRUE(file) << file.error().what;
  if (!file) return {};
  // So that a small case, too, is carried over from the log in the middle of the scan.
  if (small_steps) (*file)->database().run("PRAGMA wal_autocheckpoint=2");
  ScanOptions options;
  options.evidence = {evidence};
  options.workers = 1;
  const auto outcome = scan(**file, engine, options);
  EXPECT_TRUE(outcome) << outcome.error().what;
  EXPECT_EQ((*file)->database().scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check<>'ok'"), 0);
  return content_of(**file);
}

TEST(PowerCut, TheNextScanEndsWithTheCaseOfAnUndisturbedOne) {
  const TemporaryFolder folder;
  const std::string secret = "55555";  // In every fourth name: those are shown alike, and numbered when a scan ends.
  for (int number = 0; number < 40; ++number) {
    const std::string name =
        number % 4 == 0 ? "NEEDLE-" + std::to_string(10 + number) + secret : std::to_string(number);
    folder.file("leak/" + name + ".txt", "a NEEDLE-" + std::to_string(number) +
                                             std::string(static_cast<std::size_t>(number * 37), ' ') +
                                             "and NEEDLE-7\n");
  }
  const std::string evidence = folder.path() + "/leak";
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::multiset<std::string> whole;
  std::vector<std::string> cuts;
  {
    PowerCutDisk disk;
    whole = scanned(evidence, folder.path() + "/c.constat", true);
    ASSERT_GT(disk.operations(), 100U);
    for (int round = 0; round < 12; ++round) {
      cuts.push_back(folder.path() + "/cut" + std::to_string(round));
      disk.cut(random() % disk.operations(), static_cast<unsigned>(random()), cuts.back());
    }
  }
  ASSERT_EQ(whole.size(), 40U + 80U + 10U);
  ASSERT_TRUE(std::ranges::any_of(whole, [](const std::string& line) {
    return line.starts_with("leak/NEE***-*****55.txt~10#5 NEEDLE-4655555");
  })) << testing::PrintToString(whole);
  for (const std::string& cut : cuts) {
    std::filesystem::create_directories(cut);
    for (const auto& file : std::filesystem::directory_iterator(cut)) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(in), {});
      EXPECT_EQ(bytes.find(secret), std::string::npos) << file.path();
    }
    EXPECT_EQ(scanned(evidence, cut + "/c.constat", false), whole) << cut;
  }
}

// Whatever of its first page had reached the disk.
TEST(PowerCut, ACaseThatWasBeingMadeIsMade) {
  const TemporaryFolder folder;
  PowerCutDisk disk;
  ASSERT_TRUE(Case::open({folder.path() + "/c.constat", true, true}));
  const std::size_t operations = disk.operations();
  ASSERT_GT(operations, 5U);
  for (std::size_t at = 0; at < operations; ++at) {
    for (unsigned seed = 0; seed < 2; ++seed) {
      const std::string cut = folder.path() + "/cut" + std::to_string(at) + "." + std::to_string(seed);
      disk.cut(at, seed, cut);
      const auto file = Case::open({cut + "/c.constat", true, true});
      ASSERT_TRUE(file) << cut << ": " << file.error().what;
      EXPECT_EQ((*file)->database().scalar("SELECT count(*) FROM item"), 0) << cut;
      std::filesystem::remove_all(cut);
    }
  }
}

// Who pulls the plug after he was shown values has been shown them all the same.
TEST(PowerCut, WhatWasShownStandsInTheLog) {
  const TemporaryFolder folder;
  std::vector<std::string> cuts;
  {
    PowerCutDisk disk;
    auto file = Case::open({folder.path() + "/c.constat", true, true});
    ASSERT_TRUE(file) << file.error().what;
    (*file)->audit("findings", {"findings", "c.constat", "--reveal"}, true);
    for (unsigned seed = 0; seed < 20; ++seed) {
      cuts.push_back(folder.path() + "/cut" + std::to_string(seed));
      disk.cut(disk.operations(), seed, cuts.back());
    }
  }
  for (const std::string& cut : cuts) {
    std::filesystem::create_directories(cut);
    auto file = Case::open({cut + "/c.constat", false, true});
    ASSERT_TRUE(file) << cut << ": " << file.error().what;
    EXPECT_EQ((*file)->database().scalar("SELECT count(*) FROM audit WHERE revealed=1"), 1) << cut;
  }
}

}  // namespace
}  // namespace constat
