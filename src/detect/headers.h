// What a table column's header says of its values, in five languages. The phrases are data: data/headers.tsv.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace constat {

// Index into HeaderLexicon::classes(): a type's name ("us_ssn") or a role ("first_name", "other").
using HeaderClass = std::uint16_t;

inline constexpr std::size_t header_bytes_max = 200;  // A longer one is a sentence: only its beginning is read.

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

// Whether a list of words, with a blank before and behind each of them, has that one.
bool holds_word(std::string_view list, std::string_view word);

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
    std::uint32_t begin = 0;  // Of its phrase in phrases_.
    std::uint32_t size = 0;
    std::uint32_t next = 0;  // The one told before it of the same phrase, from 1; 0: none.
    HeaderClass name = 0;
    bool strong = false;
  };
  // The beginning of a phrase's first word, which few words of a table's cells share: a bit each.
  static std::size_t start_bit(std::string_view word);
  bool is_name(HeaderClass index) const;
  void mark_start(std::string_view word);
  void add(std::string_view phrase, HeaderClass name, bool strong);
  void grow_slots();
  // The last entry of the phrase, from 1; 0: none.
  std::uint32_t find_phrase(std::string_view phrase) const { return slots_[slot_of(phrase)]; }
  std::size_t slot_of(std::string_view phrase) const;
  std::string_view phrase_of(const Entry& entry) const {
    return std::string_view(phrases_).substr(entry.begin, entry.size);
  }
  std::array<std::uint64_t, 1024> starts_ = {};
  std::vector<std::string> classes_;
  std::string phrases_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(1024);  // By the phrase's hash; a power of two.
  HeaderClass qualifier_ = 0;
  HeaderClass other_ = 0;
  std::vector<HeaderClass> names_;  // The classes of persons' names.
};

// "employeeSSN", "Employee_SSN ", "n° sécu", "Emp #" -> "employee ssn", "n secu", "emp no": lower case, no accents,
// single blanks.
std::string header_words(std::string_view header);

}  // namespace constat
