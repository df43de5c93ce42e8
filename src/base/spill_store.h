// A temporary file for what outgrows memory: unlinked, so that it ends with the process, and enciphered with a key that
// exists in this process only, so that nothing of it can be read from the disk.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace constat {

// A new file in the folder that has no name; -1, and errno set, where none can be made.
int open_unlinked_file(const std::string& folder);
// Where such files go that belong to no case: $TMPDIR, else /tmp.
std::string temporary_folder();

// What is written at a place is XORed with a ChaCha20 stream whose block counter is the place, so that any part can be
// read alone. Not for several threads at a time.
class SpillStore {
 public:
  // Takes over `descriptor`; -1 means that there is no file.
  explicit SpillStore(int descriptor);
  ~SpillStore();
  SpillStore(const SpillStore&) = delete;
  SpillStore& operator=(const SpillStore&) = delete;

  bool usable() const { return descriptor_ >= 0; }
  // The number of a stream (the cipher's nonce) that was given to nobody. Each text needs one of its own: a place that
  // is used twice by one stream would tell whoever finds both states of the disk how the two texts differ.
  std::uint64_t new_stream() { return ++streams_; }
  // Fault::over_limit where the disk or the bound of temporary data is full; Fault::io.
  Result<void> write(std::uint64_t stream, std::uint64_t offset, ByteView bytes);
  // How many bytes were read: fewer at the end of the file.
  Result<std::size_t> read(std::uint64_t stream, std::uint64_t offset, std::span<std::byte> out);

  // Where free space begins: texts come and go like a stack.
  std::uint64_t end_bytes() const { return end_bytes_; }
  void take(std::uint64_t begin, std::uint64_t bytes) { end_bytes_ = begin + bytes; }
  // Gives [begin, end) back to the disk if nothing lies behind it.
  void release(std::uint64_t begin, std::uint64_t end);

 private:
  void cipher(std::uint64_t stream, std::uint64_t offset, std::byte* bytes, std::size_t count);

  int descriptor_;
  std::uint64_t end_bytes_ = 0;
  std::uint64_t streams_ = 0;
  std::array<unsigned char, 32> key_ = {};
};

}  // namespace constat
