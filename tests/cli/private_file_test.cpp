#include "cli/private_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temporary.h"

namespace constat {
namespace {

TEST(PrivateFile, IsTheOwnersAndReplacesWhatWasThereWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.file("list.csv", "before");
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  ASSERT_TRUE(write_private_file(path, "after"));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(status.st_size, 5);
  EXPECT_FALSE(write_private_file(folder.path() + "/no/such/folder.csv", "x"));
  EXPECT_FALSE(write_private_file(folder.path(), "x")) << "a folder";
}

TEST(PrivateFile, APipeOrDeviceStaysWhatItIs) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(write_private_file(path, "hello"));
  char text[8] = {};
  EXPECT_EQ(::read(reader, text, sizeof text), 5);
  ::close(reader);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_TRUE(S_ISFIFO(status.st_mode));
}

}  // namespace
}  // namespace constat
