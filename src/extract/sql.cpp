// SQL dumps: MySQL and MariaDB, PostgreSQL (INSERT and COPY ... FROM stdin), SQLite .dump, SQL Server and Oracle
// scripts. What is inserted into a table becomes rows of a table of its name, each cell placed by its byte; column
// names come from the INSERT or COPY itself, else from the CREATE TABLE before it. One dump interleaves tables: each
// run of rows into one table is a table of its own, and the rows of a name are numbered through. All else (comments,
// definitions, updates, procedures) is given as text behind the tables. Never cut: what the names in a part mean stands
// before it.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "extract/carried_text.h"
#include "extract/delimited.h"
#include "extract/extractors.h"
#include "extract/row_keys.h"

namespace constat {

namespace {

constexpr std::size_t statement_bytes_max = 16U << 20;  // Of what is not rows; and of one row.
constexpr std::size_t endless_max = 16;                 // Statements without end, before the rest is taken as text.

bool is_word(char c) { return is_alnum(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80; }

// Whether the word at `at` is `word` (upper case), whatever its case, and ends there.
bool word_at(std::string_view text, std::size_t at, std::string_view word) {
  return at + word.size() <= text.size() && equals_ignoring_case(text.substr(at, word.size()), word) &&
         (at + word.size() == text.size() || !is_word(text[at + word.size()]));
}

// Takes pieces of SQL from a text. A method gives npos where the text ends before the piece does.
class Lexer {
 public:
  Lexer(std::string_view text, bool backslash) : text_(text), backslash_(backslash) {}

  // Behind blanks and comments.
  std::size_t skip_blanks(std::size_t at) const {
    for (;;) {
      while (at < text_.size() && is_space(text_[at])) ++at;
      if (at + 1 >= text_.size()) return at < text_.size() && (text_[at] == '-' || text_[at] == '/') ? npos : at;
      if (text_[at] == '-' && text_[at + 1] == '-') {
        at = text_.find('\n', at);
      } else if (text_[at] == '/' && text_[at + 1] == '*') {
        at = text_.find("*/", at + 2);
        if (at != npos) at += 2;
      } else {
        return at;
      }
      if (at == npos) return npos;
    }
  }

  // Behind the quoted piece whose opening quote is at `at`. Pairs of the quote stand for one; where backslashes escape,
  // they do so in strings.
  std::size_t skip_quoted(std::size_t at, bool escapes) const {
    const char quote = text_[at] == '[' ? ']' : text_[at];
    ++at;
    for (;;) {
      const std::size_t found =
          escapes ? text_.find_first_of(quote == '\'' ? "'\\" : "\"\\", at) : text_.find(quote, at);
      if (found == npos) return npos;
      if (text_[found] == '\\' && escapes) {
        at = found + 2;
        if (at > text_.size()) return npos;
        continue;
      }
      if (found + 1 < text_.size() && text_[found + 1] == quote) {
        at = found + 2;
        continue;
      }
      return found + 1;
    }
  }

  // Behind a dollar-quoted string ($tag$...$tag$, PostgreSQL) at `at`; `at` where it is none.
  std::size_t skip_dollar(std::size_t at) const {
    std::size_t tag_end = at + 1;
    while (tag_end < text_.size() && is_word(text_[tag_end]) && text_[tag_end] != '$') ++tag_end;
    if (tag_end >= text_.size()) return npos;
    if (text_[tag_end] != '$') return at;
    const std::string_view tag = text_.substr(at, tag_end + 1 - at);
    const std::size_t close = text_.find(tag, tag_end + 1);
    return close == npos ? npos : close + tag.size();
  }

  // Behind the statement that begins at `at`: its semicolon, a line "GO", or, as T-SQL needs no terminator, where an
  // INSERT or a CREATE TABLE begins that cannot be a part of it.
  std::size_t skip_statement(std::size_t at) const {
    const std::size_t begin = at;
    const Ending ending = ending_of(begin);
    std::size_t depth = 0;
    bool line_start = false;
    while (at < text_.size()) {
      const char c = text_[at];
      if (c == ';') return at + 1;
      if ((c == 'I' || c == 'i' || c == 'C' || c == 'c') && depth == 0 && at != begin && !is_word(text_[at - 1]) &&
          (ending == Ending::at_word || (ending == Ending::at_line && line_start)) && begins_statement(at)) {
        return at;
      }
      if (c == '(') ++depth;
      if (c == ')' && depth != 0) --depth;
      if (c == '\'' || c == '"' || c == '`') {
        at = skip_quoted(at, backslash_ && c != '`');
        if (at == npos) return npos;
      } else if (c == '-' && at + 1 < text_.size() && text_[at + 1] == '-') {
        at = text_.find('\n', at);
        if (at == npos) return npos;
      } else if (c == '/' && at + 1 < text_.size() && text_[at + 1] == '*') {
        at = text_.find("*/", at + 2);
        if (at == npos) return npos;
        at += 2;
      } else if (c == '$') {
        const std::size_t end = skip_dollar(at);
        if (end == npos) return npos;
        at = end == at ? at + 1 : end;
      } else if (line_start && word_at(text_, at, "GO") && at + 2 < text_.size() && is_space(text_[at + 2])) {
        return at + 2;
      } else {
        line_start = c == '\n' || (line_start && is_space(c));
        ++at;
        continue;
      }
      line_start = false;
    }
    return npos;
  }

  // A name of one or more parts with dots: `name` gets it without quotes. npos also where there is none.
  std::size_t take_name(std::size_t at, std::string& name) const {
    name.clear();
    for (;;) {
      at = skip_blanks(at);
      if (at == npos || at >= text_.size()) return npos;
      const char c = text_[at];
      std::size_t end = at;
      if (c == '"' || c == '`' || c == '[' || c == '\'') {
        end = skip_quoted(at, false);
        if (end == npos) return npos;
        name.append(text_.substr(at + 1, end - at - 2));
      } else {
        while (end < text_.size() && is_word(text_[end])) ++end;
        if (end == text_.size()) return npos;
        if (end == at) return npos;
        name.append(text_.substr(at, end - at));
      }
      if (end >= text_.size()) return npos;
      if (text_[end] != '.') return end;
      name.push_back('.');
      at = end + 1;
    }
  }

  // A list of names in brackets at `at`.
  std::size_t take_names(std::size_t at, std::vector<std::string>& names) const {
    names.clear();
    std::string name;
    ++at;
    for (;;) {
      at = take_name(at, name);
      if (at == npos) return npos;
      names.push_back(name);
      at = skip_blanks(at);
      if (at == npos || at >= text_.size()) return npos;
      if (text_[at] == ')') return at + 1;
      if (text_[at] != ',' || names.size() > 20'000) return npos;
      ++at;
    }
  }

  // Where the statement may end without a terminator: nowhere (definitions that hold statements, and statements that
  // an INSERT is a part of), at the start of a line, or at any word (settings, which are often on one line with what
  // they are for).
  enum class Ending { at_terminator, at_line, at_word };
  Ending ending_of(std::size_t at) const {
    for (const std::string_view word : {"SET", "USE", "PRINT", "GO"}) {
      if (word_at(text_, at, word)) return Ending::at_word;
    }
    for (const std::string_view word : {"WITH", "EXPLAIN", "MERGE", "GRANT", "REVOKE", "DENY", "PREPARE", "COMMENT"}) {
      if (word_at(text_, at, word)) return Ending::at_terminator;
    }
    if (!word_at(text_, at, "CREATE") && !word_at(text_, at, "ALTER")) return Ending::at_line;
    for (int words = 0; words < 6 && at < text_.size(); ++words) {
      for (const std::string_view word :
           {"TABLE", "DATABASE", "SCHEMA", "INDEX", "LOGIN", "USER", "TYPE", "SEQUENCE"}) {
        if (word_at(text_, at, word)) return Ending::at_line;
      }
      while (at < text_.size() && is_word(text_[at])) ++at;
      at = skip_blanks(at);
    }
    return Ending::at_terminator;
  }
  // "INSERT INTO", "INSERT [table]", "INSERT table (" ..., "CREATE TABLE": not the INSERT of a right, of a trigger's
  // event or of a MERGE.
  bool begins_statement(std::size_t at) const {
    if (word_at(text_, at, "CREATE")) {
      at = skip_blanks(at + 6);
      return at != npos && word_at(text_, at, "TABLE");
    }
    if (!word_at(text_, at, "INSERT")) return false;
    at = skip_blanks(at + 6);
    if (at == npos || at >= text_.size()) return false;
    if (word_at(text_, at, "INTO")) return true;
    const bool quoted = text_[at] == '[' || text_[at] == '"';
    for (const std::string_view word : {"ON", "OR", "UPDATE", "DELETE", "TO", "AS", "FOR", "SELECT"}) {
      if (word_at(text_, at, word)) return false;
    }
    std::string name;
    at = take_name(at, name);
    if (at == npos) return quoted;
    at = skip_blanks(at);
    return at != npos && at < text_.size() && (text_[at] == '(' || word_at(text_, at, "VALUES"));
  }

  char at_or_nul(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  std::string_view text() const { return text_; }
  bool backslash() const { return backslash_; }

 private:
  std::string_view text_;
  bool backslash_;
};

std::string table_key(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return to_lower_ascii(dot == npos ? name : name.substr(dot + 1));
}

class Dump {
 public:
  Dump(Source& source, const ExtractContext& context, bool backslash, Output& out)
      : source_(source),
        context_(context),
        window_(source, context.charset, 0, source.size_bytes()),
        backslash_(backslash),
        out_(out) {}

  Result<void> give() {
    TRY(window_.read_on(0));
    std::size_t endless = 0;
    for (;;) {
      const std::size_t before = at_;
      const bool whole = state_ == State::rows ? take_row() : state_ == State::copy ? take_line() : take_statement();
      if (whole) {
        if (at_ == before && state_ == State::statement && at_ >= window_.text().size() && window_.ended()) break;
        continue;
      }
      if (!window_.ended() && window_.text().size() - at_ <= statement_bytes_max) {
        TRY(window_.read_on(at_));
        at_ = 0;
        continue;
      }
      if (at_ >= window_.text().size()) break;
      if (state_ == State::statement && window_.ended()) {
        // A last statement without its semicolon is an ordinary thing.
        text(at_, window_.text().size());
        break;
      }
      // A row that is not whole, or a statement without end: as text up to where another begins.
      broken_ = true;
      if (++endless > endless_max) {
        close();
        TRY(give_texts());
        const std::uint64_t rest = window_.offset_of(at_);
        out_.gap(Status::partly_read,
                 "no SQL that can be followed from byte " + std::to_string(rest) + " on: read as text");
        return give_text(source_, context_.charset, rest, source_.size_bytes(), context_.limits, out_);
      }
      std::size_t end = window_.text().find("\nINSERT INTO ", at_ + 1);
      end = end == npos ? window_.text().size() : end + 1;
      text(at_, end);
      at_ = end;
      state_ = State::statement;
    }
    close();
    TRY(give_texts());
    if (broken_) out_.gap(Status::partly_read, "a row is not whole: it was read as text");
    if (const std::uint64_t invalid = window_.invalid_bytes(); invalid != 0) {
      out_.note(std::to_string(invalid) + " bytes are not of the text's charset");
    }
    return {};
  }

 private:
  enum class State { statement, rows, copy };

  void close() {
    if (open_) out_.table_end();
    open_ = false;
  }

  void open(const std::string& name, const std::vector<std::string>& columns) {
    if (open_ && name == open_name_ && columns == open_columns_) return;
    close();
    open_name_ = name;
    open_columns_ = columns;
    std::vector<std::string_view> views(columns.begin(), columns.end());
    TableInfo info;
    info.name = open_name_;
    info.columns = views;
    info.places_by_offset = true;
    const RowKey key = keys_.of(open_name_, views);
    info.key_column = key.column;
    info.key_of = key.of;
    out_.table_begin(info);
    open_ = true;
    row_ = &rows_[name];
  }

  void text(std::size_t begin, std::size_t end) {
    if (trim(window_.text().substr(begin, end - begin)).find_first_not_of(";") == npos) return;
    const Stretch stretch{window_.offset_of(begin), window_.offset_of(end)};
    if (!texts_.empty() && texts_.back().end >= stretch.begin) {
      texts_.back().end = stretch.end;
    } else {
      texts_.push_back(stretch);
    }
  }
  Result<void> give_texts() {
    for (const Stretch& stretch : texts_) {
      TRY(give_text(source_, context_.charset, stretch.begin, stretch.end, context_.limits, out_));
    }
    texts_.clear();
    return {};
  }

  // One statement, or the beginning of one that inserts rows. False: more text is needed.
  bool take_statement() {
    const Lexer lexer(window_.text(), backslash_);
    const std::string_view all = window_.text();
    std::size_t begin = at_;
    while (begin < all.size() && is_space(all[begin])) ++begin;
    if (begin >= all.size()) {
      at_ = all.size();
      return window_.ended();
    }
    // psql's own commands and MySQL's comments are lines.
    if (all[begin] == '\\' || all[begin] == '#') {
      const std::size_t end = all.find('\n', begin);
      if (end == npos) return false;
      text(at_, end + 1);
      at_ = end + 1;
      return true;
    }
    const std::size_t start = lexer.skip_blanks(begin);
    if (start == npos) return false;
    if (start != begin) {
      // Comments are text of their own.
      text(at_, start);
      at_ = start;
      return true;
    }
    if (begin + 32 > all.size() && !window_.ended()) return false;
    if (word_at(all, begin, "GO")) {
      at_ = begin + 2;
      return true;
    }
    if (word_at(all, begin, "INSERT") || word_at(all, begin, "REPLACE")) {
      const int taken = take_insert(lexer, begin);
      if (taken >= 0) return taken != 0;
    } else if (word_at(all, begin, "ALTER")) {
      const std::size_t end = lexer.skip_statement(begin);
      if (end == npos) return false;
      keys_.learn(all.substr(begin, end - begin));
    } else if (word_at(all, begin, "COPY")) {
      const int taken = take_copy(lexer, begin);
      if (taken >= 0) return taken != 0;
    }
    const std::size_t end = lexer.skip_statement(begin);
    if (end == npos) return false;
    if (word_at(all, begin, "CREATE")) learn_table(lexer.text().substr(begin, end - begin));
    text(at_, end);
    at_ = end;
    return true;
  }

  // 1: rows follow. 0: more text is needed. -1: it is another kind of statement.
  int take_insert(const Lexer& lexer, std::size_t at) {
    const std::string_view all = lexer.text();
    const int more = window_.ended() ? -1 : 0;
    while (at < all.size() && is_word(all[at])) ++at;
    for (;;) {
      at = lexer.skip_blanks(at);
      if (at == npos) return more;
      bool skipped = false;
      for (const std::string_view word : {"INTO", "IGNORE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "OR", "REPLACE",
                                          "ABORT", "ROLLBACK", "FAIL"}) {
        if (word_at(all, at, word)) {
          at += word.size();
          skipped = true;
          break;
        }
      }
      if (!skipped) break;
    }
    std::string name;
    at = lexer.take_name(at, name);
    if (at == npos) return more;
    at = lexer.skip_blanks(at);
    if (at == npos || at >= all.size()) return more;
    std::vector<std::string> columns;
    if (all[at] == '(') {
      at = lexer.take_names(at, columns);
      if (at == npos) return all.size() - at_ < (1U << 20) ? more : -1;
      at = lexer.skip_blanks(at);
      if (at == npos) return more;
    }
    if (word_at(all, at, "OVERRIDING")) {
      for (int word = 0; word < 3 && at != npos; ++word) {
        while (at < all.size() && is_word(all[at])) ++at;
        at = lexer.skip_blanks(at);
      }
      if (at == npos) return more;
    }
    if (at + 7 > all.size()) return more;
    if (word_at(all, at, "VALUES")) {
      at += 6;
    } else if (word_at(all, at, "VALUE")) {
      at += 5;
    } else {
      return -1;
    }
    at = lexer.skip_blanks(at);
    if (at == npos || at >= all.size()) return more;
    if (all[at] != '(') return -1;
    if (columns.empty()) {
      const auto known = tables_.find(table_key(name));
      if (known != tables_.end()) columns = known->second;
    }
    open(name, columns);
    state_ = State::rows;
    after_comma_ = true;
    at_ = at;
    return 1;
  }

  int take_copy(const Lexer& lexer, std::size_t at) {
    const std::string_view all = lexer.text();
    const int more = window_.ended() ? -1 : 0;
    std::string name;
    at = lexer.take_name(at + 4, name);
    if (at == npos) return more;
    at = lexer.skip_blanks(at);
    if (at == npos || at >= all.size()) return more;
    std::vector<std::string> columns;
    if (all[at] == '(') {
      at = lexer.take_names(at, columns);
      if (at == npos) return more;
      at = lexer.skip_blanks(at);
      if (at == npos) return more;
    }
    const std::size_t end = all.find('\n', at);
    if (end == npos) return more;
    const std::string rest = to_lower_ascii(all.substr(at, end - at));
    if (!rest.starts_with("from stdin") || rest.find(';') == npos) return -1;
    if (columns.empty()) {
      const auto known = tables_.find(table_key(name));
      if (known != tables_.end()) columns = known->second;
    }
    open(name, columns);
    // WITH (FORMAT csv) and DELIMITER are rare in dumps; a comma is told by the word.
    copy_csv_ = rest.find("csv") != npos;
    state_ = State::copy;
    at_ = end + 1;
    return 1;
  }

  // A line of COPY data: tabs between, backslash escapes, \N for NULL, "\." at the end.
  bool take_line() {
    const std::string_view all = window_.text();
    const std::size_t end = all.find('\n', at_);
    if (end == npos && !window_.ended()) return false;
    if (at_ >= all.size()) {
      broken_ = true;
      state_ = State::statement;
      return true;
    }
    std::string_view line = all.substr(at_, end == npos ? npos : end - at_);
    const std::size_t next = end == npos ? all.size() : end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == "\\.") {
      state_ = State::statement;
      at_ = next;
      return true;
    }
    cells_.clear();
    arena_.clear();
    arena_.reserve(line.size());
    const char separator = copy_csv_ ? ',' : '\t';
    std::size_t at = 0;
    for (;;) {
      std::size_t cell_end = line.find(separator, at);
      if (cell_end == npos) cell_end = line.size();
      const std::string_view raw = line.substr(at, cell_end - at);
      Cell cell;
      cell.offset_bytes = window_.offset_of(at_ + at);
      if (raw != "\\N") {
        cell.text = raw.find('\\') == npos ? raw : unescape_copy(raw);
        cell.kind = cell_kind(cell.text);
      } else {
        cell.kind = CellKind::empty;
      }
      cells_.push_back(cell);
      if (cell_end == line.size()) break;
      if (cells_.size() >= context_.limits.table_columns_max) {
        out_.gap(Status::too_big, "cells lie beyond the widest table that is read");
        break;
      }
      at = cell_end + 1;
    }
    out_.table_row(++*row_, cells_, true);
    at_ = next;
    return true;
  }

  std::string_view unescape_copy(std::string_view raw) {
    const std::size_t begin = arena_.size();
    for (std::size_t at = 0; at < raw.size(); ++at) {
      if (raw[at] != '\\' || at + 1 == raw.size()) {
        arena_.push_back(raw[at]);
        continue;
      }
      const char c = raw[++at];
      arena_.push_back(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c);
    }
    return std::string_view(arena_).substr(begin);
  }

  // One "(value, ...)" and what follows it.
  bool take_row() {
    const Lexer lexer(window_.text(), backslash_);
    const std::string_view all = window_.text();
    std::size_t at = lexer.skip_blanks(at_);
    if (at == npos) return false;
    if (at >= all.size()) {
      // The last row of a text needs nothing behind it; a comma promises another.
      if (!window_.ended() || after_comma_) return false;
      state_ = State::statement;
      at_ = all.size();
      return true;
    }
    if (all[at] == ',') {
      at_ = at + 1;
      after_comma_ = true;
      return true;
    }
    if (all[at] == ';') {
      at_ = at + 1;
      state_ = State::statement;
      return true;
    }
    if (all[at] != '(') {
      // "ON CONFLICT ...", or SQL Server's next statement without a semicolon between.
      state_ = State::statement;
      at_ = at;
      return true;
    }
    pieces_.clear();
    ++at;
    std::size_t escaped = 0;
    for (;;) {
      at = lexer.skip_blanks(at);
      if (at == npos || at >= all.size()) return false;
      if (all[at] == ')' && pieces_.empty()) break;
      Piece piece;
      at = take_value(lexer, at, piece);
      if (at == npos) return false;
      if (piece.escapes || piece.is_hex) escaped += piece.raw.size();
      if (pieces_.size() < context_.limits.table_columns_max) {
        pieces_.push_back(piece);
      } else {
        out_.gap(Status::too_big, "cells lie beyond the widest table that is read");
      }
      if (all[at] == ')') break;
      ++at;  // The comma.
    }
    cells_.clear();
    arena_.clear();
    arena_.reserve(escaped);
    for (const Piece& piece : pieces_) {
      Cell cell;
      cell.offset_bytes = window_.offset_of(piece.raw.data());
      if (piece.is_null) {
        cell.kind = CellKind::empty;
      } else if (const std::string_view text = piece.is_hex ? hex_text(piece.raw) : std::string_view(); !text.empty()) {
        cell.text = text;
      } else if (piece.is_string) {
        cell.text = piece.escapes ? unescape(piece.raw, piece.backslash) : piece.raw;
        cell.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
      } else {
        cell.text = piece.raw;
        cell.kind = cell_kind(piece.raw);
        if (equals_ignoring_case(piece.raw, "true") || equals_ignoring_case(piece.raw, "false"))
          cell.kind = CellKind::boolean;
      }
      cells_.push_back(cell);
    }
    out_.table_row(++*row_, cells_, true);
    at_ = at + 1;
    after_comma_ = false;
    return true;
  }

  struct Piece {
    std::string_view raw;
    bool is_string = false;
    bool is_null = false;
    bool escapes = false;
    bool backslash = false;
    bool is_hex = false;  // Bytes, written as hexadecimal digits.
  };

  // What bytes in hexadecimal say ("0x4A6F...", "\\x4A6F...", or the digits alone), where they are text: dumps write
  // binary columns so, whatever is in them. Else "".
  std::string_view hex_text(std::string_view digits) {
    for (const std::string_view prefix : {"0x", "0X", "\\\\x", "\\x"}) {
      if (digits.starts_with(prefix)) {
        digits.remove_prefix(prefix.size());
        break;
      }
    }
    if (digits.size() < 8 || digits.size() % 2 != 0) return {};
    const std::size_t begin = arena_.size();
    for (std::size_t at = 0; at < digits.size(); at += 2) {
      const int high = hex_value(digits[at]);
      const int low = hex_value(digits[at + 1]);
      const int byte = high * 16 + low;
      if (high < 0 || low < 0 || (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t')) {
        arena_.resize(begin);
        return {};
      }
      arena_.push_back(static_cast<char>(byte));
    }
    const std::string_view text = std::string_view(arena_).substr(begin);
    if (is_valid_utf8(text)) return text;
    arena_.resize(begin);
    return {};
  }

  // The value at `at`; gives where the comma or bracket behind it stands. Of an expression that holds a string
  // (CAST(N'2014-11-24' AS DATE), TO_DATE('...')), the string is the value.
  std::size_t take_value(const Lexer& lexer, std::size_t at, Piece& piece) {
    const std::string_view all = lexer.text();
    const std::size_t begin = at;
    std::size_t depth = 0;
    std::size_t end = at;  // Behind the last byte that is not blank.
    bool has_string = false;
    while (at < all.size()) {
      const char c = all[at];
      if (depth == 0 && (c == ',' || c == ')')) {
        if (!has_string) {
          piece.raw = all.substr(begin, end - begin);
          piece.is_null = equals_ignoring_case(piece.raw, "NULL");
          piece.is_hex = piece.raw.starts_with("0x") || piece.raw.starts_with("0X");
        }
        return at;
      }
      if (c == '\'' || c == '"' || c == '`') {
        // E'...' has escapes in every dialect.
        const bool own = at > begin && (all[at - 1] == 'E' || all[at - 1] == 'e') && at - begin == 1;
        const bool backslash = c != '`' && (backslash_ || own);
        const std::size_t close = lexer.skip_quoted(at, backslash);
        if (close == npos) return npos;
        // A quote at the text's end may be the first of a pair.
        if (close >= all.size() && !window_.ended()) return npos;
        if (!has_string && c != '`') {
          has_string = true;
          piece.raw = all.substr(at + 1, close - at - 2);
          piece.is_string = true;
          piece.backslash = backslash;
          piece.is_hex = (at - begin == 1 && (all[begin] == 'X' || all[begin] == 'x')) ||
                         piece.raw.starts_with("\\x") || piece.raw.starts_with("\\\\x");
          piece.escapes = piece.raw.find(c) != npos || (backslash && piece.raw.find('\\') != npos);
        }
        at = end = close;
        continue;
      }
      if (c == '(') ++depth;
      if (c == ')') --depth;
      ++at;
      if (!is_space(c)) end = at;
    }
    return npos;
  }

  std::string_view unescape(std::string_view raw, bool backslash) {
    const std::size_t begin = arena_.size();
    for (std::size_t at = 0; at < raw.size(); ++at) {
      const char c = raw[at];
      if (at + 1 < raw.size()) {
        if (c == '\\' && backslash) {
          const char next = raw[++at];
          arena_.push_back(next == 'n'   ? '\n'
                           : next == 't' ? '\t'
                           : next == 'r' ? '\r'
                           : next == '0' ? ' '
                           : next == 'Z' ? '\x1A'
                                         : next);
          continue;
        }
        if ((c == '\'' && raw[at + 1] == '\'') || (c == '"' && raw[at + 1] == '"')) ++at;
      }
      arena_.push_back(c);
    }
    return std::string_view(arena_).substr(begin);
  }

  // Keeps the columns of a CREATE TABLE, and what keys it declares.
  void learn_table(std::string_view statement) {
    keys_.learn(statement);
    const Lexer lexer(statement, backslash_);
    std::size_t at = 6;
    for (int words = 0; words < 6; ++words) {
      at = lexer.skip_blanks(at);
      if (at == npos) return;
      if (word_at(statement, at, "TABLE")) break;
      const std::size_t begin = at;
      while (at < statement.size() && is_word(statement[at])) ++at;
      if (at == begin) return;
    }
    if (!word_at(statement, at, "TABLE")) return;
    at = lexer.skip_blanks(at + 5);
    if (at == npos) return;
    for (const std::string_view word : {"IF", "NOT", "EXISTS"}) {
      if (!word_at(statement, at, word)) continue;
      at = lexer.skip_blanks(at + word.size());
      if (at == npos) return;
    }
    std::string name;
    at = lexer.take_name(at, name);
    if (at == npos) return;
    at = lexer.skip_blanks(at);
    if (at == npos || lexer.at_or_nul(at) != '(') return;
    std::vector<std::string> columns;
    ++at;
    for (;;) {
      at = lexer.skip_blanks(at);
      if (at == npos || at >= statement.size()) break;
      bool is_column = true;
      for (const std::string_view word : {"PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "INDEX", "FOREIGN", "CHECK",
                                          "FULLTEXT", "SPATIAL", "EXCLUDE", "LIKE", "PERIOD"}) {
        if (word_at(statement, at, word)) is_column = false;
      }
      std::string column;
      if (is_column) {
        const std::size_t behind = lexer.take_name(at, column);
        if (behind == npos) break;
        columns.push_back(column);
        at = behind;
      }
      // On to the comma of this level.
      std::size_t depth = 0;
      bool ended = false;
      while (at < statement.size()) {
        const char c = statement[at];
        if (c == '\'' || c == '"' || c == '`') {
          at = lexer.skip_quoted(at, backslash_ && c == '\'');
          if (at == npos) return;
          continue;
        }
        if (c == '-' && lexer.at_or_nul(at + 1) == '-') {
          at = statement.find('\n', at);
          if (at == npos) return;
          continue;
        }
        if (c == '(') ++depth;
        if (c == ')') {
          if (depth == 0) {
            ended = true;
            break;
          }
          --depth;
        }
        ++at;
        if (c == ',' && depth == 0) break;
      }
      if (ended || at >= statement.size()) break;
    }
    if (!columns.empty() && tables_.size() < 100'000) tables_[table_key(name)] = std::move(columns);
  }

  Source& source_;
  const ExtractContext& context_;
  CarriedText window_;
  bool backslash_;
  Output& out_;
  State state_ = State::statement;
  std::size_t at_ = 0;
  bool copy_csv_ = false;
  bool after_comma_ = false;
  bool broken_ = false;
  RowKeys keys_;
  bool open_ = false;
  std::string open_name_;
  std::vector<std::string> open_columns_;
  std::uint64_t* row_ = nullptr;
  std::map<std::string, std::uint64_t> rows_;
  std::map<std::string, std::vector<std::string>> tables_;
  struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
  };
  std::vector<Stretch> texts_;
  std::vector<Piece> pieces_;
  std::vector<Cell> cells_;
  std::string arena_;
};

// The first place of `words` (upper case) at the start of a line, whatever its case.
bool has_line(std::string_view text, std::string_view words) {
  std::size_t line = 0;
  while (line < text.size()) {
    while (line < text.size() && (text[line] == ' ' || text[line] == '\t')) ++line;
    if (line + words.size() <= text.size() && equals_ignoring_case(text.substr(line, words.size()), words)) return true;
    const std::size_t end = text.find('\n', line);
    if (end == npos) return false;
    line = end + 1;
  }
  return false;
}

// Whether strings escape with backslashes: as MySQL writes them.
bool escapes_with_backslash(std::string_view head) {
  for (const std::string_view sign :
       {"MySQL dump", "MariaDB dump", "phpMyAdmin", "ENGINE=", "/*!40", "Adminer", "HeidiSQL"}) {
    if (head.find(sign) != npos) return true;
  }
  for (const std::string_view sign : {"PostgreSQL database dump", "PRAGMA ", "[dbo]", "standard_conforming_strings"}) {
    if (head.find(sign) != npos) return false;
  }
  return head.find("\\'") != npos && head.find('`') != npos;
}

}  // namespace

int probe_sql(const Head& head) {
  if (head.text.empty()) return 0;
  const std::string_view text = head.text;
  if (text.find("MySQL dump") < 200 || text.find("MariaDB dump") < 200 || text.find("PostgreSQL database dump") < 200 ||
      text.starts_with("PRAGMA foreign_keys=OFF")) {
    return 75;
  }
  if (has_line(text, "INSERT INTO ") || has_line(text, "INSERT [") || has_line(text, "REPLACE INTO ")) return 65;
  const bool defines = has_line(text, "CREATE TABLE ");
  if (defines && text.find(';') != npos) return 60;
  if (has_line(text, "COPY ") && to_lower_ascii(text).find("from stdin;") != npos) return 65;
  return 0;
}

Result<void> extract_sql(Source& source, const ExtractContext& context, Output& out) {
  TRY_ASSIGN(const Buffer head, read_head(source, head_bytes_max));
  TRY_ASSIGN(const std::string text, decode_head(head, context.charset));
  return Dump(source, context, escapes_with_backslash(text), out).give();
}

}  // namespace constat
