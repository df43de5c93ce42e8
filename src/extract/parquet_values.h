// The encodings of Parquet's pages, decoded value by value. Source: apache/parquet-format, Encodings.md. Nothing is
// allocated by what a page says: values are views into it, or made one at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extract/parquet_footer.h"

namespace constat {

// Small numbers of `width` bits, in runs of one value and in groups of eight packed one behind the other.
class HybridNumbers {
 public:
  HybridNumbers() = default;
  HybridNumbers(ByteView bytes, unsigned width) : bytes_(bytes), width_(width) {}
  // Nothing at the end, or where the bytes are malformed.
  std::optional<std::uint32_t> next();

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  unsigned width_ = 0;
  std::uint64_t run_left_ = 0;
  std::uint32_t run_value_ = 0;
  std::uint64_t packed_left_ = 0;
  std::size_t packed_begin_ = 0;
  std::uint64_t packed_index_ = 0;
};

// DELTA_BINARY_PACKED: integers as differences, in blocks of packed ones.
class DeltaIntegers {
 public:
  DeltaIntegers() = default;
  explicit DeltaIntegers(ByteView bytes);
  bool good() const { return good_; }
  std::uint64_t count() const { return count_; }
  std::optional<std::int64_t> next();
  // Where its bytes end; nothing where they are malformed. Does not move on.
  std::optional<std::size_t> end_offset() const;

 private:
  bool begin_block();
  std::optional<std::uint64_t> varint();

  ByteView bytes_;
  std::size_t at_ = 0;
  bool good_ = false;
  std::uint64_t block_values_ = 0;
  std::uint64_t parts_ = 0;  // Of a block, each with its own width.
  std::uint64_t count_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t value_ = 0;
  bool is_first_ = true;
  std::uint64_t difference_min_ = 0;
  std::size_t widths_ = 0;
  std::uint64_t part_ = 0;
  std::uint64_t part_index_ = 0;
  std::uint64_t in_block_ = 0;  // Values left.
};

// A dictionary's values, as its page holds them (PLAIN).
class ParquetDictionary {
 public:
  // Fault::malformed where the page ends before its values do.
  static Result<ParquetDictionary> read(Buffer page, const ParquetColumn& column, std::uint64_t values);
  std::optional<ByteView> at(std::uint32_t index) const;
  std::size_t bytes() const { return page_.size() + offsets_.size() * sizeof(std::uint32_t); }

 private:
  Buffer page_;
  std::vector<std::uint32_t> offsets_;  // Of values of their own length, behind it; empty where all are as long.
  std::size_t width_ = 0;
};

// The values of one page.
class ParquetValues {
 public:
  // `bytes` behind the levels, `dictionary` (null: none) and `column` must outlive it. `values`: how many there are at
  // most.
  static Result<ParquetValues> open(ByteView bytes, int encoding, const ParquetColumn& column,
                                    const ParquetDictionary* dictionary, std::uint64_t values);
  // The bytes of a value as PLAIN has them (of bytes without their length). The view dies at the next call. Nothing
  // where there is no other, or what follows is malformed.
  std::optional<ByteView> next();

 private:
  std::optional<ByteView> plain();
  std::optional<ByteView> of_integer(std::int64_t value);

  int encoding_ = 0;
  const ParquetColumn* column_ = nullptr;
  const ParquetDictionary* dictionary_ = nullptr;
  ByteView bytes_;
  std::size_t at_ = 0;
  unsigned bit_ = 0;
  HybridNumbers indexes_;
  DeltaIntegers lengths_;
  DeltaIntegers prefixes_;
  std::size_t width_ = 0;
  std::size_t streams_values_ = 0;
  std::size_t index_ = 0;
  std::string made_;
};

// How many bytes a value takes; 0: as many as it says.
std::size_t parquet_width(const ParquetColumn& column);

}  // namespace constat
