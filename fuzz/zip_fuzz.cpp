// Whatever the bytes are: no crash, no read outside, and no more given than the bounds allow.
#include "evidence/zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  Limits limits;
  limits.member_bytes_max = 1 << 20;
  limits.members_max = 1000;
  SpillFile spill(-1);
  const ReadContext context{limits, spill};
  MemorySource source(as_bytes(data, size));
  const auto archive = ZipArchive::open(source, limits);
  if (!archive) return 0;
  for (const auto& entry : archive->entries()) {
    const auto opened = archive->open_entry(entry, context);
    if (opened && entry.method != 0 && (*opened)->size_bytes() > limits.member_bytes_max) __builtin_trap();
  }
  return 0;
}
