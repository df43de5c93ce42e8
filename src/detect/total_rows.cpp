#include "detect/total_rows.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "detect/headers.h"

namespace constat {

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
  if (std::ranges::none_of(std::string_view("sStTgGrRzZyYeEcCiIoO"),
                           [first = cell.front()](char c) { return c == first; }) &&
      cell.find("ota") == std::string_view::npos && cell.find("OTA") == std::string_view::npos) {
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
