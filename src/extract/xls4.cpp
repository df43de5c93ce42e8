// Excel 2, 3 and 4 worksheets and Excel 4 workbooks (BIFF2 to BIFF4): records without a compound file around them.
// Source: OpenOffice.org's Documentation of the Microsoft Excel File Format (D. Rentz, 2008), sections 4 and 5; record
// names are its own. Read: the cells of worksheets and macro sheets with their results, numbers and dates as they show,
// notes, headers and footers. Not read: formulas themselves, charts (told), sheets with a password (told).
#include <algorithm>
#include <cstring>
#include <vector>

#include "base/text.h"
#include "extract/biff.h"
#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/part_writer.h"
#include "extract/spreadsheet.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

// The high byte of most types is the version that the record's form is of: 0 for Excel 2, 2, 4.
enum : std::uint16_t {
  bof = 0x09,
  eof = 0x0A,
  integer = 0x02,
  number = 0x03,
  label = 0x04,
  bool_error = 0x05,
  formula = 0x06,
  string = 0x07,
  header = 0x14,
  footer = 0x15,
  note = 0x1C,
  format = 0x1E,  // Excel 4 and later: 0x041E.
  date_mode = 0x22,
  file_pass = 0x2F,
  code_page = 0x42,
  ixfe = 0x44,  // Excel 2: the format of the next cell, where its own six bits are full.
  xf = 0x43,
  rk = 0x7E,  // 0x027E.
  sheet_header = 0x8F,
};
enum : std::uint16_t { kind_sheet = 0x10, kind_chart = 0x20, kind_macros = 0x40, kind_workbook = 0x100 };

constexpr std::size_t formats_max = 65'536;

std::uint16_t plain_type(std::uint16_t type) { return static_cast<std::uint16_t>(type & 0xFF); }

bool is_xls_version(std::uint16_t type) { return type == 0x0009 || type == 0x0209 || type == 0x0409; }

class OldWorkbook {
 public:
  OldWorkbook(Source& source, const ExtractContext& context, Output& out)
      : context_(context), out_(out), records_(source, 0), row_(context.limits, out) {}

  Result<void> run() {
    std::size_t depth = 0;
    std::string name;
    while (auto record = records_.next()) {
      Cursor in(record->data);
      if (is_xls_version(record->type)) {
        version_ = record->type >> 9;  // 0: Excel 2, 1: Excel 3, 2: Excel 4.
        (void)in.skip(2);
        const std::uint16_t kind = in.u16_le().value_or(0);
        ++depth;
        if (kind == kind_workbook) continue;
        begin_sheet(name, kind);
        name.clear();
      } else if (record->type == eof) {
        end_sheet();
        if (depth == 0 || --depth == 0) break;
      } else if (record->type == sheet_header) {
        (void)in.skip(4);
        const std::size_t count = in.u8().value_or(0);
        name = text(in, count);
      } else if (record->type == file_pass) {
        end_sheet();
        return fail(Fault::encrypted, "an Excel worksheet with a password");
      } else {
        if (!out_.passes_over()) read(*record);
      }
    }
    const bool open = in_sheet_;
    end_sheet();
    if (records_.cut() || open) out_.gap(Status::partly_read, "the worksheet ends early");
    return {};
  }

 private:
  // Bytes of the code page.
  std::string text(Cursor& in, std::size_t count) const {
    std::string out;
    const auto bytes = in.take(std::min(count, in.remaining()));
    if (!bytes) return out;
    if (const auto decoded = decode_to_utf8(*bytes, charset_)) {
      out = *decoded;
    } else {
      append_windows_1252(out, *bytes);
    }
    return out;
  }

  void begin_sheet(const std::string& name, std::uint16_t kind) {
    end_sheet();
    in_sheet_ = true;
    is_chart_ = kind == kind_chart;
    Member member;
    member.index = sheets_++;
    member.name = name.empty() ? std::string_view("sheet") : std::string_view(name);
    if (kind == kind_macros) member.note = "macro sheet";
    out_.inner_begin(member);
    if (is_chart_) {
      out_.gap(Status::partly_read, "a chart of Excel 2 to 4 is not read");
    } else {
      TableInfo table;
      table.name = member.name;
      out_.table_begin(table);
    }
    at_row_ = 0;
    late_ = 0;
    text_follows_ = false;
    formats_end_ = xfs_end_ = true;
    notes_.clear();
    notes_bytes_ = 0;
  }

  void end_sheet() {
    if (!in_sheet_) return;
    in_sheet_ = false;
    if (!row_.empty()) row_.give(at_row_);
    if (!is_chart_) out_.table_end();
    if (!notes_.empty()) {
      PartWriter writer("comments", context_.limits, out_);
      for (const std::string& one : notes_) writer.line(one);
      writer.flush();
    }
    row_.tell_dropped();
    if (late_ != 0) out_.gap(Status::partly_read, std::to_string(late_) + " cells stand behind those of a later row");
    out_.inner_end();
  }

  void add_note(std::string one) {
    notes_bytes_ += one.size();
    if (!one.empty() && notes_bytes_ < context_.limits.document_bytes_max) notes_.push_back(std::move(one));
  }

  void read(const BiffRecord& record) {
    Cursor in(record.data);
    switch (plain_type(record.type)) {
      case code_page:
        if (const auto page = in.u16_le()) {
          if (std::string charset = charset_of_code_page(*page); !charset.empty()) charset_ = std::move(charset);
        }
        return;
      case date_mode:
        if (record.type == date_mode) is_1904_ = in.u16_le().value_or(0) == 1;
        return;
      case format:
        if (record.type == 0x041E) (void)in.skip(2);
        if (record.type != 0x001E && record.type != 0x041E) return;
        if (formats_end_) formats_.clear();  // A sheet that tells its own.
        formats_end_ = false;
        if (formats_.size() < formats_max) {
          const std::size_t count = in.u8().value_or(0);
          formats_.push_back(NumberFormat::of_code(text(in, count)));
        }
        return;
      case xf:
        if (record.type != 0x0043 && record.type != 0x0243 && record.type != 0x0443) return;
        if (xfs_end_) xf_formats_.clear();
        xfs_end_ = false;
        if (xf_formats_.size() < formats_max) {
          (void)in.skip(version_ == 0 ? 2 : 1);
          const std::uint8_t index = in.u8().value_or(0);
          xf_formats_.push_back(version_ == 0 ? index & 0x3F : index);
        }
        return;
      case ixfe:
        if (record.type == ixfe) next_xf_ = in.u16_le().value_or(0);
        return;
      case header:
      case footer:
        if (record.type <= footer && !record.data.empty()) {
          const std::size_t count = in.u8().value_or(0);
          add_note(header_text(text(in, count)));
        }
        return;
      case note:
        if (record.type == note && in.skip(4)) {
          const std::size_t count = in.u16_le().value_or(0);
          add_note(text(in, count));
        }
        return;
      default: break;
    }
    if (in_sheet_ && !is_chart_) read_cell(record);
  }

  void read_cell(const BiffRecord& record) {
    const std::uint16_t type = record.type == 0x027E ? std::uint16_t{rk} : plain_type(record.type);
    const std::uint16_t form = record.type >> 8;
    Cursor in(record.data);
    if (type == string && (form == 0 || form == 2)) {
      if (!text_follows_) return;
      text_follows_ = false;
      const std::size_t count = form == 0 ? in.u8().value_or(0) : in.u16_le().value_or(0);
      put(text(in, count), CellKind::text);
      return;
    }
    const bool known = type == rk        ? form == 2
                       : type == formula ? form == 0 || form == 2 || form == 4
                       : type == integer
                           ? form == 0
                           : (type == number || type == label || type == bool_error) && (form == 0 || form == 2);
    if (!known) return;
    const auto row_index = in.u16_le();
    const auto column = in.u16_le();
    if (!row_index || !column) return;
    cell_row_ = std::uint64_t{*row_index} + 1;
    cell_column_ = *column;
    std::uint16_t cell_xf = 0;
    if (form == 0) {  // Excel 2: three bytes of attributes, the format's index in the first.
      cell_xf = in.u8().value_or(0) & 0x3F;
      if (cell_xf == 0x3F) cell_xf = next_xf_;
      (void)in.skip(2);
    } else {
      cell_xf = in.u16_le().value_or(0);
    }
    switch (type) {
      case integer: put_number(in.u16_le().value_or(0), cell_xf); return;
      case rk:
        if (const auto bits = in.u32_le()) put_number(rk_value(*bits), cell_xf);
        return;
      case label: {
        const std::size_t count = form == 0 ? in.u8().value_or(0) : in.u16_le().value_or(0);
        put(text(in, count), CellKind::text);
        return;
      }
      case bool_error: {
        const auto value = in.u8();
        const auto is_error = in.u8();
        if (value && is_error) put_flag(*value, *is_error != 0);
        return;
      }
      default: {
        const auto bits = in.u64_le();
        if (!bits) return;
        if (type == formula && (*bits >> 48) == 0xFFFF) {
          const unsigned kind = *bits & 0xFF;
          text_follows_ = kind == 0;
          if (kind == 1 || kind == 2) put_flag(static_cast<std::uint8_t>(*bits >> 16), kind == 2);
          return;
        }
        double value = 0;
        std::memcpy(&value, &*bits, sizeof value);
        put_number(value, cell_xf);
      }
    }
  }

  void put_flag(std::uint8_t value, bool is_error) {
    put(is_error ? "#ERROR" : value != 0 ? "TRUE" : "FALSE", is_error ? CellKind::text : CellKind::boolean);
  }
  void put_number(double value, std::uint16_t cell_xf) {
    NumberFormat shown;
    if (cell_xf < xf_formats_.size() && xf_formats_[cell_xf] < formats_.size()) shown = formats_[xf_formats_[cell_xf]];
    std::string written;
    const CellKind kind = shown.append(written, value, "", is_1904_);
    put(written, kind);
  }
  void put(std::string_view written, CellKind kind) {
    if (cell_row_ < at_row_) {
      ++late_;
      return;
    }
    if (cell_row_ != at_row_ && !row_.empty()) row_.give(at_row_);
    at_row_ = cell_row_;
    row_.put(cell_column_, written, kind);
  }

  const ExtractContext& context_;
  Output& out_;
  BiffRecords records_;
  RowWriter row_;
  std::vector<NumberFormat> formats_;
  std::vector<std::uint8_t> xf_formats_;
  std::vector<std::string> notes_;
  std::size_t notes_bytes_ = 0;
  std::string charset_ = "windows-1252";
  std::uint64_t sheets_ = 0;
  std::uint64_t at_row_ = 0;
  std::uint64_t cell_row_ = 0;
  std::size_t cell_column_ = 0;
  std::uint64_t late_ = 0;
  std::uint16_t next_xf_ = 0;
  unsigned version_ = 0;
  bool formats_end_ = false;  // What a workbook tells before its sheets holds in those that tell nothing.
  bool xfs_end_ = false;
  bool is_1904_ = false;
  bool in_sheet_ = false;
  bool is_chart_ = false;
  bool text_follows_ = false;
};

}  // namespace

// A BOF of an old version and kind, and a second record that the file has room for.
int probe_xls4(const Head& head) {
  Cursor in(head.bytes);
  const auto type = in.u16_le();
  const auto size = in.u16_le();
  if (!type || !size || !is_xls_version(*type) || *size < 4 || *size > 8) return 0;
  (void)in.skip(2);
  const auto kind = in.u16_le();
  if (!kind || (*kind != kind_sheet && *kind != kind_chart && *kind != kind_macros && *kind != kind_workbook)) return 0;
  if (!in.skip(*size - 4U)) return 0;
  const auto next = in.u16_le();
  const auto next_size = in.u16_le();
  if (!next || !next_size || *next > 0x0500 || *next_size > 2080) return 0;
  return in.offset() + *next_size <= head.size_bytes ? 85 : 0;
}

Result<void> extract_xls4(Source& source, const ExtractContext& context, Output& out) {
  return OldWorkbook(source, context, out).run();
}

}  // namespace constat
