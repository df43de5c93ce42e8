// What the readers of records made of lines share (rows that a shell prints line by line, messages made of segments):
// lines at any size of the item, the records as one table or several, what is part of no record as text behind them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extract/carried_text.h"
#include "extract/format.h"
#include "extract/record_table.h"

namespace constat {

// A line without its end. All views die with the next one.
struct RecordLine {
  std::string_view text;
  std::uint64_t begin_bytes = 0;  // In the item.
  std::uint64_t end_bytes = 0;    // Behind its end.
  const CarriedText* window = nullptr;
  std::uint64_t offset_of(std::string_view piece) const {
    return piece.empty() ? begin_bytes : window->offset_of(piece.data());
  }
};

// Where a reader puts what it makes of the lines.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void record(std::vector<RecordField>& fields) = 0;
  // The records that follow are of another make.
  virtual void new_table() = 0;
  // The line belongs to no record.
  virtual void as_text(const RecordLine& line) = 0;
  // Told once, as a gap, however often it is said.
  virtual void gap(std::string_view reason) = 0;
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;
  virtual void line(const RecordLine& line, RecordSink& sink) = 0;
  virtual void finish(RecordSink& sink) = 0;
};

// The column that numbers the records' persons, as in TableInfo.
struct RecordKey {
  std::string_view column = {};
  std::string_view of = {};
};

// Reads `source` with a reader that `make` makes, once to learn the columns of the first records and once to give them
// all. A line ends at any of the characters in `ends`; one of more than 16 MB is cut.
Result<void> give_record_lines(Source& source, const ExtractContext& context, std::string_view ends,
                               const std::function<std::unique_ptr<RecordReader>()>& make, Output& out,
                               RecordKey key = {});

// The next line of a head, for probes; `at` goes behind its end.
std::string_view take_record_line(std::string_view text, std::size_t& at, std::string_view ends = "\n");

}  // namespace constat
