#include "detect/command_lines.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/text.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"

namespace constat {

namespace {

constexpr std::size_t command_max = 2000;  // Bytes looked at behind a program's name.
constexpr std::size_t arguments_max = 64;

// How a program takes a password. "-p*": glued to the option. "-p": the next argument. "user:pass": what follows is a
// pair, told whole. "%": behind the percent sign of the next argument (or of the option's own). Case counts.
enum class OptionForm : std::uint8_t { glued, next, pair, percent, comma, login, net_use, net_user, first, last, host };

struct Option {
  OptionForm form;
  std::string_view name;  // "" where the form needs none.
};

struct Program {
  std::string_view name;  // Lower case.
  std::array<Option, 4> options;
};

// Sources: each program's manual page or built-in help.
constexpr Program programs[] = {
    {"mysql", {{{OptionForm::glued, "-p"}}}},
    {"mysqldump", {{{OptionForm::glued, "-p"}}}},
    {"mysqladmin", {{{OptionForm::glued, "-p"}}}},
    {"mysqlimport", {{{OptionForm::glued, "-p"}}}},
    {"mariadb", {{{OptionForm::glued, "-p"}}}},
    {"mariadb-dump", {{{OptionForm::glued, "-p"}}}},
    {"xtrabackup", {{{OptionForm::glued, "-p"}}}},
    {"sshpass", {{{OptionForm::next, "-p"}, {OptionForm::glued, "-p"}}}},
    {"psexec", {{{OptionForm::next, "-p"}}}},
    {"psexec64", {{{OptionForm::next, "-p"}}}},
    {"paexec", {{{OptionForm::next, "-p"}}}},
    {"psloggedon", {{{OptionForm::next, "-p"}}}},
    {"pskill", {{{OptionForm::next, "-p"}}}},
    {"psservice", {{{OptionForm::next, "-p"}}}},
    {"smbclient", {{{OptionForm::percent, "-U"}, {OptionForm::percent, "--user"}}}},
    {"rpcclient", {{{OptionForm::percent, "-U"}, {OptionForm::percent, "--user"}}}},
    {"wmiexec", {{{OptionForm::host, ""}}}},
    {"smbexec", {{{OptionForm::host, ""}}}},
    {"psexec.py", {{{OptionForm::host, ""}}}},
    {"secretsdump", {{{OptionForm::host, ""}}}},
    {"getuserspns", {{{OptionForm::host, ""}}}},
    {"smbmap", {{{OptionForm::next, "-p"}}}},
    {"crackmapexec", {{{OptionForm::next, "-p"}}}},
    {"netexec", {{{OptionForm::next, "-p"}}}},
    {"evil-winrm", {{{OptionForm::next, "-p"}}}},
    {"bloodhound-python", {{{OptionForm::next, "-p"}}}},
    {"xfreerdp", {{{OptionForm::glued, "/p:"}, {OptionForm::next, "-p"}}}},
    {"wfreerdp", {{{OptionForm::glued, "/p:"}, {OptionForm::next, "-p"}}}},
    {"rdesktop", {{{OptionForm::next, "-p"}}}},
    {"docker login", {{{OptionForm::next, "-p"}}}},
    {"podman login", {{{OptionForm::next, "-p"}}}},
    {"skopeo login", {{{OptionForm::next, "-p"}}}},
    {"registry login", {{{OptionForm::next, "-p"}}}},
    {"az login", {{{OptionForm::next, "-p"}}}},
    {"oc login", {{{OptionForm::next, "-p"}}}},
    {"cf login", {{{OptionForm::next, "-p"}}}},
    {"ldapsearch", {{{OptionForm::next, "-w"}}}},
    {"ldapmodify", {{{OptionForm::next, "-w"}}}},
    {"ldapadd", {{{OptionForm::next, "-w"}}}},
    {"ldapwhoami", {{{OptionForm::next, "-w"}}}},
    {"redis-cli", {{{OptionForm::next, "-a"}}}},
    {"mongo", {{{OptionForm::next, "-p"}}}},
    {"mongosh", {{{OptionForm::next, "-p"}}}},
    {"mongodump", {{{OptionForm::next, "-p"}}}},
    {"mongorestore", {{{OptionForm::next, "-p"}}}},
    {"mongoexport", {{{OptionForm::next, "-p"}}}},
    {"sqlcmd", {{{OptionForm::next, "-P"}, {OptionForm::glued, "-P"}}}},
    {"osql", {{{OptionForm::next, "-P"}, {OptionForm::glued, "-P"}}}},
    {"bcp", {{{OptionForm::next, "-P"}, {OptionForm::glued, "-P"}}}},
    {"sqlplus", {{{OptionForm::login, ""}}}},
    {"rman target", {{{OptionForm::login, ""}}}},
    {"expdp", {{{OptionForm::login, ""}}}},
    {"impdp", {{{OptionForm::login, ""}}}},
    {"sqlldr", {{{OptionForm::login, ""}}}},
    {"plink", {{{OptionForm::next, "-pw"}}}},
    {"pscp", {{{OptionForm::next, "-pw"}}}},
    {"psftp", {{{OptionForm::next, "-pw"}}}},
    {"7za", {{{OptionForm::glued, "-p"}}}},
    {"7z", {{{OptionForm::glued, "-p"}}}},
    {"unrar", {{{OptionForm::glued, "-p"}}}},
    {"openssl", {{{OptionForm::glued, "pass:"}, {OptionForm::next, "-k"}}}},
    {"ssh-keygen", {{{OptionForm::next, "-N"}, {OptionForm::next, "-P"}}}},
    {"htpasswd", {{{OptionForm::last, ""}}}},
    {"keytool",
     {{{OptionForm::next, "-storepass"}, {OptionForm::next, "-keypass"}, {OptionForm::next, "-srcstorepass"}}}},
    {"jarsigner", {{{OptionForm::next, "-storepass"}, {OptionForm::next, "-keypass"}}}},
    {"wmic", {{{OptionForm::glued, "/password:"}}}},
    {"schtasks",
     {{{OptionForm::next, "/rp"}, {OptionForm::next, "/RP"}, {OptionForm::next, "/p"}, {OptionForm::next, "/P"}}}},
    {"lftp", {{{OptionForm::comma, "-u"}}}},
    {"ipmitool", {{{OptionForm::next, "-P"}}}},
    {"snmpwalk", {{{OptionForm::next, "-A"}, {OptionForm::next, "-X"}}}},
    {"snmpget", {{{OptionForm::next, "-A"}, {OptionForm::next, "-X"}}}},
    {"curl",
     {{{OptionForm::pair, "-u"},
       {OptionForm::pair, "--user"},
       {OptionForm::pair, "--proxy-user"},
       {OptionForm::pair, "-U"}}}},
    {"convertto-securestring", {{{OptionForm::first, ""}}}},
    {"net use", {{{OptionForm::net_use, ""}}}},
    {"net user", {{{OptionForm::net_user, ""}}}},
};

// Functions and constructors that take a login and a password by position: which arguments they are, from 0.
// Sources: each library's reference (.NET System.Net and System.DirectoryServices, Apache HttpClient, java.net and
// java.sql, Python's requests, smtplib, imaplib, ftplib and DB-API drivers, Go net/http, PHP's extensions).
struct Call {
  std::string_view name;  // Small letters.
  std::uint8_t login;
  std::uint8_t password;
};
constexpr Call calls[] = {
    {"networkcredential", 0, 1},
    {"usernamepasswordcredentials", 0, 1},
    {"passwordauthentication", 0, 1},
    {"usernamepasswordauthenticationtoken", 0, 1},
    {"directoryentry", 1, 2},
    {"httpbasicauth", 0, 1},
    {"httpdigestauth", 0, 1},
    {"setbasicauth", 0, 1},
    {"basicauthentication", 0, 1},
    {"mysql_connect", 1, 2},
    {"mysqli_connect", 1, 2},
    {"mysql_real_connect", 2, 3},
    {"new mysqli", 1, 2},
    {"new pdo", 1, 2},
    {"drivermanager.getconnection", 1, 2},
    {"ftp_login", 1, 2},
    {"ssh2_auth_password", 1, 2},
    {"oci_connect", 0, 1},
    {"ldap_bind", 1, 2},
    {"odbc_connect", 1, 2},
    {"imap_open", 1, 2},
    {"login", 0, 1},
    {"auth", 0, 1},
    {"ftplib.ftp", 1, 2},
    {"cx_oracle.connect", 0, 1},
    {"oracledb.connect", 0, 1},
    {"pymysql.connect", 1, 2},
    {"mysqldb.connect", 1, 2},
};

struct Argument {
  std::size_t begin = 0;  // Without its quotes.
  std::size_t end = 0;
  bool quoted = false;
};

// The arguments behind `offset`, up to the command's end: a line's end that no backslash or backtick (or caret) joins,
// `;`,
// `|`, `&&`, or a sign that a shell does not pass on.
std::size_t read_arguments(std::string_view text, std::size_t offset, std::array<Argument, arguments_max>& out) {
  const std::size_t limit = std::min(text.size(), offset + command_max);
  std::size_t count = 0;
  std::size_t at = offset;
  while (at < limit && count < out.size()) {
    while (at < limit && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (at >= limit) break;
    if ((text[at] == '\\' || text[at] == '`' || text[at] == '^') && at + 1 < limit &&
        (text[at + 1] == '\n' || text[at + 1] == '\r')) {
      at += text[at + 1] == '\r' && at + 2 < limit && text[at + 2] == '\n' ? 3 : 2;
      continue;
    }
    if (text[at] == '\n' || text[at] == '\r' || text[at] == ';' || text[at] == '|' || text[at] == '&' ||
        text[at] == '#' || text[at] == '<') {
      break;
    }
    Argument one;
    one.begin = at;
    char quote = 0;
    if (text[at] == '"' || text[at] == '\'') {
      quote = text[at];
      one.begin = ++at;
      one.quoted = true;
      while (at < limit && text[at] != quote && text[at] != '\n') ++at;
      one.end = at;
      if (at < limit && text[at] == quote) ++at;
      // kevin:'pass', "id":"pass": the argument goes on.
      if (at < limit && text[at] == ':' && at + 1 < limit && (text[at + 1] == '"' || text[at + 1] == '\'')) {
        const char second = text[at + 1];
        std::size_t close = at + 2;
        while (close < limit && text[close] != second && text[close] != '\n') ++close;
        one.begin -= 1;
        one.end = close < limit && text[close] == second ? close + 1 : close;
        at = one.end;
      }
    } else {
      while (at < limit && !is_space(text[at]) && text[at] != ';' && text[at] != '|' && text[at] != '`') {
        if ((text[at] == '"' || text[at] == '\'') && at > one.begin &&
            (text[at - 1] == ':' || text[at - 1] == '=' || text[at - 1] == 'p' || text[at - 1] == '%' ||
             text[at - 1] == 'P')) {
          quote = text[at];
          ++at;
          while (at < limit && text[at] != quote && text[at] != '\n') ++at;
          if (at < limit && text[at] == quote) ++at;
          continue;
        }
        if (text[at] == '"' || text[at] == '\'') break;  // The quote around the whole command.
        ++at;
      }
      one.end = at;
      if (one.end == one.begin) break;
    }
    out[count++] = one;
  }
  return count;
}

const Program* program_named(std::string_view name) {
  std::string lower = to_lower_ascii(name);
  for (char& c : lower) {
    if (c == '_' || (c == '.' && !lower.ends_with(".py"))) c = ' ';
  }
  for (const Program& program : programs) {
    if (program.name == lower) return &program;
  }
  return nullptr;
}

// Whether a server of mail or files is spoken of shortly before `at`: `login("x", "y")` is a method of many things, and
// of tests.
bool speaks_to_server(std::string_view text, std::size_t at) {
  constexpr std::size_t before_max = 800;
  const std::size_t from = at > before_max ? at - before_max : 0;
  const std::string before = to_lower_ascii(text.substr(from, at - from));
  constexpr std::string_view servers[] = {"smtp", "imap", "poplib", "pop3", "ftp"};
  return std::ranges::any_of(servers, [&](std::string_view one) { return before.find(one) != std::string::npos; });
}

// NetworkCredential("jdoe", "Vr4nk0Zz"): the arguments of a call that are texts of their own.
void find_call_credentials(Scan& scan, const PatternMatch& match, std::size_t open) {
  const std::string_view text = scan.text();
  const Rule& rule = scan.engine().rule_list()[match.rule];
  std::string name = to_lower_ascii(text.substr(match.begin, match.end - match.begin));
  const Call* call = nullptr;
  for (const Call& one : calls) {
    if (one.name == name) call = &one;
  }
  if (call == nullptr) return;
  if (name == "login" && !speaks_to_server(text, match.begin)) return;
  std::array<Argument, 5> arguments;
  const std::size_t limit = std::min(text.size(), open + command_max);
  std::size_t at = open + 1;
  std::size_t count = 0;
  while (at < limit && count < arguments.size()) {
    while (at < limit && is_space(text[at])) ++at;
    if (at < limit && text[at] == '@') ++at;  // C#: @"text".
    Argument& one = arguments[count++];
    if (at < limit && (text[at] == '"' || text[at] == '\'')) {
      const char quote = text[at];
      one.begin = ++at;
      while (at < limit && text[at] != quote && text[at] != '\n') ++at;
      if (at >= limit || text[at] != quote) return;
      one.end = at++;
      one.quoted = true;
    }
    // "x".toCharArray(), a variable, a call: up to the comma.
    std::size_t depth = 0;
    while (at < limit && text[at] != '\n' && text[at] != ';' && (depth > 0 || (text[at] != ',' && text[at] != ')'))) {
      if (text[at] == '+' || text[at] == '"') one.quoted = false;  // Put together.
      depth += text[at] == '(' ? 1 : 0;
      depth -= text[at] == ')' && depth > 0 ? 1 : 0;
      ++at;
    }
    if (at >= limit || text[at] != ',') break;
    ++at;
  }
  if (count <= call->password || !arguments[call->password].quoted) return;
  const Argument& password = arguments[call->password];
  const std::string_view value = text.substr(password.begin, password.end - password.begin);
  if (value.size() < 3 || value.size() > 128) return;
  if ((name == "login" || name == "auth") && !arguments[call->login].quoted) return;
  // Everybody's login, and what tests say ("open sesame"), open nothing.
  const Argument& login = arguments[call->login];
  const std::string_view who = text.substr(login.begin, login.end - login.begin);
  const bool sample = is_placeholder(value) || value.find(' ') != std::string_view::npos ||
                      (login.quoted && (equals_ignoring_case(who, "anonymous") || equals_ignoring_case(who, "guest")));
  const Band band = sample ? rule.sample : rule.with_context;
  if (band == Band::none) return;
  scan.add({password.begin, password.end, match.rule, rule.info.type, band_confidence(band),
            sample ? Validity::sample : Validity::shape, true, 0, -1, 0});
  if (arguments[call->login].quoted) add_login(scan, arguments[call->login].begin, arguments[call->login].end, band);
  if (call->login > 0 && arguments[0].quoted) add_server(scan, arguments[0].begin, arguments[0].end, band);
}

// Where the command ends that is piped into the one at `at`: behind its last sign. 0 where none is.
std::size_t behind_pipe(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  if (at == 0 || text[at - 1] != '|') return 0;
  --at;
  while (at > 0 && text[at - 1] == ' ') --at;
  return at;
}

bool is_password_like(std::string_view value) {
  if (value.size() < 3 || value.size() > 128) return false;
  return value[0] != '-' && value.find("://") == std::string_view::npos;
}

}  // namespace

void find_command_credentials(Scan& scan, const PatternMatch& match) {
  const std::string_view text = scan.text();
  const Rule& rule = scan.engine().rule_list()[match.rule];
  if (match.begin > 0) {
    const char before = text[match.begin - 1];
    const bool method = before == '.' && text.substr(match.end, 1) == "(";  // "server.login(...)"
    if (is_alnum(before) || before == '_' || before == '-' || (before == '.' && !method) || before == '@') return;
  }
  std::size_t end = match.end;
  for (const std::string_view extension : {".exe", ".EXE", ".py"}) {
    if (text.substr(end).starts_with(extension)) end += extension.size();
  }
  if (end < text.size() && (text[end] == '"' || text[end] == '\'')) ++end;
  if (end < text.size() && text[end] == '(') return find_call_credentials(scan, match, end);
  // requests.get(url, auth=("app", "x"))
  if (text.substr(end).starts_with("=(")) return find_call_credentials(scan, match, end + 1);
  if (end >= text.size() || (text[end] != ' ' && text[end] != '\t')) return;
  const Program* const program = program_named(text.substr(match.begin, match.end - match.begin));
  if (program == nullptr) return;
  std::array<Argument, arguments_max> arguments;
  const std::size_t count = read_arguments(text, end, arguments);
  // An empty argument reads as a blank, so that its first byte can be asked for.
  const auto value_of = [&](const Argument& one) {
    return one.end > one.begin ? text.substr(one.begin, one.end - one.begin) : std::string_view(" ");
  };
  // "-u NAME", "--user=NAME", "/user:NAME" beside the password.
  const auto tell_login = [&](std::size_t password, Band band) {
    for (std::size_t index = 0; index < count; ++index) {
      if (arguments[index].quoted) continue;
      const std::string_view word = value_of(arguments[index]);
      for (const std::string_view option : {"-u", "-U", "-l", "--user", "--username", "--login"}) {
        if (word != option || index + 1 >= count || arguments[index + 1].begin == password) continue;
        const Argument& login = arguments[index + 1];
        const std::string_view name = value_of(login);
        if (name.size() >= 2 && name[0] != '-' && name.find_first_of("%:,") == std::string_view::npos)
          add_login(scan, login.begin, login.end, band);
        return;
      }
      for (const std::string_view option : {"--user=", "--username=", "--login=", "/user:", "/u:", "/U:", "-user:"}) {
        if (!word.starts_with(option) || word.size() < option.size() + 2) continue;
        add_login(scan, arguments[index].begin + option.size(), arguments[index].end, band);
        return;
      }
    }
  };
  const auto add = [&](std::size_t begin, std::size_t stop) {  // Whether it is one.
    if (stop - begin >= 2 && (text[begin] == '"' || text[begin] == '\'') && text[stop - 1] == text[begin]) {
      ++begin;
      --stop;
    }
    const std::string_view value = text.substr(begin, stop - begin);
    if (!is_password_like(value)) return false;
    const bool sample = is_placeholder(value);
    const Band band = sample ? rule.sample : rule.with_context;
    if (band == Band::none) return false;
    scan.add({begin, stop, match.rule, rule.info.type, band_confidence(band),
              sample ? Validity::sample : Validity::shape, true, 0, -1, 0});
    tell_login(begin, band);
    return true;
  };
  for (const Option& option : program->options) {
    switch (option.form) {
      case OptionForm::glued:
        for (std::size_t index = 0; index < count; ++index) {
          const std::string_view word = value_of(arguments[index]);
          if (option.name.empty() || word.size() < option.name.size() + 3 || !word.starts_with(option.name)) continue;
          if (arguments[index].quoted && option.name[0] == '-') continue;
          // "-port", "-prompt": a long option of one dash.
          if (option.name == "-p" &&
              (word.starts_with("-port") || word.starts_with("-pw") || word.find('=') != std::string_view::npos)) {
            continue;
          }
          if (add(arguments[index].begin + option.name.size(), arguments[index].end)) break;  // A command takes one.
        }
        break;
      case OptionForm::next:
        for (std::size_t index = 0; index + 1 < count; ++index) {
          if (!arguments[index].quoted && value_of(arguments[index]) == option.name)
            if (add(arguments[index + 1].begin, arguments[index + 1].end)) break;
        }
        break;
      case OptionForm::pair:
      case OptionForm::percent:
      case OptionForm::comma:
        for (std::size_t index = 0; index < count; ++index) {
          const std::string_view word = value_of(arguments[index]);
          if (arguments[index].quoted || !word.starts_with(option.name)) continue;
          Argument value = arguments[index];
          if (word.size() == option.name.size()) {
            if (index + 1 >= count) continue;
            value = arguments[index + 1];
          } else {
            const bool equals = word[option.name.size()] == '=';
            if (option.name.starts_with("--") != equals) continue;
            value.begin += option.name.size() + (equals ? 1 : 0);
          }
          const std::string_view whole = value_of(value);
          const char sign = option.form == OptionForm::pair ? ':' : option.form == OptionForm::percent ? '%' : ',';
          std::size_t at = whole.find(sign);
          if (at == std::string_view::npos || at == 0) {
            if (!(option.form == OptionForm::pair && at == 0 && whole.size() > 3)) continue;
          }
          // "user:" and "token:" with nothing behind it: the secret is the user.
          const std::string_view secret = whole.substr(at + 1);
          if (option.form == OptionForm::pair) {
            const std::string_view user = whole.substr(0, at);
            if (whole.find_first_of("$<{") == 0 || (!secret.empty() && secret[0] == '$')) continue;
            if (secret.empty() ? user.size() < 8 || !std::any_of(user.begin(), user.end(), is_digit)
                               : secret.size() < 3 || secret.starts_with("//")) {
              continue;
            }
            if (!secret.empty() && !user.empty()) {  // The login beside the password it opens with.
              if (!add(value.begin + at + 1, value.end)) continue;
              const bool quoted = user.size() > 2 && (user[0] == '"' || user[0] == '\'') && user.back() == user[0];
              if (user.size() >= 2 && !is_placeholder(secret))
                add_login(scan, value.begin + (quoted ? 1 : 0), value.begin + at - (quoted ? 1 : 0), rule.with_context);
              continue;
            }
            const bool sample = is_placeholder(secret) && !secret.empty();
            const Band band = sample ? rule.sample : rule.with_context;
            if (band != Band::none) {
              scan.add({value.begin, value.end, match.rule, rule.info.type, band_confidence(band),
                        sample ? Validity::sample : Validity::shape, true, 0, -1, 0});
            }
            continue;
          }
          if (add(value.begin + at + 1, value.end)) break;
        }
        break;
      case OptionForm::login:
        // user/password@service
        for (std::size_t index = 0; index < count; ++index) {
          const std::string_view word = value_of(arguments[index]);
          const std::size_t slash = word.find('/');
          if (slash == std::string_view::npos || slash == 0 || word[0] == '-' || word[0] == '@') continue;
          const std::string_view user = word.substr(0, slash);
          if (!std::all_of(user.begin(), user.end(), [](char c) { return is_alnum(c) || c == '_' || c == '$'; })) break;
          const std::size_t sign = std::min(word.find('@', slash), word.size());
          add(arguments[index].begin + slash + 1, arguments[index].begin + sign);
          break;
        }
        break;
      case OptionForm::host:
        // domain/user:password@host
        for (std::size_t index = 0; index < count; ++index) {
          const std::string_view word = value_of(arguments[index]);
          const std::size_t colon = word.find(':');
          const std::size_t sign = word.rfind('@');
          if (word[0] == '-' || colon == std::string_view::npos || sign == std::string_view::npos || sign < colon)
            continue;
          add(arguments[index].begin + colon + 1, arguments[index].begin + sign);
          break;
        }
        break;
      case OptionForm::first:
        // "x" | ConvertTo-SecureString
        if (const std::size_t bar = behind_pipe(text, match.begin); bar > 1) {
          const char quote = text[bar - 1];
          const std::size_t open = text.substr(0, bar - 1).rfind(quote);
          if ((quote == '"' || quote == '\'') && open != std::string_view::npos && bar - open < 130)
            add(open + 1, bar - 1);
        }
        if (count > 0 && arguments[0].quoted) add(arguments[0].begin, arguments[0].end);
        for (std::size_t index = 0; index + 1 < count; ++index) {
          if (equals_ignoring_case(value_of(arguments[index]), "-string") && arguments[index + 1].quoted)
            add(arguments[index + 1].begin, arguments[index + 1].end);
        }
        break;
      case OptionForm::last: {
        // htpasswd -b file user password: only with -b does it take the password there.
        bool batch = false;
        std::size_t words = 0;
        for (std::size_t index = 0; index < count; ++index) {
          const std::string_view word = value_of(arguments[index]);
          if (word[0] == '-') {
            batch = batch || word.find('b') != std::string_view::npos;
          } else {
            ++words;
          }
        }
        if (batch && words >= 2) add(arguments[count - 1].begin, arguments[count - 1].end);
        break;
      }
      case OptionForm::net_use: {
        // net use [Z:] \\host\share [password] [/user:name [password]]
        bool share = false;
        bool user = false;
        for (std::size_t index = 0; index < count; ++index) {
          const std::string_view word = value_of(arguments[index]);
          if (word.starts_with("\\\\")) {
            share = true;
            continue;
          }
          if (word[0] == '/') {
            user = user || (word.size() > 6 && equals_ignoring_case(word.substr(0, 6), "/user:"));
            continue;
          }
          if (!share || word == "*") continue;
          // A word behind the share is a password only where a user is named, before it or behind it.
          bool named = user;
          for (std::size_t later = index + 1; later < count; ++later) {
            const std::string_view next = value_of(arguments[later]);
            named = named || (next.size() > 6 && equals_ignoring_case(next.substr(0, 6), "/user:"));
          }
          if (named) add(arguments[index].begin, arguments[index].end);
          break;
        }
        break;
      }
      case OptionForm::net_user:
        // net user NAME PASSWORD /add
        if (count >= 2 && value_of(arguments[0])[0] != '/' && value_of(arguments[1])[0] != '/') {
          const std::string_view word = value_of(arguments[1]);
          const bool letters = std::all_of(word.begin(), word.end(), is_alpha);
          // ("net user growth slowed": a sentence goes on, and does not begin its line so.)
          const bool line = match.begin == 0 || text[match.begin - 1] == '\n' || text[match.begin - 1] == '>';
          const bool added = (count > 2 && value_of(arguments[2])[0] == '/') || (count == 2 && line);
          if (word != "*" && (!letters || added)) add(arguments[1].begin, arguments[1].end);
        }
        break;
    }
  }
}

}  // namespace constat
