#include "run/worker.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "detect/item_names.h"
#include "evidence/folder.h"
#include "evidence/place.h"
#include "extract/driver.h"
#include "run/record.h"

namespace constat {

namespace {

std::uint64_t thousandths(float confidence) {
  return static_cast<std::uint64_t>(std::clamp(confidence, 0.0F, 1.0F) * 1000.0F + 0.5F);
}

// Buffers records and writes them as frames.
class RecordStream {
 public:
  explicit RecordStream(int pipe) : pipe_(pipe) {}
  std::string& buffer() { return buffer_; }
  void flush_if_full() {
    if (buffer_.size() >= 64 * 1024) flush();
  }
  void flush() {
    if (buffer_.empty()) return;
    const auto size = static_cast<std::uint32_t>(buffer_.size());
    char length[4];
    std::memcpy(length, &size, 4);
    put(length, 4);
    put(buffer_.data(), buffer_.size());
    buffer_.clear();
    last_ = std::chrono::steady_clock::now();
  }
  // Tells that work goes on, at most ten times a second: silence is what a hang looks like.
  void alive(std::uint64_t bytes, bool look = false) {
    bytes_ += bytes;
    if (++calls_ % 16 != 0 && bytes < (1U << 16) && !look) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    Encoder encoder(buffer_);
    encoder.number(static_cast<std::uint64_t>(RecordKind::alive));
    encoder.number(bytes_);
    bytes_ = 0;
    flush();
  }

 private:
  void put(const char* data, std::size_t size) {
    while (size != 0) {
      const ssize_t done = ::write(pipe_, data, size);
      if (done < 0) {
        if (errno == EINTR) continue;
        ::_exit(1);  // The coordinator is gone: nobody is left to tell.
      }
      data += done;
      size -= static_cast<std::size_t>(done);
    }
  }
  int pipe_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
  std::uint64_t calls_ = 0;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

struct HashOfSha {
  std::size_t operator()(const Sha256& sha) const {
    std::size_t value = 0;
    std::memcpy(&value, sha.data(), sizeof value);
    return value;
  }
};

// Bytes that this worker has read to the end: the same bytes are not read twice. Bounded: forgets all when full.
class KnownBytes {
 public:
  bool contains(const Sha256& sha) const { return known_.contains(sha); }
  void add(const Sha256& sha) {
    if (known_.size() >= 200'000) known_.clear();
    known_.insert(sha);
  }

 private:
  std::unordered_set<Sha256, HashOfSha> known_;
};

// The blocks of the items that are open, one for each level: what a mailbox says between its messages makes one block,
// not one for each message. A block that waits is smaller than BlockBuilder::wants_end().
class OpenBlocks {
 public:
  OpenBlocks(const CaseNames& names, const Sealer& sealer) : names_(names), sealer_(sealer) {}
  BlockBuilder& at(std::size_t level) {
    while (blocks_.size() <= level) blocks_.push_back(std::make_unique<BlockBuilder>(names_, sealer_));
    return *blocks_[level];
  }

 private:
  const CaseNames& names_;
  const Sealer& sealer_;
  std::vector<std::unique_ptr<BlockBuilder>> blocks_;
};

// What is found in the name of an item: masks for its Place, and a block of its own.
class NameReporter final : private FindingSink {
 public:
  NameReporter(const Engine& engine, Engine::Scratch& scratch, const CaseNames& names, const Sealer& sealer)
      : engine_(engine), scratch_(scratch), names_(engine), block_(names, sealer) {}

  // After the item's begin; `link` of one that is no file.
  void read(std::string_view place, std::string_view link, RecordStream& out) {
    mentions_.clear();
    std::vector<MaskedName> masked;
    scratch_.set_item_name("");  // What holds it says nothing about its name.
    names_.detect(place, scratch_, *this, masked);
    if (!link.empty()) {
      DropFindings none;
      names_.detect(place_path(link), scratch_, none, masked);
    }
    if (masked.size() > masked_names_max) masked.resize(masked_names_max);
    encode_masked(masked, out.buffer());
    if (block_.size() != 0) encode(block_.finish(false), out.buffer(), RecordKind::name_findings);
  }

 private:
  struct DropFindings final : FindingSink {
    void finding(const Finding&) override {}
  };
  void finding(const Finding& finding) override {
    if (block_.full()) return;
    PlacedFinding placed;
    placed.type = finding.type;
    placed.rule = finding.rule;
    placed.confidence_thousandths = thousandths(finding.confidence);
    placed.part = name_part;
    placed.offset_bytes = finding.begin;
    const auto alone = [&] { return mention_number(name_part, false, finding.begin); };
    if (finding.mention != 0) {
      placed.mention = mentions_.try_emplace(finding.mention, alone()).first->second;
    } else if (engine_.types().at(finding.type).category == Category::government_id) {
      placed.mention = alone();
    }
    block_.add(placed, finding.value, finding.canonical);
  }

  const Engine& engine_;
  Engine::Scratch& scratch_;
  ItemNames names_;
  BlockBuilder block_;
  std::unordered_map<std::uint32_t, std::int64_t> mentions_;  // Numbered by the place of their first finding.
};

// Detects in what the driver gives, and tells the coordinator.
class Reporter final : public Observer, private FindingSink, private TableFindingSink {
 public:
  Reporter(RecordStream& out, const Engine& engine, Engine::Scratch& scratch, NameReporter& names, KnownBytes& known,
           OpenBlocks& blocks, const Task& task)
      : out_(out),
        engine_(engine),
        scratch_(scratch),
        names_(names),
        known_(known),
        blocks_(blocks),
        task_(task),
        record_id_(engine.types().find("record_id")) {}

  bool wants(std::span<const std::uint64_t> path) override {
    if (!task_.done_up_to) return true;
    const MemberPath& done = *task_.done_up_to;
    const auto difference = std::mismatch(path.begin(), path.end(), done.begin(), done.end());
    if (difference.first == path.end()) return path.size() < done.size();  // On the way to what was done last.
    if (difference.second == done.end()) return true;
    return *difference.first > *difference.second;
  }

  Verdict item_begin(const ItemBegin& item) override {
    ItemBeginRecord record;
    record.path.assign(item.path.begin(), item.path.end());
    record.place = item.place;
    record.media_type = item.media_type;
    record.format = item.format;
    record.charset = item.charset;
    record.size_bytes = item.size_bytes;
    record.has_bytes = item.has_bytes;
    const bool is_root_range = item.path.empty() && task_.range.has_value();
    record.has_hash = item.sha256.has_value();
    record.sha256 = item.sha256.value_or(Sha256{});
    record.modified_s = item.modified_s;
    encode(record, out_.buffer());
    if (task_.careful) out_.flush();
    Open open;
    open.sha256 = record.sha256;
    open.countable = record.has_hash && item.size_bytes != 0 && item.format != volume_format;
    open.has_bytes = item.has_bytes;
    Verdict verdict = Verdict::read;
    bool reads_name = !is_root_range;  // That of a root was read when it was cut.
    for (const Task::Poison& poison : task_.poisons) {
      if (std::ranges::equal(poison.path, item.path)) {
        verdict = poison.skip ? Verdict::skip : Verdict::raw_only;
        reads_name = reads_name && !poison.name_killed;
        open.countable = false;
      }
    }
    if (reads_name) names_.read(item.place, task_.link, out_);
    if (task_.careful) {
      out_.flush();
    } else {
      out_.flush_if_full();
    }
    if (verdict == Verdict::read && open.countable && known_.contains(open.sha256)) {
      verdict = Verdict::skip;
      open.known = true;
    }
    open.name = item.place;
    scratch_.set_item_name(open.name);
    forget_sender();
    open_.push_back(open);
    block_ = &blocks_.at(open_.size() - 1);
    return verdict;
  }

  void passage(const Passage& passage) override {
    passage_ = &passage;
    scratch_.set_sender(sender_ != 0 ? std::string_view(sender_name_) : std::string_view());
    engine_.detect(passage, scratch_, *this);
    passage_ = nullptr;
    groups_.clear();
    if (block_->wants_end()) end_block(false);
    out_.alive(passage.owned_end - passage.owned_begin);
  }

  void table_begin(const TableInfo& table) override {
    part_ = table.part;
    by_offset_ = table.places_by_offset;
    whose_known_ = false;
    forms_.clear();
    table_ = engine_.table(table, scratch_, *this);
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    if (!table_) return;
    table_->row(row, cells, owned);
    // Few rows may hold much: the clock is looked at by what they hold as well.
    for (const Cell& cell : cells) row_bytes_ += cell.text.size();
    if ((row & 255) == 0 || row_bytes_ > look_bytes) {
      out_.alive(0, row_bytes_ > look_bytes);
      row_bytes_ = 0;
    }
  }
  void table_end() override {
    if (table_) table_->end();
    table_.reset();
  }

  void item_end(const ItemEnd& item) override {
    end_block(false);
    const Open open = std::move(open_.back());
    open_.pop_back();
    block_ = open_.empty() ? nullptr : &blocks_.at(open_.size() - 1);
    scratch_.set_item_name(open_.empty() ? std::string_view() : std::string_view(open_.back().name));
    encode(ItemEndRecord{item.status, open.known, item.reason, item.notes, item.changed}, out_.buffer());
    // What was not read to the end is not known: the same bytes elsewhere get a chance of their own.
    const bool settled = !item.changed && item.status != Status::too_big && item.status != Status::crashed &&
                         item.status != Status::timed_out;
    if (open.countable && !open.known && settled) known_.add(open.sha256);
    out_.flush_if_full();
  }

 private:
  static constexpr std::uint64_t look_bytes = 1U << 18;
  std::string keyed_;
  std::uint64_t row_bytes_ = 0;

  struct Open {
    Sha256 sha256 = {};
    bool countable = false;
    bool has_bytes = false;
    bool known = false;
    std::string name;
  };

  void finding(const Finding& finding) override {
    PlacedFinding placed = place(finding);
    placed.part = passage_->part;
    placed.offset_bytes = passage_->place_offset(finding.begin);
    if (finding.mention == sender_mention && sender_ != 0) {
      placed.mention = sender_;
    } else if (finding.mention != 0) {
      // The group is numbered by the place of its first finding.
      auto group = std::ranges::find(groups_, finding.mention, &Group::number);
      if (group == groups_.end()) {
        groups_.push_back({finding.mention, mention_number(placed.part, false, placed.offset_bytes)});
        group = std::prev(groups_.end());
      }
      placed.mention = group->mention;
    } else if (finding.confidence >= 0.5F && engine_.types().at(finding.type).category == Category::government_id) {
      placed.mention =
          mention_number(placed.part, false, placed.offset_bytes);  // Nothing is bound to it: yet somebody's.
    }
    if (passage_->kind == PassageKind::mail_address && passage_->part == "From" && finding.mention != 0 &&
        (sender_ == 0 || sender_ == placed.mention)) {
      // (A name stands before its address.)
      if (sender_ == 0) sender_name_ = finding.canonical;
      sender_ = placed.mention;
    }
    if (block_->full()) end_block(true);
    block_->add(placed, finding.value, finding.canonical);
  }

  void finding(const TableFinding& finding) override {
    PlacedFinding placed = place(finding);
    placed.part = part_;
    if (by_offset_) {
      placed.offset_bytes = finding.cell_offset_bytes + finding.begin;
    } else {
      placed.row = finding.row;
      placed.column = finding.column;
    }
    if (finding.nobody) {
      if (block_->full()) end_block(true);
      block_->add(placed, finding.value, finding.canonical);
      return;
    }
    // The row says whose it is; a form lying down says it itself. Rows that are told by offset are numbered by that of
    // their first finding: a dump of a database has a first row in each of its tables.
    const bool form = finding.mention != 0;
    const bool begins = finding.row != row_ || !whose_known_;
    if (by_offset_ && !form && begins) anchor_ = finding.cell_offset_bytes;
    const std::uint64_t row = !by_offset_ ? (form ? finding.mention - 1 : finding.row)
                              : form      ? anchor_of_form(finding)
                                          : anchor_;
    const std::uint64_t whose = where_of_other(row, finding.other);
    if (whose != whose_ || !whose_known_) {
      whose_ = whose;
      whose_known_ = true;
      whose_mention_ = mention_number(part_, true, whose);
      row_ = finding.row;  // Between two rows nothing is cut.
      if (!form && begins && block_->wants_end()) end_block(false);
    }
    placed.mention = whose_mention_;
    if (block_->full()) end_block(true);
    if (finding.type != record_id_) {
      block_->add(placed, finding.value, finding.canonical);
      return;
    }
    // The same number in another dump is somebody else's. Equal bytes are one dump, wherever they lie.
    keyed_ = finding.canonical;
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (!open->has_bytes) continue;
      keyed_ += open->sha256 == Sha256{} ? " " + open->name : " " + to_hex(open->sha256);
      break;
    }
    // The table's word for a person stays: it tells what they are to the owner.
    const std::string_view one = finding.canonical.substr(0, finding.canonical.find(' '));
    keyed_ = to_hex(sha256(as_bytes(keyed_))).substr(0, 16) + ' ' + std::string(one);
    block_->add(placed, finding.value, keyed_);
  }

  void column_typed(std::uint32_t column, std::string_view header, std::string_view type, float confidence,
                    std::string_view why) override {
    if (task_.range && task_.range->begin_bytes != 0) return;  // The first range tells it.
    ColumnTypedRecord record;
    record.column = column;
    record.confidence_thousandths = thousandths(confidence);
    record.part = part_;
    record.header = header;
    record.type = type;
    record.why = why;
    encode(record, out_.buffer());
    out_.flush_if_full();
  }

  // Of a form lying down, told by offset: where the first finding of the table that speaks of this person stands.
  std::uint64_t anchor_of_form(const TableFinding& finding) {
    const auto known = std::ranges::find(forms_, finding.mention, &Form::number);
    if (known != forms_.end()) return known->anchor;
    forms_.push_back({finding.mention, finding.cell_offset_bytes});
    return finding.cell_offset_bytes;
  }

  static PlacedFinding place(const Finding& finding) {
    PlacedFinding placed;
    placed.type = finding.type;
    placed.rule = finding.rule;
    placed.confidence_thousandths = thousandths(finding.confidence);
    return placed;
  }

  void forget_sender() {
    sender_ = 0;
    sender_name_.clear();
  }
  void end_block(bool cut) {
    forget_sender();  // A mention lies in one block.
    if (block_->size() == 0) return;
    encode(block_->finish(cut), out_.buffer());
    out_.flush_if_full();
  }

  struct Form {
    std::uint32_t number = 0;
    std::uint64_t anchor = 0;
  };
  struct Group {
    std::uint32_t number;
    std::int64_t mention;
  };

  RecordStream& out_;
  const Engine& engine_;
  Engine::Scratch& scratch_;
  NameReporter& names_;
  KnownBytes& known_;
  OpenBlocks& blocks_;
  BlockBuilder* block_ = nullptr;  // Of the innermost open item.
  const Task& task_;
  const TypeId record_id_;
  std::vector<Open> open_;
  std::unique_ptr<Engine::Table> table_;
  const Passage* passage_ = nullptr;
  std::vector<Group> groups_;
  std::string part_;
  bool by_offset_ = false;
  std::uint64_t whose_ = 0;
  std::uint64_t row_ = 0;
  std::uint64_t anchor_ = 0;  // Of the row in hand: where its first finding stands.
  std::vector<Form> forms_;   // Of the table in hand.
  bool whose_known_ = false;
  std::int64_t whose_mention_ = 0;
  std::int64_t sender_ = 0;  // The mention of who sent the mail in hand; 0: not known.
  std::string sender_name_;
};

// Whether a file is another than what the task tells. What was written within one tick of the file system's clock and
// left the size as it was is not seen.
class FileWatch {
 public:
  FileWatch(int descriptor, const Task& task)
      : descriptor_(descriptor), size_bytes_(task.size_bytes), modified_ns_(task.modified_ns) {}
  bool operator()() const {
    struct stat status {};
    return ::fstat(descriptor_, &status) == 0 &&
           (static_cast<std::uint64_t>(status.st_size) != size_bytes_ || modified_ns(status) != modified_ns_);
  }

 private:
  int descriptor_;
  std::uint64_t size_bytes_;
  std::int64_t modified_ns_;
};

class Worker {
 public:
  Worker(const WorkerOptions& options, const Engine& engine)
      : options_(options),
        engine_(engine),
        out_(options.records_pipe),
        scratch_(engine.make_scratch()),
        names_(engine, *scratch_, *options.names, *options.sealer),
        spill_(options.spill_descriptor),
        blocks_(*options.names, *options.sealer) {}

  int run() {
    std::string batch(batch_bytes_max, '\0');
    for (;;) {
      const ssize_t got = receive(batch);
      if (got <= 0) return 0;
      Decoder in(std::string_view(batch).substr(0, static_cast<std::size_t>(got)));
      while (!in.at_end()) {
        Task task;
        if (!decode(in, task)) return 1;
        const int descriptor = next_descriptor();
        if (descriptor < 0) return 1;
        FileSource source(descriptor, task.size_bytes);
        std::vector<std::unique_ptr<Source>> others;
        if (task.volume && !take_others(*task.volume, others)) return 1;
        // A small file is read once; telling what it is, hashing and reading it then cost no call of the system.
        if (read_small(source)) {
          MemorySource small(small_);
          do_task(task, small, {}, std::move(others));
        } else {
          do_task(task, source, FileWatch(descriptor, task), std::move(others));
        }
      }
      out_.flush();
    }
  }

 private:
  // The next of those that came with the batch, or behind it; -1: there is none, which cannot be.
  int next_descriptor() {
    std::string more(1, '\0');
    while (descriptors_.empty()) {
      if (receive(more) <= 0) return -1;
      if (descriptors_.empty()) return -1;
    }
    const int descriptor = descriptors_.front();
    descriptors_.pop_front();
    return descriptor;
  }

  // False where the descriptors that the task tells of did not come.
  bool take_others(const VolumeFile& volume, std::vector<std::unique_ptr<Source>>& others) {
    for (const VolumeFile::Other& other : volume.others) {
      std::unique_ptr<Source> source;
      if (other.is_open) {
        const int descriptor = next_descriptor();
        if (descriptor < 0) return false;
        source = std::make_unique<FileSource>(descriptor, other.size_bytes);
      }
      others.push_back(std::move(source));
    }
    return true;
  }

  ssize_t receive(std::string& batch) {
    iovec part = {batch.data(), batch.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * message_descriptors_max)];
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t got = 0;
    do {
      got = ::recvmsg(options_.tasks_socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) return got;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
      const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      int came[message_descriptors_max];
      std::memcpy(came, CMSG_DATA(header), std::min(count, message_descriptors_max) * sizeof(int));
      descriptors_.insert(descriptors_.end(), came, came + std::min(count, message_descriptors_max));
    }
    return got;
  }

  bool read_small(Source& source) {
    if (source.size_bytes() == 0 || source.size_bytes() > small_file_bytes_max) return false;
    small_.resize(static_cast<std::size_t>(source.size_bytes()));
    const auto got = source.read_at(0, small_);
    return got && *got == small_.size();  // Else it changed, or cannot be read: that is told in reading it.
  }

  void do_task(const Task& task, Source& source, std::function<bool()> changed,
               std::vector<std::unique_ptr<Source>> others) {
    Encoder encoder(out_.buffer());
    encoder.number(static_cast<std::uint64_t>(RecordKind::unit_begin));
    encoder.number(task.unit);
    if (task.size_bytes > (1U << 20) || task.careful) out_.flush();
    // What killed its reader is not judged by what others hold again; where all of them are read at it, not a third
    // time.
    const bool killed = task.volume && std::ranges::any_of(task.poisons, [&](const Task::Poison& poison) {
                          return poison.path.empty() && (poison.skip || !task.volume->is_head);
                        });
    RootVolume volume;
    if (task.volume && !killed) volume = judge_volume(*task.volume, source, std::move(others));
    if (task.name_only) {
      Reporter reporter(out_, engine_, *scratch_, names_, known_, blocks_, task);
      ItemBegin item;
      item.place = task.place;
      item.has_bytes = false;
      item.modified_s = task.modified_s;
      (void)reporter.item_begin(item);
      reporter.item_end({});
    } else if (volume.is_part || !cut(task, source)) {
      DriverOptions driver;
      driver.volume = &volume;
      driver.limits = options_.limits;
      driver.range = task.range;
      driver.hash_root = !task.range.has_value();
      driver.changed = std::move(changed);
      Reporter reporter(out_, engine_, *scratch_, names_, known_, blocks_, task);
      drive(source, task.place, task.name, task.modified_s, driver, spill_, reporter);
    }
    encoder.number(static_cast<std::uint64_t>(RecordKind::unit_end));
    out_.flush_if_full();
  }

  // A large root item becomes several units of work. The coordinator shares them out while this worker hashes it.
  bool cut(const Task& task, Source& source) {
    if (task.range || task.done_up_to || !task.poisons.empty() || task.size_bytes <= 2 * options_.unit_bytes) {
      return false;
    }
    const auto identity = identify(source);
    if (!identity || identity->format->cut == nullptr) return false;
    const ExtractContext context{
        {options_.limits, spill_}, identity->charset, identity->charset_confidence, std::nullopt, 0};
    const auto ranges = identity->format->cut(source, context, options_.unit_bytes);
    if (!ranges || ranges->size() < 2) return false;
    ItemBeginRecord record;
    record.place = task.place;
    record.media_type = identity->format->media_type;
    record.format = identity->format->id;
    record.charset = identity->charset;
    record.size_bytes = task.size_bytes;
    record.modified_s = task.modified_s;
    std::optional<Sha256> hash;
    if (task.hash_first) {
      hash = hash_of(source);
      record.has_hash = hash.has_value();
      record.sha256 = hash.value_or(Sha256{});
    }
    encode(record, out_.buffer());
    names_.read(task.place, "", out_);
    encode_ranges(*ranges, out_.buffer());
    out_.flush();
    if (!task.hash_first) hash = hash_of(source);
    Encoder encoder(out_.buffer());
    encoder.number(static_cast<std::uint64_t>(RecordKind::hash));
    encoder.text(hash ? as_text(*hash) : std::string_view());
    encoder.text(extension_disagreement(task.name, *identity->format));
    return true;
  }

  // nullopt: not all of it can be read. Its ranges will tell.
  std::optional<Sha256> hash_of(Source& source) {
    Sha256Hasher hasher;
    Buffer block(1U << 20);
    for (std::uint64_t offset = 0; offset < source.size_bytes();) {
      const auto got = source.read_at(offset, block);
      if (!got || *got == 0) return std::nullopt;
      hasher.update(ByteView(block).first(*got));
      offset += *got;
      out_.alive(0);
    }
    return hasher.finish();
  }

  static constexpr std::uint64_t small_file_bytes_max = 64 * 1024;

  const WorkerOptions& options_;
  const Engine& engine_;
  Buffer small_;
  RecordStream out_;
  std::unique_ptr<Engine::Scratch> scratch_;
  NameReporter names_;
  SpillFile spill_;
  std::deque<int> descriptors_;  // That came and are nobody's yet.
  KnownBytes known_;
  OpenBlocks blocks_;
};

}  // namespace

int run_worker(const WorkerOptions& options, const Engine& engine) { return Worker(options, engine).run(); }

}  // namespace constat
