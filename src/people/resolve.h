// Persons from mentions: exact keys (a validated id, an e-mail address, a full name with a birth date or an address),
// then likeness weighed field by field. docs/persons.md tells the method.
//
// What the count promises:
// - A key that stands with more than `names_of_key_max` different names (a shared mailbox, a dummy id) joins nobody.
// - Role addresses (info@, noreply@...) and findings below `confidence_min` (samples, bare digits) are no keys.
// - Two different ids of one type are never brought together by a weaker key.
// - A mention with nothing but a full name joins the one known person of that name; where there is none, or several,
//   it is one person per name and evidence. A mention with neither key nor full name is of nobody.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/spill_store.h"
#include "detect/finding.h"
#include "detect/lexicon.h"
#include "people/relation.h"

namespace constat {

struct MentionFinding {
  TypeId type = 0;  // As MentionSource::type() knows it.
  float confidence = 0;
  std::string_view spelling;   // As found.
  std::string_view canonical;  // What all spellings share.
};

// The findings that speak of one person in one place.
struct Mention {
  std::int64_t item = 0;
  std::int64_t number = 0;  // Inside the item.
  std::int64_t file = 0;    // Where the item lies: what a person's `files` counts.
  std::int64_t evidence = 0;
  std::span<const MentionFinding> findings;  // In their order in the item: a row's first id is its subject's.
  std::string_view place = {};  // Of the item: "hr/payroll.xlsx!/Staff" tells the relation to the owner. May be empty.
  // What its columns or its table of a database tell of them; unknown: the Place decides.
  Relation relation = Relation::unknown;
  bool roster =
      false;  // Of the owner's own list: it helps to tell who is who, and is no evidence that anything was taken.
};

// Whether values of this type are read. Of the others the findings are counted: spelling and canonical may be left
// empty, and opening them is what takes time.
bool resolve_reads(const TypeInfo& type);

class MentionSource {
 public:
  virtual ~MentionSource() = default;
  virtual const TypeInfo& type(TypeId type) const = 0;
  // The next mention, in an order that is the same on every run (persons are numbered by it); nullopt at the end.
  // Views live until the next call.
  virtual Result<bool> next(Mention& mention) = 0;
};

struct MentionId {
  std::int64_t item = 0;
  std::int64_t number = 0;
  bool operator==(const MentionId&) const = default;
};

// Why two mentions were taken for one human being.
struct Link {
  MentionId a, b;
  std::string_view kind;  // "id", "email", "name and birth", "likeness", "name", "human"... Static.
  float probability = 0;
  float bits = 0;      // Weight of evidence, log2 of the odds; 0 where the kind says all.
  std::string levels;  // "given name exact +7.1, surname one edit +6.0, ..."; holds no value.
};

// A person's judgement, which stands above all evidence. Mentions of one `group` and one `side` are one human being;
// the two sides of one group are two. A merge has one side, a split has two.
struct Correction {
  std::int64_t group = 0;
  bool side = false;
  MentionId mention;
};

struct Person {
  std::int64_t id = 0;             // From 1, in the order of first mentions.
  std::vector<std::string> names;  // The most frequent first; one spelling per name. Bounded.
  std::string country;             // ISO 3166-1 alpha-2; "" unknown.
  std::string state;               // Of the United States, as the postal service writes it; "" unknown.
  float confidence = 0;            // That all mentions are the same human being: the weakest link.
  std::uint64_t findings = 0;      // At or above confidence_min.
  std::uint64_t files = 0;
  std::vector<std::pair<TypeId, std::uint64_t>> types;  // Findings by type, in order of type.
  std::span<const MentionId> mentions;                  // Dies with the call.
  std::string_view residence_reason;  // "postal address", "phone", "id", "domain"; "" where unknown. Static.
  bool residence_guessed = false;  // By a number in a national form, or by a domain: others in their row know better.
  std::string_view relation;       // As relation_name() tells it (people/relation.h); "" unknown. Static.
  std::string_view office;      // Domain of a mailbox of theirs that is no public provider's; "". Dies with the call.
  std::span<const Link> links;  // What holds the cluster together where no plain key does; the weakest first. Bounded.
};

// Two persons that may be one (or a merge that may be wrong): what a human is asked to judge.
struct UncertainPair {
  std::int64_t person_a = 0, person_b = 0;  // Equal where the merge was made.
  Link link;
};

// What is known of the count.
struct Resolution {
  std::uint64_t mentions = 0;
  std::uint64_t tuples = 0;  // Distinct among them.
  std::uint64_t pairs = 0;   // Compared.
  std::uint64_t persons = 0;
  std::uint64_t persons_low = 0, persons_high = 0;  // 95 % interval.
  std::uint64_t uncertain = 0;                      // Pairs whose probability is between 0.01 and 0.99.
  std::string model;                                // JSON: the weights in use. Holds no value of the evidence.
  std::vector<std::pair<std::string_view, double>> seconds;  // Of processor time, each step. Static names.
};

class PersonSink {
 public:
  virtual ~PersonSink() = default;
  virtual Result<void> person(const Person& person) = 0;
  // After all persons: whom each mention speaks of, in the order of reading. Mentions of nobody are left out.
  virtual Result<void> mention(const MentionId& mention, std::int64_t person) {
    (void)mention;
    (void)person;
    return {};
  }
  // After all persons: whom each mention of a roster is; `person` 0 where the evidence does not speak of them.
  virtual Result<void> roster(const MentionId& mention, std::int64_t person, float confidence) {
    (void)mention;
    (void)person;
    (void)confidence;
    return {};
  }
  // After all persons: pairs to judge, in order of doubt. Bounded.
  virtual Result<void> uncertain(const UncertainPair& pair) {
    (void)pair;
    return {};
  }
};

// Of the method: raised when the same mentions come out as other persons. What an older one told is told anew.
inline constexpr std::string_view resolve_method = "8";

struct ResolveOptions {
  float confidence_min = 0.5F;
  std::size_t names_of_key_max = 8;
  std::size_t names_of_person_max = 16;
  std::span<const Correction> corrections = {};
  const Lexicon* towns =
      nullptr;  // data/places/places.lex, for addresses that name no country; outlives the resolving.
  // Where the process comes to hold more than this, mentions lie in `spill` while clusters are compared, if there is
  // any; many mentions only where memory is short. The outcome is the same.
  std::uint64_t memory_wanted_bytes = 256ULL << 20;
  SpillStore* spill = nullptr;
  std::uint64_t memory_max_bytes = UINT64_MAX;  // Beside what the process holds; at most what it may still take.
};

// Reads all mentions, then gives all persons in order of id. Errors are the source's or the sink's. Memory grows with
// the number of mentions (20 bytes each), of distinct ones and of their distinct values (docs/persons.md has the
// sizes); what is only worked with is made in passes of bounded size. Where it would not suffice: Fault::over_limit,
// told while mentions are read.
Result<Resolution> resolve(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options = {});

// Whether the address is an office's, not a person's: "info@", "no-reply@"... `address` is in lower case.
bool is_role_address(std::string_view address);

}  // namespace constat
