#include "report/exposure.h"

#include <map>
#include <vector>

#include "casefile/finding_reader.h"

namespace constat {

void each_type(std::string_view types, const std::function<void(std::string_view)>& each) {
  for (std::size_t open = types.find('"'); open != std::string_view::npos; open = types.find('"', open)) {
    const std::size_t close = types.find('"', open + 1);
    if (close == std::string_view::npos) break;
    each(types.substr(open + 1, close - open - 1));
    open = close + 1;
  }
}

namespace {

constexpr std::string_view known_key = "duties.known_on";

class CaseExposure final : public ExposureSource {
 public:
  explicit CaseExposure(Case& file)
      : rows_(file.database(), "SELECT id, coalesce(country, ''), coalesce(state, ''), types FROM person ORDER BY id") {
  }

  Result<bool> next(ExposedPerson& person) override {
    if (!rows_.step()) return false;
    person.id = rows_.integer(0);
    country_ = rows_.text(1);
    state_ = rows_.text(2);
    types_text_ = rows_.text(3);
    // {"us_ssn":2,"salary":1}: names of types are lower snake case, nothing is escaped.
    types_.clear();
    each_type(types_text_, [this](std::string_view type) { types_.push_back(type); });
    person.country = country_;
    person.state = state_;
    person.types = types_;
    return true;
  }

 private:
  Statement rows_;
  std::string country_, state_, types_text_;
  std::vector<std::string_view> types_;
};

}  // namespace

std::unique_ptr<ExposureSource> exposure_of(Case& file) { return std::make_unique<CaseExposure>(file); }

KeyFacts key_facts_of(Case& file) {
  Database& database = file.database();
  KeyFacts facts;
  facts.encrypted_items = database.scalar("SELECT count(*) FROM item WHERE status = 'encrypted'");
  const std::map<std::int64_t, std::uint64_t> distinct = distinct_values(database);
  const auto values = [&](std::string_view type) {
    Statement row(database, "SELECT id FROM type WHERE name = ?");
    row.bind(1, type);
    if (!row.step()) return std::int64_t{0};
    const auto found = distinct.find(row.integer(0));
    return found == distinct.end() ? std::int64_t{0} : static_cast<std::int64_t>(found->second);
  };
  facts.private_keys = values("private_key");
  facts.passwords = values("password");
  facts.cards = values("credit_card");
  Statement places(database,
                   // Keys first; then passwords, first where one or two lie: what opens an archive is more likely such
                   // a note than a list of customers.
                   "SELECT shown(i.place) FROM item_type n JOIN type t ON t.id = n.type JOIN item i ON i.id = n.item "
                   "WHERE t.name IN ('private_key', 'password') AND n.sure > 0 GROUP BY 1 "
                   "ORDER BY max(t.name = 'private_key') DESC, min(n.sure), 1 LIMIT 5");
  while (places.step()) facts.key_places.emplace_back(places.text(0));
  return facts;
}

ExposedUnder exposed_under(Case& file, const Duty& duty) {
  ExposedUnder under;
  std::vector<ItemMention> mentions;
  Statement rows(
      file.database(),
      "SELECT coalesce(p.country, ''), coalesce(p.state, ''), p.types, p.findings, coalesce(n.relation, ''), "
      "p.mentions "
      "FROM person p LEFT JOIN person_note n ON n.person = p.id");
  while (rows.step()) {
    const Residence residence = residence_of(rows.text(0), rows.text(1));
    if (duty.rule->each_country ? residence != duty.residence : !lives_under(*duty.rule, residence)) continue;
    under.findings += rows.integer(3);
    mentions.clear();
    if (unpack_mentions(rows.blob(5), mentions)) under.records += static_cast<std::int64_t>(mentions.size());
    ++under.relations[std::string(rows.text(4))];
    each_type(rows.text(2), [&under](std::string_view type) { ++under.persons[std::string(type)]; });
  }
  return under;
}

std::string known_on_of(Case& file) { return file.meta(known_key); }
void keep_known_on(Case& file, const KnownOn& known) { file.set_meta(known_key, known.text); }

Result<std::unique_ptr<Assessment>> assess_case(Case& file, const std::string& root,
                                                const std::optional<KnownOn>& known) {
  if (root.empty()) {
    return fail(Fault::io, "the rules are not where they should be: set CONSTAT_DATA to the folder that holds rules/");
  }
  auto assessment = std::make_unique<Assessment>();
  TRY_ASSIGN(assessment->elements, Elements::load(root + "/data/assess/elements.toml"));
  TRY_ASSIGN(assessment->rules, load_duty_rules(root + "/rules/duties", assessment->elements));
  const auto source = exposure_of(file);
  TRY_ASSIGN(assessment->exposure, gather_exposure(*source, assessment->elements));
  assessment->exposure.keys = key_facts_of(file);
  Statement interval(file.database(),
                     "SELECT key, CAST(value AS INTEGER) FROM person_count WHERE key IN ('low', 'high')");
  while (interval.step()) {
    (interval.text(0) == "low" ? assessment->exposure.persons_low : assessment->exposure.persons_high) =
        interval.integer(1);
  }
  DutyOptions options;
  options.known = known;
  if (const std::string kept = known_on_of(file); !known && !kept.empty()) {
    TRY_ASSIGN(options.known, parse_known_on(kept));
  }
  const auto created = parse_date(std::string_view(file.meta("created")).substr(0, 10));
  options.day = created ? *created : Date{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};
  assessment->duties = assess_duties(assessment->rules, assessment->elements, assessment->exposure, options);
  return assessment;
}

}  // namespace constat
