#include "detect/table_company.h"

#include <algorithm>

#include "base/text.h"
#include "detect/headers.h"

namespace constat {
namespace {

// Lists of words between blanks, as header_words() gives them. Own work.
constexpr std::string_view trade_words =
    " invoice invoices rechnung rechnungsnr rechnungsnummer facture factures factura fattura faktura fatura factuur "
    "vat mwst ust umsatzsteuer tva iva btw moms article artikel artikelnr artikelnummer articulo articolo sku qty "
    "quantity menge quantite cantidad quantita price prices preis listenpreis einkaufspreis verkaufspreis prix precio "
    "prezzo prijs cena item items product products produkt produit producto prodotto order orders bestellung "
    "commande pedido room nights night checkin checkout discount rabatt remise film movie einspiel ek vk stock "
    "shipping freight ticket tickets venue gig booking rechnungsdatum lieferschein ";
constexpr std::string_view trade_headers = " fee fees gebuhr service services leistung guest ";
constexpr std::string_view place_words =
    " lat latitude lon lng long longitude population einwohner habitants habitantes abitanti iata icao geometry wkt "
    "elevation altitude timezone tz geonameid latlon coordinates capital airport geom gps ";
constexpr std::string_view goods_words =
    " price prices preis prix precio prezzo species breed sku stock qty quantity brand isbn ean calories tonnage imo "
    "mmsi vessel ship hull capacity enrollment enrolment genus cultivar genre artist album runtime "
    "manufacturer ticker ";
constexpr std::string_view ledger_words = " ledger debit credit debe haber soll dare avere gl ";
constexpr std::string_view ledger_phrases[] = {"account name", "account type", "account class", "account group",
                                               "normal balance"};
constexpr std::string_view post_words =
    " job jobs grade grades band title position role occupation poste fonction metier emploi stelle funktion "
    "entgeltgruppe tatigkeit puesto categoria livello step echelon echelle level stufe rank qualifica mansione cargo "
    "functie schaal stanowisko befattning coefficient ";
constexpr std::string_view person_words =
    " dob birthdate birthday birth naissance geburtsdatum nacimiento nascita sex gender sexe geschlecht firstname "
    "prenom prenoms vorname surname lastname ssn email mail salary salaire gehalt passport nino dni nif employee "
    "age mobile patient student ";
constexpr std::string_view person_phrases[] = {"first name", "last name", "given name", "family name", "e mail"};
constexpr std::string_view company_words =
    " company companies vendor vendors supplier suppliers firm business employer payer ein fein duns organisation "
    "organization entreprise societe fournisseur firma lieferant empresa proveedor azienda fornitore ";
constexpr std::string_view absence_words =
    " sick sickness absence absences absent leave krank krankheit krankheitstage fehltage fehlzeit abwesenheit "
    "maladie arret baja bajas ausencia malattia assenza assenze verzuim ziekte urlaub conge conges ";
constexpr std::string_view bare_pay_words =
    " brutto netto bruto neto gross net brut lordo income rate amount total annual base package comp importo montant "
    "betrag ";
// Beginnings and ends of words that name pay and nothing else.
constexpr std::string_view pay_beginnings[] = {
    "salar",     "salair",  "wage",      "payroll",   "paycheck",   "sueldo", "nomina",  "stipend",
    "retrib",    "remun",   "pensja",    "palk",      "compens",    "vergut", "entgelt", "earning",
    "venciment", "ordenad", "severance", "wynagrodz", "traitement", "gehalt", "lohn"};
constexpr std::string_view pay_parts[] = {"gehalt", "lohn", "salaris", "palkka"};
constexpr std::string_view pay_ends[] = {"loon", "lon", "lonn", "wage"};
constexpr std::string_view pay_words = " pay sal ctc ote mzda ral placa plac paie ";
constexpr std::string_view statistic_words =
    " average avg mean median moyen moyenne moyens durchschnitt durchschnittlich durchschnittliches "
    "durchschnittlicher mittlerer mittleres media medio promedio mediana medie gemiddeld gemiddelde srednia srednie "
    "percentile percentil perzentil quartile index genomsnitt ";
constexpr std::string_view bound_words =
    " min minimum minimal minimale minimo minima max maximum maximal maximale maximo maxima massimo massima budget "
    "budgets budgeted pool ";
constexpr std::string_view goods_numbered =
    " gift voucher coupon promo product products article artikel item asset inventory sku serial part barcode ean upc "
    "gtin produit produkt producto prodotto articulo articolo seriennummer batch lot model stock ";
constexpr std::string_view bare_names = " name names nom noms nombre nome nomi naam namn navn nimi title label ";
constexpr std::string_view why_words =
    " reason reasons motif raison grund motivo causa razon reden anlass cause motivazione ";

bool any_word(std::string_view words, std::string_view list) {
  return std::ranges::any_of(split(words, ' '), [list](std::string_view word) { return holds_word(list, word); });
}

}  // namespace

TableCompany company_of(std::span<const std::string> headers) {
  TableCompany company;
  for (const std::string& header : headers) {
    const std::string words = header_words(header);
    if (words.empty()) continue;
    company.trade = company.trade || any_word(words, trade_words) || holds_word(trade_headers, words);
    company.places = company.places || any_word(words, place_words);
    company.goods = company.goods || any_word(words, goods_words);
    company.ledger = company.ledger || any_word(words, ledger_words) ||
                     std::ranges::find(ledger_phrases, words) != std::end(ledger_phrases);
    company.posts = company.posts || any_word(words, post_words);
    company.persons = company.persons || any_word(words, person_words) ||
                      std::ranges::any_of(person_phrases, [&words](std::string_view phrase) {
                        return (" " + words + " ").find(" " + std::string(phrase) + " ") != std::string::npos;
                      });
    company.companies = company.companies || any_word(words, company_words);
    company.absence = company.absence || any_word(words, absence_words);
  }
  return company;
}

PayWord pay_word_of(std::string_view header) {
  const std::string words = header_words(header);
  bool bare = true;
  for (const std::string_view word : split(words, ' ')) {
    const auto begins = [word](std::string_view part) { return word.starts_with(part); };
    const auto has = [word](std::string_view part) { return word.find(part) != std::string_view::npos; };
    const auto ends = [word](std::string_view part) { return word.ends_with(part); };
    if (holds_word(pay_words, word) || std::ranges::any_of(pay_beginnings, begins) ||
        std::ranges::any_of(pay_parts, has) || std::ranges::any_of(pay_ends, ends)) {
      return PayWord::told;
    }
    bare = bare && (word.size() <= 3 || holds_word(bare_pay_words, word));
  }
  return bare ? PayWord::bare : PayWord::open;
}

bool is_statistic(std::string_view header) {
  const std::string words = header_words(header);
  return any_word(words, statistic_words) || words.starts_with("sum of ") || words.starts_with("summe von ") ||
         words.starts_with("somme de ") || words.starts_with("count of ");
}

bool is_bound_or_budget(std::string_view header) { return any_word(header_words(header), bound_words); }

bool numbers_goods(std::string_view header) { return any_word(header_words(header), goods_numbered); }

bool is_bare_name(std::string_view header) { return holds_word(bare_names, header_words(header)); }

bool asks_why(std::string_view header) { return any_word(header_words(header), why_words); }

}  // namespace constat
