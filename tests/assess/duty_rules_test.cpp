#include "assess/duty_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "support/temporary.h"

namespace constat {
namespace {

const std::string root = CONSTAT_SOURCE_DIR;

Elements elements() {
  auto loaded = Elements::load(root + "/data/assess/elements.toml");
  EXPECT_TRUE(loaded) << loaded.error().what;
  return std::move(*loaded);
}

TEST(DutyRules, TheBuiltInRulesAreWhole) {
  const Elements all = elements();
  const auto rules = load_duty_rules(root + "/rules/duties", all);
  ASSERT_TRUE(rules) << rules.error().what;
  EXPECT_GE(rules->rules.size(), 60U);
  std::size_t states = 0;
  for (const DutyRule& rule : rules->rules) {
    if (!rule.state.empty()) ++states;
    EXPECT_FALSE(rule.zone.empty()) << rule.id;
    for (const DutyVersion& version : rule.versions) {
      const Provenance& from = version.provenance;
      EXPECT_EQ(from.verified == Verified::verified, from.unverified.empty()) << rule.id;
      EXPECT_FALSE(from.statute.en.empty() || from.source.empty() || from.read_on.empty()) << rule.id;
      // What is said in French is said whole.
      EXPECT_EQ(version.harm_test.en.empty(), version.harm_test.fr.empty()) << rule.id;
      EXPECT_EQ(version.notes.en.empty(), version.notes.fr.empty()) << rule.id;
      for (const Bilingual& one : version.must) EXPECT_FALSE(one.fr.empty()) << rule.id << ": " << one.en;
      for (const Bilingual& one : version.must_not) EXPECT_FALSE(one.fr.empty()) << rule.id << ": " << one.en;
      for (const Tell& tell : version.tells) {
        EXPECT_EQ(tell.wording.en.empty(), tell.wording.fr.empty()) << rule.id << ": " << tell.wording.en;
      }
    }
    if (rule.each_country) {
      for (const std::string& country : rule.countries) {
        EXPECT_EQ(std::ranges::count(rule.authorities, country, &Authority::country), 1) << country;
      }
    }
  }
  EXPECT_EQ(states, 54U) << "50 states, the District of Columbia, Puerto Rico, Guam, the Virgin Islands";
}

TEST(DutyRules, ReadsThresholdsAndDeadlines) {
  EXPECT_TRUE(parse_threshold("> 500")->is_met(501));
  EXPECT_FALSE(parse_threshold("> 500")->is_met(500));
  EXPECT_TRUE(parse_threshold(">= 500")->is_met(500));
  EXPECT_FALSE(parse_threshold(">= 500")->is_met(499));
  EXPECT_TRUE(Threshold{}.is_met(1));
  EXPECT_FALSE(Threshold{}.is_met(0));
  for (const char* const bad : {"", "500", "> ", ">= x", "> -1", "> 0", "< 1"})
    EXPECT_FALSE(parse_threshold(bad)) << bad;
  for (const char* const good : {"72 hours", "30 days", "14 business days", "15 days after persons",
                                 "5 business days after persons", "with persons", "before persons", "without delay"}) {
    EXPECT_TRUE(parse_due(good)) << good;
  }
  for (const char* const bad : {"", "soon", "0 days", "30", "-3 days", "30 weeks", "99999999999 days"}) {
    EXPECT_FALSE(parse_due(bad)) << bad;
  }
}

constexpr std::string_view good = R"(
id = "X"
name = "X"
countries = ["US"]
state = "CA"
statute = "law"
source = "text"
read_on = "2026"
verified = "partial"
unverified = ["all"]
zone = "Europe/Paris"
[[version]]
valid_from = 2026-01-01
with_name = ["ssn"]
[[version.tell]]
role = "persons"
due = "30 days"
)";

// A slip of the pen must not lift a duty.
TEST(DutyRules, ASlipOfThePenIsAnError) {
  const Elements all = elements();
  const auto load = [&](std::string text) {
    TemporaryFolder folder;
    std::ofstream(folder.path() + "/x.toml") << text;
    return load_duty_rules(folder.path(), all);
  };
  ASSERT_TRUE(load(std::string(good))) << load(std::string(good)).error().what;
  struct Case {
    std::string_view from, to, told;
  };
  constexpr Case cases[] = {
      {"with_name", "with_nmae", "unknown key"},
      {"\"ssn\"", "\"snn\"", "unknown element"},
      {"\"ssn\"", "\"ssn ? if it can be used\"", "condition"},
      {"with_name = [\"ssn\"]", "with_name_if = [\"ssn\"]", "condition"},
      {"2026-01-01", "\"2026-01-01\"", "must be a day"},
      {"30 days", "soon", "unknown deadline"},
      {"30 days", "with persons", "cannot lean on itself"},
      {"\"persons\"", "\"neighbours\"", "unknown role"},
      {"Europe/Paris", "Europe/Pariss", "time zone"},
      {"\"partial\"", "\"mostly\"", "verified must be"},
      {"unverified = [\"all\"]", "unverified = []", "not verified"},
      {"statute = \"law\"", "", "statute is needed"},
      {"countries = [\"US\"]", "", "countries or everywhere"},
      {"[[version]]", "[[version]]\nvalid_to = 2025-12-31", "before valid_from"},
      {"role = \"persons\"\ndue = \"30 days\"", "role = \"authority\"\ndue = \"30 days\"", "who is needed"},
      {"with_name = [\"ssn\"]", "", "nothing triggers"},
      {"with_name", "unverified = [\"dates\"]\nwith_name", "its own 'verified'"},
      {"with_name", "verified = \"verified\"\nunverified = [\"dates\"]\nwith_name", "not verified"},
      {"with_name", "verified = \"partial\"\nwith_name", "not verified"},
      {"valid_from = 2026-01-01", "first_law = true", "needs valid_from"},
  };
  for (const Case& c : cases) {
    std::string text(good);
    const std::size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, c.from.size(), c.to);
    const auto rules = load(text);
    ASSERT_FALSE(rules) << c.to;
    EXPECT_NE(rules.error().what.find(c.told), std::string::npos) << c.to << ": " << rules.error().what;
  }
  EXPECT_FALSE(load(std::string(good) + "[[version]]\nwith_name = [\"ssn\"]\n[[version.tell]]\nrole = \"persons\"\n"
                                        "due = \"30 days\"\n"))
      << "two versions in force on one day";
  EXPECT_FALSE(load("id = ["));
  EXPECT_FALSE(load_duty_rules("/no/such/folder", all));
}

// An older wording may have been read elsewhere, or less well, than that of today.
TEST(DutyRules, AVersionTellsWhereItWasReadOrTheRuleDoes) {
  TemporaryFolder folder;
  std::ofstream(folder.path() + "/x.toml") << good << R"(
[[version]]
valid_from = 2010-01-01
valid_to = 2025-12-31
first_law = true
statute = "law of 2010"
source = "gazette"
read_on = "2026-11-24"
verified = "verified"
with_name = ["ssn"]
[[version.tell]]
role = "persons"
due = "without delay"
)";
  const auto rules = load_duty_rules(folder.path(), elements());
  ASSERT_TRUE(rules) << rules.error().what;
  ASSERT_EQ(rules->rules.front().versions.size(), 2U);
  const Provenance& old = rules->rules.front().versions[0].provenance;
  EXPECT_EQ(old.statute.en, "law of 2010");
  EXPECT_EQ(old.source, "gazette");
  EXPECT_EQ(old.verified, Verified::verified);
  const Provenance& now = rules->rules.front().versions[1].provenance;
  EXPECT_EQ(now.statute.en, "law");
  EXPECT_EQ(now.verified, Verified::partial);
  ASSERT_EQ(now.unverified.size(), 1U);
  EXPECT_EQ(now.unverified.front().en, "all");
}

TEST(DutyRules, SaysDeadlinesInBothLanguages) {
  EXPECT_EQ(due_in_words({DueKind::hours, 72}, "en"), "72 hours from knowledge");
  EXPECT_EQ(due_in_words({DueKind::days_after_persons, 15}, "fr"), "15 jours après l’information des personnes");
}

}  // namespace
}  // namespace constat
