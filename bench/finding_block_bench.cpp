// Packing findings into blocks, sealing, and reading them back: rows of five personal columns, as a table gives them.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "casefile/finding_block.h"
#include "casefile/sealer.h"

namespace {

using namespace constat;

struct Cell {
  std::int64_t type;
  std::uint32_t column;
  std::string spelling, canonical;
};

struct Rows {
  Rows() {
    for (int index = 0; index < 4096; ++index) {
      const std::string digits = std::to_string(100'000'000 + index * 7919);
      cells.push_back({0, 2, "Given" + std::to_string(index % 150), "given" + std::to_string(index % 150)});
      cells.push_back({0, 3, "Surname" + std::to_string(index % 700), "surname" + std::to_string(index % 700)});
      cells.push_back({1, 4, "Given." + digits + "@example.com", "given." + digits + "@example.com"});
      cells.push_back({2, 5, "(312) 555-" + digits.substr(5), "312555" + digits.substr(5)});
      cells.push_back({3, 6, digits.substr(0, 3) + "-" + digits.substr(3, 2) + "-" + digits.substr(5), digits});
    }
  }
  void add_to(BlockBuilder& block) const {
    for (std::size_t index = 0; index < cells.size() && !block.wants_end(); ++index) {
      PlacedFinding finding;
      finding.type = cells[index].type;
      finding.confidence_thousandths = 950;
      finding.row = 2 + index / 5;
      finding.column = cells[index].column;
      finding.mention = mention_number("", true, finding.row);
      block.add(finding, cells[index].spelling, cells[index].canonical);
    }
  }
  std::vector<Cell> cells;
  CaseNames names = {{1, 2, 3, 4}, {"person_name", "email_address", "phone_number", "us_ssn"}, {1}};
  std::unique_ptr<Sealer> sealer = make_sealer(std::string(case_key_bytes, 'k'));
};

void pack(benchmark::State& state) {
  const Rows rows;
  BlockBuilder block(rows.names, *rows.sealer);
  std::size_t findings = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    rows.add_to(block);
    const FindingBlock packed = block.finish(false);
    findings += packed.findings;
    bytes = packed.places.size() + packed.hashes.size() + packed.sealed.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(findings));
  state.counters["bytes_a_finding"] =
      static_cast<double>(bytes) * static_cast<double>(state.iterations()) / static_cast<double>(findings);
}
BENCHMARK(pack)->Name("finding_block/pack_and_seal");

void read(benchmark::State& state) {
  const Rows rows;
  BlockBuilder block(rows.names, *rows.sealer);
  rows.add_to(block);
  const FindingBlock packed = block.finish(false);
  BlockReader reader;
  std::size_t findings = 0;
  std::size_t seen = 0;
  for (auto _ : state) {
    if (!reader.open(packed.places, packed.sealed)) state.SkipWithError("damaged");
    if (state.range(0) != 0 && !reader.open_values(rows.sealer.get())) state.SkipWithError("sealed");
    for (std::size_t index = 0; index < reader.size(); ++index) {
      seen += reader.at(index).row;
      if (state.range(0) != 0) seen += reader.spelling(index).size() + reader.canonical(index).size();
    }
    findings += reader.size();
  }
  benchmark::DoNotOptimize(seen);
  state.SetItemsProcessed(static_cast<std::int64_t>(findings));
}
BENCHMARK(read)->Name("finding_block/read")->ArgName("values")->Arg(0)->Arg(1);

void seal(benchmark::State& state) {
  const auto sealer = make_sealer(std::string(case_key_bytes, 'k'));
  const std::string plain(static_cast<std::size_t>(state.range(0)), 'x');
  std::string sealed;
  for (auto _ : state) sealer->seal_block(plain, "", sealed);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}
BENCHMARK(seal)->Name("finding_block/seal")->Arg(32)->Arg(300'000);

}  // namespace
