#include "extract/html.h"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "extract/extractors.h"
#include "extract/part_text.h"
#include "extract/text_coding.h"

namespace constat {

namespace {

// A tree takes about ten times its text; a worker has 512 MB for everything.
constexpr std::size_t tree_bytes_max = std::size_t{192} << 20;
// Gumbo compares each attribute of a tag with all before it.
constexpr std::size_t attributes_max = 1000;
constexpr std::size_t table_nesting_max = 32;
constexpr std::size_t span_max = 1000;  // HTML standard, 4.9.11: colspan above 1000 counts as 1000.
// A cell with more text than this belongs to a table that lays out a page, not to one that holds data.
constexpr std::size_t data_cell_bytes_max = 2000;

using Attribute = std::pair<std::string_view, std::string_view>;
using Attributes = std::vector<Attribute>;

std::string_view attribute(const Attributes& attributes, std::string_view name) {
  for (const Attribute& one : attributes) {
    if (equals_ignoring_case(one.first, name)) return one.second;
  }
  return {};
}

bool is_block(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_OPTGROUP:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_IFRAME: return true;
    default: return false;
  }
}
bool is_preformatted(GumboTag tag) {
  return tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_TEXTAREA || tag == GUMBO_TAG_LISTING || tag == GUMBO_TAG_XMP ||
         tag == GUMBO_TAG_PLAINTEXT;
}
bool is_void(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_AREA:
    case GUMBO_TAG_BASE:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_COL:
    case GUMBO_TAG_EMBED:
    case GUMBO_TAG_FRAME:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_KEYGEN:
    case GUMBO_TAG_LINK:
    case GUMBO_TAG_META:
    case GUMBO_TAG_PARAM:
    case GUMBO_TAG_SOURCE:
    case GUMBO_TAG_TRACK:
    case GUMBO_TAG_WBR: return true;
    default: return false;
  }
}
// Closed by their next sibling: left open thousands of times in honest pages, and never nested by that.
bool is_closed_by_sibling(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_OPTGROUP:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_COLGROUP:
    case GUMBO_TAG_A:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_BODY: return true;
    default: return false;
  }
}
GumboTag html_tag(std::string_view name) { return gumbo_tagn_enum(name.data(), static_cast<unsigned>(name.size())); }

// A table that holds data, as it stands in the text around it.
struct DataTable {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name;
  struct CellRange {
    std::size_t begin = 0;  // From DataTable::begin.
    std::size_t size = 0;
  };
  std::vector<std::vector<CellRange>> rows;
};

// Makes text out of elements in document order. The parser and the tag stripper both speak to it.
class Page {
 public:
  struct Contents {
    std::string title;
    std::string body;
    std::vector<DataTable> tables;
    std::string comments;
    std::string links;
    std::string scripts;
    bool cells_left_out = false;  // Beyond limits.table_columns_max.
  };

  explicit Page(const Limits& limits) : limits_(limits) { frames_.emplace_back(); }

  void start(GumboTag tag, const Attributes& attributes) {
    switch (tag) {
      case GUMBO_TAG_TABLE: return table_begin();
      case GUMBO_TAG_TR: return row_begin();
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH: return cell_begin(tag == GUMBO_TAG_TH, attributes);
      case GUMBO_TAG_CAPTION:
      case GUMBO_TAG_THEAD:
      case GUMBO_TAG_TBODY:
      case GUMBO_TAG_TFOOT:
        if (in_cell()) cell_end();
        break;
      default: break;
    }
    if (is_block(tag)) end_line();
    if (is_preformatted(tag)) ++preformatted_;
    if (attributes.empty()) return;
    addresses(tag, attributes);
    if (tag == GUMBO_TAG_INPUT || tag == GUMBO_TAG_BUTTON || tag == GUMBO_TAG_TEXTAREA || tag == GUMBO_TAG_PARAM) {
      field(attributes);
    }
    if (tag == GUMBO_TAG_IMG || tag == GUMBO_TAG_AREA) aside(attribute(attributes, "alt"));
    const std::string_view title = attribute(attributes, "title");
    if (!title.empty() && title != attribute(attributes, "alt")) aside(title);
  }

  void end(GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_TABLE: return table_end();
      case GUMBO_TAG_TR:
        if (in_cell()) cell_end();
        return;
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH:
        if (in_cell()) cell_end();
        return;
      default: break;
    }
    if (tag == GUMBO_TAG_A && !pending_address_.empty()) {
      // "Write to <a href=mailto:x@y>us</a>": the address is told only where the text does not say it.
      if (frames_.back().text.find(pending_address_, std::min(address_begin_, frames_.back().text.size())) ==
          std::string::npos) {
        aside(pending_address_);
      }
      pending_address_.clear();
    }
    if (is_preformatted(tag) && preformatted_ > 0) --preformatted_;
    if (is_block(tag) && tag != GUMBO_TAG_BR) end_line();
  }

  void text(std::string_view run) {
    Frame& frame = frames_.back();
    std::string& to = frame.text;
    for (std::size_t index = 0; index < run.size(); ++index) {
      const char c = run[index];
      if (is_space(c)) {
        if (preformatted_ == 0) {
          frame.space_pending = true;
        } else if (c == '\n') {
          frame.space_pending = false;
          to += '\n';
        } else if (c != '\r') {
          put_space(frame);
          to += c == '\t' ? '\t' : ' ';
        }
        continue;
      }
      if (c == '\xC2' && index + 1 < run.size()) {
        if (run[index + 1] == '\xA0') {  // No-break space: a space to whoever looks for words.
          put_space(frame);
          to += ' ';
          ++index;
          continue;
        }
        if (run[index + 1] == '\xAD') {  // Soft hyphen: not seen.
          ++index;
          continue;
        }
      }
      if (c == '\xE2' && run.substr(index, 3) == "\xE2\x80\x8B") {  // Zero-width space.
        index += 2;
        continue;
      }
      put_space(frame);
      std::size_t stop = index + 1;
      while (stop < run.size() && !is_space(run[stop]) && run[stop] != '\xC2' && run[stop] != '\xE2') ++stop;
      to.append(run.substr(index, stop - index));
      index = stop - 1;
    }
  }

  void title(std::string_view run) { add_line(contents_.title, run); }
  void comment(std::string_view run) { add_line(contents_.comments, run); }
  void script(std::string_view run) { add_line(contents_.scripts, run); }

  Contents finish() {
    while (!open_tables_.empty()) table_end();
    end_line();
    contents_.body = std::move(frames_.back().text);
    contents_.tables = std::move(frames_.back().tables);
    return std::move(contents_);
  }

 private:
  struct Frame {  // Text being written: the page's, or an open cell's.
    std::string text;
    std::vector<DataTable> tables;
    bool space_pending = false;
  };
  struct TableCell {
    std::string text;
    std::vector<DataTable> tables;
    std::size_t column_span = 1;
    std::size_t row_span = 1;
    bool header = false;
  };
  struct Table {
    std::vector<std::vector<TableCell>> rows;
    std::string caption;
    bool cell_open = false;
  };

  static void add_line(std::string& to, std::string_view run) {
    const std::string_view trimmed = trim(run);
    if (trimmed.empty()) return;
    to += trimmed;
    to += '\n';
  }

  static void put_space(Frame& frame) {
    if (!frame.space_pending) return;
    frame.space_pending = false;
    if (!frame.text.empty() && frame.text.back() != '\n' && frame.text.back() != ' ') frame.text += ' ';
  }

  void end_line() {
    Frame& frame = frames_.back();
    frame.space_pending = false;
    if (preformatted_ == 0) {
      while (!frame.text.empty() && frame.text.back() == ' ') frame.text.pop_back();
    }
    if (!frame.text.empty() && frame.text.back() != '\n') frame.text += '\n';
  }

  // Text that stands apart from its neighbours by a blank.
  void aside(std::string_view run) {
    if (run.empty()) return;
    frames_.back().space_pending = true;
    text(run);
    frames_.back().space_pending = true;
  }

  void field(const Attributes& attributes) {
    const std::string_view value = attribute(attributes, "value");
    const std::string_view name = attribute(attributes, "name");
    aside(attribute(attributes, "placeholder"));
    if (value.empty()) return;
    // The field's name is what the value's meaning hangs on: "password: ..."
    if (!name.empty()) aside(std::string(name) + ":");
    aside(value);
  }

  void addresses(GumboTag tag, const Attributes& attributes) {
    for (const Attribute& one : attributes) {
      const bool is_address = equals_ignoring_case(one.first, "href") || equals_ignoring_case(one.first, "src") ||
                              equals_ignoring_case(one.first, "action") || equals_ignoring_case(one.first, "data") ||
                              equals_ignoring_case(one.first, "cite") || equals_ignoring_case(one.first, "background");
      const bool is_meta = tag == GUMBO_TAG_META && equals_ignoring_case(one.first, "content");
      const bool is_data_attribute = one.first.size() > 5 && equals_ignoring_case(one.first.substr(0, 5), "data-");
      if (is_meta) {
        const std::string_view name = attribute(attributes, "name");
        const std::string_view property = name.empty() ? attribute(attributes, "property") : name;
        add_line(contents_.links,
                 property.empty() ? std::string(one.second) : std::string(property) + ": " + std::string(one.second));
      } else if (is_data_attribute && !one.second.empty()) {
        add_line(contents_.links, std::string(one.first.substr(5)) + ": " + std::string(one.second));
      } else if (is_address && !one.second.empty()) {
        const std::string_view address = trim(one.second);
        const std::string scheme = to_lower_ascii(address.substr(0, 11));
        bool in_text = false;  // The whole of it: among the links it would be nobody's.
        if (tag == GUMBO_TAG_A && (scheme.starts_with("mailto:") || scheme.starts_with("tel:"))) {
          const std::size_t colon = address.find(':');
          pending_address_ = to_valid_utf8(percent_decoded(address.substr(colon + 1, address.find('?') - colon - 1)));
          address_begin_ = frames_.back().text.size();
          in_text = !pending_address_.empty() && address.find('?') == std::string_view::npos;
        }
        if (scheme.starts_with("javascript:")) {
          script(to_valid_utf8(percent_decoded(address)));
        } else if (!in_text && !scheme.starts_with("data:")) {  // A picture in base64 is no text.
          add_line(contents_.links, address);
        }
      } else if (one.first.size() > 2 && equals_ignoring_case(one.first.substr(0, 2), "on")) {
        script(one.second);
      }
    }
  }

  bool in_cell() const { return !open_tables_.empty() && open_tables_.back().cell_open; }

  void table_begin() {
    end_line();
    if (open_tables_.size() >= table_nesting_max) {
      ++tables_ignored_;
      return;
    }
    open_tables_.emplace_back();
  }
  void row_begin() {
    if (open_tables_.empty() || tables_ignored_ > 0) return end_line();
    if (in_cell()) cell_end();
    open_tables_.back().rows.emplace_back();
  }
  void cell_begin(bool header, const Attributes& attributes) {
    if (open_tables_.empty() || tables_ignored_ > 0) {
      frames_.back().space_pending = true;
      return;
    }
    if (in_cell()) cell_end();
    Table& table = open_tables_.back();
    if (table.rows.empty()) table.rows.emplace_back();
    TableCell cell;
    cell.header = header;
    if (!attributes.empty()) {
      cell.column_span = span(attribute(attributes, "colspan"));
      cell.row_span = span(attribute(attributes, "rowspan"));
    }
    table.rows.back().push_back(std::move(cell));
    table.cell_open = true;
    frames_.emplace_back();
  }
  static std::size_t span(std::string_view digits) {
    std::size_t value = 0;
    for (const char c : trim(digits)) {
      if (!is_digit(c) || value > span_max) break;
      value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return std::clamp<std::size_t>(value, 1, span_max);
  }
  void cell_end() {
    if (tables_ignored_ > 0) return;
    Frame& frame = frames_.back();
    while (!frame.text.empty() && is_space(frame.text.back())) frame.text.pop_back();
    TableCell& cell = open_tables_.back().rows.back().back();
    cell.text = std::move(frame.text);
    cell.tables = std::move(frame.tables);
    open_tables_.back().cell_open = false;
    frames_.pop_back();
  }

  void table_end() {
    if (tables_ignored_ > 0) {
      --tables_ignored_;
      return end_line();
    }
    if (open_tables_.empty()) return end_line();
    if (in_cell()) cell_end();
    Table table = std::move(open_tables_.back());
    open_tables_.pop_back();
    std::erase_if(table.rows, [](const std::vector<TableCell>& row) {
      return std::all_of(row.begin(), row.end(), [](const TableCell& cell) { return cell.text.empty(); });
    });
    end_line();
    if (holds_data(table)) {
      give_data(table);
    } else {
      give_layout(table);
    }
    end_line();
  }

  // Rows and columns of short cells. A table with tables in it lays out a page; a table of two columns of which the
  // first names the second ("Name: | Ann") reads better as lines.
  static bool holds_data(const Table& table) {
    if (table.rows.size() < 2) return false;
    std::size_t columns = 0;
    std::size_t labels = 0;
    std::size_t filled = 0;
    for (const std::vector<TableCell>& row : table.rows) {
      columns = std::max(columns, row.size());
      for (const TableCell& cell : row) {
        if (!cell.tables.empty() || cell.text.size() > data_cell_bytes_max) return false;
        if (!cell.text.empty()) ++filled;
      }
      if (row.size() == 2 && (row[0].text.ends_with(':') || (row[0].header && !row[1].header))) ++labels;
    }
    if (columns < 2 || filled < 4) return false;
    return columns > 2 || labels * 2 < table.rows.size();
  }

  void give_data(Table& table) {
    std::string& to = frames_.back().text;
    DataTable given;
    given.begin = to.size();
    given.name = std::move(table.caption);
    std::size_t cells = 0;
    std::size_t spanned = 0;
    for (const std::vector<TableCell>& row : table.rows) {
      for (const TableCell& cell : row) {
        ++cells;
        spanned += cell.column_span;
      }
    }
    // A few cells that claim a million columns between them: the spans are not believed.
    const bool spans_believed = spanned <= 8 * cells + 10'000;
    std::vector<std::size_t> taken;  // By column: how many rows below are still taken by a cell above.
    for (const std::vector<TableCell>& row : table.rows) {
      std::vector<DataTable::CellRange>& ranges = given.rows.emplace_back();
      const auto add = [&](std::string_view cell_text) {
        if (ranges.size() >= limits_.table_columns_max) {
          contents_.cells_left_out = contents_.cells_left_out || !cell_text.empty();
          return;
        }
        if (!ranges.empty()) to += '\t';
        const std::size_t begin = to.size();
        for (const char c : cell_text) to += c == '\n' || c == '\t' ? ' ' : c;
        ranges.push_back({begin - given.begin, to.size() - begin});
      };
      std::size_t column = 0;
      const auto skip_taken = [&] {
        while (column < taken.size() && taken[column] > 0) {
          --taken[column++];
          add("");
        }
      };
      for (const TableCell& cell : row) {
        skip_taken();
        const std::size_t width = spans_believed ? cell.column_span : 1;
        if (column >= limits_.table_columns_max) add(cell.text);
        for (std::size_t index = 0; index < width && column < limits_.table_columns_max; ++index, ++column) {
          add(index == 0 ? std::string_view(cell.text) : std::string_view());
          if (cell.row_span > 1) {
            if (taken.size() <= column) taken.resize(column + 1);
            taken[column] = cell.row_span - 1;
          }
        }
      }
      skip_taken();
      to += '\n';
    }
    given.end = to.size();
    frames_.back().tables.push_back(std::move(given));
  }

  void give_layout(Table& table) {
    Frame& frame = frames_.back();
    for (std::vector<TableCell>& row : table.rows) {
      const bool one_line = std::none_of(row.begin(), row.end(), [](const TableCell& cell) {
        return !cell.tables.empty() || cell.text.size() > 200 || cell.text.find('\n') != std::string::npos;
      });
      bool first = true;
      for (TableCell& cell : row) {
        if (cell.text.empty()) continue;
        if (!first) frame.text += one_line ? '\t' : '\n';
        first = false;
        const std::size_t begin = frame.text.size();
        frame.text += cell.text;
        for (DataTable& inner : cell.tables) {
          inner.begin += begin;
          inner.end = std::min(inner.end + begin, frame.text.size());
          frame.tables.push_back(std::move(inner));
        }
      }
      if (!first) frame.text += '\n';
    }
  }

  const Limits& limits_;
  Contents contents_;
  std::vector<Frame> frames_;
  std::vector<Table> open_tables_;
  std::size_t tables_ignored_ = 0;
  std::size_t preformatted_ = 0;
  std::string pending_address_;
  std::size_t address_begin_ = 0;
};

// ---- Tags as written, without a tree: for the look before parsing, and in its stead. ----

void append_entity(std::string& to, std::string_view text, std::size_t& index) {
  struct Named {
    std::string_view name;
    char32_t code_point;
  };
  static constexpr Named named[] = {
      {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},    {"nbsp", 0xA0},
      {"eacute", 0xE9},  {"egrave", 0xE8},  {"ecirc", 0xEA},   {"euml", 0xEB},     {"agrave", 0xE0},  {"aacute", 0xE1},
      {"acirc", 0xE2},   {"auml", 0xE4},    {"aring", 0xE5},   {"aelig", 0xE6},    {"ccedil", 0xE7},  {"icirc", 0xEE},
      {"iuml", 0xEF},    {"iacute", 0xED},  {"ntilde", 0xF1},  {"ocirc", 0xF4},    {"ouml", 0xF6},    {"oacute", 0xF3},
      {"oslash", 0xF8},  {"ugrave", 0xF9},  {"uacute", 0xFA},  {"ucirc", 0xFB},    {"uuml", 0xFC},    {"szlig", 0xDF},
      {"Eacute", 0xC9},  {"Egrave", 0xC8},  {"Agrave", 0xC0},  {"Auml", 0xC4},     {"Ouml", 0xD6},    {"Uuml", 0xDC},
      {"Ccedil", 0xC7},  {"euro", 0x20AC},  {"pound", 0xA3},   {"yen", 0xA5},      {"copy", 0xA9},    {"reg", 0xAE},
      {"laquo", 0xAB},   {"raquo", 0xBB},   {"ndash", 0x2013}, {"mdash", 0x2014},  {"lsquo", 0x2018}, {"rsquo", 0x2019},
      {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bull", 0x2022},  {"hellip", 0x2026}, {"middot", 0xB7},  {"deg", 0xB0},
  };
  const std::string_view rest = text.substr(index + 1, 12);
  std::size_t size = 0;
  char32_t code_point = 0;
  if (rest.starts_with('#')) {
    const bool hex = rest.size() > 1 && (rest[1] == 'x' || rest[1] == 'X');
    size = hex ? 2 : 1;
    const std::size_t digits = size;
    for (; size < rest.size(); ++size) {
      const char c = static_cast<char>(rest[size] | 0x20);
      if (is_digit(rest[size])) {
        code_point = code_point * (hex ? 16 : 10) + static_cast<char32_t>(rest[size] - '0');
      } else if (hex && c >= 'a' && c <= 'f') {
        code_point = code_point * 16 + static_cast<char32_t>(c - 'a' + 10);
      } else {
        break;
      }
      if (code_point > 0x10FFFF) code_point = 0x110000;
    }
    if (size == digits) code_point = 0;
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) code_point = 0xFFFD;
  } else {
    while (size < rest.size() && is_alnum(rest[size])) ++size;
    for (const Named& one : named) {
      if (one.name == rest.substr(0, size)) code_point = one.code_point;
    }
  }
  if (code_point == 0) {
    to += '&';
    return;
  }
  append_utf8(to, code_point);
  index += size;
  if (index + 1 < text.size() && text[index + 1] == ';') ++index;
}

std::string entities_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] == '&') {
      append_entity(decoded, text, index);
    } else {
      decoded += text[index];
    }
  }
  return decoded;
}

// Walks the tags of `html`; `handler` is told of text(), start(tag, raw attributes), end(tag), comment(), raw text.
template <typename Handler>
void walk_tags(std::string_view html, Handler& handler) {
  std::size_t at = 0;
  while (at < html.size()) {
    const std::size_t open = html.find('<', at);
    if (open != at) handler.text(html.substr(at, open - at));
    if (open == std::string_view::npos) return;
    const std::string_view rest = html.substr(open);
    if (rest.starts_with("<!--")) {
      const std::size_t close = rest.find("-->", 4);
      handler.comment(rest.substr(4, close == std::string_view::npos ? close : close - 4));
      at = close == std::string_view::npos ? html.size() : open + close + 3;
      continue;
    }
    if (rest.size() < 2 || (!is_alpha(rest[1]) && rest[1] != '/' && rest[1] != '!' && rest[1] != '?')) {
      handler.text(rest.substr(0, 1));
      at = open + 1;
      continue;
    }
    // To the end of the tag: a '>' in quotes does not end it.
    std::size_t close = 1;
    char quote = 0;
    bool after_equals = false;
    for (; close < rest.size(); ++close) {
      const char c = rest[close];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '>') {
        break;
      } else if ((c == '"' || c == '\'') && after_equals) {
        quote = c;
        after_equals = false;
      } else if (!is_space(c)) {
        after_equals = c == '=';
      }
    }
    at = std::min(open + close + 1, html.size());
    if (rest[1] == '!' || rest[1] == '?') continue;
    const bool ends = rest[1] == '/';
    std::size_t name_end = ends ? 2 : 1;
    const std::size_t name_begin = name_end;
    while (name_end < close && !is_space(rest[name_end]) && rest[name_end] != '/') ++name_end;
    const GumboTag tag = html_tag(rest.substr(name_begin, name_end - name_begin));
    if (ends) {
      handler.end(tag);
      continue;
    }
    handler.start(tag, rest.substr(name_end, close - name_end));
    const bool raw = tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_XMP ||
                     tag == GUMBO_TAG_IFRAME || tag == GUMBO_TAG_NOEMBED || tag == GUMBO_TAG_NOFRAMES;
    if (!raw && tag != GUMBO_TAG_TITLE && tag != GUMBO_TAG_TEXTAREA) continue;
    const std::string_view name = rest.substr(name_begin, name_end - name_begin);
    std::size_t stop = at;
    for (;; ++stop) {
      stop = html.find("</", stop);
      if (stop == std::string_view::npos) {
        stop = html.size();
        break;
      }
      if (equals_ignoring_case(html.substr(stop + 2, name.size()), name)) break;
    }
    handler.contents(tag, html.substr(at, stop - at));
    at = stop;
  }
}

// Whether the tree would stay shallow and the tags small, judged for the worst by the tags as written.
class Look {
 public:
  explicit Look(std::size_t nesting_max) : nesting_max_(nesting_max) {}
  void text(std::string_view) {}
  void comment(std::string_view) {}
  void contents(GumboTag, std::string_view) {}
  void start(GumboTag tag, std::string_view attributes) {
    // Blanks and quotes both can part attributes.
    const auto parts = static_cast<std::size_t>(
        std::count_if(attributes.begin(), attributes.end(), [](char c) { return c == '=' || c == '/'; }));
    const auto blanks = static_cast<std::size_t>(std::count_if(attributes.begin(), attributes.end(), is_space));
    if (blanks > attributes_max && parts + blanks > attributes_max) too_much_ = too_much_ || many_names(attributes);
    if (parts > attributes_max) too_much_ = too_much_ || many_names(attributes);
    if (is_void(tag) || is_closed_by_sibling(tag)) return;
    ++open_[static_cast<std::size_t>(tag)];
    if (++depth_ > nesting_max_) too_much_ = true;
  }
  void end(GumboTag tag) {
    // Only what was opened can be closed: an end tag without its start must not hide nesting.
    if (open_[static_cast<std::size_t>(tag)] == 0) return;
    --open_[static_cast<std::size_t>(tag)];
    --depth_;
  }
  bool too_much() const { return too_much_; }

 private:
  // Counts what could be attribute names: outside quotes, each run between blanks, slashes and values.
  static bool many_names(std::string_view attributes) {
    std::size_t names = 0;
    char quote = 0;
    bool in_name = false;
    for (const char c : attributes) {
      if (quote != 0) {
        if (c == quote) quote = 0;
        continue;
      }
      if (c == '"' || c == '\'') {
        quote = c;
        in_name = false;
      } else if (is_space(c) || c == '/') {
        in_name = false;
      } else if (!in_name) {
        in_name = true;
        ++names;
      }
    }
    return names > attributes_max;
  }

  std::size_t nesting_max_;
  std::array<std::size_t, GUMBO_TAG_LAST + 1> open_ = {};
  std::size_t depth_ = 0;
  bool too_much_ = false;
};

class Stripper {
 public:
  explicit Stripper(Page& page) : page_(page) {}
  void text(std::string_view run) { page_.text(entities_decoded(run)); }
  void comment(std::string_view run) { page_.comment(run); }
  void contents(GumboTag tag, std::string_view run) {
    if (tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE) {
      page_.script(run);
    } else if (tag == GUMBO_TAG_TITLE) {
      page_.title(entities_decoded(run));
    } else {
      page_.text(tag == GUMBO_TAG_TEXTAREA ? entities_decoded(run) : std::string(run));
    }
  }
  void start(GumboTag tag, std::string_view raw) {
    values_.clear();
    std::size_t at = 0;
    while (at < raw.size() && values_.size() < 2 * attributes_max) {
      while (at < raw.size() && (is_space(raw[at]) || raw[at] == '/')) ++at;
      const std::size_t name_begin = at;
      while (at < raw.size() && !is_space(raw[at]) && raw[at] != '=' && raw[at] != '/') ++at;
      const std::string_view name = raw.substr(name_begin, at - name_begin);
      while (at < raw.size() && is_space(raw[at])) ++at;
      std::string_view value;
      if (at < raw.size() && raw[at] == '=') {
        ++at;
        while (at < raw.size() && is_space(raw[at])) ++at;
        if (at < raw.size() && (raw[at] == '"' || raw[at] == '\'')) {
          const std::size_t close = std::min(raw.find(raw[at], at + 1), raw.size());
          value = raw.substr(at + 1, close - at - 1);
          at = std::min(close + 1, raw.size());
        } else {
          const std::size_t value_begin = at;
          while (at < raw.size() && !is_space(raw[at])) ++at;
          value = raw.substr(value_begin, at - value_begin);
        }
      }
      if (!name.empty()) values_.emplace_back(name, entities_decoded(value));
    }
    Attributes attributes;
    for (const auto& [name, value] : values_) attributes.emplace_back(name, value);
    page_.start(tag, attributes);
  }
  void end(GumboTag tag) { page_.end(tag); }

 private:
  Page& page_;
  std::vector<std::pair<std::string_view, std::string>> values_;
};

// ---- The tree. ----

// Memory for one tree, given back at once: no walk to free it, and an end to trees that grow without bound.
struct Arena {
  std::vector<std::unique_ptr<std::byte[]>> blocks;
  std::size_t used = 0;
  std::size_t room = 0;
  std::size_t total = 0;
  std::jmp_buf over;

  void* take(std::size_t size) {
    size = (std::max<std::size_t>(size, 1) + 15) & ~std::size_t{15};
    if (size > room - used) {
      const std::size_t block = std::max<std::size_t>(size, std::min<std::size_t>(total + 4096, std::size_t{1} << 20));
      if (total + block > tree_bytes_max) return nullptr;
      std::byte* const memory = new (std::nothrow) std::byte[block];
      if (memory == nullptr) return nullptr;
      blocks.emplace_back(memory);
      total += block;
      room = block;
      used = 0;
    }
    void* const at = blocks.back().get() + used;
    used += size;
    return at;
  }
};

// Gumbo cannot be told that memory is at an end: it is left by a jump. It is C and owns nothing but the arena's memory.
void* arena_allocate(void* arena, std::size_t size) {
  void* const memory = static_cast<Arena*>(arena)->take(size);
  if (memory == nullptr) std::longjmp(static_cast<Arena*>(arena)->over, 1);
  return memory;
}
void arena_free(void*, void*) {}

// The tree, or nullptr where it outgrew the arena. Nothing with a destructor may live here: see arena_allocate.
const GumboOutput* parse_in(Arena& arena, const char* html, std::size_t size_bytes) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = arena_allocate;
  options.deallocator = arena_free;
  options.userdata = &arena;
  options.max_errors = 0;
  if (setjmp(arena.over) != 0) return nullptr;
  return gumbo_parse_with_options(&options, html, size_bytes);
}

void collect_text(const GumboNode& element, std::string& to) {
  const GumboVector& children = element.v.element.children;
  for (unsigned index = 0; index < children.length; ++index) {
    const auto& child = *static_cast<const GumboNode*>(children.data[index]);
    if (child.type == GUMBO_NODE_TEXT || child.type == GUMBO_NODE_WHITESPACE || child.type == GUMBO_NODE_CDATA) {
      to += child.v.text.text;
    }
  }
}

void walk_tree(const GumboNode& root, Page& page) {
  struct Step {
    const GumboNode* node;
    unsigned child;
  };
  std::vector<Step> steps = {{&root, 0}};
  Attributes attributes;
  while (!steps.empty()) {
    Step& step = steps.back();
    const GumboVector& children =
        step.node->type == GUMBO_NODE_DOCUMENT ? step.node->v.document.children : step.node->v.element.children;
    if (step.child >= children.length) {
      if (step.node->type != GUMBO_NODE_DOCUMENT) page.end(step.node->v.element.tag);
      steps.pop_back();
      continue;
    }
    const auto& node = *static_cast<const GumboNode*>(children.data[step.child++]);
    switch (node.type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE: page.text(node.v.text.text); break;
      case GUMBO_NODE_COMMENT: page.comment(node.v.text.text); break;
      case GUMBO_NODE_DOCUMENT: break;
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE: {
        const GumboElement& element = node.v.element;
        attributes.clear();
        for (unsigned index = 0; index < element.attributes.length; ++index) {
          const auto& one = *static_cast<const GumboAttribute*>(element.attributes.data[index]);
          attributes.emplace_back(one.name, one.value);
        }
        if (element.tag == GUMBO_TAG_SCRIPT || element.tag == GUMBO_TAG_STYLE || element.tag == GUMBO_TAG_TITLE) {
          std::string contents;
          collect_text(node, contents);
          if (element.tag == GUMBO_TAG_TITLE) {
            page.title(contents);
          } else {
            page.start(element.tag, attributes);  // src
            page.script(contents);
          }
          break;
        }
        page.start(element.tag, attributes);
        steps.push_back({&node, 0});
        break;
      }
    }
  }
}

Page::Contents read_page(std::string_view html, const Limits& limits) {
  Look look(limits.nesting_max);
  walk_tags(html, look);
  if (!look.too_much()) {
    Arena arena;
    if (const GumboOutput* const tree = parse_in(arena, html.data(), html.size())) {
      Page page(limits);
      walk_tree(*tree->document, page);
      return page.finish();
    }
  }
  Page page(limits);
  Stripper stripper(page);
  walk_tags(html, stripper);
  return page.finish();
}

// The name in <meta charset=X> or <meta http-equiv content="...; charset=X">, of the first bytes.
std::string declared_charset(std::string_view head) {
  const std::string lower = to_lower_ascii(head.substr(0, 8192));
  std::size_t at = 0;
  while ((at = lower.find("<meta", at)) != std::string::npos) {
    const std::size_t close = std::min(lower.find('>', at), lower.size());
    const std::string_view tag = std::string_view(lower).substr(at, close - at);
    if (const std::size_t name = tag.find("charset"); name != std::string_view::npos) {
      std::string_view value = tag.substr(name + 7);
      while (!value.empty() &&
             (is_space(value.front()) || value.front() == '=' || value.front() == '"' || value.front() == '\'')) {
        value.remove_prefix(1);
      }
      std::size_t size = 0;
      while (size < value.size() && !is_space(value[size]) && value[size] != '"' && value[size] != '\'' &&
             value[size] != ';' && value[size] != '/') {
        ++size;
      }
      if (size > 0) return std::string(value.substr(0, size));
    }
    at = close;
  }
  // XHTML: <?xml version="1.0" encoding="X"?>
  if (const std::size_t name = lower.find("encoding=");
      lower.starts_with("<?xml") && name != std::string::npos && name < 100 && name + 10 < lower.size()) {
    const std::size_t close = lower.find(lower[name + 9], name + 10);
    if (close != std::string::npos && close - name < 50) return lower.substr(name + 10, close - name - 10);
  }
  return "";
}

}  // namespace

std::string decode_html(ByteView bytes, std::string_view detected) {
  const auto decoded = [&](ByteView body, std::string_view charset) -> std::string {
    auto text = decode_to_utf8(body, charset);
    return text ? std::move(*text) : std::string();
  };
  if (starts_with(bytes, "\xEF\xBB\xBF")) return to_valid_utf8(as_text(bytes.subspan(3)));
  if (starts_with(bytes, "\xFF\xFE")) return decoded(bytes.subspan(2), "UTF-16LE");
  if (starts_with(bytes, "\xFE\xFF")) return decoded(bytes.subspan(2), "UTF-16BE");
  const std::string_view text = as_text(bytes);
  const std::string declared = declared_charset(text);
  const bool seven_bit = declared.starts_with("iso-2022") || declared == "hz-gb-2312" || declared == "utf-7";
  if (!seven_bit && is_valid_utf8(text) && !detected.starts_with("UTF-16") && !detected.starts_with("UTF-32")) {
    return std::string(text);
  }
  std::vector<std::string_view> order;
  if (detected.starts_with("UTF-16") || detected.starts_with("UTF-32")) order.push_back(detected);
  // A declaration of UTF-16 that could be read byte by byte is false; Latin-1 means Windows-1252 (WHATWG Encoding).
  const bool latin1 = declared == "iso-8859-1" || declared == "latin1" || declared == "us-ascii" || declared == "ascii";
  if (latin1) {
    order.push_back("windows-1252");
  } else if (!declared.empty() && !declared.starts_with("utf-16")) {
    order.push_back(declared);
  }
  if (!detected.empty() && detected != "UTF-8") order.push_back(detected);
  order.push_back("windows-1252");
  for (const std::string_view charset : order) {
    if (std::string result = decoded(bytes, charset); !result.empty()) return result;
  }
  return to_valid_utf8(text);
}

std::string html_unescaped(std::string_view text) { return entities_decoded(text); }

std::string html_to_text(std::string_view utf8_html, const Limits& limits) { return read_page(utf8_html, limits).body; }

void give_html(std::string_view utf8_html, const Limits& limits, Output& out, std::string_view body_part) {
  const Page::Contents page = read_page(utf8_html, limits);
  const auto whole = [&](std::string_view text, std::string_view part) {
    give_stretch(text, 0, text.size(), part, limits, out);
  };
  whole(page.title, "title");
  std::size_t at = 0;
  std::size_t number = 0;
  const std::string_view body = page.body;
  std::vector<Cell> cells;
  for (const DataTable& table : page.tables) {
    give_stretch(body, at, table.begin, body_part, limits, out);
    const std::string part = "table" + std::to_string(++number);
    TableInfo info;
    info.name = table.name;
    info.part = part;
    out.table_begin(info);
    std::uint64_t row_number = 0;
    for (const std::vector<DataTable::CellRange>& row : table.rows) {
      cells.clear();
      for (const DataTable::CellRange& range : row) {
        Cell cell;
        cell.text = trim(body.substr(table.begin + range.begin, range.size));
        cell.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
        cells.push_back(cell);
      }
      out.table_row(++row_number, cells, true);
    }
    out.table_end();
    at = table.end;
  }
  give_stretch(body, at, body.size(), body_part, limits, out);
  whole(page.comments, "comment");
  whole(page.links, "link");
  whole(page.scripts, "script");
  if (page.cells_left_out) out.gap(Status::too_big, "cells lie beyond the widest table that is read");
}

int probe_html(const Head& head) {
  const std::string_view raw = head.text.empty() ? as_text(head.bytes) : head.text;
  const std::string lower = to_lower_ascii(raw.substr(0, 4096));
  std::string_view text = trim(lower);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // Over comments, declarations and processing instructions to the first element.
  const bool xml = text.starts_with("<?xml");
  for (int steps = 0; steps < 64; ++steps) {
    text = trim(text);
    if (text.starts_with("<!--")) {
      const std::size_t close = text.find("-->");
      if (close == std::string_view::npos) break;
      text.remove_prefix(close + 3);
    } else if (text.starts_with("<!doctype html")) {
      return 92;
    } else if (text.starts_with("<?xml") || (xml && text.starts_with("<?")) || (text.starts_with("<!doctype"))) {
      const std::size_t close = text.find('>');
      if (close == std::string_view::npos) break;
      text.remove_prefix(close + 1);
    } else {
      break;
    }
  }
  const auto opens = [&](std::string_view name) {
    return text.size() > name.size() + 1 && text[0] == '<' && text.substr(1).starts_with(name) &&
           !is_alnum(text[name.size() + 1]) && text[name.size() + 1] != ':' && text[name.size() + 1] != '-';
  };
  if (opens("html")) return xml && lower.find("<html") == std::string::npos ? 0 : 92;
  if (xml) return 0;
  static constexpr std::string_view page_tags[] = {"head", "body", "title", "meta", "frameset", "base"};
  static constexpr std::string_view piece_tags[] = {
      "table", "div", "p", "span", "center", "font",  "h1",  "h2",  "h3", "h4",   "ul",      "ol",     "dl",
      "form",  "br",  "b", "a",    "script", "style", "img", "pre", "hr", "link", "section", "article"};
  // Roots that are a piece of a page although the piece is well-formed XML: exports of tables begin so.
  static constexpr std::pair<std::string_view, std::string_view> sure_pieces[] = {
      {"table", "<tr"}, {"div", "<div"}, {"span", "<span"}, {"center", "<center"}, {"font", "<font"},
      {"p", "<p"},      {"ul", "<li"},   {"ol", "<li"},     {"dl", "<dt"}};
  for (const auto& [name, within] : sure_pieces) {
    if (opens(name) && lower.find(within) != std::string::npos && text.find(" xmlns") == std::string_view::npos &&
        lower.find("</") != std::string::npos) {
      return 68;
    }
  }
  for (const std::string_view name : page_tags) {
    if (opens(name)) return 80;
  }
  for (const std::string_view name : piece_tags) {
    if (!opens(name)) continue;
    return lower.find("</") != std::string::npos || name == "br" || name == "img" || name == "hr" ? 60 : 30;
  }
  // Something before the page: a server's message, a byte order mark read twice.
  const std::size_t inside = lower.find("<html");
  if (inside != std::string::npos && inside < 1024 &&
      (lower.find("<head", inside) != std::string::npos || lower.find("<body", inside) != std::string::npos)) {
    return 40;
  }
  return 0;
}

Result<void> extract_html(Source& source, const ExtractContext& context, Output& out) {
  Buffer storage;
  TRY_ASSIGN(const ByteView bytes, read_whole(source, context.limits.document_bytes_max, storage));
  give_html(decode_html(bytes, context.charset), context.limits, out);
  return {};
}

}  // namespace constat
