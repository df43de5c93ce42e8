// Detection alone, in memory: bytes a second on one core, with every rule.
#include <benchmark/benchmark.h>

#include <random>

#include "detect/engine.h"

namespace {

using namespace constat;

const Engine& engine() {
  static const std::unique_ptr<Engine> loaded = [] {
    auto made = load_engine({{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data"});
    if (!made) std::abort();
    return std::move(*made);
  }();
  return *loaded;
}

class Counter final : public FindingSink {
 public:
  void finding(const Finding&) override { ++count; }
  std::size_t count = 0;
};

void run(benchmark::State& state, const std::string& text) {
  const auto scratch = engine().make_scratch();
  Counter counter;
  for (auto _ : state) engine().detect(Passage::whole(text, ""), *scratch, counter);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.counters["findings"] = static_cast<double>(counter.count) / static_cast<double>(state.iterations());
}

std::string prose(std::size_t bytes) {
  static const char* const words[] = {"the",  "budget",   "of",     "this",  "picture", "was",    "agreed",
                                      "with", "everyone", "before", "we",    "began",   "to",     "shoot",
                                      "in",   "May,",     "and",    "it",    "holds.",  "Please", "read",
                                      "what", "Anna",     "wrote",  "about", "page",    "12",     "again"};
  std::mt19937 random(1);
  std::string text;
  while (text.size() < bytes) {
    text += words[random() % std::size(words)];
    text += random() % 14 == 0 ? '\n' : ' ';
  }
  return text;
}

void detect_prose(benchmark::State& state) { run(state, prose(1 << 20)); }
void detect_log(benchmark::State& state) {
  std::string text;
  std::mt19937 random(2);
  while (text.size() < 1 << 20) {
    text += "2014-11-24 10:15:" + std::to_string(10 + random() % 50) + " INFO 10.0." + std::to_string(random() % 250) +
            ".7 GET /a/" + std::to_string(random()) + " 200 " + std::to_string(random() % 100000) + "\n";
  }
  run(state, text);
}
void detect_csv(benchmark::State& state) {
  std::string text = "id,name,ssn,email\n";
  std::mt19937 random(3);
  for (int row = 0; text.size() < 1 << 20; ++row) {
    text += std::to_string(row) + ",Jane Doe," + std::to_string(100 + random() % 500) + "-" +
            std::to_string(10 + random() % 80) + "-" + std::to_string(1000 + random() % 8000) + ",user" +
            std::to_string(row) + "@example.org\n";
  }
  run(state, text);
}
BENCHMARK(detect_prose);
BENCHMARK(detect_log);
BENCHMARK(detect_csv);

}  // namespace
