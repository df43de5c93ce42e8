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

inline constexpr std::uint64_t decoder_memory_bytes_max = 256ULL << 20;

}  // namespace constat
