#include "assess/calendar.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

KnownOn known(std::string_view text) {
  auto parsed = parse_known_on(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : KnownOn{};
}

TEST(Calendar, ReadsMoments) {
  for (const char* const good : {"2026-11-23", "2026-11-23T09:00", "2026-11-23 09:00", "2026-11-23T09:00:30Z",
                                 "2026-11-23T09:00+01:00", "2026-11-23T09:00-0800", "2024-02-29"}) {
    EXPECT_TRUE(parse_known_on(good)) << good;
  }
  for (const char* const bad : {"", "2026", "2026-13-01", "2026-02-29", "2026-11-31", "23/11/2026", "2026-11-23T",
                                "2026-11-23T24:00", "2026-11-23T09:60", "2026-11-23T09:00+25:00", "2026-11-23T09:00 x",
                                "1969-12-31", "2201-01-01", "2026-11-23T09:00+01:0"}) {
    EXPECT_FALSE(parse_known_on(bad)) << bad;
  }
}

TEST(Calendar, HoursAreElapsedTimeOverClockChanges) {
  struct Case {
    std::string_view known, zone, due, why;
  };
  constexpr Case cases[] = {
      {"2014-12-01T09:00", "Europe/Paris", "2014-12-04T09:00", "plain"},
      {"2026-10-23T09:00", "Europe/Paris", "2026-10-26T08:00", "the night of 25 October has one hour more"},
      {"2026-03-27T09:00", "Europe/Paris", "2026-03-30T10:00", "the night of 29 March has one hour less"},
      {"2026-11-20T17:30", "Europe/Paris", "2026-11-23T17:30", "a weekend does not stop the hours"},
      {"2026-12-30T00:00", "Europe/Paris", "2027-01-02T00:00", "year's end"},
      {"2028-02-27T12:00", "Europe/Paris", "2028-03-01T12:00", "leap day"},
      {"2026-11-23", "Europe/Paris", "2026-11-26T00:00", "no time: the day's first minute"},
      {"2026-11-23T09:00Z", "Europe/Paris", "2026-11-26T10:00", "an instant, on the authority's clock"},
      {"2026-11-23T23:30-08:00", "Europe/Paris", "2026-11-27T08:30", "known in California in the evening"},
      {"2026-10-25T02:30", "Europe/Paris", "2026-10-28T01:30", "an hour that comes twice: its first coming"},
      {"2026-11-01T00:30", "America/Los_Angeles", "2026-11-03T23:30", "the change in the United States"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(iso(after_hours(known(c.known), 72, c.zone)), c.due) << c.known << ": " << c.why;
}

TEST(Calendar, DaysLeaveOutTheDayOfTheEvent) {
  struct Case {
    std::string_view day;
    int days;
    std::string_view due;
  };
  constexpr Case cases[] = {
      {"2026-01-01", 30, "2026-01-31"}, {"2026-01-31", 30, "2026-03-02"}, {"2028-01-31", 30, "2028-03-01"},
      {"2026-02-28", 1, "2026-03-01"},  {"2026-12-31", 45, "2027-02-14"}, {"2026-11-23", 60, "2027-01-22"},
      {"2026-03-08", 30, "2026-04-07"}, {"2026-11-01", 30, "2026-12-01"},
  };
  for (const Case& c : cases) EXPECT_EQ(iso(after_days(known(c.day).date, c.days)), c.due) << c.day;
}

TEST(Calendar, APeriodOfDaysEndsOnAWeekendUnlessTheRuleSaysSo) {
  const Date thursday = known("2026-11-19").date;
  EXPECT_EQ(iso(after_days(thursday, 1, WeekendRule::next_working_day)), "2026-11-20");
  EXPECT_EQ(iso(after_days(thursday, 2)), "2026-11-21") << "a Saturday counts";
  EXPECT_EQ(iso(after_days(thursday, 2, WeekendRule::next_working_day)), "2026-11-23");
  EXPECT_EQ(iso(after_days(thursday, 3, WeekendRule::next_working_day)), "2026-11-23");
  EXPECT_EQ(iso(after_days(thursday, 4, WeekendRule::next_working_day)), "2026-11-23");
}

TEST(Calendar, BusinessDaysAreMondayToFriday) {
  EXPECT_EQ(iso(after_business_days(known("2026-11-20").date, 1)), "2026-11-23") << "Friday, then Monday";
  EXPECT_EQ(iso(after_business_days(known("2026-11-21").date, 1)), "2026-11-23") << "from a Saturday";
  EXPECT_EQ(iso(after_business_days(known("2026-11-23").date, 14)), "2026-12-11");
  EXPECT_EQ(iso(after_business_days(known("2026-11-22").date, 4)), "2026-11-26") << "from a Sunday";
  EXPECT_EQ(iso(after_business_days(known("2028-02-25").date, 2)), "2028-02-29") << "onto a leap day";
  EXPECT_EQ(iso(after_business_days(known("2027-12-31").date, 1)), "2028-01-03") << "holidays are not known here";
}

// Source: 5 U.S.C. 6103; the Office of Personnel Management's lists of federal holidays, 2021 to 2028.
TEST(Calendar, FederalHolidaysAreTheStatutes) {
  struct Case {
    std::string_view day;
    bool holiday;
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"2025-01-01", true, "New Year"},
      {"2025-01-20", true, "Martin Luther King"},
      {"2026-01-19", true, "Martin Luther King"},
      {"2026-01-26", false, "the fourth Monday"},
      {"2026-02-16", true, "Washington"},
      {"2026-05-25", true, "Memorial Day: the last of four Mondays"},
      {"2027-05-31", true, "Memorial Day: the last of five"},
      {"2027-05-24", false, "the fourth of five Mondays"},
      {"2026-06-19", true, "Juneteenth"},
      {"2020-06-19", false, "before Juneteenth was one"},
      {"2027-06-18", true, "Juneteenth on a Saturday"},
      {"2022-06-20", true, "Juneteenth on a Sunday"},
      {"2026-07-03", true, "4 July on a Saturday"},
      {"2026-07-06", false, "the Monday after that"},
      {"2027-07-05", true, "4 July on a Sunday"},
      {"2025-07-04", true, "4 July"},
      {"2026-09-07", true, "Labor Day"},
      {"2026-10-12", true, "Columbus"},
      {"2026-11-11", true, "Veterans Day"},
      {"2028-11-10", true, "Veterans Day on a Saturday"},
      {"2025-11-27", true, "Thanksgiving"},
      {"2025-11-28", false, "the day after it"},
      {"2024-11-28", true, "the fourth Thursday of four"},
      {"2029-11-22", true, "the fourth Thursday of five"},
      {"2025-12-25", true, "Christmas"},
      {"2021-12-24", true, "Christmas on a Saturday"},
      {"2022-12-26", true, "Christmas on a Sunday"},
      {"2021-12-31", true, "New Year on a Saturday: observed in the year before"},
      {"2023-01-02", true, "New Year on a Sunday"},
      {"2026-12-31", false, "a Thursday"},
      {"2026-11-30", false, "an ordinary Monday"},
  };
  for (const Case& c : cases) EXPECT_EQ(is_us_federal_holiday(known(c.day).date), c.holiday) << c.day << ": " << c.why;
}

TEST(Calendar, FourBusinessDaysLeaveOutFederalHolidays) {
  struct Case {
    std::string_view day, due, why;
  };
  constexpr Case cases[] = {
      {"2025-11-24", "2025-12-01", "Thanksgiving"},
      {"2026-02-12", "2026-02-19", "Washington"},
      {"2026-07-01", "2026-07-08", "3 July, observed for the 4th"},
      {"2025-01-15", "2025-01-22", "Martin Luther King"},
      {"2026-06-17", "2026-06-24", "Juneteenth"},
      {"2021-12-29", "2022-01-05", "New Year observed on a Friday"},
      {"2025-12-22", "2025-12-29", "Christmas"},
      {"2026-11-22", "2026-11-27", "known on a Sunday"},
      {"2026-03-02", "2026-03-06", "no holiday"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(iso(after_business_days(known(c.day).date, 4, Holidays::us_federal)), c.due) << c.day << ": " << c.why;
  }
}

TEST(Calendar, TheDayOfKnowledgeIsThatOfThePlace) {
  EXPECT_EQ(iso(known_day(known("2026-11-23T03:00Z"), "America/Los_Angeles")), "2026-11-22");
  EXPECT_EQ(iso(known_day(known("2026-11-23T03:00"), "America/Los_Angeles")), "2026-11-23") << "wall clock";
  EXPECT_EQ(iso(known_day(known("2026-11-23"), "Pacific/Guam")), "2026-11-23");
}

TEST(Calendar, KnowsZones) {
  EXPECT_TRUE(is_zone("Europe/Paris"));
  EXPECT_FALSE(is_zone("Europe/Nowhere"));
  EXPECT_FALSE(is_zone(""));
}

}  // namespace
}  // namespace constat
