// Rows that the shell of a database prints line by line, a field a line: `SELECT ... \G` and `--vertical` of MySQL and
// MariaDB ("*** 1. row ***", then "   name: Ann"), and \x of psql ("-[ RECORD 1 ]---+---", then "name | Ann"). Each
// result is a table; its names are the columns. A value may go on over lines. What is printed between the results is
// given as text.
#include <algorithm>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/record_lines.h"

namespace constat {

namespace {

constexpr std::size_t name_bytes_max = 256;

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

// Whether the line heads a record: 'm' for MySQL, 'p' for psql; `first` where it is the first of a result.
char heads_record(std::string_view line, bool& first) {
  if (line.starts_with("*****")) {
    std::size_t at = line.find_first_not_of('*');
    if (at == npos || line[at] != ' ') return 0;
    const std::size_t digits = digits_at(line, ++at);
    first = digits == 1 && line[at] == '1';
    return digits != 0 && line.substr(at + digits).starts_with(". row *****") ? 'm' : '\0';
  }
  // "-[ RECORD 1 ]-", with \pset linestyle unicode "─[ RECORD 1 ]─", with border 2 "+-[ RECORD 1 ]-".
  for (const std::string_view mark : {"-[ RECORD ", "\xE2\x94\x80[ RECORD ", "+-[ RECORD ",
                                      "\xE2\x94\x8C\xE2\x94\x80[ RECORD ", "\xE2\x94\x9C\xE2\x94\x80[ RECORD "}) {
    if (!line.starts_with(mark)) continue;
    const std::size_t digits = digits_at(line, mark.size());
    first = digits == 1 && line[mark.size()] == '1';
    return digits != 0 && line.substr(mark.size() + digits).starts_with(" ]") ? 'p' : '\0';
  }
  return 0;
}

// Characters before `bytes`: names are aligned by them.
std::size_t width_of(std::string_view text, std::size_t bytes) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(bytes, text.size())),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes_max && !is_space(name.front());
}

// "(2 rows)", "2 rows in set (0.00 sec)", a prompt.
bool ends_result(std::string_view line) {
  if (line.empty()) return true;
  if (line.front() == '(') {
    const std::size_t digits = digits_at(line, 1);
    return digits != 0 && line.substr(1 + digits).starts_with(" row");
  }
  const std::size_t digits = digits_at(line, 0);
  if (digits != 0) return line.substr(digits).starts_with(" row");
  return line.starts_with("mysql> ") || line.starts_with("MariaDB [");
}

class ShellRecords final : public RecordReader {
 public:
  void line(const RecordLine& line, RecordSink& sink) override {
    bool first = false;
    if (const char make = heads_record(line.text, first)) {
      give(sink);
      if (first) sink.new_table();
      make_ = make;
      in_record_ = true;
      width_ = npos;
      return;
    }
    if (in_record_ && take_field(line)) return;
    if (in_record_ && !fields_.empty() && !ends_result(line.text)) {
      // A value goes on.
      fields_.back().value += '\n';
      fields_.back().value += make_ == 'p' ? trim(line.text) : line.text;
      return;
    }
    give(sink);
    in_record_ = false;
    sink.as_text(line);
  }
  void finish(RecordSink& sink) override { give(sink); }

 private:
  // The names of a result are as wide as the longest of them, so that what stands between name and value stands in one
  // column of the page.
  bool take_field(const RecordLine& line) {
    std::string_view text = line.text;
    std::size_t at = npos;
    std::size_t behind = 0;
    if (make_ == 'm') {
      // Right-aligned; a value without a blank before it is an empty one.
      at = find_mark(text, ":");
      behind = at == npos ? npos : at + 1;
    } else {
      // Of psql's two frames, too: "| name | Ann |".
      if (text.starts_with("| ")) text.remove_prefix(2);
      if (text.starts_with("\xE2\x94\x82 ")) text.remove_prefix(4);
      at = find_mark(text, "|");
      behind = at == npos ? npos : at + 1;
      if (at == npos) {
        at = find_mark(text, "\xE2\x94\x82");
        behind = at == npos ? npos : at + 3;
      }
    }
    if (at == npos) return false;
    const std::string_view name = trim(text.substr(0, at));
    std::string_view value = text.substr(behind);
    const bool wraps = make_ == 'p' && value.ends_with('+');
    if (wraps) value.remove_suffix(1);
    value = make_ == 'm' && value.starts_with(' ') ? value.substr(1) : trim(value);
    if (make_ == 'p' && text.size() != line.text.size()) {
      for (const std::string_view frame : {"|", "\xE2\x94\x82"}) {
        if (value.ends_with(frame)) value = trim(value.substr(0, value.size() - frame.size()));
      }
    }
    if (name.empty() && make_ == 'p' && !fields_.empty()) {
      fields_.back().value += '\n';
      fields_.back().value += value;
      return true;
    }
    if (!is_name(name)) return false;
    if (value == "NULL" || value == "(null)") value = {};
    fields_.push_back({std::string(name), std::string(value), line.offset_of(value)});
    return true;
  }

  // Where the mark between name and value stands: in the first line of a record its first one, in the others where it
  // stood there.
  std::size_t find_mark(std::string_view text, std::string_view mark) {
    if (width_ == npos) {
      const std::size_t at = text.find(mark);
      if (at == npos || at > name_bytes_max || trim(text.substr(0, at)).empty()) return npos;
      width_ = width_of(text, at);
      return at;
    }
    std::size_t at = 0;
    std::size_t width = 0;
    for (; at < text.size() && width < width_; ++width) {
      ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    }
    return width == width_ && text.substr(at).starts_with(mark) ? at : npos;
  }

  void give(RecordSink& sink) {
    if (!fields_.empty()) sink.record(fields_);
    fields_.clear();
  }

  char make_ = 0;
  bool in_record_ = false;
  std::size_t width_ = npos;
  std::vector<RecordField> fields_;
};

}  // namespace

// A line that heads a record, and a field behind it.
int probe_shell_records(const Head& head) {
  for (std::size_t at = 0; at < head.text.size();) {
    bool first = false;
    const char make = heads_record(take_record_line(head.text, at), first);
    if (make == 0 || at >= head.text.size()) continue;
    const std::string_view next = take_record_line(head.text, at);
    if (make == 'm' ? next.find(':') != npos : next.find('|') != npos || next.find("\xE2\x94\x82") != npos) return 80;
  }
  return 0;
}

Result<void> extract_shell_records(Source& source, const ExtractContext& context, Output& out) {
  return give_record_lines(
      source, context, "\n", [] { return std::make_unique<ShellRecords>(); }, out);
}

}  // namespace constat
