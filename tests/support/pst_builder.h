// Writes small Outlook data files (Unicode, [MS-PST]) for tests: nodes with properties, sub-nodes, a table.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/zip_builder.h"

namespace constat::test {

inline std::string utf16(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out += std::string(1, c) + '\0';
  return out;
}

// A heap (2.3.1) whose allocations are numbered from 1.
class PstHeapBuilder {
 public:
  explicit PstHeapBuilder(char kind) : kind_(kind) {}
  std::uint32_t add(std::string bytes) {
    allocations_.push_back(std::move(bytes));
    return static_cast<std::uint32_t>(allocations_.size() << 5);
  }
  std::string build(std::uint32_t root) const {
    std::string body;
    std::vector<std::size_t> ends = {12};
    for (const std::string& one : allocations_) {
      body += one;
      ends.push_back(12 + body.size());
    }
    if (body.size() % 2 != 0) body += '\0';
    std::string out;
    put16(out, 12 + body.size());
    out += '\xEC';
    out += kind_;
    put32(out, root);
    put32(out, 0);
    out += body;
    put16(out, allocations_.size());
    put16(out, 0);
    for (const std::size_t end : ends) put16(out, end);
    return out;
  }

 private:
  char kind_;
  std::vector<std::string> allocations_;
};

class PstBuilder {
 public:
  struct Property {
    std::uint16_t id = 0;
    std::uint16_t type = 0;
    std::string bytes;
    bool in_sub_node = false;
  };
  struct Sub {
    std::uint32_t id = 0;
    std::uint64_t data = 0;
    std::uint64_t sub = 0;
  };
  static Property text(std::uint16_t id, std::string_view ascii) { return {id, 0x001F, utf16(ascii), false}; }
  static Property number(std::uint16_t id, std::uint32_t value) {
    std::string bytes;
    put32(bytes, value);
    return {id, 0x0003, bytes, false};
  }

  // Stores bytes as one block, or as a list of blocks where they are long; gives its id.
  std::uint64_t block(const std::string& bytes, std::size_t block_bytes = 8176) {
    if (bytes.size() <= block_bytes) return store(bytes, false);
    std::string list;
    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size(); at += block_bytes, ++count) {
      put64(list, store(bytes.substr(at, block_bytes), false));
    }
    std::string out("\1\1", 2);
    put16(out, count);
    put32(out, bytes.size());
    return store(out + list, true);
  }
  std::uint64_t sub_nodes(const std::vector<Sub>& subs) {
    if (subs.empty()) return 0;
    std::string out("\2\0", 2);
    put16(out, subs.size());
    put32(out, 0);
    for (const Sub& sub : subs) {
      put64(out, sub.id);
      put64(out, sub.data);
      put64(out, sub.sub);
    }
    return store(out, true);
  }
  // Properties as a node's data and sub-nodes.
  Sub properties(std::uint32_t id, std::vector<Property> values, std::vector<Sub> subs = {}) {
    std::sort(values.begin(), values.end(), [](const Property& a, const Property& b) { return a.id < b.id; });
    PstHeapBuilder heap('\xBC');
    std::string tree("\xB5\2\6\0", 4);
    put32(tree, 2 << 5);
    const std::uint32_t root = heap.add(tree);
    std::string records;
    std::vector<std::string> kept;
    std::uint32_t next_sub = 0x8000 | 0x1F;
    for (const Property& value : values) {
      put16(records, value.id);
      put16(records, value.type);
      if (value.type == 0x0003 && value.bytes.size() == 4) {
        records += value.bytes;
      } else if (value.in_sub_node) {
        put32(records, next_sub);
        subs.push_back({next_sub, block(value.bytes), 0});
        next_sub += 0x20;
      } else if (value.bytes.empty()) {
        put32(records, 0);
      } else {
        kept.push_back(value.bytes);
        put32(records, (2 + kept.size()) << 5);
      }
    }
    heap.add(records);
    for (std::string& one : kept) heap.add(std::move(one));
    return {id, block(heap.build(root)), sub_nodes(subs)};
  }
  // A table (2.3.4) of UTF-16 columns; `rows_in_sub_node`: where the rows lie.
  Sub table(std::uint32_t id, const std::vector<std::uint16_t>& columns,
            const std::vector<std::vector<std::string>>& rows, bool rows_in_sub_node = false) {
    PstHeapBuilder heap('\x7C');
    const std::size_t bits_at = 4 * columns.size();
    const std::size_t width = bits_at + (columns.size() + 7) / 8;
    std::string all;
    std::vector<std::string> kept;
    for (const auto& row : rows) {
      std::string bits((columns.size() + 7) / 8, '\0');
      for (std::size_t column = 0; column < columns.size(); ++column) {
        if (row[column].empty()) {
          put32(all, 0);
          continue;
        }
        kept.push_back(utf16(row[column]));
        put32(all, ((rows_in_sub_node ? 1 : 2) + kept.size()) << 5);
        bits[column / 8] = static_cast<char>(bits[column / 8] | 0x80 >> column % 8);
      }
      all += bits;
    }
    std::string info = "\x7C";
    info += static_cast<char>(columns.size());
    for (const std::size_t end : {bits_at, bits_at, bits_at, width}) put16(info, end);
    put32(info, 0);
    put32(info, rows_in_sub_node ? 0x803F : 2 << 5);
    put32(info, 0);
    for (std::size_t column = 0; column < columns.size(); ++column) {
      put16(info, 0x001F);
      put16(info, columns[column]);
      put16(info, 4 * column);
      info += '\4';
      info += static_cast<char>(column);
    }
    const std::uint32_t root = heap.add(info);
    if (!rows_in_sub_node) heap.add(all);
    for (std::string& one : kept) heap.add(std::move(one));
    std::vector<Sub> subs;
    // Rows do not lie across blocks.
    if (rows_in_sub_node) subs.push_back({0x803F, block(all, 8176 / width * width), 0});
    return {id, block(heap.build(root)), sub_nodes(subs)};
  }
  // A node of the file itself.
  PstBuilder& node(const Sub& node, std::uint32_t parent) {
    nodes_[node.id] = {node, parent};
    return *this;
  }
  PstBuilder& folder(std::uint32_t id, std::uint32_t parent, std::string_view name) {
    return node(properties(id, {text(0x3001, name)}), parent);
  }
  // Bytes that blocks hold are put through `code` with the block's id: the inverse of what the reader does.
  using Coder = void (*)(std::string& bytes, std::uint64_t id);
  PstBuilder& coding(char method, Coder code) {
    method_ = method;
    code_ = code;
    return *this;
  }
  PstBuilder& version(std::uint16_t value) {
    version_ = value;
    return *this;
  }

  std::string build() {
    std::string nodes;
    std::vector<std::pair<std::uint64_t, std::string>> entries;
    for (const auto& [id, one] : nodes_) {
      std::string entry;
      put64(entry, id);
      put64(entry, one.first.data);
      put64(entry, one.first.sub);
      put32(entry, one.second);
      put32(entry, 0);
      entries.emplace_back(id, entry);
    }
    std::string out(1024, '\0');
    std::vector<std::pair<std::uint64_t, std::string>> blocks;
    for (auto& [id, bytes] : blocks_) {
      while (out.size() % 64 != 0) out += '\0';
      std::string entry;
      put64(entry, id);
      put64(entry, out.size());
      put16(entry, bytes.size());
      put16(entry, 2);
      put32(entry, 0);
      blocks.emplace_back(id, entry);
      std::string coded = bytes;
      if (code_ != nullptr && (id & 2) == 0) code_(coded, id);
      out += coded + std::string(16, '\0');
    }
    const std::uint64_t node_root = tree(out, entries, 32);
    const std::uint64_t block_root = tree(out, blocks, 24);
    std::string head = "!BDN";
    put32(head, 0);
    head += "SM";
    put16(head, version_);
    head.resize(216, '\0');
    put64(head, 1);
    put64(head, node_root);
    put64(head, 2);
    put64(head, block_root);
    head.resize(512, '\0');
    head += '\x80';
    head += method_;
    out.replace(0, head.size(), head);
    return out;
  }

 private:
  std::uint64_t store(const std::string& bytes, bool internal) {
    const std::uint64_t id = next_block_ | (internal ? 2 : 0);
    next_block_ += 4;
    blocks_[id] = bytes;
    return id;
  }
  static std::uint64_t page(std::string& out, const std::vector<std::string>& entries, std::size_t entry_bytes,
                            char level) {
    while (out.size() % 512 != 0) out += '\0';
    const std::uint64_t at = out.size();
    for (const std::string& entry : entries) out += entry;
    out.resize(at + 488, '\0');
    out += static_cast<char>(entries.size());
    out += static_cast<char>(488 / entry_bytes);
    out += static_cast<char>(entry_bytes);
    out += level;
    out.resize(at + 512, '\0');
    return at;
  }
  // Leaves, and an inner page over them: two levels always.
  static std::uint64_t tree(std::string& out, const std::vector<std::pair<std::uint64_t, std::string>>& entries,
                            std::size_t entry_bytes) {
    std::vector<std::string> inner;
    const std::size_t room = 488 / entry_bytes;
    for (std::size_t at = 0; at < entries.size(); at += room) {
      std::vector<std::string> leaf;
      for (std::size_t index = at; index < std::min(entries.size(), at + room); ++index) {
        leaf.push_back(entries[index].second);
      }
      std::string entry;
      put64(entry, entries[at].first);
      put64(entry, 3);
      put64(entry, page(out, leaf, entry_bytes, 0));
      inner.push_back(entry);
    }
    return page(out, inner, 24, 1);
  }

  std::map<std::uint64_t, std::string> blocks_;
  std::map<std::uint32_t, std::pair<Sub, std::uint32_t>> nodes_;
  std::uint64_t next_block_ = 4;
  std::uint16_t version_ = 23;
  char method_ = 0;
  Coder code_ = nullptr;
};

}  // namespace constat::test
