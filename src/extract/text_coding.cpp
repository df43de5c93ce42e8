#include "extract/text_coding.h"

#include <simdjson.h>
#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/text.h"
#include "extract/byte_scan.h"
#include "extract/segment_map.h"

namespace constat {

namespace {

// ---------------------------------------------------------------------------------------------------------------------
// Names

enum class Coding : std::uint8_t { utf8, single_byte, utf16_le, utf16_be, utf32_le, utf32_be, several_bytes };

// What a label means in the wild: the superset that Windows software really wrote (WHATWG Encoding Standard, "Names and
// labels"), by the name under which ICU knows it.
struct Alias {
  std::string_view label;  // Lower case.
  std::string_view name;
};
constexpr Alias aliases[] = {
    {"utf8", "UTF-8"},
    {"utf-8", "UTF-8"},
    {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"l1", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"cp-1252", "windows-1252"},
    {"ansi", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"x-gbk", "GB18030"},
    {"shift_jis", "ibm-943_P15A-2003"},
    {"shift-jis", "ibm-943_P15A-2003"},
    {"sjis", "ibm-943_P15A-2003"},
    {"x-sjis", "ibm-943_P15A-2003"},
    {"windows-31j", "ibm-943_P15A-2003"},
    {"cp932", "ibm-943_P15A-2003"},
    {"euc-kr", "windows-949"},
    {"ks_c_5601-1987", "windows-949"},
    {"ksc5601", "windows-949"},
    {"uhc", "windows-949"},
    {"big5", "windows-950"},
    {"mac-cyrillic", "x-mac-cyrillic"},
    {"mac-centraleurope", "x-mac-centraleurroman"},
    {"macroman", "macintosh"},
    {"x-mac-roman", "macintosh"},
    {"mac", "macintosh"},
    {"unicode", "UTF-16LE"},
    {"utf-16", "UTF-16LE"},
    {"utf-32", "UTF-32LE"},
    {"ucs-2", "UTF-16LE"},
};

std::string canonical_charset(std::string_view label) {
  const std::string lower = to_lower_ascii(trim(label));
  for (const Alias& alias : aliases) {
    if (alias.label == lower) return std::string(alias.name);
  }
  return std::string(trim(label));
}

// 0x80 to 0x9F of windows-1252; 0 where it has no character. (WHATWG index-windows-1252 maps those to C1 controls.)
constexpr std::array<char16_t, 32> windows_1252_high = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char32_t from_windows_1252(unsigned char byte) {
  if (byte >= 0x80 && byte < 0xA0) {
    const char16_t mapped = windows_1252_high[byte - 0x80];
    return mapped != 0 ? mapped : 0xFFFD;
  }
  return byte;
}

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

Converter open_converter(const std::string& name) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &error));
  if (U_FAILURE(error)) return nullptr;
  return converter;
}

// ---------------------------------------------------------------------------------------------------------------------
// Decoding

// Decodes stretches of bytes that begin and end where the charset can be entered (safe_cut, enter).
class Decoder {
 public:
  static Result<Decoder> open(std::string_view charset) {
    Decoder decoder;
    const std::string name = canonical_charset(charset);
    if (name == "UTF-8") {
      decoder.coding_ = Coding::utf8;
    } else if (name == "UTF-16LE") {
      decoder.coding_ = Coding::utf16_le;
    } else if (name == "UTF-16BE") {
      decoder.coding_ = Coding::utf16_be;
    } else if (name == "UTF-32LE") {
      decoder.coding_ = Coding::utf32_le;
    } else if (name == "UTF-32BE") {
      decoder.coding_ = Coding::utf32_be;
    } else if (name == "windows-1252") {
      decoder.coding_ = Coding::single_byte;
      for (unsigned byte = 0; byte < 256; ++byte) {
        decoder.table_[byte] = from_windows_1252(static_cast<unsigned char>(byte));
      }
    } else {
      if (name.empty()) return fail(Fault::unsupported, "the text's charset is not known");
      decoder.converter_ = open_converter(name);
      if (decoder.converter_ == nullptr) return fail(Fault::unsupported, "no decoder for the text's charset");
      if (ucnv_getMaxCharSize(decoder.converter_.get()) == 1 && ucnv_getMinCharSize(decoder.converter_.get()) == 1) {
        decoder.coding_ = Coding::single_byte;
        decoder.fill_table();
      } else {
        decoder.coding_ = Coding::several_bytes;
        const UConverterType type = ucnv_getType(decoder.converter_.get());
        decoder.stateful_ = type == UCNV_ISO_2022 || type == UCNV_HZ || type == UCNV_UTF7 ||
                            type == UCNV_IMAP_MAILBOX || type == UCNV_EBCDIC_STATEFUL || type == UCNV_SCSU ||
                            type == UCNV_BOCU1;
      }
    }
    return decoder;
  }

  Coding coding() const { return coding_; }
  std::size_t unit_bytes() const {
    switch (coding_) {
      case Coding::utf16_le:
      case Coding::utf16_be: return 2;
      case Coding::utf32_le:
      case Coding::utf32_be: return 4;
      default: return 1;
    }
  }

  // The end of the last line that ends within bytes[from + 1, at_most]; `from` where none does.
  std::size_t last_line_end(ByteView bytes, std::size_t from, std::size_t at_most) const {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t unit = unit_bytes();
    if (unit == 1) {
      const void* found = ::memrchr(data + from, line_feed_, at_most - from);
      if (found != nullptr) return static_cast<std::size_t>(static_cast<const unsigned char*>(found) - data) + 1;
      // Old Macintosh texts end lines with CR alone. A CR at the very end may be half of a CRLF.
      if (at_most - from > 1) {
        found = ::memrchr(data + from, '\r', at_most - from - 1);
        if (found != nullptr) return static_cast<std::size_t>(static_cast<const unsigned char*>(found) - data) + 1;
      }
      return from;
    }
    for (std::size_t end = at_most; end >= from + unit; end -= unit) {
      if (unit_at(data + end - unit) == '\n') return end;
    }
    return from;
  }

  // Behind the first line end in `bytes`, which begin where the charset can be entered (units aligned); 0 for none.
  std::size_t first_line_end(ByteView bytes) const {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t unit = unit_bytes();
    if (unit == 1) {
      const void* const found = bytes.empty() ? nullptr : std::memchr(data, line_feed_, bytes.size());
      return found == nullptr ? 0 : static_cast<std::size_t>(static_cast<const unsigned char*>(found) - data) + 1;
    }
    for (std::size_t at = 0; at + unit <= bytes.size(); at += unit) {
      if (unit_at(data + at) == '\n') return at + unit;
    }
    return 0;
  }

  // The last place at or before `at` where the charset can be entered, given that it can be at `from`; `from` where
  // there is none behind it.
  std::size_t floor_boundary(ByteView bytes, std::size_t from, std::size_t at) const {
    if (at >= bytes.size()) return bytes.size();
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    switch (coding_) {
      case Coding::single_byte: return at;
      case Coding::utf8: {
        std::size_t back = at;
        while (back > from && at - back < 3 && (data[back] & 0xC0) == 0x80) --back;
        return (data[back] & 0xC0) == 0x80 ? at : back;  // Not UTF-8 at all: anywhere is as good.
      }
      case Coding::utf32_le:
      case Coding::utf32_be: return at - (at - from) % 4;
      case Coding::utf16_le:
      case Coding::utf16_be: {
        std::size_t even = at - (at - from) % 2;
        if (even >= from + 4 && even + 2 <= bytes.size() && (unit_at(data + even) & 0xFC00) == 0xDC00 &&
            (unit_at(data + even - 2) & 0xFC00) == 0xD800) {
          even -= 2;
        }
        return even;
      }
      case Coding::several_bytes: {
        // In every multi-byte charset without states, a byte below 0x30 stands for itself.
        for (std::size_t back = at; back > from && at - back < 4096; --back) {
          if (stateful_ ? data[back - 1] == '\n' : data[back - 1] < 0x30) return back;
        }
        const std::size_t pending = stateful_ ? 0 : pending_bytes(as_text(bytes.subspan(from, at - from)));
        return at - std::min(pending, at - from);
      }
    }
    return at;
  }
  // The first place at or after `at` (before `end`) where the charset can be entered, when nothing is known of what
  // stands before; `end` where there is none.
  std::size_t ceil_boundary(ByteView bytes, std::size_t at, std::size_t end) const {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    switch (coding_) {
      case Coding::single_byte: return at;
      case Coding::utf8: {
        std::size_t forth = at;
        while (forth < end && forth - at < 3 && (data[forth] & 0xC0) == 0x80) ++forth;
        return forth;
      }
      case Coding::utf32_le:
      case Coding::utf32_be: return std::min(end, at + (end - at) % 4);
      case Coding::utf16_le:
      case Coding::utf16_be: {
        std::size_t even = at + (end - at) % 2;
        if (even + 2 <= end && (unit_at(data + even) & 0xFC00) == 0xDC00) even += 2;
        return std::min(end, even);
      }
      case Coding::several_bytes:
        for (std::size_t forth = at; forth < end; ++forth) {
          if (stateful_ ? data[forth] == '\n' : data[forth] < 0x30) return forth + 1;
        }
        return end;
    }
    return at;
  }

  // Appends the text of `bytes`, and to `map` the way back: bytes[0] is `origin` bytes behind the map's base. Adds to
  // `invalid` the bytes that could not be decoded. They become U+FFFD; in UTF-8 they are read as Windows-1252 where
  // `foreign_as_windows_1252`: what stands in a UTF-8 text and is none was nearly always pasted from there.
  void decode(ByteView bytes, std::size_t origin, std::string& text, SegmentMap& map, std::uint64_t& invalid,
              bool foreign_as_windows_1252) {
    switch (coding_) {
      case Coding::utf8: decode_utf8(as_text(bytes), origin, text, map, invalid, foreign_as_windows_1252); break;
      case Coding::single_byte: decode_single(as_text(bytes), origin, text, map, invalid); break;
      case Coding::utf16_le:
      case Coding::utf16_be: decode_utf16(bytes, origin, text, map, invalid); break;
      case Coding::utf32_le:
      case Coding::utf32_be: decode_utf32(bytes, origin, text, map, invalid); break;
      case Coding::several_bytes: decode_by_icu(bytes, origin, text, map, invalid); break;
    }
  }

 private:
  std::uint32_t unit_at(const unsigned char* data) const {
    switch (coding_) {
      case Coding::utf16_le: return static_cast<std::uint32_t>(data[0] | data[1] << 8);
      case Coding::utf16_be: return static_cast<std::uint32_t>(data[1] | data[0] << 8);
      case Coding::utf32_le:
        return static_cast<std::uint32_t>(data[0]) | static_cast<std::uint32_t>(data[1]) << 8 |
               static_cast<std::uint32_t>(data[2]) << 16 | static_cast<std::uint32_t>(data[3]) << 24;
      case Coding::utf32_be:
        return static_cast<std::uint32_t>(data[3]) | static_cast<std::uint32_t>(data[2]) << 8 |
               static_cast<std::uint32_t>(data[1]) << 16 | static_cast<std::uint32_t>(data[0]) << 24;
      default: return data[0];
    }
  }

  // How many bytes at the end of `text` are of a character that is not whole.
  std::size_t pending_bytes(std::string_view text) const {
    ucnv_reset(converter_.get());
    const char* next = text.data();
    const char* const end = next + text.size();
    UChar units[2048];
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR) {
      error = U_ZERO_ERROR;
      UChar* out = units;
      ucnv_toUnicode(converter_.get(), &out, units + 2048, &next, end, nullptr, 0, &error);
    }
    error = U_ZERO_ERROR;
    const std::int32_t pending = ucnv_toUCountPending(converter_.get(), &error);
    return pending > 0 ? std::min<std::size_t>(static_cast<std::size_t>(pending), 8) : 0;
  }

  void fill_table() {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char in = static_cast<char>(byte);
      UChar out[8];
      UErrorCode error = U_ZERO_ERROR;
      ucnv_reset(converter_.get());
      const std::int32_t count = ucnv_toUChars(converter_.get(), out, 8, &in, 1, &error);
      table_[byte] = U_SUCCESS(error) && count == 1 ? out[0] : 0xFFFD;
    }
    if (table_['A'] != 'A') {  // EBCDIC: its own line ends (NL 0x15, LF 0x25) are ours.
      ebcdic_ = true;
      table_[0x15] = '\n';
      line_feed_ = 0x15;
    }
  }

  static void decode_utf8(std::string_view bytes, std::size_t origin, std::string& text, SegmentMap& map,
                          std::uint64_t& invalid, bool foreign_as_windows_1252) {
    std::size_t at = 0;
    while (at < bytes.size()) {
      const std::size_t good = valid_utf8_prefix(bytes.substr(at));
      if (good != 0) {
        map.add(text.size(), origin + at, 1, 1);
        text.append(bytes.substr(at, good));
        at += good;
      }
      if (at >= bytes.size()) break;
      invalid += 1;
      const std::size_t before = text.size();
      append_utf8(text, foreign_as_windows_1252 ? from_windows_1252(static_cast<unsigned char>(bytes[at])) : 0xFFFD);
      map.add(before, origin + at, text.size() - before, 1);
      ++at;
    }
  }

  void decode_single(std::string_view bytes, std::size_t origin, std::string& text, SegmentMap& map,
                     std::uint64_t& invalid) const {
    // Room for the longest that it may become, so that characters are written without asking.
    const std::size_t before = text.size();
    text.resize(before + bytes.size() * 3 + 8);
    char* const start = text.data();
    char* to = start + before;
    const char* const from = bytes.data();
    const std::size_t size = bytes.size();
    std::size_t at = 0;
    std::size_t run = 0;
    char* run_to = to;
    const auto end_run = [&] {
      if (at != run) map.add(static_cast<std::size_t>(run_to - start), origin + run, 1, 1);
    };
    while (at < size) {
      if (!ebcdic_) {
        while (at + 8 <= size) {
          std::uint64_t word = 0;
          std::memcpy(&word, from + at, 8);
          std::memcpy(to, &word, 8);
          word &= 0x8080808080808080ULL;
          const std::size_t plain = word == 0 ? 8 : static_cast<std::size_t>(std::countr_zero(word)) / 8;
          at += plain;
          to += plain;
          if (word != 0) break;
        }
        if (at < size && static_cast<unsigned char>(from[at]) < 0x80) {
          *to++ = from[at++];
          continue;
        }
        if (at >= size) break;
      }
      end_run();
      const auto byte = static_cast<unsigned char>(from[at]);
      const char32_t c = table_[byte];
      if (c == 0xFFFD) ++invalid;
      char* const character = to;
      if (c < 0x80) {
        *to++ = static_cast<char>(c);
      } else if (c < 0x800) {
        *to++ = static_cast<char>(0xC0 | (c >> 6));
        *to++ = static_cast<char>(0x80 | (c & 0x3F));
      } else {
        *to++ = static_cast<char>(0xE0 | (c >> 12));
        *to++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        *to++ = static_cast<char>(0x80 | (c & 0x3F));
      }
      map.add(static_cast<std::size_t>(character - start), origin + at, static_cast<std::size_t>(to - character), 1);
      ++at;
      run = at;
      run_to = to;
    }
    end_run();
    text.resize(static_cast<std::size_t>(to - start));
  }

  void decode_utf16(ByteView bytes, std::size_t origin, std::string& text, SegmentMap& map,
                    std::uint64_t& invalid) const {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t size = bytes.size();
    const std::size_t low = coding_ == Coding::utf16_le ? 0 : 1;  // Which byte of a unit is the low one.
    std::size_t at = 0;
    while (at + 2 <= size) {
      // Runs of ASCII, four units a step.
      const std::size_t run = at;
      const std::size_t run_text = text.size();
      const std::uint64_t not_ascii = low == 0 ? 0xFF80FF80FF80FF80ULL : 0x80FF80FF80FF80FFULL;
      while (at + 8 <= size) {
        std::uint64_t word = 0;
        std::memcpy(&word, data + at, 8);
        if ((word & not_ascii) != 0) break;
        const char four[4] = {static_cast<char>(data[at + low]), static_cast<char>(data[at + 2 + low]),
                              static_cast<char>(data[at + 4 + low]), static_cast<char>(data[at + 6 + low])};
        text.append(four, 4);
        at += 8;
      }
      while (at + 2 <= size && data[at + 1 - low] == 0 && data[at + low] < 0x80) {
        text.push_back(static_cast<char>(data[at + low]));
        at += 2;
      }
      if (at != run) map.add(run_text, origin + run, 1, 2);
      if (at + 2 > size) break;
      const std::size_t before = text.size();
      const std::uint32_t unit = unit_at(data + at);
      std::size_t taken = 2;
      if ((unit & 0xFC00) == 0xD800 && at + 4 <= size && (unit_at(data + at + 2) & 0xFC00) == 0xDC00) {
        append_utf8(text, 0x10000 + ((unit & 0x3FF) << 10) + (unit_at(data + at + 2) & 0x3FF));
        taken = 4;
      } else {
        if ((unit & 0xF800) == 0xD800) invalid += 2;
        append_utf8(text, unit);  // A lone surrogate becomes U+FFFD there.
      }
      map.add(before, origin + at, text.size() - before, taken);
      at += taken;
    }
    tail(at, size, origin, text, map, invalid);
  }

  void decode_utf32(ByteView bytes, std::size_t origin, std::string& text, SegmentMap& map,
                    std::uint64_t& invalid) const {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t at = 0;
    for (; at + 4 <= bytes.size(); at += 4) {
      const std::uint32_t c = unit_at(data + at);
      if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) invalid += 4;
      const std::size_t before = text.size();
      append_utf8(text, c);
      map.add(before, origin + at, text.size() - before, 4);
    }
    tail(at, bytes.size(), origin, text, map, invalid);
  }

  // Bytes left over at the end that make no whole unit.
  static void tail(std::size_t at, std::size_t size, std::size_t origin, std::string& text, SegmentMap& map,
                   std::uint64_t& invalid) {
    if (at >= size) return;
    invalid += size - at;
    map.add(text.size(), origin + at, 3, size - at);
    append_utf8(text, 0xFFFD);
  }

  void decode_by_icu(ByteView bytes, std::size_t origin, std::string& text, SegmentMap& map, std::uint64_t& invalid) {
    ucnv_reset(converter_.get());
    constexpr std::size_t step = 4096;
    UChar units[step];
    std::int32_t offsets[step];
    const char* const begin = reinterpret_cast<const char*>(bytes.data());
    const char* const end = begin + bytes.size();
    const char* next = begin;
    // A character is appended when the offset of the one after it is known: then its length in the item is.
    char32_t held = 0;
    std::size_t held_at = 0;
    bool holds = false;
    char16_t lead = 0;
    std::size_t lead_at = 0;
    const auto flush = [&](std::size_t until) {
      if (!holds) return;
      const std::size_t before = text.size();
      if (held == 0xFFFD) invalid += std::max<std::size_t>(1, until - held_at);
      append_utf8(text, held);
      map.add(before, origin + held_at, text.size() - before, until > held_at ? until - held_at : 0);
      holds = false;
    };
    const auto give = [&](char32_t c, std::size_t offset) {
      flush(offset);
      held = c;
      held_at = offset;
      holds = true;
    };
    bool more = true;
    while (more) {
      const std::size_t call_at = static_cast<std::size_t>(next - begin);
      UChar* out = units;
      UErrorCode error = U_ZERO_ERROR;
      ucnv_toUnicode(converter_.get(), &out, units + step, &next, end, offsets, 1, &error);
      more = error == U_BUFFER_OVERFLOW_ERROR;
      for (std::size_t index = 0; index < static_cast<std::size_t>(out - units); ++index) {
        // -1: of a character that began before this call.
        const std::size_t offset = offsets[index] < 0 ? call_at : call_at + static_cast<std::size_t>(offsets[index]);
        const char16_t unit = units[index];
        if ((unit & 0xFC00) == 0xD800) {
          lead = unit;
          lead_at = offset;
        } else if ((unit & 0xFC00) == 0xDC00 && lead != 0) {
          give(0x10000 + ((lead & 0x3FFU) << 10) + (unit & 0x3FFU), lead_at);
          lead = 0;
        } else {
          give(unit, std::max(offset, holds ? held_at : offset));
          lead = 0;
        }
      }
      if (!more && U_FAILURE(error)) break;
    }
    flush(bytes.size());
  }

  Coding coding_ = Coding::utf8;
  bool stateful_ = false;
  bool ebcdic_ = false;
  int line_feed_ = '\n';
  Converter converter_;
  std::array<char32_t, 256> table_ = {};
};

// ---------------------------------------------------------------------------------------------------------------------
// Detection

struct Census {
  std::size_t nul = 0;
  std::size_t separator = 0;  // 0x01, 0x02, 0x1C to 0x1F: what data sets use between fields (Hive, MARC, HL7).
  std::size_t control = 0;    // The other C0 controls that no text holds.
  std::size_t escape = 0;
  std::size_t high = 0;
  std::size_t last_other = 0;  // Behind the last byte that is not NUL.
};

Census take_census(std::string_view head) {
  Census census;
  const auto one = [&](unsigned char c) {
    if (c == 0) {
      ++census.nul;
    } else if (c == 0x1B) {
      ++census.escape;
    } else if (c == 0x01 || c == 0x02 || (c >= 0x1C && c <= 0x1F)) {
      ++census.separator;
    } else if (c == '\f' || c == '\v' || c == '\b' || c == 0x1A || c == 0x07) {
      // Page ends, vertical tabs, overstrikes of old print files, DOS's end of file, bells of terminal logs.
    } else {
      ++census.control;
    }
  };
  std::size_t at = 0;
  for (; at + 64 <= head.size(); at += 64) {
    const Block64 block(head.data() + at);
    census.high += static_cast<std::size_t>(std::popcount(block.high()));
    std::uint64_t low = block.below(0x20);
    if (low == 0) continue;
    low &= ~(block.equal('\n') | block.equal('\r') | block.equal('\t'));
    for (; low != 0; low &= low - 1)
      one(static_cast<unsigned char>(head[at + static_cast<std::size_t>(std::countr_zero(low))]));
  }
  for (; at < head.size(); ++at) {
    const auto c = static_cast<unsigned char>(head[at]);
    if (c >= 0x80) ++census.high;
    if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') one(c);
  }
  if (census.nul != 0) {
    std::size_t end = head.size();
    while (end > 0 && head[end - 1] == 0) --end;
    census.last_other = end;
  } else {
    census.last_other = head.size();
  }
  return census;
}

// How likely `bytes` are UTF-16 of this byte order, 0 to 1. Source of the limits: what real texts hold (spaces, line
// ends, few scripts) against what arrays of 16-bit numbers hold (controls, unassigned and private code points).
double utf16_likelihood(ByteView bytes, bool big) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::size_t units = std::min<std::size_t>(bytes.size() / 2, 8192);
  if (units < 2) return 0;
  std::size_t ascii = 0;
  std::size_t blank = 0;
  std::size_t bad = 0;
  std::size_t eastern = 0;
  std::array<std::uint32_t, 256> pages = {};
  for (std::size_t index = 0; index < units; ++index) {
    const unsigned high = data[2 * index + (big ? 0 : 1)];
    const unsigned low = data[2 * index + (big ? 1 : 0)];
    const unsigned c = high << 8 | low;
    if (high == 0) {
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        ++blank;
        ++ascii;
      } else if (c >= 0x20 && c < 0x7F) {
        ++ascii;
      } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
        ++bad;
      } else {
        ++pages[0];
      }
    } else if ((c >= 0xE000 && c < 0xF900) || c >= 0xFFFE || (c >= 0xFDD0 && c < 0xFDF0)) {
      ++bad;
    } else if ((c & 0xFC00) == 0xD800) {
      const std::size_t next = 2 * index + 2;
      const bool paired = next + 1 < bytes.size() && (data[next + (big ? 0 : 1)] & 0xFC) == 0xDC;
      if (paired) {
        ++index;
      } else if (index + 1 < units) {
        ++bad;
      }
    } else if ((c & 0xFC00) == 0xDC00) {
      ++bad;
    } else {
      if (c == 0x3000 || c == 0x3001 || c == 0x3002) ++blank;
      if ((c >= 0x3000 && c < 0x3100) || (c >= 0x4E00 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7A4)) ++eastern;
      ++pages[high];
    }
  }
  if (bad * 50 > units) return 0;
  if (ascii * 2 >= units) return 0.95;
  if (blank * 50 < units) return 0;
  std::partial_sort(pages.begin(), pages.begin() + 3, pages.end(), std::greater<>());
  const std::size_t others = units - ascii;
  if (static_cast<std::size_t>(pages[0] + pages[1] + pages[2]) * 10 >= others * 9) return 0.85;
  if (eastern * 10 >= others * 9) return 0.8;
  return 0;
}

double utf32_likelihood(ByteView bytes, bool big) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::size_t units = std::min<std::size_t>(bytes.size() / 4, 4096);
  if (units < 2) return 0;
  std::size_t printable = 0;
  for (std::size_t index = 0; index < units; ++index) {
    const unsigned char* p = data + 4 * index;
    const std::uint32_t c = big ? static_cast<std::uint32_t>(p[0]) << 24 | static_cast<std::uint32_t>(p[1]) << 16 |
                                      static_cast<std::uint32_t>(p[2]) << 8 | p[3]
                                : static_cast<std::uint32_t>(p[3]) << 24 | static_cast<std::uint32_t>(p[2]) << 16 |
                                      static_cast<std::uint32_t>(p[1]) << 8 | p[0];
    if (c > 0x10FFFF) return 0;
    if (c == '\n' || c == '\r' || c == '\t' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c < 0xD800) || c >= 0x10000) {
      ++printable;
    }
  }
  return printable * 100 >= units * 98 ? 0.95 : 0;
}

struct Utf8Mix {
  std::size_t sequences = 0;  // Whole characters of several bytes.
  std::size_t bad = 0;        // High bytes that belong to none.
};

Utf8Mix count_utf8(std::string_view text) {
  Utf8Mix mix;
  std::size_t at = 0;
  while (at < text.size()) {
    at += ascii_prefix(text.data() + at, text.size() - at);
    if (at >= text.size()) break;
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (length > 1 && is_valid_utf8(text.substr(at, length)) && at + length <= text.size()) {
      ++mix.sequences;
      at += length;
    } else {
      ++mix.bad;
      ++at;
    }
  }
  return mix;
}

// Where a cut at the end of `text` went through a character, the character is left out.
std::string_view without_cut_character(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto c = static_cast<unsigned char>(text[text.size() - back]);
    if ((c & 0xC0) == 0x80) continue;
    const std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
    if (length > back) return text.substr(0, text.size() - back);
    break;
  }
  return text;
}

// The lines that hold high bytes, at most `bytes_max`: all that tells legacy charsets apart.
std::string telling_part(std::string_view head, std::size_t bytes_max) {
  std::string part;
  std::size_t at = 0;
  while (at < head.size() && part.size() < bytes_max) {
    at += ascii_prefix(head.data() + at, head.size() - at);
    if (at >= head.size()) break;
    std::size_t begin = at;
    while (begin > 0 && at - begin < 64 && head[begin - 1] != '\n') --begin;
    std::size_t end = at;
    while (end < head.size() && head[end] != '\n') {
      if (end - at > 512) {
        // On in a long line: until the high bytes end.
        if (static_cast<unsigned char>(head[end]) < 0x30) break;
      }
      ++end;
    }
    part.append(head.substr(begin, std::min(end - begin, bytes_max - part.size())));
    part.push_back('\n');
    at = end;
  }
  return part;
}

// Western texts by the letters that they would hold: how well `text` reads in a single-byte Latin charset. Each high
// byte beside a letter votes: a frequent accented small letter for, a sign or a capital within a word against.
int latin_score(std::string_view text, const std::array<char32_t, 256>& table) {
  static constexpr std::u32string_view frequent = U"éèàçêôîûùâëïüöäßñáíóúãõòìåøæœÉÀÖÄÜÑÇ’";
  int score = 0;
  int seen = 0;
  for (std::size_t at = 0; at < text.size() && seen < 4000; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) continue;
    const auto letter_at = [&](std::size_t index, bool small_only) {
      if (index >= text.size()) return false;
      const char c = text[index];
      if (small_only) return c >= 'a' && c <= 'z';
      return is_alpha(c);
    };
    const bool before = at > 0 && letter_at(at - 1, false);
    const bool after = letter_at(at + 1, false);
    const bool small_before = at > 0 && letter_at(at - 1, true);
    const bool small_after = letter_at(at + 1, true);
    ++seen;
    const char32_t c = table[byte];
    if (c == 0xFFFD || c < 0xA0) {
      score -= 3;
      continue;
    }
    const bool capital = (c >= 0xC0 && c <= 0xDE && c != 0xD7) || c == 0x160 || c == 0x17D || c == 0x152 || c == 0x178;
    const bool small = (c >= 0xDF && c <= 0xFF && c != 0xF7) || c == 0x161 || c == 0x17E || c == 0x153;
    if (!before && !after) {
      // A sign on its own: currency, dashes, quotation marks, bullets are at home there.
      const bool sign = c == 0x20AC || c == 0xA3 || c == 0xA7 || c == 0xA9 || c == 0xAE || c == 0xB0 || c == 0xAB ||
                        c == 0xBB || c == 0xA0 || (c >= 0x2010 && c <= 0x2030);
      if (sign || c == U'à') score += 1;
      continue;
    }
    if (small_before && small_after) {
      if (small) {
        score += frequent.find(c) != std::u32string_view::npos ? 3 : 1;
      } else if (c == 0x2019) {
        score += 2;
      } else {
        score -= 3;
      }
    } else if (small) {
      score += frequent.find(c) != std::u32string_view::npos ? 2 : 0;
    } else if (capital) {
      score += small_before ? -2 : frequent.find(c) != std::u32string_view::npos ? 2 : 0;
    } else if (c == 0x2019 || c == 0xA0 || c == 0x20AC || c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB) {
      score += 1;
    } else {
      score -= 1;
    }
  }
  return score;
}

struct Guess {
  std::string name;
  double confidence = 0;
};

Guess ask_uchardet(std::string_view text) {
  const uchardet_t detector = uchardet_new();
  if (detector == nullptr) return {};
  std::string name;
  if (uchardet_handle_data(detector, text.data(), text.size()) == 0) {
    uchardet_data_end(detector);
    name = uchardet_get_charset(detector);
  }
  uchardet_delete(detector);
  if (name.empty() || name == "ASCII" || name == "UTF-8") return {};
  name = canonical_charset(name);
  auto decoder = Decoder::open(name);
  if (!decoder) return {};
  std::string decoded;
  SegmentMap map;
  std::uint64_t invalid = 0;
  decoder->decode(as_bytes(text), 0, decoded, map, invalid, false);
  // One or two bytes may be cut off at the ends of the parts.
  if (invalid * 50 > text.size()) return {};
  return {name, invalid == 0 ? 0.8 : 0.6};
}

bool is_latin_charset(std::string_view name) {
  constexpr std::string_view latin[] = {
      "windows-1252", "WINDOWS-1252", "ISO-8859-15",  "ISO-8859-2",   "ISO-8859-3",           "ISO-8859-4",
      "ISO-8859-10",  "ISO-8859-13",  "ISO-8859-16",  "WINDOWS-1250", "WINDOWS-1257",         "WINDOWS-1254",
      "windows-1254", "IBM852",       "WINDOWS-1258", "VISCII",       "x-mac-centraleurroman"};
  return std::find(std::begin(latin), std::end(latin), name) != std::end(latin);
}

// EBCDIC: letters, digits, blanks and its usual punctuation make up nearly all bytes, and ASCII's blank is rare.
bool looks_ebcdic(std::string_view head) {
  std::size_t own = 0;
  std::size_t blank = 0;
  for (const char raw : head) {
    const auto c = static_cast<unsigned char>(raw);
    const bool letter = (c >= 0x81 && c <= 0x89) || (c >= 0x91 && c <= 0x99) || (c >= 0xA2 && c <= 0xA9) ||
                        (c >= 0xC1 && c <= 0xC9) || (c >= 0xD1 && c <= 0xD9) || (c >= 0xE2 && c <= 0xE9) ||
                        (c >= 0xF0 && c <= 0xF9);
    if (c == 0x40) ++blank;
    if (letter || c == 0x40 || c == 0x4B || c == 0x6B || c == 0x60 || c == 0x61 || c == 0x7A || c == 0x7D ||
        c == 0x25 || c == 0x15 || c == 0x0D || c == 0x7F || c == 0x4D || c == 0x5D || c == 0x6D || c == 0x7C ||
        c == 0x05) {
      ++own;
    }
  }
  return head.size() >= 32 && own * 100 >= head.size() * 95 && blank * 20 >= head.size();
}

Guess guess_legacy(std::string_view head, bool has_escape) {
  if (has_escape && head.find("\x1b$") != std::string_view::npos) {
    const Guess guess = ask_uchardet(head.substr(0, 16 * 1024));
    if (guess.name.starts_with("ISO-2022")) return guess;
  }
  if (looks_ebcdic(head)) return {"ibm-1047", 0.7};
  const std::string part = telling_part(head, 16 * 1024);
  // Western words hold single high letters among plain ones; other scripts hold words of high bytes.
  std::size_t runs = 0;
  std::size_t high = 0;
  for (std::size_t at = 0; at < part.size(); ++at) {
    if (static_cast<unsigned char>(part[at]) < 0x80) continue;
    ++high;
    if (at == 0 || static_cast<unsigned char>(part[at - 1]) < 0x80) ++runs;
  }
  const bool western = runs != 0 && high * 2 <= runs * 3;
  const Guess asked = ask_uchardet(part);
  if (!western && !asked.name.empty() && (!is_latin_charset(asked.name) || high >= 8)) return asked;
  Guess best;
  int best_score = -1;
  for (const std::string_view candidate : {"windows-1252", "macintosh", "IBM850"}) {
    auto decoder = open_converter(std::string(candidate));
    if (decoder == nullptr) continue;
    std::array<char32_t, 256> table = {};
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char in = static_cast<char>(byte);
      UChar out[8];
      UErrorCode error = U_ZERO_ERROR;
      ucnv_reset(decoder.get());
      const std::int32_t count = ucnv_toUChars(decoder.get(), out, 8, &in, 1, &error);
      table[byte] = U_SUCCESS(error) && count == 1 ? out[0] : 0xFFFD;
    }
    const int score = latin_score(part, table);
    if (score > best_score) {
      best_score = score;
      best.name = std::string(candidate);
    }
  }
  if (best.name.empty()) {
    if (!asked.name.empty() && high >= 4) return {asked.name, 0.5};
    return {"windows-1252", 0.3};
  }
  // Central European, Baltic, Turkish: only where there is enough of it to tell.
  if (best.name == "windows-1252" && high >= 24 && is_latin_charset(asked.name) && asked.name != "WINDOWS-1252" &&
      asked.name != "ISO-8859-15" && best_score < static_cast<int>(high)) {
    return {asked.name, 0.6};
  }
  best.confidence = best_score >= 3 * static_cast<int>(std::min<std::size_t>(high, 4000)) / 2 ? 0.8 : 0.5;
  return best;
}

// Load files of document reviews (Concordance, Relativity): U+00FE around each field, U+0014 between them, which no
// other text holds.
Charset load_file_charset(std::string_view text) {
  constexpr std::string_view wide("\xFE\0\x14\0\xFE\0", 6);
  const std::string_view begin = text.substr(0, 4096);
  if (begin.starts_with("\xEF\xBB\xBF\xC3\xBE") && begin.find("\xC3\xBE\x14\xC3\xBE") != begin.npos)
    return {"UTF-8", 1, 3};
  if (begin.starts_with("\xC3\xBE") && begin.find("\xC3\xBE\x14\xC3\xBE") != begin.npos) return {"UTF-8", 0.9, 0};
  if (begin.starts_with("\xFF\xFE\xFE") && begin.find(wide) != begin.npos) return {"UTF-16LE", 1, 2};
  if (begin.starts_with('\xFE') && begin.find("\xFE\x14\xFE") != begin.npos) return {"windows-1252", 0.9, 0};
  return {};
}

}  // namespace

Charset detect_charset(ByteView head, bool whole) {
  const std::string_view text = as_text(head);
  if (text.empty()) return {};
  if (Charset known = load_file_charset(text); !known.name.empty()) return known;
  if (text.starts_with("\xEF\xBB\xBF")) {
    const Census census = take_census(text.substr(3));
    if (census.nul * 100 <= text.size() && census.control * 50 <= text.size()) return {"UTF-8", 1, 3};
    return {};
  }
  if (text.starts_with(std::string_view("\xFF\xFE\0\0", 4)) && utf32_likelihood(head.subspan(4), false) > 0) {
    return {"UTF-32LE", 1, 4};
  }
  if (text.starts_with(std::string_view("\0\0\xFE\xFF", 4)) && utf32_likelihood(head.subspan(4), true) > 0) {
    return {"UTF-32BE", 1, 4};
  }
  if (text.starts_with("\xFF\xFE") && (utf16_likelihood(head.subspan(2), false) > 0 || text.size() <= 6)) {
    return {"UTF-16LE", 1, 2};
  }
  if (text.starts_with("\xFE\xFF") && (utf16_likelihood(head.subspan(2), true) > 0 || text.size() <= 6)) {
    return {"UTF-16BE", 1, 2};
  }
  if (text.starts_with("\x84\x31\x95\x33")) return {"GB18030", 1, 4};

  const Census census = take_census(text);
  if (census.nul != 0) {
    if (census.nul * 10 >= text.size() * 6) {
      if (utf32_likelihood(head, false) > 0) return {"UTF-32LE", 0.95, 0};
      if (utf32_likelihood(head, true) > 0) return {"UTF-32BE", 0.95, 0};
    }
    const double little = utf16_likelihood(head, false);
    const double big = utf16_likelihood(head, true);
    if (little > 0 && little >= big) return {"UTF-16LE", little, 0};
    if (big > 0) return {"UTF-16BE", big, 0};
    // A log that was cut off by a crash ends in a run of NULs; a table may hold a stray one.
    const std::size_t inside = census.nul - (text.size() - census.last_other);
    if (census.last_other < 16 || inside * 200 > census.last_other) return {};
  }
  const std::size_t written = std::max<std::size_t>(1, census.last_other);
  if (census.control * 100 > written) return looks_ebcdic(text) ? Charset{"ibm-1047", 0.7, 0} : Charset{};
  if (census.control * 500 > written && census.high * 10 > written) return {};
  // Field separators of data sets are text's only where nothing else is amiss.
  if (census.separator * 100 > written && (census.control != 0 || census.nul != 0)) return {};

  if (census.high == 0) {
    if (census.escape >= 2 && text.find("\x1b$") != std::string_view::npos) {
      const Guess guess = guess_legacy(text, true);
      if (guess.name.starts_with("ISO-2022")) return {guess.name, guess.confidence, 0};
    }
    return {"UTF-8", 1, 0};
  }
  const std::string_view checked = whole ? text : without_cut_character(text);
  if (simdjson::validate_utf8(checked.data(), checked.size())) return {"UTF-8", 0.99, 0};
  const Utf8Mix mix = count_utf8(checked);
  if (mix.sequences > 2 * mix.bad) {
    return {"UTF-8", 0.95 * static_cast<double>(mix.sequences) / static_cast<double>(mix.sequences + mix.bad), 0};
  }
  // Bytes that are mostly high and of no pattern are compressed or enciphered, not text.
  if (census.control * 1000 > written && census.high * 3 > written) return {};
  std::size_t controls_1 = 0;  // 0x80 to 0x9F.
  for (const char c : text) controls_1 += (static_cast<unsigned char>(c) & 0xE0) == 0x80 ? 1U : 0U;
  const Guess guess = guess_legacy(text, census.escape != 0);
  if (guess.name == "windows-1252" && (census.control != 0 || census.nul != 0) && controls_1 * 20 > written) return {};
  return {guess.name, guess.confidence, 0};
}

Result<std::string> decode_to_utf8(ByteView bytes, std::string_view charset) {
  TRY_ASSIGN(Decoder decoder, Decoder::open(charset));
  std::string text;
  if (decoder.coding() == Coding::utf8) {
    if (simdjson::validate_utf8(reinterpret_cast<const char*>(bytes.data()), bytes.size())) {
      return std::string(as_text(bytes));
    }
    return to_valid_utf8(as_text(bytes));
  }
  text.reserve(bytes.size());
  SegmentMap map;
  std::uint64_t invalid = 0;
  decoder.decode(bytes, 0, text, map, invalid, false);
  return text;
}

// ---------------------------------------------------------------------------------------------------------------------
// Reading

namespace {

std::size_t bom_bytes_of(ByteView head, Coding coding) {
  const std::string_view text = as_text(head);
  switch (coding) {
    case Coding::utf8: return text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    case Coding::utf16_le: return text.starts_with("\xFF\xFE") ? 2 : 0;
    case Coding::utf16_be: return text.starts_with("\xFE\xFF") ? 2 : 0;
    case Coding::utf32_le: return text.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ? 4 : 0;
    case Coding::utf32_be: return text.starts_with(std::string_view("\0\0\xFE\xFF", 4)) ? 4 : 0;
    case Coding::several_bytes: return text.starts_with("\x84\x31\x95\x33") ? 4 : 0;
    case Coding::single_byte: return 0;
  }
  return 0;
}

// Gives stretches of a text, decoded, with an owned part and margins around it.
class Stretches {
 public:
  Stretches(Source& source, std::string_view charset, std::uint64_t begin_bytes, std::uint64_t end_bytes)
      : source_(source), at_(begin_bytes), end_(std::min(end_bytes, source.size_bytes())), charset_(charset) {}

  struct Stretch {
    std::string_view text;
    std::size_t owned_begin = 0;
    std::size_t owned_end = 0;
    std::uint64_t offset_bytes = 0;  // Of text[0].
    const OffsetMap* map = nullptr;
    bool ends_line = false;
  };

  // The next stretch of at most `owned_bytes` bytes of the item, with up to `margin_bytes` on either side.
  Result<std::optional<Stretch>> next(std::size_t owned_bytes, std::size_t margin_bytes) {
    if (!opened_) TRY(open());
    if (at_ >= end_) return std::optional<Stretch>();
    owned_bytes = std::max<std::size_t>(owned_bytes, 64);
    const std::uint64_t size = source_.size_bytes();
    const std::uint64_t window_begin = at_ - std::min<std::uint64_t>(margin_bytes, at_ - start_);
    const std::uint64_t owned_max = std::min<std::uint64_t>(end_, at_ + owned_bytes);
    // Four bytes more, so that a cut sees whether it goes through a character.
    const std::uint64_t window_end = std::min<std::uint64_t>(size, owned_max + margin_bytes + 4);
    TRY_ASSIGN(const ByteView window, bytes(window_begin, window_end));
    const auto owned_begin = static_cast<std::size_t>(at_ - window_begin);
    if (window.size() <= owned_begin) return std::optional<Stretch>();  // The source became shorter.
    const std::size_t most = std::min<std::size_t>(window.size(), static_cast<std::size_t>(owned_max - window_begin));
    std::size_t owned_end = most;
    bool ends_line = window_begin + most >= end_ || window_begin + most >= size;
    if (!ends_line) {
      owned_end = decoder_.last_line_end(window, owned_begin, most);
      ends_line = owned_end != owned_begin;
      if (!ends_line) owned_end = decoder_.floor_boundary(window, owned_begin, most);
      if (owned_end == owned_begin) owned_end = most;  // Rather a broken character than no end.
    }
    const std::size_t text_begin =
        owned_begin == 0 ? 0 : decoder_.ceil_boundary(window.first(owned_begin), 0, owned_begin);
    std::size_t text_end = std::min(window.size(), owned_end + margin_bytes);
    if (text_end > owned_end && window_begin + text_end < size) {
      text_end = decoder_.floor_boundary(window, owned_end, text_end);
    }
    at_ = window_begin + owned_end;

    Stretch stretch;
    stretch.ends_line = ends_line;
    stretch.offset_bytes = window_begin + text_begin;
    const ByteView part = window.subspan(text_begin, text_end - text_begin);
    const std::size_t begin = owned_begin - text_begin;
    const std::size_t end = owned_end - text_begin;
    if (decoder_.coding() == Coding::utf8 &&
        simdjson::validate_utf8(reinterpret_cast<const char*>(part.data()), part.size())) {
      stretch.text = as_text(part);
      stretch.owned_begin = begin;
      stretch.owned_end = end;
      return std::optional<Stretch>(stretch);
    }
    // The three parts are decoded one by one, so that the owned range is exact in the text too.
    text_.clear();
    text_.reserve(part.size() + part.size() / 8);
    map_.reset(stretch.offset_bytes);
    decode_part(part, 0, begin, false);
    stretch.owned_begin = text_.size();
    decode_part(part, begin, end, true);
    stretch.owned_end = text_.size();
    decode_part(part, end, part.size(), false);
    stretch.text = text_;
    stretch.map = &map_;
    return std::optional<Stretch>(stretch);
  }

  std::uint64_t invalid_bytes() const { return invalid_; }
  bool is_utf8() const { return decoder_.coding() == Coding::utf8; }

 private:
  Result<void> open() {
    TRY_ASSIGN(decoder_, Decoder::open(charset_));
    opened_ = true;
    std::byte head[4];
    TRY_ASSIGN(const std::size_t got, source_.read_at(0, head));
    start_ = bom_bytes_of(ByteView(head, got), decoder_.coding());
    at_ = std::max<std::uint64_t>(at_, start_);
    return {};
  }

  Result<ByteView> bytes(std::uint64_t begin, std::uint64_t end) {
    if (const auto view = source_.view()) {
      return view->subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    }
    const auto size = static_cast<std::size_t>(end - begin);
    if (buffer_.size() < size) buffer_.resize(size);
    TRY_ASSIGN(const std::size_t got, source_.read_at(begin, std::span(buffer_).first(size)));
    return ByteView(buffer_).first(got);
  }

  void decode_part(ByteView part, std::size_t begin, std::size_t end, bool counted) {
    if (begin >= end) return;
    std::uint64_t invalid = 0;
    decoder_.decode(part.subspan(begin, end - begin), begin, text_, map_, invalid, true);
    if (counted) invalid_ += invalid;
  }

  Source& source_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::uint64_t start_ = 0;  // Behind the BOM.
  std::string charset_;
  Decoder decoder_;
  bool opened_ = false;
  Buffer buffer_;
  std::string text_;
  SegmentMap map_;
  std::uint64_t invalid_ = 0;
};

// Where the source's text begins: behind the BOM.
std::size_t text_start(ByteView head, const Decoder& decoder) { return bom_bytes_of(head, decoder.coding()); }

void tell_invalid(std::uint64_t invalid, bool is_utf8, Output& out) {
  if (invalid == 0) return;
  out.note(std::to_string(invalid) + (is_utf8 ? " bytes are not UTF-8 as the rest is, and were read as Windows-1252"
                                              : " bytes could not be decoded, and stand as U+FFFD"));
}

}  // namespace

Result<std::string> decode_head(ByteView head, std::string_view charset) {
  TRY_ASSIGN(const Decoder decoder, Decoder::open(charset));
  const ByteView body = head.subspan(std::min(head.size(), text_start(head, decoder)));
  TRY_ASSIGN(std::string text, decode_to_utf8(body, charset));
  return text;
}

struct TextReader::State {
  Stretches stretches;
  std::size_t chunk_bytes;
};

TextReader::TextReader(Source& source, std::string_view charset, std::uint64_t begin_bytes, std::uint64_t end_bytes,
                       std::size_t chunk_bytes)
    : state_(new State{Stretches(source, charset, begin_bytes, end_bytes), chunk_bytes}) {}

TextReader::~TextReader() = default;

Result<std::optional<TextReader::Chunk>> TextReader::next() {
  TRY_ASSIGN(const auto stretch, state_->stretches.next(state_->chunk_bytes, 0));
  if (!stretch) return std::optional<Chunk>();
  return std::optional<Chunk>(Chunk{stretch->text, stretch->offset_bytes, stretch->map, stretch->ends_line});
}

std::uint64_t TextReader::invalid_bytes() const { return state_->stretches.invalid_bytes(); }

Result<std::uint64_t> text_cut(Source& source, std::string_view charset, std::uint64_t at, std::size_t look_bytes) {
  TRY_ASSIGN(const Decoder decoder, Decoder::open(charset));
  const std::uint64_t size = source.size_bytes();
  at -= at % decoder.unit_bytes();  // BOMs are whole units.
  if (at >= size) return size;
  Buffer window(static_cast<std::size_t>(std::min<std::uint64_t>(look_bytes, size - at)));
  TRY_ASSIGN(const std::size_t got, source.read_at(at, window));
  window.resize(got);
  if (const std::size_t end = decoder.first_line_end(window); end != 0) return at + end;
  // Units are aligned, so only a half of a character at the very start can be in the way.
  const std::size_t whole = got - got % decoder.unit_bytes();
  const std::size_t end = decoder.ceil_boundary(window, 0, whole);
  return at + end;
}

Result<void> give_text(Source& source, std::string_view charset, std::uint64_t begin_bytes, std::uint64_t end_bytes,
                       const Limits& limits, Output& out) {
  Stretches stretches(source, charset, begin_bytes, end_bytes);
  for (;;) {
    TRY_ASSIGN(const auto stretch, stretches.next(limits.passage_bytes, limits.passage_margin_bytes));
    if (!stretch) break;
    Passage passage;
    passage.text = stretch->text;
    passage.owned_begin = stretch->owned_begin;
    passage.owned_end = stretch->owned_end;
    passage.offset_bytes = stretch->offset_bytes;
    passage.map = stretch->map;
    out.passage(passage);
  }
  tell_invalid(stretches.invalid_bytes(), stretches.is_utf8(), out);
  return {};
}

void give_part(std::string_view text, std::string_view part, const Limits& limits, Output& out, PassageKind kind) {
  const std::size_t owned_bytes = std::max<std::size_t>(limits.passage_bytes, 64);
  const std::size_t margin = limits.passage_margin_bytes;
  const auto inside_character = [&](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.size();
    if (end - at > owned_bytes) {
      end = at + owned_bytes;
      const void* const line_end = ::memrchr(text.data() + at, '\n', end - at);
      if (line_end != nullptr) {
        end = static_cast<std::size_t>(static_cast<const char*>(line_end) - text.data()) + 1;
      } else {
        while (end > at + 1 && inside_character(end)) --end;
      }
    }
    std::size_t window_begin = at - std::min(at, margin);
    while (inside_character(window_begin) && window_begin < at) ++window_begin;
    std::size_t window_end = std::min(text.size(), end + margin);
    while (inside_character(window_end) && window_end > end) --window_end;
    Passage passage;
    passage.text = text.substr(window_begin, window_end - window_begin);
    passage.owned_begin = at - window_begin;
    passage.owned_end = end - window_begin;
    passage.part = part;
    passage.offset_bytes = window_begin;
    passage.kind = kind;
    out.passage(passage);
    at = end;
  }
}

}  // namespace constat
