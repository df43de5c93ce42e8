#include "extract/xml_scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

#include "base/text.h"
#include "extract/byte_scan.h"

namespace constat {

namespace {

constexpr std::size_t token_bytes_max = 64U << 20;
constexpr const char* invalid_token = "not well-formed (invalid token)";

// Classes of bytes.
constexpr std::uint8_t name_start = 1;
constexpr std::uint8_t name_part = 2;
constexpr std::uint8_t blank = 4;
constexpr std::uint8_t text_stop = 8;    // Ends a run of plain text.
constexpr std::uint8_t value_stop = 16;  // Needs a look inside an attribute's value.
constexpr std::array<std::uint8_t, 256> classes = [] {
  std::array<std::uint8_t, 256> table = {};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || byte >= 0x80;
    const bool digit = c >= '0' && c <= '9';
    if (letter) table[byte] |= name_start;
    if (letter || digit || c == '-' || c == '.') table[byte] |= name_part;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') table[byte] |= blank;
    if (c == '<' || c == '&' || c == '\r' || c == ']') table[byte] |= text_stop;
    if (c == '<' || c == '&' || c == '\r' || c == '\n' || c == '\t' || c == '"' || c == '\'') table[byte] |= value_stop;
  }
  return table;
}();
bool is(char c, std::uint8_t wanted) { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; }

std::size_t skip(std::string_view text, std::size_t at, std::uint8_t wanted) {
  while (at < text.size() && is(text[at], wanted)) ++at;
  return at;
}

// How many bytes at the end may be the beginning of a character: 0 to 3.
std::size_t cut_character(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}

}  // namespace

XmlScan::Reads XmlScan::reads(std::string_view head) {
  std::size_t at = head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const std::string_view declaration = head.substr(at);
  if (declaration.starts_with("<?xml") && declaration.size() > 5 && is(declaration[5], blank)) {
    const std::size_t end = declaration.find("?>");
    if (end == std::string_view::npos) return Reads::unknown;
    const std::string lower = to_lower_ascii(declaration.substr(0, end));
    if (lower.find("version=\"1.0\"") == std::string::npos && lower.find("version='1.0'") == std::string::npos)
      return Reads::no;
    if (lower.find("encoding") != std::string::npos && lower.find("encoding=\"utf-8\"") == std::string::npos &&
        lower.find("encoding='utf-8'") == std::string::npos) {
      return Reads::no;
    }
    at += end + 2;
  }
  for (;;) {
    at = skip(head, at, blank);
    const std::string_view rest = head.substr(at);
    if (!rest.empty() && rest[0] != '<') return Reads::no;
    if (rest.size() > 1 && is(rest[1], name_start)) return Reads::yes;
    if (rest.size() < 4) return Reads::unknown;
    const bool comment = rest.starts_with("<!--");
    if (!comment && !(rest[1] == '?' && is(rest[2], name_start))) return Reads::no;
    const std::string_view end = comment ? "-->" : "?>";
    const std::size_t found = rest.find(end, comment ? 4 : 2);
    if (found == std::string_view::npos) return Reads::unknown;
    if (!comment && to_lower_ascii(rest.substr(2, 4)).starts_with("xml") && !is(rest[5], name_part)) return Reads::no;
    at += found + end.size();
  }
}

Result<void> XmlScan::write(std::string_view bytes) {
  if (ended_) return {};
  if (carry_.empty()) return scan(bytes, false);
  if (carry_.size() > token_bytes_max) {
    ended_ = true;
    return fail(Fault::over_limit, "XML with a tag longer than the bound", offset_);
  }
  carry_.append(bytes);
  // What is long and not whole yet is looked at again when it has doubled, or it would cost its square.
  if (carry_.size() < carry_wanted_) return {};
  std::string text;
  text.swap(carry_);
  return scan(text, false);
}

Result<void> XmlScan::finish() {
  if (ended_) return {};
  std::string text;
  text.swap(carry_);
  TRY(scan(text, true));
  if (ended_) return {};
  ended_ = true;
  if (!carry_.empty() || !open_.empty() || !root_seen_ || within_ != Within::content)
    return fail(Fault::truncated, "XML ends early", offset_ + carry_.size());
  return {};
}

Result<void> XmlScan::scan(std::string_view text, bool last) {
  // UTF-8 first, all at once: from there on every piece between two ASCII bytes is whole.
  const std::size_t known = std::min(carry_valid_, text.size());
  const std::string_view unknown = text.substr(known);
  std::size_t valid = text.size() - cut_character(unknown);
  const std::size_t ascii = known + ascii_prefix(text.data() + known, valid - known);
  const std::size_t good = ascii + valid_utf8_prefix(text.substr(ascii, valid - ascii));
  const bool is_broken = good < valid;
  valid = good;
  const std::string_view whole = text.substr(0, valid);
  at_ = 0;
  Step state = Step::on;
  while (state == Step::on && at_ < whole.size()) state = step(whole, last && !is_broken);
  if (state == Step::ended) {
    ended_ = true;
    return {};
  }
  if (state == Step::broken || is_broken) {
    ended_ = true;
    const std::uint64_t offset = offset_ + (state == Step::broken ? at_ : valid);
    return fail(Fault::malformed, std::string("XML is broken: ") + (state == Step::broken ? what_ : invalid_token),
                offset);
  }
  offset_ += at_;
  carry_.assign(text.substr(at_));
  carry_valid_ = valid - at_;
  carry_wanted_ = carry_.size() > 64 * 1024 ? 2 * carry_.size() : 0;
  return {};
}

// Up to the end of a comment, a section or an instruction, which may lie in a later chunk.
XmlScan::Step XmlScan::skip_to(std::string_view text, std::string_view end) {
  const std::size_t found = text.find(end, at_);
  if (found != std::string_view::npos) {
    at_ = found + end.size();
    within_ = Within::content;
    return Step::on;
  }
  at_ = std::max(at_, text.size() - std::min(text.size(), end.size() - 1));
  return Step::more;
}

XmlScan::Step XmlScan::step(std::string_view text, bool last) {
  switch (within_) {
    case Within::comment: return skip_to(text, "-->");
    case Within::instruction: return skip_to(text, "?>");
    case Within::cdata: {
      const std::size_t begin = at_;
      const std::size_t found = std::min(text.find("]]>", at_), text.size());
      std::size_t end = found;
      if (found == text.size()) {
        // "]]" may be the beginning of the end; no character is cut.
        while (end > begin && end > text.size() - std::min<std::size_t>(text.size(), 2) && text[end - 1] == ']') --end;
      }
      for (std::size_t from = begin; from < end;) {
        const std::size_t line = std::min(text.find('\r', from), end);
        if (line > from && !events_.scan_text(text.substr(from, line - from))) return Step::ended;
        at_ = from = line;
        if (line == end) break;
        if (line + 1 >= text.size() && !last) return Step::more;
        if (!events_.scan_text("\n")) return Step::ended;
        from += text.substr(line + 1).starts_with('\n') ? 2 : 1;
        at_ = from;
      }
      if (found == text.size()) return Step::more;
      at_ = found + 3;
      within_ = Within::content;
      return Step::on;
    }
    case Within::content: break;
  }
  if (text[at_] != '<') return text_run(text, last);
  if (at_ + 1 >= text.size()) return Step::more;
  const std::string_view rest = text.substr(at_);
  switch (rest[1]) {
    case '/': return end_tag(text);
    case '?':
      within_ = Within::instruction;
      at_ += 2;
      return Step::on;
    case '!': {
      constexpr std::string_view comment = "<!--";
      constexpr std::string_view cdata = "<![CDATA[";
      if (rest.starts_with(comment)) {
        within_ = Within::comment;
        at_ += comment.size();
        return Step::on;
      }
      if (rest.starts_with(cdata) && !open_.empty()) {
        within_ = Within::cdata;
        at_ += cdata.size();
        return Step::on;
      }
      if (comment.starts_with(rest) || (cdata.starts_with(rest) && !open_.empty())) return Step::more;
      return broken(invalid_token, at_);
    }
    default: return start_tag(text);
  }
}

XmlScan::Step XmlScan::text_run(std::string_view text, bool last) {
  if (open_.empty()) {
    const std::size_t end = skip(text, at_, blank);
    const bool mark = offset_ + at_ == 0 && text.starts_with("\xEF\xBB\xBF");
    if (mark) {
      at_ += 3;
      return Step::on;
    }
    if (end == at_) return broken(root_seen_ ? "junk after document element" : "syntax error", at_);
    at_ = end;
    return Step::on;
  }
  const char* const bytes = text.data();
  std::size_t end = at_;
  while (end < text.size() && !is(bytes[end], text_stop)) ++end;
  if (end != at_) {
    const std::string_view run = text.substr(at_, end - at_);
    at_ = end;
    return events_.scan_text(run) ? Step::on : Step::ended;
  }
  switch (bytes[at_]) {
    case '\r':
      if (at_ + 1 >= text.size() && !last) return Step::more;
      at_ += text.substr(at_ + 1).starts_with('\n') ? 2 : 1;
      return events_.scan_text("\n") ? Step::on : Step::ended;
    case ']': {
      const std::string_view rest = text.substr(at_);
      if (rest.starts_with("]]>")) return broken(invalid_token, at_);
      if (rest.size() < 3 && std::string_view("]]>").starts_with(rest) && !last) return Step::more;
      ++at_;
      return events_.scan_text("]") ? Step::on : Step::ended;
    }
    default: {
      character_.clear();
      std::size_t at = at_;
      if (const Step read = reference(text, at, character_); read != Step::on) return read;
      at_ = at;
      return events_.scan_text(character_) ? Step::on : Step::ended;
    }
  }
}

XmlScan::Step XmlScan::reference(std::string_view text, std::size_t& at, std::string& out) {
  const std::string_view rest = text.substr(at, 1024);
  if (rest.starts_with("&#")) {
    const bool hex = rest.size() > 2 && rest[2] == 'x';
    std::size_t digit = hex ? 3 : 2;
    std::uint32_t value = 0;
    const std::size_t first = digit;
    for (; digit < rest.size() && rest[digit] != ';'; ++digit) {
      const char c = rest[digit];
      const char lower = static_cast<char>(c | 0x20);
      const bool letter = hex && lower >= 'a' && lower <= 'f';
      if (!is_digit(c) && !letter) return broken(invalid_token, at);
      const auto worth = static_cast<std::uint32_t>(letter ? lower - 'a' + 10 : c - '0');
      value = std::min<std::uint32_t>(value * (hex ? 16 : 10) + worth, 0x110000);
    }
    if (digit == rest.size()) return rest.size() == 1024 ? broken(invalid_token, at) : Step::more;
    if (digit == first) return broken(invalid_token, at);
    const bool allowed = value == '\t' || value == '\n' || value == '\r' || (value >= 0x20 && value < 0xD800) ||
                         (value >= 0xE000 && value < 0x110000 && value != 0xFFFE && value != 0xFFFF);
    if (!allowed) return broken("reference to invalid character number", at);
    append_utf8(out, value);
    at += digit + 1;
    return Step::on;
  }
  if (rest.size() == 1) return Step::more;
  if (!is(rest[1], name_start)) return broken(invalid_token, at);
  const std::size_t end = skip(rest, 1, name_part);
  if (end == rest.size()) return rest.size() == 1024 ? broken(invalid_token, at) : Step::more;
  if (rest[end] != ';') return broken(invalid_token, at);
  const std::string_view name = rest.substr(1, end - 1);
  if (name == "amp") {
    out.push_back('&');
  } else if (name == "lt") {
    out.push_back('<');
  } else if (name == "gt") {
    out.push_back('>');
  } else if (name == "quot") {
    out.push_back('"');
  } else if (name == "apos") {
    out.push_back('\'');
  } else {
    return broken("undefined entity", at);
  }
  at += end + 1;
  return Step::on;
}

// name="value" at text[at], which moves behind it.
XmlScan::Step XmlScan::attribute(std::string_view text, std::size_t& at) {
  if (!is(text[at], name_start)) return broken(invalid_token, at);
  const std::size_t name_begin = at;
  at = skip(text, at, name_part);
  const std::string_view name = text.substr(name_begin, at - name_begin);
  at = skip(text, at, blank);
  if (at >= text.size()) return Step::more;
  if (text[at] != '=') return broken(invalid_token, at);
  at = skip(text, at + 1, blank);
  if (at >= text.size()) return Step::more;
  const char quote = text[at];
  if (quote != '"' && quote != '\'') return broken(invalid_token, at);
  const std::size_t begin = ++at;
  for (;; ++at) {
    while (at < text.size() && !is(text[at], value_stop)) ++at;
    if (at >= text.size()) return Step::more;
    if (text[at] != '"' && text[at] != '\'') break;
    if (text[at] == quote) {
      attributes_.push_back({name, text.substr(begin, at - begin)});
      ++at;
      return Step::on;
    }
  }
  // With references or white space: normalised (3.3.3).
  const std::size_t kept = values_.size();
  values_.append(text.substr(begin, at - begin));
  while (at < text.size()) {
    const char c = text[at];
    if (c == quote) {
      decoded_.push_back({attributes_.size(), kept, values_.size() - kept});
      attributes_.push_back({name, {}});
      ++at;
      return Step::on;
    }
    if (c == '<') return broken(invalid_token, at);
    if (c == '&') {
      if (const Step read = reference(text, at, values_); read != Step::on) return read;
      continue;
    }
    if (c == '\r' && text.substr(at + 1).starts_with('\n')) ++at;
    values_.push_back(is(c, blank) ? ' ' : c);
    ++at;
  }
  return Step::more;
}

XmlScan::Step XmlScan::start_tag(std::string_view text) {
  std::size_t at = at_ + 1;
  if (!is(text[at], name_start)) return broken(invalid_token, at);
  if (open_.empty() && root_seen_) return broken("junk after document element", at);
  const std::size_t name_begin = at;
  at = skip(text, at, name_part);
  const std::string_view name = text.substr(name_begin, at - name_begin);
  attributes_.clear();
  decoded_.clear();
  values_.clear();
  bool empty = false;
  for (;;) {
    const std::size_t before = at;
    at = skip(text, at, blank);
    if (at >= text.size()) return Step::more;
    if (text[at] == '>') {
      ++at;
      break;
    }
    if (text[at] == '/') {
      if (at + 1 >= text.size()) return Step::more;
      if (text[at + 1] != '>') return broken(invalid_token, at);
      empty = true;
      at += 2;
      break;
    }
    if (at == before) return broken(invalid_token, at);
    if (const Step read = attribute(text, at); read != Step::on) return read;
  }
  for (const Decoded& one : decoded_)
    attributes_[one.attribute].value = std::string_view(values_).substr(one.begin, one.size);
  if (attributes_.size() > 32) {
    std::unordered_set<std::string_view> names;
    for (const XmlAttribute& one : attributes_) {
      if (!names.insert(one.name).second) return broken("duplicate attribute", at);
    }
  } else {
    for (std::size_t one = 1; one < attributes_.size(); ++one) {
      for (std::size_t other = 0; other < one; ++other) {
        if (attributes_[one].name == attributes_[other].name) return broken("duplicate attribute", at);
      }
    }
  }
  root_seen_ = true;
  at_ = at;
  if (!empty) {
    open_.push_back(names_.size());
    names_.append(name);
  }
  if (!events_.scan_start(name, attributes_)) return Step::ended;
  if (empty && !events_.scan_end(name)) return Step::ended;
  return Step::on;
}

XmlScan::Step XmlScan::end_tag(std::string_view text) {
  const std::size_t begin = at_ + 2;
  // As it stands at the innermost open element, nearly always.
  if (!open_.empty()) {
    const std::string_view name = std::string_view(names_).substr(open_.back());
    if (text.size() - begin > name.size() && text[begin + name.size()] == '>' &&
        std::memcmp(text.data() + begin, name.data(), name.size()) == 0) {
      at_ = begin + name.size() + 1;
      const bool wanted = events_.scan_end(name);
      names_.resize(open_.back());
      open_.pop_back();
      return wanted ? Step::on : Step::ended;
    }
  }
  if (begin >= text.size()) return Step::more;
  if (!is(text[begin], name_start)) return broken(invalid_token, begin);
  const std::size_t end = skip(text, begin, name_part);
  const std::size_t close = skip(text, end, blank);
  if (close >= text.size()) return Step::more;
  if (text[close] != '>') return broken(invalid_token, begin);
  const std::string_view name = text.substr(begin, end - begin);
  if (open_.empty() || std::string_view(names_).substr(open_.back()) != name) return broken("mismatched tag", begin);
  at_ = close + 1;
  names_.resize(open_.back());
  open_.pop_back();
  return events_.scan_end(name) ? Step::on : Step::ended;
}

}  // namespace constat
