#include "extract/driver.h"

#include <algorithm>
#include <exception>
#include <new>
#include <unordered_map>

#include "base/text.h"
#include "extract/volume.h"

namespace constat {

namespace {

// Beyond this, members that share a name share a Place: the memory of a hostile container is bounded.
constexpr std::size_t names_kept_max = 500'000;

// What was told of an item while it was read: the worst status stands, reasons and notes add up (bounded: a hostile
// container may complain a million times).
struct Telling {
  Status status = Status::read;
  std::string reason;
  std::string notes;
  bool gave_something = false;

  static void add(std::string& list, std::string_view text) {
    if (text.empty() || list.size() > 2000 || list.find(text) != std::string::npos) return;
    if (!list.empty()) list += "; ";
    list += to_valid_utf8(escape_name(text.substr(0, 500)));
  }
  // `partly_read` is the mildest gap: what else was told of the whole item replaces it.
  void gap(Status told, std::string_view why) {
    if (told == Status::read) return;
    if (status == Status::read || status == Status::partly_read) status = told;
    add(reason, why);
  }
};

std::optional<Sha256> hash_source(Source& source, Telling& telling) {
  if (const auto view = source.view()) return sha256(*view);
  Sha256Hasher hasher;
  Buffer block(static_cast<std::size_t>(std::min<std::uint64_t>(source.size_bytes(), 1U << 20)));
  std::uint64_t offset = 0;
  while (offset < source.size_bytes()) {
    const auto got = source.read_at(offset, block);
    if (!got || *got == 0) {
      telling.gap(Status::partly_read, got ? std::string(became_shorter_reason) : got.error().what);
      return std::nullopt;  // A hash of some of the bytes would say that they are all.
    }
    hasher.update(ByteView(block).first(*got));
    offset += *got;
  }
  return hasher.finish();
}

// Thrown by an item's Output through its reader, which has no other way to be ended amid a table.
class GivesTooMuch : public std::exception {
 public:
  const char* what() const noexcept override { return "expands beyond the bound: a decompression bomb"; }
};

class ItemWalk {
 public:
  ItemWalk(const DriverOptions& options, SpillFile& spill, Observer& observer)
      : options_(options), spill_(spill), observer_(observer) {}

  void root(Source& source, std::string_view place, std::string_view name, std::int64_t modified_s) {
    item(source, std::string(place), name, modified_s, "", "", 0, options_.range, options_.hash_root);
  }

 private:
  class Frame;

  void item(Source& source, const std::string& place, std::string_view name, std::int64_t modified_s,
            std::string_view declared_type, std::string_view member_note, std::size_t depth,
            const std::optional<Range>& range, bool hash);
  void end(Telling& telling, bool changed = false) {
    observer_.item_end({telling.status, telling.reason, telling.notes, changed});
  }

  const DriverOptions& options_;
  SpillFile& spill_;
  Observer& observer_;
  std::vector<std::uint64_t> path_;
  // Of all members at all levels, and of texts beyond what their items hold: the bound against bombs of many parts.
  std::uint64_t decoded_bytes_ = 0;
  std::vector<Sha256> holders_;  // Of what is being read, from the root item down.
};

// The Output of one item: passes contents on, and makes members into items.
class ItemWalk::Frame final : public Output {
 public:
  Frame(ItemWalk& walk, const std::string& place, std::size_t depth, std::uint64_t size_bytes, Telling& telling)
      : walk_(walk), place_(place), depth_(depth), size_bytes_(size_bytes), telling_(&telling) {}
  ~Frame() override { walk_.decoded_bytes_ += expanded_bytes(); }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  void passage(const Passage& passage) override {
    telling_->gave_something = true;
    count(passage.owned_end - passage.owned_begin);
    if (!passes_over()) walk_.observer_.passage(passage);
  }
  void table_begin(const TableInfo& table) override {
    if (!passes_over()) walk_.observer_.table_begin(table);
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    telling_->gave_something = true;
    std::uint64_t bytes = cells.size();
    for (const Cell& cell : cells) bytes += cell.text.size();
    count(bytes);
    if (!passes_over()) walk_.observer_.table_row(row, cells, owned);
  }
  void table_end() override {
    if (!passes_over()) walk_.observer_.table_end();
  }
  bool passes_over() const override { return passed_over_ != 0; }
  void gap(Status status, std::string_view reason) override { telling_->gap(status, reason); }
  void note(std::string_view text) override { Telling::add(telling_->notes, text); }

  void member(const Member& told, const Opener& open) override {
    telling_->gave_something = true;
    if (members_over(told) || passes_over()) return;
    std::string storage;
    const Member member = named_apart(told, storage);
    walk_.path_.push_back(member.index);
    if (walk_.observer_.wants(walk_.path_)) open_member(member, open);
    walk_.path_.pop_back();
  }

  void unreadable(const Member& told, Status status, std::string_view reason) override {
    telling_->gave_something = true;
    if (members_over(told) || passes_over()) return;
    std::string storage;
    const Member member = named_apart(told, storage);
    walk_.path_.push_back(member.index);
    if (walk_.observer_.wants(walk_.path_)) list_unreadable(member, status, reason);
    walk_.path_.pop_back();
  }

  void inner_begin(const Member& told) override {
    telling_->gave_something = true;
    std::string storage;
    const Member member = named_apart(told, storage);
    walk_.path_.push_back(member.index);
    inner_.push_back(std::make_unique<Inner>());
    Inner& inner = *inner_.back();
    inner.outer = telling_;
    inner.outer_place = place_;
    place_ = child_place(place_, member.name);
    telling_ = &inner.telling;
    Telling::add(telling_->notes, member.note);
    ItemBegin begin;
    begin.place = place_;
    begin.name = member.name;
    begin.path = walk_.path_;
    begin.media_type = member.media_type;
    begin.format = "part";
    begin.has_bytes = false;
    begin.modified_s = member.modified_s;
    inner.passed_over = walk_.observer_.item_begin(begin) != Observer::Verdict::read;
    passed_over_ += inner.passed_over ? 1 : 0;
  }
  void inner_end() override {
    Inner& inner = *inner_.back();
    passed_over_ -= inner.passed_over ? 1 : 0;
    walk_.end(inner.telling);
    telling_ = inner.outer;
    place_ = inner.outer_place;
    inner_.pop_back();
    walk_.path_.pop_back();
  }
  // An extractor that fails inside an inner item leaves it open.
  void close_inner(Status status, std::string_view reason) {
    while (!inner_.empty()) {
      telling_->gap(status, reason);
      inner_end();
    }
  }

 private:
  using Names = std::unordered_map<std::string, std::uint64_t>;  // And the number that the next of that name may get.
  struct Inner {
    Telling telling;
    Telling* outer = nullptr;
    std::string outer_place;
    Names names;
    std::uint64_t next_index = 0;
    bool passed_over = false;
  };

  // Two members of one name get Places of their own: the second is "name (2)".
  Member named_apart(const Member& told, std::string& storage) {
    Member member = told;
    // Sheets count from the first, and so may the streams beside them: of two with one path the second would be taken
    // for the first, met again.
    std::uint64_t& next = inner_.empty() ? next_index_ : inner_.back()->next_index;
    member.index = std::max(member.index, next);
    next = member.index + 1;
    Names& taken = inner_.empty() ? names_ : inner_.back()->names;
    if (taken.size() >= names_kept_max) return member;
    storage = told.name;
    const auto [known, is_new] = taken.try_emplace(storage, 2);
    if (!is_new) {
      // A million members of one name: each goes on counting where the last one stopped.
      std::uint64_t& count = known->second;
      do {
        storage = std::string(told.name) + " (" + std::to_string(count++) + ")";
      } while (!taken.try_emplace(storage, 2).second);
    }
    member.name = storage;
    return member;
  }

  bool members_over(const Member& member) {
    if (member.index < walk_.options_.limits.members_max) return false;
    telling_->gap(Status::too_big, "more members than the bound; the rest is not listed");
    return true;
  }

  void list_unreadable(const Member& member, Status status, std::string_view reason) {
    Telling telling;
    telling.gap(status, reason);
    Telling::add(telling.notes, member.note);
    const std::string place = child_place(place_, member.name);
    ItemBegin begin;
    begin.place = place;
    begin.name = member.name;
    begin.path = walk_.path_;
    begin.media_type = member.media_type;
    begin.format = "";
    begin.size_bytes = member.packed_bytes;
    begin.has_bytes = false;
    begin.modified_s = member.modified_s;
    (void)walk_.observer_.item_begin(begin);
    walk_.end(telling);
  }

  void open_member(const Member& member, const Opener& open) {
    if (depth_ + 1 > walk_.options_.limits.depth_max) {
      list_unreadable(member, Status::too_big,
                      "nested deeper than the bound of " + std::to_string(walk_.options_.limits.depth_max) + " levels");
      return;
    }
    if (walk_.decoded_bytes_ > walk_.options_.limits.expansion_bytes_max) {
      list_unreadable(member, Status::too_big, "the evidence expands beyond the bound: a decompression bomb");
      return;
    }
    auto source = open();
    if (!source) {
      list_unreadable(member, status_of(source.error().fault), source.error().what);
      return;
    }
    walk_.decoded_bytes_ += (*source)->size_bytes();
    walk_.item(**source, child_place(place_, member.name), member.name, member.modified_s, member.media_type,
               member.note, depth_ + 1, std::nullopt, true);
  }

  // What was given beyond what its own bytes may say in another coding.
  std::uint64_t expanded_bytes() const {
    const std::uint64_t own = size_bytes_ * coding_ratio_max;
    return given_bytes_ > own ? given_bytes_ - own : 0;
  }
  // A text that is stored once and told by many cells, and cells that are repeated, are bombs like any other.
  void count(std::uint64_t bytes) {
    given_bytes_ += bytes;
    const std::uint64_t expanded = expanded_bytes();
    if (expanded == 0) return;
    const Limits& limits = walk_.options_.limits;
    if (expanded > limits.member_bytes_max || walk_.decoded_bytes_ + expanded > limits.expansion_bytes_max ||
        (expanded > limits.expansion_free_bytes &&
         expanded / std::max<std::uint64_t>(1, limits.expansion_ratio_max) > size_bytes_)) {
      throw GivesTooMuch();
    }
  }

  static constexpr std::uint64_t coding_ratio_max = 4;
  ItemWalk& walk_;
  std::string place_;
  std::size_t depth_;
  std::uint64_t size_bytes_;
  std::uint64_t given_bytes_ = 0;
  Telling* telling_;
  std::vector<std::unique_ptr<Inner>> inner_;
  std::size_t passed_over_ = 0;  // Of the open inner items.
  Names names_;                  // Of members so far.
  std::uint64_t next_index_ = 0;
};

void ItemWalk::item(Source& source, const std::string& place, std::string_view name, std::int64_t modified_s,
                    std::string_view declared_type, std::string_view member_note, std::size_t depth,
                    const std::optional<Range>& range, bool hash) {
  Telling telling;
  Telling::add(telling.notes, member_note);
  if (const std::string_view damage = source.damage(); !damage.empty()) telling.gap(Status::partly_read, damage);
  Identity identity;
  if (auto identified = identify(source)) {
    identity = std::move(*identified);
  } else {
    identity.format = format_by_id("raw");
    identity.media_type = identity.format->media_type;
    telling.gap(Status::corrupt, identified.error().what);
  }
  const RootVolume* const volume = depth == 0 ? options_.volume : nullptr;
  if (volume != nullptr) {
    Telling::add(telling.notes, volume->note);
    if (!volume->gap.empty()) telling.gap(Status::partly_read, volume->gap);
  }
  if (volume != nullptr && volume->is_part) {
    identity.format = format_by_id(volume_format);
  } else if (const std::string disagreement = extension_disagreement(name, *identity.format); !disagreement.empty()) {
    Telling::add(telling.notes, disagreement);
  }
  // What the container declares decides only where the content leaves it open: a mail of few header fields.
  if (declared_type == "message/rfc822" && identity.format->id == "text") identity.format = format_by_id("eml");

  ItemBegin begin;
  begin.place = place;
  begin.name = name;
  begin.path = path_;
  begin.media_type = identity.media_type;
  begin.format = identity.format->id;
  begin.size_bytes = source.size_bytes();
  begin.charset = identity.charset;
  begin.modified_s = modified_s;
  if (hash) begin.sha256 = hash_source(source, telling);
  const bool has_identity = begin.sha256 && begin.size_bytes != 0;
  if (has_identity && std::ranges::find(holders_, *begin.sha256) != holders_.end()) {
    // An archive that holds itself (R. Cox, "Zip Files All The Way Down"): how far down one would come, and which of
    // its levels were another's copies, would hang on what was read before.
    begin.has_bytes = false;
    telling.gap(Status::too_big, "the same bytes as what holds it: it is not read again");
    (void)observer_.item_begin(begin);
    end(telling);
    return;
  }
  const Observer::Verdict verdict = observer_.item_begin(begin);

  if (verdict != Observer::Verdict::skip) {
    const Format* const raw = format_by_id("raw");
    const Format* const format = verdict == Observer::Verdict::raw_only ? raw : identity.format;
    const ExtractContext context{
        {options_.limits, spill_}, identity.charset, identity.charset_confidence, range, depth, name, volume};
    // Of several files that are one, the whole is not to be trusted: its bytes, all of them, are.
    const bool all_raw = format == raw && volume != nullptr && volume->whole != nullptr;
    Source& read = all_raw ? static_cast<Source&>(*volume->whole) : source;
    Frame frame(*this, place, depth, read.size_bytes(), telling);
    if (has_identity) holders_.push_back(*begin.sha256);
    Result<void> result;
    try {
      result = format->extract(read, context, frame);
    } catch (const std::bad_alloc&) {
      result = fail(Fault::over_limit, "needs more memory than a worker may use");
    } catch (const GivesTooMuch& bomb) {
      result = fail(Fault::over_limit, bomb.what());
    } catch (const std::exception&) {
      result = fail(Fault::malformed, "its reader gave up on the contents");
    }
    if (!result) {
      const Error& error = result.error();
      Status status = status_of(error.fault);
      // Something was given before it broke: what is there stands, and the reason says what is missing.
      if (telling.gave_something && (status == Status::corrupt || status == Status::unsupported)) {
        status = Status::partly_read;
      }
      frame.close_inner(Status::partly_read, error.what);
      telling.gap(status, error.what);
      // Nothing came out: its bytes are scanned as they are, so that what can be read of it is.
      if (!telling.gave_something && format != raw && status != Status::encrypted) {
        try {
          if (!raw->extract(source, context, frame)) telling.gap(Status::corrupt, "its bytes cannot be read");
        } catch (const std::bad_alloc&) {
          telling.gap(Status::too_big, "needs more memory than a worker may use");
        }
      }
    } else {
      frame.close_inner(Status::partly_read, "it ends early");
    }
    if (has_identity) holders_.pop_back();
  }
  const bool changed = depth == 0 && options_.changed && options_.changed();
  if (changed && telling.reason.find(became_shorter_reason) == std::string::npos) {
    telling.gap(Status::partly_read, changed_meanwhile_reason);
  }
  end(telling, changed);
}

}  // namespace

void drive(Source& source, std::string_view place, std::string_view name, std::int64_t modified_s,
           const DriverOptions& options, SpillFile& spill, Observer& observer) {
  ItemWalk(options, spill, observer).root(source, place, name, modified_s);
}

}  // namespace constat
