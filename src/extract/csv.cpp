// Delimited tables: comma, semicolon, tab, bar, colon ("user:password" lists), ^A and other separators, load files of
// document reviews (Concordance: fields in U+00FE, parted by U+0014); quotes doubled or with backslashes, line ends
// within quotes, old Macintosh line ends, any charset, "sep=;" lines, NULs, ragged rows.
// Every record is a row and is numbered from 1, title rows, headers and blank lines too (blank ones are not given).
// What is header and what is title is told apart elsewhere, from the values.
// Not read: columns by position (fixed width), which stay text.
#include <algorithm>

#include "base/text.h"
#include "extract/delimited.h"
#include "extract/extractors.h"
#include "extract/login_lines.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t csv_chunk_bytes = 1U << 20;
constexpr std::size_t csv_record_bytes_max = 16U << 20;  // A longer record is given in pieces.
constexpr std::uint64_t typing_rows = 200;               // Given to every range, so that all type the columns alike.
constexpr std::size_t big_cells_max = 10'000;

// The records of a part of the source, one after another, across the reader's chunks.
class CsvRecords {
 public:
  CsvRecords(Source& source, const ExtractContext& context, const Dialect& dialect, std::uint64_t begin,
             std::uint64_t end, std::uint64_t first_row)
      : reader_(source, context.charset, begin, end, csv_chunk_bytes),
        splitter_(dialect, context.limits),
        end_bytes_(std::min(end, source.size_bytes())),
        row_(first_row) {}

  // Steps to the next record. `with_cells`: its cells are in cells() until the next call.
  template <bool with_cells>
  Result<bool> next() {
    for (;;) {
      if (at_ < text_.size()) {
        const bool last = ended_ || text_.size() - at_ > csv_record_bytes_max;
        const std::size_t end = with_cells ? splitter_.next(text_, at_, last) : splitter_.skip(text_, at_, last);
        if (end != RecordSplitter::need_more) {
          record_begin_ = at_;
          at_ = end;
          ++row_;
          if (last && !ended_ && end == text_.size() && text_.size() - record_begin_ > csv_record_bytes_max)
            cut_ = true;
          return true;
        }
      } else if (ended_) {
        return false;
      }
      TRY(read_on());
    }
  }

  std::span<const Cell> cells() const { return splitter_.cells(); }
  bool too_wide() const { return splitter_.too_wide(); }
  bool met_unclosed_quote() const { return splitter_.met_unclosed_quote(); }
  std::uint64_t row() const { return row_ - 1; }
  bool cut_a_record() const { return cut_; }
  std::uint64_t invalid_bytes() const { return reader_.invalid_bytes(); }
  // Item offset of the next record.
  std::uint64_t next_offset() const { return offset_of(at_); }
  bool next_offset_is_exact() const { return is_exact(at_); }
  // Item offset of a byte of the current text, which cells are views of (but unescaped ones).
  std::uint64_t offset_of(std::size_t text_offset) const {
    if (text_offset < carried_) return carried_offset_ + text_offset;
    const std::size_t in_chunk = text_offset - carried_;
    return chunk_.map != nullptr ? chunk_.map->item_offset(in_chunk) : chunk_.offset_bytes + in_chunk;
  }
  // The way back from what was carried over from the last chunk is known where text and item are coded alike.
  bool is_exact(std::size_t text_offset) const {
    return text_offset == 0 || text_offset >= carried_ || !carried_is_mapped_;
  }
  bool holds(std::string_view cell) const {
    return cell.data() >= text_.data() && cell.data() + cell.size() <= text_.data() + text_.size() &&
           is_exact(static_cast<std::size_t>(cell.data() - text_.data()));
  }
  std::uint64_t offset_of(const char* byte) const { return offset_of(static_cast<std::size_t>(byte - text_.data())); }

 private:
  Result<void> read_on() {
    // What is left of the text is the beginning of a record whose end is in the next chunk.
    const std::uint64_t left_offset = at_ < text_.size() ? offset_of(at_) : 0;
    carried_is_mapped_ = at_ < text_.size() && (chunk_.map != nullptr || (carried_is_mapped_ && at_ < carried_));
    std::string left(text_.substr(at_));
    TRY_ASSIGN(const auto chunk, reader_.next());
    if (!chunk) {
      ended_ = true;
      chunk_ = {};
      chunk_.offset_bytes = end_bytes_;
      carried_ = left.size();
      carried_offset_ = left_offset;
      joined_ = std::move(left);
      text_ = joined_;
    } else {
      chunk_ = *chunk;
      carried_ = left.size();
      carried_offset_ = left_offset;
      if (left.empty()) {
        text_ = chunk_.text;
      } else {
        joined_ = std::move(left);
        joined_.append(chunk_.text);
        text_ = joined_;
      }
    }
    at_ = 0;
    splitter_.new_text();
    return {};
  }

  TextReader reader_;
  RecordSplitter splitter_;
  std::uint64_t end_bytes_;
  std::uint64_t row_;
  TextReader::Chunk chunk_;
  std::string joined_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t record_begin_ = 0;
  std::size_t carried_ = 0;
  std::uint64_t carried_offset_ = 0;
  bool carried_is_mapped_ = false;
  bool ended_ = false;
  bool cut_ = false;
};

// The dialect as the probe saw it, from the same bytes.
Result<Dialect> dialect_of(Source& source, const ExtractContext& context) {
  TRY_ASSIGN(const Buffer head, read_head(source, head_bytes_max));
  TRY_ASSIGN(const std::string text, decode_head(head, context.charset));
  if (auto dialect = sniff_dialect(text, head.size() == source.size_bytes())) return *dialect;
  return fail(Fault::malformed, "no table that can be told from text");
}

bool is_blank_row(std::span<const Cell> cells) { return cells.size() == 1 && trim(cells[0].text).empty(); }

}  // namespace

int probe_csv(const Head& head) {
  if (head.text.empty()) return 0;
  const auto dialect = sniff_dialect(head.text, head.bytes.size() == head.size_bytes);
  // Lists of user:password are lines of text to the detectors: what stands before the colon says what comes after.
  return dialect && dialect->delimiter != ':' && !lists_logins_by_colon(head.text) && !lists_cookies(head.text) ? 30
                                                                                                                : 0;
}

Result<void> extract_csv(Source& source, const ExtractContext& context, Output& out) {
  auto dialect = dialect_of(source, context);
  if (!dialect) {
    // Another reader's probe was wrong, or the bytes changed: it is text all the same.
    return give_text(source, context.charset, 0, source.size_bytes(), context.limits, out);
  }
  const Range range = context.range ? *context.range : Range{0, source.size_bytes(), 1, 0};
  out.table_begin({});
  struct Finish {
    Output& out;
    bool done = false;
    void now() {
      if (!done) out.table_end();
      done = true;
    }
    ~Finish() { now(); }
  } finish{out};

  if (range.begin_bytes != 0) {
    CsvRecords first(source, context, *dialect, 0, range.begin_bytes, 1);
    for (std::uint64_t count = 0; count < typing_rows; ++count) {
      TRY_ASSIGN(const bool more, first.next<true>());
      if (!more) break;
      if (first.row() == 1 && dialect->separator_line) continue;
      if (!is_blank_row(first.cells())) out.table_row(first.row(), first.cells(), false);
    }
  }

  struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
  };
  std::vector<Stretch> big_cells;
  bool lost_big_cell = false;
  bool too_wide = false;
  std::vector<Cell> shortened;
  CsvRecords records(source, context, *dialect, range.begin_bytes, range.end_bytes,
                     std::max<std::uint64_t>(range.first_index, 1));
  for (;;) {
    TRY_ASSIGN(const bool more, records.next<true>());
    if (!more) break;
    if (records.row() == 1 && dialect->separator_line) continue;
    const std::span<const Cell> cells = records.cells();
    if (is_blank_row(cells)) continue;
    too_wide = too_wide || records.too_wide();
    const auto is_big = [&](const Cell& cell) { return cell.text.size() > context.limits.cell_bytes_max; };
    if (std::none_of(cells.begin(), cells.end(), is_big)) [[likely]] {
      out.table_row(records.row(), cells, true);
      continue;
    }
    // What a cell holds beyond its bound is given as text behind the table: nothing of it is lost.
    shortened.assign(cells.begin(), cells.end());
    for (Cell& cell : shortened) {
      if (!is_big(cell)) continue;
      std::size_t keep = context.limits.cell_bytes_max;
      while (keep > 0 && (static_cast<unsigned char>(cell.text[keep]) & 0xC0) == 0x80) --keep;
      if (records.holds(cell.text) && big_cells.size() < big_cells_max) {
        big_cells.push_back({records.offset_of(cell.text.data() + keep),
                             records.offset_of(cell.text.data() + cell.text.size() - 1) + 1});
      } else {
        lost_big_cell = true;
      }
      cell.text = cell.text.substr(0, keep);
    }
    out.table_row(records.row(), shortened, true);
  }
  finish.now();
  for (const Stretch& stretch : big_cells) {
    TRY(give_text(source, context.charset, stretch.begin, stretch.end, context.limits, out));
  }
  if (!big_cells.empty()) out.note("cells longer than the bound are given as text from there on");
  if (lost_big_cell) out.gap(Status::partly_read, "the ends of cells longer than the bound were not read");
  if (too_wide) out.note("rows with more columns than the bound: the last cell holds the rest of the row");
  if (records.met_unclosed_quote())
    out.note("a quote is opened and never closed: its row was read up to the line's end");
  if (records.cut_a_record()) out.note("a row longer than the bound is given in pieces");
  if (const std::uint64_t invalid = records.invalid_bytes(); invalid != 0) {
    out.note(std::to_string(invalid) + " bytes are not of the text's charset");
  }
  return {};
}

Result<std::vector<Range>> cut_csv(Source& source, const ExtractContext& context, std::uint64_t unit_bytes) {
  const std::uint64_t size = source.size_bytes();
  unit_bytes = std::max<std::uint64_t>(unit_bytes, 64);
  std::vector<Range> ranges;
  auto dialect = dialect_of(source, context);
  if (!dialect) return std::vector<Range>{{0, size, 1, 0}};
  CsvRecords records(source, context, *dialect, 0, size, 1);
  Range range{0, size, 1, 0};
  for (;;) {
    TRY_ASSIGN(const bool more, records.next<false>());
    if (!more) break;
    const std::uint64_t offset = records.next_offset();
    if (offset - range.begin_bytes >= unit_bytes && offset < size && records.next_offset_is_exact()) {
      range.end_bytes = offset;
      ranges.push_back(range);
      range = {offset, size, records.row() + 1, 0};
    }
  }
  range.end_bytes = size;
  ranges.push_back(range);
  return ranges;
}

}  // namespace constat
