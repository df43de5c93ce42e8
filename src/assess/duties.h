// Who must be told, by when: the rules (duty_rules.h) put to the persons (exposure.h). No legal advice: counsel signs.
//
// - A trigger is a conjunction over all that is exposed of one person, in whichever files it lies.
// - `persons` counts whom the evidence alone obliges to tell; `persons_if` those for whom a further fact must hold.
// - A threshold that `persons` does not reach, but would with `persons_if` or with triggered persons of unknown
//   residence, is open, not unmet. So is a notice that the law wants where a high risk is likely, unless what is
//   exposed of enough persons makes one (Tell::sure_with).
// - Deadlines run from the moment of knowledge; without one they are told in words only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/calendar.h"
#include "assess/duty_rules.h"
#include "assess/exposure.h"

namespace constat {

enum class Required : std::uint8_t {
  yes,
  open,  // Depends on what the evidence cannot tell: a condition, a residence, a fact of the owner.
  no,
};
std::string_view required_name(Required required);

struct DutyTell {
  const Tell* tell = nullptr;
  Bilingual who;
  Required required = Required::no;
  // Of those to be told, whom the exposed data alone oblige to tell; fewer where the law asks for a risk to be judged.
  std::int64_t persons_sure = 0;
  std::optional<Deadline> due;
};

struct DutyCondition {
  Bilingual text;
  std::int64_t persons = 0;
};

struct Duty {
  const DutyRule* rule = nullptr;
  const DutyVersion* version = nullptr;  // In force on the day; null: none was.
  std::string id;                        // The rule's; of a rule for each country with the country: "EU-GDPR-DE".
  Bilingual name;
  Residence residence;  // "" for a rule without bound of residence.
  std::string zone;
  std::int64_t residents = 0;  // Of whom anything is known.
  std::int64_t persons = 0;
  std::int64_t persons_if = 0;            // Further ones.
  std::int64_t unknown = 0;               // Triggered, or triggered under a condition, and of unknown residence.
  std::vector<DutyCondition> conditions;  // Of persons_if; one person may stand under several.
  std::int64_t monitored = 0;             // Persons to whom identity protection is owed.
  std::vector<DutyTell> tells;            // Empty where nobody is triggered or no version is in force.
  std::vector<std::size_t> undetected;    // Elements that trigger and that no detector states.
  std::optional<Deadline> first_due;      // Of what is required or open.
  bool date_unknown = false;              // The version does not say since when it is in force.
  bool no_law_yet = false;                // No version is in force, for the first law came later.

  const Provenance& provenance() const { return version != nullptr ? version->provenance : rule->provenance; }
};

struct Unruled {
  Residence residence;
  std::int64_t persons = 0;
};

struct DutyReport {
  std::optional<KnownOn> known;
  Date day{};                      // Whose law was applied.
  std::vector<Duty> duties;        // Somebody is triggered: by first deadline, then by persons, then by id.
  std::vector<Duty> untriggered;   // Residents, but no duty from what is exposed of them.
  std::vector<Duty> not_in_force;  // Residents, and no version of that day; a law that ended before it is left out.
  std::vector<Unruled> unruled;    // Residences of which no rule is known here.
  std::int64_t persons = 0;
  std::int64_t persons_low = -1, persons_high = -1;  // 95 % interval; -1: the case does not tell.
  std::int64_t unknown_country = 0;
  std::int64_t unknown_state = 0;               // United States, state unknown.
  std::int64_t unplaced = 0;                    // Of these two, whom the law of some residence would oblige to tell.
  std::int64_t unplaced_sure = 0;               // Of those, whom it would without a risk being judged first.
  std::map<std::string, std::int64_t> exposed;  // Persons by all that is exposed of them: "name, ssn".
  KeyFacts keys;
  const Duty* first() const;  // With the first deadline that is required, else that is open; null: none.
};

struct DutyOptions {
  std::optional<KnownOn> known;
  Date day{};  // Where `known` is not given: the law of this day.
};
// `rules` must outlive the report.
DutyReport assess_duties(const DutyRules& rules, const Elements& elements, const Exposure& exposure,
                         const DutyOptions& options);

// How a person with these elements is triggered under this version.
Required triggered(const DutyVersion& version, ElementSet elements);
bool lives_under(const DutyRule& rule, const Residence& residence);
// Whether somebody of whose residence only so much is known may live under it.
bool may_live_under(const DutyRule& rule, const Residence& residence);
// The wording in force on the day; null: none.
const DutyVersion* version_on(const DutyRule& rule, Date day);

}  // namespace constat
