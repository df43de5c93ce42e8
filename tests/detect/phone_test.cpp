#include "detect/phone.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <phonenumbers/phonemetadata.pb.h>
#include <phonenumbers/phonenumberutil.h>
#pragma GCC diagnostic pop

namespace i18n::phonenumbers {
int metadata_size();
const void* metadata_get();
}  // namespace i18n::phonenumbers

namespace constat {
namespace {

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneMetadataCollection;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

std::string here(std::string_view text, const char* region) {
  std::string e164;
  return valid_phone(text, region, e164) ? e164 : std::string();
}

// The same of libphonenumber, whose plans ours are made of.
std::string there(std::string_view text, const std::string& region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(std::string(text), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  if (!util.IsValidNumber(number)) return {};
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  return e164;
}

TEST(Phone, ReadsWhatPeopleWrite) {
  const struct {
    const char* text;
    const char* region;
    const char* e164;
  } cases[] = {
      {"(415) 555-2671", "US", "+14155552671"},
      {"1-415-555-2671", "US", "+14155552671"},
      {"415.555.2671 x12", "US", "+14155552671"},
      {"415-555-2671 ext. 1234", "US", "+14155552671"},
      {"415 555 2671 #12", "US", "+14155552671"},
      {"06 12 34 56 78", "FR", "+33612345678"},
      {"06\u00A012\u00A034\u00A056\u00A078", "FR", "+33612345678"},
      {"06\u201112\u201134\u201156\u201178", "FR", "+33612345678"},
      {"0033 6 12 34 56 78", "FR", "+33612345678"},
      {"33612345678", "FR", "+33612345678"},
      {"+33 (6) 12/34/56/78", "ZZ", "+33612345678"},
      {"+33 6 12 34 56 78", "US", "+33612345678"},
      {"+39 06 6982 0000", "ZZ", "+390669820000"},  // Italy keeps the zero.
      {"06 6982 0000", "IT", "+390669820000"},
      {"011 44 20 7031 3000", "US", "+442070313000"},
      {"+800 1234 5678", "ZZ", "+80012345678"},       // A code of no region.
      {"0 11 15-2345-6789", "AR", "+5491123456789"},  // A prefix that becomes another.
      {"(11) 91234-5678", "BR", "+5511912345678"},
      // None.
      {"06 12 34 56 7", "FR", ""},
      {"06 12 34 56 78", "ZZ", ""},
      {"+999 123456789", "ZZ", ""},
      {"123-45-6789", "US", ""},
      {"06\u200912\u200934\u200956\u200978", "FR", ""},  // Thin blanks: libphonenumber has no such sign.
      {"06 12 34 + 56 78", "FR", ""},
      {"\xA0"
       "06 12 34 56 78",
       "FR", ""},  // Not UTF-8.
      {"", "US", ""},
      {"+", "ZZ", ""},
      {"((((", "US", ""},
      {"0000000000", "US", ""},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(here(one.text, one.region), one.e164) << one.text << " in " << one.region;
    EXPECT_EQ(there(one.text, one.region), one.e164) << one.text << " in " << one.region;
  }
}

TEST(Phone, LongTextsAreNoNumbers) {
  EXPECT_EQ(here(std::string(100'000, '1'), "US"), "");
  EXPECT_EQ(here("+" + std::string(100'000, ' ') + "33612345678", "FR"), "+33612345678");
  EXPECT_EQ(here(std::string(100'000, '+'), "ZZ"), "");
}

TEST(Phone, NoRegionIsNoRegion) {
  EXPECT_EQ(phone_region("ZZ"), nullptr);
  EXPECT_EQ(phone_region(""), nullptr);
  EXPECT_EQ(phone_region("001"), nullptr);
  EXPECT_NE(phone_region("AC"), nullptr);
  EXPECT_NE(phone_region("ZW"), nullptr);
}

using Random = std::mt19937;
std::size_t below(Random& random, std::size_t count) { return random() % count; }

// A string that the expression matches.
class Sampler {
 public:
  Sampler(std::string_view pattern, Random& random) : pattern_(pattern), random_(random) {}
  std::string sample() { return alternatives(); }

 private:
  std::string alternatives() {
    std::vector<std::string> all = {sequence()};
    while (at_ < pattern_.size() && pattern_[at_] == '|') {
      ++at_;
      all.push_back(sequence());
    }
    return all[below(random_, all.size())];
  }
  std::string sequence() {
    std::string out;
    while (at_ < pattern_.size() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      const std::size_t begin = at_;
      std::string one = atom();
      std::size_t times = 1;
      const std::size_t atom_end = at_;
      if (at_ < pattern_.size() && pattern_[at_] == '?') {
        ++at_;
        times = below(random_, 2);
      } else if (at_ < pattern_.size() && pattern_[at_] == '{') {
        std::size_t least = 0;
        std::size_t most = 0;
        for (++at_; is_digit(pattern_[at_]); ++at_) least = least * 10 + static_cast<std::size_t>(pattern_[at_] - '0');
        most = least;
        if (pattern_[at_] == ',') {
          most = 0;
          for (++at_; is_digit(pattern_[at_]); ++at_) most = most * 10 + static_cast<std::size_t>(pattern_[at_] - '0');
        }
        ++at_;
        times = least + below(random_, most - least + 1);
      }
      const std::size_t after = at_;
      for (std::size_t time = 0; time < times; ++time) {
        if (time > 0) {
          at_ = begin;
          one = atom();
          EXPECT_EQ(at_, atom_end);
        }
        out += one;
      }
      at_ = after;
    }
    return out;
  }
  std::string atom() {
    const char c = pattern_[at_++];
    if (c == '\\') {
      ++at_;
      return std::string(1, static_cast<char>('0' + below(random_, 10)));
    }
    if (c == '[') {
      std::string all;
      for (; pattern_[at_] != ']'; ++at_) {
        if (pattern_[at_] == '-') {
          for (char one = static_cast<char>(all.back() + 1); one <= pattern_[at_ + 1]; ++one) all += one;
          ++at_;
        } else {
          all += pattern_[at_];
        }
      }
      ++at_;
      return std::string(1, all[below(random_, all.size())]);
    }
    if (c == '(') {
      if (pattern_.substr(at_).starts_with("?:")) at_ += 2;
      std::string out = alternatives();
      ++at_;
      return out;
    }
    return c == '$' ? std::string() : std::string(1, c);
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view pattern_;
  Random& random_;
  std::size_t at_ = 0;
};

// Signs between digits, as people and machines write them.
std::string written(const std::string& digits, Random& random) {
  const char* const signs[] = {" ", "-", ".", "/", " - ", ") ", " (", "\u00A0", "\u2011", "\u2212"};
  std::string out = below(random, 4) == 0 ? "(" : "";
  for (const char c : digits) {
    out += c;
    if (below(random, 4) == 0) out += signs[below(random, std::size(signs))];
  }
  return out;
}

class Plans : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    plans = new PhoneMetadataCollection;
    ASSERT_TRUE(plans->ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size()));
  }
  static void TearDownTestSuite() {
    delete plans;
    plans = nullptr;
  }
  static inline PhoneMetadataCollection* plans = nullptr;

  static std::string number_of(const PhoneMetadata& plan, Random& random) {
    std::vector<std::string> patterns;
    for (const auto* desc :
         {&plan.general_desc(), &plan.fixed_line(), &plan.mobile(), &plan.toll_free(), &plan.premium_rate(),
          &plan.shared_cost(), &plan.personal_number(), &plan.voip(), &plan.pager(), &plan.uan(), &plan.voicemail()}) {
      if (!desc->national_number_pattern().empty()) patterns.push_back(desc->national_number_pattern());
    }
    return Sampler(patterns[below(random, patterns.size())], random).sample();
  }
};

TEST_F(Plans, EveryRegionHasItsPlan) {
  for (const PhoneMetadata& plan : plans->metadata()) {
    if (plan.id() == "001") continue;
    EXPECT_NE(phone_region(plan.id()), nullptr) << plan.id();
  }
}

// Numbers of every plan, whole and spoilt, dialled at home, from abroad and in other countries.
TEST_F(Plans, EqualThoseOfLibphonenumber) {
  Random random(20141124);
  std::size_t valid = 0;
  std::size_t asked = 0;
  std::set<std::string> wrong;
  const int count = plans->metadata_size();
  for (int index = 0; index < count; ++index) {
    const PhoneMetadata& plan = plans->metadata(index);
    const std::string code = std::to_string(plan.country_code());
    for (int time = 0; time < 120; ++time) {
      std::string number = number_of(plan, random);
      switch (below(random, 8)) {  // Spoil it.
        case 0: number[below(random, number.size())] = static_cast<char>('0' + below(random, 10)); break;
        case 1: number += static_cast<char>('0' + below(random, 10)); break;
        case 2: number.erase(below(random, number.size()), 1); break;
        case 3: number.insert(0, 1, static_cast<char>('0' + below(random, 10))); break;
        default: break;
      }
      switch (below(random, 7)) {  // Dial it.
        case 0: number = Sampler(plan.national_prefix_for_parsing(), random).sample() + number; break;
        case 1: number = plan.national_prefix() + number; break;
        case 2: number = code + number; break;
        case 3: number = code + plan.national_prefix() + number; break;
        case 4: number = Sampler(plan.international_prefix(), random).sample() + code + number; break;
        default: break;
      }
      std::string text = below(random, 3) == 0 ? number : written(number, random);
      switch (below(random, 10)) {
        case 0: text = "+" + code + text; break;
        case 1: text = "+" + code + " (0) " + text; break;
        case 2: text = "+" + text; break;
        case 3: text += " x" + std::to_string(below(random, 100'000)); break;
        default: break;
      }
      std::string region = plan.id() == "001" ? "ZZ" : plan.id();
      if (below(random, 3) == 0)
        region = plans->metadata(static_cast<int>(below(random, static_cast<std::size_t>(count)))).id();
      if (region == "001") region = "ZZ";
      const std::string expected = there(text, region);
      const std::string got = here(text, region.c_str());
      ++asked;
      valid += expected.empty() ? 0 : 1;
      if (got != expected) wrong.insert(region + ": " + text + " is '" + expected + "', not '" + got + "'");
    }
  }
  for (const std::string& one : wrong) ADD_FAILURE() << one;
  EXPECT_GT(asked, 30'000U);
  EXPECT_GT(valid, asked / 4);
}

// Anything made of the signs that a candidate or a cell may have.
TEST_F(Plans, EqualThoseOfLibphonenumberOnAnySigns) {
  Random random(7);
  const char* const pieces[] = {"x",  "ext", "e", "t", "#",      "+",      "/",    " ",   "-", ".",
                                "(",  ")",   "[", "]", "\u00A0", "xt",     "/x",   " #",  "0", "00",
                                "33", "1",   "x", " ", "-",      "\u2009", "\xC2", "\xA0"};
  const char* const regions[] = {"US", "FR", "GB", "DE", "IT", "AR", "BR", "MX", "AU", "ZZ", "SM", "KR"};
  std::set<std::string> wrong;
  for (int time = 0; time < 20'000; ++time) {
    const char* const region = regions[below(random, std::size(regions))];
    std::string number;
    for (const PhoneMetadata& plan : plans->metadata()) {
      if (plan.id() == region || (number.empty() && plan.id() == "FR")) number = number_of(plan, random);
    }
    std::string text = number;
    for (std::size_t times = below(random, 6); times > 0; --times) {
      text.insert(below(random, 3) == 0 ? text.size() : below(random, text.size() + 1),
                  pieces[below(random, std::size(pieces))]);
    }
    if (below(random, 4) == 0) {
      text += std::string(1, "x# -"[below(random, 4)]) + std::to_string(below(random, 2'000'000'000));
      if (below(random, 2) == 0) text += '#';
    }
    const std::string expected = there(text, region);
    if (here(text, region) != expected)
      wrong.insert(std::string(region) + ": " + text + " is '" + expected + "', not '" + here(text, region) + "'");
  }
  for (const std::string& one : wrong) ADD_FAILURE() << one;
}

}  // namespace
}  // namespace constat
