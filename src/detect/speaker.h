// Who says "I" in a letter or a mail: the one who signs it. "My SSN is 512-48-6193. Regards, Jane Doe" is Jane Doe's,
// and not that of "Dear John" above it. English, French, German, Spanish, Italian.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "detect/scan.h"

namespace constat {

class Speaker {
 public:
  // `chosen` in order of place, names of the type `person`. None where nobody signs behind a closing formula.
  static std::optional<Speaker> find(std::string_view text, std::span<const Candidate> chosen, TypeId person);

  std::size_t name() const { return name_; }        // Index of the signing name.
  std::size_t closing() const { return closing_; }  // Where the formula begins: what is said stands before it.
  // Whether chosen[index], before the closing, is said in the first person and of nobody else.
  bool says(std::size_t index) const;

 private:
  std::string_view text_;
  std::span<const Candidate> chosen_;
  TypeId person_ = 0;
  std::size_t name_ = 0;
  std::size_t closing_ = 0;
};

}  // namespace constat
