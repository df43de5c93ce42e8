// Excel binary workbooks (XLSB): the parts of an OOXML package as records (BIFF12). Source: [MS-XLSB] 13.1; section
// numbers are its own. As for xlsx.cpp, every sheet is an inner item with one table: shared and own strings, numbers as
// they show, results of formulas; hidden sheets, rows and columns are told; comments, headers and footers, links,
// drawings and charts (which are XML here too) are parts of their own. Not read: formulas themselves, pivot caches.
#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/text.h"
#include "evidence/window.h"
#include "extract/extractors.h"
#include "extract/ole.h"
#include "extract/ooxml.h"
#include "extract/spreadsheet.h"
#include "extract/workbook_parts.h"

namespace constat {

namespace {
// 2.3.2.
enum : std::uint32_t {
  record_row = 0,
  record_cell_blank = 1,
  record_cell_rk = 2,
  record_cell_error = 3,
  record_cell_bool = 4,
  record_cell_real = 5,
  record_cell_string = 6,
  record_cell_shared = 7,
  record_formula_string = 8,
  record_formula_number = 9,
  record_formula_bool = 10,
  record_formula_error = 11,
  record_short_blank = 12,
  record_short_shared = 18,
  record_shared_item = 19,
  record_number_format = 44,
  record_cell_format = 47,
  record_column = 60,
  record_cell_rich = 62,
  record_workbook_properties = 153,
  record_sheet = 156,
  record_header_footer = 479,
  record_link = 494,
  record_cell_xfs_begin = 617,
  record_cell_xfs_end = 618,
  record_comment_author = 632,
  record_comment_begin = 635,
  record_comment_text = 637,
};
constexpr std::size_t list_max = 1'000'000;

struct Record {
  std::uint32_t type = 0;
  ByteView data;  // Dies at the next call of next().
};

class XlsbRecords {
 public:
  XlsbRecords(Source& stream, std::uint64_t record_bytes_max) : window_(stream), record_bytes_max_(record_bytes_max) {}
  // 2.1.4: the type in one or two bytes, the size in up to four, seven bits each. nullopt at the end, and where a
  // record is cut or larger than the bound: then cut() says so.
  std::optional<Record> next() {
    const ByteView head = window_.at(offset_, 6);
    if (head.empty()) return std::nullopt;
    cut_ = true;
    std::size_t at = 0;
    std::uint32_t type = std::to_integer<std::uint32_t>(head[at++]);
    if ((type & 0x80) != 0) {
      if (at == head.size()) return std::nullopt;
      type = (type & 0x7F) | (std::to_integer<std::uint32_t>(head[at++]) & 0x7F) << 7;
    }
    std::uint32_t size = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      if (at == head.size()) return std::nullopt;
      const auto byte = std::to_integer<std::uint32_t>(head[at++]);
      size |= (byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) break;
    }
    if (size > record_bytes_max_) return std::nullopt;
    const ByteView data = window_.at(offset_ + at, size);
    if (data.size() < size) return std::nullopt;
    offset_ += at + std::uint64_t{size};
    cut_ = false;
    return Record{type, data};
  }
  bool cut() const { return cut_; }

 private:
  Window window_;
  std::uint64_t record_bytes_max_;
  std::uint64_t offset_ = 0;
  bool cut_ = false;
};

// 2.5.168 and 2.5.166: a count of characters, then UTF-16; all ones: there is none.
std::string wide_text(Cursor& in) {
  std::string out;
  const auto count = in.u32_le();
  if (!count || *count == 0xFFFFFFFF) return out;
  const std::uint64_t wanted = std::uint64_t{*count} * 2;
  const auto bytes =
      in.take(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, in.remaining() & ~std::size_t{1})));
  if (bytes) append_utf16(out, *bytes);
  return out;
}

// 2.5.122: flags for runs and phonetics, which come after the text.
std::string rich_text(Cursor& in) {
  (void)in.u8();
  return wide_text(in);
}

// 2.5.123: 30 bits of an integer or of a double's upper half, perhaps times 100.
double rk_value(std::uint32_t rk) {
  double value = 0;
  if ((rk & 2) != 0) {
    value = static_cast<double>(static_cast<std::int32_t>(rk) >> 2);
  } else {
    const std::uint64_t bits = static_cast<std::uint64_t>(rk & 0xFFFFFFFC) << 32;
    std::memcpy(&value, &bits, sizeof value);
  }
  return (rk & 1) != 0 ? value / 100 : value;
}

class XlsbWorkbook {
 public:
  XlsbWorkbook(OoxmlPackage& package, const ExtractContext& context, Output& out)
      : package_(package), limits_(context.limits), out_(out), strings_(context.limits, context.spill) {}

  void give() {
    package_.give_damage(out_);
    package_.give_properties(out_);
    const std::string main = package_.main_part("xl/workbook.bin");
    const std::size_t slash = main.rfind('/');
    folder_ = to_lower_ascii(slash == std::string::npos ? "" : main.substr(0, slash + 1));
    each(main, "the workbook", [&](const Record& record) { read_workbook(record); });
    if (!find_sheet_parts(package_, main, folder_, ".bin", sheets_) || sheets_left_out_) {
      out_.gap(Status::too_big, "more sheets than the bound");
    }
    read_styles(part_of_workbook(package_, main, folder_, "styles", "styles.bin"));
    read_strings(part_of_workbook(package_, main, folder_, "sharedStrings", "sharedstrings.bin"));
    for (std::size_t index = 0; index < sheets_.size(); ++index) give_sheet(sheets_[index], index);
    BesideText beside(limits_, out_);
    package_.give_drawings(folder_.empty() ? "xl" : folder_.substr(0, folder_.size() - 1), beside, out_);
    package_.give_links(main, beside.links);
    beside.flush();
    // Indexes, chains of calculation and printers' settings: nothing that a person wrote.
    for (const std::string_view kind : {"worksheets/binaryindex", "calcchain", "printersettings/", "tables/"}) {
      for (const std::string& part : package_.parts(folder_ + std::string(kind), ".bin")) package_.mark(part);
    }
    package_.give_members(members_begin, out_);
  }

 private:
  static constexpr std::uint64_t members_begin = 200'000;  // Sheets come before.

  // Calls `take` for every record of a part, whose damage is told as a gap of "`what`".
  template <typename Take>
  void each(const std::string& part, const std::string& what, Take&& take) {
    const ZipArchive::Entry* const entry = package_.find(part);
    if (entry == nullptr) {
      out_.gap(Status::partly_read, what + " is missing");
      return;
    }
    package_.mark(part);
    auto source = package_.zip().open_entry(*entry, package_.context());
    if (!source) {
      out_.gap(source.error().fault == Fault::encrypted ? Status::encrypted : Status::partly_read,
               what + ": " + source.error().what);
      return;
    }
    if (!(*source)->damage().empty()) out_.gap(Status::partly_read, what + " " + std::string((*source)->damage()));
    XlsbRecords records(**source, limits_.document_bytes_max);
    while (const auto record = records.next()) take(*record);
    if (records.cut()) out_.gap(Status::partly_read, what + " ends within a record");
  }

  void read_workbook(const Record& record) {
    Cursor in(record.data);
    if (record.type == record_workbook_properties) {
      is_1904_ = (in.u32_le().value_or(0) & 1) != 0;
    } else if (record.type == record_sheet && sheets_.size() >= workbook_sheets_max) {
      sheets_left_out_ = true;
    } else if (record.type == record_sheet) {
      WorkbookSheet sheet;
      const std::uint32_t state = in.u32_le().value_or(0) & 3;
      (void)in.skip(4);
      sheet.relationship = wide_text(in);
      sheet.name = wide_text(in);
      if (state == 1) sheet.note = "hidden sheet";
      if (state == 2) sheet.note = "very hidden sheet";
      sheets_.push_back(std::move(sheet));
    }
  }

  void read_styles(const std::string& part) {
    if (part.empty()) return;
    std::map<std::uint16_t, NumberFormat> custom;
    bool in_cells = false;
    each(part, "the styles", [&](const Record& record) {
      Cursor in(record.data);
      if (record.type == record_number_format) {
        const auto id = in.u16_le();
        if (id && custom.size() < 65536) custom[*id] = NumberFormat::of_code(wide_text(in));
      } else if (record.type == record_cell_xfs_begin || record.type == record_cell_xfs_end) {
        in_cells = record.type == record_cell_xfs_begin;
      } else if (record.type == record_cell_format && in_cells && formats_.size() < list_max) {
        (void)in.skip(2);
        const std::uint16_t id = in.u16_le().value_or(0);
        const auto found = custom.find(id);
        formats_.push_back(found != custom.end() ? found->second : NumberFormat::of_builtin(id));
      }
    });
  }

  void read_strings(const std::string& part) {
    bool is_full = false;
    if (!part.empty()) {
      each(part, "the shared texts", [&](const Record& record) {
        if (record.type != record_shared_item || is_full) return;
        Cursor in(record.data);
        const auto appended = strings_.append(rich_text(in));
        if (appended) return;
        is_full = true;
        out_.gap(Status::too_big, appended.error().what);
      });
    }
    if (auto finished = strings_.finish(); !finished) out_.gap(Status::partly_read, finished.error().what);
  }

  void give_sheet(const WorkbookSheet& sheet, std::size_t index) {
    Member member;
    member.index = index;
    member.name = sheet.name.empty() ? std::string_view("sheet") : std::string_view(sheet.name);
    member.note = sheet.note;
    out_.inner_begin(member);
    // It ended a reader before: its part is given as a member, with those that nothing else reads.
    if (out_.passes_over()) return out_.inner_end();
    BesideText beside(limits_, out_);
    PartWriter headers("headers", limits_, out_);
    RowWriter row(limits_, out_);
    row_ = 0;
    column_ = 0;
    bad_strings_ = 0;
    hidden_rows_ = 0;
    is_disordered_ = false;
    hidden_columns_.clear();
    TableInfo table;
    table.name = member.name;
    out_.table_begin(table);
    const auto relationships = package_.relationships_of(sheet.part);
    each(sheet.part, "the sheet", [&](const Record& record) {
      Cursor in(record.data);
      switch (record.type) {
        case record_row: begin_row(in, row); break;
        case record_column: note_column(in); break;
        case record_header_footer:
          (void)in.skip(2);
          for (int which = 0; which < 6; ++which) headers.line(header_text(wide_text(in)));
          break;
        case record_link: give_link(in, relationships, beside); break;
        default: read_cell(record, in, row); break;
      }
    });
    if (!row.empty()) row.give(row_);
    out_.table_end();
    row.tell_dropped();
    if (bad_strings_ != 0) {
      out_.gap(Status::partly_read, std::to_string(bad_strings_) + " cells point at texts that do not exist");
    }
    if (is_disordered_) out_.note("rows are not in order");
    if (!hidden_columns_.empty()) out_.note("hidden columns: " + hidden_columns_);
    if (hidden_rows_ != 0) out_.note(std::to_string(hidden_rows_) + " hidden rows");
    headers.flush();
    for (const Relationship& relationship : relationships) {
      if (relationship.is_external || package_.find(relationship.target) == nullptr) continue;
      if (relationship.type == "comments") give_comments(relationship.target, beside);
      if (relationship.type == "drawing") give_drawing(relationship.target, beside);
    }
    beside.flush();
    out_.inner_end();
  }

  // 2.4.720: the row's number, its format, height; then flags, of which one hides it.
  void begin_row(Cursor& in, RowWriter& row) {
    const auto index = in.u32_le();
    if (!index) return;
    if (!row.empty()) row.give(row_);
    const std::uint64_t last = row_;
    row_ = std::uint64_t{*index} + 1;
    if (row_ <= last) is_disordered_ = true;
    column_ = 0;
    if (in.skip(7) && (in.u8().value_or(0) & 0x10) != 0) ++hidden_rows_;
  }

  // 2.4.319: first and last column, width, format, flags.
  void note_column(Cursor& in) {
    const auto first = in.u32_le();
    const auto last = in.u32_le();
    if (!first || !last || *last < *first || *last > (1U << 24) || !in.skip(8)) return;
    if ((in.u16_le().value_or(0) & 1) == 0 || hidden_columns_.size() > 200) return;
    if (!hidden_columns_.empty()) hidden_columns_ += ", ";
    hidden_columns_ += column_name(*first);
    if (*last != *first) hidden_columns_ += "-" + column_name(*last);
  }

  // 2.4.674: the cells, the relationship, a place within its target, a tip, what is shown.
  void give_link(Cursor& in, const std::vector<Relationship>& relationships, BesideText& beside) {
    if (!in.skip(16)) return;
    const std::string id = wide_text(in);
    const std::string location = wide_text(in);
    const std::string tip = wide_text(in);
    for (const Relationship& relationship : relationships) {
      if (relationship.id == id && !id.empty() && relationship.is_external) beside.links.line(relationship.target);
    }
    beside.links.line(location);
    beside.links.line(tip);
  }

  void number(double value, std::uint32_t style, RowWriter& row) {
    shown_.clear();
    const NumberFormat format = style < formats_.size() ? formats_[style] : NumberFormat();
    const CellKind kind = format.append(shown_, value, "", is_1904_);
    row.put(column_, shown_, kind);
  }

  void read_cell(const Record& record, Cursor& in, RowWriter& row) {
    std::uint32_t type = record.type;
    if (type < record_cell_blank || (type > record_short_shared && type != record_cell_rich)) return;
    // 2.5.9: the column (short cells: the one after the last), then the style in 24 bits.
    if (type >= record_short_blank && type <= record_short_shared) {
      type -= record_short_blank - record_cell_blank;
    } else {
      const auto column = in.u32_le();
      if (!column) return;
      column_ = *column;
    }
    const auto style_word = in.u32_le();
    if (!style_word) return;
    const std::uint32_t style = *style_word & 0xFFFFFF;
    switch (type) {
      case record_cell_rk:
        if (const auto rk = in.u32_le()) number(rk_value(*rk), style, row);
        break;
      case record_cell_real:
      case record_formula_number:
        if (const auto bits = in.u64_le()) {
          double value = 0;
          std::memcpy(&value, &*bits, sizeof value);
          number(value, style, row);
        }
        break;
      case record_cell_bool:
      case record_formula_bool:
        if (const auto value = in.u8()) row.put(column_, *value != 0 ? "TRUE" : "FALSE", CellKind::boolean);
        break;
      case record_cell_error:
      case record_formula_error: row.put(column_, "#ERROR", CellKind::text); break;
      case record_cell_string:
      case record_formula_string: put_text(wide_text(in), row); break;
      case record_cell_rich: put_text(rich_text(in), row); break;
      case record_cell_shared:
        if (const auto index = in.u32_le()) {
          if (const auto text = strings_.get(*index)) {
            put_text(*text, row);
          } else {
            ++bad_strings_;
          }
        }
        break;
      default: break;  // A blank cell.
    }
    ++column_;
  }

  void put_text(std::string_view text, RowWriter& row) { row.put(column_, text, CellKind::text); }

  // 2.1.7.15: the authors, then for each comment its author and cell, and its text.
  void give_comments(const std::string& part, BesideText& beside) {
    std::vector<std::string> authors;
    std::string begin;
    each(part, "the comments", [&](const Record& record) {
      Cursor in(record.data);
      if (record.type == record_comment_author) {
        if (authors.size() < 65536) authors.push_back(wide_text(in));
      } else if (record.type == record_comment_begin) {
        const std::uint32_t author = in.u32_le().value_or(~0U);
        const std::uint32_t row = in.u32_le().value_or(0);
        (void)in.skip(4);
        const std::uint32_t column = in.u32_le().value_or(0);
        begin = column < (1U << 24) ? column_name(column) + std::to_string(std::uint64_t{row} + 1) : std::string();
        if (author < authors.size() && !authors[author].empty()) begin += " " + authors[author];
      } else if (record.type == record_comment_text) {
        beside.comments.line(begin + ": " + rich_text(in));
      }
    });
  }

  void give_drawing(const std::string& part, BesideText& beside) {
    give_text(part, beside);
    for (const Relationship& relationship : package_.relationships_of(part)) {
      if (!relationship.is_external && (relationship.type == "chart" || relationship.type == "diagramData")) {
        give_text(relationship.target, beside);
      }
    }
    package_.give_links(part, beside.links);
  }

  void give_text(const std::string& part, BesideText& beside) {
    if (package_.find(part) == nullptr) return;
    std::string name = part.substr(part.rfind('/') == std::string::npos ? 0 : part.rfind('/') + 1);
    if (name.size() > 4) name.resize(name.size() - 4);
    TextFlow flow(name, limits_, out_);
    OoxmlTextHandler handler(flow, beside);
    (void)package_.read(part, handler, "a drawing", out_);
    flow.finish();
  }

  OoxmlPackage& package_;
  const Limits& limits_;
  Output& out_;
  StringTable strings_;
  std::vector<WorkbookSheet> sheets_;
  std::vector<NumberFormat> formats_;
  std::string folder_;
  std::string shown_;
  std::string hidden_columns_;
  std::uint64_t row_ = 0;
  std::size_t column_ = 0;
  std::uint64_t bad_strings_ = 0;
  std::uint64_t hidden_rows_ = 0;
  bool is_disordered_ = false;
  bool is_1904_ = false;
  bool sheets_left_out_ = false;
};

}  // namespace

int probe_xlsb(const Head& head) { return ooxml_kind(head) == OoxmlKind::xlsb ? 90 : 0; }

Result<void> extract_xlsb(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(OoxmlPackage package, OoxmlPackage::open(source, context));
  XlsbWorkbook(package, context, out).give();
  return {};
}

}  // namespace constat
