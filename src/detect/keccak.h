// Keccak-256 with the original padding, as Ethereum uses it (SHA-3 before FIPS 202 changed the padding byte).
// Source: The Keccak reference, version 3.0.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace constat {

// Of at most 135 bytes (one block): all that an address check asks for.
std::array<std::uint8_t, 32> keccak256(std::string_view text);

}  // namespace constat
