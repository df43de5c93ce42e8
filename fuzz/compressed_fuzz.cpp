// Every decoder on the same bytes: each ends, and gives no more than its sink takes.
#include "evidence/archive.h"
#include "evidence/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace constat;
  if (size == 0) return 0;
  Limits limits;
  limits.member_bytes_max = 1 << 20;
  SpillFile spill(-1);
  MemorySource source(as_bytes(data + 1, size - 1));
  Spool spool(limits, spill, size);
  constexpr unsigned codecs = static_cast<unsigned>(Codec::snappy) + 1;
  const unsigned which = data[0] % (codecs + 1);
  if (which == codecs) {
    (void)decode_unix_compress(source, spool);
  } else {
    const auto used = decode_stream(static_cast<Codec>(which), source, 0, source.size_bytes(), spool);
    if (used && *used > source.size_bytes()) __builtin_trap();
  }
  return 0;
}
