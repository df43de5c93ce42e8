// What the parts of resolving share: work cut among the processors, arrays that grow without being copied, and sorting
// by hashes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/large_pages.h"
#include "base/spill_store.h"

namespace constat {

// Work beside one's own. What it throws (memory may be out) is thrown by wait().
class Beside {
 public:
  template <typename Work>
  void start(Work work) {
    running_.push_back(std::async(std::launch::async, std::move(work)));
  }
  // For all to end; the first that threw.
  void wait() {
    for (std::future<void>& one : running_) one.wait();
    for (std::future<void>& one : running_) one.get();
    running_.clear();
  }
  Beside() = default;
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    for (std::future<void>& one : running_) one.wait();
  }

 private:
  std::vector<std::future<void>> running_;
};

// Calls use(begin, end) for parts that together are [0, count); returns when all have. The outcome of `use` must not
// depend on where the cuts are.
template <typename Use>
void in_parts(std::size_t count, Use use) {
  const std::size_t threads = count < 1000 ? 1 : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
  Beside others;
  for (std::size_t part = 1; part < threads; ++part) {
    others.start([=, &use] { use(count * part / threads, count * (part + 1) / threads); });
  }
  use(0, count / threads);
  others.wait();
}

// An array that grows by pieces: a vector that doubles holds three times its contents while it moves. Once it has
// filled a large page, the pieces come from such, several from one.
template <typename T, std::size_t chunk = std::size_t{1} << 12>
class Chunked {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  T& operator[](std::size_t index) { return chunks_[index / chunk][index % chunk]; }
  const T& operator[](std::size_t index) const { return chunks_[index / chunk][index % chunk]; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& back() { return (*this)[size_ - 1]; }
  void push_back(const T& value) {
    if (size_ % chunk == 0 && size_ / chunk == chunks_.size()) add_chunks();
    chunks_[size_ / chunk][size_ % chunk] = value;
    ++size_;
  }
  // Values that lie side by side, never over the end of a piece; at most `chunk` of them. Where they begin.
  std::uint32_t append(std::span<const T> values) {
    if (size_ % chunk + values.size() > chunk) {
      while (size_ % chunk != 0) push_back(T());
    }
    const auto begin = static_cast<std::uint32_t>(size_);
    for (const T& value : values) push_back(value);
    return begin;
  }
  // Room for so many, as append() lays them; what is there is not told.
  std::uint32_t append_blank(std::size_t count) {
    if (size_ % chunk + count > chunk) size_ += chunk - size_ % chunk;
    if (size_ / chunk == chunks_.size()) add_chunks();
    const auto begin = static_cast<std::uint32_t>(size_);
    size_ += count;
    return begin;
  }
  void prefetch(std::size_t index) const { __builtin_prefetch(&chunks_[index / chunk][index % chunk]); }

  // Writes what lies in pieces wholly before `index` to the file and gives their memory back: until bring_back() it may
  // not be asked. With size() that is all. False: the file takes no more, and the rest stays where it is. What lies in
  // the file is a stack: the last that was put away is brought back first.
  bool put_away(SpillStore& file, std::size_t index) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < pages_.size(); begin += values_of(pages_[at++])) {
      const std::size_t end = std::min(size_, begin + values_of(pages_[at]));
      if (end > index || begin == size_) return true;
      if (pages_[at].stream != 0) continue;
      if (!file.usable() || !put_away(file, at, end - begin)) return false;
    }
    return true;
  }
  bool put_away(SpillStore& file) { return put_away(file, size_); }
  // Nothing where all is in memory. An error of the file: what was put away is lost. Throws std::bad_alloc.
  Result<void> bring_back(SpillStore& file) {
    std::size_t begin = capacity();
    for (std::size_t at = pages_.size(); at-- > 0;) {
      begin -= values_of(pages_[at]);
      Page& page = pages_[at];
      if (page.stream == 0) continue;
      const std::size_t bytes = std::min(size_ - begin, values_of(page)) * sizeof(T);
      TRY(read(file, page, bytes));
      page.stream = 0;
      place(page, begin);
      file.release(page.away_begin, page.away_begin + bytes);
    }
    return {};
  }
  // Calls use() for each value, in order, wherever it lies.
  template <typename Use>
  Result<void> change_all(SpillStore* file, Use use) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < pages_.size(); begin += values_of(pages_[at++])) {
      Page& page = pages_[at];
      const std::size_t count = std::min(size_ - begin, values_of(page));
      const bool away = page.stream != 0;
      if (away) {
        TRY(read(*file, page, count * sizeof(T)));
        place(page, begin);
      }
      for (std::size_t index = begin; index < begin + count; ++index) use((*this)[index]);
      if (!away) continue;
      page.stream = 0;
      (void)write(*file, page, count * sizeof(T));  // Refused: it stays.
    }
    return {};
  }

 private:
  static constexpr std::size_t chunk_bytes = chunk * sizeof(T);
  struct Page {
    std::optional<Pages> memory;   // None while it is put away.
    std::size_t bytes = 0;         // Of the memory.
    std::uint64_t stream = 0;      // In the file; 0: it is in memory.
    std::uint64_t away_begin = 0;  // Where in the file.
  };
  static std::size_t values_of(const Page& page) { return page.bytes / chunk_bytes * chunk; }
  std::size_t capacity() const { return chunks_.size() * chunk; }

  void add_chunks() {
    const bool few = chunks_.size() * chunk_bytes < large_page_bytes;
    Page page;
    page.bytes = few ? chunk_bytes : std::max(large_page_bytes, chunk_bytes);
    page.memory.emplace(page.bytes);
    const std::size_t begin = capacity();
    chunks_.resize(chunks_.size() + page.bytes / chunk_bytes);
    pages_.push_back(std::move(page));
    place(pages_.back(), begin);
  }
  // Its chunks lie in its memory.
  void place(const Page& page, std::size_t begin) {
    for (std::size_t at = 0; at < values_of(page) / chunk; ++at) {
      chunks_[begin / chunk + at] = reinterpret_cast<T*>(page.memory->data() + at * chunk_bytes);
    }
  }
  bool put_away(SpillStore& file, std::size_t at, std::size_t count) {
    pages_[at].away_begin = file.end_bytes();
    if (!write(file, pages_[at], count * sizeof(T))) return false;
    file.take(pages_[at].away_begin, count * sizeof(T));
    return true;
  }
  // At its place, under a stream that nothing there was written under.
  static bool write(SpillStore& file, Page& page, std::size_t bytes) {
    const std::uint64_t stream = file.new_stream();
    if (!file.write(stream, page.away_begin, as_bytes(page.memory->data(), bytes))) return false;
    page.stream = stream;
    page.memory.reset();
    return true;
  }
  static Result<void> read(SpillStore& file, Page& page, std::size_t bytes) {
    page.memory.emplace(page.bytes);
    TRY_ASSIGN(const std::size_t got, file.read(page.stream, page.away_begin, {page.memory->data(), bytes}));
    if (got != bytes) return fail(Fault::io, "temporary data end early");
    return {};
  }

  std::vector<T*> chunks_;
  std::vector<Page> pages_;
  std::size_t size_ = 0;
};

// Sorts by `less`, whose first criterion is that hash_of() rises; hashes are spread evenly. One pass lays values with
// like leading bits together, in place, so that what is left to sort fits the processor's cache.
template <typename Values, typename Hash, typename Less>
void sort_by_hash(Values& values, Hash hash_of, Less less) {
  if (std::is_sorted(values.begin(), values.end(), less)) return;
  if (values.size() < 4096) {
    std::sort(values.begin(), values.end(), less);
    return;
  }
  int bits = 2;
  while (bits < 12 && (values.size() >> bits) > 512) ++bits;
  const int shift = 64 - bits;
  const std::size_t parts = std::size_t{1} << bits;
  std::vector<std::size_t> begins(parts + 1);
  for (const auto& value : values) ++begins[(hash_of(value) >> shift) + 1];
  for (std::size_t at = 1; at < begins.size(); ++at) begins[at] += begins[at - 1];
  {
    // Each value goes to the next place of its part, and what lay there goes on.
    std::vector<std::size_t> next(begins.begin(), begins.end() - 1);
    for (std::size_t part = 0; part < parts; ++part) {
      while (next[part] < begins[part + 1]) {
        auto value = values[next[part]];
        for (std::size_t to = hash_of(value) >> shift; to != part; to = hash_of(value) >> shift) {
          std::swap(value, values[next[to]++]);
        }
        values[next[part]++] = value;
      }
    }
  }
  for (std::size_t part = 0; part < parts; ++part) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(begins[part]);
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(begins[part + 1]);
    std::sort(begin, end, less);
  }
}

// Holds values back for a while, in their order: what was asked of memory for one has come by the time it is used.
template <typename T>
class HeldBack {
 public:
  template <typename Use>
  void put(const T& value, Use use) {
    if (count_ >= held_.size()) use(held_[count_ % held_.size()]);
    held_[count_++ % held_.size()] = value;
  }
  template <typename Use>
  void end(Use use) {
    for (std::size_t at = count_ > held_.size() ? count_ - held_.size() : 0; at < count_; ++at) {
      use(held_[at % held_.size()]);
    }
    count_ = 0;
  }

 private:
  std::array<T, 32> held_;
  std::size_t count_ = 0;
};

// Numbers, each with another; emptied at no cost. It takes memory for the most that it ever held, not for the range of
// numbers.
class NumberMap {
 public:
  NumberMap() : slots_(1024) {}
  void clear() {
    count_ = 0;
    if (++round_ != 0) return;
    std::fill(slots_.begin(), slots_.end(), Slot());  // Rounds begin again.
    round_ = 1;
  }
  // False where it holds the number already: what stands with that is left.
  bool put(std::uint32_t number, std::uint32_t with) {
    Slot& slot = slots_[slot_of(number)];
    if (slot.round == round_) return false;
    slot = {number, with, round_};
    if (++count_ * 2 > slots_.size()) grow();
    return true;
  }
  // What stands with the number; UINT32_MAX where it is not held.
  std::uint32_t find(std::uint32_t number) const {
    const Slot& slot = slots_[slot_of(number)];
    return slot.round == round_ ? slot.with : UINT32_MAX;
  }

 private:
  struct Slot {
    std::uint32_t number = 0, with = 0, round = 0;
  };
  // Where it stands, else where it would.
  std::size_t slot_of(std::uint32_t number) const {
    std::size_t at = (number * std::uint64_t{0x9E3779B97F4A7C15} >> 32) & (slots_.size() - 1);
    while (slots_[at].round == round_ && slots_[at].number != number) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<Slot> smaller(slots_.size() * 2);
    smaller.swap(slots_);
    for (const Slot& slot : smaller) {
      if (slot.round == round_) slots_[slot_of(slot.number)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
  std::uint32_t round_ = 1;
};

// Whether a hash came before, in two bits each: an even share of keys that came once is taken for such as came twice,
// never the other way round. What nobody shares need not be sorted.
class SeenTwice {
 public:
  explicit SeenTwice(std::size_t expected) {
    while (bits_ < 29 && (std::size_t{1} << bits_) < expected * 6) ++bits_;
    table_.assign((std::size_t{1} << bits_) / 4, 0);
  }
  void add(std::uint64_t hash) {
    const std::uint64_t place = hash >> (64 - bits_);
    std::uint8_t& byte = table_[place / 4];
    const auto once = static_cast<std::uint8_t>(1U << (place % 4 * 2));
    if ((byte & once) != 0) {
      byte = static_cast<std::uint8_t>(byte | once << 1);
      ++again_;
    } else {
      byte = static_cast<std::uint8_t>(byte | once);
    }
  }
  bool twice(std::uint64_t hash) const {
    const std::uint64_t place = hash >> (64 - bits_);
    return (table_[place / 4] >> (place % 4 * 2 + 1) & 1) != 0;
  }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&table_[(hash >> (64 - bits_)) / 4]); }
  std::size_t at_most() const { return 2 * again_; }  // Of the added, so many or fewer are twice().

 private:
  int bits_ = 12;
  std::size_t again_ = 0;
  LargeVector<std::uint8_t> table_;
};

// Keys that several bear. put() takes every key with its bearer; each() calls use(bearers) for each key that at least
// two distinct ones bear, their numbers rising in the low halves, keys in rising order. Keys are hashes, of which 44
// leading bits are looked at. They are laid into parts that fit the processor's cache: most have one bearer, which a
// table of bits tells without sorting. Eight bytes a key.
class SharedKeys {
 public:
  // Keys are expected to be so many, and only those of one of `passes` ranges are taken: rising ones, all of which make
  // the whole.
  SharedKeys(std::size_t expected, std::size_t pass, std::size_t passes) {
    while (bits_ < bits_max && expected >> bits_ > part_wanted) ++bits_;
    parts_.resize(std::size_t{1} << bits_);
    first_ = (parts_.size() * pass + passes - 1) / passes;
    last_ = (parts_.size() * (pass + 1) + passes - 1) / passes;
  }
  void put(std::uint64_t key, std::uint32_t bearer) {
    const std::size_t part = key >> (64 - bits_);
    if (part < first_ || part >= last_) return;
    Part& own = parts_[part];
    if (own.size % chunk == 0) own.chunks.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(chunk));
    own.chunks.back()[own.size++ % chunk] = key << bits_ >> 32 << 32 | bearer;
  }
  template <typename Use>
  void each(Use use) {
    std::vector<std::uint64_t> shared;
    std::vector<std::uint64_t> once;
    std::vector<std::uint64_t> again;
    for (Part& part : parts_) {
      if (part.size < 2) continue;
      int place_bits = 6;
      while (place_bits < 22 && std::size_t{1} << place_bits < part.size * 8) ++place_bits;
      once.assign(std::size_t{1} << (place_bits - 6), 0);
      again.assign(once.size(), 0);
      part.each([&](std::uint64_t one) {
        const std::uint64_t place = one >> (64 - place_bits);
        const std::uint64_t bit = std::uint64_t{1} << (place % 64);
        again[place / 64] |= once[place / 64] & bit;
        once[place / 64] |= bit;
      });
      shared.clear();
      part.each([&](std::uint64_t one) {
        const std::uint64_t place = one >> (64 - place_bits);
        if ((again[place / 64] >> (place % 64) & 1) != 0) shared.push_back(one);
      });
      part.chunks.clear();
      std::sort(shared.begin(), shared.end());
      shared.erase(std::unique(shared.begin(), shared.end()), shared.end());
      for (std::size_t begin = 0; begin < shared.size();) {
        std::size_t end = begin + 1;
        while (end < shared.size() && shared[end] >> 32 == shared[begin] >> 32) ++end;
        if (end - begin > 1) use(std::span<const std::uint64_t>(shared).subspan(begin, end - begin));
        begin = end;
      }
    }
  }

 private:
  static constexpr std::size_t chunk = 512;
  static constexpr std::size_t part_wanted = 8192;
  static constexpr int bits_max = 12;
  struct Part {
    std::vector<std::unique_ptr<std::uint64_t[]>> chunks;
    std::size_t size = 0;

    template <typename Use>
    void each(Use use) const {
      for (std::size_t at = 0; at < size; at += chunk) {
        const std::span<const std::uint64_t> own(chunks[at / chunk].get(), std::min(chunk, size - at));
        for (const std::uint64_t one : own) use(one);
      }
    }
  };
  std::vector<Part> parts_;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
  int bits_ = 1;
};

}  // namespace constat
