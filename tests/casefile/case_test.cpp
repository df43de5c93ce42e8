#include "casefile/case.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/temporary.h"

namespace constat {
namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Case, ValuesAreSealedAndOpenOnlyWithTheKey) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.constat";
  std::string sealed;
  std::string block;
  std::int64_t id = 0;
  std::string key_path;
  {
    auto made = Case::open({path, true, false});
    ASSERT_TRUE(made) << made.error().what;
    key_path = (*made)->new_key_path();
    ASSERT_FALSE(key_path.empty());
    const Sealer& sealer = *(*made)->sealer();
    id = sealer.keyed_hash("us_ssn", "512-48-6193");
    sealed = sealer.seal(id, "512-48-6193");
    EXPECT_EQ(sealed.find("512-48"), std::string::npos);
    const auto value = sealer.open(id, sealed);
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, "512-48-6193");
    EXPECT_FALSE(sealer.open(id + 1, sealed)) << "a value moved to another row does not open";
    std::string other;
    sealer.seal_block("512-48-6193", "its place", block);
    sealer.seal_block("512-48-6193", "its place", other);
    EXPECT_NE(block, other) << "every block has a nonce of its own";
    EXPECT_EQ(block.find("512-48"), std::string::npos);
    ASSERT_TRUE(sealer.open_block(block, "its place", other));
    EXPECT_EQ(other, "512-48-6193");
    EXPECT_FALSE(sealer.open_block(block, "another place", other));
    EXPECT_FALSE(sealer.open_block(block.substr(0, 39), "its place", other));
  }
  EXPECT_EQ(std::filesystem::status(key_path).permissions(), std::filesystem::perms(0600));
  auto again = Case::open({path, false, true});
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_TRUE((*again)->sealer()->open(id, sealed));
  std::string opened;
  EXPECT_TRUE((*again)->sealer()->open_block(block, "its place", opened));
  std::filesystem::remove(key_path);
  auto locked = Case::open({path, false, false});
  ASSERT_TRUE(locked) << "without the key the case still opens";
  EXPECT_EQ((*locked)->sealer(), nullptr);
  EXPECT_NE((*locked)->key_hint().find("CONSTAT_KEY_FILE"), std::string::npos);
  EXPECT_FALSE(Case::open({path, false, true}));
  folder.file("wrong.key", std::string(64, 'a'));
  ::setenv("CONSTAT_KEY_FILE", (folder.path() + "/wrong.key").c_str(), 1);
  const auto wrong = Case::open({path, false, false});
  ::unsetenv("CONSTAT_KEY_FILE");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().what.find("wrong key"), std::string::npos);
}

TEST(Case, AnotherFormatIsToldWithWhatToDo) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.constat";
  (*Case::open({path, true, false}))->set_meta("format_version", "1");
  const auto older = Case::open({path, false, false});
  ASSERT_FALSE(older);
  EXPECT_NE(older.error().what.find("format 1; this constat reads 5: scan the evidence into a new case"),
            std::string::npos)
      << older.error().what;
  Database(path, Database::Mode::read_write).run("UPDATE meta SET value='6' WHERE key='format_version'");
  const auto newer = Case::open({path, false, false});
  ASSERT_FALSE(newer);
  EXPECT_NE(newer.error().what.find("newer constat"), std::string::npos) << newer.error().what;
}

TEST(Case, WhatIsNoCaseIsRefusedAndLeftAsItWas) {
  const TemporaryFolder folder;
  const std::string text = folder.file("notes.txt", "this is not a database, it is a shopping list of some length");
  EXPECT_FALSE(Case::open({text, true, false}));
  EXPECT_EQ(contents(text), "this is not a database, it is a shopping list of some length");
  EXPECT_FALSE(Case::open({folder.path() + "/absent.constat", false, false}));
  EXPECT_FALSE(Case::open({folder.path(), true, false}));
}

TEST(Case, ADatabaseThatWasOnlyBegunIsMadeACase) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/begun.constat";
  {  // What a scan leaves that is killed before its first transaction.
    Database begun(path, Database::Mode::create);
    begun.run("PRAGMA page_size=8192; PRAGMA journal_mode=WAL");
  }
  ASSERT_GT(std::filesystem::file_size(path), 0U);
  EXPECT_FALSE(Case::open({path, false, false}));
  const auto made = Case::open({path, true, false});
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_NE((*made)->sealer(), nullptr);
  EXPECT_EQ((*made)->meta("sealing"), "key-file");
}

TEST(Case, AFailedStartLeavesNoCaseBehind) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.constat";
  ::setenv("CONSTAT_PASSPHRASE_FILE", folder.file("empty", "").c_str(), 1);
  EXPECT_FALSE(Case::open({path, true, false}));
  ::unsetenv("CONSTAT_PASSPHRASE_FILE");
  EXPECT_FALSE(std::filesystem::exists(path));
  const std::string no_key = folder.file("notes", "these are no keys");
  ::setenv("CONSTAT_KEY_FILE", no_key.c_str(), 1);
  const auto refused = Case::open({path, true, false});
  ::unsetenv("CONSTAT_KEY_FILE");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("no key file"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path));
  ::setenv("CONSTAT_KEY_FILE", folder.file("raw", std::string(32, '\x07')).c_str(), 1);
  EXPECT_TRUE(Case::open({path, true, false}));
  EXPECT_TRUE(Case::open({path, false, true}));
  ::unsetenv("CONSTAT_KEY_FILE");
}

TEST(Case, NothingOfAnOpenCaseIsDumpedOrReadByOtherProcesses) {
  const TemporaryFolder folder;
  ASSERT_TRUE(Case::open({folder.path() + "/a.constat", true, false}));
  rlimit core{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &core), 0);
  EXPECT_EQ(core.rlim_cur, 0U);
  EXPECT_EQ(core.rlim_max, 0U);
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 0);
}

// Whether the writable memory of this process holds a text. `masked` is the text with each byte exclusive-or 0x55: what
// is looked for must not lie in the memory that is searched.
// Its latter half, for of what was given back the allocator uses the first bytes itself.
bool in_own_memory(std::string masked) {
  masked.erase(0, masked.size() / 2);
  ::prctl(PR_SET_DUMPABLE, 1);  // Else only root may read what follows.
  std::ifstream maps("/proc/self/maps");
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  EXPECT_GE(memory, 0);
  std::vector<char> block(1U << 20);
  const char first = static_cast<char>(masked[0] ^ 0x55);
  const auto stands_at = [&](const char* there) {
    for (std::size_t index = 0; index < masked.size(); ++index) {
      if ((there[index] ^ 0x55) != masked[index]) return false;
    }
    return true;
  };
  bool found = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin = 0;
    unsigned long end = 0;
    char rights[8] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %7s", &begin, &end, rights) != 3 || rights[0] != 'r' || rights[1] != 'w') {
      continue;
    }
    if (end - begin > (256UL << 20)) continue;  // A sanitizer's shadow.
    for (unsigned long at = begin; at < end && !found; at += block.size() - masked.size()) {
      const ssize_t got =
          ::pread(memory, block.data(), std::min<std::size_t>(block.size(), end - at), static_cast<off_t>(at));
      if (got <= 0) break;
      if (got < static_cast<ssize_t>(masked.size())) continue;
      const char* const last = block.data() + got - masked.size();
      for (const char* here = block.data(); !found && here <= last; ++here) {
        here = static_cast<const char*>(std::memchr(here, first, static_cast<std::size_t>(last - here) + 1));
        if (here == nullptr) break;
        found = stands_at(here);
      }
      ::explicit_bzero(block.data(), block.size());  // The next search must not find it here.
    }
  }
  ::close(memory);
  return found;
}

// By a process of its own, so that this one's memory never held it.
void write_unmasked(const std::string& path, const std::string& masked) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::string text = masked;
    for (char& c : text) c ^= 0x55;
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    ::_exit(::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  int status = 1;
  ::waitpid(pid, &status, 0);
  ASSERT_EQ(status, 0);
}

TEST(Case, KeysAndPassphrasesAreWipedFromMemory) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer's own memory is too large to be searched";
#endif
  const TemporaryFolder folder;
  // 64 hexadecimal digits; of the key that they say the same; and a passphrase.
  const std::string digits = "8b0e7153bf7c3706d85c524e440066559a6656c90bd5482a90a29b9fa5ff5180";
  std::string masked_digits = digits;
  std::string masked_key;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    masked_key.push_back(static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16) ^ 0x55));
  }
  // Another order than that of the text above, which the program holds as a constant.
  std::ranges::reverse(masked_digits);
  for (char& c : masked_digits) c ^= 0x55;
  std::string key_of_digits;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    std::string pair = digits.substr(digits.size() - 2 - at, 2);
    std::ranges::reverse(pair);
    key_of_digits.push_back(static_cast<char>(std::stoi(pair, nullptr, 16) ^ 0x55));
  }
  std::string masked_phrase = "a passphrase of some length, said by nobody";
  std::ranges::reverse(masked_phrase);
  for (char& c : masked_phrase) c ^= 0x55;

  ASSERT_FALSE(in_own_memory(masked_digits));
  std::string kept(32, '\0');
  for (std::size_t at = 0; at < kept.size(); ++at) kept[at] = static_cast<char>(masked_key[at] ^ 0x55);
  ASSERT_TRUE(in_own_memory(masked_key)) << "the search finds what is there";
  std::ranges::fill(kept, 'x');

  write_unmasked(folder.path() + "/key", masked_digits);
  write_unmasked(folder.path() + "/other", masked_key);  // 32 bytes: another key.
  write_unmasked(folder.path() + "/phrase", masked_phrase);
  const std::string path = folder.path() + "/a.constat";
  ::setenv("CONSTAT_KEY_FILE", (folder.path() + "/key").c_str(), 1);
  {
    const auto made = Case::open({path, true, false});
    ASSERT_TRUE(made) << made.error().what;
  }
  EXPECT_TRUE(Case::open({path, false, true}));
  EXPECT_FALSE(in_own_memory(masked_digits));
  EXPECT_FALSE(in_own_memory(key_of_digits));
  ::setenv("CONSTAT_KEY_FILE", (folder.path() + "/other").c_str(), 1);
  EXPECT_FALSE(Case::open({path, false, true})) << "a wrong key";
  EXPECT_FALSE(in_own_memory(masked_key));
  ::unsetenv("CONSTAT_KEY_FILE");
  ::setenv("CONSTAT_PASSPHRASE_FILE", (folder.path() + "/phrase").c_str(), 1);
  EXPECT_TRUE(Case::open({folder.path() + "/b.constat", true, false}));
  EXPECT_TRUE(Case::open({folder.path() + "/b.constat", false, true}));
  ::unsetenv("CONSTAT_PASSPHRASE_FILE");
  EXPECT_FALSE(in_own_memory(masked_phrase));
}

TEST(Case, AKeyThatCannotBeWrittenLeavesNeitherCaseNorKey) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.constat";
  ::setenv("CONSTAT_KEY_FILE", (folder.path() + "/no such folder/a.key").c_str(), 1);
  EXPECT_FALSE(Case::open({path, true, false}));
  // A device that is full.
  ::setenv("CONSTAT_KEY_FILE", "/dev/full", 1);
  EXPECT_FALSE(Case::open({path, true, false}));
  ::unsetenv("CONSTAT_KEY_FILE");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Case, EveryCommandIsChainedInTheAuditLog) {
  const TemporaryFolder folder;
  auto made = Case::open({folder.path() + "/a.constat", true, false});
  ASSERT_TRUE(made);
  (*made)->audit("scan", {"scan", "leak"}, false);
  (*made)->audit("findings", {"findings", "a.constat", "--reveal"}, true);
  Database& database = (*made)->database();
  EXPECT_EQ(database.scalar("SELECT count(DISTINCT hash) FROM audit"), 2);
  EXPECT_EQ(database.scalar("SELECT revealed FROM audit WHERE seq=2"), 1);
}

// What is asked once for each item must not read a whole table: of n tables that would be n times n rows.
TEST(Case, WhatIsAskedOfEachItemIsFoundByAnIndex) {
  const TemporaryFolder folder;
  auto file = Case::open({folder.path() + "/c.constat", true, true});
  ASSERT_TRUE(file) << file.error().what;
  for (const char* const asked :
       {"SELECT header FROM column_type WHERE item=1", "SELECT 1 FROM item_type WHERE item=1",
        "SELECT 1 FROM finding_block WHERE item=1", "SELECT 1 FROM mention_block WHERE item=1",
        "SELECT 1 FROM item_person WHERE item=1", "SELECT 1 FROM item WHERE parent=1",
        "SELECT 1 FROM item WHERE place='x'", "SELECT 1 FROM unit WHERE evidence=1 AND path='x'"}) {
    Statement plan((*file)->database(), std::string("EXPLAIN QUERY PLAN ") + asked);
    ASSERT_TRUE(plan.step()) << asked;
    EXPECT_TRUE(plan.text(3).starts_with("SEARCH")) << asked << ": " << plan.text(3);
  }
}

}  // namespace
}  // namespace constat
