// Excel workbooks: xlsx, xlsm, xltx, xltm, transitional and strict. Source: ECMA-376 part 1, chapter 18.
// Every sheet is an inner item of the sheet's name, with one table whose rows and columns are the sheet's. Cells are
// given as they show (extract/spreadsheet.h), formulas by their last result. In the sheet's parts: "comments" (legacy
// and threaded), "links", "headers", text of drawings and charts. Of the workbook: "names", "connections", external
// links with what they cache, and pivot caches (inner items), which keep the rows of a source that may be gone. Sheets
// stream: a sheet of gigabytes needs memory for one row and the shared texts.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/ooxml.h"
#include "extract/spreadsheet.h"
#include "extract/workbook_parts.h"

namespace constat {

namespace {

// "_x000D_" in a text is that character (22.9.2.19, ST_Xstring).
void append_unescaped(std::string& out, std::string_view text) {
  for (;;) {
    const std::size_t at = text.find("_x");
    if (at == std::string_view::npos) break;
    std::uint32_t value = 0;
    bool is_escape = at + 7 <= text.size() && text[at + 6] == '_';
    for (std::size_t digit = 2; is_escape && digit < 6; ++digit) {
      const int nibble = hex_value(text[at + digit]);
      if (nibble < 0) is_escape = false;
      value = value << 4 | static_cast<std::uint32_t>(nibble & 15);
    }
    if (!is_escape) {
      out.append(text.substr(0, at + 2));
      text.remove_prefix(at + 2);
      continue;
    }
    out.append(text.substr(0, at));
    text.remove_prefix(at + 7);
    if (value == '\r') {
      if (!text.starts_with('\n')) out.push_back('\n');
    } else if (value < 0x20 && value != '\n' && value != '\t') {
      out.push_back(' ');
    } else {
      append_utf8(out, value);
    }
  }
  out.append(text);
}

class XlsxWorkbookHandler final : public XmlHandler {
 public:
  XlsxWorkbookHandler(std::vector<WorkbookSheet>& sheets, PartWriter& names) : sheets_(sheets), names_(names) {}
  bool is_1904() const { return is_1904_; }
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "sheet") {
      if (sheets_.size() >= 100'000) return;
      WorkbookSheet sheet;
      sheet.name = attributes.get("name");
      sheet.relationship = attributes.prefixed("id");
      const std::string_view state = attributes.get("state");
      if (state == "hidden") sheet.note = "hidden sheet";
      if (state == "veryHidden") sheet.note = "very hidden sheet";
      sheets_.push_back(std::move(sheet));
    } else if (name == "workbookPr") {
      is_1904_ = is_true(attributes.get("date1904"));
    } else if (name == "definedName") {
      name_ = attributes.get("name");
      in_name_ = true;
    }
  }
  void end(std::string_view name) override {
    if (name != "definedName") return;
    // A name of cells says nothing that the cells do not; one of a constant does.
    if (value_.find('!') == std::string::npos && !name_.starts_with("_xlnm")) names_.line(name_ + " = " + value_);
    value_.clear();
    in_name_ = false;
  }
  void text(std::string_view text) override {
    if (in_name_ && value_.size() < 65536) value_.append(text);
  }

 private:
  std::vector<WorkbookSheet>& sheets_;
  PartWriter& names_;
  std::string name_;
  std::string value_;
  bool in_name_ = false;
  bool is_1904_ = false;
};

class StylesHandler final : public XmlHandler {
 public:
  explicit StylesHandler(std::vector<NumberFormat>& formats) : formats_(formats) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt") {
      if (custom_.size() < 100'000) {
        custom_[to_number(attributes.get("numFmtId"))] = NumberFormat::of_code(attributes.get("formatCode"));
      }
    } else if (name == "cellXfs") {
      in_cells_ = true;
    } else if (name == "xf" && in_cells_ && formats_.size() < 1'000'000) {
      const std::uint64_t id = to_number(attributes.get("numFmtId"));
      const auto found = custom_.find(id);
      formats_.push_back(found != custom_.end() ? found->second : NumberFormat::of_builtin(id));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells_ = false;
  }
  void text(std::string_view) override {}

 private:
  std::vector<NumberFormat>& formats_;
  std::map<std::uint64_t, NumberFormat> custom_;
  bool in_cells_ = false;
};

class StringsHandler final : public XmlHandler {
 public:
  StringsHandler(StringTable& strings, const Limits& limits) : strings_(strings), limits_(limits) {}
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "t") in_text_ = true;
    if (name == "rPh") in_phonetic_ = true;
  }
  void end(std::string_view name) override {
    if (name == "t") {
      in_text_ = false;
    } else if (name == "rPh") {
      in_phonetic_ = false;
    } else if (name == "si") {
      unescaped_.clear();
      append_unescaped(unescaped_, text_);
      if (!error_) {
        if (auto appended = strings_.append(unescaped_); !appended) error_ = appended.error();
      }
      text_.clear();
    }
  }
  void text(std::string_view text) override {
    if (!in_text_ || in_phonetic_) return;
    if (text_.size() + text.size() <= limits_.cell_bytes_max) {
      text_.append(text);
    } else {
      is_cut_ = true;
    }
  }
  const std::optional<Error>& error() const { return error_; }
  bool is_cut() const { return is_cut_; }

 private:
  StringTable& strings_;
  const Limits& limits_;
  std::string text_;
  std::string unescaped_;
  std::optional<Error> error_;
  bool in_text_ = false;
  bool in_phonetic_ = false;
  bool is_cut_ = false;
};

// What a sheet holds beside its cells, told after them.
struct SheetAsides {
  std::vector<std::pair<std::string, std::string>> links;  // Cell and relationship id.
  std::string hidden_columns;
  std::string hidden_rows;
  std::uint64_t hidden_row_count = 0;
  std::uint64_t bad_indexes = 0;
  std::uint64_t cut_cells = 0;
  bool is_disordered = false;
};

class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(StringTable& strings, const std::vector<NumberFormat>& formats, bool is_1904, BesideText& beside,
               PartWriter& headers, SheetAsides& asides, const Limits& limits, Output& out)
      : strings_(strings),
        formats_(formats),
        is_1904_(is_1904),
        beside_(beside),
        headers_(headers),
        asides_(asides),
        limits_(limits),
        writer_(limits, out) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "c") {
      if (!in_row_) begin_row(0);
      std::uint64_t row = 0;
      std::size_t column = 0;
      column_ = parse_reference(attributes.get("r"), column, row) ? column : next_column_;
      next_column_ = column_ + 1;
      type_ = attributes.get("t");
      style_ = attributes.has("s") ? static_cast<std::size_t>(to_number(attributes.get("s"))) : 0;
      value_.clear();
      formula_.clear();
      in_cell_ = true;
    } else if (name == "v") {
      capture_ = in_cell_ ? Capture::value : Capture::none;
    } else if (name == "t") {
      capture_ = in_cell_ && !in_phonetic_ ? Capture::value : Capture::none;
    } else if (name == "f") {
      capture_ = in_cell_ ? Capture::formula : Capture::none;
    } else if (name == "row") {
      begin_row(to_number(attributes.get("r")));
      if (is_true(attributes.get("hidden"))) {
        ++asides_.hidden_row_count;
        if (asides_.hidden_row_count <= 10) add(asides_.hidden_rows, std::to_string(row_));
      }
    } else if (name == "rPh") {
      in_phonetic_ = true;
    } else if (name == "col") {
      if (is_true(attributes.get("hidden")) && asides_.hidden_columns.size() < 200) {
        const auto first = static_cast<std::size_t>(to_number(attributes.get("min"), 1));
        const auto last = static_cast<std::size_t>(to_number(attributes.get("max"), 1));
        if (first == 0 || last < first || last > (1U << 24)) return;
        add(asides_.hidden_columns,
            first == last ? column_name(first - 1) : column_name(first - 1) + "-" + column_name(last - 1));
      }
    } else if (name == "hyperlink") {
      if (asides_.links.size() < 1'000'000) {
        asides_.links.emplace_back(attributes.get("ref"), attributes.prefixed("id"));
      }
      for (const std::string_view told : {"tooltip"}) beside_.links.line(attributes.get(told));
    } else if (name.ends_with("Header") || name.ends_with("Footer")) {
      capture_ = Capture::header;
      value_.clear();
    }
  }

  void end(std::string_view name) override {
    if (name == "c") {
      end_cell();
      in_cell_ = false;
      capture_ = Capture::none;
    } else if (name == "v" || name == "t" || name == "f") {
      capture_ = Capture::none;
    } else if (name == "row") {
      end_row();
    } else if (name == "rPh") {
      in_phonetic_ = false;
    } else if (capture_ == Capture::header) {
      give_header();
      capture_ = Capture::none;
    }
  }

  void text(std::string_view text) override {
    switch (capture_) {
      case Capture::none: break;
      case Capture::formula:
        if (formula_.size() < 65536) formula_.append(text);
        break;
      case Capture::value:
      case Capture::header:
        if (value_.size() + text.size() <= limits_.cell_bytes_max) {
          value_.append(text);
        } else {
          ++asides_.cut_cells;
        }
    }
  }
  // A sheet that ends early may leave a row open.
  void finish() {
    if (in_cell_) end_cell();
    end_row();
  }
  void tell_dropped() { writer_.tell_dropped(); }

 private:
  enum class Capture : std::uint8_t { none, value, formula, header };

  static void add(std::string& list, const std::string& text) {
    if (!list.empty()) list += ", ";
    list += text;
  }
  void begin_row(std::uint64_t row) {
    end_row();
    const std::uint64_t last = row_;
    row_ = row != 0 ? row : last + 1;
    if (row_ <= last) asides_.is_disordered = true;
    next_column_ = 0;
    in_row_ = true;
  }
  void end_row() {
    writer_.give(row_);
    in_row_ = false;
  }
  void end_cell() {
    if (formula_.find("HYPERLINK(") != std::string::npos || formula_.find('|') != std::string::npos) {
      beside_.links.line(formula_);
    }
    if (value_.empty()) return;
    shown_.clear();
    CellKind kind = CellKind::text;
    if (type_ == "s") {
      std::size_t index = 0;
      const std::string_view digits = trim(value_);
      for (const char c : digits) {
        if (!is_digit(c) || index > (1U << 30)) {
          index = ~std::size_t{0};
          break;
        }
        index = index * 10 + static_cast<std::size_t>(c - '0');
      }
      if (const auto text = strings_.get(index)) {
        writer_.put(column_, *text, CellKind::text);
      } else {
        ++asides_.bad_indexes;
      }
      return;
    }
    if (type_ == "b") {
      kind = CellKind::boolean;
      shown_ = trim(value_) == "1" || trim(value_) == "true" ? "TRUE" : "FALSE";
    } else if (type_ == "d") {
      kind = CellKind::date;
      shown_ = value_;
      if (shown_.ends_with("T00:00:00")) shown_.resize(shown_.size() - 9);
      std::replace(shown_.begin(), shown_.end(), 'T', ' ');
    } else if (type_ == "str" || type_ == "inlineStr" || type_ == "e") {
      append_unescaped(shown_, value_);
    } else {
      kind = show_number();
    }
    writer_.put(column_, shown_, kind);
  }
  CellKind show_number() {
    const std::string_view written = trim(value_);
    double value = 0;
    const auto parsed = std::from_chars(written.data(), written.data() + written.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != written.data() + written.size()) {
      shown_ = value_;
      return CellKind::text;
    }
    if (style_ < formats_.size()) return formats_[style_].append(shown_, value, written, is_1904_);
    return NumberFormat().append(shown_, value, written, is_1904_);
  }
  void give_header() {
    headers_.line(header_text(value_));
    value_.clear();
  }

  StringTable& strings_;
  const std::vector<NumberFormat>& formats_;
  bool is_1904_;
  BesideText& beside_;
  PartWriter& headers_;
  SheetAsides& asides_;
  const Limits& limits_;
  RowWriter writer_;
  std::string type_;
  std::string value_;
  std::string formula_;
  std::string shown_;
  std::uint64_t row_ = 0;
  std::size_t column_ = 0;
  std::size_t next_column_ = 0;
  std::size_t style_ = 0;
  Capture capture_ = Capture::none;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_phonetic_ = false;
};

// xl/comments1.xml (18.7) and xl/threadedComments ([MS-XLSX] 2.6.205).
class CommentsHandler final : public XmlHandler {
 public:
  CommentsHandler(const std::map<std::string, std::string>& persons, PartWriter& comments)
      : persons_(persons), comments_(comments) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "comment") {
      begin(attributes.get("ref"));
      const auto author = static_cast<std::size_t>(to_number(attributes.get("authorId"), ~0ULL));
      if (author < authors_.size()) line_ += " " + authors_[author];
      line_ += ": ";
    } else if (name == "threadedComment") {
      begin(attributes.get("ref"));
      const auto person = persons_.find(std::string(attributes.get("personId")));
      if (person != persons_.end()) line_ += " " + person->second;
      line_ += ": ";
    } else if (name == "author") {
      in_author_ = true;
      authors_.emplace_back();
    } else if (name == "t" || name == "text") {
      ++in_text_;
      is_plain_ = name == "text";
    } else if (name == "rPh") {
      in_phonetic_ = true;
    } else if (is_plain_ && name == "r") {
      is_plain_ = false;  // A legacy text holds runs; white space between them is none of its own.
    }
  }
  void end(std::string_view name) override {
    if (name == "comment" || name == "threadedComment") {
      comments_.line(line_);
      line_.clear();
    } else if (name == "author") {
      in_author_ = false;
    } else if ((name == "t" || name == "text") && in_text_ != 0) {
      --in_text_;
    } else if (name == "rPh") {
      in_phonetic_ = false;
    }
  }
  void text(std::string_view text) override {
    if (in_author_ && authors_.size() < 100'000) {
      if (authors_.back().size() < 4096) authors_.back().append(text);
    } else if (in_text_ != 0 && !in_phonetic_ && line_.size() < (1U << 20)) {
      if (in_text_ > 1 || is_plain_) line_.append(text);
    }
  }

 private:
  void begin(std::string_view reference) { line_ = reference; }
  const std::map<std::string, std::string>& persons_;
  PartWriter& comments_;
  std::vector<std::string> authors_;
  std::string line_;
  int in_text_ = 0;
  bool is_plain_ = false;
  bool in_author_ = false;
  bool in_phonetic_ = false;
};

class PersonsHandler final : public XmlHandler {
 public:
  PersonsHandler(std::map<std::string, std::string>& persons, Output& out) : persons_(persons), out_(out) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "person" || persons_.size() > 100'000) return;
    persons_[std::string(attributes.get("id"))] = attributes.get("displayName");
    give_metadata("people", attributes.get("displayName"), out_);
    give_metadata("people", attributes.get("userId"), out_);
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  std::map<std::string, std::string>& persons_;
  Output& out_;
};

// xl/connections.xml (18.13), xl/externalLinks (18.14): where the workbook takes data from, and what it keeps of it.
class LinksHandler final : public XmlHandler {
 public:
  explicit LinksHandler(PartWriter& writer) : writer_(writer) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "ddeLink") {
      writer_.line(std::string(attributes.get("ddeService")) + "|" + std::string(attributes.get("ddeTopic")));
    } else if (name == "oleLink") {
      writer_.line(attributes.get("progId"));
    } else {
      for (const std::string_view told :
           {"connection", "command", "sourceFile", "odcFile", "url", "localConnection", "description"}) {
        writer_.line(attributes.get(told));
      }
      if (name == "connection" || name == "ddeItem") writer_.line(attributes.get("name"));
    }
    in_value_ = name == "v" || name == "val";
  }
  void end(std::string_view) override {
    if (in_value_) writer_.end_line();
    in_value_ = false;
  }
  void text(std::string_view text) override {
    if (in_value_) writer_.append(text);
  }

 private:
  PartWriter& writer_;
  bool in_value_ = false;
};

// xl/pivotCache (18.10): the definition lists each field's distinct values, the records point at them.
struct PivotCache {
  std::vector<std::string> fields;
  std::vector<std::vector<std::string>> values;
  std::size_t bytes = 0;
  bool is_cut = false;
};
constexpr std::size_t pivot_bytes_max = 64U << 20;

class PivotDefinitionHandler final : public XmlHandler {
 public:
  explicit PivotDefinitionHandler(PivotCache& cache) : cache_(cache) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "cacheField") {
      if (cache_.fields.size() >= 16384) return;
      cache_.fields.emplace_back(attributes.get("name"));
      cache_.values.emplace_back();
    } else if (name == "sharedItems") {
      in_items_ = true;
    } else if (in_items_ && !cache_.values.empty() &&
               (name == "s" || name == "n" || name == "d" || name == "b" || name == "e" || name == "m")) {
      std::string value;
      const std::string_view written = attributes.get("v");
      if (name == "n") {
        append_number(value, written);
      } else {
        append_unescaped(value, written);
      }
      cache_.bytes += value.size() + sizeof(value);
      if (cache_.bytes > pivot_bytes_max) {
        cache_.is_cut = true;
      } else {
        cache_.values.back().push_back(std::move(value));
      }
    }
  }
  void end(std::string_view name) override {
    if (name == "sharedItems") in_items_ = false;
  }
  void text(std::string_view) override {}

 private:
  PivotCache& cache_;
  bool in_items_ = false;
};

class PivotRecordsHandler final : public XmlHandler {
 public:
  PivotRecordsHandler(const PivotCache& cache, RowWriter& rows) : cache_(cache), rows_(rows) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "r") {
      column_ = 0;
      return;
    }
    const std::string_view written = attributes.get("v");
    if (name == "x") {
      const auto index = static_cast<std::size_t>(to_number(written, ~0ULL));
      if (column_ < cache_.values.size() && index < cache_.values[column_].size()) {
        rows_.put(column_, cache_.values[column_][index], CellKind::text);
      }
    } else if (name == "n") {
      shown_.clear();
      append_number(shown_, written);
      rows_.put(column_, shown_, CellKind::number);
    } else if (name == "s" || name == "d" || name == "b" || name == "e") {
      shown_.clear();
      append_unescaped(shown_, written);
      rows_.put(column_, shown_, CellKind::text);
    } else if (name != "m") {
      return;
    }
    ++column_;
  }
  void end(std::string_view name) override {
    if (name == "r") rows_.give(++row_);
  }
  void text(std::string_view) override {}

 private:
  const PivotCache& cache_;
  RowWriter& rows_;
  std::string shown_;
  std::uint64_t row_ = 0;
  std::size_t column_ = 0;
};

class XlsxWorkbook {
 public:
  XlsxWorkbook(OoxmlPackage& package, const ExtractContext& context, Output& out)
      : package_(package), limits_(context.limits), out_(out), strings_(context.limits, context.spill) {}

  void give() {
    package_.give_damage(out_);
    package_.give_properties(out_);
    const std::string main = package_.main_part("xl/workbook.xml");
    const std::size_t slash = main.rfind('/');
    folder_ = to_lower_ascii(slash == std::string::npos ? "" : main.substr(0, slash + 1));
    PartWriter names("names", limits_, out_);
    XlsxWorkbookHandler workbook(sheets_, names);
    (void)package_.read(main, workbook, "the workbook", out_);
    names.flush();
    if (!find_sheet_parts(package_, main, folder_, ".xml", sheets_)) {
      out_.gap(Status::too_big, "more sheets than the bound");
    }
    StylesHandler styles(formats_);
    if (const std::string part = part_of_workbook(package_, main, folder_, "styles", "styles.xml"); !part.empty()) {
      (void)package_.read(part, styles, "the styles", out_);
    }
    if (const std::string part = part_of_workbook(package_, main, folder_, "sharedStrings", "sharedstrings.xml");
        !part.empty()) {
      StringsHandler handler(strings_, limits_);
      (void)package_.read(part, handler, "the shared texts", out_);
      if (handler.error()) out_.gap(Status::too_big, handler.error()->what);
      if (handler.is_cut()) out_.gap(Status::partly_read, "a shared text is longer than the bound for a cell");
    }
    if (auto finished = strings_.finish(); !finished) out_.gap(Status::partly_read, finished.error().what);
    PersonsHandler persons(persons_, out_);
    for (const std::string& part : package_.parts(folder_ + "persons/", ".xml")) {
      (void)package_.read(part, persons, "the list of persons", out_);
    }
    for (std::size_t index = 0; index < sheets_.size(); ++index) give_sheet(sheets_[index], index, workbook.is_1904());
    give_pivots();
    give_links(main);
    BesideText beside(limits_, out_);
    package_.give_drawings(folder_.empty() ? "xl" : folder_.substr(0, folder_.size() - 1), beside, out_);
    beside.flush();
    // Ranges and views of what the sheets hold.
    for (const std::string_view kind : {"tables/", "querytables/", "pivottables/", "slicers/", "slicercaches/",
                                        "timelines/", "timelinecaches/", "ctrlprops/", "revisions/userNames"}) {
      for (const std::string& part : package_.parts(folder_ + std::string(kind), ".xml")) package_.mark(part);
    }
    package_.give_members(members_begin, out_);
  }

 private:
  static constexpr std::uint64_t members_begin = 200'000;  // Sheets and pivot caches come before.

  void give_sheet(const WorkbookSheet& sheet, std::size_t index, bool is_1904) {
    Member member;
    member.index = index;
    member.name = sheet.name.empty() ? std::string_view("sheet") : std::string_view(sheet.name);
    member.note = sheet.note;
    out_.inner_begin(member);
    // It ended a reader before: its part is given as a member, with those that nothing else reads.
    if (out_.passes_over()) return out_.inner_end();
    BesideText beside(limits_, out_);
    PartWriter headers("headers", limits_, out_);
    SheetAsides asides;
    if (package_.find(sheet.part) == nullptr) {
      out_.gap(Status::corrupt, "the sheet is missing from the workbook's file");
    } else {
      SheetHandler handler(strings_, formats_, is_1904, beside, headers, asides, limits_, out_);
      TableInfo table;
      table.name = member.name;
      out_.table_begin(table);
      (void)package_.read(sheet.part, handler, "the sheet", out_);
      handler.finish();
      out_.table_end();
      handler.tell_dropped();
    }
    if (asides.bad_indexes != 0) {
      out_.gap(Status::partly_read, std::to_string(asides.bad_indexes) + " cells point at texts that do not exist");
    }
    if (asides.cut_cells != 0) out_.gap(Status::partly_read, "cells are longer than the bound");
    if (asides.is_disordered) out_.note("rows are not in order");
    if (!asides.hidden_columns.empty()) out_.note("hidden columns: " + asides.hidden_columns);
    if (asides.hidden_row_count != 0) {
      out_.note(std::to_string(asides.hidden_row_count) + " hidden rows: " + asides.hidden_rows +
                (asides.hidden_row_count > 10 ? "..." : ""));
    }
    headers.flush();
    give_related(sheet, asides, beside);
    beside.flush();
    out_.inner_end();
  }

  void give_related(const WorkbookSheet& sheet, const SheetAsides& asides, BesideText& beside) {
    const auto relationships = package_.relationships_of(sheet.part);
    std::map<std::string_view, const Relationship*> by_id;
    for (const Relationship& relationship : relationships) by_id[relationship.id] = &relationship;
    for (const auto& [cell, id] : asides.links) {
      const auto found = by_id.find(id);
      if (found != by_id.end() && found->second->is_external) beside.links.line(cell + " " + found->second->target);
    }
    for (const Relationship& relationship : relationships) {
      if (relationship.is_external || package_.find(relationship.target) == nullptr) continue;
      if (relationship.type == "comments" || relationship.type == "threadedComment") {
        CommentsHandler handler(persons_, beside.comments);
        (void)package_.read(relationship.target, handler, "the comments", out_);
      } else if (relationship.type == "drawing") {
        give_drawing(relationship.target, beside);
      }
    }
  }

  void give_drawing(const std::string& part, BesideText& beside) {
    give_text(part, beside);
    for (const Relationship& relationship : package_.relationships_of(part)) {
      if (relationship.is_external) continue;
      if (relationship.type == "chart" || relationship.type == "chartEx" || relationship.type == "diagramData") {
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

  void give_pivots() {
    std::uint64_t index = 100'000;
    for (const std::string& part : package_.parts(folder_ + "pivotcache/pivotcachedefinition", ".xml")) {
      if (index >= members_begin) break;
      PivotCache cache;
      PivotDefinitionHandler definition(cache);
      Member member;
      const std::string name = "pivot cache " + std::to_string(index - 100'000 + 1);
      member.index = index++;
      member.name = name;
      member.note = "rows kept for a pivot table";
      out_.inner_begin(member);
      if (out_.passes_over()) {
        out_.inner_end();
        continue;
      }
      (void)package_.read(part, definition, "the pivot cache", out_);
      if (cache.is_cut) out_.gap(Status::partly_read, "the pivot cache holds more values than the bound");
      const std::string records = package_.related(part, "pivotCacheRecords");
      if (!records.empty()) {
        TableInfo table;
        table.name = name;
        std::vector<std::string_view> columns(cache.fields.begin(), cache.fields.end());
        table.columns = columns;
        RowWriter rows(limits_, out_);
        PivotRecordsHandler handler(cache, rows);
        out_.table_begin(table);
        (void)package_.read(records, handler, "the pivot cache's records", out_);
        out_.table_end();
      } else {
        PartWriter values("values", limits_, out_);
        for (std::size_t field = 0; field < cache.fields.size(); ++field) {
          if (cache.values[field].empty()) continue;
          values.line(cache.fields[field] + ":");
          for (const std::string& value : cache.values[field]) values.line(value);
        }
        values.flush();
      }
      out_.inner_end();
    }
  }

  void give_links(const std::string& main) {
    PartWriter links("links", limits_, out_);
    package_.give_links(main, links);
    if (const std::string part = part_of_workbook(package_, main, folder_, "connections", "connections.xml");
        !part.empty()) {
      PartWriter writer("connections", limits_, out_);
      LinksHandler handler(writer);
      (void)package_.read(part, handler, "the connections", out_);
      writer.flush();
    }
    for (const std::string& part : package_.parts(folder_ + "externallinks/", ".xml")) {
      PartWriter writer("external", limits_, out_);
      LinksHandler handler(writer);
      (void)package_.read(part, handler, "an external link", out_);
      writer.flush();
      package_.give_links(part, links);
    }
    links.flush();
  }

  OoxmlPackage& package_;
  const Limits& limits_;
  Output& out_;
  StringTable strings_;
  std::vector<WorkbookSheet> sheets_;
  std::vector<NumberFormat> formats_;
  std::map<std::string, std::string> persons_;
  std::string folder_;
};

}  // namespace

int probe_xlsx(const Head& head) { return ooxml_kind(head) == OoxmlKind::xlsx ? 90 : 0; }

Result<void> extract_xlsx(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(OoxmlPackage package, OoxmlPackage::open(source, context));
  XlsxWorkbook(package, context, out).give();
  return {};
}

}  // namespace constat
