#include "extract/mime.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace constat {
namespace {

class StringSink final : public ByteSink {
 public:
  Result<void> write(ByteView bytes) override {
    text += as_text(bytes);
    return {};
  }
  std::string text;
};

std::string encode_base64(std::string_view bytes, std::size_t line_length) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::size_t column = 0;
  for (std::size_t index = 0; index < bytes.size(); index += 3) {
    std::uint32_t group = 0;
    for (std::size_t offset = 0; offset < 3; ++offset) {
      group = group << 8 | (index + offset < bytes.size() ? static_cast<unsigned char>(bytes[index + offset]) : 0U);
    }
    for (std::size_t offset = 0; offset < 4; ++offset) {
      text += index + offset > bytes.size() ? '=' : alphabet[group >> (18 - 6 * offset) & 0x3F];
      if (++column == line_length) {
        text += "\r\n";
        column = 0;
      }
    }
  }
  return text;
}

TEST(Mime, Base64ComesBackWhateverTheLineLength) {
  std::string bytes;
  for (int index = 0; index < 300'000; ++index) bytes += static_cast<char>(index * 7 + index / 251);
  for (const std::size_t line_length : {1UL, 5UL, 60UL, 76UL, 100'000'000UL}) {
    for (const std::size_t size : {0UL, 1UL, 2UL, 3UL, 100UL, 300'000UL}) {
      const std::string text = encode_base64(std::string_view(bytes).substr(0, size), line_length);
      StringSink sink;
      ASSERT_TRUE(decode_transfer(text, TransferEncoding::base64, sink));
      EXPECT_TRUE(sink.text == bytes.substr(0, size)) << line_length << " " << size;
    }
  }
}

TEST(Mime, EncodingsAreKnownInEverySpelling) {
  EXPECT_EQ(read_transfer_encoding("BASE64"), TransferEncoding::base64);
  EXPECT_EQ(read_transfer_encoding("base64; x=y"), TransferEncoding::base64);
  EXPECT_EQ(read_transfer_encoding("Quoted-Printable"), TransferEncoding::quoted_printable);
  EXPECT_EQ(read_transfer_encoding("x-uuencode"), TransferEncoding::uuencode);
  for (const std::string_view plain : {"", "7bit", "7-bit", "8bits", "plain", "binary"}) {
    EXPECT_EQ(read_transfer_encoding(plain), TransferEncoding::identity);
  }
}

TEST(Mime, ABodyThatOnlyClaimsToBeBase64StaysAsItIs) {
  StringSink sink;
  ASSERT_TRUE(decode_transfer("... not encoded at all ...\n", TransferEncoding::base64, sink));
  EXPECT_EQ(sink.text, "... not encoded at all ...\n");
}

TEST(Mime, PartsKeepTheirOrderAndBorders) {
  const std::string_view mail =
      "Content-Type: multipart/mixed; boundary=a\n\npre\n--a\n\none\n\n--a\nContent-Type: multipart/mixed; "
      "boundary=a-b\n\n--a-b\n\ntwo\n--a-b--\nepi\n--a\n\n--a--\n";
  const MimeTree tree = read_mime_tree(mail, 0, Limits{});
  ASSERT_EQ(tree.parts.size(), 5U);
  const auto body = [&](std::size_t index) {
    return mail.substr(tree.parts[index].body_begin, tree.parts[index].body_end - tree.parts[index].body_begin);
  };
  EXPECT_EQ(body(1), "one\n");
  EXPECT_EQ(body(3), "two");
  EXPECT_EQ(body(4), "");
  EXPECT_EQ(tree.parts[3].parent, 2U);
  EXPECT_EQ(tree.parts[4].parent, 0U);
  EXPECT_FALSE(tree.unclosed);
}

}  // namespace
}  // namespace constat
