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

TEST(Pay, AmountsAreReadAsPeopleWriteThem) {
  struct Case {
    std::string_view text;
    double amount;  // -1: none.
    std::string_view why;
  };
  constexpr Case cases[] = {
      {"$52,000.00", 52000, "cents behind a dot"},
      {"52 000,00 \xE2\x82\xAC", 52000, "cents behind a comma"},
      {"1.234,56 EUR", 1234.56, "thousands by a dot"},
      {"52,000", 52000, "three digits behind one mark are thousands"},
      {"1.234.567", 1234567, "a mark that repeats"},
      {"85k", 85000, "thousands"},
      {"1.2M", 1.2e6, "millions"},
      {"USD 4,500 / month", 4500, "words around it"},
      {"52\xC2\xA0"
       "000",
       52000, "a blank that does not break"},
      {"40000 - 50000", -1, "a range"},
      {"2014-11-24", -1, "a date"},
      {"-500", -1, "less than nothing"},
      {"to be discussed", -1, "words"},
      {"", -1, "nothing"},
  };
  for (const Case& c : cases) {
    double amount = -1;
    EXPECT_EQ(parse_amount(c.text, amount), c.amount >= 0) << c.text << ": " << c.why;
    if (c.amount >= 0) {
      EXPECT_DOUBLE_EQ(amount, c.amount) << c.text << ": " << c.why;
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
