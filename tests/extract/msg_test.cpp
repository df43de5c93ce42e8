#include <gtest/gtest.h>

#include "support/compound_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::CompoundBuilder;
using test::wide;

CompoundBuilder message() {
  CompoundBuilder file;
  file.add("__properties_version1.0", std::string(32, '\0'));
  file.add("__substg1.0_0037001F", wide("Salaries"));
  file.add("__substg1.0_0C1A001F", wide("Ann Example"));
  file.add("__substg1.0_5D01001F", wide("ann@example.com"));
  return file;
}

TEST(Msg, HeadersBodyAndRecipientsAreRead) {
  CompoundBuilder file = message();
  file.add("__substg1.0_1000001F", wide("My SSN is 536-90-4399.\r\n"));
  file.add("__recip_version1.0_#00000000/__substg1.0_3001001E", "Bob Sample");
  file.add("__recip_version1.0_#00000000/__substg1.0_39FE001E", "bob@example.com");
  DocumentOutput out;
  std::string format;
  ASSERT_TRUE(extract_bytes(file.build(), out, &format));
  EXPECT_EQ(format, "msg");
  EXPECT_EQ(out.text_of("Subject"), "Salaries");
  EXPECT_EQ(out.text_of("From"), "Ann Example <ann@example.com>");
  EXPECT_EQ(out.text_of("To"), "Bob Sample <bob@example.com>");
  EXPECT_NE(out.text_of("body").find("536-90-4399"), std::string::npos);
  EXPECT_TRUE(out.gaps.empty());
}

TEST(Msg, AttachmentsAreMembersAndMessagesWithinAreItems) {
  CompoundBuilder file = message();
  file.add("__attach_version1.0_#00000000/__substg1.0_3707001F", wide("staff.csv"));
  file.add("__attach_version1.0_#00000000/__substg1.0_37010102", "name\nAnn\n");
  file.add("__attach_version1.0_#00000001/__substg1.0_3001001F", wide("forwarded"));
  file.add("__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F", wide("inner body"));
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(file.build(), out));
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "staff.csv");
  EXPECT_EQ(out.children[0].bytes, "name\nAnn\n");
  EXPECT_EQ(out.inner_names, std::vector<std::string>{"forwarded"});
  EXPECT_NE(out.text_of("body").find("inner body"), std::string::npos);
}

TEST(Msg, AMessageWithinThatIsPassedOverIsNotRead) {
  CompoundBuilder file = message();
  file.add("__attach_version1.0_#00000001/__substg1.0_3001001F", wide("forwarded"));
  file.add("__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F", wide("inner body"));
  DocumentOutput out;
  out.passed_over = "forwarded";
  ASSERT_TRUE(extract_bytes(file.build(), out));
  EXPECT_EQ(out.read_of_it, 0U);
  EXPECT_EQ(out.inner_names, std::vector<std::string>{"forwarded"});
  EXPECT_EQ(out.text_of("body").find("inner body"), std::string::npos);
}

// Kept without compression ([MS-OXRTFCP] 2.1.3.1.1): sizes, "MELA", a check that is zero, then the text itself.
TEST(Msg, ABodyThatIsOnlyRtfIsAMember) {
  const std::string rtf = "{\\rtf1 the SSN is 512-48-6193}";
  std::string packed;
  for (const std::size_t size : {rtf.size() + 12, rtf.size()}) {
    for (unsigned byte = 0; byte < 4; ++byte) packed.push_back(static_cast<char>(size >> (8 * byte)));
  }
  packed += std::string("MELA") + std::string(4, '\0') + rtf;
  CompoundBuilder file = message();
  file.add("__substg1.0_10090102", packed);
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(file.build(), out));
  ASSERT_EQ(out.children.size(), 1U);
  EXPECT_EQ(out.children[0].name, "body.rtf");
  EXPECT_EQ(out.children[0].bytes, rtf);
}

TEST(Msg, MessagesNestedWithoutEndStopAtTheBound) {
  CompoundBuilder file = message();
  std::string prefix;
  for (int depth = 0; depth < 20; ++depth) {
    prefix += "__attach_version1.0_#00000000/__substg1.0_3701000D/";
    file.add(prefix + "__substg1.0_1000001F", wide("level " + std::to_string(depth)));
  }
  DocumentOutput out;
  ASSERT_TRUE(extract_bytes(file.build(), out));
  EXPECT_NE(out.all_text().find("level 15"), std::string::npos);
  EXPECT_EQ(out.all_text().find("level 17"), std::string::npos);
  ASSERT_FALSE(out.gaps.empty());
  EXPECT_EQ(out.gaps[0].status, Status::too_big);
}

}  // namespace
}  // namespace constat
