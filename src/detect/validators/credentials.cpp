// Validators: Secrets whose form says what they are.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// An answer to a question that opens an account: one to three words, names as a rule: each begins with a capital, or
// has a digit. (What a sentence says of answers does neither.)
Validity security_answer(std::string_view value) {
  constexpr std::size_t words_max = 3;
  constexpr std::size_t bytes_max = 40;
  value = trim(value);
  const std::vector<std::string_view> words = split(value, ' ');
  if (value.size() < 2 || value.size() > bytes_max || words.size() > words_max) return Validity::invalid;
  for (const std::string_view word : words) {
    if (word.empty()) return Validity::invalid;
    const bool capital = is_upper(word.front()) || is_high(word.front());
    if (!capital && std::none_of(word.begin(), word.end(), is_digit)) return Validity::invalid;
  }
  for (const std::string_view none : {"none", "null", "n/a", "unknown", "yes", "no", "true", "false", "test"}) {
    if (equals_ignoring_case(value, none)) return Validity::sample;
  }
  return Validity::shape;
}

// Source: RFC 4226, 4: a shared secret has 128 bits, 80 in the early generators; RFC 4648, 6: five bits a character.
// Groups of four may stand apart. A word has no digit and one case; the secret of a demonstration is a sample.
Validity base32_secret(std::string_view value) {
  std::string letters;
  bool word = true;
  for (const char c : value) {
    word = word && c >= 'a' && c <= 'z';
    if (c == ' ' || c == '-') continue;
    if (!is_alpha(c) && !(c >= '2' && c <= '7')) return Validity::invalid;
    letters.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  if (word || letters.size() < 16 || letters.size() > 128) return Validity::invalid;
  if (letters.starts_with("JBSWY3DPEHPK3PXP") || all_equal(letters)) return Validity::sample;
  return Validity::shape;
}

// Source: the key URI format of authenticator programs: otpauth://TYPE/LABEL?secret=BASE32&...
Validity otpauth(std::string_view value) {
  constexpr std::string_view name = "secret=";
  const std::size_t at = value.find(name);
  if (at == std::string_view::npos || at == 0 || (value[at - 1] != '?' && value[at - 1] != '&'))
    return Validity::invalid;
  value.remove_prefix(at + name.size());
  const Validity secret = base32_secret(value.substr(0, value.find_first_of("&=%#")));
  return secret == Validity::shape ? Validity::checked : secret;
}

// Source: Microsoft, MS-NLMP 3.3; as tools write what they captured: user::domain:LM response:NT response:challenge of
// NTLMv1 (24, 24 and 8 bytes), user::domain:challenge:proof:blob of NTLMv2 (8, 16 and 20 bytes or more).
Validity netntlm(std::string_view value) {
  const std::vector<std::string_view> parts = split(value, ':');
  if (parts.size() != 6 || parts[0].empty() || !parts[1].empty() || parts[2].empty()) return Validity::invalid;
  for (std::size_t index = 3; index < parts.size(); ++index) {
    if (!std::all_of(parts[index].begin(), parts[index].end(), is_hex)) return Validity::invalid;
  }
  const bool first = parts[3].size() == 48 && parts[4].size() == 48 && parts[5].size() == 16;
  const bool second = parts[3].size() == 16 && parts[4].size() == 32 && parts[5].size() >= 40;
  return first || second ? Validity::checked : Validity::invalid;
}

// Source: ISO 9564-1, 8.1: a PIN has four to twelve digits. What everybody tries first is a sample.
Validity pin(std::string_view value) {
  if (value.size() < 4 || value.size() > 12 || !std::all_of(value.begin(), value.end(), is_digit))
    return Validity::invalid;
  const bool counted = std::string_view("0123456789012").find(value) != std::string_view::npos;
  return counted || all_equal(value) ? Validity::sample : Validity::shape;
}

// Source: GitHub, "Behind GitHub's new authentication token formats": the last six characters are the CRC-32 of the
// thirty before them, in base 62 (digits, upper, lower case). Tokens of other lengths have no published check.
Validity github_token(std::string_view value) {
  const std::size_t underscore = value.find('_');
  if (underscore == std::string_view::npos) return Validity::invalid;
  const std::string_view body = value.substr(underscore + 1);
  if (body.size() != 36) return Validity::shape;
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : body.substr(0, 30)) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  crc = ~crc;
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (std::size_t index = 36; index-- > 30; crc /= 62) {
    if (body[index] != alphabet[crc % 62]) return Validity::shape;
  }
  return Validity::checked;
}

// Source: RFC 7515: the first part is base64url of a JSON object with "alg".
Validity jwt(std::string_view value) {
  const std::string_view head = value.substr(0, value.find('.'));
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : head) {
    std::uint32_t code = 0;
    if (c >= 'A' && c <= 'Z')
      code = static_cast<std::uint32_t>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      code = static_cast<std::uint32_t>(c - 'a' + 26);
    else if (is_digit(c))
      code = static_cast<std::uint32_t>(c - '0' + 52);
    else if (c == '-' || c == '+')
      code = 62;
    else if (c == '_' || c == '/')
      code = 63;
    else
      return Validity::invalid;
    bits = bits << 6 | code;
    count += 6;
    if (count >= 8) {
      count -= 8;
      text += static_cast<char>(bits >> count & 0xFF);
    }
    if (text.size() > 4096) break;
  }
  return text.starts_with('{') && text.find("\"alg\"") != std::string::npos ? Validity::checked : Validity::invalid;
}

}  // namespace

std::span<const Validator> credentials_validators() {
  static constexpr Validator table[] = {
      {"base32_secret", base32_secret, upper_trimmed},
      {"otpauth", otpauth, trimmed},
      {"netntlm", netntlm, trimmed},
      {"pin", pin, trimmed},
      {"security_answer", security_answer, lower_trimmed},
      {"github_token", github_token, trimmed},
      {"jwt", jwt, trimmed},
  };
  return table;
}

}  // namespace constat
