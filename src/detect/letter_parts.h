// Who wrote which part of a mail's text: what it answers or passes on was written by another, who is told by a header
// ("From: Jane Doe <jane@example.org>" below a line of dashes), by a line before it ("On Monday Jane Doe wrote:") or by
// nothing but ">" before the lines. Seven languages.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace constat {

struct LetterPart {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t body = 0;          // Behind its header, or behind the line that says who wrote it.
  std::size_t sender_begin = 0;  // The words that say who wrote it: of a header its line, else the line or two before.
  std::size_t sender_end = 0;    // Nothing says it where this is sender_begin.
  std::size_t hand = 0;          // The first part that the same one wrote; 0: who wrote the mail itself.
};

// In order, from the text's begin to its end; never empty. Of more than two hundred parts the rest is one by nobody who
// is known. Linear in the text.
std::vector<LetterPart> letter_parts(std::string_view text);

}  // namespace constat
