#include "extract/ole.h"

#include <gtest/gtest.h>

#include "support/compound_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::CompoundBuilder;
using test::put16;
using test::put32;
using test::wide;

// [MS-OLEPS]: one set of properties, texts of a code page.
std::string properties(const std::vector<std::pair<std::uint32_t, std::string>>& texts) {
  std::string out;
  put16(out, 0xFFFE);
  put16(out, 0);
  put32(out, 0);
  out += std::string(16, '\0');
  put32(out, 1);
  out += std::string(16, '\1');
  put32(out, 48);
  std::string list, values;
  const std::size_t begin = 8 + texts.size() * 8;
  for (const auto& [id, text] : texts) {
    put32(list, id);
    put32(list, begin + values.size());
    put32(values, 0x1E);
    put32(values, text.size() + 1);
    values += text + '\0';
    while (values.size() % 4 != 0) values += '\0';
  }
  put32(out, begin + values.size());
  put32(out, texts.size());
  return out + list + values;
}

TEST(Ole, StreamsOfAnUnknownDocumentAreItsMembers) {
  DocumentOutput out;
  std::string format;
  const std::string large(5000, 'x');
  ASSERT_TRUE(extract_bytes(
      CompoundBuilder().add("Contents", "Ann Example, 536-90-4399").add("deep/er/Data", large).build(), out, &format));
  EXPECT_EQ(format, "ole");
  ASSERT_EQ(out.children.size(), 2U);
  std::string all;
  for (const DocumentOutput::Child& child : out.children) all += child.name + "=" + child.bytes.substr(0, 24) + ";";
  EXPECT_NE(all.find("Contents=Ann Example, 536-90-4399;"), std::string::npos) << all;
  EXPECT_NE(all.find("deep/er/Data=xxxx"), std::string::npos) << all;
}

TEST(Ole, AuthorAndTitleAreGiven) {
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(CompoundBuilder()
                                .add("\5SummaryInformation", properties({{2, "Payroll"}, {4, "Zo\xEB Example"}}))
                                .add("Contents", "x")
                                .build(),
                            out));
  EXPECT_NE(out.all_text().find("Payroll"), std::string::npos);
  EXPECT_NE(out.all_text().find("Zo\xC3\xAB Example"), std::string::npos) << "windows-1252 where no page is told";
}

TEST(Ole, PropertiesAreReadHoweverManyTheySayTheyAre) {
  std::string lying = properties({{2, "Payroll"}, {4, "Ann Example"}});
  lying.replace(52, 4, "\xFF\xFF\xFF\x7F");
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(CompoundBuilder().add("\5SummaryInformation", lying).add("Contents", "x").build(), out));
  EXPECT_NE(out.all_text().find("Ann Example"), std::string::npos);
  // One text of 3 KB that 3,000 properties say is told so often only as the stream is long.
  std::vector<std::pair<std::uint32_t, std::string>> texts(3000, {4, ""});
  texts.front().second = std::string(3000, 'x');
  std::string over = properties(texts);
  const std::string first = over.substr(60, 4);
  for (std::size_t at = 0; at < texts.size(); ++at) over.replace(60 + at * 8, 4, first);
  DocumentOutput bounded;
  ASSERT_TRUE(extract_bytes(CompoundBuilder().add("\5SummaryInformation", over).add("Contents", "x").build(), bounded));
  EXPECT_LT(bounded.all_text().size(), over.size() + 1000);
  ASSERT_FALSE(bounded.gaps.empty());
  EXPECT_NE(bounded.gaps.front().reason.find("over one another"), std::string::npos);
}

TEST(Ole, AnEmbeddedFileHasItsNameAndItsBytes) {
  std::string package;
  put32(package, 0);
  put16(package, 2);
  package += std::string("list.csv") + '\0' + "C:\\list.csv" + '\0';
  put16(package, 0);
  put16(package, 3);
  put32(package, 4);
  package += std::string("tmp") + '\0';
  put32(package, 11);
  package += "name,number";
  std::string native;
  put32(native, package.size());
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(CompoundBuilder().add("Obj1/\1Ole10Native", native + package.substr(4)).build(), out));
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "Obj1/list.csv");
  EXPECT_EQ(out.children[0].bytes, "name,number");
}

TEST(Ole, EveryCutOfACompoundFileEndsWithoutHarm) {
  const std::string whole = CompoundBuilder()
                                .add("\5SummaryInformation", properties({{2, "Payroll"}, {4, "Ann"}}))
                                .add("Contents", std::string(5000, 'x'))
                                .add("a/b", "y")
                                .build();
  for (std::size_t size = 0; size < whole.size(); size += size < 2048 ? 13 : 211) {
    DocumentOutput out;
    (void)extract_bytes(std::string_view(whole).substr(0, size), out);
  }
}

}  // namespace
}  // namespace constat
