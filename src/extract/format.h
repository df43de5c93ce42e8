// The formats that constat reads: one row each in formats.cpp, one file each in this folder (containers: in evidence/).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extract/output.h"

namespace constat {

struct RootVolume;  // extract/volume.h

// A part of an item's bytes that is a work unit of its own, so that one large item uses every core.
struct Range {
  std::uint64_t begin_bytes = 0;
  std::uint64_t end_bytes = 0;    // Exclusive.
  std::uint64_t first_index = 0;  // Of the first record in it: a table's row (from 1), a mailbox's message (from 1), a
                                  // container's member.
  std::uint64_t index_count = 0;  // For containers that are cut by members: how many. Else 0.
};

// The first bytes of an item, as probes see them.
struct Head {
  ByteView bytes;                // Up to head_bytes_max of the item.
  std::uint64_t size_bytes = 0;  // Of the whole item.
  Source* source = nullptr;      // For a probe that must look elsewhere (a ZIP's directory). Never null.
  // The head as text: empty where it is not text. Decoded to UTF-8, cut at a code point.
  std::string_view text;
  std::string_view charset;  // "UTF-8", "UTF-16LE", "windows-1252"...; "" where it is not text.
  double charset_confidence = 0;
  // What ooxml_kind() found, so that four formats' probes open the archive once; -1: nobody asked yet.
  mutable int ooxml_kind_found = -1;
};
inline constexpr std::size_t head_bytes_max = 64 * 1024;

struct ExtractContext : ReadContext {
  // What identify() found of the coding, for text formats.
  std::string_view charset;
  double charset_confidence = 0;
  // Only this part is to be read; nullopt: everything.
  std::optional<Range> range;
  // Nesting of containers so far; what the driver counts. Extractors pass it on untouched.
  std::size_t depth = 0;
  // The item's own name, raw, its last step: what is inside "a.txt.gz" is "a.txt". Data, never a path.
  std::string_view name = {};
  // Of a file that is a part of several that are one; else null.
  const RootVolume* volume = nullptr;
};

struct Format {
  std::string_view id;          // "docx": stable, in the case file and docs.
  std::string_view media_type;  // "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
  std::string_view extensions;  // "docx,docm,dotx": what a name may say without disagreeing. First is the usual one.
  // How sure the format is of this content, 0 (no) to 100 (magic number and structure). Highest wins, then table order.
  int (*probe)(const Head& head);
  // Reads `source` whole (or context.range) into `out`. An error means that nothing more of the item can be read: the
  // driver makes it the item's status (`partly-read` if something was given before). Lesser damage: out.gap().
  Result<void> (*extract)(Source& source, const ExtractContext& context, Output& out);
  // Cuts a large item into work units of about `unit_bytes`, exactly and cheaply. Null: never cut.
  Result<std::vector<Range>> (*cut)(Source& source, const ExtractContext& context, std::uint64_t unit_bytes);
  // Whether the item is a container whose members are items (archives, mail) rather than a document.
  bool is_container = false;
};

// All formats, in order of precedence; ends with text and with raw bytes, which always match.
std::span<const Format> formats();
const Format* format_by_id(std::string_view id);

struct Identity {
  const Format* format = nullptr;  // Never null: raw bytes at the least.
  std::string_view media_type;     // The format's; for raw bytes of a known make, that make's.
  std::string charset;
  double charset_confidence = 0;
};
// By content alone. Reads head_bytes_max at most, and what single probes look at besides.
Result<Identity> identify(Source& source);
// A note where the name's extension promises another format, else "".
std::string extension_disagreement(std::string_view name, const Format& format);

}  // namespace constat
