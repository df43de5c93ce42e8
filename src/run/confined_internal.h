// What the ways of running a reader behind the door share: how one is started, what it sends, how it ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "run/confined.h"
#include "run/sandbox.h"

namespace constat {

// A frame is its kind, its length (32 bits, as the processor writes them) and that many bytes.
inline constexpr char frame_output = 'o';
inline constexpr char frame_complaint = 'c';
inline constexpr char frame_alive = 'a';
inline constexpr char frame_done = 'd';  // All of one batch of lines was answered.
inline constexpr std::size_t confined_frame_bytes_max = 1U << 20;
inline constexpr std::size_t frame_head_bytes = 5;

// Of a clock that nobody sets.
inline std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Reader {
  pid_t pid = -1;
  int from = -1;  // What it sends.
  RefusedCalls* refused = nullptr;
};

// Forks a child, closes the door behind it and runs `body` there; `given` stand in it from descriptor 4 on, the pipe of
// its outlet at 3. An error is one of the machine.
Result<Reader> start_reader(const ConfinedOptions& options, std::span<const int> given, bool library_files,
                            const std::function<int(Outlet&)>& body);
// Waits for its end. `lied`: it was killed for what it sent.
ConfinedEnd wait_for_reader(Reader& reader, bool lied, bool killed_by_clock);

// Calls `on_frame(kind, bytes)` for every whole frame at the front of `inbox` and takes it out. False where what stands
// there is no frame.
bool take_frames(std::string& inbox, const std::function<void(char, std::string_view)>& on_frame);

}  // namespace constat
