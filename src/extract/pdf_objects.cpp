#include "extract/pdf_objects.h"

#include <zlib.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace constat {

namespace {

constexpr std::size_t nesting_max = 64;
constexpr std::size_t values_max = 2'000'000;  // Of one document, in all its objects.
constexpr std::size_t references_max = 32;
constexpr std::size_t appended_bytes_max = 64U << 20;
constexpr std::int64_t object_number_max = 8'388'607;  // Annex C.

struct Entry;
struct PdfValue {
  enum class Kind : std::uint8_t { null, number, name, string, reference, array, dictionary };
  Kind kind = Kind::null;
  std::int64_t number = 0;  // Of a number (its whole part) or a reference (the object's).
  std::string text;         // Of a name (without its slash, #xx decoded) or a string (its bytes).
  std::vector<PdfValue> items;
  std::vector<Entry> entries;

  PdfValue();
  PdfValue(const PdfValue&);
  PdfValue(PdfValue&&) noexcept;
  PdfValue& operator=(const PdfValue&);
  PdfValue& operator=(PdfValue&&) noexcept;
  ~PdfValue();
  const PdfValue* find(std::string_view key) const;
  bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
};
struct Entry {
  std::string name;
  PdfValue value;
};
PdfValue::PdfValue() = default;
PdfValue::PdfValue(const PdfValue&) = default;
PdfValue::PdfValue(PdfValue&&) noexcept = default;
PdfValue& PdfValue::operator=(const PdfValue&) = default;
PdfValue& PdfValue::operator=(PdfValue&&) noexcept = default;
PdfValue::~PdfValue() = default;

const PdfValue* PdfValue::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

bool is_delimiter(char c) {
  return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' || c == '/' ||
         c == '%';
}
bool is_pdf_blank(char c) { return is_space(c) || c == '\0'; }
// Reads values (7.3) from text.
class Parser {
 public:
  Parser(std::string_view text, std::size_t at, std::size_t& values) : text_(text), at_(at), values_(values) {}

  std::size_t at() const { return at_; }

  // False where there is no value: a keyword, the end, a bracket that closes, or over the bound.
  bool value(PdfValue& to, std::size_t depth = 0) {
    skip_blanks();
    if (at_ >= text_.size() || depth > nesting_max || ++values_ > values_max) return false;
    const char c = text_[at_];
    if (c == '/') return name(to);
    if (c == '(') return literal(to);
    if (c == '[') return array(to, depth);
    if (c == '<') return at_ + 1 < text_.size() && text_[at_ + 1] == '<' ? dictionary(to, depth) : hex(to);
    if (is_digit(c) || c == '+' || c == '-' || c == '.') return number(to);
    if (word("true") || word("false") || word("null")) return true;
    return false;
  }
  bool word(std::string_view keyword) {
    if (text_.substr(at_, keyword.size()) != keyword) return false;
    const std::size_t end = at_ + keyword.size();
    if (end < text_.size() && !is_pdf_blank(text_[end]) && !is_delimiter(text_[end])) return false;
    at_ = end;
    return true;
  }
  void skip_blanks() {
    while (at_ < text_.size()) {
      if (is_pdf_blank(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '%') {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
      } else {
        return;
      }
    }
  }

 private:
  bool name(PdfValue& to) {
    to.kind = PdfValue::Kind::name;
    for (++at_; at_ < text_.size() && !is_pdf_blank(text_[at_]) && !is_delimiter(text_[at_]); ++at_) {
      if (text_[at_] == '#' && at_ + 2 < text_.size() && hex_value(text_[at_ + 1]) >= 0 &&
          hex_value(text_[at_ + 2]) >= 0) {
        to.text += static_cast<char>(hex_value(text_[at_ + 1]) * 16 + hex_value(text_[at_ + 2]));
        at_ += 2;
      } else {
        to.text += text_[at_];
      }
    }
    return true;
  }
  bool literal(PdfValue& to) {  // 7.3.4.2
    to.kind = PdfValue::Kind::string;
    std::size_t open = 1;
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '(') ++open;
      if (c == ')' && --open == 0) {
        ++at_;
        return true;
      }
      if (c != '\\') {
        to.text += c;
        continue;
      }
      if (++at_ >= text_.size()) return true;
      c = text_[at_];
      if (c >= '0' && c <= '7') {
        int octal = 0;
        std::size_t digits = 0;
        for (; digits < 3 && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '7'; ++digits, ++at_) {
          octal = octal * 8 + (text_[at_] - '0');
        }
        --at_;
        to.text += static_cast<char>(octal);
      } else if (c == 'n') {
        to.text += '\n';
      } else if (c == 'r') {
        to.text += '\r';
      } else if (c == 't') {
        to.text += '\t';
      } else if (c == '\r') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
      } else if (c != '\n' && c != 'b' && c != 'f') {
        to.text += c;
      }
    }
    return true;
  }
  bool hex(PdfValue& to) {
    to.kind = PdfValue::Kind::string;
    int half = -1;
    for (++at_; at_ < text_.size() && text_[at_] != '>'; ++at_) {
      const int digit = hex_value(text_[at_]);
      if (digit < 0) continue;
      if (half < 0) {
        half = digit;
      } else {
        to.text += static_cast<char>(half * 16 + digit);
        half = -1;
      }
    }
    if (half >= 0) to.text += static_cast<char>(half * 16);
    if (at_ < text_.size()) ++at_;
    return true;
  }
  bool array(PdfValue& to, std::size_t depth) {
    to.kind = PdfValue::Kind::array;
    ++at_;
    for (;;) {
      skip_blanks();
      if (at_ >= text_.size()) return true;
      if (text_[at_] == ']') {
        ++at_;
        return true;
      }
      PdfValue item;
      if (!value(item, depth + 1)) return false;
      to.items.push_back(std::move(item));
    }
  }
  bool dictionary(PdfValue& to, std::size_t depth) {
    to.kind = PdfValue::Kind::dictionary;
    at_ += 2;
    for (;;) {
      skip_blanks();
      if (at_ >= text_.size()) return true;
      if (text_[at_] == '>') {
        at_ = std::min(at_ + 2, text_.size());
        return true;
      }
      if (text_[at_] != '/') return false;
      PdfValue key;
      name(key);
      PdfValue item;
      if (!value(item, depth + 1)) return false;
      to.entries.push_back({std::move(key.text), std::move(item)});
    }
  }
  bool integer(std::int64_t& to) {
    std::size_t digits = 0;
    to = 0;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
      if (++digits < 18) to = to * 10 + (text_[at_] - '0');
    }
    return digits != 0;
  }
  bool number(PdfValue& to) {
    to.kind = PdfValue::Kind::number;
    const bool plain = is_digit(text_[at_]);
    const bool negative = text_[at_] == '-';
    if (!plain && text_[at_] != '.') ++at_;
    (void)integer(to.number);
    if (negative) to.number = -to.number;
    if (at_ < text_.size() && text_[at_] == '.') {
      for (++at_; at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '-'); ++at_) {
      }
      return true;
    }
    if (!plain) return true;
    // "12 0 R" is a reference (7.3.10).
    const std::size_t back = at_;
    std::int64_t generation = 0;
    skip_blanks();
    if (back != at_ && integer(generation)) {
      skip_blanks();
      if (word("R")) {
        to.kind = PdfValue::Kind::reference;
        return true;
      }
    }
    at_ = back;
    return true;
  }

  std::string_view text_;
  std::size_t at_;
  std::size_t& values_;
};

// A text string (7.9.2.2): UTF-16 or UTF-8 with its mark, else PDFDocEncoding, which is Latin-1 where letters are.
std::string text_string(std::string_view raw) {
  std::string text;
  if (raw.starts_with("\xFE\xFF") || raw.starts_with("\xFF\xFE")) {
    const bool big = raw[0] == '\xFE';
    char32_t high = 0;
    for (std::size_t at = 2; at + 1 < raw.size(); at += 2) {
      const auto first = static_cast<unsigned char>(raw[at]);
      const auto second = static_cast<unsigned char>(raw[at + 1]);
      const char32_t unit = big ? first * 256U + second : second * 256U + first;
      if (unit >= 0xD800 && unit < 0xDC00) {
        high = unit;
      } else if (unit >= 0xDC00 && unit < 0xE000) {
        append_utf8(text, high == 0 ? 0xFFFD : 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        high = 0;
      } else if (unit != 0) {
        append_utf8(text, unit);
      }
    }
    return text;
  }
  if (raw.starts_with("\xEF\xBB\xBF")) return to_valid_utf8(raw.substr(3));
  if (is_valid_utf8(raw)) return std::string(raw);
  for (const char c : raw) append_utf8(text, static_cast<unsigned char>(c));
  return text;
}

struct Object {
  PdfValue value;
  ByteView stream;  // As stored.
  bool has_stream = false;
};

class Scan {
 public:
  Scan(ByteView pdf, const Limits& limits) : text_(as_text(pdf)), pdf_(pdf), budget_(limits.document_bytes_max) {}

  PdfObjects run() {
    find_objects();
    if (result_.is_encrypted) return std::move(result_);
    for (const auto& [number, object] : objects_) tell(object.value, 0);
    embedded_files();
    xfa();
    return std::move(result_);
  }

  std::string missing_end() {
    find_objects();
    if (result_.is_encrypted) return "";
    std::string end = "\n";
    std::int64_t number_max = 0;
    for (const auto& [number, object] : objects_) {
      if (number <= object_number_max) number_max = std::max(number_max, number);
    }
    // What lies in object streams is written out: without its table nothing else leads into them.
    std::string inner;
    for (const auto& [number, object] : objects_) {
      const PdfValue* const type = object.value.find("Type");
      if (object.has_stream && type != nullptr && type->is_name("ObjStm")) write_object_stream(object, inner);
      if (inner.size() > appended_bytes_max) break;
    }
    end += inner;
    std::int64_t root = -1;
    std::string kids;
    std::size_t pages = 0;
    for (const auto& [number, object] : objects_) {
      const PdfValue* const type = object.value.find("Type");
      if (type == nullptr || number > object_number_max) continue;
      if (type->is_name("Catalog") && resolved(object.value.find("Pages")) != nullptr) root = number;
      if (type->is_name("Page")) {
        kids += std::to_string(number) + " 0 R ";
        ++pages;
      }
    }
    if (root < 0) {
      if (pages == 0) return "";
      const std::string list = std::to_string(number_max + 1);
      root = number_max + 2;
      end += list + " 0 obj\n<</Type/Pages/MediaBox[0 0 612 792]/Count " + std::to_string(pages) + "/Kids[" + kids +
             "]>>\nendobj\n" + std::to_string(root) + " 0 obj\n<</Type/Catalog/Pages " + list + " 0 R>>\nendobj\n";
    }
    end += "trailer\n<</Size " + std::to_string(std::max(number_max, root) + 1) + "/Root " + std::to_string(root) +
           " 0 R>>\nstartxref\n0\n%%EOF\n";
    return end;
  }

 private:
  void write_object_stream(const Object& object, std::string& to) {
    each_of_stream(object, [&to](std::int64_t number, PdfValue& /*value*/, std::string_view written) {
      if (number >= 0) to += std::to_string(number) + " 0 obj\n" + std::string(written) + "\nendobj\n";
      return to.size() <= appended_bytes_max;
    });
  }

  // "12 0 obj": from wherever the keyword stands, back over the numbers.
  void find_objects() {
    std::size_t at = 0;
    while ((at = text_.find("obj", at)) != std::string_view::npos) {
      const std::size_t keyword = at;
      at += 3;
      std::size_t back = keyword;
      const auto blanks_back = [&] {
        const std::size_t before = back;
        while (back > 0 && is_pdf_blank(text_[back - 1])) --back;
        return back != before;
      };
      const auto digits_back = [&] {
        const std::size_t before = back;
        while (back > 0 && before - back < 12 && is_digit(text_[back - 1])) --back;
        return back != before;
      };
      if (!blanks_back() || !digits_back() || !blanks_back() || !digits_back()) continue;
      std::int64_t number = 0;
      for (std::size_t digit = back; digit < keyword && is_digit(text_[digit]); ++digit) {
        number = number * 10 + (text_[digit] - '0');
      }
      Object object;
      Parser parser(text_, at, values_);
      if (!parser.value(object.value)) continue;
      at = parser.at();
      parser.skip_blanks();
      if (object.value.kind == PdfValue::Kind::dictionary && parser.word("stream"))
        at = take_stream(object, parser.at());
      keep(number, std::move(object));
    }
    for (std::size_t trailer = text_.find("trailer"); trailer != std::string_view::npos;
         trailer = text_.find("trailer", trailer + 7)) {
      PdfValue value;
      Parser parser(text_, trailer + 7, values_);
      if (parser.value(value) && value.find("Encrypt") != nullptr) result_.is_encrypted = true;
    }
    if (result_.is_encrypted) return;
    // Objects within streams (7.5.7), once all plain ones are known: /Length may be one of them.
    std::vector<std::pair<std::int64_t, Object>> inner;
    for (const auto& [number, object] : objects_) {
      const PdfValue* const type = object.value.find("Type");
      if (object.has_stream && type != nullptr && type->is_name("ObjStm")) object_stream(object, inner);
    }
    for (auto& [number, object] : inner) keep(number, std::move(object));
  }

  void keep(std::int64_t number, Object object) {
    const PdfValue* const type = object.value.find("Type");
    if (type != nullptr && type->is_name("XRef") && object.value.find("Encrypt") != nullptr) {
      result_.is_encrypted = true;
    }
    objects_.insert_or_assign(number, std::move(object));  // A later revision stands.
  }

  std::size_t take_stream(Object& object, std::size_t at) {
    if (at < text_.size() && text_[at] == '\r') ++at;
    if (at < text_.size() && text_[at] == '\n') ++at;
    std::size_t size = std::string_view::npos;
    if (const PdfValue* const length = object.value.find("Length"); length != nullptr) {
      const bool direct = length->kind == PdfValue::Kind::number && length->number >= 0;
      if (direct && static_cast<std::uint64_t>(length->number) <= text_.size() - at) {
        const auto claimed = static_cast<std::size_t>(length->number);
        const std::string_view after = text_.substr(at + claimed, 20);
        if (after.find("endstream") != std::string_view::npos) size = claimed;
      }
    }
    if (size == std::string_view::npos) {
      const std::size_t end = text_.find("endstream", at);
      size = (end == std::string_view::npos ? text_.size() : end) - at;
      // The line end before the keyword is not the stream's.
      if (size > 0 && text_[at + size - 1] == '\n') --size;
      if (size > 0 && text_[at + size - 1] == '\r') --size;
    }
    object.stream = pdf_.subspan(at, size);
    object.has_stream = true;
    return at + size;
  }

  // False: a filter that is not read, or over the bound. Damaged data gives what could be inflated.
  bool decode(const Object& object, Buffer& to) {
    const PdfValue* filter = object.value.find("Filter");
    if (filter != nullptr && filter->kind == PdfValue::Kind::array) {
      if (filter->items.size() > 1) return false;
      filter = filter->items.empty() ? nullptr : &filter->items.front();
    }
    if (filter == nullptr) {
      if (object.stream.size() > budget_) return false;
      budget_ -= object.stream.size();
      to.assign(object.stream.begin(), object.stream.end());
      return true;
    }
    if (!filter->is_name("FlateDecode") && !filter->is_name("Fl")) return false;
    if (const PdfValue* const parameters = object.value.find("DecodeParms"); parameters != nullptr) {
      const PdfValue* const predictor = parameters->find("Predictor");
      if (predictor != nullptr && predictor->number > 1) return false;
    }
    z_stream zip = {};
    if (inflateInit(&zip) != Z_OK) return false;
    zip.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(object.stream.data()));
    zip.avail_in = static_cast<uInt>(std::min<std::size_t>(object.stream.size(), 1U << 31));
    Buffer block(64 * 1024);
    int code = Z_OK;
    while (code == Z_OK && to.size() <= budget_) {
      zip.next_out = reinterpret_cast<Bytef*>(block.data());
      zip.avail_out = static_cast<uInt>(block.size());
      code = inflate(&zip, Z_NO_FLUSH);
      const std::size_t got = block.size() - zip.avail_out;
      to.insert(to.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
      if (got == 0 && zip.avail_in == 0) break;
    }
    inflateEnd(&zip);
    if (to.size() > budget_) return false;
    budget_ -= to.size();
    return true;
  }

  void object_stream(const Object& object, std::vector<std::pair<std::int64_t, Object>>& inner) {
    each_of_stream(object, [&inner](std::int64_t number, PdfValue& value, std::string_view /*written*/) {
      Object one;
      one.value = std::move(value);
      inner.emplace_back(number, std::move(one));
      return true;
    });
  }

  // Calls use(number, value, as it is written) for the objects of an object stream until it returns false.
  template <typename Use>
  void each_of_stream(const Object& object, Use use) {
    Buffer bytes;
    if (!decode(object, bytes)) return;
    const PdfValue* const first = object.value.find("First");
    const PdfValue* const count = object.value.find("N");
    if (first == nullptr || count == nullptr || first->number < 0) return;
    const std::string_view text = as_text(bytes);
    Parser header(text, 0, values_);
    for (std::int64_t index = 0; index < count->number; ++index) {
      PdfValue number;
      PdfValue offset;
      if (!header.value(number) || !header.value(offset)) return;
      const auto at = static_cast<std::uint64_t>(first->number) + static_cast<std::uint64_t>(offset.number);
      if (offset.number < 0 || at >= text.size()) continue;
      const auto begin = static_cast<std::size_t>(at);
      PdfValue value;
      Parser parser(text, begin, values_);
      if (!parser.value(value)) continue;
      if (!use(number.number, value, text.substr(begin, parser.at() - begin))) return;
    }
  }

  const Object* object(const PdfValue* value) const {
    for (std::size_t steps = 0; value != nullptr && value->kind == PdfValue::Kind::reference && steps < references_max;
         ++steps) {
      const auto found = objects_.find(value->number);
      if (found == objects_.end()) return nullptr;
      if (found->second.value.kind != PdfValue::Kind::reference) return &found->second;
      value = &found->second.value;
    }
    return nullptr;
  }
  // The value itself, or that of the object it refers to.
  const PdfValue* resolved(const PdfValue* value) const {
    if (value == nullptr || value->kind != PdfValue::Kind::reference) return value;
    const Object* const found = object(value);
    return found == nullptr ? nullptr : &found->value;
  }
  std::string string_of(const PdfValue* value) const {
    value = resolved(value);
    if (value == nullptr) return "";
    if (value->kind == PdfValue::Kind::string) return text_string(value->text);
    if (value->kind == PdfValue::Kind::name) return to_valid_utf8(value->text);
    std::string joined;
    if (value->kind == PdfValue::Kind::array) {
      for (const PdfValue& item : value->items) {
        if (item.kind != PdfValue::Kind::string) continue;
        if (!joined.empty()) joined += "; ";
        joined += text_string(item.text);
      }
    }
    return joined;
  }

  void line(std::string_view label, std::string_view text) {
    text = trim(text);
    if (text.empty()) return;
    std::string one = label.empty() ? std::string() : std::string(label) + ": ";
    one += text;
    // A page's links and a field's copies repeat: told once.
    if (!told_.insert(one).second) return;
    result_.annotations += one + '\n';
  }

  // The texts in a dictionary and in those that lie in it.
  void tell(const PdfValue& value, std::size_t depth) {
    if (depth > nesting_max) return;
    for (const PdfValue& item : value.items) tell(item, depth + 1);
    if (value.kind != PdfValue::Kind::dictionary) return;
    const PdfValue* const subtype = value.find("Subtype");
    // A page's /Contents is a stream; an annotation's, a text (12.5.2).
    if (const PdfValue* const contents = resolved(value.find("Contents"));
        contents != nullptr && contents->kind == PdfValue::Kind::string && value.find("ByteRange") == nullptr) {
      // "T" of a markup annotation is who wrote it.
      line(value.find("FT") == nullptr ? string_of(value.find("T")) : "", text_string(contents->text));
    }
    if (const PdfValue* const uri = value.find("URI"); uri != nullptr && uri->kind == PdfValue::Kind::string) {
      line("link", text_string(uri->text));
    }
    if (const PdfValue* const field = value.find("V"); field != nullptr && value.find("T") != nullptr) {
      const std::string tip = string_of(value.find("TU"));
      line(tip.empty() ? string_of(value.find("T")) : tip, string_of(field));
    }
    if (const PdfValue* const script = value.find("JS"); script != nullptr) {
      const Object* const stored = object(script);
      Buffer bytes;
      if (stored != nullptr && stored->has_stream) {
        if (decode(*stored, bytes)) line("script", text_string(as_text(bytes)));
      } else {
        line("script", string_of(script));
      }
    }
    if (subtype != nullptr && subtype->is_name("FileAttachment")) line("attachment", string_of(value.find("Name")));
    for (const auto& [key, entry] : value.entries) tell(entry, depth + 1);
  }

  void embedded_files() {
    // Which object is whose contents: the file specifications' /EF (7.11.3).
    std::map<std::int64_t, std::string> names;
    for (const auto& [number, one] : objects_) file_names(one.value, names, 0);
    for (const auto& [number, one] : objects_) {
      const PdfValue* const type = one.value.find("Type");
      const bool named = names.contains(number);
      if (!one.has_stream || (!named && (type == nullptr || !type->is_name("EmbeddedFile")))) continue;
      PdfObjects::File file;
      if (named) file.name = names[number];
      if (const PdfValue* const subtype = one.value.find("Subtype"); subtype != nullptr) {
        file.media_type = to_valid_utf8(subtype->text);
      }
      if (decode(one, file.bytes)) {
        result_.files.push_back(std::move(file));
      } else {
        ++result_.streams_unread;
      }
    }
  }
  void file_names(const PdfValue& value, std::map<std::int64_t, std::string>& names, std::size_t depth) const {
    if (depth > nesting_max) return;
    for (const PdfValue& item : value.items) file_names(item, names, depth + 1);
    for (const auto& [key, entry] : value.entries) file_names(entry, names, depth + 1);
    const PdfValue* const files = resolved(value.find("EF"));
    if (files == nullptr) return;
    for (const auto& [key, reference] : files->entries) {
      if (reference.kind != PdfValue::Kind::reference) continue;
      // /EF's keys are those that name the file for each system.
      std::string name = string_of(value.find(key));
      if (name.empty()) name = string_of(value.find("UF"));
      if (name.empty()) name = string_of(value.find("F"));
      names.emplace(reference.number, std::move(name));
    }
  }

  void xfa() {  // 12.7.8: a stream, or an array of names and streams.
    for (const auto& [number, one] : objects_) {
      const PdfValue* const form = one.value.find("XFA");
      if (form != nullptr) form_packets(form);
      if (const PdfValue* const inner = one.value.find("AcroForm"); inner != nullptr) {
        if (inner->find("XFA") != nullptr) form_packets(inner->find("XFA"));
      }
    }
  }
  void form_packets(const PdfValue* form) {
    std::set<std::int64_t> seen;
    const auto packet = [&](const PdfValue& reference, const std::string& name) {
      const Object* const stored = object(&reference);
      if (stored == nullptr || !stored->has_stream || !seen.insert(reference.number).second) return;
      PdfObjects::File file;
      file.name = name;
      file.media_type = "text/xml";
      if (decode(*stored, file.bytes)) {
        result_.forms.push_back(std::move(file));
      } else {
        ++result_.streams_unread;
      }
    };
    if (const Object* const whole = object(form); whole != nullptr && whole->has_stream) return packet(*form, "xfa");
    form = resolved(form);
    if (form == nullptr || form->kind != PdfValue::Kind::array) return;
    for (std::size_t index = 0; index + 1 < form->items.size(); index += 2) {
      const std::string name = string_of(&form->items[index]);
      // What was filled in, and the words around it; the rest is looks and settings.
      if (name == "datasets" || name == "template" || name == "form") packet(form->items[index + 1], name);
    }
  }

  std::string_view text_;
  ByteView pdf_;
  std::uint64_t budget_;
  std::size_t values_ = 0;
  std::map<std::int64_t, Object> objects_;
  std::set<std::string> told_;
  PdfObjects result_;
};

}  // namespace

PdfObjects scan_pdf_objects(ByteView pdf, const Limits& limits) { return Scan(pdf, limits).run(); }

std::string missing_pdf_end(ByteView pdf, const Limits& limits) { return Scan(pdf, limits).missing_end(); }

}  // namespace constat
