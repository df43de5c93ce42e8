#include "extract/delimited.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "extract/byte_scan.h"

namespace constat {

CellKind cell_kind(std::string_view text) {
  if (text.empty()) return CellKind::empty;
  const auto first = static_cast<unsigned char>(text.front());
  if (first > '9' || first < '+') return first == ' ' && trim(text).empty() ? CellKind::empty : CellKind::text;
  std::size_t at = first == '-' || first == '+' ? 1 : 0;
  const std::size_t digits_begin = at;
  std::size_t digits = 0;
  std::size_t points = 0;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      ++digits;
    } else if ((text[at] == '.' || text[at] == ',') && at > digits_begin && at + 1 < text.size()) {
      ++points;
    } else {
      return CellKind::text;
    }
  }
  if (digits == 0 || digits > 18) return CellKind::text;
  if (text[digits_begin] == '0' && digits_begin + 1 < text.size() && is_digit(text[digits_begin + 1]))
    return CellKind::text;
  if (points <= 1) return CellKind::number;
  // Several points are groups of three ("1,234,567.89"), or it is a date or an address.
  std::size_t group = 0;
  bool first_group = true;
  std::size_t groups = 0;
  for (at = digits_begin; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      ++group;
      continue;
    }
    ++groups;
    if (first_group ? group > 3 : group != 3) return CellKind::text;
    first_group = false;
    group = 0;
  }
  return group == 3 || groups == points ? CellKind::number : CellKind::text;
}

template <bool with_cells>
std::size_t RecordSplitter::next_structural(std::string_view text, std::size_t at) {
  for (;;) {
    if (at >= block_begin_ && at < block_end_) {
      bits_ &= ~std::uint64_t{0} << (at - block_begin_);
      if (bits_ != 0) return block_begin_ + static_cast<std::size_t>(std::countr_zero(bits_));
      at = block_end_;
    }
    if (at >= text.size()) return text.size();
    block_begin_ = at;
    if (at + 64 <= text.size()) {
      const Block64 block(text.data() + at);
      bits_ = block.equal(dialect_.line_end);
      if (with_cells) bits_ |= block.equal(dialect_.delimiter);
      if (dialect_.quote != 0) bits_ |= block.equal(dialect_.quote);
      block_end_ = at + 64;
    } else {
      bits_ = 0;
      block_end_ = text.size();
      for (std::size_t index = at; index < text.size(); ++index) {
        const char c = text[index];
        if (c == dialect_.line_end || (with_cells && c == dialect_.delimiter) ||
            (dialect_.quote != 0 && c == dialect_.quote)) {
          bits_ |= std::uint64_t{1} << (index - at);
        }
      }
    }
  }
}

// The quote that closes the one at `open`: the last of an odd run of quotes (pairs are written quotes) that a
// delimiter, a line end or the end of the text follows. text.size(): none. need_more: the text ends before that is
// known.
std::size_t RecordSplitter::find_close(std::string_view text, std::size_t open, bool last) {
  const std::size_t bound = std::min(text.size(), open + 1 + cell_bytes_max_);
  std::size_t at = open + 1;
  bool first_run = true;
  for (;;) {
    // A part that was searched in vain before need not be searched again, or unclosed quotes would cost their square.
    if (!first_run && at >= unclosed_begin_ && at < unclosed_end_) at = unclosed_end_;
    if (at >= bound) break;
    const void* const found = std::memchr(text.data() + at, dialect_.quote, bound - at);
    if (found == nullptr) break;
    const auto run_begin = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    if (first_run && run_begin != open + 1 && run_begin >= unclosed_begin_ && run_begin < unclosed_end_) {
      first_run = false;
      at = unclosed_end_;
      continue;
    }
    first_run = false;
    if (dialect_.backslash) {
      std::size_t slashes = 0;
      while (run_begin > open + 1 + slashes && text[run_begin - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 1) {
        at = run_begin + 1;
        continue;
      }
    }
    std::size_t run_end = run_begin + 1;
    while (run_end < text.size() && text[run_end] == dialect_.quote) ++run_end;
    std::size_t behind = run_end;
    while (behind < text.size() && text[behind] == ' ' && dialect_.delimiter != ' ') ++behind;
    if (behind >= text.size()) {
      if (!last) return need_more;
      if ((run_end - run_begin) % 2 == 1) return run_end - 1;
      at = run_end;
      break;
    }
    const char c = text[behind];
    const bool ends = c == dialect_.delimiter || c == '\n' || c == '\r';
    if (ends && (run_end - run_begin) % 2 == 1) return run_end - 1;
    at = run_end;
  }
  if (bound == text.size() && !last) return need_more;
  if (unclosed_end_ < open + 1 || unclosed_begin_ > open) unclosed_begin_ = open + 1;
  unclosed_end_ = std::max(unclosed_end_, bound);
  return text.size();
}

void RecordSplitter::add_cell(std::string_view raw) {
  if (raw == "\\N") raw = {};  // NULL, as MySQL and PostgreSQL write it.
  // A load file's field stands between two U+00FE.
  if (dialect_.delimiter == '\x14' && raw.size() >= 4 && raw.starts_with("\xC3\xBE") && raw.ends_with("\xC3\xBE")) {
    raw = raw.substr(2, raw.size() - 4);
  }
  // A quote that opens the cell, and no other in it: its end was lost, and it is no part of the value.
  if (dialect_.quote != 0 && raw.size() > 1 && raw.front() == dialect_.quote &&
      raw.find(dialect_.quote, 1) == std::string_view::npos) {
    raw.remove_prefix(1);
  }
  put_cell({raw, cell_kind(raw), 0});
}

void RecordSplitter::add_quoted(std::string_view raw) {
  const bool pairs = raw.find(dialect_.quote) != std::string_view::npos;
  const bool slashes = dialect_.backslash && raw.find('\\') != std::string_view::npos;
  if (!pairs && !slashes) {
    put_cell({raw, cell_kind(raw), 0});
    return;
  }
  const std::size_t begin = arena_.size();
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const char c = raw[at];
    if (c == dialect_.quote && at + 1 < raw.size() && raw[at + 1] == dialect_.quote) ++at;
    if (slashes && c == '\\' && at + 1 < raw.size()) {
      ++at;
      arena_.push_back(raw[at] == 'n' ? '\n' : raw[at] == 't' ? '\t' : raw[at] == 'r' ? '\r' : raw[at]);
      continue;
    }
    arena_.push_back(c);
  }
  unescaped_.push_back({cell_count_, begin, arena_.size() - begin});
  put_cell({});
}

template <bool with_cells>
std::size_t RecordSplitter::split(std::string_view text, std::size_t at, bool last) {
  const std::size_t record_begin = at;
  if (with_cells) {
    cell_count_ = 0;
    unescaped_.clear();
    arena_.clear();
    too_wide_ = false;
  }
  std::size_t cell_begin = at;
  bool quoted = false;  // The cell that ends next was quoted: text[cell_begin..quoted_end).
  std::size_t quoted_end = 0;
  std::size_t record_end = 0;
  const auto end_cell = [&](std::size_t end) {
    if constexpr (with_cells) {
      if (cell_count_ + 1 >= columns_max_) {
        too_wide_ = true;
        return;
      }
      if (quoted) {
        add_quoted(text.substr(cell_begin, quoted_end - cell_begin));
      } else {
        add_cell(text.substr(cell_begin, end - cell_begin));
      }
      quoted = false;
      cell_begin = end + 1;
    } else {
      (void)end;
    }
  };
  std::size_t line_end = 0;
  for (;;) {
    const std::size_t found = next_structural<with_cells>(text, at);
    if (found >= text.size()) {
      if (!last) return need_more;
      line_end = record_end = text.size();
      break;
    }
    const char c = text[found];
    if (c == dialect_.line_end) {
      line_end = found;
      record_end = found + 1;
      break;
    }
    at = found + 1;
    if (c == dialect_.delimiter) {
      end_cell(found);
      continue;
    }
    // A quote opens a cell only at its start; elsewhere it is a character ("5' 11\"").
    std::size_t before = found;
    while (before > record_begin && text[before - 1] == ' ') --before;
    if (before != record_begin && text[before - 1] != dialect_.delimiter) continue;
    const std::size_t close = find_close(text, found, last);
    if (close == need_more) return need_more;
    if (close >= text.size()) {
      met_unclosed_ = true;
      continue;
    }
    if (with_cells && !too_wide_) {
      quoted = true;
      cell_begin = found + 1;
      quoted_end = close;
    }
    at = close + 1;
  }
  if constexpr (with_cells) {
    while (line_end > cell_begin && text[line_end - 1] == '\r') --line_end;
    if (too_wide_) {
      add_cell(text.substr(cell_begin, line_end - cell_begin));
    } else if (quoted) {
      add_quoted(text.substr(cell_begin, quoted_end - cell_begin));
    } else {
      add_cell(text.substr(cell_begin, std::max(line_end, cell_begin) - cell_begin));
    }
    for (const Unescaped& part : unescaped_) {
      cells_[part.cell].text = std::string_view(arena_).substr(part.begin, part.size);
      cells_[part.cell].kind = cell_kind(cells_[part.cell].text);
    }
  }
  return record_end;
}

template std::size_t RecordSplitter::split<true>(std::string_view, std::size_t, bool);
template std::size_t RecordSplitter::split<false>(std::string_view, std::size_t, bool);

// ---------------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t sample_bytes = 32 * 1024;
constexpr std::size_t sample_records = 200;

bool is_level_word(std::string_view cell) {
  constexpr std::string_view words[] = {"INFO",  "WARN",  "WARNING", "ERROR",   "DEBUG",
                                        "TRACE", "FATAL", "NOTICE",  "CRITICAL"};
  const std::string_view word = trim(cell);
  return word.size() <= 8 && std::any_of(std::begin(words), std::end(words),
                                         [&](std::string_view level) { return equals_ignoring_case(level, word); });
}

// "BT7 3FE. Rang re legacy gift": a small letter or a digit or two capitals before the stop, a capital behind it.
bool ends_a_sentence_within(std::string_view cell) {
  for (std::size_t at = cell.find(". "); at != std::string_view::npos; at = cell.find(". ", at + 1)) {
    if (at >= 3 && at + 2 < cell.size() && is_upper(cell[at + 2]) && cell[at - 1] != ' ' && cell[at - 2] != ' ' &&
        cell[at - 3] != ' ') {
      return true;
    }
  }
  return false;
}

// A quote in the midst of a cell, behind a name and a sign: DB = connect(user="svc", ...), log("x", y). (In HTML it is
// an attribute's; ="0123" is a spreadsheet's.)
bool is_call(std::string_view cell) {
  if (cell.find('<') != std::string_view::npos) return false;
  for (std::size_t at = cell.find_first_of("\"'"); at != std::string_view::npos;
       at = cell.find_first_of("\"'", at + 1)) {
    if (at >= 2 && (cell[at - 1] == '(' || cell[at - 1] == '=') && (is_alnum(cell[at - 2]) || cell[at - 2] == '_'))
      return true;
  }
  return false;
}

// "le panier vaut 9,50 euros": a comma within a number of a sentence parts no cells. ("Player 1,10" is a row.)
bool is_decimal_comma(std::string_view before, std::string_view after) {
  constexpr std::size_t decimals_max = 2;
  std::size_t digits = 0;
  while (digits < before.size() && is_digit(before[before.size() - 1 - digits])) ++digits;
  if (digits == 0 || digits + 1 >= before.size()) return false;
  const char sign = before[before.size() - 1 - digits];
  if (sign != ' ' && !(sign == '.' && digits == 3)) return false;
  std::size_t decimals = 0;
  while (decimals < after.size() && is_digit(after[decimals])) ++decimals;
  if (decimals == 0 || decimals > decimals_max) return false;
  if (decimals == after.size()) {
    // "Bruttolohn: 4.120,50", "Total 12,50 " at the line's end: behind a label, or with thousands of its own.
    const std::string_view lead = before.substr(0, before.size() - digits);
    return decimals == decimals_max && (lead.ends_with(": ") || lead.ends_with('.') || lead.ends_with("\xE2\x82\xAC "));
  }
  return decimals + 1 < after.size() && after[decimals] == ' ' &&
         (is_alpha(after[decimals + 1]) || is_high(after[decimals + 1]));
}

// "104471  WHITFIELD", "TYRONE J JR    257-31-9046": columns by position, whose commas are of names and amounts.
bool holds_a_gap(std::string_view cell) { return cell.find("  ") != std::string_view::npos; }

// "Mitarbeiter: Weber", "Geburtsort: Bielefeld": a label and the begin of its value.
bool is_labelled(std::string_view cell) {
  constexpr std::size_t label_max = 40;
  const std::size_t sign = cell.substr(0, label_max).find(": ");
  return sign != std::string_view::npos && sign >= 2 && cell.find(':') == sign && is_alpha(cell.front());
}

// What a sample says of one delimiter.
struct Trial {
  double value = 0;  // 0: no table.
  std::size_t columns = 0;
};

Trial try_dialect(std::string_view sample, const Dialect& dialect, std::size_t line_count) {
  Limits limits;
  limits.cell_bytes_max = 16 * 1024;
  RecordSplitter splitter(dialect, limits);
  splitter.new_text();
  struct Row {
    std::uint32_t columns;
    bool last_empty;
  };
  std::vector<Row> rows;
  std::array<std::uint32_t, 256> histogram = {};
  std::size_t cells = 0;
  std::size_t words = 0;
  std::size_t long_cells = 0;
  std::size_t spaced = 0;      // Rows where a blank follows every delimiter.
  std::size_t decimals = 0;    // Rows of two cells that are a sentence with a decimal comma.
  std::size_t sentences = 0;   // Such rows that end as a sentence does;
  std::size_t paragraphs = 0;  // and those in whose cells one ends and another begins.
  std::size_t gapped = 0;      // Rows in whose cells columns stand apart;
  std::size_t labelled = 0;    // and those that begin with a label.
  std::size_t levels = 0;
  std::size_t braces = 0;
  std::size_t calls = 0;        // Rows of a program.
  std::size_t first_blank = 0;  // Rows whose first cell holds a blank.
  std::size_t first_short = 0;
  std::size_t first_scheme = 0;
  std::size_t tiny = 0;  // Rows of nothing but pairs of digits: times, addresses, fingerprints.
  std::size_t first_same = 0;
  std::string first_cell;
  std::size_t at = 0;
  std::size_t blank_rows = 0;
  while (at < sample.size() && rows.size() < sample_records) {
    at = splitter.next(sample, at, true);
    const auto found = splitter.cells();
    if (found.size() == 1 && (trim(found[0].text).empty() || found[0].text.starts_with('#'))) {
      ++blank_rows;
      continue;
    }
    rows.push_back(
        {static_cast<std::uint32_t>(std::min<std::size_t>(found.size(), 100'000)), found.back().text.empty()});
    if (found.size() < 256) ++histogram[found.size()];
    const std::string_view first = trim(found[0].text);
    if (first_cell.empty()) first_cell = first;
    if (first == first_cell) ++first_same;
    if (!first.empty() && std::string_view("{}[]<").find(first[0]) != std::string_view::npos) ++braces;
    if (first.find(' ') != std::string_view::npos) ++first_blank;
    if (first.size() <= 1) ++first_short;
    if (first == "http" || first == "https" || first == "ftp" || first == "file" || first == "mailto") ++first_scheme;
    if (found.size() < 2) continue;
    bool all_spaced = true;
    bool level = false;
    bool all_tiny = true;
    bool inner_end = false;
    bool gap = false;
    if (is_labelled(first)) ++labelled;
    if (std::any_of(found.begin(), found.end(), [](const Cell& cell) { return is_call(cell.text); })) ++calls;
    for (std::size_t index = 0; index < found.size(); ++index) {
      const std::string_view cell = found[index].text;
      if (index != 0 && !cell.empty() && cell[0] != ' ') all_spaced = false;
      if (index >= 1 && index < 5 && is_level_word(cell)) level = true;
      const std::string_view bare = trim(cell);
      if (bare.size() > 2 || bare.empty()) all_tiny = false;
      const auto blanks = static_cast<std::size_t>(std::count(bare.begin(), bare.end(), ' '));
      ++cells;
      words += blanks + 1;
      if (blanks > 12) ++long_cells;
      inner_end = inner_end || ends_a_sentence_within(bare);
      gap = gap || holds_a_gap(bare);
    }
    if (gap) ++gapped;
    if (all_spaced) ++spaced;
    if (found.size() == 2 && is_decimal_comma(trim(found[0].text), found[1].text)) ++decimals;
    const std::string_view last = trim(found.back().text);
    if (all_spaced && !last.empty() && std::string_view(".!?").find(last.back()) != std::string_view::npos) {
      ++sentences;
      if (inner_end) ++paragraphs;
    }
    if (level) ++levels;
    if (all_tiny) ++tiny;
  }
  Trial trial;
  if (rows.size() < 2) return trial;
  std::size_t mode = 0;
  for (std::size_t columns = 2; columns < 256; ++columns) {
    if (histogram[columns] != 0 && (mode == 0 || histogram[columns] >= histogram[mode])) mode = columns;
  }
  if (mode == 0) {
    // Very wide tables: all rows alike, or none.
    mode = rows.front().columns;
    if (mode < 256) return trial;
  }
  std::size_t lead = 0;
  while (lead < rows.size() && rows[lead].columns != mode) ++lead;
  const std::size_t rest = rows.size() - lead;
  std::size_t alike = 0;
  std::size_t last_empty = 0;
  std::size_t near = 0;  // One cell more or fewer, or cells missing at the end.
  for (std::size_t index = lead; index < rows.size(); ++index) {
    if (rows[index].columns == mode) {
      ++alike;
      if (rows[index].last_empty) ++last_empty;
    } else if (rows[index].columns > 1 && mode >= 3) {
      ++near;
    }
  }
  if (lead > std::max<std::size_t>(12, rows.size() / 3) || rest < 2) return trial;
  const double ratio = (static_cast<double>(alike) + 0.5 * static_cast<double>(near)) / static_cast<double>(rest);
  const char delimiter = dialect.delimiter;
  const bool rare = delimiter == '\t' || static_cast<unsigned char>(delimiter) < 0x20;
  const double needed = rare ? 0.6 : delimiter == ':' ? 0.9 : rest >= 10 ? 0.75 : 0.8;
  if (ratio < needed) return trial;
  if (braces * 2 >= rows.size() || calls * 2 >= rest) return trial;
  if (levels * 2 >= rest) return trial;
  if (mode == 2 && last_empty * 10 >= alike * 9) return trial;
  if (cells == 0 || (!rare && (words > cells * 8 || long_cells * 5 > cells))) return trial;
  // Sentences in whose commas chance agrees: notes of one line each, a paragraph a person.
  if (delimiter == ',' && sentences * 10 >= rows.size() * 8 && (words * 2 > cells * 5 || paragraphs * 2 >= rows.size()))
    return trial;
  // A record of many lines each: free text in quotes. Many more records than lines cannot be.
  (void)line_count;
  (void)blank_rows;
  switch (delimiter) {
    case ',':
      if (gapped * 10 >= rest * 7 || labelled * 10 >= rest * 8) return trial;
      if (mode == 2 && ((spaced + decimals) * 10 >= alike * 8 || (rest < 4 && words > cells * 3))) return trial;
      if (mode == 3 && spaced * 10 >= alike * 9 && words > cells * 3) return trial;
      break;
    case ':':
      if (spaced * 10 >= rest || first_blank * 10 >= rest || first_short * 10 >= rest || first_scheme * 10 >= rest)
        return trial;
      if (tiny * 2 >= rest || (rest < 3) || first_same * 10 >= rest * 9) return trial;
      break;
    case '^':
    case '~':
      if (mode < 3) return trial;
      break;
    default: break;
  }
  trial.columns = mode;
  trial.value = ratio * static_cast<double>(alike) / static_cast<double>(rows.size());
  return trial;
}

}  // namespace

std::optional<Dialect> sniff_dialect(std::string_view sample, bool whole) {
  if (sample.size() > sample_bytes) {
    sample = sample.substr(0, sample_bytes);
    whole = false;
  }
  Dialect dialect;
  if (sample.find('\n') == std::string_view::npos && sample.find('\r') != std::string_view::npos)
    dialect.line_end = '\r';
  if (!whole) {
    const std::size_t end = sample.rfind(dialect.line_end);
    if (end == std::string_view::npos) return std::nullopt;
    sample = sample.substr(0, end + 1);
  }
  if (sample.size() >= 6 && to_lower_ascii(sample.substr(0, 4)) == "sep=" && (sample[5] == '\r' || sample[5] == '\n')) {
    dialect.delimiter = sample[4];
    dialect.separator_line = true;
    return dialect;
  }
  // How often each byte occurs decides which delimiters are worth a trial.
  std::array<std::uint32_t, 256> counts = {};
  for (const char c : sample) ++counts[static_cast<unsigned char>(c)];
  std::size_t lines = counts[static_cast<unsigned char>(dialect.line_end)];
  if (!sample.ends_with(dialect.line_end)) ++lines;
  if (lines < 2) return std::nullopt;
  // "\"" inside quotes, and never """": the backslash dialect.
  std::size_t slashed = 0;
  std::size_t doubled = 0;
  for (std::size_t at = sample.find('"'); at != std::string_view::npos && at + 1 < sample.size();
       at = sample.find('"', at + 1)) {
    if (at > 0 && sample[at - 1] == '\\') ++slashed;
    if (at > 0 && sample[at + 1] == '"' && sample[at - 1] != ',' && sample[at - 1] != ';' && sample[at - 1] != '\t' &&
        sample[at - 1] != '\n' && sample[at - 1] != '|') {
      ++doubled;
      ++at;
    }
  }
  dialect.backslash = slashed > 0 && doubled == 0;
  // Single quotes only where there are no double ones and they stand at the edges of cells.
  if (counts['"'] == 0 && counts['\''] >= lines) {
    std::size_t edges = 0;
    for (std::size_t at = sample.find('\''); at != std::string_view::npos; at = sample.find('\'', at + 1)) {
      const char before = at == 0 ? '\n' : sample[at - 1];
      const char after = at + 1 < sample.size() ? sample[at + 1] : '\n';
      if (!is_alnum(before) || !is_alnum(after)) ++edges;
    }
    if (edges * 10 >= counts['\''] * 9ULL) dialect.quote = '\'';
  }
  // In order of belief where two fit alike.
  constexpr char candidates[] = {'\x14', '\t', ';', '|', ',', '\x01', '\x1f', '^', '~', ':'};
  Dialect best;
  Trial best_trial;
  for (const char candidate : candidates) {
    if (counts[static_cast<unsigned char>(candidate)] * 2ULL < lines) continue;
    Dialect tried = dialect;
    tried.delimiter = candidate;
    if (candidate == ':') {
      if (best_trial.value > 0) continue;
      tried.quote = 0;  // Passwords hold quotes as they please.
    }
    const Trial trial = try_dialect(sample, tried, lines);
    if (trial.value > best_trial.value + 0.02) {
      best_trial = trial;
      best = tried;
    }
  }
  if (best_trial.value <= 0) return std::nullopt;
  return best;
}

}  // namespace constat
