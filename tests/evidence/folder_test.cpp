#include "evidence/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <vector>

#include "support/temporary.h"

namespace constat {
namespace {

std::vector<FolderEntry> walk(const std::string& root) {
  auto opened = FolderWalk::open(root);
  EXPECT_TRUE(opened) << opened.error().what;
  std::vector<FolderEntry> entries;
  while (auto entry = opened->next()) entries.push_back(*entry);
  return entries;
}

TEST(FolderWalk, MeetsEveryEntryOnceInTheOrderOfNames) {
  const TemporaryFolder folder;
  folder.file("e/b.txt", "bb");
  folder.file("e/a/z.txt", "z");
  folder.file("e/a/nested/deep.txt", "");
  folder.file("e/c.txt", "");
  ASSERT_EQ(::symlink("..", (folder.path() + "/e/up").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder.path() + "/e/pipe").c_str(), 0600), 0);
  std::vector<std::string> paths;
  std::map<std::string, FolderEntry::Kind> kinds;
  for (const FolderEntry& entry : walk(folder.path() + "/e")) {
    paths.push_back(entry.path);
    kinds[entry.path] = entry.kind;
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"a/nested/deep.txt", "a/z.txt", "b.txt", "c.txt", "pipe", "up"}));
  EXPECT_EQ(kinds["up"], FolderEntry::Kind::link) << "followed, it would never end";
  EXPECT_EQ(kinds["pipe"], FolderEntry::Kind::special) << "opened, it would never answer";
}

TEST(FolderWalk, OpensPathsLongerThanTheSystemTakesAtOnce) {
  const TemporaryFolder folder;
  const std::string step(200, 'd');
  const std::string before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (int index = 0; index < 30; ++index) {
    ASSERT_EQ(::mkdir(step.c_str(), 0700), 0);
    ASSERT_EQ(::chdir(step.c_str()), 0);
  }
  std::ofstream("deep.txt") << "found";
  std::filesystem::current_path(before);
  auto opened = FolderWalk::open(folder.path());
  ASSERT_TRUE(opened);
  const auto entry = opened->next();
  ASSERT_TRUE(entry);
  EXPECT_GT(entry->path.size(), 6000U);
  const auto descriptor = opened->open_file(entry->path);
  ASSERT_TRUE(descriptor) << descriptor.error().what;
  char text[8] = {};
  EXPECT_EQ(::read(*descriptor, text, sizeof text), 5);
  ::close(*descriptor);
}

TEST(FolderWalk, AFileIsARootOfOneAndWhatIsNeitherIsRefused) {
  const TemporaryFolder folder;
  const std::string file = folder.file("one.txt", "1");
  const auto entries = walk(file);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].path, "");
  EXPECT_FALSE(FolderWalk::open("/dev/null"));
  EXPECT_FALSE(FolderWalk::open(folder.path() + "/absent"));
  auto opened = FolderWalk::open(folder.path());
  ASSERT_TRUE(opened);
  ASSERT_EQ(::symlink("one.txt", (folder.path() + "/link").c_str()), 0);
  EXPECT_FALSE(opened->open_file("link")) << "a file that became a link after it was listed is not followed";
}

}  // namespace
}  // namespace constat
