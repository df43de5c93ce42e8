#include "assess/duties.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/exposed.h"

namespace constat {
namespace {

class Duties : public testing::Test {
 protected:
  Duties() : elements_(test_elements()) {
    auto loaded = load_duty_rules(std::string(CONSTAT_SOURCE_DIR) + "/rules/duties", elements_);
    EXPECT_TRUE(loaded) << loaded.error().what;
    rules_ = std::move(*loaded);
  }
  DutyReport assess(ExposedList& list, std::string_view known = "2026-11-23T09:00") {
    const auto exposure = gather_exposure(list, elements_);
    EXPECT_TRUE(exposure);
    DutyOptions options;
    options.day = *parse_date("2026-11-23");
    if (!known.empty()) options.known = *parse_known_on(known);
    return assess_duties(rules_, elements_, *exposure, options);
  }
  static const Duty* find(const std::vector<Duty>& duties, std::string_view id) {
    const auto found = std::ranges::find(duties, id, &Duty::id);
    return found == duties.end() ? nullptr : &*found;
  }
  static const DutyTell* tell(const Duty& duty, TellRole role) {
    const auto found = std::ranges::find_if(duty.tells, [&](const DutyTell& one) { return one.tell->role == role; });
    return found == duty.tells.end() ? nullptr : &*found;
  }
  // Of a duty that may not be there: then nothing is required.
  static Required required(const DutyReport& report, std::string_view id, TellRole role) {
    const Duty* const duty = find(report.duties, id);
    const DutyTell* const told = duty == nullptr ? nullptr : tell(*duty, role);
    return told == nullptr ? Required::no : told->required;
  }

  Elements elements_;
  DutyRules rules_;
};

// The first number of residents that obliges, at n-1, n and n+1.
TEST_F(Duties, EveryThresholdHoldsAtItsEdge) {
  struct Case {
    std::string_view state;
    TellRole role;
    std::int64_t first;
  };
  constexpr TellRole authority = TellRole::authority;
  constexpr TellRole bureaus = TellRole::credit_bureaus;
  constexpr Case cases[] = {
      {"CA", authority, 501},  {"NY", authority, 1},         {"TX", authority, 250},       {"FL", authority, 500},
      {"MA", authority, 1},    {"IL", authority, 501},       {"WA", authority, 501},       {"CO", authority, 500},
      {"MD", authority, 1},    {"AZ", authority, 1001},      {"PA", authority, 501},       {"NJ", authority, 1},
      {"VA", authority, 1},    {"NC", authority, 1},         {"CT", authority, 1},         {"OR", authority, 251},
      {"DC", authority, 50},   {"VT", authority, 1},         {"ME", authority, 1},         {"DE", authority, 501},
      {"LA", authority, 1},    {"IN", authority, 1},         {"AL", authority, 1001},      {"AR", authority, 1001},
      {"HI", authority, 1001}, {"IA", authority, 501},       {"MO", authority, 1001},      {"MT", authority, 1},
      {"NE", authority, 1},    {"NH", authority, 1},         {"NM", authority, 1001},      {"ND", authority, 251},
      {"OK", authority, 500},  {"RI", authority, 501},       {"SC", authority, 1001},      {"SD", authority, 251},
      {"UT", authority, 500},  {"PR", authority, 1},         {"NY", bureaus, 5001},        {"TX", bureaus, 10001},
      {"FL", bureaus, 1001},   {"CO", bureaus, 1001},        {"MD", bureaus, 1000},        {"AZ", bureaus, 1001},
      {"PA", bureaus, 501},    {"NJ", bureaus, 1001},        {"VA", bureaus, 1001},        {"NC", bureaus, 1001},
      {"OH", bureaus, 1001},   {"OR", bureaus, 1001},        {"DC", bureaus, 1001},        {"GA", bureaus, 10001},
      {"MN", bureaus, 501},    {"MI", bureaus, 1001},        {"AL", bureaus, 1001},        {"WI", bureaus, 1000},
      {"UT", bureaus, 1000},   {"LA", bureaus, 1001},        {"RI", bureaus, 501},         {"NV", bureaus, 1001},
      {"KS", bureaus, 1001},   {"CA", TellRole::persons, 1}, {"OH", TellRole::persons, 1}, {"GA", TellRole::persons, 1},
  };
  for (const Case& c : cases) {
    const std::string id = "US-" + std::string(c.state);
    for (std::int64_t persons = c.first - 1; persons <= c.first + 1; ++persons) {
      ExposedList list;
      list.add(persons, "US", c.state, {"person_name", "us_ssn"});
      EXPECT_EQ(required(assess(list), id, c.role), persons >= c.first ? Required::yes : Required::no)
          << id << " " << role_name(c.role) << " at " << persons;
    }
  }
  // No authority is told at any number.
  for (const char* const state : {"OH", "GA", "MI", "TN"}) {
    ExposedList list;
    list.add(20000, "US", state, {"person_name", "us_ssn"});
    EXPECT_EQ(required(assess(list), "US-" + std::string(state), authority), Required::no) << state;
  }
}

TEST_F(Duties, DeadlinesOfTheTable) {
  struct Case {
    std::string_view country, state, id;
    TellRole role;
    std::string_view due;
  };
  constexpr TellRole authority = TellRole::authority;
  constexpr TellRole persons = TellRole::persons;
  constexpr Case cases[] = {
      {"FR", "", "FR-CNIL", authority, "2026-11-26T09:00"},
      {"DE", "", "EU-GDPR-DE", authority, "2026-11-26T09:00"},
      {"GB", "", "UK-ICO", authority, "2026-11-26T09:00"},
      {"FR", "", "FR-CNIL", persons, ""},
      {"US", "CA", "US-CA", persons, "2026-12-23"},
      {"US", "CA", "US-CA", authority, "2027-01-07"},
      {"US", "NY", "US-NY", persons, "2026-12-23"},
      {"US", "NY", "US-NY", authority, "2026-12-23"},
      {"US", "TX", "US-TX", authority, "2026-12-23"},
      {"US", "TX", "US-TX", persons, "2027-01-22"},
      {"US", "FL", "US-FL", authority, "2026-12-23"},
      {"US", "WA", "US-WA", persons, "2026-12-23"},
      {"US", "CO", "US-CO", authority, "2026-12-23"},
      {"US", "AZ", "US-AZ", authority, "2027-01-07"},
      {"US", "MD", "US-MD", persons, "2027-01-07"},
      {"US", "MD", "US-MD", authority, "2027-01-07"},
      {"US", "OH", "US-OH", persons, "2027-01-07"},
      {"US", "OR", "US-OR", authority, "2027-01-07"},
      {"US", "CT", "US-CT", persons, "2027-01-22"},
      {"US", "CT", "US-CT", authority, "2027-01-22"},
      {"US", "VT", "US-VT", authority, "2026-12-11"},
      {"US", "LA", "US-LA", authority, "2027-02-01"},
      {"US", "IN", "US-IN", authority, "2027-01-07"},
      {"US", "RI", "US-RI", persons, "2027-01-07"},
      {"US", "ME", "US-ME", authority, "2026-12-23"},
      {"US", "MA", "US-MA", authority, ""},
      {"US", "IL", "US-IL", authority, ""},
      {"US", "NJ", "US-NJ", authority, ""},
      {"US", "PA", "US-PA", authority, ""},
      {"US", "VA", "US-VA", persons, ""},
      {"US", "NC", "US-NC", persons, ""},
      {"US", "DC", "US-DC", authority, ""},
      {"US", "GA", "US-GA", persons, ""},
  };
  for (const Case& c : cases) {
    ExposedList list;
    list.add(20000, c.country, c.state, {"person_name", "us_ssn"});
    const DutyReport report = assess(list);
    const Duty* const duty = find(report.duties, c.id);
    ASSERT_NE(duty, nullptr) << c.id;
    const DutyTell* const told = tell(*duty, c.role);
    ASSERT_NE(told, nullptr) << c.id;
    EXPECT_EQ(told->required, Required::yes) << c.id;
    EXPECT_EQ(told->due ? iso(*told->due) : "", c.due) << c.id << " " << role_name(c.role);
  }
}

// The law of the day of knowledge is applied, at the first and the last day of each wording.
TEST_F(Duties, TheLawOfTheDay) {
  struct Case {
    std::string_view known, state;
    TellRole role;
    std::string_view due;
  };
  constexpr TellRole authority = TellRole::authority;
  constexpr TellRole persons = TellRole::persons;
  constexpr Case cases[] = {
      {"2025-12-31", "CA", persons, ""},
      {"2026-01-01", "CA", persons, "2026-01-31"},
      {"2024-12-20", "NY", persons, ""},
      {"2024-12-21", "NY", persons, "2025-01-20"},
      {"2025-03-20", "NY", persons, "2025-04-19"},
      {"2025-03-21", "NY", persons, "2025-04-20"},
      {"2023-08-31", "TX", authority, "2023-10-30"},
      {"2023-09-01", "TX", authority, "2023-10-01"},
  };
  for (const Case& c : cases) {
    ExposedList list;
    list.add(20000, "US", c.state, {"person_name", "us_ssn"});
    const DutyReport report = assess(list, c.known);
    const Duty* const duty = find(report.duties, "US-" + std::string(c.state));
    ASSERT_NE(duty, nullptr) << c.known << c.state;
    const DutyTell* const told = tell(*duty, c.role);
    ASSERT_NE(told, nullptr);
    EXPECT_EQ(told->due ? iso(*told->due) : "", c.due) << c.state << " " << c.known;
  }
  ExposedList before;
  before.add(5, "FR", "", {"person_name"});
  const DutyReport report = assess(before, "2018-05-24");
  EXPECT_EQ(find(report.duties, "FR-CNIL"), nullptr);
  EXPECT_NE(find(report.not_in_force, "FR-CNIL"), nullptr) << "told, not dropped";
  ExposedList after;
  after.add(5, "FR", "", {"person_name"});
  EXPECT_NE(find(assess(after, "2018-05-25").duties, "FR-CNIL"), nullptr);
}

TEST_F(Duties, ATriggerIsAConjunctionOverOnePerson) {
  struct Case {
    std::string_view state;
    std::vector<std::string_view> types;
    Required want;
    std::string_view why;
  };
  const Case cases[] = {
      {"CA", {"person_name", "us_ssn"}, Required::yes, "name and ssn"},
      {"CA", {"us_ssn"}, Required::no, "an ssn without a name"},
      {"CA", {"person_name", "email_address", "postal_address"}, Required::no, "contact data"},
      {"CA", {"person_name", "credit_card", "password"}, Required::yes, "card with a code"},
      {"CA", {"person_name", "credit_card"}, Required::open, "card without its code"},
      {"CA", {"email_address", "password"}, Required::yes, "online credentials need no name"},
      {"CA", {"email_address", "password_hash"}, Required::open, "a hash, if it can be turned back"},
      {"CA", {"person_name", "date_of_birth"}, Required::no, "a date of birth is no element there"},
      {"WA", {"person_name", "date_of_birth"}, Required::yes, "a full date of birth is one"},
      {"ND", {"person_name", "date_of_birth"}, Required::yes, "there too"},
      {"NY", {"us_ssn"}, Required::yes, "any identifier will do"},
      {"MA", {"person_name", "us_bank_account"}, Required::yes, "an account with or without a code"},
      {"MA", {"email_address", "password"}, Required::no, "credentials are no element"},
      {"OH", {"person_name", "us_passport"}, Required::no, "a passport is no element"},
      {"FL", {"person_name", "us_passport"}, Required::yes, "a passport is one"},
      {"TX", {"diagnosis"}, Required::yes, "health data stand alone"},
      {"NC", {"person_name", "password"}, Required::open, "if it gives access to money"},
      {"OR", {"us_ssn"}, Required::open, "if it suffices for identity theft"},
      {"NJ", {"email_address", "password"}, Required::no, "credentials count with a name"},
      {"NJ", {"person_name", "email_address", "password"}, Required::yes, "with a name"},
      {"PA", {"person_name", "diagnosis"}, Required::open, "only of state agencies"},
  };
  for (const Case& c : cases) {
    ExposedList list;
    list.add(1, "US", c.state, c.types);
    EXPECT_EQ(required(assess(list), "US-" + std::string(c.state), TellRole::persons), c.want)
        << c.state << ": " << c.why;
  }
}

TEST_F(Duties, WhatAnotherPersonExposesDoesNotCompleteATrigger) {
  ExposedList list;
  list.add(1, "US", "CA", {"person_name"});
  list.add(1, "US", "CA", {"us_ssn"});
  const DutyReport report = assess(list);
  EXPECT_EQ(find(report.duties, "US-CA"), nullptr);
  const Duty* const none = find(report.untriggered, "US-CA");
  ASSERT_NE(none, nullptr) << "told, not dropped";
  EXPECT_EQ(none->residents, 2);
}

TEST_F(Duties, AnUnknownResidenceIsItsOwnLineAndLeavesThresholdsOpen) {
  ExposedList list;
  list.add(400, "US", "CA", {"person_name", "us_ssn"});
  list.add(60, "US", "", {"person_name", "us_ssn"});
  list.add(41, "", "", {"person_name", "us_ssn"});
  list.add(7, "", "", {"email_address"});
  const DutyReport report = assess(list);
  EXPECT_EQ(report.unknown_state, 60);
  EXPECT_EQ(report.unknown_country, 48);
  const Duty* const california = find(report.duties, "US-CA");
  ASSERT_NE(california, nullptr);
  EXPECT_EQ(california->persons, 400);
  EXPECT_EQ(california->unknown, 101);
  EXPECT_EQ(required(report, "US-CA", TellRole::authority), Required::open) << "501 if all of them live there";
  ExposedList fewer;
  fewer.add(400, "US", "CA", {"person_name", "us_ssn"});
  fewer.add(100, "", "", {"person_name", "us_ssn"});
  EXPECT_EQ(required(assess(fewer), "US-CA", TellRole::authority), Required::no) << "500 at most";
}

TEST_F(Duties, GdprIsToldPerCountryOfResidence) {
  ExposedList list;
  list.add(3, "DE", "", {"email_address"});
  list.add(2, "FR", "", {"email_address"});
  list.add(4, "RE", "", {"email_address"});
  list.add(1, "NO", "", {"email_address"});
  const DutyReport report = assess(list);
  ASSERT_NE(find(report.duties, "EU-GDPR-DE"), nullptr);
  EXPECT_EQ(find(report.duties, "EU-GDPR-DE")->persons, 3);
  ASSERT_NE(find(report.duties, "FR-CNIL"), nullptr);
  EXPECT_EQ(find(report.duties, "FR-CNIL")->persons, 6) << "La Réunion is under the CNIL";
  EXPECT_EQ(find(report.duties, "EU-GDPR-NO")->tells.front().who.en, "Datatilsynet");
  EXPECT_EQ(find(report.duties, "EU-GDPR-FR"), nullptr) << "France has its own rule: not told twice";
  const Duty* const first = report.first();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(iso(*first->first_due), "2026-11-26T09:00");
}

TEST_F(Duties, ACountryWithoutARuleIsTold) {
  ExposedList list;
  list.add(5, "NZ", "", {"person_name"});
  list.add(2, "US", "AE", {"person_name", "us_ssn"});
  const DutyReport report = assess(list);
  ASSERT_EQ(report.unruled.size(), 2U);
  EXPECT_EQ(report.unruled[0].residence.country, "NZ");
  EXPECT_EQ(report.unruled[1].residence.state, "AE") << "forces' post offices tell no state";
}

TEST_F(Duties, ARuleOfOneTradeIsOpen) {
  ExposedList list;
  list.add(600, "US", "OH", {"person_name", "us_mbi"});
  EXPECT_EQ(required(assess(list), "US-HIPAA", TellRole::authority), Required::open) << "if the owner is one";
}

TEST_F(Duties, WithoutAMomentNoDateIsMadeUp) {
  ExposedList list;
  list.add(600, "US", "CA", {"person_name", "us_ssn"});
  const DutyReport report = assess(list, "");
  const Duty* const duty = find(report.duties, "US-CA");
  ASSERT_NE(duty, nullptr);
  EXPECT_FALSE(duty->first_due);
  EXPECT_EQ(report.first(), nullptr);
  EXPECT_EQ(duty->monitored, 600) << "identity protection is owed for an ssn";
}

TEST_F(Duties, NobodyExposedObligesToNothing) {
  ExposedList list;
  const DutyReport report = assess(list);
  EXPECT_TRUE(report.duties.empty());
  EXPECT_TRUE(report.untriggered.empty());
}

}  // namespace
}  // namespace constat
