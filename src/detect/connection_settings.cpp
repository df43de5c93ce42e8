#include "detect/connection_settings.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "detect/labelled.h"

namespace constat {

namespace {

constexpr std::size_t before_max = 600;  // Bytes of settings looked at before a password, and behind it.
constexpr std::size_t after_max = 300;
constexpr std::size_t name_max = 48;            // Of a setting's name.
constexpr std::size_t setting_value_max = 100;  // Of a login.
constexpr std::size_t string_max = 800;
constexpr std::size_t servers_max = 4;

enum class Kind : std::uint8_t { none, login, server };

// Names of settings, small letters without signs: as JDBC, ODBC and ADO.NET drivers, OAuth clients, mailers and people
// call them. Sources: the drivers' own lists of keywords (Microsoft OLE DB and ODBC "connection string keywords",
// PostgreSQL libpq "parameter key words", MySQL Connector/J), RFC 6749 (client_id), .netrc(5).
constexpr std::string_view login_names[] = {
    "username",  "user",         "userid",        "uid",         "usr",         "login",       "loginname",
    "userlogin", "account",      "accountname",   "useraccount", "clientid",    "accesskeyid", "accesskey",
    "keyid",     "appid",        "applicationid", "consumerkey", "utilisateur", "identifiant", "nomutilisateur",
    "benutzer",  "benutzername", "usuario",       "utente",      "nomeutente",  "principal",   "binddn"};
constexpr std::string_view server_names[] = {"host",   "hostname", "server",  "servername", "datasource", "endpoint",
                                             "domain", "machine",  "serveur", "servidor",   "baseurl",    "serverurl",
                                             "dsn",    "database", "jdbcurl", "tenantid"};

// Whether `name` (a setting's, as written at `text`) is one of `names` or ends with one as a word: DB_USER, dbUser.
template <std::size_t N>
bool names_one(std::string_view text, const std::string_view (&names)[N]) {
  std::array<char, name_max> plain;
  std::array<std::size_t, name_max> places;
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size() && size < name_max; ++at) {
    if (!is_alnum(text[at])) continue;
    plain[size] = static_cast<char>(is_upper(text[at]) ? text[at] - 'A' + 'a' : text[at]);
    places[size++] = at;
  }
  const std::string_view name(plain.data(), size);
  return std::any_of(std::begin(names), std::end(names), [&](std::string_view one) {
    if (!name.ends_with(one)) return false;
    const std::size_t begin = size - one.size();
    if (begin == 0) return true;
    const std::size_t at = places[begin];
    return !is_alnum(text[at - 1]) || (is_upper(text[at]) && !is_upper(text[at - 1]));
  });
}

// The last two letters of the names, as bits: most words end otherwise.
constexpr std::array<std::uint32_t, 32> setting_last_letters = [] {
  std::array<std::uint32_t, 32> bits = {};
  const auto add = [&](std::string_view name) {
    bits[static_cast<std::size_t>(name[name.size() - 1]) & 31U] |=
        1U << (static_cast<unsigned>(name[name.size() - 2]) & 31U);
  };
  for (const std::string_view name : login_names) add(name);
  for (const std::string_view name : server_names) add(name);
  return bits;
}();

// False where none of the names ends as `name` does. Only letters and digits count.
bool may_be_setting(std::string_view name) {
  std::size_t end = name.size();
  const auto previous = [&] {
    while (end > 0 && !is_alnum(name[end - 1])) --end;
    return end > 0 ? static_cast<unsigned>(name[--end]) & 31U : 0U;
  };
  const unsigned last = previous();
  return (setting_last_letters[last] >> previous() & 1U) != 0;
}

Kind kind_of(std::string_view name) {
  if (name.size() < 3 || name.size() > name_max || !may_be_setting(name)) return Kind::none;
  if (names_one(name, login_names)) return Kind::login;
  if (names_one(name, server_names)) return Kind::server;
  return Kind::none;
}

// Calls `each(name_begin, name_end)` for the names of [from, to): runs of letters, digits, "_" and "-".
template <typename Each>
void for_each_name(std::string_view text, std::size_t from, std::size_t to, Each each) {
  const auto in_name = [](char c) { return is_alnum(c) || c == '_' || c == '-'; };
  for (std::size_t at = from; at < to;) {
    if (!is_alpha(text[at])) {
      ++at;
      continue;
    }
    std::size_t begin = at;
    while (at < to && in_name(text[at])) ++at;
    // "my->user": the dash is an arrow's.
    std::size_t end = at;
    while (end > begin && text[end - 1] == '-') --end;
    if (begin == from && from > 0 && in_name(text[from - 1])) continue;  // Cut by the window.
    // "User ID", "Data Source", "Account Name".
    if (end < to && text[end] == ' ') {
      std::size_t next = end + 1;
      while (next < to && is_alpha(text[next])) ++next;
      std::size_t sign = next;
      while (sign < to && text[sign] == ' ') ++sign;
      if (next > end + 1 && sign < to && (text[sign] == '=' || text[sign] == ':')) end = at = next;
    }
    each(begin, end);
  }
}

bool is_value(std::string_view text, const Assigned& value) {
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  if (word.size() < 2 || word.size() > setting_value_max || word.starts_with("--")) return false;
  return (value.strong || value.quoted) && !is_code_value(word, value.quoted) &&
         std::any_of(word.begin(), word.end(),
                     [](char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; });
}

// "cn=svc,ou=apps,dc=corp": a distinguished name (RFC 4514) goes on behind its commas. `end`: of its first part.
std::size_t end_of_dn(std::string_view text, std::size_t end) {
  constexpr std::size_t parts_max = 12;
  for (std::size_t part = 0; part < parts_max && end < text.size() && text[end] == ','; ++part) {
    std::size_t at = end + 1;
    while (at < text.size() && text[at] == ' ' && at < end + 3) ++at;
    const std::size_t name = at;
    while (at < text.size() && is_alpha(text[at]) && at < name + 8) ++at;
    if (at == name || at >= text.size() || text[at] != '=') break;
    const std::size_t value = ++at;
    while (at < text.size() && at < value + setting_value_max && !is_space(text[at]) &&
           std::strchr(",;\"'<>", text[at]) == nullptr)
      ++at;
    if (at == value) break;
    end = at;
  }
  return end;
}

// The pairs "name=value;" around a password: from the first to the last. False where there are fewer than three, or
// none names a server, a database or a driver.
bool pairs_around(std::string_view text, std::size_t label, std::size_t& begin, std::size_t& end) {
  const auto ends_string = [](char c) {
    return c == '\n' || c == '\r' || c == '"' || c == '\'' || c == '<' || c == '`';
  };
  std::size_t from = label;
  while (from > 0 && label - from < string_max && !ends_string(text[from - 1])) --from;
  std::size_t to = label;
  while (to < text.size() && to - label < string_max && !ends_string(text[to])) ++to;
  std::size_t pairs = 0;
  bool located = false;
  // One pair [at, stop): "Data Source=db01". A name of a few words, an equals sign.
  const auto is_pair = [&](std::size_t at, std::size_t stop) {
    const std::string_view pair = text.substr(at, stop - at);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals > 40) return false;
    const std::string_view name = trim(pair.substr(0, equals));
    if (name.empty() ||
        !std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || std::strchr(" _-", c) != nullptr; }))
      return false;
    const std::string lower = to_lower_ascii(name);
    for (const std::string_view one :
         {"server", "data source", "address", "addr", "host", "hostname", "dsn", "driver", "provider", "endpoint",
          "database", "initial catalog", "dbq", "accountname", "defaultendpointsprotocol", "port", "service name"}) {
      located = located || lower == one;
    }
    return true;
  };
  begin = label;
  for (std::size_t stop = label; stop > from && text[stop - 1] == ';';) {
    std::size_t at = stop - 1;
    while (at > from && text[at - 1] != ';') --at;
    std::size_t first = at;
    while (first < stop && text[first] == ' ') ++first;
    // "conn = Server=db;": what stands before the last blank and equals sign of the first pair is not of it.
    if (!is_pair(first, stop - 1)) {
      const std::size_t space = text.substr(first, stop - first).rfind(' ');
      if (space == std::string_view::npos || !is_pair(first + space + 1, stop - 1)) break;
      first += space + 1;
      at = from;
    }
    begin = first;
    ++pairs;
    if (at == from) break;
    stop = at;
  }
  const std::string_view reach = text.substr(0, to);  // Behind it nothing is looked for: a text may have no semicolon.
  end = std::min(reach.find(';', label), to);
  ++pairs;
  while (end < to && text[end] == ';') {
    const std::size_t stop = std::min(reach.find(';', end + 1), to);
    std::size_t first = end + 1;
    while (first < stop && text[first] == ' ') ++first;
    if (!is_pair(first, stop)) break;
    end = stop;
    ++pairs;
  }
  while (end > begin && is_space(text[end - 1])) --end;
  return pairs >= 3 && located;
}

// "jdbc:mysql://db01/hr?user=app&password=x": the URL around a password of its query. False for a page of the web.
bool url_around(std::string_view text, std::size_t label, std::size_t value_end, std::size_t& begin, std::size_t& end) {
  const auto ends_url = [](char c) { return is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`'; };
  begin = label;
  while (begin > 0 && label - begin < string_max && !ends_url(text[begin - 1])) --begin;
  const std::string_view before = text.substr(begin, label - begin);
  const std::size_t jdbc = before.find("jdbc:");
  const std::size_t scheme = before.find("://");
  if (jdbc != std::string_view::npos) {
    begin += jdbc;
  } else {
    if (scheme == std::string_view::npos || scheme == 0) return false;
    std::size_t name = scheme;
    while (name > 0 && (is_alnum(before[name - 1]) || before[name - 1] == '+')) --name;
    const std::string_view word = before.substr(name, scheme - name);
    if (word.empty() || word == "http" || word == "https" || before.find('?') == std::string_view::npos) return false;
    begin += name;
  }
  end = value_end;
  while (end < text.size() && end - begin < string_max && !ends_url(text[end])) ++end;
  while (end > value_end && std::strchr(",;.)]}", text[end - 1]) != nullptr) --end;
  return true;
}

// Whether it is a server's name rather than a word in its place: "db01.int.example.org", "https://vault.example.org".
// What every machine calls itself is none, and an address of digits is told by its own type.
bool names_server(std::string_view value) {
  if (const std::size_t scheme = value.find("://"); scheme != std::string_view::npos) value.remove_prefix(scheme + 3);
  const std::string_view host = value.substr(0, value.find_first_of("/:;,?"));
  if (host.starts_with("localhost.") || std::none_of(host.begin(), host.end(), is_alpha)) return false;
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < host.size() &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

void add_whole(Scan& scan, std::size_t begin, std::size_t end, Band band) {
  const RuleId rule = scan.engine().known_rules().connection_settings;
  if (rule >= scan.engine().rules().size()) return;
  Candidate whole{begin, end, rule, scan.engine().rules()[rule].type, band_confidence(band), Validity::shape, true,
                  0,     -1,  0};
  whole.container = true;
  scan.add(whole);
}

}  // namespace

void add_login(Scan& scan, std::size_t begin, std::size_t end, Band band) {
  const RuleId rule = scan.engine().known_rules().connection_login;
  if (rule >= scan.engine().rules().size() || begin >= end) return;
  const std::string_view value = scan.text().substr(begin, end - begin);
  // "Username: 0171 5556677": a telephone number goes on behind its first group.
  if (std::all_of(value.begin(), value.end(), is_digit) && end + 1 < scan.text().size() && scan.text()[end] == ' ' &&
      is_digit(scan.text()[end + 1]))
    return;
  // "2:{s:5:": a piece of what PHP wrote of a session (php.net, serialize()).
  if (value.find(":{") != std::string_view::npos) return;
  // Everybody's login opens what is open anyway.
  const bool public_login = equals_ignoring_case(value, "anonymous") || equals_ignoring_case(value, "guest");
  const Band worth = public_login || is_placeholder(value) ? Band::low : std::min(band, Band::medium);
  scan.add(
      {begin, end, rule, scan.engine().rules()[rule].type, band_confidence(worth), Validity::shape, true, 0, -1, 0});
}

void add_server(Scan& scan, std::size_t begin, std::size_t end, Band band) {
  const RuleId rule = scan.engine().known_rules().connection_server;
  if (rule >= scan.engine().rules().size() || begin >= end) return;
  const std::string_view value = scan.text().substr(begin, end - begin);
  const Band worth = names_server(value) && !is_placeholder(value) ? std::min(band, Band::medium) : Band::low;
  scan.add(
      {begin, end, rule, scan.engine().rules()[rule].type, band_confidence(worth), Validity::shape, true, 0, -1, 0});
}

void add_username(Scan& scan, std::size_t begin, std::size_t end) {
  constexpr std::size_t username_max = 64;
  const RuleId rule = scan.engine().known_rules().username;
  const std::string_view text = scan.text();
  if (const std::size_t domain = text.substr(begin, end - begin).find_last_of("\\/"); domain != std::string_view::npos)
    begin += domain + 1;
  // secretsdump: "jdoe_history0" has a former password of jdoe, "DC01$" is a machine.
  if (const std::size_t former = text.substr(begin, end - begin).rfind("_history"); former != std::string_view::npos)
    end = begin + former;
  if (rule >= scan.engine().rules().size() || end < begin + 2 || end - begin > username_max || text[end - 1] == '$')
    return;
  const std::string_view name = text.substr(begin, end - begin);
  const bool named = std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_alnum(c) || is_high(c) || c == '.' || c == '_' || c == '-'; });
  if (!named || std::none_of(name.begin(), name.end(), is_alpha) || is_placeholder(name)) return;
  scan.add({begin, end, rule, scan.engine().rules()[rule].type, band_confidence(Band::medium), Validity::shape, true, 0,
            -1, 0});
}

Band find_url_parts(Scan& scan, std::size_t begin, std::size_t end, Band band) {
  const std::string_view text = scan.text();
  const std::string_view url = text.substr(begin, end - begin);
  std::size_t first = url.find("://");
  char parts_sign = ':';
  if (url.starts_with("jdbc:oracle:")) {  // jdbc:oracle:thin:scott/tiger@...
    first = url.find(':', 12);
    if (first == std::string_view::npos) return band;
    first += 1;
    parts_sign = '/';
  } else {
    if (first == std::string_view::npos) return band;
    first += 3;
  }
  const std::size_t colon = url.find(parts_sign, first);
  const std::size_t at = colon == std::string_view::npos ? colon : url.find('@', colon);
  if (at == std::string_view::npos || at <= colon + 1) return band;
  // https://b.example:ann@a.example:secret: a line of a list, site, address and password. A port is of digits.
  if (url.starts_with("http")) {
    const std::size_t port = url.find_first_of(":/?#", at);
    if (port != std::string_view::npos && url[port] == ':' && port + 1 < url.size()) {
      std::size_t stop = port + 1;
      while (stop < url.size() && is_digit(url[stop])) ++stop;
      const bool digits = stop > port + 1 && stop - port <= 6 && (stop == url.size() || !is_alnum(url[stop]));
      if (!digits && std::strchr("${<%[", url[port + 1]) == nullptr) return Band::none;
    }
  }
  const std::string_view login = url.substr(first, colon - first);
  const std::string_view password = url.substr(colon + 1, at - colon - 1);
  const bool placeholder = is_placeholder(password);
  const RuleId rule = scan.engine().known_rules().password;
  if (rule < scan.engine().rules().size()) {
    const Band worth = placeholder ? Band::low : Band::medium;
    scan.add({begin + colon + 1, begin + at, rule, scan.engine().rules()[rule].type, band_confidence(worth),
              Validity::shape, true, 0, -1, 0});
  }
  if (login.size() >= 2) add_login(scan, begin + first, begin + colon, placeholder ? Band::low : Band::medium);
  if (!placeholder) return band;
  return std::min(band, login.empty() || is_placeholder(login) ? Band::low : Band::medium);
}

void find_settings_beside(Scan& scan, std::size_t label, std::size_t begin, std::size_t end, Band band) {
  const std::string_view text = scan.text();
  std::size_t whole_begin = 0;
  std::size_t whole_end = 0;
  if (url_around(text, label, end, whole_begin, whole_end) || pairs_around(text, label, whole_begin, whole_end)) {
    add_whole(scan, whole_begin, whole_end, band == Band::low ? Band::low : Band::high);
  }

  struct Setting {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Setting login;
  std::array<Setting, servers_max> servers;
  std::size_t server_count = 0;
  const auto read = [&](std::size_t name, std::size_t name_end, std::size_t limit) {
    const Kind kind = kind_of(text.substr(name, name_end - name));
    if (kind == Kind::none) return Kind::none;
    Assigned value;
    if (!assigned_at(text, name, name_end, true, value) || value.end > limit || !is_value(text, value))
      return Kind::none;
    if (kind == Kind::login) {
      // Remote Desktop's files: "username:s:CORP\\jdoe", s for a text.
      if (text.substr(value.begin, 2) == "s:" && value.end - value.begin > 3) value.begin += 2;
      if (text.substr(value.begin, value.end - value.begin).find('=') != npos) value.end = end_of_dn(text, value.end);
      login = {value.begin, value.end};
    } else {
      servers[server_count++ % servers_max] = {value.begin, value.end};
    }
    return kind;
  };
  const std::size_t from = label > before_max ? label - before_max : 0;
  for_each_name(text, from, label, [&](std::size_t name, std::size_t name_end) { (void)read(name, name_end, label); });
  if (login.end == 0) {  // The nearest behind it.
    const std::size_t to = std::min(text.size(), end + after_max);
    bool found = false;
    for_each_name(text, end, to, [&](std::size_t name, std::size_t name_end) {
      if (!found && read(name, name_end, text.size()) == Kind::login) found = true;
    });
  }
  if (login.end != 0 && (login.begin >= end || login.end <= begin)) add_login(scan, login.begin, login.end, band);
  for (std::size_t index = 0; index < std::min(server_count, servers_max); ++index) {
    add_server(scan, servers[index].begin, servers[index].end, band);
  }
}

}  // namespace constat
