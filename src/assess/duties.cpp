#include "assess/duties.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace constat {

namespace {

// Whether it depends on who the owner is: such a duty stands behind those that the evidence alone triggers.
bool is_of_one_trade(const Duty& duty) { return !duty.rule->applies_if.en.empty(); }

bool holds(const Trigger& trigger, ElementSet elements) { return (elements & trigger.all) == trigger.all; }

std::optional<Deadline> deadline_of(const Due& due, const KnownOn& known, const std::string& zone,
                                    const DutyVersion& version, const std::optional<Deadline>& of_persons) {
  const WeekendRule weekend = version.weekend;
  switch (due.kind) {
    case DueKind::hours: return after_hours(known, due.count, zone);
    case DueKind::days: return after_days(known_day(known, zone), due.count, weekend);
    case DueKind::business_days: return after_business_days(known_day(known, zone), due.count, version.holidays);
    case DueKind::without_delay: return std::nullopt;
    case DueKind::with_persons:
    case DueKind::before_persons: return of_persons;
    case DueKind::days_after_persons:
      if (!of_persons) return std::nullopt;
      return after_days(of_persons->date, due.count, weekend);
    case DueKind::days_after_year: {
      const Date last{known_day(known, zone).year(), std::chrono::December, std::chrono::day(31)};
      return after_days(last, due.count, weekend);
    }
    case DueKind::business_days_after_persons:
      if (!of_persons) return std::nullopt;
      return after_business_days(of_persons->date, due.count, version.holidays);
  }
  return std::nullopt;
}

bool lives_under(const Duty& duty, std::optional<std::string_view> country, const Residence& residence) {
  return country ? residence.country == *country : lives_under(*duty.rule, residence);
}

void count_persons(const Exposure& exposure, std::optional<std::string_view> country, Duty& duty) {
  const DutyRule& rule = *duty.rule;
  for (const ExposureGroup& group : exposure.groups) {
    const bool lives = lives_under(duty, country, group.residence);
    if (lives) duty.residents += group.persons;
    if (duty.version == nullptr || (!lives && !may_live_under(rule, group.residence))) continue;
    const Required required = triggered(*duty.version, group.elements);
    if (required == Required::no) continue;
    if (!lives) {
      duty.unknown += group.persons;
      continue;
    }
    if (required == Required::yes) {
      duty.persons += group.persons;
      if ((group.elements & duty.version->monitoring.elements) != 0) duty.monitored += group.persons;
      continue;
    }
    duty.persons_if += group.persons;
    std::set<std::string_view> counted;
    for (const Trigger& trigger : duty.version->triggers) {
      if (trigger.condition.en.empty() || !holds(trigger, group.elements)) continue;
      if (!counted.insert(trigger.condition.en).second) continue;
      auto known = std::ranges::find(duty.conditions, trigger.condition.en,
                                     [](const DutyCondition& condition) { return condition.text.en; });
      if (known == duty.conditions.end()) known = duty.conditions.insert(known, {trigger.condition, 0});
      known->persons += group.persons;
    }
  }
}

std::int64_t count_sure(const Exposure& exposure, std::optional<std::string_view> country, const Duty& duty,
                        const Tell& tell) {
  if (tell.sure_with.empty()) return duty.persons;
  std::int64_t persons = 0;
  for (const ExposureGroup& group : exposure.groups) {
    if (!lives_under(duty, country, group.residence) || !tell.is_sure(group.elements)) continue;
    if (triggered(*duty.version, group.elements) == Required::yes) persons += group.persons;
  }
  return persons;
}

void add_tells(const Exposure& exposure, std::optional<std::string_view> country, const DutyOptions& options,
               const Bilingual* authority, Duty& duty) {
  std::optional<Deadline> of_persons;
  if (options.known) {
    for (const Tell& tell : duty.version->tells) {
      if (tell.role != TellRole::persons) continue;
      of_persons = deadline_of(tell.due, *options.known, duty.zone, *duty.version, std::nullopt);
    }
  }
  for (const Tell& tell : duty.version->tells) {
    DutyTell told;
    told.tell = &tell;
    told.who = tell.role == TellRole::authority && authority != nullptr ? *authority : tell.who;
    told.persons_sure = count_sure(exposure, country, duty, tell);
    if (tell.threshold.is_met(told.persons_sure)) {
      told.required = duty.rule->applies_if.en.empty() ? Required::yes : Required::open;
    } else if (tell.threshold.may_be_met(told.persons_sure, duty.persons + duty.persons_if + duty.unknown)) {
      told.required = Required::open;
    }
    if (options.known && told.required != Required::no) {
      told.due = deadline_of(tell.due, *options.known, duty.zone, *duty.version, of_persons);
      if (told.due && (!duty.first_due || *told.due < *duty.first_due)) duty.first_due = told.due;
    }
    duty.tells.push_back(std::move(told));
  }
}

void find_undetected(const Elements& elements, Duty& duty) {
  for (std::size_t index = 0; index < elements.size(); ++index) {
    if (elements.is_detected(index)) continue;
    const bool used = std::ranges::any_of(duty.version->triggers,
                                          [&](const Trigger& trigger) { return (trigger.all >> index & 1) != 0; });
    if (used) duty.undetected.push_back(index);
  }
}

}  // namespace

bool may_live_under(const DutyRule& rule, const Residence& residence) {
  if (rule.everywhere) return false;
  if (residence.country.empty()) return true;
  return !rule.state.empty() && residence.country == "US" && residence.state.empty();
}

const DutyVersion* version_on(const DutyRule& rule, Date day) {
  for (const DutyVersion& version : rule.versions) {
    if ((!version.valid_from || *version.valid_from <= day) && (!version.valid_to || day <= *version.valid_to)) {
      return &version;
    }
  }
  return nullptr;
}

std::string_view required_name(Required required) {
  return required == Required::yes ? "yes" : required == Required::open ? "open" : "no";
}

bool lives_under(const DutyRule& rule, const Residence& residence) {
  if (rule.everywhere) return true;
  if (std::ranges::find(rule.countries, residence.country) == rule.countries.end()) return false;
  return rule.state.empty() || rule.state == residence.state;
}

Required triggered(const DutyVersion& version, ElementSet elements) {
  Required required = Required::no;
  for (const Trigger& trigger : version.triggers) {
    if (!holds(trigger, elements)) continue;
    if (trigger.condition.en.empty()) return Required::yes;
    required = Required::open;
  }
  return required;
}

const Duty* DutyReport::first() const {
  for (const auto& [wanted, trade] :
       {std::pair(Required::yes, false), {Required::yes, true}, {Required::open, false}, {Required::open, true}}) {
    const Duty* best = nullptr;
    std::optional<Deadline> earliest;
    for (const Duty& duty : duties) {
      if (is_of_one_trade(duty) != trade) continue;
      for (const DutyTell& tell : duty.tells) {
        if (tell.required != wanted || !tell.due || (earliest && !(*tell.due < *earliest))) continue;
        earliest = tell.due;
        best = &duty;
      }
    }
    if (best != nullptr) return best;
  }
  return nullptr;
}

DutyReport assess_duties(const DutyRules& rules, const Elements& elements, const Exposure& exposure,
                         const DutyOptions& options) {
  DutyReport report;
  report.known = options.known;
  report.day = options.known ? options.known->date : options.day;
  report.persons = exposure.persons;
  report.persons_low = exposure.persons_low;
  report.persons_high = exposure.persons_high;
  report.keys = exposure.keys;
  for (const ExposureGroup& group : exposure.groups) {
    const Residence& residence = group.residence;
    report.exposed[elements.names(group.elements)] += group.persons;
    if (residence.country.empty() || (residence.country == "US" && residence.state.empty())) {
      const bool some = std::ranges::any_of(rules.rules, [&](const DutyRule& rule) {
        if (!rule.applies_if.en.empty() || !may_live_under(rule, residence)) return false;
        const DutyVersion* const version = version_on(rule, report.day);
        return version != nullptr && triggered(*version, group.elements) == Required::yes;
      });
      if (some) report.unplaced += group.persons;
      const bool sure = std::ranges::any_of(rules.rules, [&](const DutyRule& rule) {
        if (!rule.applies_if.en.empty() || !may_live_under(rule, residence)) return false;
        const DutyVersion* const version = version_on(rule, report.day);
        if (version == nullptr || triggered(*version, group.elements) != Required::yes) return false;
        return std::ranges::any_of(version->tells, [&](const Tell& tell) {
          return tell.role == TellRole::persons && (tell.sure_with.empty() || tell.is_sure(group.elements));
        });
      });
      if (some && sure) report.unplaced_sure += group.persons;
    }
    if (residence.country.empty()) {
      report.unknown_country += group.persons;
      continue;
    }
    if (residence.country == "US" && residence.state.empty()) {
      report.unknown_state += group.persons;
      continue;
    }
    const bool is_ruled = std::ranges::any_of(rules.rules, [&](const DutyRule& rule) {
      // A federal rule of one trade is not the law of the residence.
      return !rule.everywhere && rule.applies_if.en.empty() && lives_under(rule, residence);
    });
    if (is_ruled) continue;
    if (report.unruled.empty() || report.unruled.back().residence != residence)
      report.unruled.push_back({residence, 0});
    report.unruled.back().persons += group.persons;
  }
  const auto assess = [&](const DutyRule& rule, const std::string* country) {
    Duty duty;
    duty.rule = &rule;
    duty.id = rule.id;
    duty.name = rule.name;
    duty.zone = rule.zone.empty() ? "UTC" : rule.zone;
    if (!rule.everywhere) duty.residence = {rule.countries.front(), rule.state};
    const Bilingual* authority = nullptr;
    if (country != nullptr) {
      duty.id += "-" + *country;
      duty.residence = {*country, ""};
      for (const Authority& one : rule.authorities) {
        if (one.country != *country) continue;
        authority = &one.name;
        duty.zone = one.zone;
      }
    }
    duty.version = version_on(rule, report.day);
    const auto of_country = country != nullptr ? std::optional<std::string_view>(*country) : std::nullopt;
    count_persons(exposure, of_country, duty);
    if (duty.residents == 0) return;
    if (duty.version == nullptr) {
      // What replaced a law that ended is a rule of its own.
      if (rule.versions.back().valid_to && *rule.versions.back().valid_to < report.day) return;
      const DutyVersion& first = rule.versions.front();
      duty.no_law_yet = first.first_law && report.day < *first.valid_from;
      report.not_in_force.push_back(std::move(duty));
      return;
    }
    duty.date_unknown = !duty.version->valid_from;
    find_undetected(elements, duty);
    if (duty.persons + duty.persons_if == 0) {
      // A rule of one trade that concerns none of the data is no news.
      if (rule.applies_if.en.empty()) report.untriggered.push_back(std::move(duty));
      return;
    }
    add_tells(exposure, of_country, options, authority, duty);
    report.duties.push_back(std::move(duty));
  };
  for (const DutyRule& rule : rules.rules) {
    if (!rule.each_country) {
      assess(rule, nullptr);
      continue;
    }
    for (const std::string& country : rule.countries) assess(rule, &country);
  }
  std::ranges::stable_sort(report.duties, [](const Duty& a, const Duty& b) {
    if (is_of_one_trade(a) != is_of_one_trade(b)) return is_of_one_trade(b);
    if (a.first_due.has_value() != b.first_due.has_value()) return a.first_due.has_value();
    if (a.first_due && (*a.first_due < *b.first_due || *b.first_due < *a.first_due)) return *a.first_due < *b.first_due;
    if (a.persons != b.persons) return a.persons > b.persons;
    return a.id < b.id;
  });
  return report;
}

}  // namespace constat
