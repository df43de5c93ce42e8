#include "evidence/pst.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace constat {

namespace {
constexpr unsigned tree_depth_max = 8;
constexpr std::size_t page_bytes = 512;  // 2.2.2.7
constexpr std::size_t block_bytes_max = 8192;
constexpr std::size_t records_max = 1U << 20;  // Of one B-tree on a heap.
constexpr std::size_t rows_max = 1U << 16;     // Of one table: a message has no more recipients than that.

// 5.1: what decodes a permuted byte (mpbbI); its inverse (mpbbR) and a table that is its own inverse (mpbbS) are
// needed for the cyclic coding as well. Constants of the format.
constexpr std::array<std::uint8_t, 256> permuted = {
    0x47, 0xF1, 0xB4, 0xE6, 0x0B, 0x6A, 0x72, 0x48, 0x85, 0x4E, 0x9E, 0xEB, 0xE2, 0xF8, 0x94, 0x53, 0xE0, 0xBB, 0xA0,
    0x02, 0xE8, 0x5A, 0x09, 0xAB, 0xDB, 0xE3, 0xBA, 0xC6, 0x7C, 0xC3, 0x10, 0xDD, 0x39, 0x05, 0x96, 0x30, 0xF5, 0x37,
    0x60, 0x82, 0x8C, 0xC9, 0x13, 0x4A, 0x6B, 0x1D, 0xF3, 0xFB, 0x8F, 0x26, 0x97, 0xCA, 0x91, 0x17, 0x01, 0xC4, 0x32,
    0x2D, 0x6E, 0x31, 0x95, 0xFF, 0xD9, 0x23, 0xD1, 0x00, 0x5E, 0x79, 0xDC, 0x44, 0x3B, 0x1A, 0x28, 0xC5, 0x61, 0x57,
    0x20, 0x90, 0x3D, 0x83, 0xB9, 0x43, 0xBE, 0x67, 0xD2, 0x46, 0x42, 0x76, 0xC0, 0x6D, 0x5B, 0x7E, 0xB2, 0x0F, 0x16,
    0x29, 0x3C, 0xA9, 0x03, 0x54, 0x0D, 0xDA, 0x5D, 0xDF, 0xF6, 0xB7, 0xC7, 0x62, 0xCD, 0x8D, 0x06, 0xD3, 0x69, 0x5C,
    0x86, 0xD6, 0x14, 0xF7, 0xA5, 0x66, 0x75, 0xAC, 0xB1, 0xE9, 0x45, 0x21, 0x70, 0x0C, 0x87, 0x9F, 0x74, 0xA4, 0x22,
    0x4C, 0x6F, 0xBF, 0x1F, 0x56, 0xAA, 0x2E, 0xB3, 0x78, 0x33, 0x50, 0xB0, 0xA3, 0x92, 0xBC, 0xCF, 0x19, 0x1C, 0xA7,
    0x63, 0xCB, 0x1E, 0x4D, 0x3E, 0x4B, 0x1B, 0x9B, 0x4F, 0xE7, 0xF0, 0xEE, 0xAD, 0x3A, 0xB5, 0x59, 0x04, 0xEA, 0x40,
    0x55, 0x25, 0x51, 0xE5, 0x7A, 0x89, 0x38, 0x68, 0x52, 0x7B, 0xFC, 0x27, 0xAE, 0xD7, 0xBD, 0xFA, 0x07, 0xF4, 0xCC,
    0x8E, 0x5F, 0xEF, 0x35, 0x9C, 0x84, 0x2B, 0x15, 0xD5, 0x77, 0x34, 0x49, 0xB6, 0x12, 0x0A, 0x7F, 0x71, 0x88, 0xFD,
    0x9D, 0x18, 0x41, 0x7D, 0x93, 0xD8, 0x58, 0x2C, 0xCE, 0xFE, 0x24, 0xAF, 0xDE, 0xB8, 0x36, 0xC8, 0xA1, 0x80, 0xA6,
    0x99, 0x98, 0xA8, 0x2F, 0x0E, 0x81, 0x65, 0x73, 0xE4, 0xC2, 0xA2, 0x8A, 0xD4, 0xE1, 0x11, 0xD0, 0x08, 0x8B, 0x2A,
    0xF2, 0xED, 0x9A, 0x64, 0x3F, 0xC1, 0x6C, 0xF9, 0xEC};
constexpr std::array<std::uint8_t, 256> cyclic_middle = {
    0x14, 0x53, 0x0F, 0x56, 0xB3, 0xC8, 0x7A, 0x9C, 0xEB, 0x65, 0x48, 0x17, 0x16, 0x15, 0x9F, 0x02, 0xCC, 0x54, 0x7C,
    0x83, 0x00, 0x0D, 0x0C, 0x0B, 0xA2, 0x62, 0xA8, 0x76, 0xDB, 0xD9, 0xED, 0xC7, 0xC5, 0xA4, 0xDC, 0xAC, 0x85, 0x74,
    0xD6, 0xD0, 0xA7, 0x9B, 0xAE, 0x9A, 0x96, 0x71, 0x66, 0xC3, 0x63, 0x99, 0xB8, 0xDD, 0x73, 0x92, 0x8E, 0x84, 0x7D,
    0xA5, 0x5E, 0xD1, 0x5D, 0x93, 0xB1, 0x57, 0x51, 0x50, 0x80, 0x89, 0x52, 0x94, 0x4F, 0x4E, 0x0A, 0x6B, 0xBC, 0x8D,
    0x7F, 0x6E, 0x47, 0x46, 0x41, 0x40, 0x44, 0x01, 0x11, 0xCB, 0x03, 0x3F, 0xF7, 0xF4, 0xE1, 0xA9, 0x8F, 0x3C, 0x3A,
    0xF9, 0xFB, 0xF0, 0x19, 0x30, 0x82, 0x09, 0x2E, 0xC9, 0x9D, 0xA0, 0x86, 0x49, 0xEE, 0x6F, 0x4D, 0x6D, 0xC4, 0x2D,
    0x81, 0x34, 0x25, 0x87, 0x1B, 0x88, 0xAA, 0xFC, 0x06, 0xA1, 0x12, 0x38, 0xFD, 0x4C, 0x42, 0x72, 0x64, 0x13, 0x37,
    0x24, 0x6A, 0x75, 0x77, 0x43, 0xFF, 0xE6, 0xB4, 0x4B, 0x36, 0x5C, 0xE4, 0xD8, 0x35, 0x3D, 0x45, 0xB9, 0x2C, 0xEC,
    0xB7, 0x31, 0x2B, 0x29, 0x07, 0x68, 0xA3, 0x0E, 0x69, 0x7B, 0x18, 0x9E, 0x21, 0x39, 0xBE, 0x28, 0x1A, 0x5B, 0x78,
    0xF5, 0x23, 0xCA, 0x2A, 0xB0, 0xAF, 0x3E, 0xFE, 0x04, 0x8C, 0xE7, 0xE5, 0x98, 0x32, 0x95, 0xD3, 0xF6, 0x4A, 0xE8,
    0xA6, 0xEA, 0xE9, 0xF3, 0xD5, 0x2F, 0x70, 0x20, 0xF2, 0x1F, 0x05, 0x67, 0xAD, 0x55, 0x10, 0xCE, 0xCD, 0xE3, 0x27,
    0x3B, 0xDA, 0xBA, 0xD7, 0xC2, 0x26, 0xD4, 0x91, 0x1D, 0xD2, 0x1C, 0x22, 0x33, 0xF8, 0xFA, 0xF1, 0x5A, 0xEF, 0xCF,
    0x90, 0xB6, 0x8B, 0xB5, 0xBD, 0xC0, 0xBF, 0x08, 0x97, 0x1E, 0x6C, 0xE2, 0x61, 0xE0, 0xC6, 0xC1, 0x59, 0xAB, 0xBB,
    0x58, 0xDE, 0x5F, 0xDF, 0x60, 0x79, 0x7E, 0xB2, 0x8A};

void decode(Buffer& bytes, std::uint8_t coding, std::uint64_t block) {
  if (coding == 1) {
    for (std::byte& byte : bytes) byte = std::byte{permuted[std::to_integer<std::size_t>(byte)]};
  } else if (coding == 2) {  // 5.2: the key is the block's id.
    static const std::array<std::uint8_t, 256> first = [] {
      std::array<std::uint8_t, 256> inverse{};
      for (std::size_t index = 0; index < 256; ++index) inverse[permuted[index]] = static_cast<std::uint8_t>(index);
      return inverse;
    }();
    const auto key = static_cast<std::uint32_t>(block);
    auto word = static_cast<std::uint16_t>(key ^ key >> 16);
    for (std::byte& byte : bytes) {
      const auto low = static_cast<std::uint8_t>(word);
      const auto high = static_cast<std::uint8_t>(word >> 8);
      auto value = std::to_integer<std::uint8_t>(byte);
      value = first[static_cast<std::uint8_t>(value + low)];
      value = cyclic_middle[static_cast<std::uint8_t>(value + high)];
      value = permuted[static_cast<std::uint8_t>(value - high)];
      byte = std::byte{static_cast<std::uint8_t>(value - low)};
      ++word;
    }
  }
}

// An id or an offset: eight bytes in Unicode files, four in ANSI files.
Result<std::uint64_t> word(Cursor& in, bool wide) {
  if (wide) return in.u64_le();
  TRY_ASSIGN(const std::uint32_t value, in.u32_le());
  return std::uint64_t{value};
}

bool is_internal(std::uint64_t block) { return (block & 2) != 0; }

// A page of a B-tree (2.2.2.7.7), its entries still as they lie.
struct Page {
  ByteView entries;  // count * entry_bytes.
  std::size_t count = 0;
  std::size_t entry_bytes = 0;
  unsigned level = 0;
};
std::optional<Page> page_of(ByteView bytes, bool wide) {
  if (bytes.size() < page_bytes) return std::nullopt;
  const std::size_t room = wide ? 488 : 496;
  Cursor in(bytes.subspan(room, 4));
  Page page;
  page.count = *in.u8();
  (void)in.u8();
  page.entry_bytes = *in.u8();
  page.level = *in.u8();
  if (page.entry_bytes < (wide ? 24U : 12U) || page.count * page.entry_bytes > room) return std::nullopt;
  page.entries = bytes.first(page.count * page.entry_bytes);
  return page;
}

// In an inner page: the offset of the child that holds `key`; nullopt where there is none.
std::optional<std::uint64_t> child_of(const Page& page, std::uint64_t key, bool wide) {
  std::optional<std::uint64_t> found;
  for (std::size_t index = 0; index < page.count; ++index) {
    Cursor in(page.entries.subspan(index * page.entry_bytes, page.entry_bytes));
    if (*word(in, wide) > key) break;
    (void)word(in, wide);
    found = *word(in, wide);
  }
  return found;
}

PstFile::Node node_of(ByteView entry, bool wide) {
  PstFile::Node node;
  if (entry.size() < (wide ? 32U : 16U)) return node;
  Cursor in(entry);
  node.id = static_cast<std::uint32_t>(*word(in, wide));
  node.data = *word(in, wide);
  node.sub = *word(in, wide);
  node.parent = *in.u32_le();
  return node;
}
}  // namespace

Result<PstFile> PstFile::open(Source& source, const Limits& limits) {
  PstFile file(source, limits);
  const ByteView head = file.window_->at(0, 516);
  if (head.size() < 516) return fail(Fault::truncated, "an Outlook data file that ends within its header");
  if (as_text(head.first(4)) != "!BDN" || as_text(head.subspan(8, 2)) != "SM") {
    return fail(Fault::malformed, "no header of an Outlook data file");
  }
  Cursor in(head);
  (void)in.seek(10);
  const std::uint16_t version = *in.u16_le();
  if (version >= 36) {
    return fail(Fault::unsupported, "an Outlook data file of 4 KB pages (Outlook 2013 and later), which is not read");
  }
  if (version != 14 && version != 15 && version < 20) {
    return fail(Fault::malformed, "an Outlook data file of an unknown version");
  }
  file.wide_ = version >= 20;
  (void)in.seek(file.wide_ ? 216 : 184);  // 2.2.2.5: the roots of the two trees, each an id and an offset.
  (void)word(in, file.wide_);
  file.nodes_root_ = *word(in, file.wide_);
  (void)word(in, file.wide_);
  file.blocks_root_ = *word(in, file.wide_);
  (void)in.seek(file.wide_ ? 513 : 461);
  file.coding_ = *in.u8();
  if (file.coding_ > 2) return fail(Fault::encrypted, "an Outlook data file that Windows encrypted");
  return file;
}

std::optional<PstFile::Block> PstFile::find_block(std::uint64_t id) {
  id &= ~std::uint64_t{1};
  std::uint64_t offset = blocks_root_;
  for (unsigned depth = 0; depth < tree_depth_max; ++depth) {
    const auto page = page_of(window_->at(offset, page_bytes), wide_);
    if (!page) return std::nullopt;
    if (page->level == 0) {
      for (std::size_t index = 0; index < page->count; ++index) {
        Cursor in(page->entries.subspan(index * page->entry_bytes, page->entry_bytes));
        if ((*word(in, wide_) & ~std::uint64_t{1}) != id) continue;
        Block block;
        block.offset = *word(in, wide_);
        block.size = in.u16_le().value_or(0);
        return block;
      }
      return std::nullopt;
    }
    const auto child = child_of(*page, id | 1, wide_);
    if (!child) return std::nullopt;
    offset = *child;
  }
  return std::nullopt;
}

Result<Buffer> PstFile::read_block(std::uint64_t id) {
  const auto block = find_block(id);
  if (!block || block->size > block_bytes_max) {
    damaged("blocks of it are missing");
    return fail(Fault::malformed, "a block of it is missing");
  }
  const ByteView bytes = window_->at(block->offset, block->size);
  if (bytes.size() < block->size) {
    damaged("it ends early: blocks of it are missing");
    return fail(Fault::truncated, "it ends early: a block of it is missing");
  }
  Buffer decoded(bytes.begin(), bytes.end());
  if (!is_internal(id)) decode(decoded, coding_, id);
  return decoded;
}

Result<void> PstFile::read_tree(std::uint64_t id, unsigned depth, std::uint64_t& blocks,
                                const std::function<Result<void>(ByteView)>& sink) {
  if (++blocks > limits_->members_max) return fail(Fault::over_limit, "more blocks than the bound allows");
  TRY_ASSIGN(const Buffer bytes, read_block(id));
  if (!is_internal(id)) return sink(bytes);
  // 2.2.2.8.3.2: a list of blocks, or of such lists.
  Cursor in(bytes);
  TRY_ASSIGN(const std::uint8_t kind, in.u8());
  TRY_ASSIGN(const std::uint8_t level, in.u8());
  TRY_ASSIGN(const std::uint16_t count, in.u16_le());
  TRY(in.skip(4));
  if (kind != 1 || level == 0 || depth >= 3) return fail(Fault::malformed, "a list of blocks that is none");
  for (std::size_t index = 0; index < count; ++index) {
    TRY_ASSIGN(const std::uint64_t child, word(in, wide_));
    TRY(read_tree(child, depth + 1, blocks, sink));
  }
  return {};
}

Result<void> PstFile::read(std::uint64_t data, const std::function<Result<void>(ByteView)>& sink) {
  if (data == 0) return {};
  std::uint64_t blocks = 0;
  return read_tree(data, 0, blocks, sink);
}

Result<Buffer> PstFile::read_whole(std::uint64_t data, std::uint64_t bytes_max) {
  Buffer all;
  TRY(read(data, [&](ByteView block) -> Result<void> {
    if (all.size() + block.size() > bytes_max) return fail(Fault::over_limit, "more bytes than the bound allows");
    all.insert(all.end(), block.begin(), block.end());
    return {};
  }));
  return all;
}

bool PstFile::walk_nodes(std::uint64_t offset, unsigned depth, std::uint64_t& pages,
                         const std::function<bool(const Node&)>& take) {
  if (depth >= tree_depth_max || ++pages > window_->size() / page_bytes + 1) {
    damaged("its tree of nodes goes in circles");
    return true;
  }
  const ByteView view = window_->at(offset, page_bytes);
  const Buffer bytes(view.begin(), view.end());  // What is taken reads through the same window.
  const auto page = page_of(bytes, wide_);
  if (!page) {
    damaged("a page of its tree of nodes cannot be read");
    return true;
  }
  for (std::size_t index = 0; index < page->count; ++index) {
    const ByteView entry = page->entries.subspan(index * page->entry_bytes, page->entry_bytes);
    if (page->level == 0) {
      const Node node = node_of(entry, wide_);
      if (node.id != 0 && !take(node)) return false;
    } else {
      Cursor in(entry);
      (void)word(in, wide_);
      (void)word(in, wide_);
      if (!walk_nodes(*word(in, wide_), depth + 1, pages, take)) return false;
    }
  }
  return true;
}

void PstFile::each_node(const std::function<bool(const Node&)>& take) {
  std::uint64_t pages = 0;
  (void)walk_nodes(nodes_root_, 0, pages, take);
}

std::optional<PstFile::Node> PstFile::node(std::uint32_t id) {
  std::uint64_t offset = nodes_root_;
  for (unsigned depth = 0; depth < tree_depth_max; ++depth) {
    const auto page = page_of(window_->at(offset, page_bytes), wide_);
    if (!page) return std::nullopt;
    if (page->level == 0) {
      for (std::size_t index = 0; index < page->count; ++index) {
        const Node node = node_of(page->entries.subspan(index * page->entry_bytes, page->entry_bytes), wide_);
        if (node.id == id) return node;
      }
      return std::nullopt;
    }
    const auto child = child_of(*page, id, wide_);
    if (!child) return std::nullopt;
    offset = *child;
  }
  return std::nullopt;
}

// 2.2.2.8.3.3: a list of sub-nodes, or of such lists.
bool PstFile::walk_sub_nodes(std::uint64_t id, unsigned depth, std::uint64_t& blocks,
                             const std::function<bool(const Node&)>& take) {
  if (depth > 2 || ++blocks > limits_->mime_parts_max) {
    damaged("more sub-nodes than the bound allows");
    return true;
  }
  const auto bytes = read_block(id | 2);
  if (!bytes) return true;
  Cursor in(*bytes);
  const std::uint8_t kind = in.u8().value_or(0);
  const std::uint8_t level = in.u8().value_or(0);
  const std::uint16_t count = in.u16_le().value_or(0);
  if (wide_) (void)in.skip(4);
  if (kind != 2) {
    damaged("a list of sub-nodes that is none");
    return true;
  }
  for (std::size_t index = 0; index < count; ++index) {
    const auto node_id = word(in, wide_);
    const auto data = word(in, wide_);
    if (!node_id || !data) break;
    if (level != 0) {
      if (!walk_sub_nodes(*data, depth + 1, blocks, take)) return false;
      continue;
    }
    const auto sub = word(in, wide_);
    if (!sub) break;
    Node node;
    node.id = static_cast<std::uint32_t>(*node_id);
    node.data = *data;
    node.sub = *sub;
    if (!take(node)) return false;
  }
  return true;
}

void PstFile::each_sub_node(std::uint64_t sub, const std::function<bool(const Node&)>& take) {
  if (sub == 0) return;
  std::uint64_t blocks = 0;
  (void)walk_sub_nodes(sub, 0, blocks, take);
}

std::optional<PstFile::Node> PstFile::sub_node(std::uint64_t sub, std::uint32_t id) {
  std::optional<Node> found;
  each_sub_node(sub, [&](const Node& node) {
    if (node.id == id) found = node;
    return !found;
  });
  return found;
}

Result<PstHeap> PstHeap::open(PstFile& file, const PstFile::Node& node) {
  PstHeap heap(file, node);
  std::uint64_t all = 0;
  TRY(file.read(node.data, [&](ByteView block) -> Result<void> {
    all += block.size();
    if (all > file.limits().document_bytes_max) return fail(Fault::over_limit, "a heap beyond the bound");
    heap.blocks_.emplace_back(block.begin(), block.end());
    return {};
  }));
  if (heap.blocks_.empty()) return fail(Fault::malformed, "a heap without bytes");
  Cursor in(heap.blocks_.front());  // 2.3.1.2
  TRY(in.skip(2));
  TRY_ASSIGN(const std::uint8_t signature, in.u8());
  TRY_ASSIGN(heap.kind_, in.u8());
  TRY_ASSIGN(heap.root_, in.u32_le());
  if (signature != 0xEC) return fail(Fault::malformed, "no heap where one should be");
  return heap;
}

// 2.3.1.1 and 2.3.1.5: the block in the upper half, the allocation's number in eleven bits; its bounds in a map.
ByteView PstHeap::allocation(std::uint32_t id) const {
  const std::size_t block = id >> 16;
  const std::size_t number = id >> 5 & 0x7FF;
  if ((id & 0x1F) != 0 || block >= blocks_.size() || number == 0) return {};
  const ByteView bytes(blocks_[block]);
  Cursor in(bytes);
  const auto map = in.u16_le();
  if (!map || !in.seek(*map)) return {};
  const auto count = in.u16_le();
  if (!count || number > *count || !in.skip(2 + 2 * (number - 1))) return {};
  const auto begin = in.u16_le();
  const auto end = in.u16_le();
  if (!begin || !end || *begin > *end || *end > bytes.size()) return {};
  return bytes.subspan(*begin, static_cast<std::size_t>(*end - *begin));
}

std::vector<ByteView> PstHeap::records(std::uint32_t root, unsigned key_bytes, unsigned data_bytes) const {
  std::vector<ByteView> found;
  Cursor in(allocation(root));
  const std::uint8_t signature = in.u8().value_or(0);
  const std::uint8_t keys = in.u8().value_or(0);
  const std::uint8_t data = in.u8().value_or(0);
  unsigned levels = in.u8().value_or(0);
  const auto top = in.u32_le();
  if (signature != 0xB5 || keys != key_bytes || data != data_bytes || !top || levels > tree_depth_max) return found;
  std::vector<std::uint32_t> level = {*top};
  for (; levels > 0; --levels) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t id : level) {
      const ByteView bytes = allocation(id);
      for (std::size_t at = 0; at + keys + 4 <= bytes.size() && next.size() < records_max; at += keys + 4U) {
        next.push_back(*Cursor(bytes.subspan(at + keys, 4)).u32_le());
      }
    }
    level = std::move(next);
  }
  const std::size_t step = std::size_t{keys} + data;
  for (const std::uint32_t id : level) {
    const ByteView bytes = allocation(id);
    for (std::size_t at = 0; at + step <= bytes.size() && found.size() < records_max; at += step) {
      found.push_back(bytes.subspan(at, step));
    }
  }
  return found;
}

// [MS-OXCDATA] 2.11.1: values of a fixed size up to what the cell holds stand in it; for the others it holds an id
// (2.3.3.2), of an allocation or of a sub-node.
PstHeap::Value PstHeap::value_of(std::uint16_t type, ByteView cell) const {
  Value value;
  value.type = type;
  std::size_t size = 0;
  switch (type) {
    case 0x0002: size = 2; break;
    case 0x0003:
    case 0x0004:
    case 0x000A: size = 4; break;
    case 0x000B: size = 1; break;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040: size = 8; break;
    default: break;
  }
  if (size != 0 && cell.size() >= size) {
    value.bytes = cell.first(size);
    return value;
  }
  const auto id = Cursor(cell).u32_le();
  if (!id || *id == 0) return value;
  if ((*id & 0x1F) == 0) {
    value.bytes = allocation(*id);
  } else {
    value.node = *id;
  }
  return value;
}

PstHeap::Values PstHeap::properties() const {
  Values values;
  if (kind_ != 0xBC) return values;
  for (const ByteView record : records(root_, 2, 6)) {
    Cursor in(record);
    const std::uint16_t id = *in.u16_le();
    const std::uint16_t type = *in.u16_le();
    values.emplace(id, value_of(type, record.subspan(4, 4)));
  }
  return values;
}

std::vector<PstHeap::Values> PstHeap::rows() const {
  std::vector<Values> all;
  if (kind_ != 0x7C) return all;
  Cursor in(allocation(root_));  // 2.3.4.1
  const std::uint8_t signature = in.u8().value_or(0);
  const std::uint8_t count = in.u8().value_or(0);
  if (signature != 0x7C || !in.skip(4)) return all;
  const std::size_t bits_at = in.u16_le().value_or(0);
  const std::size_t width = in.u16_le().value_or(0);
  if (!in.skip(4) || width == 0 || bits_at > width) return all;
  const std::uint32_t where = in.u32_le().value_or(0);
  if (!in.skip(4)) return all;
  struct Column {
    std::uint16_t type = 0;
    std::uint16_t id = 0;
    std::size_t offset = 0;
    std::size_t size = 0;
    std::size_t bit = 0;
  };
  std::vector<Column> columns;
  for (std::size_t index = 0; index < count; ++index) {
    if (in.remaining() < 8) break;
    Column column;
    column.type = *in.u16_le();
    column.id = *in.u16_le();
    column.offset = *in.u16_le();
    column.size = *in.u8();
    column.bit = *in.u8();
    if (column.offset + column.size <= bits_at) columns.push_back(column);
  }
  const auto take = [&](ByteView block) {
    for (std::size_t at = 0; at + width <= block.size() && all.size() < rows_max; at += width) {
      const ByteView row = block.subspan(at, width);
      Values values;
      for (const Column& column : columns) {
        const std::size_t byte = bits_at + column.bit / 8;
        if (byte >= width || (std::to_integer<unsigned>(row[byte]) & 0x80U >> (column.bit & 7)) == 0) continue;
        values.emplace(column.id, value_of(column.type, row.subspan(column.offset, column.size)));
      }
      all.push_back(std::move(values));
    }
  };
  if ((where & 0x1F) == 0) {
    take(allocation(where));
  } else if (const auto found = file_->sub_node(node_.sub, where)) {
    // Rows do not lie across blocks.
    (void)file_->read(found->data, [&](ByteView block) -> Result<void> {
      if (all.size() >= rows_max) return fail(Fault::over_limit, "more rows than the bound allows");
      take(rows_.emplace_back(block.begin(), block.end()));
      return {};
    });
  }
  return all;
}

std::optional<PstFile::Node> PstHeap::sub_node(const Value& value) const {
  if (value.node == 0) return std::nullopt;
  return file_->sub_node(node_.sub, value.node);
}

Result<Buffer> PstHeap::bytes(const Value& value, std::uint64_t bytes_max) const {
  if (value.node == 0) return Buffer(value.bytes.begin(), value.bytes.end());
  const auto found = sub_node(value);
  if (!found) return fail(Fault::malformed, "a value's node is missing");
  return file_->read_whole(found->data, bytes_max);
}

std::uint64_t PstHeap::number(const Values& values, std::uint16_t id) {
  const auto found = values.find(id);
  if (found == values.end()) return 0;
  std::uint64_t number = 0;
  const ByteView bytes = found->second.bytes.first(std::min<std::size_t>(found->second.bytes.size(), 8));
  std::memcpy(&number, bytes.data(), bytes.size());
  return number;
}

}  // namespace constat
