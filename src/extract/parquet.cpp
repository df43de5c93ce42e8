// Parquet tables. Source: apache/parquet-format (README.md, Encodings.md, Compression.md, LogicalTypes.md). The file is
// one table: #R17C4, row 1 is the header, whatever row group a row stands in. Columns of nested groups have their path
// as name; the values of a list are joined in its cell. Binary values as in SQLite: texts and short ones are cells,
// files are members ("R17C4"), of others the printable runs are read. Pages are decoded one at a time a column. Where
// those of all columns together need more memory than a part of the worker's, a row group is read in several passes of
// some of the columns each, with the same rows and columns as places. Not read: enciphered files and columns (listed),
// Brotli and LZO, columns in other files, a file without its footer.
#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "base/text.h"
#include "evidence/decode.h"
#include "extract/extractors.h"
#include "extract/parquet_footer.h"
#include "extract/parquet_values.h"
#include "extract/stray_bytes.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::string_view parquet_magic = "PAR1";
constexpr std::string_view encrypted_magic = "PARE";
constexpr std::size_t tail_bytes = 8;
constexpr std::uint64_t footer_bytes_max = 64U << 20;
constexpr std::size_t page_header_bytes_max = 4U << 20;  // It may hold the least and the greatest value.
constexpr std::uint64_t parquet_learned_rows = 200;
constexpr std::size_t list_values_max = 100'000;  // Of one row.
constexpr std::size_t told_max = 20;

// What the pages in memory may still take.
struct Budget {
  std::uint64_t left = 0;
};

Result<Buffer> decode_hadoop_lz4(ByteView packed, std::uint64_t size) {
  // Blocks, each behind its decoded and its packed size, big-endian; before 2020 some wrote a bare block under this
  // name.
  Buffer all;
  Cursor in(packed);
  while (!in.at_end()) {
    const auto decoded_size = in.u32_be();
    const auto packed_size = in.u32_be();
    if (!decoded_size || !packed_size || *decoded_size > size - all.size()) return decode_lz4_block(packed, size);
    const auto block = in.take(*packed_size);
    if (!block) return decode_lz4_block(packed, size);
    const auto decoded = decode_lz4_block(*block, *decoded_size);
    if (!decoded) return decode_lz4_block(packed, size);
    all.insert(all.end(), decoded->begin(), decoded->end());
  }
  return all;
}

Result<Buffer> decode_all(Codec codec, ByteView packed, std::uint64_t size) {
  Buffer out;
  TRY(decode_whole(codec, packed, size, out));
  return out;
}

Result<Buffer> decode_page(int codec, ByteView packed, std::uint64_t size) {
  switch (codec) {
    case 0: return Buffer(packed.begin(), packed.end());
    case 1: return decode_snappy_block(packed, size);
    case 2: return decode_all(starts_with(packed, "\x1F\x8B") ? Codec::gzip : Codec::zlib, packed, size);
    case 3: return fail(Fault::unsupported, "compressed with LZO");
    case 4: return fail(Fault::unsupported, "compressed with Brotli");
    case 5: return decode_hadoop_lz4(packed, size);
    case 6: return decode_all(Codec::zstd, packed, size);
    case 7: return decode_lz4_block(packed, size);
    default: return fail(Fault::unsupported, "compressed in a way that is not known");
  }
}

Result<ParquetPage> read_page_header(Source& source, std::uint64_t at) {
  for (std::size_t bytes = 512;; bytes *= 16) {
    Buffer head(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, source.size_bytes() - at)));
    TRY_ASSIGN(const std::size_t got, source.read_at(at, head));
    auto page = read_parquet_page(ByteView(head).first(got));
    if (page || page.error().fault != Fault::truncated || got < bytes || bytes >= page_header_bytes_max) return page;
  }
}

// The values of one column in one row group, from its first to its last.
class ColumnReader {
 public:
  // All must outlive it.
  ColumnReader(Source& source, const Limits& limits, const ParquetColumn& column, const ParquetChunk& chunk,
               Budget& budget)
      : source_(source), limits_(limits), column_(column), chunk_(chunk), budget_(budget), at_(chunk.begin_bytes) {
    end_ = std::min(source.size_bytes(), chunk.begin_bytes + std::min(chunk.size_bytes, source.size_bytes()));
    if (chunk.begin_bytes >= source.size_bytes()) {
      end_ = at_ = 0;
      give_up("its pages lie behind the end of the file");
    }
    if (chunk.type >= 0 && chunk.type != static_cast<int>(column.type)) give_up("its type is not that of the schema");
  }
  ~ColumnReader() { budget_.left += charged_; }
  ColumnReader(const ColumnReader&) = delete;
  ColumnReader& operator=(const ColumnReader&) = delete;

  // Moves to the next entry; false at the end. The value's view lives until the next call.
  bool next() {
    while (page_left_ == 0) {
      if (!load_page()) return false;
    }
    --page_left_;
    value_.reset();
    repetition_ = definition_ = 0;
    if (lost_) return true;
    if (column_.repetition_max != 0) {
      const auto level = repetitions_.next();
      if (!level) return lose("its levels break off");
      repetition_ = *level;
    }
    if (column_.definition_max != 0) {
      const auto level = definitions_.next();
      if (!level) return lose("its levels break off");
      definition_ = *level;
    }
    if (definition_ == column_.definition_max) {
      value_ = values_->next();
      if (!value_) return lose("its values break off");
    }
    return true;
  }
  bool begins_row() const { return repetition_ == 0; }
  const std::optional<ByteView>& value() const { return value_; }
  const std::string& damage() const { return damage_; }

  void give_up(std::string_view why) {
    if (damage_.empty()) damage_ = why;
    page_left_ = 0;
    at_ = end_;
  }

  // What the first two pages take: a dictionary and what refers to it, most often.
  std::uint64_t bytes_needed() const {
    std::uint64_t bytes = 0;
    std::uint64_t at = at_;
    for (int count = 0; count < 2 && at < end_; ++count) {
      const auto page = read_page_header(source_, at);
      if (!page) break;
      bytes += page->size_bytes + page->packed_bytes;
      if (page->kind == ParquetPage::dictionary) bytes += std::min(page->values * 4, page->size_bytes);
      at += page->header_bytes + page->packed_bytes;
    }
    return bytes;
  }

 private:
  // The rest of the page is without values: in a column that is no list there is still a row for each.
  bool lose(std::string_view why) {
    if (damage_.empty()) damage_ = why;
    lost_ = true;
    if (column_.repetition_max != 0) page_left_ = 0;
    return true;
  }

  bool load_page() {
    if (chunk_.values != 0 && values_seen_ >= chunk_.values) return false;
    if (at_ >= end_) {
      if (chunk_.values != 0 && damage_.empty()) {
        damage_ =
            "its pages hold " + std::to_string(values_seen_) + " of its " + std::to_string(chunk_.values) + " values";
      }
      return false;
    }
    const auto page = read_page_header(source_, at_);
    if (!page) {
      give_up(page.error().what);
      return false;
    }
    const std::uint64_t body = at_ + page->header_bytes;
    if (page->packed_bytes > source_.size_bytes() - std::min(body, source_.size_bytes())) {
      give_up("its pages break off");
      return false;
    }
    at_ = body + page->packed_bytes;
    if (page->kind == ParquetPage::index) return true;
    if (const auto loaded =
            page->kind == ParquetPage::dictionary ? load_dictionary(*page, body) : load_values(*page, body);
        !loaded) {
      if (page->kind == ParquetPage::dictionary || loaded.error().fault == Fault::unsupported ||
          loaded.error().fault == Fault::over_limit) {
        give_up(loaded.error().what);
        return false;
      }
      page_left_ = page->values;
      (void)lose(loaded.error().what);
    }
    return true;
  }

  Result<Buffer> read_body(const ParquetPage& page, std::uint64_t begin, std::uint64_t skipped) {
    const std::uint64_t packed = page.packed_bytes - skipped;
    if (page.size_bytes < skipped) return fail(Fault::malformed, "a page's sizes contradict each other");
    const std::uint64_t size = page.size_bytes - skipped;
    if (page.size_bytes > limits_.document_bytes_max || packed > limits_.document_bytes_max ||
        size + packed > budget_.left) {
      return fail(Fault::over_limit, "its pages need more memory than the bound");
    }
    TRY_ASSIGN(Buffer body, read_exactly(source_, begin + skipped, packed));
    if (!page.compressed || chunk_.codec == 0 || packed == 0) return body;
    return decode_page(chunk_.codec, body, size);
  }
  void charge(std::uint64_t& held, std::uint64_t bytes) {
    budget_.left += held;
    charged_ -= held;
    held = std::min(bytes, budget_.left);
    budget_.left -= held;
    charged_ += held;
  }

  Result<void> load_dictionary(const ParquetPage& page, std::uint64_t begin) {
    TRY_ASSIGN(Buffer body, read_body(page, begin, 0));
    TRY_ASSIGN(dictionary_, ParquetDictionary::read(std::move(body), column_, page.values));
    has_dictionary_ = true;
    charge(dictionary_bytes_, dictionary_.bytes());
    return {};
  }

  Result<void> load_values(const ParquetPage& page, std::uint64_t begin) {
    values_seen_ += page.values;
    lost_ = false;
    values_.reset();
    charge(page_bytes_, 0);
    if (page.kind != ParquetPage::data && page.kind != ParquetPage::data_2) {
      return fail(Fault::malformed, "a page of an unknown kind");
    }
    ByteView rest;
    if (page.kind == ParquetPage::data_2) {
      const std::uint64_t levels = page.repetition_bytes + page.definition_bytes;
      if (page.repetition_bytes > page.packed_bytes || levels > page.packed_bytes) {
        return fail(Fault::malformed, "a page's sizes contradict each other");
      }
      TRY_ASSIGN(page_, read_body(page, begin, levels));
      TRY_ASSIGN(levels_, read_exactly(source_, begin, levels));
      const ByteView all(levels_);
      const auto split = static_cast<std::size_t>(page.repetition_bytes);
      repetitions_ = HybridNumbers(all.first(split), width_of(column_.repetition_max));
      definitions_ = HybridNumbers(all.subspan(split), width_of(column_.definition_max));
      rest = page_;
    } else {
      TRY_ASSIGN(page_, read_body(page, begin, 0));
      rest = page_;
      TRY(take_levels(rest, page.repetition_encoding, column_.repetition_max, repetitions_));
      TRY(take_levels(rest, page.definition_encoding, column_.definition_max, definitions_));
    }
    charge(page_bytes_, page_.size() + levels_.size());
    // The streams of BYTE_STREAM_SPLIT have a byte of each value that is none of nothing: as many as their bytes say.
    TRY_ASSIGN(values_, ParquetValues::open(rest, page.encoding, column_, has_dictionary_ ? &dictionary_ : nullptr,
                                            page.values));
    page_left_ = page.values;
    return {};
  }

  static unsigned width_of(unsigned level_max) { return static_cast<unsigned>(std::bit_width(level_max)); }
  static Result<void> take_levels(ByteView& rest, int encoding, unsigned level_max, HybridNumbers& levels) {
    if (level_max == 0) return {};
    if (encoding != 3) return fail(Fault::unsupported, "levels in the old coding");
    if (rest.size() < 4 || u32(rest, 0) > rest.size() - 4) return fail(Fault::malformed, "its levels break off");
    const std::size_t size = u32(rest, 0);
    levels = HybridNumbers(rest.subspan(4, size), width_of(level_max));
    rest = rest.subspan(4 + size);
    return {};
  }

  Source& source_;
  const Limits& limits_;
  const ParquetColumn& column_;
  const ParquetChunk& chunk_;
  Budget& budget_;
  std::uint64_t at_;
  std::uint64_t end_ = 0;
  std::uint64_t values_seen_ = 0;
  std::uint64_t charged_ = 0;
  std::uint64_t dictionary_bytes_ = 0;
  std::uint64_t page_bytes_ = 0;
  bool has_dictionary_ = false;
  ParquetDictionary dictionary_;
  Buffer page_;
  Buffer levels_;
  HybridNumbers repetitions_;
  HybridNumbers definitions_;
  std::optional<ParquetValues> values_;
  std::uint64_t page_left_ = 0;
  bool lost_ = false;
  unsigned repetition_ = 0;
  unsigned definition_ = 0;
  std::optional<ByteView> value_;
  std::string damage_;
};

// ---- Values.

std::int64_t integer_of(ByteView raw) {
  return raw.size() == 4 ? static_cast<std::int32_t>(u32(raw, 0)) : static_cast<std::int64_t>(u64(raw, 0));
}

// A value of 12 bytes, as Impala and old Spark have times: nanoseconds of the day, and the day of Julius.
std::string old_time_text(ByteView raw) {
  constexpr std::int64_t day_of_1970 = 2'440'588;
  const auto day = static_cast<std::int64_t>(u32(raw, 8)) - day_of_1970;
  const auto seconds = static_cast<std::int64_t>(u64(raw, 0) / 1'000'000'000 % 86'400);
  return date_time_text((day * 86'400 + seconds) * 1000).value_or("");
}

// What a value says; a view of it where it is a text, else into `storage`. Nothing where no cell can say it.
std::optional<std::string_view> cell_text(const ParquetColumn& column, ByteView raw, std::size_t cell_bytes_max,
                                          std::string& storage) {
  switch (column.type) {
    case ParquetType::boolean: return raw[0] == std::byte{0} ? "false" : "true";
    case ParquetType::int32:
    case ParquetType::int64:
      storage = integer_text(column.meaning, integer_of(raw), column.scale, raw.size());
      return storage;
    case ParquetType::int96: storage = old_time_text(raw); return storage;
    case ParquetType::real32: storage = number_text(std::bit_cast<float>(u32(raw, 0))); return storage;
    case ParquetType::real64: storage = number_text(std::bit_cast<double>(u64(raw, 0))); return storage;
    case ParquetType::bytes:
    case ParquetType::fixed_bytes: break;
  }
  if (column.meaning == ValueMeaning::decimal) {
    storage = decimal_text(raw, column.scale);
    return storage;
  }
  if (column.meaning == ValueMeaning::uuid && raw.size() == 16) {
    storage = uuid_text(raw);
    return storage;
  }
  const std::string_view text = as_text(raw);
  if (raw.size() <= cell_bytes_max) {
    if (column.meaning == ValueMeaning::text) {
      if (is_valid_utf8(text)) return text;
      storage = to_valid_utf8(text);
      return storage;
    }
    if (is_printable_text(text)) return text;
  }
  if (auto said = bytes_text(raw, cell_bytes_max)) {
    storage = std::move(*said);
    return storage;
  }
  return std::nullopt;
}

CellKind kind_of(const ParquetColumn& column) {
  if (column.type == ParquetType::boolean) return CellKind::boolean;
  switch (column.meaning) {
    case ValueMeaning::date:
    case ValueMeaning::milliseconds:
    case ValueMeaning::microseconds:
    case ValueMeaning::nanoseconds: return CellKind::date;
    case ValueMeaning::decimal:
    case ValueMeaning::unsigned_integer: return CellKind::number;
    case ValueMeaning::plain:
      if (column.type == ParquetType::int96) return CellKind::date;
      return column.type == ParquetType::bytes || column.type == ParquetType::fixed_bytes ? CellKind::text
                                                                                          : CellKind::number;
    default: return CellKind::text;
  }
}

// ---- The table.

class ParquetReader {
 public:
  ParquetReader(Source& source, const ExtractContext& context, Output& out, const ParquetFooter& footer)
      : source_(source), context_(context), out_(out), footer_(footer) {
    budget_.left = context.limits.worker_memory_bytes_max / 5 * 2;
    for (const ParquetColumn& column : footer.columns) {
      binary_numbers_.push_back(binary_columns_);
      if (column.is_binary() || column.meaning == ValueMeaning::text) ++binary_columns_;
    }
  }

  // The groups from `first` up to `end`.
  Result<void> read(std::size_t first, std::size_t end) {
    if (first != 0 && end > first) group(0, 2, parquet_learned_rows, false);
    std::uint64_t row = 2;
    for (std::size_t index = 0; index < end; ++index) {
      if (index >= first) group(index, row, UINT64_MAX, true);
      row += std::min(footer_.groups[index].rows, UINT64_MAX / 2 - std::min(row, UINT64_MAX / 2));
    }
    end_table();
    if (first == 0) TRY(hold_against_footer());
    if (!given_ && !told_.empty()) return fail(Fault::unsupported, told_.front());
    tell();
    return {};
  }

 private:
  // Groups that the footer does not list are not lost: what lies in no group is read as text.
  Result<void> hold_against_footer() {
    std::uint64_t listed = 0;
    for (const ParquetGroup& group : footer_.groups) listed += std::min(group.rows, UINT64_MAX / 2 - listed);
    if (listed == footer_.rows) return {};
    out_.gap(Status::partly_read,
             "its footer says " + std::to_string(footer_.rows) + " rows, and lists " + std::to_string(listed));
    const std::uint64_t size = source_.size_bytes();
    std::vector<std::pair<std::uint64_t, std::uint64_t>> used = {{0, parquet_magic.size()},
                                                                 {footer_.begin_bytes, size}};
    for (const ParquetGroup& group : footer_.groups) {
      for (const ParquetChunk& chunk : group.chunks) {
        const std::uint64_t begin = std::min(chunk.begin_bytes, size);
        used.emplace_back(begin, begin + std::min(chunk.size_bytes, size - begin));
      }
    }
    return give_stray_bytes(source_, context_, std::move(used), out_);
  }

  void begin_table() {
    if (open_) return;
    std::vector<std::string_view> names;
    for (const ParquetColumn& column : footer_.columns) names.emplace_back(column.name);
    TableInfo info;
    info.columns = names;
    out_.table_begin(info);
    open_ = given_ = true;
  }
  void end_table() {
    if (open_) out_.table_end();
    open_ = false;
  }

  void told(std::size_t column, std::string_view why) {
    std::string all = "column " + std::to_string(column + 1) + ": " + std::string(why);
    if (std::ranges::find(told_, all) != told_.end()) return;
    if (told_.size() < told_max) told_.push_back(std::move(all));
  }
  void tell() {
    for (const std::string& why : told_) out_.gap(Status::partly_read, why);
    if (encrypted_columns_ != 0) out_.gap(Status::partly_read, "some of its columns are encrypted");
    if (rows_differ_) out_.gap(Status::partly_read, "it holds other numbers of rows than it says");
    if (footer_.columns_left_out) out_.gap(Status::too_big, "more columns than the bound: the last were not read");
    if (passes_) out_.note("its columns were read some at a time, for memory");
  }

  // All rows of a group, in as many passes as memory asks for.
  void group(std::size_t index, std::uint64_t row, std::uint64_t rows_max, bool owned) {
    const ParquetGroup& group = footer_.groups[index];
    std::size_t first = 0;
    const std::size_t count = std::min(footer_.columns.size(), group.chunks.size());
    if (owned && group.chunks.size() < footer_.columns.size()) told(group.chunks.size(), "its pages are missing");
    while (first < count) {
      std::vector<std::unique_ptr<ColumnReader>> readers(footer_.columns.size());
      std::uint64_t needed = 0;
      std::size_t at = first;
      for (; at < count; ++at) {
        const ParquetChunk& chunk = group.chunks[at];
        if (chunk.encrypted || chunk.elsewhere) {
          encrypted_columns_ += chunk.encrypted ? 1 : 0;
          if (chunk.elsewhere) told(at, "it lies in another file");
          continue;
        }
        auto reader = std::make_unique<ColumnReader>(source_, context_.limits, footer_.columns[at], chunk, budget_);
        needed += reader->bytes_needed();
        if (needed > budget_.left && at > first) break;
        readers[at] = std::move(reader);
      }
      if (first != 0 || at < count) {
        // A table of its own: its columns are typed by their own values.
        passes_ = true;
        end_table();
      }
      rows(group, readers, row, rows_max, owned);
      first = at;
    }
  }

  void rows(const ParquetGroup& group, std::vector<std::unique_ptr<ColumnReader>>& readers, std::uint64_t row,
            std::uint64_t rows_max, bool owned) {
    const std::size_t columns = footer_.columns.size();
    std::vector<Cell> cells(columns);
    std::vector<std::string> storage(columns);
    std::vector<char> ahead(columns, 0);  // Whether a list's reader stands at the next row already.
    std::uint64_t count = 0;
    for (; count < rows_max; ++count) {
      bool any = false;
      apart_.clear();
      files_of_lists_.clear();
      list_bytes_ = 0;
      for (std::size_t at = 0; at < columns; ++at) {
        cells[at] = Cell{{}, CellKind::empty, 0};
        if (readers[at] == nullptr) continue;
        any |= footer_.columns[at].repetition_max == 0 ? single(at, *readers[at], cells[at], storage[at])
                                                       : list(at, *readers[at], ahead[at], cells[at], storage[at]);
      }
      if (!any) break;
      begin_table();
      out_.table_row(row + count, cells, owned);
      for (const auto& [at, bytes] : apart_) {
        if (owned) give_apart(at, bytes, row + count);
      }
    }
    // Some writers have a group of no rows in a table of none, whose columns have no pages.
    const bool is_empty =
        count == 0 && group.rows == 0 &&
        std::ranges::all_of(group.chunks, [](const ParquetChunk& chunk) { return chunk.values == 0; });
    for (std::size_t at = 0; at < columns && !is_empty; ++at) {
      if (readers[at] != nullptr && !readers[at]->damage().empty()) told(at, readers[at]->damage());
    }
    rows_differ_ = rows_differ_ || (rows_max == UINT64_MAX && count != group.rows);
  }

  // False at the column's end.
  bool single(std::size_t at, ColumnReader& reader, Cell& cell, std::string& storage) {
    if (!reader.next()) return false;
    if (const auto& raw = reader.value()) {
      const auto text = cell_text(footer_.columns[at], *raw, context_.limits.cell_bytes_max, storage);
      if (text && !text->empty()) {
        cell.text = *text;
        cell.kind = kind_of(footer_.columns[at]);
      }
      if (!text) apart_.emplace_back(at, *raw);
    }
    return true;
  }

  bool list(std::size_t at, ColumnReader& reader, char& ahead, Cell& cell, std::string& storage) {
    if (ahead == 0 && !reader.next()) return false;
    ahead = 0;
    storage.clear();
    std::string one;
    std::size_t values = 0;
    for (;;) {
      if (const auto& raw = reader.value()) {
        const auto text = cell_text(footer_.columns[at], *raw, context_.limits.cell_bytes_max, one);
        if (text && storage.size() + text->size() > context_.limits.cell_bytes_max) {
          reader.give_up("a list longer than the bound");
          break;
        }
        if (text) {
          if (!storage.empty()) storage += list_separator;
          storage += *text;
        } else {
          // The view dies with the next value.
          list_bytes_ += raw->size();
          if (list_bytes_ > context_.limits.spool_memory_bytes) {
            reader.give_up("a list longer than the bound");
            break;
          }
          files_of_lists_.emplace_back(raw->begin(), raw->end());
          apart_.emplace_back(at, files_of_lists_.back());
        }
      }
      if (++values > list_values_max) {
        reader.give_up("a list longer than the bound");
        break;
      }
      if (!reader.next()) break;
      if (reader.begins_row()) {
        ahead = 1;
        break;
      }
    }
    if (!storage.empty()) {
      cell.text = storage;
      cell.kind = values == 1 ? kind_of(footer_.columns[at]) : CellKind::text;
    }
    return true;
  }

  void give_apart(std::size_t at, ByteView bytes, std::uint64_t row) {
    const std::string name = "R" + std::to_string(row) + "C" + std::to_string(at + 1);
    // The same whatever range is read.
    const std::uint64_t index = row * binary_columns_ + binary_numbers_[at];
    give_bytes_apart(bytes, name, index, context_.limits, out_);
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  const ParquetFooter& footer_;
  Budget budget_;
  bool open_ = false;
  bool given_ = false;
  bool passes_ = false;
  bool rows_differ_ = false;
  std::size_t encrypted_columns_ = 0;
  std::uint64_t binary_columns_ = 0;
  std::vector<std::uint64_t> binary_numbers_;
  std::vector<std::pair<std::size_t, ByteView>> apart_;
  std::vector<Buffer> files_of_lists_;  // Of the row in hand.
  std::uint64_t list_bytes_ = 0;
  std::vector<std::string> told_;
};

Result<ParquetFooter> read_footer(Source& source, const Limits& limits) {
  const std::uint64_t size = source.size_bytes();
  if (size < parquet_magic.size() + tail_bytes)
    return fail(Fault::truncated, "the table breaks off: its footer is missing", size);
  TRY_ASSIGN(const Buffer tail, read_exactly(source, size - tail_bytes, tail_bytes));
  if (holds_at(tail, 4, encrypted_magic)) return fail(Fault::encrypted, "its footer is encrypted");
  if (!holds_at(tail, 4, parquet_magic))
    return fail(Fault::truncated, "the table breaks off: its footer is missing", size);
  const std::uint64_t footer_bytes = u32(tail, 0);
  if (footer_bytes > size - tail_bytes - parquet_magic.size()) {
    return fail(Fault::malformed, "the footer's length is wrong", size - tail_bytes);
  }
  if (footer_bytes > footer_bytes_max) return fail(Fault::over_limit, "a footer larger than the bound");
  TRY_ASSIGN(const Buffer footer, read_exactly(source, size - tail_bytes - footer_bytes, footer_bytes));
  auto read = read_parquet_footer(footer, limits);
  if (read) read->begin_bytes = size - tail_bytes - footer_bytes;
  return read;
}

// Where the first page of a group lies.
std::uint64_t begin_of(const ParquetGroup& group) {
  std::uint64_t begin = UINT64_MAX;
  for (const ParquetChunk& chunk : group.chunks) begin = std::min(begin, chunk.begin_bytes);
  return begin;
}

}  // namespace

int probe_parquet(const Head& head) {
  // A file is its own magic number, at both ends; one that is cut has the first.
  return starts_with(head.bytes, parquet_magic) || starts_with(head.bytes, encrypted_magic) ? 90 : 0;
}

Result<void> extract_parquet(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const ParquetFooter footer, read_footer(source, context.limits));
  std::size_t first = 0;
  std::size_t end = footer.groups.size();
  if (context.range) {
    const auto begins_before = [&](const ParquetGroup& group, std::uint64_t at) { return begin_of(group) < at; };
    const auto groups = std::span(footer.groups);
    if (context.range->begin_bytes != 0) {
      first = static_cast<std::size_t>(
          std::lower_bound(groups.begin(), groups.end(), context.range->begin_bytes, begins_before) - groups.begin());
    }
    if (context.range->end_bytes < source.size_bytes()) {
      end = static_cast<std::size_t>(
          std::lower_bound(groups.begin(), groups.end(), context.range->end_bytes, begins_before) - groups.begin());
    }
  }
  const bool all_encrypted =
      !footer.groups.empty() && std::ranges::all_of(footer.groups, [](const ParquetGroup& group) {
        return !group.chunks.empty() && std::ranges::all_of(group.chunks, &ParquetChunk::encrypted);
      });
  if (all_encrypted) return fail(Fault::encrypted, "its columns are encrypted");
  return ParquetReader(source, context, out, footer).read(first, end);
}

// Cuts between row groups, where they lie in their order.
Result<std::vector<Range>> cut_parquet(Source& source, const ExtractContext& context, std::uint64_t unit_bytes) {
  const std::uint64_t size = source.size_bytes();
  std::vector<Range> ranges;
  Range range{0, size, 1, 0};
  const auto footer = read_footer(source, context.limits);
  if (!footer) return std::vector<Range>{range};
  std::uint64_t row = 2;
  std::uint64_t last = 0;
  for (std::size_t index = 0; index < footer->groups.size(); ++index) {
    const std::uint64_t begin = begin_of(footer->groups[index]);
    if (begin >= size || (index != 0 && begin <= last)) return std::vector<Range>{{0, size, 1, 0}};
    if (index != 0 && begin - range.begin_bytes >= std::max<std::uint64_t>(unit_bytes, 64)) {
      range.end_bytes = begin;
      ranges.push_back(range);
      range = {begin, size, row, 0};
    }
    last = begin;
    row += std::min<std::uint64_t>(footer->groups[index].rows, UINT64_MAX / 2 - std::min(row, UINT64_MAX / 2));
  }
  ranges.push_back(range);
  return ranges;
}

}  // namespace constat
