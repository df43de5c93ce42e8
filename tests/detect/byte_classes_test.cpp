#include "detect/byte_classes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/text.h"

namespace constat {
namespace {

bool is_newline(char c) { return c == '\n'; }

// What the bits must say, byte by byte.
template <typename Is>
std::size_t next_of(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && !is(at)) ++at;
  return std::min(at, text.size());
}

void expect_as_read_bytewise(std::string_view text) {
  const ByteClasses classes(text);
  ASSERT_EQ(classes.size(), text.size());
  const auto capital = [&](std::size_t at) {
    return is_high(text[at]) || (text[at] >= 'A' && text[at] <= 'Z' && (at == 0 || !is_alpha(text[at - 1])));
  };
  for (std::size_t at = 0; at <= text.size(); ++at) {
    ASSERT_EQ(classes.next_digit(at), next_of(text, at, [&](std::size_t i) { return is_digit(text[i]); })) << at;
    ASSERT_EQ(classes.next_newline(at), next_of(text, at, [&](std::size_t i) { return is_newline(text[i]); })) << at;
    ASSERT_EQ(ByteClasses::Capitals(classes).next(at), next_of(text, at, capital)) << at;
    const auto mark = [&](std::size_t i) {
      const char c = text[i];
      const char behind = i + 1 < text.size() ? text[i + 1] : 'x';
      const bool loose = behind == ' ' || behind == '\n' || behind == '\r';
      return c == '\t' || c == '|' || ((c == ',' || c == ';') && !loose) || (c == ' ' && behind == ' ');
    };
    ASSERT_EQ(classes.next_mark(at), next_of(text, at, mark)) << at;
    std::size_t line = at;
    while (line > 0 && text[line - 1] != '\n') --line;
    ASSERT_EQ(classes.line_begin(at), line) << at;
    ASSERT_EQ(classes.letters_from(at), next_of(text, at, [&](std::size_t i) { return !is_alpha(text[i]); }) - at);
    ASSERT_EQ(classes.digits_from(at), next_of(text, at, [&](std::size_t i) { return !is_digit(text[i]); }) - at);
    ASSERT_EQ(classes.alnum_from(at), next_of(text, at, [&](std::size_t i) { return !is_alnum(text[i]); }) - at);
  }
}

TEST(ByteClasses, AreWhatEachByteIs) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every.push_back(static_cast<char>(byte));
  expect_as_read_bytewise(every);
  expect_as_read_bytewise("");
  expect_as_read_bytewise("Jane Doe, 12 High Street\nSSN 536-22-8726\n");
}

TEST(ByteClasses, RunsAndLinesCrossBlocks) {
  for (const std::size_t size : {1U, 63U, 64U, 65U, 127U, 128U, 129U, 200U}) {
    for (const char c : {'7', 'a', 'A', '\n', ' ', ',', '\xC3'}) expect_as_read_bytewise(std::string(size, c));
  }
}

TEST(ByteClasses, RandomTextsAgreeAndMemoryIsKeptClean) {
  std::mt19937 random(7);
  constexpr std::string_view letters = "aZ9\n \xC3.,;|\t\r";
  for (int round = 0; round < 50; ++round) {
    std::string text(random() % 300, ' ');
    for (char& c : text) c = letters[random() % letters.size()];
    expect_as_read_bytewise(text);
  }
  // A shorter text after a longer one sees nothing of it.
  ByteClasses classes("1111111111111111111111111111111111111111111111111111111111111111111111111111111111\n");
  classes.read("ab");
  EXPECT_EQ(classes.next_digit(0), 2U);
  EXPECT_EQ(classes.next_newline(0), 2U);
}

}  // namespace
}  // namespace constat
