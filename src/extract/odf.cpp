// OpenDocument: texts, spreadsheets, presentations and drawings, packaged and flat, and OpenOffice.org 1.x, which
// differs in namespaces only. Source: OASIS OpenDocument 1.3, parts 2 (packages) and 3 (schema); section numbers are
// part 3's. Texts: "body" with tables as "table1"..., "headers" (of the master pages), "comments", "notes", "deleted",
// "links", "pictures" (titles and descriptions), "textboxes", "scripts". Spreadsheets: every sheet is an inner item of
// its name, rows and columns as in the sheet. Presentations: "slide1"..., "slide1/notes". Embedded objects: parts of
// their names. Encrypted packages are told as such. Pictures in flat documents are members.
#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/mime.h"
#include "extract/ooxml.h"
#include "extract/spreadsheet.h"

namespace constat {

namespace {

enum class OdfKind : std::uint8_t { none, text, spreadsheet, presentation };

OdfKind kind_of_type(std::string_view media_type) {
  for (const std::string_view prefix : {"application/vnd.oasis.opendocument.", "application/vnd.sun.xml."}) {
    if (!media_type.starts_with(prefix)) continue;
    const std::string_view what = media_type.substr(prefix.size());
    if (what.starts_with("spreadsheet") || what.starts_with("calc")) return OdfKind::spreadsheet;
    if (what.starts_with("presentation") || what.starts_with("graphics") || what.starts_with("impress") ||
        what.starts_with("draw")) {
      return OdfKind::presentation;
    }
    return OdfKind::text;
  }
  return OdfKind::none;
}

OdfKind odf_kind(const Head& head) {
  if (!starts_with(head.bytes, "PK")) {
    const std::size_t root = head.text.substr(0, 4096).find("<office:document");
    if (root == std::string_view::npos) return OdfKind::none;
    const std::string_view tag = head.text.substr(root, head.text.find('>', root) - root);
    const std::size_t type = tag.find("office:mimetype=");
    if (type == std::string_view::npos || type + 17 > tag.size()) {
      return tag.find("opendocument") != std::string_view::npos ? OdfKind::text : OdfKind::none;
    }
    return kind_of_type(tag.substr(type + 17));
  }
  // Part 2, 3.3: "mimetype" comes first and is stored.
  const std::string_view begin = as_text(head.bytes.first(std::min<std::size_t>(head.bytes.size(), 512)));
  if (begin.size() > 38 && begin.substr(30).starts_with("mimetype")) {
    const std::size_t type = begin.find("application/", 38);
    if (type != std::string_view::npos && type < 200) return kind_of_type(begin.substr(type));
  }
  if (!zip_mentions(head, {"META-INF/manifest.xml", "content.xml"})) return OdfKind::none;
  const Limits limits;
  const auto archive = ZipArchive::open(*head.source, limits);
  if (!archive || archive->find("content.xml") == nullptr) return OdfKind::none;
  if (const ZipArchive::Entry* const entry = archive->find("mimetype")) {
    SpillFile spill(-1);
    if (auto source = archive->open_entry(*entry, ReadContext{limits, spill})) {
      if (const auto text = read_head(**source, 200)) return kind_of_type(as_text(*text));
    }
  }
  return archive->find("META-INF/manifest.xml") != nullptr && archive->find("styles.xml") != nullptr ? OdfKind::text
                                                                                                     : OdfKind::none;
}

// META-INF/manifest.xml (part 2, 4): an encrypted file has an encryption-data element.
class ManifestHandler final : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "encryption-data") is_encrypted_ = true;
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  bool is_encrypted() const { return is_encrypted_; }

 private:
  bool is_encrypted_ = false;
};

// "PT08H30M00S" (XML Schema's duration) as 08:30:00; as it is where it is another form.
void append_duration(std::string& out, std::string_view written) {
  std::uint64_t values[3] = {};
  std::string_view rest = written;
  if (!rest.starts_with("PT")) {
    out.append(written);
    return;
  }
  rest.remove_prefix(2);
  while (!rest.empty()) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (parsed.ec != std::errc()) break;
    rest.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
    if (rest.starts_with('.') || rest.starts_with(',')) {
      rest.remove_prefix(1);
      while (!rest.empty() && is_digit(rest.front())) rest.remove_prefix(1);
    }
    if (rest.empty()) break;
    if (rest.front() == 'H') values[0] = value;
    if (rest.front() == 'M') values[1] = value;
    if (rest.front() == 'S') values[2] = value;
    rest.remove_prefix(1);
  }
  for (int index = 0; index < 3; ++index) {
    if (index != 0) out.push_back(':');
    if (values[index] < 10) out.push_back('0');
    out += std::to_string(values[index]);
  }
}

// Whether `shown` is the number `value` with zeros before or literals between: "036-90-4399" for 36904399.
bool is_identifier(std::string_view shown, std::string_view value) {
  std::string digits;
  bool has_literal = false;
  for (const char c : shown) {
    if (is_digit(c)) {
      digits.push_back(c);
    } else if (c == '-' || c == ' ' || c == '(' || c == ')' || c == '/') {
      has_literal = true;
    } else {
      return false;
    }
  }
  if (shown.starts_with('-') || digits.empty()) return false;
  const std::size_t first = digits.find_first_not_of('0');
  const std::string_view stripped = first == std::string::npos ? "0" : std::string_view(digits).substr(first);
  return stripped == value && ((first != 0 && digits.size() > 1) || has_literal);
}

enum class OdfTag : std::uint8_t {
  none,
  paragraph,
  space,
  tab,
  line_break,
  link,
  annotation,
  note,
  note_citation,
  note_body,
  tracked,
  table,
  row,
  cell,
  covered_cell,
  column,
  spreadsheet,
  page,
  notes_page,
  shape,
  frame,
  text_box,
  title,
  creator,
  style,
  table_properties,
  script,
  binary,
  meta,
  meta_value,
  control,
  user_defined,
};

OdfTag odf_tag(std::string_view name) {
  static const std::unordered_map<std::string_view, OdfTag> tags = {
      {"p", OdfTag::paragraph},
      {"h", OdfTag::paragraph},
      {"s", OdfTag::space},
      {"tab", OdfTag::tab},
      {"tab-stop", OdfTag::tab},
      {"line-break", OdfTag::line_break},
      {"a", OdfTag::link},
      {"annotation", OdfTag::annotation},
      {"note", OdfTag::note},
      {"footnote", OdfTag::note},
      {"endnote", OdfTag::note},
      {"note-citation", OdfTag::note_citation},
      {"footnote-citation", OdfTag::note_citation},
      {"endnote-citation", OdfTag::note_citation},
      {"note-body", OdfTag::note_body},
      {"footnote-body", OdfTag::note_body},
      {"endnote-body", OdfTag::note_body},
      {"tracked-changes", OdfTag::tracked},
      {"table", OdfTag::table},
      {"sub-table", OdfTag::table},
      {"table-row", OdfTag::row},
      {"table-cell", OdfTag::cell},
      {"covered-table-cell", OdfTag::covered_cell},
      {"table-column", OdfTag::column},
      {"spreadsheet", OdfTag::spreadsheet},
      {"page", OdfTag::page},
      {"notes", OdfTag::notes_page},
      {"custom-shape", OdfTag::shape},
      {"rect", OdfTag::shape},
      {"ellipse", OdfTag::shape},
      {"circle", OdfTag::shape},
      {"line", OdfTag::shape},
      {"polyline", OdfTag::shape},
      {"polygon", OdfTag::shape},
      {"path", OdfTag::shape},
      {"connector", OdfTag::shape},
      {"caption", OdfTag::shape},
      {"measure", OdfTag::shape},
      {"frame", OdfTag::frame},
      {"image", OdfTag::frame},
      {"object", OdfTag::frame},
      {"object-ole", OdfTag::frame},
      {"g", OdfTag::frame},
      {"text-box", OdfTag::text_box},
      {"title", OdfTag::title},
      {"desc", OdfTag::title},
      {"creator", OdfTag::creator},
      {"style", OdfTag::style},
      {"table-properties", OdfTag::table_properties},
      {"properties", OdfTag::table_properties},
      {"module", OdfTag::script},
      {"source-code", OdfTag::script},
      {"binary-data", OdfTag::binary},
      {"meta", OdfTag::meta},
      {"control", OdfTag::none},
  };
  const auto found = tags.find(name);
  return found == tags.end() ? OdfTag::none : found->second;
}

// What characters are, by the innermost element that says it.
enum class Mode : std::uint8_t { none, text, picture, creator, script, binary, meta };

class OdfHandler final : public XmlHandler {
 public:
  // `part`: the name of the running text's part. `is_spreadsheet_allowed`: sheets become inner items (not those of an
  // object embedded in another document).
  OdfHandler(std::string part, bool gives_sheets, const Limits& limits, Output& out)
      : limits_(limits),
        out_(out),
        gives_sheets_(gives_sheets),
        document_(limits, out),
        scripts_("scripts", limits, out),
        beside_(&document_) {
    flows_.push_back(std::make_unique<TextFlow>(std::move(part), limits, out));
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    Mode mode = modes_.empty() ? Mode::none : modes_.back();
    const OdfTag tag = odf_tag(name);
    if (in_meta_ != 0) {
      ++in_meta_;
      meta_text_.clear();
      if (name == "user-defined") meta_name_ = attributes.get("name");
      modes_.push_back(Mode::meta);
      return;
    }
    if (passes_over_) {
      if (tag == OdfTag::table) ++inner_tables_;
      modes_.push_back(Mode::none);
      return;
    }
    switch (tag) {
      case OdfTag::paragraph:
        mode = Mode::text;
        ++paragraphs_;
        break;
      case OdfTag::space: {
        const std::uint64_t count = to_number(attributes.get("c"), 1);
        if (mode == Mode::text) append(std::string(static_cast<std::size_t>(std::min<std::uint64_t>(count, 256)), ' '));
        break;
      }
      case OdfTag::tab:
        if (mode == Mode::text) append("\t");
        break;
      case OdfTag::line_break:
        if (mode == Mode::text) append("\n");
        break;
      case OdfTag::link: {
        const std::string_view target = attributes.get("href");
        if (!target.empty() && !target.starts_with('#')) beside_->links.line(target);
        break;
      }
      case OdfTag::annotation:
        mode = Mode::none;
        flow().aside_begin(beside_->comments);
        ++annotations_;
        if (in_cell_) append(column_name(column_) + std::to_string(row_) + " ");
        break;
      case OdfTag::note:
      case OdfTag::note_citation: mode = Mode::none; break;
      case OdfTag::note_body:
        mode = Mode::none;
        flow().aside_begin(beside_->notes);
        break;
      case OdfTag::tracked:
        mode = Mode::none;
        flow().aside_begin(beside_->deleted);
        ++tracked_;
        break;
      case OdfTag::spreadsheet: in_spreadsheet_ = gives_sheets_; break;
      case OdfTag::table: table_begin(attributes); break;
      case OdfTag::row: row_begin(attributes); break;
      case OdfTag::cell:
      case OdfTag::covered_cell:
        mode = Mode::none;
        cell_begin(attributes);
        break;
      case OdfTag::column:
        if (in_sheet_) column_seen(attributes);
        break;
      case OdfTag::page:
        if (pages_ < 1'000'000 && tracked_ == 0 && !in_sheet_) {
          ++pages_;
          flows_.push_back(std::make_unique<TextFlow>("slide" + std::to_string(pages_), limits_, out_));
        }
        break;
      case OdfTag::notes_page:
        if (flows_.size() > 1) {
          flows_.push_back(std::make_unique<TextFlow>(flow().main().part() + "/notes", limits_, out_));
        }
        break;
      case OdfTag::shape:
      case OdfTag::text_box:
        // Anchored in a paragraph: its text would tear the paragraph's.
        asides_.push_back(mode == Mode::text);
        if (mode == Mode::text) flow().aside_begin(beside_->text_boxes);
        mode = Mode::none;
        break;
      case OdfTag::frame:
        mode = Mode::none;
        if (name == "frame" || name == "image") {
          const std::string_view file = attributes.get("name");
          if (file.find('.') != std::string_view::npos) beside_->pictures.line(file);
        }
        break;
      case OdfTag::title: mode = Mode::picture; break;
      case OdfTag::creator:
        if (annotations_ != 0 && mode != Mode::text) mode = Mode::creator;
        break;
      case OdfTag::style:
        if (attributes.get("family") == "table") style_ = attributes.get("name");
        break;
      case OdfTag::table_properties:
        if (attributes.get("display") == "false" && hidden_styles_.size() < 65536) hidden_styles_.insert(style_);
        break;
      case OdfTag::script: mode = Mode::script; break;
      case OdfTag::binary:
        mode = Mode::binary;
        binary_.clear();
        break;
      case OdfTag::meta:
        if (attributes.has("meta")) break;
        // office:meta; an HTML-like meta within a paragraph has attributes.
        if (mode == Mode::none) in_meta_ = 1;
        break;
      default: break;
    }
    // What a form's field holds (13.5).
    for (const std::string_view held : {"current-value"}) {
      if (attributes.has(held)) beside_->fields.line(attributes.get(held));
    }
    modes_.push_back(mode);
  }

  void end(std::string_view name) override {
    if (modes_.empty()) return;
    const Mode mode = modes_.back();
    modes_.pop_back();
    if (in_meta_ != 0) {
      --in_meta_;
      if (in_meta_ != 0) end_meta(name);
      return;
    }
    if (passes_over_ && odf_tag(name) != OdfTag::table) return;
    switch (odf_tag(name)) {
      case OdfTag::paragraph:
        if (paragraphs_ != 0) --paragraphs_;
        append("\n");
        break;
      case OdfTag::annotation:
        if (annotations_ != 0) --annotations_;
        flow().aside_end();
        break;
      case OdfTag::note_body: flow().aside_end(); break;
      case OdfTag::tracked:
        if (tracked_ != 0) --tracked_;
        flow().aside_end();
        break;
      case OdfTag::spreadsheet: in_spreadsheet_ = false; break;
      case OdfTag::table: table_end(); break;
      case OdfTag::row: row_end(); break;
      case OdfTag::cell:
      case OdfTag::covered_cell: cell_end(); break;
      case OdfTag::page:
      case OdfTag::notes_page:
        if (flows_.size() > 1) {
          flows_.back()->finish();
          flows_.pop_back();
        }
        break;
      case OdfTag::shape:
      case OdfTag::text_box:
        if (!asides_.empty()) {
          if (asides_.back()) flow().aside_end();
          asides_.pop_back();
        }
        break;
      case OdfTag::title: beside_->pictures.end_line(); break;
      case OdfTag::creator:
        if (mode == Mode::creator) append(": ");
        break;
      case OdfTag::script: scripts_.end_line(); break;
      case OdfTag::binary: give_binary(); break;
      default: break;
    }
  }

  void text(std::string_view text) override {
    switch (modes_.empty() ? Mode::none : modes_.back()) {
      case Mode::none: break;
      case Mode::text:
      case Mode::creator: append(text); break;
      case Mode::picture: beside_->pictures.append(text); break;
      case Mode::script: scripts_.append(text); break;
      case Mode::binary:
        if (binary_.size() + text.size() <= limits_.spool_memory_bytes) {
          binary_.append(text);
        } else {
          is_binary_cut_ = true;
        }
        break;
      case Mode::meta:
        if (meta_text_.size() < (1U << 20)) meta_text_.append(text);
        break;
    }
  }

  // After the document's end, early or not.
  void finish() {
    if (in_sheet_) {
      cell_end();
      row_end();
      sheet_end();
    }
    while (flows_.size() > 1) {
      flows_.back()->finish();
      flows_.pop_back();
    }
    flows_.front()->finish();
    scripts_.flush();
    document_.flush();
    if (is_binary_cut_) out_.gap(Status::partly_read, "an embedded picture is larger than the bound");
    is_binary_cut_ = false;
  }

 private:
  TextFlow& flow() { return *flows_.back(); }

  void append(std::string_view text) {
    if (flow().in_aside()) {
      flow().append(text);
    } else if (in_cell_) {
      if (cell_.size() + text.size() <= limits_.cell_bytes_max) {
        cell_.append(text);
      } else {
        is_cell_cut_ = true;
      }
    } else if (in_sheet_) {
      beside_->text_boxes.append(text);
    } else {
      flow().append(text);
    }
  }

  void table_begin(const XmlAttributes& attributes) {
    if (!in_spreadsheet_ || in_sheet_ || tracked_ != 0) {
      // A table within a sheet's cell or shape is text.
      if (!in_sheet_) flow().table_begin(attributes.get("name"));
      ++inner_tables_;
      return;
    }
    if (sheets_ >= 100'000) return;
    in_sheet_ = true;
    const std::string name(attributes.get("name"));
    const bool is_hidden =
        attributes.get("display") == "false" || hidden_styles_.contains(std::string(attributes.get("style-name")));
    Member member;
    member.index = sheets_++;
    member.name = name.empty() ? std::string_view("sheet") : std::string_view(name);
    if (is_hidden) member.note = "hidden sheet";
    out_.inner_begin(member);
    passes_over_ = out_.passes_over();  // It ended a reader before.
    sheet_ = std::make_unique<BesideText>(limits_, out_);
    beside_ = sheet_.get();
    rows_ = std::make_unique<RowWriter>(limits_, out_);
    TableInfo table;
    table.name = member.name;
    out_.table_begin(table);
    row_ = 0;
    next_row_ = 1;
    columns_ = 0;
    repeats_left_ = repeats_max;
    hidden_columns_.clear();
    hidden_rows_ = 0;
  }
  void table_end() {
    if (inner_tables_ != 0) {
      --inner_tables_;
      if (!in_sheet_) flow().table_end();
      return;
    }
    if (in_sheet_) sheet_end();
  }
  void sheet_end() {
    out_.table_end();
    rows_->tell_dropped();
    if (repeats_left_ == 0) out_.gap(Status::too_big, "cells are repeated more often than the bound");
    if (is_cell_cut_) out_.gap(Status::partly_read, "cells are longer than the bound");
    if (!hidden_columns_.empty()) out_.note("hidden columns: " + hidden_columns_);
    if (hidden_rows_ != 0) out_.note(std::to_string(hidden_rows_) + " hidden rows");
    is_cell_cut_ = false;
    sheet_->flush();
    out_.inner_end();
    passes_over_ = false;
    beside_ = &document_;
    sheet_.reset();
    rows_.reset();
    in_sheet_ = false;
  }

  void column_seen(const XmlAttributes& attributes) {
    const std::uint64_t count = std::max<std::uint64_t>(1, to_number(attributes.get("number-columns-repeated"), 1));
    const std::string_view visibility = attributes.get("visibility");
    if ((visibility == "collapse" || visibility == "filter") && hidden_columns_.size() < 200 && columns_ < (1U << 24) &&
        count < (1U << 24)) {
      if (!hidden_columns_.empty()) hidden_columns_ += ", ";
      hidden_columns_ += column_name(static_cast<std::size_t>(columns_));
      if (count > 1) hidden_columns_ += "-" + column_name(static_cast<std::size_t>(columns_ + count - 1));
    }
    columns_ += std::min<std::uint64_t>(count, 1U << 24);
  }

  void row_begin(const XmlAttributes& attributes) {
    if (!in_sheet_ || inner_tables_ != 0) {
      if (!in_sheet_) flow().row_begin();
      return;
    }
    row_ = next_row_;
    row_repeats_ = std::max<std::uint64_t>(1, to_number(attributes.get("number-rows-repeated"), 1));
    next_row_ = row_ + std::min<std::uint64_t>(row_repeats_, 1ULL << 40);
    column_ = 0;
    const std::string_view visibility = attributes.get("visibility");
    is_hidden_row_ = visibility == "collapse" || visibility == "filter";
  }
  void row_end() {
    if (!in_sheet_ || inner_tables_ != 0) {
      if (!in_sheet_) flow().row_end();
      return;
    }
    if (rows_->empty()) return;
    if (is_hidden_row_) hidden_rows_ += row_repeats_;
    const std::uint64_t width = rows_->width();
    const std::uint64_t times = std::min(row_repeats_, 1 + repeats_left_ / width);
    if (row_repeats_ > 1) repeats_left_ = times < row_repeats_ ? 0 : repeats_left_ - (times - 1) * width;
    rows_->give(row_, times);
  }

  void cell_begin(const XmlAttributes& attributes) {
    if (!in_sheet_ || inner_tables_ != 0) {
      if (in_sheet_) return;
      const std::uint64_t repeats = to_number(attributes.get("number-columns-repeated"), 1);
      flow().cell_begin(static_cast<std::size_t>(repeats > 1 ? std::min<std::uint64_t>(repeats, 16384) - 1 : 0));
      return;
    }
    in_cell_ = true;
    cell_.clear();
    cell_repeats_ = std::max<std::uint64_t>(1, to_number(attributes.get("number-columns-repeated"), 1));
    type_ = attributes.get("value-type");
    value_ = type_ == "date"      ? attributes.get("date-value")
             : type_ == "time"    ? attributes.get("time-value")
             : type_ == "boolean" ? attributes.get("boolean-value")
             : type_ == "string"  ? attributes.get("string-value")
                                  : attributes.get("value");
  }
  void cell_end() {
    if (!in_sheet_ || inner_tables_ != 0) {
      if (!in_sheet_) flow().cell_end();
      return;
    }
    if (!in_cell_) return;
    in_cell_ = false;
    while (!cell_.empty() && is_space(cell_.back())) cell_.pop_back();
    shown_.clear();
    const CellKind kind = show();
    std::uint64_t times = cell_repeats_;
    if (!shown_.empty()) {
      if (times > 1) {
        times = std::min(times, 1 + repeats_left_);
        repeats_left_ -= times - 1;
      }
      for (std::uint64_t time = 0; time < std::min<std::uint64_t>(times, limits_.table_columns_max + 1); ++time) {
        rows_->put(column_ + static_cast<std::size_t>(time), shown_, kind);
      }
    }
    column_ += static_cast<std::size_t>(std::min<std::uint64_t>(cell_repeats_, 1U << 24));
  }
  // 19.383 to 19.389: the value as it is kept, and as it shows where that says more.
  CellKind show() {
    if (type_ == "float" || type_ == "currency" || type_ == "percentage") {
      if (value_.empty()) {
        shown_ = cell_;
        return CellKind::number;
      }
      if (is_identifier(cell_, value_)) {
        shown_ = cell_;
        return CellKind::text;
      }
      double value = 0;
      const auto parsed = std::from_chars(value_.data(), value_.data() + value_.size(), value);
      if (type_ == "percentage" && parsed.ec == std::errc()) {
        append_number(shown_, value * 100);
        shown_.push_back('%');
      } else {
        append_number(shown_, std::string_view(value_));
      }
      return CellKind::number;
    }
    if (type_ == "date" && !value_.empty()) {
      shown_ = value_;
      if (shown_.ends_with("T00:00:00")) shown_.resize(shown_.size() - 9);
      std::replace(shown_.begin(), shown_.end(), 'T', ' ');
      return CellKind::date;
    }
    if (type_ == "time" && !value_.empty()) {
      append_duration(shown_, value_);
      return CellKind::date;
    }
    if (type_ == "boolean" && !value_.empty()) {
      shown_ = value_ == "true" ? "TRUE" : "FALSE";
      return CellKind::boolean;
    }
    shown_ = cell_.empty() ? value_ : cell_;
    return CellKind::text;
  }

  void give_binary() {
    std::string bytes;
    decode_base64(binary_, bytes);
    binary_.clear();
    if (bytes.empty()) return;
    Member member;
    const std::string name = "picture" + std::to_string(binaries_ + 1);
    member.index = 100'000 + binaries_++;
    member.name = name;
    out_.member(member, [&bytes]() -> Result<std::unique_ptr<Source>> {
      const ByteView view = as_bytes(bytes);
      return std::unique_ptr<Source>(std::make_unique<BufferSource>(Buffer(view.begin(), view.end())));
    });
  }

  // 4.3: the document's properties.
  void end_meta(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> told[] = {
        {"title", "title"},           {"subject", "subject"},        {"description", "description"},
        {"keyword", "keywords"},      {"initial-creator", "author"}, {"creator", "last-modified-by"},
        {"creation-date", "created"}, {"date", "modified"},          {"printed-by", "printed-by"},
        {"generator", "application"}, {"print-date", "last-printed"}};
    if (name == "user-defined") {
      if (!trim(meta_text_).empty()) give_metadata("custom", meta_name_ + ": " + meta_text_, out_);
    } else {
      for (const auto& [element, property] : told) {
        if (name == element) give_metadata(property, meta_text_, out_);
      }
    }
    meta_text_.clear();
  }

  static constexpr std::uint64_t repeats_max = 4'000'000;  // Cells that one sheet may repeat in all.

  const Limits& limits_;
  Output& out_;
  bool gives_sheets_;
  BesideText document_;
  PartWriter scripts_;
  BesideText* beside_;  // The document's, or the sheet's at hand.
  std::unique_ptr<BesideText> sheet_;
  std::vector<std::unique_ptr<TextFlow>> flows_;
  std::vector<Mode> modes_;
  std::vector<bool> asides_;
  std::size_t paragraphs_ = 0;
  std::size_t annotations_ = 0;
  std::size_t tracked_ = 0;
  std::size_t inner_tables_ = 0;
  std::size_t in_meta_ = 0;
  std::uint64_t pages_ = 0;
  std::string meta_text_;
  std::string meta_name_;
  std::string style_;
  std::set<std::string> hidden_styles_;
  std::string binary_;
  std::uint64_t binaries_ = 0;
  bool is_binary_cut_ = false;
  // The sheet at hand.
  bool in_spreadsheet_ = false;
  bool in_sheet_ = false;
  bool passes_over_ = false;  // The sheet.
  bool in_cell_ = false;
  bool is_cell_cut_ = false;
  bool is_hidden_row_ = false;
  std::unique_ptr<RowWriter> rows_;
  std::uint64_t sheets_ = 0;
  std::uint64_t row_ = 0;
  std::uint64_t next_row_ = 1;
  std::uint64_t row_repeats_ = 1;
  std::uint64_t cell_repeats_ = 1;
  std::uint64_t columns_ = 0;
  std::uint64_t hidden_rows_ = 0;
  std::uint64_t repeats_left_ = repeats_max;
  std::size_t column_ = 0;
  std::string hidden_columns_;
  std::string cell_;
  std::string type_;
  std::string value_;
  std::string shown_;
};

Result<void> extract_flat(Source& source, const ExtractContext& context, Output& out) {
  OdfHandler handler("body", true, context.limits, out);
  XmlParser parser(handler, context.limits);
  auto parsed = parse_xml(source, parser);
  handler.finish();
  if (parser.declares_entities()) {
    out.gap(Status::partly_read, "the document declares entities of its own, which are not expanded");
  }
  return parsed;
}

Result<void> extract_package(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(OoxmlPackage package, OoxmlPackage::open(source, context));
  package.give_damage(out);
  if (package.find("META-INF/manifest.xml") != nullptr) {
    ManifestHandler manifest;
    (void)package.read("META-INF/manifest.xml", manifest, "the manifest", out);
    if (manifest.is_encrypted()) return fail(Fault::encrypted, "an OpenDocument file with a password");
  }
  for (const std::string_view part : {"mimetype", "settings.xml", "manifest.rdf", "layout-cache"}) package.mark(part);
  for (const std::string& part : package.parts("configurations2/", "")) package.mark(part);
  const auto read = [&](std::string_view part, std::string name, std::string_view what, bool gives_sheets) {
    OdfHandler handler(std::move(name), gives_sheets, context.limits, out);
    (void)package.read(part, handler, what, out);
    handler.finish();
  };
  if (package.find("meta.xml") != nullptr) read("meta.xml", "meta", "the properties", false);
  read("content.xml", "body", "the content", true);
  if (package.find("styles.xml") != nullptr) read("styles.xml", "headers", "the headers", false);
  for (const std::string& part : package.parts("basic/", ".xml")) {
    const std::size_t slash = part.rfind('/');
    // The libraries' lists hold names only.
    if (part.ends_with("/script-lb.xml") || part.ends_with("/script-lc.xml")) {
      package.mark(part);
    } else {
      read(part, part.substr(slash + 1), "a macro", false);
    }
  }
  // Objects within the document are documents in folders of their own.
  for (const std::string& part : package.parts("", "/content.xml")) {
    const std::string folder = part.substr(0, part.rfind('/'));
    read(part, folder, "an embedded object", false);
    for (const std::string_view beside : {"/styles.xml", "/settings.xml", "/meta.xml"}) {
      package.mark(folder + std::string(beside));
    }
  }
  package.give_members(200'000, out);
  return {};
}

Result<void> extract_odf(Source& source, const ExtractContext& context, Output& out) {
  std::byte begin[2] = {};
  TRY_ASSIGN(const std::size_t got, source.read_at(0, begin));
  if (got == 2 && starts_with(begin, "PK")) return extract_package(source, context, out);
  return extract_flat(source, context, out);
}

}  // namespace

int probe_odt(const Head& head) { return odf_kind(head) == OdfKind::text ? 90 : 0; }
int probe_ods(const Head& head) { return odf_kind(head) == OdfKind::spreadsheet ? 90 : 0; }
int probe_odp(const Head& head) { return odf_kind(head) == OdfKind::presentation ? 90 : 0; }

Result<void> extract_odt(Source& source, const ExtractContext& context, Output& out) {
  return extract_odf(source, context, out);
}
Result<void> extract_ods(Source& source, const ExtractContext& context, Output& out) {
  return extract_odf(source, context, out);
}
Result<void> extract_odp(Source& source, const ExtractContext& context, Output& out) {
  return extract_odf(source, context, out);
}

}  // namespace constat
