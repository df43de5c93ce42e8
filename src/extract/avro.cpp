// Avro object container files. Source: Apache Avro 1.12 specification, "Object Container Files", "Data Serialization".
// The file is one table: #R17C4, row 1 is the header. The fields of a record within are columns of its path; the values
// of a list or a map are joined in their cell, as are those of a record that holds itself. Binary values as in SQLite.
// A damaged block costs its own rows; the next is found by the file's mark. Not read: files that are not of this
// container, without their schema.
#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <vector>

#include "base/text.h"
#include "evidence/decode.h"
#include "evidence/window.h"
#include "extract/avro_schema.h"
#include "extract/extractors.h"
#include "extract/stray_bytes.h"
#include "extract/value_text.h"

namespace constat {

namespace {

constexpr std::string_view avro_magic("Obj\x01", 4);
constexpr std::size_t mark_bytes = 16;
constexpr std::uint64_t avro_header_bytes_max = 64U << 20;
constexpr std::uint64_t learned_rows = 200;
constexpr std::size_t avro_depth_max = 256;

// Numbers of variable length, and what has its length before it. Fails for good at the first wrong byte.
class AvroCursor {
 public:
  explicit AvroCursor(ByteView bytes) : bytes_(bytes) {}
  bool good() const { return good_; }
  std::size_t offset() const { return at_; }
  std::size_t remaining() const { return bytes_.size() - at_; }

  std::int64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      if (!good_ || at_ >= bytes_.size()) break;
      const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
      if (shift < 64) value |= (byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    good_ = false;
    return 0;
  }
  ByteView take(std::uint64_t count) {
    if (!good_ || count > remaining()) {
      good_ = false;
      return {};
    }
    const ByteView taken = bytes_.subspan(at_, static_cast<std::size_t>(count));
    at_ += taken.size();
    return taken;
  }
  ByteView sized() {
    const std::int64_t size = number();
    if (size < 0) good_ = false;
    return take(static_cast<std::uint64_t>(size));
  }
  void fail_for_good() { good_ = false; }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

struct AvroHeader {
  std::string schema;
  std::string codec = "null";
  std::string mark;
  std::uint64_t size_bytes = 0;
};

Result<AvroHeader> read_avro_header(Source& source) {
  for (std::uint64_t bytes = 64 * 1024;; bytes *= 16) {
    const std::uint64_t wanted = std::min({bytes, source.size_bytes(), avro_header_bytes_max});
    TRY_ASSIGN(const Buffer head, read_head(source, wanted));
    AvroCursor in(head);
    AvroHeader header;
    (void)in.take(avro_magic.size());
    for (std::int64_t count = in.number(); in.good() && count != 0; count = in.number()) {
      // A count below zero is followed by the bytes of the block.
      if (count < 0) (void)in.number();
      for (std::uint64_t left = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
           left > 0 && in.good(); --left) {
        const std::string_view key = as_text(in.sized());
        const std::string_view value = as_text(in.sized());
        if (key == "avro.schema") header.schema = value;
        if (key == "avro.codec") header.codec = value;
      }
    }
    header.mark = as_text(in.take(mark_bytes));
    header.size_bytes = in.offset();
    if (in.good()) return header;
    if (wanted == source.size_bytes()) return fail(Fault::truncated, "the table breaks off within its header", wanted);
    if (wanted == avro_header_bytes_max) return fail(Fault::over_limit, "a header larger than the bound");
  }
}

struct Block {
  std::uint64_t rows = 0;
  std::uint64_t begin_bytes = 0;  // Of its data.
  std::uint64_t size_bytes = 0;   // Of the data that are there.
  std::uint64_t end_bytes = 0;    // Behind its mark.
  bool whole = false;             // Its mark stands where it should.
};

class Blocks {
 public:
  Blocks(Source& source, const AvroHeader& header) : window_(source), mark_(header.mark) {}

  // The block at `at`; nothing at the end of the file.
  std::optional<Block> at(std::uint64_t at) {
    const ByteView head = window_.at(at, 20);
    if (head.empty()) return std::nullopt;
    AvroCursor in(head);
    Block block;
    const std::int64_t rows = in.number();
    const std::int64_t size = in.number();
    block.rows = static_cast<std::uint64_t>(std::max<std::int64_t>(rows, 0));
    block.begin_bytes = at + in.offset();
    const std::uint64_t rest = window_.size() - block.begin_bytes;
    if (in.good() && rows >= 0 && size >= 0 && static_cast<std::uint64_t>(size) <= rest) {
      block.size_bytes = static_cast<std::uint64_t>(size);
      block.end_bytes = block.begin_bytes + block.size_bytes + mark_bytes;
      block.whole = as_text(window_.at(block.begin_bytes + block.size_bytes, mark_bytes)) == mark_;
      if (block.whole) return block;
    }
    // The next mark says where another begins.
    const auto mark = window_.find(mark_, at, window_.size());
    const std::uint64_t end = mark.value_or(window_.size());
    block.begin_bytes = std::min(block.begin_bytes, end);
    block.size_bytes = end - block.begin_bytes;
    block.end_bytes = mark ? end + mark_bytes : end;
    return block;
  }

 private:
  Window window_;
  std::string mark_;
};

// One record at a time into the cells of a row.
class RecordReader {
 public:
  RecordReader(const AvroSchema& schema, const Limits& limits)
      : schema_(schema), limits_(limits), cells_(schema.columns.size()) {}

  struct Value {
    std::string text;
    CellKind kind = CellKind::empty;
    std::size_t count = 0;
  };
  struct Apart {
    std::uint32_t column;
    ByteView bytes;
  };

  // False where the bytes end or are malformed; what came before stands in the cells.
  bool read(AvroCursor& in) {
    for (Value& cell : cells_) {
      cell.text.clear();
      cell.kind = CellKind::empty;
      cell.count = 0;
    }
    apart.clear();
    // Types that hold each other without taking a byte would be walked for ever.
    steps_left_ = 100'000 + 16 * std::uint64_t{in.remaining()};
    value(in, schema_.root, 0, AvroPlace::none, 0);
    return in.good();
  }
  const std::vector<Value>& cells() const { return cells_; }
  std::vector<Apart> apart;
  bool too_long = false;

 private:
  // `column`: where all values are joined, whatever their place.
  void value(AvroCursor& in, std::uint32_t type_id, std::uint32_t place_id, std::uint32_t column, std::size_t depth) {
    if (steps_left_ == 0 || depth > avro_depth_max) return in.fail_for_good();
    --steps_left_;
    const AvroType& type = schema_.types[type_id];
    const bool is_joined = place_id == AvroPlace::none;
    if (!is_joined && schema_.places[place_id].children.empty()) {
      column = schema_.places[place_id].column;
      place_id = AvroPlace::none;
    }
    const auto child_place = [&](std::size_t part) {
      return place_id == AvroPlace::none ? AvroPlace::none : schema_.places[place_id].children[part];
    };
    switch (type.kind) {
      case AvroKind::null: return;
      case AvroKind::boolean: {
        const ByteView byte = in.take(1);
        if (in.good()) give(column, byte[0] == std::byte{0} ? "false" : "true", CellKind::boolean);
        return;
      }
      case AvroKind::int32:
      case AvroKind::int64: {
        const std::int64_t number = in.number();
        if (!in.good()) return;
        const bool is_date = type.meaning == ValueMeaning::date || type.meaning >= ValueMeaning::milliseconds;
        give(column, integer_text(type.meaning, number, type.scale, 8), is_date ? CellKind::date : CellKind::number);
        return;
      }
      case AvroKind::real32: {
        const ByteView bytes = in.take(4);
        if (in.good()) give(column, number_text(std::bit_cast<float>(u32(bytes, 0))), CellKind::number);
        return;
      }
      case AvroKind::real64: {
        const ByteView bytes = in.take(8);
        if (in.good()) give(column, number_text(std::bit_cast<double>(u64(bytes, 0))), CellKind::number);
        return;
      }
      case AvroKind::bytes:
      case AvroKind::string: return bytes(in, type, in.sized(), column);
      case AvroKind::fixed: return bytes(in, type, in.take(type.size_bytes), column);
      case AvroKind::choice: {
        const std::int64_t number = in.number();
        if (number < 0 || static_cast<std::uint64_t>(number) >= type.names.size()) return in.fail_for_good();
        if (in.good()) give(column, type.names[static_cast<std::size_t>(number)], CellKind::text);
        return;
      }
      case AvroKind::any_of: {
        const std::int64_t number = in.number();
        if (number < 0 || static_cast<std::uint64_t>(number) >= type.children.size()) return in.fail_for_good();
        const auto branch = static_cast<std::size_t>(number);
        return value(in, type.children[branch], child_place(branch), column, depth + 1);
      }
      case AvroKind::record:
        for (std::size_t field = 0; field < type.children.size() && in.good(); ++field) {
          value(in, type.children[field], child_place(field), column, depth + 1);
        }
        return;
      case AvroKind::array:
      case AvroKind::map:
        for (std::int64_t count = in.number(); in.good() && count != 0; count = in.number()) {
          if (count < 0) (void)in.number();
          std::uint64_t left = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
          if (left > in.remaining()) return in.fail_for_good();
          for (; left > 0 && in.good(); --left) {
            if (type.kind == AvroKind::map) {
              const std::string_view key = as_text(in.sized());
              const std::uint32_t keys = child_place(0);
              if (in.good()) give(keys == AvroPlace::none ? column : schema_.places[keys].column, key, CellKind::text);
            }
            value(in, type.children[0], child_place(type.kind == AvroKind::map ? 1 : 0), column, depth + 1);
          }
        }
        return;
    }
  }

  void bytes(AvroCursor& in, const AvroType& type, ByteView raw, std::uint32_t column) {
    if (!in.good()) return;
    if (type.kind != AvroKind::string) {
      if (type.meaning == ValueMeaning::decimal) return give(column, decimal_text(raw, type.scale), CellKind::number);
      if (type.meaning == ValueMeaning::uuid && raw.size() == 16) return give(column, uuid_text(raw), CellKind::text);
      if (const auto said = bytes_text(raw, limits_.cell_bytes_max)) return give(column, *said, CellKind::text);
    } else if (raw.size() <= limits_.cell_bytes_max) {
      return give(column, as_text(raw), CellKind::text);
    }
    if (column != AvroPlace::none) apart.push_back({column, raw});
  }

  void give(std::uint32_t column, std::string_view text, CellKind kind) {
    if (column == AvroPlace::none || text.empty()) return;
    Value& cell = cells_[column];
    if (cell.text.size() + text.size() > limits_.cell_bytes_max) {
      too_long = too_long || cell.count != 0;
      if (cell.count != 0) return;
    }
    if (cell.count++ != 0) cell.text += list_separator;
    cell.text += is_valid_utf8(text) ? std::string(text) : to_valid_utf8(text);
    cell.kind = cell.count == 1 ? kind : CellKind::text;
  }

  const AvroSchema& schema_;
  const Limits& limits_;
  std::vector<Value> cells_;
  std::uint64_t steps_left_ = 0;
};

class AvroReader {
 public:
  AvroReader(Source& source, const ExtractContext& context, Output& out, const AvroHeader& header,
             const AvroSchema& schema)
      : source_(source),
        context_(context),
        out_(out),
        header_(header),
        schema_(schema),
        blocks_(source, header),
        record_(schema, context.limits),
        cells_(schema.columns.size()) {}

  Result<void> read() {
    std::vector<std::string_view> names;
    for (const std::string& column : schema_.columns) names.emplace_back(column);
    TableInfo info;
    info.columns = names;
    out_.table_begin(info);
    std::uint64_t at = header_.size_bytes;
    std::uint64_t end = source_.size_bytes();
    std::uint64_t row = 2;
    if (context_.range && context_.range->begin_bytes != 0) {
      learn();
      at = context_.range->begin_bytes;
      row = std::max<std::uint64_t>(context_.range->first_index, 2);
    }
    if (context_.range) end = std::min(end, context_.range->end_bytes);
    while (at < end) {
      const auto block = blocks_.at(at);
      if (!block) break;
      rows(*block, row, UINT64_MAX, true);
      row += block->rows;
      at = block->end_bytes;
    }
    out_.table_end();
    for (const auto& [begin, stretch_end] : stretches_) {
      TRY(give_runs(source_, context_, begin, stretch_end, stray_run_characters_min, out_));
    }
    return tell();
  }

 private:
  // The first rows of the file: every range types its columns by the same.
  void learn() {
    std::uint64_t row = 2;
    for (std::uint64_t at = header_.size_bytes; row < 2 + learned_rows;) {
      const auto block = blocks_.at(at);
      if (!block || !block->whole) return;
      rows(*block, row, 2 + learned_rows - row, false);
      row += std::min(block->rows, learned_rows);
      at = block->end_bytes;
    }
  }

  Result<void> decode(const Block& block, Buffer& data) {
    const std::uint64_t bytes_max =
        std::min(context_.limits.document_bytes_max, context_.limits.worker_memory_bytes_max / 4);
    if (block.size_bytes > bytes_max) return fail(Fault::over_limit, "a block larger than the bound");
    TRY_ASSIGN(Buffer packed, read_exactly(source_, block.begin_bytes, block.size_bytes));
    if (header_.codec == "null" || header_.codec.empty()) {
      data = std::move(packed);
      return {};
    }
    if (header_.codec == "snappy") {
      // Behind it stands a checksum.
      const ByteView body = ByteView(packed).first(packed.size() - std::min<std::size_t>(packed.size(), 4));
      TRY_ASSIGN(data, decode_snappy_block(body, bytes_max));
      return {};
    }
    struct Known {
      std::string_view name;
      Codec codec;
    };
    constexpr Known known[] = {
        {"deflate", Codec::deflate}, {"zstandard", Codec::zstd}, {"bzip2", Codec::bzip2}, {"xz", Codec::xz}};
    for (const Known& one : known) {
      if (one.name == header_.codec) return decode_whole(one.codec, packed, bytes_max, data);
    }
    return fail(Fault::unsupported, "compressed in a way that is not known");
  }

  void rows(const Block& block, std::uint64_t row, std::uint64_t rows_max, bool owned) {
    Buffer data;
    const auto decoded = decode(block, data);
    if (!decoded && owned) damaged(block, decoded.error().fault, decoded.error().what);
    AvroCursor in(data);
    std::uint64_t count = 0;
    bool good = true;
    // Of what breaks off without its count, as many as there are; a record of no bytes says nothing.
    const std::uint64_t wanted = std::min(block.whole ? block.rows : UINT64_MAX, rows_max);
    for (; count < wanted && good && in.remaining() != 0; ++count) {
      good = record_.read(in);
      give(row + count, owned);
    }
    if (!owned) return;
    if (decoded && (!block.whole || !good || in.remaining() != 0)) {
      damaged(block, Fault::malformed, block.whole ? "its rows are damaged" : "its mark is missing");
      // What no cell says of it. Of packed bytes nothing can be read.
      if (header_.codec == "null" && stretches_.size() < 10'000) {
        stretches_.emplace_back(block.begin_bytes + in.offset(), block.end_bytes);
      }
    } else if (decoded && count < block.rows && !record_.read(in)) {
      // Records that take no byte are there without one.
      damaged(block, Fault::malformed, "it holds fewer rows than it says");
    }
  }

  void give(std::uint64_t row, bool owned) {
    bool any = !record_.apart.empty();
    for (std::size_t column = 0; column < cells_.size(); ++column) {
      const RecordReader::Value& value = record_.cells()[column];
      cells_[column] = Cell{value.text, value.kind, 0};
      any = any || value.kind != CellKind::empty;
    }
    if (!any) return;
    given_ = true;
    out_.table_row(row, cells_, owned);
    if (!owned) return;
    for (const RecordReader::Apart& apart : record_.apart) {
      const std::string name = "R" + std::to_string(row) + "C" + std::to_string(apart.column + 1);
      // The same whatever range is read.
      const std::uint64_t index = row * schema_.columns.size() + apart.column;
      give_bytes_apart(apart.bytes, name, index, context_.limits, out_);
    }
  }

  void damaged(const Block& block, Fault fault, std::string_view why) {
    if (damaged_++ != 0) return;
    first_fault_ = fault;
    first_damage_ = why;
    first_damaged_ = block.begin_bytes;
  }
  Result<void> tell() {
    if (record_.too_long) out_.gap(Status::too_big, "lists longer than the bound: their last values were not read");
    if (schema_.columns_left_out) out_.gap(Status::too_big, "more columns than the bound: the last were not read");
    if (damaged_ == 0) return {};
    if (!given_) return fail(first_fault_, first_damage_);
    out_.gap(Status::partly_read, std::to_string(damaged_) + " blocks could not be read whole, the first at byte " +
                                      std::to_string(first_damaged_) + ": " + first_damage_);
    return {};
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  const AvroHeader& header_;
  const AvroSchema& schema_;
  Blocks blocks_;
  RecordReader record_;
  std::vector<Cell> cells_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> stretches_;
  std::uint64_t damaged_ = 0;
  std::uint64_t first_damaged_ = 0;
  Fault first_fault_ = Fault::malformed;
  std::string first_damage_;
  bool given_ = false;
};

}  // namespace

int probe_avro(const Head& head) { return starts_with(head.bytes, avro_magic) ? 95 : 0; }

Result<void> extract_avro(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const AvroHeader header, read_avro_header(source));
  TRY_ASSIGN(const AvroSchema schema, read_avro_schema(header.schema, context.limits));
  return AvroReader(source, context, out, header, schema).read();
}

// Cuts between blocks, up to the first that is damaged.
Result<std::vector<Range>> cut_avro(Source& source, const ExtractContext&, std::uint64_t unit_bytes) {
  const std::uint64_t size = source.size_bytes();
  std::vector<Range> ranges;
  Range range{0, size, 1, 0};
  const auto header = read_avro_header(source);
  if (!header) return std::vector<Range>{range};
  Blocks blocks(source, *header);
  std::uint64_t row = 2;
  std::uint64_t at = header->size_bytes;
  while (at < size) {
    const auto block = blocks.at(at);
    if (!block || !block->whole) break;
    row += block->rows;
    at = block->end_bytes;
    if (at < size && at - range.begin_bytes >= std::max<std::uint64_t>(unit_bytes, 64)) {
      range.end_bytes = at;
      ranges.push_back(range);
      range = {at, size, row, 0};
    }
  }
  ranges.push_back(range);
  return ranges;
}

}  // namespace constat
