#include "detect/total_rows.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "detect/headers.h"

namespace constat {

namespace {

// A bit for each letter, small or capital; all of them for bytes beyond ASCII, which may be read as any.
constexpr std::uint32_t letter_bit(char letter) { return 1U << (letter - 'a'); }
constexpr std::array<std::uint32_t, 256> letter_bits = [] {
  std::array<std::uint32_t, 256> table = {};
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<unsigned char>(c)] = table[static_cast<unsigned char>(c - 'a' + 'A')] = letter_bit(c);
  }
  for (std::size_t byte = 0x80; byte < table.size(); ++byte) table[byte] = ~0U;
  return table;
}();
constexpr std::uint32_t bits_of(std::string_view letters) {
  std::uint32_t bits = 0;
  for (const char c : letters) bits |= letter_bit(c);
  return bits;
}
// Letters of the words below: a cell that lacks one of each is no total's label.
constexpr std::uint32_t of_total = bits_of("tota");
constexpr std::uint32_t letters_of_words[] = {of_total,          bits_of("sum"),   bits_of("som"),
                                              bits_of("gesamt"), bits_of("razem"), bits_of("yhteensa"),
                                              bits_of("celkem"), bits_of("ialt"),  bits_of("overall")};
// With what the words below begin.
constexpr std::array<bool, 256> begins_word = [] {
  std::array<bool, 256> table = {};
  for (const char c : std::string_view("sStTgGrRzZyYeEcCiIoO")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

bool is_total_label(std::string_view cell) {
  constexpr std::size_t bytes_max = 40;
  constexpr std::ptrdiff_t words_max = 4;
  // Of another word too: "Total Sales", "Summe IT".
  constexpr std::string_view anywhere[] = {"total",  "totals",  "subtotal", "subtotals",   "totale", "totaal",
                                           "totaux", "gesamt",  "summe",    "gesamtsumme", "razem",  "zwischensumme",
                                           "totali", "totales", "yhteensa", "eindtotaal"};
  // Alone: they are names, too.
  constexpr std::string_view alone[] = {"sum",  "suma",  "somme",  "somma", "soma",
                                        "sums", "summa", "celkem", "i alt", "overall"};
  if (cell.empty() || cell.size() > bytes_max) return false;
  // Nearly all cells of names are told by their letters.
  std::uint32_t letters = 0;
  for (const char c : cell) letters |= letter_bits[static_cast<unsigned char>(c)];
  const auto has = [letters](std::uint32_t all) { return (letters & all) == all; };
  if (begins_word[static_cast<unsigned char>(cell.front())]) {
    if (std::ranges::none_of(letters_of_words, has)) return false;
  } else if (!has(of_total) ||
             (cell.find("ota") == std::string_view::npos && cell.find("OTA") == std::string_view::npos)) {
    return false;
  }
  const std::string words = header_words(cell);
  if (std::count(words.begin(), words.end(), ' ') >= words_max) return false;
  if (std::ranges::find(alone, words) != std::end(alone)) return true;
  if (words.starts_with("sous total") || words.starts_with("sub total") || words.starts_with("grand total") ||
      words.starts_with("total general") || words.starts_with("suma total")) {
    return true;
  }
  const std::string_view view = words;
  const std::string_view first = view.substr(0, view.find(' '));
  const std::size_t blank = view.rfind(' ');
  const std::string_view last = blank == std::string_view::npos ? view : view.substr(blank + 1);
  return std::ranges::any_of(anywhere, [&](std::string_view word) { return word == first || word == last; });
}

}  // namespace constat
