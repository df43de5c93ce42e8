#include "base/json.h"

#include "base/shown_text.h"

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace constat {

namespace {

std::string written(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string json_text(const Json& json) { return written(json, -1); }

std::string json_line(const Json& json) { return json_shown(written(json, -1)) + "\n"; }

std::string json_page(const Json& json) { return json_shown(written(json, 2)) + "\n"; }

Json parse_json(std::string_view text) { return Json::parse(text, nullptr, false); }

}  // namespace constat
