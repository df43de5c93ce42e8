#include "people/similarity.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace constat {

float jaro_winkler(std::string_view a, std::string_view b) {
  a = a.substr(0, similar_bytes_max);
  b = b.substr(0, similar_bytes_max);
  if (a == b) return 1;
  if (a.empty() || b.empty()) return 0;
  // Where each byte stands in b, as bits. Cleared again at the end, which costs less than a fresh table.
  static thread_local std::array<std::uint64_t, 256> places = {};
  for (std::size_t index = 0; index < b.size(); ++index) places[static_cast<unsigned char>(b[index])] |= 1ULL << index;
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
  std::uint64_t taken_a = 0;
  std::uint64_t taken_b = 0;
  for (std::size_t index = 0; index < a.size(); ++index) {
    const std::size_t from = index > reach ? index - reach : 0;
    const std::size_t to = std::min(index + reach, b.size() - 1);
    if (from > to) continue;
    const std::uint64_t window = (to - from == 63 ? ~0ULL : ((1ULL << (to - from + 1)) - 1)) << from;
    const std::uint64_t open = places[static_cast<unsigned char>(a[index])] & window & ~taken_b;
    if (open == 0) continue;
    taken_b |= open & (0 - open);
    taken_a |= 1ULL << index;
  }
  for (const char c : b) places[static_cast<unsigned char>(c)] = 0;
  const int common = std::popcount(taken_a);
  if (common == 0) return 0;
  int out_of_place = 0;
  for (std::uint64_t left = taken_a, right = taken_b; left != 0; left &= left - 1, right &= right - 1) {
    out_of_place +=
        a[static_cast<std::size_t>(std::countr_zero(left))] != b[static_cast<std::size_t>(std::countr_zero(right))] ? 1
                                                                                                                    : 0;
  }
  const auto m = static_cast<float>(common);
  const float jaro = (m / static_cast<float>(a.size()) + m / static_cast<float>(b.size()) +
                      (m - static_cast<float>(out_of_place / 2)) / m) /
                     3.0F;
  if (jaro <= 0.7F) return jaro;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  return jaro + static_cast<float>(prefix) * 0.1F * (1.0F - jaro);
}

bool within_one_edit(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() > b.size() + 1) return false;
  std::size_t at = 0;
  while (at < b.size() && a[at] == b[at]) ++at;
  if (a.size() == b.size()) {
    if (at == a.size()) return true;
    if (a.substr(at + 1) == b.substr(at + 1)) return true;
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
  }
  return a.substr(at + 1) == b.substr(at);
}

bool one_digit_or_transposition(std::string_view a, std::string_view b) {
  return a.size() == b.size() && within_one_edit(a, b);
}

namespace {

// The next letter as it is read; `at` moves past it.
char read_letter(std::string_view text, std::size_t& at) {
  const char c = text[at++];
  const char next = at < text.size() ? text[at] : '\0';
  const auto pair = [&](char first, char second) { return c == first && next == second; };
  if (pair('r', 'n') || pair('v', 'v') || pair('c', 'l') || pair('c', '1')) {
    ++at;
    return c == 'r' ? 'm' : c == 'v' ? 'w' : 'd';
  }
  return c == '0' ? 'o' : c == '1' ? 'l' : c;
}

}  // namespace

bool read_alike(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (read_letter(a, i) != read_letter(b, j)) return false;
  }
  return i == a.size() && j == b.size();
}

}  // namespace constat
