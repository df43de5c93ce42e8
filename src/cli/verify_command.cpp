// constat verify CASE|BUNDLE: whether a case, its evidence, or what was handed on is still what it was.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <unordered_set>

#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "casefile/audit.h"
#include "casefile/content_seal.h"
#include "casefile/integrity.h"
#include "cli/behind_door.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/listing.h"
#include "detect/item_names.h"
#include "evidence/folder.h"
#include "evidence/place.h"
#include "report/bundle.h"
#include "run/given_names.h"

namespace constat {

namespace {

constexpr std::uint64_t bundle_bytes_max = 4ULL << 30;

struct EvidenceCheck {
  std::string name, path;
  bool reachable = true;
  std::uint64_t same = 0, without_hash = 0;
  std::uint64_t sealed = 0;                       // Their names: without the key they cannot be found.
  std::vector<std::string> changed, gone, added;  // Places.
  bool as_it_was() const { return reachable && changed.empty() && gone.empty() && added.empty(); }
};

// Hashes the file's bytes; nothing of them is looked at. False where it cannot be read.
bool hash_file(int descriptor, Sha256& hash, std::uint64_t& size) {
  Sha256Hasher hasher;
  Buffer block(1U << 20);
  size = 0;
  for (;;) {
    const ssize_t got = ::pread(descriptor, block.data(), block.size(), static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    hasher.update(ByteView(block).first(static_cast<std::size_t>(got)));
    size += static_cast<std::uint64_t>(got);
  }
  hash = hasher.finish();
  return true;
}

EvidenceCheck check_evidence(Case& file, std::int64_t id, const std::string& name, const std::string& path) {
  EvidenceCheck check;
  ShownNames& names = file.shown_names();
  check.name = names.shown_path(name);
  check.path = names.shown_path(path);
  const auto real_name = names.real_path(name);
  const auto real_path = names.real_path(path);
  auto walk = real_path ? FolderWalk::open(*real_path) : tl::unexpected<Error>(real_path.error());
  if (!walk || !real_name) {
    check.reachable = false;
    return check;
  }
  std::unordered_set<std::string> known;
  Statement rows(file.database(),
                 "SELECT place, shown(place), sha256 FROM item WHERE parent IS NULL AND evidence=? ORDER BY place, id");
  rows.bind(1, id);
  while (rows.step()) {
    const auto real_place = names.real(rows.text(0));
    if (!real_place) {
      ++check.sealed;
      continue;
    }
    const std::string relative = path_in_evidence(*real_place);
    const std::string place(rows.text(1));
    known.insert(relative);
    if (rows.blob(2).empty()) {
      ++check.without_hash;  // A link, a device, a file that could not be read.
      continue;
    }
    const auto descriptor = walk->open_file(relative);
    if (!descriptor) {
      check.gone.push_back(place);
      continue;
    }
    Sha256 hash{};
    std::uint64_t size = 0;
    const bool read = hash_file(*descriptor, hash, size);
    ::close(*descriptor);
    if (!read || as_text(hash) != rows.blob(2)) {
      check.changed.push_back(place);
    } else {
      ++check.same;
    }
  }
  std::set<std::pair<std::uint64_t, std::uint64_t>> own;
  for (const char* const suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    if (::stat((file.path() + suffix).c_str(), &status) == 0) own.emplace(status.st_dev, status.st_ino);
  }
  while (check.sealed == 0) {  // Else nobody can tell what is new.
    const auto entry = walk->next();
    if (!entry) break;
    if (entry->kind != FolderEntry::Kind::file || known.contains(entry->path) ||
        own.contains({entry->device, entry->inode})) {
      continue;
    }
    check.added.push_back(names.stored(place_component(*real_name) + "/" + place_path(entry->path)));
  }
  return check;
}

// No reader has met the names of what is new: what values they hold is found out before they are shown.
void hide_values(const Arguments& arguments, std::vector<std::string>& places) {
  std::set<std::string, std::less<>> unknown;
  for (const std::string& place : places) {
    for (const std::string_view name : split(place, '/')) {
      if (name_may_hold_a_value(name)) unknown.emplace(name);
    }
  }
  if (unknown.empty()) return;
  const std::vector<std::string> names(unknown.begin(), unknown.end());
  const std::unique_ptr<Engine> engine = engine_from(arguments);
  HiddenNames hidden;
  bool judged = false;
  if (engine) {
    if (auto found = values_in_names(*engine, names, false)) {
      hidden = std::move(*found);
      judged = true;
    }
  }
  for (std::string& place : places) {
    place = with_names_changed(place, [&](std::string_view name) {
      if (const auto found = hidden.find(std::string(name)); found != hidden.end()) return found->second;
      return std::string(judged || !unknown.contains(name) ? name : "***");
    });
  }
}

void print_fact(std::string_view head, const std::string& text) {
  std::string padded(head);
  padded.resize(std::max<std::size_t>(padded.size(), 11), ' ');
  const std::string line = padded + text + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
}

std::string counted(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what);
}

// For programs.
const char* content_word(ContentCheck::State state) {
  switch (state) {
    case ContentCheck::State::no_key: return "no-key";
    case ContentCheck::State::no_seal: return "no-seal";
    case ContentCheck::State::open: return "open";
    case ContentCheck::State::vouched: return "yes";
    case ContentCheck::State::changed: return "no";
    case ContentCheck::State::missing: return "seal-missing";
  }
  return "";
}

const char* content_text(ContentCheck::State state) {
  switch (state) {
    case ContentCheck::State::no_key: return "without the case's key it cannot be vouched for";
    case ContentCheck::State::no_seal: return "made by an earlier constat: nothing vouches for it until the next scan";
    case ContentCheck::State::open: return "a scan has not ended: nothing vouches for it until one does";
    case ContentCheck::State::vouched: return "the case's key vouches for it";
    case ContentCheck::State::changed: return "CHANGED: the case's key vouches for another";
    case ContentCheck::State::missing: return "CHANGED: its seal is gone, or is not the case's key's";
  }
  return "";
}

int verify_case(const Arguments& arguments, bool json) {
  CaseOpen options;
  options.path = arguments.positional.front();
  auto opened = Case::open(options);
  if (!opened) {
    complain(opened.error().what);
    return exit_failed;
  }
  Case& file = **opened;
  AuditCheck audit;
  ContentCheck sealed;
  std::string content;
  {
    // All of one moment, whatever other commands write.
    Transaction transaction(file.database());
    audit = check_audit(file.database(), file.sealer());
    const Sha256 hash = content_hash(file.database());
    sealed = check_content(file, hash);
    content = to_hex(hash);
  }
  IntegrityCheck integrity = check_integrity(file.database());
  if (integrity.faults.empty()) check_findings(file, integrity);
  std::vector<EvidenceCheck> evidence;
  if (!arguments.has("--no-evidence")) {
    std::vector<std::tuple<std::int64_t, std::string, std::string>> roots;
    {
      Statement rows(file.database(), "SELECT id, name, path FROM evidence ORDER BY id");
      while (rows.step()) roots.emplace_back(rows.integer(0), rows.text(1), rows.text(2));
    }
    for (const auto& [id, name, path] : roots) {
      evidence.push_back(check_evidence(file, id, name, path));
      hide_values(arguments, evidence.back().added);
    }
  }
  const bool failed = !audit.good() || !integrity.faults.empty() || !sealed.good();
  bool changed = false;
  for (const EvidenceCheck& root : evidence) changed = changed || !root.as_it_was();
  if (!failed) file.audit("verify", arguments.as_typed, false);

  if (json) {
    Json out = {{"case", file.path()},
                {"whole", integrity.faults.empty()},
                {"faults", integrity.faults},
                {"audit",
                 {{"rows", audit.rows},
                  {"reveals", audit.reveals},
                  {"unbroken", audit.good()},
                  {"broken_at", audit.broken_at == 0 ? Json(nullptr) : Json(audit.broken_at)},
                  {"end_is_missing", audit.end_is_missing},
                  {"sealed_up_to", audit.sealed_up_to}}},
                {"content_sha256", content},
                {"content_vouched", content_word(sealed.state)},
                {"types_changed", sealed.types_changed},
                {"evidence", Json::array()}};
    for (const EvidenceCheck& root : evidence) {
      out["evidence"].push_back({{"name", root.name},
                                 {"path", root.path},
                                 {"reachable", root.reachable},
                                 {"same", root.same},
                                 {"without_hash", root.without_hash},
                                 {"sealed", root.sealed},
                                 {"changed", root.changed},
                                 {"gone", root.gone},
                                 {"new", root.added}});
    }
    const std::string text = json_page(out);
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    print_fact("Case", integrity.faults.empty() ? "whole: pages, schema, references, findings" : "DAMAGED");
    for (const std::string& fault : integrity.faults) print_fact("", fault);
    std::string log = counted(audit.rows, "commands, ") + counted(audit.reveals, "showed values; ");
    if (audit.broken_at != 0) {
      log += "the chain is BROKEN at " + std::to_string(audit.broken_at);
    } else if (audit.end_is_missing) {
      log += "rows were TAKEN FROM ITS END, or changed: the case's key vouches for another last row";
    } else {
      log += "the chain is unbroken";
      log += audit.sealed_up_to != 0 ? ", the case's key vouches for it up to " + std::to_string(audit.sealed_up_to)
                                     : std::string(" (without the case's key its end cannot be vouched for)");
    }
    print_fact("Audit", log);
    for (const EvidenceCheck& root : evidence) {
      if (!root.reachable) {
        print_fact("Evidence", escape_name(root.name) + "   not reachable at " + escape_name(root.path));
        continue;
      }
      std::string line = escape_name(root.name) + "   " + counted(root.same, "files as they were");
      if (!root.changed.empty()) line += ", " + counted(root.changed.size(), "changed");
      if (!root.gone.empty()) line += ", " + counted(root.gone.size(), "gone");
      if (!root.added.empty()) line += ", " + counted(root.added.size(), "new");
      if (root.without_hash != 0) line += ", " + counted(root.without_hash, "without a hash");
      if (root.sealed != 0) line += ", " + counted(root.sealed, "whose names are sealed (their key was not found)");
      print_fact("Evidence", line);
      for (const std::string& place : root.changed) print_fact("  changed", place);
      for (const std::string& place : root.gone) print_fact("  gone", place);
      for (const std::string& place : root.added) print_fact("  new", place);
    }
    print_fact("Content", "SHA-256 " + content);
    print_fact("", content_text(sealed.state));
    if (sealed.types_changed) {
      print_fact("Types", "CHANGED: names, categories or masks of types are not those that the case's key vouches for");
    }
  }
  if (failed) {
    complain(escape_name(file.path()) + " is not as constat left it",
             "Go back to a copy that is: of the case, or of its bundle.");
    return exit_failed;
  }
  return changed ? exit_incomplete : exit_done;
}

int verify_bundle(const Arguments& arguments, int descriptor, bool json) {
  const std::string& path = arguments.positional.front();
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || static_cast<std::uint64_t>(status.st_size) > bundle_bytes_max) {
    complain(escape_name(path) + " is too large for a bundle");
    return exit_failed;
  }
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(descriptor, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  const auto check = check_bundle(bytes);
  if (!check) {
    complain(escape_name(path) + ": " + check.error().what + ", and no case either",
             "constat verify takes a case, or what 'constat export CASE --bundle FILE' wrote");
    return exit_failed;
  }
  const std::string signer = arguments.get("--signer");
  bool good = check->faults.empty();
  const bool other_signer = !signer.empty() && to_lower_ascii(signer) != check->signer;
  if (json) {
    const Json out = {{"bundle", path},
                      {"unchanged", good},
                      {"faults", check->faults},
                      {"signer", check->signer},
                      {"signer_is_expected", signer.empty() ? Json(nullptr) : Json(!other_signer)},
                      {"created", check->created},
                      {"constat_version", check->version},
                      {"rules_sha256", check->rules_hash},
                      {"content_sha256", check->content_hash},
                      {"audit_sha256", check->audit_hash},
                      {"evidence_files", check->evidence_files}};
    const std::string text = json_page(out);
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    print_fact("Bundle", good ? "unchanged since it was signed" : "CHANGED");
    for (const std::string& fault : check->faults) print_fact("", fault);
    print_fact("Signer", escape_name(check->signer) +
                             (signer.empty() ? "   (compare with what the signer told you, or give --signer)"
                              : other_signer ? "   NOT the one that was expected"
                                             : "   as expected"));
    print_fact("Created", escape_name(check->created) + " with constat " + escape_name(check->version));
    print_fact("Rules", "SHA-256 " + escape_name(check->rules_hash));
    print_fact("Content", "SHA-256 " + escape_name(check->content_hash) + "   (constat verify CASE prints the case's)");
    print_fact("Evidence", counted(check->evidence_files, "files, their SHA-256 in evidence.jsonl"));
  }
  return good && !other_signer ? exit_done : exit_failed;
}

int run_verify(const Arguments& arguments) {
  const std::string& path = arguments.positional.front();
  int exit = exit_done;
  const int descriptor = open_regular_file(path, exit);
  if (descriptor < 0) return exit;
  char head[16] = {};
  const bool database = ::pread(descriptor, head, sizeof head, 0) == sizeof head &&
                        std::memcmp(head, "SQLite format 3", sizeof head) == 0;
  const bool json = arguments.get("--format") == "json";
  if (!database) {
    exit = verify_bundle(arguments, descriptor, json);
    ::close(descriptor);
    return exit;
  }
  ::close(descriptor);
  return verify_case(arguments, json);
}

constexpr Option verify_options[] = {
    {"--format", "FORMAT", "For the eye, or for a program", "text,json", "text"},
    {"--no-evidence", "", "Do not hash the evidence again", "", ""},
    {"--signer", "KEY", "The public key that a bundle must be signed with", "", ""},
};

}  // namespace

const Command verify_command = {
    .name = "verify",
    .takes = "CASE|BUNDLE",
    .does = "Check that a case, its evidence or a bundle is still what it was",
    .about =
        "Of a case: its database, schema, references and sealed findings, the chain of its audit log, whether all of "
        "its content is as the last command that changed it left it (the case's key tells), and the SHA-256 "
        "of every file of "
        "the evidence that is still where it was; what changed, is gone or is new is listed. Of a bundle: its "
        "signature and every file in it; neither the case nor a network is needed.\n"
        "Exit status: 0 all is as it was; 3 the evidence is not; 1 the case or the bundle is not.",
    .examples =
        "  constat verify studio.constat\n"
        "  constat verify studio.bundle.tar --signer 3b6a27bc...\n",
    .options = verify_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_verify,
};

}  // namespace constat
