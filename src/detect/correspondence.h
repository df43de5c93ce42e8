// Of whom a letter or mail speaks that says "I" and "you": of the one who signs it, and of the one whom it greets. "My
// SSN is 512-48-6193. Regards, Jane Doe" is Jane Doe's, not that of "Dear John" above it; "Dear John, your salary will
// be ..." is John's, whoever else is named. English, French, German, Spanish, Italian.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "detect/scan.h"

namespace constat {

class Correspondence {
 public:
  enum class Of : std::uint8_t { nobody, writer, reader };

  // `chosen` in order of place, names of the type `person`. Both are borrowed.
  Correspondence(std::string_view text, std::span<const Candidate> chosen, TypeId person);

  static constexpr std::size_t none = SIZE_MAX;
  std::size_t writer() const { return writer_; }  // Index of the name below the closing formula, or none.
  std::size_t reader() const { return reader_; }  // Index of the fullest form of the name that is greeted, or none.
  // Of whom chosen[index] is said, by the last such word before it in its sentence; nobody where the sentence names a
  // relative or somebody else.
  Of said_of(std::size_t index) const;
  // As if somebody who is not named in the text had written it.
  void set_written() { written_ = true; }
  // Where the mail begins that it answers or passes on, with a header or behind "On ... wrote:"; the text's end where
  // there is none.
  std::size_t quoted_from() const { return quoted_; }

 private:
  void find_writer();
  void find_reader();

  std::string_view text_;
  std::span<const Candidate> chosen_;
  TypeId person_;
  std::size_t writer_ = none;
  std::size_t reader_ = none;
  std::size_t opening_ =
      0;  // Where the greeting ends, and where the closing formula begins: what is said stands between.
  std::size_t closing_;
  std::size_t quoted_;
  bool written_ = false;
};

}  // namespace constat
