#include "casefile/content_seal.h"

#include <sodium.h>

#include <array>

#include "base/text.h"
#include "casefile/audit.h"
#include "casefile/integrity.h"
#include "casefile/schema.h"

namespace constat {

namespace {

constexpr std::string_view is_open = "open";
constexpr std::string_view is_closed = "closed";

// "open:TYPES:NONCE:MAC" (whose it is is told by the nonce) or "closed:TYPES:CONTENT:MAC".
struct Seal {
  std::string state, types, content;
  bool is_the_keys = false;
};

std::string mac_of(const Sealer& sealer, std::string_view text) {
  return std::to_string(sealer.keyed_hash("content seal", text));
}

std::string written(const Sealer& sealer, std::string_view state, std::string_view types, std::string_view content) {
  std::string text(state);
  text.append(":").append(types).append(":").append(content);
  return text + ":" + mac_of(sealer, text);
}

Seal read(const Sealer& sealer, const std::string& stored) {
  Seal seal;
  const auto parts = split(stored, ':');
  if (parts.size() != 4) return seal;
  seal.state = parts[0];
  seal.types = parts[1];
  seal.content = parts[2];
  seal.is_the_keys = stored == written(sealer, seal.state, seal.types, seal.content);
  return seal;
}

std::string nonce() {
  std::array<unsigned char, 8> bytes = {};
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(as_bytes(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
}

std::string types_of(Case& file) { return to_hex(types_hash(file.database())); }

bool has_seals(Case& file) { return file.sealer() != nullptr && !is_older_format(file.meta("format_version")); }

bool is_new(Case& file) { return file.database().scalar("SELECT EXISTS(SELECT 1 FROM evidence)") == 0; }

}  // namespace

ContentChange::ContentChange(Case& file, By by) : file_(file), by_(by) {
  if (file.sealer() == nullptr) return;
  const Sealer& sealer = *file.sealer();
  Transaction transaction(file.database());
  const bool end_is_sealed = audit_end_is_sealed(file.database(), sealer);
  const bool older = is_older_format(file.meta("format_version"));
  if (older && by != By::scan) return;
  const std::string stored = file.meta(content_seal_key);
  const Seal seal = read(sealer, stored);
  const bool none_yet = stored.empty() && (older || is_new(file));
  if (!none_yet && (!seal.is_the_keys || seal.types != types_of(file))) {
    append_broken(file.database(), "what the case's key vouched for was changed before this row");
  }
  if (older) file.set_meta("format_version", std::to_string(case_format_version));
  if (by == By::scan || seal.state != is_open || !seal.is_the_keys) {
    mark_ = written(sealer, is_open, types_of(file), nonce());
    put_content_seal(file.database(), sealer, mark_, end_is_sealed);
  }
  transaction.commit();
}

void ContentChange::types_are_told(Case& file) {
  if (!has_seals(file)) return;
  const Sealer& sealer = *file.sealer();
  const Seal seal = read(sealer, file.meta(content_seal_key));
  if (!seal.is_the_keys || seal.state != is_open) return;
  put_content_seal(file.database(), sealer, written(sealer, is_open, types_of(file), seal.content),
                   audit_end_is_sealed(file.database(), sealer));
}

ContentChange::~ContentChange() {
  if (by_ == By::scan || is_done_) return;
  try {
    done();
  } catch (const DatabaseError&) {  // The seal stays open, and tells it.
    is_done_ = true;
  }
}

void ContentChange::done() {
  is_done_ = true;
  if (!has_seals(file_)) return;
  // Nobody changes it between the reading and the seal.
  Transaction transaction(file_.database());
  const std::string stored = file_.meta(content_seal_key);
  const Seal seal = read(*file_.sealer(), stored);
  const bool open_by_another = seal.is_the_keys && seal.state == is_open && stored != mark_;
  if (by_ == By::scan || !open_by_another) {
    const std::string content = to_hex(content_hash(file_.database()));
    put_content_seal(file_.database(), *file_.sealer(), written(*file_.sealer(), is_closed, types_of(file_), content),
                     audit_end_is_sealed(file_.database(), *file_.sealer()));
  }
  transaction.commit();
}

ContentCheck check_content(Case& file, const Sha256& content) {
  ContentCheck check;
  if (file.sealer() == nullptr) return check;
  if (!has_seals(file)) {
    check.state = ContentCheck::State::no_seal;
    return check;
  }
  const std::string stored = file.meta(content_seal_key);
  const Seal seal = read(*file.sealer(), stored);
  if (!seal.is_the_keys) {
    // A case that nobody scanned into yet.
    check.state = stored.empty() && is_new(file) ? ContentCheck::State::open : ContentCheck::State::missing;
    return check;
  }
  check.types_changed = seal.types != types_of(file);
  check.state = seal.state == is_open             ? ContentCheck::State::open
                : seal.content == to_hex(content) ? ContentCheck::State::vouched
                                                  : ContentCheck::State::changed;
  return check;
}

bool types_are_vouched(Case& file) {
  if (file.sealer() == nullptr) return false;
  if (!has_seals(file)) return !file.meta("audit_seal").empty() && audit_end_is_sealed(file.database(), *file.sealer());
  const Seal seal = read(*file.sealer(), file.meta(content_seal_key));
  return seal.is_the_keys && seal.types == types_of(file);
}

}  // namespace constat
