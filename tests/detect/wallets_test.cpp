#include "detect/wallets.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "detect/base58.h"
#include "support/engine_fixture.h"

namespace constat {
namespace {

class Wallets : public test::EngineTest {};

// Made of random bits; nobody's.
constexpr std::string_view twelve = "tree jaguar success sadness curious observe mystery harbor come purity right path";
constexpr std::string_view fifteen =
    "already abstract loyal seed rail walnut panel clutch jealous retire scene fit pottery gym practice";
constexpr std::string_view eighteen =
    "live arm gospel bundle cricket track tattoo obvious capital divorce brave stomach pyramid gather consider seven "
    "grain fade";
constexpr std::string_view twenty_one =
    "promote gossip tunnel autumn because captain web gaze bus jelly final scrub figure peanut force manual skull "
    "rocket ability benefit romance";
constexpr std::string_view twenty_four =
    "apology foot venture great feed dad meat letter possible sail enable era trade dignity bus oak tribe autumn "
    "sphere melt stay exile spin unique";
constexpr std::string_view wrong_sum =
    "tree jaguar success sadness curious observe mystery harbor come purity right apology";

TEST_F(Wallets, RecoveryPhrasesAreTold) {
  for (const std::string_view phrase : {twelve, fifteen, eighteen, twenty_one, twenty_four}) {
    const std::string words(phrase);
    EXPECT_EQ(told(words, "private_key"), phrase);
    EXPECT_EQ(told("My seed, keep it safe: " + words + ".\nnext line\n", "private_key"), phrase);
    EXPECT_EQ(told("{\"mnemonic\":\"" + words + "\",\"index\":0}", "private_key"), phrase);
  }
  std::string commas(twelve);
  for (std::size_t at = commas.find(' '); at != std::string::npos; at = commas.find(' ', at + 2))
    commas.insert(at, ",");
  EXPECT_EQ(told(commas, "private_key"), commas) << "parted by commas";
}

TEST_F(Wallets, OtherRunsOfWordsAreNone) {
  for (const std::string_view text :
       {wrong_sum, twelve.substr(0, twelve.rfind(' ')),
        std::string_view("abandon ability able about above absent absorb abstract absurd abuse access accident"),
        std::string_view(
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"),
        std::string_view("you can trust the dog to jump over any fence when there is a good reason to do so")}) {
    EXPECT_EQ(told(text, "private_key"), "") << text;
  }
}

TEST_F(Wallets, PrivateKeysAreToldByTheirChecksum) {
  struct Case {
    std::string_view key;
    bool valid;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"5JZ9SLvbw9CPAHy656G5awXP2dmBh1ibiM8V1D4oexvtRbn4sz7", true, "wallet import format"},
      {"L1Uoyhh1sh3rSaVk83e7ZoqrBbQnMc465oovmxU41q3sTD8aJkRv", true, "of a compressed public key"},
      {"xprv9s21ZrQH143K3oEs9A1peWFETWFowJzT8aX2SfGd7J6mP6JpQgUdWsLJbkYtQkqvC816VMCqd6vuEf1vzteQ86QvVUGzq6X9fgE8TXB3ug"
       "y",
       true, "extended private key"},
      {"zprvAcKwkYJAwL9GLFz5wtXrY1SW9nLUMkJ6RgCKPAQLH88ynehHfeYR96YC3vV4k6zQ2At6De3GCZT27AXaQuLipHCzcscJ5EuRVcWX19WcWb"
       "M",
       true, "the same of SLIP-132"},
      {"xpub661MyMwAqRbcGXSuCUqUaaYwcYhnphF7jFbdB36QsQdHfbei5vwAgkzmR27RctKki1AUtGEKPfZLPjHyj8Raw5JcEWyJhbeZK9cv7F14tW"
       "6",
       false, "a public key"},
      {"5JZ9SLvbw9CPAHy656G5awXP2dmBh1ibiM8V1D4oexvtRbn4sza", false, "one sign is another"},
      {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", false, "an address"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(is_wallet_key(c.key), c.valid) << c.why;
    EXPECT_EQ(told("key: " + std::string(c.key) + "\n", "private_key"), c.valid ? c.key : "") << c.why;
  }
}

}  // namespace
}  // namespace constat
