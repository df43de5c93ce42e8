// What JSON and JSON Lines share: telling where JSON begins, and giving stretches of it as text.
#pragma once

#include <string_view>

#include "extract/carried_text.h"
#include "extract/json_walk.h"

namespace constat {

// Where the first bracket stands: behind blanks, an assignment ("window.YTD.account.part0 = [") or a call
// ("callback("). npos where the text does not begin like JSON.
std::size_t json_begin(std::string_view text);

// Gives text[begin, end) of the window as passages. Where it holds escapes they are resolved, with the way back.
void give_json_text(const CarriedText& window, std::size_t begin, std::size_t end, const Limits& limits, Output& out);

// Reads a sequence of values (separated by line ends, blanks, commas; within one outer array or not) as a table.
Result<void> give_json_records(Source& source, const ExtractContext& context, Output& out);

}  // namespace constat
