// What the coordinator believes: workers that say anything at all, in any order, over several deaths. The scan ends,
// and the case that it leaves is whole: every reference leads to a row, every item has a status, no Place writes on a
// terminal.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/codec.h"
#include "base/text.h"
#include "casefile/integrity.h"
#include "run/record.h"
#include "run/scan_internal.h"
#include "run/worker.h"
#include "support/fake_engine.h"

namespace {

using namespace constat;

// The input as a script: what is not there any more reads as 0.
class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  bool over() const { return at_ >= size_; }
  std::uint8_t byte() { return at_ < size_ ? data_[at_++] : std::uint8_t{0}; }
  std::string_view bytes(std::size_t count) {
    count = std::min(count, size_ - std::min(at_, size_));
    const std::string_view taken(reinterpret_cast<const char*>(data_) + at_, count);
    at_ += count;
    return taken;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

// Workers that mostly say what could be said, so that what is behind the first checks is met too.
class Liars final : public PlayedWorkers {
 public:
  Liars(Script& script, const Sealer& sealer) : script_(script), sealer_(sealer) {}
  ~Liars() override {
    for (Liar& liar : liars_) close(liar);
  }
  void started(int tasks, int records) override {
    (void)::fcntl(tasks, F_SETFL, O_NONBLOCK);
    (void)::fcntl(records, F_SETFL, O_NONBLOCK);
    liars_.push_back({tasks, records, {}, {}});
  }
  void turn() override {
    for (Liar& liar : liars_) {
      if (liar.tasks < 0) continue;
      hear(liar);
      if (script_.over() || !speak(liar)) close(liar);
    }
    std::erase_if(liars_, [](const Liar& liar) { return liar.tasks < 0; });
  }

 private:
  struct Liar {
    int tasks = -1;
    int records = -1;
    std::vector<Task> queue;
    std::vector<ItemBeginRecord> open;  // Their Places are in `places`.
    std::vector<std::string> places = {};
  };

  static void close(Liar& liar) {
    if (liar.tasks < 0) return;
    ::close(liar.tasks);
    ::close(liar.records);
    liar.tasks = liar.records = -1;
  }

  static void hear(Liar& liar) {
    for (;;) {
      char block[batch_bytes_max * 2];
      iovec part = {block, sizeof block};
      alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * message_descriptors_max)];
      msghdr message = {};
      message.msg_iov = &part;
      message.msg_iovlen = 1;
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      const ssize_t got = ::recvmsg(liar.tasks, &message, MSG_CMSG_CLOEXEC);
      if (got <= 0) return;
      for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
        for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= head->cmsg_len; at += sizeof(int)) {
          int descriptor = -1;
          std::memcpy(&descriptor, CMSG_DATA(head) + at, sizeof descriptor);
          ::close(descriptor);
        }
      }
      Decoder in(std::string_view(block, static_cast<std::size_t>(got)));
      while (!in.at_end()) {
        Task task;
        if (!decode(in, task)) std::abort();  // The coordinator said it.
        liar.queue.push_back(std::move(task));
      }
    }
  }

  // One turn's frame. False: it dies.
  bool speak(Liar& liar) {
    std::string said;
    Encoder encoder(said);
    const auto kind = [&](RecordKind record) { encoder.number(static_cast<std::uint64_t>(record)); };
    for (int steps = 1 + script_.byte() % 8; steps > 0; --steps) {
      const std::uint8_t act = script_.byte();
      switch (act % 16) {
        case 0:
        case 1:
          kind(RecordKind::unit_begin);
          encoder.number(liar.queue.empty() ? script_.byte() : liar.queue.front().unit);
          liar.open.clear();
          liar.places.clear();
          break;
        case 2:
        case 3: begin_item(liar, act >= 128, said); break;
        case 4: findings(said, act >= 192 ? RecordKind::name_findings : RecordKind::findings); break;
        case 5: {
          ColumnTypedRecord column;
          column.column = script_.byte();
          column.confidence_thousandths = script_.byte() * 5U;
          column.part = column.header = column.why = script_.bytes(script_.byte() % 16);
          column.type = "needle";
          encode(column, said);
          break;
        }
        case 6:
        case 7:
        case 8: {
          ItemEndRecord end;
          end.status = static_cast<Status>(script_.byte() % 8);
          end.known_bytes = act >= 192;
          end.reason = end.notes = script_.bytes(script_.byte() % 16);
          encode(end, said);
          if (!liar.open.empty()) {
            liar.open.pop_back();
            liar.places.pop_back();
          }
          break;
        }
        case 9: {
          std::vector<Range> ranges;
          for (int count = script_.byte() % 8; count > 0; --count) {
            const std::uint64_t begin = script_.byte() * 100U;
            ranges.push_back({begin, begin + script_.byte(), script_.byte(), script_.byte()});
          }
          kind(RecordKind::cut);
          encode_ranges(ranges, said);
          break;
        }
        case 10:
          kind(RecordKind::hash);
          encoder.text(std::string(32, static_cast<char>(script_.byte())));
          encoder.text(script_.bytes(script_.byte() % 16));
          break;
        case 11:
          kind(RecordKind::alive);
          encoder.number(script_.byte());
          break;
        case 12: {
          std::vector<MaskedName> masked;
          const std::string place = liar.places.empty() ? "leak/a.txt" : liar.places.back();
          masked.push_back({act >= 128 ? place.substr(place.rfind('/') + 1) : std::string(script_.bytes(4)),
                            std::string(script_.bytes(script_.byte() % 8)) + "*"});
          encode_masked(masked, said);
          break;
        }
        case 13:
          kind(RecordKind::unit_end);
          if (!liar.queue.empty()) liar.queue.erase(liar.queue.begin());
          break;
        case 14: said += script_.bytes(script_.byte() % 32); break;
        default:
          if (act >= 200) return false;
      }
    }
    auto size = static_cast<std::uint32_t>(said.size());
    if (script_.byte() == 255) size += script_.byte();  // A length that lies.
    std::string wire(reinterpret_cast<const char*>(&size), 4);
    wire += said;
    return ::write(liar.records, wire.data(), wire.size()) == static_cast<ssize_t>(wire.size());
  }

  void begin_item(Liar& liar, bool odd, std::string& said) {
    ItemBeginRecord record;
    std::string place = liar.queue.empty() ? "leak/a.txt" : liar.queue.front().place;
    if (!liar.open.empty()) {
      record.path = liar.open.back().path;
      record.path.push_back(script_.byte());
      place = liar.places.back() + "!/" + escape_name(script_.bytes(script_.byte() % 8));
    }
    if (odd) place += script_.bytes(script_.byte() % 8);
    record.place = place;
    record.media_type = record.format = record.charset = script_.bytes(script_.byte() % 8);
    record.size_bytes = script_.byte();
    record.has_bytes = script_.byte() % 4 != 0;
    record.has_hash = script_.byte() % 2 != 0;
    record.sha256.fill(static_cast<std::byte>(script_.byte() % 4));
    encode(record, said);
    liar.open.push_back(record);
    liar.places.push_back(place);
  }

  void findings(std::string& said, RecordKind kind) {
    const CaseNames names = {{1}, {"needle"}, {1}};
    BlockBuilder builder(names, sealer_);
    for (int count = 1 + script_.byte() % 4; count > 0; --count) {
      PlacedFinding finding;
      finding.confidence_thousandths = script_.byte() * 4U;
      finding.offset_bytes = script_.byte();
      finding.mention = script_.byte() % 4;
      builder.add(finding, "NEEDLE-1", "1");
    }
    FindingBlock block = builder.finish(script_.byte() % 2 != 0);
    const std::uint8_t lie = script_.byte();
    std::string places(block.places);
    if (lie >= 200 && !places.empty()) places[lie % places.size()] = static_cast<char>(script_.byte());
    block.places = places;
    TypeCount counts[] = {{lie == 199 ? 77 : 1, block.findings, script_.byte()}};
    block.counts = counts;
    encode(block, said, kind);
  }

  Script& script_;
  const Sealer& sealer_;
  std::vector<Liar> liars_;
};

// Evidence and a folder for the case, once; taken away when the fuzzer ends.
struct Folder {
  Folder() {
    char in_memory[] = "/dev/shm/constat-fuzz-XXXXXX";  // A disk would be waited for.
    char on_disk[] = "/tmp/constat-fuzz-XXXXXX";
    const char* const made = ::mkdtemp(in_memory) != nullptr ? in_memory : ::mkdtemp(on_disk);
    if (made == nullptr) std::abort();
    path = made;
    std::filesystem::create_directories(path + "/leak");
    for (const char* const name : {"a.txt", "b.txt", "c 1234567.txt"}) {
      std::ofstream(path + "/leak/" + name) << "NEEDLE-1 in " << name << std::string(400, '\n');
    }
    std::filesystem::create_symlink("/etc/NEEDLE-1", path + "/leak/link");  // Of which a name only is to be read.
    (void)::setenv("XDG_DATA_HOME", path.c_str(), 1);
    (void)std::signal(SIGPIPE, SIG_IGN);  // Of a worker that speaks after it was ended.
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path, none);
  }
  std::string path;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  static const FakeEngine engine;
  const std::string path = folder.path + "/c.constat";
  std::error_code none;
  for (const char* const suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, none);
  auto file = Case::open({path, true, true});
  if (!file) std::abort();
  (*file)->database().run("PRAGMA synchronous=OFF");
  Script script(data, size);
  ScanOptions options;
  options.evidence = {folder.path + "/leak"};
  options.workers = 1 + script.byte() % 3;
  options.unit_bytes = 100;
  options.limits.told_bytes_max = 20'000;
  options.limits.told_item_memory_bytes = 300;
  options.limits.told_range_bytes_max = 600;
  Liars liars(script, *(*file)->sealer());
  const auto outcome = scan_played(**file, engine, options, liars);
  Database& database = (*file)->database();
  if (!check_integrity(database).faults.empty() || (*file)->shown_names().damaged() != 0) std::abort();
  if (outcome && !outcome->stopped && outcome->items_by_status.contains("unfinished")) std::abort();
  Statement places(database, "SELECT place, coalesce(reason,''), coalesce(notes,''), shown(place) FROM item");
  while (places.step()) {
    // Whatever they said of names: what is stored leads back to a real one, and to the evidence.
    const auto real = (*file)->shown_names().real(places.text(0));
    if (!real || !real->starts_with("leak")) std::abort();
    for (int column = 0; column < 4; ++column) {
      for (const char c : places.text(column)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) std::abort();
      }
    }
  }
  return 0;
}
