// Primary rules of the ids: checksum, range, reserved values. Pure functions over the value as found; each cites its
// source in validators/, a file for each folder of rules/. A rule in rules/ names its validator by the name in the
// table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace constat {

enum class Validity : std::uint8_t {
  invalid,  // The primary rule refuses it.
  sample,   // Well-formed, but published as an example or test value: low confidence, never dropped.
  shape,    // Well-formed; the id has no checksum that could confirm it.
  checked,  // The checksum confirms it.
};

struct Validator {
  std::string_view name;  // "us_ssn", "luhn_card", "iban"...
  Validity (*check)(std::string_view value);
  // The form that all spellings share: "536-12-3456" and "536123456" -> "536123456"; letters upper or lower as the id's
  // own standard writes them. Only asked of values that check() does not refuse.
  std::string (*canonical)(std::string_view value);
};

// Characters of an IBAN of that country (two letters, any case); 0 where it has none.
std::size_t iban_length(std::string_view country);

// While it lives, validators of this thread that are asked of `value` take it apart only once. Its bytes must stay as
// they are. Where another is made, this one does nothing any more.
class ReadOnce {
 public:
  explicit ReadOnce(std::string_view value);
  ReadOnce(const ReadOnce&) = delete;
  ReadOnce& operator=(const ReadOnce&) = delete;
  ~ReadOnce();
};

std::span<const Validator> validators();
const Validator* validator_by_name(std::string_view name);

}  // namespace constat
