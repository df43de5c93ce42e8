#include "extract/record_table.h"

#include <algorithm>

#include "base/text.h"

namespace constat {

namespace {
constexpr std::size_t columns_max = 2000;
constexpr std::size_t restarts_max = 24;
}  // namespace

// The number of the column of a field's value, a new one where there is none; npos beyond the bounds.
std::size_t RecordTable::column_of(const std::string& name, std::size_t occurrence) {
  if (occurrence > values_with_column_max_) return npos;
  std::string key = to_lower_ascii(name);
  if (occurrence > 1) key += '.' + std::to_string(occurrence);
  const auto found = numbers_.find(key);
  if (found != numbers_.end()) return found->second;
  if (columns_.size() >= columns_max || (open_ && restarts_ >= restarts_max)) return npos;
  numbers_.emplace(std::move(key), columns_.size());
  columns_.push_back(occurrence > 1 ? name + '.' + std::to_string(occurrence) : name);
  grown_ = true;
  return columns_.size() - 1;
}

void RecordTable::number(std::span<const RecordField> record) {
  numbered_.clear();
  counts_.clear();
  for (const RecordField& field : record) {
    numbered_.push_back(field.value.empty() ? npos : column_of(field.name, ++counts_[to_lower_ascii(field.name)]));
  }
}

void RecordTable::learn(std::span<const RecordField> record) { number(record); }

void RecordTable::begin() {
  const std::vector<std::string_view> names(columns_.begin(), columns_.end());
  TableInfo info;
  info.part = part_;
  info.columns = names;
  info.places_by_offset = true;
  if (const auto key = std::ranges::find(columns_, key_column_); !key_column_.empty() && key != columns_.end()) {
    info.key_column = static_cast<std::size_t>(key - columns_.begin());
    info.key_of = key_of_;
  }
  out_.table_begin(info);
  open_ = true;
  grown_ = false;
}

void RecordTable::give(std::span<const RecordField> record) {
  number(record);
  if (std::ranges::all_of(record, [](const RecordField& field) { return field.value.empty(); })) return;
  if (open_ && grown_) {
    end();
    ++restarts_;
  }
  if (!open_) begin();
  cells_.assign(columns_.size(), Cell{{}, CellKind::empty, record.front().offset_bytes});
  for (std::size_t index = 0; index < record.size(); ++index) {
    if (record[index].value.empty()) continue;
    const Cell cell{record[index].value, CellKind::text, record[index].offset_bytes};
    if (numbered_[index] != npos) {
      cells_[numbered_[index]] = cell;
    } else {
      cells_.push_back(cell);
    }
  }
  out_.table_row(++row_, cells_, true);
}

void RecordTable::end() {
  if (open_) out_.table_end();
  open_ = false;
}

void RecordTable::forget() {
  end();
  columns_.clear();
  numbers_.clear();
  restarts_ = 0;
  grown_ = false;
}

}  // namespace constat
