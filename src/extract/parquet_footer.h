// What the footer of a Parquet file tells: its columns and where their pages lie. Source: apache/parquet-format,
// src/main/thrift/parquet.thrift, LogicalTypes.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "extract/value_text.h"

namespace constat {

enum class ParquetType : std::int8_t {
  boolean = 0,
  int32 = 1,
  int64 = 2,
  int96 = 3,
  real32 = 4,
  real64 = 5,
  bytes = 6,
  fixed_bytes = 7,
};

struct ParquetColumn {
  std::string name;  // "address.city", without the steps that only say that there is a list.
  ParquetType type = ParquetType::bytes;
  std::uint32_t type_bytes = 0;  // Of fixed_bytes.
  ValueMeaning meaning = ValueMeaning::plain;
  std::int64_t scale = 0;
  unsigned definition_max = 0;
  unsigned repetition_max = 0;

  // Whether its values may be files.
  bool is_binary() const {
    return meaning == ValueMeaning::plain && (type == ParquetType::bytes || type == ParquetType::fixed_bytes);
  }
};

struct ParquetChunk {
  int type = -1;
  int codec = 0;
  std::uint64_t begin_bytes = 0;  // Of its first page.
  std::uint64_t size_bytes = 0;
  std::uint64_t values = 0;
  bool encrypted = false;
  bool elsewhere = false;  // In another file.
};

struct ParquetGroup {
  std::uint64_t rows = 0;
  std::vector<ParquetChunk> chunks;  // One a column.
};

struct ParquetFooter {
  std::vector<ParquetColumn> columns;
  std::vector<ParquetGroup> groups;
  std::uint64_t rows = 0;         // Of the file; its groups say theirs.
  std::uint64_t begin_bytes = 0;  // Where the footer stands.
  bool columns_left_out = false;  // More than limits.table_columns_max.
};

// `bytes` are the footer's own, before its length and the magic number.
Result<ParquetFooter> read_parquet_footer(ByteView bytes, const Limits& limits);

struct ParquetPage {
  enum Kind : int { data = 0, index = 1, dictionary = 2, data_2 = 3 };
  int kind = -1;
  std::uint64_t header_bytes = 0;
  std::uint64_t packed_bytes = 0;
  std::uint64_t size_bytes = 0;  // Decoded.
  std::uint64_t values = 0;
  int encoding = 0;
  int repetition_encoding = 3;
  int definition_encoding = 3;
  std::uint64_t repetition_bytes = 0;  // Of data_2.
  std::uint64_t definition_bytes = 0;
  bool compressed = true;
};

// The header that `bytes` begin with. Fault::truncated where more of it is wanted.
Result<ParquetPage> read_parquet_page(ByteView bytes);

}  // namespace constat
