#include "cli/listing.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <charconv>

#include "base/shown_text.h"
#include "base/text.h"
#include "casefile/persons.h"

namespace constat {

namespace {

constexpr std::size_t rows_before_widths = 200;

std::string thousandths_text(std::int64_t value) {
  const std::int64_t whole = value / 1000;
  std::string text = std::to_string(whole);
  if (const std::int64_t rest = value % 1000; rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text;
}

std::size_t width_of(char32_t code_point) {
  const auto kind =
      static_cast<UEastAsianWidth>(u_getIntPropertyValue(static_cast<UChar32>(code_point), UCHAR_EAST_ASIAN_WIDTH));
  if (u_charType(static_cast<UChar32>(code_point)) == U_NON_SPACING_MARK) return 0;
  return kind == U_EA_WIDE || kind == U_EA_FULLWIDTH ? 2 : 1;
}

// Places are escaped already: a backslash in them stays one.
std::string for_terminal(std::string_view text) {
  std::string out = escape_name(text);
  if (text.find('\\') == std::string_view::npos) return out;
  std::string single;
  for (std::size_t index = 0; index < out.size(); ++index) {
    single.push_back(out[index]);
    if (out[index] == '\\' && index + 1 < out.size() && out[index + 1] == '\\') ++index;
  }
  return single;
}

}  // namespace

ListFormat list_format(const Arguments& arguments) {
  const std::string format = arguments.get("--format");
  if (format == "table") return ListFormat::table;
  if (format == "csv") return ListFormat::csv;
  if (format == "jsonl") return ListFormat::jsonl;
  return standard_output_is_terminal() ? ListFormat::table : ListFormat::jsonl;
}

std::size_t shown_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < utf8.size();) {
    if (static_cast<unsigned char>(utf8[offset]) < 0x80) {
      ++width;
      ++offset;
    } else {
      width += width_of(next_code_point(utf8, offset));
    }
  }
  return width;
}

std::string json_string(std::string_view text) {
  std::string valid;
  if (!is_valid_utf8(text)) {
    valid = to_valid_utf8(text);
    text = valid;
  }
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          constexpr char digits[] = "0123456789abcdef";
          out += "\\u00";
          out += digits[static_cast<unsigned char>(c) >> 4];
          out += digits[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  return json_shown(std::move(out) + '"');
}

std::string csv_cell(std::string_view text) {
  std::string cell = harmless_text(text);
  // A spreadsheet runs what begins so (OWASP, "CSV injection").
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos)
    cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

ListWriter::ListWriter(ListFormat format, std::span<const Column> columns, std::FILE* out)
    : ListWriter(format, columns, out, out == stdout && format == ListFormat::table ? terminal_columns() : 0) {}

ListWriter::ListWriter(ListFormat format, std::span<const Column> columns, std::FILE* out, std::size_t room)
    : format_(format), columns_(columns.begin(), columns.end()), out_(out), room_(room) {
  if (format_ == ListFormat::csv) {
    for (const Column& column : columns_) {
      line_ += (line_.empty() ? "" : ",") + std::string(column.name);
    }
    line_ += "\r\n";
    std::fwrite(line_.data(), 1, line_.size(), out_);
    line_.clear();
  }
}

ListWriter::~ListWriter() {
  if (format_ == ListFormat::table) flush_table();
  std::fflush(out_);
}

void ListWriter::cell(std::string_view raw_json, std::string_view shown) {
  switch (format_) {
    case ListFormat::jsonl:
      line_ += column_ == 0 ? "{\"" : ",\"";
      line_ += columns_[column_].name;
      line_ += "\":";
      line_ += raw_json;
      break;
    case ListFormat::csv:
      if (column_ != 0) line_ += ',';
      line_ += shown;
      break;
    case ListFormat::table: row_.emplace_back(shown); break;
  }
  ++column_;
}

void ListWriter::text(std::string_view value) {
  switch (format_) {
    case ListFormat::jsonl: cell(json_string(value), {}); break;
    case ListFormat::csv: cell({}, csv_cell(value)); break;
    case ListFormat::table: cell({}, for_terminal(value)); break;
  }
}
void ListWriter::text_or_null(std::string_view value) {
  if (value.empty()) {
    null();
  } else {
    text(value);
  }
}
void ListWriter::number(std::int64_t value) {
  const std::string shown = std::to_string(value);
  cell(shown, shown);
}
void ListWriter::thousandths(std::int64_t value) {
  const std::string shown = thousandths_text(value);
  cell(shown, shown);
}
void ListWriter::null() { cell("null", ""); }
void ListWriter::json(std::string_view raw, std::string_view shown) {
  if (format_ == ListFormat::jsonl) {
    cell(raw, {});
  } else if (format_ == ListFormat::csv) {
    cell({}, csv_cell(shown));
  } else {
    cell({}, for_terminal(shown));
  }
}

void ListWriter::end_row() {
  column_ = 0;
  ++rows_;
  if (format_ == ListFormat::table) {
    if (widths_known_) {
      put_table_row(row_);
    } else {
      waiting_.push_back(std::move(row_));
      if (waiting_.size() >= rows_before_widths) flush_table();
    }
    row_.clear();
    return;
  }
  line_ += format_ == ListFormat::jsonl ? "}\n" : "\r\n";
  std::fwrite(line_.data(), 1, line_.size(), out_);
  line_.clear();
}

void ListWriter::flush_table() {
  if (widths_known_ || waiting_.empty()) return;
  widths_known_ = true;
  std::vector<std::string> header;
  for (const Column& column : columns_) {
    header.emplace_back(column.name);
    widths_.push_back(column.name.size());
  }
  for (const auto& row : waiting_) {
    for (std::size_t index = 0; index < row.size(); ++index) {
      widths_[index] = std::min(std::max(widths_[index], shown_width(row[index])), columns_[index].shown_max);
    }
  }
  // Where there is no room a cell takes several lines and is not cut: of the last column, which may run on, all counts.
  std::vector<std::size_t> wanted = widths_;
  for (const auto& row : waiting_) wanted.back() = std::max(wanted.back(), shown_width(row.back()));
  std::vector<char> elastic;
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    const bool last = index + 1 == columns_.size();
    elastic.push_back(!columns_[index].right && (last || columns_[index].name.size() < wanted[index]) ? 1 : 0);
  }
  TableLayout layout = table_layout(wanted, elastic, room_);
  shape_ = layout.shape;
  in_lines_ = shape_ != TableShape::wide || layout.widths != wanted;
  if (in_lines_) widths_ = std::move(layout.widths);
  if (shape_ != TableShape::records) put_table_row(header);
  for (const auto& row : waiting_) put_table_row(row);
  waiting_.clear();
}

// Cells broken into as many lines as they need; the last column under the others, where it has no room beside them.
void ListWriter::put_in_lines(const std::vector<std::string>& row) {
  constexpr std::size_t indent = 8;
  std::vector<std::vector<std::string>> cells;
  std::size_t lines = 1;
  for (std::size_t index = 0; index < widths_.size(); ++index) {
    const bool last = index + 1 == row.size();
    cells.push_back(lines_of(row[index], widths_[index], !last));
    lines = std::max(lines, cells.back().size());
  }
  std::string out;
  for (std::size_t at = 0; at < lines; ++at) {
    std::string line;
    for (std::size_t index = 0; index < cells.size(); ++index) {
      const std::string_view shown = at < cells[index].size() ? std::string_view(cells[index][at]) : std::string_view();
      const std::size_t width = shown_width(shown);
      const std::string padding(width < widths_[index] ? widths_[index] - width : 0, ' ');
      if (index != 0) line += "  ";
      line += columns_[index].right ? padding + std::string(shown) : std::string(shown) + padding;
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  if (shape_ == TableShape::below && !row.back().empty()) {
    // A Place stays whole, to be copied.
    const bool place = columns_.back().name == "place";
    for (const std::string& line : lines_of(row.back(), place ? SIZE_MAX : room_ - indent)) {
      out += std::string(indent, ' ') + line + '\n';
    }
  }
  std::fwrite(out.data(), 1, out.size(), out_);
}

void ListWriter::put_record(const std::vector<std::string>& row) {
  std::size_t name_width = 0;
  for (const Column& column : columns_) name_width = std::max(name_width, column.name.size());
  std::string out;
  for (std::size_t index = 0; index < row.size(); ++index) {
    if (row[index].empty()) continue;
    const std::string_view name = columns_[index].name;
    out += std::string(name) + std::string(name_width - name.size() + 2, ' ');
    const std::size_t left = room_ > name_width + 22 ? room_ - name_width - 2 : 20;
    bool first = true;
    for (const std::string& line : lines_of(row[index], name == "place" ? SIZE_MAX : left)) {
      if (!first) out += std::string(name_width + 2, ' ');
      out += line + '\n';
      first = false;
    }
  }
  out += '\n';
  std::fwrite(out.data(), 1, out.size(), out_);
}

void ListWriter::put_table_row(const std::vector<std::string>& row) {
  if (shape_ == TableShape::records) return put_record(row);
  if (in_lines_) return put_in_lines(row);
  std::string line;
  for (std::size_t index = 0; index < row.size(); ++index) {
    const bool last = index + 1 == row.size();
    std::string shown = row[index];
    std::size_t width = shown_width(shown);
    // The last column may run on: a Place that is cut opens nothing.
    if (!last && width > columns_[index].shown_max) {
      std::string cut;
      std::size_t cut_width = 0;
      for (std::size_t offset = 0; offset < shown.size();) {
        const std::size_t begin = offset;
        cut_width += width_of(next_code_point(shown, offset));
        if (cut_width >= columns_[index].shown_max) break;
        cut.append(shown, begin, offset - begin);
      }
      shown = cut + "…";
      width = shown_width(shown);
    }
    const std::string padding(width < widths_[index] ? widths_[index] - width : 0, ' ');
    line += columns_[index].right ? padding + shown : shown + (last ? "" : padding);
    if (!last) line += "  ";
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), out_);
}

std::unique_ptr<Case> open_case_for(const Arguments& arguments, std::string_view command, int& status) {
  CaseOpen options;
  options.path = arguments.positional.front();
  options.need_values = arguments.has("--reveal");
  auto opened = Case::open(options);
  if (!opened) {
    complain(opened.error().what, options.need_values && opened.error().fault == Fault::encrypted
                                      ? "Without --reveal the case can be read: counts and types need no key."
                                      : "");
    status = exit_failed;
    return nullptr;
  }
  // Long sorts go to SQLite's own temporary files (values are sealed there too), not into memory.
  (*opened)->database().run("PRAGMA temp_store=FILE");
  (*opened)->audit(command, arguments.as_typed, options.need_values);
  if (options.need_values) (*opened)->shown_names().reveal();
  if (command != "summary" && command != "items" && command != "show" && !persons_resolved(**opened)) {
    complain("the persons of this case were not told: its last scan was ended before",
             "The same scan goes on from there. Until then every number of persons is wrong.");
  }
  return std::move(*opened);
}

void ValueShower::tell_sealed() const {
  if (told_) return;
  told_ = true;
  complain("the values are sealed, and the case's key was not found: none is shown", file_.key_hint());
}

std::optional<std::string> ValueShower::value(const Result<std::string_view>& spelling, std::int64_t mask_style) const {
  if (file_.sealer() == nullptr) {
    tell_sealed();
    return std::nullopt;
  }
  if (!spelling) return "damaged";
  if (reveal_) return std::string(*spelling);
  const bool known = mask_style >= 0 && mask_style <= static_cast<std::int64_t>(MaskStyle::none);
  return mask_value(*spelling, known ? static_cast<MaskStyle>(mask_style) : MaskStyle::full);
}

std::optional<std::vector<std::string>> ValueShower::names(std::string_view blob) const {
  if (blob.empty()) return std::vector<std::string>();
  if (file_.sealer() == nullptr) {
    tell_sealed();
    return std::nullopt;
  }
  auto names = open_names(file_, blob);
  if (!names) return std::vector<std::string>{"damaged"};
  if (!reveal_) {
    for (std::string& name : *names) name = mask_value(name, MaskStyle::name);
  }
  return std::move(*names);
}

std::optional<std::int64_t> thousandths_of(const std::string& text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !(value >= 0) || value > 1) {
    complain("'" + escape_name(text) + "' is no confidence", "Give a number from 0 to 1: --min-confidence 0.5");
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value * 1000 + 0.5);
}

bool knows_types(Case& file, std::span<const std::string> types) {
  for (const std::string& type : types) {
    Statement known(file.database(), "SELECT 1 FROM type WHERE name = ?1 OR category = ?1");
    known.bind(1, std::string_view(type));
    if (known.step()) continue;
    std::string names;
    Statement all(file.database(),
                  "SELECT DISTINCT t.name FROM item_type i JOIN type t ON t.id = i.type ORDER BY t.name");
    while (all.step()) names += (names.empty() ? "" : ", ") + std::string(all.text(0));
    complain("there is no type or category '" + escape_name(type) + "'", "This case holds: " + names);
    return false;
  }
  return true;
}

std::vector<std::string> list_of(const Arguments& arguments, std::string_view option) {
  std::vector<std::string> list;
  for (const std::string& given : arguments.all(option)) {
    for (const std::string_view part : split(given, ',')) {
      if (!trim(part).empty()) list.emplace_back(trim(part));
    }
  }
  return list;
}

std::string placeholders(std::size_t count) {
  std::string text;
  for (std::size_t index = 0; index < count; ++index) text += index == 0 ? "?" : ",?";
  return text;
}

}  // namespace constat
