#include "extract/dbf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t dbf_header_bytes = 32;
constexpr std::size_t field_bytes = 32;
constexpr std::size_t block_bytes = 256 * 1024;

struct Field {
  std::string name;
  char type = 'C';
  std::size_t offset = 0;  // In the record; its deletion mark is byte 0.
  std::size_t size = 0;
};
struct Layout {
  std::uint64_t records = 0;
  std::size_t header_size = 0;
  std::size_t record_size = 0;
  std::uint8_t version = 0;
  std::uint8_t language = 0;
  std::vector<Field> fields;
};

unsigned byte_at(ByteView bytes, std::size_t at) { return std::to_integer<unsigned>(bytes[at]); }

bool is_dbf_version(unsigned version) {
  constexpr std::array<unsigned, 14> versions = {0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63,
                                                 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB};
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

// `head` is the start of the item. An error says what is wrong with the header.
Result<Layout> read_layout(ByteView head) {
  if (head.size() < dbf_header_bytes + field_bytes + 1) return fail(Fault::truncated, "the table's header ends early");
  Layout layout;
  layout.version = static_cast<std::uint8_t>(byte_at(head, 0));
  if (!is_dbf_version(layout.version)) return fail(Fault::malformed, "no known kind of dBase table");
  layout.records = u32(head, 4);
  layout.header_size = u16(head, 8);
  layout.record_size = u16(head, 10);
  layout.language = static_cast<std::uint8_t>(byte_at(head, 29));
  if (layout.record_size < 2 || layout.header_size < dbf_header_bytes + field_bytes) {
    return fail(Fault::malformed, "the table's header gives impossible sizes", 8);
  }
  std::size_t offset = 1;
  for (std::size_t at = dbf_header_bytes; at + field_bytes <= head.size() && at + 1 < layout.header_size;
       at += field_bytes) {
    if (byte_at(head, at) == 0x0D || byte_at(head, at) == 0) break;
    Field field;
    const std::string_view name = as_text(head.subspan(at, 11));
    field.name = to_valid_utf8(trim(name.substr(0, name.find('\0'))));
    field.type = static_cast<char>(byte_at(head, at + 11));
    field.size = byte_at(head, at + 16);
    // Clipper and FoxPro: text fields may be longer than a byte can say; its decimals are the high byte.
    if (field.type == 'C' && byte_at(head, at + 17) != 0) field.size |= byte_at(head, at + 17) << 8;
    field.offset = offset;
    if (!is_alpha(field.type) && field.type != '@' && field.type != '+' && field.type != '0') {
      return fail(Fault::malformed, "a field of no known type", at);
    }
    if (field.offset + field.size > layout.record_size) {
      field.size = byte_at(head, at + 16);
      if (field.offset + field.size > layout.record_size) {
        return fail(Fault::malformed, "the fields are longer than a record", at);
      }
    }
    offset += field.size;
    layout.fields.push_back(std::move(field));
  }
  if (layout.fields.empty()) return fail(Fault::malformed, "the table has no field", dbf_header_bytes);
  return layout;
}

std::string_view code_page(unsigned language) {
  switch (language) {
    case 0x01:
    case 0x09:
    case 0x0B:
    case 0x0D:
    case 0x0F:
    case 0x11:
    case 0x15:
    case 0x18:
    case 0x19:
    case 0x1B: return "ibm-437";
    case 0x02:
    case 0x08:
    case 0x0A:
    case 0x0E:
    case 0x10:
    case 0x12:
    case 0x14:
    case 0x16:
    case 0x1A:
    case 0x1D:
    case 0x25:
    case 0x37: return "ibm-850";
    case 0x03:
    case 0x57:
    case 0x58:
    case 0x59: return "windows-1252";
    case 0x13:
    case 0x7B: return "windows-31j";
    case 0x1F:
    case 0x22:
    case 0x23:
    case 0x40:
    case 0x64:
    case 0x87: return "ibm-852";
    case 0x26:
    case 0x65: return "ibm-866";
    case 0x66: return "ibm-865";
    case 0x67: return "ibm-861";
    case 0x6A:
    case 0x86: return "ibm-737";
    case 0x6B:
    case 0x88: return "ibm-857";
    case 0x4D:
    case 0x7A: return "gb18030";
    case 0x4E:
    case 0x79: return "windows-949";
    case 0x4F:
    case 0x78: return "big5";
    case 0x50:
    case 0x7C: return "windows-874";
    case 0xC8: return "windows-1250";
    case 0xC9: return "windows-1251";
    case 0xCA: return "windows-1254";
    case 0xCB: return "windows-1253";
    case 0xCC: return "windows-1257";
    default: return "";
  }
}

// Days since 1 January 4713 BC to a date (Fliegel and Van Flandern, CACM 1968).
std::string julian_date(std::int64_t day) {
  std::int64_t l = day + 68569;
  const std::int64_t n = 4 * l / 146097;
  l -= (146097 * n + 3) / 4;
  const std::int64_t i = 4000 * (l + 1) / 1461001;
  l = l - 1461 * i / 4 + 31;
  const std::int64_t j = 80 * l / 2447;
  const std::int64_t date = l - 2447 * j / 80;
  l = j / 11;
  char text[72];  // Three numbers of any size.
  std::snprintf(text, sizeof text, "%04lld-%02lld-%02lld", static_cast<long long>(100 * (n - 49) + i + l),
                static_cast<long long>(j + 2 - 12 * l), static_cast<long long>(date));
  return text;
}

class DbfReader {
 public:
  DbfReader(Source& source, const ExtractContext& context, Output& out, Layout layout)
      : source_(source), out_(out), layout_(std::move(layout)) {
    charset_ = code_page(layout_.language);
    if (charset_.empty() && context.charset != "UTF-8") charset_ = context.charset;
    is_foxpro_ = layout_.version >= 0x30 && layout_.version <= 0x32;
  }

  Result<void> read() {
    std::vector<std::string_view> columns;
    for (const Field& field : layout_.fields) {
      columns.push_back(field.name);
      has_memo_ = has_memo_ || field.type == 'M';
    }
    TableInfo info;
    info.columns = columns;
    out_.table_begin(info);
    const Result<void> result = records();
    out_.table_end();
    if (deleted_ != 0) out_.note(std::to_string(deleted_) + " of its rows are marked as deleted");
    if (has_memo_) out_.note("memo fields are in a file beside it (.dbt, .fpt)");
    return result;
  }

 private:
  Result<void> records() {
    const std::size_t size = layout_.record_size;
    Buffer block(std::max(block_bytes / size, std::size_t{1}) * size);
    std::vector<Cell> cells(layout_.fields.size());
    std::vector<std::string> texts(layout_.fields.size());
    std::uint64_t offset = layout_.header_size;
    std::uint64_t row = 1;
    while (row <= layout_.records) {
      TRY_ASSIGN(const std::size_t got, source_.read_at(offset, block));
      for (std::size_t at = 0; at + size <= got && row <= layout_.records; at += size) {
        const ByteView record = ByteView(block).subspan(at, size);
        if (record[0] == std::byte{0x1A}) return ended(row);
        if (record[0] == std::byte{'*'}) ++deleted_;
        for (std::size_t index = 0; index < cells.size(); ++index) {
          const Field& field = layout_.fields[index];
          cells[index] = cell(field, record.subspan(field.offset, field.size), texts[index]);
        }
        out_.table_row(++row, cells, true);
      }
      if (got < block.size()) break;
      offset += got;
    }
    return ended(row);
  }

  Result<void> ended(std::uint64_t row) {
    if (row <= layout_.records) {
      out_.gap(Status::partly_read, "it ends after " + std::to_string(row - 1) + " of the " +
                                        std::to_string(layout_.records) + " rows that its header tells of");
    }
    return {};
  }

  Cell cell(const Field& field, ByteView raw, std::string& text) {
    Cell given;
    const std::string_view characters = trim(as_text(raw).substr(0, as_text(raw).find('\0')));
    given.text = characters;
    switch (field.type) {
      case 'N':
      case 'F': given.kind = CellKind::number; break;
      case 'L':
        given.kind = CellKind::boolean;
        if (characters == "?") given.text = {};
        break;
      case 'D':
        given.kind = CellKind::date;
        if (characters.size() == 8 && std::all_of(characters.begin(), characters.end(), is_digit)) {
          text = std::string(characters.substr(0, 4)) + '-' + std::string(characters.substr(4, 2)) + '-' +
                 std::string(characters.substr(6, 2));
          given.text = text;
        }
        break;
      case 'I':
      case '+':
        if (raw.size() == 4) {
          given.kind = CellKind::number;
          text = std::to_string(static_cast<std::int32_t>(u32(raw, 0)));
          given.text = text;
        }
        break;
      case 'B':
      case 'O':
        if (raw.size() == 8 && is_foxpro_) {
          given.kind = CellKind::number;
          std::uint64_t bits = 0;
          std::memcpy(&bits, raw.data(), 8);
          char digits[400];
          const auto end = std::to_chars(std::begin(digits), std::end(digits), std::bit_cast<double>(bits),
                                         std::chars_format::fixed);
          text.assign(digits, end.ptr);
          given.text = text;
        }
        break;
      case 'Y':
        if (raw.size() == 8) {
          given.kind = CellKind::number;
          std::int64_t units = 0;
          std::memcpy(&units, raw.data(), 8);
          char digits[40];
          std::snprintf(digits, sizeof digits, "%s%lld.%04lld", units < 0 ? "-" : "",
                        static_cast<long long>(units / 10000 < 0 ? -(units / 10000) : units / 10000),
                        static_cast<long long>(units % 10000 < 0 ? -(units % 10000) : units % 10000));
          text = digits;
          given.text = text;
        }
        break;
      case 'T':
      case '@':
        if (raw.size() == 8) {
          given.kind = CellKind::date;
          const auto day = static_cast<std::int32_t>(u32(raw, 0));
          const std::uint32_t seconds = u32(raw, 4) / 1000 % 86400;
          if (day <= 0 || day > 5'000'000) {
            given.text = {};
            break;
          }
          char time[16];
          std::snprintf(time, sizeof time, " %02u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
          text = julian_date(day) + (seconds == 0 ? "" : time);
          given.text = text;
        }
        break;
      case 'M':
      case 'G':
      case 'P':
      case '0': given.text = {}; break;
      default: break;
    }
    if (given.text.empty()) given.kind = CellKind::empty;
    if (given.text.data() == characters.data() && !given.text.empty()) {
      const bool plain = std::all_of(characters.begin(), characters.end(), [](char c) { return (c & 0x80) == 0; });
      if (plain) return given;
      if (charset_.empty() && is_valid_utf8(characters)) return given;
      auto decoded = decode_to_utf8(as_bytes(characters), charset_.empty() ? "windows-1252" : charset_);
      text = decoded ? std::move(*decoded) : to_valid_utf8(characters);
      given.text = text;
    }
    return given;
  }

  Source& source_;
  Output& out_;
  Layout layout_;
  std::string charset_;
  bool is_foxpro_ = false;
  bool has_memo_ = false;
  std::uint64_t deleted_ = 0;
};

}  // namespace

int probe_dbf(const Head& head) {
  if (head.bytes.size() < dbf_header_bytes + field_bytes + 1 || !is_dbf_version(byte_at(head.bytes, 0))) return 0;
  const unsigned month = byte_at(head.bytes, 2);
  const unsigned day = byte_at(head.bytes, 3);
  if (month > 12 || day > 31) return 0;
  const auto layout = read_layout(head.bytes);
  if (!layout || layout->header_size > head.size_bytes) return 0;
  for (const Field& field : layout->fields) {
    if (field.name.empty()) return 0;
    for (const char c : field.name) {
      if (static_cast<unsigned char>(c) < 0x20) return 0;
    }
  }
  // The fields fill the record: what random bytes never do.
  const Field& last = layout->fields.back();
  return last.offset + last.size == layout->record_size ? 90 : 0;
}

Result<void> extract_dbf(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const Buffer head, read_head(source, 64 * 1024));
  TRY_ASSIGN(Layout layout, read_layout(head));
  if (layout.header_size > source.size_bytes()) return fail(Fault::truncated, "the table ends within its header");
  return DbfReader(source, context, out, std::move(layout)).read();
}

}  // namespace constat
