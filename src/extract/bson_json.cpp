#include "extract/bson_json.h"

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "extract/bson_elements.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr unsigned subtype_old_binary = 2;
constexpr unsigned subtype_old_uuid = 3;
constexpr unsigned subtype_uuid = 4;
constexpr unsigned subtype_encrypted = 6;

class Renderer {
 public:
  Renderer(ByteView bytes, const Limits& limits, BsonJson& json) : bytes_(bytes), limits_(limits), json_(json) {}

  void render() {
    json_.text = "{";
    json_.apart.clear();
    json_.marks.assign(1, {0, 0});
    json_.values = 0;
    json_.whole = json_.truncated = json_.encrypted = false;
    levels_.push_back({});
    std::size_t at = 4;
    BsonElement element;
    while (!levels_.empty()) {
      const std::size_t begin = at;
      const BsonStep step = next_bson_element(bytes_, at, element);
      const bool is_nested = element.type == BsonType::document || element.type == BsonType::array;
      if (step == BsonStep::end) {
        if (levels_.back().end != 0 && levels_.back().end != at) return broken(begin, false);
        close();
      } else if (is_nested &&
                 (step == BsonStep::element || (step == BsonStep::truncated && element.value.size() >= 4))) {
        if (levels_.size() >= limits_.nesting_max) return broken(begin, false);
        key(element.name);
        json_.text += element.type == BsonType::array ? '[' : '{';
        // Of a document that breaks off, what is there of the documents in it is read.
        levels_.push_back({element.type == BsonType::array, true, step == BsonStep::element ? at : 0, element.name});
        at = element.value_offset + 4;
      } else if (step == BsonStep::element) {
        key(element.name);
        value(element);
        ++json_.values;
      } else {
        return broken(begin, step == BsonStep::truncated);
      }
    }
    json_.whole = true;
    json_.end = at;
  }

 private:
  struct Level {
    bool is_array = false;
    bool is_first = true;
    std::size_t end = 0;  // 0: it says none, or a wrong one.
    std::string_view name = {};
  };

  void close() {
    json_.text += levels_.back().is_array ? ']' : '}';
    levels_.pop_back();
  }
  void broken(std::size_t at, bool truncated) {
    while (!levels_.empty()) close();
    json_.end = at;
    json_.truncated = truncated;
  }

  void key(std::string_view name) {
    Level& level = levels_.back();
    if (!level.is_first) json_.text += ',';
    level.is_first = false;
    if (level.is_array) return;
    quoted(name);
    json_.text += ':';
  }

  void quoted(std::string_view raw) {
    std::string replaced;
    if (!is_valid_utf8(raw)) {
      replaced = to_valid_utf8(raw);
      raw = replaced;
    }
    json_.text += '"';
    std::size_t plain = 0;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      const auto c = static_cast<unsigned char>(raw[at]);
      if (c >= 0x20 && c != '"' && c != '\\') continue;
      json_.text += raw.substr(plain, at - plain);
      plain = at + 1;
      if (c >= 0x20) {
        json_.text += '\\';
        json_.text += raw[at];
      } else {
        constexpr std::string_view digits = "0123456789abcdef";
        json_.text += c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : "\\u00";
        if (c != '\n' && c != '\t' && c != '\r') {
          json_.text += digits[c >> 4];
          json_.text += digits[c & 15];
        }
      }
    }
    json_.text += raw.substr(plain);
    json_.text += '"';
  }
  // `offset` of its first byte in the document.
  void text(std::string_view raw, std::size_t offset) {
    json_.marks.push_back({json_.text.size() + 1, offset});
    quoted(raw);
  }
  void scalar(std::string_view word, std::size_t offset) {
    json_.marks.push_back({json_.text.size(), offset});
    json_.text += word;
  }

  void value(const BsonElement& element) {
    const ByteView value = element.value;
    const std::size_t offset = element.value_offset;
    switch (element.type) {
      case BsonType::number: return scalar(number_text(std::bit_cast<double>(u64(value, 0))), offset);
      case BsonType::string:
      case BsonType::code:
      case BsonType::symbol: return text(bson_text(element), offset + 4);
      case BsonType::binary: return binary(element);
      case BsonType::object_id: {
        const std::string hex = hex_text(value);
        return text(to_lower_ascii(std::string_view(hex).substr(2, 24)), offset);
      }
      case BsonType::boolean: return scalar(value[0] == std::byte{0} ? "false" : "true", offset);
      case BsonType::date: {
        const auto milliseconds = static_cast<std::int64_t>(u64(value, 0));
        const auto date = date_time_text(milliseconds);
        return date ? text(*date, offset) : scalar(std::to_string(milliseconds), offset);
      }
      case BsonType::timestamp: {
        // Its lower half counts the operations of one second.
        const std::uint32_t seconds = u32(value, 4);
        return text(date_time_text(std::int64_t{seconds} * 1000).value_or(""), offset);
      }
      case BsonType::regex: {
        const std::string_view all = as_text(value);
        const std::size_t pattern_end = all.find('\0');
        return text(all.substr(0, pattern_end), offset);
      }
      case BsonType::pointer:
      case BsonType::scoped_code: {
        // The name of a collection, or a program: a text comes first, or behind the length of all.
        const std::size_t begin = element.type == BsonType::pointer ? 0 : 4;
        const std::uint64_t size = u32(value, begin);
        if (size == 0 || size > value.size() - begin - 4) return scalar("null", offset);
        return text(as_text(value).substr(begin + 4, static_cast<std::size_t>(size) - 1), offset + begin + 4);
      }
      case BsonType::int32: return scalar(std::to_string(static_cast<std::int32_t>(u32(value, 0))), offset);
      case BsonType::int64: return scalar(std::to_string(static_cast<std::int64_t>(u64(value, 0))), offset);
      case BsonType::decimal128: return scalar(decimal_word(decimal128_text(value)), offset);
      default: return scalar("null", offset);
    }
  }
  // A number in JSON, which knows no other words.
  static std::string decimal_word(std::string word) { return word.find('E') == std::string::npos ? word : "null"; }

  void binary(const BsonElement& element) {
    const auto subtype = std::to_integer<unsigned>(element.value[4]);
    std::size_t skipped = 5;
    // The old form has its length twice.
    if (subtype == subtype_old_binary && element.value.size() >= 9 &&
        u32(element.value, 5) == element.value.size() - 9) {
      skipped = 9;
    }
    const ByteView bytes = element.value.subspan(skipped);
    const std::size_t offset = element.value_offset + skipped;
    json_.encrypted = json_.encrypted || subtype == subtype_encrypted;
    if ((subtype == subtype_old_uuid || subtype == subtype_uuid) && bytes.size() == 16) {
      return text(uuid_text(bytes), offset);
    }
    if (const auto said = bytes_text(bytes, limits_.cell_bytes_max)) return text(*said, offset);
    scalar("null", offset);
    std::string name(element.name);
    for (auto level = levels_.rbegin(); level != levels_.rend() && level->is_array; ++level) name = level->name;
    json_.apart.push_back({std::move(name), offset, bytes.size()});
  }

  ByteView bytes_;
  const Limits& limits_;
  BsonJson& json_;
  std::vector<Level> levels_;
};

}  // namespace

std::size_t BsonJson::offset_of(const char* byte) const {
  const auto at = static_cast<std::size_t>(byte - text.data());
  const auto after = std::upper_bound(marks.begin(), marks.end(), at,
                                      [](std::size_t place, const Mark& mark) { return place < mark.text; });
  return std::prev(after)->offset;
}

void render_bson(ByteView bytes, const Limits& limits, BsonJson& json) { Renderer(bytes, limits, json).render(); }

}  // namespace constat
