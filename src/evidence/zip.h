// Reads ZIP archives. Source: PKWARE APPNOTE.TXT 6.3.10; section numbers here and in zip.cpp are its own.
// The central directory (4.3.12) is believed before local headers (4.3.7). Where it is missing or damaged, the local
// headers are walked, so that fragments and truncated archives still give their members.
// An archive in several files (8) is read where its source says how it is made of them (Source::layout).
// Also the container of OOXML and ODF documents: their readers use this class.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/item.h"
#include "evidence/source.h"

namespace constat {

class ZipArchive {
 public:
  struct Entry {
    std::string name;          // Raw, as stored; UTF-8 where bit 11 (4.4.4) or the Unicode path field says so,
                               // else decoded from the code page it is most likely in.
    std::uint64_t index = 0;   // Order in the directory, or of local headers where that was walked.
    std::uint16_t method = 0;  // 4.4.5
    std::uint16_t flags = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t size_bytes = 0;     // As declared: not to be believed.
    std::uint64_t header_offset = 0;  // Of the local header.
    std::uint32_t crc32 = 0;
    std::int64_t modified_s = 0;
    bool encrypted = false;
    bool is_folder = false;
    bool is_link = false;  // A symbolic link: its bytes are the target's name, which is never followed.
    // Of an archive in several files of which some are missing: it begins in one that is; else where those end that
    // follow its begin without a gap, 0 for the source's end.
    bool is_lost = false;
    std::uint64_t end_max = 0;
  };

  // `source` must outlive the archive. Fault::malformed where it is no ZIP at all.
  static Result<ZipArchive> open(Source& source, const Limits& limits);

  const std::vector<Entry>& entries() const { return entries_; }
  // Exact name, first match; null where there is none. A leading "/" and case are ignored (OPC part names).
  const Entry* find(std::string_view name) const;
  // "" where the directory was whole; else what is wrong with it, for a gap.
  const std::string& damage() const { return damage_; }
  // Whether that is no damage but a bound.
  bool over_bound() const { return over_bound_; }

  // Stretches (begin, end) of the source that the archive accounts for: members with their headers and descriptors, the
  // directory and its end record. Not its comments, which say what a person wrote. Reads every local header.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> used_stretches() const;

  // Decodes one entry. A stored entry is a slice of the archive's source, which must outlive it. An entry that breaks
  // off or whose checksum does not match gives what there is, and says so in Source::damage(). Fault::encrypted,
  // unsupported, over_limit, malformed where nothing can be given.
  Result<std::unique_ptr<Source>> open_entry(const Entry& entry, const ReadContext& context) const;
  // Decodes one entry chunk by chunk: for sheets of gigabytes. Stops with the sink's error; an error of the data itself
  // (a wrong checksum among them) comes after all that could be decoded was written.
  Result<void> read_entry(const Entry& entry, const ReadContext& context, ByteSink& sink) const;

 private:
  Result<std::uint64_t> data_offset(const Entry& entry) const;
  std::uint64_t end_of(const Entry& entry) const { return entry.end_max != 0 ? entry.end_max : source_->size_bytes(); }

  Source* source_ = nullptr;
  std::vector<Entry> entries_;
  std::string damage_;
  bool over_bound_ = false;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> directory_;  // What of the source is the directory.
};

// In how many files an archive lies, as the record at its end says; nullopt where that is not found.
std::optional<std::uint32_t> zip_disks(Source& source);

}  // namespace constat
