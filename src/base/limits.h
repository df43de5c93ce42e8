// Every bound that protects the reader of evidence, by name. Set by options, printed in the report when one is reached.
#pragma once

#include <cstddef>
#include <cstdint>

namespace constat {

struct Limits {
  // How deep containers may nest: an archive in a mail in an archive is 3.
  std::size_t depth_max = 24;
  // Members of one container.
  std::uint64_t members_max = 20'000'000;
  // Bytes of one decoded member. The larger of the two bounds holds: a legitimate sheet of 1:150 passes, a bomb stops.
  std::uint64_t member_bytes_max = 64ULL << 30;
  std::uint64_t expansion_ratio_max = 2000;
  std::uint64_t expansion_free_bytes = 256ULL << 20;  // Below this the ratio is not looked at.
  // Decoded bytes that one root item may give in all, through every level.
  std::uint64_t expansion_bytes_max = 1ULL << 40;
  // A decoded member up to this size stays in memory; a larger one goes to the worker's unlinked spill file.
  std::uint64_t spool_memory_bytes = 32ULL << 20;
  // What a parser that needs a whole document in memory accepts (HTML, JSON, mail without attachments, PDF...).
  std::uint64_t document_bytes_max = 256ULL << 20;
  // Text is handed on in passages of about this size, plus the margins below.
  std::size_t passage_bytes = 1U << 20;
  std::size_t passage_margin_bytes = 4096;
  std::size_t table_columns_max = 16'384;
  std::size_t cell_bytes_max = 1U << 20;
  std::size_t mime_parts_max = 10'000;
  // Nesting inside one document: XML elements, JSON values, HTML elements, MIME parts, RTF groups.
  std::size_t nesting_max = 512;
};

}  // namespace constat
