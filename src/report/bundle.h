// What is handed to others: the report, the list of the evidence with its hashes, and a signed manifest that binds
// them to the case, the rules and the version of constat. One tar file (POSIX ustar) that any tool opens:
//   manifest.json   what is in the bundle, with SHA-256; the case's content hash; version, rules, signer
//   manifest.sig    Ed25519 signature of manifest.json, 128 hexadecimal digits
//   report.html     the report
//   evidence.jsonl  every file of the evidence: place, size, sha256, status
// It holds no value unmasked. It is checked without the case, the evidence or a network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casefile/case.h"
#include "casefile/signing.h"

namespace constat {

// The bundle's bytes. `created` is ISO 8601 UTC.
std::string make_bundle(Case& file, const SigningKey& key, std::string_view report_html, std::string_view created);

struct BundleCheck {
  std::vector<std::string> faults;  // Empty: nothing was changed since it was signed.
  std::string signer;               // Public key, hexadecimal.
  std::string created, version, rules_hash, content_hash, audit_hash;
  std::uint64_t evidence_files = 0;
};
// An error where it is no bundle at all.
Result<BundleCheck> check_bundle(std::string_view bytes);

}  // namespace constat
