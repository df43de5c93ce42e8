#include <gtest/gtest.h>

#include "extract/record_cells.h"

namespace constat {
namespace {

using test::cell;
using test::passages;

constexpr std::string_view statement =
    ":20:STARTUMS\r\n:25:37040044/0532013000\r\n:28C:00011/001\r\n:60F:C251101EUR1000,00\r\n"
    ":61:2511031103D870,00NMSCNONREF\r\n"
    ":86:116?00EINZELUEBERWEISUNG?10931?20Miete Novem\r\nber?30COBADEFFXXX?31DE89370400440532013000?32LUKAS "
    "VO\r\nGEL?33 "
    "JUNIOR\r\n"
    ":61:2511041104CR3455,10NTRF//B4\r\n:86:/TRTP/SEPA/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/A DE "
    "VRIES/REMI/salaris"
    "\r\n:62F:C251104EUR3585,10\r\n-\r\n";

TEST(Mt940, AMovementIsARow) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(statement, out, &format));
  EXPECT_EQ(format, "mt940");
  const struct {
    std::size_t row;
    std::string_view column, value, stands;
  } cases[] = {
      {0, "amount", "870,00", "870,00NMSC"},
      {0, "purpose", "Miete November", "Miete Novem\r\nber"},
      {0, "bic", "COBADEFFXXX", "COBADEFFXXX"},
      {0, "iban", "DE89370400440532013000", "DE8937"},
      {0, "account holder", "LUKAS VOGEL JUNIOR", "LUKAS VO\r\nGEL"},
      {1, "amount", "3455,10", "3455,10NTRF"},
      {1, "iban", "NL91ABNA0417164300", "NL91"},
      {1, "account holder", "A DE VRIES", "A DE VRIES"},
      {1, "purpose", "salaris", "salaris"},
  };
  for (const auto& c : cases) {
    const test::PlacedCell found = cell(out, c.row, c.column);
    EXPECT_EQ(found.value, c.value) << c.column;
    EXPECT_EQ(statement.substr(found.offset, c.stands.size()), c.stands) << c.column;
  }
  EXPECT_NE(passages(out).find(":25:37040044/0532013000"), std::string::npos) << "the account itself is text";
}

TEST(Mt940, PlacesAreThoseOfTheBytesWhateverTheirCharset) {
  const std::string latin =
      ":20:A\r\n:25:B\r\n:61:2511031103D870,00NMSC\r\n:86:116?20Miete f\xFCr J\xF6rg "
      "M\xFCller?31DE89370400440532013000\r\n";
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(latin, out));
  EXPECT_EQ(cell(out, 0, "purpose").value, "Miete f\u00FCr J\u00F6rg M\u00FCller");
  EXPECT_EQ(cell(out, 0, "iban").offset, latin.find("DE89"));
}

TEST(Mt940, AFieldWithoutEndIsText) {
  const std::string endless = std::string(2U << 20, '/') + "NEEDLE";
  for (const std::string& text : {":86:" + endless, ":86:116?20Miete\r\n" + endless}) {
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(":20:A\r\n:25:B\r\n:61:2511031103D870,00NMSC\r\n" + text + "\r\n", out));
    EXPECT_EQ(cell(out, 0, "amount").value, "870,00");
    EXPECT_NE(passages(out).find("NEEDLE"), std::string::npos);
  }
}

TEST(Mt940, IsKnownByItsFields) {
  for (const std::string_view text :
       {":61:2511031103D870,00NMSC\n:86:x\n", ":20:see :25: and\nmore\n", "20:\n25:\n61:\n"}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(text, out, &format)) << text;
    EXPECT_NE(format, "mt940") << text;
  }
}

}  // namespace
}  // namespace constat
