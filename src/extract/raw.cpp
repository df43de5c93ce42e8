// What no extractor knows: the printable runs in its bytes, as ASCII, UTF-8 and UTF-16, so that nothing is skipped in
// silence. The item's status says that this is all that was done.
// Runs are given many to a passage, one a line; the passage's map leads back to the bytes. One pass, bounded memory.
// UTF-16 runs are those that begin with six characters of Latin-1: other scripts in UTF-16 cannot be told from numbers.
#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.h"
#include "extract/byte_scan.h"
#include "extract/extractors.h"
#include "extract/known_binary.h"
#include "extract/segment_map.h"
#include "extract/stray_bytes.h"

namespace constat {

namespace {

constexpr std::size_t run_characters_min = 6;
constexpr std::size_t media_run_characters_min = 8;
constexpr std::size_t window_bytes = 1U << 20;
constexpr std::size_t look_bytes = 64;  // More than a candidate of either kind needs.

enum class RunKind : std::uint8_t { none, bytes, utf16_le, utf16_be };

bool is_printable(unsigned char c) { return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || c == '\r'; }

// Collects runs and gives them as passages.
class Batch {
 public:
  Batch(const Limits& limits, std::uint64_t owned_begin, std::uint64_t owned_end, Output& out)
      : limits_(limits), owned_begin_(owned_begin), owned_end_(owned_end), out_(out) {
    map_.reset(0);
  }

  void add_bytes(std::string_view run, std::uint64_t offset) {
    while (!run.empty()) {
      // A run of megabytes is taken in pieces, cut between two characters.
      std::size_t piece = std::min<std::size_t>(run.size(), 64 * 1024);
      while (piece < run.size() && (static_cast<unsigned char>(run[piece]) & 0xC0) == 0x80) ++piece;
      mark(offset);
      map_.add(text_.size(), offset, 1, 1);
      text_.append(run.substr(0, piece));
      run.remove_prefix(piece);
      offset += piece;
      give_if_full();
    }
  }
  void add_unit(std::uint32_t unit, std::uint64_t offset) {
    mark(offset);
    const std::size_t before = text_.size();
    append_utf8(text_, unit);
    map_.add(before, offset, text_.size() - before, 2);
    give_if_full();
  }
  void end_run(std::uint64_t offset) {
    mark(offset);
    map_.add(text_.size(), offset, 1, 1);
    text_.push_back('\n');
    give_if_full();
  }
  void finish() {
    if (!begun_) text_begin_ = text_.size();
    const std::size_t end = ended_ ? text_end_ : text_.size();
    if (end > text_begin_) give(end);
  }

 private:
  // Notes where in the text this unit's own bytes begin and end.
  void mark(std::uint64_t offset) {
    if (!begun_ && offset >= owned_begin_) {
      begun_ = true;
      text_begin_ = text_.size();
    }
    if (!ended_ && offset >= owned_end_) {
      ended_ = true;
      text_end_ = text_.size();
    }
  }
  void give(std::size_t end) {
    Passage passage;
    passage.text = text_;
    passage.owned_begin = text_begin_;
    passage.owned_end = end;
    passage.map = &map_;
    passage.offset_bytes = map_.item_offset(0);
    passage.kind = PassageKind::raw_run;
    out_.passage(passage);
  }
  void give_if_full() {
    const std::size_t margin = limits_.passage_margin_bytes;
    if (text_.size() < limits_.passage_bytes + 2 * margin || ended_) return;
    const auto inside = [&](std::size_t at) { return (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80; };
    std::size_t end = text_.size() - margin;
    while (end > 0 && inside(end)) --end;
    if (begun_ && end > text_begin_) {
      give(end);
    } else {
      end = std::max(end, begun_ ? text_begin_ : end);
    }
    std::size_t keep = end - std::min(end, margin);
    while (keep > 0 && inside(keep)) --keep;
    if (begun_) text_begin_ = std::max(text_begin_, end) - keep;
    text_.erase(0, keep);
    map_.drop_front(keep);
  }

  const Limits& limits_;
  std::uint64_t owned_begin_;
  std::uint64_t owned_end_;
  Output& out_;
  std::string text_;
  SegmentMap map_;
  bool begun_ = false;
  bool ended_ = false;
  std::size_t text_begin_ = 0;
  std::size_t text_end_ = 0;
};

// The character of several bytes at the start of `text`: its length, 0 where there is none that is printed.
std::size_t several_byte_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (length > text.size() || !is_valid_utf8(text.substr(0, length))) return 0;
  if (lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) return 0;                    // C1 controls.
  if (lead == 0xEE || (lead == 0xEF && static_cast<unsigned char>(text[1]) < 0xA4)) return 0;  // Private use.
  return length;
}

class RunFinder {
 public:
  RunFinder(std::size_t characters_min, Batch& batch) : characters_min_(characters_min), batch_(batch) {}

  // Looks through `window`, whose first byte is at `offset`; gives how many bytes are done with. Where `last`, all are.
  std::size_t scan(std::string_view window, std::uint64_t offset, bool last) {
    std::size_t at = 0;
    if (open_ != RunKind::none) {
      at = go_on(window, 0, offset, last);
      if (open_ != RunKind::none) return at;
    }
    const std::size_t end = last ? window.size() : window.size() - std::min(window.size(), look_bytes);
    while (at < end) {
      RunKind kind = RunKind::none;
      at = next_candidate(window, at, kind);
      if (kind == RunKind::none || at >= end) return std::min(std::max(at, end), window.size());
      const std::size_t characters = count(window, at, kind);
      if (characters < characters_min_) {
        ++at;
        continue;
      }
      open_ = kind;
      at = go_on(window, at, offset, last);
      if (open_ != RunKind::none) return at;
    }
    return at;
  }
  void finish(std::uint64_t offset) {
    if (open_ != RunKind::none) batch_.end_run(offset);
    open_ = RunKind::none;
  }

 private:
  static std::uint32_t unit(std::string_view window, std::size_t at, RunKind kind) {
    const auto first = static_cast<unsigned char>(window[at]);
    const auto second = static_cast<unsigned char>(window[at + 1]);
    return kind == RunKind::utf16_le ? static_cast<std::uint32_t>(first | second << 8)
                                     : static_cast<std::uint32_t>(second | first << 8);
  }
  static bool is_printable_unit(std::uint32_t c) {
    if (c < 0x100) return c < 0x80 ? is_printable(static_cast<unsigned char>(c)) : c >= 0xA0;
    return (c < 0x300) || (c >= 0x370 && c < 0x700) || (c >= 0x2010 && c < 0x2040) || c == 0x20AC;
  }
  // Beyond Latin-1 nearly any two bytes are a character: one is taken only where the run goes on behind it.
  static bool is_unit_of_run(std::string_view window, std::size_t at, RunKind kind) {
    const std::uint32_t c = unit(window, at, kind);
    if (!is_printable_unit(c)) return false;
    return c < 0x100 || (at + 4 <= window.size() && is_printable_unit(unit(window, at + 2, kind)));
  }

  // Characters of a run from `at`, counted no further than needed.
  std::size_t count(std::string_view window, std::size_t at, RunKind kind) const {
    std::size_t characters = 0;
    while (characters < characters_min_ && at < window.size()) {
      if (kind == RunKind::bytes) {
        std::size_t length =
            is_printable(static_cast<unsigned char>(window[at])) ? 1 : several_byte_character(window.substr(at));
        if (length == 0) break;
        at += length;
      } else {
        if (at + 2 > window.size() || !is_unit_of_run(window, at, kind)) break;
        at += 2;
      }
      ++characters;
    }
    return characters;
  }

  // Takes the run that is open as far as it goes; closes it unless the window's end may have cut it.
  std::size_t go_on(std::string_view window, std::size_t at, std::uint64_t offset, bool last) {
    if (open_ == RunKind::bytes) {
      const std::size_t begin = at;
      while (at < window.size()) {
        if (is_printable(static_cast<unsigned char>(window[at]))) {
          ++at;
          continue;
        }
        if (static_cast<unsigned char>(window[at]) < 0x80) break;
        if (!last && window.size() - at < 4) break;  // Perhaps a cut character.
        const std::size_t length = several_byte_character(window.substr(at));
        if (length == 0) break;
        at += length;
      }
      batch_.add_bytes(window.substr(begin, at - begin), offset + begin);
      const bool cut =
          !last && (at == window.size() || (window.size() - at < 4 && static_cast<unsigned char>(window[at]) >= 0x80));
      if (!cut) finish(offset + at);
      return at;
    }
    // Not up to the very end of a window, so that the character behind is always in sight.
    while (at + (last ? 2 : 4) <= window.size() && is_unit_of_run(window, at, open_)) {
      batch_.add_unit(unit(window, at, open_), offset + at);
      at += 2;
    }
    if (last || at + 4 <= window.size()) finish(offset + at);
    return at;
  }

  // The first place from `at` on where a run of six may begin.
  static std::size_t next_candidate(std::string_view window, std::size_t at, RunKind& kind) {
    // 64 bytes are looked at, 48 of them are decided: a candidate needs 12 to be seen.
    while (at + 64 <= window.size()) {
      const Block64 block(window.data() + at);
      const std::uint64_t high = block.high();
      const std::uint64_t zero = block.equal('\0');
      const std::uint64_t control = block.below(0x20);
      const std::uint64_t printable = (~(high | control | block.equal(0x7F))) |
                                      (control != 0 ? block.equal('\n') | block.equal('\t') | block.equal('\r') : 0);
      std::uint64_t character = printable;
      if (high != 0) {
        // Leads (11xxxxxx) followed by continuations (10xxxxxx): whether they are valid is looked at later.
        const std::uint64_t lead = high & block.second_high();
        const std::uint64_t tail = high & ~lead;
        const std::uint64_t begin = lead & (tail >> 1 | std::uint64_t{1} << 63);
        const std::uint64_t second = begin << 1;
        const std::uint64_t third = (second << 1) & tail;
        character |= begin | second | third | ((third << 1) & tail);
      }
      std::uint64_t six = character & character >> 1;
      six = six & six >> 2 & character >> 4 & character >> 5;
      const auto six_units = [](std::uint64_t units) {
        std::uint64_t many = units & units >> 2;
        return many & many >> 4 & units >> 8 & units >> 10;
      };
      const std::uint64_t little = zero == 0 ? 0 : six_units(printable & zero >> 1);
      const std::uint64_t big = zero == 0 ? 0 : six_units(zero & printable >> 1);
      const std::uint64_t any = (six | little | big) & 0x0000FFFFFFFFFFFFULL;
      if (any != 0) {
        const int first = std::countr_zero(any);
        const std::uint64_t bit = std::uint64_t{1} << first;
        kind = (six & bit) != 0 ? RunKind::bytes : (little & bit) != 0 ? RunKind::utf16_le : RunKind::utf16_be;
        return at + static_cast<std::size_t>(first);
      }
      at += 48;
    }
    // The rest, byte by byte.
    for (; at < window.size(); ++at) {
      const auto c = static_cast<unsigned char>(window[at]);
      const bool more = at + 1 < window.size();
      if (is_printable(c)) {
        kind = more && window[at + 1] == 0 ? RunKind::utf16_le : RunKind::bytes;
        return at;
      }
      if (c == 0 && more && is_printable(static_cast<unsigned char>(window[at + 1]))) {
        kind = RunKind::utf16_be;
        return at;
      }
      if (c >= 0xC2) {
        kind = RunKind::bytes;
        return at;
      }
    }
    return at;
  }

  std::size_t characters_min_;
  Batch& batch_;
  RunKind open_ = RunKind::none;
};

}  // namespace

int probe_raw(const Head&) { return 1; }

namespace {

Result<void> give_owned_runs(Source& source, const Limits& limits, std::uint64_t at, std::uint64_t end,
                             std::uint64_t owned_begin, std::uint64_t owned_end, std::size_t characters_min,
                             Output& out) {
  Batch batch(limits, owned_begin, owned_end, out);
  RunFinder finder(characters_min, batch);
  Buffer buffer;
  while (at < end) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, end - at));
    ByteView window;
    if (const auto view = source.view()) {
      window = view->subspan(static_cast<std::size_t>(at), wanted);
    } else {
      buffer.resize(wanted);
      TRY_ASSIGN(const std::size_t got, source.read_at(at, buffer));
      window = ByteView(buffer).first(got);
      if (got == 0) break;
    }
    const bool last = at + window.size() >= end || window.size() < wanted;
    const std::size_t done = finder.scan(as_text(window), at, last);
    if (last) {
      at += window.size();
      break;
    }
    at += std::max<std::size_t>(done, 1);
  }
  finder.finish(at);
  batch.finish();
  return {};
}

}  // namespace

Result<void> give_runs(Source& source, const ExtractContext& context, std::uint64_t begin, std::uint64_t end,
                       std::size_t run_min, Output& out) {
  end = std::min(end, source.size_bytes());
  if (begin >= end) return {};
  return give_owned_runs(source, context.limits, begin, end, begin, UINT64_MAX, run_min, out);
}

Result<void> extract_raw(Source& source, const ExtractContext& context, Output& out) {
  const std::uint64_t size = source.size_bytes();
  const std::uint64_t owned_begin = context.range ? std::min(context.range->begin_bytes, size) : 0;
  const std::uint64_t owned_end = context.range ? std::min(context.range->end_bytes, size) : size;
  const std::uint64_t margin = context.limits.passage_margin_bytes;

  TRY_ASSIGN(const Buffer head, read_head(source, head_bytes_max));
  const KnownBinary* const known = known_binary(head);
  TRY(give_owned_runs(source, context.limits, owned_begin - std::min(owned_begin, margin),
                      std::min(size, owned_end + margin), owned_begin, owned_end == size ? UINT64_MAX : owned_end,
                      known != nullptr && known->is_media ? media_run_characters_min : run_characters_min, out));
  std::string reason = "no reader for ";
  reason += known != nullptr ? known->what : std::string_view("this format");
  out.gap(Status::unsupported, reason + ": its bytes were scanned for printable text");
  return {};
}

Result<std::vector<Range>> cut_raw(Source& source, const ExtractContext&, std::uint64_t unit_bytes) {
  const std::uint64_t size = source.size_bytes();
  unit_bytes = std::max<std::uint64_t>(unit_bytes, window_bytes);
  std::vector<Range> ranges;
  std::uint64_t begin = 0;
  while (size - begin > unit_bytes + unit_bytes / 4) {
    ranges.push_back({begin, begin + unit_bytes, 0, 0});
    begin += unit_bytes;
  }
  ranges.push_back({begin, size, 0, 0});
  return ranges;
}

}  // namespace constat
