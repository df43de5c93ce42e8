// BSON documents one behind the other, as mongodump writes a collection. Source: https://bsonspec.org/spec.html. A
// document is a record as one of JSON is; places are byte offsets of its values. Binary values: UUIDs and texts are
// cells; files of a known format are members of their document ("users.bson!/+1234!/photo"), of others the printable
// runs are read. What is damaged is read up to the damage, the rest of it as text; the next document is looked for
// behind it.
#include <algorithm>
#include <vector>

#include "base/text.h"
#include "evidence/window.h"
#include "extract/bson_elements.h"
#include "extract/bson_json.h"
#include "extract/extractors.h"
#include "extract/json_table.h"
#include "extract/stray_bytes.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::size_t document_bytes_max = 32U << 20;  // MongoDB's own bound is 16 MB.
constexpr std::size_t document_bytes_min = 5;
constexpr std::size_t first_name_bytes_max = 256;  // Of a first field, where a document is looked for.
constexpr std::size_t damaged_bytes = 64 * 1024;
constexpr std::size_t learned_documents = 200;
constexpr std::uint64_t bson_learned_bytes_max = 4U << 20;
constexpr std::size_t bson_stretches_max = 100'000;

// Whether a document may begin with these bytes. Nothing at all: the file is at its end.
bool begins_document(ByteView bytes) {
  if (bytes.empty()) return true;
  if (bytes.size() < document_bytes_min) return false;
  const std::uint32_t size = u32(bytes, 0);
  if (size < document_bytes_min || size > document_bytes_max) return false;
  const auto type = std::to_integer<unsigned>(bytes[4]);
  return size == document_bytes_min ? type == 0 : is_bson_type(type);
}

// Walks over documents of which one knows where each begins.
class Documents {
 public:
  explicit Documents(Source& source) : source_(source), window_(source) {}

  // The whole document at `at`, by its length, which its end and what follows confirm; nothing where they do not. The
  // view dies at the next call.
  std::optional<ByteView> framed(std::uint64_t at) {
    const ByteView head = window_.at(at, document_bytes_min);
    if (head.size() < document_bytes_min || !begins_document(head)) return std::nullopt;
    const std::size_t size = u32(head, 0);
    const ByteView with_next = window_.at(at, size + document_bytes_min);
    if (with_next.size() < size || with_next[size - 1] != std::byte{0}) return std::nullopt;
    if (!begins_document(with_next.subspan(size))) return std::nullopt;
    return with_next.first(size);
  }
  ByteView at(std::uint64_t offset, std::size_t count) { return window_.at(offset, count); }
  std::uint64_t size() const { return window_.size(); }

  // Where the next document begins whose frame is whole, at or behind `from`; the end of the file where none does.
  std::uint64_t find(std::uint64_t from) {
    constexpr std::size_t block_bytes = 256 * 1024;
    const std::uint64_t end = window_.size();
    while (from < end) {
      const ByteView block = window_.at(from, block_bytes);
      if (block.size() < document_bytes_min) return end;
      const bool is_last = from + block.size() >= end;
      const std::size_t margin = is_last ? 0 : first_name_bytes_max + document_bytes_min;
      if (block.size() <= margin) return end;
      for (std::size_t index = 0; index < block.size() - margin; ++index) {
        if (is_likely(block.subspan(index)) && ends_well(from + index, u32(block, index))) return from + index;
      }
      from += block.size() - margin;
    }
    return end;
  }

 private:
  // By its length and its first field.
  static bool is_likely(ByteView bytes) {
    if (bytes.size() < document_bytes_min + 2 || bytes[3] > std::byte{2} || bytes[4] == std::byte{0}) return false;
    if (!begins_document(bytes)) return false;
    const std::string_view name = as_text(bytes.subspan(5, std::min(bytes.size() - 5, first_name_bytes_max)));
    const std::size_t name_end = name.find('\0');
    return name_end != std::string_view::npos && name_end != 0 && is_printable_text(name.substr(0, name_end));
  }
  bool ends_well(std::uint64_t at, std::uint32_t size) {
    if (size > window_.size() - at) return false;
    std::byte tail[1 + document_bytes_min];
    const auto got = source_.read_at(at + size - 1, tail);
    return got && *got > 0 && tail[0] == std::byte{0} && begins_document(ByteView(tail).first(*got).subspan(1));
  }

  Source& source_;
  Window window_;
};

class BsonReader {
 public:
  BsonReader(Source& source, const ExtractContext& context, Output& out)
      : source_(source), context_(context), out_(out), documents_(source), table_(out, context.limits, "", "") {}

  Result<void> read() {
    const Range range = context_.range ? *context_.range : Range{0, source_.size_bytes(), 1, 0};
    learn(range.begin_bytes);
    row_ = std::max<std::uint64_t>(range.first_index, 1);
    const std::uint64_t end = std::min(range.end_bytes, documents_.size());
    std::uint64_t at = range.begin_bytes;
    while (at < end) {
      if (const auto document = documents_.framed(at)) {
        render_bson(*document, context_.limits, json_);
        give(at, *document);
        if (!json_.whole || json_.end != document->size()) {
          damage(at, at + json_.end, at + document->size());
        }
        at += document->size();
      } else {
        at = damaged_document(at);
      }
    }
    table_.end();
    for (const Stretch& stretch : stretches_) {
      TRY(give_runs(source_, context_, stretch.begin, stretch.end, stray_run_characters_min, out_));
    }
    tell();
    return {};
  }

 private:
  struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
  };

  // The columns of the first documents, whatever the range: every range has the same first, typed alike.
  void learn(std::uint64_t range_begin) {
    for (const bool give : {false, true}) {
      if (give && range_begin == 0) return;
      std::uint64_t at = 0;
      const std::uint64_t end = give ? std::min(bson_learned_bytes_max, range_begin) : bson_learned_bytes_max;
      for (std::size_t count = 0; count < learned_documents && at < end; ++count) {
        const auto document = documents_.framed(at);
        if (!document) break;
        render_bson(*document, context_.limits, json_);
        if (give) {
          give_row(at, count + 1, false);
        } else {
          table_.learn(json_.text);
        }
        at += document->size();
      }
    }
  }

  void give_row(std::uint64_t at, std::uint64_t row, bool owned) {
    table_.row(json_.text, "", row, owned, [&](const char* byte) { return at + json_.offset_of(byte); });
  }

  void give(std::uint64_t at, ByteView bytes) {
    give_row(at, row_, true);
    encrypted_ = encrypted_ || json_.encrypted;
    // What no cell says comes behind the row, while the document is still there.
    std::vector<const BsonJson::Apart*> files;
    for (const BsonJson::Apart& apart : json_.apart) {
      const ByteView value = bytes.subspan(apart.offset, apart.size);
      if (is_known_format(value)) {
        files.push_back(&apart);
        continue;
      }
      const std::uint64_t begin = at + apart.offset;
      (void)give_runs(source_, context_, begin, begin + apart.size, stray_run_characters_min, out_);
    }
    if (!files.empty()) give_files(at, bytes, files);
    ++row_;
  }

  void give_files(std::uint64_t at, ByteView bytes, const std::vector<const BsonJson::Apart*>& files) {
    Member document;
    document.index = row_;
    const std::string name = '+' + std::to_string(at);
    document.name = name;
    out_.inner_begin(document);
    std::uint64_t index = 0;
    for (const BsonJson::Apart* file : files) {
      if (out_.passes_over()) break;
      const std::string member_name = to_valid_utf8(file->name);
      give_bytes_apart(bytes.subspan(file->offset, file->size), member_name.empty() ? "value" : member_name, index++,
                       context_.limits, out_);
    }
    out_.inner_end();
  }

  // One whose length, end or follower is wrong: its elements say how far it goes. Gives where to go on.
  std::uint64_t damaged_document(std::uint64_t at) {
    std::size_t count = damaged_bytes;
    ByteView bytes;
    for (;;) {
      bytes = documents_.at(at, count);
      if (bytes.size() < document_bytes_min) {
        json_.values = 0;
        json_.whole = false;
        json_.end = 0;
        break;
      }
      render_bson(bytes, context_.limits, json_);
      // What a hostile length asks for is looked at once in all.
      if (json_.whole || !json_.truncated || bytes.size() < count || count >= document_bytes_max) break;
      if (grown_bytes_ + count > source_.size_bytes()) break;
      grown_bytes_ += count;
      count *= 2;
    }
    if (json_.values != 0) give(at, bytes);
    const std::uint64_t broken = at + json_.end;
    // It is whole itself: what follows is not.
    if (json_.whole && json_.end == u32(documents_.at(at, document_bytes_min), 0)) return broken;
    if (json_.whole && json_.values != 0 && begins_document(documents_.at(broken, document_bytes_min))) {
      damage(at, broken, broken);
      return broken;
    }
    const std::uint64_t next = documents_.find(std::max(broken, at + 1));
    damage(at, json_.values != 0 ? broken : at, next);
    return next;
  }

  // Of the document at `at`; what [begin, end) holds is read as text.
  void damage(std::uint64_t at, std::uint64_t begin, std::uint64_t end) {
    if (broken_++ == 0) first_broken_ = at;
    if (begin >= end) return;
    if (!stretches_.empty() && stretches_.back().end == begin) {
      stretches_.back().end = end;
    } else if (stretches_.size() < bson_stretches_max) {
      stretches_.push_back({begin, end});
    } else {
      lost_ = true;
    }
  }

  void tell() {
    if (encrypted_) out_.note("fields are enciphered by the program that wrote them");
    if (lost_) out_.gap(Status::partly_read, "too many broken documents: the last of them were not read as text");
    if (broken_ == 0) return;
    out_.gap(Status::partly_read, std::to_string(broken_) + " documents are damaged or cut, the first at byte " +
                                      std::to_string(first_broken_) + ": what is not whole was read as text");
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  Documents documents_;
  JsonTable table_;
  BsonJson json_;
  std::uint64_t row_ = 1;
  std::uint64_t grown_bytes_ = 0;
  std::vector<Stretch> stretches_;
  std::uint64_t broken_ = 0;
  std::uint64_t first_broken_ = 0;
  bool lost_ = false;
  bool encrypted_ = false;
};

}  // namespace

int probe_bson(const Head& head) {
  if (head.bytes.size() < document_bytes_min + 3 || !begins_document(head.bytes)) return 0;
  const std::size_t size = u32(head.bytes, 0);
  const Limits limits;
  BsonJson json;
  render_bson(head.bytes.first(std::min(size, head.bytes.size())), limits, json);
  if (json.values == 0) return 0;
  // Whole, and the next one begins behind it.
  if (json.whole && json.end == size && begins_document(head.bytes.subspan(size))) return 95;
  if (json.whole) return json.end == size && json.values > 1 ? 70 : 0;
  if (!json.truncated) return 0;
  // Longer than what is seen of it, or cut: two values at least are no chance.
  return json.values > 1 ? 80 : 0;
}

Result<void> extract_bson(Source& source, const ExtractContext& context, Output& out) {
  return BsonReader(source, context, out).read();
}

// Cuts between documents, up to the first that is damaged.
Result<std::vector<Range>> cut_bson(Source& source, const ExtractContext&, std::uint64_t unit_bytes) {
  const std::uint64_t size = source.size_bytes();
  unit_bytes = std::max<std::uint64_t>(unit_bytes, 64);
  Documents documents(source);
  std::vector<Range> ranges;
  Range range{0, size, 1, 0};
  std::uint64_t at = 0;
  for (std::uint64_t row = 1; at < size; ++row) {
    if (at - range.begin_bytes >= unit_bytes) {
      range.end_bytes = at;
      ranges.push_back(range);
      range = {at, size, row, 0};
    }
    const auto document = documents.framed(at);
    if (!document) break;
    at += document->size();
  }
  ranges.push_back(range);
  return ranges;
}

}  // namespace constat
