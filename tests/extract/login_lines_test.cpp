#include "extract/login_lines.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(LoginLines, AreToldFromTables) {
  EXPECT_TRUE(lists_logins_by_colon("a@x.example:Sun1|FR\nb@x.example:Moon2|IT\nc@x.example:Star3|DE\n"));
  EXPECT_TRUE(
      lists_logins_by_colon("a@x.example:Sun1 | Plan = A\r\nb@x.example:Moon2 | Plan = B\r\nc@x.example:S3 | x\r\n"));
  EXPECT_FALSE(lists_logins_by_colon("a@x.example;Sun1;FR\nb@x.example;Moon2;IT\nc@x.example;Star3;DE\n")) << "a table";
  EXPECT_FALSE(lists_logins_by_colon("a@x.example: thanks, bye\nb@x.example: yes, ok\nc@x.example: no, never\n"));
  EXPECT_FALSE(lists_logins_by_colon("a,b@x.example:1\nc,d@x.example:2\ne,f@x.example:3\n"));
  EXPECT_FALSE(lists_logins_by_colon("a@x.example:Sun1|FR\n")) << "one line is no list";
  EXPECT_FALSE(lists_logins_by_colon(""));
}

}  // namespace
}  // namespace constat
