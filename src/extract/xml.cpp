#include "extract/xml.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/html.h"
#include "extract/part_text.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

constexpr std::size_t xml_chunk_bytes = 64 * 1024;
constexpr std::size_t paths_max = 20'000;        // Kinds of elements, by their way from the root.
constexpr std::uint64_t record_leaves_max = 64;  // On average: what has more is no record but a container of some.
constexpr std::size_t record_columns_max = 256;

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
bool is_blank_text(std::string_view text) { return trim(text).empty(); }

// Vocabularies of running text: their elements part paragraphs, not values.
bool is_document_root(std::string_view name) {
  static constexpr std::string_view roots[] = {"wordDocument", "package", "html",    "document", "document-content",
                                               "book",         "article", "chapter", "TEI",      "FictionBook",
                                               "svg",          "div",     "body"};
  return std::find(std::begin(roots), std::end(roots), name) != std::end(roots);
}
bool is_paragraph(std::string_view name) {
  static constexpr std::string_view names[] = {
      "p",       "h",           "li",       "tr",      "title",  "para",     "row",        "text",    "table",
      "div",     "section",     "head",     "desc",    "br",     "h1",       "h2",         "h3",      "h4",
      "td",      "tc",          "cell",     "v",       "l",      "subtitle", "style",      "item",    "sectPr",
      "endnote", "footnote",    "comment",  "creator", "Author", "Title",    "LastAuthor", "Company", "lastModifiedBy",
      "subject", "description", "keywords", "line"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// ---- The shape of the document: every kind of element by its path. ----

struct Kind {
  std::string name;  // Local; "@name" for an attribute.
  std::size_t parent = 0;
  std::map<std::string, std::size_t, std::less<>> children;
  std::uint64_t count = 0;
  std::uint64_t leaves = 0;      // Values below, in all.
  std::uint64_t with_value = 0;  // Of the elements of this kind: how many hold text of their own and no element.
  bool mixed = false;            // Text beside elements.
  bool is_record = false;
  bool positional =
      false;  // A record of equal children (row of cells): columns by position or by their name attribute.
};

class Shape {
 public:
  Shape() { kinds_.emplace_back(); }

  // The kind of a child; too many kinds: the last one is shared (and no table will be made).
  std::size_t child(std::size_t parent, std::string_view name) {
    if (const auto found = kinds_[parent].children.find(name); found != kinds_[parent].children.end()) {
      return found->second;
    }
    if (kinds_.size() >= paths_max) {
      overflown_ = true;
      return 0;
    }
    const std::size_t index = kinds_.size();
    kinds_.emplace_back();
    kinds_.back().name = name;
    kinds_.back().parent = parent;
    kinds_[parent].children.emplace(std::string(name), index);
    return index;
  }
  // Nothing is added: 0 where the kind is not known.
  std::size_t find(std::size_t parent, std::string_view name) const {
    const auto found = kinds_[parent].children.find(name);
    return found == kinds_[parent].children.end() ? 0 : found->second;
  }
  Kind& operator[](std::size_t index) { return kinds_[index]; }
  const Kind& operator[](std::size_t index) const { return kinds_[index]; }

  void choose_records() {
    if (overflown_) return;
    std::vector<std::size_t> open = {0};
    while (!open.empty()) {
      const std::size_t index = open.back();
      open.pop_back();
      if (index != 0 && is_record(index)) {
        kinds_[index].is_record = true;
        continue;
      }
      for (const auto& [name, child_index] : kinds_[index].children) open.push_back(child_index);
    }
  }

  // The leaves below a record, in the order in which they were met first.
  std::vector<std::size_t> leaves_of(std::size_t record) const {
    std::vector<std::size_t> leaves;
    std::vector<std::size_t> open = {record};
    while (!open.empty()) {
      const std::size_t index = open.back();
      open.pop_back();
      if (kinds_[index].with_value != 0) leaves.push_back(index);
      for (const auto& [name, child_index] : kinds_[index].children) open.push_back(child_index);
    }
    std::sort(leaves.begin(), leaves.end());
    return leaves;
  }

 private:
  bool is_record(std::size_t index) {
    Kind& kind = kinds_[index];
    if (kind.count < 2 || kind.leaves < 2 * kind.count / 2 || kind.leaves > record_leaves_max * kind.count)
      return false;
    std::size_t element_kinds = 0;
    std::size_t cells = 0;
    for (const auto& [name, child_index] : kind.children) {
      if (name.starts_with('@')) continue;
      ++element_kinds;
      cells = child_index;
    }
    if (element_kinds == 1 && kinds_[cells].count * 2 >= kind.count * 3 && is_cell(cells)) {
      kind.positional = true;
      return true;
    }
    const std::vector<std::size_t> leaves = leaves_of(index);
    if (leaves.size() < 2 || leaves.size() > record_columns_max || is_mixed(index)) return false;
    std::uint64_t all = 0;
    std::uint64_t excess = 0;  // Values beyond one a record and column: a person's second telephone, or running text.
    for (const std::size_t leaf : leaves) {
      all += kinds_[leaf].with_value;
      excess += kinds_[leaf].with_value > kind.count ? kinds_[leaf].with_value - kind.count : 0;
    }
    return excess * 3 < all && all >= 2 * kind.count - kind.count / 2;
  }
  // Holds one kind of value, once, or calls itself a cell. <employee> in <department> is a record itself, and so is a
  // row of like cells in one of several tables.
  bool is_cell(std::size_t index) const {
    if (is_mixed(index)) return false;
    const std::string name = to_lower_ascii(kinds_[index].name);
    if (name == "cell" || name == "td" || name == "field" || name == "column" || name == "col") return true;
    std::vector<std::size_t> open = {index};
    while (!open.empty()) {
      const Kind& kind = kinds_[open.back()];
      open.pop_back();
      for (const auto& [child_name, child_index] : kind.children) {
        if (kinds_[child_index].count * 2 >= kind.count * 3) return false;
        open.push_back(child_index);
      }
    }
    const std::vector<std::size_t> leaves = leaves_of(index);
    return std::count_if(leaves.begin(), leaves.end(),
                         [&](std::size_t leaf) { return !kinds_[leaf].name.starts_with('@'); }) == 1;
  }
  bool is_mixed(std::size_t index) const {
    std::vector<std::size_t> open = {index};
    while (!open.empty()) {
      const Kind& kind = kinds_[open.back()];
      open.pop_back();
      if (kind.mixed) return true;
      for (const auto& [name, child_index] : kind.children) open.push_back(child_index);
    }
    return false;
  }

  std::vector<Kind> kinds_;
  bool overflown_ = false;
};

// ---- The two walks. ----

class XmlWalk {
 public:
  explicit XmlWalk(const Limits& limits) : limits_(limits) {}
  virtual ~XmlWalk() = default;
  virtual void start(std::string_view name, const char** attributes) = 0;
  virtual void end() = 0;
  virtual void text(std::string_view text) = 0;
  virtual void comment(std::string_view) {}

  const Limits& limits_;
  XML_Parser parser = nullptr;
  std::size_t depth = 0;
  bool too_deep = false;

 protected:
  std::uint64_t offset() const {
    return static_cast<std::uint64_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser), 0));
  }
};

class FirstWalk final : public XmlWalk {
 public:
  FirstWalk(const Limits& limits, Shape& shape) : XmlWalk(limits), shape_(shape) { open_.push_back({}); }

  void start(std::string_view name, const char** attributes) override {
    open_.back().has_element = true;
    const std::size_t kind = shape_.child(open_.back().kind, local_name(name));
    ++shape_[kind].count;
    open_.push_back({kind, 0, false, false});
    for (; *attributes != nullptr; attributes += 2) {
      const std::size_t one = shape_.child(kind, "@" + std::string(local_name(attributes[0])));
      ++shape_[one].count;
      if (*attributes[1] == '\0') continue;
      ++shape_[one].with_value;
      ++open_.back().leaves;
    }
  }
  void end() override {
    const Open element = open_.back();
    open_.pop_back();
    Kind& kind = shape_[element.kind];
    std::uint64_t leaves = element.leaves;
    if (element.has_text) {
      if (element.has_element) kind.mixed = true;
      ++kind.with_value;
      ++leaves;
    }
    kind.leaves += leaves;
    open_.back().leaves += leaves;
  }
  void text(std::string_view text) override { open_.back().has_text = open_.back().has_text || !is_blank_text(text); }

 private:
  struct Open {
    std::size_t kind = 0;
    std::uint64_t leaves = 0;
    bool has_text = false;
    bool has_element = false;
  };
  Shape& shape_;
  std::vector<Open> open_;
};

class SecondWalk final : public XmlWalk {
 public:
  SecondWalk(const Limits& limits, const Shape& shape, Output& out, std::string_view part)
      : XmlWalk(limits), shape_(shape), out_(out), part_(part), text_(limits, out, part) {
    open_.push_back({});
  }

  void start(std::string_view qualified, const char** attributes) override {
    const std::string_view name = local_name(qualified);
    if (open_.size() == 1) {
      is_document_ = is_document_root(name);
      is_property_list_ = name == "plist";
    }
    const std::size_t kind = shape_.find(open_.back().kind, name);
    Open& opened = open_.emplace_back();
    opened.kind = kind;
    opened.name = name;
    if (record_depth_ == 0 && kind != 0 && shape_[kind].is_record && !is_document_ && !is_property_list_) {
      record_depth_ = open_.size();
      record_kind_ = kind;
      fields_.clear();
    }
    if (record_depth_ != 0) {
      record_start(kind, attributes);
      return;
    }
    if (is_document_) {
      // Attributes of a document's elements are its looks; links and the properties of SVG and Word are said in text.
      for (; *attributes != nullptr; attributes += 2) {
        const std::string_view attribute = local_name(attributes[0]);
        if (attribute == "href" || attribute == "alt" || attribute == "author" || attribute == "string") {
          space();
          text_.add(attributes[1], offset());
          space();
        }
      }
      if (name == "tab") text_.add("\t", offset());
      if (name == "br" || name == "cr") text_.end_line();
      return;
    }
    if (is_property_list_ && text_.last() == ' ') return;  // After "key: ".
    text_.end_line();
    for (; *attributes != nullptr; attributes += 2) {
      if (*attributes[1] == '\0' || std::string_view(attributes[0]).starts_with("xmlns")) continue;
      text_.add(std::string(local_name(attributes[0])) + ": ", offset());
      text_.add(attributes[1], offset());
      text_.end_line();
    }
  }

  void end() override {
    Open element = std::move(open_.back());
    open_.pop_back();
    if (record_depth_ != 0) {
      add_field(element);
      if (open_.size() + 1 == record_depth_) {
        give_record();
        record_depth_ = 0;
      }
      return;
    }
    if (is_document_) {
      if (is_paragraph(element.name)) text_.end_line();
      return;
    }
    if (is_property_list_ && element.name == "key") return;  // Its value follows on the same line.
    text_.end_line();
  }

  void text(std::string_view run) override {
    Open& element = open_.back();
    if (record_depth_ != 0) {
      if (element.text.size() + run.size() > limits_.document_bytes_max) {
        out_.gap(Status::too_big, "cells are longer than the bound");
        return;
      }
      if (element.text.empty() && !is_blank_text(run)) {
        // The place is that of the value, not of the blank before it.
        std::size_t blank = 0;
        while (blank < run.size() && is_space(run[blank])) ++blank;
        element.offset = offset() + blank;
      }
      element.text += run;
      return;
    }
    if (is_blank_text(run)) {
      if (is_document_ || !text_.at_line_start()) space();
      return;
    }
    if (!table_.empty()) close_table();
    if (!is_document_ && text_.at_line_start() && open_.size() > 1) {
      // <Password><Value>x</Value>: the element around it says what the value is.
      const bool nameless = equals_ignoring_case(element.name, "value") && open_.size() > 2;
      const std::string& name = nameless ? open_[open_.size() - 2].name : element.name;
      if (!(is_property_list_ && element.name == "key")) text_.add(name + ": ", offset());
    }
    // Line ends within a paragraph are blanks of the source; in data they stand.
    if (text_.at_line_start()) {
      std::size_t blank = 0;
      while (blank < run.size() && is_space(run[blank])) ++blank;
      text_.add(run.substr(blank), offset() + blank);
    } else {
      text_.add(run, offset());
    }
    if (is_property_list_ && element.name == "key") text_.add(": ", offset());
  }

  void comment(std::string_view run) override {
    if (is_blank_text(run) || record_depth_ != 0) return;
    text_.end_line();
    text_.add(trim(run), offset());
    text_.end_line();
  }

  void finish() {
    // Broken off within a record: what of it was read is told as text.
    if (record_depth_ != 0) {
      while (open_.size() >= record_depth_) {
        Open element = std::move(open_.back());  // As at its end: what add_field() sees as open are those around it.
        open_.pop_back();
        add_field(element);
      }
      give_record();
    }
    close_table();
    text_.finish();
  }

 private:
  struct Open {
    std::size_t kind = 0;
    std::string name;
    std::string text;  // Within a record.
    std::uint64_t offset = 0;
    std::string column;  // Within a positional record: the cell's own name.
  };
  struct Field {
    std::size_t kind = 0;
    std::string column;
    std::string text;
    std::uint64_t offset = 0;
  };

  void space() {
    const char last = text_.last();
    if (last != '\n' && last != ' ' && last != '\t') text_.add(" ", offset());
  }

  bool positional() const { return shape_[record_kind_].positional; }

  void record_start(std::size_t kind, const char** attributes) {
    if (positional()) {
      if (open_.size() != record_depth_ + 1) return;
      ++cell_;
      for (; *attributes != nullptr; attributes += 2) {
        const std::string_view name = local_name(attributes[0]);
        if (name == "name" || name == "key" || name == "column") open_.back().column = attributes[1];
        // Excel 2003 leaves empty cells out and numbers the next.
        if (name == "Index") {
          std::size_t number = 0;
          for (const char c : std::string_view(attributes[1]).substr(0, 6)) {
            if (is_digit(c)) number = number * 10 + static_cast<std::size_t>(c - '0');
          }
          if (number > cell_ && number < limits_.table_columns_max) cell_ = number;
        }
      }
      return;
    }
    for (; *attributes != nullptr; attributes += 2) {
      if (*attributes[1] == '\0') continue;
      const std::size_t one = kind == 0 ? 0 : shape_.find(kind, "@" + std::string(local_name(attributes[0])));
      fields_.push_back({one, "", attributes[1], offset()});
    }
  }

  void add_field(Open& element) {
    const std::string_view value = trim(element.text);
    if (positional()) {
      if (open_.size() < record_depth_) {
        cell_ = 0;
        if (!value.empty()) fields_.push_back({0, "", std::string(value), element.offset});
        return;
      }
      if (open_.size() == record_depth_) {
        if (!value.empty()) fields_.push_back({cell_, element.column, std::string(value), element.offset});
      } else if (!value.empty()) {
        // Within a cell: its parts make its text.
        Open& cell = open_[record_depth_];
        if (cell.text.empty()) {
          cell.offset = element.offset;
        } else {
          cell.text += ' ';
        }
        cell.text += value;
      }
      return;
    }
    if (!value.empty()) fields_.push_back({element.kind, "", std::string(value), element.offset});
  }

  void give_record() {
    if (fields_.empty()) return;
    text_.end_line();
    if (!text_.empty()) {
      close_table();
      text_.finish();
    }
    if (table_kind_ != record_kind_) close_table();
    std::vector<std::string> columns;
    bool named = false;
    if (positional()) {
      for (const Field& field : fields_) named = named || !field.column.empty();
      if (named && !table_.empty()) {
        for (const Field& field : fields_) {
          if (std::find(table_.begin(), table_.end(), field.column) == table_.end()) {
            close_table();
            break;
          }
        }
      }
    }
    if (table_.empty()) {
      if (positional()) {
        for (const Field& field : fields_) {
          if (named && std::find(table_.begin(), table_.end(), field.column) == table_.end()) {
            table_.push_back(field.column);
          }
        }
        if (!named) table_.push_back("");  // Open, with columns unnamed.
      } else {
        leaves_ = shape_.leaves_of(record_kind_);
        for (const std::size_t leaf : leaves_) {
          const Kind& kind = shape_[leaf];
          std::string name = kind.name.starts_with('@') ? kind.name.substr(1) : kind.name;
          // <home><city> beside <work><city>: the parent tells them apart.
          if (std::find(table_.begin(), table_.end(), name) != table_.end()) {
            name = shape_[kind.parent].name + ' ' + name;
          }
          table_.push_back(std::move(name));
        }
      }
      table_kind_ = record_kind_;
      table_named_ = named || !positional();
      TableInfo info;
      info.name = shape_[record_kind_].name;
      info.part = part_;
      info.places_by_offset = true;
      std::vector<std::string_view> views;
      if (table_named_) views.assign(table_.begin(), table_.end());
      info.columns = views;
      out_.table_begin(info);
      row_ = 0;
    }
    std::vector<std::string> texts(table_named_ ? table_.size() : 0);
    std::vector<std::uint64_t> offsets(texts.size());
    for (const Field& field : fields_) {
      std::size_t at = 0;
      if (positional() && table_named_) {
        at = static_cast<std::size_t>(std::find(table_.begin(), table_.end(), field.column) - table_.begin());
        if (at == table_.size()) at = 0;
      } else if (positional()) {
        at = field.kind == 0 ? 0 : field.kind - 1;
      } else {
        at = static_cast<std::size_t>(std::lower_bound(leaves_.begin(), leaves_.end(), field.kind) - leaves_.begin());
        if (at == leaves_.size()) at = 0;
      }
      if (at >= limits_.table_columns_max) {
        out_.gap(Status::too_big, "cells lie beyond the widest table that is read");
        continue;
      }
      if (at >= texts.size()) {
        texts.resize(at + 1);
        offsets.resize(at + 1);
      }
      if (texts[at].empty()) {
        offsets[at] = field.offset;
        texts[at] = field.text;
      } else {
        texts[at] += "; " + field.text;
      }
    }
    std::vector<Cell> cells(texts.size());
    for (std::size_t at = 0; at < texts.size(); ++at) {
      cells[at].text = texts[at];
      cells[at].kind = texts[at].empty() ? CellKind::empty : CellKind::text;
      cells[at].offset_bytes = texts[at].empty() ? fields_.front().offset : offsets[at];
    }
    out_.table_row(++row_, cells, true);
    fields_.clear();
  }

  void close_table() {
    if (table_.empty()) return;
    out_.table_end();
    table_.clear();
    table_kind_ = 0;
  }

  const Shape& shape_;
  Output& out_;
  std::string part_;
  MappedText text_;
  std::vector<Open> open_;
  bool is_document_ = false;
  bool is_property_list_ = false;
  std::size_t record_depth_ = 0;  // Of open_, where the record stands; 0 outside.
  std::size_t record_kind_ = 0;
  std::size_t cell_ = 0;
  std::vector<Field> fields_;
  std::vector<std::string> table_;  // Its columns; empty: none is open.
  std::vector<std::size_t> leaves_;
  std::size_t table_kind_ = 0;
  bool table_named_ = false;
  std::uint64_t row_ = 0;
};

// ---- Expat's side. ----

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  XmlWalk& walk = *static_cast<XmlWalk*>(data);
  if (++walk.depth > walk.limits_.nesting_max) {
    walk.too_deep = true;
    XML_StopParser(walk.parser, XML_FALSE);
    return;
  }
  walk.start(name, attributes);
}
void XMLCALL on_end(void* data, const XML_Char*) {
  XmlWalk& walk = *static_cast<XmlWalk*>(data);
  if (walk.too_deep) return;
  --walk.depth;
  walk.end();
}
void XMLCALL on_text(void* data, const XML_Char* text, int size) {
  XmlWalk& walk = *static_cast<XmlWalk*>(data);
  if (!walk.too_deep) walk.text({text, static_cast<std::size_t>(size)});
}
void XMLCALL on_comment(void* data, const XML_Char* text) { static_cast<XmlWalk*>(data)->comment(text); }
// &nbsp; and its like, in documents that declare nothing.
void XMLCALL on_skipped(void* data, const XML_Char* name, int is_parameter) {
  if (is_parameter != 0) return;
  static_cast<XmlWalk*>(data)->text(html_unescaped("&" + std::string(name) + ";"));
}
// Charsets of one byte a character, by what each byte means; others are decoded before.
int XMLCALL on_encoding(void*, const XML_Char* name, XML_Encoding* encoding) {
  for (int byte = 0; byte < 256; ++byte) {
    const auto raw = static_cast<std::byte>(byte);
    const auto text = decode_to_utf8(ByteView(&raw, 1), name);
    if (!text) return XML_STATUS_ERROR;
    std::size_t at = 0;
    const char32_t c = text->empty() ? 0xFFFD : next_code_point(*text, at);
    encoding->map[byte] = c > 0xFFFF || (c == 0xFFFD && byte < 0x80) ? -1 : static_cast<int>(c);
    if (byte < 0x80 && c != static_cast<char32_t>(byte)) return XML_STATUS_ERROR;
  }
  encoding->data = nullptr;
  encoding->convert = nullptr;
  encoding->release = nullptr;
  return XML_STATUS_OK;
}

struct Outcome {
  bool whole = false;
  std::uint64_t broke_at = 0;
  std::string why;
};

Result<Outcome> walk_document(Source& source, const char* encoding, XmlWalk& walk) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(encoding),
                                                                            &XML_ParserFree);
  if (!parser) return fail(Fault::over_limit, "needs more memory than a worker may use");
  walk.parser = parser.get();
  XML_SetUserData(parser.get(), &walk);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetCommentHandler(parser.get(), on_comment);
  XML_SetSkippedEntityHandler(parser.get(), on_skipped);
  XML_SetUnknownEncodingHandler(parser.get(), on_encoding, nullptr);
  XML_SetHashSalt(parser.get(), 0x5eed);      // The same walk on every run.
  XML_UseForeignDTD(parser.get(), XML_TRUE);  // An entity that nobody declared is skipped, not an error.
  std::uint64_t at = 0;
  Outcome outcome;
  for (;;) {
    void* const room = XML_GetBuffer(parser.get(), static_cast<int>(xml_chunk_bytes));
    if (room == nullptr) return fail(Fault::over_limit, "needs more memory than a worker may use", at);
    TRY_ASSIGN(const std::size_t got, source.read_at(at, {static_cast<std::byte*>(room), xml_chunk_bytes}));
    at += got;
    const bool last = at >= source.size_bytes() || got == 0;
    if (XML_ParseBuffer(parser.get(), static_cast<int>(got), last ? XML_TRUE : XML_FALSE) != XML_STATUS_OK) {
      const XML_Index index = XML_GetCurrentByteIndex(parser.get());
      outcome.broke_at = index < 0 ? at : static_cast<std::uint64_t>(index);
      outcome.why = walk.too_deep ? "nested deeper than the bound" : XML_ErrorString(XML_GetErrorCode(parser.get()));
      return outcome;
    }
    if (last) break;
  }
  outcome.whole = true;
  return outcome;
}

// The charset that <?xml encoding="..."?> names; "" where it names none.
std::string declared_encoding(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (!head.starts_with("<?xml")) return "";
  const std::string_view line = head.substr(0, std::min(head.find("?>"), std::size_t{300}));
  const std::size_t at = line.find("encoding");
  if (at == std::string_view::npos) return "";
  const std::size_t open = line.find_first_of("\"'", at);
  if (open == std::string_view::npos) return "";
  const std::size_t close = line.find(line[open], open + 1);
  return close == std::string_view::npos ? "" : std::string(line.substr(open + 1, close - open - 1));
}

Result<void> read_document(Source& source, const ExtractContext& context, const char* encoding, std::string_view part,
                           Output& out) {
  Shape shape;
  FirstWalk first(context.limits, shape);
  TRY(walk_document(source, encoding, first));
  shape.choose_records();
  SecondWalk second(context.limits, shape, out, part);
  TRY_ASSIGN(const Outcome outcome, walk_document(source, encoding, second));
  second.finish();
  if (outcome.whole) return {};
  out.gap(Status::partly_read, "not well-formed XML (" + outcome.why + ", byte " + std::to_string(outcome.broke_at) +
                                   "): read as plain text from there on");
  return give_text(source, context.charset.empty() ? "windows-1252" : context.charset, outcome.broke_at,
                   source.size_bytes(), context.limits, out);
}

}  // namespace

int probe_xml(const Head& head) {
  std::string_view text = trim(head.text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("<?xml") && text.size() > 5 && is_space(text[5])) return 80;
  for (int steps = 0; steps < 16 && text.starts_with("<!--"); ++steps) {
    const std::size_t close = text.find("-->");
    if (close == std::string_view::npos) return 0;
    text = trim(text.substr(close + 3));
  }
  if (text.starts_with("<!DOCTYPE ") && !equals_ignoring_case(text.substr(10, 4), "html")) return 70;
  if (text.size() < 4 || text[0] != '<' || !is_alpha(text[1])) return 0;
  std::size_t size = 1;
  while (size < text.size() &&
         (is_alnum(text[size]) || text[size] == ':' || text[size] == '-' || text[size] == '_' || text[size] == '.')) {
    ++size;
  }
  if (size == text.size() || (!is_space(text[size]) && text[size] != '>' && text[size] != '/')) return 0;
  const std::string_view start = text.substr(0, text.find('>'));
  if (start.find("xmlns") != std::string_view::npos) return 75;
  // The whole in the head: its end tag must be there. Else several end tags will do.
  const std::string end_tag = "</" + std::string(text.substr(1, size - 1));
  if (head.bytes.size() == head.size_bytes) {
    const std::size_t last = text.rfind(end_tag);
    if (last != std::string_view::npos && trim(text.substr(last)).size() < end_tag.size() + 4) return 65;
    // Broken off: an element must lie in the first one, where a chat says "<jo> hello".
    if (!trim(text.substr(std::min(start.size() + 1, text.size()))).starts_with('<')) return 0;
  }
  std::size_t ends = 0;
  for (std::size_t at = text.find("</"); at != std::string_view::npos && ends < 8; at = text.find("</", at + 2)) ++ends;
  return ends >= 8 ? 50 : 0;
}

Result<void> extract_xml(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const Buffer head, read_head(source, 1024));
  const std::string declared = to_lower_ascii(declared_encoding(as_text(head)));
  // Expat reads UTF-8, UTF-16 and Latin-1 itself, and charsets of one byte a character with on_encoding.
  const bool wide = declared.starts_with("gb") || declared.starts_with("big5") || declared.starts_with("shift") ||
                    declared.starts_with("sjis") || declared.starts_with("euc") || declared.starts_with("iso-2022") ||
                    declared.starts_with("ks_") || declared == "windows-31j" || declared == "cp932" ||
                    context.charset.starts_with("UTF-32");
  if (!wide) {
    // What the bytes are is believed before what they say: UTF-8 that calls itself Latin-1 is common, and the reverse.
    const bool unmarked = declared.empty() || declared == "utf-8";
    const char* encoding = nullptr;
    if (context.charset == "UTF-8" && !declared.starts_with("utf-16") && context.charset_confidence >= 0.9) {
      encoding = "UTF-8";
    } else if (unmarked && !context.charset.empty() && !context.charset.starts_with("UTF-")) {
      const std::string name(context.charset);
      return read_document(source, context, name.c_str(), "", out);
    } else if (context.charset == "UTF-16LE" || context.charset == "UTF-16BE") {
      encoding = context.charset == "UTF-16LE" ? "UTF-16LE" : "UTF-16BE";
    }
    return read_document(source, context, encoding, "", out);
  }
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, context.limits.document_bytes_max, storage));
  auto text = decode_to_utf8(bytes, context.charset.starts_with("UTF-32") ? context.charset : declared);
  if (!text) text = decode_to_utf8(bytes, context.charset.empty() ? "windows-1252" : context.charset);
  if (!text) return tl::unexpected<Error>(text.error());
  MemorySource decoded(as_bytes(*text));
  return read_document(decoded, context, "UTF-8", "body", out);
}

}  // namespace constat
