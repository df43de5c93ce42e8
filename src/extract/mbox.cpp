// Mailboxes in one file: mboxo, mboxrd, mboxcl and mboxcl2 (RFC 4155; qmail's mbox(5); Jamie Zawinski, "mail summary
// files"). Every message is a member, named by its number from 1, and borrows the mailbox's bytes.
// A message begins at a "From " line that looks like one (sender and date, a header below, a blank line above): bodies
// hold unquoted "From " lines too. Content-Length is believed only where it leads to such a line or to the end.
// The "From " line itself is given as metadata of the mailbox. ">From " in bodies is left as it stands.
#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/mime_header.h"

namespace constat {

namespace {

// What one message may take of memory while it is looked for; a larger one is read from the source when it is opened.
constexpr std::size_t window_bytes_max = 4U << 20;
constexpr std::size_t read_bytes = 1U << 20;
// How far beyond "From " one must see to tell: its line and the start of the next.
constexpr std::size_t context_bytes = 2048;
constexpr std::size_t header_bytes_max = 64 * 1024;

struct MboxLine {
  std::string_view text;  // Without its end.
  std::size_t size = 0;   // With it.
};
MboxLine line_of(std::string_view bytes) {
  const std::size_t stop = bytes.find('\n');
  MboxLine line;
  line.size = stop == std::string_view::npos ? bytes.size() : stop + 1;
  line.text = bytes.substr(0, stop);
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

// "From jo@example.com Mon Nov 24 09:15:02 2014", and its many relatives: a time of day and a month or year.
bool has_date(std::string_view line) {
  bool time = false;
  bool year = false;
  for (std::size_t index = 5; index + 4 < line.size() + 1; ++index) {
    if (line[index] == ':' && index + 2 < line.size() && is_digit(line[index - 1]) && is_digit(line[index + 1]) &&
        is_digit(line[index + 2])) {
      time = true;
    }
    const std::string_view four = line.substr(index, 4);
    if (four.size() == 4 && std::all_of(four.begin(), four.end(), is_digit) && !is_digit(line[index - 1]) &&
        (four.starts_with("19") || four.starts_with("20"))) {
      year = true;
    }
  }
  return time && year;
}

// Whether a message begins at `bytes`, which are seen to context_bytes at least or to the end of the mailbox.
// `after_blank`: the line above is blank, or there is none. `message_below`: where the bytes end another message
// begins.
bool begins_mail(std::string_view bytes, bool after_blank, bool message_below = false) {
  if (!bytes.starts_with("From ")) return false;
  const MboxLine from = line_of(bytes.substr(0, context_bytes));
  if (from.text.size() < 6) return false;
  const MboxLine next = line_of(bytes.substr(from.size, context_bytes));
  const bool header_below = is_field_line(next.text) || next.text.starts_with(">From ");
  const bool blank_below = next.text.empty() && (next.size != 0 || !message_below);
  if (has_date(from.text)) return header_below || (after_blank && blank_below);
  // Without a date ("From ???@??? " and worse) the rest must be right.
  return after_blank && header_below && from.text.find('@') != std::string_view::npos;
}

// A part of the source in memory, moved forward and grown as the reading goes on.
class MailWindow {
 public:
  MailWindow(Source& source, std::uint64_t end) : source_(source), end_(std::min(end, source.size_bytes())) {
    if (const auto view = source.view()) {
      whole_ = as_text(*view).substr(0, static_cast<std::size_t>(end_));
      in_memory_ = true;
    }
  }

  std::uint64_t end() const { return end_; }

  // The bytes from `offset` on: `count` at least, or all to the end. What lies before `offset` is let go.
  Result<std::string_view> from(std::uint64_t offset, std::size_t count) {
    offset = std::min(offset, end_);
    if (in_memory_) return whole_.substr(static_cast<std::size_t>(offset));
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count, end_ - offset));
    if (offset < begin_ || offset > begin_ + filled_) {
      begin_ = offset;
      filled_ = 0;
    }
    if (begin_ + filled_ - offset < wanted) {
      const auto drop = static_cast<std::size_t>(offset - begin_);
      if (drop != 0) std::memmove(buffer_.data(), buffer_.data() + drop, filled_ - drop);
      begin_ = offset;
      filled_ -= drop;
      const auto target =
          static_cast<std::size_t>(std::min<std::uint64_t>(std::max(wanted, filled_ + read_bytes), end_ - begin_));
      if (buffer_.size() < target) buffer_.resize(target);
      TRY_ASSIGN(const std::size_t got,
                 source_.read_at(begin_ + filled_, std::span(buffer_).subspan(filled_, target - filled_)));
      filled_ += got;
      if (filled_ < wanted) {
        // The file became shorter: what is there is all there is.
        end_ = begin_ + filled_;
      }
    }
    return as_text(ByteView(buffer_).subspan(static_cast<std::size_t>(offset - begin_), begin_ + filled_ - offset));
  }
  // `count` bytes at `offset`, fewer at the end, without moving the window.
  Result<Buffer> look(std::uint64_t offset, std::size_t count) {
    offset = std::min(offset, end_);
    Buffer bytes(static_cast<std::size_t>(std::min<std::uint64_t>(count, end_ - offset)));
    TRY_ASSIGN(const std::size_t got, source_.read_at(offset, bytes));
    bytes.resize(got);
    return bytes;
  }
  // The bytes of [begin, end) where they are in memory now.
  std::optional<std::string_view> held(std::uint64_t begin, std::uint64_t end) const {
    if (in_memory_) return whole_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    if (begin < begin_ || end > begin_ + filled_) return std::nullopt;
    return as_text(
        ByteView(buffer_).subspan(static_cast<std::size_t>(begin - begin_), static_cast<std::size_t>(end - begin)));
  }

 private:
  Source& source_;
  std::uint64_t end_;
  bool in_memory_ = false;
  std::string_view whole_;
  Buffer buffer_;
  std::uint64_t begin_ = 0;  // Of buffer_[0] in the source.
  std::size_t filled_ = 0;
};

// Finds the messages of [begin, end), where `begin` is a "From " line or blank lines before it.
class MessageFinder {
 public:
  MessageFinder(Source& source, std::uint64_t begin, std::uint64_t end)
      : window_(source, end), next_(begin), message_below_(end < source.size_bytes()) {}

  struct Found {
    std::uint64_t from_begin = 0;    // The "From " line.
    std::uint64_t header_begin = 0;  // After it.
    std::uint64_t end = 0;           // Without the blank line that parts two messages.
    std::uint64_t next = 0;          // Where the next "From " line begins.
  };

  // nullopt at the end.
  Result<std::optional<Found>> next() {
    TRY_ASSIGN(std::string_view bytes, window_.from(next_, header_bytes_max));
    if (next_ == 0) {
      const std::size_t blank = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
      next_ += blank;
      bytes.remove_prefix(blank);
    }
    if (bytes.empty()) return std::nullopt;
    Found found;
    found.from_begin = next_;
    found.header_begin = next_ + line_of(bytes).size;
    TRY_ASSIGN(const std::uint64_t by_length, end_by_length(bytes, found));
    if (by_length != 0) {
      found.next = by_length;
    } else {
      TRY_ASSIGN(found.next, next_from_line(found));
    }
    TRY_ASSIGN(found.end, without_blank_line(found));
    next_ = found.next;
    return found;
  }

  const MailWindow& window() const { return window_; }

 private:
  // Where Content-Length says the next message begins, if it says true; else 0.
  Result<std::uint64_t> end_by_length(std::string_view bytes, const Found& found) {
    bytes = bytes.substr(0, header_bytes_max);
    std::size_t position = static_cast<std::size_t>(found.header_begin - found.from_begin);
    std::uint64_t length = 0;
    bool told = false;
    while (position < bytes.size()) {
      const MboxLine line = line_of(bytes.substr(position));
      position += line.size;
      if (line.text.empty()) break;
      if (line.text.size() < 15 || (line.text.front() | 0x20) != 'c' ||
          !equals_ignoring_case(line.text.substr(0, 15), "content-length:")) {
        continue;
      }
      const std::string_view digits = trim(line.text.substr(15));
      if (digits.empty() || digits.size() > 12 || !std::all_of(digits.begin(), digits.end(), is_digit)) continue;
      length = 0;
      for (const char digit : digits) length = length * 10 + static_cast<std::uint64_t>(digit - '0');
      told = true;
    }
    if (!told || position >= bytes.size()) return std::uint64_t{0};
    const std::uint64_t body_begin = found.from_begin + position;
    if (length > window_.end() - body_begin) return std::uint64_t{0};
    const std::uint64_t landing = body_begin + length;
    Buffer storage;
    std::string_view seen;
    if (const auto held = window_.held(landing, std::min(landing + 2 * context_bytes, window_.end()))) {
      seen = *held;
    } else {
      // A look of its own: the window goes on holding this message, should the length be wrong.
      TRY_ASSIGN(storage, window_.look(landing, 2 * context_bytes));
      seen = as_text(storage);
    }
    std::size_t blank = 0;
    while (blank < seen.size() && blank < 4 && (seen[blank] == '\n' || seen[blank] == '\r')) ++blank;
    if (landing + blank != window_.end() && !begins_mail(seen.substr(blank), true)) return std::uint64_t{0};
    // It is right; a small message is held whole.
    if (landing + blank - found.from_begin <= window_bytes_max) {
      TRY(window_.from(found.from_begin, static_cast<std::size_t>(landing + blank - found.from_begin)));
    }
    return landing + blank;
  }

  Result<std::uint64_t> next_from_line(const Found& found) {
    // From the line end before the header, so that a message without any is seen as such.
    std::uint64_t position = found.header_begin - 1;
    for (;;) {
      // The message is held whole while it is small, else only what is being looked at (and the four bytes before).
      const bool hold = position - found.from_begin < window_bytes_max - read_bytes;
      const std::uint64_t base = hold ? found.from_begin : std::max(found.from_begin, position - 4);
      const auto skip = static_cast<std::size_t>(position - base);
      TRY_ASSIGN(const std::string_view bytes, window_.from(base, skip + 4 * context_bytes));
      const bool at_end = base + bytes.size() >= window_.end();
      std::size_t at = skip;
      for (;;) {
        const void* const hit = ::memmem(bytes.data() + at, bytes.size() - at, "\nFrom ", 6);
        if (hit == nullptr) {
          if (at_end) return window_.end();
          at = std::max(at, bytes.size() - 5);
          break;
        }
        at = static_cast<std::size_t>(static_cast<const char*>(hit) - bytes.data());
        if (!at_end && bytes.size() - at < 2 * context_bytes + 8) break;
        if (begins_mail(bytes.substr(at + 1), after_blank(bytes, at), message_below_)) return base + at + 1;
        ++at;
      }
      position = base + at;
    }
  }

  // Whether the line that ends at bytes[line_feed] is blank.
  static bool after_blank(std::string_view bytes, std::size_t line_feed) {
    if (line_feed >= 1 && bytes[line_feed - 1] == '\n') return true;
    return line_feed >= 2 && bytes[line_feed - 1] == '\r' && bytes[line_feed - 2] == '\n';
  }

  // The end of the message without the blank line that belongs to what parts it from the next.
  Result<std::uint64_t> without_blank_line(const Found& found) {
    const std::uint64_t size = found.next - found.header_begin;
    if (found.next <= found.header_begin || size < 2) return std::max(found.next, found.header_begin);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(size, 4));
    std::string_view tail;
    if (const auto seen = window_.held(found.next - count, found.next)) {
      tail = *seen;
    } else {
      TRY_ASSIGN(tail, window_.from(found.next - count, count));
      tail = tail.substr(0, count);
    }
    if (tail.ends_with("\n\r\n")) return found.next - 2;
    if (tail.ends_with("\n\n")) return found.next - 1;
    return found.next;
  }

  MailWindow window_;
  std::uint64_t next_;
  bool message_below_;  // The range ends where another message begins, not with the mailbox.
};

}  // namespace

int probe_mbox(const Head& head) {
  std::string_view text = as_text(head.bytes);
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  if (!begins_mail(text, true)) return 0;
  return has_date(line_of(text).text) ? 85 : 60;
}

Result<void> extract_mbox(Source& source, const ExtractContext& context, Output& out) {
  const std::uint64_t begin = context.range ? context.range->begin_bytes : 0;
  const std::uint64_t end = context.range ? context.range->end_bytes : source.size_bytes();
  std::uint64_t index = context.range ? std::max<std::uint64_t>(1, context.range->first_index) : 1;
  MessageFinder finder(source, begin, end);
  for (;; ++index) {
    TRY_ASSIGN(const auto next, finder.next());
    if (!next) return {};
    const MessageFinder::Found& found = *next;
    const auto held = finder.window().held(found.from_begin, found.end);
    if (held) {
      const std::string from_line =
          mail_text_to_utf8(trim(held->substr(0, static_cast<std::size_t>(found.header_begin - found.from_begin))), {});
      out.passage(Passage::whole(from_line, "", found.from_begin, PassageKind::metadata));
    }
    const std::string name = std::to_string(index);
    Member member;
    member.index = index;
    member.name = name;
    member.packed_bytes = found.end - found.header_begin;
    member.media_type = "message/rfc822";
    out.member(member, [&]() -> Result<std::unique_ptr<Source>> {
      if (held) {
        return std::make_unique<MemorySource>(
            as_bytes(held->substr(static_cast<std::size_t>(found.header_begin - found.from_begin))));
      }
      return std::make_unique<SliceSource>(source, found.header_begin, found.end - found.header_begin);
    });
  }
}

Result<std::vector<Range>> cut_mbox(Source& source, const ExtractContext&, std::uint64_t unit_bytes) {
  std::vector<Range> ranges;
  MessageFinder finder(source, 0, source.size_bytes());
  Range range;
  range.first_index = 1;
  for (;;) {
    TRY_ASSIGN(const auto next, finder.next());
    if (!next) break;
    ++range.index_count;
    range.end_bytes = next->next;
    if (range.end_bytes - range.begin_bytes >= unit_bytes) {
      ranges.push_back(range);
      range = {range.end_bytes, range.end_bytes, range.first_index + range.index_count, 0};
    }
  }
  if (range.index_count != 0) ranges.push_back(range);
  if (ranges.empty()) ranges.push_back({0, source.size_bytes(), 1, 0});
  return ranges;
}

}  // namespace constat
