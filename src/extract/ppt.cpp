// PowerPoint 97 to 2003. Source: [MS-PPT] 8.0. Read: the text atoms of the document stream in its order (slides, notes,
// masters; earlier versions of an edited slide too), properties, embedded documents and files. Not read: pictures,
// presentations with a password (told).
#include <vector>

#include "evidence/window.h"
#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/part_writer.h"

namespace constat {

namespace {
constexpr std::uint16_t type_text_chars = 0x0FA0;
constexpr std::uint16_t type_text_bytes = 0x0FA8;
constexpr std::uint16_t type_string = 0x0FBA;
constexpr std::uint16_t type_encryption = 0x2F14;  // CryptSession10Container
constexpr std::size_t text_chunk_bytes = 1U << 20;

bool taken_by_ppt(std::string_view path) {
  return path.ends_with("PowerPoint Document") || path == "Current User" || path == "Pictures" ||
         path.starts_with('\5') || path.ends_with("\1CompObj") || path.ends_with("\1Ole") ||
         path.ends_with("\3ObjInfo") || path.ends_with("WordDocument") || path.ends_with("Workbook") ||
         path.ends_with("/Book") || path.ends_with("0Table") || path.ends_with("1Table");
}

// Line ends are carriage returns, and vertical tabs within a paragraph.
std::string lines_of(std::string text) {
  for (char& c : text) {
    if (c == '\r' || c == '\v') c = '\n';
  }
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
  return text;
}
}  // namespace

Result<void> extract_ppt_storage(const CompoundFile& file, const std::string& storage, const ExtractContext& context,
                                 Output& out) {
  const CompoundFile::Entry* const entry = file.find(storage + "PowerPoint Document");
  if (entry == nullptr || entry->is_storage) return fail(Fault::malformed, "the presentation's stream is missing");
  // 2.3.2: the token at 12 of "Current User" says whether the document is enciphered.
  if (const auto* const user = file.find(storage + "Current User"); user != nullptr && !user->is_storage) {
    TRY_ASSIGN(const auto stream, file.open_stream(*user));
    std::byte head[16];
    const auto got = stream->read_at(0, head);
    if (got && *got == sizeof head && holds_at(head, 12, "\xDF\xC4\xD1\xF3")) {
      return fail(Fault::encrypted, "a PowerPoint presentation with a password");
    }
  }
  TRY_ASSIGN(const auto stream, file.open_stream(*entry));
  if (!stream->damage().empty()) out.gap(Status::partly_read, stream->damage());
  Window window(*stream);
  PartWriter writer("body", context.limits, out);
  std::uint64_t at = 0;
  bool encrypted = false;
  bool cut = false;
  // Containers are entered by stepping over their header alone: the walk is one pass whatever their depth.
  while (at + 8 <= window.size()) {
    Cursor header(window.at(at, 8));
    const auto version = header.u16_le();
    const auto type = header.u16_le();
    const auto size = header.u32_le();
    if (!version || !type || !size) break;
    at += 8;
    if (*type == type_encryption) encrypted = true;
    if ((*version & 0x0F) == 0x0F) continue;
    if (*type == type_text_chars || *type == type_text_bytes || *type == type_string) {
      const bool wide = *type != type_text_bytes;
      for (std::uint64_t done = 0; done < *size;) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(text_chunk_bytes, *size - done));
        const ByteView bytes = window.at(at + done, count);
        std::string text;
        wide ? append_utf16(text, bytes) : append_windows_1252(text, bytes);
        writer.append(lines_of(std::move(text)));
        if (bytes.size() < count) {
          cut = true;
          break;
        }
        done += count;
      }
      writer.end_line();
    }
    if (*size > window.size() - std::min(at, window.size())) {
      cut = true;
      break;
    }
    at += *size;
  }
  if (encrypted) return fail(Fault::encrypted, "a PowerPoint presentation with a password");
  writer.flush();
  if (cut) out.gap(Status::partly_read, "the presentation ends early or is damaged");
  return {};
}

int probe_ppt(const Head& head) { return has_stream(head, "PowerPoint Document") ? 88 : 0; }

Result<void> extract_ppt(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const CompoundFile file, CompoundFile::open(source, context.limits));
  if (!file.damage().empty()) out.gap(Status::partly_read, file.damage());
  give_ole_properties(file, out);
  const auto read = extract_ppt_storage(file, "", context, out);
  give_embedded_documents(file, context, out);
  give_ole_streams(file, taken_by_ppt, out);
  return read;
}

}  // namespace constat
