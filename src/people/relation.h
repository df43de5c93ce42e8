// What a person is to the owner of the evidence, as far as the place of a list says it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace constat {

// 0: unknown. As design.md's vocabulary names them: "employee", "former"...
inline constexpr std::size_t relations_count = 7;
inline constexpr std::uint8_t relation_dependant = 6;
std::string_view relation_name(std::uint8_t relation);  // "" of 0.

// Of "hr/payroll.xlsx!/Staff". The rarer word decides: "former employees" are former.
std::uint8_t relation_of_place(std::string_view place);

}  // namespace constat
