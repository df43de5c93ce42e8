// JSON that constat writes and reads back: members in the order in which they were put in, written in one way
// everywhere. What takes long to compile (writer, parser) is in json.cpp alone.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

extern template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace constat {

using Json = nlohmann::ordered_json;

// On one line, without its end; bytes that are no UTF-8 become U+FFFD.
std::string json_text(const Json& json);
// For people and files: as json_shown(), with the line's end; json_page() indents by two.
std::string json_line(const Json& json);
std::string json_page(const Json& json);

// Json::value_t::discarded where `text` is no JSON.
Json parse_json(std::string_view text);

}  // namespace constat
