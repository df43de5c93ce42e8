#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "run/confined_internal.h"

namespace constat {

namespace {

constexpr std::size_t batch_head_bytes = 12;  // Number of the first line (64 bits), size (32 bits).
constexpr std::size_t queue_max = 2;          // Batches that a reader was given and has not answered.
constexpr std::size_t room_behind = 256;      // For readers that look past the last line.

// The input, cut into batches of whole lines.
class LineInput {
 public:
  LineInput(int descriptor, const LinesOptions& options) : descriptor_(descriptor), options_(options) {}

  bool at_end() const { return at_end_; }
  bool failed() const { return failed_; }
  // Bytes of whole lines.
  std::size_t ready() const { return (at_end_ && !failed_ ? bytes_.size() : lines_end_) - begin_; }
  bool wants_more() const { return !at_end_ && ready() < 2 * options_.batch_bytes; }

  void read_some() {
    if (begin_ != 0) {
      bytes_.erase(0, begin_);
      lines_end_ -= begin_;
      begin_ = 0;
    }
    const std::size_t kept = bytes_.size();
    if (kept - lines_end_ > options_.line_bytes_max) {
      at_end_ = failed_ = true;
      return;
    }
    bytes_.resize(kept + options_.batch_bytes);
    const ssize_t count = ::read(descriptor_, bytes_.data() + kept, options_.batch_bytes);
    const int number = errno;
    bytes_.resize(kept + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && number != EINTR && number != EAGAIN) failed_ = true;
    at_end_ = count == 0 || failed_;
    if (count <= 0) return;
    const void* const last = ::memrchr(bytes_.data() + kept, '\n', static_cast<std::size_t>(count));
    if (last != nullptr) lines_end_ = static_cast<std::size_t>(static_cast<const char*>(last) - bytes_.data()) + 1;
  }

  // The next batch, to be copied at once; there must be something ready.
  std::string_view take(std::uint64_t& first_line) {
    std::size_t size = ready();
    const char* const from = bytes_.data() + begin_;
    if (size > options_.batch_bytes) {
      const void* cut = ::memrchr(from, '\n', options_.batch_bytes);
      if (cut == nullptr) cut = std::memchr(from, '\n', size);
      if (cut != nullptr) size = static_cast<std::size_t>(static_cast<const char*>(cut) - from) + 1;
    }
    first_line = line_;
    line_ += static_cast<std::uint64_t>(std::count(from, from + size, '\n'));
    begin_ += size;
    lines_end_ = std::max(lines_end_, begin_);
    return {from, size};
  }

 private:
  int descriptor_;
  const LinesOptions& options_;
  std::string bytes_;
  std::size_t begin_ = 0;      // Of what was not taken.
  std::size_t lines_end_ = 0;  // Behind the last line feed.
  std::uint64_t line_ = 1;
  bool at_end_ = false;
  bool failed_ = false;
};

struct LineReader {
  Reader reader;
  int to = -1;
  std::string outgoing;  // Of the batches given: what the socket has not taken.
  std::size_t sent = 0;
  std::deque<std::uint64_t> turns;  // Of the batches given and not answered.
  std::string inbox;
  std::int64_t silent_ms = 0;
  bool ended = false;
};

// What was said of a batch whose turn had not come.
struct Answer {
  std::string output;
  std::string complaints;
  bool done = false;
  std::size_t size() const { return output.size() + complaints.size(); }
};

class LinePool {
 public:
  LinePool(const ConfinedOptions& options, const LinesOptions& lines,
           const std::function<int(LineFeed&, Outlet&)>& work, const std::function<void(std::string_view)>& output,
           const std::function<void(std::string_view)>& complaint)
      : options_(options),
        lines_(lines),
        work_(work),
        output_(output),
        complaint_(complaint),
        input_(options.input, lines) {}
  ~LinePool() {
    for (LineReader& one : readers_) {
      if (one.ended) continue;
      if (one.to >= 0) ::close(one.to);
      (void)wait_for_reader(one.reader, true, false);
    }
  }
  LinePool(const LinePool&) = delete;
  LinePool& operator=(const LinePool&) = delete;

  Result<ConfinedEnd> run() {
    while (head_ < stop_turn_) {
      if (stop_turn_ == UINT64_MAX) TRY(hand_out());
      if (answers_.empty() && input_.at_end()) break;
      wait();
    }
    if (stop_turn_ != UINT64_MAX) return stop_end_;
    for (LineReader& one : readers_) {
      if (one.ended) continue;
      ::close(one.to);
      one.to = -1;
    }
    for (LineReader& one : readers_) {
      while (!one.ended) receive(one);  // Nothing is left to be read: it ends at once.
    }
    ConfinedEnd end;
    end.status = status_;
    return stop_turn_ != UINT64_MAX ? stop_end_ : end;
  }
  bool input_failed() const { return input_.failed(); }

 private:
  // Gives what is ready to readers that have nothing to do, then to those that will soon have nothing.
  Result<void> hand_out() {
    while (input_.ready() != 0) {
      LineReader* chosen = nullptr;
      for (LineReader& one : readers_) {
        if (one.ended || one.turns.size() >= queue_max ||
            (chosen != nullptr && one.turns.size() >= chosen->turns.size()))
          continue;
        chosen = &one;
      }
      const bool idle = chosen != nullptr && chosen->turns.empty();
      const bool much = input_.ready() >= lines_.batch_bytes / 4;
      if (!idle && readers_.size() < std::max(1U, lines_.readers) && (readers_.empty() || much)) {
        TRY(start());
        chosen = &readers_.back();
      } else if (!idle && (chosen == nullptr || !much)) {
        return {};
      }
      std::uint64_t first_line = 0;
      const std::string_view batch = input_.take(first_line);
      char head[batch_head_bytes];
      const auto size = static_cast<std::uint32_t>(batch.size());
      std::memcpy(head, &first_line, 8);
      std::memcpy(head + 8, &size, 4);
      chosen->outgoing.append(head, sizeof head);
      chosen->outgoing += batch;
      chosen->turns.push_back(head_ + answers_.size());
      if (chosen->turns.size() == 1) chosen->silent_ms = 0;
      answers_.emplace_back();
      send(*chosen);
    }
    return {};
  }

  Result<void> start() {
    if (readers_.empty()) {
      readers_.reserve(std::max(1U, lines_.readers));
      prepare_readers();
    }
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      return fail(Fault::io, std::string("cannot make a pipe: ") + std::strerror(errno));
    }
    const int given[] = {ends[1]};
    auto reader = start_reader(options_, given, false, [this](Outlet& outlet) {
      LineFeed feed(4, outlet);
      return work_(feed, outlet);
    });
    ::close(ends[1]);
    if (!reader) {
      ::close(ends[0]);
      return tl::unexpected<Error>(std::move(reader).error());
    }
    LineReader one;
    one.reader = *reader;
    one.to = ends[0];
    readers_.push_back(std::move(one));
    return {};
  }

  static void send(LineReader& one) {
    while (one.sent < one.outgoing.size()) {
      const ssize_t count =
          ::send(one.to, one.outgoing.data() + one.sent, one.outgoing.size() - one.sent, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return;  // Full; where it died, what it sends ends.
      one.sent += static_cast<std::size_t>(count);
    }
    one.outgoing.clear();
    one.sent = 0;
  }

  // Waits until anything can be done, and does it.
  void wait() {
    std::vector<pollfd> waiting;
    std::vector<LineReader*> of;
    bool busy = false;
    for (LineReader& one : readers_) {
      if (one.ended) continue;
      // One that is far ahead waits until the others' answers are out.
      const bool ahead = !one.turns.empty() && one.turns.front() != head_ &&
                         answers_[one.turns.front() - head_].size() > lines_.early_bytes_max;
      if (!ahead) {
        waiting.push_back({one.reader.from, POLLIN, 0});
        of.push_back(&one);
        busy = busy || !one.turns.empty();
      }
      if (one.sent < one.outgoing.size()) {
        waiting.push_back({one.to, POLLOUT, 0});
        of.push_back(&one);
      }
    }
    const bool reads = stop_turn_ == UINT64_MAX && input_.wants_more();
    if (reads) waiting.push_back({options_.input, POLLIN, 0});
    const auto bound_ms = static_cast<std::int64_t>(options_.limits.silence_seconds * 1000);
    const bool bounded = busy && bound_ms > 0;
    const std::int64_t before = steady_ms();
    const int timeout = bounded ? static_cast<int>(std::clamp<std::int64_t>(bound_ms / 4, 1, 1000)) : -1;
    if (::poll(waiting.data(), waiting.size(), timeout) < 0) return;  // Interrupted.
    const std::int64_t waited = steady_ms() - before;
    for (std::size_t index = 0; index < of.size(); ++index) {
      LineReader& one = *of[index];
      if (one.ended) continue;
      if (waiting[index].events == POLLOUT) {
        if (waiting[index].revents != 0) send(one);
      } else if (waiting[index].revents != 0) {
        one.silent_ms = 0;
        receive(one);
      } else if (bounded && !one.turns.empty() && (one.silent_ms += waited) >= bound_ms) {
        ::kill(one.reader.pid, SIGKILL);
        end_of(one, false, true);
      }
    }
    if (reads && waiting.back().revents != 0) input_.read_some();
  }

  void receive(LineReader& one) {
    const ssize_t got = ::read(one.reader.from, block_, sizeof block_);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) return end_of(one, false, false);
    one.inbox.append(block_, static_cast<std::size_t>(got));
    bool lied = false;
    const bool frames = take_frames(one.inbox, [&](char kind, std::string_view bytes) {
      if (kind == frame_alive || lied) return;
      if (one.turns.empty()) {
        lied = true;  // It answers what it was not asked.
        return;
      }
      const std::uint64_t turn = one.turns.front();
      if (turn >= stop_turn_ && turn != head_) return;
      Answer& answer = answers_[turn - head_];
      if (kind == frame_output) {
        turn == head_ ? output_(bytes) : static_cast<void>(answer.output += bytes);
      } else if (kind == frame_complaint) {
        turn == head_ ? complaint_(bytes) : static_cast<void>(answer.complaints += bytes);
      } else {
        answer.done = true;
        one.turns.pop_front();
        turn_on();
      }
    });
    if (!frames || lied) end_of(one, true, false);
  }

  // Lets out what waited for its turn.
  void turn_on() {
    while (!answers_.empty() && answers_.front().done) {
      answers_.pop_front();
      ++head_;
      if (answers_.empty()) return;
      Answer& answer = answers_.front();
      if (!answer.complaints.empty()) complaint_(answer.complaints);
      if (!answer.output.empty()) output_(answer.output);
      answer.complaints = answer.output = std::string();
    }
  }

  void end_of(LineReader& one, bool lied, bool killed_by_clock) {
    const bool may_end = one.to < 0;  // Its feed was closed.
    if (one.to >= 0) ::close(one.to);
    one.to = -1;
    const ConfinedEnd end = wait_for_reader(one.reader, lied, killed_by_clock);
    one.ended = true;
    if (end.how == ConfinedEnd::How::exited && one.turns.empty() && may_end) {
      status_ = std::max(status_, end.status);
      return;
    }
    const std::uint64_t turn = one.turns.empty() ? head_ + answers_.size() : one.turns.front();
    if (turn >= stop_turn_) return;
    stop_turn_ = turn;
    stop_end_ = end;
    if (end.how == ConfinedEnd::How::exited) stop_end_.how = ConfinedEnd::How::crashed;  // It left its work undone.
  }

  const ConfinedOptions& options_;
  const LinesOptions& lines_;
  const std::function<int(LineFeed&, Outlet&)>& work_;
  const std::function<void(std::string_view)>& output_;
  const std::function<void(std::string_view)>& complaint_;
  LineInput input_;
  std::vector<LineReader> readers_;
  std::deque<Answer> answers_;            // The first is of head_.
  std::uint64_t head_ = 0;                // The batch whose answer is let out now.
  std::uint64_t stop_turn_ = UINT64_MAX;  // The first batch that will not be answered whole.
  ConfinedEnd stop_end_;
  int status_ = 0;
  char block_[128 * 1024];
};

}  // namespace

bool LineFeed::read_all(char* to, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = ::read(descriptor_, to + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

bool LineFeed::next() {
  if (begun_) outlet_.done();
  begun_ = true;
  char head[batch_head_bytes];
  if (!read_all(head, sizeof head)) return false;
  std::uint32_t size = 0;
  std::memcpy(&first_line_, head, 8);
  std::memcpy(&size, head + 8, 4);
  lines_.reserve(std::size_t{size} + room_behind);
  lines_.resize(size);
  return read_all(lines_.data(), size);
}

Result<ConfinedEnd> run_confined_lines(const ConfinedOptions& options, const LinesOptions& lines,
                                       const std::function<int(LineFeed& feed, Outlet& outlet)>& work,
                                       const std::function<void(std::string_view)>& output,
                                       const std::function<void(std::string_view)>& complaint, bool& input_failed) {
  const auto pool = std::make_unique<LinePool>(options, lines, work, output, complaint);
  auto end = pool->run();
  input_failed = pool->input_failed();
  return end;
}

}  // namespace constat
