#include "casefile/audit.h"

#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <ctime>

#include "base/sha256.h"
#include "casefile/schema.h"

namespace constat {

namespace {

constexpr std::string_view seal_key = "audit_seal";
constexpr std::string_view broken_command = "(broken)";

std::string name_of(std::uint32_t user) {
  if (const passwd* const entry = ::getpwuid(user)) return entry->pw_name;
  return std::to_string(user);
}

// Who logged in, whatever they became since (sudo, su): the kernel keeps it (proc(5), loginuid). Nobody did: a service.
std::uint32_t login_user() {
  std::uint32_t user = nobody_logged_in;
  if (std::FILE* const file = std::fopen("/proc/self/loginuid", "re")) {
    if (std::fscanf(file, "%" SCNu32, &user) != 1) user = nobody_logged_in;
    std::fclose(file);
  }
  return user;
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

struct Row {
  std::int64_t seq = 0;
  std::string at, who, host, command, arguments;
  bool revealed = false;
};

Sha256 hash_of(std::string_view previous, const Row& row) {
  const std::string text = to_hex(as_bytes(previous)) + '\n' + std::to_string(row.seq) + '\n' + row.at + '\n' +
                           row.who + '\n' + row.host + '\n' + row.command + '\n' + row.arguments + '\n' +
                           (row.revealed ? "1" : "0");
  return sha256(as_bytes(text));
}

// What the case's key says of the row that is the last now, and of the content's seal beside it: neither can be put
// back to what it was without the other.
std::string seal_of(Database& database, const Sealer& sealer, std::int64_t seq, std::string_view hash) {
  const std::string what = std::to_string(seq) + ":" + to_hex(as_bytes(hash));
  const std::int64_t keyed =
      is_older_format(read_meta(database, "format_version"))
          ? sealer.keyed_hash("audit", what)
          : sealer.keyed_hash("audit and content", what + ":" + read_meta(database, content_seal_key));
  return std::to_string(seq) + ":" + std::to_string(keyed);
}

std::string stored_seal(Database& database) { return read_meta(database, seal_key); }

std::int64_t seq_of(const std::string& seal) {
  std::int64_t seq = 0;
  std::from_chars(seal.data(), seal.data() + seal.size(), seq);
  return seq;
}

void append(Database& database, const Sealer* sealer, std::string_view command, std::string_view arguments,
            bool revealed);

// Nothing was ever done with the case: its log may be empty, its seal not yet made.
bool is_new(Database& database) {
  return database.scalar("SELECT EXISTS(SELECT 1 FROM audit) OR EXISTS(SELECT 1 FROM evidence)") == 0;
}

// The row that the case's key vouches for is no longer there, or is another. The new end would hide it: so it is told
// in a row of its own first.
void tell_if_end_is_missing(Database& database, const Sealer& sealer) {
  if (!audit_end_is_sealed(database, sealer)) append_broken(database, "the log was changed before this row");
}

void append(Database& database, const Sealer* sealer, std::string_view command, std::string_view arguments,
            bool revealed) {
  Row row;
  std::string previous;
  {
    Statement last(database, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1");
    if (last.step()) {
      row.seq = last.integer(0);
      previous = last.blob(1);
    }
  }
  ++row.seq;
  row.at = now_utc();
  row.who = acting_user(::getuid(), login_user());
  row.host = host_name();
  row.command = command;
  row.arguments = arguments;
  row.revealed = revealed;
  const Sha256 hash = hash_of(previous, row);
  Statement insert(database,
                   "INSERT INTO audit(seq,at,who,host,command,arguments,revealed,hash) VALUES(?,?,?,?,?,?,?,?)");
  insert.bind(1, row.seq)
      .bind(2, std::string_view(row.at))
      .bind(3, std::string_view(row.who))
      .bind(4, std::string_view(row.host))
      .bind(5, command)
      .bind(6, arguments)
      .bind(7, std::int64_t{revealed ? 1 : 0})
      .bind_blob(8, as_text(hash))
      .run();
  if (sealer != nullptr) {
    put_meta(database, seal_key, seal_of(database, *sealer, row.seq, as_text(hash)));
  }
}

}  // namespace

std::string acting_user(std::uint32_t user, std::uint32_t login) {
  if (login == nobody_logged_in || login == user) return name_of(user);
  return name_of(user) + " (logged in as " + name_of(login) + ")";
}

bool audit_end_is_sealed(Database& database, const Sealer& sealer) {
  const std::string sealed = stored_seal(database);
  if (sealed.empty()) return is_new(database);
  const std::int64_t seq = seq_of(sealed);
  if (seq == 0) return sealed == seal_of(database, sealer, 0, "");
  Statement row(database, "SELECT hash FROM audit WHERE seq=?");
  row.bind(1, seq);
  return row.step() && sealed == seal_of(database, sealer, seq, row.blob(0));
}

void put_content_seal(Database& database, const Sealer& sealer, std::string_view seal, bool end_is_sealed) {
  put_meta(database, content_seal_key, seal);
  if (!end_is_sealed) return;
  const std::int64_t seq = seq_of(stored_seal(database));
  Statement row(database, "SELECT hash FROM audit WHERE seq=?");
  row.bind(1, seq);
  const std::string hash(row.step() ? row.blob(0) : std::string_view());
  put_meta(database, seal_key, seal_of(database, sealer, seq, hash));
}

void append_broken(Database& database, std::string_view what) {
  append(database, nullptr, broken_command, what, false);
}

void append_audit(Database& database, const Sealer* sealer, std::string_view command, std::string_view arguments,
                  bool revealed) {
  // What is about to be shown stands in the log whatever happens to the power.
  if (revealed) database.run("PRAGMA synchronous=FULL");
  {
    // Two commands at once must not take the same number.
    Transaction transaction(database);
    if (sealer != nullptr) tell_if_end_is_missing(database, *sealer);
    append(database, sealer, command, arguments, revealed);
    transaction.commit();
  }
  if (revealed) database.run("PRAGMA synchronous=NORMAL");
}

AuditCheck check_audit(Database& database, const Sealer* sealer) {
  AuditCheck check;
  const std::string sealed = stored_seal(database);
  const std::int64_t sealed_seq = seq_of(sealed);
  bool seal_found = sealer != nullptr && sealed_seq == 0 && audit_end_is_sealed(database, *sealer);
  std::string previous;
  std::int64_t expected = 1;
  Statement rows(database, "SELECT seq,at,who,host,command,arguments,revealed,hash FROM audit ORDER BY seq");
  while (rows.step()) {
    Row row;
    row.seq = rows.integer(0);
    row.at = rows.text(1);
    row.who = rows.text(2);
    row.host = rows.text(3);
    row.command = rows.text(4);
    row.arguments = rows.text(5);
    row.revealed = rows.integer(6) != 0;
    const Sha256 hash = hash_of(previous, row);
    if (check.broken_at == 0 && (row.seq != expected || as_text(hash) != rows.blob(7))) check.broken_at = row.seq;
    previous = rows.blob(7);
    expected = row.seq + 1;
    ++check.rows;
    check.reveals += row.revealed ? 1 : 0;
    if (row.command == broken_command) check.end_is_missing = true;
    if (sealer != nullptr && row.seq == sealed_seq && sealed == seal_of(database, *sealer, row.seq, previous)) {
      seal_found = true;
    }
  }
  check.last_hash = to_hex(as_bytes(previous));
  if (sealer != nullptr) {
    check.end_is_missing = check.end_is_missing || !seal_found;
    if (seal_found) check.sealed_up_to = static_cast<std::uint64_t>(sealed_seq);
  }
  return check;
}

}  // namespace constat
