#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "detect/connection_settings.h"
#include "detect/labelled.h"
#include "detect/labelled/parts.h"
#include "detect/password_lists.h"
#include "detect/password_phrases.h"
#include "detect/told_passwords.h"

namespace constat {

namespace labelled {

namespace {

// "web-01.int.example.com", "config.prod.yaml": a host or a file, no secret. Lower case, two dots, a word at the end.
bool is_host(std::string_view value) {
  std::size_t dots = 0;
  for (const char c : value) {
    if (c == '.') ++dots;
    if (!is_lower(c) && !is_digit(c) && c != '.' && c != '-' && c != '_') return false;
  }
  const std::size_t last = value.rfind('.');
  if (dots < 2 || last + 2 >= value.size() || value.size() - last > 11) return false;
  return std::all_of(value.begin() + static_cast<std::ptrdiff_t>(last) + 1, value.end(), is_lower);
}

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t index = 0; index < value.size(); ++index) {
    const char c = value[index];
    const bool dash = index == 8 || index == 13 || index == 18 || index == 23;
    if (dash ? c != '-' : !is_hex(c)) return false;
  }
  return true;
}

// "my-app-tls-2", "user_profile_v2": words in small letters and short numbers, parted by dashes, as things are named.
bool is_name_of_words(std::string_view value) {
  std::size_t words = 0;
  std::size_t numbers = 0;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find_first_of("-_", at), value.size());
    std::string_view part = value.substr(at, end - at);
    if (part.size() == 2 && part[0] == 'v' && is_digit(part[1])) part.remove_prefix(1);
    const bool word = !part.empty() && std::all_of(part.begin(), part.end(), is_lower);
    const bool number = !part.empty() && part.size() <= 4 && std::all_of(part.begin(), part.end(), is_digit);
    if (!word && !number) return false;
    words += word ? 1 : 0;
    numbers += number ? 1 : 0;
    at = end + 1;
  }
  return words >= 2 && numbers <= 1;
}

// Whether a person wrote it as words ("SalesResults-1.2", "NEXUS-GPT4-API-KEY"), rather than a machine at random: every
// run of letters is of one case or capitalised, one is a word long with vowels in it, and digits are few.
bool looks_written(std::string_view value) {
  if (is_name_of_words(value)) return true;
  std::size_t switches = 0;
  std::size_t digits = 0;
  std::size_t acronyms = 0;
  bool word = false;
  for (std::size_t at = 0; at < value.size();) {
    if (!is_alpha(value[at])) {
      digits += is_digit(value[at]) ? 1 : 0;
      if (at > 0 && is_digit(value[at]) && is_alpha(value[at - 1])) ++switches;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.size() && is_alpha(value[end])) ++end;
    const std::string_view run = value.substr(at, end - at);
    std::size_t turns = 0;  // From small to capital: each starts a word of camelCase.
    std::size_t vowels = 0;
    std::size_t consonants = 0;  // Since the last vowel: no word has six ("wvjBBHD").
    for (std::size_t index = 0; index < run.size(); ++index) {
      if (index > 0 && is_upper(run[index]) && is_lower(run[index - 1])) ++turns;
      if (index > 1 && is_lower(run[index]) && is_upper(run[index - 1]) && is_upper(run[index - 2])) ++acronyms;
      const bool vowel = std::strchr("aeiouyAEIOUY", run[index]) != nullptr;
      vowels += vowel ? 1 : 0;
      consonants = vowel ? 0 : consonants + 1;
      if (consonants >= 6) return false;
    }
    if (turns * 4 > run.size() || acronyms > 2) return false;  // "GXUXVjMZUeVAz": no "HTTPServer".
    // A word of more letters than any has is none: "avhiowlrlliovaaxqu".
    word = word || (run.size() >= 4 && run.size() <= 16 * (turns + 1) && vowels * 5 >= run.size() &&
                    vowels * 5 <= run.size() * 3);
    at = end;
  }
  return word && switches <= 2 && digits * 3 <= value.size();
}

// "key_length", "token_type", "secretName": not the secret but something about it.
bool names_an_attribute(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view tail = rest_of_identifier(text, end);
  const bool access_id = to_lower_ascii(text.substr(begin, end - begin)).find("access") != std::string::npos;
  for (std::size_t at = 0; at < tail.size();) {
    const std::string word = first_word(tail.substr(at));
    for (const std::string_view attribute :
         {"id",     "ids",    "name",    "names",  "hash",     "length", "len",    "size",   "type",    "event",
          "source", "file",   "path",    "url",    "uri",      "index",  "idx",    "count",  "str",     "field",
          "column", "label",  "prefix",  "suffix", "version",  "vault",  "ring",   "store",  "alias",   "map",
          "error",  "expiry", "expires", "ttl",    "usage",    "policy", "arn",    "region", "bits",    "pressed",
          "down",   "up",     "code",    "codes",  "format",   "mode",   "status", "state",  "date",    "time",
          "rate",   "limit",  "pair",    "word",   "words",    "press",  "board",  "stroke", "binding", "frame",
          "point",  "set",    "schema",  "ref",    "variable", "header"}) {
      if (word == attribute) return !(access_id && word == "id");
    }
    at += std::max<std::size_t>(1, word.size());
    while (at < tail.size() && (tail[at] == '_' || tail[at] == '-')) ++at;
  }
  // "foreign_key", "publicToken": keys of tables, and keys made to be shown.
  std::size_t start = begin;
  while (start > 0 && begin - start < 24 &&
         (is_alnum(text[start - 1]) || text[start - 1] == '_' || text[start - 1] == '-')) {
    --start;
  }
  const std::string before = last_word(text.substr(start, begin - start));
  if (to_lower_ascii(text.substr(start, begin - start)).ends_with("publickey")) return true;  // PublicKeyToken.
  // "X-Request-Key": the number of a request.
  if (before == "request" && equals_ignoring_case(text.substr(begin, end - begin), "key")) return true;
  for (const std::string_view kind :
       {"public",  "foreign", "primary", "bucket",      "partition",    "sort",         "cache",
        "row",     "index",   "kms",     "object",      "routing",      "shard",        "group",
        "search",  "map",     "locale",  "hot",         "site",         "composite",    "next",
        "page",    "sync",    "reg",     "registry",    "column",       "hash",         "unique",
        "storage", "msg",     "message", "lookup",      "natural",      "continuation", "continue",
        "param",   "json",    "dict",    "idempotency", "authenticity", "verification", "antiforgery"}) {
    if (before == kind) return true;
  }
  return false;
}

// <add key="ApiUrl" value="...">, {"Key": "ApiUrl", "Value": "..."}: "key" is the attribute, not a key.
bool is_attribute_key(std::string_view text, std::size_t begin, std::size_t end, const Assigned& value) {
  if (!equals_ignoring_case(text.substr(begin, end - begin), "key") || !value.quoted) return false;
  const std::string_view behind = text.substr(value.end, 32);
  return behind.find("value=") != std::string_view::npos || behind.find("alue\"") != std::string_view::npos;
}

// Whether the label [begin, end) says by itself that a secret stands behind it, as "key" and "token" do not.
bool names_secret(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string label = to_lower_ascii(text.substr(begin, end - begin));
  if (end < text.size() && (is_alnum(text[end]) || text[end] == '_' || text[end] == '-')) return false;
  return label.find("secret") != std::string::npos || label.starts_with("encryption") || label.starts_with("signing");
}

// Whether a line stands before `line` that opens a section ("[1001]") or a block ("client ap1 {"), as in files of
// settings whose values have no quotes.
bool in_settings_block(std::string_view text, std::size_t line) {
  constexpr std::size_t lines_max = 24;
  for (std::size_t lines = 0; lines < lines_max && line > 1; ++lines) {
    const std::string_view above = line_above(text, line);
    if (above.data() == nullptr) return false;
    const std::string_view all = trim(above);
    if (all.size() >= 3 && all.front() == '[' && all.back() == ']') return true;
    if (all.size() >= 3 && all.back() == '{' && all.find('(') == std::string_view::npos &&
        all.find('=') == std::string_view::npos)
      return true;
    line = static_cast<std::size_t>(above.data() - text.data());
  }
  return false;
}

// "secret=kirschbaum" on a line of its own in a file of settings (Asterisk's sip.conf and manager.conf, FreeRADIUS'
// clients.conf): a password that two machines share.
bool is_shared_password(std::string_view text, std::size_t label, std::size_t offset, const Assigned& value) {
  constexpr std::size_t lead_max = 16;
  if (value.quoted || !equals_ignoring_case(text.substr(label, offset - label), "secret")) return false;
  std::size_t line = label;
  while (line > 0 && label - line < lead_max && (text[line - 1] == ' ' || text[line - 1] == '\t')) --line;
  if (line > 0 && text[line - 1] != '\n') return false;
  const std::string_view between = text.substr(offset, value.begin - offset);
  if (between.find('=') == std::string_view::npos || between.find(':') != std::string_view::npos) return false;
  std::size_t end = value.end;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r')) ++end;
  if (end < text.size() && text[end] != '\n' && text[end] != '#') return false;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  return word.size() >= 5 && !tells_of_password(word) && !is_switch(word) && in_settings_block(text, line);
}

// What people choose for a secret: "Schalke04!" in quotes, "haus-am-see-77" as an environment has it (APP_SECRET=...).
// Names of other things stand behind such labels as well, but hardly with a digit or a sign among letters.
bool is_chosen_secret(std::string_view text, std::size_t label, std::size_t offset, const Assigned& value) {
  constexpr std::size_t chosen_min = 8;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  if (word.size() < chosen_min || !names_secret(text, label, offset) || !looks_like_password(word)) return false;
  const std::string_view name = text.substr(label, offset - label);
  const bool glued = text.substr(offset, 1) == "=" && value.begin <= offset + 2;
  const bool capitals = std::none_of(name.begin(), name.end(), is_lower);
  const std::string lower = to_lower_ascii(word);
  for (const std::string_view part : {"secret", "key", "token", "test", "demo", "local", "default", "dev", "fake",
                                      "mock", "passw", "foo", "bar", "your", "change", "sample", "http", "env"}) {
    if (lower.find(part) != std::string::npos) return false;
  }
  const bool sign = word.find_first_of("!@#$%&*+?") != std::string_view::npos;
  const bool digit = std::any_of(word.begin(), word.end(), is_digit);
  if (glued && capitals) return sign || digit;
  if (glued && !value.quoted) return is_mixed_word(word) && word.find_first_of("-_./:") == std::string_view::npos;
  return value.quoted && (sign || digit) && word.find_first_of("-_./:") == std::string_view::npos;
}

// "amRvZTpWcjRuazBaeg==": a user and a password in base64, as registries' logins and Basic authentication keep them.
bool is_basic_pair(std::string_view value) {
  if (value.size() < 12 || value.size() % 4 != 0) return false;
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t colons = 0;
  std::size_t bytes = 0;
  for (const char c : value) {
    if (c == '=') break;
    const unsigned six = c >= 'A' && c <= 'Z'   ? static_cast<unsigned>(c - 'A')
                         : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 26
                         : is_digit(c)          ? static_cast<unsigned>(c - '0') + 52
                         : c == '+'             ? 62U
                         : c == '/'             ? 63U
                                                : 64U;
    if (six == 64) return false;
    bits = bits << 6 | six;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const unsigned byte = bits >> count & 0xFFU;
    if (byte < 0x20 || byte > 0x7E) return false;
    if (byte == ':' && bytes > 0) ++colons;
    ++bytes;
  }
  return colons == 1 && bytes >= 7;
}

// nginx@sha256:9b2c..., --hash=sha256:..., "digest: sha256:...": what names an image's or a package's bytes, unless the
// line speaks of a password. Source: OCI image specification, "Digests".
bool is_digest_of_content(std::string_view text, std::size_t begin, std::size_t end, std::size_t value) {
  const std::string label = to_lower_ascii(text.substr(begin, end - begin));
  if (label != "sha256" && label != "sha1" && label != "md5") return false;
  if (value != end + 1 || text[end] != ':') return false;
  constexpr std::size_t before_max = 32;
  const std::size_t from = begin > before_max ? begin - before_max : 0;
  const std::string before = to_lower_ascii(text.substr(from, begin - from));
  const std::string_view line = std::string_view(before).substr(before.rfind('\n') + 1);  // npos + 1 is 0.
  if (line.find("pass") != std::string_view::npos || line.find("pwd") != std::string_view::npos) return false;
  return label == "sha256" || (begin > 0 && (text[begin - 1] == '@' || text[begin - 1] == '='));
}

// Whether the record or line around a "hash" names a file, package or commit and no account: {"name":"zlib",
// "version":"1.3","hash":"9b2c..."}.
bool speaks_of_files(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t around_max = 160;
  std::size_t from = begin - std::min(begin, around_max);
  std::size_t to = std::min(text.size(), end + around_max);
  // Not beyond the record's braces.
  if (const std::size_t brace = text.substr(from, begin - from).rfind('{'); brace != text.npos) from += brace;
  if (const std::size_t brace = text.substr(end, to - end).find('}'); brace != text.npos) to = end + brace;
  const std::string around = to_lower_ascii(text.substr(from, to - from));
  const auto names_any = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return around.find(word) != std::string::npos; });
  };
  return names_any({"\"file", "\"path", "\"version", "\"size", "\"commit", "\"package", "\"url",
                    "file:", "path:", "version:", "size:", "commit", "filename", "\"author", "\"branch", "\"block"}) &&
         !names_any({"pass", "pwd", "login", "\"user", "user:", "username", "mail", "salt", "cred", "account"});
}

// Whether a digest behind its algorithm's name alone ("md5 = 8a5f...", a line of a list of checksums), or behind a hash
// of a file or commit, is of bytes rather than of a password: nothing on its line speaks of an account.
bool is_checksum(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t around_max = 100;
  const std::string label = to_lower_ascii(text.substr(begin, end - begin));
  std::size_t from = begin > around_max ? begin - around_max : 0;
  if (const std::size_t line = text.substr(from, begin - from).rfind('\n'); line != std::string_view::npos) {
    from += line + 1;
  }
  std::string line = to_lower_ascii(text.substr(from, begin - from));
  if (label == "hash") {
    while (!line.empty() && !is_alpha(line.back())) line.pop_back();
    for (const std::string_view what : {"file", "commit", "git", "image", "content", "block", "transaction", "tx",
                                        "blob", "tree", "package", "artifact", "document", "build"}) {
      if (line.ends_with(what)) return true;
    }
    return speaks_of_files(text, begin, end);
  }
  if (label != "md5" && label != "sha1" && label != "sha256") return false;
  line += to_lower_ascii(text.substr(end, text.substr(end, 2 * around_max).find('\n')));
  constexpr std::string_view accounts[] = {"pass", "pwd", "user",     "login",       "account", "mail",   "@",
                                           "cred", "mdp", "benutzer", "utilisateur", "usuario", "utente", "salt"};
  return std::ranges::none_of(accounts, [&](std::string_view word) { return line.find(word) != std::string::npos; });
}

}  // namespace

void find_secret(const Labelled& here) {
  Scan& scan = here.scan;
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  Assigned value;
  if (!assigned_at(text, match.begin, match.end, false, value)) return;
  if (!value.strong && !value.quoted && !value.option) return;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  const bool shared = is_shared_password(text, match.begin, match.end, value);
  const bool chosen = shared || is_chosen_secret(text, match.begin, match.end, value);
  if ((word.size() < 10 && !chosen) || word.size() > 300 || is_code_value(word, value.quoted)) return;
  const auto state = [&](Band band) {
    here.add(value.begin, value.end, band);
    if (band != Band::none) find_settings_beside(scan, match.begin, value.begin, value.end, band);
  };
  if (names_an_attribute(text, match.begin, match.end) || is_attribute_key(text, match.begin, match.end, value)) return;
  if (word.find("://") != std::string_view::npos || is_host(word)) return;
  if (shared && scan.engine().known_rules().password < scan.engine().rules().size()) {
    const RuleId password = scan.engine().known_rules().password;
    const Band band = is_placeholder(word) ? rule.sample : rule.with_context;
    scan.add({value.begin, value.end, password, scan.engine().rules()[password].type, band_confidence(band),
              Validity::shape, true, 0, -1, 0});
    return find_settings_beside(scan, match.begin, value.begin, value.end, band);
  }
  if (is_basic_pair(word)) return here.add(value.begin, value.end, Band::high);
  const double entropy = entropy_bits(word);
  const bool long_and_mixed = value.quoted && word.size() >= 24 && entropy >= 4.0;
  for (const char c : word) {
    if (long_and_mixed ? c == ' ' || c == '\t' : !is_alnum(c) && std::strchr("_-.+/=~:@!%^&*$#|", c) == nullptr) return;
  }
  if (is_placeholder(word)) return state(rule.sample);
  if (chosen) return state(rule.with_context);
  // Hexadecimal digits hold four bits at most, and a short key of them less than three in the mean.
  const bool hex = std::all_of(word.begin(), word.end(), is_hex);
  if (entropy < (hex ? std::min(rule.entropy_min, 2.7) : rule.entropy_min)) {
    if (has_digit(word) || match.end - match.begin >= 10) state(Band::low);
    return;
  }
  const bool letters_at_random =
      word.size() >= 20 && entropy >= 3.8 && std::any_of(word.begin(), word.end(), is_upper) &&
      std::any_of(word.begin(), word.end(), is_lower) && std::all_of(word.begin(), word.end(), is_alpha);
  if ((!has_digit(word) && !letters_at_random) || looks_written(word)) return state(Band::low);
  // "credentialsId", "jobToken" above a UUID: more often the number of a record than a secret.
  // Digits alone are a record's number.
  if (word.size() <= 20 && std::all_of(word.begin(), word.end(), is_digit)) return state(Band::low);
  if (is_uuid(word) && last_word(text.substr(match.begin, match.end - match.begin)) == "id")
    return here.add(value.begin, value.end, Band::low);
  state(rule.with_context);
}

void find_hex(const Labelled& here) {
  const PatternMatch& match = here.match;
  const Rule& rule = here.rule;
  const std::string_view text = here.text;
  Assigned value;
  if (!assigned_at(text, match.begin, match.end, false, value)) return;
  const std::string_view word = text.substr(value.begin, value.end - value.begin);
  const bool length = word.size() == 32 || word.size() == 40 || word.size() == 56 || word.size() == 64 ||
                      word.size() == 96 || word.size() == 128;
  const bool hex = std::all_of(word.begin(), word.end(), is_hex);
  if (length && hex && word.find_first_not_of(word.front()) != std::string_view::npos &&
      !is_digest_of_content(text, match.begin, match.end, value.begin))
    here.add(value.begin, value.end, is_checksum(text, match.begin, match.end) ? Band::low : rule.with_context);
}

}  // namespace labelled

}  // namespace constat
