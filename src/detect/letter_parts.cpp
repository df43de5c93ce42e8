#include "detect/letter_parts.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {

namespace {

constexpr std::size_t letter_parts_max = 200;
constexpr std::size_t sender_line_max = 200;  // Bytes of a line that says who wrote.

// What a mail's header is made of when it is written into the text; folded.
constexpr std::string_view sender_labels[] = {"from", "von", "de", "da", "van"};
constexpr std::string_view other_labels[] = {
    "sent",        "date",        "to",       "cc",       "bcc",     "subject",        "reply-to",
    "importance",  "attachments", "an",       "gesendet", "datum",   "antwort an",     "betreff",
    "wichtigkeit", "anlagen",     "envoye",   "a",        "objet",   "pieces jointes", "enviado",
    "enviado el",  "fecha",       "para",     "asunto",   "inviato", "data",           "oggetto",
    "verzonden",   "aan",         "onderwerp"};
// The ends of "On Monday Jane Doe wrote:", without the colon.
constexpr std::string_view wrote_words[] = {"wrote", "schrieb", "crit", "escribi\xC3\xB3", "ha scritto", "schreef"};
// How such a line begins; folded.
constexpr std::string_view wrote_begins[] = {"on", "le", "am", "el", "il", "op", "em"};

// A line without the signs that quote it.
struct QuotedLine {
  std::string_view words;  // Trimmed.
  std::size_t depth = 0;
  std::size_t begin = 0;
  std::size_t end = 0;  // Its newline, or the text's end.
};

QuotedLine quoted_line_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t depth_max = 15;
  QuotedLine line;
  line.begin = begin;
  line.end = std::min(text.find('\n', begin), text.size());
  std::size_t at = begin;
  for (std::size_t next = begin; next < line.end && (text[next] == '>' || text[next] == ' '); ++next) {
    if (text[next] != '>') continue;
    line.depth = std::min(line.depth + 1, depth_max);
    at = next + 1;
  }
  line.words = trim(text.substr(at, line.end - at));
  return line;
}

// What stands before the colon of a header's line, folded; empty where it is none. ("*From:*" in bold.)
std::string mail_label(std::string_view words) {
  constexpr std::size_t label_max = 24;
  const std::size_t colon = words.substr(0, label_max).find(':');
  if (colon == npos || colon == 0) return {};
  return fold_word(words.substr(0, colon));
}
bool is_sender_label(std::string_view words) {
  return std::ranges::find(sender_labels, mail_label(words)) != std::end(sender_labels);
}
bool is_other_label(std::string_view words) {
  return std::ranges::find(other_labels, mail_label(words)) != std::end(other_labels);
}

// "-----Original Message-----", "________ Message transféré".
bool is_mail_separator(std::string_view words) {
  constexpr std::string_view told[] = {"original",  "forwarded", "rspr",         "weitergeleitet",
                                       "transf",    "origin",    "origen",       "inoltrato",
                                       "reenviado", "mensaje",   "doorgestuurd", "oorspronk"};
  if (!words.starts_with("----") && !words.starts_with("_____")) return false;
  const std::string folded = to_lower_ascii(words.substr(0, 60));
  return std::ranges::any_of(told, [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

// "On Monday Jane Doe wrote:", "Am Montag schrieb Jane Doe:".
bool says_who_wrote(std::string_view words) {
  if (words.size() > sender_line_max || words.size() < 6 || words.back() != ':') return false;
  words.remove_suffix(1);
  for (const std::string_view blank : {"\xC2\xA0", "\xE2\x80\xAF", " "}) {
    if (words.ends_with(blank)) words.remove_suffix(blank.size());
  }
  if (std::ranges::any_of(wrote_words, [words](std::string_view end) { return words.ends_with(end); })) return true;
  return words.find(" schrieb ") != npos || words.find(" schreef ") != npos;
}
bool begins_who_wrote(std::string_view words) {
  const std::string first = fold_word(words.substr(0, std::min<std::size_t>(words.find(' '), 4)));
  return words.size() <= sender_line_max && std::ranges::find(wrote_begins, first) != std::end(wrote_begins);
}

class LetterCutter {
 public:
  explicit LetterCutter(std::string_view text) : text_(text) { hands_.fill(nobody); }

  std::vector<LetterPart> cut() {
    begin_part(0, 0);
    for (std::size_t at = 0; at < text_.size() && parts_.size() < letter_parts_max;) {
      const QuotedLine line = quoted_line_at(text_, at);
      at = line.end + 1;
      if (line.words.empty()) {
        if (state_ == State::header && tells_sender()) state_ = State::body;
        continue;
      }
      read(line);
      above_ = line;
    }
    if (parts_.size() == letter_parts_max) {
      parts_.back().hand = parts_.size() - 1;
      parts_.back().sender_end = parts_.back().sender_begin;
    }
    parts_.back().end = text_.size();
    return std::move(parts_);
  }

 private:
  static constexpr std::size_t nobody = SIZE_MAX;
  enum class State : std::uint8_t { body, header, told };  // told: the line before said who wrote what follows.

  bool tells_sender() const { return parts_.back().sender_end != parts_.back().sender_begin; }

  // `hand`: whose it is; nobody: of one who comes here first.
  void begin_part(std::size_t begin, std::size_t hand) {
    if (!parts_.empty()) parts_.back().end = begin;
    LetterPart part;
    part.begin = part.body = part.sender_begin = part.sender_end = begin;
    part.hand = hand == nobody ? parts_.size() : hand;
    parts_.push_back(part);
    hands_[depth_] = part.hand;
    // Whom it quotes is not whom another quoted; one who goes on between quoted lines quotes the same.
    if (part.hand + 1 == parts_.size()) {
      std::fill(hands_.begin() + static_cast<std::ptrdiff_t>(depth_) + 1, hands_.end(), nobody);
    }
  }
  void set_sender(std::size_t begin, std::size_t end) {
    parts_.back().sender_begin = begin;
    parts_.back().sender_end = end;
    parts_.back().body = end;
  }

  void read(const QuotedLine& line) {
    if (line.depth != depth_) move_to(line);
    // Most lines are neither of a header nor over a letter.
    constexpr std::string_view begins = "-_*FfVvDd";
    if (state_ == State::body && line.words.back() != ':' && begins.find(line.words.front()) == npos) return;
    if (is_mail_separator(line.words)) {
      begin_part(line.begin, nobody);
      parts_.back().body = line.end;
      state_ = State::header;
    } else if (is_sender_label(line.words) && begins_header(line)) {
      if (state_ != State::header || tells_sender()) begin_part(line.begin, nobody);
      set_sender(line.begin, line.end);
      state_ = State::header;
    } else if (says_who_wrote(line.words)) {
      // Its begin may stand on the line above: "On Monday Jane Doe" over "<jane@example.org> wrote:".
      const bool wrapped = !begins_who_wrote(line.words) && above_.depth == line.depth &&
                           above_.end + 1 == line.begin && above_.begin >= parts_.back().body &&
                           begins_who_wrote(above_.words);
      const std::size_t begin = wrapped ? above_.begin : line.begin;
      before_ = hands_[depth_];
      begin_part(begin, nobody);
      set_sender(begin, line.end);
      state_ = State::told;
    } else if (state_ == State::header && (is_other_label(line.words) || !tells_sender())) {
      if (tells_sender()) parts_.back().body = line.end;
      // A line of dashes over anything else than a header.
      if (!tells_sender() && !is_other_label(line.words)) state_ = State::body;
    } else {
      state_ = State::body;
    }
  }

  // A sender's label with a mailbox, or over or below another of a header's.
  bool begins_header(const QuotedLine& line) const {
    if (line.words.size() > sender_line_max) return false;
    if (line.words.find('@') != npos || (state_ == State::header && !tells_sender())) return true;
    return line.end < text_.size() && is_other_label(quoted_line_at(text_, line.end + 1).words);
  }

  void move_to(const QuotedLine& line) {
    const bool deeper = line.depth > depth_;
    if (deeper && state_ == State::told) {
      // What was announced is what is quoted; behind it speaks who announced it.
      hands_[line.depth] = hands_[depth_];
      hands_[depth_] = before_;
      depth_ = line.depth;
      state_ = State::body;
      return;
    }
    depth_ = line.depth;
    begin_part(line.begin, hands_[depth_]);
    state_ = State::body;
  }

  std::string_view text_;
  std::vector<LetterPart> parts_;
  std::array<std::size_t, 16> hands_{};  // Who speaks at each depth of quoting.
  std::size_t depth_ = 0;
  std::size_t before_ = nobody;
  State state_ = State::body;
  QuotedLine above_;
};

}  // namespace

std::vector<LetterPart> letter_parts(std::string_view text) { return LetterCutter(text).cut(); }

}  // namespace constat
