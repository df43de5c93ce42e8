// SHA-256 (FIPS 180-4), by OpenSSL's libcrypto, which uses the processor's SHA instructions.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace constat {

using Sha256 = std::array<std::byte, 32>;

class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept;

  void update(ByteView bytes);
  // Gives the hash and starts afresh.
  Sha256 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256 sha256(ByteView bytes);
std::string to_hex(ByteView bytes);

}  // namespace constat
