// A worker process: reads tasks with their descriptors, does everything that touches hostile bytes, answers with
// records. It opens nothing, and holds no path into the file system.
#pragma once

#include "base/limits.h"
#include "casefile/finding_block.h"
#include "detect/engine.h"

namespace constat {

struct WorkerOptions {
  int tasks_socket = -1;  // SOCK_SEQPACKET: batches of tasks, their descriptors beside them.
  int records_pipe = -1;  // Framed records, little-endian 32-bit length before each frame.
  int spill_descriptor = -1;
  Limits limits;
  std::uint64_t unit_bytes = 8ULL << 20;  // A root item larger than this is cut, where its format can be.
  // The case's numbers and keys: findings leave the worker packed and sealed. Both must outlive it; never null.
  const CaseNames* names = nullptr;
  const Sealer* sealer = nullptr;
};

// Until the coordinator closes the socket. Gives the process's exit status.
int run_worker(const WorkerOptions& options, const Engine& engine);

inline constexpr std::size_t batch_tasks_max = 64;
inline constexpr std::size_t batch_bytes_max = 160 * 1024;
// What the kernel passes on with one message is less than 254. Those that a batch has more come with messages of one
// byte behind it.
inline constexpr std::size_t message_descriptors_max = 200;
// A frame is some tens of kilobytes and one record; the largest is a block of findings with a value of the largest
// cell.
inline constexpr std::size_t frame_bytes_max = 64ULL << 20;

}  // namespace constat
