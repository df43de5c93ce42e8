#include "extract/json_table.h"

#include <algorithm>

#include "base/text.h"
#include "extract/delimited.h"
#include "extract/json_walk.h"

namespace constat {

namespace {
constexpr std::size_t json_columns_max = 2000;
constexpr std::size_t json_restarts_max = 24;
constexpr std::size_t array_columns_max = 16;  // Values of one array that get columns of their own.

// The four hex digits at raw[at]; -1 where they are none.
int unit_of(std::string_view raw, std::size_t at) {
  if (at + 4 > raw.size()) return -1;
  int unit = 0;
  for (std::size_t index = at; index < at + 4; ++index) {
    const int digit = hex_value(raw[index]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}
}  // namespace

void unescape_json(std::string_view raw, std::string& text) {
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t slash = raw.find('\\', at);
    text.append(raw.substr(at, slash == std::string_view::npos ? slash : slash - at));
    if (slash == std::string_view::npos) return;
    at = slash + 1;
    if (at >= raw.size()) {
      text.push_back('\\');
      return;
    }
    const char c = raw[at++];
    switch (c) {
      case 'n': text.push_back('\n'); break;
      case 't': text.push_back('\t'); break;
      case 'r': text.push_back('\r'); break;
      case 'b': text.push_back('\b'); break;
      case 'f': text.push_back('\f'); break;
      case '"':
      case '\\':
      case '/': text.push_back(c); break;
      case 'u': {
        const int unit = unit_of(raw, at);
        if (unit < 0) {
          text.append("\\u");
          break;
        }
        at += 4;
        auto code_point = static_cast<char32_t>(unit);
        if ((unit & 0xFC00) == 0xD800 && at + 6 <= raw.size() && raw[at] == '\\' && raw[at + 1] == 'u') {
          const int low = unit_of(raw, at + 2);
          if (low >= 0 && (low & 0xFC00) == 0xDC00) {
            code_point = 0x10000 + ((code_point & 0x3FF) << 10) + (static_cast<char32_t>(low) & 0x3FF);
            at += 6;
          }
        }
        append_utf8(text, code_point);
        break;
      }
      default: text.push_back('\\'); text.push_back(c);
    }
  }
}

// Builds the path of each scalar on the way.
struct JsonFlatten {
  JsonTable& table;
  std::string path;
  struct Level {
    std::size_t path_size;
    bool array;
    std::size_t count;
  };
  std::vector<Level> levels = {};
  std::size_t without_column = 0;  // Levels from here down are values of an array that is too long for columns.

  // Of the value that comes next: an array's value extends the path by its number.
  bool enter() {
    if (levels.empty() || !levels.back().array) return true;
    Level& level = levels.back();
    ++level.count;
    path.resize(level.path_size);
    if (level.count > 1) path += "." + std::to_string(level.count);
    return level.count <= array_columns_max || table.columns_.empty() || levels.size() == 1;
  }
  void leaf(std::string_view raw, bool is_string) {
    const bool has_column = enter() && without_column == 0;
    if (table.naming_) {
      table.values_.push_back({path, raw, is_string, has_column});
      return;
    }
    table.leaves_.push_back(
        {has_column ? table.column_of(path, table.leaves_.size()) : JsonTable::none, raw, is_string});
  }
  void key(std::string_view raw) {
    path.resize(levels.back().path_size);
    if (!path.empty()) path.push_back('.');
    if (raw.find('\\') == std::string_view::npos) {
      path.append(raw);
    } else {
      unescape_json(raw, path);
    }
  }
  void string(std::string_view raw) { leaf(raw, true); }
  void scalar(std::string_view raw) { leaf(raw, false); }
  void begin(bool array, std::size_t) {
    const bool has_column = enter();
    if (!has_column && without_column == 0) without_column = levels.size() + 1;
    levels.push_back({path.size(), array, 0});
  }
  void end(std::size_t) {
    levels.pop_back();
    if (without_column > levels.size()) without_column = 0;
    if (!levels.empty()) path.resize(std::max(levels.back().path_size, std::size_t{0}));
  }
};

std::uint32_t JsonTable::column_of(const std::string& path, std::size_t guess) {
  // Records are alike: the same path stands at the same place as in the one before.
  if (guess < columns_.size() && columns_[guess] == path) return static_cast<std::uint32_t>(guess);
  const auto found = numbers_.find(path);
  if (found != numbers_.end()) return found->second;
  if (columns_.size() >= json_columns_max || path.size() > 1000 || (open_ && restarts_ >= json_restarts_max))
    return none;
  const auto number = static_cast<std::uint32_t>(columns_.size());
  columns_.push_back(path);
  numbers_.emplace(path, number);
  grown_ = true;
  return number;
}

void JsonTable::flatten(std::string_view record) {
  leaves_.clear();
  values_.clear();
  naming_ = json_may_be_named(record);
  JsonFlatten handler{*this, {}};
  (void)walk_json(record, 0, limits_.nesting_max, handler);
  if (!naming_) return;
  name_json_values(values_);
  for (std::size_t index = 0; index < values_.size(); ++index) {
    const JsonValue& value = values_[index];
    leaves_.push_back({value.has_column ? column_of(value.path, index) : none, value.raw, value.is_string,
                       value.rewritten ? index : SIZE_MAX});
  }
}

void JsonTable::learn(std::string_view record) { flatten(record); }

void JsonTable::begin() {
  std::vector<std::string_view> names;
  if (keyed_) names.emplace_back("key");
  // Rows that are plain arrays have no column names: a header may be among them.
  const bool named = std::any_of(columns_.begin(), columns_.end(),
                                 [](const std::string& column) { return !column.empty() && column[0] != '.'; });
  if (named || keyed_) {
    for (const std::string& column : columns_) names.emplace_back(column);
  } else if (!array_names_.empty() && columns_.size() <= array_names_.size()) {
    for (std::size_t index = 0; index < columns_.size(); ++index) names.emplace_back(array_names_[index]);
  }
  TableInfo info;
  if (const auto key = std::ranges::find(columns_, fhir_patient_key); key != columns_.end()) {
    info.key_column = static_cast<std::size_t>(key - columns_.begin()) + (keyed_ ? 1 : 0);
    info.key_of = "patient";
  }
  info.name = name_;
  info.part = part_;
  info.columns = names;
  info.places_by_offset = true;
  out_.table_begin(info);
  open_ = true;
  grown_ = false;
}

void JsonTable::row(std::string_view record, std::string_view key, std::uint64_t number, bool owned,
                    const std::function<std::uint64_t(const char*)>& offset_of) {
  flatten(record);
  if (open_ && grown_) {
    out_.table_end();
    ++restarts_;
    open_ = false;
  }
  if (!open_) begin();
  const std::size_t first = keyed_ ? 1 : 0;
  const std::uint64_t record_offset = offset_of(record.data());
  cells_.assign(columns_.size() + first, Cell{{}, CellKind::empty, record_offset});
  arena_.clear();
  std::size_t escaped = key.find('\\') != std::string_view::npos ? key.size() : 0;
  for (const Leaf& leaf : leaves_) {
    if (leaf.is_string && leaf.raw.find('\\') != std::string_view::npos) escaped += leaf.raw.size();
  }
  arena_.reserve(escaped);  // A decoded string is never longer than its raw form: views into it stay.
  const auto text_of = [&](std::string_view raw) {
    if (raw.find('\\') == std::string_view::npos) return raw;
    const std::size_t begin = arena_.size();
    unescape_json(raw, arena_);
    return std::string_view(arena_).substr(begin);
  };
  if (keyed_) {
    const std::string_view text = text_of(key);
    cells_[0] = {text, text.empty() ? CellKind::empty : CellKind::text, offset_of(key.data())};
  }
  for (const Leaf& leaf : leaves_) {
    Cell cell;
    cell.offset_bytes = offset_of(leaf.raw.data());
    if (leaf.rewritten != SIZE_MAX) {
      cell.text = values_[leaf.rewritten].text;
    } else if (leaf.is_string) {
      cell.text = text_of(leaf.raw);
      cell.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
    } else if (leaf.raw == "null") {
      cell.kind = CellKind::empty;
    } else {
      cell.text = leaf.raw;
      cell.kind = leaf.raw == "true" || leaf.raw == "false" ? CellKind::boolean : CellKind::number;
    }
    // A key that comes twice in a record is not overwritten.
    if (leaf.column != none && cells_[leaf.column + first].kind == CellKind::empty &&
        cells_[leaf.column + first].text.empty()) {
      cells_[leaf.column + first] = cell;
    } else if (cell.kind != CellKind::empty) {
      cells_.push_back(cell);
    }
  }
  out_.table_row(number, cells_, owned);
}

void JsonTable::end() {
  if (open_) out_.table_end();
  open_ = false;
}

}  // namespace constat
