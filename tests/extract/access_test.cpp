#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/access_values.h"
#include "support/access_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::AccessBuilder;
using Kind = AccessBuilder::Kind;
using Column = AccessBuilder::Column;
using Strings = std::vector<std::string>;

constexpr std::uint8_t boolean = 1;
constexpr std::uint8_t byte = 2;
constexpr std::uint8_t integer = 3;
constexpr std::uint8_t long_integer = 4;
constexpr std::uint8_t money = 5;
constexpr std::uint8_t float_number = 6;
constexpr std::uint8_t double_number = 7;
constexpr std::uint8_t date_time = 8;
constexpr std::uint8_t binary = 9;
constexpr std::uint8_t text = 10;
constexpr std::uint8_t ole = 11;
constexpr std::uint8_t memo = 12;
constexpr std::uint8_t guid = 15;
constexpr std::uint8_t numeric = 16;
constexpr std::uint8_t big_integer = 19;
constexpr std::uint8_t extended_date = 20;

const std::vector<Column> staff = {
    {"Id", long_integer, 4}, {"Name", text, 0}, {"Born", date_time, 8}, {"Active", boolean, 0}};

AccessBuilder::Row person(const AccessBuilder& base, int id, std::string_view name, double born,
                          std::uint16_t flags = 0) {
  return {{AccessBuilder::number(static_cast<std::uint64_t>(id), 4), base.text(name), AccessBuilder::real(born), ""},
          flags};
}

std::string reasons(const DocumentOutput& out) {
  std::string all;
  for (const auto& gap : out.gaps) all += std::string(status_name(gap.status)) + ": " + gap.reason + "\n";
  return all;
}

TEST(Access, TablesOfEachKindOfFileHaveHeadersAndRows) {
  for (const Kind kind : {Kind::jet3, Kind::jet4, Kind::ace}) {
    for (const bool in_pages : {false, true}) {
      AccessBuilder base(kind);
      if (in_pages) base.maps_in_pages();
      base.table(
          "Staff", staff,
          {person(base, 1, "Ann Example", 25569), person(base, 2, "gone", 1, 0xC000), person(base, 3, "Bob", -1.25)});
      base.table("MSysThings", staff, {person(base, 9, "of the system", 1)});
      base.table("Empty", {{"A", text, 0}}, {});
      DocumentOutput out;
      std::string format;
      ASSERT_TRUE(extract_bytes(base.build(), out, &format));
      EXPECT_EQ(format, "access");
      EXPECT_EQ(out.inner_names, (Strings{"Staff", "Empty"}));
      ASSERT_EQ(out.tables.size(), 2U);
      EXPECT_EQ(out.tables[0].columns, (Strings{"Id", "Name", "Born", "Active"}));
      ASSERT_EQ(out.tables[0].rows.size(), 2U);
      EXPECT_EQ(out.tables[0].rows[0].first, 2U);
      EXPECT_EQ(out.tables[0].rows[0].second, (Strings{"1", "Ann Example", "1970-01-01", "true"}));
      EXPECT_EQ(out.tables[0].rows[1].first, 3U);
      EXPECT_EQ(out.tables[0].rows[1].second, (Strings{"3", "Bob", "1899-12-29 06:00:00", "true"}));
      EXPECT_TRUE(out.tables[1].rows.empty());
      EXPECT_EQ(out.notes, (Strings{"1 deleted row: what is left of it was scanned for printable text"}));
      EXPECT_EQ(reasons(out), "");
    }
  }
}

TEST(Access, EveryTypeOfColumnIsReadAsAPersonWouldSeeIt) {
  struct Case {
    Column column;
    AccessBuilder::Cell cell;
    std::string shown;
  };
  const AccessBuilder base(Kind::ace);
  float single = 0.1F;
  std::string single_bytes(4, '\0');
  std::memcpy(single_bytes.data(), &single, 4);
  const auto number = [](std::int64_t value, std::size_t bytes) {
    return AccessBuilder::number(static_cast<std::uint64_t>(value), bytes);
  };
  const std::vector<Case> cases = {
      {{"", boolean, 0}, std::nullopt, "false"},
      {{"", boolean, 0}, "", "true"},
      {{"", byte, 1}, number(200, 1), "200"},
      {{"", integer, 2}, number(-2, 2), "-2"},
      {{"", long_integer, 4}, number(-70000, 4), "-70000"},
      {{"", big_integer, 8}, number(9'007'199'254'740'993, 8), "9007199254740993"},
      {{"", money, 8}, number(512345000, 8), "51234.50"},
      {{"", money, 8}, number(-12345, 8), "-1.2345"},
      {{"", money, 8}, number(INT64_MIN, 8), "-922337203685477.5808"},
      {{"", float_number, 4}, single_bytes, "0.1"},
      {{"", double_number, 8}, AccessBuilder::real(0.1 + 0.2), "0.3"},
      {{"", double_number, 8}, AccessBuilder::real(1e15), "1000000000000000"},
      {{"", date_time, 8}, AccessBuilder::real(41967), "2014-11-24"},
      {{"", date_time, 8}, AccessBuilder::real(41967.5), "2014-11-24 12:00:00"},
      {{"", date_time, 8}, AccessBuilder::real(0.75), "18:00:00"},
      {{"", date_time, 8}, AccessBuilder::real(0), "1899-12-30"},
      {{"", date_time, 8}, AccessBuilder::real(-111219.0), "1595-06-28"},
      {{"", date_time, 8}, AccessBuilder::real(1e300), AccessBuilder::real(0).empty() ? "" : "1.00000000000000e+300"},
      {{"", extended_date, 0},
       "0000000000000735560:0000000000432000000:7" + std::string(1, '\0'),
       "2014-11-24 00:00:43"},
      {{"", guid, 16},
       std::string("\x01\x23\x45\x67\x89\xAB\xCD\xEF\x01\x23\x45\x67\x89\xAB\xCD\xEF"),
       "{67452301-AB89-EFCD-0123-456789ABCDEF}"},
      {{"", numeric, 17, 2},
       std::string("\x80") + number(0, 4) + number(0, 4) + number(0, 4) + number(12345, 4),
       "-123.45"},
      {{"", numeric, 17, 0},
       std::string("\0", 1) + number(0, 4) + number(0, 4) + number(1, 4) + number(0, 4),
       "4294967296"},
      {{"", numeric, 17, 3}, std::string("\0", 1) + number(0, 4) + number(0, 4) + number(0, 4) + number(7, 4), "0.007"},
      {{"", binary, 0}, "as text", "as text"},
      {{"", binary, 0}, std::string("\x01\xFF"), "X'01FF'"},
      {{"", text, 0}, base.text("wide"), "wide"},
      {{"", text, 0}, AccessBuilder::packed("J\xFCrgen"), "J\xC3\xBCrgen"},
      {{"", text, 0},
       AccessBuilder::packed("a" + std::string("\0\x14\x04\0", 4) + "b"),
       "a\xD0\x94"
       "b"},
      {{"", text, 0}, std::nullopt, ""},
      {{"", text, 20}, base.text("fixed     "), "fixed"},
      {{"", ole, 0}, AccessBuilder::in_row("noted"), "noted"},
      {{"", memo, 0}, AccessBuilder::in_row(base.text("short")), "short"},
  };
  AccessBuilder all(Kind::ace);
  std::vector<Column> columns;
  AccessBuilder::Row row;
  for (const Case& c : cases) {
    columns.push_back(c.column);
    columns.back().name = "c" + std::to_string(columns.size());
    row.cells.push_back(c.cell);
  }
  all.table("All", columns, {row});
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(all.build(), out));
  ASSERT_EQ(out.tables.size(), 1U);
  ASSERT_EQ(out.tables[0].rows.size(), 1U);
  for (std::size_t index = 0; index < cases.size(); ++index) {
    EXPECT_EQ(out.tables[0].rows[0].second[index], cases[index].shown) << "column " << index + 1;
  }
  EXPECT_EQ(reasons(out), "");
}

TEST(Access, MemosLieInTheRowInAPageOrInAChain) {
  for (const Kind kind : {Kind::jet3, Kind::jet4}) {
    AccessBuilder base(kind);
    const std::string long_text(9000, 'm');
    const std::string one = base.in_page(base.text("in a page"));
    const std::string chain = base.in_chain(base.text(long_text), 1500);
    base.table("Notes", {{"Id", long_integer, 4}, {"Note", memo, 0}},
               {{{base.number(1, 4), AccessBuilder::in_row(base.text("in the row"))}},
                {{base.number(2, 4), one}},
                {{base.number(3, 4), chain}},
                {{base.number(4, 4), std::nullopt}}});
    DocumentOutput out;
    ASSERT_TRUE(extract_bytes(base.build(), out));
    ASSERT_EQ(out.tables.size(), 1U);
    ASSERT_EQ(out.tables[0].rows.size(), 4U);
    EXPECT_EQ(out.tables[0].rows[0].second[1], "in the row");
    EXPECT_EQ(out.tables[0].rows[1].second[1], "in a page");
    EXPECT_EQ(out.tables[0].rows[2].second[1], long_text);
    EXPECT_EQ(out.tables[0].rows[3].second[1], "");
    EXPECT_EQ(reasons(out), "");
  }
}

TEST(Access, LongRowsOfJet3AreCountedBeyondAByte) {
  AccessBuilder base(Kind::jet3);
  std::vector<Column> columns;
  std::vector<AccessBuilder::Cell> cells;
  Strings shown;
  for (int index = 0; index < 12; ++index) {
    columns.push_back({"c" + std::to_string(index), text, 0});
    shown.push_back(std::string(static_cast<std::size_t>(20 + 15 * index), static_cast<char>('a' + index)));
    cells.emplace_back(shown.back());
  }
  base.table("Wide", columns, {{cells}});
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  EXPECT_EQ(out.tables[0].rows[0].second, shown);
  EXPECT_EQ(reasons(out), "");
}

TEST(Access, ManyRowsAndManyColumnsTakeSeveralPages) {
  AccessBuilder base(Kind::jet4);
  std::vector<Column> columns;
  std::vector<AccessBuilder::Row> rows;
  for (int index = 0; index < 120; ++index)
    columns.push_back({"a column with a long name " + std::to_string(index), text, 0});
  for (int number = 0; number < 50; ++number) {
    rows.push_back({});
    for (int index = 0; index < 120; ++index) rows.back().cells.emplace_back(base.text("v" + std::to_string(number)));
  }
  base.table("Large", columns, rows);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  ASSERT_EQ(out.tables[0].columns.size(), 120U);
  EXPECT_EQ(out.tables[0].columns[119], "a column with a long name 119");
  ASSERT_EQ(out.tables[0].rows.size(), 50U);
  EXPECT_EQ(out.tables[0].rows[49].second[119], "v49");
  EXPECT_EQ(reasons(out), "");
}

TEST(Access, FilesInOleAndAttachmentColumnsAreMembers) {
  AccessBuilder base(Kind::ace);
  const std::string html = "<html><body>inside</body></html>";
  // What Access puts around an object, then the object: version, kind, class, topic, item, size, bytes.
  const auto text_of = [](std::string_view value) {
    return AccessBuilder::number(value.size() + 1, 4) + std::string(value) + '\0';
  };
  const std::string wrapper = AccessBuilder::number(0x1C15, 2) + AccessBuilder::number(20, 2) + std::string(16, '\0') +
                              AccessBuilder::number(0x501, 4) + AccessBuilder::number(2, 4);
  const auto sized = [](const std::string& value) { return AccessBuilder::number(value.size(), 4) + value; };
  const std::string package =
      std::string("\2\0pay.csv\0C:\\pay.csv\0\0\0\3\0", 25) + text_of("C:\\pay.csv") + sized("a,b\n1,2\n");
  const std::string file = wrapper + text_of("Package") + std::string(8, '\0') + sized(package);
  const std::string object = wrapper + text_of("htmlfile") + std::string(8, '\0') + sized(html);
  const std::string header =
      AccessBuilder::number(16, 4) + AccessBuilder::number(1, 4) + AccessBuilder::number(4, 4) + "x\0y\0";
  const std::string inner = AccessBuilder::number(20, 4) + AccessBuilder::number(1, 4) + AccessBuilder::number(4, 4) +
                            base.text("txt") + std::string(2, '\0') + html;
  const std::string packed =
      AccessBuilder::number(1, 4) + AccessBuilder::number(inner.size(), 4) + test::deflated(inner, 15);
  const std::string plain = AccessBuilder::number(0, 4) + AccessBuilder::number(inner.size(), 4) + inner;
  base.table(
      "Files", {{"Id", long_integer, 4}, {"Thing", ole, 0}},
      {{{base.number(1, 4), base.in_page(html + html + html)}},
       {{base.number(2, 4), base.in_chain(file, 100)}},
       {{base.number(3, 4), base.in_page(object)}},
       {{base.number(4, 4), base.in_page(std::string(100, '\0') + "printable words" + std::string(100, '\xFF'))}}});
  base.table("f_1_Photos", {{"FileData", ole, 0}, {"FileName", text, 0}},
             {{{base.in_page(packed), base.text("a.html")}}, {{base.in_page(plain), base.text("b.html")}}});
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  ASSERT_EQ(out.children.size(), 5U) << reasons(out);
  EXPECT_EQ(out.children[0].name, "R2C2");
  EXPECT_EQ(out.children[0].bytes, html + html + html);
  EXPECT_EQ(out.children[1].name, "pay.csv");
  EXPECT_EQ(out.children[1].bytes, "a,b\n1,2\n");
  EXPECT_EQ(out.children[2].name, "R4C2");
  EXPECT_EQ(out.children[2].bytes, html);
  EXPECT_EQ(out.children[3].name, "a.html");
  EXPECT_EQ(out.children[3].bytes, html);
  EXPECT_EQ(out.children[4].bytes, html);
  EXPECT_NE(out.text_of("R5C2").find("printable words"), std::string::npos);
  EXPECT_EQ(reasons(out), "");
}

TEST(Access, LinkedTablesAreToldWithWhereTheyLead) {
  AccessBuilder base(Kind::jet4);
  base.linked("Orders", "", "ODBC;DSN=shop;UID=sa;PWD=hunter22x");
  base.linked("Old", "D:\\back.mdb", "");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  EXPECT_EQ(out.text_of("linked"), "Orders\nODBC;DSN=shop;UID=sa;PWD=hunter22x\n\nOld\nD:\\back.mdb\n\n");
  EXPECT_EQ(out.notes, (Strings{"2 linked tables: their rows are elsewhere"}));
}

TEST(Access, WhatDeletedRowsLeaveIsScannedAtItsPlace) {
  AccessBuilder base(Kind::jet3);
  base.table("Staff", staff, {person(base, 1, "Ann", 1), person(base, 2, "deleted.person@a.example", 1, 0xC000)});
  const std::string bytes = base.build();
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bytes, out));
  const std::size_t at = bytes.find("deleted.person@a.example");
  bool found = false;
  for (const auto& part : out.parts) {
    const std::size_t inside = part.text.find("deleted.person@a.example");
    if (inside == std::string::npos) continue;
    found = true;
    EXPECT_EQ(part.kind, PassageKind::raw_run);
    EXPECT_LE(at - inside - part.offset_bytes, 16U);
  }
  EXPECT_TRUE(found);
}

TEST(Access, RowsThatMovedToAnotherPageAreReadOnce) {
  AccessBuilder base(Kind::jet4);
  auto pointer = person(base, 1, "a place to go to", 1, 0x4000);
  base.table("Staff", staff, {pointer, person(base, 2, "Bob", 1), person(base, 1, "Ann", 1, 0x8000)});
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  ASSERT_EQ(out.tables[0].rows.size(), 2U);
  EXPECT_EQ(out.tables[0].rows[0].second[1], "Bob");
  EXPECT_EQ(out.tables[0].rows[1].second[1], "Ann");
  EXPECT_EQ(reasons(out), "");
}

TEST(Access, TheCodingOfJetIsUndoneAndAnAccdbWithAPasswordIsEncrypted) {
  for (const Kind kind : {Kind::jet3, Kind::jet4}) {
    AccessBuilder base(kind);
    base.table("Staff", staff, {person(base, 1, "Ann Example", 1), person(base, 2, "remains of Bob", 1, 0xC000)});
    base.key(0x1234ABCD);
    base.password("sesame");
    DocumentOutput out;
    const std::string bytes = base.build();
    EXPECT_EQ(bytes.find("Staff"), std::string::npos);
    ASSERT_TRUE(extract_bytes(bytes, out));
    EXPECT_EQ(out.tables[0].rows[0].second[1], "Ann Example");
    EXPECT_NE(out.all_text().find("remains of Bob"), std::string::npos);
    EXPECT_EQ(out.notes.back(), "it has a password, which protects none of its bytes");
    EXPECT_EQ(reasons(out), "");
  }
  AccessBuilder base(Kind::ace);
  base.table("Staff", staff, {person(base, 1, "Ann", 1)});
  base.key(7);
  DocumentOutput out;
  const auto read = extract_bytes(base.build(), out);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::encrypted);
}

TEST(Access, WhatIsMissingIsToldAndTheRestIsRead) {
  AccessBuilder base(Kind::jet4);
  std::vector<AccessBuilder::Row> rows;
  for (int index = 0; index < 400; ++index)
    rows.push_back(person(base, index, "Person of some length " + std::to_string(index), 1));
  base.table("First", staff, {person(base, 1, "Ann", 1)});
  base.table("Staff", staff, rows);
  base.build();  // The catalog comes last: put before, so that it is not what is cut off.
  const std::string whole = base.build();
  DocumentOutput all;
  ASSERT_TRUE(extract_bytes(whole, all));
  ASSERT_EQ(all.tables[1].rows.size(), 400U);

  // A page of rows that is overwritten.
  const std::size_t damaged_page = whole.find(base.text("length 399")) / base.page_bytes();
  std::string damaged = whole;
  damaged.replace(damaged_page * base.page_bytes(), base.page_bytes(), std::string(base.page_bytes(), 'x'));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(damaged, out));
  EXPECT_EQ(out.tables[0].rows.size(), 1U);
  EXPECT_LT(out.tables[1].rows.size(), 400U);
  EXPECT_GT(out.tables[1].rows.size(), 200U);
  EXPECT_EQ(out.gaps[0].status, Status::partly_read);
  EXPECT_NE(out.gaps[0].reason.find("rows that it tells of"), std::string::npos);

  // The same, where zeros are what came: a table's map may list pages that are none of its rows', so the rows tell.
  damaged.replace(damaged_page * base.page_bytes(), base.page_bytes(), std::string(base.page_bytes(), '\0'));
  DocumentOutput zeros;
  ASSERT_TRUE(extract_bytes(damaged, zeros));
  EXPECT_EQ(zeros.gaps[0].status, Status::partly_read);
  EXPECT_EQ(zeros.gaps[0].reason.rfind("pages of its rows are not where its map says; read ", 0), 0U);

  // The catalog is gone: tables are found by their definitions.
  std::string lost = whole;
  lost.replace(2 * base.page_bytes(), base.page_bytes(), std::string(base.page_bytes(), '\0'));
  DocumentOutput found;
  ASSERT_TRUE(extract_bytes(lost, found));
  ASSERT_EQ(found.tables.size(), 2U);
  EXPECT_EQ(found.inner_names[0].rfind("table at page ", 0), 0U);
  EXPECT_EQ(found.tables[1].rows.size(), 400U);
  EXPECT_NE(reasons(found).find("the catalog of its tables is damaged"), std::string::npos);

  // Cut at any place: never more than was there, and something is told.
  for (std::size_t size = 1000; size < whole.size(); size += 1000) {
    DocumentOutput cut;
    const auto read = extract_bytes(whole.substr(0, size), cut);
    EXPECT_TRUE(!read || !cut.gaps.empty()) << size;
    EXPECT_TRUE(is_valid_utf8(cut.all_text()));
  }
}

TEST(Access, ChainsThatGoRoundEnd) {
  AccessBuilder base(Kind::jet4);
  const std::string chain = base.in_chain(std::string(3000, 'a'), 1000);
  // The first piece says that it goes on at itself, and every row has this value.
  std::string& page = base.page(base.last_chain() >> 8);
  const std::size_t at = page.size() - 1004;
  page.replace(at, 4, AccessBuilder::number(base.last_chain(), 4));
  const std::string endless = AccessBuilder::number(0x3FFFFFFF, 4) + chain.substr(4);
  std::vector<AccessBuilder::Row> rows;
  for (int index = 0; index < 200; ++index) rows.push_back({{endless}});
  base.table("Round", {{"Note", ole, 0}}, rows);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  EXPECT_EQ(out.tables[0].rows.size(), 200U);
  EXPECT_NE(reasons(out).find("they share their pages"), std::string::npos);
}

TEST(Access, DefinitionsThatGoRoundOrLieAreRefused) {
  AccessBuilder base(Kind::jet4);
  const std::uint32_t first = base.table("First", staff, {person(base, 1, "Ann", 1)});
  const std::uint32_t second = base.table("Second", staff, {person(base, 2, "Bob", 1)});
  base.build();
  base.page(first).replace(4, 4, AccessBuilder::number(first, 4));  // Goes on at itself.
  base.page(second).replace(51, 4, AccessBuilder::number(~0U, 4));  // Four thousand million indexes.
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(base.build(), out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows.size(), 1U);
  EXPECT_EQ(reasons(out),
            "partly-read: its definition is damaged\npartly-read: a table could not be read to its end\n"
            "corrupt: its definition is damaged\npartly-read: a table could not be read to its end\n");
}

TEST(Access, ADefinitionInTheHeadersPageIsNone) {
  AccessBuilder base(Kind::jet4);
  base.table("Staff", staff, {person(base, 1, "Ann", 1)});
  std::string bytes = base.build();
  bytes[0] = 2;                      // Looks like one.
  bytes[2 * base.page_bytes()] = 0;  // No catalog: every page that looks like one is tried.
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bytes, out));
  ASSERT_EQ(out.tables.size(), 1U);
  EXPECT_EQ(out.tables[0].rows.size(), 1U);
}

TEST(Access, RowsThatLieOverOneAnotherAreReadOnce) {
  AccessBuilder base(Kind::jet4);
  std::vector<AccessBuilder::Row> rows;
  for (int index = 0; index < 20; ++index) rows.push_back(person(base, index, "Person", 1));
  base.table("Staff", staff, rows);
  const std::string whole = base.build();
  const std::size_t page = whole.find(base.text("Person")) / base.page_bytes() * base.page_bytes();
  std::string bytes = whole;
  for (std::size_t row = 5; row < 20; ++row) bytes.replace(page + 14 + row * 2, 2, whole.substr(page + 14, 2));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(bytes, out));
  EXPECT_EQ(out.tables[0].rows.size(), 5U);
  EXPECT_NE(reasons(out).find("15 rows are damaged; read 5 of the 20 rows"), std::string::npos);
}

TEST(Access, ATableThatEndedAReaderBeforeIsPassedOver) {
  AccessBuilder base(Kind::jet4);
  base.table("Bad", staff, {person(base, 1, "Ann", 1)});
  base.table("Good", staff, {person(base, 2, "Bob", 1)});
  DocumentOutput out;
  out.passed_over = "Bad";
  ASSERT_TRUE(extract_bytes(base.build(), out));
  EXPECT_EQ(out.read_of_it, 0U);
  EXPECT_EQ(out.tables.size(), 1U);
}

}  // namespace
}  // namespace constat
