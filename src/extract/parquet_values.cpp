#include "extract/parquet_values.h"

#include <algorithm>

namespace constat {

namespace {

enum Encoding : int {
  plain_values = 0,
  plain_dictionary = 2,
  run_lengths = 3,
  delta_packed = 5,
  delta_lengths = 6,
  delta_bytes = 7,
  dictionary_indexes = 8,
  split_streams = 9,
};

// `width` bits (up to 64) at bit `bit` of `bytes`, lowest first; the caller knows them to lie inside.
std::uint64_t bits_at(ByteView bytes, std::uint64_t bit, unsigned width) {
  std::uint64_t value = 0;
  for (unsigned got = 0; got < width;) {
    const std::uint64_t byte = std::to_integer<std::uint64_t>(bytes[static_cast<std::size_t>((bit + got) / 8)]);
    const auto shift = static_cast<unsigned>((bit + got) % 8);
    value |= (byte >> shift) << got;
    got += 8 - shift;
  }
  return width >= 64 ? value : value & ((std::uint64_t{1} << width) - 1);
}

}  // namespace

std::size_t parquet_width(const ParquetColumn& column) {
  switch (column.type) {
    case ParquetType::int32:
    case ParquetType::real32: return 4;
    case ParquetType::int64:
    case ParquetType::real64: return 8;
    case ParquetType::int96: return 12;
    case ParquetType::fixed_bytes: return column.type_bytes;
    default: return 0;
  }
}

// ---- Runs and groups.

std::optional<std::uint32_t> HybridNumbers::next() {
  for (;;) {
    if (run_left_ > 0) {
      --run_left_;
      return run_value_;
    }
    if (packed_left_ > 0) {
      // The last group may break off behind the last value.
      const std::uint64_t bit = packed_index_ * width_;
      if (width_ != 0 && packed_begin_ + (bit + width_ + 7) / 8 > bytes_.size()) return std::nullopt;
      --packed_left_;
      ++packed_index_;
      return width_ == 0 ? 0 : static_cast<std::uint32_t>(bits_at(bytes_.subspan(packed_begin_), bit, width_));
    }
    if (width_ > 32) return std::nullopt;
    std::uint64_t head = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (at_ >= bytes_.size() || shift > 35) return std::nullopt;
      const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
      head |= (byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) break;
    }
    if ((head & 1) == 0) {
      const std::size_t value_bytes = (width_ + 7) / 8;
      if (value_bytes > bytes_.size() - at_) return std::nullopt;
      run_value_ = 0;
      for (std::size_t index = 0; index < value_bytes; ++index) {
        run_value_ |= std::to_integer<std::uint32_t>(bytes_[at_ + index]) << (8 * index);
      }
      at_ += value_bytes;
      run_left_ = head >> 1;
    } else {
      packed_left_ = (head >> 1) * 8;
      packed_begin_ = at_;
      packed_index_ = 0;
      const std::uint64_t packed_bytes = (head >> 1) * width_;
      at_ = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_.size(), at_ + packed_bytes));
    }
  }
}

// ---- Differences.

std::optional<std::uint64_t> DeltaIntegers::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (at_ >= bytes_.size()) return std::nullopt;
    const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
    if (shift < 64) value |= (byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

namespace {
std::uint64_t without_zigzag(std::uint64_t value) { return (value >> 1) ^ (~(value & 1) + 1); }
}  // namespace

DeltaIntegers::DeltaIntegers(ByteView bytes) : bytes_(bytes) {
  const auto block_values = varint();
  const auto parts = varint();
  const auto count = varint();
  const auto first = varint();
  if (!block_values || !parts || !count || !first) return;
  // Blocks of a multiple of 128 values, parts of a multiple of 32.
  if (*block_values == 0 || *block_values > (1U << 20) || *parts == 0 || *parts > *block_values ||
      *block_values % *parts != 0 || (*block_values / *parts) % 8 != 0) {
    return;
  }
  block_values_ = *block_values;
  parts_ = *parts;
  count_ = left_ = *count;
  value_ = without_zigzag(*first);
  good_ = true;
}

bool DeltaIntegers::begin_block() {
  const auto least = varint();
  if (!least || parts_ > bytes_.size() - at_) return good_ = false;
  difference_min_ = without_zigzag(*least);
  widths_ = at_;
  at_ += static_cast<std::size_t>(parts_);
  part_ = part_index_ = 0;
  in_block_ = block_values_;
  return true;
}

std::optional<std::int64_t> DeltaIntegers::next() {
  if (!good_ || left_ == 0) return std::nullopt;
  --left_;
  if (is_first_) {
    is_first_ = false;
    return static_cast<std::int64_t>(value_);
  }
  if (in_block_ == 0 && !begin_block()) return std::nullopt;
  const std::uint64_t part_values = block_values_ / parts_;
  const auto width = std::to_integer<unsigned>(bytes_[widths_ + static_cast<std::size_t>(part_)]);
  const std::uint64_t bit = part_index_ * width;
  if (width > 64 || (bit + width + 7) / 8 > bytes_.size() - at_) {
    good_ = false;
    return std::nullopt;
  }
  value_ += difference_min_ + (width == 0 ? 0 : bits_at(bytes_.subspan(at_), bit, width));
  --in_block_;
  if (++part_index_ == part_values) {
    at_ += static_cast<std::size_t>(std::min<std::uint64_t>(part_values * width / 8, bytes_.size() - at_));
    part_index_ = 0;
    ++part_;
  }
  return static_cast<std::int64_t>(value_);
}

std::optional<std::size_t> DeltaIntegers::end_offset() const {
  if (!good_) return std::nullopt;
  DeltaIntegers walk = *this;
  if (walk.left_ == 0) return walk.at_;
  std::uint64_t left = walk.left_ - 1;  // Without the first.
  const std::uint64_t part_values = block_values_ / parts_;
  while (left > 0) {
    if (!walk.begin_block()) return std::nullopt;
    for (std::uint64_t part = 0; part < parts_ && left > 0; ++part) {
      const auto width = std::to_integer<unsigned>(bytes_[walk.widths_ + static_cast<std::size_t>(part)]);
      const std::uint64_t packed_bytes = part_values * width / 8;
      if (width > 64 || packed_bytes > bytes_.size() - walk.at_) return std::nullopt;
      walk.at_ += static_cast<std::size_t>(packed_bytes);
      left -= std::min(left, part_values);
    }
  }
  return walk.at_;
}

// ---- Dictionaries.

Result<ParquetDictionary> ParquetDictionary::read(Buffer page, const ParquetColumn& column, std::uint64_t values) {
  ParquetDictionary dictionary;
  dictionary.page_ = std::move(page);
  dictionary.width_ = parquet_width(column);
  if (column.type != ParquetType::bytes) return dictionary;
  if (dictionary.page_.size() > UINT32_MAX) return fail(Fault::over_limit, "a dictionary larger than the bound");
  const ByteView bytes(dictionary.page_);
  std::size_t at = 0;
  for (std::uint64_t index = 0; index < values; ++index) {
    if (bytes.size() - at < 4 || u32(bytes, at) > bytes.size() - at - 4) break;  // Of what is damaged, the beginning.
    at += 4;
    dictionary.offsets_.push_back(static_cast<std::uint32_t>(at));
    at += u32(bytes, at - 4);
  }
  return dictionary;
}

std::optional<ByteView> ParquetDictionary::at(std::uint32_t index) const {
  const ByteView bytes(page_);
  if (width_ == 0) {
    if (index >= offsets_.size()) return std::nullopt;
    const std::size_t begin = offsets_[index];
    return bytes.subspan(begin, u32(bytes, begin - 4));
  }
  if ((std::uint64_t{index} + 1) * width_ > bytes.size()) return std::nullopt;
  return bytes.subspan(index * width_, width_);
}

// ---- Pages.

Result<ParquetValues> ParquetValues::open(ByteView bytes, int encoding, const ParquetColumn& column,
                                          const ParquetDictionary* dictionary, std::uint64_t values) {
  ParquetValues opened;
  opened.encoding_ = encoding;
  opened.column_ = &column;
  opened.dictionary_ = dictionary;
  opened.bytes_ = bytes;
  opened.width_ = parquet_width(column);
  const bool is_bytes = column.type == ParquetType::bytes;
  const auto damaged = [] { return fail(Fault::malformed, "a page of values is damaged"); };
  if (column.type == ParquetType::fixed_bytes && opened.width_ == 0) return damaged();
  switch (encoding) {
    case plain_values: return opened;
    case plain_dictionary:
    case dictionary_indexes:
      if (dictionary == nullptr) return fail(Fault::malformed, "a page's dictionary is missing");
      if (bytes.empty()) return opened;
      opened.indexes_ = HybridNumbers(bytes.subspan(1), std::to_integer<unsigned>(bytes[0]));
      return opened;
    case run_lengths: {
      if (column.type != ParquetType::boolean || bytes.size() < 4) return damaged();
      const std::size_t size = std::min<std::size_t>(u32(bytes, 0), bytes.size() - 4);
      opened.indexes_ = HybridNumbers(bytes.subspan(4, size), 1);
      return opened;
    }
    case delta_packed:
      if (column.type != ParquetType::int32 && column.type != ParquetType::int64) return damaged();
      opened.lengths_ = DeltaIntegers(bytes);
      if (!opened.lengths_.good()) return damaged();
      return opened;
    case delta_lengths:
    case delta_bytes: {
      if (!is_bytes && column.type != ParquetType::fixed_bytes) return damaged();
      std::size_t at = 0;
      if (encoding == delta_bytes) {
        opened.prefixes_ = DeltaIntegers(bytes);
        const auto end = opened.prefixes_.end_offset();
        if (!end) return damaged();
        at = *end;
      }
      opened.lengths_ = DeltaIntegers(bytes.subspan(at));
      const auto end = opened.lengths_.end_offset();
      if (!end) return damaged();
      opened.at_ = at + *end;
      return opened;
    }
    case split_streams:
      if (opened.width_ == 0) return damaged();
      opened.streams_values_ = static_cast<std::size_t>(std::min<std::uint64_t>(values, bytes.size() / opened.width_));
      return opened;
    default: return fail(Fault::unsupported, "values in a coding that is not known");
  }
}

std::optional<ByteView> ParquetValues::of_integer(std::int64_t value) {
  made_.assign(column_->type == ParquetType::int32 ? 4 : 8, '\0');
  for (std::size_t index = 0; index < made_.size(); ++index) {
    made_[index] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * index));
  }
  return as_bytes(made_);
}

std::optional<ByteView> ParquetValues::plain() {
  if (column_->type == ParquetType::boolean) {
    if (at_ >= bytes_.size()) return std::nullopt;
    made_.assign(1, static_cast<char>(std::to_integer<unsigned>(bytes_[at_]) >> bit_ & 1));
    if (++bit_ == 8) {
      bit_ = 0;
      ++at_;
    }
    return as_bytes(made_);
  }
  std::size_t size = width_;
  if (size == 0) {
    if (bytes_.size() - at_ < 4) return std::nullopt;
    size = u32(bytes_, at_);
    if (size > bytes_.size() - at_ - 4) return std::nullopt;
    at_ += 4;
  }
  if (size > bytes_.size() - at_) return std::nullopt;
  const ByteView value = bytes_.subspan(at_, size);
  at_ += size;
  return value;
}

std::optional<ByteView> ParquetValues::next() {
  switch (encoding_) {
    case plain_values: return plain();
    case plain_dictionary:
    case dictionary_indexes: {
      const auto index = indexes_.next();
      return index ? dictionary_->at(*index) : std::nullopt;
    }
    case run_lengths: {
      const auto value = indexes_.next();
      if (!value) return std::nullopt;
      made_.assign(1, static_cast<char>(*value & 1));
      return as_bytes(made_);
    }
    case delta_packed: {
      const auto value = lengths_.next();
      return value ? of_integer(*value) : std::nullopt;
    }
    case delta_lengths:
    case delta_bytes: {
      const auto size = lengths_.next();
      if (!size || *size < 0 || static_cast<std::uint64_t>(*size) > bytes_.size() - at_) return std::nullopt;
      const ByteView suffix = bytes_.subspan(at_, static_cast<std::size_t>(*size));
      at_ += suffix.size();
      if (encoding_ == delta_lengths) return suffix;
      const auto prefix = prefixes_.next();
      if (!prefix || *prefix < 0 || static_cast<std::uint64_t>(*prefix) > made_.size()) return std::nullopt;
      made_.resize(static_cast<std::size_t>(*prefix));
      made_ += as_text(suffix);
      return as_bytes(made_);
    }
    case split_streams: {
      if (index_ >= streams_values_) return std::nullopt;
      made_.resize(width_);
      // As many values as the page has bytes for.
      const std::size_t stream = bytes_.size() / width_;
      for (std::size_t byte = 0; byte < width_; ++byte) {
        made_[byte] = static_cast<char>(bytes_[byte * stream + index_]);
      }
      ++index_;
      return as_bytes(made_);
    }
    default: return std::nullopt;
  }
}

}  // namespace constat
