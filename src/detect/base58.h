// Base58Check, as addresses and keys of Bitcoin are written. Source: Bitcoin developer reference, "Base58Check
// encoding".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace constat {

// Writes the bytes of `text` to `out` and checks the four of their checksum, the last ones. False where a character is
// none of the 58, the number does not fit into `out`, or the checksum does not hold. `out` has the size that the value
// must have, its checksum included.
bool decode_base58check(std::string_view text, std::span<std::uint8_t> out);

// A private key of Bitcoin's in the wallet import format, or an extended private key ("xprv...", "zprv..."), whose
// checksum holds. Sources: Bitcoin developer reference, "Wallet Import Format"; BIP-32, "Serialization format";
// SLIP-132.
bool is_wallet_key(std::string_view text);

}  // namespace constat
