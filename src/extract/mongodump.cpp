// Archives of mongodump (--archive): collections side by side in one file, their documents in blocks that take turns.
// Source: mongodb/mongo-tools, common/archive (prelude.go, parser.go, README). A collection is a member as mongodump
// would have written it as a file, "shop/users.bson", beside "shop/users.metadata.json".
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "evidence/extents.h"
#include "evidence/window.h"
#include "extract/bson_elements.h"
#include "extract/extractors.h"
#include "extract/stray_bytes.h"

namespace constat {

namespace {

constexpr std::string_view mongodump_magic = "\x6D\xE2\x99\x81";
constexpr std::uint32_t terminator = 0xFFFFFFFF;
constexpr std::size_t dump_header_bytes_max = 16U << 20;  // A collection's indexes and views stand in its header.
constexpr std::string_view rest_name = "behind the damage";
constexpr std::size_t collections_max = 200'000;
constexpr std::size_t extents_max = 4'000'000;

struct DumpHeader {
  std::string database, collection, metadata;
};

// Nothing where the document is not whole.
std::optional<DumpHeader> read_dump_header(ByteView document) {
  DumpHeader header;
  BsonElement element;
  std::size_t at = 4;
  for (;;) {
    const BsonStep step = next_bson_element(document, at, element);
    if (step == BsonStep::end && at == document.size()) return header;
    if (step != BsonStep::element) return std::nullopt;
    if (element.type != BsonType::string) continue;
    if (element.name == "db") header.database = bson_text(element);
    if (element.name == "collection") header.collection = bson_text(element);
    if (element.name == "metadata") header.metadata = bson_text(element);
  }
}

class MongodumpReader {
 public:
  MongodumpReader(Source& source, const ExtractContext& context, Output& out)
      : source_(source), context_(context), out_(out), window_(source) {}

  Result<void> read() {
    std::uint64_t at = prelude();
    bool is_cut = false;
    while (at < window_.size() && !is_cut) {
      const auto size = document_size(at, dump_header_bytes_max);
      const auto header =
          size ? read_dump_header(window_.at(at, static_cast<std::size_t>(*size))) : std::optional<DumpHeader>();
      if (!header || (header->database.empty() && header->collection.empty())) {
        // Documents are found all the same.
        damage_ = "the archive is damaged at byte " + std::to_string(at);
        if (add({"", std::string(rest_name), ""}, at, window_.size())) at = window_.size();
        break;
      }
      const std::uint64_t begin = at + *size;
      std::uint64_t end = begin;
      is_cut = !skip_block(end);
      if (!add(*header, begin, is_cut ? end : end - 4)) break;
      at = end;
    }
    give();
    TRY(give_stray_bytes(source_, context_, {{0, at}}, out_));
    if (!damage_.empty()) out_.gap(Status::partly_read, damage_);
    return {};
  }

 private:
  struct Collection {
    std::string name;  // "shop/users"
    std::string metadata;
    std::vector<ExtentSource::Extent> extents;
  };

  // Of the document at `at`, where it can be one and lies within.
  std::optional<std::uint64_t> document_size(std::uint64_t at, std::uint64_t bytes_max) {
    const ByteView head = window_.at(at, 4);
    if (head.size() < 4) return std::nullopt;
    const std::uint64_t size = u32(head, 0);
    if (size < 5 || size > bytes_max || size > window_.size() - at) return std::nullopt;
    return size;
  }
  bool is_terminator(std::uint64_t at) {
    const ByteView head = window_.at(at, 4);
    return head.size() == 4 && u32(head, 0) == terminator;
  }

  // What the archive holds, by the headers of its collections. Gives where the blocks begin.
  std::uint64_t prelude() {
    std::uint64_t at = mongodump_magic.size();
    while (!is_terminator(at)) {
      const auto size = document_size(at, dump_header_bytes_max);
      const auto header =
          size ? read_dump_header(window_.at(at, static_cast<std::size_t>(*size))) : std::optional<DumpHeader>();
      if (!header) return at;
      if (!header->collection.empty()) {
        if (Collection* const collection = of(*header)) collection->metadata = header->metadata;
      }
      at += *size;
    }
    return at + 4;
  }

  // To the end of the block's documents; false where the block ends without its mark.
  bool skip_block(std::uint64_t& at) {
    for (;;) {
      if (is_terminator(at)) {
        at += 4;
        return true;
      }
      const auto size = document_size(at, UINT32_MAX >> 1);
      if (!size) {
        // Whose bytes the rest is cannot be told: the collection's own reader looks for its documents.
        if (at + 4 < window_.size()) {
          damage_ = "the archive is damaged at byte " + std::to_string(at) + ": the rest is read as of one collection";
        } else {
          damage_ = "the archive breaks off";
        }
        at = window_.size();
        return false;
      }
      at += *size;
    }
  }

  Collection* of(const DumpHeader& header) {
    std::string name = header.database.empty() ? header.collection : header.database + '/' + header.collection;
    const auto known = numbers_.find(name);
    if (known != numbers_.end()) return &collections_[known->second];
    if (collections_.size() >= collections_max) return nullptr;
    numbers_.emplace(name, collections_.size());
    return &collections_.emplace_back(Collection{std::move(name), "", {}});
  }

  // False at the bound; then the rest is none of its members'.
  bool add(const DumpHeader& header, std::uint64_t begin, std::uint64_t end) {
    if (begin >= end) return true;
    Collection* const collection = of(header);
    if (collection == nullptr || extents_ >= extents_max) {
      damage_ = "more collections or blocks than the bound: the rest was scanned for printable text";
      return false;
    }
    ++extents_;
    collection->extents.push_back({begin, end - begin});
    return true;
  }

  void give() {
    std::uint64_t index = 0;
    for (const Collection& collection : collections_) {
      std::string name = collection.name + ".bson";
      Member member;
      member.index = index++;
      member.name = name;
      out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
        return std::unique_ptr<Source>(std::make_unique<ExtentSource>(source_, collection.extents));
      });
      member.index = index++;
      if (collection.metadata.empty()) continue;
      name = collection.name + ".metadata.json";
      member.name = name;
      out_.member(member, [&]() -> Result<std::unique_ptr<Source>> {
        return std::unique_ptr<Source>(std::make_unique<MemorySource>(as_bytes(collection.metadata)));
      });
    }
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  Window window_;
  std::vector<Collection> collections_;
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::size_t extents_ = 0;
  std::string damage_;
};

}  // namespace

int probe_mongodump(const Head& head) { return starts_with(head.bytes, mongodump_magic) ? 95 : 0; }

Result<void> extract_mongodump(Source& source, const ExtractContext& context, Output& out) {
  return MongodumpReader(source, context, out).read();
}

}  // namespace constat
