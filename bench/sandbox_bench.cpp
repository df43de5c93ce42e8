// What the sandbox costs: whole scans with and without it, of plain text and of many small files. CPU time of the
// coordinator and its workers counts, so that other work on the machine does not.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "detect/engine.h"
#include "run/scan.h"

namespace {

using namespace constat;
namespace fs = std::filesystem;

std::string evidence(const std::string& folder, bool small_files) {
  const std::string root = folder + (small_files ? "/small" : "/plain");
  if (fs::exists(root)) return root;
  fs::create_directories(root);
  std::string text;
  for (int line = 0; text.size() < (64U << 20); ++line) {
    text += "record " + std::to_string(line) + " of the staff, filed under " + std::to_string(line % 977) +
            (line % 50 == 0 ? ", SSN: 512-48-6193" : "") + "\n";
  }
  if (!small_files) {
    std::ofstream(root + "/plain.txt") << text;
  } else {
    for (int index = 0; index < 10'000; ++index) {
      std::ofstream(root + "/" + std::to_string(index) + ".txt")
          << text.substr(static_cast<std::size_t>(index) * 6000, 2000) << index;
    }
  }
  return root;
}

double cpu_seconds() {
  double all = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    ::getrusage(who, &used);
    all += static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  }
  return all;
}

void scan_with(benchmark::State& state) {
  const bool sandbox = state.range(0) != 0;
  const bool small_files = state.range(1) != 0;
  static const std::string folder = [] {
    char pattern[] = "/tmp/constat-bench-XXXXXX";
    return std::string(::mkdtemp(pattern));
  }();
  ::setenv("XDG_DATA_HOME", (folder + "/data").c_str(), 1);
  const std::string root = evidence(folder, small_files);
  const auto engine =
      load_engine({{std::string(CONSTAT_SOURCE_DIR) + "/rules"}, std::string(CONSTAT_SOURCE_DIR) + "/data"});
  if (!engine) return state.SkipWithError(engine.error().what.c_str());
  for (auto _ : state) {
    const std::string path = folder + "/case.constat";
    for (const char* const suffix : {"", "-wal", "-shm"}) fs::remove(path + suffix);
    const double before = cpu_seconds();
    {
      auto file = Case::open({path, true, true});
      ScanOptions options;
      options.evidence = {root};
      options.workers = 2;
      options.sandbox = sandbox;
      if (!file || !scan(**file, **engine, options)) return state.SkipWithError("the scan failed");
    }
    state.SetIterationTime(cpu_seconds() - before);
  }
}
BENCHMARK(scan_with)
    ->ArgNames({"sandbox", "small_files"})
    ->ArgsProduct({{0, 1}, {0, 1}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
