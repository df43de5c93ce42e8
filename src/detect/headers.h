// What a table column's header says of its values, in five languages. The phrases are data: data/headers.tsv.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace constat {

// Index into HeaderLexicon::classes(): a type's name ("us_ssn") or a role ("first_name", "other").
using HeaderClass = std::uint16_t;

struct HeaderMeaning {
  struct Reading {
    HeaderClass name = 0;
    bool strong = false;  // Says it alone; else needs values that agree.
    bool whole = false;   // The phrase is the whole header.
  };
  std::array<Reading, 4> readings = {};  // Best first.
  std::size_t count = 0;
  bool blank = true;
};

class HeaderLexicon {
 public:
  static Result<HeaderLexicon> load(const std::string& data_dir);
  // An error names the line. For tests: the text of headers.tsv itself.
  static Result<HeaderLexicon> parse(std::string_view text);

  HeaderMeaning read(std::string_view header) const;
  const std::string& class_name(HeaderClass index) const { return classes_[index]; }
  // classes().size() where there is none.
  HeaderClass find(std::string_view name) const;
  std::size_t size() const { return classes_.size(); }

 private:
  struct Entry {
    HeaderClass name = 0;
    bool strong = false;
    std::uint8_t words = 0;
  };
  // The beginning of a phrase's first word, which few words of a table's cells share: a bit each.
  static std::size_t start_bit(std::string_view word);
  bool is_name(HeaderClass index) const;
  void mark_start(const std::string& word);
  std::array<std::uint64_t, 1024> starts_ = {};
  std::vector<std::string> classes_;
  struct PhraseHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view phrase) const { return std::hash<std::string_view>{}(phrase); }
  };
  std::unordered_multimap<std::string, Entry, PhraseHash, std::equal_to<>> entries_;
  HeaderClass qualifier_ = 0;
  HeaderClass other_ = 0;
  std::vector<HeaderClass> names_;  // The classes of persons' names.
};

// "employeeSSN", "Employee_SSN ", "n° sécu", "Emp #" -> "employee ssn", "n secu", "emp no": lower case, no accents,
// single blanks.
std::string header_words(std::string_view header);

}  // namespace constat
