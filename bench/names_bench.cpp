// Cost of looking for names and addresses a byte: prose with few, a staff list with many.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "detect/names.h"

namespace {

const constat::NameLexicon& lexicon() {
  static const auto loaded = constat::NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data");
  return **loaded;
}
std::string repeated(std::string_view text, std::size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all;
}
const std::string prose = repeated(
    "The committee met again in the afternoon to go through the list of open points, most of which had been left over "
    "from "
    "the last session. After a long debate it was agreed that the budget of 2013 would stand, with 12 changes of "
    "detail.\n"
    "Patricia Whitfield took the minutes; nobody else spoke until the coffee came, at about half past three in the "
    "room.\n",
    1 << 20);
const std::string staff = repeated(
    "Whitfield, Patricia K., 1742 Maple Street, Springfield, IL 62701\nMr. Jean-Pierre Lefebvre, 12 bis rue de la "
    "Paix, 75002 "
    "Paris\nKlaus Schneider, Hauptstr. 12a, 10115 Berlin\n",
    1 << 20);

void persons(benchmark::State& state, const std::string& text) {
  std::vector<constat::NamedSpan> found;
  const constat::ByteClasses classes(text);
  for (auto _ : state) {
    found.clear();
    lexicon().find_persons(text, classes, found);
    benchmark::DoNotOptimize(found.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
void addresses(benchmark::State& state, const std::string& text) {
  std::vector<constat::NamedSpan> found;
  const constat::ByteClasses classes(text);
  for (auto _ : state) {
    found.clear();
    lexicon().find_addresses(text, classes, found);
    benchmark::DoNotOptimize(found.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
void byte_classes(benchmark::State& state, const std::string& text) {
  constat::ByteClasses classes;
  for (auto _ : state) {
    classes.read(text);
    benchmark::DoNotOptimize(classes.next_digit(0));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
void load(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(constat::NameLexicon::load(std::string(CONSTAT_SOURCE_DIR) + "/data"));
  }
}
BENCHMARK(load)->Name("names/load")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(byte_classes, prose, prose)->Name("byte_classes/prose");
BENCHMARK_CAPTURE(persons, prose, prose)->Name("names/persons_prose");
BENCHMARK_CAPTURE(persons, staff, staff)->Name("names/persons_staff_list");
BENCHMARK_CAPTURE(addresses, prose, prose)->Name("names/addresses_prose");
BENCHMARK_CAPTURE(addresses, staff, staff)->Name("names/addresses_staff_list");

}  // namespace
