// How fast text and tables are read: bytes a second, one core, from memory.
#include <benchmark/benchmark.h>

#include <string>

#include "extract/extractors.h"
#include "extract/text_coding.h"

namespace {

using namespace constat;

class Counting final : public Output {
 public:
  void passage(const Passage& passage) override { count += passage.owned_end - passage.owned_begin; }
  void table_begin(const TableInfo&) override {}
  void table_row(std::uint64_t, std::span<const Cell> cells, bool) override { count += cells.size(); }
  void table_end() override {}
  void inner_begin(const Member&) override {}
  void inner_end() override {}
  void member(const Member&, const Opener&) override {}
  void unreadable(const Member&, Status, std::string_view) override {}
  void gap(Status, std::string_view) override {}
  void note(std::string_view) override {}
  std::uint64_t count = 0;
};

constexpr std::size_t sample_bytes = 64U << 20;

std::string repeated(std::string_view piece) {
  std::string text;
  text.reserve(sample_bytes + piece.size());
  while (text.size() < sample_bytes) text += piece;
  return text;
}

using Reader = Result<void> (*)(Source&, const ExtractContext&, Output&);

void run(benchmark::State& state, const std::string& bytes, std::string_view charset, Reader reader) {
  MemorySource source(as_bytes(bytes));
  SpillFile spill(-1);
  const Limits limits;
  const ExtractContext context{{limits, spill}, charset, 1, std::nullopt, 0};
  for (auto _ : state) {
    Counting out;
    (void)reader(source, context, out);
    benchmark::DoNotOptimize(out.count);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
}

void text_ascii(benchmark::State& state) {
  run(state, repeated("The quick brown fox jumps over the lazy dog, and on it goes.\n"), "UTF-8", extract_text);
}
void text_utf8(benchmark::State& state) {
  run(state, repeated("Le cœur déçu mais l'âme plutôt naïve, Louÿs rêva de crapaüter.\n"), "UTF-8", extract_text);
}
void text_windows_1252(benchmark::State& state) {
  run(state, repeated("Le c\x9Cur d\xE9\xE7u mais l'\xE2me plut\xF4t na\xEFve, Lou\xFFs r\xEAva.\n"), "windows-1252",
      extract_text);
}
void text_utf16(benchmark::State& state) {
  std::string line;
  for (const char c : std::string_view("The quick brown fox jumps over the lazy dog.\n")) line += {c, '\0'};
  run(state, repeated(line), "UTF-16LE", extract_text);
}
const std::string& plain_csv() {
  static const std::string text =
      repeated("1042,Ann,Example,ann.example@example.org,1970-01-02,52300.50,12 Rue des Lilas,Lyon\n");
  return text;
}
void csv_plain(benchmark::State& state) { run(state, plain_csv(), "UTF-8", extract_csv); }
void csv_quoted(benchmark::State& state) {
  static const std::string text = repeated(
      "\"1042\",\"Ann\",\"Example\",\"ann.example@example.org\",\"1970-01-02\",\"52300.50\",\"12, Rue des "
      "Lilas\",\"Lyon\"\n");
  run(state, text, "UTF-8", extract_csv);
}
void csv_cut(benchmark::State& state) {
  run(state, plain_csv(), "UTF-8", [](Source& source, const ExtractContext& context, Output&) -> Result<void> {
    (void)cut_csv(source, context, 16U << 20);
    return {};
  });
}
void jsonl(benchmark::State& state) {
  static const std::string text = repeated(
      "{\"id\": 1042, \"name\": \"Ann Example\", \"email\": \"ann@example.org\", \"address\": {\"city\": \"Lyon\"}}\n");
  run(state, text, "UTF-8", extract_jsonl);
}
void sql_insert(benchmark::State& state) {
  static const std::string text = "INSERT INTO t VALUES (0,'x')" +
                                  repeated(",\n(1042,'Ann Example','ann@example.org','Lyon',NULL,52300.50)") + ";\n";
  run(state, text, "UTF-8", extract_sql);
}
void raw_noise(benchmark::State& state) {
  static const std::string bytes = [] {
    std::string noise;
    std::uint64_t state_value = 1;
    while (noise.size() < sample_bytes) {
      state_value = state_value * 6364136223846793005ULL + 1442695040888963407ULL;
      noise.push_back(static_cast<char>(state_value >> 56));
    }
    return noise;
  }();
  run(state, bytes, "", extract_raw);
}
void raw_text(benchmark::State& state) {
  static const std::string bytes = repeated(std::string_view("\0\1\2\3some printable run in a binary\0\xFF\xFE", 38));
  run(state, bytes, "", extract_raw);
}
void detect_small(benchmark::State& state) {
  const std::string text = repeated("A line of a small text file, as there are many.\n").substr(0, 4000);
  for (auto _ : state) benchmark::DoNotOptimize(detect_charset(as_bytes(text), true));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

BENCHMARK(text_ascii);
BENCHMARK(text_utf8);
BENCHMARK(text_windows_1252);
BENCHMARK(text_utf16);
BENCHMARK(csv_plain);
BENCHMARK(csv_quoted);
BENCHMARK(csv_cut);
BENCHMARK(jsonl);
BENCHMARK(sql_insert);
BENCHMARK(raw_noise);
BENCHMARK(raw_text);
BENCHMARK(detect_small);

}  // namespace
