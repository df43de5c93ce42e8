#include "extract/value_text.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

using namespace std::string_view_literals;

TEST(ValueText, DatesAreThoseOfTheGregorianCalendar) {
  const struct {
    std::int64_t milliseconds;
    std::string_view text;
  } cases[] = {
      {0, "1970-01-01"},
      {-86'400'000, "1969-12-31"},
      {-1000, "1969-12-31T23:59:59Z"},
      {951'782'400'000, "2000-02-29"},
      {253'402'214'400'000, "9999-12-31"},
      {253'402'300'800'000, ""},
      {-30'610'224'000'000, "1000-01-01"},
      {INT64_MIN, ""},
      {INT64_MAX, ""},
  };
  for (const auto& c : cases) EXPECT_EQ(date_time_text(c.milliseconds).value_or(""), c.text) << c.milliseconds;
}

TEST(ValueText, DecimalsHaveTheirPoint) {
  const struct {
    std::string_view bytes;
    std::int64_t scale;
    std::string_view text;
  } cases[] = {
      {"\x04\xD2"sv, 2, "12.34"}, {"\xFB\x2E"sv, 2, "-12.34"}, {"\x05"sv, 3, "0.005"},       {"\0"sv, 2, "0.00"},
      {"\x0C"sv, -2, "1200"},     {"\x80"sv, 0, "-128"},       {"\x0C"sv, 100'000, "X'0C'"}, {""sv, 2, "X''"},
  };
  for (const auto& c : cases) EXPECT_EQ(decimal_text(as_bytes(c.bytes), c.scale), c.text);
  EXPECT_EQ(decimal_text(std::int64_t{-5}, 2), "-0.05");
  EXPECT_EQ(decimal_text(INT64_MIN, 1), "-922337203685477580.8");
  // The forms of decimal128: a number, not a number, endless, and a coefficient that is none.
  EXPECT_EQ(decimal128_text(as_bytes("\x0C\0\0\0\0\0\0\0\0\0\0\0\0\0\x3E\xB0"sv)), "-1.2");
  EXPECT_EQ(decimal128_text(as_bytes("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x7C"sv)), "NaN");
  EXPECT_EQ(decimal128_text(as_bytes("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xF8"sv)), "-Infinity");
  EXPECT_EQ(decimal128_text(as_bytes("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x6C"sv)), "0");
}

TEST(ValueText, NumbersHaveNoExponent) {
  EXPECT_EQ(number_text(1e15), "1000000000000000");
  EXPECT_EQ(number_text(0.1F), "0.1");
  EXPECT_EQ(number_text(0.0 / 0.0), "NaN");
}

TEST(ValueText, BytesAreTextOrHexOrApart) {
  EXPECT_EQ(bytes_text(as_bytes("$2b$12$abc"), 100), "$2b$12$abc");
  EXPECT_EQ(bytes_text(as_bytes("\0\xFF"sv), 100), "X'00FF'");
  EXPECT_EQ(bytes_text(as_bytes(std::string(100, '\1')), 1000), std::nullopt);
}

}  // namespace
}  // namespace constat
