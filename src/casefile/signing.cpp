#include "casefile/signing.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/text.h"
#include "casefile/case.h"

namespace constat {

namespace {

bool from_hex(std::string_view hex, unsigned char* out, std::size_t size) {
  if (hex.size() != 2 * size) return false;
  std::size_t got = 0;
  return sodium_hex2bin(out, size, hex.data(), hex.size(), nullptr, &got, nullptr) == 0 && got == size;
}

}  // namespace

Result<std::unique_ptr<SigningKey>> SigningKey::open() {
  if (sodium_init() < 0) return fail(Fault::io, "no source of random numbers");
  std::unique_ptr<SigningKey> key(new SigningKey());
  const char* const named = std::getenv("CONSTAT_SIGNING_KEY");
  std::string path = named == nullptr ? "" : named;
  if (path.empty()) {
    TRY_ASSIGN(const std::string folder, make_key_folder());
    path = folder + "/signing.key";
  }
  unsigned char seed[crypto_sign_SEEDBYTES];
  char text[2 * sizeof seed + 1] = {};
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) {
    const ssize_t got = ::read(descriptor, text, sizeof text);
    ::close(descriptor);
    const bool good =
        got >= static_cast<ssize_t>(2 * sizeof seed) && from_hex({text, 2 * sizeof seed}, seed, sizeof seed);
    sodium_memzero(text, sizeof text);
    if (!good)
      return fail(Fault::malformed, escape_name(path) + " is no signing key: it holds no 64 hexadecimal digits");
  } else {
    randombytes_buf(seed, sizeof seed);
    sodium_bin2hex(text, sizeof text, seed, sizeof seed);
    const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = made >= 0 && ::write(made, text, 2 * sizeof seed) == static_cast<ssize_t>(2 * sizeof seed) &&
                         ::fsync(made) == 0;
    const int number = errno;
    if (made >= 0) ::close(made);
    sodium_memzero(text, sizeof text);
    if (!written) {
      sodium_memzero(seed, sizeof seed);
      return fail(Fault::io, "cannot write the signing key " + escape_name(path) + ": " + std::strerror(number));
    }
    key->made_at_ = path;
  }
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
  static_assert(sizeof key->secret_ == crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(public_key, key->secret_, seed);
  sodium_memzero(seed, sizeof seed);
  key->public_key_ = to_hex(as_bytes(std::string_view(reinterpret_cast<const char*>(public_key), sizeof public_key)));
  return key;
}

SigningKey::~SigningKey() { sodium_memzero(secret_, sizeof secret_); }

std::string SigningKey::sign(std::string_view message) const {
  unsigned char signature[crypto_sign_BYTES];
  crypto_sign_detached(signature, nullptr, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       secret_);
  return to_hex(as_bytes(std::string_view(reinterpret_cast<const char*>(signature), sizeof signature)));
}

bool signature_holds(std::string_view message, std::string_view signature_hex, std::string_view public_key_hex) {
  unsigned char signature[crypto_sign_BYTES];
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
  return sodium_init() >= 0 && from_hex(signature_hex, signature, sizeof signature) &&
         from_hex(public_key_hex, public_key, sizeof public_key) &&
         crypto_sign_verify_detached(signature, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                                     public_key) == 0;
}

}  // namespace constat
