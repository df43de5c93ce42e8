// Payments of wages: an amount in one column, what it is for in another.
#include <algorithm>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/tables/neighbours.h"

namespace constat::tables {
namespace {

template <std::size_t count>
bool has_word(std::string_view words, const std::string_view (&known)[count]) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (std::ranges::find(known, words.substr(at, end - at)) != std::end(known)) return true;
    at = end + 1;
  }
  return false;
}

constexpr std::string_view amounts[] = {"betrag",   "amount", "montant", "importe", "importo", "bedrag", "amt",
                                        "instdamt", "umsatz", "debit",   "soll",    "valor",   "kwota",  "belop"};
constexpr std::string_view purposes[] = {
    "verwendungszweck", "zweck",        "purpose",     "ustrd",         "remittance", "remittanceinfo", "rmtinf",
    "buchungstext",     "motif",        "libelle",     "communication", "concepto",   "causale",        "details",
    "narrative",        "omschrijving", "mededeling",  "description",   "reference",  "memo",           "beschreibung",
    "betreff",          "descricao",    "descripcion", "descrizione"};

}  // namespace

void find_payments(std::vector<Column>& columns) {
  std::size_t purpose = SIZE_MAX;
  for (std::size_t index = 0; index < columns.size() && purpose == SIZE_MAX; ++index) {
    if (has_word(header_words(columns[index].header), purposes)) purpose = index;
  }
  if (purpose == SIZE_MAX) return;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (index != purpose && has_word(header_words(columns[index].header), amounts))
      columns[index].purpose_column = purpose;
  }
}

bool is_wage(std::string_view purpose) {
  constexpr std::size_t bytes_max = 300;
  if (purpose.empty() || purpose.size() > bytes_max) return false;
  constexpr std::string_view wages[] = {
      "gehalt",  "lohn",       "gehaltszahlung", "lohnzahlung", "bezuge", "salary", "wages",     "wage",
      "payroll", "salaire",    "salaires",       "paie",        "nomina", "sueldo", "stipendio", "salaris",
      "loon",    "vencimento", "wynagrodzenie",  "lonn",        "palkka", "mzda"};
  // "Payroll tax", "Lohn Software", "payroll services invoice": to somebody else.
  constexpr std::string_view not_wages[] = {"tax",      "taxes",   "steuer",   "lohnsteuer", "fee",
                                            "fees",     "service", "services", "software",   "invoice",
                                            "rechnung", "facture", "provider", "buro"};
  const std::string words = header_words(purpose);
  return has_word(words, wages) && !has_word(words, not_wages);
}

}  // namespace constat::tables
