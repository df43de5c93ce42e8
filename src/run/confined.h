// Reads one file behind the sandbox's door, for commands that make no case: a child does what touches hostile bytes,
// what it says comes back over a pipe. The bounds are those of a scan's worker.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
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
  // Of a batch of lines: all was put.
  void done();

 private:
  void send(char kind, std::string_view bytes);
  int pipe_;
  std::string waiting_;
  std::int64_t last_ms_ = 0;
  unsigned calls_ = 0;
};

struct ConfinedOptions {
  int input = -1;           // Handed to the work, with the same position.
  std::vector<int> others;  // Beside it: in the child they are first_other, first_other + 1...; -1: that one is closed.
  static constexpr int first_other = 6;
  bool spill = true;
  bool may_meet_pdf = true;
  Limits limits;            // Of these its silence, its memory and its spill file.
  bool allow_weak = false;  // Go on where the kernel can deny neither files nor network.
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

// The lines of one reader of many, batch by batch.
class LineFeed {
 public:
  LineFeed(int descriptor, Outlet& outlet) : descriptor_(descriptor), outlet_(outlet) {}
  // The next batch: whole lines (the input's last one may have no end). False where there is none any more. What was
  // put for the batch before counts as its whole answer.
  bool next();
  // To be written to: simdjson and its like want room behind. The next batch overwrites it.
  std::string& lines() { return lines_; }
  std::uint64_t first_line() const { return first_line_; }  // The first one's number, from 1.

 private:
  bool read_all(char* to, std::size_t size);
  int descriptor_;
  Outlet& outlet_;
  std::string lines_;
  std::uint64_t first_line_ = 0;
  bool begun_ = false;
};

struct LinesOptions {
  unsigned readers = 1;                     // At most; they are started as there is work for them.
  std::size_t line_bytes_max = 256U << 20;  // A longer one ends it all.
  std::size_t batch_bytes = 256U << 10;     // What a reader is given at once, where that much is waiting.
  std::size_t early_bytes_max = 4U << 20;   // Answers kept of a batch whose turn has not come.
};

// Reads the lines of `options.input`, here, and lets readers behind the door do the rest: batches of whole lines go to
// whichever is free, what they put and complain comes out in the order of the lines. What is there is answered at once:
// whoever writes one line and waits gets its answer. `work` runs in each reader until its feed ends. silence_seconds
// bounds how long a reader is silent over a batch, not how long the input is.
// The end: the first reader's that did not exit with 0, its later batches unheard; `input_failed` where the input could
// not be read to its end, or has too long a line.
Result<ConfinedEnd> run_confined_lines(const ConfinedOptions& options, const LinesOptions& lines,
                                       const std::function<int(LineFeed& feed, Outlet& outlet)>& work,
                                       const std::function<void(std::string_view)>& output,
                                       const std::function<void(std::string_view)>& complaint, bool& input_failed);

}  // namespace constat
