// Reads one file behind the sandbox's door, for commands that make no case: a child does what touches hostile bytes,
// what it says comes back over a pipe. The bounds are those of a scan's worker.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace constat {

// The child's end of the pipe.
class Outlet {
 public:
  explicit Outlet(int pipe) : pipe_(pipe) {}
  ~Outlet() { flush(); }
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;
  void put(std::string_view output);
  void complain(std::string_view line);
  // Tells that work goes on, a few times a second at most.
  void alive();
  void flush();

 private:
  void send(char kind, std::string_view bytes);
  int pipe_;
  std::string waiting_;
  std::int64_t last_ms_ = 0;
  unsigned calls_ = 0;
};

struct ConfinedOptions {
  int input = -1;  // Handed to the work, with the same position.
  bool spill = true;
  bool may_meet_pdf = true;
  std::uint64_t memory_bytes_max = 512ULL << 20;
  std::uint64_t spill_bytes_max = 64ULL << 30;
  double silence_seconds = 60;  // 0: it may wait for its input.
  bool allow_weak = false;      // Go on where the kernel can deny neither files nor network.
};

struct ConfinedEnd {
  enum class How : std::uint8_t {
    exited,
    crashed,
    refused,  // It asked for what no reader may have: taken over, or a library that must be looked at.
    timed_out,
    weak,  // The door does not close on this machine: nothing was read.
  };
  How how = How::exited;
  int status = 1;            // Its exit status, where it exited.
  int signal = 0;            // What ended it, where it crashed.
  std::string what() const;  // For a person: "its reader crashed".
};

// Runs `work(input, spill descriptor or -1, outlet)` in a child. `output` is given what it puts, `complaint` its lines
// for standard error; both are given bytes that a hostile file may have chosen. Where the child meets a PDF and the
// module is not loaded, it is run anew with it: `output` hears nothing twice. An error is one of the machine.
Result<ConfinedEnd> run_confined(const ConfinedOptions& options,
                                 const std::function<int(int input, int spill, Outlet& outlet)>& work,
                                 const std::function<void(std::string_view)>& output,
                                 const std::function<void(std::string_view)>& complaint);

}  // namespace constat
