// Whose a value is that stands in a note of somebody's row: the row's own person's ("new number"), or another's ("SSN
// of wife Leila Haddad"). Six languages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace constat {

// named, relative: of whom the note names. nobody: of another than the row's person, whom nothing names.
enum class NoteOf : std::uint8_t { row, named, relative, nobody };

// `note`: what stands before the value. The last name in it lies in [name_begin, name_end); npos where there is none.
// Reads the last words of it only.
NoteOf note_of(std::string_view note, std::size_t name_begin, std::size_t name_end);

}  // namespace constat
