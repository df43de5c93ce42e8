// Compound files that are no document known here: every stream is a member. Also what doc.cpp, xls.cpp, ppt.cpp share.
#include "extract/ole.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/member_name.h"
#include "extract/part_writer.h"
#include "extract/text_coding.h"

namespace constat {

namespace {
constexpr std::uint64_t property_set_bytes_max = 4U << 20;

// 0x80 to 0x9F; the rest is Latin 1.
constexpr char16_t windows_1252_upper[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                             0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                             0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                             0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

std::string_view last_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// [MS-OLEPS] 2.21: sets of properties, each a type and a value.
void give_property_set(Source& stream, Output& out) {
  Buffer storage;
  if (stream.size_bytes() > property_set_bytes_max) {
    out.gap(Status::partly_read, "document properties of more than 4 MB were not read");
    return;
  }
  const auto whole = read_whole(stream, property_set_bytes_max, storage);
  if (!whole || whole->size() < 48) return;
  const ByteView bytes = *whole;
  Cursor in(bytes);
  if (!in.seek(44)) return;
  const auto begin = in.u32_le();
  if (!begin || *begin >= bytes.size()) return;
  const ByteView set = bytes.subspan(*begin);
  Cursor list(set);
  (void)list.skip(4);
  const auto count = list.u32_le();
  struct Known {
    std::uint32_t id;
    std::string_view name;
  };
  // PIDSI of the summary; what the other sets number 2 to 9 otherwise is left out by their type.
  constexpr Known known[] = {{2, "title"},    {3, "subject"},  {4, "author"},      {5, "keywords"},
                             {6, "comments"}, {7, "template"}, {8, "last_author"}, {18, "application"},
                             {14, "manager"}, {15, "company"}};
  std::uint32_t code_page = 1252;
  std::size_t told_bytes = 0;
  for (const bool first_pass : {true, false}) {
    for (std::size_t index = 0; count && index < *count; ++index) {
      Cursor entry(set);
      if (!entry.seek(8 + index * 8)) break;
      const auto id = entry.u32_le();
      const auto offset = entry.u32_le();
      Cursor value(set);
      if (!id || !offset || !value.seek(*offset)) continue;
      const auto type = value.u32_le();
      if (!type) continue;
      if (first_pass) {
        if (*id != 1 || *type != 2) continue;
        if (const auto page = value.u16_le()) code_page = *page;
        continue;
      }
      const auto found = std::find_if(std::begin(known), std::end(known), [&](const Known& k) { return k.id == *id; });
      if (found == std::end(known) || (*type != 0x1E && *type != 0x1F)) continue;
      const auto size = value.u32_le();
      if (!size) continue;
      const auto text_bytes = value.take(*type == 0x1F ? static_cast<std::uint64_t>(*size) * 2 : *size);
      if (!text_bytes) continue;
      told_bytes += text_bytes->size();
      if (told_bytes > bytes.size()) {  // More than there is: one text said a thousand times over.
        out.gap(Status::partly_read, "document properties that lie over one another were not read");
        return;
      }
      std::string text;
      if (*type == 0x1F || code_page == 1200) {
        append_utf16(text, *text_bytes);
      } else {
        std::string_view narrow = as_text(*text_bytes);
        narrow = narrow.substr(0, narrow.find('\0'));
        const std::string charset = code_page == 65001 ? "UTF-8" : "windows-" + std::to_string(code_page);
        const auto decoded = decode_to_utf8(as_bytes(narrow), charset);
        if (decoded) {
          text = *decoded;
        } else {
          append_windows_1252(text, as_bytes(narrow));
        }
      }
      give_metadata(found->name, text, out);
    }
  }
}

bool is_document_stream(std::string_view name) {
  return equals_ignoring_case(name, "WordDocument") || equals_ignoring_case(name, "Workbook") ||
         equals_ignoring_case(name, "Book") || equals_ignoring_case(name, "PowerPoint Document");
}
bool takes_nothing(std::string_view) { return false; }

// [MS-OLEDS] 2.3.6: an embedded file with its name: "Package" objects.
Result<std::unique_ptr<Source>> open_native(const CompoundFile& file, const CompoundFile::Entry& entry,
                                            const Limits& limits, std::string& name) {
  TRY_ASSIGN(auto stream, file.open_stream(entry));
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(*stream, limits.document_bytes_max, storage));
  Cursor in(bytes);
  TRY(in.skip(6));
  const auto text = [&]() -> Result<std::string_view> {
    const std::string_view rest = as_text(bytes.subspan(in.offset()));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return fail(Fault::malformed, "an embedded file's header is damaged");
    TRY(in.skip(end + 1));
    return rest.substr(0, end);
  };
  TRY_ASSIGN(const std::string_view label, text());
  TRY_ASSIGN(const std::string_view path, text());
  (void)path;
  TRY(in.skip(4));
  TRY_ASSIGN(const std::uint32_t path_size, in.u32_le());
  TRY(in.skip(path_size));
  TRY_ASSIGN(const std::uint32_t size, in.u32_le());
  const std::size_t count = std::min<std::size_t>(size, in.remaining());
  if (count == 0) return fail(Fault::malformed, "an embedded file's header is damaged");
  name.clear();
  append_windows_1252(name, as_bytes(label));
  TRY_ASSIGN(const ByteView data, in.take(count));
  return std::make_unique<BufferSource>(Buffer(data.begin(), data.end()));
}
}  // namespace

void append_windows_1252(std::string& text, ByteView bytes) {
  for (const std::byte byte : bytes) {
    const auto code = std::to_integer<unsigned>(byte);
    if (code == 0) continue;
    append_utf8(text, code >= 0x80 && code < 0xA0 ? static_cast<char32_t>(windows_1252_upper[code - 0x80]) : code);
  }
}

void append_utf16(std::string& text, ByteView bytes) {
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const auto unit = [&](std::size_t offset) {
      return std::to_integer<char32_t>(bytes[offset]) | std::to_integer<char32_t>(bytes[offset + 1]) << 8;
    };
    char32_t code = unit(at);
    if (code == 0) continue;
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    append_utf8(text, code >= 0xD800 && code < 0xE000 ? U'\uFFFD' : code);
  }
}

bool has_stream(const Head& head, std::string_view path, std::string_view other_path) {
  if (!starts_with(head.bytes, cfb_signature)) return false;
  const Limits limits;
  const auto file = CompoundFile::open(*head.source, limits);
  return file && (file->find(path) != nullptr || (!other_path.empty() && file->find(other_path) != nullptr));
}

void give_ole_properties(const CompoundFile& file, Output& out) {
  for (const std::string_view name : {"\5SummaryInformation", "\5DocumentSummaryInformation"}) {
    const CompoundFile::Entry* const entry = file.find(name);
    if (entry == nullptr || entry->is_storage) continue;
    if (const auto stream = file.open_stream(*entry)) give_property_set(**stream, out);
  }
}

void give_ole_streams(const CompoundFile& file, bool (*taken)(std::string_view path), Output& out) {
  const Limits limits;
  std::uint64_t index = 0;
  for (const CompoundFile::Entry& entry : file.entries()) {
    ++index;
    if (entry.is_storage || entry.size_bytes == 0 || taken(entry.path)) continue;
    Member member;
    member.index = index;
    member.name = entry.path;
    member.packed_bytes = entry.size_bytes;
    if (entry.is_orphan) member.note = "not in the file's directory any more";
    if (last_name(entry.path) == "\1Ole10Native") {
      std::string name;
      if (auto native = open_native(file, entry, limits, name)) {
        const std::string full = entry.path.substr(0, entry.path.size() - last_name(entry.path).size()) + name;
        member.name = full;
        out.member(member, [&]() -> Result<std::unique_ptr<Source>> { return std::move(*native); });
        continue;
      }
    }
    out.member(member, [&] { return file.open_stream(entry); });
  }
}

void give_embedded_documents(const CompoundFile& file, const ExtractContext& context, Output& out) {
  std::uint64_t index = file.entries().size() + 1;
  for (const CompoundFile::Entry& entry : file.entries()) {
    const std::string_view name = last_name(entry.path);
    if (entry.is_storage || entry.path.size() == name.size() || !is_document_stream(name)) continue;
    const std::string storage = entry.path.substr(0, entry.path.size() - name.size());
    const std::string shown = storage.substr(0, storage.size() - 1);
    Member member;
    member.index = index++;
    member.name = shown;
    member.note = "embedded document";
    out.inner_begin(member);
    Result<void> result;
    if (out.passes_over()) {
      // It ended a reader before.
    } else if (equals_ignoring_case(name, "WordDocument")) {
      result = extract_doc_storage(file, storage, context, out);
    } else if (equals_ignoring_case(name, "PowerPoint Document")) {
      result = extract_ppt_storage(file, storage, context, out);
    } else {
      result = extract_xls_storage(file, storage, context, out);
    }
    if (!result) out.gap(status_of(result.error().fault), result.error().what);
    out.inner_end();
  }
}

int probe_ole(const Head& head) { return starts_with(head.bytes, cfb_signature) ? 50 : 0; }

Result<void> extract_ole(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const CompoundFile file, CompoundFile::open(source, context.limits));
  if (!file.damage().empty()) out.gap(Status::partly_read, file.damage());
  give_ole_properties(file, out);
  give_embedded_documents(file, context, out);
  give_ole_streams(file, takes_nothing, out);
  return {};
}

}  // namespace constat
