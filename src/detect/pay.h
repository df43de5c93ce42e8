// Amounts of pay: how much, in which currency, for how long.
#pragma once

#include <string>
#include <string_view>

namespace constat {

struct Pay {
  double amount = 0;
  std::string_view currency;  // ISO 4217, "" where nothing tells it.
  std::string_view period;    // "hour", "day", "week", "fortnight", "month", "year", "" where nothing tells it.
};

// An amount of money: "$52,000.00", "52 000,00 €", "85k", "1.234,56 EUR", "USD 4,500 / month". False where it is none.
bool parse_amount(std::string_view text, double& amount);
// The currency that a sign, a code or a word of `text` names: "$85,000", "Salaire brut (EUR)"; "" where none does. Of
// several the first counts. A dollar is the United States' unless its sign says otherwise ("C$", "AUD").
std::string_view currency_in(std::string_view text);
// The period that words of `text` name, in English, French, German, Spanish and Italian: "per month", "Jahresgehalt".
std::string_view period_in(std::string_view text);
// The period that a header's words are, and nothing else: "Jan", "janv. 2023", "03/2024", "Q1 2023", "2021". "month",
// "quarter", "year"; "" where they are none.
std::string_view period_label(std::string_view header);
// "85000 USD/year", "3250.5 EUR", "2710/month": what spellings of one pay have in common.
std::string canonical_pay(const Pay& pay);

}  // namespace constat
