// What of a person is exposed, in the words of the statutes ("elements"), and how many persons share the same exposure.
// Where persons come from is behind an interface: the case file's table today.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace constat {

// A text in the languages of the reports. Where there is no French the English stands.
struct Bilingual {
  std::string en;
  std::string fr;
  const std::string& in(std::string_view language) const { return language == "fr" && !fr.empty() ? fr : en; }
};

// One bit an element.
using ElementSet = std::uint64_t;

// data/assess/elements.toml: every word that a trigger may use, and the types of finding that are it.
class Elements {
 public:
  // Fault::malformed names the line. At most 64 elements.
  static Result<Elements> load(const std::string& path);

  std::optional<std::size_t> find(std::string_view name) const;
  std::size_t size() const { return elements_.size(); }
  const std::string& name(std::size_t index) const { return elements_[index].name; }
  const Bilingual& label(std::size_t index) const { return elements_[index].label; }
  // False where no detector states such a thing: evidence cannot answer, the owner must.
  bool is_detected(std::size_t index) const { return elements_[index].is_detected; }
  // The elements that a finding of this type is, 0 for none.
  ElementSet of_type(std::string_view type) const;
  // What every person has who is known at all ("any_personal_data").
  ElementSet of_everybody() const { return of_everybody_; }
  // "ssn, driver_licence"
  std::string names(ElementSet set) const;

 private:
  struct Element {
    std::string name;
    Bilingual label;
    bool is_detected = false;
  };
  std::vector<Element> elements_;
  std::map<std::string, ElementSet, std::less<>> types_;
  ElementSet of_everybody_ = 0;
};

struct ExposedPerson {
  std::int64_t id = 0;
  std::string_view country;                 // ISO 3166-1 alpha-2; "" unknown.
  std::string_view state;                   // Of the United States; "" unknown.
  std::span<const std::string_view> types;  // Types of finding, each once, in any order.
};

class ExposureSource {
 public:
  virtual ~ExposureSource() = default;
  // The next person; false at the end. Views live until the next call.
  virtual Result<bool> next(ExposedPerson& person) = 0;
};

// "US" and "CA", "" and "CA", "PR": one way to write a residence. Overseas departments count as the state whose
// authority is competent for them.
struct Residence {
  std::string country;
  std::string state;
  friend auto operator<=>(const Residence&, const Residence&) = default;
};
Residence residence_of(std::string_view country, std::string_view state);

struct ExposureGroup {
  Residence residence;
  ElementSet elements = 0;
  std::int64_t persons = 0;
};

// What the evidence says of encryption: most statutes excuse encrypted data unless the key left as well.
struct KeyFacts {
  std::int64_t encrypted_items = 0;  // Items that could not be read because they are encrypted.
  std::int64_t private_keys = 0;     // Distinct values.
  std::int64_t passwords = 0;
  std::int64_t cards = 0;               // Payment cards, distinct numbers.
  std::vector<std::string> key_places;  // Some of the Places of private keys and passwords.
};

struct Exposure {
  std::vector<ExposureGroup> groups;  // In order of residence and elements.
  std::int64_t persons = 0;
  // 95 % interval of the number of persons (docs/persons.md); -1: the case does not tell.
  std::int64_t persons_low = -1, persons_high = -1;
  KeyFacts keys;
};
// Counts the persons of `source`. Memory grows with the number of different exposures, not of persons.
Result<Exposure> gather_exposure(ExposureSource& source, const Elements& elements);

}  // namespace constat
