// Where bytes come from: random access over a descriptor, over memory, over a part of another source, or over what a
// decoder produced. Parsers see only this; none opens a file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/spill_store.h"

namespace constat {

struct VolumeLayout;

class Source {
 public:
  virtual ~Source() = default;
  virtual std::uint64_t size_bytes() const = 0;
  // Fills `out` from `offset`; gives how many bytes were read, short only at the end of the source.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) = 0;
  // The whole contents where they are in memory already, else nothing. Dies with the source.
  virtual std::optional<ByteView> view() const { return std::nullopt; }
  // What is wrong with these bytes, for a person: "breaks off early: the rest is missing". "" where they are whole.
  // A decoder that broke off gives what it had this way; the driver makes it the item's gap.
  virtual std::string_view damage() const { return {}; }
  // Of what is several files, how it is made of them (evidence/joined.h); else null.
  virtual const VolumeLayout* layout() const { return nullptr; }
};

// Over borrowed bytes, which must outlive it.
class MemorySource final : public Source {
 public:
  explicit MemorySource(ByteView bytes) : bytes_(bytes) {}
  std::uint64_t size_bytes() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override;
  std::optional<ByteView> view() const override { return bytes_; }

 private:
  ByteView bytes_;
};

// Over bytes of its own.
class BufferSource final : public Source {
 public:
  explicit BufferSource(Buffer bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size_bytes() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override;
  std::optional<ByteView> view() const override { return ByteView(bytes_); }

 private:
  Buffer bytes_;
};

// Over a read-only descriptor, which it closes. Reads with pread: a file that shrinks gives an error, not a signal.
class FileSource final : public Source {
 public:
  FileSource(int descriptor, std::uint64_t size_bytes) : descriptor_(descriptor), size_bytes_(size_bytes) {}
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  std::uint64_t size_bytes() const override { return size_bytes_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override;

 private:
  int descriptor_;
  std::uint64_t size_bytes_;
};

// `size_bytes` of `parent` from `offset_bytes`. `parent` must outlive it. A range past the parent's end is cut.
class SliceSource final : public Source {
 public:
  SliceSource(Source& parent, std::uint64_t offset_bytes, std::uint64_t size_bytes);
  std::uint64_t size_bytes() const override { return size_bytes_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override;
  std::optional<ByteView> view() const override;
  const VolumeLayout* layout() const override {
    return size_bytes_ == parent_.size_bytes() ? parent_.layout() : nullptr;
  }

 private:
  Source& parent_;
  std::uint64_t offset_bytes_;
  std::uint64_t size_bytes_;
};

// The bytes of `source`, of which something is wrong.
class DamagedSource final : public Source {
 public:
  DamagedSource(std::unique_ptr<Source> source, std::string damage)
      : source_(std::move(source)), damage_(std::move(damage)) {}
  std::uint64_t size_bytes() const override { return source_->size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    return source_->read_at(offset, out);
  }
  std::optional<ByteView> view() const override { return source_->view(); }
  std::string_view damage() const override { return damage_; }

 private:
  std::unique_ptr<Source> source_;
  std::string damage_;
};

// Reads `size_bytes` at `offset` whole; Fault::truncated when the source ends before.
Result<Buffer> read_exactly(Source& source, std::uint64_t offset, std::uint64_t size_bytes);
// The whole source, at most `bytes_max` (else Fault::over_limit). The view lives as long as `source` and `storage`.
Result<ByteView> read_whole(Source& source, std::uint64_t bytes_max, Buffer& storage);
// The first bytes of the source, at most `bytes_max`: short for a short source.
Result<Buffer> read_head(Source& source, std::uint64_t bytes_max);

// A decoder's way to give bytes, one chunk after another.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // An error ends the decoding; it is the decoder's to return it.
  virtual Result<void> write(ByteView bytes) = 0;
};

// Where decoded members that outgrow memory go: one temporary file a worker, handed to it open.
class SpillFile {
 public:
  // Takes over `descriptor`; -1 means that there is none, and what outgrows memory is Fault::over_limit.
  explicit SpillFile(int descriptor);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  bool usable() const;
  // Reserves nothing: space is taken as bytes are appended and given back when the last source over it is gone.
  const std::shared_ptr<SpillStore>& store() const { return store_; }

 private:
  std::shared_ptr<SpillStore> store_;  // Sources over it may outlive this.
};

// Collects a decoder's output and becomes a Source over it: in memory up to limits.spool_memory_bytes, then in the
// spill file. Stops a bomb: the bounds of limits.member_bytes_max and of the ratio to `packed_bytes` hold while
// writing.
class Spool final : public ByteSink {
 public:
  // `packed_bytes` is the size of what is decoded, 0 where unknown (then the ratio is not looked at).
  // `limits` and `spill` must outlive the spool.
  Spool(const Limits& limits, SpillFile& spill, std::uint64_t packed_bytes);
  ~Spool() override;
  Result<void> write(ByteView bytes) override;
  std::uint64_t size_bytes() const { return size_bytes_; }
  // Ends the writing. The source owns its bytes; the spool is empty afterwards.
  Result<std::unique_ptr<Source>> finish();

 private:
  Result<void> to_spill();

  const Limits& limits_;
  SpillFile& spill_;
  std::uint64_t packed_bytes_;
  std::uint64_t size_bytes_ = 0;
  Buffer memory_;
  bool spilled_ = false;
  std::uint64_t stream_ = 0;  // Of the cipher.
  std::uint64_t spill_begin_ = 0;
};

// Opens a member's bytes when they are wanted; nothing is decoded for a member that is skipped.
using Opener = std::function<Result<std::unique_ptr<Source>>()>;

}  // namespace constat
