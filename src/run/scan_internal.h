// A scan whose workers are played: for tests and the fuzzer of what the coordinator believes. Not for other stages.
#pragma once

#include "run/scan.h"

namespace constat {

// In place of worker processes. The scan ends when everything is told, or when workers end again and again without
// having begun: who plays must close what it has nothing more to say on.
class PlayedWorkers {
 public:
  virtual ~PlayedWorkers() = default;
  // One more worker: its ends of the socket that tasks come over and of the pipe that its records go into, its own to
  // close.
  virtual void started(int tasks, int records) = 0;
  // Tasks were sent; the coordinator listens next. What is closed counts as a worker that died.
  virtual void turn() = 0;
};

// As scan(), with no process and no sandbox.
Result<ScanOutcome> scan_played(Case& file, const Engine& engine, const ScanOptions& options, PlayedWorkers& workers);

}  // namespace constat
