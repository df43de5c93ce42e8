// Reads Outlook data files (PST, and OST of the same layout): nodes, blocks, heaps, properties and tables.
// Source: [MS-PST] 9.0; section numbers here and in pst.cpp are its own. Read: Unicode files (version 23) and ANSI
// files (14, 15), with both of the encodings that need no password (5.1, 5.2; a store's password protects nothing in
// the file). Not read: files of 4 KB pages (OST of Outlook 2013 and later, version 36), told as Fault::unsupported;
// CRCs. Nothing is loaded whole: the two B-trees are walked on demand through a window.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evidence/source.h"
#include "evidence/window.h"

namespace constat {

class PstFile {
 public:
  struct Node {
    std::uint32_t id = 0;      // 2.2.2.1: the low five bits are its type.
    std::uint64_t data = 0;    // The block, or tree of blocks, of its bytes; 0: none.
    std::uint64_t sub = 0;     // The block of its sub-nodes; 0: none.
    std::uint32_t parent = 0;  // Of a folder or message: the folder that it lies in.
    unsigned type() const { return id & 0x1F; }
  };
  enum : unsigned { type_folder = 0x02, type_message = 0x04, type_attachment = 0x05 };

  // `source` and `limits` must outlive the file and all that it gives. Fault::malformed, truncated, unsupported.
  static Result<PstFile> open(Source& source, const Limits& limits);

  // Every node of the file in order of its id, until `take` says false. What of the tree cannot be read is passed over:
  // see damage().
  void each_node(const std::function<bool(const Node&)>& take);
  std::optional<Node> node(std::uint32_t id);
  // The sub-nodes of a node, by its `sub`.
  void each_sub_node(std::uint64_t sub, const std::function<bool(const Node&)>& take);
  std::optional<Node> sub_node(std::uint64_t sub, std::uint32_t id);
  // The blocks that hold a node's bytes, in order, decoded one at a time. Stops with the sink's error, or where a block
  // is missing.
  Result<void> read(std::uint64_t data, const std::function<Result<void>(ByteView block)>& sink);
  // A node's bytes whole, at most `bytes_max`.
  Result<Buffer> read_whole(std::uint64_t data, std::uint64_t bytes_max);

  bool is_unicode() const { return wide_; }
  const Limits& limits() const { return *limits_; }
  // "" where all that was asked for could be read; else what could not, for a gap.
  const std::string& damage() const { return damage_; }

 private:
  struct Block {
    std::uint64_t offset = 0;
    std::uint16_t size = 0;
  };
  PstFile(Source& source, const Limits& limits) : window_(std::make_unique<Window>(source)), limits_(&limits) {}
  std::optional<Block> find_block(std::uint64_t id);
  Result<Buffer> read_block(std::uint64_t id);
  Result<void> read_tree(std::uint64_t id, unsigned depth, std::uint64_t& blocks,
                         const std::function<Result<void>(ByteView)>& sink);
  bool walk_nodes(std::uint64_t page, unsigned depth, std::uint64_t& pages,
                  const std::function<bool(const Node&)>& take);
  bool walk_sub_nodes(std::uint64_t block, unsigned depth, std::uint64_t& blocks,
                      const std::function<bool(const Node&)>& take);
  void damaged(const char* what) {
    if (damage_.empty()) damage_ = what;
  }

  std::unique_ptr<Window> window_;
  const Limits* limits_;
  bool wide_ = true;
  std::uint8_t coding_ = 0;  // 2.2.2.6, bCryptMethod: 0 none, 1 permuted, 2 cyclic.
  std::uint64_t nodes_root_ = 0;
  std::uint64_t blocks_root_ = 0;
  std::string damage_;
};

// What a node holds as a heap (2.3.1) and, in it, as properties (2.3.3) or as a table's rows (2.3.4).
class PstHeap {
 public:
  // `file` must outlive the heap. Loads the node's blocks, at most limits.document_bytes_max.
  static Result<PstHeap> open(PstFile& file, const PstFile::Node& node);

  struct Value {
    std::uint16_t type = 0;  // [MS-OXCDATA] 2.11.1.
    ByteView bytes;          // In the heap; dies with it. Of a value that lies in a sub-node: empty, and `node` is set.
    std::uint32_t node = 0;
  };
  using Values = std::map<std::uint16_t, Value>;
  // Empty where the node holds no properties, or damaged ones.
  Values properties() const;
  // One map a row, in the order in which they lie.
  std::vector<Values> rows() const;

  // A value's bytes wherever it lies. An error where they are more than `bytes_max` or cannot be read.
  Result<Buffer> bytes(const Value& value, std::uint64_t bytes_max) const;
  // Where a value lies in a sub-node: that node.
  std::optional<PstFile::Node> sub_node(const Value& value) const;
  // A whole number of up to eight bytes; 0 where there is none.
  static std::uint64_t number(const Values& values, std::uint16_t id);
  const PstFile::Node& node() const { return node_; }

 private:
  PstHeap(PstFile& file, const PstFile::Node& node) : file_(&file), node_(node) {}
  ByteView allocation(std::uint32_t id) const;
  // Records of a B-tree on the heap (2.3.2), keys and data together.
  std::vector<ByteView> records(std::uint32_t root, unsigned key_bytes, unsigned data_bytes) const;
  Value value_of(std::uint16_t type, ByteView cell) const;

  PstFile* file_;
  PstFile::Node node_;
  std::vector<Buffer> blocks_;
  std::uint8_t kind_ = 0;
  std::uint32_t root_ = 0;
  mutable std::vector<Buffer> rows_;  // A table's rows that lie in a sub-node.
};

}  // namespace constat
