// Duties in words: the sheet that `constat duties --format text` prints, and the words that report and summary share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/duties.h"

namespace constat {

struct DutyWords {
  std::string_view warning, persons, no_trigger, not_in_force, no_law_yet, no_rule, residence_unknown, unknown_state,
      unknown_country;
  std::string_view required_yes, required_open, required_no, high_risk_of;
  std::string_view verified, partial, unverified;
  std::string_view heading, known_on, not_known_on, law_of, keys_none, keys_encrypted, keys_lost, keys_no_key;
  std::string_view residents, everybody, concerned, further, of_unknown, applies_if, from, by, must, must_not,
      must_unknown, harm_test, monitoring, notes, statute, in_force_since, source, not_verified, not_detected,
      since_unknown;
  std::string_view other_lines, threshold;
  std::string_view establishment, established, not_established, few, few_line;
};
const DutyWords& duty_words(std::string_view language);

// Why a tell is open although somebody is triggered: "whether a high risk is likely is to be judged"; "" where it is
// not, or for another reason.
std::string open_because(const DutyTell& tell, std::string_view language);
std::string recipient_in(const DutyTell& tell, std::string_view language);
// "California"; "European Union and EEA: Germany".
std::string duty_name(const Duty& duty, std::string_view language);
// The same where there is little room: "Germany".
std::string duty_place(const Duty& duty, std::string_view language);
// What of the rule is unverified, and since when it applies where that is unknown.
std::vector<std::string> unverified_of(const Duty& duty, std::string_view language);
// Of one of `not_in_force`.
std::string_view why_not_in_force(const Duty& duty, std::string_view language);
// "23 November 2026, 09:00" and the offset, where one was given.
std::string known_in(const KnownOn& known, std::string_view language);
// "4 December 2014, 09:00 (Europe/Paris)"
std::string deadline_in(const Deadline& deadline, std::string_view language);

// "more than 500", "plus de 500"; "" for the first person.
std::string threshold_in(const Threshold& threshold, std::string_view language);
// Where the rule was read: names of sources stay as they are.
std::string source_in(const Provenance& provenance, std::string_view language);

// Under the GDPR, what the owner must answer before it is known which authority to notify, and both answers; empty
// where nobody lives under it. `shown` chooses duties.
std::vector<std::string> establishment_question(const DutyReport& report, std::string_view language,
                                                const std::function<bool(const Duty&)>& shown);

// Whether so few persons of the case live there, abroad, that a line says enough until somebody asks for the sheet.
bool concerns_few(const DutyReport& report, const Duty& duty);

// The sheets, in lines of `width`. `shown` chooses duties; unless `whole`, those of few persons are a line each.
std::string duties_text(const DutyReport& report, const Elements& elements, std::string_view language,
                        const std::function<bool(const Duty&)>& shown, bool whole, std::size_t width = 112);

}  // namespace constat
