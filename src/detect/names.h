// Names of persons and postal addresses, by lexicon, shape and evidence: for running text and for single cells.
// Lexicons: data/names, data/places, each with source, licence and date in its README.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/byte_classes.h"

namespace constat {

struct NamedSpan {
  std::size_t begin = 0;  // Bytes in the text that was asked about; end exclusive.
  std::size_t end = 0;
  float confidence = 0;
};

class NameLexicon {
 public:
  virtual ~NameLexicon() = default;
  // Loads the compact lists from `data_dir`; an error names the file.
  static Result<std::unique_ptr<NameLexicon>> load(const std::string& data_dir);

  // Persons in running text, in order, not overlapping. Appends to `found`. One pass, no allocation per word. `classes`
  // have read the text.
  virtual void find_persons(std::string_view text, const ByteClasses& classes, std::vector<NamedSpan>& found) const = 0;
  // Postal addresses in running text (over line ends too), in order.
  virtual void find_addresses(std::string_view text, const ByteClasses& classes,
                              std::vector<NamedSpan>& found) const = 0;

  // How much a single cell or header value looks like it, 0 to 1: whole name ("Doe, Jane", "Jean-Pierre de La Tour"),
  // given name alone, surname alone, street line, city, postcode (with its country: "US", "FR", ... or "").
  virtual float full_name_score(std::string_view cell) const = 0;
  // Whether a cell may be a whole name that no list knows ("Bezalel Simmel"): the form of one, and no word of it an
  // organisation's or an ordinary one. For cells whose header says that they name somebody.
  virtual bool may_be_unlisted_name(std::string_view cell) const = 0;
  virtual float given_name_score(std::string_view word) const = 0;
  virtual float surname_score(std::string_view word) const = 0;
  virtual float street_score(std::string_view cell) const = 0;
  virtual float city_score(std::string_view cell) const = 0;
  virtual std::string_view postcode_country(std::string_view cell) const = 0;
  virtual float address_score(std::string_view cell) const = 0;
};

// What spellings of one name have in common: no accents, lower case, given names before surname, single blanks.
std::string canonical_name(std::string_view name);
// "Microsoft-Windows-Shell-Setup": three hyphens and more without a blank. People have two.
bool is_joined_thing(std::string_view name);
// Whether every word of `part` is one of `whole`. Both are folded, with a blank at each end.
bool holds_words(std::string_view whole, std::string_view part);
std::string canonical_address(std::string_view address);
// "BEZALEL SIMMEL" of "SIMMEL/BEZALEL MR", as airlines write names; "" where the cell is not written so. `name_bytes`:
// how much of the cell is the name, without the title.
std::string airline_name(std::string_view cell, std::size_t& name_bytes);

}  // namespace constat
