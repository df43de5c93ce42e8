// The parts of a mail: RFC 2045 (transfer encodings), RFC 2046 (multiparts), and uuencode as POSIX has it. Our own
// reader rather than GMime: evidence holds mail that breaks the rules, and none may be lost for it; it works on views
// of the message, so that nothing is copied before it is decoded; and it allocates within bounds (GLib aborts instead).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "evidence/source.h"
#include "extract/mime_header.h"

namespace constat {

enum class TransferEncoding : std::uint8_t { identity, base64, quoted_printable, uuencode };
// Of a Content-Transfer-Encoding field in any of its misspellings; unknown ones are identity.
TransferEncoding read_transfer_encoding(std::string_view raw);

// Appends what `text` decodes to. Lines that cannot be base64 (a list's footer below the part) are appended to `stray`
// where one is given, else skipped.
void decode_base64(std::string_view text, std::string& bytes, std::string* stray = nullptr);
void decode_quoted_printable(std::string_view text, std::string& bytes);
// Of the lines after "begin" up to "end".
void decode_uuencode(std::string_view text, std::string& bytes);
// Whether a part that claims to be base64 is: false where its first lines are words.
bool looks_like_base64(std::string_view text);
// Any encoding, in bounded steps: for attachments of any size. Stops with the sink's error.
Result<void> decode_transfer(std::string_view text, TransferEncoding encoding, ByteSink& sink);
// As text: stray lines included.
std::string decode_transfer_text(std::string_view text, TransferEncoding encoding);

// A uuencoded file within a text.
struct UuBlock {
  std::size_t begin = 0;  // Of the line "begin 644 name".
  std::size_t end = 0;    // After the line "end", or where the encoded lines stop.
  std::string_view name;
  std::string_view data;  // The encoded lines.
};
std::vector<UuBlock> find_uuencoded(std::string_view text);

struct MimePart {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t parent = none;  // Index of the multipart that holds it; `none` for the message itself.
  std::size_t depth = 0;
  HeaderBlock header;
  std::size_t body_begin = 0;
  std::size_t body_end = 0;
  MimeValue content_type;  // Never empty: the default where the mail says nothing.
  bool declares_type = false;
  MimeValue disposition;
  TransferEncoding encoding = TransferEncoding::identity;
  bool is_multipart = false;  // And its boundary was found: it has parts, and its body is theirs.
  // Text around the parts of a multipart, which mail programs do not show.
  std::size_t preamble_end = 0;    // From body_begin.
  std::size_t epilogue_begin = 0;  // To body_end; 0: the closing boundary is missing.
};

struct MimeTree {
  std::vector<MimePart> parts;  // In order; the message itself is the first.
  bool over_parts = false;      // More than limits.mime_parts_max: the rest is part of the last one's bytes.
  bool over_depth = false;      // Multiparts nested deeper than limits.nesting_max are given as one text.
  bool unclosed = false;        // A closing boundary is missing: the message may have been cut.
};

// Reads the structure of a message from `begin`. One pass over the bytes; `message` must outlive the tree.
MimeTree read_mime_tree(std::string_view message, std::size_t begin, const Limits& limits);

}  // namespace constat
