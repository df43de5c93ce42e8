// The row path of table typing: twelve columns, half of them personal. Bytes are those of the cells and their
// separators.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "detect/engine.h"

namespace {

using namespace constat;

class Counting final : public TableFindingSink {
 public:
  void finding(const TableFinding&) override { ++count; }
  std::size_t count = 0;
};

void staff(benchmark::State& state) {
  const std::string root = CONSTAT_SOURCE_DIR;
  const auto engine = load_engine({{root + "/rules"}, root + "/data"});
  if (!engine) {
    state.SkipWithError(engine.error().what.c_str());
    return;
  }
  const std::vector<std::string> header = {"id",    "first_name", "last_name", "ssn",   "email",  "phone",
                                           "grade", "department", "site",      "floor", "salary", "updated"};
  std::vector<std::vector<std::string>> rows;
  std::size_t bytes = 0;
  const char* given[] = {"Jane", "Robert", "Maria", "Klaus", "Sophie", "Linda"};
  const char* surname[] = {"Whitfield", "Okafor", "Gonzalez", "Schneider", "Lefebvre", "Johnson"};
  for (int index = 0; index < 20'000; ++index) {
    const std::string digits = std::to_string(100'000 + index * 37 % 899'999);
    rows.push_back({std::to_string(index), given[index % 6], surname[index / 6 % 6],
                    "4" + digits.substr(0, 2) + "-" + std::to_string(10 + index % 89) + "-" + digits.substr(2, 4),
                    "user" + digits + "@example.org", "312-555-" + digits.substr(1, 4), "B" + std::to_string(index % 9),
                    "Production", "Culver City", std::to_string(index % 12), std::to_string(40'000 + index % 60'000),
                    "2014-11-24"});
    for (const std::string& cell : rows.back()) bytes += cell.size() + 1;
  }
  const auto scratch = (*engine)->make_scratch();
  Counting counting;
  for (auto _ : state) {
    const auto table = (*engine)->table(TableInfo{}, *scratch, counting);
    std::vector<Cell> cells(12);
    std::uint64_t number = 1;
    for (std::size_t column = 0; column < 12; ++column) cells[column].text = header[column];
    table->row(number++, cells, true);
    for (const auto& row : rows) {
      for (std::size_t column = 0; column < 12; ++column) cells[column].text = row[column];
      table->row(number++, cells, true);
    }
    table->end();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
  state.counters["findings"] = static_cast<double>(counting.count) / static_cast<double>(state.iterations());
}
BENCHMARK(staff)->Name("table/staff_12_columns")->Unit(benchmark::kMillisecond);

}  // namespace
