// Reads compound files: what Word, Excel, PowerPoint and Outlook wrote before 2007, and what embeds OLE objects since.
// Source: [MS-CFB] 9.0; section numbers here and in cfb.cpp are its own.
// A file is storages (folders) and streams (files) in sectors that are chained by a table. Chains and the directory's
// tree are bounded: a loop in either ends where it closes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/source.h"

namespace constat {

inline constexpr std::string_view cfb_signature = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

class CompoundFile {
 public:
  struct Entry {
    std::string path;  // UTF-8, the names from the root down joined by "/": "MBD0001/Workbook". The root's is "".
    std::uint64_t size_bytes = 0;
    std::uint32_t first_sector = 0;
    bool is_storage = false;
    bool is_orphan = false;  // Not reached from the root: deleted, or the tree is damaged.
  };

  // `source` must outlive the file. Fault::malformed, truncated where there is no directory to read.
  static Result<CompoundFile> open(Source& source, const Limits& limits);

  // In the order of the directory's sectors.
  const std::vector<Entry>& entries() const { return entries_; }
  // By its path, ignoring case; null where there is none.
  const Entry* find(std::string_view path) const;
  // A stream's bytes; `source` must outlive them, this object need not. Source::damage() says where the chain breaks.
  Result<std::unique_ptr<Source>> open_stream(const Entry& entry) const;
  const std::string& damage() const { return damage_; }

 private:
  // Sectors of a chain of the table `links`, at most `count_max`; what is wrong with it goes to `damage`.
  static std::vector<std::uint32_t> chain(const std::vector<std::uint32_t>& links, std::uint32_t first,
                                          std::uint64_t count_max, std::string& damage);
  Result<void> read_tables(ByteView header);
  Result<void> read_directory(std::uint32_t first, const Limits& limits);

  Source* source_ = nullptr;
  unsigned sector_shift_ = 9;
  std::vector<std::uint32_t> fat_;
  std::vector<std::uint32_t> mini_fat_;
  std::shared_ptr<Source> mini_stream_;
  std::vector<Entry> entries_;
  std::string damage_;
  std::uint64_t mini_cutoff_ = 4096;
};

}  // namespace constat
