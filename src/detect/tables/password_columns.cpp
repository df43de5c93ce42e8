// Columns of passwords, their hashes, keys and logins.
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/password_lists.h"
#include "detect/password_words.h"
#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {

namespace {

// "PIN" above four to six digits, beside those who dial them. India's postcodes are called so too.
bool are_pins(const Evidence& evidence, const Column& column) {
  const std::string words = " " + header_words(column.header) + " ";
  const Surroundings& beside = evidence.beside;
  if (words.find(" pin ") == std::string::npos || !(beside.person || beside.login || beside.number)) return false;
  const Knowledge& know = evidence.know;
  const Profile& profile = evidence.profile;
  std::size_t pins = profile.compact_digits[4] + profile.compact_digits[5];
  if (!header_beside(evidence, {know.city, know.state, know.street, know.country})) {
    pins += profile.compact_digits[6];
  }
  return pins == profile.count && profile.distinct * 2 > profile.count;
}

// "2021-02-03T10:00:00Z", "2021-02-03 10:00": a day, and perhaps its hour, as programs write them (ISO 8601).
bool is_point_in_time(std::string_view cell) {
  constexpr std::string_view shape = "0000-00-00";
  if (cell.size() < shape.size()) return false;
  for (std::size_t index = 0; index < shape.size(); ++index) {
    if (shape[index] == '0' ? !is_digit(cell[index]) : cell[index] != shape[index]) return false;
  }
  return cell.size() == shape.size() || cell[shape.size()] == 'T' || cell[shape.size()] == ' ';
}

// "password | Kennwort" in a form: the word in another language. ("Password | password" may be what somebody chose.)
bool is_translation(const Evidence& evidence, const Column& column) {
  if (!evidence.beside.form || evidence.values.empty()) return false;
  return std::ranges::all_of(evidence.values, [&](std::string_view cell) {
    const HeaderMeaning meaning = evidence.know.headers.read(cell);
    return meaning.count != 0 && meaning.readings[0].name == evidence.know.password_class &&
           meaning.readings[0].whole && meaning.readings[0].strong && header_words(cell) != header_words(column.header);
  });
}

}  // namespace

bool type_as_password(const Evidence& evidence, bool strong, Column& column) {
  const Profile& profile = evidence.profile;
  // "+ account_id": a line of a plan or of a difference, below another such line.
  if (std::ranges::all_of(evidence.values, [](std::string_view cell) {
        return cell.starts_with("+ ") || cell.starts_with("- ") || cell.starts_with("~ ");
      })) {
    return false;
  }
  // "passwordHistory.lastUsedDate": when a password was changed or used.
  if (std::ranges::all_of(evidence.values, is_point_in_time) || is_translation(evidence, column)) return false;
  std::size_t hashes = 0;
  std::size_t sentences = 0;
  std::size_t plain = 0;
  for (const std::string_view cell : evidence.values) {
    hashes += looks_like_hash(cell) || is_hex_digest(cell) ? 1 : 0;
    sentences += std::count(cell.begin(), cell.end(), ' ') > 3 || cell.size() > 72 ? 1 : 0;
    const CellShape shape = shape_of(cell);
    plain += cell.size() >= 4 && shape.letters > 0 && (shape.digits > 0 || shape.others > 0) ? 1 : 0;
    if (equals_ignoring_case(cell, "yes") || equals_ignoring_case(cell, "no") || equals_ignoring_case(cell, "true") ||
        equals_ignoring_case(cell, "false") || equals_ignoring_case(cell, "pass") ||
        equals_ignoring_case(cell, "fail")) {
      return false;
    }
  }
  if (share(hashes, profile.count) >= 0.7F) {
    set_type(column, Kind::password_hash, evidence.know.password_hash, "password_hash", 0.95F,
             "header of passwords; the values are hashes");
    return column.kind != Kind::text;
  }
  if (share(sentences, profile.count) > 0.3F) return false;
  if (profile.count >= 10 && profile.distinct <= 3) return false;
  if (!strong && share(plain, profile.count) < 0.4F && !are_pins(evidence, column)) return false;
  set_type(column, Kind::password, evidence.know.password, "password", strong ? 0.92F : 0.65F, "header of passwords");
  return true;
}

namespace {

// "File", "Path", "Commit", "Package" beside: a digest is of their bytes.
bool rows_are_files(const Evidence& evidence) {
  constexpr std::string_view words[] = {"file",      "files",     "filename", "file name", "path",     "filepath",
                                        "file path", "size",      "bytes",    "commit",    "package",  "version",
                                        "subject",   "mime type", "object",   "artifact",  "document", "dateiname",
                                        "datei",     "pfad",      "fichier",  "chemin",    "archivo",  "ruta",
                                        "blob",      "image",     "layer",    "block",     "height",   "branch"};
  return headed_by(evidence, words);
}

}  // namespace

bool type_as_hash(const Evidence& evidence, bool strong, Column& column) {
  const Knowledge& know = evidence.know;
  if (!strong && rows_are_files(evidence)) {
    constexpr float of_bytes = 0.3F;  // (Untyped, the word "hash" would speak for each cell again.)
    set_type(column, Kind::password_hash, know.password_hash, "password_hash", of_bytes, "digests beside files");
    return column.kind != Kind::text;
  }
  std::size_t hashes = 0;
  for (const std::string_view cell : evidence.values) {
    hashes += looks_like_hash(cell) || is_hex_digest(cell) ||
              (strong && cell.size() >= 13 && cell.find(' ') == std::string_view::npos);
  }
  const float rate = share(hashes, evidence.profile.count);
  const bool password_near = strong || evidence.beside.person || evidence.beside.login;
  if (rate >= 0.6F && password_near) {
    set_type(column, Kind::password_hash, know.password_hash, "password_hash", strong ? 0.95F : 0.7F,
             "header of hashes; " + percent(rate) + " of the values are hashes");
    return true;
  }
  return false;
}

bool type_as_logins_digest(const Evidence& evidence, Column& column) {
  const std::string words = header_words(column.header);
  constexpr std::string_view digests[] = {"md 5", "sha 1", "sha 256", "sha 512", "ntlm"};
  if (std::ranges::find(digests, words) == std::end(digests) || !evidence.beside.login) return false;
  const auto hashes = std::ranges::count_if(
      evidence.values, [](std::string_view cell) { return is_hex_digest(cell) || looks_like_hash(cell); });
  if (share(static_cast<std::size_t>(hashes), evidence.values.size()) < 0.8F) return false;
  set_type(column, Kind::password_hash, evidence.know.password_hash, "password_hash", 0.8F, "digests beside logins");
  return column.kind != Kind::text;
}

bool type_as_marked_hash(const Evidence& evidence, Column& column) {
  const Knowledge& know = evidence.know;
  std::size_t hashes = 0;
  for (const std::string_view cell : evidence.values) hashes += looks_like_hash(cell) && cell.size() >= 20 ? 1 : 0;
  if (share(hashes, evidence.profile.count) >= 0.8F) {
    set_type(column, Kind::password_hash, know.password_hash, "password_hash", 0.95F,
             "the values are marked as hashes");
    return column.kind != Kind::text;
  }
  return false;
}

bool type_as_key(const Evidence& evidence, const HeaderMeaning::Reading& reading, Column& column) {
  const Knowledge& know = evidence.know;
  const HeaderClass name = reading.name;
  std::size_t keys = 0;
  for (const std::string_view cell : evidence.values) {
    const CellShape shape = shape_of(cell);
    keys += cell.size() >= 12 && cell.find(' ') == std::string_view::npos && shape.letters >= 2 && shape.digits >= 1;
  }
  const float rate = share(keys, evidence.profile.count);
  if (reading.strong && rate >= 0.6F && evidence.profile.distinct * 2 >= evidence.profile.count) {
    const bool key = name == know.api_key_class;
    set_type(column, Kind::secret, key || !know.token.known ? know.api_key : know.token, key ? "api_key" : "token",
             0.85F, "header of keys; " + percent(rate) + " of the values look random");
    return column.kind != Kind::text;
  }
  return false;
}

namespace {

// Answers to security questions that a program keeps as hashes.
void settle_hashed_answers(const Knowledge& know, const Sample& sample, std::size_t data_from,
                           std::vector<Column>& columns) {
  std::vector<std::string_view> values;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    Column& column = columns[index];
    if (column.kind != Kind::id || column.id == nullptr || column.id->type != "security_answer") continue;
    sample.collect(index, data_from, values);
    const auto digests = static_cast<std::size_t>(
        std::ranges::count_if(values, [](std::string_view cell) { return is_digest(cell) || looks_like_hash(cell); }));
    if (digests == 0 || digests * 5 < values.size() * 4) continue;
    column.id = nullptr;
    set_type(column, Kind::password_hash, know.password_hash, "password_hash", 0.9F, "digests of security answers");
  }
}

}  // namespace

void settle_passwords(const Knowledge& know, const Sample& sample, std::size_t data_from, bool names_passwords,
                      std::vector<Column>& columns) {
  settle_hashed_answers(know, sample, data_from, columns);
  const std::size_t width = columns.size();
  if (width < 2 || width > 8) return;
  std::vector<std::string_view> values;
  for (std::size_t index = 1; index < width; ++index) {
    Column& column = columns[index];
    const Column& left = columns[index - 1];
    if ((column.kind != Kind::text && column.kind != Kind::skip) || !header_words(column.header).empty()) continue;
    const bool mail = left.kind == Kind::id && left.id != nullptr && left.id->type == "email_address";
    // "ann12;Biscuit23", "https://site.example/;ann12;Biscuit23": logins that are no addresses.
    const bool bare = !mail && index + 1 == width && index <= 2 && (left.kind == Kind::text || left.kind == Kind::skip);
    if (!mail && !bare) continue;
    std::vector<std::string_view> logins;
    sample.collect(index - 1, data_from, logins);
    bool sites = false;
    if (bare && index == 2) {
      sample.collect(0, data_from, values);
      sites = std::ranges::all_of(
          values, [](std::string_view cell) { return cell.find("://") != cell.npos || is_site_host(cell); });
    }
    if (bare && !(names_passwords && index == 1) && !((index == 1 || sites) && reads_as_logins(logins))) continue;
    sample.collect(index, data_from, values);
    if (values.size() < 3) continue;
    std::size_t digests = 0;
    std::size_t passwords = 0;
    std::size_t words = 0;
    for (const std::string_view cell : values) {
      digests += is_digest(cell) || looks_like_hash(cell) ? 1 : 0;
      passwords += looks_like_password(cell) ? 1 : 0;
      words += cell.find(' ') == std::string_view::npos && cell.size() <= 64 ? 1 : 0;
    }
    const std::size_t count = values.size();
    if (digests * 5 >= count * 4) {
      set_type(column, Kind::password_hash, know.password_hash, "password_hash", 0.9F,
               "digests behind the addresses of a list without header");
    } else if (bare && !names_passwords && !sites
                   ? opens_logins(values)
                   : !are_made_of_addresses(logins, values) && ((words * 20 >= count * 19 && passwords * 2 >= count &&
                                                                 profile_of(values).distinct * 10 >= count * 7) ||
                                                                reads_as_passwords(values))) {
      set_type(column, Kind::password, know.password, "password", 0.75F,
               "values that have the form of passwords, behind the logins of a list without header");
    }
  }
}

void settle_usernames(const Knowledge& know, const Sample& sample, std::size_t data_from,
                      std::vector<Column>& columns) {
  const bool opens = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
    return ((column.kind == Kind::password || column.kind == Kind::password_hash) &&
            column.confidence >= reported_min) ||
           (column.kind == Kind::id && column.id != nullptr && column.id->type == "security_answer");
  });
  if (!opens) return;
  std::vector<std::string_view> values;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    Column& column = columns[index];
    if (column.kind != Kind::text && column.kind != Kind::skip) continue;
    const IdType* const id = id_of_header(know, column.header);
    if (id == nullptr || id->type != "username") continue;
    const auto at = static_cast<std::size_t>(id - std::begin(id_types));
    if (!know.ids[at].known) continue;
    sample.collect(index, data_from, values);
    std::size_t words = 0;
    for (const std::string_view cell : values) {
      words += cell.size() >= 2 && cell.size() <= 64 && cell.find(' ') == std::string_view::npos ? 1 : 0;
    }
    if (words * 10 < values.size() * 8) continue;
    set_id(column, know, at, 0.9F, "header of logins, beside passwords");
  }
}

}  // namespace constat::tables
