#include "people/model.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <vector>

namespace constat {
namespace {

struct Known {
  std::string_view name, birth, address, ssn, phone;
};

class ModelOfATown : public testing::Test {
 protected:
  Profile profile(const Known& known) {
    Profile out;
    if (!known.name.empty()) out.names.add(fields_.name(known.name, known.name), 1);
    if (!known.birth.empty()) out.births.add(fields_.birth(known.birth), 1);
    if (!known.address.empty()) out.addresses.add(fields_.address(known.address, known.address), 1);
    if (!known.ssn.empty()) out.ids.add(fields_.id(known.ssn, 1, true), 1);
    if (!known.phone.empty()) out.phones.add(fields_.phone(known.phone, false), 1);
    return out;
  }
  Comparison compare(const Known& a, const Known& b) {
    Profiles both;
    both.add(profile(a));
    both.add(profile(b));
    model_.count(both);
    return model_.compare(both[0], both[1]);
  }
  std::uint8_t level(const Known& a, const Known& b, FieldOf field) {
    return compare(a, b).level[static_cast<std::size_t>(field)];
  }
  Fields fields_;
  Model model_{fields_};
};

TEST_F(ModelOfATown, LevelsOfNames) {
  const auto given = [&](std::string_view a, std::string_view b) {
    return level({a, "", "", "", ""}, {b, "", "", "", ""}, FieldOf::given);
  };
  EXPECT_EQ(given("jane doe", "jane doe"), given_exact);
  EXPECT_EQ(given("robert doe", "bob doe"), given_nickname);
  EXPECT_EQ(given("jane doe", "jnae doe"), given_edit);
  EXPECT_EQ(given("j doe", "jane doe"), given_initial);
  EXPECT_EQ(given("k doe", "jane doe"), given_differs);
  EXPECT_EQ(given("mary ann doe", "ann doe"), given_part);
  EXPECT_EQ(given("jane doe", "peter doe"), given_differs);
  EXPECT_EQ(given("amanda doe", "arnanda doe"), given_edit) << "rn is read for m";
  EXPECT_EQ(given("uriel doe", "uryl doe"), given_like) << "of one sound";
  EXPECT_EQ(given("mary doe", "murray doe"), given_differs) << "of one sound, and hardly alike";
  EXPECT_EQ(given("doe", "jane doe"), 0) << "a single word that is the surname says nothing of the given name";
  EXPECT_EQ(level({"quigley jane", "", "", "", ""}, {"jane quigley", "", "", "", ""}, FieldOf::order), order_swapped);
  EXPECT_EQ(level({"maria garcia lopez", "", "", "", ""}, {"maria garcia", "", "", "", ""}, FieldOf::surname),
            surname_part);
}

// Whoever is passed over as hopeless must be so: whatever names, dates, addresses and numbers the two have.
TEST_F(ModelOfATown, WhatIsPassedOverAsHopelessIsJudgedBelowTheBar) {
  constexpr std::array<std::string_view, 7> names = {"jane doe",    "j doe",        "jane alice doe", "doe jane",
                                                     "janet dough", "peter miller", "miller"};
  constexpr std::array<std::string_view, 4> births = {"", "1980-02-01", "1980-01-02", "1955-11-30"};
  constexpr std::array<std::string_view, 4> addresses = {"", "12 elm street springfield 62701",
                                                         "12 elm st springfield 62701", "9 oak road boston 02110"};
  constexpr std::array<std::string_view, 3> ids = {"", "512486193", "512486139"};
  constexpr std::array<std::string_view, 3> phones = {"", "+12175550101", "+12175550107"};
  std::vector<Known> known;
  for (const std::string_view name : names) {
    for (const std::string_view birth : births) {
      for (const std::string_view address : addresses) {
        const std::size_t at = known.size();
        known.push_back({name, birth, address, ids[at % ids.size()], phones[at / 2 % phones.size()]});
      }
    }
  }
  Profiles profiles;
  for (const Known& one : known) profiles.add(profile(one));
  fields_.close();
  model_.look_at_words();
  model_.count(profiles);
  std::vector<std::uint32_t> all(profiles.size());
  for (std::uint32_t at = 0; at < all.size(); ++at) all[at] = at;
  model_.learn_strangers(profiles, all);
  std::size_t passed_over = 0;
  for (const float bar : {-20.0F, -11.0F, 0.0F, 10.0F}) {
    for (std::uint32_t a = 0; a < profiles.size(); ++a) {
      for (std::uint32_t b = a + 1; b < profiles.size(); ++b) {
        const Comparison compared = model_.compare(profiles[a], profiles[b]);
        const std::optional<Comparison> unless = model_.compare_unless_below(profiles[a], profiles[b], bar);
        if (unless) {
          EXPECT_EQ(unless->level, compared.level);
          EXPECT_EQ(unless->chance, compared.chance);
          EXPECT_EQ(unless->forbidden, compared.forbidden);
          continue;
        }
        ++passed_over;
        EXPECT_LT(model_.judge(compared).bits, bar) << known[a].name << " and " << known[b].name;
      }
    }
  }
  EXPECT_GT(passed_over, 1000U);
}

// Sights of words only save reading them: whatever they are asked of, the answer is the texts'.
TEST_F(ModelOfATown, WordsAndHouseNumbersCompareTheSameAtSightAndByReading) {
  const std::vector<std::pair<std::string_view, std::string_view>> addresses = {
      {"12 elm street springfield 62701", "12 elms street springfield 62701"},
      {"12 elm street springfield 62701", "21 elm street springfield 62701"},
      {"12345 elm street springfield 62701", "12354 elm street springfield 62701"},
      {"1 kensington road london w8 5nx", "1 kensingtn road london w8 5nx"},
      {"1 kensington road london w8 5nx", "7 birmingham road london w8 5nx"},
      {"12a high street leeds", "12b high street leeds"},
      {"3 rue des abricotiers 75012 paris", "3 rue des abricots 75012 paris"}};
  std::vector<Known> known;
  for (const auto& [a, b] : addresses) {
    known.push_back({"jane doe", "", a, "", ""});
    known.push_back({"jane doe", "", b, "", ""});
  }
  Profiles profiles;
  for (const Known& one : known) profiles.add(profile(one));
  model_.count(profiles);
  std::vector<std::uint8_t> read;
  for (std::uint32_t at = 0; at < profiles.size(); at += 2) {
    read.push_back(model_.compare(profiles[at], profiles[at + 1]).level[static_cast<std::size_t>(FieldOf::address)]);
  }
  model_.look_at_words();
  for (std::uint32_t at = 0; at < profiles.size(); at += 2) {
    EXPECT_EQ(model_.compare(profiles[at], profiles[at + 1]).level[static_cast<std::size_t>(FieldOf::address)],
              read[at / 2])
        << known[at].address << " and " << known[at + 1].address;
  }
  EXPECT_EQ(read[0], address_house);
  EXPECT_NE(read[4], address_house);
}

TEST_F(ModelOfATown, LevelsOfBirthDates) {
  const auto birth = [&](std::string_view a, std::string_view b) {
    return level({"", a, "", "", ""}, {"", b, "", "", ""}, FieldOf::birth);
  };
  EXPECT_EQ(birth("1970-01-02", "1970-01-02"), birth_exact);
  EXPECT_EQ(birth("1970-01-02", "1970-02-01"), birth_swapped);
  EXPECT_EQ(birth("1970-01-02", "1971-01-02"), birth_digit);
  EXPECT_EQ(birth("1970-01-12", "1970-01-21"), birth_digit) << "a transposition";
  EXPECT_EQ(birth("1970-01-02", "1983-01-02"), birth_two_parts);
  EXPECT_EQ(birth("1992-03-26", "1993-03-27"), birth_two_digits);
  EXPECT_EQ(birth("1970", "1970-01-02"), birth_year);
  EXPECT_EQ(birth("1970-01-02", "1983-05-29"), birth_differs);
}

TEST_F(ModelOfATown, LevelsOfAddressesAndIds) {
  const auto address = [&](std::string_view a, std::string_view b) {
    return level({"", "", a, "", ""}, {"", "", b, "", ""}, FieldOf::address);
  };
  EXPECT_EQ(address("12 elm street springfield il 62704", "12 elm st springfield 62704"), address_same);
  EXPECT_EQ(address("12 elm street springfield il 62704", "12 elms st springfield 62704"), address_house);
  EXPECT_EQ(address("12 elm street springfield il 62704", "88 elm st springfield 62704"), address_street);
  EXPECT_EQ(address("12 elm street springfield il 62704", "88 oak st springfield 62704"), address_area);
  EXPECT_EQ(address("12 elm street springfield il 62704", "5 rue de la paix 75002 paris"), address_differs);
  EXPECT_FALSE(compare({"", "", "", "512486193", ""}, {"", "", "", "512486193", ""}).forbidden);
  EXPECT_TRUE(compare({"", "", "", "512486193", ""}, {"", "", "", "912486194", ""}).forbidden);
  EXPECT_TRUE(compare({"", "", "", "512486193", ""}, {"", "", "", "512486194", ""}).forbidden)
      << "a slip is believed only where all else agrees";
  EXPECT_FALSE(compare({"jane doe", "1970-01-02", "", "512486193", ""}, {"jane doe", "1970-01-02", "", "512486194", ""})
                   .forbidden);
  // A digit typed twice, of a number that has no fixed length.
  Profile a = profile({"jane doe", "1970-01-02", "", "", ""});
  Profile b = a;
  a.ids.add(fields_.id("3329283", 3, false), 1);
  b.ids.add(fields_.id("33329283", 3, false), 1);
  EXPECT_FALSE(model_.compare(a, b).forbidden);
  EXPECT_FALSE(Model::marks_clash(model_.id_mark(a), model_.id_mark(b)));
  b.ids = {};
  b.ids.add(fields_.id("33325283", 3, false), 1);
  EXPECT_TRUE(model_.compare(a, b).forbidden) << "a digit more, and another";
}

// Birth dates are spread over a century, names are not: a date that only two of many have is still one in 36,525.
TEST_F(ModelOfATown, OneBirthDateIsNoRarerThanADay) {
  Profiles many;
  const Known jane = {"jane quigley", "1970-01-02", "", "", ""};
  many.add(profile(jane));
  many.add(profile({"mark smith", "1970-01-02", "", "", ""}));
  for (int at = 0; at < 5000; ++at) {
    const std::string name = "a" + std::to_string(at) + " b" + std::to_string(at);
    const std::string birth =
        std::to_string(1901 + at % 97) + "-0" + std::to_string(1 + at % 9) + "-2" + std::to_string(at % 7);
    many.add(profile({name, birth, "", "", ""}));
  }
  model_.count(many);
  const float chance = model_.compare(many[0], many[1]).chance[static_cast<std::size_t>(FieldOf::birth)];
  EXPECT_GT(chance, -16);
  EXPECT_LT(chance, -14);
}

// A mailbox that is made of a name says what the name says: namesakes have like ones.
TEST_F(ModelOfATown, LikeMailboxesOfNamesakesSayLittle) {
  const auto alike = [&](std::string_view one, std::string_view other) {
    Profile a = profile({"richard johnson", "", "", "", ""});
    Profile b = a;
    a.emails.add(fields_.email(one), 1);
    b.emails.add(fields_.email(other), 1);
    Profiles both;
    both.add(a);
    both.add(b);
    model_.count(both);
    const Comparison compared = model_.compare(both[0], both[1]);
    EXPECT_EQ(compared.level[static_cast<std::size_t>(FieldOf::email)], value_near);
    return compared.chance[static_cast<std::size_t>(FieldOf::email)];
  };
  EXPECT_GT(alike("richard_johnson@x.org", "richard_johnson@y.org"),
            alike("skybluebird@x.org", "skybluebird@y.org") + 4);
}

// An id without check digit may be wrong by more than a digit; the rows must say so.
TEST_F(ModelOfATown, AWrongNumberIsToldByAllElse) {
  const Known jane = {"jane quigley", "1970-01-02", "12 elm street springfield il 62704", "512486193", ""};
  struct Case {
    Known other;
    bool forbidden, clash;
    std::string_view why;
  };
  const Case cases[] = {
      {{"jane quigley", "1970-01-02", jane.address, "677123456", ""}, false, true, "name, birth date and address"},
      {{"jane quigley", "1970-01-02", "", "677123456", ""}, true, false, "name and birth date: there may be two"},
      {{"jnae quigley", "1970-01-02", jane.address, "677123456", ""}, false, true, "a slip, and one address"},
      {{"jnae quigley", "1970-01-02", "", "677123456", ""}, true, false, "a slip, and nothing more in common"},
      {{"jane quigley", "1983-07-30", jane.address, "677123456", ""}, true, false, "mother and daughter of one name"},
      {{"mary quigley", "1970-01-02", jane.address, "677123456", ""}, true, false, "twins"},
      {{"mary quigley", "1970-01-02", jane.address, "512486194", ""}, true, false, "twins have numbers in a row"},
      {{"jane walther", "1970-01-02", "", "512486194", ""}, false, false, "one digit, and a married name"},
      {{"quigley", "1970-01-02", "", "512486194", ""}, false, false, "one digit, and no given name is told"},
  };
  for (const Case& c : cases) {
    const Comparison compared = compare(jane, c.other);
    EXPECT_EQ(compared.forbidden, c.forbidden) << c.why;
    EXPECT_EQ(compared.clash, c.clash) << c.why;
  }
  Profile a = profile({"jane quigley", "1970-01-02", "", "", ""});
  Profile b = a;
  a.ids.add(fields_.id("185057800608436", 2, false, true), 1);
  b.ids.add(fields_.id("285057800612345", 2, false, true), 1);
  EXPECT_TRUE(model_.compare(a, b).forbidden) << "a check digit confirms both numbers";
}

TEST_F(ModelOfATown, ProfilesComeBackAsTheyWereKept) {
  Profiles kept;
  Profile many = profile({"jane doe", "1970-01-02", "12 elm street", "512486193", "5125550123"});
  many.names.add(fields_.name("jane quigley", ""), 7);
  const std::uint32_t one = kept.add(profile({"bob doe", "", "", "", ""}));
  const std::uint32_t two = kept.add(many);
  kept.put(one, many);
  for (const std::uint32_t index : {one, two}) {
    const Profile back = kept[index];
    EXPECT_EQ(back.names.count, 2);
    EXPECT_EQ(back.names.votes[1], 7U);
    EXPECT_EQ(back.births.votes[0], 1U);
    EXPECT_TRUE(back.phones.holds(many.phones.value[0]));
    EXPECT_EQ(back.emails.count, 0);
    EXPECT_TRUE(kept.has_any(index, Profiles::phones));
    EXPECT_FALSE(kept.has_any(index, Profiles::emails | Profiles::accounts));
  }
}

TEST_F(ModelOfATown, MoreAgreementIsMoreEvidence) {
  const Known jane = {"jane quigley", "1970-01-02", "12 elm street springfield il 62704", "", "5125550123"};
  const float all = model_.judge(compare(jane, jane)).bits;
  EXPECT_GT(all, 10);
  const float moved = model_.judge(compare(jane, {jane.name, jane.birth, "5 rue de la paix 75002 paris", "", ""})).bits;
  EXPECT_LT(moved, all);
  const float other = model_.judge(compare(jane, {"mark quigley", "1968-07-30", jane.address, "", jane.phone})).bits;
  EXPECT_LT(other, 0) << "of one household";
  EXPECT_NE(model_.explain(compare(jane, jane)).find("birth date equal"), std::string::npos);
}

TEST_F(ModelOfATown, FewKeepsWhatHasTheMostVotes) {
  Few<2> few;
  few.add(7, 5);
  few.add(8, 1);
  few.add(9, 1);
  EXPECT_TRUE(few.holds(8)) << "the first of equals stays";
  few.add(9, 2);
  EXPECT_TRUE(few.holds(9));
  EXPECT_FALSE(few.holds(8));
  EXPECT_TRUE(few.holds(7));
}

}  // namespace
}  // namespace constat
