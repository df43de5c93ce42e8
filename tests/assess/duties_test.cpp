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

// What opens an account without its password, and what says how somebody's health is.
TEST_F(Duties, AnswersAndHealthOblige) {
  ExposedList accounts;
  accounts.add(600, "US", "CA", {"email_address", "security_answer"});
  EXPECT_EQ(required(assess(accounts), "US-CA", TellRole::authority), Required::yes);
  ExposedList logins;
  logins.add(600, "US", "CA", {"username", "password"});
  EXPECT_EQ(required(assess(logins), "US-CA", TellRole::authority), Required::yes);
  ExposedList patients;
  patients.add(600, "US", "CA", {"person_name", "health"});
  EXPECT_EQ(required(assess(patients), "US-CA", TellRole::authority), Required::yes);
  ExposedList names;
  names.add(600, "US", "CA", {"person_name", "username"});
  EXPECT_EQ(required(assess(names), "US-CA", TellRole::authority), Required::no);
}

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
      {"2015-07-24", "WA", authority, "2015-09-07"},
      {"2020-02-29", "WA", authority, "2020-04-14"},
      {"2020-03-01", "WA", authority, "2020-03-31"},
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
  const auto in = [&](const char* country, std::string_view known) {
    ExposedList list;
    list.add(5, country, "", {"person_name"});
    return assess(list, known);
  };
  EXPECT_EQ(find(in("ES", "2018-05-24").duties, "EU-GDPR-ES"), nullptr);
  const DutyReport before = in("ES", "2018-05-24");
  const Duty* const spain = find(before.not_in_force, "EU-GDPR-ES");
  ASSERT_NE(spain, nullptr) << "told, not dropped";
  EXPECT_FALSE(spain->no_law_yet) << "what held before is not known here: nobody says there was nothing";
  EXPECT_NE(find(in("ES", "2018-05-25").duties, "EU-GDPR-ES"), nullptr);
  EXPECT_EQ(required(in("FR", "2018-05-24"), "FR-CNIL", authority), Required::open) << "if it provides telecoms";
  EXPECT_EQ(required(in("FR", "2018-05-25"), "FR-CNIL", authority), Required::yes);
  const DutyReport earlier = in("FR", "2011-08-26");
  ASSERT_NE(find(earlier.not_in_force, "FR-CNIL"), nullptr);
  EXPECT_TRUE(find(earlier.not_in_force, "FR-CNIL")->no_law_yet);
}

// November 2014: what bound then, not what binds today.
TEST_F(Duties, TheLawsOfTheFoundingCase) {
  struct Case {
    std::string_view country, state, id;
    Required authority, persons;
    std::string_view due_to_persons;
  };
  constexpr Required yes = Required::yes;
  constexpr Required no = Required::no;
  constexpr Case cases[] = {
      {"US", "CA", "US-CA", yes, yes, ""},
      {"US", "NY", "US-NY", yes, yes, ""},
      {"US", "TX", "US-TX", no, yes, ""},
      {"US", "FL", "US-FL", yes, yes, "2014-12-24"},
      {"US", "IL", "US-IL", no, yes, ""},
      {"US", "PA", "US-PA", no, yes, ""},
      {"US", "OH", "US-OH", no, yes, "2015-01-08"},
      {"US", "GA", "US-GA", no, yes, ""},
      {"US", "NC", "US-NC", yes, yes, ""},
      {"US", "MI", "US-MI", no, yes, ""},
      {"US", "NJ", "US-NJ", yes, yes, ""},
      {"US", "VA", "US-VA", yes, yes, ""},
      {"US", "WA", "US-WA", no, yes, ""},
      {"US", "MA", "US-MA", yes, yes, ""},
      {"US", "CO", "US-CO", no, yes, ""},
      {"US", "AZ", "US-AZ", no, yes, ""},
      {"US", "CT", "US-CT", yes, yes, ""},
      {"US", "OR", "US-OR", no, yes, ""},
      {"US", "DC", "US-DC", no, yes, ""},
      {"US", "MD", "US-MD", yes, yes, ""},
      {"US", "IA", "US-IA", yes, yes, ""},
      {"US", "KY", "US-KY", no, yes, ""},
      {"US", "VT", "US-VT", yes, yes, "2015-01-08"},
  };
  for (const Case& c : cases) {
    ExposedList list;
    list.add(20000, c.country, c.state, {"person_name", "us_ssn"});
    const DutyReport report = assess(list, "2014-11-24");
    const Duty* const duty = find(report.duties, c.id);
    ASSERT_NE(duty, nullptr) << c.id;
    EXPECT_EQ(required(report, c.id, TellRole::authority), c.authority) << c.id;
    EXPECT_EQ(required(report, c.id, TellRole::persons), c.persons) << c.id;
    const DutyTell* const told = tell(*duty, TellRole::persons);
    EXPECT_EQ(told->due ? iso(*told->due) : "", c.due_to_persons) << c.id;
  }
  for (const char* const state : {"AL", "NM", "SD"}) {
    ExposedList list;
    list.add(20000, "US", state, {"person_name", "us_ssn"});
    const DutyReport report = assess(list, "2014-11-24");
    const Duty* const none = find(report.not_in_force, "US-" + std::string(state));
    ASSERT_NE(none, nullptr) << state;
    EXPECT_TRUE(none->no_law_yet) << state << " had no such law";
  }
  ExposedList german;
  german.add(3, "DE", "", {"person_name", "iban"});
  german.add(2, "DE", "", {"person_name"});
  const DutyReport then = assess(german, "2014-11-24");
  ASSERT_NE(find(then.duties, "DE-BDSG"), nullptr);
  EXPECT_EQ(find(then.duties, "DE-BDSG")->persons, 3);
  EXPECT_EQ(find(then.duties, "DE-BDSG")->persons_if, 2);
  ExposedList again;
  again.add(3, "DE", "", {"person_name", "iban"});
  const DutyReport today = assess(again);
  for (const auto* const list : {&today.duties, &today.untriggered, &today.not_in_force}) {
    EXPECT_EQ(find(*list, "DE-BDSG"), nullptr) << "a law that ended is no news: the GDPR took its place";
  }
  // A date of birth did not yet trigger in Washington, nor a passport in Virginia.
  ExposedList narrow;
  narrow.add(1, "US", "WA", {"person_name", "date_of_birth"});
  narrow.add(1, "US", "VA", {"person_name", "us_passport"});
  const DutyReport old = assess(narrow, "2014-11-24");
  EXPECT_EQ(find(old.duties, "US-WA"), nullptr);
  EXPECT_EQ(find(old.duties, "US-VA"), nullptr);
}

// Of each rule: the first and the last day of each wording, the day before and the day after.
TEST_F(Duties, NoDayLiesBetweenTwoWordings) {
  for (const DutyRule& rule : rules_.rules) {
    const auto other = [](Date day, int days) { return Date(std::chrono::sys_days(day) + std::chrono::days(days)); };
    for (std::size_t index = 0; index < rule.versions.size(); ++index) {
      const DutyVersion& version = rule.versions[index];
      const DutyVersion* const before = index == 0 ? nullptr : &rule.versions[index - 1];
      const DutyVersion* const after = index + 1 == rule.versions.size() ? nullptr : &rule.versions[index + 1];
      if (version.valid_from) {
        EXPECT_EQ(version_on(rule, *version.valid_from), &version) << rule.id;
        EXPECT_EQ(version_on(rule, other(*version.valid_from, -1)), before) << rule.id << iso(*version.valid_from);
      }
      if (version.valid_to) {
        EXPECT_EQ(version_on(rule, *version.valid_to), &version) << rule.id;
        EXPECT_EQ(version_on(rule, other(*version.valid_to, 1)), after) << rule.id << iso(*version.valid_to);
      }
    }
  }
}

// Every number in every wording of every rule: one person fewer, as many, one more.
TEST_F(Duties, EveryThresholdOfEveryWordingHoldsAtItsEdge) {
  std::size_t thresholds = 0;
  for (const DutyRule& rule : rules_.rules) {
    for (const DutyVersion& version : rule.versions) {
      const auto trigger =
          std::ranges::find_if(version.triggers, [](const Trigger& t) { return t.condition.en.empty(); });
      if (trigger == version.triggers.end()) continue;
      for (std::size_t index = 0; index < version.tells.size(); ++index) {
        const Threshold& threshold = version.tells[index].threshold;
        const std::int64_t first = threshold.more_than ? threshold.count + 1 : threshold.count;
        for (std::int64_t persons = std::max<std::int64_t>(first - 1, 1); persons <= first + 1; ++persons) {
          Exposure exposure;
          exposure.persons = persons;
          const Residence residence{rule.everywhere ? "US" : rule.countries.front(),
                                    rule.everywhere ? "ND" : rule.state};
          exposure.groups.push_back({residence, trigger->all, persons});
          DutyOptions options;
          options.day = version.valid_from ? *version.valid_from : version.valid_to.value_or(*parse_date("2026-11-23"));
          const DutyReport report = assess_duties(rules_, elements_, exposure, options);
          const auto duty = std::ranges::find_if(report.duties, [&](const Duty& d) { return d.rule == &rule; });
          ASSERT_NE(duty, report.duties.end()) << rule.id;
          ASSERT_EQ(duty->version, &version) << rule.id;
          const bool sure = rule.applies_if.en.empty() && version.tells[index].is_sure(trigger->all);
          const Required met = sure ? Required::yes : Required::open;
          const bool reached = threshold.fewer_than ? persons < threshold.count : persons >= first;
          EXPECT_EQ(duty->tells[index].required, reached ? met : Required::no)
              << rule.id << " " << role_name(version.tells[index].role) << " at " << persons;
        }
        if (first > 1) ++thresholds;
      }
    }
  }
  EXPECT_GT(thresholds, 80U);
}

// Every period of days in every rule, from the last of a month, over a leap day, over a year's end, onto a weekend.
TEST_F(Duties, EveryPeriodOfDaysIsCountedByTheCalendar) {
  for (const DutyRule& rule : rules_.rules) {
    const DutyVersion& version = rule.versions.back();
    const auto trigger =
        std::ranges::find_if(version.triggers, [](const Trigger& t) { return t.condition.en.empty(); });
    if (trigger == version.triggers.end() || version.valid_to) continue;
    for (const char* const known :
         {"2027-01-31", "2027-02-28", "2028-02-28", "2028-02-29", "2027-12-31", "2028-04-30", "2027-07-03"}) {
      Exposure exposure;
      exposure.persons = 20000;
      exposure.groups.push_back({{rule.everywhere ? "US" : rule.countries.front(), rule.everywhere ? "ND" : rule.state},
                                 trigger->all,
                                 20000});
      DutyOptions options;
      options.known = *parse_known_on(known);
      const DutyReport report = assess_duties(rules_, elements_, exposure, options);
      const auto duty = std::ranges::find_if(report.duties, [&](const Duty& d) { return d.rule == &rule; });
      ASSERT_NE(duty, report.duties.end()) << rule.id;
      for (const DutyTell& told : duty->tells) {
        if (told.tell->due.kind != DueKind::days) continue;
        ASSERT_TRUE(told.due) << rule.id;
        const auto counted = std::chrono::sys_days(told.due->date) - std::chrono::sys_days(options.known->date);
        EXPECT_EQ(counted.count(), told.tell->due.count) << rule.id << " from " << known;
      }
    }
  }
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
      {"TX", {"health"}, Required::yes, "health data stand alone"},
      {"NC", {"person_name", "password"}, Required::open, "if it gives access to money"},
      {"OR", {"us_ssn"}, Required::open, "if it suffices for identity theft"},
      {"NJ", {"email_address", "password"}, Required::no, "credentials count with a name"},
      {"NJ", {"person_name", "email_address", "password"}, Required::yes, "with a name"},
      {"PA", {"person_name", "health"}, Required::open, "only of state agencies"},
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

// GDPR art. 34(1), UK GDPR art. 34(1), Swiss art. 24(1): where a high risk is likely, not whatever is exposed.
TEST_F(Duties, PersonsAreToldOfAHighRisk) {
  struct Case {
    std::vector<std::string_view> types;
    Required want;
    std::string_view why;
  };
  const Case cases[] = {
      {{"person_name", "email_address"}, Required::open, "a name and a way to reach it"},
      {{"person_name", "email_address", "phone_number", "postal_address"}, Required::open, "business cards"},
      {{"person_name", "date_of_birth"}, Required::open, "to be judged"},
      {{"person_name", "us_ein", "eu_vat"}, Required::open, "a company's numbers"},
      {{"person_name", "fr_nir"}, Required::yes, "an official number"},
      {{"person_name", "iban"}, Required::yes, "an account"},
      {{"credit_card"}, Required::yes, "a card"},
      {{"email_address", "password"}, Required::yes, "a password"},
      {{"email_address", "password_hash"}, Required::open, "if it can be turned back"},
      {{"person_name", "health"}, Required::yes, "art. 9"},
      {{"person_name", "salary"}, Required::yes, "pay"},
  };
  const std::pair<std::string_view, std::string_view> laws[] = {
      {"FR", "FR-CNIL"}, {"DE", "EU-GDPR-DE"}, {"GB", "UK-ICO"}, {"CH", "CH-FDPIC"}};
  for (const auto& [country, id] : laws) {
    const bool swiss = country == "CH";
    for (const Case& c : cases) {
      ExposedList list;
      list.add(2, country, "", c.types);
      const DutyReport report = assess(list);
      EXPECT_EQ(required(report, id, TellRole::persons), c.want) << id << ": " << c.why;
      EXPECT_EQ(required(report, id, TellRole::authority), swiss ? c.want : Required::yes) << id << ": " << c.why;
    }
    // One of many is enough, and is counted.
    ExposedList list;
    list.add(9, country, "", {"person_name", "email_address"});
    list.add(1, country, "", {"person_name", "iban"});
    const DutyReport report = assess(list);
    const Duty* const duty = find(report.duties, id);
    ASSERT_NE(duty, nullptr) << id;
    EXPECT_EQ(tell(*duty, TellRole::persons)->required, Required::yes) << id;
    EXPECT_EQ(tell(*duty, TellRole::persons)->persons_sure, 1) << id;
    EXPECT_EQ(duty->persons, 10) << id;
  }
}

// 45 CFR 164.408: from 500 persons at once, fewer within 60 days of the end of the year of discovery. Never nobody.
TEST_F(Duties, HhsIsToldOfFewerThanFiveHundredAfterTheYear) {
  struct Case {
    std::int64_t persons;
    std::string_view known, at_once, after_year;
  };
  constexpr Case cases[] = {
      {1, "2026-02-12", "", "2027-03-01"},   {499, "2026-02-12", "", "2027-03-01"},
      {500, "2026-02-12", "2026-04-13", ""}, {501, "2026-02-12", "2026-04-13", ""},
      {499, "2027-12-31", "", "2028-02-29"}, {499, "2027-01-01", "", "2028-02-29"},
      {499, "2028-06-30", "", "2029-03-01"}, {500, "2027-12-31", "2028-02-29", ""},
  };
  for (const Case& c : cases) {
    ExposedList list;
    list.add(c.persons, "US", "GA", {"person_name", "us_mbi"});
    const DutyReport report = assess(list, c.known);
    const Duty* const duty = find(report.duties, "US-HIPAA");
    ASSERT_NE(duty, nullptr);
    for (const DutyTell& told : duty->tells) {
      if (told.tell->role != TellRole::authority) continue;
      const std::string_view due = told.tell->threshold.fewer_than ? c.after_year : c.at_once;
      EXPECT_EQ(told.required, due.empty() ? Required::no : Required::open) << c.persons;
      EXPECT_EQ(told.due ? iso(*told.due) : "", due) << c.persons << " from " << c.known;
    }
  }
  // Where those of unknown residence would tip it, both stand open.
  Threshold below{.fewer_than = true, .count = 500};
  EXPECT_TRUE(below.may_be_met(0, 700));
  EXPECT_TRUE(below.may_be_met(499, 700));
  EXPECT_FALSE(below.may_be_met(500, 700));
  EXPECT_FALSE(below.may_be_met(0, 0));
}

TEST_F(Duties, TheSecsBusinessDaysLeaveOutFederalHolidays) {
  ExposedList list;
  list.add(1, "US", "CA", {"person_name"});
  const DutyReport report = assess(list, "2025-11-24");
  const Duty* const duty = find(report.duties, "US-SEC");
  ASSERT_NE(duty, nullptr);
  ASSERT_TRUE(duty->tells.front().due);
  EXPECT_EQ(iso(*duty->tells.front().due), "2025-12-01");
}

// Nothing in the evidence says that the owner is listed, a bank or a hospital: such laws head no list.
TEST_F(Duties, LawsOfOneTradeStandBehindTheOthers) {
  for (const char* const known : {"2026-11-23", ""}) {
    ExposedList list;
    list.add(5, "FR", "", {"person_name", "health"});
    list.add(5, "US", "CA", {"person_name", "us_mbi"});
    const DutyReport report = assess(list, known);
    bool trade = false;
    for (const Duty& duty : report.duties) {
      EXPECT_FALSE(trade && duty.rule->applies_if.en.empty()) << duty.id;
      trade = !duty.rule->applies_if.en.empty();
    }
    EXPECT_TRUE(trade);
    if (*known == '\0') continue;
    ASSERT_NE(report.first(), nullptr);
    EXPECT_EQ(report.first()->id, "FR-CNIL");
  }
}

TEST_F(Duties, NobodyExposedObligesToNothing) {
  ExposedList list;
  const DutyReport report = assess(list);
  EXPECT_TRUE(report.duties.empty());
  EXPECT_TRUE(report.untriggered.empty());
}

}  // namespace
}  // namespace constat
