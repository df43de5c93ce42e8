// Keeps what an extractor gives, as text that a test can compare.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/format.h"

namespace constat {

class DocumentOutput final : public Output {
 public:
  struct Part {
    std::string part;
    std::uint64_t offset_bytes = 0;
    std::string text;  // The owned range.
    PassageKind kind = PassageKind::prose;
  };
  struct Table {
    std::string inner;  // The inner item's name, "" outside.
    std::string name;
    std::string part;
    std::vector<std::string> columns;
    std::vector<std::pair<std::uint64_t, std::vector<std::string>>> rows;
    std::vector<std::vector<std::uint64_t>> offsets;
  };
  struct Child {
    std::string name;
    std::string bytes;
    std::string fault;  // Why it could not be opened.
    std::string media_type;
  };
  struct Gap {
    Status status;
    std::string reason;
  };

  // The name of an inner item that is passed over, and what of its contents was read all the same.
  std::string passed_over;
  std::size_t read_of_it = 0;
  bool passes_over() const override { return !passed_over.empty() && !inner.empty() && inner.back() == passed_over; }

  void passage(const Passage& passage) override {
    if (passes_over()) ++read_of_it;
    parts.push_back({std::string(passage.part), passage.offset_bytes + passage.owned_begin,
                     std::string(passage.text.substr(passage.owned_begin, passage.owned_end - passage.owned_begin)),
                     passage.kind});
  }
  void table_begin(const TableInfo& table) override {
    Table& one = tables.emplace_back();
    one.inner = inner.empty() ? "" : inner.back();
    one.name = table.name;
    one.part = table.part;
    for (const std::string_view column : table.columns) one.columns.emplace_back(column);
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool) override {
    if (passes_over()) ++read_of_it;
    auto& [number, texts] = tables.back().rows.emplace_back();
    number = row;
    auto& offsets = tables.back().offsets.emplace_back();
    for (const Cell& cell : cells) {
      texts.emplace_back(cell.text);
      offsets.push_back(cell.offset_bytes);
    }
  }
  void table_end() override {}
  void inner_begin(const Member& member) override {
    inner.emplace_back(member.name);
    inner_names.emplace_back(member.name);
  }
  void inner_end() override { inner.pop_back(); }
  void member(const Member& member, const Opener& open) override {
    if (passes_over()) ++read_of_it;
    Child& child = children.emplace_back();
    child.name = member.name;
    child.media_type = member.media_type;
    auto source = open();
    if (!source) {
      child.fault = source.error().what;
      return;
    }
    Buffer storage;
    if (const auto bytes = read_whole(**source, 1U << 30, storage)) child.bytes = as_text(*bytes);
  }
  void unreadable(const Member& member, Status, std::string_view reason) override {
    Child& child = children.emplace_back();
    child.name = member.name;
    child.fault = reason;
  }
  void gap(Status status, std::string_view reason) override { gaps.push_back({status, std::string(reason)}); }
  void note(std::string_view text) override { notes.emplace_back(text); }

  // All passages of `part`, joined.
  std::string text_of(std::string_view part) const {
    std::string text;
    for (const Part& one : parts) {
      if (one.part == part) text += one.text;
    }
    return text;
  }
  std::string all_text() const {
    std::string text;
    for (const Part& one : parts) text += one.text + "\n";
    for (const Table& table : tables) {
      for (const auto& [number, cells] : table.rows) {
        for (const std::string& cell : cells) text += cell + "\t";
        text += "\n";
      }
    }
    return text;
  }

  std::vector<Part> parts;
  std::vector<Table> tables;
  std::vector<Child> children;
  std::vector<Gap> gaps;
  std::vector<std::string> notes;
  std::vector<std::string> inner;
  std::vector<std::string> inner_names;
};

// Identifies `bytes` and runs the format's extractor, as the driver would. `format` tells which format it was.
inline Result<void> extract_bytes(std::string_view bytes, DocumentOutput& out, std::string* format = nullptr,
                                  const Limits& limits = {}) {
  MemorySource source(as_bytes(bytes));
  auto identity = identify(source);
  if (!identity) return tl::unexpected<Error>(identity.error());
  if (format != nullptr) *format = identity->format->id;
  SpillFile spill(-1);
  const ExtractContext context{{limits, spill}, identity->charset, identity->charset_confidence, std::nullopt, 0};
  return identity->format->extract(source, context, out);
}

}  // namespace constat
