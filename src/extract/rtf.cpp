// Rich Text Format. Source: Rich Text Format (RTF) Specification 1.9.1 (Microsoft, 2008).
// Given: the body ("body", tables as "table1"...), "headers", "notes", "comments", "deleted", "fields", "textboxes",
// properties of the info group. Members: pictures and embedded objects, as their bytes.
// Text is decoded by the code page of its font, by \ansicpg, or as \u says. Nesting is bounded by limits.nesting_max;
// one pass over the bytes, memory for one paragraph and one embedded object.
#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/text_coding.h"
#include "extract/text_flow.h"

namespace constat {

namespace {

enum class Destination : std::uint8_t {
  text,
  skipped,
  font_table,
  info,      // Holds properties, no text itself.
  property,  // Its text is a property.
  property_name,
  field_instruction,
  blob,  // Hexadecimal or binary bytes.
};

struct Group {
  Destination destination = Destination::text;
  int unicode_skip = 1;  // \uc: how many characters stand in for a \u.
  int font = -1;
  bool is_deleted = false;
  bool opens_aside = false;
  bool is_star = false;  // {\* ...
};

// Microsoft's code page numbers as ICU's names.
std::string charset_of(int code_page) {
  switch (code_page) {
    case 437: return "ibm-437";
    case 850: return "ibm-850";
    case 852: return "ibm-852";
    case 866: return "ibm-866";
    case 874: return "windows-874";
    case 932: return "windows-932";
    case 936: return "GBK";
    case 949: return "windows-949";
    case 950: return "Big5";
    case 1361: return "johab";
    case 10000: return "macintosh";
    case 65001: return "UTF-8";
    default: break;
  }
  if (code_page >= 1250 && code_page <= 1258) return "windows-" + std::to_string(code_page);
  return "windows-1252";
}

// \fcharset (font table): Windows' character sets.
int code_page_of_charset(int charset) {
  switch (charset) {
    case 77: return 10000;
    case 128: return 932;
    case 129: return 949;
    case 130: return 1361;
    case 134: return 936;
    case 136: return 950;
    case 161: return 1253;
    case 162: return 1254;
    case 163: return 1258;
    case 177: return 1255;
    case 178: return 1256;
    case 186: return 1257;
    case 204: return 1251;
    case 222: return 874;
    case 238: return 1250;
    case 254: return 437;
    case 255: return 850;
    case 0: return 1252;
    default: return 0;  // The document's.
  }
}

bool is_lead_byte(int code_page, unsigned char byte) {
  switch (code_page) {
    case 932: return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
    case 936:
    case 949:
    case 950:
    case 1361: return byte >= 0x81 && byte <= 0xFE;
    default: return false;
  }
}

// Reads a source byte by byte.
class Bytes {
 public:
  explicit Bytes(Source& source) : source_(source), size_(source.size_bytes()) {
    if (const auto view = source.view()) {
      block_ = *view;
      next_ = size_;
    } else {
      storage_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size_, 256U << 10)));
    }
  }
  // -1 at the end.
  int get() {
    if (at_ == block_.size() && !fill()) return -1;
    return static_cast<unsigned char>(block_[at_++]);
  }
  int peek() {
    if (at_ == block_.size() && !fill()) return -1;
    return static_cast<unsigned char>(block_[at_]);
  }
  // The bytes from here on that are in memory; at least one, but at the end.
  ByteView rest() {
    if (at_ == block_.size() && !fill()) return {};
    return block_.subspan(at_);
  }
  void advance(std::size_t count) { at_ += count; }
  const std::optional<Error>& error() const { return error_; }

 private:
  bool fill() {
    if (next_ >= size_ || error_) return false;
    auto got = source_.read_at(next_, storage_);
    if (!got) {
      error_ = got.error();
      return false;
    }
    if (*got == 0) return false;
    next_ += *got;
    block_ = ByteView(storage_).first(*got);
    at_ = 0;
    return true;
  }

  Source& source_;
  std::uint64_t size_;
  std::uint64_t next_ = 0;
  Buffer storage_;
  ByteView block_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

enum class Word : std::uint8_t {
  none,
  skip,
  paragraph,
  line,
  tab,
  cell,
  row,
  nested_cell,
  nested_row,
  row_begin,
  in_table,
  paragraph_reset,
  plain,
  unicode,
  unicode_skip,
  font,
  font_charset,
  font_code_page,
  default_font,
  ansi_code_page,
  mac,
  pc,
  pca,
  font_table,
  info,
  property,
  user_properties,
  property_name,
  field_instruction,
  header,
  note,
  comment,
  comment_author,
  text_box,
  deleted,
  upr,
  unicode_destination,
  picture,
  object_data,
  binary,
  symbol,
  text_again,
};

struct Known {
  Word word;
  std::string_view detail = {};
};

const Known* known_word(std::string_view word) {
  static const std::unordered_map<std::string_view, Known> words = {
      {"colortbl", {Word::skip}},
      {"stylesheet", {Word::skip}},
      {"listtable", {Word::skip}},
      {"listoverridetable", {Word::skip}},
      {"rsidtbl", {Word::skip}},
      {"generator", {Word::property, "application"}},
      {"themedata", {Word::skip}},
      {"colorschememapping", {Word::skip}},
      {"datastore", {Word::skip}},
      {"latentstyles", {Word::skip}},
      {"xmlnstbl", {Word::skip}},
      {"filetbl", {Word::skip}},
      {"revtbl", {Word::skip}},
      {"panose", {Word::skip}},
      {"falt", {Word::skip}},
      {"fontemb", {Word::skip}},
      {"objclass", {Word::skip}},
      {"objname", {Word::skip}},
      {"bkmkstart", {Word::skip}},
      {"bkmkend", {Word::skip}},
      {"sn", {Word::skip}},
      {"sv", {Word::skip}},
      {"nonshppict", {Word::skip}},
      {"pgptbl", {Word::skip}},
      {"mmathPr", {Word::skip}},
      {"wgrffmtfilter", {Word::skip}},
      {"blipuid", {Word::skip}},
      {"picprop", {Word::skip}},
      {"ftnsep", {Word::skip}},
      {"ftnsepc", {Word::skip}},
      {"aftnsep", {Word::skip}},
      {"aftnsepc", {Word::skip}},
      {"atnid", {Word::comment_author}},
      {"atnref", {Word::skip}},
      {"atndate", {Word::skip}},
      {"atnparent", {Word::skip}},
      {"formfield", {Word::skip}},
      {"xe", {Word::skip}},
      {"tc", {Word::skip}},
      {"par", {Word::paragraph}},
      {"sect", {Word::paragraph}},
      {"page", {Word::paragraph}},
      {"column", {Word::paragraph}},
      {"line", {Word::line}},
      {"softline", {Word::line}},
      {"tab", {Word::tab}},
      {"cell", {Word::cell}},
      {"row", {Word::row}},
      {"nestcell", {Word::nested_cell}},
      {"nestrow", {Word::nested_row}},
      {"trowd", {Word::row_begin}},
      {"intbl", {Word::in_table}},
      {"pard", {Word::paragraph_reset}},
      {"plain", {Word::plain}},
      {"u", {Word::unicode}},
      {"uc", {Word::unicode_skip}},
      {"f", {Word::font}},
      {"fcharset", {Word::font_charset}},
      {"cpg", {Word::font_code_page}},
      {"deff", {Word::default_font}},
      {"ansicpg", {Word::ansi_code_page}},
      {"mac", {Word::mac}},
      {"pc", {Word::pc}},
      {"pca", {Word::pca}},
      {"fonttbl", {Word::font_table}},
      {"info", {Word::info}},
      {"title", {Word::property, "title"}},
      {"subject", {Word::property, "subject"}},
      {"author", {Word::property, "author"}},
      {"operator", {Word::property, "last-modified-by"}},
      {"manager", {Word::property, "manager"}},
      {"company", {Word::property, "company"}},
      {"keywords", {Word::property, "keywords"}},
      {"doccomm", {Word::property, "description"}},
      {"category", {Word::property, "category"}},
      {"hlinkbase", {Word::property, "hyperlink-base"}},
      {"userprops", {Word::user_properties}},
      {"propname", {Word::property_name}},
      {"staticval", {Word::property, "custom"}},
      {"fldinst", {Word::field_instruction}},
      {"fldrslt", {Word::text_again}},
      {"shptxt", {Word::text_box}},
      {"dptxbxtext", {Word::text_box}},
      {"header", {Word::header}},
      {"headerl", {Word::header}},
      {"headerr", {Word::header}},
      {"headerf", {Word::header}},
      {"footer", {Word::header}},
      {"footerl", {Word::header}},
      {"footerr", {Word::header}},
      {"footerf", {Word::header}},
      {"footnote", {Word::note}},
      {"annotation", {Word::comment}},
      {"atnauthor", {Word::comment_author}},
      {"deleted", {Word::deleted}},
      {"upr", {Word::upr}},
      {"ud", {Word::unicode_destination}},
      {"pict", {Word::picture}},
      {"objdata", {Word::object_data}},
      {"bin", {Word::binary}},
      {"shppict", {Word::text_again}},
      {"shpinst", {Word::text_again}},
      {"shp", {Word::text_again}},
      {"do", {Word::text_again}},
      {"htmltag", {Word::skip}},
      {"mhtmltag", {Word::skip}},
      {"pntext", {Word::text_again}},
      {"nonesttables", {Word::skip}},
      {"nesttableprops", {Word::text_again}},
      {"emdash", {Word::symbol, "\xE2\x80\x94"}},
      {"endash", {Word::symbol, "\xE2\x80\x93"}},
      {"lquote", {Word::symbol, "\xE2\x80\x98"}},
      {"rquote", {Word::symbol, "\xE2\x80\x99"}},
      {"ldblquote", {Word::symbol, "\xE2\x80\x9C"}},
      {"rdblquote", {Word::symbol, "\xE2\x80\x9D"}},
      {"bullet", {Word::symbol, "\xE2\x80\xA2"}},
      {"emspace", {Word::symbol, " "}},
      {"enspace", {Word::symbol, " "}},
      {"qmspace", {Word::symbol, " "}},
  };
  const auto found = words.find(word);
  return found == words.end() ? nullptr : &found->second;
}

int hex_digit(int c) { return c < 0 || c > 0x7F ? -1 : hex_value(static_cast<char>(c)); }

class RtfReader {
 public:
  RtfReader(Source& source, const ExtractContext& context, Output& out)
      : bytes_(source),
        limits_(context.limits),
        out_(out),
        flow_("body", context.limits, out),
        beside_(context.limits, out),
        headers_("headers", context.limits, out) {}

  Result<void> read() {
    groups_.emplace_back();
    for (;;) {
      const int c = bytes_.get();
      if (c < 0) break;
      if (c == '{') {
        open_group();
      } else if (c == '}') {
        if (!close_group()) break;
      } else if (c == '\\') {
        control();
      } else if (c != '\r' && c != '\n' && c != 0) {
        character(c);
      }
    }
    flush_bytes();
    const bool is_open = depth_ > 0;
    while (groups_.size() > 1) end_group();
    flow_.finish();
    headers_.flush();
    beside_.flush();
    if (bytes_.error()) return tl::unexpected<Error>(*bytes_.error());
    if (is_open) out_.gap(Status::partly_read, "the RTF document ends early");
    if (is_too_deep_) out_.gap(Status::partly_read, "groups are nested deeper than the bound");
    if (blobs_cut_ != 0) out_.gap(Status::partly_read, "pictures or objects are larger than the bound");
    return {};
  }

 private:
  Group& group() { return groups_.back(); }

  void open_group() {
    flush_bytes();
    skip_ = 0;
    ++depth_;
    if (groups_.size() >= limits_.nesting_max) {
      is_too_deep_ = true;
      ++depth_over_;
      return;
    }
    Group inner = group();
    inner.opens_aside = false;
    inner.is_star = false;
    groups_.push_back(inner);
  }

  // False at the document's end.
  bool close_group() {
    flush_bytes();
    skip_ = 0;
    if (depth_ == 0) return true;  // A brace too many.
    --depth_;
    if (depth_over_ > 0) {
      --depth_over_;
      return true;
    }
    end_group();
    return depth_ != 0;
  }

  void end_group() {
    const Group ended = group();
    groups_.pop_back();
    const Destination outer = group().destination;
    if (ended.destination == Destination::property && outer != Destination::property) {
      if (property_ == "custom") {
        give_metadata("custom", property_name_ + ": " + property_text_, out_);
      } else {
        give_metadata(property_, property_text_, out_);
      }
      property_text_.clear();
    } else if (ended.destination == Destination::property_name && outer != Destination::property_name) {
      property_name_ = std::string(trim(property_text_));
      property_text_.clear();
    } else if (ended.destination == Destination::field_instruction && outer != Destination::field_instruction) {
      const std::string_view instruction = trim(field_);
      for (const std::string_view told : {"HYPERLINK", "INCLUDE", "DDE", "LINK", "MERGEFIELD", "DATABASE", "IMPORT"}) {
        if (instruction.starts_with(told)) beside_.fields.line(instruction);
      }
      field_.clear();
    } else if (ended.destination == Destination::blob && outer != Destination::blob) {
      give_blob();
    }
    if (ended.opens_aside) flow_.aside_end();
    if (ended.is_deleted && !group().is_deleted) beside_.deleted.end_line();
  }

  void control() {
    const int first = bytes_.get();
    if (first < 0) return;
    if (!is_alpha(static_cast<char>(first))) {
      symbol(first);
      return;
    }
    std::string& word = word_;
    word.assign(1, static_cast<char>(first));
    while (bytes_.peek() >= 0 && is_alpha(static_cast<char>(bytes_.peek())) && word.size() < 40) {
      word.push_back(static_cast<char>(bytes_.get()));
    }
    bool has_number = false;
    bool is_negative = false;
    std::int64_t number = 0;
    if (bytes_.peek() == '-') {
      bytes_.get();
      is_negative = true;
    }
    while (bytes_.peek() >= '0' && bytes_.peek() <= '9') {
      has_number = true;
      const int digit = bytes_.get() - '0';
      if (number < (1LL << 40)) number = number * 10 + digit;
    }
    if (is_negative) number = -number;
    if (bytes_.peek() == ' ') bytes_.get();
    if (word != "u") {
      if (skip_ > 0 && word != "uc") {
        // A control word stands for one character.
        --skip_;
        if (word != "par" && word != "cell" && word != "row" && word != "bin") return;
      }
      flush_bytes();
    }
    handle(word, has_number, number);
  }

  void symbol(int c) {
    if (c == '\'') {
      const int high = hex_digit(bytes_.peek());
      if (high < 0) return;
      bytes_.get();
      const int low = hex_digit(bytes_.peek());
      if (low < 0) return;
      bytes_.get();
      if (skip_ > 0) {
        --skip_;
        return;
      }
      coded(static_cast<unsigned char>(high * 16 + low));
      return;
    }
    if (c == '*') {
      group().is_star = true;
      return;
    }
    if (skip_ > 0) {
      --skip_;
      return;
    }
    flush_bytes();
    switch (c) {
      case '\\':
      case '{':
      case '}': {
        const char brace = static_cast<char>(c);
        give(std::string_view(&brace, 1));
        break;
      }
      case '~': give(" "); break;
      case '_': give("-"); break;
      case '\r':
      case '\n': end_paragraph(); break;
      case '\t': give("\t"); break;
      default: break;
    }
  }

  void handle(std::string_view word, bool has_number, std::int64_t number) {
    const Known* const known = known_word(word);
    if (known == nullptr) {
      // {\*\word: whoever does not know the destination passes over it.
      if (group().is_star && group().destination != Destination::blob) group().destination = Destination::skipped;
      group().is_star = false;
      return;
    }
    group().is_star = false;
    const auto enter = [&](Destination destination) {
      if (group().destination != Destination::skipped || destination == Destination::skipped) {
        group().destination = destination;
      }
    };
    const auto aside = [&](PartWriter& writer) {
      if (group().destination == Destination::skipped || group().opens_aside) return;
      group().destination = Destination::text;
      group().opens_aside = true;
      flow_.aside_begin(writer);
    };
    switch (known->word) {
      case Word::skip: enter(Destination::skipped); break;
      case Word::paragraph: end_paragraph(); break;
      case Word::line: give("\n"); break;
      case Word::tab: give("\t"); break;
      case Word::cell: end_cell(); break;
      case Word::row: end_row(); break;
      case Word::nested_cell: give("\t"); break;
      case Word::nested_row: give("\n"); break;
      case Word::row_begin:
        if (is_text() && !flow_.in_aside()) row_open_ = true;
        break;
      case Word::in_table:
      case Word::paragraph_reset:
        // Not of a style, nor of a paragraph in a header.
        if (is_text() && !flow_.in_aside()) in_table_ = known->word == Word::in_table;
        break;
      case Word::plain:
        group().font = default_font_;
        group().is_deleted = false;
        break;
      case Word::unicode: unicode(number); break;
      case Word::unicode_skip: group().unicode_skip = static_cast<int>(std::clamp<std::int64_t>(number, 0, 64)); break;
      case Word::font:
        if (group().destination == Destination::font_table) {
          font_defined_ = static_cast<int>(number);
        } else {
          group().font = static_cast<int>(number);
        }
        break;
      case Word::font_charset:
        if (group().destination == Destination::font_table && fonts_.size() < 65536) {
          fonts_[font_defined_] = code_page_of_charset(static_cast<int>(number));
        }
        break;
      case Word::font_code_page:
        if (group().destination == Destination::font_table && fonts_.size() < 65536 && number != 0) {
          fonts_[font_defined_] = static_cast<int>(number);
        }
        break;
      case Word::default_font:
        default_font_ = static_cast<int>(number);
        group().font = default_font_;
        break;
      case Word::ansi_code_page:
        if (number > 0) code_page_ = static_cast<int>(number);
        break;
      case Word::mac: code_page_ = 10000; break;
      case Word::pc: code_page_ = 437; break;
      case Word::pca: code_page_ = 850; break;
      case Word::font_table: enter(Destination::font_table); break;
      case Word::info:
      case Word::user_properties: enter(Destination::info); break;
      case Word::property:
        // Outside of the info group the words mean other things.
        if (group().destination == Destination::info || known->detail == "application") {
          enter(Destination::property);
          property_ = known->detail;
          property_text_.clear();
        }
        break;
      case Word::property_name:
        enter(Destination::property_name);
        property_text_.clear();
        break;
      case Word::field_instruction:
        enter(Destination::field_instruction);
        field_.clear();
        break;
      case Word::header: aside(headers_); break;
      case Word::note: aside(beside_.notes); break;
      case Word::comment:
      case Word::comment_author: aside(beside_.comments); break;
      case Word::text_box: aside(beside_.text_boxes); break;
      case Word::text_again: break;
      case Word::deleted: group().is_deleted = !has_number || number != 0; break;
      case Word::upr: enter(Destination::skipped); break;
      case Word::unicode_destination:
        // {\upr{ANSI}{\*\ud{Unicode}}}: what goes around both says what the text is.
        if (groups_.size() >= 3) group().destination = groups_[groups_.size() - 3].destination;
        break;
      case Word::picture:
      case Word::object_data:
        if (group().destination != Destination::skipped) {
          group().destination = Destination::blob;
          blob_is_picture_ = known->word == Word::picture;
          blob_.clear();
          blob_half_ = -1;
        }
        break;
      case Word::binary: binary(number); break;
      case Word::symbol: give(known->detail); break;
      case Word::none: break;
    }
  }

  void binary(std::int64_t count) {
    while (count > 0) {
      const ByteView rest = bytes_.rest();
      if (rest.empty()) return;
      const ByteView taken =
          rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), static_cast<std::uint64_t>(count))));
      if (group().destination == Destination::blob) add_blob(taken);
      bytes_.advance(taken.size());
      count -= static_cast<std::int64_t>(taken.size());
    }
  }

  void unicode(std::int64_t number) {
    if (skip_ > 0) skip_ = 0;
    flush_bytes();
    if (number < 0) number += 65536;
    const auto unit = static_cast<char32_t>(number & 0x1FFFFF);
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_surrogate_ = unit;
    } else {
      std::string text;
      if (unit >= 0xDC00 && unit < 0xE000 && high_surrogate_ != 0) {
        append_utf8(text, 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (unit - 0xDC00));
      } else {
        append_utf8(text, unit);
      }
      high_surrogate_ = 0;
      give(text);
    }
    skip_ = group().unicode_skip;
  }

  void character(int c) {
    if (group().destination == Destination::blob) {
      const int digit = hex_digit(c);
      if (digit < 0) return;
      if (blob_half_ < 0) {
        blob_half_ = digit;
      } else {
        const std::byte byte{static_cast<unsigned char>(blob_half_ * 16 + digit)};
        blob_half_ = -1;
        add_blob(ByteView(&byte, 1));
      }
      return;
    }
    if (skip_ > 0) {
      --skip_;
      return;
    }
    if (c >= 0x80 || expects_trail_) {
      coded(static_cast<unsigned char>(c));
      return;
    }
    flush_bytes();
    const char plain = static_cast<char>(c);
    give(std::string_view(&plain, 1));
  }

  // A byte in the font's code page. Bytes that belong together are decoded together.
  void coded(unsigned char byte) {
    const auto font = fonts_.find(group().font);
    int page = font != fonts_.end() ? font->second : 0;
    if (page == 0) page = code_page_;
    if (page != bytes_page_) {
      flush_bytes();
      bytes_page_ = page;
    }
    pending_.push_back(static_cast<char>(byte));
    expects_trail_ = !expects_trail_ && is_lead_byte(page, byte);
    if (pending_.size() > 4096 && !expects_trail_) flush_bytes();
  }

  void flush_bytes() {
    if (pending_.empty()) return;
    const std::string bytes = std::exchange(pending_, {});
    expects_trail_ = false;
    if (auto decoded = decode_to_utf8(as_bytes(bytes), charset_of(bytes_page_))) {
      for (char& c : *decoded) {
        if (c == '\0') c = ' ';
      }
      give(*decoded);
    } else if (auto fallback = decode_to_utf8(as_bytes(bytes), "windows-1252")) {
      give(*fallback);
    }
  }

  void give(std::string_view text) {
    switch (group().destination) {
      case Destination::text:
        if (depth_over_ > 0) return;
        if (group().is_deleted) {
          beside_.deleted.append(text);
          return;
        }
        if (!flow_.in_aside()) follow_table();
        flow_.append(text);
        break;
      case Destination::property:
      case Destination::property_name:
        if (property_text_.size() < 65536) property_text_.append(text);
        break;
      case Destination::field_instruction:
        if (field_.size() < 65536) field_.append(text);
        break;
      default: break;
    }
  }

  // Opens or ends the table as the paragraph at hand is in one or not.
  void follow_table() {
    const bool in_table = in_table_ || row_open_;
    if (in_table && !table_open_) {
      flow_.table_begin();
      table_open_ = true;
    } else if (!in_table && table_open_) {
      flow_.table_end();
      table_open_ = false;
    }
  }
  bool is_text() const { return groups_.back().destination == Destination::text && depth_over_ == 0; }
  void end_paragraph() {
    if (!is_text()) return;
    if (group().is_deleted) {
      beside_.deleted.end_line();
      return;
    }
    if (!flow_.in_aside()) follow_table();
    flow_.append("\n");
  }
  void end_cell() {
    if (!is_text()) return;
    if (flow_.in_aside()) {
      flow_.append("\t");
      return;
    }
    in_table_ = true;
    follow_table();
    flow_.cell_end();
  }
  void end_row() {
    if (!is_text()) return;
    row_open_ = false;
    if (flow_.in_aside()) {
      flow_.append("\n");
      return;
    }
    if (table_open_) flow_.row_end();
  }

  void add_blob(ByteView bytes) {
    if (blob_.size() + bytes.size() > limits_.spool_memory_bytes) {
      ++blobs_cut_;
      return;
    }
    blob_.insert(blob_.end(), bytes.begin(), bytes.end());
  }
  void give_blob() {
    if (blob_.empty()) return;
    Member member;
    const std::string name = (blob_is_picture_ ? "picture" : "object") + std::to_string(blobs_ + 1);
    member.index = blobs_++;
    member.name = name;
    out_.member(member, [this]() -> Result<std::unique_ptr<Source>> {
      return std::unique_ptr<Source>(std::make_unique<BufferSource>(std::move(blob_)));
    });
    blob_.clear();
  }

  Bytes bytes_;
  const Limits& limits_;
  Output& out_;
  TextFlow flow_;
  BesideText beside_;
  PartWriter headers_;
  std::vector<Group> groups_;
  std::string word_;
  std::string property_;
  std::string property_name_;
  std::string property_text_;
  std::string field_;
  std::map<int, int> fonts_;  // Number to code page; 0: the document's.
  int code_page_ = 1252;
  int default_font_ = 0;
  int font_defined_ = 0;
  int skip_ = 0;  // Characters that stand in for a \u that was read.
  std::string pending_;
  int bytes_page_ = 0;
  bool expects_trail_ = false;
  char32_t high_surrogate_ = 0;
  Buffer blob_;
  int blob_half_ = -1;
  bool blob_is_picture_ = false;
  std::uint64_t blobs_ = 0;
  std::uint64_t blobs_cut_ = 0;
  std::size_t depth_ = 0;
  std::size_t depth_over_ = 0;
  bool is_too_deep_ = false;
  bool in_table_ = false;
  bool row_open_ = false;
  bool table_open_ = false;
};

}  // namespace

int probe_rtf(const Head& head) {
  std::string_view text = as_text(head.bytes.first(std::min<std::size_t>(head.bytes.size(), 256)));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trim(text);
  if (text.starts_with("{\\rtf")) return 95;
  return text.starts_with("{\\urtf") ? 90 : 0;
}

Result<void> extract_rtf(Source& source, const ExtractContext& context, Output& out) {
  return RtfReader(source, context, out).read();
}

}  // namespace constat
