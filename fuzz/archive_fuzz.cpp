// tar and what libarchive reads, by the way of the driver: members are identified and read, too.
#include "extract/driver.h"

namespace {
class Nothing final : public constat::Observer {
 public:
  Verdict item_begin(const constat::ItemBegin&) override { return ++items_ < 1000 ? Verdict::read : Verdict::skip; }
  void passage(const constat::Passage&) override {}
  void table_begin(const constat::TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const constat::Cell>, bool) override {}
  void table_end() override {}
  void item_end(const constat::ItemEnd&) override {}
  bool wants(std::span<const std::uint64_t>) override { return items_ < 1000; }

 private:
  int items_ = 0;
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  DriverOptions options;
  options.limits.member_bytes_max = 1 << 20;
  options.limits.expansion_bytes_max = 16 << 20;
  options.limits.depth_max = 3;
  SpillFile spill(-1);
  MemorySource source(as_bytes(data, size));
  Nothing nothing;
  drive(source, "f", "f", 0, options, spill, nothing);
  return 0;
}
