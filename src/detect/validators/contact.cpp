// Validators: Mail, networks, devices.
#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "base/text.h"
#include "detect/validators/reading.h"
#include "detect/validators/tables.h"

namespace constat {

namespace {

// Source: RFC 5321 4.1.2 (dot-atom local part up to 64, domain up to 255) with RFC 6531's 8-bit letters; the top-level
// domain is judged by the caller, who holds IANA's list.
// Which bytes an address may hold: 1 before the @, 2 behind it. Bytes of other scripts may stand on both sides.
constexpr std::array<std::uint8_t, 256> address_bytes = [] {
  std::array<std::uint8_t, 256> table = {};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte >= 0x80;
    if (plain) table[byte] = 3;
  }
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~.")) table[static_cast<unsigned char>(c)] |= 1;
  for (const char c : std::string_view("-_")) table[static_cast<unsigned char>(c)] |= 2;
  return table;
}();

Validity email(std::string_view value) {
  value = trim(value);
  const std::size_t at = value.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || value.size() - at - 1 > 255) return Validity::invalid;
  char before = '.';
  for (const char c : value.substr(0, at)) {
    if ((address_bytes[static_cast<unsigned char>(c)] & 1) == 0 || (c == '.' && before == '.'))
      return Validity::invalid;
    before = c;
  }
  if (before == '.') return Validity::invalid;
  std::size_t labels = 0;
  std::size_t label = 0;  // Bytes of the label so far.
  bool digits = true;     // It has none but digits.
  for (const char c : value.substr(at + 1)) {
    if (c == '.') {
      if (label == 0 || label > 63 || before == '-') return Validity::invalid;
      ++labels;
      label = 0;
      digits = true;
      continue;
    }
    if ((address_bytes[static_cast<unsigned char>(c)] & 2) == 0 || (label == 0 && c == '-')) return Validity::invalid;
    ++label;
    digits = digits && is_digit(c);
    before = c;
  }
  // The last label is the top-level domain.
  const bool holds = labels != 0 && label >= 2 && label <= 63 && before != '-' && !digits;
  return holds ? Validity::shape : Validity::invalid;
}

bool ipv4_holds(std::string_view text) {
  std::size_t parts = 0;
  for (const std::string_view part : split(text, '.')) {
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
    if ((part.size() > 1 && part[0] == '0') || number_of(part) > 255) return false;
    ++parts;
  }
  return parts == 4;
}

// Source: RFC 4291 2.2: eight groups, one "::", an IPv4 tail; a zone (RFC 4007) and a prefix length may follow.
bool ipv6_holds(std::string_view text) {
  text = text.substr(0, text.find('%'));
  if (text.size() < 2 || text.size() > 45) return false;
  const std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  std::size_t groups = 0;
  const auto count = [&](std::string_view side, bool last) {
    if (side.empty()) return true;
    const auto parts = split(side, ':');
    for (std::size_t index = 0; index < parts.size(); ++index) {
      const std::string_view part = parts[index];
      if (last && index + 1 == parts.size() && part.find('.') != std::string_view::npos) {
        if (!ipv4_holds(part)) return false;
        groups += 2;
        continue;
      }
      if (part.empty() || part.size() > 4) return false;
      for (const char c : part) {
        if (!is_hex(c)) return false;
      }
      ++groups;
    }
    return true;
  };
  if (gap == std::string_view::npos) return count(text, true) && groups == 8;
  return count(text.substr(0, gap), false) && count(text.substr(gap + 2), true) && groups <= 7;
}

// Nobody's machine: documentation (RFC 5737), loopback and "any" (RFC 1122 3.2.1.3), multicast and reserved (RFC 5771,
// RFC 1112), and the public resolvers that every configuration names.
bool is_nobodys_ipv4(std::string_view text) {
  for (const std::string_view range : {"192.0.2.", "198.51.100.", "203.0.113.", "127.", "0."}) {
    if (text.starts_with(range)) return true;
  }
  for (const std::string_view resolver : {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}) {
    if (text == resolver) return true;
  }
  return number_of(text.substr(0, text.find('.'))) >= 224;
}

Validity ip(std::string_view value) {
  value = trim(value);
  const std::size_t slash = value.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view length = value.substr(slash + 1);
    if (length.empty() || length.size() > 3 || !std::all_of(length.begin(), length.end(), is_digit))
      return Validity::invalid;
    if (number_of(length) > (value.find(':') == std::string_view::npos ? 32U : 128U)) return Validity::invalid;
    value = value.substr(0, slash);
  }
  if (ipv4_holds(value))
    return slash == std::string_view::npos && is_nobodys_ipv4(value) ? Validity::sample : Validity::shape;
  return ipv6_holds(value) ? Validity::shape : Validity::invalid;
}

// Source: IEEE 802: six pairs by `:` or `-`, or three groups of four by dots.
Validity mac(std::string_view value) {
  value = trim(value);
  std::string hex;
  char separator = 0;
  std::size_t group = 0;
  std::size_t group_size = 0;
  for (const char c : value) {
    if (c == ':' || c == '-' || c == '.') {
      if (separator != 0 && c != separator) return Validity::invalid;
      separator = c;
      if (group_size == 0) group_size = group;
      if (group != group_size) return Validity::invalid;
      group = 0;
      continue;
    }
    if (!is_hex(c)) return Validity::invalid;
    hex += c;
    ++group;
  }
  if (hex.size() != 12 || group != group_size || separator == 0) return Validity::invalid;
  if (group_size != (separator == '.' ? 4U : 2U)) return Validity::invalid;
  return all_equal(hex) ? Validity::sample : Validity::shape;
}

std::string mac_canonical(std::string_view value) {
  std::string out;
  for (const char c : to_lower_ascii(trim(value))) {
    if (c != ':' && c != '-' && c != '.') out += c;
  }
  return out;
}

// Source: 3GPP TS 23.003: IMEI, 14 digits and Luhn.
Validity imei(std::string_view value) {
  const Compact c = compact(value);
  if (c.digits(15)) return checked_if(!all_equal(c.view()) && luhn(c.view()));
  return (c.digits(14) || c.digits(16)) && !all_equal(c.view())
             ? Validity::shape
             : Validity::invalid;  // Without the check; IMEISV has none.
}

// Source: ITU-T E.212: mobile country code (first digit 2 to 7, or 9), up to 15 digits.
Validity imsi(std::string_view value) {
  const Compact c = compact(value);
  const bool holds = (c.digits(14) || c.digits(15)) && c[0] >= '2' && c[0] != '8' && !all_equal(c.view());
  return holds ? Validity::shape : Validity::invalid;
}

}  // namespace

std::span<const Validator> contact_validators() {
  static constexpr Validator table[] = {
      {"email", email, lower_trimmed}, {"ip", ip, lower_trimmed},    {"mac", mac, mac_canonical},
      {"imei", imei, compact_text},    {"imsi", imsi, compact_text},
  };
  return table;
}

}  // namespace constat
