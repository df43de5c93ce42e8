// Tables in running text, and the labels around candidates: bytes a second on one core.
#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "detect/labels.h"
#include "detect/text_tables.h"

namespace {

using namespace constat;

constexpr std::size_t text_bytes = 1U << 20;

void find_tables(benchmark::State& state, std::string_view line) {
  std::string text;
  while (text.size() < text_bytes) text += line;
  TextTables found;
  ByteClasses classes;
  for (auto _ : state) {
    classes.read(text);
    benchmark::DoNotOptimize(find_text_tables(text, classes, found));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK_CAPTURE(find_tables, prose, "We met, as agreed, in June; nobody came, and so we left again.\n")
    ->Name("text_tables/prose");
BENCHMARK_CAPTURE(find_tables, csv, "7,Jane,Smith,jane@example.org,2014-11-24,Payroll\n")->Name("text_tables/csv");

// What stands around a number in a change log: no label is near.
void labels_first_possible(benchmark::State& state) {
  const auto set = load_rules({CONSTAT_SOURCE_DIR "/rules"});
  if (!set) return state.SkipWithError("no rules");
  const LabelTable labels(set->rules);
  constexpr std::string_view around = "fixed on 2009-11-24 by applying what was found before the";
  const ByteClasses classes(around);
  for (auto _ : state) benchmark::DoNotOptimize(labels.first_possible(around, classes, 0, around.size()));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * around.size()));
}
BENCHMARK(labels_first_possible)->Name("labels/first_possible");
void labels_find(benchmark::State& state) {
  const auto set = load_rules({CONSTAT_SOURCE_DIR "/rules"});
  if (!set) return state.SkipWithError("no rules");
  const LabelTable labels(set->rules);
  constexpr std::string_view around = "the employee's social security number (SSN) is";
  std::string words;
  std::vector<LabelHit> hits;
  for (auto _ : state) {
    hits.clear();
    label_words(around, words);
    labels.find(words, hits);
    benchmark::DoNotOptimize(hits.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * around.size()));
}
BENCHMARK(labels_find)->Name("labels/find");

}  // namespace
