#include "evidence/cfb.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace constat {

namespace {
constexpr std::uint32_t sector_max = 0xFFFFFFFA;  // 2.1: above are the marks of ends and free sectors.
constexpr std::size_t header_bytes = 512;
constexpr std::size_t entry_bytes = 128;
constexpr std::uint32_t no_entry = 0xFFFFFFFF;
constexpr std::size_t entries_max = 1U << 20;
constexpr unsigned mini_shift = 6;

// The sectors of a chain, one behind the other.
class ChainSource final : public Source {
 public:
  // Sector n begins at (n << shift) + `base` of `parent`, which is owned where `owner` is set.
  ChainSource(Source& parent, std::shared_ptr<Source> owner, std::vector<std::uint32_t> sectors, unsigned shift,
              std::uint64_t base, std::uint64_t size_bytes, std::string damage)
      : parent_(parent),
        owner_(std::move(owner)),
        sectors_(std::move(sectors)),
        shift_(shift),
        base_(base),
        size_bytes_(std::min(size_bytes, static_cast<std::uint64_t>(sectors_.size()) << shift)),
        damage_(std::move(damage)) {}
  std::uint64_t size_bytes() const override { return size_bytes_; }
  std::string_view damage() const override { return damage_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= size_bytes_) return std::size_t{0};
    out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_bytes_ - offset)));
    std::size_t done = 0;
    while (done < out.size()) {
      const std::uint64_t at = offset + done;
      auto index = static_cast<std::size_t>(at >> shift_);
      const std::uint64_t into = at & ((std::uint64_t{1} << shift_) - 1);
      const std::uint64_t from = base_ + (static_cast<std::uint64_t>(sectors_[index]) << shift_) + into;
      // Sectors that lie together are read together.
      std::uint64_t together = (std::uint64_t{1} << shift_) - into;
      while (done + together < out.size() && index + 1 < sectors_.size() &&
             sectors_[index + 1] == sectors_[index] + 1) {
        ++index;
        together += std::uint64_t{1} << shift_;
      }
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(together, out.size() - done));
      TRY_ASSIGN(const std::size_t got, parent_.read_at(from, out.subspan(done, count)));
      done += got;
      if (got < count) break;  // The file ends within this sector.
    }
    return done;
  }

 private:
  Source& parent_;
  std::shared_ptr<Source> owner_;
  std::vector<std::uint32_t> sectors_;
  unsigned shift_;
  std::uint64_t base_;
  std::uint64_t size_bytes_;
  std::string damage_;
};

std::string utf8_of_utf16(ByteView bytes) {
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t code = u16(bytes, at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const char32_t low = u16(bytes, at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    append_utf8(text, code >= 0xD800 && code < 0xE000 ? U'\uFFFD' : code);
  }
  return text;
}
}  // namespace

std::vector<std::uint32_t> CompoundFile::chain(const std::vector<std::uint32_t>& links, std::uint32_t first,
                                               std::uint64_t count_max, std::string& damage) {
  std::vector<std::uint32_t> sectors;
  std::uint32_t sector = first;
  while (sector < sector_max && sectors.size() < count_max) {
    // A chain longer than its table goes in a circle.
    if (sector >= links.size() || sectors.size() > links.size()) {
      damage = "a chain of its sectors is broken";
      break;
    }
    sectors.push_back(sector);
    sector = links[sector];
  }
  return sectors;
}

Result<CompoundFile> CompoundFile::open(Source& source, const Limits& limits) {
  CompoundFile file;
  file.source_ = &source;
  TRY_ASSIGN(const Buffer header, read_exactly(source, 0, header_bytes));
  if (!starts_with(header, cfb_signature)) return fail(Fault::malformed, "no compound file");
  file.sector_shift_ = u16(header, 30);
  if (file.sector_shift_ < 7 || file.sector_shift_ > 16) return fail(Fault::malformed, "no compound file", 30);
  TRY(file.read_tables(header));
  TRY(file.read_directory(u32(header, 48), limits));
  return file;
}

// 2.3 to 2.5: the sectors of the table of chains are listed in the header and in a chain of their own.
Result<void> CompoundFile::read_tables(ByteView header) {
  const std::uint64_t sector_bytes = std::uint64_t{1} << sector_shift_;
  const std::uint64_t count_max = source_->size_bytes() / sector_bytes + 1;
  std::vector<std::uint32_t> table_sectors;
  const auto take = [&](ByteView listed) {
    for (std::size_t at = 0; at + 4 <= listed.size(); at += 4) {
      if (const std::uint32_t sector = u32(listed, at); sector < sector_max) table_sectors.push_back(sector);
    }
  };
  take(header.subspan(76, std::size_t{109} * 4));
  std::uint32_t more = u32(header, 68);
  for (std::uint64_t count = 0; more < sector_max && count < count_max; ++count) {
    const auto listed = read_exactly(*source_, (std::uint64_t{more} + 1) << sector_shift_, sector_bytes);
    if (!listed) {
      damage_ = "the table of its sectors is incomplete";
      break;
    }
    take(ByteView(*listed).first(listed->size() - 4));
    more = u32(*listed, listed->size() - 4);
  }
  // Each table sector speaks of sector_bytes / 4 sectors: more than the file has are not worth reading.
  const std::uint64_t tables_max = count_max / (sector_bytes / 4) + 1;
  if (table_sectors.size() > tables_max) table_sectors.resize(static_cast<std::size_t>(tables_max));
  Buffer sector(static_cast<std::size_t>(sector_bytes));
  fat_.reserve(table_sectors.size() * (sector.size() / 4));
  for (const std::uint32_t number : table_sectors) {
    TRY_ASSIGN(const std::size_t got, source_->read_at((std::uint64_t{number} + 1) << sector_shift_, sector));
    // A sector that is missing keeps its place: every later one would speak of the wrong sectors otherwise.
    if (got < sector.size()) {
      damage_ = "the table of its sectors is incomplete";
      std::fill(sector.begin() + static_cast<std::ptrdiff_t>(got), sector.end(), std::byte{0xFF});
    }
    for (std::size_t at = 0; at < sector.size(); at += 4) fat_.push_back(u32(sector, at));
  }
  mini_cutoff_ = u32(header, 56);
  if (mini_cutoff_ == 0 || mini_cutoff_ > 65536) mini_cutoff_ = 4096;
  const std::vector<std::uint32_t> mini_sectors = chain(fat_, u32(header, 60), count_max, damage_);
  for (const std::uint32_t number : mini_sectors) {
    TRY_ASSIGN(const std::size_t got, source_->read_at((std::uint64_t{number} + 1) << sector_shift_, sector));
    for (std::size_t at = 0; at + 4 <= got; at += 4) mini_fat_.push_back(u32(sector, at));
    if (got < sector.size()) break;
  }
  return {};
}

// 2.6: entries of 128 bytes; siblings are a tree of their own below each storage.
Result<void> CompoundFile::read_directory(std::uint32_t first, const Limits& limits) {
  const std::uint64_t sector_bytes = std::uint64_t{1} << sector_shift_;
  const std::vector<std::uint32_t> sectors =
      chain(fat_, first, std::min<std::uint64_t>(fat_.size(), entries_max * entry_bytes / sector_bytes), damage_);
  ChainSource directory(*source_, nullptr, sectors, sector_shift_, sector_bytes, sectors.size() * sector_bytes, "");
  if (directory.size_bytes() < entry_bytes) return fail(Fault::malformed, "its directory is missing", 48);
  Buffer bytes(static_cast<std::size_t>(directory.size_bytes()));
  TRY_ASSIGN(const std::size_t got, directory.read_at(0, bytes));
  bytes.resize(got);
  struct Node {
    std::string name;
    unsigned type = 0;
    std::uint32_t left = no_entry;
    std::uint32_t right = no_entry;
    std::uint32_t child = no_entry;
    bool reached = false;
  };
  std::vector<Node> nodes(bytes.size() / entry_bytes);
  std::vector<Entry> all(nodes.size());
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    const ByteView entry = ByteView(bytes).subspan(index * entry_bytes, entry_bytes);
    Node& node = nodes[index];
    node.type = std::to_integer<unsigned>(entry[66]);
    const std::size_t name_bytes = std::min<std::size_t>(u16(entry, 64), 64);
    node.name = utf8_of_utf16(entry.first(name_bytes >= 2 ? name_bytes - 2 : 0));
    node.left = u32(entry, 68);
    node.right = u32(entry, 72);
    node.child = u32(entry, 76);
    all[index].first_sector = u32(entry, 116);
    // 2.6.3: version 3 may leave rubbish in the upper half.
    all[index].size_bytes =
        u32(entry, 120) | (sector_shift_ > 9 ? static_cast<std::uint64_t>(u32(entry, 124)) << 32 : 0);
    all[index].is_storage = node.type != 2;
  }
  if (nodes.empty()) return fail(Fault::truncated, "its directory is missing", 48);
  // The root's stream is where streams below the cutoff lie.
  std::string broken;
  std::vector<std::uint32_t> mini = chain(fat_, all[0].first_sector, fat_.size() + 1, broken);
  const std::uint64_t mini_bytes = mini.size() * sector_bytes;
  mini_stream_ =
      std::make_shared<ChainSource>(*source_, nullptr, std::move(mini), sector_shift_, sector_bytes, mini_bytes, "");
  struct Step {
    std::uint32_t index;
    std::string parent;
    std::size_t depth;
  };
  std::vector<Step> steps;
  nodes[0].reached = true;
  steps.push_back({nodes[0].child, "", 1});
  while (!steps.empty()) {
    Step step = std::move(steps.back());
    steps.pop_back();
    if (step.index >= nodes.size() || nodes[step.index].reached || step.depth > limits.nesting_max) continue;
    Node& node = nodes[step.index];
    node.reached = true;
    all[step.index].path = step.parent + node.name;
    steps.push_back({node.left, step.parent, step.depth});
    steps.push_back({node.right, step.parent, step.depth});
    if (node.type == 1) steps.push_back({node.child, step.parent + node.name + "/", step.depth + 1});
  }
  for (std::size_t index = 1; index < nodes.size(); ++index) {
    if (nodes[index].type != 1 && nodes[index].type != 2) continue;
    Entry& entry = all[index];
    entry.is_orphan = !nodes[index].reached;
    if (entry.is_orphan) entry.path = nodes[index].name;
    entries_.push_back(std::move(entry));
  }
  return {};
}

const CompoundFile::Entry* CompoundFile::find(std::string_view path) const {
  for (const bool orphans : {false, true}) {
    for (const Entry& entry : entries_) {
      if (entry.is_orphan == orphans && equals_ignoring_case(entry.path, path)) return &entry;
    }
  }
  return nullptr;
}

Result<std::unique_ptr<Source>> CompoundFile::open_stream(const Entry& entry) const {
  std::string damage;
  const bool mini = entry.size_bytes < mini_cutoff_;
  const unsigned shift = mini ? mini_shift : sector_shift_;
  const std::uint64_t count = (entry.size_bytes + (std::uint64_t{1} << shift) - 1) >> shift;
  std::vector<std::uint32_t> sectors = chain(mini ? mini_fat_ : fat_, entry.first_sector, count, damage);
  if (sectors.size() < count && damage.empty()) damage = "a chain of its sectors ends early";
  if (mini) {
    return std::make_unique<ChainSource>(*mini_stream_, mini_stream_, std::move(sectors), shift, 0, entry.size_bytes,
                                         std::move(damage));
  }
  return std::make_unique<ChainSource>(*source_, nullptr, std::move(sectors), shift, std::uint64_t{1} << shift,
                                       entry.size_bytes, std::move(damage));
}

}  // namespace constat
