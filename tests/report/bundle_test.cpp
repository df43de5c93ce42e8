#include "report/bundle.h"

#include <gtest/gtest.h>

#include "support/temporary.h"

namespace constat {
namespace {

struct Made {
  std::string bytes;
  std::string signer;
};

Made made_bundle(const TemporaryFolder& folder) {
  auto file = Case::open({folder.path() + "/c.constat", true, true});
  EXPECT_TRUE(file);
  (*file)->database().run(
      "INSERT INTO evidence(id,name,path,kind,added) VALUES(1,'leak','/leak','folder','');"
      "INSERT INTO unit(id,evidence,path,size,modified_ns,state) VALUES(1,1,'a.txt',5,0,1);"
      "INSERT INTO item(id,evidence,place,unit,status,size) VALUES(1,1,'leak/a.txt',1,'read',5)");
  const auto key = SigningKey::open();
  EXPECT_TRUE(key);
  return {make_bundle(**file, **key, "<html>the report</html>", "2026-01-02T03:04:05Z"), (*key)->public_key()};
}

TEST(Bundle, WhatWasSignedIsFoundUnchanged) {
  const TemporaryFolder folder;
  const Made made = made_bundle(folder);
  const auto check = check_bundle(made.bytes);
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->faults.empty()) << testing::PrintToString(check->faults);
  EXPECT_EQ(check->signer, made.signer);
  EXPECT_EQ(check->created, "2026-01-02T03:04:05Z");
  EXPECT_EQ(check->evidence_files, 1U);
  EXPECT_EQ(check->content_hash.size(), 64U);
}

TEST(Bundle, EveryChangedByteIsSeen) {
  const TemporaryFolder folder;
  const Made made = made_bundle(folder);
  for (std::size_t at = 0; at < made.bytes.size(); at += 7) {
    std::string changed = made.bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto check = check_bundle(changed);
    EXPECT_TRUE(!check || !check->faults.empty()) << "byte " << at;
  }
  for (std::size_t size = 0; size < made.bytes.size(); size += 100) {
    const auto check = check_bundle(std::string_view(made.bytes).substr(0, size));
    EXPECT_TRUE(!check || !check->faults.empty()) << "cut at " << size;
  }
  EXPECT_FALSE(check_bundle(made.bytes + "more")->faults.empty());
}

}  // namespace
}  // namespace constat
