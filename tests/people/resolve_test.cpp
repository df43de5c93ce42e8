#include "people/resolve.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <set>

namespace constat {
namespace {

struct Said {
  std::string_view type;
  std::string value;
  float confidence = 0.95F;
};

const std::vector<TypeInfo>& known_types() {
  static const std::vector<TypeInfo> types = {
      {"us_ssn", Category::government_id, "US", MaskStyle::middle},
      {"fr_nir", Category::government_id, "FR", MaskStyle::middle},
      {"us_ein", Category::government_id, "US", MaskStyle::middle},
      {"email_address", Category::contact, "", MaskStyle::email},
      {"person_name", Category::identity, "", MaskStyle::name},
      {"date_of_birth", Category::identity, "", MaskStyle::middle},
      {"postal_address", Category::contact, "", MaskStyle::middle},
      {"phone_number", Category::contact, "", MaskStyle::middle},
      {"password", Category::credential, "", MaskStyle::full},
      {"salary", Category::hr, "", MaskStyle::middle},
  };
  return types;
}

class Mentions final : public MentionSource {
 public:
  explicit Mentions(std::vector<std::vector<Said>> all, std::vector<std::int64_t> evidence = {})
      : all_(std::move(all)), evidence_(std::move(evidence)) {}
  const TypeInfo& type(TypeId type) const override { return known_types()[type]; }
  Result<bool> next(Mention& mention) override {
    if (at_ == all_.size()) return false;
    findings_.clear();
    canonical_.clear();
    canonical_.reserve(all_[at_].size());
    for (const Said& said : all_[at_]) {
      std::string canonical = said.value;
      for (char& c : canonical) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
      canonical_.push_back(canonical);
      const auto found = std::ranges::find(known_types(), said.type, &TypeInfo::name);
      findings_.push_back(
          {static_cast<TypeId>(found - known_types().begin()), said.confidence, said.value, canonical_.back()});
    }
    mention = {static_cast<std::int64_t>(at_ + 1), 1, static_cast<std::int64_t>(at_ + 1),
               evidence_.empty() ? 1 : evidence_[at_], findings_};
    mention.roster = mention.evidence == 0;  // Of no evidence: the owner's list.
    ++at_;
    return true;
  }

 private:
  std::vector<std::vector<Said>> all_;
  std::vector<std::int64_t> evidence_;
  std::vector<MentionFinding> findings_;
  std::vector<std::string> canonical_;
  std::size_t at_ = 0;
};

class Persons final : public PersonSink {
 public:
  struct Kept {
    Person person;
    std::vector<std::int64_t> items;
  };
  Result<void> person(const Person& person) override {
    Kept kept{person, {}};
    for (const MentionId& id : person.mentions) kept.items.push_back(id.item);
    kept.person.mentions = {};
    all.push_back(std::move(kept));
    return {};
  }
  Result<void> roster(const MentionId& mention, std::int64_t person, float confidence) override {
    in_roster.push_back(std::to_string(mention.item) + ":" + std::to_string(person));
    EXPECT_EQ(confidence > 0, person != 0) << mention.item;
    return {};
  }
  std::vector<std::string> in_roster;
  // "1,2 3": mentions of each person.
  std::string groups() const {
    std::string text;
    for (const Kept& kept : all) {
      if (!text.empty()) text += ' ';
      for (std::size_t index = 0; index < kept.items.size(); ++index) {
        text += (index == 0 ? "" : ",") + std::to_string(kept.items[index]);
      }
    }
    return text;
  }
  std::vector<Kept> all;
};

TEST(Resolve, WhoIsOnePerson) {
  struct Case {
    std::string_view why;
    std::vector<std::vector<Said>> mentions;
    std::string_view groups;
  };
  const Case cases[] = {
      {"the same id", {{{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}}, {{"us_ssn", "512486193"}}}, "1,2"},
      {"ids of different types meet in a third mention",
       {{{"us_ssn", "512486193"}},
        {{"fr_nir", "185057800608436"}},
        {{"us_ssn", "512486193"}, {"fr_nir", "185057800608436"}}},
       "1,2,3"},
      {"an id below the bar (a sample, bare digits) joins nobody",
       {{{"us_ssn", "512486193", 0.3F}}, {{"us_ssn", "512486193", 0.3F}}},
       ""},
      {"the same e-mail address",
       {{{"email_address", "j@x.org"}}, {{"email_address", "J@X.org"}, {"password", "p"}}},
       "1,2"},
      {"a role address is nobody's", {{{"email_address", "info@x.org"}}, {{"email_address", "no-reply@x.org"}}}, ""},
      {"name and birth date",
       {{{"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"person_name", "Doe Jane"}, {"date_of_birth", "1970-01-02"}}},
       "1,2"},
      {"the same name, other birth dates",
       {{{"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"person_name", "Jane Doe"}, {"date_of_birth", "1984-11-23"}}},
       "1 2"},
      {"names in two columns",
       {{{"person_name", "Jane"}, {"person_name", "Doe"}, {"postal_address", "1 Elm St"}},
        {{"person_name", "Jane Doe"}, {"postal_address", "1 Elm St"}}},
       "1,2"},
      {"two ids of one type are never joined by an e-mail address",
       {{{"us_ssn", "512486193"}, {"email_address", "family@x.org"}},
        {{"us_ssn", "536124455"}, {"email_address", "family@x.org"}}},
       "1 2"},
      {"nor through a third mention",
       {{{"us_ssn", "512486193"}, {"email_address", "a@x.org"}},
        {{"us_ssn", "536124455"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"email_address", "a@x.org"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}}},
       "1,3 2"},
      {"a spouse's id in the same row does not make two rows one",
       {{{"us_ssn", "512486193"}, {"us_ssn", "536124455"}}, {{"us_ssn", "536124455"}}},
       "1 2"},
      {"a manager's address in every row does not join the team",
       {{{"email_address", "a@x.org"}, {"email_address", "boss@x.org"}},
        {{"email_address", "b@x.org"}, {"email_address", "boss@x.org"}}},
       "1 2"},
      {"a name alone joins the one known person of that name",
       {{{"person_name", "Jane Doe"}}, {{"person_name", "Jane Doe"}, {"us_ssn", "512486193"}}},
       "1,2"},
      {"a name alone that two known persons bear cannot be told: it is nobody's",
       {{{"person_name", "Jane Doe"}},
        {{"person_name", "Jane Doe"}, {"us_ssn", "512486193"}},
        {{"person_name", "Jane Doe"}, {"us_ssn", "536124455"}}},
       "2 3"},
      {"nor where it tells a number that neither of the two tells",
       {{{"person_name", "Jane Doe"}, {"us_ssn", "512486193"}, {"date_of_birth", "1970-01-02"}},
        {{"person_name", "Jane Doe"}, {"us_ssn", "536124455"}, {"date_of_birth", "1984-11-23"}},
        {{"person_name", "Jane Doe"}, {"phone_number", "+13125550123"}}},
       "1 2"},
      {"father and son of one name, by what stands behind it",
       {{{"person_name", "Mark Okafor Sr"},
         {"postal_address", "12 Elm Street, Boston, MA 02108"},
         {"phone_number", "+16175550123"}},
        {{"person_name", "Mark Okafor Jr"},
         {"postal_address", "12 Elm Street, Boston, MA 02108"},
         {"phone_number", "+16175550144"}}},
       "1 2"},
      {"one of them told without it",
       {{{"person_name", "Mark Okafor Jr"}, {"postal_address", "12 Elm Street, Boston, MA 02108"}},
        {{"person_name", "Mark Okafor"}, {"postal_address", "12 Elm Street, Boston, MA 02108"}}},
       "1,2"},
      {"a Spanish title is no generation",
       {{{"person_name", "Sr Marcos Gil"}, {"postal_address", "Calle Mayor 12, 28013 Madrid"}},
        {{"person_name", "Marcos Gil Jr"}, {"postal_address", "Calle Mayor 12, 28013 Madrid"}}},
       "1,2"},
      {"unknown names count once", {{{"person_name", "Jane Doe"}}, {{"person_name", "Jane Doe"}}}, "1,2"},
      {"a single word is no person", {{{"person_name", "Jane"}}}, ""},
      {"salaries and passwords of nobody", {{{"salary", "100000"}}, {{"password", "hunter2"}}}, ""},
      {"a company's number is nobody's", {{{"us_ein", "12-3456789"}}}, ""},
  };
  for (const Case& c : cases) {
    Mentions mentions(c.mentions);
    Persons persons;
    ASSERT_TRUE(resolve(mentions, persons)) << c.why;
    EXPECT_EQ(persons.groups(), c.groups) << c.why;
  }
}

TEST(Resolve, TheStateIsTheAddressesElseThePhones) {
  Mentions mentions({
      {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"postal_address", "12 elm drive, austin, 78701"}},
      {{"us_ssn", "536124455"}, {"person_name", "Maria Garcia"}, {"phone_number", "+13105550123"}},
      {{"fr_nir", "185057800608436"}, {"person_name", "Zoe Martin"}, {"postal_address", "8 rue x, 75002 paris"}},
      {{"us_ssn", "404220962"}, {"person_name", "Peter Nilsson"}},
  });
  Persons persons;
  ASSERT_TRUE(resolve(mentions, persons));
  ASSERT_EQ(persons.all.size(), 4U);
  const std::array<std::array<std::string_view, 3>, 4> wanted = {
      {{"US", "TX", "postal address"}, {"US", "CA", "phone"}, {"FR", "", "postal address"}, {"US", "", "id"}}};
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    const Person& person = persons.all[at].person;
    EXPECT_EQ(person.country, wanted[at][0]) << at;
    EXPECT_EQ(person.state, wanted[at][1]) << at;
    EXPECT_EQ(person.residence_reason, wanted[at][2]) << at;
  }
}

TEST(Resolve, ARosterTellsWhoIsInTheDumpAndMakesNobody) {
  Mentions mentions(
      {
          {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}},
          {{"person_name", "Igor Petrov"}, {"date_of_birth", "1961-05-06"}},
          {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"email_address", "jane@x.org"}},
          {{"us_ssn", "536124455"}, {"person_name", "Maria Garcia"}},
          {{"email_address", "jane@x.org"}, {"salary", "100"}},
      },
      {1, 1, 0, 0, 1});
  Persons persons;
  const auto resolved = resolve(mentions, persons);
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->persons, 2U) << "whom only the list names is no person of the dump";
  EXPECT_EQ(resolved->mentions, 3U);
  EXPECT_EQ(persons.groups(), "1,5 2") << "the list knows that the address is hers";
  EXPECT_EQ(persons.in_roster, (std::vector<std::string>{"3:1", "4:0"}));
  EXPECT_EQ(persons.all[0].person.findings, 4U) << "what the list says is not counted as found";
}

TEST(Resolve, AKeyOfManyNamesIsNobodysOwn) {
  std::vector<std::vector<Said>> all;
  for (const char* const name : {"Jane Doe", "Robert Smith", "Maria Garcia", "Wei Chen", "Olga Petrova", "Paul Martin",
                                 "Aisha Khan", "Lars Nilsson", "Tom Brown"}) {
    all.push_back({{"person_name", name}, {"us_ssn", "111223333"}});
  }
  Mentions mentions(all);
  Persons persons;
  ASSERT_TRUE(resolve(mentions, persons));
  EXPECT_EQ(persons.all.size(), 9U) << "a dummy id in nine rows";
}

TEST(Resolve, LikenessJoinsAndParts) {
  struct Case {
    std::string_view why;
    std::vector<std::vector<Said>> mentions;
    std::string_view groups;
  };
  const Case cases[] = {
      {"neighbours with one birth date and telephones in a row, of whose names nothing agrees",
       {{{"person_name", "José Muñoz"},
         {"date_of_birth", "1977-06-05"},
         {"email_address", "jose@mail.example.com"},
         {"phone_number", "+13055550134"},
         {"postal_address", "13 park drive, miami, fl 33130"}},
        {{"person_name", "Olivia Grant"},
         {"date_of_birth", "1977-06-05"},
         {"email_address", "olivia@mail.example.com"},
         {"phone_number", "+13055550133"},
         {"postal_address", "12 park drive, miami, fl 33130"}}},
       "1 2"},
      {"twins: two given names, all that a family shares equal",
       {{{"person_name", "Jade Delannoy"},
         {"date_of_birth", "2012-06-03"},
         {"email_address", "famille.delannoy@mail.example.com"},
         {"postal_address", "5 rue du lion 59000 lille"}},
        {{"person_name", "Benjamin Delannoy"},
         {"date_of_birth", "2012-06-03"},
         {"email_address", "famille.delannoy@mail.example.com"},
         {"postal_address", "5 rue du lion 59000 lille"}}},
       "1 2"},
      {"a given name cut short or known otherwise, the rest equal, is one",
       {{{"person_name", "Liz Delannoy"},
         {"date_of_birth", "2012-06-03"},
         {"postal_address", "5 rue du lion 59000 lille"}},
        {{"person_name", "Elizabeth Delannoy"},
         {"date_of_birth", "2012-06-03"},
         {"postal_address", "5 rue du lion 59000 lille"}}},
       "1,2"},
      {"a given name and a middle initial, the surname elsewhere, under one number",
       {{{"us_ssn", "512486193"}, {"person_name", "Zoe Young"}}, {{"us_ssn", "512486193"}, {"person_name", "Zoe M"}}},
       "1,2"},
      {"a slip in a validated id, all else equal",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"us_ssn", "512486194"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}}},
       "1,2"},
      {"two neighbours' digits changed places",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"us_ssn", "512481693"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}}},
       "1,2"},
      {"two digits of a validated id apart: name and birth date do not outweigh it",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"us_ssn", "512486155"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}}},
       "1 2"},
      {"they do with one address, where the number has no check digit",
       {{{"us_ssn", "512486193"},
         {"person_name", "Jane Doe"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm st, springfield, il 62704"}},
        {{"us_ssn", "512486155"},
         {"person_name", "Jane Doe"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm street, springfield, il 62704"}}},
       "1,2"},
      {"never where it has one",
       {{{"fr_nir", "185057800608436"},
         {"person_name", "Jane Doe"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm st, springfield, il 62704"}},
        {{"fr_nir", "285057800612345"},
         {"person_name", "Jane Doe"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm street, springfield, il 62704"}}},
       "1 2"},
      {"a slip of an id, but another birth date",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"us_ssn", "512486194"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1984-11-23"}}},
       "1 2"},
      {"brothers and sisters with numbers in a row",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1970-01-02"}},
        {{"us_ssn", "512486194"}, {"person_name", "Peter Doe"}, {"date_of_birth", "1970-01-02"}}},
       "1 2"},
      {"a number that lost its leading zeros",
       {{{"us_ssn", "001234567"}, {"person_name", "Jane Doe"}}, {{"us_ssn", "1234567"}, {"person_name", "Jane Doe"}}},
       "1,2"},
      {"a married name, with birth date and telephone",
       {{{"person_name", "Jane Kowalczyk"}, {"date_of_birth", "1970-01-02"}, {"phone_number", "+15125550123"}},
        {{"person_name", "Jane Abernathy"}, {"date_of_birth", "1970-01-02"}, {"phone_number", "5125550123"}}},
       "1,2"},
      {"a nickname, with birth date and address",
       {{{"person_name", "Robert Quigley"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm st, springfield, il 62704"}},
        {{"person_name", "Bob Quigley"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm street, springfield, il 62704"}}},
       "1,2"},
      {"a household: one surname, one address, two given names and birth dates",
       {{{"person_name", "Jane Quigley"},
         {"date_of_birth", "1970-01-02"},
         {"postal_address", "12 elm st, springfield, il 62704"}},
        {{"person_name", "Mark Quigley"},
         {"date_of_birth", "1968-07-30"},
         {"postal_address", "12 elm st, springfield, il 62704"}}},
       "1 2"},
      {"father and son of one name",
       {{{"person_name", "Mark Quigley"},
         {"date_of_birth", "1968-07-30"},
         {"postal_address", "12 elm st, springfield, il 62704"}},
        {{"person_name", "Mark Quigley"},
         {"date_of_birth", "1995-02-11"},
         {"postal_address", "12 elm st, springfield, il 62704"}}},
       "1 2"},
      {"a spouse under the insured's number",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Quigley"}, {"date_of_birth", "1970-01-02"}},
        {{"us_ssn", "512486193"}, {"person_name", "Mark Quigley"}, {"date_of_birth", "1968-07-30"}}},
       "1 2"},
      {"a couple's common mailbox",
       {{{"email_address", "quigleys@x.org"}, {"person_name", "Jane Quigley"}},
        {{"email_address", "quigleys@x.org"}, {"person_name", "Mark Quigley"}}},
       "1 2"},
      {"a number under two quite different names is of neither for the other",
       {{{"us_ssn", "512486193"}, {"person_name", "Jane Quigley"}},
        {{"us_ssn", "512486193"}, {"person_name", "Igor Petrov"}}},
       "1 2"},
  };
  for (const Case& c : cases) {
    Mentions mentions(c.mentions);
    Persons persons;
    ASSERT_TRUE(resolve(mentions, persons)) << c.why;
    EXPECT_EQ(persons.groups(), c.groups) << c.why;
  }
}

// Two hundred persons in several rows each, with slips; read in several orders.
std::vector<std::vector<Said>> a_town() {
  std::vector<std::vector<Said>> all;
  const char* const given[] = {"Jane", "Robert", "Maria", "Wei", "Olga", "Paul", "Aisha", "Lars", "Tom", "Zoe"};
  const char* const surnames[] = {"Quigley", "Smith", "Garcia", "Chen",     "Petrova", "Martin", "Khan",
                                  "Nilsson", "Brown", "Doe",    "Nakamura", "Okafor",  "Rossi",  "Weber",
                                  "Dubois",  "Novak", "Silva",  "Haddad",   "Olsen",   "Kelly"};
  for (int person = 0; person < 200; ++person) {
    const std::string name = std::string(given[person % 10]) + " " + surnames[person / 10];
    const std::string birth =
        std::to_string(1950 + person % 40) + "-0" + std::to_string(1 + person % 9) + "-1" + std::to_string(person % 7);
    const std::string ssn = std::to_string(200000000 + person * 1234567 % 500000000);
    all.push_back({{"person_name", name}, {"us_ssn", ssn}, {"date_of_birth", birth}});
    all.push_back(
        {{"person_name", name}, {"date_of_birth", birth}, {"email_address", "u" + std::to_string(person) + "@x.org"}});
    if (person % 3 == 0) all.push_back({{"person_name", name.substr(0, name.size() - 1)}, {"us_ssn", ssn}});
    if (person % 5 == 0) all.push_back({{"person_name", name}});
    if (person % 7 == 0)
      all.push_back({{"person_name", name}, {"phone_number", "+1512555" + std::to_string(1000 + person)}});
  }
  return all;
}

TEST(Resolve, NamesakesOfOneOfficeAreToldApartByTheirMailboxes) {
  constexpr std::string_view given[] = {"Matthew", "Susan", "Kevin", "Olivia", "George", "Priya", "Thomas",
                                        "Ingrid",  "Pedro", "Alice", "Victor", "Wanda",  "Yusuf", "Zoe"};
  constexpr std::string_view surnames[] = {"Anderson", "Baxter", "Cole",    "Dawson",   "Everett", "Fischer",
                                           "Garner",   "Holt",   "Ibsen",   "Jarvis",   "Kessler", "Lowell",
                                           "Mercer",   "Norton", "Osborne", "Pritchard"};
  std::vector<std::vector<Said>> all;
  for (const std::string_view one : given) {
    for (const std::string_view name : surnames) {
      const std::string number = std::to_string(100 + all.size());
      all.push_back({{"person_name", std::string(one) + " " + std::string(name)},
                     {"us_ssn", "465" + number + number},
                     {"email_address", std::string(name) + number + "@studio.example"}});
    }
  }
  const auto persons = static_cast<std::int64_t>(all.size());
  all.push_back({{"person_name", "Matthew Anderson"}, {"email_address", "anderson976@studio.example"}});
  all.push_back({{"person_name", "Kevin Cole"}, {"email_address", "kev@mail.example.com"}});
  Mentions mentions(all);
  Persons told;
  ASSERT_TRUE(resolve(mentions, told));
  const auto office = std::ranges::find_if(
      told.all, [&](const Persons::Kept& one) { return std::ranges::find(one.items, persons + 1) != one.items.end(); });
  ASSERT_NE(office, told.all.end());
  EXPECT_EQ(office->items.size(), 1U) << "two mailboxes of one office";
  EXPECT_EQ(told.all.size(), static_cast<std::size_t>(persons + 1))
      << "a private mailbox beside an office's is one's own";
}

TEST(Resolve, TheOrderOfReadingDoesNotMatter) {
  const auto all = a_town();
  std::vector<std::size_t> order(all.size());
  for (std::size_t index = 0; index < order.size(); ++index) order[index] = index;
  std::set<std::set<std::size_t>> first;
  std::uint64_t state = 1;
  for (int times = 0; times < 4; ++times) {
    std::vector<std::vector<Said>> shuffled;
    for (const std::size_t index : order) shuffled.push_back(all[index]);
    Mentions mentions(shuffled);
    Persons persons;
    const auto resolved = resolve(mentions, persons);
    ASSERT_TRUE(resolved);
    EXPECT_LE(resolved->persons_low, persons.all.size() + 5);
    EXPECT_GE(resolved->persons_high, persons.all.size());
    std::set<std::set<std::size_t>> groups;
    for (const auto& kept : persons.all) {
      std::set<std::size_t> group;
      for (const std::int64_t item : kept.items) group.insert(order[static_cast<std::size_t>(item - 1)]);
      groups.insert(group);
    }
    if (times == 0) first = groups;
    EXPECT_EQ(groups, first) << "shuffled " << times << " times";
    EXPECT_EQ(groups.size(), 200U);
    for (std::size_t index = order.size(); index > 1; --index) {  // Fisher-Yates, a generator of our own.
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      std::swap(order[index - 1], order[(state >> 33) % index]);
    }
  }
}

TEST(Resolve, AHumansWordStandsAboveAll) {
  const std::vector<std::vector<Said>> all = {
      {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}},
      {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"email_address", "j@x.org"}},
      {{"us_ssn", "536124455"}, {"person_name", "Igor Petrov"}},
  };
  const auto groups = [&](std::vector<Correction> corrections) {
    Mentions mentions(all);
    Persons persons;
    ResolveOptions options;
    options.corrections = corrections;
    EXPECT_TRUE(resolve(mentions, persons, options));
    return persons.groups();
  };
  EXPECT_EQ(groups({}), "1,2 3");
  EXPECT_EQ(groups({{1, false, {1, 1}}, {1, true, {2, 1}}}), "1 2 3") << "split";
  EXPECT_EQ(groups({{1, false, {1, 1}}, {1, false, {3, 1}}}), "1,2,3") << "merged, though the ids differ";
}

TEST(Resolve, AMergeTakesNothingApart) {
  // Both have rows that hang together by their numbers, and one is married: her mail knows her by another name.
  const std::vector<std::vector<Said>> all = {
      {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"email_address", "jane@x.org"}},
      {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"date_of_birth", "1980-02-03"}},
      {{"email_address", "jane@x.org"}, {"person_name", "Jane Roe"}},
      {{"us_ssn", "536124455"}, {"person_name", "Igor Petrov"}, {"date_of_birth", "1961-11-30"}},
      {{"us_ssn", "536124455"}, {"person_name", "Igor Petrov"}, {"email_address", "igor@x.org"}},
      {{"email_address", "igor@x.org"}, {"person_name", "Igor Petrov"}},
  };
  const auto groups = [&](std::vector<Correction> corrections) {
    Mentions mentions(all);
    Persons persons;
    ResolveOptions options;
    options.corrections = corrections;
    EXPECT_TRUE(resolve(mentions, persons, options));
    return persons.groups();
  };
  EXPECT_EQ(groups({}), "1,2,3 4,5,6");
  for (std::int64_t one = 1; one <= 3; ++one) {
    for (std::int64_t other = 4; other <= 6; ++other) {
      EXPECT_EQ(groups({{1, false, {one, 1}}, {1, false, {other, 1}}}), "1,2,3,4,5,6") << one << " with " << other;
    }
  }
  EXPECT_EQ(groups({{1, false, {3, 1}}, {1, true, {1, 1}}, {1, true, {2, 1}}}), "1,2 3 4,5,6");
  EXPECT_EQ(groups({{1, false, {3, 1}}, {1, true, {1, 1}}, {1, true, {2, 1}}, {2, false, {1, 1}}, {2, false, {3, 1}}}),
            "1,2,3 4,5,6")
      << "the later word stands";
}

TEST(Resolve, WhereSomebodyLivesIsToldByWhatIsSurest) {
  struct Case {
    std::vector<Said> said;
    std::string_view country, reason;
  };
  // The canonical form of all these telephones is the guess that they are American.
  const Case cases[] = {
      {{{"fr_nir", "185057800608436"}, {"phone_number", "+1 212 555 0123"}}, "US", "phone"},
      {{{"fr_nir", "185057800608436"}, {"phone_number", "001 212 555 0123"}}, "US", "phone"},
      {{{"us_ssn", "512486193"}, {"phone_number", "+33 1 23 45 67 89"}}, "FR", "phone"},
      {{{"us_ssn", "512486193"}, {"email_address", "a@b.fr"}}, "US", "id"},
      {{{"us_ssn", "512486193"}, {"postal_address", "12 rue de la Paix, 75002 Paris, France"}}, "FR", "postal address"},
  };
  for (const Case& c : cases) {
    Mentions mentions({c.said});
    Persons persons;
    ASSERT_TRUE(resolve(mentions, persons));
    ASSERT_EQ(persons.all.size(), 1U);
    EXPECT_EQ(persons.all.front().person.country, c.country) << c.said.back().value;
    EXPECT_EQ(persons.all.front().person.residence_reason, c.reason) << c.said.back().value;
  }
  // A national form is read by the country of the text around it, and says less than an id.
  class National final : public MentionSource {
   public:
    const TypeInfo& type(TypeId type) const override { return known_types()[type]; }
    Result<bool> next(Mention& mention) override {
      if (given_) return false;
      given_ = true;
      findings_ = {{0, 0.9F, "512-48-6193", "512486193"}, {7, 0.9F, "01 23 45 67 89", "+33123456789"}};
      mention = {1, 1, 1, 1, findings_};
      return true;
    }

   private:
    bool given_ = false;
    std::vector<MentionFinding> findings_;
  } national;
  Persons persons;
  ASSERT_TRUE(resolve(national, persons));
  ASSERT_EQ(persons.all.size(), 1U);
  EXPECT_EQ(persons.all.front().person.country, "US");
  EXPECT_EQ(persons.all.front().person.residence_reason, "id");
}

TEST(Resolve, NamesOfTwoCellsKeepTheirAccents) {
  class Cells final : public MentionSource {
   public:
    const TypeInfo& type(TypeId type) const override { return known_types()[type]; }
    Result<bool> next(Mention& mention) override {
      if (given_) return false;
      given_ = true;
      findings_ = {{1, 0.9F, "185057800608436", "185057800608436"},
                   {4, 0.9F, "Zoé-Hélène", "zoe helene lefevre"},
                   {4, 0.9F, "Lefèvre", "zoe helene lefevre"}};
      mention = {1, 1, 1, 1, findings_};
      return true;
    }

   private:
    bool given_ = false;
    std::vector<MentionFinding> findings_;
  } cells;
  Persons persons;
  ASSERT_TRUE(resolve(cells, persons));
  ASSERT_EQ(persons.all.size(), 1U);
  EXPECT_EQ(persons.all.front().person.names, std::vector<std::string>{"Zoé-Hélène Lefèvre"});
}

TEST(Resolve, TheGivenNameStandsFirstWhicheverColumnDoes) {
  class Cells final : public MentionSource {
   public:
    const TypeInfo& type(TypeId type) const override { return known_types()[type]; }
    Result<bool> next(Mention& mention) override {
      if (given_) return false;
      given_ = true;
      findings_ = {
          {0, 0.9F, "512-48-6193", "512486193"}, {4, 0.9F, "Bell", "chris bell"}, {4, 0.9F, "Chris", "chris bell"}};
      mention = {1, 1, 1, 1, findings_};
      return true;
    }

   private:
    bool given_ = false;
    std::vector<MentionFinding> findings_;
  } cells;
  Persons persons;
  ASSERT_TRUE(resolve(cells, persons));
  ASSERT_EQ(persons.all.size(), 1U);
  EXPECT_EQ(persons.all.front().person.names, std::vector<std::string>{"Chris Bell"});
}

TEST(Resolve, UnknownNamesCountOnceAnEvidence) {
  Mentions mentions({{{"person_name", "Jane Doe"}}, {{"person_name", "Jane Doe"}}}, {1, 2});
  Persons persons;
  ASSERT_TRUE(resolve(mentions, persons));
  EXPECT_EQ(persons.groups(), "1 2");
}

TEST(Resolve, NamesCountryAndCountsAreVoted) {
  Mentions mentions(
      {{{"us_ssn", "512486193"}, {"person_name", "DOE JANE"}, {"phone_number", "+33123456789"}},
       {{"us_ssn", "512486193"}, {"person_name", "Jane Doe"}, {"postal_address", "12 Elm St, Springfield, IL 62704"}},
       {{"us_ssn", "512486193"}, {"person_name", "Jane Roe"}, {"password", "x"}, {"password", "y", 0.2F}}});
  Persons persons;
  ASSERT_TRUE(resolve(mentions, persons));
  ASSERT_EQ(persons.all.size(), 1U);
  const Person& person = persons.all.front().person;
  EXPECT_EQ(person.names, (std::vector<std::string>{"Jane Doe", "Jane Roe"})) << "one spelling a name, not shouted";
  EXPECT_EQ(person.country, "US");
  EXPECT_EQ(person.state, "IL");
  EXPECT_EQ(person.findings, 9U) << "what is below the bar does not count";
  EXPECT_EQ(person.files, 3U);
  EXPECT_NEAR(person.confidence, 0.99F * 0.95F, 0.001F);
}

TEST(Resolve, ManyMentionsOfFewPersons) {
  class Many final : public MentionSource {
   public:
    const TypeInfo& type(TypeId type) const override { return known_types()[type]; }
    Result<bool> next(Mention& mention) override {
      if (at_ == 20'000) return false;
      const std::string number = std::to_string(100'000'000 + at_ / 4);
      values_ = {number, "jane" + number + " doe", "j" + number + "@x.org"};
      findings_ = {
          {0, 0.9F, values_[0], values_[0]}, {4, 0.9F, values_[1], values_[1]}, {3, 0.9F, values_[2], values_[2]}};
      mention = {static_cast<std::int64_t>(at_), 1, 1, 1, findings_};
      ++at_;
      return true;
    }

   private:
    std::size_t at_ = 0;
    std::vector<std::string> values_;
    std::vector<MentionFinding> findings_;
  } mentions;
  Persons persons;
  ASSERT_TRUE(resolve(mentions, persons));
  EXPECT_EQ(persons.all.size(), 5'000U);
}

// Everything that a run tells, as text.
class Told final : public PersonSink {
 public:
  std::string text;
  Result<void> person(const Person& person) override {
    text += std::to_string(person.id) + " " + person.country + person.state + " " + std::to_string(person.confidence) +
            " " + std::string(person.relation) + " " + std::to_string(person.findings) + " " +
            std::to_string(person.files);
    for (const std::string& name : person.names) text += " " + name;
    for (const MentionId& id : person.mentions) text += " " + std::to_string(id.item);
    for (const Link& one : person.links) link(one);
    text += "\n";
    return {};
  }
  Result<void> mention(const MentionId& mention, std::int64_t person) override {
    text += std::to_string(mention.item) + ":" + std::to_string(person) + " ";
    return {};
  }
  Result<void> uncertain(const UncertainPair& pair) override {
    text += std::to_string(pair.person_a) + "?" + std::to_string(pair.person_b);
    link(pair.link);
    return {};
  }

 private:
  void link(const Link& link) {
    text += " " + std::to_string(link.a.item) + "=" + std::to_string(link.b.item) + " " + std::string(link.kind) + " " +
            std::to_string(link.bits) + " " + link.levels;
  }
};

TEST(Resolve, WhereMemoryDoesNotSufficeItSaysSo) {
  std::vector<std::vector<Said>> all;
  for (int number = 0; number < 60'000; ++number) {
    all.push_back({{"person_name", "Maria Number" + std::to_string(number)},
                   {"email_address", "maria" + std::to_string(number) + "@example.org"}});
  }
  Mentions few(all);
  Persons persons;
  ResolveOptions options;
  options.memory_max_bytes = 1 << 20;
  const auto refused = resolve(few, persons, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::over_limit);
  EXPECT_NE(refused.error().what.find("too little memory"), std::string::npos);
  EXPECT_TRUE(persons.all.empty()) << "part of the persons is not the persons";
  all.resize(2'000);
  Mentions again(all);
  options.memory_max_bytes = 1 << 30;
  EXPECT_TRUE(resolve(again, persons, options));
  EXPECT_EQ(persons.all.size(), 2'000U);
}

// Invented: few names for many persons, so that likeness, the little known and doubt all have their work.
std::vector<std::vector<Said>> few_names_for_many() {
  std::vector<std::vector<Said>> all;
  std::uint64_t state = 7;
  const auto draw = [&state](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % below;
  };
  const std::array<std::string_view, 8> given = {"Jane", "Robert", "Bob", "Marie", "Maria", "Ahmed", "Lucy", "Paul"};
  const auto surname = [](std::uint64_t number) {
    std::string word = "Q";
    for (int at = 0; at < 4; ++at, number /= 7) word += "aeioubl"[number % 7];
    return word + "son";
  };
  const auto digits = [](std::uint64_t number, std::size_t size) {
    std::string text = std::to_string(number);
    return std::string(size - std::min(size, text.size()), '0') + text;
  };
  for (std::uint64_t person = 0; person < 2500; ++person) {
    const std::string first(given[draw(given.size())]);
    const std::string last = surname(draw(900));
    const std::string birth =
        digits(1950 + draw(50), 4) + "-" + digits(1 + draw(12), 2) + "-" + digits(1 + draw(28), 2);
    const std::string ssn = digits(100'000'000 + person * 7919, 9);
    const std::string phone = "+1 310 555 " + digits(draw(3000), 4);
    for (std::uint64_t times = 1 + draw(4); times > 0; --times) {
      std::vector<Said> said = {{"person_name", draw(9) == 0 ? last + " " + first : first + " " + last}};
      if (draw(12) == 0) said[0].value[1 + draw(3)] = 'x';
      if (draw(3) != 0) said.push_back({"date_of_birth", birth});
      if (draw(2) == 0) said.push_back({"us_ssn", ssn});
      if (draw(3) == 0) said.push_back({"phone_number", phone});
      all.push_back(std::move(said));
    }
  }
  return all;
}

// All that resolving tells.
std::string all_told(const std::vector<std::vector<Said>>& all, const ResolveOptions& options = {}) {
  Mentions mentions(all);
  Told told;
  const auto resolved = resolve(mentions, told, options);
  EXPECT_TRUE(resolved);
  return told.text + resolved->model + std::to_string(resolved->persons_low) + " " +
         std::to_string(resolved->persons_high) + " " + std::to_string(resolved->pairs);
}

TEST(Resolve, WhatLiesInTheSpillFileMeanwhileChangesNothing) {
  const std::vector<std::vector<Said>> all = few_names_for_many();
  const std::string in_memory = all_told(all);
  ResolveOptions options;
  options.memory_wanted_bytes = 0;
  SpillStore spill(open_unlinked_file(::testing::TempDir()));
  ASSERT_TRUE(spill.usable());
  options.spill = &spill;
  EXPECT_TRUE(all_told(all, options) == in_memory);
  EXPECT_GE(spill.new_stream(), 7U) << "tables of mentions, and texts of names, were to lie there";
  EXPECT_EQ(spill.end_bytes(), 0U) << "the disk has its space back";
  // A full disk is no reason to tell less.
  SpillStore full(::open("/dev/full", O_RDWR));
  options.spill = &full;
  EXPECT_TRUE(all_told(all, options) == in_memory);
  SpillStore none(-1);
  options.spill = &none;
  EXPECT_TRUE(all_told(all, options) == in_memory);
}

TEST(Resolve, OneProcessorTellsWhatSeveralTell) {
  const std::vector<std::vector<Said>> all = few_names_for_many();
  const auto run = [&all] { return all_told(all); };
  const std::string several = run();
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  const std::string single = run();
  ASSERT_EQ(sched_setaffinity(0, sizeof(before), &before), 0);
  EXPECT_NE(several.find(" name "), std::string::npos) << "the little known have their part in it";
  EXPECT_TRUE(several == single) << "processors must not show in what is told";
}

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  std::uint64_t operator()(std::uint64_t below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state_ >> 33) % below;
  }
  std::string digits(std::uint64_t below, std::size_t size) {
    const std::string text = std::to_string((*this)(below));
    return std::string(size - std::min(size, text.size()), '0') + text;
  }
  // A word of its own; the same for the same number.
  static std::string word(std::uint64_t number) {
    constexpr std::string_view parts[] = {"ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"};
    std::string text;
    for (int at = 0; at < 4; ++at, number /= 10) text += parts[number * 7919 % 10];
    text[0] = static_cast<char>(text[0] & ~0x20);
    return text;
  }
  std::string birth() { return std::to_string(1930 + (*this)(70)) + "-0" + digits(8, 1) + "-1" + digits(9, 1); }

 private:
  std::uint64_t state_;
};

// One surname, one address, one telephone and no birth dates: what households share outnumbers what one human being's
// records do, and was learnt to be a match. Families were one person each.
TEST(Resolve, HouseholdsWithoutDatesOrIdsAreNoPersons) {
  Draws draw(3);
  constexpr std::string_view given[] = {"Jane",   "Robert", "Marie", "Ahmed",  "Lucy",   "Paul",  "Ingrid",
                                        "Victor", "Olga",   "Pedro", "Wanda",  "Kevin",  "Susan", "Bruno",
                                        "Helen",  "Oscar",  "Tina",  "George", "Fatima", "Louis"};
  std::vector<std::vector<Said>> all;
  std::vector<std::uint64_t> truth;
  std::uint64_t persons = 0;
  for (std::uint64_t family = 0; family < 250; ++family) {
    const std::string surname = Draws::word(family);
    const std::string address = std::to_string(1 + draw(99)) + " " + Draws::word(family * 13) + " street, " +
                                Draws::word(draw(40)) + ", " + std::to_string(20000 + draw(40));
    const std::string phone = "+1 310 555 " + std::to_string(1000 + family);
    const std::uint64_t first = draw(20);
    for (std::uint64_t member = 0; member < 4; ++member, ++persons) {
      for (std::uint64_t times = 1 + draw(4); times > 0; --times) {
        std::string name = std::string(given[(first + member * 3) % 20]) + " " + surname;
        if (draw(12) == 0) name[1 + draw(2)] = 'x';
        std::vector<Said> said = {{"person_name", name}};
        if (draw(10) != 0) said.push_back({"postal_address", address});
        if (draw(10) != 0) said.push_back({"phone_number", phone});
        all.push_back(std::move(said));
        truth.push_back(persons);
      }
    }
  }
  Mentions mentions(all);
  Persons told;
  const auto resolved = resolve(mentions, told);
  ASSERT_TRUE(resolved);
  std::uint64_t mixed = 0;
  for (const auto& kept : told.all) {
    std::set<std::uint64_t> of;
    for (const std::int64_t item : kept.items) of.insert(truth[static_cast<std::size_t>(item - 1)]);
    mixed += of.size() - 1;
  }
  EXPECT_LT(mixed, 20U);
  EXPECT_GT(told.all.size(), 960U);
  EXPECT_LE(resolved->persons_low, 1000U);
  EXPECT_GE(resolved->persons_high, 1000U);
  EXPECT_GT(resolved->persons_low, 500U);
}

// A list in which nobody stands twice, of few names: those without a birth date were given to namesakes, or to nobody.
TEST(Resolve, AListOfNamesakesIsAsManyPersonsAsRows) {
  Draws draw(5);
  std::vector<std::vector<Said>> all;
  for (std::uint64_t person = 0; person < 3000; ++person) {
    std::vector<Said> said = {{"person_name", Draws::word(draw(30)) + " " + Draws::word(500 + draw(30))},
                              {"postal_address", std::to_string(1 + draw(900)) + " " + Draws::word(1000 + draw(900)) +
                                                     " street, " + Draws::word(2000 + draw(90))}};
    if (draw(12) != 0) said.push_back({"date_of_birth", draw.birth()});
    all.push_back(std::move(said));
  }
  Mentions mentions(all);
  Persons told;
  const auto resolved = resolve(mentions, told);
  ASSERT_TRUE(resolved);
  EXPECT_GE(told.all.size(), 2995U);
  EXPECT_LE(resolved->persons_low, 3000U);
  EXPECT_GE(resolved->persons_high, 2998U);
  EXPECT_GE(resolved->persons_low, 2950U);
}

// Somebody of whom a surname and a town are told is who is called so there, not a person more.
// A list in which hardly anybody stands twice: what looks like one human being under two given names are twins, and
// under two birth dates father and son.
TEST(Resolve, FamiliesOfAListInWhichNobodyStandsTwiceAreNotLearntForSlips) {
  constexpr std::string_view given[] = {"Margaret", "Thomas", "Susan", "Peter",  "Linda", "Robert", "Olga",  "Daniel",
                                        "Hannah",   "Victor", "Naomi", "George", "Alice", "Frank",  "Julia", "Oscar"};
  constexpr std::string_view sounds[] = {"ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"};
  struct List {
    std::size_t twins, generations, others;
  };
  for (const List& list : {List{12, 0, 0}, List{12, 0, 90}, List{12, 0, 470}, List{0, 12, 0}, List{0, 30, 470}}) {
    std::vector<std::vector<Said>> rows;
    const auto row = [&](std::size_t name, std::size_t family, bool elder) {
      std::string surname;
      for (const std::size_t at : {family % 10, family / 10 % 10, family / 100 % 10}) surname += sounds[at];
      surname[0] = static_cast<char>(surname[0] - 'a' + 'A');
      char born[16];
      std::snprintf(born, sizeof born, "%04zu-%02zu-%02zu", (elder ? 1966 : 2008) + family % 9,
                    1 + (family + (elder ? 4 : 0)) * 7 % 12, 1 + (family + (elder ? 9 : 0)) * 11 % 28);
      rows.push_back({{"person_name", std::string(given[name % 16]) + " " + surname + "sson"},
                      {"date_of_birth", born},
                      {"postal_address", std::to_string(3 + family) + " mill road leeds ls1 4ap"}});
    };
    const std::size_t families = list.twins + list.generations;
    for (std::size_t family = 0; family < families; ++family) {
      const bool twins = family < list.twins;
      row(family, family, false);
      row(twins ? family + 5 : family, family, !twins);
    }
    for (std::size_t family = families; family < families + list.others; ++family) row(family, family, false);
    Mentions mentions(rows);
    Persons persons;
    const auto resolution = resolve(mentions, persons);
    ASSERT_TRUE(resolution);
    EXPECT_EQ(persons.all.size(), rows.size()) << list.twins << ' ' << list.generations << ' ' << list.others;
    EXPECT_GE(resolution->persons_high, rows.size());
  }
}

TEST(Resolve, ASurnameAndATownAreOfWhoIsCalledSoThere) {
  Draws draw(9);
  std::vector<std::vector<Said>> all;
  for (std::uint64_t person = 0; person < 400; ++person) {
    const std::string surname = Draws::word(person);
    const std::string town = Draws::word(3000 + draw(50));
    const std::string birth = draw.birth();
    for (int times = 0; times < 2; ++times) {
      all.push_back({{"person_name", Draws::word(4000 + person % 90) + " " + surname},
                     {"date_of_birth", birth},
                     {"postal_address", town}});
    }
    if (person % 4 == 0) all.push_back({{"person_name", surname}, {"postal_address", town}});
  }
  Mentions mentions(all);
  Persons told;
  ASSERT_TRUE(resolve(mentions, told));
  EXPECT_LE(told.all.size(), 402U);
  EXPECT_GE(told.all.size(), 395U);
}

}  // namespace
}  // namespace constat
