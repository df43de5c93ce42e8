#include "detect/login_blocks.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class LoginBlocks : public test::EngineTest {
 protected:
  static std::size_t told(std::string_view text) {
    std::size_t count = 0;
    for (const Found& one : detect(text)) count += one.type == "password" && one.confidence >= 0.5F ? 1 : 0;
    return count;
  }
};

TEST_F(LoginBlocks, AreToldByTheirForm) {
  struct Case {
    std::string_view text;
    std::size_t found;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"ann.lee@example.org\nDragon86$\n\nbob@example.org\nsommer59\n\ncal@example.org\nPrincess77\n", 3,
       "address over password, empty lines between"},
      {"ann.lee@example.org\nDragon86$\nbob@example.org\nSommer59\ncal@example.org\nPrincess77\n", 3, "none between"},
      {"Gmail\nann_lee\nDragon86$\n\nAWS\nsvc.backup\nSommer59!\n\nVPN\njdoe\nPrincess77\n\nSAP\nroot\nKatze13$\n", 4,
       "service, login, password"},
      {"ann@example.org\nDragon86$\n\nbob@example.org\nSommer59\n", 0, "two are chance"},
      {"ann@example.org\nBoston\n\nbob@example.org\nParis\n\ncal@example.org\nRome\n", 0, "where they live"},
      {"ann@example.org\n+44 7700 900123\n\nbob@example.org\n+44 7700 900124\n\ncal@example.org\n555-0199\n", 0,
       "telephones"},
      {"Ann Lee\nLyon 3e\nann@example.org\n\nBob Ray\nLyon 7e\nbob@example.org\n\nCal Orr\nNice\ncal@example.org\n", 0,
       "cards of an address book"},
      {"bolt\nDIN931-M8x40\n\nnut\nDIN934-M8a\n\nnail\nDIN1151-B2\n\npin\nDIN1481-C3\n", 0, "parts of one kind"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.found) << c.why;
}

TEST_F(LoginBlocks, ALongLineIsNoList) {
  EXPECT_EQ(told(std::string(100'000, 'a') + "\nann@example.org\nDragon86$\n"), 0U);
}

}  // namespace
}  // namespace constat
