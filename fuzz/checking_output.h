// An Output that ends the run when a reader breaks its promises: text is UTF-8, owned ranges and offsets lie inside,
// rows come between a table's begin and its end.
#pragma once

#include <cstdlib>

#include "base/text.h"
#include "extract/output.h"

namespace constat {

class Checking final : public Output {
 public:
  explicit Checking(std::uint64_t size) : size_(size) {}
  void passage(const Passage& passage) override {
    if (!is_valid_utf8(passage.text)) std::abort();
    if (passage.owned_begin > passage.owned_end || passage.owned_end > passage.text.size()) std::abort();
    if (passage.place_offset(0) > size_) std::abort();
  }
  void table_begin(const TableInfo&) override {
    if (open_) std::abort();
    open_ = true;
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    if (!open_ || row == 0) std::abort();
    for (const Cell& cell : cells) {
      if (!is_valid_utf8(cell.text) || cell.offset_bytes > size_) std::abort();
    }
    if (owned) rows += 1 + cells.size();
  }
  void table_end() override {
    if (!open_) std::abort();
    open_ = false;
  }
  void inner_begin(const Member&) override {}
  void inner_end() override {}
  void member(const Member&, const Opener&) override {}
  void unreadable(const Member&, Status, std::string_view) override {}
  void gap(Status, std::string_view) override {}
  void note(std::string_view) override {}
  std::size_t rows = 0;

 private:
  std::uint64_t size_;
  bool open_ = false;
};

}  // namespace constat
