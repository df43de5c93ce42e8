// Of whom a letter or mail speaks that says "I" and "you": of the one who signs it, and of the one whom it greets. "My
// SSN is 512-48-6193. Regards, Jane Doe" is Jane Doe's, not that of "Dear John" above it; "Dear John, your salary will
// be ..." is John's, whoever else is named. What a mail answers or passes on is a letter of its own, of whom its header
// or "On Monday Jane Doe wrote:" tells. English, French, German, Spanish, Italian.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/letter_parts.h"
#include "detect/scan.h"

namespace constat {

class Correspondence {
 public:
  // stranger: of its writer, whom nothing tells.
  enum class Of : std::uint8_t { nobody, writer, reader, stranger };

  // `chosen` in order of place, names of the type `person`, addresses of the type `mailbox`. Both are borrowed.
  Correspondence(std::string_view text, std::span<const Candidate> chosen, TypeId person, TypeId mailbox);

  static constexpr std::size_t none = SIZE_MAX;
  // A part of the text by one hand. All are indices of `chosen`, or none.
  struct Letter {
    std::size_t begin, end, body;  // As of LetterPart.
    std::size_t hand;              // The letter that it goes on; 0: the mail itself.
    std::size_t signature = none;  // The name below the closing formula.
    std::size_t greeted = none;
    std::size_t reader = none;  // The fullest form of the name that is greeted.
    std::size_t sender = none;  // The name and the address that the header tells.
    std::size_t mailbox = none;
    std::size_t writer = none;  // By header and signature.
    std::size_t opening = 0;    // Where the greeting ends, and where the closing formula begins: what is said stands
    std::size_t closing;        // between.
  };
  const std::vector<Letter>& letters() const { return letters_; }
  std::size_t letter_of(std::size_t index) const;  // In which chosen[index] stands.
  // Of the mail itself.
  std::size_t writer() const { return letters_[0].signature; }
  std::size_t reader() const { return letters_[0].reader; }
  // Of whom chosen[index] is said, by the last such word before it in its sentence; nobody where the sentence names a
  // relative or somebody else.
  Of said_of(std::size_t index) const { return said_of(index, written_); }
  // `written`: as behind set_written().
  Of said_of(std::size_t index, bool written) const;
  // Who wrote and who reads the letter in which chosen[index] stands.
  std::size_t writer_of(std::size_t index) const { return letters_[letters_[letter_of(index)].hand].writer; }
  std::size_t reader_of(std::size_t index) const;
  // As if somebody who is not named in the text had written the mail itself.
  void set_written() { written_ = true; }

 private:
  void find_sender(Letter& letter, const LetterPart& part);
  void find_signature(Letter& letter);
  void find_reader(Letter& letter);
  void find_writer(Letter& letter);
  bool is_name(std::size_t index) const { return chosen_[index].type == person_ && chosen_[index].confidence >= 0.5F; }
  std::size_t first_from(std::size_t at) const;  // The first of chosen_ that begins there or behind.
  bool goes_on_below(const Letter& letter) const;
  const std::string& folded(std::size_t index);  // chosen_[index] as a name, a blank at each end.
  std::string_view text_of(std::size_t index) const {
    return text_.substr(chosen_[index].begin, chosen_[index].end - chosen_[index].begin);
  }

  std::string_view text_;
  std::span<const Candidate> chosen_;
  TypeId person_;
  TypeId mailbox_;
  std::vector<Letter> letters_;
  std::vector<std::string> folded_;
  bool written_ = false;
};

}  // namespace constat
