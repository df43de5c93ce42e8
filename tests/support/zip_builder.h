// Writes small ZIP archives for tests, with the faults that a test asks for.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace constat::test {

inline void put16(std::string& out, std::uint64_t value) {
  for (int shift = 0; shift < 16; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}
inline void put32(std::string& out, std::uint64_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}
inline void put64(std::string& out, std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

inline std::uint32_t crc_of(std::string_view text) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

// `window_bits` as zlib's: -15 raw deflate, 15 zlib, 31 gzip.
inline std::string deflated(std::string_view text, int window_bits = -15) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

class ZipBuilder {
 public:
  struct Options {
    std::uint16_t method = 8;
    std::uint16_t flags = 0x800;  // UTF-8 names.
    bool descriptor = false;      // Sizes come after the data.
    bool descriptor_signature = true;
    bool zip64 = false;
    std::uint32_t crc_error = 0;
    std::uint32_t attributes = 0;  // The upper half is the Unix mode.
    std::string extra = {};        // Goes into both headers.
  };

  ZipBuilder& add(std::string_view name, std::string_view text) { return add(name, text, Options()); }
  ZipBuilder& add(std::string_view name, std::string_view text, const Options& options) {
    return add_packed(name, options.method == 8 ? deflated(text) : std::string(text), text.size(), crc_of(text),
                      options);
  }
  ZipBuilder& add_packed(std::string_view name, const std::string& packed, std::uint64_t size, std::uint32_t crc,
                         const Options& options) {
    const std::uint64_t offset = bytes_.size();
    crc ^= options.crc_error;
    const auto flags = static_cast<std::uint16_t>(options.flags | (options.descriptor ? 8 : 0));
    std::string extra = options.extra;
    if (options.zip64) {
      put16(extra, 1);
      put16(extra, 16);
      put64(extra, size);
      put64(extra, packed.size());
    }
    bytes_ += "PK\x03\x04";
    header(bytes_, flags, options, options.descriptor ? 0 : crc, options.descriptor ? 0 : packed.size(),
           options.descriptor ? 0 : size);
    put16(bytes_, name.size());
    put16(bytes_, extra.size());
    bytes_ += name;
    bytes_ += extra;
    bytes_ += packed;
    if (options.descriptor) {
      if (options.descriptor_signature) bytes_ += "PK\x07\x08";
      put32(bytes_, crc);
      put32(bytes_, packed.size());
      put32(bytes_, size);
    }
    directory_ += "PK\x01\x02";
    put16(directory_, 0x0314);
    header(directory_, flags, options, crc, packed.size(), size);
    put16(directory_, name.size());
    put16(directory_, extra.size());
    put16(directory_, 0);
    put16(directory_, 0);
    put16(directory_, 0);
    put32(directory_, options.attributes);
    put32(directory_, offset);
    directory_ += name;
    directory_ += extra;
    ++count_;
    return *this;
  }
  // A second directory entry for the same local header: what the densest bombs do.
  std::string without_directory() const { return bytes_; }
  std::string build(std::string_view comment = "", bool zip64_end = false) const {
    std::string out = bytes_ + directory_;
    if (zip64_end) {
      const std::uint64_t record = out.size();
      out += std::string("PK\x06\x06", 4);
      put64(out, 44);
      put16(out, 45);
      put16(out, 45);
      put32(out, 0);
      put32(out, 0);
      put64(out, count_);
      put64(out, count_);
      put64(out, directory_.size());
      put64(out, bytes_.size());
      out += std::string("PK\x06\x07", 4);
      put32(out, 0);
      put64(out, record);
      put32(out, 1);
    }
    out += std::string("PK\x05\x06", 4);
    put32(out, 0);
    put16(out, zip64_end ? 0xFFFF : count_);
    put16(out, zip64_end ? 0xFFFF : count_);
    put32(out, zip64_end ? 0xFFFFFFFF : directory_.size());
    put32(out, zip64_end ? 0xFFFFFFFF : bytes_.size());
    put16(out, comment.size());
    out += comment;
    return out;
  }
  std::string directory() const { return directory_; }

 private:
  static void header(std::string& out, std::uint16_t flags, const Options& options, std::uint32_t crc,
                     std::uint64_t packed, std::uint64_t size) {
    put16(out, 20);
    put16(out, flags);
    put16(out, options.method);
    put16(out, 0);
    put16(out, (2014 - 1980) << 9 | 11 << 5 | 24);
    put32(out, crc);
    put32(out, options.zip64 ? 0xFFFFFFFF : packed);
    put32(out, options.zip64 ? 0xFFFFFFFF : size);
  }

  std::string bytes_;
  std::string directory_;
  std::uint64_t count_ = 0;
};

}  // namespace constat::test
