// Names that are made of syllables rather than chosen from a list: those of China, in pinyin, and of Vietnam.
#pragma once

#include <cstdint>
#include <string_view>

namespace constat {

enum class SyllabicSurname : std::uint8_t { none, chinese, vietnamese };

// By the hash of the folded word (fold_hash). Source: the commonest surnames of China (Ministry of Public Security,
// names of 2020) and of Vietnam (Le Trung Hoa, Ho ten nguoi Viet Nam, 2005), without those that are ordinary words of
// English.
SyllabicSurname syllabic_surname(std::uint64_t hash);
// "Van", "Thi", "Minh": what stands between a Vietnamese surname and given name.
bool is_vietnamese_middle(std::uint64_t hash);
// Whether the word has a letter that only Vietnamese is written with ("Nguy\u1ec5n", "\u0110\u1ee9c").
bool spelled_in_vietnamese(std::string_view word);
// Whether the word is one or two syllables of pinyin: "Wei", "Xiaoming". Source: ISO 7098.
bool is_pinyin_name(std::string_view word);

}  // namespace constat
