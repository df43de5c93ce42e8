// Columns of salaries, wages and bonuses.
#include <algorithm>

#include "base/text.h"
#include "detect/headers.h"
#include "detect/pay.h"
#include "detect/tables/cell.h"
#include "detect/tables/column_rules.h"

namespace constat::tables {

namespace {

// "Salaire mars 2023", "Gehalt 2021": the time that stands behind the word.
std::string_view period_of_column(std::string_view header) {
  const std::string words = header_words(header);
  for (std::size_t at = words.find(' '); at < words.size(); at = words.find(' ', at + 1)) {
    const std::string_view period = period_label(std::string_view(words).substr(at + 1));
    if (!period.empty()) return period;
  }
  return {};
}

// "Salaries", "Wages", "Payroll", "Wages and salaries": an account's name where no person stands beside.
bool is_of_an_account(std::string_view header) {
  constexpr std::string_view plurals[] = {"salaries", "wages",   "payroll",  "salaires", "gehalter",
                                          "lohne",    "sueldos", "salarios", "nominas",  "stipendi"};
  const std::string words = header_words(header);
  for (const std::string_view word : split(words, ' ')) {
    if (std::ranges::find(plurals, word) != std::end(plurals)) return true;
  }
  return false;
}

// Whether another column is one of groups, each row of it many persons: "Region", "Headcount". (Months may be one
// person's.)
bool rows_are_of_many(const Evidence& evidence) {
  constexpr std::string_view words[] = {"region", "country", "category",    "headcount",   "industry",
                                        "sector", "branche", "cost center", "cost centre", "kostenstelle"};
  return headed_by(evidence, words);
}

}  // namespace

bool is_pay_under_review(const Evidence& evidence, const Column& column) {
  const std::string words = header_words(column.header);
  if (words != "current" && words != "proposed" && words != "new" && words != "previous") return false;
  return evidence.beside.person &&
         std::any_of(evidence.columns.begin(), evidence.columns.end(), [](const Column& other) {
           const std::string beside = header_words(other.header);
           return beside == "grade" || beside == "fte" || beside == "band" || beside == "pay grade" ||
                  beside == "job grade" || beside == "salary band" || beside == "pay band";
         });
}

bool type_as_pay(const Evidence& evidence, bool strong, Column& column) {
  std::size_t amounts = 0;
  std::size_t in_range = 0;
  for (const std::string_view cell : evidence.values) {
    double amount = 0;
    if (!parse_amount(cell, amount)) continue;
    ++amounts;
    in_range += amount == 0 || (amount >= 5 && amount <= 1e8) ? 1 : 0;
  }
  const float rate = share(amounts, evidence.profile.count);
  if (rate < 0.6F || share(in_range, amounts) < 0.8F) return false;
  if (!strong && !evidence.beside.person) return false;
  const bool persons = evidence.beside.persons() || evidence.beside.form;
  const TableCompany& headers = evidence.beside.headers;
  // "Region,Average monthly wage", "Month,Salary budget"
  const bool of_many = is_statistic(column.header) || is_bound_or_budget(column.header);
  if (of_many && !persons && (!headers.posts || is_statistic(column.header))) return false;
  constexpr float low = 0.3F;  // The sum of many persons' pay, or a day's visits of a page about it.
  const bool summed = !persons && !headers.posts && (is_of_an_account(column.header) || rows_are_of_many(evidence));
  // "Brutto" beside "MwSt" is a price; and where no persons or jobs stand beside, nothing tells that it is pay.
  const PayWord word = pay_word_of(column.header);
  const bool told_beside = persons || (word == PayWord::open && headers.posts);
  if (word != PayWord::told && (headers.trade || !told_beside)) return false;
  column.pay_currency = currency_in(column.header);
  column.pay_period = period_in(column.header);
  if (column.pay_period.empty() && column.pay_above) column.pay_period = period_label(column.header);
  if (column.pay_period.empty()) column.pay_period = period_of_column(column.header);
  if (column.pay_period == "quarter") column.pay_period = {};
  set_type(column, Kind::salary, evidence.know.salary, "salary",
           summed   ? low
           : strong ? (evidence.beside.person || evidence.beside.form ? 0.95F : 0.85F)
                    : 0.6F,
           std::string(strong ? "header of pay" : "header may mean pay, beside persons") + "; " + percent(rate) +
               " of the values are amounts in a pay range");
  return true;
}

}  // namespace constat::tables
