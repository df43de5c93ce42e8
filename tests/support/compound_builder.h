// Writes small compound files ([MS-CFB], version 3) for tests: streams by their paths, storages as the paths need them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/zip_builder.h"

namespace constat::test {

// UTF-16LE of text in ASCII or Latin 1.
inline std::string wide(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    out += '\0';
  }
  return out;
}

class CompoundBuilder {
 public:
  CompoundBuilder() { entries_.push_back({"", "Root Entry", "", 5, 0, 0, none, none}); }

  // `path`: names from the root, joined by "/".
  CompoundBuilder& add(std::string_view path, std::string_view bytes) {
    const std::size_t parent = storage_of(path);
    append(path, parent, 2, bytes);
    return *this;
  }

  std::string build() const {
    std::vector<Entry> entries = entries_;
    std::string mini, large;                       // Sectors of 64 bytes; of 512.
    std::vector<std::uint32_t> mini_chain, chain;  // By sector; `chain` counts from the first after the tables.
    for (Entry& entry : entries) {
      if (entry.type != 2) continue;
      const bool small = entry.bytes.size() < 4096;
      std::string& space = small ? mini : large;
      const std::size_t sector = small ? 64 : 512;
      std::vector<std::uint32_t>& links = small ? mini_chain : chain;
      entry.first = entry.bytes.empty() ? end_of_chain : static_cast<std::uint32_t>(links.size());
      put_chain(space, links, entry.bytes, sector);
    }
    const auto mini_first = static_cast<std::uint32_t>(chain.size());
    const std::size_t mini_size = mini.size();
    put_chain(large, chain, mini, 512);
    const auto mini_table_first = static_cast<std::uint32_t>(chain.size());
    std::string mini_table;
    for (const std::uint32_t next : mini_chain) put32(mini_table, next);
    pad(mini_table, 512, '\xFF');
    put_chain(large, chain, mini_table, 512);
    const auto directory_first = static_cast<std::uint32_t>(chain.size());

    // The table's own sectors come first: as many as are needed to describe all, themselves too.
    const std::size_t directory_sectors = (entries.size() + 3) / 4;
    std::size_t tables = 1;
    while (tables * 128 < tables + chain.size() + directory_sectors) ++tables;
    const auto shift = static_cast<std::uint32_t>(tables);
    entries[0].first = mini_size == 0 ? end_of_chain : mini_first + shift;
    std::string directory;
    for (const Entry& entry : entries) {
      const bool is_large = entry.type == 2 && entry.bytes.size() >= 4096;
      put_entry(directory, entry, entry.first == end_of_chain || !is_large ? entry.first : entry.first + shift,
                entry.type == 5 ? mini_size : entry.bytes.size());
    }
    while (directory.size() % 512 != 0) put_entry(directory, {"", "", "", 0, 0, 0, none, none}, 0, 0);
    put_chain(large, chain, directory, 512);

    std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(16, '\0');
    for (const std::uint16_t word : {0x3E, 3, 0xFFFE, 9, 6}) put16(header, word);
    header.resize(44, '\0');
    put32(header, tables);
    put32(header, directory_first + shift);
    put32(header, 0);
    put32(header, 4096);
    put32(header, mini_table.empty() ? end_of_chain : mini_table_first + shift);
    put32(header, mini_table.size() / 512);
    put32(header, end_of_chain);
    put32(header, 0);
    for (std::uint32_t table = 0; table < 109; ++table) put32(header, table < tables ? table : none);
    std::string table;
    for (std::size_t own = 0; own < tables; ++own) put32(table, 0xFFFFFFFD);
    for (const std::uint32_t next : chain) put32(table, next == end_of_chain ? next : next + shift);
    pad(table, tables * 512, '\xFF');
    return header + table + large;
  }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  static constexpr std::uint32_t end_of_chain = 0xFFFFFFFE;
  struct Entry {
    std::string path, name, bytes;
    int type = 0;  // 1 storage, 2 stream, 5 root.
    std::uint32_t first = 0;
    std::size_t parent = 0;
    std::uint32_t child = none, right = none;
  };

  std::size_t storage_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return 0;
    const std::string_view storage = path.substr(0, slash);
    for (std::size_t index = 0; index < entries_.size(); ++index) {
      if (entries_[index].type == 1 && entries_[index].path == storage) return index;
    }
    return append(storage, storage_of(storage), 1, "");
  }
  std::size_t append(std::string_view path, std::size_t parent, int type, std::string_view bytes) {
    const std::size_t index = entries_.size();
    const std::string_view name = path.substr(path.rfind('/') + 1);
    entries_.push_back(
        {std::string(path), std::string(name), std::string(bytes), type, 0, parent, none, entries_[parent].child});
    entries_[parent].child = static_cast<std::uint32_t>(index);
    return index;
  }
  static void pad(std::string& text, std::size_t multiple, char with) {
    while (text.size() % multiple != 0) text += with;
  }
  static void put_chain(std::string& space, std::vector<std::uint32_t>& links, std::string bytes, std::size_t sector) {
    if (bytes.empty()) return;
    pad(bytes, sector, '\0');
    space += bytes;
    for (std::size_t left = bytes.size() / sector; left > 1; --left) {
      links.push_back(static_cast<std::uint32_t>(links.size()) + 1);
    }
    links.push_back(end_of_chain);
  }
  static void put_entry(std::string& out, const Entry& entry, std::uint32_t first, std::size_t size) {
    std::string name = wide(entry.name);
    const std::size_t name_bytes = entry.name.empty() ? 0 : name.size() + 2;
    name.resize(64, '\0');
    out += name;
    put16(out, name_bytes);
    out += static_cast<char>(entry.type);
    out += '\1';
    put32(out, none);
    put32(out, entry.right);
    put32(out, entry.child);
    out += std::string(36, '\0');
    put32(out, first);
    put32(out, size);
    put32(out, 0);
  }

  std::vector<Entry> entries_;
};

}  // namespace constat::test
