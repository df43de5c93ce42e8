// JSON Lines and other sequences of records: one value a line, values one behind another, or an array of objects whose
// records are read as they come, so that any size is read in bounded memory. Each record is a row (json_table.h).
#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/json_document.h"
#include "extract/json_table.h"
#include "extract/segment_map.h"

namespace constat {

namespace {

constexpr std::size_t jsonl_learned_records = 200;
constexpr std::size_t jsonl_record_bytes_max = 32U << 20;
constexpr std::size_t texts_max = 100'000;

// Behind what separates two records. An array's brackets around all are skipped too.
std::size_t skip_separators(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_space(text[at]) || text[at] == ',' || text[at] == '\x1E' || text[at] == '\0')) ++at;
  return at;
}

bool is_record(std::string_view text, std::size_t at) {
  return at < text.size() && (text[at] == '{' || text[at] == '[');
}

}  // namespace

std::size_t json_begin(std::string_view text) {
  std::size_t at = json_skip_blanks(text, 0);
  if (at >= text.size()) return std::string_view::npos;
  if (text[at] == '{' || text[at] == '[') return at;
  // An assignment or a call: a name with dots, then "=" or "(".
  const std::size_t name_begin = at;
  while (at < text.size() && at - name_begin < 200 &&
         (is_alnum(text[at]) || text[at] == '.' || text[at] == '_' || text[at] == '$' || text[at] == ' ')) {
    ++at;
  }
  if (at == name_begin || at >= text.size() || (text[at] != '=' && text[at] != '(')) return std::string_view::npos;
  at = json_skip_blanks(text, at + 1);
  if (at < text.size() && (text[at] == '{' || text[at] == '[')) return at;
  return std::string_view::npos;
}

void give_json_text(const CarriedText& window, std::size_t begin, std::size_t end, const Limits& limits, Output& out) {
  const std::string_view text = window.text().substr(begin, end - begin);
  if (trim(text).find_first_not_of("[]{},;() \r\n\t") == std::string_view::npos) return;
  // The text between two tables is one passage's or, where it is long, is cut with margins like any other.
  const std::size_t step = std::max<std::size_t>(limits.passage_bytes, 64);
  std::string resolved;
  SegmentMap map;
  std::size_t at = 0;
  const auto inside_character = [&](std::size_t place) {
    return place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80;
  };
  // An escape is not cut in two where a place is moved behind the next line end, blank or comma.
  const auto safe = [&](std::size_t place) {
    while (place < text.size() && (inside_character(place) || is_alnum(text[place - 1]) || text[place - 1] == '\\'))
      ++place;
    return place;
  };
  while (at < text.size()) {
    std::size_t owned_end = std::min(text.size(), at + step);
    if (owned_end < text.size()) {
      const std::size_t line = text.rfind('\n', owned_end - 1);
      owned_end = line != std::string_view::npos && line >= at ? line + 1 : safe(owned_end);
    }
    const std::size_t window_begin =
        at < limits.passage_margin_bytes ? 0 : std::min(at, safe(at - limits.passage_margin_bytes));
    const std::size_t window_end =
        std::min(text.size(), safe(std::min(text.size(), owned_end + limits.passage_margin_bytes)));
    Passage passage;
    const std::string_view part = text.substr(window_begin, window_end - window_begin);
    const CarriedMap plain_map(window, begin + window_begin);
    passage.offset_bytes = window.offset_of(begin + window_begin);
    if (part.find('\\') == std::string_view::npos) {
      passage.text = part;
      passage.owned_begin = at - window_begin;
      passage.owned_end = owned_end - window_begin;
      passage.map = &plain_map;
    } else {
      resolved.clear();
      map.reset(0);
      const auto append = [&](std::size_t from, std::size_t to) {
        while (from < to) {
          std::size_t slash = part.substr(0, to).find('\\', from);
          if (slash == std::string_view::npos) slash = to;
          for (std::size_t piece = from; piece < slash;) {
            const std::size_t piece_end = window.is_plain(begin + window_begin + piece) ? slash : piece + 1;
            map.add(resolved.size(), static_cast<std::size_t>(window.offset_of(begin + window_begin + piece)), 1, 1);
            resolved.append(part.substr(piece, piece_end - piece));
            piece = piece_end;
          }
          from = slash;
          if (from >= to) break;
          std::size_t length = from + 1 < part.size() && part[from + 1] == 'u' ? 6 : 2;
          // Two escapes make one character beyond U+FFFF.
          if (length == 6 && from + 12 <= part.size() && (part[from + 2] | 0x20) == 'd' && part[from + 6] == '\\')
            length = 12;
          length = std::min(length, to - from);
          const std::size_t before = resolved.size();
          unescape_json(part.substr(from, length), resolved);
          map.add(before, static_cast<std::size_t>(window.offset_of(begin + window_begin + from)),
                  std::max<std::size_t>(1, resolved.size() - before), length);
          from += length;
        }
      };
      append(0, at - window_begin);
      passage.owned_begin = resolved.size();
      append(at - window_begin, owned_end - window_begin);
      passage.owned_end = resolved.size();
      append(owned_end - window_begin, part.size());
      resolved = is_valid_utf8(resolved) ? std::move(resolved) : to_valid_utf8(resolved);
      passage.text = resolved;
      passage.map = &map;
    }
    out.passage(passage);
    at = owned_end;
  }
}

Result<void> give_json_records(Source& source, const ExtractContext& context, Output& out) {
  const Limits& limits = context.limits;
  const Range range = context.range ? *context.range : Range{0, source.size_bytes(), 1, 0};
  JsonTable table(out, limits, "", "");
  // The first records of the file, whatever the range: every range has the same columns first, typed alike.
  {
    CarriedText head(source, context.charset, 0, source.size_bytes());
    TRY(head.read_on(0));
    const std::string_view text = head.text();
    std::vector<std::string_view> records;
    std::size_t at = json_begin(text);
    if (at != std::string_view::npos && text[at] == '[') {
      const std::size_t inner = json_skip_blanks(text, at + 1);
      if (is_record(text, inner)) at = inner;
    }
    while (at != std::string_view::npos && records.size() < jsonl_learned_records) {
      at = skip_separators(text, at);
      if (!is_record(text, at)) break;
      JsonIgnore ignore;
      const JsonWalked walked = walk_json(text, at, limits.nesting_max, ignore);
      if (walked.state != JsonState::whole) break;
      records.push_back(text.substr(at, walked.end - at));
      at = walked.end;
    }
    for (const std::string_view record : records) table.learn(record);
    if (range.begin_bytes != 0) {
      std::uint64_t number = 0;
      for (const std::string_view record : records) {
        if (head.offset_of(record.data()) >= range.begin_bytes) break;
        table.row(record, "", ++number, false, [&](const char* byte) { return head.offset_of(byte); });
      }
    }
  }

  CarriedText window(source, context.charset, range.begin_bytes, range.end_bytes);
  std::uint64_t row = std::max<std::uint64_t>(range.first_index, 1);
  struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
  };
  std::vector<Stretch> texts;  // What is no JSON: given behind the table.
  bool lost_text = false;
  std::uint64_t broken = 0;
  std::uint64_t first_broken = 0;
  bool at_start = range.begin_bytes == 0;
  bool within_array = false;
  std::size_t at = 0;
  std::size_t known_partial = 0;  // The value at `at` was walked this far in vain: not again until the text doubled.
  const auto offset_of = [&](const char* byte) { return window.offset_of(byte); };
  for (;;) {
    const std::string_view text = window.text();
    if (at_start && !text.empty()) {
      at_start = false;
      const std::size_t begin = json_begin(text);
      if (begin != std::string_view::npos) {
        at = begin;
        const std::size_t inner = json_skip_blanks(text, begin + 1);
        if (text[begin] == '[' && is_record(text, inner)) {
          JsonIgnore ignore;
          // An array of arrays on one line is a row of JSON Lines only when another value follows.
          const JsonWalked walked = walk_json(text, begin, limits.nesting_max, ignore);
          const bool lines = walked.state == JsonState::whole && is_record(text, skip_separators(text, walked.end));
          if (!lines) {
            within_array = true;
            at = inner;
          }
        }
      }
    }
    at = skip_separators(text, at);
    if (within_array && at < text.size() && text[at] == ']') {
      within_array = false;
      ++at;
      continue;
    }
    bool need_more = at >= text.size();
    if (!need_more && text.size() - at >= known_partial) {
      JsonIgnore ignore;
      JsonWalked walked;
      if (is_record(text, at)) {
        walked = walk_json(text, at, limits.nesting_max, ignore);
      } else {
        walked = {JsonState::malformed, at};
      }
      if (walked.state == JsonState::whole) {
        table.row(text.substr(at, walked.end - at), "", row++, true, offset_of);
        at = walked.end;
        known_partial = 0;
        continue;
      }
      if (walked.state == JsonState::truncated && !window.ended() && text.size() - at < jsonl_record_bytes_max) {
        need_more = true;
        known_partial = (text.size() - at) * 2;
      } else {
        // Not JSON up to the end of the line (at most 64 KB of it): it is given as text.
        std::size_t line_end = text.find('\n', std::max(at, std::min(walked.end, at + 64 * 1024)));
        if (line_end == std::string_view::npos) {
          line_end = text.size();
        } else {
          ++line_end;
        }
        line_end = std::min(line_end, at + jsonl_record_bytes_max);
        if (trim(text.substr(at, line_end - at)).find_first_not_of("]);") != std::string_view::npos) {
          const std::uint64_t begin = window.offset_of(at);
          const std::uint64_t end = window.offset_of(line_end);
          if (broken++ == 0) first_broken = begin;
          if (!texts.empty() && texts.back().end == begin) {
            texts.back().end = end;
          } else if (texts.size() < texts_max) {
            texts.push_back({begin, end});
          } else {
            lost_text = true;
          }
        }
        ++row;
        at = line_end;
        known_partial = 0;
        continue;
      }
    } else if (!need_more) {
      need_more = true;
    }
    if (window.ended()) {
      if (at >= text.size()) break;
      known_partial = 0;
      continue;
    }
    TRY(window.read_on(at));
    at = 0;
    if (window.ended()) known_partial = 0;
  }
  table.end();
  for (const Stretch& text : texts) {
    TRY(give_text(source, context.charset, text.begin, text.end, limits, out));
  }
  if (lost_text) out.gap(Status::partly_read, "too many broken records: the last of them were not read");
  if (broken != 0) {
    out.gap(Status::partly_read, std::to_string(broken) + " records are not whole JSON, the first at byte " +
                                     std::to_string(first_broken) + ": they were read as text");
  }
  return {};
}

int probe_jsonl(const Head& head) {
  std::size_t at = json_skip_blanks(head.text, 0);
  if (!is_record(head.text, at)) return 0;
  JsonIgnore ignore;
  const JsonWalked first = walk_json(head.text, at, 512, ignore);
  if (first.state != JsonState::whole) return 0;
  at = json_skip_blanks(head.text, first.end);
  // Objects one a line, or joined without anything between, as streams to a store leave them ("{...}{...}").
  const bool joined =
      at == first.end && at > 0 && head.text[at - 1] == '}' && at < head.text.size() && head.text[at] == '{';
  if (!is_record(head.text, at) ||
      (!joined && head.text.substr(first.end, at - first.end).find('\n') == std::string_view::npos)) {
    return 0;
  }
  const JsonWalked second = walk_json(head.text, at, 512, ignore);
  return second.state == JsonState::malformed ? 0 : 75;
}

Result<void> extract_jsonl(Source& source, const ExtractContext& context, Output& out) {
  return give_json_records(source, context, out);
}

// Cuts at line ends; values are counted by lines, so only where every line is a value: the head must be so.
Result<std::vector<Range>> cut_jsonl(Source& source, const ExtractContext& context, std::uint64_t unit_bytes) {
  const std::uint64_t size = source.size_bytes();
  std::vector<Range> ranges;
  Range range{0, size, 1, 0};
  if (context.charset != "UTF-8") return std::vector<Range>{range};
  unit_bytes = std::max<std::uint64_t>(unit_bytes, 64);
  Buffer buffer(static_cast<std::size_t>(std::min<std::uint64_t>(size, 1U << 20)));
  std::uint64_t at = 0;
  std::uint64_t line = 1;
  bool first_block = true;
  while (at < size) {
    TRY_ASSIGN(const std::size_t got, source.read_at(at, buffer));
    if (got == 0) break;
    const std::string_view text = as_text(ByteView(buffer).first(got));
    std::size_t begin = 0;
    for (std::size_t lines_seen = 0;;) {
      const std::size_t end = text.find('\n', begin);
      if (end == std::string_view::npos) break;
      if (first_block && lines_seen++ < 50) {
        // A value over several lines, or several in one: not to be cut by lines.
        JsonIgnore ignore;
        const std::string_view one = trim(text.substr(begin, end - begin));
        const JsonWalked walked = walk_json(one, 0, context.limits.nesting_max, ignore);
        if (!one.empty() && (walked.state != JsonState::whole || one.find('{', walked.end) != one.npos) &&
            !(begin == 0 && one.starts_with("\xEF\xBB\xBF"))) {
          return std::vector<Range>{{0, size, 1, 0}};
        }
      }
      ++line;
      begin = end + 1;
      if (at + begin - range.begin_bytes >= unit_bytes && at + begin < size) {
        range.end_bytes = at + begin;
        ranges.push_back(range);
        range = {at + begin, size, line, 0};
      }
    }
    first_block = false;
    at += got;
  }
  ranges.push_back(range);
  return ranges;
}

}  // namespace constat
