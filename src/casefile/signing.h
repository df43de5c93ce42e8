// Signatures under what is handed on (RFC 8032, Ed25519, by libsodium). The key is the examiner's, not the case's: it
// is made at first use, in a file that only they can read.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace constat {

class SigningKey {
 public:
  // The key in the file that CONSTAT_SIGNING_KEY names, else in constat/keys/signing.key of the user's data folder;
  // made there if there is none (`made_at` then says where).
  static Result<std::unique_ptr<SigningKey>> open();
  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  std::string public_key() const { return public_key_; }  // 64 hexadecimal digits: what others know the signer by.
  std::string sign(std::string_view message) const;       // 128 hexadecimal digits.
  const std::string& made_at() const { return made_at_; }

 private:
  SigningKey() = default;
  std::string public_key_;
  std::string made_at_;
  unsigned char secret_[64] = {};
};

// False where any of the three is not what it should be.
bool signature_holds(std::string_view message, std::string_view signature_hex, std::string_view public_key_hex);

}  // namespace constat
