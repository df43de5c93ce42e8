// LDIF (RFC 2849), the dump of a directory (LDAP, Active Directory): entries parted by blank lines, an attribute a
// line, folded, in base64 where it is not plain text. Entries are the rows of one table whose columns are the
// attributes, so that what a person's entry holds stays together; read as they come, in bounded memory. A cell is
// placed by the byte where its value begins. Values that are no text: pictures, certificates and what is long are
// members ("jpegPhoto-3"); short ones (a GUID, a SID) stand as they are written, in base64. Comments stand in a column
// of their own, beside the entry that they precede. Not read: what "attribute:< URL" points to (the URL is given).
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "extract/carried_text.h"
#include "extract/extractors.h"
#include "extract/known_binary.h"
#include "extract/mime.h"
#include "extract/record_table.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t entry_bytes_max = 32U << 20;
constexpr std::size_t entries_learned = 200;
constexpr std::size_t ldif_name_bytes_max = 200;
constexpr std::size_t binary_cell_bytes_max = 4096;

constexpr std::string_view comment_name = "comment";

// RFC 4519 gives an attribute a short and a long name; columns are typed by names that people use.
std::string_view column_name(std::string_view attribute) {
  if (equals_ignoring_case(attribute, "sn")) return "surname";
  if (equals_ignoring_case(attribute, "l")) return "locality";
  return attribute;
}

struct Attribute {
  std::string name;  // Without options (";binary").
  std::string value;
  std::uint64_t offset_bytes = 0;
  bool is_binary = false;
  bool is_comment = false;
};

// The line that begins at `at`, without its end; `at` goes behind it.
std::string_view take_ldif_line(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  at = std::min(end + 1, text.size());
  std::string_view line = text.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// An attribute's description (RFC 4512, 2.5) before its colon; npos where the line has none.
std::size_t colon_of(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && at <= ldif_name_bytes_max &&
         (is_alnum(line[at]) || line[at] == '-' || line[at] == '.' || line[at] == ';' || line[at] == '_' ||
          line[at] == '=' || line[at] == '*')) {
    ++at;
  }
  if (at == 0 || at > ldif_name_bytes_max || at >= line.size() || line[at] != ':' || !is_alnum(line[0]))
    return line.npos;
  return at;
}

bool is_ldif_text(std::string_view bytes) {
  return is_valid_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
         });
}

// What a value in base64 says: text in UTF-8, or in UTF-16 (an Active Directory password in its quotes).
void decode_value(Attribute& attribute) {
  std::string bytes;
  decode_base64(attribute.value, bytes);
  if (is_ldif_text(bytes)) {
    attribute.value = std::move(bytes);
    return;
  }
  if (bytes.size() >= 4 && bytes.size() % 2 == 0) {
    bool latin = true;
    for (std::size_t at = 0; at + 1 < bytes.size() && latin; at += 2)
      latin = bytes[at] != '\0' && bytes[at + 1] == '\0';
    if (latin) {
      if (auto text = decode_to_utf8(as_bytes(bytes), "UTF-16LE"); text && is_ldif_text(*text)) {
        std::string_view inner = *text;
        if (inner.size() > 2 && inner.front() == '"' && inner.back() == '"') inner = inner.substr(1, inner.size() - 2);
        attribute.value = inner;
        return;
      }
    }
  }
  if (bytes.size() > binary_cell_bytes_max || known_binary(as_bytes(bytes)) != nullptr) {
    attribute.is_binary = true;
    attribute.value = std::move(bytes);
  }
}

class LdifReader {
 public:
  LdifReader(Source& source, const ExtractContext& context, Output& out)
      : source_(source), context_(context), out_(out), table_(out) {}

  Result<void> read() {
    {
      CarriedText head(source_, context_.charset, 0, source_.size_bytes());
      TRY(head.read_on(0));
      std::size_t at = 0;
      for (std::size_t count = 0; count < entries_learned; ++count) {
        const std::size_t end = entry_end(head.text(), at, at);
        if (end == std::string_view::npos) break;
        parse(head.text().substr(at, end - at), [&](const char* byte) { return head.offset_of(byte); });
        table_.learn(fields());
        at = end;
      }
      stray_lines_ = 0;
    }
    CarriedText window(source_, context_.charset, 0, source_.size_bytes());
    std::size_t at = 0;
    std::size_t looked_at = 0;
    for (;;) {
      const std::string_view text = window.text();
      while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
      looked_at = std::max(looked_at, at);
      std::size_t end = entry_end(text, at, looked_at);
      if (end == std::string_view::npos) {
        if (window.ended() || text.size() - at > entry_bytes_max) {
          if (at >= text.size()) break;
          // Without an end: what there is, to a line's end where the rest is still to come.
          end = text.size();
          if (!window.ended()) {
            const std::size_t line = text.rfind('\n');
            if (line != std::string_view::npos && line > at) end = line + 1;
          }
        } else {
          looked_at = text.size() - at;
          TRY(window.read_on(at));
          at = 0;
          continue;
        }
      }
      parse(text.substr(at, end - at), [&](const char* byte) { return window.offset_of(byte); });
      give();
      at = end;
    }
    table_.end();
    if (stray_lines_ != 0) {
      out_.gap(Status::partly_read,
               "lines that are no attributes of an entry, read as comments: " + std::to_string(stray_lines_));
    }
    return {};
  }

 private:
  // Behind the blank line that ends the entry at `at`; npos where there is none yet. Looks from `from` on.
  static std::size_t entry_end(std::string_view text, std::size_t at, std::size_t from) {
    std::size_t line = from <= at + 2 ? at : from - 2;
    for (;;) {
      line = text.find('\n', line);
      if (line == std::string_view::npos) return line;
      ++line;
      if (line < text.size() && text[line] == '\n') return line + 1;
      if (line + 1 < text.size() && text[line] == '\r' && text[line + 1] == '\n') return line + 2;
    }
  }

  template <typename OffsetOf>
  void parse(std::string_view entry, const OffsetOf& offset_of) {
    attributes_.clear();
    std::size_t at = 0;
    bool in_base64 = false;
    const auto finish = [&] {
      if (in_base64) decode_value(attributes_.back());
      in_base64 = false;
    };
    while (at < entry.size()) {
      const std::string_view line = take_ldif_line(entry, at);
      if (line.empty()) continue;
      if (line[0] == ' ' && !attributes_.empty()) {
        attributes_.back().value += line.substr(1);
        continue;
      }
      finish();
      // "-" parts the changes of one entry.
      if (line == "-") continue;
      const std::size_t colon = line[0] == '#' ? line.npos : colon_of(line);
      if (colon == line.npos) {
        if (line[0] != '#') ++stray_lines_;
        const std::string_view said = trim(line.substr(line[0] == '#' ? 1 : 0));
        if (said.empty()) continue;
        if (!attributes_.empty() && attributes_.back().is_comment) {
          attributes_.back().value += '\n';
          attributes_.back().value += said;
        } else {
          attributes_.push_back({std::string(comment_name), std::string(said), offset_of(said.data()), false, true});
        }
        continue;
      }
      std::size_t value = colon + 1;
      in_base64 = value < line.size() && line[value] == ':';
      if (value < line.size() && (line[value] == ':' || line[value] == '<')) ++value;
      while (value < line.size() && line[value] == ' ') ++value;
      const std::string_view name = line.substr(0, std::min(colon, line.find(';')));
      // Folded at once: the value stands on the next line.
      std::uint64_t offset = offset_of(line.data());
      offset = value < line.size() ? offset_of(line.data() + value) : offset;
      attributes_.push_back({std::string(column_name(name)), std::string(line.substr(value)), offset, false, false});
    }
    finish();
  }

  // Binary values are members and have no column.
  std::span<const RecordField> fields() {
    fields_.clear();
    for (Attribute& attribute : attributes_) {
      if (attribute.is_binary) continue;
      fields_.push_back({std::move(attribute.name), std::move(attribute.value), attribute.offset_bytes});
    }
    return fields_;
  }

  void give() {
    for (const Attribute& attribute : attributes_) {
      if (attribute.is_binary) give_member(attribute);
    }
    table_.give(fields());
  }

  void give_member(const Attribute& attribute) {
    Member member;
    member.index = members_++;
    const std::string name = attribute.name + '-' + std::to_string(members_);
    member.name = name;
    member.packed_bytes = attribute.value.size();
    const ByteView bytes = as_bytes(attribute.value);
    out_.member(member, [bytes]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<MemorySource>(bytes));
    });
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  std::vector<Attribute> attributes_;  // Of the entry in hand.
  std::vector<RecordField> fields_;
  RecordTable table_;
  std::uint64_t members_ = 0;
  std::uint64_t stray_lines_ = 0;
};

}  // namespace

// An entry's name and an attribute behind it: "dn: " with a "=" in it, then "name: value", as the first thing that is
// no comment and no version.
int probe_ldif(const Head& head) {
  std::size_t at = 0;
  std::string_view text = head.text;
  bool named = false;
  bool versioned = false;
  while (at < text.size()) {
    const std::string_view line = take_ldif_line(text, at);
    if (line.empty() || line[0] == '#') {
      if (named) return 0;
      continue;
    }
    if (named && line[0] == ' ') continue;
    const std::size_t colon = colon_of(line);
    if (colon == line.npos) return 0;
    const std::string name = to_lower_ascii(line.substr(0, colon));
    if (named) return 85;
    if (name == "version" && !versioned) {
      versioned = true;
      continue;
    }
    if (name != "dn") return 0;
    const std::string_view value = line.substr(colon + 1);
    // The name of the root is empty.
    if (!value.starts_with(':') && value.find('=') == value.npos && !trim(value).empty()) return 0;
    named = true;
  }
  return 0;
}

Result<void> extract_ldif(Source& source, const ExtractContext& context, Output& out) {
  return LdifReader(source, context, out).read();
}

}  // namespace constat
