// Reads the archives that libarchive knows and that nothing here reads better: 7z, RAR 4 and 5, CAB, ISO 9660 (Joliet,
// Rock Ridge), cpio, ar, LHA, XAR, WARC, RPM. Members come in the archive's order, one after another. Every format is
// asked for by name: libarchive's catch-alls (raw, empty, mtree) would make an archive of any text, and some of its
// filters start programs.
// Not read: encrypted members of 7z and RAR (told), parts of multi-volume archives but for what lies in the part.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "evidence/item.h"
#include "evidence/source.h"

namespace constat {

inline constexpr std::string_view seven_zip_magic("7z\xBC\xAF\x27\x1C", 6);

enum class ArchiveKind : std::uint8_t { seven_zip, rar, rar5, cab, iso9660, cpio, ar, lha, xar, warc, rpm, zip };

class ArchiveReader {
 public:
  struct Entry {
    std::string name;  // UTF-8 where the archive says which characters it means, else raw.
    std::string link;  // Target of a link, "" where it is none.
    std::uint64_t index = 0;
    std::uint64_t size_bytes = 0;  // As declared; 0 unknown.
    std::int64_t modified_s = 0;
    bool is_folder = false;
    bool is_symbolic_link = false;
    bool is_hard_link = false;
    bool is_special = false;
    bool encrypted = false;
    std::string note;
  };

  // `source` and `limits` must outlive the reader. Fault::malformed, encrypted (the very list of members), unsupported.
  static Result<std::unique_ptr<ArchiveReader>> open(Source& source, ArchiveKind kind, const Limits& limits);
  ~ArchiveReader();

  // nullopt at the end; an error where nothing more can be read.
  Result<std::optional<Entry>> next();
  // The bytes of the entry that next() gave last. An error comes after all that could be decoded was written.
  Result<void> read(ByteSink& sink);

 private:
  struct State;
  explicit ArchiveReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Decodes `source`, compressed by Unix compress(1) (.Z), into `sink`.
Result<void> decode_unix_compress(Source& source, ByteSink& sink);

// libarchive converts names by the C library's locale, which is read from disk once: a worker calls this before it
// gives up the file system. Without it, names outside ASCII may come out with question marks.
void prepare_archive_names();

}  // namespace constat
