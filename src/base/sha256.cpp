#include "base/sha256.h"

// The plain functions, which OpenSSL 3 would rather have replaced by EVP: that loads a provider and all it knows at
// each start, a tenth of the time of "constat detect" on nothing. Both use what the processor has for it.
#define OPENSSL_API_COMPAT 0x10101000L
#include <openssl/sha.h>

namespace constat {

struct Sha256Hasher::State {
  SHA256_CTX context;
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) { SHA256_Init(&state_->context); }
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::update(ByteView bytes) { SHA256_Update(&state_->context, bytes.data(), bytes.size()); }

Sha256 Sha256Hasher::finish() {
  Sha256 digest{};
  SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &state_->context);
  SHA256_Init(&state_->context);
  return digest;
}

Sha256 sha256(ByteView bytes) {
  thread_local Sha256Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

std::string to_hex(ByteView bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes) {
    hex.push_back(digits[std::to_integer<unsigned>(byte) >> 4]);
    hex.push_back(digits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return hex;
}

}  // namespace constat
