#include "evidence/joined.h"

#include <algorithm>

namespace constat {

void JoinedSource::add(std::uint64_t number, std::unique_ptr<Source> part) {
  layout_.parts.push_back({number, size_bytes_, part->size_bytes()});
  size_bytes_ += part->size_bytes();
  sources_.push_back(std::move(part));
}

Result<std::size_t> JoinedSource::read_at(std::uint64_t offset, std::span<std::byte> out) {
  std::size_t done = 0;
  // The last part that begins at or before the offset; parts without bytes lie before it.
  auto part = std::ranges::upper_bound(layout_.parts, offset, {}, &VolumeLayout::Part::begin_bytes);
  if (part == layout_.parts.begin()) return done;
  for (--part; part != layout_.parts.end() && done < out.size(); ++part) {
    const std::uint64_t inside = offset + done - part->begin_bytes;
    if (inside >= part->size_bytes) continue;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(out.size() - done, part->size_bytes - inside));
    Source& source = *sources_[static_cast<std::size_t>(part - layout_.parts.begin())];
    TRY_ASSIGN(const std::size_t got, source.read_at(inside, out.subspan(done, wanted)));
    done += got;
    // A part that became shorter: what follows would stand at the wrong place.
    if (got < wanted) break;
  }
  return done;
}

}  // namespace constat
