#include "extract/mime_header.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "base/bytes.h"
#include "base/text.h"
#include "extract/byte_scan.h"
#include "extract/mime.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_all_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_space(c) || c == '\0'; });
}
bool is_ascii(std::string_view text) { return ascii_prefix(text.data(), text.size()) == text.size(); }

// The line at `begin`, without its end, and where the next one begins.
std::string_view line_at(std::string_view bytes, std::size_t begin, std::size_t end, std::size_t& next) {
  const void* const found = std::memchr(bytes.data() + begin, '\n', end - begin);
  const std::size_t stop =
      found == nullptr ? end : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
  next = found == nullptr ? end : stop + 1;
  std::string_view line = bytes.substr(begin, stop - begin);
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Names that mail uses and ICU does not know, or knows in a narrower sense than mail programs mean. The wider sets are
// those of the WHATWG Encoding standard: nobody who writes "iso-8859-1" and sends 0x80 means a control character.
struct CharsetAlias {
  std::string_view said;
  std::string_view meant;
};
constexpr CharsetAlias charset_aliases[] = {
    {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"8859_1", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"cp936", "gb18030"},
    {"ks_c_5601-1987", "windows-949"},
    {"ks_c_5601", "windows-949"},
    {"ksc5601", "windows-949"},
    {"euc-kr", "windows-949"},
    {"cp949", "windows-949"},
    {"shift_jis", "windows-31j"},
    {"shift-jis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"cp932", "windows-31j"},
    {"big5", "windows-950"},
    {"x-big5", "windows-950"},
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"unicode-1-1-utf-7", "utf-7"},
    {"x-unicode-2-0-utf-7", "utf-7"},
    {"unicode", "utf-16"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-8-e", "iso-8859-8"},
    {"x-mac-roman", "macintosh"},
    {"mac", "macintosh"},
    {"win-1251", "windows-1251"},
    {"cp-1251", "windows-1251"},
    {"cp-850", "ibm850"},
    {"cp-1252", "windows-1252"},
    {"ansi", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"hz-gb-2312", "hz"},
    {"iso-2022-jp-ms", "iso-2022-jp"},
    {"cp50220", "iso-2022-jp"},
    {"csiso2022jp", "iso-2022-jp"},
};

std::string charset_meant(std::string_view said) {
  if (said.empty()) return {};
  if (equals_ignoring_case(said, "utf-8")) return "utf-8";
  std::string name = to_lower_ascii(trim(said));
  std::erase_if(name, [](char c) { return c == '"' || c == '\'' || c == '\\' || c == ' ' || c == ';'; });
  for (const CharsetAlias& alias : charset_aliases) {
    if (name == alias.said) return std::string(alias.meant);
  }
  return name;
}

// Charsets in which ASCII bytes need not be ASCII characters.
bool is_stateful(std::string_view charset) {
  return charset.starts_with("utf-16") || charset.starts_with("utf-32") || charset.starts_with("utf-7") ||
         charset.starts_with("iso-2022") || charset.starts_with("hz") || charset.starts_with("ucs-") ||
         charset.starts_with("iso-10646");
}

// ICU takes an escape sequence that is undone at once for damage; mail programs that join texts write such.
std::string without_idle_escapes(std::string_view bytes) {
  std::string kept;
  kept.reserve(bytes.size());
  const auto escape_at = [&](std::size_t at) {
    const bool known = at + 2 < bytes.size() && bytes[at] == '\x1B' && (bytes[at + 1] == '(' || bytes[at + 1] == '$') &&
                       (bytes[at + 2] == 'B' || bytes[at + 2] == 'J' || bytes[at + 2] == '@' || bytes[at + 2] == 'I');
    return known;
  };
  for (std::size_t at = 0; at < bytes.size();) {
    if (escape_at(at) && escape_at(at + 3)) {
      at += 3;
    } else {
      kept += bytes[at++];
    }
  }
  return kept;
}

bool convert(std::string_view bytes, const std::string& charset, std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* const from = ucnv_open(charset.c_str(), &error);
  if (U_FAILURE(error) || from == nullptr) return false;
  // By way of UTF-16 in bounded steps: what cannot be decoded becomes U+FFFD by ICU's default.
  std::array<UChar, 4096> units{};
  const char* source = bytes.data();
  const char* const source_end = source + bytes.size();
  text.clear();
  text.reserve(bytes.size() + bytes.size() / 4);
  char32_t high = 0;
  do {
    error = U_ZERO_ERROR;
    UChar* target = units.data();
    ucnv_toUnicode(from, &target, target + units.size(), &source, source_end, nullptr, 1, &error);
    for (const UChar* unit = units.data(); unit != target; ++unit) {
      const char32_t value = *unit;
      if (high != 0) {
        if (value >= 0xDC00 && value <= 0xDFFF) {
          append_utf8(text, 0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00));
          high = 0;
          continue;
        }
        append_utf8(text, 0xFFFD);
        high = 0;
      }
      if (value < 0x80) {
        text += static_cast<char>(value);
      } else if (value >= 0xD800 && value <= 0xDBFF) {
        high = value;
      } else {
        append_utf8(text, value >= 0xDC00 && value <= 0xDFFF ? 0xFFFD : value);
      }
    }
  } while (error == U_BUFFER_OVERFLOW_ERROR);
  if (high != 0) append_utf8(text, 0xFFFD);
  ucnv_close(from);
  return U_SUCCESS(error);
}

// Text of which nothing true is said: UTF-8 where it is valid, else what its bytes look like.
std::string guess_text(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string text;
  const Charset charset = detect_charset(as_bytes(bytes), true);
  if (!charset.name.empty() && charset.name != "UTF-8" && convert(bytes, charset.name, text)) return text;
  if (convert(bytes, "windows-1252", text)) return text;
  return to_valid_utf8(bytes);
}

// One encoded word (RFC 2047, 2) at the start of `text`, read leniently.
struct EncodedWord {
  std::string_view charset;
  char encoding = 0;  // 'b' or 'q'.
  std::string_view text;
  std::size_t size = 0;  // 0: there is none.
};
EncodedWord encoded_word_at(std::string_view text) {
  if (!text.starts_with("=?")) return {};
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end == 2 || charset_end > 60) return {};
  EncodedWord word;
  word.charset = text.substr(2, charset_end - 2);
  for (const char c : word.charset) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '=' || c == '<') return {};
  }
  // RFC 2231, 5: a language may follow the charset.
  word.charset = word.charset.substr(0, word.charset.find('*'));
  if (charset_end + 2 >= text.size() || text[charset_end + 2] != '?') return {};
  const char encoding = text[charset_end + 1];
  if (encoding == 'b' || encoding == 'B') word.encoding = 'b';
  if (encoding == 'q' || encoding == 'Q') word.encoding = 'q';
  if (word.encoding == 0) return {};
  const std::size_t begin = charset_end + 3;
  const std::size_t stop = text.find("?=", begin);
  if (stop != std::string_view::npos) {
    word.text = text.substr(begin, stop - begin);
    word.size = stop + 2;
    // The end of another word is not this one's: this one was cut off.
    const std::size_t other = word.text.find("=?");
    if (other != std::string_view::npos) {
      word.text = word.text.substr(0, other);
      word.size = begin + other;
    }
    return word;
  }
  // The closing "?=" is missing: up to the next blank, which no encoded word may hold.
  std::size_t blank = begin;
  while (blank < text.size() && !is_space(text[blank])) ++blank;
  word.text = text.substr(begin, blank - begin);
  if (word.text.ends_with('?')) word.text.remove_suffix(1);
  word.size = blank;
  return word;
}

// Encoding "Q" (RFC 2047, 4.2): "=C3", and underscores for blanks. What is no such sequence stays.
std::string q_decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char c = text[index];
    if (c == '=' && index + 2 < text.size() && hex_value(text[index + 1]) >= 0 && hex_value(text[index + 2]) >= 0) {
      bytes += static_cast<char>(hex_value(text[index + 1]) * 16 + hex_value(text[index + 2]));
      index += 2;
    } else if (c == '_') {
      bytes += ' ';
    } else {
      bytes += c;
    }
  }
  return bytes;
}

std::string unfold(std::string_view raw) {
  if (raw.find_first_of("\r\n\t") == std::string_view::npos) return std::string(trim(raw));
  std::string text;
  text.reserve(raw.size());
  for (std::size_t index = 0; index < raw.size(); ++index) {
    const char c = raw[index];
    if (c == '\r') continue;
    if (c == '\n') {
      // A continuation that lost its blank still is apart from what stands before it.
      if (index + 1 < raw.size() && !is_blank(raw[index + 1])) text += ' ';
      continue;
    }
    text += c == '\t' ? ' ' : c;
  }
  return std::string(trim(text));
}

void append_word(std::string& text, const std::string& decoded, bool addresses, bool in_quotes) {
  if (!addresses) {
    text += decoded;
    return;
  }
  const bool whole_address = decoded.find('@') != std::string::npos && decoded.find('<') != std::string::npos;
  const bool special = decoded.find_first_of("()<>[]:;@\\,\"") != std::string::npos;
  if (!special || whole_address) {
    text += decoded;
    return;
  }
  if (!in_quotes) text += '"';
  for (const char c : decoded) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  if (!in_quotes) text += '"';
}

}  // namespace

std::string_view HeaderBlock::value(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (equals_ignoring_case(field.name, name) && !is_all_blank(field.value)) return field.value;
  }
  return {};
}

bool is_field_line(std::string_view line) {
  std::size_t index = 0;
  while (index < line.size() && line[index] > ' ' && line[index] < 0x7F && line[index] != ':') ++index;
  if (index == 0 || index > 200) return false;
  while (index < line.size() && is_blank(line[index])) ++index;
  return index < line.size() && line[index] == ':';
}

HeaderBlock read_header_block(std::string_view bytes, std::size_t begin, std::size_t end) {
  HeaderBlock block;
  std::size_t position = begin;
  const auto extend = [&](std::string_view line) {
    HeaderField& last = block.fields.back();
    const auto stop = static_cast<std::size_t>(line.data() + line.size() - last.value.data());
    last.value = {last.value.data(), stop};
  };
  while (position < end) {
    std::size_t next = end;
    const std::string_view line = line_at(bytes, position, end, next);
    if (line.empty()) {
      block.body_begin = next;
      return block;
    }
    if (is_blank(line.front())) {
      if (is_all_blank(line)) {
        // Blanks alone: a folded line's leftover where fields go on, else the end of the header.
        std::size_t after = end;
        const bool goes_on = next < end && (is_field_line(line_at(bytes, next, end, after)) || is_blank(bytes[next]));
        if (!goes_on) {
          block.body_begin = next;
          return block;
        }
      }
      if (!block.fields.empty() && !block.over_limit) extend(line);
    } else if (is_field_line(line)) {
      if (block.fields.size() >= header_fields_max) {
        block.over_limit = true;
      } else {
        const std::size_t colon = line.find(':');
        std::string_view name = line.substr(0, colon);
        while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
        block.fields.push_back({name, line.substr(colon + 1)});
      }
    } else {
      // No field. Within a header (a field follows before the next blank line) it belongs to the field before it.
      bool goes_on = false;
      std::size_t ahead = next;
      for (int lines = 0; lines < 3 && ahead < end && !block.fields.empty(); ++lines) {
        const std::string_view following = line_at(bytes, ahead, end, ahead);
        if (following.empty()) break;
        if (is_field_line(following) && !following.starts_with("http")) {
          goes_on = true;
          break;
        }
      }
      if (!goes_on) {
        block.body_begin = position;
        return block;
      }
      if (!block.over_limit) extend(line);
    }
    position = next;
  }
  block.body_begin = end;
  return block;
}

std::string mail_text_to_utf8(std::string_view bytes, std::string_view charset) {
  const std::string name = charset_meant(charset);
  const bool stateful = is_stateful(name);
  if (!stateful) {
    if (is_ascii(bytes)) return std::string(bytes);
    // Valid UTF-8 beyond ASCII is next to never anything else, whatever is claimed by those who claim Latin letters.
    if ((name.empty() || name.starts_with("windows-125") || name.starts_with("iso-8859") || name == "utf-8") &&
        is_valid_utf8(bytes)) {
      return std::string(bytes);
    }
  }
  if (name.empty() || name == "utf-8") {
    if (name == "utf-8") {
      // A few broken characters in true UTF-8, or another charset altogether?
      std::string repaired = to_valid_utf8(bytes);
      std::size_t replaced = 0;
      std::size_t beyond_ascii = 0;
      for (std::size_t index = 0; index < repaired.size();) {
        const char32_t c = next_code_point(repaired, index);
        if (c == 0xFFFD) ++replaced;
        if (c >= 0x80) ++beyond_ascii;
      }
      if (beyond_ascii - replaced >= replaced) return repaired;
    }
    return guess_text(bytes);
  }
  std::string text;
  // A name that ICU opens but that no mail means could still be evil: only plain names are asked for.
  const bool plain_name = name.size() <= 40 && name.find_first_of(",=/") == std::string::npos;
  const bool japanese = name.starts_with("iso-2022-jp");
  if (plain_name && convert(japanese ? without_idle_escapes(bytes) : std::string(bytes), name, text)) return text;
  return guess_text(bytes);
}

std::string header_text(std::string_view raw, std::string_view charset, bool addresses) {
  std::string value = unfold(raw);
  // Nearly all are ASCII without an encoded word, and say what they mean.
  if (value.find("=?") == std::string::npos && is_ascii(value) && !is_stateful(charset_meant(charset))) return value;
  std::string_view rest = value;
  std::string text;
  std::string pending;          // Encoded text of words that belong together, not yet decoded.
  std::string pending_charset;  // Theirs.
  char pending_encoding = 0;
  bool in_quotes = false;
  const auto flush = [&] {
    if (pending_encoding == 0) return;
    std::string bytes;
    if (pending_encoding == 'b') {
      decode_base64(pending, bytes);
    } else {
      bytes = q_decoded(pending);
    }
    std::string decoded = mail_text_to_utf8(bytes, pending_charset.empty() ? charset : pending_charset);
    // A line end inside a decoded word is an old trick to add fields; here it is only a blank.
    std::replace_if(
        decoded.begin(), decoded.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
    append_word(text, decoded, addresses, in_quotes);
    pending.clear();
    pending_encoding = 0;
  };
  const auto give_raw = [&](std::string_view plain) {
    for (std::size_t index = 0; index < plain.size(); ++index) {
      if (plain[index] == '\\') {
        ++index;
      } else if (plain[index] == '"') {
        in_quotes = !in_quotes;
      }
    }
    text += mail_text_to_utf8(plain, charset);
  };
  while (!rest.empty()) {
    std::size_t mark = rest.find("=?");
    EncodedWord word;
    while (mark != std::string_view::npos) {
      word = encoded_word_at(rest.substr(mark));
      if (word.size != 0) break;
      mark = rest.find("=?", mark + 2);
    }
    const std::string_view before = rest.substr(0, mark);
    // Blanks between two encoded words are no part of the text (RFC 2047, 6.2).
    if (!before.empty() && (pending_encoding == 0 || !is_all_blank(before) || mark == std::string_view::npos)) {
      flush();
      give_raw(before);
    }
    if (mark == std::string_view::npos) break;
    // A character may be cut in two by the words' border, so the bytes of equal words are joined before decoding.
    // Each word of a stateful charset is whole in itself.
    if (pending_encoding != word.encoding || is_stateful(charset_meant(pending_charset)) ||
        !equals_ignoring_case(pending_charset, word.charset))
      flush();
    pending_encoding = word.encoding;
    pending_charset = word.charset;
    pending += word.text;
    rest.remove_prefix(mark + word.size);
  }
  flush();
  return std::string(trim(text));
}

std::string_view MimeValue::parameter(std::string_view name) const {
  for (const auto& [key, text] : parameters) {
    if (key == name) return text;
  }
  return {};
}

MimeValue read_mime_value(std::string_view raw, std::string_view charset) {
  const std::string text = unfold(raw);
  MimeValue result;
  std::size_t position = std::min(text.find(';'), text.size());
  {
    std::string_view value = trim(std::string_view(text).substr(0, position));
    // Comments and what else stands after the value are not part of it.
    value = value.substr(0, value.find_first_of(" \t("));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    result.value = to_lower_ascii(value);
  }
  // RFC 2231 pieces: name -> number -> (text, whether percent-encoded).
  struct Piece {
    std::string text;
    bool encoded = false;
  };
  std::map<std::string, std::map<unsigned, Piece>> pieces;
  std::size_t count = 0;
  while (position < text.size() && ++count <= 500) {
    ++position;  // The semicolon.
    while (position < text.size() && (is_space(text[position]) || text[position] == ';')) ++position;
    const std::size_t stop = text.find_first_of("=;", position);
    if (stop == std::string::npos) break;
    if (text[stop] == ';') {
      position = stop;
      continue;
    }
    std::string name = to_lower_ascii(trim(std::string_view(text).substr(position, stop - position)));
    position = stop + 1;
    while (position < text.size() && is_space(text[position])) ++position;
    std::string value;
    if (position < text.size() && text[position] == '"') {
      ++position;
      while (position < text.size()) {
        const char c = text[position];
        if (c == '"') {
          // A quote inside the value that was not escaped: the value goes on unless a separator follows.
          const std::size_t after = text.find_first_not_of(' ', position + 1);
          if (after == std::string::npos || text[after] == ';' || text[after] == '(' ||
              text.find('"', position + 1) == std::string::npos) {
            break;
          }
          // name="a" name2="b" without a separator.
          const std::size_t equals = text.find('=', position + 1);
          if (equals != std::string::npos && text.find('"', position + 1) == equals + 1) break;
        }
        if (c == '\\' && position + 1 < text.size() && (text[position + 1] == '"' || text[position + 1] == '\\')) {
          value += text[position + 1];
          position += 2;
          continue;
        }
        value += c;
        ++position;
      }
      if (position < text.size()) ++position;
      // To the separator; a missing one is forgiven.
      const std::size_t after = text.find_first_not_of(' ', position);
      if (after != std::string::npos && text[after] != ';' && text[after] != '(') {
        position = after - 1;
      } else {
        position = std::min(text.find(';', position), text.size());
      }
    } else {
      const std::size_t separator = std::min(text.find(';', position), text.size());
      value = trim(std::string_view(text).substr(position, separator - position));
      // Only names of files are written with blanks and without quotes.
      if (!name.starts_with("name") && !name.starts_with("filename")) {
        value = value.substr(0, value.find_first_of(" \t("));
      }
      position = separator;
    }
    if (name.empty() || name.size() > 100) continue;
    bool encoded = false;
    if (name.ends_with('*')) {
      encoded = true;
      name.pop_back();
    }
    const std::size_t star = name.rfind('*');
    unsigned number = 0;
    bool continued = false;
    if (star != std::string::npos && star + 1 < name.size() && name.size() - star <= 5 &&
        std::all_of(name.begin() + static_cast<std::ptrdiff_t>(star) + 1, name.end(), is_digit)) {
      for (std::size_t index = star + 1; index < name.size(); ++index) {
        number = number * 10 + static_cast<unsigned>(name[index] - '0');
      }
      name.resize(star);
      continued = true;
    }
    if (encoded || continued) {
      pieces[name].emplace(number, Piece{std::move(value), encoded});
    } else if (result.parameter(name).empty()) {
      result.parameters.emplace_back(std::move(name), header_text(value, charset));
    }
  }
  // The foreign form of a parameter is the truer one (RFC 6266, 4.3 says so for HTTP): it replaces the plain one.
  for (auto& [name, parts] : pieces) {
    std::string value_charset;
    std::string bytes;
    bool first = true;
    bool any_encoded = false;
    for (auto& [number, piece] : parts) {
      std::string_view piece_text = piece.text;
      if (piece.encoded) {
        any_encoded = true;
        if (first) {
          const std::size_t quote = piece_text.find('\'');
          const std::size_t second = quote == std::string_view::npos ? quote : piece_text.find('\'', quote + 1);
          if (second != std::string_view::npos) {
            value_charset = piece_text.substr(0, quote);
            piece_text.remove_prefix(second + 1);
          }
        }
        bytes += percent_decoded(piece_text);
      } else {
        bytes += piece_text;
      }
      first = false;
    }
    std::string value = any_encoded ? mail_text_to_utf8(bytes, value_charset.empty() ? charset : value_charset)
                                    : header_text(bytes, charset);
    std::erase_if(result.parameters, [&, key = &name](const auto& entry) { return entry.first == *key; });
    result.parameters.emplace_back(name, std::move(value));
  }
  return result;
}

std::int64_t read_mail_date(std::string_view raw) {
  // [Mon,] 24 Nov 2014 09:15:02 +0100 (CET); also "Mon Nov 24 09:15:02 2014" as C's asctime writes it.
  static constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  const std::string text = to_lower_ascii(unfold(raw.substr(0, 200)));
  int day = 0;
  int month = 0;
  int year = -1;
  int hour = -1;
  int minute = 0;
  int second = 0;
  int zone_minutes = 0;
  std::size_t position = 0;
  while (position < text.size() && text[position] != '(') {
    const std::size_t stop = std::min(text.find_first_of(" ,", position), text.size());
    const std::string_view token = std::string_view(text).substr(position, stop - position);
    position = stop + 1;
    if (token.empty()) continue;
    const auto number = [](std::string_view digits) {
      int value = 0;
      for (const char c : digits.substr(0, 5)) {
        if (!is_digit(c)) return -1;
        value = value * 10 + (c - '0');
      }
      return digits.empty() ? -1 : value;
    };
    if (token.find(':') != std::string_view::npos) {
      const auto parts = split(token, ':');
      hour = number(parts[0]);
      minute = number(parts[1]);
      second = parts.size() > 2 ? std::max(0, number(parts[2].substr(0, 2))) : 0;
    } else if (token.front() == '+' || token.front() == '-') {
      const int zone = number(token.substr(1));
      if (zone >= 0) zone_minutes = (zone / 100 * 60 + zone % 100) * (token.front() == '-' ? -1 : 1);
    } else if (is_digit(token.front())) {
      const int value = number(token);
      if (value < 0) continue;
      if (day == 0 && token.size() <= 2) {
        day = value;
      } else if (year < 0) {
        year = token.size() == 2 ? (value < 50 ? 2000 + value : 1900 + value) : value;  // RFC 5322, 4.3.
      }
    } else if (token.size() >= 3 && month == 0) {
      const std::size_t found = months.find(token.substr(0, 3));
      if (found != std::string_view::npos && found % 3 == 0) month = static_cast<int>(found / 3) + 1;
    }
  }
  if (day < 1 || day > 31 || month == 0 || year < 1970 || year > 9999 || hour < 0 || hour > 24 || minute < 0 ||
      minute > 60 || second > 61) {
    return 0;
  }
  // Days from the civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  const std::int64_t days = static_cast<std::int64_t>(era) * 146097 + day_of_era - 719468;
  return days * 86400 + hour * 3600 + minute * 60 + second - zone_minutes * 60;
}

}  // namespace constat
