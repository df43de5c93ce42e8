#include "detect/text_tables.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>
#include <utility>

#include "base/text.h"

namespace constat {
namespace {

constexpr std::size_t table_line_bytes_max = 4000;
constexpr std::size_t line_cells_max = 200;
constexpr std::size_t cell_bytes_average_max = 60;

// How a line is cut. Order is preference.
constexpr std::array<char, 4> delimiters = {'\t', '|', ';', ','};
constexpr std::size_t by_blanks = delimiters.size();
constexpr std::size_t by_box =
    by_blanks + 1;  // By the upright lines of box drawing: "\u2502 Jane \u2502 52,000 \u2502".
constexpr std::size_t by_ruler = by_blanks + 2;  // By where the dashes under the header begin: "---- ------- ---".
constexpr std::size_t no_cut = by_blanks + 3;

struct TableLine {
  std::size_t begin = 0;
  std::size_t end = 0;  // Without its line end.
};

// The kinds of marks in a line, as bits, and where it ends.
struct Marks {
  std::size_t newline = 0;  // The text's size where it has none.
  unsigned kinds = 0;
};

// One walk over the line. A comma or semicolon of prose has a blank or its line's end behind it; blanks that a line
// begins with are its indent.
Marks marks_of(std::string_view text, std::size_t at) {
  Marks marks;
  const std::size_t size = text.size();
  const char* const bytes = text.data();
  while (at < size && bytes[at] == ' ') ++at;
#if defined(__SSE2__)
  const __m128i newline = _mm_set1_epi8('\n');
  const __m128i carriage = _mm_set1_epi8('\r');
  const __m128i blank = _mm_set1_epi8(' ');
  for (; at + 17 <= size; at += 16) {
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at));
    const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at + 1));
    const __m128i ends = _mm_cmpeq_epi8(here, newline);
    const __m128i tabs = _mm_cmpeq_epi8(here, _mm_set1_epi8('\t'));
    const __m128i bars = _mm_cmpeq_epi8(here, _mm_set1_epi8('|'));
    const __m128i semicolons = _mm_cmpeq_epi8(here, _mm_set1_epi8(';'));
    const __m128i commas = _mm_cmpeq_epi8(here, _mm_set1_epi8(','));
    const __m128i blank_next = _mm_cmpeq_epi8(next, blank);
    const __m128i blanks = _mm_and_si128(blank_next, _mm_cmpeq_epi8(here, blank));
    const __m128i any = _mm_or_si128(_mm_or_si128(_mm_or_si128(tabs, bars), _mm_or_si128(semicolons, commas)),
                                     _mm_or_si128(blanks, ends));
    if (_mm_movemask_epi8(any) == 0) continue;
    const __m128i loose =
        _mm_or_si128(blank_next, _mm_or_si128(_mm_cmpeq_epi8(next, newline), _mm_cmpeq_epi8(next, carriage)));
    const __m128i found[] = {tabs, bars, _mm_andnot_si128(loose, semicolons), _mm_andnot_si128(loose, commas), blanks};
    const auto end_mask = static_cast<unsigned>(_mm_movemask_epi8(ends));
    const unsigned in_line = end_mask == 0 ? 0xFFFFU : (end_mask & (0U - end_mask)) - 1;
    for (unsigned kind = 0; kind < std::size(found); ++kind) {
      if ((static_cast<unsigned>(_mm_movemask_epi8(found[kind])) & in_line) != 0) marks.kinds |= 1U << kind;
    }
    if (end_mask != 0) {
      marks.newline = at + static_cast<std::size_t>(std::countr_zero(end_mask));
      return marks;
    }
  }
#endif
  for (; at < size && bytes[at] != '\n'; ++at) {
    const char next = at + 1 < size ? bytes[at + 1] : '\n';
    const bool loose = next == ' ' || next == '\n' || next == '\r';
    switch (bytes[at]) {
      case '\t': marks.kinds |= 1U; break;
      case '|': marks.kinds |= 2U; break;
      case ';': marks.kinds |= loose ? 0U : 4U; break;
      case ',': marks.kinds |= loose ? 0U : 8U; break;
      case ' ': marks.kinds |= next == ' ' ? 16U : 0U; break;
      default: break;
    }
  }
  marks.newline = at;
  return marks;
}
static_assert(by_blanks == 4 && delimiters == std::array<char, 4>{'\t', '|', ';', ','}, "the bits of Marks::kinds");

// The next line at or after `at`, a line's begin, that has a mark behind its indent, as few lines of most texts have;
// at or beyond the text's size where there is none.
std::size_t next_marked_line(std::string_view text, const ByteClasses& classes, std::size_t at) {
  while (at < text.size()) {
    const std::size_t mark = classes.next_mark(at);
    if (mark == text.size()) return mark;
    at = std::max(at, classes.line_begin(mark));
    std::size_t written = at;
    while (written < text.size() && text[written] == ' ') ++written;
    if (written <= mark) return at;
    const std::size_t newline = classes.next_newline(written);
    if (classes.next_mark(written) < newline) return at;
    at = newline + 1;
  }
  return at;
}

// Characters of box drawing (U+2500 to U+257F) take three bytes.
constexpr std::size_t box_bytes = 3;
bool is_box(std::string_view text, std::size_t at) {
  return at + box_bytes <= text.size() && text[at] == '\xE2' && (text[at + 1] == '\x94' || text[at + 1] == '\x95');
}
// Of them, those that part cells: \u2502 \u2503 \u2506 \u250A \u2551.
bool is_upright(std::string_view text, std::size_t at) {
  if (!is_box(text, at)) return false;
  const char last = text[at + 2];
  return text[at + 1] == '\x94' ? last == '\x82' || last == '\x83' || last == '\x86' || last == '\x8A' : last == '\x91';
}
std::size_t find_upright(std::string_view text, std::size_t at, std::size_t end) {
  while (at < end) {
    const std::size_t found = text.substr(0, end).find('\xE2', at);
    if (found == std::string_view::npos) return end;
    if (is_upright(text, found)) return found;
    at = found + 1;
  }
  return end;
}

// "|---|:---:|", "-----  -----", "+====+====+", or lines of box drawing: the rule under a header or between two rows.
bool is_rule(std::string_view line) {
  line = trim(line);
  if (line.size() < 3) return false;
  bool drawn = false;
  for (std::size_t at = 0; at < line.size();) {
    if (is_box(line, at)) {
      drawn = drawn || !is_upright(line, at);
      at += box_bytes;
      continue;
    }
    if (std::string_view("-|:+= ").find(line[at]) == std::string_view::npos) return false;
    drawn = drawn || line[at] == '-' || (line[at] == '=' && line[0] == '+');
    ++at;
  }
  return drawn;
}

void add_cell(std::string_view text, std::size_t begin, std::size_t end, std::vector<TextCell>& cells) {
  while (begin < end && (is_space(text[begin]))) ++begin;
  while (end > begin && (is_space(text[end - 1]))) --end;
  if (end - begin >= 2 && text[begin] == '"' && text[end - 1] == '"') {
    ++begin;
    --end;
  }
  cells.push_back({begin, end});
}

// Cuts the line where the ruler's columns begin; 0 where it does not fit. A number that is flush right may begin before
// its dashes: it is not cut in two. Columns are counted in characters, tabs to every eighth.
std::size_t cut_by_ruler(std::string_view text, const TableLine& line, const std::vector<std::size_t>& columns,
                         std::vector<TextCell>& cells) {
  const std::size_t before = cells.size();
  std::size_t next = 1;
  std::size_t column = 0;
  std::size_t cell = line.begin;
  std::size_t filled = 0;
  const auto end_cell = [&](std::size_t end) {
    add_cell(text, cell, end, cells);
    filled += cells.back().begin < cells.back().end ? 1 : 0;
  };
  for (std::size_t at = line.begin; at < line.end; ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) continue;
    while (next < columns.size() && column >= columns[next]) {
      std::size_t cut = at;
      while (cut > cell && !is_space(text[cut - 1]) && !is_space(text[at])) --cut;
      if (cut == cell && cut != at) {
        cells.resize(before);
        return 0;
      }
      end_cell(cut);
      cell = cut;
      ++next;
    }
    column = text[at] == '\t' ? (column / 8 + 1) * 8 : column + 1;
  }
  end_cell(line.end);
  while (cells.size() - before < columns.size()) cells.push_back({line.end, line.end});
  if (filled >= 2) return columns.size();
  cells.resize(before);
  return 0;
}

// Cuts the line, giving its number of cells.
std::size_t cut_line(std::string_view text, const TableLine& line, std::size_t kind, std::vector<TextCell>& cells) {
  const std::size_t before = cells.size();
  std::size_t begin = line.begin;
  std::size_t end = line.end;
  if (kind == by_blanks) {
    while (begin < end && text[begin] == ' ') ++begin;
    while (end > begin && text[end - 1] == ' ') --end;
    std::size_t cell = begin;
    for (std::size_t at = begin; at < end; ++at) {
      if (text[at] != ' ' || at + 1 >= end || text[at + 1] != ' ') continue;
      add_cell(text, cell, at, cells);
      while (at < end && text[at] == ' ') ++at;
      cell = at;
      if (cells.size() - before >= line_cells_max) break;
    }
    add_cell(text, cell, end, cells);
    return cells.size() - before;
  }
  if (kind == by_box) {
    while (begin < end && text[begin] == ' ') ++begin;
    while (end > begin && text[end - 1] == ' ') --end;
    if (is_upright(text.substr(0, end), begin)) begin += box_bytes;
    if (end >= begin + box_bytes && is_upright(text.substr(0, end), end - box_bytes)) end -= box_bytes;
    while (cells.size() - before < line_cells_max) {
      const std::size_t at = find_upright(text, begin, end);
      add_cell(text, begin, at, cells);
      if (at == end) break;
      begin = at + box_bytes;
    }
    return cells.size() - before;
  }
  const char delimiter = delimiters[kind];
  if (delimiter == '|') {
    while (begin < end && text[begin] == ' ') ++begin;
    while (end > begin && text[end - 1] == ' ') --end;
    if (begin < end && text[begin] == '|') ++begin;
    if (end > begin && text[end - 1] == '|') --end;
  }
  std::size_t cell = begin;
  bool quoted = false;
  if (delimiter == '|' || std::memchr(text.data() + begin, '"', end - begin) == nullptr) {
    while (cells.size() - before < line_cells_max) {
      const void* const hit = std::memchr(text.data() + cell, delimiter, end - cell);
      if (hit == nullptr) break;
      const auto at = static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
      add_cell(text, cell, at, cells);
      cell = at + 1;
    }
    add_cell(text, cell, end, cells);
    return cells.size() - before;
  }
  for (std::size_t at = begin; at < end; ++at) {
    if (text[at] == '"' && delimiter != '|' && (quoted || at == cell)) quoted = !quoted;
    if (text[at] != delimiter || quoted) continue;
    add_cell(text, cell, at, cells);
    cell = at + 1;
    if (cells.size() - before >= line_cells_max) break;
  }
  add_cell(text, cell, end, cells);
  return cells.size() - before;
}

// Where the columns begin, in characters, under a line of at least two groups of dashes; empty where it is none.
std::vector<std::size_t> ruler_columns(std::string_view line) {
  std::vector<std::size_t> columns;
  while (line.ends_with(' ')) line.remove_suffix(1);
  std::size_t at = line.find_first_not_of(' ');
  if (at == std::string_view::npos || (line[at] != '-' && line[at] != '=')) return {};
  const char mark = line[at];
  for (; at < line.size(); ++at) {
    if (line[at] != mark && line[at] != ' ') return {};
    if (line[at] == mark && (at == 0 || line[at - 1] == ' ')) columns.push_back(at);
  }
  // "- - - -" is an ornament.
  const auto dashes = static_cast<std::size_t>(std::count(line.begin(), line.end(), mark));
  if (columns.size() < 2 || columns.size() > line_cells_max || dashes < columns.size() * 2) return {};
  return columns;
}

// A line of a program, whose definitions and comments are often aligned: it ends as statements, blocks and long macros
// do, or begins as a comment or an instruction to the preprocessor does. `kind`: how the line is cut.
bool is_code(std::string_view line, std::size_t kind) {
  line = trim(line);
  if (line.size() < 2) return false;
  const char last = line.back() == ',' ? line[line.size() - 2] : line.back();
  if (last == '{' || last == '}' || last == '\\' || (last == ';' && (kind >= by_blanks || delimiters[kind] != ';')))
    return true;
  const std::size_t scope = line.find("::");  // std::span; not an address of a machine's.
  if (scope != std::string_view::npos && scope > 0 && scope + 2 < line.size() && is_alpha(line[scope - 1]) &&
      is_alpha(line[scope + 2])) {
    return true;
  }
  if (line.ends_with("*/") || line.starts_with("/*") || line.starts_with("//")) return true;
  return line[0] == '#' && (line.find("define") < 8 || line.find("include") < 8);
}

// Whether rows cut by blanks stand in columns: in most of them some cell but the first begins or ends in the same
// column as in the row before. Sentences with two blanks behind their full stops do not. Columns are counted in
// characters.
bool in_columns(std::string_view text, const TextTables& found, std::size_t first_row) {
  struct Edges {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::vector<Edges> before;
  std::vector<Edges> here;
  std::size_t agreeing = 0;
  const std::size_t rows = found.rows.size() - first_row;
  for (std::size_t index = 0; index < rows; ++index) {
    const TextRow& row = found.rows[first_row + index];
    here.clear();
    std::size_t at = row.begin;
    std::size_t column = 0;
    const auto column_of = [&](std::size_t offset) {
      for (; at < offset; ++at) column += (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80 ? 1 : 0;
      return column;
    };
    for (std::size_t cell = 0; cell < row.cell_count; ++cell) {
      const TextCell& each = found.cells[row.first_cell + cell];
      const std::size_t begin = column_of(each.begin);
      here.push_back({begin, column_of(each.end)});
    }
    bool agrees = false;
    for (std::size_t cell = 1; cell < std::min(here.size(), before.size()); ++cell) {
      agrees = agrees || here[cell].begin == before[cell].begin || here[cell].end == before[cell].end;
    }
    agreeing += agrees ? 1 : 0;
    std::swap(before, here);
  }
  return agreeing * 3 >= (rows - 1) * 2;
}

// Labels with their colons in one column ("SSN        : 900-00-0001") are no table: each line says for itself what it
// is.
bool is_label_list(std::string_view text, const TextTables& found, std::size_t first_row) {
  std::size_t labelled = 0;
  for (std::size_t row = first_row; row < found.rows.size(); ++row) {
    const TextCell& second = found.cells[found.rows[row].first_cell + 1];
    labelled += second.begin < second.end && text[second.begin] == ':' ? 1 : 0;
  }
  return labelled * 2 >= found.rows.size() - first_row;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }

// Records of fixed width without a header, as mainframes write them: all lines are as long, and a field may begin right
// where another ends ("512486193HOLLOWAY      MARGARET   19710314F"). A field begins behind a column of blanks; where a
// number of six digits or more meets words of several lengths; and at a single letter between two such numbers. Of ids,
// a letter or two before digits or behind them belong to them. Gives where the fields begin; empty where it is no such.
// Columns are counted in characters.
std::vector<std::size_t> record_fields(std::string_view text, std::span<const TextRow> rows) {
  constexpr std::size_t rows_min = 4;
  constexpr std::size_t rows_max = 200;  // That are looked at.
  constexpr std::size_t width_min = 30;
  constexpr std::size_t width_max = 1000;
  constexpr std::size_t number_min = 6;
  constexpr std::size_t words_max = 40;  // A field of words, as far as it is looked at.
  if (rows.size() < rows_min) return {};
  const auto width_of = [text](const TextRow& row) {
    const std::string_view line = text.substr(row.begin, row.end - row.begin);
    return static_cast<std::size_t>(std::ranges::count_if(line, begins_character));
  };
  const std::size_t width = width_of(rows[0]);
  if (width < width_min || width > width_max) return {};
  rows = rows.first(std::min(rows.size(), rows_max));
  for (const TextRow& row : rows) {
    if (width_of(row) != width) return {};
  }
  // Of each column: in how many rows it holds a digit, a letter, a blank.
  struct Counts {
    std::uint32_t digits = 0;
    std::uint32_t letters = 0;
    std::uint32_t blanks = 0;
  };
  std::vector<Counts> columns(width);
  for (const TextRow& row : rows) {
    std::size_t at = 0;
    for (const char c : text.substr(row.begin, row.end - row.begin)) {
      if (!begins_character(c)) continue;
      columns[at].digits += is_digit(c) ? 1 : 0;
      columns[at].letters += is_alpha(c) || is_high(c) ? 1 : 0;
      columns[at++].blanks += c == ' ' ? 1 : 0;
    }
  }
  const auto count = static_cast<std::uint32_t>(rows.size());
  const auto has_digit = [text](const TextRow& row) {
    return std::ranges::any_of(text.substr(row.begin, row.end - row.begin), is_digit);
  };
  if (!has_digit(rows[0])) return {};  // A header says itself where the columns are.
  const auto digits_from = [&](std::size_t at) {
    std::size_t end = at;
    while (end < width && columns[end].digits == count) ++end;
    return end - at;
  };
  std::vector<std::size_t> fields = {0};
  std::size_t number = digits_from(0);  // Digits of the number that ends before the column in hand.
  for (std::size_t at = 1; at < width; ++at) {
    const bool behind_blanks = columns[at - 1].blanks == count && columns[at].blanks < count;
    const bool letter = columns[at].letters == count;
    bool words = false;  // Of several lengths: in some rows it is filled with blanks.
    for (std::size_t next = at + 1;
         letter && next < std::min(width, at + words_max) && columns[next].blanks < count && !words; ++next) {
      if (columns[next].digits != 0) break;
      words = columns[next].blanks != 0 && columns[next].letters != 0;
    }
    const std::size_t digits_behind = letter ? digits_from(at + 1) : 0;
    const bool alone = letter && digits_behind >= number_min;
    if (behind_blanks || (number >= number_min && (words || alone))) {
      fields.push_back(at);
      if (alone && !behind_blanks) fields.push_back(at + 1);
    }
    number = columns[at].digits == count ? number + 1 : 0;
    if (behind_blanks && columns[at].digits == count) number = 1;
  }
  constexpr std::size_t fields_min = 3;
  return fields.size() >= fields_min ? fields : std::vector<std::size_t>();
}

// Words of a header: no digits.
bool is_label(std::string_view label) {
  return std::ranges::none_of(label, is_digit) && std::ranges::any_of(label, is_alpha);
}

// A row with fewer cells than its table has columns, under a header ("104473  Koch, Uwe              0410"): each cell
// goes to the column under whose label it stands. `cells_begin`: where the row's own begin, the last ones. False, and
// nothing is changed, where the table has no header or two cells stand under one label.
bool place_under_header(std::string_view text, TextTables& found, const TextRow& header, const TableLine& line,
                        std::size_t cells_begin) {
  constexpr std::size_t columns_min = 3;
  const std::size_t count = found.cells.size() - cells_begin;
  if (header.cell_count < columns_min || count < 2 || count >= header.cell_count) return false;
  const auto columns_of = [text](std::size_t begin, std::span<const TextCell> cells) {
    std::vector<std::pair<std::size_t, std::size_t>> columns;
    std::size_t at = begin;
    std::size_t column = 0;
    const auto column_of = [&](std::size_t offset) {
      for (; at < offset; ++at) column += begins_character(text[at]) ? 1 : 0;
      return column;
    };
    for (const TextCell& cell : cells) {
      const std::size_t first = column_of(cell.begin);
      columns.emplace_back(first, column_of(cell.end));
    }
    return columns;
  };
  const auto labels = std::span<const TextCell>(found.cells).subspan(header.first_cell, header.cell_count);
  for (const TextCell& label : labels) {
    if (!is_label(text.substr(label.begin, label.end - label.begin))) return false;
  }
  const auto under = columns_of(header.begin, labels);
  const auto cells = columns_of(line.begin, std::span<const TextCell>(found.cells).subspan(cells_begin));
  std::vector<TextCell> placed(header.cell_count, TextCell{line.end, line.end});
  std::size_t next = 0;  // The first column that is free.
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const auto [begin, end] = cells[cell];
    const auto stands_under = [&](const std::pair<std::size_t, std::size_t>& label) {
      return begin < label.second && end > label.first;
    };
    while (next < under.size() && !stands_under(under[next])) ++next;
    if (next == under.size() || (next + 1 < under.size() && stands_under(under[next + 1]))) return false;
    placed[next++] = found.cells[cells_begin + cell];
  }
  found.cells.resize(cells_begin);
  found.cells.insert(found.cells.end(), placed.begin(), placed.end());
  return true;
}

// A header right above rows that were cut by blanks has more columns than they: some of their fields are parted by one
// blank ("412-55-8731 06/19/71"). Cuts them where its labels begin. False, and nothing is changed, where there is no
// such header or a row does not fit it. `first_row`: of the table; `cells_begin`: where its cells begin.
bool recut_under_header(std::string_view text, TextTables& found, std::size_t first_row, std::size_t cells_begin,
                        std::size_t width) {
  const std::size_t begin = found.rows[first_row].begin;
  if (begin < 2 || text[begin - 1] != '\n') return false;
  TableLine header{begin - 1, begin - 1};
  while (header.begin > 0 && text[header.begin - 1] != '\n' && begin - header.begin <= table_line_bytes_max)
    --header.begin;
  if (header.end > header.begin && text[header.end - 1] == '\r') --header.end;
  if (first_row > 0 && header.begin <= found.rows[first_row - 1].begin) return false;
  std::vector<TextCell> cells;
  const std::size_t count = cut_line(text, header, by_blanks, cells);
  if (count <= width || count > line_cells_max) return false;
  std::vector<std::size_t> columns;
  std::size_t column = 0;
  std::size_t at = header.begin;
  for (const TextCell& cell : cells) {
    const std::string_view label = text.substr(cell.begin, cell.end - cell.begin);
    if (!is_label(label)) return false;
    for (; at < cell.begin; ++at) column += begins_character(text[at]) ? 1 : 0;
    columns.push_back(column);
  }
  std::vector<TextRow> rows = {{cells_begin, count, header.begin, header.end}};
  for (std::size_t index = first_row; index < found.rows.size(); ++index) {
    const TextRow& row = found.rows[index];
    const std::size_t first = cells.size();
    if (cut_by_ruler(text, {row.begin, row.end}, columns, cells) == 0) return false;
    rows.push_back({cells_begin + first, count, row.begin, row.end});
  }
  found.cells.resize(cells_begin);
  found.cells.insert(found.cells.end(), cells.begin(), cells.end());
  found.rows.resize(first_row);
  found.rows.insert(found.rows.end(), rows.begin(), rows.end());
  return true;
}

}  // namespace

bool find_text_tables(std::string_view text, const ByteClasses& classes, TextTables& found) {
  found.clear();
  TextTable open;
  std::size_t open_kind = no_cut;
  std::size_t open_width = 0;
  std::size_t open_bytes = 0;
  std::size_t open_cells_begin = 0;
  std::size_t tight_marks = 0;
  std::size_t code_rows = 0;
  // A page's text may have an empty line between any two rows of a table: between all of them or none, and only where
  // three columns or more say that it is one.
  constexpr std::size_t spaced_width_min = 3;
  bool spaced = false;               // The rows of the open table have stood so.
  bool empty_before = false;         // The line before was empty, and the open table may go on behind it.
  std::vector<std::size_t> columns;  // Of the ruler, where one cuts the open table.
  const bool boxed = classes.any_high(0, text.size()) && (text.find("\xE2\x94") != std::string_view::npos ||
                                                          text.find("\xE2\x95") != std::string_view::npos);
  const auto close = [&] {
    if (open_kind == no_cut) return;
    const bool headed = open_kind == by_blanks && found.rows.size() > open.first_row + 1 &&
                        recut_under_header(text, found, open.first_row, open_cells_begin, open_width);
    const std::size_t rows = found.rows.size() - open.first_row;
    const std::size_t cells = found.cells.size() - open_cells_begin;
    // Alignment by blanks is weak: it needs more rows.
    bool kept = rows >= (open_kind == by_blanks ? 3U : 2U) && cells > 0 && open_bytes / cells <= cell_bytes_average_max;
    if (kept && code_rows * 2 >= rows) kept = false;
    if (kept && open_kind == by_blanks && is_label_list(text, found, open.first_row)) kept = false;
    if (kept && open_kind == by_blanks && !in_columns(text, found, open.first_row + (headed ? 1 : 0))) kept = false;
    if ((open_kind == 3 || open_kind == 2) && tight_marks * 2 < cells - rows) kept = false;  // Mostly ", ": sentences.
    if (kept && open_kind == by_blanks && !headed) {
      const std::vector<std::size_t> fields =
          record_fields(text, std::span<const TextRow>(found.rows).subspan(open.first_row));
      if (fields.size() > open_width) {
        found.cells.resize(open_cells_begin);
        for (std::size_t index = open.first_row; index < found.rows.size(); ++index) {
          TextRow& row = found.rows[index];
          row.first_cell = found.cells.size();
          row.cell_count = fields.size();
          std::size_t at = row.begin;
          std::size_t column = 0;
          for (std::size_t field = 1; field <= fields.size(); ++field) {
            const std::size_t begin = at;
            const std::size_t end = field < fields.size() ? fields[field] : SIZE_MAX;
            // Behind the last byte of the character before the field.
            while (at < row.end && (column < end || !begins_character(text[at]))) {
              column += begins_character(text[at++]) ? 1 : 0;
            }
            add_cell(text, begin, at, found.cells);
          }
        }
      }
    }
    if (kept) {
      open.row_count = rows;
      found.tables.push_back(open);
    } else {
      found.rows.resize(open.first_row);
      found.cells.resize(open_cells_begin);
    }
    open_kind = no_cut;
  };
  Marks ahead;  // Of the next line, where it was looked at already.
  bool ahead_set = false;
  for (std::size_t at = 0; at < text.size();) {
    if (open_kind == no_cut && !ahead_set && !boxed) {
      at = next_marked_line(text, classes, at);
      if (at >= text.size()) break;
    }
    const Marks marks = ahead_set ? ahead : marks_of(text, at);
    ahead_set = false;
    const std::size_t next = marks.newline;
    TableLine line{at, next};
    at = next + 1;
    if (line.end > line.begin && text[line.end - 1] == '\r') --line.end;
    if (line.begin == 0 && text.starts_with("\xEF\xBB\xBF")) line.begin = 3;
    const std::size_t size = line.end - line.begin;
    if (size == 0 && !empty_before && open_kind == by_blanks && open_width >= spaced_width_min &&
        (spaced || found.rows.size() == open.first_row + 1)) {
      spaced = empty_before = true;
      continue;
    }
    if (size == 0 || size > table_line_bytes_max) {
      close();
      continue;
    }
    const bool behind_empty = std::exchange(empty_before, false);
    if (text[line.begin] == '-' || text[line.begin] == '=' || text[line.begin] == ' ') {
      std::vector<std::size_t> found_columns = ruler_columns(text.substr(line.begin, size));
      if (!found_columns.empty() && line.begin > 0 && (open_kind == by_blanks || open_kind == no_cut)) {
        // The line before is the header. It may stand in the open table, as its last row.
        TableLine header{line.begin - 1, line.begin - 1};
        while (header.begin > 0 && text[header.begin - 1] != '\n') --header.begin;
        if (header.end > header.begin && text[header.end - 1] == '\r') --header.end;
        if (open_kind != no_cut && found.rows.back().begin == header.begin) {
          found.cells.resize(found.rows.back().first_cell);
          found.rows.pop_back();
        }
        close();
        open = {found.rows.size(), 0};
        open_cells_begin = found.cells.size();
        open_bytes = 0;
        code_rows = 0;
        const std::size_t first = found.cells.size();
        const bool headed = header.end - header.begin <= table_line_bytes_max &&
                            cut_by_ruler(text, header, found_columns, found.cells) != 0;
        if (headed) {
          columns = std::move(found_columns);
          found.rows.push_back({first, columns.size(), header.begin, header.end});
          open_kind = by_ruler;
          open_width = columns.size();
          continue;
        }
      }
    }
    if (open_kind == by_ruler) {
      if (is_rule(text.substr(line.begin, size))) continue;
      const std::size_t first = found.cells.size();
      if (cut_by_ruler(text, line, columns, found.cells) != 0) {
        found.rows.push_back({first, columns.size(), line.begin, line.end});
        for (std::size_t cell = first; cell < found.cells.size(); ++cell) {
          open_bytes += found.cells[cell].end - found.cells[cell].begin;
        }
        code_rows += is_code(text.substr(line.begin, size), by_ruler) ? 1 : 0;
        continue;
      }
      close();
    }
    if (open_kind != no_cut && is_rule(text.substr(line.begin, size))) continue;
    const auto kind_of = [&](const TableLine& of, unsigned kinds) {
      if (boxed && find_upright(text, of.begin, of.end) != of.end && !is_rule(text.substr(of.begin, of.end - of.begin)))
        return by_box;
      if (open_kind < by_box && (kinds >> open_kind & 1U) != 0) return open_kind;
      return kinds != 0 ? static_cast<std::size_t>(std::countr_zero(kinds)) : no_cut;
    };
    const std::size_t kind = kind_of(line, marks.kinds);
    if (kind == no_cut) {
      close();
      continue;
    }
    // A line whose neighbour has no such mark opens nothing: most marks of prose stand alone. A rule is no neighbour.
    if (open_kind != kind) {
      ahead_set = at < text.size();
      if (ahead_set) ahead = marks_of(text, at);
      bool goes_on = ahead_set;
      if (ahead_set) {
        TableLine neighbour{at, ahead.newline};
        unsigned kinds = ahead.kinds;
        const bool empty = trim(text.substr(neighbour.begin, neighbour.end - neighbour.begin)).empty();
        if (kind == by_blanks && empty && neighbour.end < text.size()) {
          const std::size_t mine = found.cells.size();
          if (cut_line(text, line, kind, found.cells) >= spaced_width_min)
            kinds = marks_of(text, neighbour.end + 1).kinds;
          found.cells.resize(mine);
        }
        if (neighbour.end < text.size() && is_rule(text.substr(neighbour.begin, neighbour.end - neighbour.begin))) {
          neighbour.begin = neighbour.end + 1;
          const Marks behind = marks_of(text, neighbour.begin);
          neighbour.end = behind.newline;
          kinds = behind.kinds;
        }
        goes_on = kind == by_box ? find_upright(text, neighbour.begin, neighbour.end) != neighbour.end
                                 : (kinds >> kind & 1U) != 0;
      }
      if (!goes_on) {
        close();
        continue;
      }
    }
    const std::size_t cells_begin = found.cells.size();
    std::size_t count = cut_line(text, line, kind, found.cells);
    if (kind == by_blanks && open_kind == by_blanks && count < open_width &&
        place_under_header(text, found, found.rows[open.first_row], line, cells_begin)) {
      count = open_width;
    }
    // Ragged rows happen; a line that has lost most of the columns is not of this table.
    const bool fits =
        count >= 2 && (open_kind != kind || count == open_width || (kind != by_blanks && count * 2 >= open_width));
    if (!fits || open_kind != kind) {
      found.cells.resize(cells_begin);
      close();
      if (count < 2) continue;
      open = {found.rows.size(), 0};
      open_kind = kind;
      open_cells_begin = found.cells.size();
      open_bytes = 0;
      tight_marks = 0;
      code_rows = 0;
      spaced = false;
      const std::size_t again = found.cells.size();
      count = cut_line(text, line, kind, found.cells);
      open_width = count;
      // A mark that only ends its line ("int count;") parts nothing.
      std::size_t filled = 0;
      for (std::size_t cell = again; cell < found.cells.size(); ++cell) {
        filled += found.cells[cell].begin < found.cells[cell].end ? 1 : 0;
      }
      if (filled < 2) {
        found.cells.resize(again);
        open_kind = no_cut;
        continue;
      }
      found.rows.push_back({again, count, line.begin, line.end});
    } else {
      found.rows.push_back({cells_begin, count, line.begin, line.end});
      spaced = spaced && behind_empty;
    }
    if (kind == by_box || kind == 1) {  // Padded to their columns' widths.
      for (std::size_t cell = found.rows.back().first_cell; cell < found.cells.size(); ++cell) {
        open_bytes += found.cells[cell].end - found.cells[cell].begin;
      }
    } else {
      open_bytes += size;
    }
    code_rows += is_code(text.substr(line.begin, size), kind) ? 1 : 0;
    if (kind == 3 || kind == 2) {
      for (std::size_t byte = line.begin; byte + 1 < line.end; ++byte) {
        tight_marks += text[byte] == delimiters[kind] && text[byte + 1] != ' ' ? 1 : 0;
      }
    }
  }
  close();
  return !found.tables.empty();
}

}  // namespace constat
