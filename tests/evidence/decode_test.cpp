#include "evidence/decode.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

// Found by fuzz/compressed_fuzz: a stream shorter than its mark was said to take four bytes.
TEST(Decode, NoDecoderTakesMoreThanThereIs) {
  const Limits limits;
  SpillFile spill(-1);
  for (unsigned codec = 0; codec <= static_cast<unsigned>(Codec::snappy); ++codec) {
    for (const std::string_view bytes : {"", "\xa7", "\xa7\x30", "\xa7\x30\x01"}) {
      MemorySource source(as_bytes(bytes));
      Spool spool(limits, spill, bytes.size());
      const auto used = decode_stream(static_cast<Codec>(codec), source, 0, source.size_bytes(), spool);
      if (used) {
        EXPECT_LE(*used, bytes.size()) << "codec " << codec;
      }
    }
  }
}

}  // namespace
}  // namespace constat
