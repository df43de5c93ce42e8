// One compressed stream to bytes, by the codec's own library. Knows nothing of the container that the stream lies in.
#pragma once

#include <cstdint>
#include <string_view>

#include "evidence/source.h"

namespace constat {

enum class Codec : std::uint8_t {
  deflate,     // RFC 1951
  zlib,        // RFC 1950
  gzip,        // RFC 1952, one member with its header and trailer
  bzip2,       // One stream
  xz,          // One .xz stream (tukaani.org/xz/xz-file-format.txt)
  lzma,        // .lzma ("LZMA alone"): 13 bytes of header
  lzma_zip,    // As ZIP method 14 stores it: APPNOTE 5.8.8
  zstd,        // RFC 8878, one frame (a skippable frame gives nothing)
  lz4,         // LZ4 frame format 1.6, one frame
  lzip,        // One member of .lz
  lz4_legacy,  // What `lz4 -l` writes, and Linux kernels hold; ends with the source
  snappy,      // Framed (framing_format.txt); checksums are not looked at; ends with the source
};

// Decodes one stream that begins at `begin` of `source` and lies before `end`, into `sink`, chunk by chunk. Gives how
// many bytes the stream took. An error (Fault::truncated, malformed, unsupported, over_limit, or the sink's own) comes
// after all that could be decoded was written.
// Memory: what the codec's window needs, at most decoder_memory_bytes_max.
Result<std::uint64_t> decode_stream(Codec codec, Source& source, std::uint64_t begin, std::uint64_t end,
                                    ByteSink& sink);

// Blocks without a frame of their own, as they stand in pages of other formats. What they say of their size is held
// against what so many bytes can decode to before anything is allocated.
// Snappy (format_description.txt), at most `bytes_max` decoded.
Result<Buffer> decode_snappy_block(ByteView packed, std::uint64_t bytes_max);
// LZ4 (lz4_Block_format.md), of exactly `size_bytes` decoded.
Result<Buffer> decode_lz4_block(ByteView packed, std::uint64_t size_bytes);
// One whole stream of `codec` in memory, at most `bytes_max` decoded. What came before an error is in `out`.
Result<void> decode_whole(Codec codec, ByteView packed, std::uint64_t bytes_max, Buffer& out);

inline constexpr std::uint64_t decoder_memory_bytes_max = 256ULL << 20;

}  // namespace constat
