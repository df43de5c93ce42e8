#include "detect/password_lists.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"
#include "detect/password_words.h"

namespace constat {
namespace {

constexpr std::size_t lines_min = 5;        // Fewer lines of one form are chance,
constexpr std::size_t named_lines_min = 3;  // but in a file that says what it is, and where an address begins each.
constexpr std::size_t user_lines_min = 6;   // "user:password" looks like many other things.
constexpr std::size_t list_line_bytes_max = 400;
constexpr std::size_t list_first_lines = 8;  // Looked at before the rest is.
constexpr std::size_t sampled_max = 500;     // Lines of a run whose values are compared.

enum class EntryForm : std::uint8_t { none, mail, site, host, digest_first, phone, user, bare };

struct EntryLine {
  EntryForm form = EntryForm::none;
  char separator = 0;
  std::size_t begin = 0;  // Of the value: the password, the hash, or "hash:salt".
  std::size_t end = 0;
  std::size_t left_begin = 0;
  std::size_t left_end = 0;
};

bool is_mail(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos &&
         text.find('.', at) != std::string_view::npos && text.back() != '.' && text.front() != '$';
}

bool is_user(std::string_view text) {
  if (text.size() < 2 || text.size() > 40 || !(is_alnum(text[0]) || text[0] == '_')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || c == '_' || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
  });
}

// A telephone number that opens an account: "+33612981201".
bool is_phone(std::string_view text) {
  return text.size() >= 9 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         std::all_of(text.begin() + 1, text.end(), is_digit);
}

// "F894844C34402B67": Oracle's hash of versions before 11.
bool is_oracle_hash(std::string_view text) {
  return text.size() == 16 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos &&
         std::any_of(text.begin(), text.end(), is_alpha) && std::any_of(text.begin(), text.end(), is_digit);
}

// "rEK1ecacw.7.c": DES crypt, two characters of salt and eleven of the hash (crypt(5)), of whose 66 bits the last two
// are 0: the last character is one of sixteen.
bool is_des_hash(std::string_view text) {
  constexpr std::string_view last_letters = ".26AEIMQUYcgkosw";
  return text.size() == 13 && last_letters.find(text.back()) != std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '.' || c == '/'; });
}

// Of DES' hashes nearly all have capitals, small letters and digits: 13 letters of a name hardly do.
bool is_mixed_des_hash(std::string_view text) {
  return is_des_hash(text) && std::ranges::any_of(text, is_upper) && std::ranges::any_of(text, is_lower) &&
         std::ranges::any_of(text, is_digit);
}

// "root:rEK1ecacw.7.c:0:0:Super-User:/:/sbin/sh": a line of passwd(5), or of shadow(5), whose third and fourth parts
// are numbers (the fourth of shadow may be empty). Gives its second part; nullopt: it is no such line.
std::optional<std::string_view> unix_password(std::string_view line) {
  constexpr std::size_t parts_min = 7;
  std::array<std::string_view, parts_min> parts;
  std::size_t count = 0;
  for (std::size_t at = 0; count < parts_min; ++count) {
    const std::size_t end = line.find(':', at);
    parts[count] = line.substr(at, end == std::string_view::npos ? end : end - at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  const auto number = [](std::string_view part) {
    return part.size() <= 10 && part.find_first_not_of("-0123456789") == std::string_view::npos;
  };
  if (count + 1 < parts_min || !is_user(parts[0]) || parts[2].empty() || !number(parts[2]) || !number(parts[3]))
    return std::nullopt;
  return parts[1];
}

// "$2a$10$...", "$6$...": a hash that says how it was made, with its salt in it.
bool is_crypt_hash(std::string_view text) {
  return text.size() >= 20 && text[0] == '$' && text.substr(1, 12).find('$') != std::string_view::npos;
}

bool is_word(char c) { return !is_space(c) && c != '"' && c != '<' && c != '>'; }
bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_word(c); });
}

// "https://site.example/login|ann|Biscuit23", by blanks, bars, semicolons, commas or tabs: site, login, password.
EntryLine read_site_columns(std::string_view all, std::size_t begin, std::size_t end) {
  EntryLine line;
  const std::size_t sign = all.find_first_of(" |;,\t");
  if (sign == std::string_view::npos) return line;
  const char separator = all[sign];
  const std::string_view rest = all.substr(sign + 1);
  const std::size_t second = rest.find(separator);
  if (second == std::string_view::npos) return line;
  const std::string_view login = rest.substr(0, second);
  const std::string_view value = rest.substr(second + 1);
  if (login.size() < 2 || !(is_mail(login) || is_user(login) || is_phone(login)) || !is_word(login) ||
      value.size() < 3 || !is_word(value) || value.find("://") != std::string_view::npos)
    return line;
  line = {EntryForm::site, separator, begin + sign + 1 + second + 1, end, begin + sign + 1, begin + sign + 1 + second};
  return line;
}

// "ann@example.org::Biscuit23", "ann@example.org - Biscuit23", "... => ...", "... / ...": an address and a word parted
// by what else people put between them. Told as those that a blank parts: more of the words must look like passwords.
bool read_rare_sign(std::string_view all, std::size_t begin, std::size_t end, EntryLine& line) {
  const std::size_t at = all.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  std::size_t stop = at + 1;
  while (stop < all.size() && (is_alnum(all[stop]) || all[stop] == '.' || all[stop] == '-') &&
         !all.substr(stop).starts_with("--") && !all.substr(stop).starts_with("->"))
    ++stop;
  const std::string_view address = all.substr(0, stop);
  if (!is_mail(address) || !is_word(address)) return false;
  const std::string_view rest = all.substr(stop);
  constexpr std::string_view signs[] = {"::",   "--",  "=>", "->", " => ", " -> ", " - ",
                                        " -- ", " / ", "/",  "#",  "~",    "="};
  for (const std::string_view sign : signs) {
    if (!rest.starts_with(sign)) continue;
    const std::string_view value = rest.substr(sign.size());
    if (value.size() < 3 || !is_word(value) || std::strchr(":-=>/~#", value.front()) != nullptr) continue;
    line = {EntryForm::mail, ' ', begin + stop + sign.size(), end, begin, begin + stop};
    return true;
  }
  return false;
}

// Where the value of a line ends whose login was checked: before the address of the site that it opens
// ("...:Biscuit23:https://site.example/"), before what a checker notes of the account ("Biscuit23 | Plan = Premium").
std::size_t end_of_value(std::string_view second) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    const std::size_t at = second.find(scheme);
    if (at != std::string_view::npos && at >= 4 && std::strchr(":;|, \t", second[at - 1]) != nullptr) return at - 1;
  }
  const std::size_t blank = second.find(' ');
  if (blank == std::string_view::npos || blank < 3) return second.size();
  const std::size_t sign = second.find_first_not_of(' ', blank);
  if (sign == std::string_view::npos || std::strchr("|-=#[(", second[sign]) == nullptr) return second.size();
  const bool bracket = second[sign] == '[' || second[sign] == '(';
  return bracket || second.substr(sign + 1).starts_with(' ') ? blank : second.size();
}

// What one line is. `bare`: whether a single word counts (only in a file named for passwords).
EntryLine read_line(std::string_view text, std::size_t begin, std::size_t end, bool bare) {
  EntryLine line;
  while (end > begin && is_space(text[end - 1])) --end;
  if (end - begin < 4 || end - begin > list_line_bytes_max) return line;
  const std::string_view all = text.substr(begin, end - begin);
  // https://site.example/login:user:password
  const bool site = all.starts_with("http://") || all.starts_with("https://") || all.starts_with("android://");
  if (site) {
    line = read_site_columns(all, begin, end);
    if (line.form != EntryForm::none) return line;
    const std::size_t last = all.rfind(':');
    const std::size_t before = last == std::string_view::npos || last == 0 ? last : all.rfind(':', last - 1);
    if (last == std::string_view::npos || before == std::string_view::npos || before < 8 || last + 3 > all.size())
      return line;
    if (all.find(' ') != std::string_view::npos || all.substr(last + 1).find('/') != std::string_view::npos)
      return line;
    line = {EntryForm::site, ':', begin + last + 1, end, begin + before + 1, begin + last};
    return line;
  }
  if (!bare && read_rare_sign(all, begin, end, line)) return line;
  constexpr auto parts = [](char c) { return c == ':' || c == ';' || c == '|' || c == '\t'; };
  auto sign = static_cast<std::size_t>(std::find_if(all.begin(), all.end(), parts) - all.begin());
  // "ann@example.org Biscuit23": an address may be parted from its password by a blank, or by a comma.
  if (const std::size_t blank = all.substr(0, sign).find_first_of(" ,"); !bare && blank != std::string_view::npos &&
                                                                         blank != 0 && is_mail(all.substr(0, blank)) &&
                                                                         all.find_first_not_of(' ', blank) < sign) {
    if (sign == all.size() || all[blank] == ',') sign = blank;
  }
  if (sign == all.size()) {
    if (bare && is_word(all) && all.size() <= 40) line = {EntryForm::bare, ' ', begin, end, begin, begin};
    return line;
  }
  std::size_t left = sign;
  while (left > 0 && all[left - 1] == ' ') --left;
  std::size_t right = sign + 1;
  if (right < all.size() && all[sign] == ':' && all[right] == ':') ++right;  // "jdoe::Biscuit23"
  const std::size_t glued = right;
  while (right < all.size() && all[right] == ' ') ++right;
  if (left == 0 || right >= all.size()) return line;
  const bool tight = left == sign && right == glued;
  const std::string_view first = all.substr(0, left);
  std::string_view second = all.substr(right);
  // (Hashes that say what they are have rules of their own; DES' are find_unix_hashes'.)
  if (const auto password = unix_password(all); password && (password->size() < 8 || is_des_hash(*password)))
    return line;
  const bool mail = is_mail(first) && is_word(first);
  const bool phone = is_phone(first);
  if (tight) second = second.substr(0, end_of_value(second));
  if (second.size() < 3 || second.back() == ',') return line;
  // (What follows in columns of their own is cut off when the lines are held against each other: judge().)
  const std::size_t column = second.find_first_of(":;|,\t");
  const bool columns = tight && (mail || phone) && column != std::string_view::npos && column >= 3;
  if (!is_word(columns ? second.substr(0, column) : second)) return line;
  line.separator = all[sign];
  line.begin = begin + right;
  line.end = line.begin + second.size();
  line.left_begin = begin;
  line.left_end = begin + left;
  // "jdoe1:jdoe1@example.org:5baa61e4...", "17:jdoe1:jdoe1@example.org:...": who it is stands in several columns.
  constexpr std::size_t columns_before_max = 3;
  std::size_t place = 0;
  for (std::size_t at = 0; line.separator == ':' && place < columns_before_max; ++place) {
    const std::size_t end_of_column = all.find(':', at);
    if (end_of_column == std::string_view::npos || end_of_column + 4 > all.size()) break;
    const std::string_view part = all.substr(at, end_of_column - at);
    if (place > 0 && is_mail(part) && is_word(part)) {
      line.form = EntryForm::mail;
      line.left_begin = begin + at;
      line.left_end = begin + end_of_column;
      line.begin = begin + end_of_column + 1;
      return line;
    }
    const bool number = !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
    if (!number && !is_user(part)) break;
    at = end_of_column + 1;
  }
  if (mail) {
    line.form = EntryForm::mail;
  } else if (is_digest(first) || (tight && is_crypt_hash(first))) {
    line.form = EntryForm::digest_first;
  } else if (phone && tight) {
    line.form = EntryForm::phone;
  } else if (const std::size_t next = second.find(':'); tight && line.separator == ':' && is_site_host(first) &&
                                                        next != std::string_view::npos && next >= 2 &&
                                                        second.size() - next > 3) {
    const std::string_view login = second.substr(0, next);
    if (!(is_mail(login) || is_user(login)) || std::all_of(login.begin(), login.end(), is_digit) ||
        second.find('/', next) != std::string_view::npos)
      return line;
    line.form = EntryForm::host;
    line.left_begin = line.begin;
    line.left_end = line.begin + next;
    line.begin += next + 1;
  } else if (is_user(first) && tight && second.back() != ';' &&
             (second.find('/') == std::string_view::npos || is_des_hash(second.substr(0, second.find(':')))) &&
             second.find('"') == std::string_view::npos &&
             // (Three columns are a table: "service;login;password".)
             (line.separator == ':' || second.find(line.separator) == std::string_view::npos)) {
    line.form = EntryForm::user;
  }
  return line;
}

// A file's name rather than a password: a list of checksums.
bool is_file_name(std::string_view value) {
  const std::size_t dot = value.rfind('.');
  if (value.find('/') != std::string_view::npos) return true;
  return dot != std::string_view::npos && dot > 0 && value.size() - dot >= 2 && value.size() - dot <= 6 &&
         std::all_of(value.begin() + static_cast<std::ptrdiff_t>(dot) + 1, value.end(),
                     [](char c) { return is_lower(c) || is_digit(c); }) &&
         std::any_of(value.begin() + static_cast<std::ptrdiff_t>(dot) + 1, value.end(), is_lower);
}

class Run {
 public:
  Run(Scan& scan, bool named) : scan_(scan), named_(named) {}

  void take(const EntryLine& line) {
    // Lists put together from several have a sign of each.
    const bool one_sign = line.form != EntryForm::mail;
    if (!lines_.empty() &&
        (lines_.front().form != line.form || (one_sign && lines_.front().separator != line.separator)))
      close();
    lines_.push_back(line);
  }

  void close() {
    const EntryForm form = lines_.empty() ? EntryForm::none : lines_.front().form;
    const bool addressed = form == EntryForm::mail || form == EntryForm::site || form == EntryForm::phone ||
                           form == EntryForm::digest_first;
    if (lines_.size() >= (named_ || addressed ? named_lines_min : lines_min)) judge();
    lines_.clear();
  }

 private:
  std::string_view value_of(const EntryLine& line) const {
    return scan_.text().substr(line.begin, line.end - line.begin);
  }
  std::string_view login_of(const EntryLine& line) const {
    return scan_.text().substr(line.left_begin, line.left_end - line.left_begin);
  }

  // A sign that stands equally often in the values of nearly all lines parts columns: "Biscuit23|FR", "hash:Biscuit23".
  // 0 where there is none.
  char column_sign() const {
    const std::size_t seen = std::min(lines_.size(), sampled_max);
    for (const char sign : {':', ';', '|', ',', '\t'}) {
      std::array<std::size_t, 16> times = {};
      for (const EntryLine& line : std::span(lines_).first(seen)) {
        const std::string_view value = value_of(line);
        const auto count = static_cast<std::size_t>(std::count(value.begin(), value.end(), sign));
        ++times[std::min(count, times.size() - 1)];
      }
      if (*std::max_element(times.begin() + 1, times.end()) * 10 >= seen * 9) return sign;
    }
    return 0;
  }

  // What stands behind the hashes of a list: what they were cracked to, rather than their salts, which a program makes
  // all of one length, or names of files.
  bool are_plain(std::span<const std::string_view> values) const {
    const auto files = static_cast<std::size_t>(std::count_if(values.begin(), values.end(), is_file_name));
    return files * 5 < values.size() && reads_as_passwords(values);
  }

  void judge_hashes() {
    std::vector<std::string_view> values;
    for (const EntryLine& line : lines_) {
      if (values.size() >= sampled_max) break;
      values.push_back(value_of(line));
    }
    const bool plain = are_plain(values);
    const bool many = lines_.size() >= (named_ ? named_lines_min : lines_min);
    for (const EntryLine& line : lines_) {
      const bool crypt = login_of(line).front() == '$';  // (The hash itself is found by its own rule.)
      if (plain || crypt) {
        if (!crypt) add(line.left_begin, line.left_end, false, 0.9F);
        add(line.begin, line.end, true, 0.75F);
      } else if (many) {
        add(line.left_begin, line.end, false, 0.9F);
      }
    }
  }

  // "mail:hash:plain" or "mail:hash:salt": true where the first column of the values is of digests.
  bool judge_hash_columns() {
    std::vector<std::string_view> behind;
    std::size_t digests = 0;
    for (const EntryLine& line : lines_) {
      const std::string_view value = value_of(line);
      const std::size_t sign = value.find(':');
      if (sign == std::string_view::npos) continue;
      const std::string_view first = value.substr(0, sign);
      if (!is_digest(first) && !is_crypt_hash(first)) continue;
      ++digests;
      if (behind.size() < sampled_max) behind.push_back(value.substr(sign + 1));
    }
    if (digests * 10 < lines_.size() * 9) return false;
    const bool plain = are_plain(behind);
    for (const EntryLine& line : lines_) {
      const std::string_view value = value_of(line);
      const std::size_t sign = value.find(':');
      if (sign == std::string_view::npos) continue;
      const bool crypt = value.front() == '$';
      name_account(line);
      if (!crypt) add(line.begin, plain ? line.begin + sign : line.end, false, 0.9F);
      // (Days and flags stand behind the hash in /etc/shadow: "19000:0:99999:7:::".)
      const std::string_view rest = value.substr(sign + 1);
      const bool days =
          rest.find(':') != std::string_view::npos && rest.find_first_not_of("0123456789:") == std::string_view::npos;
      if ((plain || crypt) && !days) add(line.begin + sign + 1, line.end, true, 0.75F);
    }
    return true;
  }

  void judge() {
    const EntryForm form = lines_.front().form;
    if (form == EntryForm::digest_first) return judge_hashes();
    if (form == EntryForm::mail || form == EntryForm::phone || form == EntryForm::user) {
      const char sign = column_sign();
      if (sign == ':' && judge_hash_columns()) return;
      for (EntryLine& line : lines_) {
        const std::size_t at = sign == 0 ? std::string_view::npos : value_of(line).find(sign);
        if (at != std::string_view::npos && at >= 3) line.end = line.begin + at;
      }
      if (form != EntryForm::user)
        std::erase_if(lines_, [&](const EntryLine& line) { return !is_word(value_of(line)); });
      if (lines_.size() < named_lines_min) return;
    }
    std::size_t digests = 0;
    std::size_t passwords = 0;
    std::size_t tight_colons = 0;
    std::size_t seen = 0;
    std::vector<std::string_view> sampled;
    std::vector<std::string_view> logins;
    std::unordered_set<std::string_view> values;
    std::array<bool, 128> lengths = {};
    std::size_t common = SIZE_MAX;
    const std::string_view first = value_of(lines_.front());
    for (const EntryLine& line : lines_) {
      if (++seen > sampled_max) break;
      const std::string_view value = value_of(line);
      sampled.push_back(value);
      logins.push_back(login_of(line));
      digests += is_digest(value.substr(0, value.find(':'))) ? 1 : 0;  // A salt may stand behind it.
      passwords += looks_like_password(value) ? 1 : 0;
      tight_colons += line.separator == ':' && line.begin == line.left_end + 1 ? 1 : 0;
      values.insert(value);
      lengths[std::min<std::size_t>(value.size(), lengths.size() - 1)] = true;
      std::size_t same = 0;
      while (same < value.size() && same < first.size() && value[same] == first[same]) ++same;
      common = std::min(common, same);
    }
    seen = std::min(seen, lines_.size());
    const auto distinct_lengths = static_cast<std::size_t>(std::count(lengths.begin(), lengths.end(), true));
    const bool copied = form == EntryForm::mail && tight_colons * 2 <= seen && are_made_of_addresses(logins, sampled);
    const auto are_words = [&] { return reads_as_passwords(sampled) && !copied; };
    if (digests * 5 >= seen * 4) return state(false, form == EntryForm::user ? 0.75F : 0.9F);
    // Oracle's hashes before version 11 have 16 digits in capitals.
    const auto oracle = static_cast<std::size_t>(std::ranges::count_if(sampled, is_oracle_hash));
    if (form == EntryForm::user && lines_.size() >= user_lines_min && oracle == seen) return state(false, 0.75F);
    const auto des = static_cast<std::size_t>(std::ranges::count_if(sampled, is_des_hash));
    if (form == EntryForm::user && des == seen) return state(false, 0.75F);
    switch (form) {
      case EntryForm::mail:
      case EntryForm::phone:
        // (Of few lines more must look like it: "ann@example.org: thanks"; and where but a blank parts them.)
        if (lines_.front().separator == ' ' || lines_.front().separator == ',') {
          if (passwords * 5 >= seen * 4 || are_words()) state(true, 0.75F);
          return;
        }
        if (copied && !named_) return;  // "ann.berg@example.org;ann.berg": logins.
        if (passwords * 5 >= seen * 2 || named_ || tight_colons * 2 > seen || are_words()) state(true, 0.75F);
        return;
      case EntryForm::site:
        if (named_ || lines_.size() >= lines_min || passwords * 2 >= seen) state(true, 0.75F);
        return;
      case EntryForm::host:
        if (passwords * 2 >= seen && distinct_lengths >= 3 && common < 3 && values.size() * 10 >= seen * 7)
          state(true, 0.75F);
        return;
      case EntryForm::user:
        // Settings, packages and versions are written so too: passwords differ in form and length, and are distinct.
        if (named_ ? passwords * 2 >= seen : lines_.size() >= user_lines_min && opens_logins(sampled))
          state(true, named_ ? 0.75F : 0.6F);
        return;
      case EntryForm::bare:
        if (lines_.size() >= lines_min && passwords * 2 >= seen && values.size() * 10 >= seen * 7) state(true, 0.6F);
        return;
      default: return;
    }
  }

  void add(std::size_t begin, std::size_t end, bool password, float confidence) {
    const EngineCore& engine = scan_.engine();
    const RuleId rule = password ? engine.known_rules().password_combo : engine.known_rules().password_hash_list;
    if (rule >= engine.rules().size() || begin >= end) return;
    const std::string_view value = scan_.text().substr(begin, end - begin);
    const bool weak = password && value.find_first_not_of("*xX.-") == std::string_view::npos;
    scan_.add({begin, end, rule, engine.rule_list()[rule].info.type, weak ? 0.3F : confidence, Validity::shape, true, 0,
               -1, 0});
  }

  void state(bool password, float confidence) {
    for (const EntryLine& line : lines_) {
      name_account(line);
      add(line.begin, line.end, password, confidence);
    }
  }

  void name_account(const EntryLine& line) {
    if (line.form == EntryForm::user || line.form == EntryForm::host || line.form == EntryForm::site)
      add_username(scan_, line.left_begin, line.left_end);
  }

  Scan& scan_;
  bool named_;
  std::vector<EntryLine> lines_;
};

}  // namespace

bool is_site_host(std::string_view text) {
  const std::string_view host = text.substr(0, text.find('/'));
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3 || host.size() > 100) return false;
  return std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-'; }) &&
         std::all_of(host.begin() + static_cast<std::ptrdiff_t>(dot) + 1, host.end(), is_alpha);
}

bool is_digest(std::string_view text) {
  const std::size_t size = text.size();
  if (size != 32 && size != 40 && size != 56 && size != 64 && size != 96 && size != 128) return false;
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos &&
         text.find_first_not_of(text.front()) != std::string_view::npos;
}

bool looks_like_password(std::string_view text) {
  if (text.size() < 4 || text.size() > 40) return false;
  std::size_t digits = 0;
  std::size_t small = 0;
  std::size_t capitals = 0;
  std::size_t signs = 0;
  for (const char c : text) {
    if (is_space(c) || c == '/' || c == '\\' || c == '"') return false;
    if (is_digit(c)) {
      ++digits;
    } else if (c >= 'a' && c <= 'z') {
      ++small;
    } else if (c >= 'A' && c <= 'Z') {
      ++capitals;
    } else {
      ++signs;
    }
  }
  const std::size_t letters = small + capitals;
  if (letters == 0) return false;
  // "main.cpp", "1.2.3-rc1", "2014-11-24T10": names of files, versions and times.
  const std::size_t dot = text.rfind('.');
  if (dot != std::string_view::npos && text.size() - dot <= 5 && dot + 1 < text.size() && signs == 1 && digits == 0)
    return false;
  if (is_digit(text.front()) && std::count(text.begin(), text.end(), '.') >= 2) return false;
  if (std::count(text.begin(), text.end(), '-') >= 2 && digits >= 6 && letters <= 2) return false;
  return digits > 0 || (signs > 0 && letters >= 3) || (capitals > 1 && small > 1 && capitals < letters);
}

bool names_passwords(std::string_view file_name) {
  const std::size_t slash = file_name.find_last_of("/!\\");
  if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  const std::string lower = to_lower_ascii(file_name.substr(0, 200));
  // Programs about passwords are none: password.py, passwd.c, password-reset.html.
  for (const std::string_view ending :
       {".c",    ".h",   ".cpp", ".cc",  ".py", ".js",  ".ts",  ".java", ".go",  ".rb",  ".php",  ".rs",
        ".html", ".htm", ".css", ".po",  ".mo", ".svg", ".png", ".scss", ".vue", ".jsx", ".tsx",  ".cs",
        ".pl",   ".sh",  ".md",  ".rst", ".1",  ".5",   ".8",   ".gz",   ".pm",  ".lua", ".proto"}) {
    if (lower.ends_with(ending)) return false;
  }
  for (const std::string_view word : {"password",
                                      "passwd",
                                      "passwort",
                                      "passwoerter",
                                      "kennwort",
                                      "kennwoerter",
                                      "motdepasse",
                                      "mot de passe",
                                      "mot_de_passe",
                                      "mots de passe",
                                      "mots_de_passe",
                                      "motsdepasse",
                                      "contrasena",
                                      "contraseñas",
                                      "credential",
                                      "logins",
                                      "combolist",
                                      "combo_list",
                                      "pwds",
                                      "userpass",
                                      "user_pass",
                                      "user-pass",
                                      "codes d'acces",
                                      "passw\xC3\xB6rter",
                                      "passw\x6F\xCC\x88rter",
                                      "kennw\xC3\xB6rter",
                                      "contrase\xC3\xB1",
                                      "contrasen\xCC\x83",
                                      "wachtwoord",
                                      "senhas",
                                      "credenziali",
                                      "credenciales",
                                      "identifiants",
                                      "zugangsdaten",
                                      "codes d'acc\xC3\xA8s",
                                      "hasla"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return lower.starts_with("mdp") || lower.starts_with("pwd") || lower.starts_with("pass.") ||
         lower.starts_with("combo") || lower.starts_with("pw.");
}

namespace {

// Lines of PostgreSQL's password file: "host:port:database:user:password", each of the first four may be "*", and a
// backslash keeps a colon in a part. A port of PostgreSQL's range tells them from "file.c:123:..." and the like.
// Source: PostgreSQL documentation, "The Password File".
void find_pgpass_lines(Scan& scan) {
  const std::string_view text = scan.text();
  const RuleId rule = scan.engine().known_rules().password_combo;
  if (rule >= scan.engine().rules().size()) return;
  const auto named = [](char c) { return is_alnum(c) || std::strchr("._-$@", c) != nullptr; };
  // Each mark is looked for once: one that stands nowhere would else be sought to the text's end at each of the other.
  std::size_t by_number = text.find(":543");
  std::size_t by_star = text.find(":*:");
  const auto next_mark = [&] {
    const std::size_t at = std::min(by_number, by_star);
    if (at == std::string_view::npos) return at;
    std::size_t& taken = by_number < by_star ? by_number : by_star;
    taken = text.find(by_number < by_star ? ":543" : ":*:", at + 1);
    return at;
  };
  for (std::size_t port = next_mark(); port != std::string_view::npos; port = next_mark()) {
    std::size_t begin = port;
    while (begin > 0 && port - begin < 255 && (named(text[begin - 1]) || text[begin - 1] == '*')) --begin;
    if (begin == port || (begin > 0 && text[begin - 1] != '\n')) continue;
    std::size_t at = port + 2;  // Behind the star.
    if (text[port + 1] != '*') {
      at = port + 4;
      if (at + 1 >= text.size() || !is_digit(text[at]) || text[at + 1] != ':') continue;
      ++at;
    }
    bool holds = true;
    for (int part = 0; part < 2 && holds; ++part) {  // Database, user.
      const std::size_t first = ++at;
      while (at < text.size() && at - first < 64 && (named(text[at]) || text[at] == '*' || text[at] == '\\')) ++at;
      holds = at != first && at < text.size() && text[at] == ':';
    }
    if (!holds) continue;
    const std::size_t first = ++at;
    while (at < text.size() && at - first < 129 && !is_space(text[at])) ++at;
    const std::string_view value = text.substr(first, at - first);
    while (at < text.size() && (text[at] == ' ' || text[at] == '\r')) ++at;
    if (value.size() < 3 || value.size() > 128 || (at < text.size() && text[at] != '\n')) continue;
    if (unix_password(text.substr(begin, at - begin))) continue;  // "nobody:*:60001:60001::/:"
    scan.add({first, first + value.size(), rule, scan.engine().rule_list()[rule].info.type,
              is_placeholder(value) ? band_confidence(Band::low) : band_confidence(Band::high), Validity::shape, true,
              0, -1, 0});
  }
}

// Accounts of Unix with hashes of DES, one line or many, among others that are locked ("*") or have theirs elsewhere
// ("x"); and files that hold nothing but a few "user:hash" of them (.htpasswd). The first lines tell.
void find_unix_hashes(Scan& scan) {
  constexpr std::size_t few_lines_max = 5;
  const std::string_view text = scan.text();
  const RuleId rule = scan.engine().known_rules().password_hash_list;
  if (rule >= scan.engine().rules().size()) return;
  const auto add = [&](std::size_t user, std::size_t begin, std::size_t end, float confidence) {
    add_username(scan, user, begin - 1);
    scan.add(
        {begin, end, rule, scan.engine().rule_list()[rule].info.type, confidence, Validity::shape, true, 0, -1, 0});
  };
  struct Pair {
    std::size_t begin, sign, end;
  };
  std::array<Pair, few_lines_max> pairs{};
  std::size_t pair_count = 0;
  std::size_t lines = 0;
  bool accounts = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t next = end + 1;
    if (end - at <= list_line_bytes_max) {
      while (end > at && is_space(text[end - 1])) --end;
      const std::string_view line = text.substr(at, end - at);
      lines += line.empty() ? 0 : 1;
      const std::size_t sign = line.find(':');
      if (const auto password = unix_password(line)) {
        accounts = true;
        const std::size_t begin = at + sign + 1;
        if (is_des_hash(*password)) add(at, begin, begin + password->size(), 0.75F);
      } else if (sign != std::string_view::npos && is_user(line.substr(0, sign)) &&
                 is_mixed_des_hash(line.substr(sign + 1)) && pair_count < pairs.size()) {
        pairs[pair_count++] = {at, at + sign, end};
      }
    } else {
      ++lines;
    }
    if (lines >= list_first_lines && !accounts) return;
    at = next;
  }
  if (pair_count != lines) return;
  for (const Pair& pair : std::span(pairs).first(pair_count)) add(pair.begin, pair.sign + 1, pair.end, 0.6F);
}

// What people write into a file that they name "passwords": "Bank anna91 Tr0ub4dor", "VPN: jdoe / c0rrect-h0rse". The
// password is the last word of its line; two lines at least, and four of ten.
void find_password_notes(Scan& scan) {
  constexpr std::size_t notes_max = 10'000;
  constexpr std::size_t line_bytes = 200;
  constexpr float note_confidence = 0.6F;
  const std::string_view text = scan.text();
  const RuleId rule = scan.engine().known_rules().password_combo;
  if (rule >= scan.engine().rules().size()) return;
  std::vector<std::pair<std::size_t, std::size_t>> notes;
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size() && notes.size() < notes_max;) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t next = end + 1;
    while (end > at && is_space(text[end - 1])) --end;
    if (end > at) {
      ++lines;
      std::size_t word = end;
      while (word > at && !is_space(text[word - 1])) --word;
      const std::string_view before = trim(text.substr(at, word - at));
      // "[smtp.example.org]:587 mailer@example.org:Loewenzahn1": Postfix' logins by the server that they are for.
      const std::string_view pair = text.substr(word, end - word);
      const std::size_t colon = pair.find(':');
      if (!before.empty() && colon != std::string_view::npos && colon + 4 < pair.size() &&
          (is_mail(pair.substr(0, colon)) || is_user(pair.substr(0, colon))) &&
          before.find('.') != std::string_view::npos && before.find(' ') == std::string_view::npos)
        word += colon + 1;
      const std::string_view value = text.substr(word, end - word);
      if (end - at <= line_bytes && !before.empty() && value.size() >= 6 && value.find('@') == std::string_view::npos &&
          !value.starts_with("www.") && std::strchr("([<", value.front()) == nullptr && looks_like_password(value) &&
          !is_placeholder(value) &&
          // "Ask the support.": a sentence ends.
          !(value.back() == '.' && std::all_of(value.begin(), value.end() - 1, is_alpha))) {
        notes.emplace_back(word, end);
      }
    }
    at = next;
  }
  if (notes.size() < 2 || notes.size() * 10 < lines * 4) return;
  for (const auto& [begin, end] : notes) {
    scan.add({begin, end, rule, scan.engine().rule_list()[rule].info.type, note_confidence, Validity::shape, true, 0,
              -1, 0});
  }
}

// Cookies as browsers' tools and curl write them: "domain TRUE path TRUE expiry name value", parted by tabs. The value
// of one that is named for a session or a login opens it. Source: curl, "HTTP Cookies", the Netscape cookie file
// format.
void find_cookie_lines(Scan& scan) {
  constexpr std::size_t fields = 7;
  constexpr std::size_t domain_max = 255;
  constexpr std::size_t cookie_max = 6000;
  const std::string_view text = scan.text();
  const RuleId rule = scan.engine().known_rules().cookie;
  if (rule >= scan.engine().rules().size()) return;
  const Rule& cookie = scan.engine().rule_list()[rule];
  for (const std::string_view mark : {"\tTRUE\t/", "\tFALSE\t/"}) {
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) {
      std::size_t line = at;  // No farther than what is asked below: a line may be the whole text.
      while (line > 0 && at - line <= domain_max && text[line - 1] != '\n') --line;
      const std::string_view reach = text.substr(line, cookie_max + 1);
      const std::size_t end = line + std::min(reach.find('\n', at - line), reach.size());
      if (at - line > domain_max || end - line > cookie_max) continue;
      std::array<std::size_t, fields> begins = {line};
      std::size_t count = 1;
      for (std::size_t index = line; index < end && count < fields; ++index) {
        if (text[index] == '\t') begins[count++] = index + 1;
      }
      if (count < fields) continue;
      const std::string_view flag = text.substr(begins[3], begins[4] - begins[3] - 1);
      const std::string_view expiry = text.substr(begins[4], begins[5] - begins[4] - 1);
      if ((flag != "TRUE" && flag != "FALSE") || expiry.empty() || !std::all_of(expiry.begin(), expiry.end(), is_digit))
        continue;
      const std::string name = to_lower_ascii(text.substr(begins[5], begins[6] - begins[5] - 1));
      std::size_t stop = end;
      while (stop > begins[6] && is_space(text[stop - 1])) --stop;
      const std::string_view value = text.substr(begins[6], stop - begins[6]);
      if (value.size() < 12 || std::any_of(value.begin(), value.end(), is_space)) continue;
      bool opens = false;
      for (const std::string_view word :
           {"sess", "auth", "token", "sid", "login", "jwt", "sso", "remember", "secret", "user_id"}) {
        opens = opens || name.find(word) != std::string::npos;
      }
      const Band band = opens ? cookie.with_context : cookie.bare;
      scan.add({begins[6], stop, rule, cookie.info.type, band_confidence(band), Validity::shape, opens, 0, -1, 0});
    }
  }
}

}  // namespace

void find_password_lists(Scan& scan) {
  find_pgpass_lines(scan);
  find_cookie_lines(scan);
  find_unix_hashes(scan);
  if (scan.scratch().names_passwords) find_password_notes(scan);
  const std::string_view text = scan.text();
  const bool named = scan.scratch().names_passwords;
  static_assert(named_lines_min > 1);
  if (text.find('\n') == std::string_view::npos) return;  // One line is no list.
  // The first lines decide whether the rest is looked at: a header or a title may stand above a list.
  std::size_t lines = 0;
  std::size_t formed = 0;
  std::size_t at = 0;
  while (at < text.size() && lines < list_first_lines) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    if (end - at > list_line_bytes_max) return;
    if (end > at + 1) {
      ++lines;
      formed += read_line(text, at, end, named).form != EntryForm::none ? 1 : 0;
    }
    if (lines == 2 && formed == 0) return;
    at = end + 1;
  }
  if (formed * 2 < lines || (formed < named_lines_min && !named)) return;
  Run run(scan, named);
  for (at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    const EntryLine line = read_line(text, at, end, named);
    if (line.form != EntryForm::none) {
      run.take(line);
    } else if (end > at + 1) {
      run.close();
    }
    at = end + 1;
  }
  run.close();
}

}  // namespace constat
