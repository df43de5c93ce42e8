// JSON documents (RFC 8259; also behind an assignment or a call, as social networks' archives and web servers write
// it). Arrays of objects, arrays of rows and objects that map keys to records become tables wherever they stand; what
// is outside of them is given as text, its escapes resolved. A top-level array of objects is read as it comes, at any
// size (jsonl.cpp). Broken JSON: what is whole is given as such, the rest as text, with a gap.
#include <algorithm>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/json_document.h"
#include "extract/json_table.h"

namespace constat {

namespace {

constexpr std::size_t tables_depth_max = 16;  // Deeper nested arrays stay text.
constexpr std::size_t learned_records = 200;

class Document {
 public:
  Document(const CarriedText& window, const Limits& limits, Output& out)
      : window_(window), text_(window.text()), limits_(limits), out_(out) {}

  // Gives everything; false where the JSON is not whole: the rest was given as text.
  bool give(std::size_t begin) {
    const std::size_t end = visit(begin, "", 0);
    give_json_text(window_, text_begin_, text_.size(), limits_, out_);
    return end != failed;
  }
  std::size_t failed_at() const { return failed_at_; }

 private:
  static constexpr std::size_t failed = std::string_view::npos;

  std::size_t skip(std::size_t at) {
    JsonIgnore ignore;
    const JsonWalked walked = walk_json(text_, at, limits_.nesting_max, ignore);
    if (walked.state != JsonState::whole) {
      failed_at_ = walked.end;
      return failed;
    }
    return walked.end;
  }
  char at_or_nul(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  // An array of objects; or of rows, arrays of values with words among them (what is numbers alone is a shape).
  bool is_record_array(std::size_t at) {
    const std::size_t first = json_skip_blanks(text_, at + 1);
    if (at_or_nul(first) == '{') return true;
    if (at_or_nul(first) != '[') return false;
    struct Words : JsonIgnore {
      std::size_t words = 0;
      std::size_t depth = 0;
      std::size_t depth_max = 0;
      void string(std::string_view) { ++words; }
      void begin(bool, std::size_t) { depth_max = std::max(depth_max, ++depth); }
      void end(std::size_t) { --depth; }
    } words;
    const JsonWalked walked = walk_json(text_, first, limits_.nesting_max, words);
    return walked.state == JsonState::whole && words.words != 0 && words.depth_max == 1 &&
           at_or_nul(json_skip_blanks(text_, walked.end)) == ',';
  }

  // An object whose first values are objects of the same make: {"u1": {"email": ...}, "u2": {"email": ...}, ...}.
  bool is_record_map(std::size_t at) {
    struct Keys : JsonIgnore {
      std::vector<std::string_view> keys;
      std::size_t depth = 0;
      void key(std::string_view raw) {
        if (depth == 1 && keys.size() < 100) keys.push_back(raw);
      }
      void begin(bool, std::size_t) { ++depth; }
      void end(std::size_t) { --depth; }
    };
    Keys first;
    std::size_t place = json_skip_blanks(text_, at + 1);
    for (std::size_t member = 0; member < 3; ++member) {
      if (at_or_nul(place) != '"') return false;
      place = json_skip_string(text_, place + 1);
      if (place == failed) return false;
      place = json_skip_blanks(text_, place);
      if (at_or_nul(place) != ':') return false;
      place = json_skip_blanks(text_, place + 1);
      if (at_or_nul(place) != '{') return false;
      Keys keys;
      const JsonWalked walked = walk_json(text_, place, limits_.nesting_max, keys);
      if (walked.state != JsonState::whole || keys.keys.empty()) return false;
      if (member == 0) {
        first = keys;
      } else {
        std::size_t shared = 0;
        for (const std::string_view key : keys.keys) {
          shared += std::find(first.keys.begin(), first.keys.end(), key) != first.keys.end() ? 1U : 0U;
        }
        if (shared * 2 < std::max(first.keys.size(), keys.keys.size())) return false;
      }
      place = json_skip_blanks(text_, walked.end);
      if (member < 2) {
        if (at_or_nul(place) != ',') return false;
        place = json_skip_blanks(text_, place + 1);
      }
    }
    return true;
  }

  // Gives the records of the array or map at `at` as a table.
  std::size_t give_table(std::size_t at, const std::string& path, bool keyed) {
    give_json_text(window_, text_begin_, at, limits_, out_);
    JsonTable table(out_, limits_, path, "");
    if (keyed) table.set_keyed();
    struct Record {
      std::string_view text;
      std::string_view key;
    };
    std::vector<Record> first;
    std::uint64_t number = 0;
    const auto offset_of = [&](const char* byte) { return window_.offset_of(byte); };
    const auto give_first = [&] {
      for (const Record& record : first) table.learn(record.text);
      for (const Record& record : first) table.row(record.text, record.key, ++number, true, offset_of);
      first.clear();
    };
    bool learned = false;
    std::size_t place = at + 1;
    std::size_t end = failed;
    for (;;) {
      place = json_skip_blanks(text_, place);
      const char c = at_or_nul(place);
      if (c == ',') {
        ++place;
        continue;
      }
      if (c == (keyed ? '}' : ']')) {
        end = place + 1;
        break;
      }
      Record record;
      if (keyed) {
        if (c != '"') break;
        const std::size_t key_end = json_skip_string(text_, place + 1);
        if (key_end == failed) break;
        record.key = text_.substr(place + 1, key_end - place - 2);
        const std::size_t colon = json_skip_blanks(text_, key_end);
        if (at_or_nul(colon) != ':') break;
        place = json_skip_blanks(text_, colon + 1);
      }
      const std::size_t value_end = skip(place);
      if (value_end == failed) break;
      record.text = text_.substr(place, value_end - place);
      place = value_end;
      text_begin_ = place;
      if (learned) {
        table.row(record.text, record.key, ++number, true, offset_of);
      } else {
        first.push_back(record);
        if (first.size() == learned_records) {
          give_first();
          learned = true;
        }
      }
    }
    give_first();
    table.end();
    if (end == failed) {
      failed_at_ = std::max(failed_at_, place);
      text_begin_ = std::max(text_begin_, at);
    } else {
      text_begin_ = end;
    }
    return end;
  }

  std::size_t visit(std::size_t at, const std::string& path, std::size_t depth) {
    at = json_skip_blanks(text_, at);
    const char open = at_or_nul(at);
    if ((open != '{' && open != '[') || depth >= tables_depth_max) return skip(at);
    if (open == '[' && is_record_array(at)) return give_table(at, path, false);
    if (open == '{' && is_record_map(at)) return give_table(at, path, true);
    std::size_t place = at + 1;
    for (;;) {
      place = json_skip_blanks(text_, place);
      const char c = at_or_nul(place);
      if (c == ',') {
        ++place;
        continue;
      }
      if (c == (open == '{' ? '}' : ']')) return place + 1;
      std::string inner = path;
      if (open == '{') {
        const std::size_t key_end = c == '"' ? json_skip_string(text_, place + 1) : failed;
        if (key_end == failed) {
          failed_at_ = place;
          return failed;
        }
        if (!inner.empty()) inner.push_back('.');
        if (inner.size() < 1000) unescape_json(text_.substr(place + 1, key_end - place - 2), inner);
        place = json_skip_blanks(text_, key_end);
        if (at_or_nul(place) != ':') {
          failed_at_ = place;
          return failed;
        }
        ++place;
      }
      place = visit(place, inner, depth + 1);
      if (place == failed) return failed;
      const std::size_t behind = json_skip_blanks(text_, place);
      if (at_or_nul(behind) != ',' && at_or_nul(behind) != '}' && at_or_nul(behind) != ']') {
        failed_at_ = behind;
        return failed;
      }
    }
  }

  const CarriedText& window_;
  std::string_view text_;
  const Limits& limits_;
  Output& out_;
  std::size_t text_begin_ = 0;  // What is before was given.
  std::size_t failed_at_ = 0;
};

}  // namespace

int probe_json(const Head& head) {
  const std::size_t begin = json_begin(head.text);
  if (begin == std::string_view::npos) return 0;
  struct Count : JsonIgnore {
    std::size_t seen = 0;
    void key(std::string_view) { ++seen; }
    void string(std::string_view) { ++seen; }
  } count;
  const JsonWalked walked = walk_json(head.text, begin, 512, count);
  if (walked.state == JsonState::malformed) {
    // Broken late is broken JSON; broken early is something else.
    return count.seen >= 8 && walked.end - begin > 200 ? 40 : 0;
  }
  // "[1]" or "{}" alone may be anything; so may a call in source code.
  if (count.seen == 0) return walked.state == JsonState::whole && walked.end < head.text.size() ? 0 : 20;
  return begin == json_skip_blanks(head.text, 0) ? 70 : 45;
}

Result<void> extract_json(Source& source, const ExtractContext& context, Output& out) {
  {
    CarriedText head(source, context.charset, 0, source.size_bytes(), head_bytes_max);
    TRY(head.read_on(0));
    const std::size_t begin = json_begin(head.text());
    if (begin == std::string_view::npos) {
      return give_text(source, context.charset, 0, source.size_bytes(), context.limits, out);
    }
    const std::size_t inner = json_skip_blanks(head.text(), begin + 1);
    if (head.text()[begin] == '[' && inner < head.text().size() && head.text()[inner] == '{') {
      return give_json_records(source, context, out);
    }
  }
  const std::uint64_t size = source.size_bytes();
  const std::uint64_t bytes_max =
      context.charset == "UTF-8" ? context.limits.document_bytes_max : context.limits.document_bytes_max / 4;
  if (size > bytes_max) {
    out.note("larger than the bound for one JSON document: read as text, not as tables");
    return give_text(source, context.charset, 0, size, context.limits, out);
  }
  CarriedText window(source, context.charset, 0, size, static_cast<std::size_t>(size));
  TRY(window.read_on(0));
  Document document(window, context.limits, out);
  if (!document.give(json_begin(window.text()))) {
    out.gap(Status::partly_read,
            "no whole JSON from byte " +
                std::to_string(window.offset_of(std::min(document.failed_at(), window.text().size()))) +
                " on: the rest was read as text");
  }
  return {};
}

}  // namespace constat
