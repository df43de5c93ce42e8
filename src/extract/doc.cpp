// Word 6 to 2003 documents. Source: [MS-DOC] 8.0; section numbers are its own. Read: the text of every part by the
// piece table (2.4.1), tables by their cell marks, fields' instructions (addresses behind links), properties, embedded
// documents and files. Not read: formatting, pictures. Word 6 and 95 (which have no Unicode): body text only.
#include <algorithm>
#include <cstring>
#include <vector>

#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/text_flow.h"

namespace constat {

namespace {
constexpr std::uint32_t pieces_max = 1U << 22;

struct Piece {
  std::uint32_t characters = 0;
  std::uint64_t offset = 0;
  bool wide = false;
};

// 2.9.38, 2.8.35: behind the property runs lies the table of pieces: n + 1 character positions, n descriptors.
Result<std::vector<Piece>> read_pieces(Source& table, std::uint32_t offset, std::uint32_t size) {
  TRY_ASSIGN(const Buffer clx, read_exactly(table, offset, size));
  Cursor in(clx);
  for (;;) {
    TRY_ASSIGN(const std::uint8_t kind, in.u8());
    if (kind == 1) {
      TRY_ASSIGN(const std::uint16_t run, in.u16_le());
      TRY(in.skip(run));
      continue;
    }
    if (kind != 2) return fail(Fault::malformed, "the table of its pieces is damaged", offset);
    TRY_ASSIGN(const std::uint32_t length, in.u32_le());
    TRY_ASSIGN(const ByteView plc, in.take(std::min<std::uint64_t>(length, in.remaining())));
    if (plc.size() < 16) return fail(Fault::malformed, "the table of its pieces is damaged", offset);
    const std::size_t count = (plc.size() - 4) / 12;
    if (count > pieces_max) return fail(Fault::over_limit, "more pieces of text than the bound", offset);
    std::vector<Piece> pieces;
    pieces.reserve(count);
    for (std::size_t index = 0; index < count; ++index) {
      const std::uint32_t begin = u32(plc, index * 4);
      const std::uint32_t end = u32(plc, index * 4 + 4);
      if (end < begin) return fail(Fault::malformed, "the table of its pieces is damaged", offset);
      const std::uint32_t where = u32(plc, (count + 1) * 4 + index * 8 + 2);
      // 2.9.73: bit 30 says one byte a character, at half the offset.
      const bool wide = (where & 0x40000000) == 0;
      const std::uint64_t at = where & 0x3FFFFFFF;
      pieces.push_back({end - begin, wide ? at : at / 2, wide});
    }
    return pieces;
  }
}

// Writes characters as Word holds them into a flow: marks for paragraphs, cells, fields (2.4.1 and "Special
// Characters").
class Writer {
 public:
  Writer(std::string part, BesideText& beside, const Limits& limits, Output& out)
      : flow_(std::move(part), limits, out), fields_(beside.fields) {}

  void put(std::string_view character, char32_t code) {
    switch (code) {
      case 0x07: end_cell(); return;
      case 0x0D: pending_break_ = true; return;
      case 0x0B:
      case 0x0C:
      case 0x0E: text("\n"); return;
      case 0x13:  // Field: instruction, 0x14, result, 0x15.
        if (depth_ < instruction_.size()) instruction_[depth_] = true;
        ++depth_;
        return;
      case 0x14:
        if (depth_ > 0 && depth_ <= instruction_.size()) instruction_[depth_ - 1] = false;
        if (!in_instruction()) fields_.end_line();
        return;
      case 0x15:
        if (depth_ > 0) --depth_;
        if (!in_instruction()) fields_.end_line();
        return;
      case 0x1E: text("-"); return;
      case 0x09: text("\t"); return;
      default:
        if (code >= 0x20 && code != 0xFFFD) text(character);
        return;
    }
  }
  void finish() {
    if (in_table_) {
      flow_.table_end();
      in_table_ = false;
    }
    flow_.finish();
  }

 private:
  bool in_instruction() const {
    for (std::size_t level = 0; level < std::min(depth_, instruction_.size()); ++level) {
      if (instruction_[level]) return true;
    }
    return false;
  }
  void text(std::string_view piece) {
    if (in_instruction()) {
      fields_.append(piece);
      return;
    }
    // A row's cells are known by their ends only: text is kept until its mark comes.
    if (pending_break_) {
      line_ += '\n';
      pending_break_ = false;
      flush_long();
    }
    line_ += piece;
  }
  void flush_long() {
    // What stands before the last paragraph of running text cannot be a cell that is still open once it is long.
    if (line_.size() > 65536 && cells_.empty()) give_line();
  }
  void give_line() {
    if (line_.empty()) return;
    if (in_table_) {
      flow_.table_end();
      in_table_ = false;
    }
    flow_.append(line_);
    line_.clear();
  }
  // 0x07 ends a cell, and once more, alone, the row.
  void end_cell() {
    if (line_.empty() && !pending_break_ && just_cell_) {
      if (!in_table_) {
        flow_.table_begin();
        in_table_ = true;
      }
      flow_.row_begin();
      for (const std::string& cell : cells_) {
        flow_.cell_begin();
        flow_.append(cell);
        flow_.cell_end();
      }
      flow_.row_end();
      cells_.clear();
      just_cell_ = false;
      return;
    }
    // Paragraphs before the table's first row belong to the running text, not to its first cell: the last line is the
    // cell's. Cells of several paragraphs lose the earlier ones to the text before; nothing is lost in all.
    if (cells_.empty()) {
      const std::size_t newline = line_.rfind('\n');
      if (newline != std::string::npos) {
        std::string cell = line_.substr(newline + 1);
        line_.resize(newline + 1);
        give_line();
        line_ = std::move(cell);
      }
    }
    cells_.push_back(std::move(line_));
    line_.clear();
    pending_break_ = false;
    just_cell_ = true;
  }

 public:
  // Ends what is open: before another part begins.
  void close() {
    for (std::string& cell : cells_) {
      if (!line_.empty()) cell += '\t';
      line_ = cell + line_;
    }
    cells_.clear();
    pending_break_ = false;
    if (!line_.empty()) line_ += '\n';
    give_line();
    finish();
  }

 private:
  TextFlow flow_;
  PartWriter& fields_;
  std::string line_;
  std::vector<std::string> cells_;
  std::vector<bool> instruction_ = std::vector<bool>(64);
  std::size_t depth_ = 0;
  bool pending_break_ = false;
  bool just_cell_ = false;
  bool in_table_ = false;
};

// Gives the characters of the pieces to one part after another.
class Text {
 public:
  Text(Source& stream, const std::vector<Piece>& pieces, const Limits& limits, Output& out)
      : stream_(stream), pieces_(pieces), limits_(limits), out_(out), beside_(limits, out) {}

  // The next `characters` (code units) go to `part`.
  bool give(std::string_view part, std::uint64_t characters) {
    if (characters == 0) return true;
    Writer writer{std::string(part), beside_, limits_, out_};
    bool whole = true;
    while (characters > 0 && piece_ < pieces_.size()) {
      const Piece& piece = pieces_[piece_];
      const std::uint64_t count = std::min<std::uint64_t>({characters, piece.characters - into_, 32768});
      if (count != 0) {
        const unsigned width = piece.wide ? 2 : 1;
        Buffer bytes(static_cast<std::size_t>(count * width));
        const auto got = stream_.read_at(piece.offset + into_ * width, bytes);
        if (!got || *got < bytes.size()) {
          whole = false;
          bytes.resize(got ? *got : 0);
        }
        put(writer, bytes, piece.wide);
      }
      into_ += count;
      characters -= count;
      if (!whole) {
        into_ = piece.characters;
        break;
      }
      if (into_ == piece.characters) {
        ++piece_;
        into_ = 0;
      }
    }
    writer.close();
    return whole && characters == 0;
  }
  void finish() { beside_.flush(); }

 private:
  void put(Writer& writer, ByteView bytes, bool wide) {
    std::string character;
    for (std::size_t at = 0; at < bytes.size();) {
      character.clear();
      char32_t code = 0;
      if (wide) {
        if (at + 1 >= bytes.size()) break;
        code = u16(bytes, at);
        const std::size_t size = code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size() ? 4 : 2;
        if (code >= 0x20) append_utf16(character, bytes.subspan(at, size));
        at += size;
      } else {
        code = std::to_integer<char32_t>(bytes[at]);
        if (code >= 0x20) append_windows_1252(character, bytes.subspan(at, 1));
        ++at;
      }
      writer.put(character, code);
    }
  }

  Source& stream_;
  const std::vector<Piece>& pieces_;
  const Limits& limits_;
  Output& out_;
  BesideText beside_;
  std::size_t piece_ = 0;
  std::uint64_t into_ = 0;
};

bool taken_by_doc(std::string_view path) {
  return path == "WordDocument" || path == "0Table" || path == "1Table" || path.starts_with('\5') ||
         path == "\1CompObj" || path.ends_with("/\1CompObj") || path.ends_with("/\1Ole") ||
         path.ends_with("/\3ObjInfo") || path.find("WordDocument") != std::string_view::npos ||
         path.ends_with("Workbook") || path.ends_with("/Book") || path.ends_with("PowerPoint Document");
}
}  // namespace

Result<void> extract_doc_storage(const CompoundFile& file, const std::string& storage, const ExtractContext& context,
                                 Output& out) {
  const CompoundFile::Entry* const main = file.find(storage + "WordDocument");
  if (main == nullptr || main->is_storage) return fail(Fault::malformed, "the document's text stream is missing");
  TRY_ASSIGN(const auto stream, file.open_stream(*main));
  if (!stream->damage().empty()) out.gap(Status::partly_read, stream->damage());
  TRY_ASSIGN(Buffer fib, read_head(*stream, 2048));
  if (fib.size() < 32) return fail(Fault::truncated, "the document's header ends early");
  fib.resize(2048);
  const std::uint16_t version = u16(fib, 2);
  const std::uint16_t flags = u16(fib, 10);
  if ((flags & 0x0100) != 0) return fail(Fault::encrypted, "a Word document with a password");
  const auto give_plain = [&](bool wide) {
    // Before Word 97, and where the pieces are lost: text from fcMin to fcMac.
    const std::uint32_t begin = u32(fib, 24);
    const std::uint32_t end = u32(fib, 28);
    const unsigned width = wide ? 2 : 1;
    const std::uint64_t bytes = end > begin ? std::min<std::uint64_t>(end - begin, stream->size_bytes()) : 0;
    const std::vector<Piece> pieces = {{static_cast<std::uint32_t>(bytes / width), begin, wide}};
    Text text(*stream, pieces, context.limits, out);
    const bool whole = text.give("body", pieces[0].characters);
    text.finish();
    return whole;
  };
  if (version < 101) {
    return fail(Fault::unsupported, "a Word document of before 1993");
  }
  if (version < 193) {
    if (!give_plain(false)) out.gap(Status::partly_read, "the document's text ends early");
    return {};
  }
  const CompoundFile::Entry* table_entry = file.find(storage + ((flags & 0x0200) != 0 ? "1Table" : "0Table"));
  if (table_entry == nullptr) table_entry = file.find(storage + ((flags & 0x0200) != 0 ? "0Table" : "1Table"));
  std::vector<Piece> pieces;
  if (table_entry != nullptr && !table_entry->is_storage) {
    TRY_ASSIGN(const auto table, file.open_stream(*table_entry));
    auto read = read_pieces(*table, u32(fib, 0x1A2), u32(fib, 0x1A6));
    if (read) pieces = std::move(*read);
  }
  if (pieces.empty()) {
    out.gap(Status::partly_read, "the table of its pieces is damaged: text that was edited may be missing");
    (void)give_plain(false);
    return {};
  }
  // 2.5.4: how many characters each part has, in the order in which they lie.
  struct Part {
    std::string_view name;
    std::size_t offset;
  };
  constexpr Part parts[] = {{"body", 0x4C},     {"footnotes", 0x50}, {"headers", 0x54},   {"macros", 0x58},
                            {"comments", 0x5C}, {"endnotes", 0x60},  {"textboxes", 0x64}, {"header_textboxes", 0x68}};
  Text text(*stream, pieces, context.limits, out);
  bool whole = true;
  std::uint64_t total = 0;
  for (const Piece& piece : pieces) total += piece.characters;
  for (const Part& part : parts) {
    const std::uint64_t count = std::min<std::uint64_t>(u32(fib, part.offset), total);
    total -= count;
    whole = text.give(part.name, count) && whole;
  }
  // One character is a mark behind the parts; more is text that the header does not count.
  if (total > 2) whole = text.give("rest", total) && whole;
  text.finish();
  if (!whole) out.gap(Status::partly_read, "the document's text ends early");
  return {};
}

int probe_doc(const Head& head) { return has_stream(head, "WordDocument") ? 90 : 0; }

Result<void> extract_doc(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const CompoundFile file, CompoundFile::open(source, context.limits));
  if (!file.damage().empty()) out.gap(Status::partly_read, file.damage());
  give_ole_properties(file, out);
  const auto read = extract_doc_storage(file, "", context, out);
  give_embedded_documents(file, context, out);
  give_ole_streams(file, taken_by_doc, out);
  return read;
}

}  // namespace constat
