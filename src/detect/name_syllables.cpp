#include "detect/name_syllables.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "detect/lexicon.h"

namespace constat {
namespace {

constexpr std::uint64_t chinese[] = {
    fold_hash("wang"),  fold_hash("li"),    fold_hash("zhang"), fold_hash("liu"),   fold_hash("chen"),
    fold_hash("yang"),  fold_hash("huang"), fold_hash("zhao"),  fold_hash("wu"),    fold_hash("zhou"),
    fold_hash("xu"),    fold_hash("sun"),   fold_hash("ma"),    fold_hash("zhu"),   fold_hash("hu"),
    fold_hash("guo"),   fold_hash("lin"),   fold_hash("gao"),   fold_hash("luo"),   fold_hash("zheng"),
    fold_hash("liang"), fold_hash("xie"),   fold_hash("tang"),  fold_hash("deng"),  fold_hash("cao"),
    fold_hash("peng"),  fold_hash("zeng"),  fold_hash("xiao"),  fold_hash("tian"),  fold_hash("dong"),
    fold_hash("yuan"),  fold_hash("cai"),   fold_hash("jiang"), fold_hash("yu"),    fold_hash("cheng"),
    fold_hash("wei"),   fold_hash("su"),    fold_hash("lu"),    fold_hash("ding"),  fold_hash("ren"),
    fold_hash("yao"),   fold_hash("shen"),  fold_hash("cui"),   fold_hash("zhong"), fold_hash("tan"),
    fold_hash("jin"),   fold_hash("shi"),   fold_hash("liao"),  fold_hash("jia"),   fold_hash("xia"),
    fold_hash("fu"),    fold_hash("fang"),  fold_hash("bai"),   fold_hash("zou"),   fold_hash("meng"),
    fold_hash("xiong"), fold_hash("qin"),   fold_hash("qiu"),   fold_hash("hou"),   fold_hash("yan"),
    fold_hash("xue"),   fold_hash("lei"),   fold_hash("duan"),  fold_hash("hao"),   fold_hash("shao"),
    fold_hash("mao"),   fold_hash("gu"),    fold_hash("qian"),  fold_hash("kong"),  fold_hash("ye"),
    fold_hash("du"),    fold_hash("pan"),   fold_hash("han"),   fold_hash("song"),  fold_hash("feng"),
    fold_hash("fan"),   fold_hash("jiang"), fold_hash("dai")};

constexpr std::uint64_t vietnamese[] = {
    fold_hash("nguyen"), fold_hash("tran"),  fold_hash("le"),   fold_hash("pham"),   fold_hash("hoang"),
    fold_hash("huynh"),  fold_hash("phan"),  fold_hash("vu"),   fold_hash("vo"),     fold_hash("dang"),
    fold_hash("bui"),    fold_hash("ho"),    fold_hash("ngo"),  fold_hash("duong"),  fold_hash("ly"),
    fold_hash("dinh"),   fold_hash("trinh"), fold_hash("dao"),  fold_hash("truong"), fold_hash("lam"),
    fold_hash("mai"),    fold_hash("luong"), fold_hash("thai"), fold_hash("chau")};

constexpr std::uint64_t middles[] = {fold_hash("van"),   fold_hash("thi"),  fold_hash("minh"),  fold_hash("ngoc"),
                                     fold_hash("huu"),   fold_hash("duc"),  fold_hash("quang"), fold_hash("thanh"),
                                     fold_hash("xuan"),  fold_hash("hong"), fold_hash("kim"),   fold_hash("dinh"),
                                     fold_hash("quoc"),  fold_hash("hoai"), fold_hash("bao"),   fold_hash("anh"),
                                     fold_hash("tuan"),  fold_hash("thuy"), fold_hash("gia"),   fold_hash("phuong"),
                                     fold_hash("hoang"), fold_hash("manh"), fold_hash("viet"),  fold_hash("cong")};

bool among(const auto& hashes, std::uint64_t hash) {
  return std::find(std::begin(hashes), std::end(hashes), hash) != std::end(hashes);
}

// The bytes of one syllable at the beginning of `word`, with so many letters in its final; 0 where there is none.
constexpr std::string_view initials[] = {"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g",
                                         "k",  "h",  "j",  "q", "x", "r", "z", "c", "s", "y", "w"};
constexpr std::string_view finals[] = {"iang", "iong", "uang", "ang", "eng", "ing", "ong", "iao", "ian", "uai", "uan",
                                       "ai",   "ei",   "ao",   "ou",  "an",  "en",  "ia",  "ie",  "iu",  "in",  "ua",
                                       "uo",   "ui",   "un",   "ue",  "a",   "e",   "i",   "o",   "u"};

bool is_syllables(std::string_view word, int left) {
  if (word.empty()) return true;
  if (left == 0) return false;
  std::string_view rest = word;
  for (const std::string_view initial : initials) {
    if (!rest.starts_with(initial)) continue;
    rest.remove_prefix(initial.size());
    break;
  }
  // "e" alone ends few syllables of names; "le", "ne", "me", "re", "te" are how other languages' words end.
  const bool none = rest.size() == word.size();
  if (none && word.size() < 2) return false;
  return std::any_of(std::begin(finals), std::end(finals), [&](std::string_view end) {
    if (!rest.starts_with(end)) return false;
    if (end == "e" && rest.size() == 1 && std::string_view("lmnrtbpfk").find(word[0]) != std::string_view::npos)
      return false;
    return is_syllables(rest.substr(end.size()), left - 1);
  });
}

}  // namespace

SyllabicSurname syllabic_surname(std::uint64_t hash) {
  if (among(vietnamese, hash)) return SyllabicSurname::vietnamese;
  return among(chinese, hash) ? SyllabicSurname::chinese : SyllabicSurname::none;
}

bool is_vietnamese_middle(std::uint64_t hash) { return among(middles, hash); }

bool spelled_in_vietnamese(std::string_view word) {
  for (std::size_t at = 0; at + 1 < word.size(); ++at) {
    const auto first = static_cast<unsigned char>(word[at]);
    const auto second = static_cast<unsigned char>(word[at + 1]);
    if (first == 0xE1 && (second == 0xBA || second == 0xBB)) return true;  // U+1E80 to U+1EFF.
    if ((first == 0xC6 && (second == 0xA0 || second == 0xA1 || second == 0xAF || second == 0xB0))) return true;
    if (first == 0xC4 && (second == 0x90 || second == 0x91 || second == 0x82 || second == 0x83)) return true;
  }
  return false;
}

bool is_pinyin_name(std::string_view word) {
  constexpr std::size_t longest = 12;  // "Zhuangzhuang"
  if (word.size() < 2 || word.size() > longest) return false;
  std::array<char, longest> lower;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if (!is_alpha(word[at])) return false;
    lower[at] = static_cast<char>(word[at] | 0x20);
  }
  const std::string_view text(lower.data(), word.size());
  return text != "shui" && is_syllables(text, 2);  // "Feng Shui" is nobody.
}

}  // namespace constat
