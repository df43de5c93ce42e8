#include "evidence/decode.h"

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace constat {

namespace {
constexpr std::size_t input_chunk_bytes = 128 * 1024;
constexpr std::size_t output_chunk_bytes = 256 * 1024;

// Hands out the packed bytes chunk by chunk: views of memory where the source is there already, else read.
class Input {
 public:
  Input(Source& source, std::uint64_t begin, std::uint64_t end)
      : source_(source), next_(std::min(begin, source.size_bytes())), end_(std::min(end, source.size_bytes())) {}

  // Empty at the end.
  Result<ByteView> chunk() {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(input_chunk_bytes, end_ - next_));
    if (count == 0) return ByteView{};
    if (const auto view = source_.view()) {
      const ByteView part = view->subspan(static_cast<std::size_t>(next_), count);
      next_ += count;
      return part;
    }
    storage_.resize(count);
    TRY_ASSIGN(const std::size_t got, source_.read_at(next_, storage_));
    next_ += got;
    return ByteView(storage_).first(got);
  }
  std::uint64_t next_offset() const { return next_; }

 private:
  Source& source_;
  std::uint64_t next_;
  std::uint64_t end_;
  Buffer storage_;
};

tl::unexpected<Error> ends_early(const Input& in) {
  return fail(Fault::truncated, "the compressed data breaks off", in.next_offset());
}
tl::unexpected<Error> damaged(const Input& in) {
  return fail(Fault::malformed, "the compressed data is damaged", in.next_offset());
}
tl::unexpected<Error> needs_memory() {
  return fail(Fault::over_limit, "its decoder needs more memory than the bound allows");
}

Result<std::uint64_t> decode_zlib(int window_bits, Source& source, std::uint64_t begin, std::uint64_t end,
                                  ByteSink& sink) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return needs_memory();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);
  Input in(source, begin, end);
  Buffer output(output_chunk_bytes);
  for (;;) {
    TRY_ASSIGN(const ByteView packed, in.chunk());
    if (packed.empty()) return ends_early(in);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(output.data());
      stream.avail_out = static_cast<uInt>(output.size());
      const int code = inflate(&stream, Z_NO_FLUSH);
      const std::size_t made = output.size() - stream.avail_out;
      if (made != 0) TRY(sink.write(ByteView(output).first(made)));
      if (code == Z_STREAM_END) return in.next_offset() - stream.avail_in - begin;
      if (code == Z_MEM_ERROR) return needs_memory();
      if (code != Z_OK && code != Z_BUF_ERROR) return damaged(in);
      if (code == Z_BUF_ERROR) break;  // It wants more input.
    } while (stream.avail_in != 0 || stream.avail_out == 0);
  }
}

Result<std::uint64_t> decode_bzip2(Source& source, std::uint64_t begin, std::uint64_t end, ByteSink& sink) {
  bz_stream stream{};
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) return needs_memory();
  const std::unique_ptr<bz_stream, int (*)(bz_stream*)> owner(&stream, BZ2_bzDecompressEnd);
  Input in(source, begin, end);
  Buffer output(output_chunk_bytes);
  for (;;) {
    TRY_ASSIGN(const ByteView packed, in.chunk());
    if (packed.empty()) return ends_early(in);
    stream.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = static_cast<unsigned>(packed.size());
    do {
      stream.next_out = reinterpret_cast<char*>(output.data());
      stream.avail_out = static_cast<unsigned>(output.size());
      const int code = BZ2_bzDecompress(&stream);
      const std::size_t made = output.size() - stream.avail_out;
      if (made != 0) TRY(sink.write(ByteView(output).first(made)));
      if (code == BZ_STREAM_END) return in.next_offset() - stream.avail_in - begin;
      if (code == BZ_MEM_ERROR) return needs_memory();
      if (code != BZ_OK) return damaged(in);
    } while (stream.avail_in != 0 || stream.avail_out == 0);
  }
}

Result<std::uint64_t> run_lzma(lzma_stream& stream, Input& in, std::uint64_t begin, ByteSink& sink) {
  Buffer output(output_chunk_bytes);
  lzma_action action = LZMA_RUN;
  for (;;) {
    if (stream.avail_in == 0 && action == LZMA_RUN) {
      TRY_ASSIGN(const ByteView packed, in.chunk());
      if (packed.empty()) action = LZMA_FINISH;
      stream.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
      stream.avail_in = packed.size();
    }
    stream.next_out = reinterpret_cast<std::uint8_t*>(output.data());
    stream.avail_out = output.size();
    const lzma_ret code = lzma_code(&stream, action);
    const std::size_t made = output.size() - stream.avail_out;
    if (made != 0) TRY(sink.write(ByteView(output).first(made)));
    switch (code) {
      case LZMA_OK: break;
      case LZMA_STREAM_END: return in.next_offset() - stream.avail_in - begin;
      case LZMA_BUF_ERROR: return ends_early(in);
      case LZMA_MEM_ERROR:
      case LZMA_MEMLIMIT_ERROR: return needs_memory();
      case LZMA_OPTIONS_ERROR:
        return fail(Fault::unsupported, "compressed with options that are not supported", in.next_offset());
      default: return damaged(in);
    }
  }
}

Result<std::uint64_t> decode_lzma(Codec codec, Source& source, std::uint64_t begin, std::uint64_t end, ByteSink& sink) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> owner(&stream, lzma_end);
  lzma_options_lzma options{};
  if (codec == Codec::xz) {
    if (lzma_stream_decoder(&stream, decoder_memory_bytes_max, 0) != LZMA_OK) return needs_memory();
  } else if (codec == Codec::lzip) {
    if (lzma_lzip_decoder(&stream, decoder_memory_bytes_max, 0) != LZMA_OK) return needs_memory();
  } else if (codec == Codec::lzma) {
    if (lzma_alone_decoder(&stream, decoder_memory_bytes_max) != LZMA_OK) return needs_memory();
  } else {
    // Version of the LZMA SDK (2), size of the properties (2), properties (5 in every version so far); then raw LZMA.
    const auto header = read_exactly(source, begin, 9);
    if (!header) return fail(Fault::truncated, "the compressed data breaks off", begin);
    Cursor in(*header);
    (void)in.skip(2);
    TRY_ASSIGN(const std::uint16_t properties_size, in.u16_le());
    if (properties_size != 5) return fail(Fault::unsupported, "LZMA properties of an unknown form", begin);
    lzma_filter filters[2] = {{LZMA_FILTER_LZMA1, nullptr}, {LZMA_VLI_UNKNOWN, nullptr}};
    if (lzma_properties_decode(&filters[0], nullptr, reinterpret_cast<const std::uint8_t*>(header->data() + 4), 5) !=
        LZMA_OK) {
      return fail(Fault::malformed, "the compressed data is damaged", begin);
    }
    options = *static_cast<lzma_options_lzma*>(filters[0].options);
    ::free(filters[0].options);  // NOLINT: liblzma allocated it with malloc.
    filters[0].options = &options;
    if (lzma_raw_decoder_memusage(filters) > decoder_memory_bytes_max) return needs_memory();
    if (lzma_raw_decoder(&stream, filters) != LZMA_OK) return needs_memory();
    Input packed(source, begin + 9, end);
    return run_lzma(stream, packed, begin, sink);
  }
  Input in(source, begin, end);
  return run_lzma(stream, in, begin, sink);
}

Result<std::uint64_t> decode_zstd(Source& source, std::uint64_t begin, std::uint64_t end, ByteSink& sink) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) return needs_memory();
  (void)ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 28);  // decoder_memory_bytes_max
  Input in(source, begin, end);
  Buffer output(output_chunk_bytes);
  bool flushing = false;
  ZSTD_inBuffer packed{nullptr, 0, 0};
  for (;;) {
    if (packed.pos == packed.size && !flushing) {
      TRY_ASSIGN(const ByteView chunk, in.chunk());
      if (chunk.empty()) return ends_early(in);
      packed = {chunk.data(), chunk.size(), 0};
    }
    ZSTD_outBuffer made{output.data(), output.size(), 0};
    const std::size_t code = ZSTD_decompressStream(context.get(), &made, &packed);
    if (made.pos != 0) TRY(sink.write(ByteView(output).first(made.pos)));
    if (ZSTD_isError(code) != 0) {
      const ZSTD_ErrorCode error = ZSTD_getErrorCode(code);
      if (error == ZSTD_error_memory_allocation || error == ZSTD_error_frameParameter_windowTooLarge) {
        return needs_memory();
      }
      if (error == ZSTD_error_dictionary_wrong) {
        return fail(Fault::unsupported, "compressed with a dictionary that is not at hand", in.next_offset());
      }
      return damaged(in);
    }
    if (code == 0) return in.next_offset() - (packed.size - packed.pos) - begin;
    flushing = made.pos == made.size;
  }
}

Result<std::uint64_t> decode_lz4(Source& source, std::uint64_t begin, std::uint64_t end, ByteSink& sink) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)) != 0) return needs_memory();
  const std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> context(raw, LZ4F_freeDecompressionContext);
  Input in(source, begin, end);
  Buffer output(output_chunk_bytes);
  for (;;) {
    TRY_ASSIGN(const ByteView chunk, in.chunk());
    if (chunk.empty()) return ends_early(in);
    std::size_t used = 0;
    for (;;) {
      std::size_t taken = chunk.size() - used;
      std::size_t made = output.size();
      const std::size_t code =
          LZ4F_decompress(context.get(), output.data(), &made, chunk.data() + used, &taken, nullptr);
      if (LZ4F_isError(code) != 0) return damaged(in);
      used += taken;
      if (made != 0) TRY(sink.write(ByteView(output).first(made)));
      if (code == 0) return in.next_offset() - (chunk.size() - used) - begin;
      if (used == chunk.size() && made < output.size()) break;
      if (taken == 0 && made == 0) return damaged(in);
    }
  }
}

// Blocks of at most 8 MiB decoded, each behind its packed size.
Result<std::uint64_t> decode_lz4_legacy(Source& source, std::uint64_t begin, std::uint64_t end, ByteSink& sink) {
  constexpr std::size_t block_bytes = 8U << 20;
  if (end - begin < 4) return fail(Fault::truncated, "the compressed data breaks off", begin);
  Buffer output(block_bytes);
  std::uint64_t at = begin + 4;
  while (at + 4 <= end) {
    TRY_ASSIGN(const Buffer length, read_exactly(source, at, 4));
    std::uint32_t size{};
    std::memcpy(&size, length.data(), sizeof size);
    if (size == 0) break;
    if (size > static_cast<std::uint32_t>(LZ4_compressBound(block_bytes))) {
      return fail(Fault::malformed, "the compressed data is damaged", at);
    }
    if (size > end - at - 4) return fail(Fault::truncated, "the compressed data breaks off", at);
    TRY_ASSIGN(const Buffer packed, read_exactly(source, at + 4, size));
    const int made =
        LZ4_decompress_safe(reinterpret_cast<const char*>(packed.data()), reinterpret_cast<char*>(output.data()),
                            static_cast<int>(packed.size()), static_cast<int>(output.size()));
    if (made < 0) return fail(Fault::malformed, "the compressed data is damaged", at);
    TRY(sink.write(ByteView(output).first(static_cast<std::size_t>(made))));
    at += 4 + std::uint64_t{size};
  }
  return at - begin;
}

// One Snappy block (format_description.txt): a length, then literals and copies of what came before.
bool unpack_snappy(ByteView in, std::uint64_t bytes_max, Buffer& out) {
  std::size_t at = 0;
  const auto byte = [&](std::size_t index) { return std::to_integer<std::uint32_t>(in[index]); };
  std::uint64_t size = 0;
  for (int shift = 0;; shift += 7) {
    if (at >= in.size() || shift > 28) return false;
    size |= static_cast<std::uint64_t>(byte(at) & 0x7F) << shift;
    if ((byte(at++) & 0x80) == 0) break;
  }
  // No tag of three bytes makes more than 64.
  if (size > bytes_max || size > std::uint64_t{in.size()} * 22 + 64) return false;
  out.clear();
  out.reserve(static_cast<std::size_t>(size));
  while (at < in.size()) {
    const std::uint32_t tag = byte(at++);
    std::size_t length = 0;
    std::size_t distance = 0;
    if ((tag & 3) == 0) {
      length = tag >> 2;
      if (length >= 60) {
        const std::size_t count = length - 59;
        if (count > in.size() - at) return false;
        length = 0;
        for (std::size_t index = 0; index < count; ++index) length |= std::size_t{byte(at + index)} << (8 * index);
        at += count;
      }
      ++length;
      if (length > in.size() - at || length > size - out.size()) return false;
      out.insert(out.end(), in.begin() + static_cast<std::ptrdiff_t>(at),
                 in.begin() + static_cast<std::ptrdiff_t>(at + length));
      at += length;
      continue;
    }
    const std::size_t count = (tag & 3) == 1 ? 1 : (tag & 3) == 2 ? 2 : 4;
    if (count > in.size() - at) return false;
    for (std::size_t index = 0; index < count; ++index) distance |= std::size_t{byte(at + index)} << (8 * index);
    at += count;
    if (count == 1) {
      length = (tag >> 2 & 7) + 4;
      distance |= std::size_t{tag >> 5} << 8;
    } else {
      length = (tag >> 2) + 1;
    }
    if (distance == 0 || distance > out.size() || length > size - out.size()) return false;
    // A copy may reach into what it writes itself: byte by byte.
    for (std::size_t index = 0; index < length; ++index) out.push_back(out[out.size() - distance]);
  }
  return out.size() == size;
}

Result<std::uint64_t> decode_snappy(Source& source, std::uint64_t begin, std::uint64_t end, ByteSink& sink) {
  constexpr std::size_t chunk_bytes_max = 65536;
  Buffer output;
  std::uint64_t at = begin;
  while (at < end) {
    if (end - at < 4) return fail(Fault::truncated, "the compressed data breaks off", at);
    TRY_ASSIGN(const Buffer header, read_exactly(source, at, 4));
    std::uint32_t word{};
    std::memcpy(&word, header.data(), sizeof word);
    const std::uint32_t type = word & 0xFF;
    const std::uint64_t size = word >> 8;
    if (size > end - at - 4) return fail(Fault::truncated, "the compressed data breaks off", at);
    if (type <= 1) {
      TRY_ASSIGN(const Buffer chunk, read_exactly(source, at + 4, size));
      if (chunk.size() < 4) return fail(Fault::malformed, "the compressed data is damaged", at);
      const ByteView body = ByteView(chunk).subspan(4);
      if (type == 1) {
        TRY(sink.write(body));
      } else {
        if (!unpack_snappy(body, chunk_bytes_max, output)) {
          return fail(Fault::malformed, "the compressed data is damaged", at);
        }
        TRY(sink.write(output));
      }
    } else if (type < 0x80) {
      return fail(Fault::unsupported, "a kind of chunk that is not known", at);
    }
    at += 4 + size;
  }
  return at - begin;
}

}  // namespace

Result<std::uint64_t> decode_stream(Codec codec, Source& source, std::uint64_t begin, std::uint64_t end,
                                    ByteSink& sink) {
  switch (codec) {
    case Codec::deflate: return decode_zlib(-15, source, begin, end, sink);
    case Codec::zlib: return decode_zlib(15, source, begin, end, sink);
    case Codec::gzip: return decode_zlib(15 + 16, source, begin, end, sink);
    case Codec::bzip2: return decode_bzip2(source, begin, end, sink);
    case Codec::xz:
    case Codec::lzma:
    case Codec::lzma_zip:
    case Codec::lzip: return decode_lzma(codec, source, begin, end, sink);
    case Codec::zstd: return decode_zstd(source, begin, end, sink);
    case Codec::lz4: return decode_lz4(source, begin, end, sink);
    case Codec::lz4_legacy: return decode_lz4_legacy(source, begin, end, sink);
    case Codec::snappy: return decode_snappy(source, begin, end, sink);
  }
  return fail(Fault::unsupported, "unknown compression");
}

namespace {
// Into memory, up to a bound.
class BufferSink final : public ByteSink {
 public:
  BufferSink(std::uint64_t bytes_max, Buffer& bytes) : bytes_max_(bytes_max), bytes_(bytes) {}
  Result<void> write(ByteView bytes) override {
    if (bytes.size() > bytes_max_ - bytes_.size()) return fail(Fault::over_limit, "it decodes to more than it says");
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
  }

 private:
  std::uint64_t bytes_max_;
  Buffer& bytes_;
};
}  // namespace

Result<Buffer> decode_snappy_block(ByteView packed, std::uint64_t bytes_max) {
  Buffer out;
  if (!unpack_snappy(packed, bytes_max, out)) return fail(Fault::malformed, "the compressed data is damaged");
  return out;
}

Result<Buffer> decode_lz4_block(ByteView packed, std::uint64_t size_bytes) {
  constexpr std::uint64_t ratio_max = 255;
  if (size_bytes > packed.size() * ratio_max + 64 || size_bytes > LZ4_MAX_INPUT_SIZE ||
      packed.size() > LZ4_MAX_INPUT_SIZE) {
    return fail(Fault::malformed, "the compressed data is damaged");
  }
  Buffer out(static_cast<std::size_t>(size_bytes));
  const int made =
      LZ4_decompress_safe(reinterpret_cast<const char*>(packed.data()), reinterpret_cast<char*>(out.data()),
                          static_cast<int>(packed.size()), static_cast<int>(out.size()));
  if (made < 0 || static_cast<std::uint64_t>(made) != size_bytes) {
    return fail(Fault::malformed, "the compressed data is damaged");
  }
  return out;
}

Result<void> decode_whole(Codec codec, ByteView packed, std::uint64_t bytes_max, Buffer& out) {
  out.clear();
  MemorySource source(packed);
  BufferSink sink(bytes_max, out);
  TRY(decode_stream(codec, source, 0, packed.size(), sink));
  return {};
}

}  // namespace constat
