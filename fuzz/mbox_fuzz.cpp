// A mailbox of any bytes: read from a file or from memory, whole or in ranges, it gives the same messages.
#include <cstdlib>

#include "extract/extractors.h"

namespace {

class Slow final : public constat::Source {
 public:
  explicit Slow(constat::Source& inner) : inner_(inner) {}
  std::uint64_t size_bytes() const override { return inner_.size_bytes(); }
  constat::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    return inner_.read_at(offset, out);
  }

 private:
  constat::Source& inner_;
};

class Names final : public constat::Output {
 public:
  void passage(const constat::Passage&) override {}
  void table_begin(const constat::TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const constat::Cell>, bool) override {}
  void table_end() override {}
  void inner_begin(const constat::Member&) override {}
  void inner_end() override {}
  void member(const constat::Member& member, const constat::Opener& open) override {
    const auto source = open();
    told += std::to_string(member.index) + ":" + std::to_string(source ? (*source)->size_bytes() : 0) + " ";
  }
  void unreadable(const constat::Member&, constat::Status, std::string_view) override {}
  void gap(constat::Status, std::string_view) override {}
  void note(std::string_view) override {}

  std::string told;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const constat::Limits limits;
  constat::SpillFile spill(-1);
  constat::ExtractContext context{{limits, spill}, "", 0, std::nullopt, 0};
  constat::MemorySource source(constat::as_bytes(data, size));
  Slow slow(source);
  Names whole;
  (void)constat::extract_mbox(source, context, whole);
  Names from_file;
  (void)constat::extract_mbox(slow, context, from_file);
  if (whole.told != from_file.told) std::abort();
  const auto ranges = constat::cut_mbox(source, context, 64);
  if (!ranges) return 0;
  Names parts;
  for (const constat::Range& range : *ranges) {
    context.range = range;
    (void)constat::extract_mbox(slow, context, parts);
  }
  if (whole.told != parts.told) std::abort();
  return 0;
}
