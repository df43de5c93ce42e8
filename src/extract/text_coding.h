// Which charset a text is in, and its decoding to UTF-8 with the way back to the item's bytes.
// Order of belief: BOM, UTF-8 validity, UTF-16/32 zero pattern, uchardet, Windows-1252 (shared reference: evidence).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "extract/output.h"

namespace constat {

struct Charset {
  std::string name;       // ICU's name: "UTF-8", "UTF-16LE", "windows-1252"; "" where the bytes are not text.
  double confidence = 0;  // 0 to 1.
  std::size_t bom_bytes = 0;
};
// Of the first bytes of a text; `whole` says that `head` is all there is (then a cut code point is invalid).
// Binary data gives name "".
Charset detect_charset(ByteView head, bool whole);

// Decodes to UTF-8; what is invalid becomes U+FFFD. Unknown charset: Fault::unsupported.
Result<std::string> decode_to_utf8(ByteView bytes, std::string_view charset);

// The first bytes of a source as a probe sees them: behind the BOM, to the last whole character.
Result<std::string> decode_head(ByteView head, std::string_view charset);

// Reads a text source in its charset as a sequence of UTF-8 chunks, each cut at a line end where there is one within
// the chunk. UTF-8 input is given as a view of the read buffer without copying. One pass, bounded memory.
class TextReader {
 public:
  // [begin, end) are item offsets (after a BOM where begin is 0). `source` must outlive the reader.
  TextReader(Source& source, std::string_view charset, std::uint64_t begin_bytes, std::uint64_t end_bytes,
             std::size_t chunk_bytes);
  ~TextReader();
  struct Chunk {
    std::string_view text;           // Valid UTF-8; dies at the next call.
    std::uint64_t offset_bytes = 0;  // In the item, of the first character.
    const OffsetMap* map = nullptr;  // Null where text offset + offset_bytes is the item offset.
    bool ends_line = false;          // The chunk ends with a line end (or the source ends here).
  };
  // nullopt at the end.
  Result<std::optional<Chunk>> next();
  // How many bytes could not be decoded so far. In UTF-8 they are given as the Windows-1252 characters that they most
  // likely are; elsewhere as U+FFFD.
  std::uint64_t invalid_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A place at or after `at` where the text may be cut: behind the first line end within `look_bytes`, else between two
// characters. The source's size where nothing is left.
Result<std::uint64_t> text_cut(Source& source, std::string_view charset, std::uint64_t at, std::size_t look_bytes);

// Gives a text (whole or a range of it) as passages of limits.passage_bytes with margins. Used by the text format and
// by every format that falls back on its own text.
Result<void> give_text(Source& source, std::string_view charset, std::uint64_t begin_bytes, std::uint64_t end_bytes,
                       const Limits& limits, Output& out);

// Gives one already decoded text of any length as passages with margins, `part` named: mail bodies, PDF pages.
void give_part(std::string_view text, std::string_view part, const Limits& limits, Output& out,
               PassageKind kind = PassageKind::prose);

}  // namespace constat
