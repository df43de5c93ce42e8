#include "casefile/sealer.h"

#include <sodium.h>

#include <array>
#include <cassert>
#include <cstring>

namespace constat {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

class KeySealer final : public Sealer {
 public:
  explicit KeySealer(std::string_view key) {
    assert(key.size() == case_key_bytes);
    // One key for each use, so that a weakness of one says nothing about the other.
    crypto_kdf_derive_from_key(seal_key_.data(), seal_key_.size(), 1, "constat", bytes_of(key));
    crypto_kdf_derive_from_key(hash_key_.data(), hash_key_.size(), 2, "constat", bytes_of(key));
  }
  ~KeySealer() override {
    sodium_memzero(seal_key_.data(), seal_key_.size());
    sodium_memzero(hash_key_.data(), hash_key_.size());
  }
  KeySealer(const KeySealer&) = delete;
  KeySealer& operator=(const KeySealer&) = delete;

  std::int64_t keyed_hash(std::string_view type_name, std::string_view text) const override {
    // SipHash-2-4 with 128-bit key (libsodium's short hash): two inputs are joined by a byte that no type name holds.
    std::array<char, 512> small;
    std::string large;
    const std::size_t size = type_name.size() + 1 + text.size();
    char* joined = small.data();
    if (size > small.size()) {
      large.resize(size);
      joined = large.data();
    }
    std::memcpy(joined, type_name.data(), type_name.size());
    joined[type_name.size()] = '\0';
    if (!text.empty()) std::memcpy(joined + type_name.size() + 1, text.data(), text.size());
    unsigned char out[crypto_shorthash_BYTES];
    crypto_shorthash(out, reinterpret_cast<const unsigned char*>(joined), size, hash_key_.data());
    std::uint64_t value = 0;
    std::memcpy(&value, out, sizeof value);
    return static_cast<std::int64_t>(value >> 1);
  }

  std::string seal(std::int64_t id, std::string_view plain) const override {
    std::string sealed(plain.size() + tag_bytes, '\0');
    const auto nonce = nonce_of(id);
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(sealed.data()), &size, bytes_of(plain),
                                               plain.size(), nullptr, 0, nullptr, nonce.data(), seal_key_.data());
    return sealed;
  }

  Result<std::string> open(std::int64_t id, std::string_view sealed) const override {
    if (sealed.size() < tag_bytes) return fail(Fault::malformed, "a sealed value is damaged");
    std::string plain(sealed.size() - tag_bytes, '\0');
    const auto nonce = nonce_of(id);
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), &size, nullptr,
                                                   bytes_of(sealed), sealed.size(), nullptr, 0, nonce.data(),
                                                   seal_key_.data()) != 0) {
      return fail(Fault::malformed, "a sealed value is damaged, or the key is not this case's");
    }
    return plain;
  }

  void seal_block(std::string_view plain, std::string_view bound, std::string& sealed) const override {
    sealed.resize(nonce_bytes + plain.size() + tag_bytes);
    auto* const out = reinterpret_cast<unsigned char*>(sealed.data());
    randombytes_buf(out, nonce_bytes);
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_bytes, &size, bytes_of(plain), plain.size(), bytes_of(bound),
                                               bound.size(), nullptr, out, seal_key_.data());
  }

  Result<void> open_block(std::string_view sealed, std::string_view bound, std::string& plain) const override {
    if (sealed.size() < nonce_bytes + tag_bytes) return fail(Fault::malformed, "a sealed block is damaged");
    plain.resize(sealed.size() - nonce_bytes - tag_bytes);
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char*>(plain.data()), &size, nullptr, bytes_of(sealed) + nonce_bytes,
            sealed.size() - nonce_bytes, bytes_of(bound), bound.size(), bytes_of(sealed), seal_key_.data()) != 0) {
      return fail(Fault::malformed, "a sealed block is damaged, or the key is not this case's");
    }
    return {};
  }

 private:
  static std::array<unsigned char, nonce_bytes> nonce_of(std::int64_t id) {
    std::array<unsigned char, nonce_bytes> nonce = {};
    std::memcpy(nonce.data(), &id, sizeof id);
    return nonce;
  }
  std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> seal_key_ = {};
  std::array<unsigned char, crypto_shorthash_KEYBYTES> hash_key_ = {};
};

}  // namespace

std::unique_ptr<Sealer> make_sealer(std::string_view key) { return std::make_unique<KeySealer>(key); }

std::string new_case_key() {
  std::string key(case_key_bytes, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string new_salt() {
  std::string salt(crypto_pwhash_SALTBYTES, '\0');
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

Result<std::string> key_from_passphrase(std::string_view passphrase, std::string_view salt) {
  if (salt.size() != crypto_pwhash_SALTBYTES) return fail(Fault::malformed, "the case's salt is damaged");
  std::string key(case_key_bytes, '\0');
  if (crypto_pwhash(reinterpret_cast<unsigned char*>(key.data()), key.size(), passphrase.data(), passphrase.size(),
                    bytes_of(salt), crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(Fault::over_limit, "not enough memory to derive the key (256 MB are needed)");
  }
  return key;
}

std::string key_check(std::string_view key) {
  std::string check(16, '\0');
  crypto_kdf_derive_from_key(reinterpret_cast<unsigned char*>(check.data()), check.size(), 3, "constat", bytes_of(key));
  return check;
}

}  // namespace constat
