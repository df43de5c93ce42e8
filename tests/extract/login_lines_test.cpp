#include "extract/login_lines.h"

#include <gtest/gtest.h>

#include <string>

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

TEST(LoginLines, HashesWithCommasAndSemicolonsAreNoTables) {
  const std::string argon = "$argon2id$v=19$m=65536,t=3,p=4$PSm2ELjrT2aC8rTvyEVkn4$KDWNKCFr35juy0FjMVZwsCaSLZhRmxlH4XQ";
  const std::string oracle = "S:" + std::string(60, 'A') + ";T:" + std::string(160, 'B');
  EXPECT_TRUE(lists_logins_by_colon("jdoe:" + argon + "\nann:" + argon + "\nbob:" + argon + "\n"));
  EXPECT_TRUE(lists_logins_by_colon("jdoe:" + oracle + "\nann:" + oracle + "\nbob:" + oracle + "\n"));
  EXPECT_FALSE(lists_logins_by_colon("a,b:" + argon + "\nc,d:" + argon + "\ne,f:" + argon + "\n"));
  EXPECT_FALSE(lists_logins_by_colon("jdoe:S:x;T:y\nann:S:x;T:y\nbob:S:x;T:y\n"));
}

TEST(LoginLines, CookiesOfBrowsersAreNoTables) {
  EXPECT_TRUE(
      lists_cookies("# Netscape HTTP Cookie File\n.example.org\tTRUE\t/\tTRUE\t1735689600\tsessionid\tx8kd0slm2qp4\n"
                    ".example.org\tTRUE\t/\tFALSE\t1735689600\tlang\tde-DE\n"));
  EXPECT_FALSE(lists_cookies("name\tin use\tpath\tis open\tcount\tid\tvalue\nann\tTRUE\thome\tTRUE\t12\ta\tb\n"));
  EXPECT_FALSE(lists_cookies(""));
}

}  // namespace
}  // namespace constat
