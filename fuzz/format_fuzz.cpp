// Every extractor of the table, by name and whatever the bytes look like: "zip\n" and the bytes. A worker calls one
// only where its probe said yes; a file that is half one thing and half another gets past that. Promised: text is
// UTF-8, owned ranges lie inside, tables and inner items end, members can be opened within the bounds, a cut covers no
// more ranges than bytes.
#include <cstdlib>

#include "base/text.h"
#include "extract/format.h"
#include "extract/output.h"

namespace {

using namespace constat;

class Taking final : public Output {
 public:
  void passage(const Passage& passage) override {
    if (!is_valid_utf8(passage.text)) std::abort();
    if (passage.owned_begin > passage.owned_end || passage.owned_end > passage.text.size()) std::abort();
    (void)passage.place_offset(passage.owned_begin);
    (void)passage.place_offset(passage.owned_end);
  }
  void table_begin(const TableInfo&) override {
    if (open_) std::abort();
    open_ = true;
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool) override {
    if (!open_ || row == 0) std::abort();
    for (const Cell& cell : cells) {
      if (!is_valid_utf8(cell.text)) std::abort();
    }
  }
  void table_end() override {
    if (!open_) std::abort();
    open_ = false;
  }
  void inner_begin(const Member&) override { ++inner_; }
  void inner_end() override {
    if (inner_-- == 0) std::abort();
  }
  void member(const Member&, const Opener& open) override {
    if (++members_ > 16) return;
    const auto source = open();
    if (!source) return;
    if ((*source)->size_bytes() > limits_bytes) std::abort();
    Buffer block(4096);
    for (std::uint64_t offset = 0; offset < (*source)->size_bytes();) {
      const auto got = (*source)->read_at(offset, block);
      if (!got || *got == 0) break;
      offset += *got;
    }
  }
  void unreadable(const Member&, Status, std::string_view) override {}
  void gap(Status, std::string_view) override {}
  void note(std::string_view) override {}
  // An extractor that fails may leave a table or an inner item open: the driver ends them.
  void check_ended() const {
    if (open_ || inner_ != 0) std::abort();
  }

  static constexpr std::uint64_t limits_bytes = 4 << 20;

 private:
  bool open_ = false;
  std::size_t inner_ = 0;
  std::size_t members_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t end = all.find('\n');
  if (end == std::string_view::npos) return 0;
  const Format* format = format_by_id(all.substr(0, end));
  if (format == nullptr) return 0;
  const std::string_view bytes = all.substr(end + 1);
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  Limits limits;
  limits.member_bytes_max = Taking::limits_bytes;
  limits.expansion_bytes_max = 4 * Taking::limits_bytes;
  limits.members_max = 2000;
  const auto identity = identify(source);
  const ExtractContext context{
      {limits, spill}, identity ? std::string_view(identity->charset) : "UTF-8", 1, std::nullopt, 0, "name"};
  Taking whole;
  if (format->extract(source, context, whole)) whole.check_ended();
  if (format->cut == nullptr) return 0;
  const auto ranges = format->cut(source, context, 256);
  if (!ranges) return 0;
  if (ranges->size() > bytes.size() + 1) std::abort();
  for (std::size_t index = 0; index < std::min<std::size_t>(ranges->size(), 8); ++index) {
    ExtractContext part = context;
    part.range = (*ranges)[index];
    Taking out;
    if (format->extract(source, part, out)) out.check_ended();
  }
  return 0;
}
