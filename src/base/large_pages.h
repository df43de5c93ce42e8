// Memory for tables of hundreds of MB that are read here and there: in pages of 2 MB where the kernel gives them
// (madvise(2), MADV_HUGEPAGE). With pages of 4 KB nearly every such read also waits for the address of its page:
// resolving ten million mentions takes a sixth longer.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace constat {

inline constexpr std::size_t large_page_bytes = std::size_t{2} << 20;

// What is smaller than a large page comes from the heap as ever; of what is not, the last part that fills no page
// is in small ones, so nothing is wasted. Throws std::bad_alloc. Given back by give_back_pages() of the same size.
void* take_pages(std::size_t bytes);
void give_back_pages(void* memory, std::size_t bytes) noexcept;

// Memory of so many bytes, not filled with anything.
class Pages {
 public:
  explicit Pages(std::size_t bytes) : memory_(take_pages(bytes)), bytes_(bytes) {}
  Pages(Pages&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}
  Pages& operator=(Pages&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Pages() {
    if (memory_ != nullptr) give_back_pages(memory_, bytes_);
  }
  std::byte* data() const { return static_cast<std::byte*>(memory_); }
  std::size_t size() const { return bytes_; }

 private:
  void* memory_;
  std::size_t bytes_;
};

// For std::vector.
template <typename T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <typename U>
  explicit(false) LargePages(const LargePages<U>& /*other*/) noexcept {}
  T* allocate(std::size_t count) { return static_cast<T*>(take_pages(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { give_back_pages(memory, count * sizeof(T)); }
  template <typename U>
  bool operator==(const LargePages<U>& /*other*/) const {
    return true;
  }
};

template <typename T>
using LargeVector = std::vector<T, LargePages<T>>;

// Empties a vector or a string and gives its memory back, which assigning {} does not: that is clear().
template <typename Container>
void give_back(Container& container) {
  Container().swap(container);
}

}  // namespace constat
