// SQLite's write-ahead logs ("app.db-wal"): pages that are newer than the database's own, or were once. Source: SQLite,
// "Database File Format", sections 1.5 (pages), 1.6 (cells), 2.1 (records) and 4 (the log). A log stands beside its
// database, which is read for itself; without the schema its rows have no names. Read: the rows of each page of a
// table, `app.db-wal#frame42!R3C2`, the earlier states that the log still holds among them; of all other bytes the
// printable text. Not read: rows in WITHOUT ROWID tables and what goes on in overflow pages (as text only).
#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "base/text.h"
#include "evidence/window.h"
#include "extract/extractors.h"
#include "extract/spreadsheet.h"
#include "extract/stray_bytes.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t log_header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::uint32_t version = 3007000;
constexpr unsigned table_leaf = 0x0D;
constexpr std::size_t wal_columns_max = 2000;  // SQLite's own SQLITE_MAX_COLUMN.

struct LogHeader {
  std::uint32_t page_bytes = 0;
  std::uint64_t salt = 0;
};

std::optional<LogHeader> header_of(ByteView bytes) {
  Cursor in(bytes);
  const auto magic = in.u32_be();
  const auto form = in.u32_be();
  const auto page = in.u32_be();
  if (!magic || !form || !page || (*magic & ~1U) != 0x377F0682U || *form != version) return std::nullopt;
  if (*page < 512 || *page > 65536 || (*page & (*page - 1)) != 0) return std::nullopt;
  LogHeader header{*page, 0};
  (void)in.skip(4);  // Checkpoints so far.
  const auto first = in.u32_be();
  const auto second = in.u32_be();
  if (!first || !second) return std::nullopt;
  header.salt = std::uint64_t{*first} << 32 | *second;
  return header;
}

std::size_t be16(ByteView bytes, std::size_t at) {
  return std::to_integer<std::size_t>(bytes[at]) << 8 | std::to_integer<std::size_t>(bytes[at + 1]);
}

// 1.6: seven bits a byte, the highest first; the ninth byte has eight.
std::optional<std::uint64_t> varint(ByteView bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int count = 0; count < 9; ++count) {
    if (at >= bytes.size()) return std::nullopt;
    const auto byte = std::to_integer<std::uint64_t>(bytes[at++]);
    if (count == 8) return value << 8 | byte;
    value = value << 7 | (byte & 0x7F);
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

class Log {
 public:
  Log(Source& source, const ExtractContext& context, Output& out, const LogHeader& header)
      : source_(source), context_(context), out_(out), header_(header), window_(source) {}

  Result<void> run() {
    const std::uint64_t frame_bytes = frame_header_bytes + std::uint64_t{header_.page_bytes};
    std::uint64_t earlier = 0;
    std::uint64_t offset = log_header_bytes;
    for (std::uint64_t frame = 1; offset + frame_bytes <= source_.size_bytes(); ++frame, offset += frame_bytes) {
      const ByteView bytes = window_.at(offset, static_cast<std::size_t>(frame_bytes));
      if (bytes.size() < frame_bytes) return fail(Fault::io, "a page of the log cannot be read", offset);
      Cursor in(bytes);
      const auto page = in.u32_be();
      (void)in.skip(4);
      const auto first = in.u32_be();
      const auto second = in.u32_be();
      if (!page || !first || !second) break;
      earlier += (std::uint64_t{*first} << 32 | *second) != header_.salt ? 1 : 0;
      // The page that tells the coding of all texts. (Its own header comes before the one of its tree.)
      const ByteView whole = bytes.subspan(frame_header_bytes);
      if (*page == 1 && whole.size() > 60) coding_ = std::to_integer<unsigned>(whole[59]);
      give_page(whole, *page == 1 ? 100 : 0, frame);
      TRY(give_rest(whole, offset + frame_header_bytes));
    }
    if (offset < source_.size_bytes()) out_.gap(Status::partly_read, "the log ends within a page");
    if (earlier != 0) out_.note(std::to_string(earlier) + " pages of an earlier state of the log");
    if (cut_ != 0) out_.gap(Status::partly_read, std::to_string(cut_) + " values go on in other pages: read as text");
    if (stray_ != 0) out_.note(std::to_string(stray_) + " bytes are of no row: they were scanned for printable text");
    if (offset >= source_.size_bytes()) return {};
    return give_runs(source_, context_, offset, source_.size_bytes(), stray_run_characters_min, out_);
  }

 private:
  struct Value {
    std::size_t begin = 0;
    std::size_t size = 0;
    std::uint64_t type = 0;
  };

  // What no row was read from, but for zeros, page by page: the list of what was is as short as a page.
  Result<void> give_rest(ByteView page, std::uint64_t offset) {
    std::sort(used_.begin(), used_.end());
    used_.emplace_back(page.size(), page.size());
    gaps_.clear();
    std::size_t at = 0;
    for (const auto& [begin, end] : used_) {
      const auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };
      if (begin > at && !std::ranges::all_of(page.subspan(at, begin - at), is_zero)) gaps_.emplace_back(at, begin);
      at = std::max(at, end);
    }
    used_.clear();
    for (const auto& [begin, end] : gaps_) {
      stray_ += end - begin;
      TRY(give_runs(source_, context_, offset + begin, offset + end, stray_run_characters_min, out_));
    }
    return {};
  }

  void give_page(ByteView page, std::size_t tree, std::uint64_t frame) {
    if (page.size() < tree + 8 || std::to_integer<unsigned>(page[tree]) != table_leaf) return;
    const std::size_t cells = be16(page, tree + 3);
    if (cells == 0 || tree + 8 + cells * 2 > page.size()) return;
    used_.emplace_back(tree, tree + 8 + cells * 2);
    const std::string part = "frame" + std::to_string(frame);
    TableInfo table;
    table.part = part;
    bool open = false;
    RowWriter row(context_.limits, out_);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (!read_cell(page, be16(page, tree + 8 + cell * 2))) continue;
      if (!open) out_.table_begin(table);
      open = true;
      for (std::size_t column = 0; column < values_.size(); ++column) put(page, values_[column], column, row);
      if (!row.empty()) row.give(cell + 1);
    }
    if (open) out_.table_end();
  }

  // Fills values_ with where the columns of the record at `at` are; false where there is none.
  bool read_cell(ByteView page, std::size_t at) {
    values_.clear();
    const std::size_t begin = at;
    const auto payload = varint(page, at);
    const auto id = payload ? varint(page, at) : std::nullopt;
    if (!id || *payload == 0) return false;
    // 1.6: how much of a payload lies in its cell.
    const std::uint64_t most = page.size() - 35;
    std::uint64_t local = *payload;
    if (local > most) {
      const std::uint64_t least = (page.size() - 12) * 32 / 255 - 23;
      local = least + (*payload - least) % (page.size() - 4);
      if (local > most) local = least;
    }
    const std::size_t record = at;
    if (record + local > page.size()) return false;
    const std::size_t end = record + static_cast<std::size_t>(local);
    const auto header = varint(page, at);
    if (!header || *header > local) return false;
    const std::size_t body = record + static_cast<std::size_t>(*header);
    std::size_t value = body;
    while (at < body && values_.size() < wal_columns_max) {
      const auto type = varint(page, at);
      if (!type || at > body) return false;
      static constexpr std::array<std::uint8_t, 10> sizes = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
      if (*type == 10 || *type == 11) return false;  // Never written.
      const std::uint64_t size = *type < sizes.size() ? sizes[static_cast<std::size_t>(*type)] : (*type - 12) / 2;
      if (size > *payload) return false;
      const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(size, end - std::min(end, value)));
      if (here < size) ++cut_;
      values_.push_back({value, here, *type});
      value += here;
    }
    if (values_.empty()) return false;
    used_.emplace_back(begin, body);
    for (const Value& one : values_) {
      const bool is_blob = one.type >= 12 && one.type % 2 == 0;
      if (!is_blob && one.size != 0) used_.emplace_back(one.begin, one.begin + one.size);
    }
    return true;
  }

  void put(ByteView page, const Value& value, std::size_t column, RowWriter& row) {
    const ByteView bytes = page.subspan(value.begin, value.size);
    text_.clear();
    CellKind kind = CellKind::number;
    if (value.type == 0) return;
    if (value.type <= 6) {
      std::uint64_t bits = !bytes.empty() && (bytes[0] & std::byte{0x80}) != std::byte{0} ? ~std::uint64_t{0} : 0;
      for (const std::byte byte : bytes) bits = bits << 8 | std::to_integer<std::uint64_t>(byte);
      text_ = std::to_string(static_cast<std::int64_t>(bits));
    } else if (value.type == 7) {
      std::uint64_t bits = 0;
      for (const std::byte byte : bytes) bits = bits << 8 | std::to_integer<std::uint64_t>(byte);
      double real = 0;
      std::memcpy(&real, &bits, sizeof real);
      append_number(text_, real);
    } else if (value.type <= 9) {
      text_ = value.type == 8 ? "0" : "1";
    } else if (value.type % 2 == 1) {
      kind = CellKind::text;
      if (coding_ == 2 || coding_ == 3) {
        const auto decoded = decode_to_utf8(bytes, coding_ == 2 ? "UTF-16LE" : "UTF-16BE");
        text_ = decoded ? *decoded : to_valid_utf8(as_text(bytes));
      } else {
        text_ = to_valid_utf8(as_text(bytes));
      }
    } else {
      return;  // A blob: looked through as bytes are.
    }
    row.put(column, text_, kind);
  }

  Source& source_;
  const ExtractContext& context_;
  Output& out_;
  LogHeader header_;
  Window window_;
  using Stretches = std::vector<std::pair<std::size_t, std::size_t>>;  // Of the page.
  Stretches used_;
  Stretches gaps_;
  std::uint64_t stray_ = 0;
  std::vector<Value> values_;
  std::string text_;
  unsigned coding_ = 1;  // 1: UTF-8; 2 and 3: UTF-16, the low byte first and last.
  std::uint64_t cut_ = 0;
};

}  // namespace

int probe_sqlite_wal(const Head& head) { return header_of(head.bytes) ? 90 : 0; }

Result<void> extract_sqlite_wal(Source& source, const ExtractContext& context, Output& out) {
  std::array<std::byte, log_header_bytes> bytes;
  TRY_ASSIGN(const std::size_t got, source.read_at(0, bytes));
  const auto header = header_of(ByteView(bytes).first(got));
  if (!header) return fail(Fault::malformed, "the log's header is none");
  return Log(source, context, out, *header).run();
}

}  // namespace constat
