// A source made of stretches of another one, one behind the other: what an archive interleaves with other members.
#pragma once

#include <algorithm>
#include <vector>

#include "evidence/source.h"

namespace constat {

class ExtentSource final : public Source {
 public:
  struct Extent {
    std::uint64_t begin_bytes = 0;  // In the parent.
    std::uint64_t size_bytes = 0;
  };
  // `parent` must outlive it.
  ExtentSource(Source& parent, const std::vector<Extent>& extents) : parent_(parent) {
    for (const Extent& extent : extents) {
      if (extent.size_bytes == 0) continue;
      pieces_.push_back({size_bytes_, extent});
      size_bytes_ += extent.size_bytes;
    }
  }
  std::uint64_t size_bytes() const override { return size_bytes_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    std::size_t done = 0;
    auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                                  [](std::uint64_t at, const Piece& one) { return at < one.begin_bytes; });
    if (piece != pieces_.begin()) --piece;
    for (; piece != pieces_.end() && done < out.size(); ++piece) {
      const std::uint64_t into = offset + done - piece->begin_bytes;
      if (into >= piece->extent.size_bytes) break;
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(out.size() - done, piece->extent.size_bytes - into));
      TRY_ASSIGN(const std::size_t got, parent_.read_at(piece->extent.begin_bytes + into, out.subspan(done, count)));
      done += got;
      if (got < count) break;
    }
    return done;
  }

 private:
  struct Piece {
    std::uint64_t begin_bytes;  // In this source.
    Extent extent;
  };
  Source& parent_;
  std::vector<Piece> pieces_;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace constat
