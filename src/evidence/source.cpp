#include "evidence/source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace constat {

namespace {
Result<std::size_t> copy_from(ByteView bytes, std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= bytes.size()) return std::size_t{0};
  const std::size_t count = std::min<std::size_t>(out.size(), bytes.size() - static_cast<std::size_t>(offset));
  if (count != 0) std::memcpy(out.data(), bytes.data() + offset, count);
  return count;
}

Result<std::size_t> pread_whole(int descriptor, std::uint64_t offset, std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(descriptor, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail(Fault::io, std::string("cannot read: ") + std::strerror(errno), offset + done);
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}
}  // namespace

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, std::span<std::byte> out) {
  return copy_from(bytes_, offset, out);
}

Result<std::size_t> BufferSource::read_at(std::uint64_t offset, std::span<std::byte> out) {
  return copy_from(bytes_, offset, out);
}

FileSource::~FileSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> FileSource::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= size_bytes_) return std::size_t{0};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_bytes_ - offset));
  return pread_whole(descriptor_, offset, out.first(count));
}

SliceSource::SliceSource(Source& parent, std::uint64_t offset_bytes, std::uint64_t size_bytes)
    : parent_(parent),
      offset_bytes_(std::min(offset_bytes, parent.size_bytes())),
      size_bytes_(std::min(size_bytes, parent.size_bytes() - offset_bytes_)) {}

Result<std::size_t> SliceSource::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= size_bytes_) return std::size_t{0};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_bytes_ - offset));
  return parent_.read_at(offset_bytes_ + offset, out.first(count));
}

std::optional<ByteView> SliceSource::view() const {
  const auto whole = parent_.view();
  if (!whole) return std::nullopt;
  return whole->subspan(static_cast<std::size_t>(offset_bytes_), static_cast<std::size_t>(size_bytes_));
}

Result<Buffer> read_exactly(Source& source, std::uint64_t offset, std::uint64_t size_bytes) {
  if (offset > source.size_bytes() || size_bytes > source.size_bytes() - offset) {
    return fail(Fault::truncated, "data ends early", offset);
  }
  Buffer bytes(static_cast<std::size_t>(size_bytes));
  TRY_ASSIGN(const std::size_t got, source.read_at(offset, bytes));
  if (got != bytes.size()) return fail(Fault::truncated, "data ends early", offset + got);
  return bytes;
}

Result<ByteView> read_whole(Source& source, std::uint64_t bytes_max, Buffer& storage) {
  if (source.size_bytes() > bytes_max) return fail(Fault::over_limit, "larger than the bound for its format");
  if (const auto view = source.view()) return *view;
  TRY_ASSIGN(storage, read_exactly(source, 0, source.size_bytes()));
  return ByteView(storage);
}

Result<Buffer> read_head(Source& source, std::uint64_t bytes_max) {
  Buffer bytes(static_cast<std::size_t>(std::min(bytes_max, source.size_bytes())));
  TRY_ASSIGN(const std::size_t got, source.read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

SpillFile::SpillFile(int descriptor) : store_(std::make_shared<SpillStore>(descriptor)) {}
SpillFile::~SpillFile() = default;
bool SpillFile::usable() const { return store_->usable(); }

namespace {
class SpilledSource final : public Source {
 public:
  SpilledSource(std::shared_ptr<SpillStore> store, std::uint64_t stream, std::uint64_t begin, std::uint64_t end)
      : store_(std::move(store)), stream_(stream), begin_(begin), end_(end) {}
  ~SpilledSource() override { store_->release(begin_, end_); }
  SpilledSource(const SpilledSource&) = delete;
  SpilledSource& operator=(const SpilledSource&) = delete;
  std::uint64_t size_bytes() const override { return end_ - begin_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= size_bytes()) return std::size_t{0};
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_bytes() - offset));
    return store_->read(stream_, begin_ + offset, out.first(count));
  }

 private:
  std::shared_ptr<SpillStore> store_;
  std::uint64_t stream_;
  std::uint64_t begin_;
  std::uint64_t end_;
};
}  // namespace

Spool::Spool(const Limits& limits, SpillFile& spill, std::uint64_t packed_bytes)
    : limits_(limits), spill_(spill), packed_bytes_(packed_bytes) {}

Spool::~Spool() {
  if (spilled_) spill_.store()->release(spill_begin_, spill_begin_ + size_bytes_);
}

Result<void> Spool::to_spill() {
  if (!spill_.usable()) return fail(Fault::over_limit, "outgrows memory, and there is no spill file");
  spill_begin_ = spill_.store()->end_bytes();
  stream_ = spill_.store()->new_stream();
  TRY(spill_.store()->write(stream_, spill_begin_, memory_));
  spill_.store()->take(spill_begin_, memory_.size());
  Buffer().swap(memory_);
  spilled_ = true;
  return {};
}

Result<void> Spool::write(ByteView bytes) {
  const std::uint64_t grown = size_bytes_ + bytes.size();
  if (grown > limits_.member_bytes_max) return fail(Fault::over_limit, "decodes to more than the bound of one member");
  if (packed_bytes_ != 0 && grown > limits_.expansion_free_bytes &&
      grown / packed_bytes_ > limits_.expansion_ratio_max) {
    return fail(Fault::over_limit, "expands beyond the bound: a decompression bomb");
  }
  if (!spilled_ && grown > limits_.spool_memory_bytes) TRY(to_spill());
  if (spilled_) {
    // Another spool may have been opened since (a member inside a member): appending needs the end of the file.
    if (spill_.store()->end_bytes() != spill_begin_ + size_bytes_) {
      return fail(Fault::io, "the spill file is in use by an inner member");
    }
    TRY(spill_.store()->write(stream_, spill_begin_ + size_bytes_, bytes));
    spill_.store()->take(spill_begin_, grown);
  } else {
    memory_.insert(memory_.end(), bytes.begin(), bytes.end());
  }
  size_bytes_ = grown;
  return {};
}

Result<std::unique_ptr<Source>> Spool::finish() {
  std::unique_ptr<Source> source;
  if (spilled_) {
    source = std::make_unique<SpilledSource>(spill_.store(), stream_, spill_begin_, spill_begin_ + size_bytes_);
    spilled_ = false;
  } else {
    source = std::make_unique<BufferSource>(std::move(memory_));
  }
  memory_ = {};
  size_bytes_ = 0;
  return source;
}

}  // namespace constat
