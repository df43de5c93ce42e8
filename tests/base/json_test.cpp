#include "base/json.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Json, MembersKeepTheirOrderAndNothingActsOnATerminal) {
  Json json = {{"z", 1}, {"a", "x\u202Ey\x1b[2J"}, {"list", Json::array({true, nullptr})}};
  EXPECT_EQ(json_text(json), "{\"z\":1,\"a\":\"x\u202Ey\\u001b[2J\",\"list\":[true,null]}");
  EXPECT_EQ(json_line(json), "{\"z\":1,\"a\":\"x\\u202ey\\u001b[2J\",\"list\":[true,null]}\n");
  EXPECT_EQ(json_page({{"z", 1}}), "{\n  \"z\": 1\n}\n");
}

TEST(Json, WhatIsNoUtf8IsReplaced) { EXPECT_EQ(json_text(Json("a\xFFz")), "\"a\uFFFDz\""); }

TEST(Json, WhatWasWrittenIsReadBack) {
  const Json json = {{"b", {1, 2.5, "\xC3\xA9"}}, {"a", Json::object()}};
  EXPECT_EQ(parse_json(json_text(json)), json);
  for (const std::string_view text : {"", "{", "[1,]", "{\"a\":1}x", "\xFF"}) {
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
  }
}

}  // namespace
}  // namespace constat
