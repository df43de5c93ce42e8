// Validators: Cards, accounts, wallets.
#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/text.h"
#include "detect/base58.h"
#include "detect/keccak.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

struct IssuerRange {
  int digits;  // How many leading digits the range is of.
  int first;
  int last;
  std::uint32_t lengths;  // Bit n: n digits.
};

constexpr std::uint32_t lengths(std::initializer_list<int> all) {
  std::uint32_t bits = 0;
  for (const int length : all) bits |= 1U << length;
  return bits;
}

// Source: ISO/IEC 7812 and the schemes' published issuer ranges.
constexpr IssuerRange card_issuers[] = {
    {1, 4, 4, lengths({13, 16, 19})},  // Visa
    {2, 51, 55, lengths({16})},        // Mastercard
    {4, 2221, 2720, lengths({16})},    // Mastercard, since 2017
    {2, 34, 34, lengths({15})},        // American Express
    {2, 37, 37, lengths({15})},
    {3, 300, 305, lengths({14, 15, 16, 17, 18, 19})},  // Diners Club
    {3, 309, 309, lengths({14, 15, 16, 17, 18, 19})},
    {2, 36, 36, lengths({14, 15, 16, 17, 18, 19})},
    {2, 38, 39, lengths({14, 15, 16, 17, 18, 19})},
    {4, 6011, 6011, lengths({16, 17, 18, 19})},  // Discover
    {3, 644, 649, lengths({16, 17, 18, 19})},
    {2, 65, 65, lengths({16, 17, 18, 19})},
    {4, 3528, 3589, lengths({16, 17, 18, 19})},  // JCB
    {4, 2131, 2131, lengths({15})},              // JCB, old
    {4, 1800, 1800, lengths({15})},
    {2, 62, 62, lengths({16, 17, 18, 19})},      // UnionPay
    {4, 2200, 2204, lengths({16, 17, 18, 19})},  // Mir
};

constexpr IssuerRange maestro[] = {
    {2, 50, 50, lengths({12, 13, 14, 15, 16, 17, 18, 19})},
    {2, 56, 69, lengths({12, 13, 14, 15, 16, 17, 18, 19})},
    {1, 1, 1, lengths({15})},  // UATP, of the airlines.
};

bool in_ranges(const Compact& c, std::span<const IssuerRange> ranges) {
  for (const IssuerRange& range : ranges) {
    const int prefix = c.number(0, static_cast<std::size_t>(range.digits));
    if (prefix >= range.first && prefix <= range.last && (range.lengths >> c.size & 1U) != 0) return true;
  }
  return false;
}

bool card_grouping(const Compact& c) {
  if (!c.has_separators()) return true;
  if (c.size == 15) return c.grouped({4, 6, 5}) || c.grouped({4, 4, 4, 3}) || c.grouped({5, 5, 5});
  if (c.size == 14) return c.grouped({4, 6, 4}) || c.grouped({4, 4, 4, 2});
  if (c.size == 16) return c.grouped({4, 4, 4, 4}) || c.grouped({4, 12}) || c.grouped({8, 8}) || c.grouped({6, 6, 4});
  if (c.size == 12) return c.grouped({4, 4, 4});
  if (c.size == 13) return c.grouped({4, 4, 5}) || c.grouped({4, 3, 3, 3}) || c.grouped({4, 4, 4, 1});
  if (c.size == 19) return c.grouped({4, 4, 4, 4, 3}) || c.grouped({6, 13});
  if (c.size == 18) return c.grouped({4, 4, 4, 4, 2}) || c.grouped({6, 12});
  return c.size == 17 && c.grouped({4, 4, 4, 4, 1});
}

// The schemes' and processors' public test cards.
constexpr std::string_view test_cards[] = {
    "4111111111111111", "4012888888881881", "4222222222222",    "4242424242424242", "4000056655665556",
    "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "2223000048400011",
    "378282246310005",  "371449635398431",  "378734493671000",  "30569309025904",   "38520000023237",
    "6011111111111117", "6011000990139424", "6011000000000004", "3530111333300000", "3566002020360505",
    "4000000000000002", "4000002500003155", "4000000000009995", "4007000000027",    "4012000033330026",
    "5424000000000015", "370000000000002",  "6200000000000005", "36227206271667",   "3056930009020004",
    "4444333322221111", "4917610000000000", "6304000000000000", "4444444444444448", "5454545454545454",
};

// Source: ISO/IEC 7812-1: issuer range with its lengths, Luhn, and the grouping that issuers print. Maestro's ranges
// are so wide that they are `shape`: a rule asks for a label there.
Validity luhn_card(std::string_view value) {
  const Compact c = compact(value, " -");
  if (!c.all_digits() || c.size < 12 || c.size > 19 || all_equal(c.view())) return Validity::invalid;
  if (!card_grouping(c) || !luhn(c.view())) return Validity::invalid;
  const bool narrow = in_ranges(c, card_issuers);
  if (!narrow && !in_ranges(c, maestro)) return Validity::invalid;
  for (const std::string_view test : test_cards) {
    if (c.view() == test) return Validity::sample;
  }
  // Runs of zeros in the middle are nobody's account: 4000 0000 0000 0002 and its like.
  if (c.view().find("00000000") != std::string_view::npos) return Validity::sample;
  return narrow ? Validity::checked : Validity::shape;
}

// The schemes' own ranges; and Maestro's wide ones of any length, which a label must support.
Validity issuer_card(std::string_view value) {
  const Validity validity = luhn_card(value);
  return validity == Validity::shape ? Validity::invalid : validity;
}

Validity luhn_number(std::string_view value) {
  const Compact c = compact(value, " -");
  if (!c.all_digits() || c.size < 12 || c.size > 19 || all_equal(c.view()) || !card_grouping(c) || !luhn(c.view()))
    return Validity::invalid;
  // ISO/IEC 7812-1, table 1: banks and travel begin with 3 to 6. That Luhn's digit holds is all there is: a shape.
  return c[0] >= '3' && c[0] <= '6' ? Validity::shape : Validity::invalid;
}

Validity maestro_card(std::string_view value) {
  return luhn_card(value) == Validity::shape ? Validity::shape : Validity::invalid;
}

// Source: PCI DSS 4.0, 3.3.1.2: three digits, four on American Express. What everybody writes into a form is a sample.
Validity card_security_code(std::string_view value) {
  if ((value.size() != 3 && value.size() != 4) || !std::all_of(value.begin(), value.end(), is_digit))
    return Validity::invalid;
  return all_equal(value) || value == "123" || value == "1234" ? Validity::sample : Validity::shape;
}

struct IbanShape {
  std::string_view country;
  std::string_view bban;  // "n5 c12": kinds and counts as in the registry, n digits, a letters, c both.
};

// Source: SWIFT IBAN registry, release 101.
constexpr IbanShape iban_shapes[] = {
    {"AD", "n8c12"},   {"AE", "n19"},    {"AL", "n8c16"},    {"AT", "n16"},      {"AZ", "a4c20"},    {"BA", "n16"},
    {"BE", "n12"},     {"BG", "a4n6c8"}, {"BH", "a4c14"},    {"BI", "n23"},      {"BR", "n23a1c1"},  {"BY", "c4n4c16"},
    {"CH", "n5c12"},   {"CR", "n18"},    {"CY", "n8c16"},    {"CZ", "n20"},      {"DE", "n18"},      {"DJ", "n23"},
    {"DK", "n14"},     {"DO", "c4n20"},  {"EE", "n16"},      {"EG", "n25"},      {"ES", "n20"},      {"FI", "n14"},
    {"FK", "a2n12"},   {"FO", "n14"},    {"FR", "n10c11n2"}, {"GB", "a4n14"},    {"GE", "a2n16"},    {"GI", "a4c15"},
    {"GL", "n14"},     {"GR", "n7c16"},  {"GT", "c24"},      {"HN", "a4n20"},    {"HR", "n17"},      {"HU", "n24"},
    {"IE", "a4n14"},   {"IL", "n19"},    {"IQ", "a4n15"},    {"IS", "n22"},      {"IT", "a1n10c12"}, {"JO", "a4n4c18"},
    {"KW", "a4c22"},   {"KZ", "n3c13"},  {"LB", "n4c20"},    {"LC", "a4c24"},    {"LI", "n5c12"},    {"LT", "n16"},
    {"LU", "n3c13"},   {"LV", "a4c13"},  {"LY", "n21"},      {"MC", "n10c11n2"}, {"MD", "c20"},      {"ME", "n18"},
    {"MK", "n3c10n2"}, {"MN", "n16"},    {"MR", "n23"},      {"MT", "a4n5c18"},  {"MU", "a4n19a3"},  {"NI", "a4n20"},
    {"NL", "a4n10"},   {"NO", "n11"},    {"OM", "n3c16"},    {"PK", "a4c16"},    {"PL", "n24"},      {"PS", "a4c21"},
    {"PT", "n21"},     {"QA", "a4c21"},  {"RO", "a4c16"},    {"RS", "n18"},      {"RU", "n14c15"},   {"SA", "n2c18"},
    {"SC", "a4n20a3"}, {"SD", "n14"},    {"SE", "n20"},      {"SI", "n15"},      {"SK", "n20"},      {"SM", "a1n10c12"},
    {"SO", "n19"},     {"ST", "n21"},    {"SV", "a4n20"},    {"TL", "n19"},      {"TN", "n20"},      {"TR", "n6c16"},
    {"UA", "n6c19"},   {"VA", "n18"},    {"VG", "a4n16"},    {"XK", "n16"},      {"YE", "a4n4c18"},
};

bool bban_matches(std::string_view bban, std::string_view shape) {
  std::size_t at = 0;
  for (std::size_t index = 0; index < shape.size();) {
    const char kind = shape[index++];
    std::size_t count = 0;
    while (index < shape.size() && is_digit(shape[index]))
      count = count * 10 + static_cast<std::size_t>(shape[index++] - '0');
    if (at + count > bban.size()) return false;
    for (std::size_t i = 0; i < count; ++i, ++at) {
      const char c = bban[at];
      if (kind == 'n' ? !is_digit(c) : kind == 'a' ? !is_alpha(c) : !is_alnum(c)) return false;
    }
  }
  return at == bban.size();
}

bool national_check_holds(std::string_view country, std::string_view bban) {
  if (country == "FR" || country == "MC") return rib_holds(bban);
  if (country == "ES") return ccc_holds(bban);
  if (country == "IT" || country == "SM") return cin_holds(bban);
  if (country == "BE") {
    const std::uint64_t rest = number_of(bban.substr(0, 10)) % 97;
    return (rest == 0 ? 97 : rest) == number_of(bban.substr(10));
  }
  if (country == "NO") {  // Weights 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1.
    constexpr int weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (std::size_t index = 0; index < 11; ++index) sum += weights[index] * (bban[index] - '0');
    return sum % 11 == 0;
  }
  return true;
}

// Source: SWIFT IBAN registry (length and shape per country), ISO 13616 (mod 97 = 1), then the country's own check: an
// IBAN that fails only that one is `shape`.
Validity iban(std::string_view value) {
  Compact c = compact(value);
  if (!c.ok) return Validity::invalid;
  std::string_view text = c.view();
  if (text.starts_with("IBAN")) text.remove_prefix(4);
  if (text.size() < 15 || text.size() > 34 || !is_digit(text[2]) || !is_digit(text[3])) return Validity::invalid;
  const std::string_view country = text.substr(0, 2);
  const auto* const found = std::find_if(std::begin(iban_shapes), std::end(iban_shapes),
                                         [&](const IbanShape& shape) { return shape.country == country; });
  if (found == std::end(iban_shapes) || !bban_matches(text.substr(4), found->bban)) return Validity::invalid;
  const std::uint64_t check = number_of(text.substr(2, 2));
  if (check < 2 || check > 98 || mod97(text.substr(0, 4), mod97(text.substr(4))) != 1) return Validity::invalid;
  const std::string_view bban = text.substr(4);
  if (all_equal(bban)) return Validity::sample;
  return national_check_holds(country, bban) ? Validity::checked : Validity::shape;
}

std::string iban_canonical(std::string_view value) {
  std::string text = compact_text(value);
  if (text.starts_with("IBAN")) text.erase(0, 4);
  return text;
}

constexpr std::string_view country_codes =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ"
    "DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJM"
    "JOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP"
    "NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO"
    "TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

bool is_country(std::string_view code) {  // ISO 3166-1 alpha-2, and XK.
  for (std::size_t index = 0; index + 1 < country_codes.size(); index += 2) {
    if (country_codes.substr(index, 2) == code) return true;
  }
  return false;
}

// Source: ISO 9362: institution 4 letters, country, location 2, branch 3. No check: words of eight letters collide.
Validity bic(std::string_view value) {
  const Compact c = compact(value);
  if (!c.ok || (c.size != 8 && c.size != 11)) return Validity::invalid;
  for (std::size_t index = 0; index < 6; ++index) {
    if (!is_alpha(c[index])) return Validity::invalid;
  }
  return is_country(c.view().substr(4, 2)) ? Validity::shape : Validity::invalid;
}

// Source: Bitcoin developer reference, base58check: version, 20 bytes, first four bytes of the double SHA-256.
bool base58_holds(std::string_view text) {
  if (text.size() < 26 || text.size() > 35) return false;
  std::array<std::uint8_t, 25> bytes{};
  return decode_base58check(text, bytes) && (bytes[0] == 0x00 || bytes[0] == 0x05);  // P2PKH, P2SH.
}

// Source: BIP 173 (bech32) and BIP 350 (bech32m).
bool bech32_holds(std::string_view text) {
  constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  if (text.size() < 14 || text.size() > 90) return false;
  const bool has_lower = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool has_upper = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (has_lower && has_upper) return false;
  const std::string lower = to_lower_ascii(text);
  if (!lower.starts_with("bc1") && !lower.starts_with("tb1")) return false;
  std::uint32_t check = 1;
  const auto step = [&](std::uint32_t value) {
    constexpr std::uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const std::uint32_t top = check >> 25;
    check = (check & 0x1ffffff) << 5 ^ value;
    for (unsigned bit = 0; bit < 5; ++bit) {
      if ((top >> bit & 1U) != 0) check ^= generator[bit];
    }
  };
  for (const char c : {lower[0], lower[1]}) step(static_cast<unsigned char>(c) >> 5);
  step(0);
  for (const char c : {lower[0], lower[1]}) step(static_cast<unsigned char>(c) & 31U);
  std::size_t version = 0;
  for (std::size_t index = 3; index < lower.size(); ++index) {
    const std::size_t code = alphabet.find(lower[index]);
    if (code == std::string_view::npos) return false;
    if (index == 3) version = code;
    step(static_cast<std::uint32_t>(code));
  }
  // BIP 141 and 350: version 0 is 20 or 32 bytes with bech32, version 1 is 32 bytes, 1 to 16 with bech32m.
  const std::size_t program_bytes = (lower.size() - 3 - 1 - 6) * 5 / 8;
  if (version == 0) return check == 1 && (program_bytes == 20 || program_bytes == 32);
  if (version == 1 && program_bytes != 32) return false;
  return version <= 16 && program_bytes >= 2 && program_bytes <= 40 && check == 0x2bc830a3;
}

// Source: EIP-55: a letter is upper case where the matching nibble of Keccak-256 of the lower-case address is 8 or
// more.
Validity ethereum(std::string_view text) {
  if (text.size() != 42 || !text.starts_with("0x")) return Validity::invalid;
  const std::string_view body = text.substr(2);
  bool lower = false;
  bool upper = false;
  for (const char c : body) {
    if (!is_hex(c)) return Validity::invalid;
    lower = lower || (c >= 'a' && c <= 'f');
    upper = upper || (c >= 'A' && c <= 'F');
  }
  if (all_equal(body)) return Validity::invalid;
  if (!(lower && upper)) return Validity::shape;
  const std::string small = to_lower_ascii(body);
  const auto hash = keccak256(small);
  for (std::size_t index = 0; index < 40; ++index) {
    if (!is_alpha(body[index])) continue;
    const unsigned nibble = index % 2 == 0 ? hash[index / 2] >> 4 : hash[index / 2] & 15U;
    if ((nibble >= 8) != (body[index] >= 'A' && body[index] <= 'F')) return Validity::invalid;
  }
  return Validity::checked;
}

Validity crypto(std::string_view value) {
  value = trim(value);
  if (value.starts_with("0x")) return ethereum(value);
  return checked_if(base58_holds(value) || bech32_holds(value));
}

Validity wallet_key(std::string_view value) { return checked_if(is_wallet_key(value)); }

std::string crypto_canonical(std::string_view value) {
  value = trim(value);
  if (value.starts_with("0x") || base58_holds(value) == false) return to_lower_ascii(value);
  return std::string(value);
}

}  // namespace

std::size_t iban_length(std::string_view country) {
  // By both letters: asked of every word of letters before a number.
  static const std::array<std::uint8_t, 26 * 26> lengths = [] {
    std::array<std::uint8_t, 26 * 26> found = {};
    for (const IbanShape& shape : iban_shapes) {
      std::size_t length = 4;
      for (std::size_t index = 0; index < shape.bban.size();) {
        ++index;
        std::size_t count = 0;
        while (index < shape.bban.size() && is_digit(shape.bban[index])) {
          count = count * 10 + static_cast<std::size_t>(shape.bban[index++] - '0');
        }
        length += count;
      }
      const auto place = static_cast<std::size_t>((shape.country[0] - 'A') * 26 + (shape.country[1] - 'A'));
      if (found[place] == 0) found[place] = static_cast<std::uint8_t>(length);
    }
    return found;
  }();
  if (country.size() != 2 || !is_alpha(country[0]) || !is_alpha(country[1])) return 0;
  return lengths[static_cast<std::size_t>(((country[0] | 0x20) - 'a') * 26 + ((country[1] | 0x20) - 'a'))];
}

std::span<const Validator> payment_validators() {
  static constexpr Validator table[] = {
      {"luhn_card", luhn_card, compact_text},
      {"issuer_card", issuer_card, compact_text},
      {"card_security_code", card_security_code, trimmed},
      {"maestro_card", maestro_card, compact_text},
      {"luhn_number", luhn_number, compact_text},
      {"iban", iban, iban_canonical},
      {"bic", bic, compact_text},
      {"wallet_key", wallet_key, trimmed},
      {"crypto", crypto, crypto_canonical},
  };
  return table;
}

}  // namespace constat
