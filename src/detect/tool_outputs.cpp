#include "detect/tool_outputs.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"
#include "detect/password_lists.h"

namespace constat {
namespace {

constexpr std::size_t output_line_max = 300;
constexpr std::size_t output_value_max = 128;

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class ToolLine {
 public:
  ToolLine(Scan& scan, const PatternMatch& match) : scan_(scan), match_(match), text_(scan.text()) {
    line_ = match.begin;
    while (line_ > 0 && match.begin - line_ < output_line_max && text_[line_ - 1] != '\n') --line_;
    end_ = end_of_line(match.end);
  }

  void find() {
    const std::string label = to_lower_ascii(text_.substr(match_.begin, match_.end - match_.begin));
    if (label == "cleartext") return cleartext();
    if (label.starts_with("aes")) return kerberos_key();
    if (label.starts_with("login")) return radius();
    if (label == "defaultpassword") return lsa_secret();
    if (label == "reg_sz" || label == "reg sz") return registry();
    if (label == "eap" || label == "xauth") return ipsec();
    if (label == "chpasswd") return chpasswd();
    if (label == "community") return junos_community();
    if (label.find("community") != std::string::npos) return word_before({" RW", " RO", " rw", " ro"});
    if (label.find("isakmp") != std::string::npos) return word_before({" address ", " hostname "});
    if (label == "password 0" || label == "secret 0") return cisco_user();
    if (label.ends_with(" 7")) return cisco_reversible();
    if (label.ends_with(" enc")) return sealed_setting();
    if (label == "password 51") return remote_desktop();
    if (label == "key string" || label == "key-string") return chain_key();
    if (label.starts_with("radius") || label.starts_with("tacacs")) return server_key();
    if (label.starts_with("authentication")) return time_key();
    if (label == "sudo -s") return sudo();
    return success();
  }

 private:
  std::size_t end_of_line(std::size_t at) const {
    const std::string_view reach = text_.substr(at, output_line_max);
    std::size_t end = at + std::min(reach.find('\n'), reach.size());
    while (end > at && is_space(text_[end - 1])) --end;
    return end;
  }
  std::size_t behind_blanks(std::size_t at) const {
    while (at < end_ && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    return at;
  }
  std::size_t end_of_word(std::size_t at) const {
    while (at < end_ && !is_space(text_[at])) ++at;
    return at;
  }

  void add(Span value, Span login = {}) {
    if (value.end <= value.begin || value.end - value.begin < 3 || value.end - value.begin > output_value_max) return;
    const std::string_view word = text_.substr(value.begin, value.end - value.begin);
    if (word.front() == '<' || word.front() == '(') return;  // "<via Auth-Type = EAP>", "(null)".
    const Rule& rule = scan_.engine().rule_list()[match_.rule];
    const bool sample = is_placeholder(word);
    const Band band = sample ? rule.sample : rule.with_context;
    if (band == Band::none) return;
    scan_.add({value.begin, value.end, match_.rule, rule.info.type, band_confidence(band),
               sample ? Validity::sample : Validity::shape, true, 0, -1, 0});
    if (login.end > login.begin + 1) add_login(scan_, login.begin, login.end, band);
  }

  void add_hash(Span value) {
    const RuleId rule = scan_.engine().known_rules().password_hash_list;
    if (rule >= scan_.engine().rules().size()) return;
    scan_.add({value.begin, value.end, rule, scan_.engine().rule_list()[rule].info.type, band_confidence(Band::high),
               Validity::shape, true, 0, -1, 0});
  }

  // "dom\ann:x" at `at`, up to `end`: the login behind the backslash where one stands.
  void pair(std::size_t at, std::size_t end) {
    const std::string_view all = text_.substr(at, end - at);
    const std::size_t slash = all.find('\\');
    const std::size_t from = slash == std::string_view::npos ? 0 : slash + 1;
    const std::size_t colon = all.find(':', from);
    if (colon == std::string_view::npos || colon == from || all.substr(0, colon).find(' ') != std::string_view::npos)
      return;
    const std::string_view secret = all.substr(colon + 1);
    if (is_digest(secret) || (secret.size() == 65 && secret[32] == ':')) return add_hash({at + colon + 1, end});
    add({at + colon + 1, end}, {at + from, at + colon});
  }

  // Impacket's secretsdump: "dom\ann:CLEARTEXT:x".
  void cleartext() {
    if (text_.substr(match_.end, 1) != ":" || match_.begin == 0 || text_[match_.begin - 1] != ':') return;
    add({match_.end + 1, end_});
  }

  // "dom\ann:aes256-cts-hmac-sha1-96:4d5b...": keys of Kerberos, as good as the password. Source: RFC 3962.
  void kerberos_key() {
    if (text_.substr(match_.end, 1) != ":") return;
    const std::size_t begin = match_.end + 1;
    const std::size_t end = end_of_word(begin);
    if (is_digest(text_.substr(begin, end - begin))) add_hash({begin, end});
  }

  // FreeRADIUS: "Login OK: [ann/x] (from client ...)".
  void radius() {
    const std::size_t open = text_.substr(0, end_).find(": [", match_.end);
    if (open == std::string_view::npos || open - match_.end > 40) return;
    const std::size_t begin = open + 3;
    const std::size_t slash = text_.substr(0, end_).find('/', begin);
    const std::size_t close = text_.substr(0, end_).find("] ", begin);
    const std::size_t end = close != std::string_view::npos          ? close
                            : end_ > begin && text_[end_ - 1] == ']' ? end_ - 1
                                                                     : 0;
    if (slash != std::string_view::npos && slash < end) add({slash + 1, end}, {begin, slash});
  }

  // "[*] DefaultPassword" over "dom\ann:x".
  void lsa_secret() {
    if (match_.end != end_ || text_.substr(line_, 3) != "[*]") return;
    const std::size_t next = text_.find('\n', match_.end);
    if (next == std::string_view::npos || next - match_.end > output_line_max) return;
    pair(next + 1, end_of_line(next + 1));
  }

  // "DefaultPassword    REG_SZ    x": as reg.exe writes it.
  void registry() {
    std::size_t name = match_.begin;
    while (name > line_ && is_space(text_[name - 1])) --name;
    std::size_t begin = name;
    while (begin > line_ && !is_space(text_[begin - 1])) --begin;
    const std::string lower = to_lower_ascii(text_.substr(begin, name - begin));
    if (lower.ends_with("password") || lower.ends_with("passwd") || lower.ends_with("pwd"))
      add({behind_blanks(match_.end), end_});
  }

  // strongSwan's ipsec.secrets: ann : EAP "x".
  void ipsec() {
    std::size_t sign = match_.begin;
    while (sign > line_ && text_[sign - 1] == ' ') --sign;
    const std::size_t begin = behind_blanks(match_.end);
    if (sign == line_ || text_[sign - 1] != ':' || begin >= end_ || text_[begin] != '"') return;
    const std::size_t close = text_.substr(0, end_).find('"', begin + 1);
    if (close == std::string_view::npos) return;
    std::size_t login_end = sign - 1;
    while (login_end > line_ && text_[login_end - 1] == ' ') --login_end;
    add({begin + 1, close}, {line_, login_end});
  }

  // The last argument of what is piped into the label's command; empty where nothing is, or a variable.
  Span piped_word() const {
    const std::string_view before = text_.substr(line_, match_.begin - line_);
    const std::size_t pipe = before.rfind('|');
    if (pipe == std::string_view::npos) return {};
    std::size_t bar = line_ + pipe;
    while (bar > line_ && text_[bar - 1] == ' ') --bar;
    if (bar == line_) return {};
    const char quote = text_[bar - 1];
    const bool quoted = quote == '"' || quote == '\'';
    const std::size_t end = quoted ? bar - 1 : bar;
    std::size_t begin = end;
    while (begin > line_ && (quoted ? text_[begin - 1] != quote : !is_space(text_[begin - 1]))) --begin;
    if (begin >= end || text_.substr(begin, end - begin).find('$') != std::string_view::npos) return {};
    return {begin, end};
  }

  // echo "root:x" | chpasswd
  void chpasswd() {
    const Span word = piped_word();
    if (word.end != 0) pair(word.begin, word.end);
  }

  // echo x | sudo -S apt update. Source: sudo(8), -S.
  void sudo() {
    if (text_[match_.end - 1] != 'S') return;
    const Span word = piped_word();
    if (word.end == 0 || word.begin < line_ + 5) return;
    const std::string_view before = trim(text_.substr(line_, word.begin - line_));
    if (before.find("echo") != std::string_view::npos || before.find("printf") != std::string_view::npos) add(word);
  }

  // A word at `at` that ends its line.
  void last_word(std::size_t at) {
    std::size_t begin = behind_blanks(at);
    if (begin == at || begin >= end_) return;
    if (begin + 1 < end_ && is_digit(text_[begin]) && text_[begin + 1] == ' ') {
      if (text_[begin] != '0') return;  // Sealed, or a hash.
      begin = behind_blanks(begin + 1);
    }
    if (end_of_word(begin) == end_) add({begin, end_});
  }

  // " key-string x" of a key chain, on a line of its own.
  void chain_key() {
    if (trim(text_.substr(line_, match_.begin - line_)).empty()) last_word(match_.end);
  }

  // "username ann password 7 0822455D0A16": hexadecimal digits, the first two a place in Cisco's own key.
  void cisco_reversible() {
    const std::size_t begin = behind_blanks(match_.end);
    const std::size_t end = end_of_word(begin);
    const std::string_view word = text_.substr(begin, end - begin);
    if (begin == match_.end || word.size() < 8 || word.size() % 2 != 0 || word[0] > '5' ||
        word.find_first_not_of("0123456789ABCDEF") != std::string_view::npos || !is_digit(word[0]) ||
        !is_digit(word[1]))
      return;
    Span login;
    if (text_.substr(line_, match_.begin - line_).starts_with("username ")) login = {line_ + 9, end_of_word(line_ + 9)};
    add({begin, end}, login);
  }

  // Fortinet: "set password ENC SH2a8VX0...". Source: FortiOS CLI reference.
  void sealed_setting() {
    if (!trim(text_.substr(line_, match_.begin - line_)).starts_with("set")) return;
    const std::size_t begin = behind_blanks(match_.end);
    if (begin > match_.end && end_of_word(begin) == end_ && end_ - begin >= 12) add({begin, end_});
  }

  // Remote Desktop's files: "password 51:b:01000000D08C9DDF...", sealed by Windows for one user (DPAPI).
  void remote_desktop() {
    if (match_.begin != line_ || !text_.substr(match_.end).starts_with(":b:")) return;
    // (Such a line is longer than those that are looked at: hexadecimal digits tell where it ends.)
    constexpr std::size_t blob_max = 4096;
    const std::size_t begin = match_.end + 3;
    std::size_t end = begin;
    while (end < text_.size() && end - begin < blob_max && is_hex(text_[end])) ++end;
    if (end - begin < 32) return;
    const Rule& rule = scan_.engine().rule_list()[match_.rule];
    scan_.add(
        {begin, end, match_.rule, rule.info.type, band_confidence(rule.with_context), Validity::shape, true, 0, -1, 0});
  }

  // "radius-server host 10.1.1.1 key x", "tacacs-server key x".
  void server_key() {
    if (match_.begin != line_ && !is_space(text_[match_.begin - 1])) return;
    const std::size_t key = text_.substr(0, end_).find(" key ", match_.end);
    if (key != std::string_view::npos) last_word(key + 4);
  }

  // "ntp authentication-key 1 md5 x". Source: Cisco IOS, "ntp authentication-key".
  void time_key() {
    const std::string_view rest = text_.substr(match_.end, end_ - match_.end);
    const std::size_t method = std::min(rest.find(" md5 "), rest.find(" sha1 "));
    if (method == std::string_view::npos || method > 12) return;
    const std::size_t begin = behind_blanks(match_.end + rest.find(' ', method + 1));
    const std::size_t end = end_of_word(begin);
    if (end == end_ || text_.substr(end, end_ - end) == " 0") add({begin, end});
  }

  // Junos: "community x {" over "authorization read-only;". Source: Junos OS, "community (SNMP)".
  void junos_community() {
    constexpr std::size_t block_max = 120;
    if (text_.substr(line_, match_.begin - line_).find_first_not_of(" \t") != std::string_view::npos) return;
    const std::size_t begin = behind_blanks(match_.end);
    const std::size_t end = end_of_word(begin);
    if (begin == match_.end || text_.substr(end, end_ - end) != " {" ||
        text_.substr(end_, block_max).find("authorization ") == std::string_view::npos)
      return;
    const std::string_view word = text_.substr(begin, end - begin);
    if (word != "public" && word != "private") add({begin, end});
  }

  // The word behind the label, where one of `signs` follows it.
  void word_before(std::initializer_list<std::string_view> signs) {
    std::size_t begin = behind_blanks(match_.end);
    if (text_.substr(begin, 2) == "0 ") begin += 2;
    const std::size_t end = end_of_word(begin);
    const std::string_view word = text_.substr(begin, end - begin);
    if (word == "public" || word == "private" || word.size() < 4) return;  // What all devices come with.
    if (std::ranges::any_of(signs, [&](std::string_view sign) { return text_.substr(end).starts_with(sign); }))
      add({begin, end});
  }

  // Cisco IOS: "username ann privilege 15 password 0 x".
  void cisco_user() {
    if (!text_.substr(line_, match_.begin - line_).starts_with("username ")) return;
    const std::size_t begin = behind_blanks(match_.end);
    const std::size_t name = line_ + 9;
    if (begin > match_.end && end_of_word(begin) == end_) add({begin, end_}, {name, end_of_word(name)});
  }

  // NetExec, CrackMapExec: "SMB  10.1.1.5  445  DC01  [+] dom\ann:x (Pwn3d!)".
  void success() {
    if (match_.begin != line_) return;
    const std::size_t mark = text_.substr(0, end_).find("[+] ", match_.end);
    if (mark == std::string_view::npos) return;
    const std::size_t begin = mark + 4;
    std::size_t end = end_;
    if (const std::size_t note = text_.substr(begin, end - begin).rfind(" ("); note != std::string_view::npos)
      end = begin + note;
    if (text_.substr(begin, end - begin).find('\\') != std::string_view::npos) pair(begin, end);
  }

  Scan& scan_;
  const PatternMatch& match_;
  std::string_view text_;
  std::size_t line_ = 0;  // The label's line: where it begins and, without blanks, ends.
  std::size_t end_ = 0;
};

}  // namespace

void find_tool_credentials(Scan& scan, const PatternMatch& match) { ToolLine(scan, match).find(); }

}  // namespace constat
