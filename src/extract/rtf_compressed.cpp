#include "extract/rtf_compressed.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace constat {

namespace {
constexpr std::size_t dictionary_bytes = 4096;
// 2.1.2.1: what the dictionary holds at the start.
constexpr std::string_view dictionary_start =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    "Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
    "\\tx";
static_assert(dictionary_start.size() == 207);
constexpr std::uint32_t type_compressed = 0x75465A4C;    // "LZFu"
constexpr std::uint32_t type_uncompressed = 0x414C454D;  // "MELA"
}  // namespace

Result<Buffer> decompress_rtf(ByteView bytes, std::uint64_t bytes_max) {
  Cursor in(bytes);
  TRY(in.skip(4));
  TRY_ASSIGN(const std::uint32_t raw_bytes, in.u32_le());
  TRY_ASSIGN(const std::uint32_t type, in.u32_le());
  TRY(in.skip(4));
  if (type == type_uncompressed) {
    const ByteView plain =
        *in.take(std::min<std::uint64_t>(in.remaining(), std::min<std::uint64_t>(raw_bytes, bytes_max)));
    return Buffer(plain.begin(), plain.end());
  }
  if (type != type_compressed) return fail(Fault::malformed, "no compressed RTF");
  std::array<std::byte, dictionary_bytes> dictionary{};
  std::size_t at = 0;
  for (const char c : dictionary_start) dictionary[at++] = static_cast<std::byte>(c);
  Buffer out;
  const auto put = [&](std::byte byte) {
    out.push_back(byte);
    dictionary[at] = byte;
    at = (at + 1) % dictionary_bytes;
  };
  // 2.2.1: a byte of flags before each eight tokens: a literal, or an offset in the dictionary and a length.
  while (const auto flags = in.u8()) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      if (out.size() >= bytes_max) return fail(Fault::over_limit, "a compressed body beyond the bound");
      if ((*flags >> bit & 1) == 0) {
        const auto literal = in.u8();
        if (!literal) return out;
        put(std::byte{*literal});
        continue;
      }
      const auto reference = in.u16_be();
      if (!reference) return out;
      std::size_t from = *reference >> 4;
      if (from == at) return out;  // The end.
      for (unsigned left = (*reference & 0xFU) + 2; left > 0; --left) {
        put(dictionary[from]);
        from = (from + 1) % dictionary_bytes;
      }
    }
  }
  return out;
}

}  // namespace constat
