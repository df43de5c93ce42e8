#include "base/uuid.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Uuid, FollowsTheStandardsExample) {
  // RFC 9562, A.4: "www.example.com" in the namespace of domain names.
  EXPECT_EQ(uuid_v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_EQ(uuid_v5("6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, ASpaceThatIsNoneGivesNone) {
  for (const char* const space :
       {"", "6ba7b810", "6ba7b810-9dad-11d1-80b4-00c04fd430cg", "6ba7b810x9dad-11d1-80b4-00c04fd430c8"}) {
    EXPECT_EQ(uuid_v5(space, "x"), "") << space;
  }
}

}  // namespace
}  // namespace constat
