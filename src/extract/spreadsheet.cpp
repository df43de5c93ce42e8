#include "extract/spreadsheet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/text.h"

namespace constat {

namespace {

// Lays out "d.ddddde+XX" without the exponent.
void append_plain(std::string& text, std::string_view scientific) {
  if (scientific.starts_with('-')) {
    text.push_back('-');
    scientific.remove_prefix(1);
  }
  const std::size_t e = scientific.find('e');
  int exponent = 0;
  std::string_view power = scientific.substr(e + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  (void)std::from_chars(power.data(), power.data() + power.size(), exponent);
  std::string digits;
  for (const char c : scientific.substr(0, e)) {
    if (is_digit(c)) digits.push_back(c);
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  const int point = exponent + 1;  // Digits before the decimal point.
  if (point <= 0) {
    text.append("0.");
    text.append(static_cast<std::size_t>(-point), '0');
    text.append(digits);
    return;
  }
  const auto whole = static_cast<std::size_t>(point);
  if (digits.size() <= whole) {
    text.append(digits);
    text.append(whole - digits.size(), '0');
  } else {
    text.append(digits, 0, whole);
    text.push_back('.');
    text.append(digits, whole, std::string::npos);
  }
}

struct Date {
  int year;
  unsigned month;
  unsigned day;
};

// Days since 1970 to a date of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
// algorithms").
Date date_of(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146097);
  const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted + 2) / 5 + 1;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<int>(year_of_era + era * 400) + (month <= 2 ? 1 : 0), month, day};
}

void append_padded(std::string& text, std::uint64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) text.append(width - digits.size(), '0');
  text.append(digits);
}

void append_clock(std::string& text, std::uint64_t seconds, bool hours_run_on) {
  append_padded(text, hours_run_on ? seconds / 3600 : seconds / 3600 % 24, 2);
  text.push_back(':');
  append_padded(text, seconds / 60 % 60, 2);
  text.push_back(':');
  append_padded(text, seconds % 60, 2);
}

constexpr double serial_end = 2958466;  // 10000-01-01: the first that no spreadsheet shows.

}  // namespace

void append_number(std::string& text, double value) {
  if (!std::isfinite(value)) {
    text.append(std::isnan(value) ? "NaN" : "infinity");
    return;
  }
  if (value == 0) {
    text.push_back('0');
    return;
  }
  std::array<char, 64> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, 14);
  const std::string_view scientific(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const double size = std::fabs(value);
  // Beyond these a row of zeros helps nobody.
  if (size >= 1e40 || size < 1e-40) {
    text.append(scientific);
  } else {
    append_plain(text, scientific);
  }
}

void append_number(std::string& text, std::string_view written) {
  written = trim(written);
  const std::string_view digits = written.starts_with('-') ? written.substr(1) : written;
  if (!digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit)) {
    text.append(written);
    return;
  }
  double value = 0;
  const auto parsed = std::from_chars(written.data(), written.data() + written.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != written.data() + written.size()) {
    text.append(written);
    return;
  }
  append_number(text, value);
}

NumberFormat NumberFormat::of_builtin(std::uint64_t id) {
  NumberFormat format;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) {
    format.kind_ = Kind::date;
  } else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47) {
    format.kind_ = Kind::time;
  } else if (id == 46) {
    format.kind_ = Kind::elapsed;
  } else if (id == 22) {
    format.kind_ = Kind::date_time;
  } else if (id == 9 || id == 10) {
    format.kind_ = Kind::percent;
  }
  return format;
}

NumberFormat NumberFormat::of_code(std::string_view code) {
  NumberFormat format;
  // The first section is for positive numbers (18.8.31).
  bool has_date = false;
  bool has_time = false;
  bool has_elapsed = false;
  bool has_month = false;
  bool is_pattern = true;  // Only digits and literals.
  bool is_percent = false;
  bool is_text = false;
  std::size_t zeros = 0;
  std::size_t placeholders = 0;
  bool literal_between = false;
  bool literal_pending = false;
  std::string pattern;
  const auto literal = [&](char c) {
    pattern.push_back('\1');
    pattern.push_back(c);
    if (placeholders != 0 && c != ' ') literal_pending = true;
  };
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == ';') break;
    if (c == '"') {
      for (++at; at < code.size() && code[at] != '"'; ++at) literal(code[at]);
      continue;
    }
    if (c == '\\' || c == '!') {
      if (++at < code.size()) literal(code[at]);
      continue;
    }
    if (c == '_' || c == '*') {
      ++at;  // A space of that width, or a fill.
      continue;
    }
    if (c == '[') {
      const std::size_t close = code.find(']', at);
      if (close == std::string_view::npos) break;
      const std::string inside = to_lower_ascii(code.substr(at + 1, close - at - 1));
      if (!inside.empty() && inside.find_first_not_of("hms") == std::string::npos) has_elapsed = true;
      at = close;
      continue;
    }
    switch (c) {
      case '0':
      case '#':
      case '?':
        if (c == '0') ++zeros;
        ++placeholders;
        if (literal_pending) literal_between = true;
        literal_pending = false;
        pattern.push_back(c == '0' ? '0' : '#');
        break;
      case 'y':
      case 'Y':
      case 'd':
      case 'D':
      case 'e':
      case 'b':
      case 'B': has_date = true; break;
      case 'g':
      case 'G':
        if (to_lower_ascii(code.substr(at, 7)) == "general") {
          at += 6;
          is_pattern = false;
        } else {
          has_date = true;
        }
        break;
      case 'm':
      case 'M': has_month = true; break;
      case 'h':
      case 'H':
      case 's':
      case 'S': has_time = true; break;
      case 'E':
        // Scientific, or a Japanese year.
        if (at + 1 < code.size() && (code[at + 1] == '+' || code[at + 1] == '-')) {
          is_pattern = false;
          ++at;
        } else {
          has_date = true;
        }
        break;
      case 'a':
      case 'A': {
        const std::string rest = to_lower_ascii(code.substr(at, 5));
        if (rest == "am/pm") {
          has_time = true;
          at += 4;
        } else if (rest.starts_with("a/p")) {
          has_time = true;
          at += 2;
        } else {
          has_date = true;  // Names of weekdays.
        }
        break;
      }
      case '%': is_percent = true; break;
      case '@': is_text = true; break;
      case '.':
      case ',': is_pattern = false; break;
      case '-':
      case ' ':
      case '(':
      case ')':
      case '/':
      case '+':
      case ':': literal(c); break;
      default:
        if (static_cast<unsigned char>(c) >= 0x80 || c == '$' || c == '\'' || c == '=' || c == '<' || c == '>' ||
            c == '&' || c == '~' || c == '{' || c == '}' || c == '^') {
          literal(c);
        } else {
          is_pattern = false;
        }
    }
  }
  if (has_elapsed) {
    format.kind_ = Kind::elapsed;
  } else if (has_date || (has_month && !has_time)) {
    format.kind_ = has_time ? Kind::date_time : Kind::date;
  } else if (has_time) {
    format.kind_ = Kind::time;
  } else if (is_percent) {
    format.kind_ = Kind::percent;
  } else if (is_pattern && !is_text && placeholders != 0 && (zeros > 1 || literal_between)) {
    // Identifiers: "000-00-0000", "00000", "(###) ###-####". A fraction ("# ?/?") is a number.
    if (pattern.find("\1/") == std::string::npos) {
      format.kind_ = Kind::pattern;
      format.pattern_ = pattern;
    }
  }
  return format;
}

CellKind NumberFormat::append(std::string& text, double value, std::string_view written, bool is_1904) const {
  const auto plain = [&] {
    if (written.empty()) {
      append_number(text, value);
    } else {
      append_number(text, written);
    }
    return CellKind::number;
  };
  if (!std::isfinite(value)) return plain();
  switch (kind_) {
    case Kind::general: return plain();
    case Kind::percent: {
      append_number(text, value * 100);
      text.push_back('%');
      return CellKind::number;
    }
    case Kind::pattern: {
      const double rounded = std::round(std::fabs(value));
      if (rounded >= 1e18) return plain();
      std::string digits = std::to_string(static_cast<std::uint64_t>(rounded));
      if (digits == "0") digits.clear();
      // From the right; what is left of the digits goes to the first place.
      std::string shown;
      std::size_t first = pattern_.size();
      for (std::size_t at = 0; at < pattern_.size(); ++at) {
        if (pattern_[at] == '\1') {
          ++at;
        } else {
          first = at;
          break;
        }
      }
      std::size_t at = pattern_.size();
      while (at > 0) {
        --at;
        if (at > 0 && pattern_[at - 1] == '\1') {
          shown.push_back(pattern_[at]);
          --at;
          continue;
        }
        if (!digits.empty()) {
          shown.push_back(digits.back());
          digits.pop_back();
        } else if (pattern_[at] == '0') {
          shown.push_back('0');
        }
        if (at == first) {
          while (!digits.empty()) {
            shown.push_back(digits.back());
            digits.pop_back();
          }
        }
      }
      std::reverse(shown.begin(), shown.end());
      if (!is_valid_utf8(shown)) return plain();
      if (value < 0) text.push_back('-');
      text.append(shown);
      return CellKind::text;
    }
    case Kind::elapsed: {
      if (value < 0 || value >= serial_end) return plain();
      append_clock(text, static_cast<std::uint64_t>(std::llround(value * 86400)), true);
      return CellKind::date;
    }
    case Kind::date:
    case Kind::time:
    case Kind::date_time: break;
  }
  if (value < 0 || value >= serial_end) return plain();
  auto seconds = static_cast<std::uint64_t>(std::llround(value * 86400));
  // A date's time of day is told where it is shown, and where a "time" in fact has a day.
  const auto day = static_cast<std::int64_t>(seconds / 86400);
  seconds %= 86400;
  const bool tells_date = kind_ != Kind::time || day >= 1;
  const bool tells_time =
      kind_ == Kind::time || (kind_ == Kind::date_time) || (kind_ == Kind::date && value < 1 && seconds != 0);
  if (tells_date && !(kind_ == Kind::date && value < 1 && seconds != 0)) {
    if (!is_1904 && day == 60) {
      text.append("1900-02-29");  // A day that never was: Lotus 1-2-3 took 1900 for a leap year, and all followed.
    } else if (!is_1904 && day == 0) {
      text.append("1900-01-00");
    } else {
      // 1904-01-01 is day 0; else 1900-01-01 is day 1, and from day 61 on one too many is counted.
      const std::int64_t since_1970 = is_1904 ? day - 24107 : day - (day > 60 ? 25569 : 25568);
      const Date date = date_of(since_1970);
      append_padded(text, static_cast<std::uint64_t>(date.year), 4);
      text.push_back('-');
      append_padded(text, date.month, 2);
      text.push_back('-');
      append_padded(text, date.day, 2);
    }
    if (tells_time && (seconds != 0 || kind_ != Kind::date)) text.push_back(' ');
  }
  if (tells_time) append_clock(text, seconds, false);
  return CellKind::date;
}

namespace {
// Strings up to here stay in memory; beyond it they go to the spill file.
constexpr std::size_t strings_memory_bytes = 96U << 20;
// Counted in memory: 8 bytes each.
constexpr std::size_t strings_max = 16U << 20;
}  // namespace

Result<void> StringTable::append(std::string_view text) {
  if (ends_.size() >= strings_max) return fail(Fault::over_limit, "more distinct texts than the bound");
  const std::uint64_t begin = ends_.empty() ? 0 : ends_.back();
  if (spool_ == nullptr && memory_.size() + text.size() > strings_memory_bytes) {
    spool_ = std::make_unique<Spool>(limits_, spill_, 0);
  }
  if (spool_ != nullptr) {
    TRY(spool_->write(as_bytes(text)));
  } else {
    memory_.append(text);
  }
  ends_.push_back(begin + text.size());
  return {};
}

Result<void> StringTable::finish() {
  if (spool_ != nullptr) {
    TRY_ASSIGN(spilled_, spool_->finish());
    spool_.reset();
  }
  return {};
}

std::optional<std::string_view> StringTable::get(std::size_t index) {
  if (index >= ends_.size()) return std::nullopt;
  const std::uint64_t begin = index == 0 ? 0 : ends_[index - 1];
  const std::uint64_t end = ends_[index];
  if (end <= memory_.size()) {
    return std::string_view(memory_).substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }
  if (spilled_ == nullptr) return std::nullopt;
  scratch_.resize(static_cast<std::size_t>(end - begin));
  const auto got =
      spilled_->read_at(begin - memory_.size(), {reinterpret_cast<std::byte*>(scratch_.data()), scratch_.size()});
  if (!got || *got != scratch_.size()) return std::nullopt;
  return std::string_view(scratch_);
}

std::string header_text(std::string_view code) {
  std::string line;
  for (std::size_t at = 0; at < code.size(); ++at) {
    if (code[at] != '&' || at + 1 >= code.size()) {
      line.push_back(code[at]);
      continue;
    }
    const char c = code[++at];
    if (c == '"') {
      const std::size_t close = code.find('"', at + 1);
      if (close == std::string_view::npos) break;
      at = close;
    } else if (is_digit(c)) {
      while (at + 1 < code.size() && is_digit(code[at + 1])) ++at;
    } else if (c == '&') {
      line.push_back('&');
    } else if (c == 'L' || c == 'C' || c == 'R') {
      if (!line.empty()) line.push_back(' ');
    } else if (c == 'K') {
      at = std::min(code.size() - 1, at + 6);
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      line.push_back(c);  // No code: the sign stands for itself, and no character may be torn.
    }
  }
  return std::string(trim(line));
}

void RowWriter::put(std::size_t column, std::string_view text, CellKind kind) {
  if (text.empty()) return;
  if (column >= limits_.table_columns_max) {
    ++dropped_;
    return;
  }
  if (column >= cells_.size()) cells_.resize(column + 1);
  cells_[column] = {text_.size(), text.size(), kind};
  text_.append(text);
}

void RowWriter::tell_dropped() {
  if (dropped_ == 0) return;
  out_.gap(Status::too_big, std::to_string(dropped_) + " cells lie beyond the widest table that is read");
  dropped_ = 0;
}

void RowWriter::give(std::uint64_t row, std::uint64_t times) {
  if (cells_.empty()) return;
  views_.clear();
  for (const Span& span : cells_)
    views_.push_back({std::string_view(text_).substr(span.begin, span.size), span.kind, 0});
  for (std::uint64_t time = 0; time < times; ++time) out_.table_row(row + time, views_, true);
  cells_.clear();
  text_.clear();
}

bool parse_reference(std::string_view reference, std::size_t& column, std::uint64_t& row) {
  std::size_t at = 0;
  std::size_t columns = 0;
  while (at < reference.size() && (is_alpha(reference[at]) || reference[at] == '$')) {
    const char c = reference[at++];
    if (c == '$') continue;
    columns = columns * 26 + static_cast<std::size_t>((c & ~0x20) - 'A' + 1);
    if (columns > (1U << 24)) return false;
  }
  if (at < reference.size() && reference[at] == '$') ++at;
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(reference.data() + at, reference.data() + reference.size(), number);
  if (columns == 0 || parsed.ec != std::errc() || number == 0) return false;
  column = columns - 1;
  row = number;
  return true;
}

std::string column_name(std::size_t column) {
  std::string name;
  for (++column; column > 0; column = (column - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (column - 1) % 26));
  return name;
}

}  // namespace constat
