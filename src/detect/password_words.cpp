#include "detect/password_words.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"
#include "detect/password_lists.h"

namespace constat {

bool is_common_password(std::string_view word) {
  // Common knowledge: each year's lists of the passwords seen most agree on these.
  static const std::unordered_set<std::string_view> words = {
      "123456",    "123456789", "12345678",   "12345",     "1234567",    "1234567890", "111111",     "123123",
      "000000",    "654321",    "666666",     "987654321", "112233",     "555555",     "121212",     "123321",
      "1q2w3e4r",  "qwerty",    "qwertyuiop", "qwertz",    "qwertzuiop", "azerty",     "azertyuiop", "asdfgh",
      "asdfghjkl", "zxcvbnm",   "qazwsx",     "password",  "passwort",   "motdepasse", "contrasena", "password1",
      "iloveyou",  "letmein",   "welcome",    "sunshine",  "princess",   "dragon",     "monkey",     "football",
      "baseball",  "superman",  "batman",     "trustno1",  "whatever",   "starwars",   "shadow",     "qwerty123",
      "abc123",    "killer",    "master",     "freedom",   "pokemon",    "liverpool",  "arsenal",    "chocolate",
      "computer",  "cheese",    "internet",   "hallo",     "hallo123",   "schatz",     "soleil",     "doudou",
      "loulou",    "chouchou",  "jetaime",    "marseille", "teamo",      "tequiero",   "ciao",       "juventus",
      "amore",     "polska",    "kochanie",   "zaq12wsx",  "passw0rd",   "p@ssw0rd",   "hunter2",    "secret",
      "geheim",    "lovely",    "ashley1",    "fuckyou",   "ninja",      "mustang",    "hello",      "hottie"};
  return words.contains(word);
}

bool reads_as_passwords(std::span<const std::string_view> values) {
  constexpr std::size_t values_min = 3;
  const std::size_t count = values.size();
  if (count < values_min) return false;
  std::size_t strong = 0;
  std::size_t capitalised = 0;
  std::size_t words = 0;
  std::array<bool, 64> lengths = {};
  std::unordered_set<std::string_view> distinct;
  for (const std::string_view value : values) {
    if (value.size() < 3 || value.size() >= lengths.size() || std::any_of(value.begin(), value.end(), is_space) ||
        value.find("://") != std::string_view::npos)
      continue;
    ++words;
    lengths[value.size()] = true;
    distinct.insert(value);
    const bool is_strong = is_common_password(value) || looks_like_password(value);
    strong += is_strong ? 1 : 0;
    capitalised += !is_strong && is_upper(value.front()) ? 1 : 0;
  }
  const auto length_count = static_cast<std::size_t>(std::count(lengths.begin(), lengths.end(), true));
  if (words * 20 < count * 19 || strong < 2 || strong * 7 < count) return false;
  // Towns and departments come again and again; so do bad passwords, but among many others.
  if (length_count < (count < 8 ? 2 : 3) || distinct.size() * 10 < std::min<std::size_t>(count, 100) * 4) return false;
  return capitalised * 2 <= count - strong;
}

bool reads_as_logins(std::span<const std::string_view> values) {
  std::unordered_set<std::string_view> distinct;
  for (const std::string_view value : values) {
    if (value.size() < 2 || value.size() > 40 || std::none_of(value.begin(), value.end(), is_alpha) ||
        std::any_of(value.begin(), value.end(), [](char c) {
          return !is_alnum(c) && c != '.' && c != '_' && c != '-' && c != '@' && c != '+' && !is_high(c);
        }))
      continue;
    distinct.insert(value);
  }
  return values.size() >= 3 && distinct.size() * 10 >= values.size() * 9;
}

bool opens_logins(std::span<const std::string_view> values) {
  std::array<bool, 64> lengths = {};
  std::unordered_set<std::string_view> distinct;
  std::size_t passwords = 0;
  std::size_t known = 0;
  std::size_t common = SIZE_MAX;
  for (const std::string_view value : values) {
    passwords += looks_like_password(value) ? 1 : 0;
    known += is_common_password(value) ? 1 : 0;
    lengths[std::min(value.size(), lengths.size() - 1)] = true;
    distinct.insert(value);
    std::size_t same = 0;
    while (same < value.size() && same < values[0].size() && value[same] == values[0][same]) ++same;
    common = std::min(common, same);
  }
  const std::size_t count = values.size();
  return count >= 6 && (passwords * 5 >= count * 3 || known * 4 >= count) && distinct.size() * 10 >= count * 7 &&
         common < 3 && std::count(lengths.begin(), lengths.end(), true) >= 3;
}

bool are_made_of_addresses(std::span<const std::string_view> addresses, std::span<const std::string_view> words) {
  const std::size_t count = std::min(addresses.size(), words.size());
  std::size_t alike = 0;
  for (std::size_t index = 0; index < count; ++index) {
    const std::string_view local = addresses[index].substr(0, addresses[index].find('@'));
    const std::string_view word = words[index];
    if (local.size() < 3 || word.size() < 3) continue;
    constexpr std::size_t same = 3;
    alike += equals_ignoring_case(local.substr(0, same), word.substr(0, same)) ? 1 : 0;
  }
  return alike * 5 > count * 2;  // (Bad passwords are made of the address, too.)
}

}  // namespace constat
