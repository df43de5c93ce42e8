#include "base/large_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

namespace constat {

namespace {

// Bytes of the small pages that so many fill, the last in part.
std::size_t small_pages(std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

}  // namespace

void* take_pages(std::size_t bytes) {
  if (bytes < large_page_bytes) return ::operator new(bytes);
  // Straight from the kernel: the heap keeps what is given back to it for the next who asks.
  const std::size_t whole = bytes / large_page_bytes * large_page_bytes;
  const std::size_t asked = bytes + large_page_bytes;
  void* const memory =
      asked < bytes ? MAP_FAILED : ::mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // What lies before the first border of a large page, and behind the end, is not needed.
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::size_t before = (large_page_bytes - begin % large_page_bytes) % large_page_bytes;
  auto* const used = static_cast<std::byte*>(memory) + before;
  const std::size_t mapped = small_pages(bytes);
  if (before != 0) (void)::munmap(memory, before);
  if (const std::size_t behind = asked - before - mapped; behind != 0) (void)::munmap(used + mapped, behind);
  // Refused by a kernel without them: then they are small.
  (void)::madvise(used, whole, MADV_HUGEPAGE);
  return used;
}

void give_back_pages(void* memory, std::size_t bytes) noexcept {
  if (bytes < large_page_bytes) {
    ::operator delete(memory);
  } else {
    (void)::munmap(memory, small_pages(bytes));
  }
}

}  // namespace constat
