// Workbooks in one XML file, as Excel 2003 saves them and as reporting servers, SAP and shops export them under names
// in .xls or .xml ("SpreadsheetML 2003"). Source: XML Spreadsheet Reference (Microsoft, 2001). Each worksheet is an
// item, its rows and columns count as Excel shows them; comments, headers and the document's properties are given.
// Hidden sheets are read and noted. What follows a place where the XML is broken is read as plain text. Not read:
// styles, number formats (values are written out already), pivot caches.
#include <algorithm>
#include <memory>
#include <string>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/spreadsheet.h"
#include "extract/text_coding.h"
#include "extract/text_flow.h"
#include "extract/xml_events.h"

namespace constat {

namespace {

constexpr std::uint64_t row_max = std::uint64_t{1} << 32;

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  for (const char c : trim(text)) {
    if (!is_digit(c) || number > row_max) return 0;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

class SpreadsheetHandler final : public XmlHandler {
 public:
  SpreadsheetHandler(const Limits& limits, Output& out) : limits_(limits), out_(out), writer_(limits, out) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (in_data_) return;  // Marks of rich text.
    if (name == "Worksheet") {
      end_sheet();
      Member member;
      const std::string sheet(attributes.get("Name"));
      member.index = sheets_++;
      member.name = sheet.empty() ? std::string_view("sheet") : std::string_view(sheet);
      out_.inner_begin(member);
      in_sheet_ = true;
      passed_over_ = out_.passes_over();
      sheet_name_ = std::string(member.name);
      beside_ = std::make_unique<BesideText>(limits_, out_);
      headers_ = std::make_unique<PartWriter>("headers", limits_, out_);
      row_ = 0;
    } else if (name == "Table" && in_sheet_ && !in_table_) {
      TableInfo table;
      table.name = sheet_name_;
      if (!passed_over_) out_.table_begin(table);
      in_table_ = true;
    } else if (name == "Row" && in_table_) {
      end_row();
      const std::uint64_t wanted = number_of(attributes.get("Index"));
      row_ = wanted > row_ && wanted < row_max ? wanted : row_ + 1;
      column_ = 0;
      hidden_rows_ += attributes.get("Hidden") == "1" ? 1 : 0;
    } else if (name == "Cell" && in_table_) {
      const std::uint64_t wanted = number_of(attributes.get("Index"));
      if (wanted > column_ && wanted < row_max) column_ = static_cast<std::size_t>(wanted - 1);
      span_ = static_cast<std::size_t>(std::min<std::uint64_t>(number_of(attributes.get("MergeAcross")), 1U << 20));
      link_ = attributes.get("HRef");
    } else if (name == "Comment" && in_table_) {
      in_comment_ = true;
      comment_ = attributes.get("Author");
      if (!comment_.empty()) comment_ += ": ";
    } else if (name == "Data" && (in_table_ || in_comment_)) {
      in_data_ = true;
      type_ = attributes.get("Type");
      value_.clear();
    } else if (in_sheet_ && (name == "Header" || name == "Footer")) {
      if (!passed_over_) headers_->line(header_text(attributes.get("Data")));
    } else if (in_sheet_ && name == "Visible") {
      capture_ = true;
      value_.clear();
    } else if (name == "DocumentProperties" || name == "CustomDocumentProperties") {
      in_properties_ = true;
    } else if (in_properties_) {
      capture_ = true;
      value_.clear();
    }
  }

  void end(std::string_view name) override {
    if (in_data_) {
      if (name != "Data") return;
      in_data_ = false;
      end_data();
    } else if (name == "Cell" && in_table_) {
      if (!link_.empty() && !passed_over_) beside_->links.line(link_);
      column_ += 1 + span_;
      span_ = 0;
      link_.clear();
    } else if (name == "Comment") {
      if (in_comment_ && in_sheet_ && !passed_over_) beside_->comments.line(comment_);
      in_comment_ = false;
    } else if (name == "Row") {
      end_row();
    } else if (name == "Table") {
      end_table();
    } else if (name == "Worksheet") {
      end_sheet();
    } else if (name == "DocumentProperties" || name == "CustomDocumentProperties") {
      in_properties_ = false;
      capture_ = false;
    } else if (capture_) {
      capture_ = false;
      if (in_properties_) {
        give_metadata(to_lower_ascii(name), value_, out_);
      } else if (trim(value_).starts_with("Sheet")) {
        out_.note("hidden sheet");
      }
    }
  }

  void text(std::string_view text) override {
    if (!in_data_ && !capture_) return;
    if (value_.size() + text.size() <= limits_.cell_bytes_max) {
      value_.append(text);
    } else {
      is_cut_ = true;
    }
  }

  void finish() {
    if (in_data_) end_data();
    end_sheet();
    if (is_cut_) out_.gap(Status::partly_read, "cells are longer than the bound");
  }
  std::uint64_t sheets() const { return sheets_; }

 private:
  void end_data() {
    if (in_comment_) {
      comment_ += value_;
      return;
    }
    if (passed_over_ || value_.empty()) return;
    CellKind kind = CellKind::text;
    if (type_ == "Number") {
      kind = CellKind::number;
      shown_.clear();
      append_number(shown_, trim(value_));
      value_ = shown_;
    } else if (type_ == "DateTime") {
      kind = CellKind::date;
      if (value_.ends_with(".000")) value_.resize(value_.size() - 4);
      if (value_.ends_with("T00:00:00")) value_.resize(value_.size() - 9);
      std::replace(value_.begin(), value_.end(), 'T', ' ');
    } else if (type_ == "Boolean") {
      kind = CellKind::boolean;
      value_ = trim(value_) == "1" ? "TRUE" : "FALSE";
    }
    writer_.put(column_, value_, kind);
  }
  void end_row() {
    if (!passed_over_) writer_.give(row_);
  }
  void end_table() {
    if (!in_table_) return;
    end_row();
    in_table_ = false;
    if (passed_over_) return;
    out_.table_end();
    writer_.tell_dropped();
  }
  void end_sheet() {
    if (!in_sheet_) return;
    end_table();
    if (!passed_over_) {
      if (hidden_rows_ != 0) out_.note(std::to_string(hidden_rows_) + " hidden rows");
      headers_->flush();
      beside_->flush();
    }
    hidden_rows_ = 0;
    out_.inner_end();
    in_sheet_ = false;
    passed_over_ = false;
  }

  const Limits& limits_;
  Output& out_;
  RowWriter writer_;
  std::unique_ptr<BesideText> beside_;  // Of the sheet in hand.
  std::unique_ptr<PartWriter> headers_;
  std::string sheet_name_;
  std::string type_;
  std::string value_;
  std::string shown_;
  std::string comment_;
  std::string link_;
  std::uint64_t sheets_ = 0;
  std::uint64_t row_ = 0;
  std::uint64_t hidden_rows_ = 0;
  std::size_t column_ = 0;
  std::size_t span_ = 0;
  bool in_sheet_ = false;
  bool passed_over_ = false;
  bool in_table_ = false;
  bool in_data_ = false;
  bool in_comment_ = false;
  bool in_properties_ = false;
  bool capture_ = false;
  bool is_cut_ = false;
};

}  // namespace

int probe_spreadsheet_xml(const Head& head) {
  const std::string_view text = head.text.substr(0, 4096);
  const std::string_view begin = trim(text);
  if (!begin.starts_with('<') && !begin.starts_with("\xEF\xBB\xBF<")) return 0;
  if (text.find("urn:schemas-microsoft-com:office:spreadsheet") == std::string_view::npos) return 0;
  const std::size_t root = text.find("Workbook");
  return root != std::string_view::npos && root > 0 && (text[root - 1] == '<' || text[root - 1] == ':') ? 90 : 0;
}

Result<void> extract_spreadsheet_xml(Source& source, const ExtractContext& context, Output& out) {
  SpreadsheetHandler handler(context.limits, out);
  XmlParser parser(handler, context.limits);
  const auto parsed = parse_xml(source, parser);
  handler.finish();
  if (parser.declares_entities()) {
    out.gap(Status::partly_read, "the document declares entities of its own, which are not expanded");
  }
  if (parsed) return {};
  if (handler.sheets() == 0) return extract_xml(source, context, out);
  out.gap(Status::partly_read, "not well-formed XML (" + parsed.error().what + ", byte " +
                                   std::to_string(parsed.error().offset_bytes) + "): read as plain text from there on");
  return give_text(source, context.charset.empty() ? "windows-1252" : context.charset,
                   std::min(parsed.error().offset_bytes, source.size_bytes()), source.size_bytes(), context.limits,
                   out);
}

}  // namespace constat
