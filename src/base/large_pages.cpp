#include "base/large_pages.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace constat {

void* take_pages(std::size_t bytes) {
  if (bytes < large_page_bytes) return ::operator new(bytes);
  const std::size_t whole = bytes / large_page_bytes * large_page_bytes;
  const std::size_t rounded = whole == bytes ? whole : whole + large_page_bytes;  // As aligned_alloc() asks.
  void* const memory = rounded < bytes ? nullptr : std::aligned_alloc(large_page_bytes, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  // Refused by a kernel without them: then they are small.
  (void)::madvise(memory, whole, MADV_HUGEPAGE);
  return memory;
}

void give_back_pages(void* memory, std::size_t bytes) noexcept {
  if (bytes < large_page_bytes) {
    ::operator delete(memory);
  } else {
    std::free(memory);
  }
}

}  // namespace constat
