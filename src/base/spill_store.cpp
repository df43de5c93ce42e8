#include "base/spill_store.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace constat {

namespace {

constexpr std::uint64_t block_bytes = 64;       // ChaCha20's.
constexpr std::size_t piece_bytes = 64 * 1024;  // Enciphered and written at a time: within the processor's cache.
static_assert(piece_bytes % block_bytes == 0);

}  // namespace

int open_unlinked_file(const std::string& folder) {
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {  // A file system without O_TMPFILE.
    std::string pattern = folder + "/.constat-spill-XXXXXX";
    descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor >= 0) ::unlink(pattern.c_str());
  }
  return descriptor;
}

std::string temporary_folder() {
  const char* const named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

SpillStore::SpillStore(int descriptor) : descriptor_(descriptor) {
  static_assert(sizeof key_ == crypto_stream_chacha20_KEYBYTES);
  randombytes_buf(key_.data(), key_.size());
}

SpillStore::~SpillStore() {
  sodium_memzero(key_.data(), key_.size());
  if (descriptor_ >= 0) ::close(descriptor_);
}

void SpillStore::cipher(std::uint64_t stream, std::uint64_t offset, std::byte* bytes, std::size_t count) {
  unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {};
  static_assert(sizeof nonce == sizeof stream);
  std::memcpy(nonce, &stream, sizeof nonce);
  auto* data = reinterpret_cast<unsigned char*>(bytes);
  const auto into = static_cast<std::size_t>(offset % block_bytes);
  std::uint64_t block = offset / block_bytes;
  if (into != 0) {  // The first block, of which a part is asked, is done by way of a scratch block.
    unsigned char scratch[block_bytes] = {};
    const std::size_t part = std::min<std::size_t>(count, block_bytes - into);
    std::memcpy(scratch + into, data, part);
    crypto_stream_chacha20_xor_ic(scratch, scratch, block_bytes, nonce, block, key_.data());
    std::memcpy(data, scratch + into, part);
    data += part;
    count -= part;
    ++block;
  }
  if (count != 0) crypto_stream_chacha20_xor_ic(data, data, count, nonce, block, key_.data());
}

Result<void> SpillStore::write(std::uint64_t stream, std::uint64_t offset, ByteView bytes) {
  Buffer scratch(std::min(bytes.size(), piece_bytes));
  while (!bytes.empty()) {
    const std::size_t piece = std::min(bytes.size(), piece_bytes);
    std::memcpy(scratch.data(), bytes.data(), piece);
    cipher(stream, offset, scratch.data(), piece);
    for (std::size_t done = 0; done < piece;) {
      const ssize_t put = ::pwrite(descriptor_, scratch.data() + done, piece - done, static_cast<off_t>(offset + done));
      if (put < 0) {
        if (errno == EINTR) continue;
        if (errno == EFBIG) return fail(Fault::over_limit, "outgrows the bound of temporary data");  // RLIMIT_FSIZE.
        // That the disk is full is no fault of the evidence either.
        return fail(errno == ENOSPC || errno == EDQUOT ? Fault::over_limit : Fault::io,
                    std::string("cannot write temporary data: ") + std::strerror(errno));
      }
      done += static_cast<std::size_t>(put);
    }
    bytes = bytes.subspan(piece);
    offset += piece;
  }
  return {};
}

Result<std::size_t> SpillStore::read(std::uint64_t stream, std::uint64_t offset, std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const std::span<std::byte> piece = out.subspan(done, std::min(out.size() - done, piece_bytes));
    const ssize_t got = ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(offset + done));
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail(Fault::io, std::string("cannot read temporary data: ") + std::strerror(errno), offset + done);
    }
    if (got == 0) break;
    cipher(stream, offset + done, piece.data(), static_cast<std::size_t>(got));
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void SpillStore::release(std::uint64_t begin, std::uint64_t end) {
  if (end != end_bytes_) return;
  end_bytes_ = begin;
  (void)!::ftruncate(descriptor_, static_cast<off_t>(end_bytes_));
}

}  // namespace constat
