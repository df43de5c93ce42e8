// Several files that are one: each a source of its own, one behind the other. Never more of them in memory than what a
// reader asks for.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "evidence/source.h"

namespace constat {

// How a source is made of parts, for readers whose format tells of them (volumes of RAR, disks of ZIP).
struct VolumeLayout {
  struct Part {
    std::uint64_t number = 0;  // From 1, rising; what is left out is missing, and takes no room.
    std::uint64_t begin_bytes = 0;
    std::uint64_t size_bytes = 0;
  };
  std::vector<Part> parts;
};

class JoinedSource final : public Source {
 public:
  JoinedSource() = default;
  void add(std::uint64_t number, std::unique_ptr<Source> part);

  std::uint64_t size_bytes() const override { return size_bytes_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override;
  const VolumeLayout* layout() const override { return &layout_; }

 private:
  std::vector<std::unique_ptr<Source>> sources_;
  VolumeLayout layout_;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace constat
