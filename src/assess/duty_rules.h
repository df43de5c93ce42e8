// Duties to tell, as data: rules/duties/*.toml, one jurisdiction a file. docs/duties.md explains how to write one.
//
//   id, name, name_fr          "US-CA", "California", "Californie"
//   countries = ["US"], state  whose residents it protects; each_country: one duty for each of `countries`, under the
//                              authority of data in [[authority]] (country, name, name_fr, zone); everywhere: whoever
//                              is exposed, wherever they live
//   statute, source, read_on   the law, where its text was read, and when
//   verified, unverified(_fr)  "verified", "partial" or "unverified", and what was not read in the law's own wording
//   applies_if                 a fact of the owner that the evidence cannot tell ("the owner is a health provider")
//   zone                       IANA name: the authority's clock
//   [[version]]                one a wording of the law, by date:
//     valid_from, valid_to     days; none: not known
//     first_law                before valid_from no such law bound anybody there (not merely: is not known here)
//     statute, source, read_on, verified, unverified   of this wording, where they differ from the rule's
//     with_name, alone         what obliges: elements, "+" for both; with_name needs the person's name as well
//     with_name_if, alone_if   the same under a condition that the evidence cannot tell, in English and French:
//                              ["card_number ? usable alone | utilisable seul"]
//     encryption, key_loses    whether encrypted data are excused, and whether a key that left takes the excuse away
//     weekend                  "next_working_day": a period of days does not end on a weekend
//     holidays                 "us_federal": no business days (5 U.S.C. 6103); else business days are Mondays to
//     Fridays harm_test, must, must_not, notes (and _fr of each)
//     [[version.tell]]         role: authority, agency, persons, credit_bureaus, press; who; threshold: "> 500",
//                              ">= 250", "< 500"; due: "72 hours", "60 days after year" (of knowledge), "30 days", "14
//                              business days", "without delay", "with persons", "before persons", "15 days after
//                              persons", "5 business days after persons"; wording; url; sure_with: elements ("+" for
//                              both), without any of which the tell is not sure but open, and open_because, the reason
//                              that is given then
//     [version.monitoring]     months of identity protection owed, and the elements that oblige to it
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/calendar.h"
#include "assess/exposure.h"
#include "base/result.h"

namespace constat {

struct Trigger {
  ElementSet all = 0;   // Every one of them.
  Bilingual condition;  // "" where the evidence alone decides.
};

enum class TellRole : std::uint8_t { authority, agency, persons, credit_bureaus, press };
std::string_view role_name(TellRole role);

// "> 500": from 501 persons; ">= 250": from 250; "< 500": from the first to the 499th.
struct Threshold {
  bool more_than = false;
  bool fewer_than = false;
  std::int64_t count = 1;
  bool is_met(std::int64_t persons) const {
    if (fewer_than) return persons > 0 && persons < count;
    return more_than ? persons > count : persons >= count;
  }
  // By some number of persons from `low` to `high`.
  bool may_be_met(std::int64_t low, std::int64_t high) const {
    return fewer_than ? high > 0 && low < count : is_met(high);
  }
  std::string text() const;  // "" for the first person.
};
Result<Threshold> parse_threshold(std::string_view text);

enum class DueKind : std::uint8_t {
  hours,
  days,
  business_days,
  without_delay,
  with_persons,
  before_persons,
  days_after_persons,
  days_after_year,  // After the end of the calendar year of knowledge.
  business_days_after_persons,
};
struct Due {
  DueKind kind = DueKind::without_delay;
  int count = 0;
};
Result<Due> parse_due(std::string_view text);
// "30 days from knowledge" / "30 jours à compter de la connaissance"
std::string due_in_words(const Due& due, std::string_view language);

struct Tell {
  TellRole role = TellRole::authority;
  Bilingual who;
  Threshold threshold;
  Due due;
  Bilingual wording;
  std::string url;
  std::vector<ElementSet> sure_with;  // Any of them makes it sure; empty: a trigger does.
  Bilingual open_because;             // Told where nothing makes it sure.

  bool is_sure(ElementSet elements) const;
};

struct Monitoring {
  int months = 0;
  ElementSet elements = 0;  // Any of them.
};

enum class Verified : std::uint8_t { verified, partial, unverified };
std::string_view verified_name(Verified verified);

// Where a wording was read, when, and what of it was not.
struct Provenance {
  Bilingual statute;
  std::string source, read_on;
  Verified verified = Verified::unverified;
  std::vector<Bilingual> unverified;  // Empty only where all is verified.
};

struct DutyVersion {
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;  // The last day.
  bool first_law = false;
  Provenance provenance;  // Whole: what the version does not say is the rule's.
  std::vector<Trigger> triggers;
  bool encryption_excuses = false;
  bool key_loses_excuse = false;
  WeekendRule weekend = WeekendRule::counts;
  Holidays holidays = Holidays::unknown;
  Bilingual harm_test, notes;
  std::vector<Bilingual> must, must_not;
  std::vector<Tell> tells;
  Monitoring monitoring;
};

struct Authority {
  std::string country;
  Bilingual name;
  std::string zone;
};

struct DutyRule {
  std::string id;
  Bilingual name;
  std::vector<std::string> countries;
  std::string state;
  bool each_country = false;
  bool everywhere = false;
  Bilingual applies_if;
  std::string zone;
  Provenance provenance;  // Of versions that do not say otherwise.
  std::vector<Authority> authorities;
  std::vector<DutyVersion> versions;  // By date; they do not overlap.
};

struct DutyRules {
  std::vector<DutyRule> rules;  // In order of id.
  std::string hash;             // SHA-256 of all files' names and bytes, hex.
};
// Every *.toml of the folder. An error names the file and what is wrong: an unknown key or element is an error, so that
// a slip of the pen cannot lift a duty.
Result<DutyRules> load_duty_rules(const std::string& folder, const Elements& elements);

}  // namespace constat
