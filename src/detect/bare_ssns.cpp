#include "detect/bare_ssns.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "detect/headers.h"

namespace constat {
namespace {

constexpr float without_person = 0.55F;
constexpr std::size_t ssn_person_apart_max = 160;  // Bytes: the same row, record or sentence.
constexpr std::size_t label_max = 48;

enum class Before : std::uint8_t {
  nothing,        // No label: the begin of a line, a sentence.
  label,          // A label that says nothing of persons: "Code:", "Valve".
  another_number  // The number of something: "Build ID:", "Drawing no."
};

bool is_among(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Words whose number is one of a person, or of what a person is in a form.
bool is_of_person(std::string_view word) {
  constexpr std::string_view starts[] = {
      "soc",   "sec",     "ss",      "tax",    "gov",    "nat",      "pers",   "tin",    "empl",   "fed",
      "appl",  "patient", "clien",   "member", "custom", "spouse",   "borrow", "self",   "child",  "depend",
      "stude", "insur",   "subscr",  "benef",  "worker", "staff",    "payee",  "recip",  "owner",  "tenant",
      "donor", "name",    "husband", "wife",   "son",    "daughter", "user",   "holder", "debtor", "resident",
      "mine",  "my",      "his",     "her",    "your",   "their",    "ident"};
  return std::ranges::any_of(starts, [word](std::string_view start) { return word.starts_with(start); });
}

// Whether the word is one for a number: "Valve key" and "Drawing no." both name a number of theirs.
bool is_number_word(std::string_view word) {
  constexpr std::string_view words[] = {"no",   "nr",  "id",     "number", "num",     "nbr",
                                        "code", "key", "nummer", "numero", "kennung", "n"};
  return is_among(word, words);
}

// Goods, papers and places whose number stands right behind their name: "Flange 441-77-2050", "Seiten 120-45-1999".
bool is_numbered_thing(std::string_view word) {
  constexpr std::string_view words[] = {
      "part",    "parts",    "item",      "items",    "article",   "product",    "model",   "sku",      "order",
      "orders",  "invoice",  "ticket",    "lot",      "batch",     "serial",     "asset",   "drawing",  "figure",
      "bolt",    "bolts",    "nut",       "nuts",     "screw",     "screws",     "washer",  "washers",  "flange",
      "gasket",  "seal",     "valve",     "pump",     "filter",    "bearing",    "motor",   "sensor",   "cable",
      "hose",    "pipe",     "belt",      "gear",     "kit",       "spare",      "spares",  "page",     "pages",
      "chapter", "section",  "paragraph", "train",    "flight",    "bus",        "truck",   "pallet",   "container",
      "bin",     "rack",     "shelf",     "teil",     "teile",     "artikel",    "auftrag", "rechnung", "bestellung",
      "seite",   "seiten",   "zug",       "linie",    "schraube",  "ventil",     "pumpe",   "piece",    "pieces",
      "article", "commande", "facture",   "vanne",    "vis",       "joint",      "pompe",   "pieza",    "pedido",
      "factura", "pagina",   "paginas",   "tornillo", "valvula",   "bomba",      "pezzo",   "ordine",   "fattura",
      "pagine",  "vite",     "valvola",   "pompa",    "onderdeel", "bestelling", "factuur", "paginas"};
  return is_among(word, words);
}

// "<td>", "<span>": how a page shows it says nothing of what it is.
bool is_tag_of_pages(std::string_view word) {
  constexpr std::string_view tags[] = {"td", "th", "li", "p", "span", "div", "b", "i", "a", "br", "strong", "em"};
  return is_among(word, tags);
}

// What stands before the value on its line, since the last sign that parts cells or clauses.
std::string_view label_words_before(std::string_view text, std::size_t begin) {
  std::size_t from = begin;
  while (from > 0 && begin - from < label_max) {
    const char c = text[from - 1];
    if (c == '\n' || c == ',' || c == ';' || c == '|' || c == '\t' || c == '{' || c == '(' || c == ')') break;
    if (c == ' ' && from >= 2 && (text[from - 2] == '.' || text[from - 2] == '!' || text[from - 2] == '?') &&
        from >= 5 && text[from - 4] != ' ' && text[from - 5] != ' ') {
      break;  // The end of a sentence; "No. 512-48-6193" is none.
    }
    --from;
  }
  while (from < begin && from > 0 && is_alnum(text[from - 1])) ++from;  // A word that is cut.
  return text.substr(from, begin - from);
}

Before read_before(std::string_view text, std::size_t begin) {
  std::string_view before = label_words_before(text, begin);
  const bool line_begins =
      before.data() == text.data() || before.data()[-1] == '\n' || before.data()[-1] == '{' || before.data()[-1] == ',';
  while (!before.empty() && (is_space(before.back()) || before.back() == '"' || before.back() == '\'')) {
    before.remove_suffix(1);
  }
  if (before.empty()) return Before::nothing;
  const char sign = before.back();
  const bool signed_label = sign == ':' || sign == '=' || sign == '#' || sign == '>';
  const std::string words = header_words(before);
  std::vector<std::string_view> parts;
  for (const std::string_view word : split(words, ' ')) {
    if (!word.empty() && !is_digit(word.front())) parts.push_back(word);
  }
  if (parts.empty() || (sign == '>' && is_tag_of_pages(parts.back()))) return Before::nothing;
  // The label is the last three words at most.
  const std::span<const std::string_view> label = std::span(parts).last(std::min<std::size_t>(parts.size(), 3));
  if (std::ranges::any_of(label, is_of_person)) return Before::nothing;
  const bool numbered = is_number_word(label.back()) || sign == '#';
  const bool has_subject = !std::ranges::all_of(label, is_number_word);
  const bool short_line = line_begins && parts.size() == 1 && !is_lower(before.front());
  if ((numbered && has_subject) || is_numbered_thing(label.back())) return Before::another_number;
  if (signed_label || numbered || short_line) return Before::label;
  return Before::nothing;
}

// Whether the text speaks of such numbers at all: a heading may stand far above its list.
bool speaks_of_ssns(std::string_view text) {
  constexpr std::string_view words[] = {"SSN", "ssn", "ocial sec", "ocial Sec", "OCIAL SEC", "Soc Sec", "Soc. Sec"};
  return std::ranges::any_of(words, [text](std::string_view word) { return text.find(word) != text.npos; });
}

}  // namespace

void settle_bare_ssns(Scan& scan) {
  const EngineCore& engine = scan.engine();
  const TypeId ssn = engine.known().us_ssn;
  std::vector<Candidate>& candidates = scan.scratch().candidates;
  const auto is_bare = [ssn](const Candidate& one) {
    return one.type == ssn && !one.context && one.confidence >= without_person;
  };
  if (std::ranges::none_of(candidates, is_bare)) return;
  const std::string_view text = scan.text();
  const bool spoken_of = speaks_of_ssns(text);
  std::vector<std::size_t> persons;
  for (const Candidate& one : candidates) {
    if (one.confidence < 0.5F) continue;
    if (one.type == engine.known().person_name || one.type == engine.known().date_of_birth ||
        one.type == engine.known().email_address || one.type == engine.known().phone_number) {
      persons.push_back(one.begin);
    }
  }
  std::ranges::sort(persons);
  for (Candidate& one : candidates) {
    if (!is_bare(one)) continue;
    const Before before = read_before(text, one.begin);
    if (before == Before::another_number) {
      one.confidence = band_confidence(Band::low);
      continue;
    }
    const auto near = std::ranges::lower_bound(persons, one.begin - std::min(one.begin, ssn_person_apart_max));
    if (spoken_of || (near != persons.end() && *near < one.end + ssn_person_apart_max)) continue;
    one.confidence = before == Before::label ? band_confidence(Band::low) : without_person;
  }
}

}  // namespace constat
