#include <gtest/gtest.h>

#include "base/text.h"
#include "collected.h"
#include "extract/extractors.h"
#include "support/document_output.h"

namespace constat {
namespace {

std::string cell(const DocumentOutput& out, std::size_t row, std::string_view column) {
  for (const DocumentOutput::Table& table : out.tables) {
    if (row >= table.rows.size()) {
      row -= table.rows.size();
      continue;
    }
    for (std::size_t index = 0; index < table.columns.size(); ++index) {
      if (table.columns[index] == column) return table.rows[row].second.at(index);
    }
  }
  return "no such cell";
}

// "QW5uIEzDs3Bleg==" is "Ann López", "SABpADEAMgAhAA==" is UTF-16LE.
constexpr std::string_view entries =
    "# extended LDIF\n#\n# LDAPv3\nversion: 1\n\n"
    "# ab, people, example.org\n"
    "dn: uid=ab,ou=people,ou=North America,dc=exa\n mple,dc=org\n"
    "objectClass: top\nobjectClass: person\nuid: ab\ncn:: QW5uIEzDs3Bleg==\nsn: Lopez\nl: Springfield\n"
    "mail: ann.lo\n pez@example.org\ndescription:\n  born 1970\nuserPassword:: U3VubnkxSGFyYm9yIQ==\n"
    "unicodePwd:: IgBXADEAbgB0ACEAIgA=\nobjectGUID:: AAECAwQFBgcICQoLDA0ODw==\ncn;lang-fr: Anne Lopez\n"
    "jpegPhoto:: /9j/4AAQSkZJ\n RgABAQ==\n"
    "\r\n"
    "dn:: dWlkPWtt\r\nchangetype: modify\r\nreplace: userPassword\r\nuserPassword: Blossom77!\r\n-\r\nadd: mail\r\n"
    "mail: km@example.org\r\n-\r\n";

TEST(Ldif, AnEntryIsARowWithItsFoldedAndCodedValues) {
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(entries, out, &format));
  EXPECT_EQ(format, "ldif");
  EXPECT_TRUE(out.gaps.empty());
  EXPECT_EQ(cell(out, 0, "comment"), "extended LDIF\nLDAPv3");
  EXPECT_EQ(cell(out, 1, "comment"), "ab, people, example.org");
  EXPECT_EQ(cell(out, 1, "dn"), "uid=ab,ou=people,ou=North America,dc=example,dc=org");
  EXPECT_EQ(cell(out, 1, "objectClass.2"), "person");
  EXPECT_EQ(cell(out, 1, "cn"), "Ann L\xC3\xB3pez");
  EXPECT_EQ(cell(out, 1, "cn.2"), "Anne Lopez");
  EXPECT_EQ(cell(out, 1, "surname"), "Lopez") << "\"sn\" by the name that RFC 4519 gives it too";
  EXPECT_EQ(cell(out, 1, "locality"), "Springfield");
  EXPECT_EQ(cell(out, 1, "mail"), "ann.lopez@example.org");
  EXPECT_EQ(cell(out, 1, "description"), " born 1970") << "folded behind the colon";
  EXPECT_EQ(cell(out, 1, "userPassword"), "Sunny1Harbor!");
  EXPECT_EQ(cell(out, 1, "unicodePwd"), "W1nt!") << "UTF-16 in quotes";
  EXPECT_EQ(cell(out, 1, "objectGUID"), "AAECAwQFBgcICQoLDA0ODw==") << "short binary stays as written";
  EXPECT_EQ(cell(out, 1, "jpegPhoto"), "no such cell");
  EXPECT_EQ(cell(out, 2, "dn"), "uid=km");
  EXPECT_EQ(cell(out, 2, "userPassword"), "Blossom77!");
  EXPECT_EQ(cell(out, 2, "mail"), "km@example.org");
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "jpegPhoto-1");
  EXPECT_EQ(out.children[0].bytes.substr(0, 3), "\xFF\xD8\xFF");
  // Placed by the byte where the value begins.
  const DocumentOutput::Table& table = out.tables.at(0);
  for (std::size_t index = 0; index < table.columns.size(); ++index) {
    if (table.columns[index] == "mail") {
      EXPECT_EQ(entries.substr(table.offsets[1][index], 6), "ann.lo");
    }
  }
}

TEST(Ldif, IsKnownByItsFirstEntry) {
  const struct {
    std::string_view text;
    std::string_view format;
    std::string_view why;
  } cases[] = {
      {"dn: dc=org\nobjectClass: top\n", "ldif", "without a version"},
      {"version: 1\n# c\n\ndn:: ZGM9b3Jn\nobjectClass: top\n", "ldif", "name in base64"},
      {"dn:\nobjectClass: top\n", "ldif", "the root"},
      {"dn: see below\nname: x\n", "text", "no name of an entry"},
      {"dn: dc=org\nand so on\n", "text", "no attribute behind it"},
      {"name: x\ndn: dc=org\ncn: y\n", "text", "begins otherwise"},
  };
  for (const auto& c : cases) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(c.text, out, &format)) << c.why;
    EXPECT_EQ(format, c.format) << c.why;
  }
}

TEST(Ldif, NothingIsLostOfWhatIsBroken) {
  DocumentOutput out;
  ASSERT_TRUE(
      extract_bytes("dn: dc=org\ncn: A\nno attribute, SSN 900-00-0001\n\ndn: dc=b\nmail:: !!!\ncn: cut of", out));
  EXPECT_EQ(cell(out, 0, "cn"), "A");
  EXPECT_EQ(cell(out, 0, "comment"), "no attribute, SSN 900-00-0001");
  EXPECT_EQ(cell(out, 1, "cn"), "cut of");
  ASSERT_EQ(out.gaps.size(), 1U);
  EXPECT_NE(out.gaps[0].reason.find("read as comments: 1"), std::string::npos);
}

TEST(Ldif, ManyValuesOfOneAttributeAreAllGiven) {
  std::string text = "dn: cn=all,dc=org\n";
  for (int index = 0; index < 3000; ++index) text += "member: cn=person" + std::to_string(index) + ",dc=org\n";
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(text, out));
  const std::string all = out.all_text();
  for (const int index : {0, 7, 8, 9, 2999}) {
    EXPECT_NE(all.find("cn=person" + std::to_string(index) + ","), std::string::npos) << index;
  }
}

TEST(Ldif, EntriesAcrossTheWindowStayWhole) {
  std::string text;
  for (int index = 0; text.size() < (3U << 20); ++index) {
    text += "dn: uid=" + std::to_string(index) + ",dc=org\nmail: p" + std::to_string(index) +
            "@exam\n ple.org\ndescription: " + std::string(900, 'x') + "\n\n";
  }
  for (const bool wide : {false, true}) {
    std::string bytes = text;
    if (wide) {
      bytes = "\xFF\xFE";
      for (const char c : text) bytes += {c, '\0'};
    }
    test::Collected out;
    ASSERT_TRUE(test::extract(extract_ldif, bytes, out, wide ? "UTF-16LE" : "UTF-8"));
    ASSERT_EQ(out.tables.size(), 1U);
    std::size_t number = 0;
    for (const test::KeptRow& row : out.tables[0].rows) {
      ASSERT_EQ(row.cells.at(1), "p" + std::to_string(number) + "@example.org");
      const std::size_t at = row.offsets[1];
      ASSERT_EQ(bytes.substr(at, wide ? 2 : 1), wide ? std::string("p\0", 2) : "p") << number;
      ++number;
    }
    EXPECT_GT(number, 3000U);
  }
}

}  // namespace
}  // namespace constat
