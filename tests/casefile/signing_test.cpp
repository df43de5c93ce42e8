#include "casefile/signing.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "support/temporary.h"

namespace constat {
namespace {

TEST(Signing, TheKeyIsMadeOnceAndItsSignatureHolds) {
  const TemporaryFolder folder;
  const auto key = SigningKey::open();
  ASSERT_TRUE(key) << key.error().what;
  ASSERT_NE((*key)->made_at(), "");
  struct stat status {};
  ASSERT_EQ(::stat((*key)->made_at().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto again = SigningKey::open();
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->made_at(), "");
  EXPECT_EQ((*again)->public_key(), (*key)->public_key());
  const std::string signature = (*key)->sign("a manifest");
  EXPECT_TRUE(signature_holds("a manifest", signature, (*key)->public_key()));
  EXPECT_FALSE(signature_holds("a manifesto", signature, (*key)->public_key()));
  EXPECT_FALSE(signature_holds("a manifest", signature, std::string(64, '0')));
  EXPECT_FALSE(signature_holds("a manifest", "zz", (*key)->public_key()));
}

// RFC 8032, 7.1, test 2.
TEST(Signing, AgreesWithThePublishedVector) {
  const TemporaryFolder folder;
  const std::string path = folder.file("key", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  ::setenv("CONSTAT_SIGNING_KEY", path.c_str(), 1);
  const auto key = SigningKey::open();
  ::unsetenv("CONSTAT_SIGNING_KEY");
  ASSERT_TRUE(key);
  EXPECT_EQ((*key)->public_key(), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ((*key)->sign("\x72"),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Signing, AFileThatIsNoKeyIsAnError) {
  const TemporaryFolder folder;
  ::setenv("CONSTAT_SIGNING_KEY", folder.file("key", "not a key").c_str(), 1);
  const auto key = SigningKey::open();
  ::unsetenv("CONSTAT_SIGNING_KEY");
  EXPECT_FALSE(key);
}

}  // namespace
}  // namespace constat
