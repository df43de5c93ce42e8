// Sealing of values: XChaCha20-Poly1305 (libsodium), the key from a passphrase by Argon2id or from a key file.
// A stolen case file must not be a second breach.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "casefile/case.h"

namespace constat {

inline constexpr std::size_t case_key_bytes = 32;

// `key` is case_key_bytes long; wiped when the sealer dies.
std::unique_ptr<Sealer> make_sealer(std::string_view key);

// A fresh random key.
std::string new_case_key();
// Argon2id (RFC 9106; libsodium's "moderate" cost) of a passphrase with the case's salt.
Result<std::string> key_from_passphrase(std::string_view passphrase, std::string_view salt);
std::string new_salt();
// Tells the right key from a wrong one without revealing it.
std::string key_check(std::string_view key);

}  // namespace constat
