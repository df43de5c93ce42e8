// The coordinator: walks the evidence, hands files to worker processes, writes what they tell into the case, goes on
// where an earlier scan stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/limits.h"
#include "casefile/case.h"
#include "detect/engine.h"
#include "run/sandbox.h"

namespace constat {

struct ScanProgress {
  std::uint64_t files_done = 0, files_known = 0;
  std::uint64_t bytes_done = 0, bytes_known = 0;
  std::uint64_t items = 0;
  std::uint64_t findings = 0;
  std::uint64_t deaths = 0;    // Workers that crashed or hung.
  bool walk_finished = false;  // files_known and bytes_known are all there is.
  double seconds = 0;
  std::string current;  // Place of an item in hand.
  std::string phase;    // "reading", "resolving"
};

struct ScanOptions {
  std::vector<std::string> evidence;
  unsigned workers = 0;  // 0: one per processor.
  Limits limits;
  std::uint64_t unit_bytes = 8ULL << 20;                 // A file larger than this is cut, where its format can be.
  bool allow_weak_sandbox = false;                       // Go on where neither files nor network can be denied.
  bool sandbox = true;                                   // False: only to measure what it costs.
  std::function<void(const ScanProgress&)> on_progress;  // A few times a second.
  std::function<bool()> should_stop;                     // Asked often: true ends the scan in order, to go on later.
};

struct ScanOutcome {
  std::map<std::string, std::uint64_t> items_by_status;
  std::uint64_t files_unchanged = 0;  // Done in an earlier scan.
  std::uint64_t files_changed = 0;    // Scanned before, and read again.
  std::uint64_t files_gone = 0;       // Scanned before, and there no longer: what was found in them is kept.
  std::uint64_t problems = 0;
  bool stopped = false;
  bool complete() const;            // Every item was read.
  SandboxLayers layers;             // That workers had.
  std::uint64_t refused_calls = 0;  // System calls that readers asked for and did not get.
  ScanProgress last;
};

// `file` must have its sealer. An error is one of usage (evidence that cannot be opened) or of the machine.
Result<ScanOutcome> scan(Case& file, const Engine& engine, const ScanOptions& options);

}  // namespace constat
