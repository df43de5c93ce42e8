// JSON documents (RFC 8259; also behind an assignment or a call, as social networks' archives and web servers write
// it). Arrays of objects, arrays of rows and objects that map keys to records become tables wherever they stand; what
// is outside of them is given as text, its escapes resolved. A top-level array of objects is read as it comes, at any
// size (jsonl.cpp). Broken JSON: what is whole is given as such, the rest as text, with a gap.
#include <algorithm>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/json_document.h"
#include "extract/json_table.h"
#include "extract/record_table.h"

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
    struct StringCounter : JsonIgnore {
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

  // An object that maps the names of columns to their values, by the number of the row or as arrays of one length:
  // {"name": {"0": "Ann", "1": "Bob"}, "age": {"0": 31, "1": 44}}, as pandas writes a frame.
  struct Column {
    std::string_view name;
    std::vector<JsonValue> values;
  };
  bool is_column_map(std::size_t at, std::vector<Column>& columns, std::size_t& end) {
    struct Columns : JsonIgnore {
      std::vector<Column>& columns;
      std::size_t depth = 0;
      bool array = false;
      bool plain = true;  // What was seen so far is such a map.
      explicit Columns(std::vector<Column>& found) : columns(found) {}
      void key(std::string_view raw) {
        if (!plain) return;
        if (depth == 1) {
          columns.push_back({raw, {}});
        } else if (raw != std::to_string(columns.back().values.size())) {
          plain = false;
        }
      }
      void value(std::string_view raw, bool is_string) {
        if (!plain) return;
        plain = depth == 2;
        if (plain) columns.back().values.push_back({{}, raw, is_string});
      }
      void string(std::string_view raw) { value(raw, true); }
      void scalar(std::string_view raw) { value(raw, false); }
      void begin(bool is_array, std::size_t) {
        plain = plain && ++depth <= 2 && (depth == 2 || !is_array);
        if (!plain || depth != 2) return;
        plain = columns.size() == 1 || array == is_array;
        array = is_array;
      }
      void end(std::size_t) {
        if (plain) --depth;
      }
    } handler(columns);
    // A look at the beginning, before all of it is walked.
    const std::size_t key = json_skip_blanks(text_, at + 1);
    if (at_or_nul(key) != '"') return false;
    std::size_t place = json_skip_string(text_, key + 1);
    if (place == failed) return false;
    place = json_skip_blanks(text_, place);
    if (at_or_nul(place) != ':') return false;
    place = json_skip_blanks(text_, place + 1);
    const std::size_t inner = json_skip_blanks(text_, place + 1);
    if (at_or_nul(place) == '{' ? !text_.substr(inner).starts_with("\"0\"") : at_or_nul(place) != '[') return false;
    if (at_or_nul(place) == '[' && (at_or_nul(inner) == '{' || at_or_nul(inner) == '[')) return false;
    const JsonWalked walked = walk_json(text_, at, limits_.nesting_max, handler);
    if (walked.state != JsonState::whole || !handler.plain || columns.size() < 2) return false;
    end = walked.end;
    const std::size_t rows = columns.front().values.size();
    bool words = false;
    for (const Column& column : columns) {
      if (column.values.size() != rows) return false;
      for (const JsonValue& value : column.values) words = words || value.is_string;
    }
    // Two arrays of two may be one person's telephones and addresses.
    return words && rows >= (handler.array ? 3U : 1U);
  }
  std::size_t give_columns(std::size_t at, const std::vector<Column>& columns, std::size_t end) {
    give_json_text(window_, text_begin_, at, limits_, out_);
    RecordTable table(out_);
    std::vector<RecordField> fields;
    for (std::size_t row = 0; row < columns.front().values.size(); ++row) {
      fields.clear();
      for (const Column& column : columns) {
        const JsonValue& value = column.values[row];
        RecordField& field = fields.emplace_back();
        unescape_json(column.name, field.name);
        if (value.is_string) {
          unescape_json(value.raw, field.value);
        } else if (value.raw != "null") {
          field.value = value.raw;
        }
        field.offset_bytes = window_.offset_of(value.raw.data());
      }
      table.give(fields);
    }
    table.end();
    text_begin_ = end;
    return end;
  }

  // The names that stand beside rows: {"columns": ["name", "age"], "data": [["Ann", 31], ["Bob", 44]]}.
  std::vector<std::string> column_names(std::size_t at) {
    struct Names : JsonIgnore {
      std::vector<std::string> names;
      bool plain = true;
      std::size_t depth = 0;
      void string(std::string_view raw) {
        if (names.size() < 2000) unescape_json(raw, names.emplace_back());
      }
      void scalar(std::string_view) { plain = false; }
      void key(std::string_view) { plain = false; }
      void begin(bool array, std::size_t) { plain = plain && array && ++depth == 1; }
    } handler;
    const JsonWalked walked = walk_json(text_, at, limits_.nesting_max, handler);
    if (walked.state != JsonState::whole || !handler.plain) return {};
    return std::move(handler.names);
  }
  static bool names_columns(std::string_view key) {
    for (const std::string_view one :
         {"columns", "fields", "headers", "header", "cols", "columnNames", "column_names"}) {
      if (key == one) return true;
    }
    return false;
  }

  // Gives the one record at `at` as a table of a row.
  std::size_t give_record(std::size_t at, const std::string& path) {
    const std::size_t end = skip(at);
    if (end == failed) return end;
    give_json_text(window_, text_begin_, at, limits_, out_);
    JsonTable table(out_, limits_, path, "");
    const std::string_view record = text_.substr(at, end - at);
    table.learn(record);
    table.row(record, "", 1, true, [&](const char* byte) { return window_.offset_of(byte); });
    table.end();
    text_begin_ = end;
    return end;
  }
  // A resource of FHIR that is no bundle of others.
  bool is_resource(std::size_t at) {
    struct Type : JsonIgnore {
      std::size_t depth = 0;
      bool wanted = false;
      std::string_view type;
      void key(std::string_view raw) { wanted = depth == 1 && raw == "resourceType"; }
      void string(std::string_view raw) {
        if (wanted && depth == 1 && type.empty()) type = raw;
      }
      void begin(bool, std::size_t) { ++depth; }
      void end(std::size_t) { --depth; }
    } handler;
    const JsonWalked walked = walk_json(text_, at, limits_.nesting_max, handler);
    return walked.state == JsonState::whole && !handler.type.empty() && handler.type != "Bundle";
  }

  // Gives the records of the array or map at `at` as a table. `names`: of the values of records that are arrays.
  std::size_t give_table(std::size_t at, const std::string& path, bool keyed, std::vector<std::string> names = {}) {
    give_json_text(window_, text_begin_, at, limits_, out_);
    JsonTable table(out_, limits_, path, "");
    if (keyed) table.set_keyed();
    table.set_columns(std::move(names));
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

  // `names` of the columns, as an object says them beside the array that is visited.
  std::size_t visit(std::size_t at, const std::string& path, std::size_t depth, std::vector<std::string> names = {}) {
    at = json_skip_blanks(text_, at);
    const char open = at_or_nul(at);
    if ((open != '{' && open != '[') || depth >= tables_depth_max) return skip(at);
    if (open == '[' && is_record_array(at)) return give_table(at, path, false, std::move(names));
    if (open == '{') {
      std::vector<Column> columns;
      std::size_t end = 0;
      if (is_column_map(at, columns, end)) return give_columns(at, columns, end);
      if (is_record_map(at)) return give_table(at, path, true);
      if (depth == 0 && is_resource(at)) return give_record(at, path);
    }
    names.clear();
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
        const std::string_view key = text_.substr(place + 1, key_end - place - 2);
        if (inner.size() < 1000) unescape_json(key, inner);
        place = json_skip_blanks(text_, key_end);
        if (at_or_nul(place) != ':') {
          failed_at_ = place;
          return failed;
        }
        ++place;
        if (names_columns(key)) names = column_names(place);
      }
      place = visit(place, inner, depth + 1, names);
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
