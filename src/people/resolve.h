// Persons from mentions, first method: mentions that share a validated personal id, an e-mail address, or a full name
// with a date of birth or a postal address, are one person. The interface stays when the method is replaced.
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
#include "detect/finding.h"

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
};

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
};

class PersonSink {
 public:
  virtual ~PersonSink() = default;
  virtual Result<void> person(const Person& person) = 0;
};

struct ResolveOptions {
  float confidence_min = 0.5F;
  std::size_t names_of_key_max = 8;
  std::size_t names_of_person_max = 16;
};

// Reads all mentions, then gives all persons in order of id. Errors are the source's or the sink's. Memory grows with
// the number of mentions (about 150 bytes each) and of distinct names; keys are kept as 64-bit hashes.
Result<void> resolve(MentionSource& mentions, PersonSink& persons, const ResolveOptions& options = {});

// Whether the address is an office's, not a person's: "info@", "no-reply@"... `address` is in lower case.
bool is_role_address(std::string_view address);

}  // namespace constat
