// An Output that keeps what it was given, for tests of extractors.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "extract/format.h"

namespace constat::test {

struct KeptPassage {
  std::string text;
  std::size_t owned_begin = 0;
  std::size_t owned_end = 0;
  std::string part;
  std::vector<std::uint64_t> places;  // Of every text offset, one past the end too.
  PassageKind kind = PassageKind::prose;
  std::string owned() const { return text.substr(owned_begin, owned_end - owned_begin); }
};
struct KeptRow {
  std::uint64_t row = 0;
  std::vector<std::string> cells;
  std::vector<CellKind> kinds;
  std::vector<std::uint64_t> offsets;
  bool owned = true;
  friend bool operator==(const KeptRow&, const KeptRow&) = default;
};
struct KeptTable {
  std::string name;
  std::string part;
  std::vector<std::string> columns;
  bool places_by_offset = false;
  std::vector<KeptRow> rows;
};

class Collected final : public Output {
 public:
  std::vector<KeptPassage> passages;
  std::vector<KeptTable> tables;
  std::vector<std::pair<Status, std::string>> gaps;
  std::vector<std::string> notes;
  std::vector<std::string> inner;

  std::string owned_text() const {
    std::string all;
    for (const KeptPassage& passage : passages) all += passage.owned();
    return all;
  }

  void passage(const Passage& passage) override {
    KeptPassage kept{
        std::string(passage.text), passage.owned_begin, passage.owned_end, std::string(passage.part), {}, passage.kind};
    if (keep_places) {
      for (std::size_t at = 0; at <= passage.text.size(); ++at) kept.places.push_back(passage.place_offset(at));
    }
    passages.push_back(std::move(kept));
  }
  void table_begin(const TableInfo& table) override {
    KeptTable kept{std::string(table.name), std::string(table.part), {}, table.places_by_offset, {}};
    for (const std::string_view column : table.columns) kept.columns.emplace_back(column);
    tables.push_back(std::move(kept));
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    KeptRow kept;
    kept.row = row;
    kept.owned = owned;
    for (const Cell& cell : cells) {
      kept.cells.emplace_back(cell.text);
      kept.kinds.push_back(cell.kind);
      kept.offsets.push_back(cell.offset_bytes);
    }
    tables.back().rows.push_back(std::move(kept));
  }
  void table_end() override {}
  void inner_begin(const Member& member) override { inner.emplace_back(member.name); }
  void inner_end() override {}
  void member(const Member&, const Opener&) override {}
  void unreadable(const Member&, Status, std::string_view) override {}
  void gap(Status status, std::string_view reason) override { gaps.emplace_back(status, reason); }
  void note(std::string_view text) override { notes.emplace_back(text); }

  bool keep_places = false;
};

// Runs one format's extractor over bytes in memory.
inline Result<void> extract(Result<void> (*reader)(Source&, const ExtractContext&, Output&), std::string_view bytes,
                            Output& out, std::string_view charset = "UTF-8", std::optional<Range> range = std::nullopt,
                            const Limits& limits = {}) {
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const ExtractContext context{{limits, spill}, charset, 1.0, range, 0};
  return reader(source, context, out);
}

}  // namespace constat::test
