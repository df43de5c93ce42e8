// Every bound and every clock that protects the reader of evidence, by name. Those that a user may want otherwise are
// options (cli/limit_options.h); one that was reached is the status and reason of its item, and stands in the report.
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

  // Clocks. A reader that tells nothing for so long hangs; 0: it may wait for its input.
  double silence_seconds = 60;
  // One root file, whole; 0: as long as it takes.
  double item_seconds = 3600;
  // One evidence root, whole; 0: as long as it takes.
  double evidence_seconds = 0;

  // Of each reader's process: memory beside what it shares with the others, and what it keeps on disk.
  std::uint64_t worker_memory_bytes_max = 512'000'000;
  std::uint64_t spill_bytes_max = 64ULL << 30;

  // What a reader may tell of one file: so much, and so much more for each of its bytes. Beyond is a flood of lies.
  std::uint64_t told_bytes_max = 8ULL << 30;
  std::uint64_t told_bytes_per_byte_max = 256;
  // Of that, what waits in the coordinator's memory: of one item (what is more is written, and forgotten should the
  // item not end), of one range of a file that was cut (what is more is a lie), and places of what is open.
  std::uint64_t told_item_memory_bytes = 16ULL << 20;
  std::uint64_t told_range_bytes_max = 512ULL << 20;
  std::uint64_t open_place_bytes_max = 128ULL << 20;
  // A file whose parts kill their readers one after another is given up after so many.
  std::size_t deaths_per_file_max = 200;
};

}  // namespace constat
