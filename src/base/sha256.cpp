#include "base/sha256.h"

#include <openssl/evp.h>

#include <cassert>

namespace constat {

namespace {
// Fetched once: an implicit fetch at every start costs more than hashing a small file.
const EVP_MD* sha256_method() {
  static EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  assert(method != nullptr);
  return method;
}
}  // namespace

struct Sha256Hasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context, sha256_method(), nullptr);
}
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::update(ByteView bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

Sha256 Sha256Hasher::finish() {
  Sha256 digest{};
  EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  EVP_DigestInit_ex(state_->context, sha256_method(), nullptr);
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
