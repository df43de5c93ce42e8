// Whatever the bytes: the charset told decodes them to valid UTF-8, the owned ranges are within their texts, and every
// offset leads into the item.
#include <cstdlib>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/text_coding.h"

namespace {

class Checking final : public constat::Output {
 public:
  explicit Checking(std::uint64_t size) : size_(size) {}
  void passage(const constat::Passage& passage) override {
    if (!constat::is_valid_utf8(passage.text)) std::abort();
    if (passage.owned_begin > passage.owned_end || passage.owned_end > passage.text.size()) std::abort();
    for (std::size_t at = 0; at < passage.text.size(); ++at) {
      if (passage.place_offset(at) > size_) std::abort();
    }
  }
  void table_begin(const constat::TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const constat::Cell>, bool) override {}
  void table_end() override {}
  void inner_begin(const constat::Member&) override {}
  void inner_end() override {}
  void member(const constat::Member&, const constat::Opener&) override {}
  void unreadable(const constat::Member&, constat::Status, std::string_view) override {}
  void gap(constat::Status, std::string_view) override {}
  void note(std::string_view) override {}

 private:
  std::uint64_t size_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const constat::ByteView bytes = constat::as_bytes(data, size);
  const constat::Charset charset = constat::detect_charset(bytes, true);
  constat::Limits limits;
  limits.passage_bytes = 100;
  limits.passage_margin_bytes = 20;
  constat::MemorySource source(bytes);
  Checking out(size);
  if (!charset.name.empty()) (void)constat::give_text(source, charset.name, 0, size, limits, out);
  constat::SpillFile spill(-1);
  (void)constat::extract_raw(source, {{limits, spill}, "", 0, std::nullopt, 0}, out);
  return 0;
}
