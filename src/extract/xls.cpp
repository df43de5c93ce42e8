// Excel 5 to 2003 workbooks (BIFF5, BIFF8) in compound files. Source: [MS-XLS] 9.0; section numbers are its own. Read:
// every sheet as a table (hidden ones told), shared and own strings, numbers as they show, results of formulas,
// comments and text boxes, titles and names of charts and what charts keep of their values, headers and footers,
// properties, embedded documents and files. Not read: formulas themselves, names, workbooks with a password (told).
// Excel 2 to 4: xls4.cpp.
#include <algorithm>
#include <map>
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
enum : std::uint16_t {
  record_old_number = 0x0003,  // Those of Excel 2, in which charts keep their values.
  record_old_label = 0x0004,
  record_formula = 0x0006,
  record_eof = 0x000A,
  record_header = 0x0014,
  record_footer = 0x0015,
  record_date_mode = 0x0022,
  record_file_pass = 0x002F,
  record_continue = 0x003C,
  record_code_page = 0x0042,
  record_bound_sheet = 0x0085,
  record_mul_rk = 0x00BD,
  record_r_string = 0x00D6,
  record_xf = 0x00E0,
  record_sst = 0x00FC,
  record_label_sst = 0x00FD,
  record_text_object = 0x01B6,
  record_number = 0x0203,
  record_label = 0x0204,
  record_bool_error = 0x0205,
  record_string = 0x0207,
  record_rk = 0x027E,
  record_format = 0x041E,
  record_bof = 0x0809,
  record_series_text = 0x100D,
};
constexpr std::size_t sheets_max = 10'000;
constexpr std::uint64_t cells_late_max = 1U << 20;

struct Sheet {
  std::string name;
  std::uint32_t offset = 0;
  unsigned hidden = 0;
  unsigned type = 0;
};

struct CellValue {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::string text;
  CellKind kind = CellKind::text;
};

class XlsWorkbook {
 public:
  XlsWorkbook(Source& stream, const ExtractContext& context, Output& out)
      : stream_(stream), context_(context), out_(out), strings_(context.limits, context.spill) {}

  Result<void> run() {
    TRY(read_globals());
    TRY(strings_.finish());
    if (sheets_.empty()) out_.gap(Status::partly_read, "the workbook lists no sheet");
    std::uint64_t index = 0;
    for (const Sheet& sheet : sheets_) give_sheet(sheet, index++);
    return {};
  }

 private:
  // 2.5.294: characters after their count: one byte of flags, then one or two bytes each. BIFF5: bytes of the code
  // page.
  std::string text(Cursor& in, std::size_t count) {
    std::string out;
    if (!biff8_) {
      const auto bytes = in.take(std::min(count, in.remaining()));
      if (bytes) append_narrow(out, *bytes);
      return out;
    }
    const auto flags = in.u8();
    if (!flags) return out;
    if ((*flags & 8) != 0) (void)in.skip(2);
    if ((*flags & 4) != 0) (void)in.skip(4);
    const bool wide = (*flags & 1) != 0;
    const auto bytes = in.take(std::min(count * (wide ? 2 : 1), in.remaining()));
    if (bytes) append_characters(out, *bytes, wide);
    return out;
  }
  static void append_characters(std::string& out, ByteView bytes, bool wide) {
    if (wide) {
      append_utf16(out, bytes);
    } else {
      for (const std::byte byte : bytes) {  // The low half of UTF-16.
        if (byte != std::byte{0}) append_utf8(out, std::to_integer<char32_t>(byte));
      }
    }
  }
  void append_narrow(std::string& out, ByteView bytes) const {
    if (const auto decoded = decode_to_utf8(bytes, charset_)) {
      out += *decoded;
    } else {
      append_windows_1252(out, bytes);
    }
  }

  Result<void> read_globals() {
    BiffRecords records(stream_, 0);
    auto record = records.next();
    if (!record || record->type != record_bof || record->data.size() < 4) {
      return fail(Fault::malformed, "the workbook does not begin as one");
    }
    biff8_ = *Cursor(record->data).u16_le() >= 0x0600;
    std::vector<std::uint16_t> format_of_xf;
    std::map<std::uint16_t, std::string> codes;
    while ((record = records.next())) {
      Cursor in(record->data);
      switch (record->type) {
        case record_file_pass: return fail(Fault::encrypted, "an Excel workbook with a password");
        case record_code_page:
          if (const auto page = in.u16_le()) {
            if (std::string charset = charset_of_code_page(*page); !charset.empty()) charset_ = std::move(charset);
          }
          break;
        case record_date_mode:
          if (const auto mode = in.u16_le()) is_1904_ = *mode == 1;
          break;
        case record_format:
          if (const auto id = in.u16_le()) {
            const std::size_t count = biff8_ ? in.u16_le().value_or(0) : in.u8().value_or(0);
            if (codes.size() < 65536) codes[*id] = text(in, count);
          }
          break;
        case record_xf:
          (void)in.skip(2);
          if (format_of_xf.size() < 65536) format_of_xf.push_back(in.u16_le().value_or(0));
          break;
        case record_bound_sheet: {
          Sheet sheet;
          sheet.offset = in.u32_le().value_or(0);
          sheet.hidden = in.u8().value_or(0) & 3;
          sheet.type = in.u8().value_or(0);
          const std::size_t count = in.u8().value_or(0);
          sheet.name = text(in, count);
          if (sheets_.size() < sheets_max) {
            sheets_.push_back(std::move(sheet));
          } else {
            out_.gap(Status::too_big, "more sheets than the bound");
          }
          break;
        }
        case record_sst: TRY(read_strings(records, *record)); break;
        default: break;
      }
      if (record->type == record_eof) break;
    }
    if (records.cut()) out_.gap(Status::partly_read, "the workbook ends early");
    for (const std::uint16_t id : format_of_xf) {
      const auto code = codes.find(id);
      formats_.push_back(code != codes.end() ? NumberFormat::of_code(code->second) : NumberFormat::of_builtin(id));
    }
    return {};
  }

  // 2.4.265: the shared strings go on in CONTINUE records; where characters are cut there, their flags are told anew.
  Result<void> read_strings(BiffRecords& records, const BiffRecord& first) {
    Buffer bytes(first.data.begin(), first.data.end());
    std::vector<std::size_t> seams;
    while (records.next_type() == record_continue) {
      const auto more = records.next();
      if (!more) break;
      if (bytes.size() + more->data.size() > context_.limits.document_bytes_max) {
        return fail(Fault::over_limit, "more shared strings than the bound allows");
      }
      seams.push_back(bytes.size());
      bytes.insert(bytes.end(), more->data.begin(), more->data.end());
    }
    seams.push_back(bytes.size());
    Cursor in(bytes);
    TRY(in.skip(8));
    std::size_t seam = 0;
    std::string text;
    while (in.remaining() >= 3) {
      const std::size_t count = *in.u16_le();
      std::uint8_t flags = *in.u8();
      const std::uint64_t runs = (flags & 8) != 0 ? in.u16_le().value_or(0) : 0;
      const std::uint64_t extra = (flags & 4) != 0 ? in.u32_le().value_or(0) : 0;
      text.clear();
      std::size_t left = count;
      while (left > 0) {
        while (seam < seams.size() && seams[seam] < in.offset()) ++seam;
        const std::size_t end = seam < seams.size() ? seams[seam] : bytes.size();
        const std::size_t width = (flags & 1) != 0 ? 2 : 1;
        const std::size_t here = std::min(left, (end - in.offset()) / width);
        append_characters(text, *in.take(here * width), width == 2);
        left -= here;
        if (left == 0) break;
        if (in.offset() < end) (void)in.skip(end - in.offset());
        if (in.at_end()) break;
        flags = static_cast<std::uint8_t>((flags & ~1U) | (*in.u8() & 1U));
        ++seam;
      }
      TRY(strings_.append(text));
      if (!in.skip(runs * 4 + extra)) break;
    }
    return {};
  }

  void give_sheet(const Sheet& sheet, std::uint64_t index) {
    if (sheet.type > 2) return;  // Modules hold no cells.
    Member member;
    member.index = index;
    member.name = sheet.name.empty() ? std::string_view("sheet") : std::string_view(sheet.name);
    if (sheet.hidden != 0) member.note = sheet.hidden == 2 ? "very hidden sheet" : "hidden sheet";
    out_.inner_begin(member);
    if (out_.passes_over()) return out_.inner_end();  // It ended a reader before.
    TableInfo table;
    table.name = member.name;
    out_.table_begin(table);
    RowWriter row(context_.limits, out_);
    row_ = 0;
    late_.clear();
    bad_strings_ = 0;
    std::vector<std::string> notes;
    std::size_t notes_bytes = 0;
    const auto note = [&](std::string text) {
      notes_bytes += text.size();
      if (!text.empty() && notes_bytes < context_.limits.document_bytes_max) notes.push_back(std::move(text));
    };
    BiffRecords records(stream_, sheet.offset);
    auto record = records.next();
    const bool begins = record && record->type == record_bof;
    std::size_t depth = 1;
    bool text_follows = false;
    CellValue pending;
    while (begins && (record = records.next())) {
      Cursor in(record->data);
      if (record->type == record_bof) {
        ++depth;  // A chart within the sheet.
      } else if (record->type == record_eof) {
        if (--depth == 0) break;
      } else if (record->type == record_string && text_follows) {
        const std::size_t count = in.u16_le().value_or(0);
        pending.text = text(in, count);
        pending.kind = CellKind::text;
        put(row, pending);
        text_follows = false;
      } else if (record->type == record_text_object) {
        // 2.4.329: the count of characters at 10; the text is the CONTINUE record that follows.
        std::uint16_t count = 0;
        if (in.skip(10)) count = in.u16_le().value_or(0);
        if (count != 0 && records.next_type() == record_continue) {
          if (const auto more = records.next()) {
            Cursor body(more->data);
            note(text(body, count));
          }
        }
      } else if ((record->type == record_header || record->type == record_footer) && record->data.size() > 3) {
        const std::size_t count = biff8_ ? in.u16_le().value_or(0) : in.u8().value_or(0);
        note(header_text(text(in, count)));
      } else if (record->type == record_series_text) {  // 2.4.254: a title, an axis' or a series' name.
        const std::size_t count = in.skip(2) ? in.u8().value_or(0) : 0;
        note(text(in, count));
      } else if (depth == 1) {  // The values of a chart within the sheet are the sheet's own.
        read_cell(*record, row, pending, text_follows);
      }
    }
    if (!row.empty()) row.give(row_);
    out_.table_end();
    give_late(member.name, row);
    if (!notes.empty()) {
      PartWriter writer("comments", context_.limits, out_);
      for (const std::string& text : notes) writer.line(text);
      writer.flush();
    }
    if (!begins) out_.gap(Status::corrupt, "the sheet is not where the workbook says");
    if (records.cut()) out_.gap(Status::partly_read, "the sheet ends early");
    if (bad_strings_ != 0) {
      out_.gap(Status::partly_read, std::to_string(bad_strings_) + " cells point at texts that do not exist");
    }
    row.tell_dropped();
    out_.inner_end();
  }

  void number(CellValue& cell, double value, std::uint16_t xf) {
    cell.text.clear();
    const NumberFormat format = xf < formats_.size() ? formats_[xf] : NumberFormat();
    cell.kind = format.append(cell.text, value, "", is_1904_);
  }

  void read_cell(const BiffRecord& record, RowWriter& row, CellValue& pending, bool& text_follows) {
    switch (record.type) {
      case record_old_number:
      case record_old_label:
      case record_formula:
      case record_mul_rk:
      case record_r_string:
      case record_label_sst:
      case record_number:
      case record_label:
      case record_bool_error:
      case record_rk: break;
      default: return;
    }
    Cursor in(record.data);
    const auto row_index = in.u16_le();
    const auto column = in.u16_le();
    if (!row_index || !column) return;
    CellValue cell;
    cell.row = std::uint32_t{*row_index} + 1;
    cell.column = *column;
    if (record.type == record_mul_rk) {
      while (in.remaining() >= 8) {
        const std::uint16_t xf = *in.u16_le();
        number(cell, rk_value(*in.u32_le()), xf);
        put(row, cell);
        ++cell.column;
      }
      return;
    }
    if (record.type == record_old_number || record.type == record_old_label) (void)in.skip(1);  // Three of attributes.
    const std::uint16_t xf = in.u16_le().value_or(0);
    switch (record.type) {
      case record_old_label: {
        const std::size_t count = in.u8().value_or(0);
        if (const auto bytes = in.take(std::min(count, in.remaining()))) append_narrow(cell.text, *bytes);
        break;
      }
      case record_label_sst: {
        const auto index = in.u32_le();
        const auto found = index ? strings_.get(*index) : std::nullopt;
        if (!found) {
          ++bad_strings_;
          return;
        }
        cell.text = *found;
        break;
      }
      case record_label:
      case record_r_string: {
        const std::size_t count = in.u16_le().value_or(0);
        cell.text = text(in, count);
        break;
      }
      case record_rk: {
        const auto rk = in.u32_le();
        if (!rk) return;
        number(cell, rk_value(*rk), xf);
        break;
      }
      case record_bool_error: {
        const auto value = in.u8();
        const auto is_error = in.u8();
        if (!value || !is_error) return;
        set_flag(cell, *value, *is_error != 0);
        break;
      }
      default: {  // A number, or a formula's result (2.5.133).
        const auto bits = in.u64_le();
        if (!bits) return;
        if (record.type == record_formula && (*bits >> 48) == 0xFFFF) {
          const unsigned kind = *bits & 0xFF;
          if (kind == 0) {
            pending = cell;
            text_follows = true;
            return;
          }
          if (kind == 3) return;
          set_flag(cell, static_cast<std::uint8_t>(*bits >> 16), kind == 2);
        } else {
          double value = 0;
          std::memcpy(&value, &*bits, sizeof value);
          number(cell, value, xf);
        }
        break;
      }
    }
    put(row, cell);
  }

  static void set_flag(CellValue& cell, std::uint8_t value, bool is_error) {
    cell.kind = is_error ? CellKind::text : CellKind::boolean;
    cell.text = is_error ? "#ERROR" : value != 0 ? "TRUE" : "FALSE";
  }

  void put(RowWriter& row, const CellValue& cell) {
    if (cell.row < row_) {
      if (late_.size() < cells_late_max) {
        late_.push_back(cell);
      } else {
        out_.gap(Status::too_big, "more cells out of their order than the bound allows");
      }
      return;
    }
    if (cell.row != row_ && !row.empty()) row.give(row_);
    row_ = cell.row;
    row.put(cell.column, cell.text, cell.kind);
  }

  // Cells that stood behind those of a later row: a table of their own, so that rows come in order.
  void give_late(std::string_view name, RowWriter& row) {
    if (late_.empty()) return;
    std::stable_sort(late_.begin(), late_.end(), [](const CellValue& a, const CellValue& b) { return a.row < b.row; });
    std::vector<CellValue> late;
    late.swap(late_);
    TableInfo table;
    table.name = name;
    out_.table_begin(table);
    row_ = 0;
    for (const CellValue& cell : late) put(row, cell);
    if (!row.empty()) row.give(row_);
    out_.table_end();
  }

  Source& stream_;
  const ExtractContext& context_;
  Output& out_;
  StringTable strings_;
  std::vector<NumberFormat> formats_;
  std::vector<Sheet> sheets_;
  std::vector<CellValue> late_;
  std::string charset_ = "windows-1252";
  std::uint32_t row_ = 0;
  std::uint64_t bad_strings_ = 0;
  bool biff8_ = true;
  bool is_1904_ = false;
};

bool taken_by_xls(std::string_view path) {
  return path.ends_with("Workbook") || path.ends_with("Book") || path.starts_with('\5') ||
         path.ends_with("\1CompObj") || path.ends_with("\1Ole") || path.ends_with("\3ObjInfo") ||
         path.ends_with("WordDocument") || path.ends_with("PowerPoint Document") || path.ends_with("0Table") ||
         path.ends_with("1Table");
}
}  // namespace

Result<void> extract_xls_storage(const CompoundFile& file, const std::string& storage, const ExtractContext& context,
                                 Output& out) {
  const CompoundFile::Entry* entry = file.find(storage + "Workbook");
  if (entry == nullptr) entry = file.find(storage + "Book");
  if (entry == nullptr || entry->is_storage) return fail(Fault::malformed, "the workbook's stream is missing");
  TRY_ASSIGN(const auto stream, file.open_stream(*entry));
  if (!stream->damage().empty()) out.gap(Status::partly_read, stream->damage());
  return XlsWorkbook(*stream, context, out).run();
}

int probe_xls(const Head& head) { return has_stream(head, "Workbook", "Book") ? 90 : 0; }

Result<void> extract_xls(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const CompoundFile file, CompoundFile::open(source, context.limits));
  if (!file.damage().empty()) out.gap(Status::partly_read, file.damage());
  give_ole_properties(file, out);
  const auto read = extract_xls_storage(file, "", context, out);
  give_embedded_documents(file, context, out);
  give_ole_streams(file, taken_by_xls, out);
  return read;
}

}  // namespace constat
