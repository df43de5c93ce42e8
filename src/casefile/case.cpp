#include "casefile/case.h"

#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>

#include "base/no_dumps.h"
#include "base/sha256.h"
#include "base/text.h"
#include "casefile/audit.h"
#include "casefile/content_seal.h"
#include "casefile/schema.h"
#include "casefile/sealer.h"

namespace constat {

namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  bytes.reserve(hex.size() / 2);  // A text that grows leaves its beginnings behind: it may be a key.
  for (std::size_t index = 0; index + 1 < hex.size(); index += 2) {
    bytes.push_back(static_cast<char>(hex_value(hex[index]) * 16 + hex_value(hex[index + 1])));
  }
  return bytes;
}

std::string hex(std::string_view bytes) { return to_hex(as_bytes(bytes)); }

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// $XDG_DATA_HOME/constat/keys (XDG Base Directory Specification).
std::string key_folder() {
  std::string base = environment("XDG_DATA_HOME");
  if (base.empty()) {
    std::string home = environment("HOME");
    if (home.empty()) {
      if (const passwd* const entry = ::getpwuid(::getuid())) home = entry->pw_dir;
    }
    base = home + "/.local/share";
  }
  return base + "/constat/keys";
}

bool make_folders(const std::string& path) {
  for (std::size_t at = 1; at <= path.size(); ++at) {
    if (at != path.size() && path[at] != '/') continue;
    if (::mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST) return false;
  }
  return true;
}

// A key file holds 64 hexadecimal digits, as constat writes it, or 32 bytes.
std::string key_in(std::string_view contents) {
  if (contents.size() == case_key_bytes) return std::string(contents);
  const std::string_view digits = trim(contents);
  if (digits.size() != 2 * case_key_bytes) return "";
  for (const char c : digits) {
    if (!is_digit(c) && !(c >= 'a' && c <= 'f')) return "";
  }
  return from_hex(digits);
}

// Takes a file that was made away again, unless it is kept.
struct MadeFile {
  explicit MadeFile(std::string made) : path(std::move(made)) {}
  ~MadeFile() {
    if (kept) return;
    for (const char* const suffix : {"", "-wal", "-shm"}) ::unlink((path + suffix).c_str());
  }
  MadeFile(const MadeFile&) = delete;
  MadeFile& operator=(const MadeFile&) = delete;
  std::string path;
  bool kept = false;
};

// Wipes a text that held a secret when its scope ends.
struct Wiped {
  explicit Wiped(std::string& secret) : text(secret) {}
  ~Wiped() { sodium_memzero(text.data(), text.size()); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  std::string& text;
};

Result<std::string> read_small_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(Fault::io, "cannot open " + path + ": " + std::strerror(errno));
  std::string bytes(4096, '\0');
  const ssize_t got = ::read(descriptor, bytes.data(), bytes.size());
  ::close(descriptor);
  if (got < 0) return fail(Fault::io, "cannot read " + path + ": " + std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

// The passphrase that the user's environment points to; on a terminal, only where the case was sealed with one.
Result<std::string> passphrase(bool may_ask) {
  if (const std::string path = environment("CONSTAT_PASSPHRASE_FILE"); !path.empty()) {
    TRY_ASSIGN(std::string text, read_small_file(path));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty()) return fail(Fault::malformed, path + " holds no passphrase");
    return text;
  }
  if (!may_ask || ::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0) return std::string();
  std::fputs("Passphrase of the case: ", stderr);
  termios shown{};
  ::tcgetattr(STDIN_FILENO, &shown);
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  // Not by stdio, whose buffer would keep it, nor in a text that grows and leaves its beginnings behind.
  std::string text(4096, '\0');
  std::size_t size = 0;
  while (size < text.size() && ::read(STDIN_FILENO, text.data() + size, 1) == 1 && text[size] != '\n') ++size;
  sodium_memzero(text.data() + size, text.size() - size);
  text.resize(size);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  std::fputc('\n', stderr);
  return text;
}

// Whether SQLite may be asked: the file begins as its databases do (or cannot be read, which opening it tells better),
// or a journal lies beside it: power that goes while a case is made leaves any part of its first page, which the
// journal takes back. Source: sqlite.org/fileformat2.html, sections 1.3 and 3.
bool may_be_database(const std::string& path) {
  constexpr std::string_view header("SQLite format 3\0", 16);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return true;
  char begin[header.size()] = {};
  const ssize_t size = ::pread(descriptor, begin, sizeof begin, 0);
  ::close(descriptor);
  return size < 0 || std::string_view(begin, static_cast<std::size_t>(size)) == header ||
         ::access((path + "-journal").c_str(), F_OK) == 0;
}

// A new file with its bytes on the disk, and its name as well: a case whose key went with the power is lost.
bool write_key_file(const std::string& path, std::string_view text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  bool whole =
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
  int error = errno;
  ::close(descriptor);
  if (whole) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const int of_folder = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // A file system that cannot synchronise a folder (EINVAL) keeps names its own way.
    whole = of_folder >= 0 && (::fsync(of_folder) == 0 || errno == EINVAL);
    error = errno;
    if (of_folder >= 0) ::close(of_folder);
  }
  if (!whole) ::unlink(path.c_str());
  errno = error;
  return whole;
}

void shown_mask_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  auto& file = *static_cast<Case*>(sqlite3_user_data(context));
  try {
    sqlite3_result_int64(context, file.shown_mask(sqlite3_value_int64(arguments[0])));
  } catch (const std::exception&) {
    sqlite3_result_int64(context, static_cast<std::int64_t>(MaskStyle::full));
  }
}

}  // namespace

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Result<std::string> make_key_folder() {
  std::string folder = key_folder();
  if (!make_folders(folder)) return fail(Fault::io, "cannot make " + folder + " for keys: " + std::strerror(errno));
  return folder;
}

Case::Case() = default;
Case::~Case() = default;

Result<std::unique_ptr<Case>> Case::open(const CaseOpen& options) {
  if (sodium_init() < 0) return fail(Fault::io, "no source of random numbers");
  no_dumps();  // From here on there are secrets in memory.
  std::unique_ptr<Case> opened(new Case());
  opened->path_ = options.path;
  struct stat status {};
  const bool exists = ::stat(options.path.c_str(), &status) == 0 && status.st_size > 0;
  if (!exists && !options.create) {
    return fail(Fault::io, "there is no case " + escape_name(options.path) +
                               ": make one with 'constat scan EVIDENCE --case " + escape_name(options.path) + "'");
  }
  if (exists && !S_ISREG(status.st_mode)) {
    return fail(Fault::io, escape_name(options.path) + " is no case: it is not a file");
  }
  if (exists && !may_be_database(options.path)) {
    return fail(Fault::io, escape_name(options.path) +
                               " is no case but some other file: 'constat scan EVIDENCE --case FILE' makes one");
  }
  std::optional<MadeFile> made;
  try {
    if (!exists) {
      // Nobody else's eyes, from the first byte on.
      const int descriptor = ::open(options.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (descriptor < 0) {
        return fail(Fault::io, "cannot make the case " + escape_name(options.path) + ": " + std::strerror(errno));
      }
      ::close(descriptor);
      made.emplace(options.path);
    }
    opened->database_ = std::make_unique<Database>(options.path, Database::Mode::read_write);
    Database& database = *opened->database_;
    // A scan that was killed while it made the case leaves a database without a table: it is made now.
    const bool unborn = !exists || (options.create && database.scalar("SELECT count(*) FROM sqlite_master") == 0);
    if (unborn) {
      database.run("PRAGMA page_size=8192");
      database.run("PRAGMA journal_mode=WAL");
      Transaction transaction(database);
      database.run(schema_sql());
      opened->set_meta("format_version", std::to_string(case_format_version));
      opened->set_meta("constat_version", CONSTAT_VERSION);
      opened->set_meta("created", now_utc());
      std::string key;
      const Wiped wiped_key(key);
      TRY_ASSIGN(std::string phrase, passphrase(false));
      const Wiped wiped(phrase);
      if (!phrase.empty()) {
        const std::string salt = new_salt();
        TRY_ASSIGN(key, key_from_passphrase(phrase, salt));
        opened->set_meta("sealing", "passphrase");
        opened->set_meta("salt", hex(salt));
      } else {
        key = new_case_key();
        opened->set_meta("sealing", "key-file");
        const std::string id = hex(key_check(key)).substr(0, 16);
        std::string path = environment("CONSTAT_KEY_FILE");
        if (path.empty()) {
          const std::string folder = key_folder();
          if (!make_folders(folder)) {
            return fail(Fault::io, "cannot make " + folder + " for the case's key: " + std::strerror(errno) +
                                       " (set CONSTAT_KEY_FILE or CONSTAT_PASSPHRASE_FILE)");
          }
          path = folder + "/" + id + ".key";
        }
        if (auto given = read_small_file(path)) {
          const Wiped wiped_file(*given);
          sodium_memzero(key.data(), key.size());  // Another holds it from here on.
          key = key_in(*given);
          if (key.empty()) {
            return fail(Fault::malformed, path +
                                              " is no key file: it holds neither 32 bytes nor 64 hexadecimal digits "
                                              "(name a file that is not there, and constat makes it)");
          }
        } else {
          std::string text = hex(key) + "\n";
          const Wiped wiped_text(text);
          if (!write_key_file(path, text)) {
            return fail(Fault::io, "cannot write the case's key to " + path + ": " + std::strerror(errno));
          }
          opened->new_key_path_ = path;
        }
        opened->set_meta("key_id", id);
      }
      opened->set_meta("key_check", hex(key_check(key)));
      transaction.commit();
      opened->sealer_ = make_sealer(key);
    } else {
      if (database.scalar("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='meta'") == 0) {
        return fail(Fault::malformed, escape_name(options.path) + " is a database, but no case of constat");
      }
      const std::string version = opened->meta("format_version");
      if (version != std::to_string(case_format_version) && !is_older_format(version)) {
        const bool older = version.size() < 10 && std::atoi(version.c_str()) < case_format_version;
        return fail(Fault::unsupported,
                    escape_name(options.path) + " has case format " + escape_name(version) + "; this constat reads " +
                        std::to_string(case_format_version) +
                        (older ? ": scan the evidence into a new case, or use the constat that made it"
                               : ": it was made by a newer constat"));
      }
      std::string key;
      const Wiped wiped_key(key);
      if (opened->meta("sealing") == "passphrase") {
        TRY_ASSIGN(std::string phrase, passphrase(true));
        const Wiped wiped(phrase);
        if (!phrase.empty()) {
          TRY_ASSIGN(key, key_from_passphrase(phrase, from_hex(opened->meta("salt"))));
        }
      } else {
        std::string path = environment("CONSTAT_KEY_FILE");
        const bool named = !path.empty();
        if (!named) path = key_folder() + "/" + opened->meta("key_id") + ".key";
        auto text = read_small_file(path);
        if (text) {
          const Wiped wiped_file(*text);
          key = key_in(*text);
        }
        if (key.empty() && named) return fail(Fault::io, text ? path + " holds no key" : text.error().what);
      }
      if (!key.empty()) {
        if (hex(key_check(key)) != opened->meta("key_check")) {
          return fail(Fault::encrypted, "wrong key: it does not open " + escape_name(options.path));
        }
        opened->sealer_ = make_sealer(key);
      } else {
        opened->key_hint_ = opened->meta("sealing") == "passphrase"
                                ? "Set CONSTAT_PASSPHRASE_FILE to a file that holds the passphrase."
                                : "Set CONSTAT_KEY_FILE to the key file; it was looked for in " + key_folder() + ".";
        if (options.need_values) {
          return fail(Fault::encrypted, "the values of " + escape_name(options.path) +
                                            " are sealed and its key was not found" +
                                            (opened->meta("sealing") == "passphrase"
                                                 ? ": set CONSTAT_PASSPHRASE_FILE to a file that holds the passphrase"
                                                 : " in " + key_folder() + ": set CONSTAT_KEY_FILE to the key file"));
        }
      }
    }
    database.run(
        "PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA foreign_keys=OFF;"
        "PRAGMA trusted_schema=OFF; PRAGMA wal_autocheckpoint=16384");
    opened->shown_names_ = std::make_unique<ShownNames>(database, opened->sealer_.get());
    sqlite3_create_function_v2(database.handle(), "shown_mask", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, opened.get(),
                               shown_mask_function, nullptr, nullptr, nullptr);
  } catch (const DatabaseError& error) {
    return fail(Fault::malformed, escape_name(options.path) + ": " + error.what());
  }
  if (made) made->kept = true;
  return opened;
}

std::int64_t Case::shown_mask(std::int64_t stored) {
  if (!types_vouched_) types_vouched_ = types_are_vouched(*this);
  // Of a case without a seal of its types the key vouches for its log only.
  const bool bare = stored == static_cast<std::int64_t>(MaskStyle::none) && is_older_format(meta("format_version"));
  return *types_vouched_ && !bare ? stored : static_cast<std::int64_t>(MaskStyle::full);
}

std::string Case::meta(std::string_view key) { return read_meta(*database_, key); }

void Case::set_meta(std::string_view key, std::string_view value) { put_meta(*database_, key, value); }

void Case::audit(std::string_view command, const std::vector<std::string>& arguments, bool revealed) {
  append_audit(*database_, sealer_.get(), command, shown_names_->said(arguments), revealed);
}

}  // namespace constat
