// Collects the text of one named part of a document as it is read, and gives it as passages with margins: a text of any
// length in bounded memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "extract/output.h"

namespace constat {

class PartWriter {
 public:
  // `limits` and `out` must outlive the writer. What is appended must be valid UTF-8, whole code points at a time.
  PartWriter(std::string part, const Limits& limits, Output& out)
      : part_(std::move(part)), limits_(limits), out_(out) {}
  PartWriter(const PartWriter&) = delete;
  PartWriter& operator=(const PartWriter&) = delete;
  // Nothing is given by the destructor: call flush().

  void append(std::string_view text) {
    text_.append(text);
    if (text_.size() >= owned_begin_ + limits_.passage_bytes + limits_.passage_margin_bytes) give_full();
  }
  void append(char c) { append(std::string_view(&c, 1)); }
  // Ends the line, if one was begun.
  void end_line() {
    if (!text_.empty() && text_.back() != '\n') append('\n');
  }
  void line(std::string_view text) {
    if (text.empty()) return;
    append(text);
    end_line();
  }
  // Gives what was not given yet. What is appended later continues the part: its offset runs on.
  void flush();
  const std::string& part() const { return part_; }
  const Limits& limits() const { return limits_; }
  Output& out() const { return out_; }

 private:
  void give_full();

  std::string part_;
  const Limits& limits_;
  Output& out_;
  std::string text_;
  std::size_t owned_begin_ = 0;     // Before it: the margin that the passage before owned.
  std::uint64_t offset_bytes_ = 0;  // Of text_[0] in the part's text.
};

// Gives one property of a document; nothing where it is blank.
void give_metadata(std::string_view name, std::string_view value, Output& out);

}  // namespace constat
