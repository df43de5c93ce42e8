#include "extract/text_coding.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include "base/text.h"
#include "extract/collected.h"

namespace constat {
namespace {

using namespace std::string_literals;
using test::Collected;

std::string encode(const std::string& utf8, const char* charset) {
  std::string out(utf8.size() * 4 + 16, '\0');
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size = ucnv_convert(charset, "UTF-8", out.data(), static_cast<std::int32_t>(out.size()),
                                         utf8.data(), static_cast<std::int32_t>(utf8.size()), &error);
  EXPECT_TRUE(U_SUCCESS(error)) << charset;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

constexpr const char* german =
    "Sehr geehrte Frau Müller,\nIhre Überweisung über 1.200 € für die Wohnung in der Königstraße ist gestern\n"
    "eingegangen. Die Bestätigung schicken wir Ihnen nächste Woche zu.\nMit freundlichen Grüßen\nJürgen Weiß\n";
constexpr const char* french =
    "Chère Hélène,\nle salaire de l'employé a été versé à la société générale; les congés payés seront réglés en "
    "août.\n"
    "À bientôt,\nFrançois\n";
constexpr const char* russian =
    "Уважаемая Наталья Сергеевна! Направляем вам список сотрудников отдела кадров с адресами и телефонами.\n"
    "Просим подтвердить получение письма до конца недели. С уважением, Иванов.\n";
constexpr const char* japanese =
    "お客様各位\n平素は格別のご高配を賜り、厚く御礼申し上げます。新しい住所は東京都千代田区です。よろしくお願いいたしま"
    "す。\n";
constexpr const char* chinese =
    "尊敬的客户:\n您的身份证号码和银行账户信息已经更新,请尽快登录系统确认。谢谢您的合作与支持。\n";
constexpr const char* korean = "안녕하세요 고객님\n주민등록번호와 주소를 확인하여 주시기 바랍니다. 감사합니다.\n";

TEST(TextCoding, TellsTheCharsetAndReadsItBack) {
  struct Case {
    std::string_view what;
    std::string text;
    const char* charset;
    std::string prefix;
  };
  const Case cases[] = {
      {"ASCII", "plain words\n", "UTF-8", ""},
      {"UTF-8", german, "UTF-8", ""},
      {"UTF-8 with BOM", german, "UTF-8", "\xEF\xBB\xBF"},
      {"UTF-16LE with BOM", german, "UTF-16LE", "\xFF\xFE"},
      {"UTF-16BE with BOM", german, "UTF-16BE", "\xFE\xFF"},
      {"UTF-16LE without", german, "UTF-16LE", ""},
      {"UTF-16BE without", german, "UTF-16BE", ""},
      {"UTF-16LE without, Russian", russian, "UTF-16LE", ""},
      {"UTF-16BE without, Chinese", std::string(chinese) + chinese, "UTF-16BE", ""},
      {"UTF-16LE, surrogates", "emoji \xF0\x9F\x98\x80 and words, and more of them\n", "UTF-16LE", ""},
      {"UTF-32LE without", german, "UTF-32LE", ""},
      {"UTF-32BE with BOM", german, "UTF-32BE", std::string("\0\0\xFE\xFF", 4)},
      {"Windows-1252", german, "windows-1252", ""},
      {"Windows-1252, one letter", "Name: Müller\n", "windows-1252", ""},
      {"Windows-1252, French", french, "windows-1252", ""},
      {"Macintosh", french, "macintosh", ""},
      {"Macintosh, one word", "\"Brunsbüttel, Stadt\",13075\n", "macintosh", ""},
      {"DOS", french, "ibm-850", ""},
      {"Windows-1251", russian, "windows-1251", ""},
      {"KOI8-R", russian, "KOI8-R", ""},
      {"Shift_JIS", japanese, "ibm-943_P15A-2003", ""},
      {"EUC-JP", japanese, "EUC-JP", ""},
      {"ISO-2022-JP", japanese, "ISO-2022-JP", ""},
      {"GB18030", chinese, "GB18030", ""},
      {"Big5", "您的身份證號碼和銀行帳戶資料已經更新,請儘快登入系統確認。謝謝您的合作與支持。\n", "windows-950", ""},
      {"EUC-KR", korean, "windows-949", ""},
      {"EBCDIC", "EMPLOYEE MASTER FILE 0001 JOHN SMITH 123 MAIN STREET SPRINGFIELD\n", "ibm-1047", ""},
  };
  for (const Case& c : cases) {
    const std::string bytes = c.prefix + encode(c.text, c.charset);
    const Charset charset = detect_charset(as_bytes(bytes), true);
    EXPECT_FALSE(charset.name.empty()) << c.what;
    EXPECT_EQ(charset.bom_bytes, c.prefix.size()) << c.what;
    Collected out;
    MemorySource source(as_bytes(bytes));
    ASSERT_TRUE(give_text(source, charset.name, 0, bytes.size(), {}, out)) << c.what << " " << charset.name;
    EXPECT_EQ(out.owned_text(), c.text) << c.what << ": " << charset.name;
    EXPECT_TRUE(out.notes.empty()) << c.what;
  }
}

TEST(TextCoding, BinaryIsNoText) {
  std::string noise;
  std::uint32_t state = 1;
  for (int index = 0; index < 5000; ++index) {
    state = state * 1664525 + 1013904223;
    noise.push_back(static_cast<char>(state >> 24));
  }
  const std::string cases[] = {
      noise,
      noise.substr(0, 64),
      "\x7F"
      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0"s,
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0"s,
      std::string(1000, '\0'),
      "\0"s,
  };
  for (const std::string& bytes : cases) EXPECT_EQ(detect_charset(as_bytes(bytes), true).name, "");
}

TEST(TextCoding, ALogThatEndsInNulsIsText) {
  const std::string log = "2024-01-01 started\n2024-01-02 user jane@example.org signed in\n" + std::string(4000, '\0');
  EXPECT_EQ(detect_charset(as_bytes(log), true).name, "UTF-8");
}

TEST(TextCoding, AFewForeignBytesDoNotMakeAUtf8TextAnother) {
  const std::string text = std::string(german) + "caf\xE9 it\x92s\n" + german;
  EXPECT_EQ(detect_charset(as_bytes(text), true).name, "UTF-8");
  Collected out;
  out.keep_places = true;
  MemorySource source(as_bytes(text));
  ASSERT_TRUE(give_text(source, "UTF-8", 0, text.size(), {}, out));
  EXPECT_EQ(out.owned_text(), std::string(german) + "café it’s\n" + german);
  ASSERT_EQ(out.notes.size(), 1U);
  EXPECT_EQ(out.notes[0], "2 bytes are not UTF-8 as the rest is, and were read as Windows-1252");
  const std::size_t cut = std::string(german).size();
  const auto& places = out.passages[0].places;
  EXPECT_EQ(places[cut + 3], cut + 3) << "the é itself";
  EXPECT_EQ(places[cut + 5], cut + 4) << "the blank behind it";
  EXPECT_EQ(places[out.passages[0].text.size() - 1], text.size() - 1);
}

TEST(TextCoding, DecodesByDeclaredNames) {
  struct Case {
    std::string_view bytes, charset, text;
  };
  const Case cases[] = {
      {"caf\xE9", "ISO-8859-1", "café"}, {"\x80 5", "iso-8859-1", "€ 5"},
      {"caf\xE9", "Latin1", "café"},     {"caf\xE9", "utf-8", "caf\xEF\xBF\xBD"},
      {"plain", "us-ascii", "plain"},    {"\x93\xFA\x96\x7B", "Shift_JIS", "日本"},
  };
  for (const Case& c : cases) {
    const auto text = decode_to_utf8(as_bytes(c.bytes), c.charset);
    ASSERT_TRUE(text) << c.charset;
    EXPECT_EQ(*text, c.text) << c.charset;
  }
  EXPECT_EQ(decode_to_utf8(as_bytes("x"), "x-never-heard-of").error().fault, Fault::unsupported);
  EXPECT_FALSE(decode_to_utf8(as_bytes("x"), ""));
}

// Whatever the sizes: owned ranges tile the text, margins are what stands there, and offsets lead to the same bytes.
TEST(TextCoding, AnyCutTilesTheTextExactly) {
  std::string text = german;
  text += russian;
  text += japanese;
  text += std::string(300, 'x') + "ä" + std::string(300, 'y') + "\r\n\r\n";
  text += "\xF0\x9F\x98\x80\xF0\x9F\x98\x80 end without line end";
  for (const char* charset : {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "GB18030", "windows-1252"}) {
    const std::string whole = charset == "windows-1252"s ? std::string(german) + french + std::string(500, 'z') : text;
    const std::string bytes = encode(whole, charset);
    MemorySource source(as_bytes(bytes));
    Collected reference;
    reference.keep_places = true;
    ASSERT_TRUE(give_text(source, charset, 0, bytes.size(), {}, reference));
    ASSERT_EQ(reference.passages.size(), 1U);
    ASSERT_EQ(reference.owned_text(), whole) << charset;
    const auto& true_places = reference.passages[0].places;
    for (const std::size_t passage_bytes : {64, 65, 67, 100, 101, 250, 1000}) {
      for (const std::size_t margin : {0, 1, 7, 64, 500}) {
        Limits limits;
        limits.passage_bytes = passage_bytes;
        limits.passage_margin_bytes = margin;
        Collected out;
        out.keep_places = true;
        ASSERT_TRUE(give_text(source, charset, 0, bytes.size(), limits, out));
        EXPECT_EQ(out.owned_text(), whole) << charset << " " << passage_bytes << " " << margin;
        EXPECT_GE(out.passages.size(), bytes.size() / passage_bytes);
        std::size_t at = 0;
        for (const auto& passage : out.passages) {
          ASSERT_TRUE(is_valid_utf8(passage.text));
          ASSERT_GE(at, passage.owned_begin);
          const std::size_t begin = at - passage.owned_begin;
          EXPECT_EQ(passage.text, whole.substr(begin, passage.text.size()))
              << charset << " margins hold the neighbours";
          for (std::size_t index = 0; index < passage.text.size(); ++index) {
            if ((static_cast<unsigned char>(passage.text[index]) & 0xC0) == 0x80) continue;
            ASSERT_EQ(passage.places[index], true_places[begin + index]) << charset;
          }
          at += passage.owned_end - passage.owned_begin;
        }
      }
    }
    // And the reader's chunks, over a source that is not in memory as a whole.
    TextReader reader(source, charset, 0, bytes.size(), 97);
    std::string joined;
    for (;;) {
      const auto chunk = reader.next();
      ASSERT_TRUE(chunk);
      if (!*chunk) break;
      EXPECT_EQ((*chunk)->map == nullptr ? (*chunk)->offset_bytes : (*chunk)->map->item_offset(0),
                true_places[joined.size()]);
      joined += (*chunk)->text;
    }
    EXPECT_EQ(joined, whole) << charset;
  }
}

TEST(TextCoding, GivePartTilesToo) {
  std::string text = german;
  text += std::string(300, 'x') + russian;
  for (const std::size_t passage_bytes : {64, 65, 100, 1000}) {
    Limits limits;
    limits.passage_bytes = passage_bytes;
    limits.passage_margin_bytes = 33;
    Collected out;
    out.keep_places = true;
    give_part(text, "body", limits, out);
    EXPECT_EQ(out.owned_text(), text);
    for (const auto& passage : out.passages) {
      EXPECT_EQ(passage.part, "body");
      EXPECT_TRUE(is_valid_utf8(passage.text));
      EXPECT_EQ(passage.text, text.substr(passage.places[0], passage.text.size()));
    }
  }
}

TEST(TextCoding, AnyBytesGiveValidUtf8InEveryCharset) {
  std::string noise;
  std::uint32_t state = 7;
  for (int index = 0; index < 3000; ++index) {
    state = state * 1664525 + 1013904223;
    noise.push_back(static_cast<char>(state >> 24));
  }
  for (const char* charset : {"UTF-8", "UTF-16LE", "UTF-32BE", "windows-1252", "ibm-943_P15A-2003", "GB18030",
                              "ISO-2022-JP", "EUC-KR", "ibm-1047", "UTF-7"}) {
    Limits limits;
    limits.passage_bytes = 200;
    limits.passage_margin_bytes = 50;
    Collected out;
    out.keep_places = true;
    MemorySource source(as_bytes(noise));
    ASSERT_TRUE(give_text(source, charset, 0, noise.size(), limits, out)) << charset;
    for (const auto& passage : out.passages) {
      EXPECT_TRUE(is_valid_utf8(passage.text)) << charset;
      EXPECT_LE(passage.owned_end, passage.text.size());
      for (const std::uint64_t place : passage.places) EXPECT_LE(place, noise.size()) << charset;
    }
  }
}

}  // namespace
}  // namespace constat
