// What the headers of a table say of each other: "Brutto" beside "MwSt" is a price, a "name" beside "iata" an airport.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace constat {

struct TableCompany {
  bool trade = false;      // Invoices, taxes on sales, goods and their prices, rooms and nights.
  bool places = false;     // Coordinates, inhabitants, codes of airports.
  bool goods = false;      // Prices, species, stocks, ships.
  bool ledger = false;     // A chart of accounts.
  bool posts = false;      // Jobs, grades and bands: a grid of pay without persons.
  bool companies = false;  // Firms, suppliers.
  bool persons = false;    // What only persons have: a birth date, a given name, a sex, a mailbox.
  bool absence = false;    // Days of sickness and leave.
};
// Of all headers of a table. Linear in their bytes.
TableCompany company_of(std::span<const std::string> headers);

// How a header names money that somebody may earn.
enum class PayWord : std::uint8_t {
  told,  // "Net Pay", "Gehalt brutto": nothing but pay.
  open,  // "Bonus", "Hourly rate", "Prime": pay where persons or jobs stand beside.
  bare,  // "Brutto", "Net": an amount with or without its tax.
};
PayWord pay_word_of(std::string_view header);
// "Average monthly wage", "Median salary": a figure of many.
bool is_statistic(std::string_view header);
// "Min salary", "Salary budget": what a post or a year may cost, and nobody's pay.
bool is_bound_or_budget(std::string_view header);
// "gift_card_code", "product_code", "asset tag": what makers and shops number, often with a check digit of their own.
bool numbers_goods(std::string_view header);
// "Name", "nom": of whom or what, it does not say.
bool is_bare_name(std::string_view header);
// "Reason", "Motif", "Grund": why somebody is away, where absences stand beside.
bool asks_why(std::string_view header);

}  // namespace constat
