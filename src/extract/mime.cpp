#include "extract/mime.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

#include "base/bytes.h"
#include "base/text.h"

namespace constat {

namespace {

constexpr std::uint8_t base64_pad = 64;
constexpr std::uint8_t base64_blank = 65;
constexpr std::uint8_t base64_other = 66;

constexpr std::array<std::uint8_t, 256> make_base64_table() {
  std::array<std::uint8_t, 256> table{};
  for (auto& entry : table) entry = base64_other;
  for (unsigned index = 0; index < 26; ++index) {
    table['A' + index] = static_cast<std::uint8_t>(index);
    table['a' + index] = static_cast<std::uint8_t>(index + 26);
  }
  for (unsigned index = 0; index < 10; ++index) table['0' + index] = static_cast<std::uint8_t>(index + 52);
  table['+'] = 62;
  table['/'] = 63;
  table['='] = base64_pad;
  for (const unsigned char blank : {' ', '\t', '\r', '\n', '\v', '\f'}) table[blank] = base64_blank;
  return table;
}
constexpr std::array<std::uint8_t, 256> base64_table = make_base64_table();

// Decodes across any cuts: bits that do not make a byte yet wait for the next call.
class Base64Decoder {
 public:
  void line(std::string_view line, std::string& bytes, std::string* stray) {
    const std::size_t size_before = bytes.size();
    const std::uint32_t bits_before = bits_;
    const unsigned count_before = count_;
    const auto* in = reinterpret_cast<const unsigned char*>(line.data());
    const auto* const end = in + line.size();
    bytes.resize(size_before + line.size() / 4 * 3 + 6);
    auto* out = reinterpret_cast<unsigned char*>(bytes.data()) + size_before;
    std::size_t others = 0;
    bool inner_blank = false;
    bool saw_blank = false;
    bool saw_pad = false;
    while (in != end) {
      if (count_ == 0) {
        while (end - in >= 4) {
          const std::uint32_t a = base64_table[in[0]];
          const std::uint32_t b = base64_table[in[1]];
          const std::uint32_t c = base64_table[in[2]];
          const std::uint32_t d = base64_table[in[3]];
          if (((a | b | c | d) & 0xC0U) != 0) break;
          const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
          out[0] = static_cast<unsigned char>(group >> 16);
          out[1] = static_cast<unsigned char>(group >> 8);
          out[2] = static_cast<unsigned char>(group);
          out += 3;
          in += 4;
        }
        if (in == end) break;
      }
      const std::uint8_t value = base64_table[*in++];
      if (value < 64) {
        // What follows the padding and a blank is somebody's remark.
        if (saw_blank && saw_pad) break;
        if (saw_blank) inner_blank = true;
        bits_ = bits_ << 6 | value;
        if (++count_ == 4) {
          *out++ = static_cast<unsigned char>(bits_ >> 16);
          *out++ = static_cast<unsigned char>(bits_ >> 8);
          *out++ = static_cast<unsigned char>(bits_);
          bits_ = 0;
          count_ = 0;
        }
      } else if (value == base64_pad) {
        out = flush(out);
        saw_pad = true;
      } else if (value == base64_blank) {
        saw_blank = true;
      } else {
        ++others;
      }
    }
    // A line of words is no base64: undo it. Single foreign bytes in a line of base64 are damage and are passed over.
    // So is one with blanks in it once padding has ended the base64.
    if ((others != 0 && (inner_blank || others * 16 > line.size())) || (inner_blank && padded_)) {
      bytes.resize(size_before);
      bits_ = bits_before;
      count_ = count_before;
      if (stray != nullptr) {
        *stray += line;
        *stray += '\n';
      }
      return;
    }
    padded_ = padded_ || saw_pad;
    bytes.resize(static_cast<std::size_t>(out - reinterpret_cast<unsigned char*>(bytes.data())));
  }
  // Missing padding at the end is forgiven.
  void finish(std::string& bytes) {
    unsigned char last[2];
    const unsigned char* const stop = flush(last);
    bytes.append(reinterpret_cast<const char*>(last), static_cast<std::size_t>(stop - last));
  }

 private:
  unsigned char* flush(unsigned char* out) {
    if (count_ == 2) {
      *out++ = static_cast<unsigned char>(bits_ >> 4);
    } else if (count_ == 3) {
      *out++ = static_cast<unsigned char>(bits_ >> 10);
      *out++ = static_cast<unsigned char>(bits_ >> 2);
    }
    bits_ = 0;
    count_ = 0;
    return out;
  }

  std::uint32_t bits_ = 0;
  unsigned count_ = 0;
  bool padded_ = false;  // Padding was seen on an earlier line.
};

template <typename Each>
void each_text_line(std::string_view text, const Each& each) {
  while (!text.empty()) {
    const void* const found = std::memchr(text.data(), '\n', text.size());
    const std::size_t stop =
        found == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
    each(text.substr(0, stop));
    text.remove_prefix(stop);
  }
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// How many bytes a uuencoded line says it holds; -1 where its length and its text disagree.
int uu_line_bytes(std::string_view line) {
  if (line.empty() || line.front() < ' ' || line.front() > '`') return -1;
  const int count = (line.front() - ' ') & 0x3F;
  const auto needed = static_cast<std::size_t>((count + 2) / 3 * 4);
  // Trailing blanks, which are zeros, may have been cut off; one check character more is known.
  if (line.size() > 1 + needed + 2) return -1;
  if (line.size() - 1 < static_cast<std::size_t>(count) && needed > line.size() + 3) {
    // Far too short: only where blanks were stripped, which a text cannot tell from damage.
    return line.size() > 1 ? -1 : (count == 0 ? 0 : -1);
  }
  for (const char c : line) {
    if (c < ' ' || c > '`') return -1;
  }
  return count;
}

void uu_line(std::string_view line, std::string& bytes) {
  if (line.empty()) return;
  int left = (line.front() - ' ') & 0x3F;
  line.remove_prefix(1);
  for (std::size_t index = 0; left > 0 && index < line.size(); index += 4) {
    std::uint32_t group = 0;
    for (std::size_t offset = 0; offset < 4; ++offset) {
      const char c = index + offset < line.size() ? line[index + offset] : ' ';
      group = group << 6 | static_cast<std::uint32_t>((c - ' ') & 0x3F);
    }
    for (int shift = 16; shift >= 0 && left > 0; shift -= 8, --left) {
      bytes += static_cast<char>(group >> shift & 0xFF);
    }
  }
}

bool is_begin_line(std::string_view line, std::string_view& name) {
  if (!line.starts_with("begin ")) return false;
  line.remove_prefix(6);
  std::size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '7') ++digits;
  if (digits < 3 || digits > 4 || digits >= line.size() || line[digits] != ' ') return false;
  name = trim(line.substr(digits));
  return !name.empty();
}

std::string_view boundary_of(const MimeValue& type) {
  std::string_view boundary = type.parameter("boundary");
  while (!boundary.empty() && is_space(boundary.back())) boundary.remove_suffix(1);
  return boundary;
}

}  // namespace

TransferEncoding read_transfer_encoding(std::string_view raw) {
  const std::string said = to_lower_ascii(raw);
  if (said.find("base64") != std::string::npos || said.find("base-64") != std::string::npos) {
    return TransferEncoding::base64;
  }
  if (said.find("quoted") != std::string::npos) return TransferEncoding::quoted_printable;
  if (said.find("uu") != std::string::npos) return TransferEncoding::uuencode;
  return TransferEncoding::identity;
}

void decode_base64(std::string_view text, std::string& bytes, std::string* stray) {
  bytes.reserve(bytes.size() + text.size() / 4 * 3 + 8);
  Base64Decoder decoder;
  each_text_line(text, [&](std::string_view line) { decoder.line(without_line_end(line), bytes, stray); });
  decoder.finish(bytes);
}

void decode_quoted_printable(std::string_view text, std::string& bytes) {
  bytes.reserve(bytes.size() + text.size());
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t mark = std::min(text.find('=', position), text.size());
    bytes.append(text.substr(position, mark - position));
    position = mark;
    if (position == text.size()) break;
    if (position + 2 < text.size() && hex_value(text[position + 1]) >= 0 && hex_value(text[position + 2]) >= 0) {
      bytes += static_cast<char>(hex_value(text[position + 1]) * 16 + hex_value(text[position + 2]));
      position += 3;
      continue;
    }
    if (position + 3 == text.size() && hex_value(text[position + 1]) >= 0 && hex_value(text[position + 2]) >= 0) {
      bytes += static_cast<char>(hex_value(text[position + 1]) * 16 + hex_value(text[position + 2]));
      break;
    }
    // A soft line break: blanks that a relay added may stand before the line end.
    std::size_t after = position + 1;
    while (after < text.size() && (text[after] == ' ' || text[after] == '\t' || text[after] == '\r')) ++after;
    if (after == text.size() || text[after] == '\n') {
      position = std::min(after + 1, text.size());
      continue;
    }
    bytes += '=';
    ++position;
  }
}

void decode_uuencode(std::string_view text, std::string& bytes) {
  bool ended = false;
  each_text_line(text, [&](std::string_view line) {
    std::string_view name;
    line = without_line_end(line);
    if (ended || is_begin_line(line, name)) return;
    if (line == "end") {
      ended = true;
    } else {
      uu_line(line, bytes);
    }
  });
}

bool looks_like_base64(std::string_view text) {
  std::size_t good = 0;
  std::size_t bad = 0;
  each_text_line(text.substr(0, 4096), [&](std::string_view line) {
    line = trim(line);
    if (line.empty()) return;
    const bool all = std::all_of(line.begin(), line.end(),
                                 [](char c) { return base64_table[static_cast<unsigned char>(c)] <= base64_pad; });
    ++(all ? good : bad);
  });
  return good > 0 || bad == 0;
}

Result<void> decode_transfer(std::string_view text, TransferEncoding encoding, ByteSink& sink) {
  if (encoding == TransferEncoding::base64 && !looks_like_base64(text)) encoding = TransferEncoding::identity;
  if (encoding == TransferEncoding::identity) return sink.write(as_bytes(text));
  constexpr std::size_t step_bytes = 256 * 1024;
  Base64Decoder base64;
  std::string bytes;
  while (!text.empty()) {
    // Cut at a line end, so that no escape and no encoded line lies across a cut.
    std::size_t stop = text.size();
    if (text.size() > step_bytes) {
      const std::size_t line_end = text.find('\n', step_bytes);
      if (line_end != std::string_view::npos) stop = line_end + 1;
    }
    std::string_view step = text.substr(0, stop);
    text.remove_prefix(stop);
    bytes.clear();
    switch (encoding) {
      case TransferEncoding::base64:
        each_text_line(step, [&](std::string_view line) { base64.line(without_line_end(line), bytes, nullptr); });
        if (text.empty()) base64.finish(bytes);
        break;
      case TransferEncoding::quoted_printable: decode_quoted_printable(step, bytes); break;
      case TransferEncoding::uuencode:
      case TransferEncoding::identity: decode_uuencode(step, bytes); break;
    }
    TRY(sink.write(as_bytes(bytes)));
  }
  return {};
}

std::string decode_transfer_text(std::string_view text, TransferEncoding encoding) {
  std::string bytes;
  switch (encoding) {
    case TransferEncoding::identity: bytes = text; break;
    case TransferEncoding::base64: {
      std::string stray;
      decode_base64(text, bytes, &stray);
      if (!stray.empty()) bytes += "\n" + stray;
      break;
    }
    case TransferEncoding::quoted_printable: decode_quoted_printable(text, bytes); break;
    case TransferEncoding::uuencode:
      // Without a "begin" line it is text that only claims to be encoded.
      if (find_uuencoded(text).empty()) {
        bytes = text;
      } else {
        decode_uuencode(text, bytes);
      }
      break;
  }
  return bytes;
}

std::vector<UuBlock> find_uuencoded(std::string_view text) {
  std::vector<UuBlock> blocks;
  std::size_t position = 0;
  while (position < text.size() && blocks.size() < 1000) {
    std::size_t begin = text.find("begin ", position);
    if (begin == std::string_view::npos) break;
    position = begin + 6;
    if (begin != 0 && text[begin - 1] != '\n') continue;
    std::size_t line_end = text.find('\n', begin);
    if (line_end == std::string_view::npos) break;
    std::string_view name;
    if (!is_begin_line(without_line_end(text.substr(begin, line_end - begin)), name)) continue;
    UuBlock block;
    block.begin = begin;
    block.name = name;
    const std::size_t data_begin = line_end + 1;
    std::size_t at = data_begin;
    std::size_t data_end = data_begin;
    bool any = false;
    while (at < text.size()) {
      const std::size_t stop = std::min(text.find('\n', at), text.size());
      const std::string_view line = without_line_end(text.substr(at, stop - at));
      const std::size_t next = std::min(stop + 1, text.size());
      if (line == "end") {
        at = next;
        break;
      }
      const int count = uu_line_bytes(line);
      if (count < 0 && !line.empty()) break;
      if (count > 0) any = true;
      at = next;
      data_end = next;
    }
    if (!any) continue;
    block.end = at;
    block.data = text.substr(data_begin, data_end - data_begin);
    blocks.push_back(block);
    position = at;
  }
  return blocks;
}

namespace {

class TreeReader {
 public:
  TreeReader(std::string_view message, const Limits& limits) : message_(message), limits_(limits) {}

  MimeTree read(std::size_t begin) {
    position_ = begin;
    open_entity(MimePart::none);
    while (position_ < message_.size()) {
      Delimiter delimiter;
      if (!next_delimiter(delimiter)) break;
      at_delimiter(delimiter);
      if (tree_.over_parts) break;
    }
    finish(message_.size());
    return std::move(tree_);
  }

 private:
  struct Open {
    std::size_t part;
    std::string boundary;
    bool had_parts = false;
    bool closed = false;
    std::size_t shadowed_level = MimePart::none;  // The outer multipart that has the same boundary.
  };
  struct Delimiter {
    std::size_t line_begin = 0;
    std::size_t line_end = 0;  // After the line end.
    std::size_t level = 0;
    bool closing = false;
  };

  // The next line that is a boundary of any open multipart.
  bool next_delimiter(Delimiter& found) {
    while (!open_.empty()) {
      std::size_t begin = position_;
      if (begin != 0 && message_[begin - 1] != '\n') begin = next_line(begin);
      // Only lines that begin with "--" are looked at; memmem finds them at memory speed.
      while (begin < message_.size() && message_.substr(begin, 2) != "--") {
        const void* const hit = ::memmem(message_.data() + begin, message_.size() - begin, "\n--", 3);
        if (hit == nullptr) return false;
        begin = static_cast<std::size_t>(static_cast<const char*>(hit) - message_.data()) + 1;
      }
      if (begin >= message_.size()) return false;
      const std::size_t next = next_line(begin);
      position_ = next;
      std::string_view line = message_.substr(begin + 2, next - begin - 2);
      while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
      if (line.size() > boundary_bytes_max_ + 2) continue;
      auto level = levels_.find(line);
      bool closing = false;
      if (level == levels_.end() && line.ends_with("--")) {
        line.remove_suffix(2);
        while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
        level = levels_.find(line);
        closing = true;
      }
      if (level == levels_.end()) continue;
      found = {begin, next, level->second, closing};
      return true;
    }
    return false;
  }

  std::size_t next_line(std::size_t begin) const {
    const std::size_t line_end = message_.find('\n', begin);
    return line_end == std::string_view::npos ? message_.size() : line_end + 1;
  }

  void at_delimiter(const Delimiter& delimiter) {
    if (!delimiter.closing && tree_.parts.size() >= limits_.mime_parts_max) {
      tree_.over_parts = true;
      return;
    }
    // The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
    std::size_t content_end = delimiter.line_begin;
    if (content_end > 0 && message_[content_end - 1] == '\n') --content_end;
    if (content_end > 0 && message_[content_end - 1] == '\r') --content_end;
    close_leaf(content_end);
    while (open_.size() > delimiter.level + 1) {
      if (!open_.back().closed) tree_.unclosed = true;
      pop(content_end);
    }
    Open& open = open_.back();
    MimePart& multipart = tree_.parts[open.part];
    if (!open.had_parts) {
      multipart.preamble_end = std::max(content_end, multipart.body_begin);
      open.had_parts = true;
    }
    if (delimiter.closing) {
      open.closed = true;
      multipart.epilogue_begin = delimiter.line_end;
      position_ = delimiter.line_end;
      return;
    }
    // A part after the closing boundary: some programs write it too early.
    open.closed = false;
    multipart.epilogue_begin = 0;
    position_ = delimiter.line_end;
    open_entity(open.part);
  }

  void open_entity(std::size_t parent) {
    MimePart part;
    part.parent = parent;
    part.depth = parent == MimePart::none ? 0 : tree_.parts[parent].depth + 1;
    // A header does not go beyond a boundary: it may be missing, and the part may be empty.
    part.header = read_header_block(message_, position_, header_bound());
    part.body_begin = part.header.body_begin;
    part.body_end = message_.size();
    const std::string_view charset = {};
    std::string_view type = part.header.value("Content-Type");
    // Of several, the first that looks like a type.
    for (const HeaderField& field : part.header.fields) {
      if (equals_ignoring_case(field.name, "Content-Type") && field.value.find('/') != std::string_view::npos) {
        type = field.value;
        break;
      }
    }
    part.content_type = read_mime_value(type, charset);
    part.disposition = read_mime_value(part.header.value("Content-Disposition"), charset);
    part.encoding = read_transfer_encoding(part.header.value("Content-Transfer-Encoding"));
    part.declares_type = part.content_type.value.find('/') != std::string::npos;
    if (!part.declares_type) {
      const bool digest = parent != MimePart::none && tree_.parts[parent].content_type.value == "multipart/digest";
      if (part.content_type.value.starts_with("multipart")) {
        part.content_type.value = "multipart/mixed";
      } else if (digest) {
        part.content_type.value = "message/rfc822";
      } else {
        part.content_type.value = "text/plain";
      }
    }
    position_ = part.body_begin;
    std::string boundary;
    bool multipart = part.content_type.value.starts_with("multipart/");
    if (multipart && part.depth >= limits_.nesting_max) {
      tree_.over_depth = true;
      multipart = false;
    }
    if (multipart) {
      boundary = boundary_of(part.content_type);
      if (boundary.empty() || !occurs(boundary, part.body_begin)) boundary = guess_boundary(part.body_begin);
    }
    part.is_multipart = multipart && !boundary.empty();
    part.preamble_end = part.body_begin;
    tree_.parts.push_back(std::move(part));
    if (tree_.parts.back().is_multipart) {
      leaf_open_ = false;
      open_.push_back({tree_.parts.size() - 1, std::move(boundary), false, false, MimePart::none});
      Open& open = open_.back();
      boundary_bytes_max_ = std::max(boundary_bytes_max_, open.boundary.size());
      const auto [entry, added] = levels_.emplace(open.boundary, open_.size() - 1);
      if (!added) {
        open.shadowed_level = entry->second;
        entry->second = open_.size() - 1;
      }
    } else {
      leaf_open_ = true;
    }
  }

  // Where the header of a part must end at the latest: the next line that is a boundary in scope.
  std::size_t header_bound() {
    if (open_.empty()) return message_.size();
    // Line by line to the first blank one, so that no byte is looked at twice.
    std::size_t line = position_;
    while (line < message_.size() && message_[line] != '\n' && message_.substr(line, 2) != "\r\n") {
      if (message_.substr(line, 2) == "--") {
        std::string_view text = message_.substr(line + 2, next_line(line) - line - 2);
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
        if (levels_.find(text) != levels_.end() ||
            (text.ends_with("--") && levels_.find(text.substr(0, text.size() - 2)) != levels_.end())) {
          return line;
        }
      }
      line = next_line(line);
    }
    return message_.size();
  }

  // Whether a line with that boundary stands anywhere below. Believed unseen once the looking has cost four passes over
  // the message: multiparts nested by the thousand must not make it a square of the size.
  bool occurs(std::string_view boundary, std::size_t from) {
    const std::string line = "--" + std::string(boundary);
    std::size_t at = from;
    while (at < message_.size()) {
      if (looked_bytes_ / 4 > message_.size()) return true;
      const void* const hit = ::memmem(message_.data() + at, message_.size() - at, line.data(), line.size());
      if (hit == nullptr) {
        looked_bytes_ += message_.size() - at;
        return false;
      }
      const std::size_t before = at;
      at = static_cast<std::size_t>(static_cast<const char*>(hit) - message_.data());
      looked_bytes_ += at - before + line.size();
      if (at == 0 || message_[at - 1] == '\n') return true;
      at += line.size();
    }
    return false;
  }

  // The boundary is not told, or never comes: a line that begins with "--" and is followed by a part's header is one.
  std::string guess_boundary(std::size_t from) const {
    std::size_t line = from;
    while (line < message_.size() && line - from < 32 * 1024) {
      const std::size_t next = next_line(line);
      if (message_.substr(line, 2) == "--" && next < message_.size()) {
        const std::string following = to_lower_ascii(message_.substr(next, 8));
        std::string_view text = message_.substr(line + 2, next - line - 2);
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
        // An outer multipart's boundary is not this one's.
        if (following == "content-" && !text.empty() && text.size() <= 200 && levels_.find(text) == levels_.end()) {
          return std::string(text);
        }
      }
      line = next;
    }
    return {};
  }

  void close_leaf(std::size_t end) {
    if (!leaf_open_) return;
    MimePart& part = tree_.parts.back();
    part.body_end = std::max(end, part.body_begin);
    leaf_open_ = false;
  }

  void pop(std::size_t end) {
    Open& open = open_.back();
    MimePart& part = tree_.parts[open.part];
    part.body_end = std::max(end, part.body_begin);
    if (!open.had_parts) part.is_multipart = false;
    const auto entry = levels_.find(std::string_view(open.boundary));
    if (entry != levels_.end()) {
      if (open.shadowed_level == MimePart::none) {
        levels_.erase(entry);
      } else {
        entry->second = open.shadowed_level;
      }
    }
    open_.pop_back();
  }

  void finish(std::size_t end) {
    close_leaf(end);
    while (!open_.empty()) {
      if (!open_.back().closed) tree_.unclosed = true;
      pop(end);
    }
  }

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::string_view message_;
  const Limits& limits_;
  MimeTree tree_;
  std::size_t position_ = 0;
  bool leaf_open_ = false;
  std::vector<Open> open_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> levels_;  // Boundary -> index in open_.
  std::size_t boundary_bytes_max_ = 0;
  std::uint64_t looked_bytes_ = 0;
};

}  // namespace

MimeTree read_mime_tree(std::string_view message, std::size_t begin, const Limits& limits) {
  return TreeReader(message, limits).read(begin);
}

}  // namespace constat
