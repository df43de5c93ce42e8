#include "extract/content_line.h"

#include <algorithm>

#include "base/text.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

std::string from_quoted_printable(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '=' && at + 2 < text.size() + 0 && hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0) {
      decoded += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

std::string from_base64(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size() / 4 * 3);
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (is_digit(c)) value = c - '0' + 52;
    if (c == '+' || c == '-') value = 62;
    if (c == '/' || c == '_') value = 63;
    if (c == '=') break;
    if (value < 0) continue;
    bits = (bits << 6) | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded += static_cast<char>((bits >> count) & 0xFF);
  }
  return decoded;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

}  // namespace

std::string_view ContentLine::parameter(std::string_view upper_name) const {
  for (const auto& [key, text] : parameters) {
    if (key == upper_name) return text;
  }
  return {};
}

bool ContentLines::take_line(std::string_view& line) {
  if (at_ >= bytes_.size()) return false;
  const std::size_t end = bytes_.find_first_of("\r\n", at_);
  line = bytes_.substr(at_, end == std::string_view::npos ? end : end - at_);
  at_ = end == std::string_view::npos ? bytes_.size() : end + 1;
  if (end != std::string_view::npos && bytes_[end] == '\r' && at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
  return true;
}

std::optional<ContentLine> ContentLines::next() {
  std::string_view line;
  while (true) {
    const std::size_t begin = at_;
    if (!take_line(line)) return std::nullopt;
    if (trim(line).empty()) continue;
    std::string whole(line);
    // Where the value begins is known by the first physical line in all but freak cases: the place stays right there.
    const auto folded = [&] { return at_ < bytes_.size() && (bytes_[at_] == ' ' || bytes_[at_] == '\t'); };
    while (folded()) {
      take_line(line);
      whole += line.substr(1);
    }
    // To the colon, outside quotes.
    std::size_t colon = 0;
    bool quoted = false;
    for (; colon < whole.size() && (quoted || whole[colon] != ':'); ++colon) {
      if (whole[colon] == '"') quoted = !quoted;
    }
    if (colon == whole.size()) {
      colon = whole.find(':');
      if (colon == std::string::npos) {
        ++lines_skipped_;
        continue;
      }
    }
    ContentLine content;
    content.offset_bytes = begin + colon + 1;
    std::string_view head = std::string_view(whole).substr(0, colon);
    std::vector<std::string_view> parts;
    std::size_t part_begin = 0;
    quoted = false;
    for (std::size_t at = 0; at <= head.size(); ++at) {
      if (at < head.size() && head[at] == '"') quoted = !quoted;
      if (at < head.size() && (head[at] != ';' || quoted)) continue;
      parts.push_back(head.substr(part_begin, at - part_begin));
      part_begin = at + 1;
    }
    std::string_view name = trim(parts.front());
    if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
    content.name = upper(name);
    bool quoted_printable = false;
    bool base64 = false;
    for (std::size_t index = 1; index < parts.size(); ++index) {
      const std::size_t equals = parts[index].find('=');
      const std::string key = equals == std::string_view::npos ? "TYPE" : upper(trim(parts[index].substr(0, equals)));
      std::string_view text = trim(equals == std::string_view::npos ? parts[index] : parts[index].substr(equals + 1));
      if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
      const std::string coding = upper(text);
      if ((key == "ENCODING" || key == "TYPE") && coding == "QUOTED-PRINTABLE") quoted_printable = true;
      if ((key == "ENCODING" || key == "TYPE") && (coding == "BASE64" || coding == "B")) base64 = true;
      content.parameters.emplace_back(key, to_valid_utf8(text));
    }
    content.value = whole.substr(colon + 1);
    if (quoted_printable) {
      while (content.value.ends_with('=') && take_line(line)) {
        content.value.pop_back();
        content.value += line;
      }
      content.value = from_quoted_printable(content.value);
    } else if (base64) {
      // vCard 2.1 of careless writers: not folded, ended by a blank line.
      while (content.value.size() % 4 != 0 || content.value.empty()) {
        const std::size_t before = at_;
        if (!take_line(line)) break;
        if (line.find(':') != std::string_view::npos || trim(line).empty()) {
          at_ = before;
          break;
        }
        content.value += trim(line);
      }
      content.value = from_base64(content.value);
      content.is_binary = true;
      content.media_type = content.parameter("FMTTYPE");
    } else if (to_lower_ascii(std::string_view(content.value).substr(0, 5)) == "data:") {
      const std::size_t comma = content.value.find(',');
      const std::string_view head_of_data =
          std::string_view(content.value).substr(5, comma == std::string::npos ? 0 : comma - 5);
      if (head_of_data.ends_with(";base64")) {
        content.media_type = head_of_data.substr(0, head_of_data.find(';'));
        content.value = from_base64(std::string_view(content.value).substr(comma + 1));
        content.is_binary = true;
      }
    }
    if (!content.is_binary) {
      const std::string_view declared = content.parameter("CHARSET");
      if (!is_valid_utf8(content.value)) {
        auto decoded = declared.empty() || equals_ignoring_case(declared, "utf-8")
                           ? decode_to_utf8(as_bytes(content.value), charset_.empty() ? "windows-1252" : charset_)
                           : decode_to_utf8(as_bytes(content.value), declared);
        content.value = decoded ? std::move(*decoded) : to_valid_utf8(content.value);
      } else if (!declared.empty() && !equals_ignoring_case(declared, "utf-8") &&
                 std::any_of(content.value.begin(), content.value.end(), [](char c) { return c == '\x1b'; })) {
        // ISO-2022-JP and its like: seven bits, escape characters.
        if (auto decoded = decode_to_utf8(as_bytes(content.value), declared)) content.value = std::move(*decoded);
      }
    }
    return content;
  }
}

std::string unescaped(std::string_view value) {
  std::string text;
  text.reserve(value.size());
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] != '\\' || at + 1 == value.size()) {
      text += value[at];
      continue;
    }
    const char next = value[++at];
    text += next == 'n' || next == 'N' ? '\n' : next;
  }
  return text;
}

std::vector<std::string> split_escaped(std::string_view value, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= value.size(); ++at) {
    if (at < value.size() && value[at] == '\\') {
      ++at;
      continue;
    }
    if (at < value.size() && value[at] != separator) continue;
    parts.push_back(unescaped(value.substr(begin, at - begin)));
    begin = at + 1;
  }
  if (begin <= value.size() && begin != 0 && parts.empty()) parts.push_back(unescaped(value));
  if (parts.empty()) parts.push_back(unescaped(value));
  return parts;
}

std::string plain_date(std::string_view value) {
  const std::string_view text = trim(value);
  const auto digits = [&](std::size_t from, std::size_t count) {
    if (from + count > text.size()) return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + count), is_digit);
  };
  if (digits(0, 8) && (text.size() == 8 || text[8] == 'T')) {
    std::string date =
        std::string(text.substr(0, 4)) + '-' + std::string(text.substr(4, 2)) + '-' + std::string(text.substr(6, 2));
    if (text.size() > 8 && digits(9, 6) && text.substr(9, 6) != "000000") {
      date += ' ' + std::string(text.substr(9, 2)) + ':' + std::string(text.substr(11, 2)) + ':' +
              std::string(text.substr(13, 2)) + std::string(text.substr(15));
    }
    return date;
  }
  if (digits(0, 4) && text.size() > 10 && text[4] == '-' && text[10] == 'T' && text.substr(11, 8) == "00:00:00") {
    return std::string(text.substr(0, 10));
  }
  return std::string(value);
}

}  // namespace constat
