// Whatever the bytes: the readers of JSON and of JSON Lines give well-formed rows and texts.
#include <cstdlib>

#include "base/text.h"
#include "extract/extractors.h"

namespace {

class Checking final : public constat::Output {
 public:
  explicit Checking(std::uint64_t size) : size_(size) {}
  void passage(const constat::Passage& passage) override {
    if (!constat::is_valid_utf8(passage.text)) std::abort();
    if (passage.owned_begin > passage.owned_end || passage.owned_end > passage.text.size()) std::abort();
    if (passage.place_offset(0) > size_) std::abort();
  }
  void table_begin(const constat::TableInfo&) override {
    if (open_) std::abort();
    open_ = true;
  }
  void table_row(std::uint64_t row, std::span<const constat::Cell> cells, bool owned) override {
    if (!open_ || row == 0) std::abort();
    for (const constat::Cell& cell : cells) {
      if (!constat::is_valid_utf8(cell.text) || cell.offset_bytes > size_) std::abort();
    }
    if (owned) rows += 1 + cells.size();
  }
  void table_end() override {
    if (!open_) std::abort();
    open_ = false;
  }
  void inner_begin(const constat::Member&) override {}
  void inner_end() override {}
  void member(const constat::Member&, const constat::Opener&) override {}
  void unreadable(const constat::Member&, constat::Status, std::string_view) override {}
  void gap(constat::Status, std::string_view) override {}
  void note(std::string_view) override {}
  std::size_t rows = 0;

 private:
  std::uint64_t size_;
  bool open_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constat::MemorySource source(constat::as_bytes(data, size));
  constat::SpillFile spill(-1);
  const constat::Limits limits;
  const constat::ExtractContext context{{limits, spill}, "UTF-8", 1, std::nullopt, 0};
  Checking document(size);
  (void)constat::extract_json(source, context, document);
  Checking lines(size);
  (void)constat::extract_jsonl(source, context, lines);
  return 0;
}
