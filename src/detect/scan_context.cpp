// What stands around a candidate: the labels before and after it on its line, on the line above, and in the header of
// its column. Each line is read once, however many candidates it has.
#include <algorithm>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/scan.h"

namespace constat {

namespace {

constexpr std::size_t context_before_max = 48;  // Bytes looked at for a label.
constexpr std::size_t context_after_max = 16;
constexpr std::size_t context_line_max = 4096;  // A line's end is looked for this far.

std::size_t count_of(std::string_view line, char delimiter) {
  if (line.find(delimiter) == std::string_view::npos) return 0;
  if (line.find('"') == std::string_view::npos) {
    return static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter));
  }
  std::size_t count = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == delimiter && !quoted) ++count;
  }
  return count;
}

bool is_bare_value(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ") || line.starts_with("* ")) line.remove_prefix(2);  // A list's bullet.
  return !line.empty() && line.size() <= 40 && std::none_of(line.begin(), line.end(), is_space) &&
         std::any_of(line.begin(), line.end(), is_digit);
}

}  // namespace

// Bounds of the line that `at` is in. Candidates come in order, so that all lines together are walked once a pass.
void Scan::find_line(std::size_t at) {
  if (line_set_ && at >= line_begin_ && at <= line_end_) return;
  line_begin_ = scratch_.classes.line_begin(at);
  line_end_ = scratch_.classes.next_newline(at);
  line_set_ = true;
  delimiters_set_ = false;
}

// The sign that parts the columns of the line that find_line() found, and how many of it there are.
void Scan::find_delimiters() {
  if (delimiters_set_) return;
  delimiters_set_ = true;
  line_delimiter_ = '\0';
  line_delimiters_ = 0;
  column_offset_ = line_begin_;
  column_ = 0;
  column_quoted_ = false;
  if (line_end_ - line_begin_ > context_line_max) return;
  const std::string_view line = text_.substr(line_begin_, line_end_ - line_begin_);
  for (const char candidate : {'\t', ';', '|', ','}) {
    line_delimiters_ = count_of(line, candidate);
    if (line_delimiters_ != 0) {
      line_delimiter_ = candidate;
      break;
    }
  }
}

void Scan::add_labels(std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - text_.data());
  const std::size_t first = engine_.labels().first_possible(text_, scratch_.classes, begin, begin + part.size());
  if (first == begin + part.size()) return;
  label_words(text_.substr(first, begin + part.size() - first), scratch_.part);
  engine_.labels().find(scratch_.part, scratch_.hits);
}

// The header of a column is asked for each of its values: it is read once.
void Scan::add_header_labels(std::string_view header) {
  ScanScratch::Header& known =
      scratch_.headers[static_cast<std::size_t>(header.data() - text_.data()) % scratch_.headers.size()];
  if (known.text.data() == header.data() && known.text.size() == header.size()) {
    scratch_.hits.insert(scratch_.hits.end(), known.hits.begin(), known.hits.end());
    return;
  }
  const std::size_t before = scratch_.hits.size();
  add_labels(header);
  known.text = header;
  scratch_.headers_used = true;
  known.hits.assign(scratch_.hits.begin() + static_cast<std::ptrdiff_t>(before), scratch_.hits.end());
}

// Whether a part of the text that begins or ends here has the same words as the whole line has there.
bool Scan::word_edge(std::size_t at) const {
  if (at == 0 || at >= text_.size()) return true;
  const auto in_word = [](char c) { return is_alnum(c) || is_high(c); };
  return !in_word(text_[at - 1]) || !in_word(text_[at]);
}

// Reads the labels of [begin, end), both edges of words, and of some of what follows: the next candidate is near.
// Whether there is one at all.
bool Scan::place_labels(std::size_t begin, std::size_t end) {
  if (begin < placed_begin_ || end > placed_end_) {
    constexpr std::size_t line_whole_max = 200;
    constexpr std::size_t ahead = 40;
    constexpr std::size_t word_max = 64;
    placed_begin_ = begin;
    placed_end_ = end;
    if (line_end_ - line_begin_ <= line_whole_max && line_begin_ <= begin && end <= line_end_) {
      placed_begin_ = line_begin_;  // Its other candidates will ask as well.
      placed_end_ = line_end_;
    } else {
      std::size_t reach = std::min(line_end_, end + ahead);
      while (reach > end && reach < line_end_ && reach < end + ahead + word_max && !word_edge(reach)) ++reach;
      if (reach > end && word_edge(reach)) placed_end_ = reach;
    }
    scratch_.placed.clear();
    const std::size_t first = engine_.labels().first_possible(text_, scratch_.classes, placed_begin_, placed_end_);
    if (first < placed_end_) {
      engine_.labels().place(text_.substr(first, placed_end_ - first), first, scratch_.labels, scratch_.placed);
    }
  }
  return !scratch_.placed.empty();
}

void Scan::take_placed(std::size_t begin, std::size_t end) {
  for (const LabelHit& hit : scratch_.placed) {
    if (hit.begin >= begin && hit.end <= end) scratch_.hits.push_back(hit);
  }
}

// "[09:12] ann: what is her SSN?" above "[09:13] bob: 512486193": a turn of a chat is asked for by the one before it.
void Scan::add_question_labels(std::string_view left, std::size_t line_begin) {
  constexpr std::size_t question_max = 80;
  const std::string_view speaker = trim(left);
  if (speaker.empty() || (speaker.back() != ':' && speaker.back() != '>')) return;
  std::size_t end = line_begin - 1;
  while (end > 0 && is_space(text_[end - 1]) && line_begin - end < 4) --end;
  if (end == 0 || text_[end - 1] != '?') return;
  std::size_t begin = end;
  while (begin > 0 && end - begin < question_max && text_[begin - 1] != '\n') --begin;
  while (begin < end && !word_edge(begin)) ++begin;
  add_header_labels(text_.substr(begin, end - begin));
}

// "Telefonliste privat", "Phone numbers": the text's first line, where it is the title of a list of telephones; ""
// where it is none. What its lines hold has no label of its own.
std::string_view Scan::title_of_list() {
  if (title_read_) return title_;
  title_read_ = true;
  constexpr std::size_t title_bytes_max = 80;
  const std::size_t begin = std::min(text_.find_first_not_of(" \t\r\n\xEF\xBB\xBF#*=-"), text_.size());
  const std::size_t end = std::min(text_.substr(0, std::min(text_.size(), begin + title_bytes_max)).find('\n', begin),
                                   std::min(text_.size(), begin + title_bytes_max));
  if (begin >= end || end == text_.size()) return title_;
  const std::string_view line = trim(text_.substr(begin, end - begin));
  if (line.find_first_of("0123456789,;|\t@") != std::string_view::npos || line.find(". ") != std::string_view::npos)
    return title_;
  constexpr std::string_view titles[] = {
      "telefonliste",         "telefonverzeichnis", "telefonnummern",    "phone list",         "phone numbers",
      "phone directory",      "phone tree",         "telephone list",    "telefonos",          "lista de telefonos",
      "listado de telefonos", "telefoni",           "elenco telefonico", "rubrica telefonica", "numeri di telefono",
      "liste telephonique",   "annuaire",           "telefoonlijst",     "telefoonnummers",    "telephones",
      "numeros de telephone"};
  const std::string words = header_words(line);
  const bool named = std::ranges::any_of(titles, [&](std::string_view title) {
    return words.starts_with(title) && (words.size() == title.size() || words[title.size()] == ' ');
  });
  if (named) title_ = line;
  return title_;
}

void Scan::read_context(std::size_t begin, std::size_t end) {
  if (begin == context_begin_ && end == context_end_) return;
  find_line(begin);
  const std::size_t line_begin = line_begin_;
  const std::size_t line_end = std::max(end, line_end_);
  if (begin == context_begin_) {
    scratch_.hits.resize(context_hits_before_);
  } else {
    scratch_.hits.clear();
    // Before: not across another value that has a label of its own behind it.
    std::size_t from = std::max(line_begin, begin > context_before_max ? begin - context_before_max : 0);
    // Scripts of three bytes a letter: the label is as long in letters as others are.
    for (std::size_t more = 0; more < context_before_max && from > line_begin && is_high(text_[from - 1]); ++more)
      --from;
    while (from < begin && (is_alnum(text_[from]) || is_high(text_[from])) && from > line_begin &&
           (is_alnum(text_[from - 1]) || is_high(text_[from - 1]))) {
      ++from;  // Not from the middle of a word.
    }
    const bool whole_words = text_.size() < UINT32_MAX && word_edge(from) && word_edge(begin);
    if (!whole_words || place_labels(from, begin)) {
      std::size_t letters = 0;
      std::size_t digits = 0;
      for (std::size_t index = begin; index-- > from;) {
        const char c = text_[index];
        if (is_digit(c)) {
          if (++digits >= 5 && letters >= 2) {
            while (index < begin && (is_alnum(text_[index]) || text_[index] == '-')) ++index;
            from = index;
            break;
          }
        } else if (is_alpha(c) || is_high(c)) {
          letters += 1;
          digits = 0;
        } else if (c != '-' && c != '.' && c != ' ') {
          digits = 0;
        }
      }
      if (whole_words && word_edge(from)) {
        take_placed(from, begin);
      } else {
        add_labels(text_.substr(from, begin - from));
      }
    }
    const std::string_view header = column_header(begin);
    if (!header.empty()) {
      add_header_labels(header);
    } else if (line_begin > 0 && begin - line_begin < 64) {
      // A value alone on its line: the line above may be its label.
      const std::string_view left = text_.substr(line_begin, begin - line_begin);
      if (std::none_of(left.begin(), left.end(), [](char c) { return is_alnum(c) || is_high(c); })) {
        std::size_t above_end = line_begin - 1;
        while (above_end > 0 && is_space(text_[above_end - 1]) && line_begin - above_end < 8) --above_end;
        std::size_t above = above_end;
        while (above > 0 && above_end - above < 80 && text_[above - 1] != '\n') --above;
        if (above == 0 || text_[above - 1] == '\n') add_header_labels(text_.substr(above, above_end - above));
      } else if (scratch_.hits.empty()) {
        add_question_labels(left, line_begin);
      }
    }
    if (line_delimiter_ == 0 || line_delimiter_ == ',') {
      const std::string_view words = fixed_header(begin, end);
      if (!words.empty()) add_header_labels(words);
    }
    if (scratch_.hits.empty() && !title_of_list().empty()) add_header_labels(title_of_list());
    context_hits_before_ = scratch_.hits.size();
  }
  context_begin_ = begin;
  context_end_ = end;
  // After: "512-48-6193 (SSN)", not the next field's label.
  std::string_view after = text_.substr(end, std::min(context_after_max, line_end - end));
  // "206 499 774 (Social Insurance Number)": what stands in brackets is read to its end.
  if (after.starts_with(" (")) {
    const std::string_view reach = text_.substr(end, std::min(context_before_max, line_end - end));
    const std::size_t close = reach.find(')');
    if (close != std::string_view::npos && close > after.size()) after = reach.substr(0, close);
  }
  if (end + after.size() < line_end && !word_edge(end + after.size())) {
    std::size_t cut = after.size();
    while (cut > 0 && (is_alnum(after[cut - 1]) || is_high(after[cut - 1]))) --cut;
    after = after.substr(0, cut);
  }
  constexpr auto parts = [](char c) { return c == ',' || c == ';' || c == '\t' || c == '|'; };
  constexpr auto labels = [](char c) { return c == ':' || c == '='; };
  if (after.empty() || parts(after[0])) return;
  if (text_.size() >= UINT32_MAX || !word_edge(end) || !word_edge(end + after.size())) {
    if (std::none_of(after.begin(), after.end(), labels)) add_labels(after);
  } else if (place_labels(end, end + after.size()) && std::none_of(after.begin(), after.end(), labels)) {
    // "passport 487654321 Social Security 512-48-6193": the next value's label.
    std::size_t reach = end + after.size();
    for (const LabelHit& hit : scratch_.placed) {
      if (hit.begin >= end && hit.end <= reach && leads_to_value(hit.end)) reach = hit.begin;
    }
    take_placed(end, reach);
  }
}

std::size_t Scan::end_of_number_word(std::size_t at, std::size_t limit) const {
  std::size_t end = at;
  while (end < limit && is_alpha(text_[end])) ++end;
  const std::string_view word = text_.substr(at, end - at);
  const bool known = std::any_of(std::begin(number_words), std::end(number_words),
                                 [&](std::string_view one) { return equals_ignoring_case(word, one); });
  return known ? end : std::string_view::npos;
}

// Whether a number follows what ends there, with but blanks, signs of assignment and the words for a number between.
bool Scan::leads_to_value(std::size_t at) const {
  constexpr std::size_t apart_max = 12;
  const std::size_t limit = std::min(text_.size(), at + apart_max);
  while (at < limit) {
    const char c = text_[at];
    if (is_digit(c)) return true;
    if (!is_alpha(c)) {
      if (c != ' ' && c != ':' && c != '=' && c != '#' && c != '.') return false;
      ++at;
      continue;
    }
    at = end_of_number_word(at, limit);
    if (at == std::string_view::npos) return false;
  }
  return false;
}

// The header cell over the column that `begin` stands in; "" where its line is in no delimited block with a header.
std::string_view Scan::column_header(std::size_t begin) {
  find_delimiters();
  if (line_begin_ == 0 || line_end_ - line_begin_ > context_line_max) return {};
  const std::size_t line_begin = line_begin_;
  const std::size_t line_end = line_end_;
  const std::string_view line = text_.substr(line_begin, line_end - line_begin);
  const char delimiter = line_delimiter_;
  const std::size_t count = line_delimiters_;
  if (delimiter == 0 && !is_bare_value(line)) return {};
  const auto belongs = [&](std::string_view other) {
    return delimiter != 0 ? count_of(other, delimiter) == count : is_bare_value(other);
  };
  const bool same =
      block_.is_set && block_.delimiter == delimiter && block_.count == count && block_.begin <= line_begin;
  if (same && block_.end >= line_end) {
    // Known.
  } else {
    // Upwards from this line to where the known block ends, or to a line that does not belong.
    std::size_t top = line_begin;
    bool joined = false;
    while (top > 0) {
      if (same && top <= block_.end + 1) {
        joined = true;
        break;
      }
      std::size_t previous = top - 1;
      while (previous > 0 && text_[previous - 1] != '\n' && top - previous < context_line_max) --previous;
      if (!belongs(text_.substr(previous, top - 1 - previous))) break;
      top = previous;
    }
    if (joined) {
      block_.end = line_end;
    } else {
      if (delimiter == 0 && top > 0) {  // The header of bare values is the line of words above them.
        std::size_t previous = top - 1;
        while (previous > 0 && text_[previous - 1] != '\n' && top - previous < 100) --previous;
        top = previous;
      }
      block_ = {top, line_end, delimiter, count, true};
    }
  }
  if (block_.begin >= line_begin) return {};
  if (header_begin_ != block_.begin) {
    header_begin_ = block_.begin;
    const std::string_view reach = text_.substr(block_.begin, context_line_max);
    header_size_ = std::min(reach.find('\n'), reach.size());
    header_cell_ = 0;
    header_column_ = 0;
  }
  const std::string_view header = text_.substr(block_.begin, header_size_);
  if (delimiter == 0) return header.size() <= 60 ? header : std::string_view();
  if (begin < column_offset_) {
    column_offset_ = line_begin;
    column_ = 0;
    column_quoted_ = false;
  }
  for (; column_offset_ < begin; ++column_offset_) {
    if (text_[column_offset_] == '"') column_quoted_ = !column_quoted_;
    if (text_[column_offset_] == delimiter && !column_quoted_) ++column_;
  }
  // Columns are asked for from left to right: on from the header's cell that was asked for last.
  std::size_t column = column_;
  std::size_t cell_begin = 0;
  if (header_delimiter_ == delimiter && column >= header_column_) {
    column -= header_column_;
    cell_begin = header_cell_;
  }
  header_delimiter_ = delimiter;
  bool quoted = false;
  for (std::size_t index = cell_begin; index <= header.size(); ++index) {
    if (index < header.size() && header[index] == '"') quoted = !quoted;
    if (index < header.size() && (header[index] != delimiter || quoted)) continue;
    if (column == 0) {
      header_cell_ = cell_begin;
      header_column_ = column_;
      const std::string_view cell = header.substr(cell_begin, index - cell_begin);
      // A header is words, not a value.
      const auto cell_digits = std::count_if(cell.begin(), cell.end(), is_digit);
      return cell.size() <= 80 && cell_digits < 5 ? cell : std::string_view();
    }
    --column;
    cell_begin = index + 1;
  }
  return {};
}

// Finds the line of words above the lines with digits that this line is among: the header of a report of fixed width.
// Rulers and one empty line may stand between. Whether there is one.
bool Scan::find_fixed_header() {
  if (fixed_last_ != SIZE_MAX && line_begin_ >= fixed_top_ && line_begin_ <= fixed_last_) return !fixed_words_.empty();
  const bool below = fixed_last_ != SIZE_MAX && line_begin_ > fixed_last_;
  std::string_view words;
  std::size_t top = line_begin_;
  bool gap = false;
  const ByteClasses& classes = scratch_.classes;
  while (top > 0) {
    const std::size_t previous = classes.line_begin(top - 1);
    if (top - previous > context_line_max) break;
    if (below && !gap && previous <= fixed_last_) {
      fixed_last_ = line_begin_;
      return !fixed_words_.empty();
    }
    const std::string_view line = text_.substr(previous, top - 1 - previous);
    if (classes.any_digit(previous, top - 1)) {
      if (gap) break;
      top = previous;
      continue;
    }
    if (classes.any_letter(previous, top - 1)) {
      words = line;
      break;
    }
    if (trim(line).empty()) {
      if (gap) break;
      gap = true;
    }
    top = previous;
  }
  fixed_top_ = std::min(top, line_begin_);
  fixed_last_ = line_begin_;
  // Words of a header begin with capitals, or stand wide apart; those of a sentence do neither.
  std::size_t count = 0;
  bool capitals = true;
  bool wide = false;
  bool space_before = true;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const bool space = is_space(words[at]);
    if (!space && space_before) {
      ++count;
      capitals = capitals && !is_lower(words[at]);
      wide = wide || (at > 2 && is_space(words[at - 2]));
    }
    space_before = space;
  }
  if (count < 2 || count > 60 || !(capitals || wide)) words = {};
  fixed_words_ = words;
  return !words.empty();
}

// The words of such a header that stand over [begin, end): at most three.
std::string_view Scan::fixed_header(std::size_t begin, std::size_t end) {
  if (line_begin_ == 0 || line_end_ - line_begin_ > context_line_max || end > line_end_ || !find_fixed_header())
    return {};
  const auto column_of = [&](std::size_t at) {  // Characters, not bytes.
    if (!scratch_.classes.any_high(line_begin_, at)) return at - line_begin_;
    std::size_t column = 0;
    for (std::size_t index = line_begin_; index < at; ++index) {
      column += (static_cast<unsigned char>(text_[index]) & 0xC0U) != 0x80 ? 1 : 0;
    }
    return column;
  };
  const std::size_t from = column_of(begin);
  const std::size_t to = from + (end - begin);
  std::size_t column = 0;
  std::size_t words = 0;
  std::size_t first = fixed_words_.size();
  std::size_t last = 0;
  for (std::size_t at = 0; at < fixed_words_.size();) {
    if (is_space(fixed_words_[at])) {
      ++at;
      ++column;
      continue;
    }
    const std::size_t word = at;
    const std::size_t word_column = column;
    for (; at < fixed_words_.size() && !is_space(fixed_words_[at]); ++at) {
      column += (static_cast<unsigned char>(fixed_words_[at]) & 0xC0U) != 0x80 ? 1 : 0;
    }
    if (word_column >= to || column <= from) continue;
    ++words;
    first = std::min(first, word);
    last = at;
  }
  return words == 0 || words > 3 ? std::string_view() : fixed_words_.substr(first, last - first);
}

}  // namespace constat
