// Recovery phrases of wallets: words that open them on any machine. They carry a checksum, so that no other run of
// words is taken for one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/scan.h"

namespace constat {

// Reads the words of `path`, a line each, in BIP-39's order.
Result<std::vector<std::string>> load_seed_words(const std::string& path);

// Whether `words` are a recovery phrase: 12, 15, 18, 21 or 24 of the list whose last bits are the checksum of the
// others. Source: BIP-39, "Generating the mnemonic".
bool is_seed_phrase(std::span<const std::string_view> words, std::span<const std::string> list);

// Adds the recovery phrases of the text that end a line or a quoted value. Linear in the text, and a look at the last
// word for most lines.
void find_seed_phrases(Scan& scan);

}  // namespace constat
