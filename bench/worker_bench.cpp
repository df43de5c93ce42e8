// A worker's whole way from the bytes to sealed blocks: reading, typing of columns, detection, packing, records; all
// that a scan does but for the coordinator's writing and the persons. Every file is new to the worker each time (its
// bytes differ), as those of evidence are.
#include <benchmark/benchmark.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <thread>

#include "casefile/sealer.h"
#include "run/record.h"
#include "run/worker.h"

namespace {

using namespace constat;

// A worker in a thread, and the coordinator's ends of its socket and pipe.
class Running {
 public:
  explicit Running(const Engine& engine) {
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, tasks_) != 0 || ::pipe(records_) != 0) std::abort();
    for (std::size_t type = 0; type < engine.types().size(); ++type) {
      names_.type_ids.push_back(static_cast<std::int64_t>(type) + 1);
      names_.type_names.push_back(engine.types().at(static_cast<TypeId>(type)).name);
    }
    for (std::size_t rule = 0; rule < engine.rules().size(); ++rule)
      names_.rule_ids.push_back(static_cast<std::int64_t>(rule) + 1);
    options_.tasks_socket = tasks_[1];
    options_.records_pipe = records_[1];
    options_.names = &names_;
    options_.sealer = sealer_.get();
    options_.unit_bytes = 1ULL << 40;  // Uncut.
    worker_ = std::thread([this, &engine] { (void)run_worker(options_, engine); });
  }
  ~Running() {
    ::close(tasks_[0]);
    worker_.join();
    for (const int end : {tasks_[1], records_[0], records_[1]}) ::close(end);
  }

  // Has the worker read a file of these bytes; gives how many findings it told.
  std::uint64_t read(const std::string& name, std::string_view bytes) {
    const int file = ::memfd_create("evidence", 0);
    if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
    Task task;
    task.unit = 1;
    task.place = task.name = name;
    task.size_bytes = bytes.size();
    std::string payload;
    encode(task, payload);
    iovec part = {payload.data(), payload.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &file, sizeof file);
    if (::sendmsg(tasks_[0], &message, 0) < 0) std::abort();
    ::close(file);
    std::uint64_t findings = 0;
    std::string frame;
    for (bool ended = false; !ended;) {
      std::uint32_t size = 0;
      take(&size, sizeof size);
      frame.resize(size);
      take(frame.data(), size);
      ended = told(frame, findings);
    }
    return findings;
  }

 private:
  void take(void* to, std::size_t size) {
    for (auto* at = static_cast<char*>(to); size != 0;) {
      const ssize_t got = ::read(records_[0], at, size);
      if (got <= 0) std::abort();
      at += got;
      size -= static_cast<std::size_t>(got);
    }
  }
  // Whether the unit ends in this frame.
  static bool told(std::string_view frame, std::uint64_t& findings) {
    for (Decoder in(frame); !in.at_end();) {
      switch (static_cast<RecordKind>(in.number())) {
        case RecordKind::item_begin: {
          ItemBeginRecord record;
          if (!decode(in, record)) std::abort();
          break;
        }
        case RecordKind::findings: {
          FindingBlockRecord record;
          if (!decode(in, record)) std::abort();
          findings += record.block.findings;
          break;
        }
        case RecordKind::column_typed: {
          ColumnTypedRecord record;
          if (!decode(in, record)) std::abort();
          break;
        }
        case RecordKind::item_end: {
          ItemEndRecord record;
          if (!decode(in, record)) std::abort();
          break;
        }
        case RecordKind::unit_end: return true;
        default: (void)in.number();  // unit_begin, alive.
      }
    }
    return false;
  }

  int tasks_[2];
  int records_[2];
  CaseNames names_;
  std::unique_ptr<Sealer> sealer_ = make_sealer(std::string(case_key_bytes, 'k'));
  WorkerOptions options_;
  std::thread worker_;
};

// People who do not exist: names of a few hundred forms, the other values all distinct.
struct Person {
  std::string given, surname, email, phone, ssn, street, city, zip;
};
Person person(std::size_t number) {
  static constexpr const char* given[] = {"Jane",   "Robert", "Maria", "Klaus", "Sophie", "Linda", "Hélène",
                                          "Andrew", "Paula",  "Peter", "Anne",  "George", "Yves",  "Carla"};
  static constexpr const char* surname[] = {"Whitfield", "Okafor", "Gonzalez", "Schneider", "Lefebvre", "Johnson",
                                            "Müller",    "Peters", "Bianchi",  "Kowalski",  "Dupont",   "Taylor"};
  static constexpr const char* street[] = {"Washington Street", "Jefferson Court", "rue Jean Jaurès", "Oak Avenue",
                                           "Lincoln Road",      "Maple Drive",     "Elm Street"};
  const std::size_t mixed = number * 2654435761U % 99'999'989;
  const auto digits = [](std::size_t value, std::size_t count) {
    std::string text = std::to_string(value);
    return text.size() < count ? std::string(count - text.size(), '0') + text : text.substr(text.size() - count);
  };
  Person one;
  one.given = given[mixed % std::size(given)];
  one.surname = surname[mixed / 16 % std::size(surname)];
  one.email = std::string(one.given.substr(0, 2)) + "." + std::to_string(mixed) + "@example.com";
  one.phone = "(312) 842-" + digits(mixed, 4);
  one.ssn = digits(100 + mixed % 500, 3) + "-" + digits(1 + mixed / 7 % 99, 2) + "-" + digits(1 + mixed / 11 % 9998, 4);
  one.street = std::to_string(mixed % 9000) + " " + street[mixed / 3 % std::size(street)];
  one.city = mixed % 3 == 0 ? "Los Angeles" : "Denver";
  one.zip = digits(mixed % 90'000 + 1000, 5);
  return one;
}

std::string csv(std::size_t rows) {
  std::string text = "id,first_name,last_name,email,phone,ssn,street,city,zip,department,amount,note\n";
  for (std::size_t row = 0; row < rows; ++row) {
    const Person p = person(row);
    text += std::to_string(row) + "," + p.given + "," + p.surname + "," + p.email + "," + p.phone + "," + p.ssn + "," +
            p.street + "," + p.city + "," + p.zip + ",Editor," + std::to_string(row % 1000) + ".25,ok\n";
  }
  return text;
}
std::string jsonl(std::size_t rows) {
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    const Person p = person(row);
    text += "{\"id\": " + std::to_string(row) + ", \"first_name\": \"" + p.given + "\", \"last_name\": \"" + p.surname +
            "\", \"email\": \"" + p.email + "\", \"phone\": \"" + p.phone + "\", \"ssn\": \"" + p.ssn +
            "\", \"street\": \"" + p.street + "\", \"city\": \"" + p.city + "\", \"zip\": \"" + p.zip +
            "\", \"department\": \"Editor\"}\n";
  }
  return text;
}
std::string sql(std::size_t rows) {
  std::string text =
      "CREATE TABLE people (id int, first_name text, last_name text, email text, ssn text, street text);\n";
  for (std::size_t row = 0; row < rows; ++row) {
    const Person p = person(row);
    text += row % 100 == 0 ? "INSERT INTO people (id, first_name, last_name, email, ssn, street) VALUES\n" : ",\n";
    text += "(" + std::to_string(row) + ", '" + p.given + "', '" + p.surname + "', '" + p.email + "', '" + p.ssn +
            "', '" + p.street + "')";
    if (row % 100 == 99 || row + 1 == rows) text += ";\n";
  }
  return text;
}
std::string mbox(std::size_t mails) {
  std::string text;
  for (std::size_t number = 0; number < mails; ++number) {
    const Person from = person(number);
    const Person to = person(number * 7 + 1);
    text += "From " + from.email + " Mon Nov  3 08:00:00 2014\nFrom: \"" + from.given + " " + from.surname + "\" <" +
            from.email + ">\nTo: \"" + to.given + " " + to.surname + "\" <" + to.email +
            ">\nSubject: numbers\nDate: Mon, 03 Nov 2014 08:00:00 -0800\nMessage-ID: <" + std::to_string(number) +
            ".x@example.com>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nHello,\n\nplease see the "
            "numbers below before the call, and send them on to the others of the team.\n\n";
  }
  return text;
}

void worker(benchmark::State& state, const char* name, std::string text) {
  const std::string root = CONSTAT_SOURCE_DIR;
  const auto engine = load_engine({{root + "/rules"}, root + "/data"});
  if (!engine) {
    state.SkipWithError(engine.error().what.c_str());
    return;
  }
  Running running(**engine);
  std::uint64_t findings = 0;
  std::size_t round = 0;
  const std::string_view end = "round 00000\n";
  text += end;
  for (auto _ : state) {
    std::snprintf(text.data() + text.size() - 6, 6, "%05zu", ++round % 100'000);
    text.back() = '\n';
    findings += running.read(name, text);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.counters["findings"] = benchmark::Counter(static_cast<double>(findings), benchmark::Counter::kIsRate);
}
#define WORKER(format, text) \
  BENCHMARK_CAPTURE(worker, format, "a." #format, text)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond)
WORKER(csv, csv(40'000));
WORKER(jsonl, jsonl(40'000));
WORKER(sql, sql(40'000));
WORKER(mbox, mbox(4'000));

}  // namespace
