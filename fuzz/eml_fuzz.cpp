// A mail of any bytes: no crash, no reading past the end, bounded members.
#include "extract/extractors.h"

namespace {

class Counting final : public constat::Output {
 public:
  void passage(const constat::Passage& passage) override { bytes_ += passage.text.size(); }
  void table_begin(const constat::TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const constat::Cell>, bool) override {}
  void table_end() override {}
  void inner_begin(const constat::Member&) override {}
  void inner_end() override {}
  void member(const constat::Member&, const constat::Opener& open) override {
    if (const auto source = open()) bytes_ += (*source)->size_bytes();
  }
  void unreadable(const constat::Member&, constat::Status, std::string_view) override {}
  void gap(constat::Status, std::string_view) override {}
  void note(std::string_view) override {}

 private:
  std::uint64_t bytes_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const constat::Limits limits;
  constat::SpillFile spill(-1);
  const constat::ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  constat::MemorySource source(constat::as_bytes(data, size));
  Counting out;
  (void)constat::extract_eml(source, context, out);
  (void)constat::extract_emlx(source, context, out);
  return 0;
}
