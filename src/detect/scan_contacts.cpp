// Mail addresses, telephone numbers, and the addresses of machines in text.
#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/phone.h"
#include "detect/phone_home.h"
#include "detect/scan.h"

namespace constat {

namespace {

// What an escape of a URL stands for in an address; 0 where it is none of an address.
char unescaped(std::string_view text) {
  if (text.size() < 3 || text[0] != '%' || !is_hex(text[1]) || !is_hex(text[2])) return 0;
  const auto digit = [](char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; };
  const auto byte = static_cast<char>(digit(text[1]) * 16 + digit(text[2]));
  return byte != 0 && (is_alnum(byte) || std::strchr("._+-@", byte) != nullptr) ? byte : '\0';
}

// The address that a URL holds escaped ("jane%2Bwork%40example.org", "jane%2540example.org").
std::string unescaped_address(std::string_view written) {
  std::string plain;
  for (std::size_t at = 0; at < written.size();) {
    const bool twice = written.substr(at).starts_with("%25");
    const char byte = written[at] == '%' && at + (twice ? 2 : 0) < written.size()
                          ? unescaped(twice ? "%" + std::string(written.substr(at + 3, 2)) : written.substr(at, 3))
                          : '\0';
    plain += byte != 0 ? byte : written[at];
    at += byte == 0 ? 1 : twice ? 5 : 3;
  }
  return plain;
}

// Where the last escape in [begin, end) that is of no address ends ("to%3Djane"); `begin` where there is none.
std::size_t behind_escapes(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at) {
    if (text[at] != '%') continue;
    const bool twice = text.substr(at).starts_with("%25");
    const std::size_t size = twice ? 5 : 3;
    if (at + size > end) return at + 1;
    const char byte = twice ? unescaped("%" + std::string(text.substr(at + 3, 2))) : unescaped(text.substr(at, 3));
    if (byte == 0 || byte == '@') begin = at + size;
  }
  return begin;
}

// "john.doe@example.com": the mailbox of nobody's name at a domain of documentation (RFC 2606, 3).
bool is_example_mailbox(std::string_view local, std::string_view domain) {
  constexpr std::string_view domains[] = {"example.com", "example.org", "example.net"};
  constexpr std::string_view names[] = {"johndoe",         "janedoe",    "maxmustermann",
                                        "erikamustermann", "mustermann", "jeandupont"};
  constexpr std::size_t name_max = 24;
  if (local.size() > name_max) return false;
  const auto is = [](std::string_view text) {
    return [text](std::string_view one) { return equals_ignoring_case(text, one); };
  };
  if (std::ranges::none_of(domains, is(domain))) return false;
  std::string plain(local);
  std::erase_if(plain, [](char c) { return c == '.' || c == '_' || c == '-'; });
  return std::ranges::any_of(names, is(plain));
}

}  // namespace

// `at`: the sign, '@' or its escape, `sign_size` bytes long.
void Scan::find_email(std::size_t at, std::size_t sign_size) {
  if (rule_email_ >= engine_.rules().size() || at < email_done_) return;
  const bool escaped = sign_size > 1;
  const std::string_view signs = escaped ? "._%+-" : "._%+-'&";
  const auto plain = [&](char c) { return is_alnum(c) || is_high(c) || signs.find(c) != std::string_view::npos; };
  std::size_t begin = at;
  while (begin > email_done_ && at - begin <= 64 && plain(text_[begin - 1]) && !escape_ends_at(begin)) --begin;
  if (escaped) begin = behind_escapes(text_, begin, at);
  std::size_t end = at + sign_size;
  while (end < text_.size() && end - at <= 255 &&
         (is_alnum(text_[end]) || is_high(text_[end]) || text_[end] == '-' || text_[end] == '.'))
    ++end;
  // Signs of writing around it: quotes, dots, blanks beyond ASCII.
  const auto is_writing_sign = [](char32_t point) {
    return (point >= 0x80 && point <= 0xBF) || (point >= 0x2000 && point <= 0x2BFF) ||
           (point >= 0x3000 && point <= 0x303F) || (point >= 0xFE00 && point <= 0xFF0F) || point == 0xFFFD ||
           (point >= 0xFF1A && point <= 0xFF20);
  };
  for (std::size_t offset = begin; offset < at;) {
    if (!is_high(text_[offset])) {
      ++offset;
      continue;
    }
    if ((static_cast<unsigned char>(text_[offset]) & 0xC0) == 0x80) {  // Cut into a character: leave it out.
      begin = ++offset;
      continue;
    }
    if (is_writing_sign(next_code_point(text_, offset))) begin = offset;
  }
  for (std::size_t offset = at + sign_size; offset < end;) {
    if (!is_high(text_[offset])) {
      ++offset;
      continue;
    }
    const std::size_t start = offset;
    if (is_writing_sign(next_code_point(text_, offset))) {
      end = start;
      break;
    }
  }
  end = std::min(end, text_.size());
  while (begin < at && std::strchr(".'&%-+", text_[begin]) != nullptr) ++begin;
  while (end > at + sign_size && (text_[end - 1] == '.' || text_[end - 1] == '-')) --end;
  if (begin == at || end == at + sign_size) return;
  // https://user:password@host is no address; https://site:ann@host:secret is a line of a list, for no port has
  // letters.
  std::size_t port = end;
  if (port < text_.size() && text_[port] == ':') ++port;
  while (port < text_.size() && is_digit(text_[port]) && port - end <= 6) ++port;
  const bool listed = port > end && port < text_.size() && is_alnum(text_[port]);
  if (begin > 0 && text_[begin - 1] == ':' && !listed) {
    std::size_t back = begin - 1;
    while (back > 0 && begin - back < 80 && !is_space(text_[back - 1]) && text_[back - 1] != '"') {
      --back;
      if (text_[back] == '/' && back > 0 && text_[back - 1] == '/') return;
    }
  }
  if (begin > 1 && text_[begin - 1] == '/' && text_[begin - 2] == '/') return;
  if (end < text_.size() && text_[end] == '@') return;
  const Rule& rule = engine_.rule_list()[rule_email_];
  // The longest domain whose last label is a real top-level domain: "a@b.com.Then" ends at com.
  const std::string_view whole = text_.substr(begin, end - begin);
  const std::size_t host = at - begin + sign_size;
  std::size_t cut = whole.size();
  while (cut > host) {
    const std::size_t dot = whole.substr(0, cut).rfind('.');
    if (dot == std::string_view::npos || dot < host) return;
    std::string top(whole.substr(dot + 1, cut - dot - 1));
    bool high = false;
    for (char& c : top) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      high = high || is_high(c);
    }
    if (high ? engine_.is_top_level_domain(top) || top.size() >= 4 : engine_.is_top_level_domain(top)) break;
    cut = dot;
  }
  end = begin + cut;
  std::string decoded;
  if (escaped) decoded = unescaped_address(whole.substr(0, cut));
  if (rule.validator->check(escaped ? decoded : whole.substr(0, cut)) == Validity::invalid) return;
  email_done_ = end;
  const bool example =
      is_example_mailbox(text_.substr(begin, at - begin), text_.substr(at + sign_size, end - at - sign_size));
  const Band band = of_messages_ || names_message(begin, end) || names_machine(begin, at, end) ? Band::trace
                    : example                                                                  ? Band::low
                                                                                               : rule.bare;
  add({begin, end, rule_email_, rule.info.type, band_confidence(band), Validity::checked, false, 0,
       escaped ? scratch_.keep(std::move(decoded)) : -1, 0});
}

// Whether "by mx.example.org with ESMTP id " stands before `at` (RFC 5321, 4.4: what a Received line ends in).
bool Scan::in_received(std::size_t at) const {
  constexpr std::string_view field = " id ";
  if (at < field.size() || text_.substr(at - field.size(), field.size()) != field) return false;
  std::size_t word = at - field.size();
  const std::size_t word_end = word;
  while (word > 0 && word_end - word < 64 && !is_space(text_[word - 1])) --word;
  const std::string_view before = text_.substr(word, word_end - word);
  return before.find("MTP") != std::string_view::npos ||
         (before.find('.') != std::string_view::npos && before.find('@') == std::string_view::npos &&
          before.back() != '.');
}

void Scan::set_part(std::string_view part) {
  constexpr std::string_view headers[] = {"Message-ID", "References", "In-Reply-To", "Content-ID", "Resent-Message-ID"};
  of_messages_ = std::any_of(std::begin(headers), std::end(headers),
                             [&](std::string_view header) { return equals_ignoring_case(part, header); });
}

// Whether what looks like an address is a message's or a part's name (RFC 5322, 3.6.4; RFC 2045, 7), by the header, the
// field of a log or the key right before it, or because it follows such a one in a list.
bool Scan::names_message(std::size_t begin, std::size_t end) {
  const bool bracketed = begin > 0 && text_[begin - 1] == '<';
  std::size_t at = begin - (bracketed ? 1 : 0);
  const auto blank = [](char c) { return is_space(c) || c == ','; };
  while (at > 0 && begin - at < 80 && blank(text_[at - 1])) --at;
  bool named = bracketed && message_done_ != 0 && at == message_done_ + 1 && text_[message_done_] == '>';
  if (!named) {
    while (at > 0 && begin - at < 80 && std::strchr(":=\"'\\ \t", text_[at - 1]) != nullptr) --at;
    std::array<char, 12> word;  // The last letters before, from behind.
    std::size_t letters = 0;
    for (; at > 0 && letters < word.size() && text_[at - 1] != '\n'; --at) {
      const char c = text_[at - 1];
      if (is_alpha(c)) {
        word[letters++] = static_cast<char>(c | 0x20);
      } else if (c != '-' && c != '_' && (c != ' ' || letters != 2)) {
        break;
      }
    }
    std::reverse(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(letters));
    const std::string_view label(word.data(), letters);
    named = (bracketed && in_received(begin - 1)) || label.ends_with("messageid") || label.ends_with("msgid") ||
            label.ends_with("contentid") || label.ends_with("inreplyto") || label == "cid" || label == "mid" ||
            (bracketed && label.ends_with("references"));
  }
  if (named) message_done_ = end;
  return named;
}

// Whether it is a login at a machine or a version of a package rather than an address: "git@example.org:team/tool.git",
// "scp ann@db1.example.org:/tmp/x .", "tool@2.0.0.dev".
bool Scan::names_machine(std::size_t begin, std::size_t at, std::size_t end) const {
  if (at + 3 < end && is_digit(text_[at + 1])) {
    std::size_t dots = 0;
    std::size_t host = at + 1;
    for (; host < end && (is_digit(text_[host]) || text_[host] == '.'); ++host) dots += text_[host] == '.' ? 1 : 0;
    if (dots >= 2) return true;
  }
  const char after = end < text_.size() ? text_[end] : '\0';
  if (after == ':' && end + 1 < text_.size() && !is_space(text_[end + 1])) {
    const std::string_view rest = text_.substr(end + 1, 200);
    const std::string_view path = rest.substr(0, rest.find_first_of(" \t\r\n\"'"));
    if (path.ends_with(".git") || path.starts_with("~/") || text_.substr(begin, at - begin) == "git" ||
        (path.starts_with('/') && path.find('/', 1) != std::string_view::npos)) {
      return true;
    }
  }
  // The program before it, with its options between.
  std::size_t last = begin;
  for (int words = 0; words < 4; ++words) {
    while (last > 0 && text_[last - 1] == ' ') --last;
    std::size_t first = last;
    while (first > 0 && last - first < 16 && !is_space(text_[first - 1])) --first;
    const std::string_view word = text_.substr(first, last - first);
    if (word.empty()) return false;
    if (word == "ssh" || word == "scp" || word == "sftp" || word == "rsync" || word == "ssh-copy-id") return true;
    if (word[0] != '-' && !std::all_of(word.begin(), word.end(), is_digit)) return false;
    last = first;
  }
  return false;
}

namespace {

// "2.5.29.14", "6.1.7.2": four numbers below 32 are an object's identifier or a version; of public addresses one in
// 4096 is written so. (10.0.0.5 is a private network's.)
bool is_small_numbers(std::string_view value) {
  if (value.starts_with("10.")) return false;
  std::size_t number = 0;
  for (const char c : value) {
    number = c == '.' ? 0 : number * 10 + static_cast<std::size_t>(c - '0');
    if (number >= 32) return false;
  }
  return true;
}

// "Java 1.8.0.212", "Firefox/10.0.0.4": four numbers right behind a program's name are its version.
bool follows_product(std::string_view text, std::size_t begin) {
  constexpr std::size_t name_max = 12;
  if (begin < 2 || (text[begin - 1] != ' ' && text[begin - 1] != '/' && text[begin - 1] != '-')) return false;
  const std::size_t end = begin - 1;
  std::size_t at = end;
  while (at > 0 && end - at <= name_max && is_alpha(text[at - 1])) --at;
  if (at == end || end - at > name_max || (at > 0 && is_alnum(text[at - 1]))) return false;
  constexpr std::string_view names[] = {
      "java",    "jdk",        "jre",      "openjdk",     "firefox",   "chrome",      "chromium",  "safari",
      "opera",   "edge",       "openssl",  "openssh",     "python",    "php",         "perl",      "ruby",
      "node",    "windows",    "android",  "macos",       "kernel",    "linux",       "apache",    "tomcat",
      "nginx",   "mysql",      "mariadb",  "oracle",      "acrobat",   "reader",      "flash",     "office",
      "outlook", "sap",        "bios",     "thunderbird", "vmware",    "esxi",        "weblogic",  "websphere",
      "jboss",   "postgresql", "postgres", "drupal",      "wordpress", "libreoffice", "openoffice"};
  const std::string_view word = text.substr(at, end - at);
  return std::ranges::any_of(names, [&](std::string_view name) { return equals_ignoring_case(word, name); });
}

}  // namespace

void Scan::find_ip_or_mac(std::size_t group_begin, std::size_t group_end) {
  if (group_begin < colon_done_) return;
  const RuleId none = static_cast<RuleId>(engine_.rules().size());
  const char after = group_end < text_.size() ? text_[group_end] : '\0';
  const char before = group_begin > 0 ? text_[group_begin - 1] : '\0';
  if (after == '.' && before != '.' && rule_ip_ != none && before != ':') {
    // a.b.c.d, each up to three digits.
    std::size_t offset = group_begin;
    std::size_t parts = 0;
    while (parts < 4) {
      std::size_t digits = 0;
      while (offset < text_.size() && is_digit(text_[offset]) && digits < 4) ++offset, ++digits;
      if (digits == 0 || digits > 3) break;
      ++parts;
      if (parts == 4) break;
      if (offset >= text_.size() || text_[offset] != '.') break;
      ++offset;
    }
    if (parts == 4) {
      const bool ends = offset >= text_.size() ||
                        !(is_alnum(text_[offset]) || text_[offset] == '_' ||
                          (text_[offset] == '.' && offset + 1 < text_.size() && is_alnum(text_[offset + 1])));
      const bool starts = group_begin == 0 || !(is_alnum(before) || before == '_' || before == '-');
      if (ends && starts) {
        const RuleId rules[] = {rule_ip_};
        // boundary() would refuse "1.2.3.4, 5": commas are harmless here.
        const Rule& rule = engine_.rule_list()[rule_ip_];
        if (rule.validator->check(text_.substr(group_begin, offset - group_begin)) != Validity::invalid) {
          const std::size_t known = scratch_.candidates.size();
          try_rules(rules, group_begin, offset, false);
          if (scratch_.candidates.size() > known &&
              (follows_product(text_, group_begin) ||
               (!scratch_.candidates.back().context &&
                is_small_numbers(text_.substr(group_begin, offset - group_begin))))) {
            Candidate& version = scratch_.candidates.back();
            version.confidence = std::min(version.confidence, band_confidence(Band::low));
          }
        }
        colon_done_ = offset;
        return;
      }
    }
  }
  const bool colon = after == ':' || before == ':' || (before == '-' && group_end - group_begin == 2) ||
                     (after == '-' && group_end - group_begin == 2) || (after == '.' && group_end - group_begin == 4);
  if (!colon) return;
  const auto belongs = [](char c) { return is_hex(c) || c == ':' || c == '.' || c == '-'; };
  std::size_t from = group_begin;
  while (from > 0 && group_begin - from < 48 && belongs(text_[from - 1])) --from;
  std::size_t to = group_end;
  while (to < text_.size() && to - group_end < 48 && belongs(text_[to])) ++to;
  if ((from > 0 && is_alnum(text_[from - 1])) || to - from > 48) return;
  while (from < to &&
         (text_[from] == '-' || text_[from] == '.' || (text_[from] == ':' && !text_.substr(from).starts_with("::"))))
    ++from;
  while (to > from && (text_[to - 1] == '.' || text_[to - 1] == '-' ||
                       (text_[to - 1] == ':' && !text_.substr(0, to).ends_with("::"))))
    --to;
  if (to < text_.size() && is_alnum(text_[to]) && text_[to] != '%') return;
  const std::string_view run = text_.substr(from, to - from);
  colon_done_ = to;
  const auto colons = std::count(run.begin(), run.end(), ':');
  for (const RuleId id : {rule_mac_, rule_ip_}) {
    if (id == none) continue;
    if (id == rule_ip_ && (colons < 2 || run.size() < 3)) continue;
    const Rule& rule = engine_.rule_list()[id];
    if (rule.validator->check(run) == Validity::invalid) continue;
    const RuleId rules[] = {id};
    std::size_t end = to;
    if (id == rule_ip_ && end < text_.size() && text_[end] == '%') {  // A zone.
      while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == '%') && end - to < 20) ++end;
    }
    if (id == rule_ip_ && end < text_.size() && text_[end] == '/') {  // A prefix's length.
      std::size_t digits = 0;
      while (digits < 4 && end + 1 + digits < text_.size() && is_digit(text_[end + 1 + digits])) ++digits;
      const std::string_view with = text_.substr(from, end + 1 + digits - from);
      if (digits != 0 && digits < 4 && rule.validator->check(with) != Validity::invalid) end += 1 + digits;
    }
    try_rules(rules, from, end, true);
    return;
  }
}

// "x4587", "ext. 12" behind a number.
std::size_t Scan::with_extension(std::size_t end) const {
  for (const std::string_view sign : {"x", " x", " ext. ", " ext ", "ext", " poste "}) {
    if (!text_.substr(end).starts_with(sign)) continue;
    std::size_t at = end + sign.size();
    const std::size_t begin = at;
    while (at < text_.size() && is_digit(text_[at]) && at - begin < 7) ++at;
    if (at != begin && (at >= text_.size() || !is_alnum(text_[at]))) return at;
  }
  return end;
}

namespace {

// A number with a plus or two zeros before the calling code. "+44 (0)20": the trunk digit in brackets is not dialled
// from abroad.
PhoneText read_international(std::string_view value) {
  std::array<char, 256> text;
  if (value.size() > text.size()) return {};
  std::size_t size = 0;
  if (value.starts_with("00")) {
    text[size++] = '+';
    value.remove_prefix(2);
  }
  const std::size_t trunk = value.find("(0)");
  const std::string_view before = value.substr(0, trunk);
  const std::string_view after = value.substr(trunk == std::string_view::npos ? value.size() : trunk + 3);
  std::memcpy(text.data() + size, before.data(), before.size());
  std::memcpy(text.data() + size + before.size(), after.data(), after.size());
  return read_phone({text.data(), size + before.size() + after.size()});
}

// Asked in this order where a number is written as at home.
constexpr const char* home_regions[] = {"US", "FR", "GB", "DE", "ES", "IT", "NL", "BE", "CH", "AT",
                                        "IE", "PT", "SE", "DK", "NO", "FI", "PL", "CA", "IN", "AU",
                                        "NZ", "ZA", "BR", "MX", "IL", "JP", "PH", "SG", "TR"};
constexpr std::size_t unlabelled_regions = 3;  // Those that are asked where no label calls it a telephone number.
constexpr std::size_t bracketed_regions = 4;   // And where its area code stands in brackets.

using HomeRegions = std::array<const PhoneRegion*, std::size(home_regions)>;
const HomeRegions& regions_at_home() {
  static const HomeRegions regions = [] {
    HomeRegions found = {};
    std::transform(std::begin(home_regions), std::end(home_regions), found.begin(), phone_region);
    return found;
  }();
  return regions;
}

// "0.680000", "48.856614": a number with decimals. "0470.123456" and "555.1234" may be telephones.
bool is_decimal(std::string_view value) {
  const std::size_t dot = value.find('.');
  if (dot == std::string_view::npos ||
      !std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || c == '.'; }) ||
      value.find('.', dot + 1) != std::string_view::npos) {
    return false;
  }
  // "353207.547", "197001010000.00": telephones have no such first group.
  return dot <= 1 || (dot <= 3 && value[0] != '0' && value.size() - dot > 5) || (dot >= 5 && value.size() - dot <= 4);
}

// "2013-2015", "1997--1999": years from and to. "1003.1-2001", "5601-1992": a standard's number and its year.
// "7.10/5.2.4.2.1": clauses. No label makes a telephone number of one.
bool is_numbering(std::string_view value, std::size_t digits, std::size_t groups) {
  const auto is_year = [](std::string_view four) {
    return (four.starts_with("19") || four.starts_with("20")) && std::all_of(four.begin(), four.end(), is_digit);
  };
  if (value.size() >= 9 && value[value.size() - 5] == '-' && is_year(value.substr(value.size() - 4))) {
    const std::string_view before = value.substr(0, value.size() - 5);
    if (is_year(before.substr(0, 4)) && (before.size() == 4 || before.substr(4) == "-")) return true;
    const std::size_t dot = before.find('.');
    if (dot != std::string_view::npos && before.size() - dot <= 2 && digits <= 10) return true;
  }
  return groups >= 5 && digits * 2 < groups * 3;
}

// "123-456-7890", "12345678", "1000000": what fills a field or a program, nobody's number.
bool is_filler(std::string_view value) {
  std::size_t digits = 0;
  std::size_t zeros = 0;  // At its end.
  bool rising = true;
  char last = 0;
  for (const char c : value) {
    if (!is_digit(c)) continue;
    rising = rising && (digits == 0 ? c <= '1' : c == (last == '9' ? '0' : last + 1));
    zeros = c == '0' ? zeros + 1 : 0;
    last = c;
    ++digits;
  }
  return rising || (zeros >= 5 && digits == value.size() && digits <= 8);
}

// Whether it is a date, or a date with more behind it: with a label, or in five pairs by blanks or dots ("06 12 34 56
// 78"), what has more groups than a date is a telephone number all the same.
bool is_date(std::string_view value, std::size_t groups, bool supported) {
  static const Validator* const date = validator_by_name("date");
  if (date->check(value) == Validity::invalid) return false;
  if (groups <= 3) return true;
  if (supported) return false;
  if (value.size() != 14 || groups != 5 || (value[2] != ' ' && value[2] != '.')) return true;
  for (std::size_t at = 2; at < value.size(); at += 3) {
    if (value[at] != value[2]) return true;
  }
  return false;
}

}  // namespace

// What is written as telephone numbers are, trunk prefix and groups, is one rather than an id that happens to pass its
// check and has no label.
void Scan::demote_ids_like_phone(std::size_t begin, std::size_t end) {
  for (auto one = scratch_.candidates.rbegin(); one != scratch_.candidates.rend() && one->begin >= begin; ++one) {
    if (one->begin == begin && one->end == end && !one->context &&
        (engine_.types().at(one->type).category == Category::government_id ||
         engine_.types().at(one->type).category == Category::health)) {
      one->confidence = std::min(one->confidence, band_confidence(Band::low));
    }
  }
}

// "phone=%2B33612345678" in a URL or a form's body: the sign of a country's code, escaped (RFC 3986, 2.1).
void Scan::find_escaped_phone(std::size_t begin, std::size_t end) {
  const std::string e164_text = "+" + std::string(text_.substr(begin, end - begin));
  std::string e164;
  if (rule_phone_ >= engine_.rules().size() || !std::all_of(e164_text.begin() + 1, e164_text.end(), is_digit) ||
      !valid_phone(read_international(e164_text), nullptr, e164)) {
    return;
  }
  const bool supported = label_of(rule_phone_, begin - 3, end) != 0;
  add({begin - 3, end, rule_phone_, engine_.rule_list()[rule_phone_].info.type,
       band_confidence(supported ? Band::high : Band::medium), Validity::checked, supported, 0, scratch_.keep(e164),
       0});
}

// What the text around an offset says of where its numbers are at home; kept for the numbers of one stretch.
const PhoneHome& Scan::home_around(std::size_t at) {
  constexpr std::size_t stretch = 512;
  if (at / stretch == home_stretch_) return home_;
  home_stretch_ = at / stretch;
  home_ = {};
  std::size_t from = home_stretch_ * stretch;
  from = from > stretch / 2 ? from - stretch / 2 : 0;
  while (from < text_.size() && (static_cast<unsigned char>(text_[from]) & 0xC0U) == 0x80U) ++from;
  const std::string_view around = text_.substr(from, home_stretch_ * stretch + stretch * 3 / 2 - from);
  // Words cost more to read: those of the stretch and a little before it.
  constexpr std::size_t words_before = 128;
  const std::size_t first = home_stretch_ * stretch;
  const std::size_t words_from = std::max(from, first - std::min(first, words_before));
  home_.add_words(text_.substr(words_from, first + stretch - words_from));
  home_.add_told(around);
  return home_;
}

void Scan::find_phone(std::size_t group_begin, std::size_t group_end) {
  if (group_begin < phone_done_ || rule_phone_ >= engine_.rules().size()) return;
  if (!std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(group_begin),
                   text_.begin() + static_cast<std::ptrdiff_t>(group_end), is_digit))
    return;
  std::size_t begin = group_begin;
  bool plus = false;
  bool paren = false;
  if (begin > 0 && text_[begin - 1] == '(') {
    --begin;
    paren = true;
  }
  if (begin > 0 && text_[begin - 1] == '+') {
    --begin;
    plus = true;
  }
  if (begin > 0) {
    const char before = text_[begin - 1];
    if (is_alnum(before) || before == '.' || before == '/' || before == '_' || before == '$' || before == '#' ||
        (before == '-' && !plus) || before == ':') {
      if (!(before == ':' || (before == '.' && begin > 1 && is_alpha(text_[begin - 2])))) return;
    }
    if (before == ',' && begin > 1 && is_digit(text_[begin - 2]) && !plus && group_end - group_begin == 3) return;
  }
  // Over digits and signs between them, up to 17 digits.
  std::size_t offset = begin;
  std::size_t digits = 0;
  std::size_t end = begin;
  std::size_t signs = 0;  // Between the last two digits.
  std::size_t groups = 0;
  bool formatted = false;
  std::size_t ends[24];  // Where each group of digits ends.
  while (offset < text_.size() && digits <= 17) {
    const char c = text_[offset];
    if (is_digit(c)) {
      if (signs != 0) formatted = true;
      signs = 0;
      ++digits;
      end = ++offset;
      if (end >= text_.size() || !is_digit(text_[end])) {
        if (groups < std::size(ends)) ends[groups++] = end;
      }
      continue;
    }
    std::size_t length = 0;
    const char separator = separator_at(text_, offset, length);
    if (separator != 0 || c == '(' || c == ')' || (c == '+' && offset == begin)) {
      if (++signs > 3) break;
      if (c == '(' && offset != begin && text_.substr(offset, 8).find(')') == std::string_view::npos) break;
      offset += separator != 0 ? length : 1;
      continue;
    }
    break;
  }
  if (digits > 15 || digits < 7) {
    if (digits > 15) phone_done_ = end;
    return;
  }
  phone_done_ = end;
  if (end < text_.size() && (is_alpha(text_[end]) || text_[end] == '_' || text_[end] == '%')) {
    const std::string_view tail = text_.substr(end, 3);
    if (!(tail.starts_with("x") || tail.starts_with("ext"))) return;
  }
  if (end + 1 < text_.size() && text_[end] == ':' && is_digit(text_[end + 1])) return;
  // "(06 33 44 55 66)": the brackets are the sentence's.
  if (paren && text_.substr(begin, end - begin).find(')') == std::string_view::npos) {
    begin = group_begin;
    paren = false;
  }
  const std::string_view value = text_.substr(begin, end - begin);
  std::string e164;
  const Rule& rule = engine_.rule_list()[rule_phone_];
  const bool double_zero = value.starts_with("00") && digits >= 10;
  if (plus || double_zero) {
    // The last groups may belong to what follows. "+44 (0)20": the trunk digit in brackets is not dialled from abroad.
    for (std::size_t drop = 0; drop < groups && drop < 3; ++drop) {
      const std::size_t cut = ends[groups - 1 - drop];
      if (cut <= begin) break;
      if (!valid_phone(read_international(text_.substr(begin, cut - begin)), nullptr, e164)) continue;
      const bool supported = label_of(rule_phone_, begin, cut) != 0;
      add({begin, with_extension(cut), rule_phone_, rule.info.type,
           band_confidence(supported ? Band::high : Band::medium), Validity::checked, supported, 0, scratch_.keep(e164),
           0});
      return;
    }
    // No plan has it, but it is called a number and looks like one.
    if (digits >= 8 && label_of(rule_phone_, begin, end) != 0) {
      add({begin, with_extension(end), rule_phone_, rule.info.type, band_confidence(Band::medium), Validity::shape,
           true, 0, -1, 0});
    }
    return;
  }
  if (rule_phone_plain_ >= engine_.rules().size()) return;
  const Rule& national = engine_.rule_list()[rule_phone_plain_];
  // Dates, times, addresses of machines and amounts are formatted digits too.
  if (!boundary(begin, end) || is_decimal(value) || in_opaque_run(begin, end)) return;
  const bool supported = label_of(rule_phone_plain_, begin, end) != 0;
  if (is_date(value, groups, supported) || is_numbering(value, digits, groups) || (supported && in_hex_dump(begin)))
    return;
  // "536-12-4455": a social security number's groups, and no country's telephone numbers.
  if (value.size() == 11 && digits == 9 && value[0] != '0' && value[3] == '-' && value[6] == '-') return;
  const bool refused = contradicted(rule_phone_plain_, begin, end);
  // Without a label: only forms that telephone numbers alone have.
  // "(98.0.4758.80-1)" is a version in brackets, no area code.
  const std::size_t closing = paren ? value.find(')') : std::string_view::npos;
  // "(0711) 123456-78", "(020) 7946 0958": a trunk prefix and an area code in brackets.
  const bool bracketed_trunk = closing != std::string_view::npos && closing >= 4 && closing <= 7 && value[1] == '0' &&
                               value[2] != '0' && digits >= 9 && digits <= 12;
  bool strong = bracketed_trunk || (closing != std::string_view::npos && digits == 10);
  if (!strong && formatted) {
    std::string shape;
    for (const char c : value) shape += is_digit(c) ? '9' : c == ' ' || c == '-' || c == '.' ? c : '?';
    for (const std::string_view form :
         {"999-999-9999", "999.999.9999", "999 999 9999", "99 99 99 99 99", "99.99.99.99.99", "99-99-99-99-99",
          "9-999-999-9999", "9 999 999 9999", "9.999.999.9999", "99999 999999", "999 9999 9999", "9999 999 9999",
          "9999 999999"}) {
      strong = strong || shape == form;
    }
    if (digits >= 10 && shape[0] == '9' && value[0] != '0' && shape != "999-999-9999" && shape != "999.999.9999" &&
        shape != "999 999 9999" && value[0] != '1') {
      strong = strong && value[0] == '0';
    }
    // Forms of one country alone, with its trunk prefix.
    if (!strong && !refused && value[0] == '0') {
      static constexpr std::pair<std::string_view, std::string_view> country_forms[] = {
          {"999-9999-9999", "JP"}, {"999-9999-9999", "KR"}, {"9999-999-9999", "PH"},  {"9999 999 99 99", "TR"},
          {"9999-999-9999", "TR"}, {"9999 999 9999", "PH"}, {"9999.999.99.99", "TR"}, {"9999-999-99-99", "TR"},
          {"9999 9999999", "DE"},  {"9999 99999999", "DE"}, {"9999-9999999", "DE"},   {"9999?9999999", "DE"},
          {"9999?99999999", "DE"}, {"9999-99999999", "DE"}};
      // Germany's mobiles (BNetzA: 015, 016, 017); its other numbers look like anything.
      const bool mobile = value[1] == '1' && value[2] >= '5' && value[2] <= '7';
      for (const auto& [form, country] : country_forms) {
        if (country == "DE" && !mobile) continue;
        if (shape != form || !valid_phone(read_phone(value), phone_region(country), e164)) continue;
        if (!supported) demote_ids_like_phone(begin, end);
        add({begin, with_extension(end), rule_phone_plain_, national.info.type,
             band_confidence(supported ? national.with_context : national.formatted), Validity::shape, supported, 0,
             scratch_.keep(e164), 0});
        return;
      }
    }
  }
  if (!supported && (!strong || refused)) {
    // A trunk prefix and ten or eleven digits, or Turkey's groups of a mobile: a trace, where a plan has the number.
    const bool trunk = value[0] == '0' && value.size() > 1 && value[1] != '0' && (digits == 10 || digits == 11);
    const bool groups_of_turkey = groups == 4 && digits == 10 && value.size() == 13 && value[0] == '5' &&
                                  !is_digit(value[3]) && !is_digit(value[7]) && !is_digit(value[10]);
    if (refused || (!trunk && !groups_of_turkey) || in_hex_dump(begin)) return;
    const PhoneText read = read_phone(value);
    for (const std::string_view country : {"FR", "GB", "DE", "PH", "TR", "IT", "JP", "KR"}) {
      if ((groups_of_turkey && country != "TR") || !valid_phone(read, phone_region(country), e164)) continue;
      add({begin, end, rule_phone_plain_, national.info.type, band_confidence(Band::trace), Validity::shape, false, 0,
           scratch_.keep(e164), 0});
      return;
    }
    return;
  }
  if (is_filler(value)) {
    if (!supported) demote_ids_like_phone(begin, end);
    add({begin, with_extension(end), rule_phone_plain_, national.info.type, band_confidence(Band::low),
         Validity::sample, supported, 0, -1, 0});
    return;
  }
  const PhoneText dialled = read_phone(value);
  const std::span regions(regions_at_home());
  const std::size_t asked = supported ? regions.size() : bracketed_trunk ? bracketed_regions : unlabelled_regions;
  for (const PhoneRegion* const region : regions.first(asked)) {
    if (!valid_phone(dialled, region, e164)) continue;
    // North America's groups with dashes or dots are hardly anything else.
    const bool dashed = value.size() == 12 && value[3] == value[7] && (value[3] == '-' || value[3] == '.');
    if (!supported && formatted && (value[0] == '0' || dashed)) demote_ids_like_phone(begin, end);
    // That some plan has it makes it a number; whose it is, what is around it tells.
    const PhoneHome::Plans plans = PhoneHome::plans_of(std::span(&value, 1));
    const bool asks = PhoneHome::are_contested(plans);
    const std::string_view home = asks ? home_around(begin).choose(plans) : PhoneHome().choose(plans);
    if (!PhoneHome::read(dialled, home, e164)) e164.assign(dialled.digits, dialled.size);
    add({begin, with_extension(end), rule_phone_plain_, national.info.type,
         band_confidence(supported ? national.with_context : national.formatted), Validity::shape, supported, 0,
         scratch_.keep(e164), 0});
    return;
  }
  if (supported && formatted && digits >= 7) {  // No plan has it, but it is called a number and looks like one.
    add({begin, with_extension(end), rule_phone_plain_, national.info.type, band_confidence(Band::medium),
         Validity::shape, supported, 0, -1, 0});
  }
}

}  // namespace constat
