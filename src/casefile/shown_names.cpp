#include "casefile/shown_names.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "evidence/place.h"

namespace constat {

namespace {

constexpr std::size_t known_max = 10'000;
constexpr std::size_t meanings_max = 64;

// Where the name that begins at `begin` ends: at a slash, at "!/", before a locator.
std::size_t end_of_name(std::string_view place, std::size_t begin) {
  std::size_t end = begin;
  while (end < place.size() && place[end] != '/' && place[end] != '#' && place.substr(end, 2) != "!/") ++end;
  return end;
}

// Whether `shown` is `name` with parts of it left out or starred.
bool only_hides(std::string_view shown, std::string_view name) {
  std::size_t at = 0;
  for (const char c : shown) {
    if (c == '*') continue;
    at = name.find(c, at);
    if (at == std::string_view::npos) return false;
    ++at;
  }
  return shown.find('*') != std::string_view::npos;
}

template <std::string (ShownNames::*how)(std::string_view)>
void call(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  if (text == nullptr) {
    sqlite3_result_null(context);
    return;
  }
  auto& names = *static_cast<ShownNames*>(sqlite3_user_data(context));
  try {
    const std::string shown = (names.*how)({text, static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]))});
    sqlite3_result_text64(context, shown.data(), shown.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::exception&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

ShownNames::ShownNames(Database& database) : database_(database) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  sqlite3_create_function_v2(database.handle(), "shown", 1, flags, this, call<&ShownNames::shown>, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(database.handle(), "shown_path", 1, flags, this, call<&ShownNames::shown_path>, nullptr,
                             nullptr, nullptr);
  if (database.scalar("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='masked_name'") == 0) return;
  find_.emplace(database, "SELECT shown FROM masked_name WHERE name=?");
  any_ = database.scalar("SELECT EXISTS(SELECT 1 FROM masked_name)") != 0;
}

std::string_view ShownNames::shown_name(std::string_view name) {
  const auto [known, is_new] = known_.try_emplace(std::string(name), name);
  if (is_new && find_) {
    find_->bind(1, name);
    if (find_->step()) known->second = find_->text(0);
    find_->reset();
  }
  return known->second;
}

std::string ShownNames::shown(std::string_view place) {
  if (!any_ || reveal_) return std::string(place);
  if (known_.size() > known_max) known_.clear();
  std::string out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = end_of_name(place, begin);
    if (end != begin) out += shown_name(place.substr(begin, end - begin));
    if (end == place.size()) return out;
    if (place[end] == '#') return out += place.substr(end);
    out += place[end];
    begin = end + 1;
  }
}

std::string ShownNames::shown_path(std::string_view path) {
  if (!any_ || reveal_) return std::string(path);
  std::string out;
  for (const std::string_view name : split(path, '/')) {
    const std::string component = place_component(name);
    if (name.data() != path.data()) out += '/';
    const std::string_view shown = shown_name(component);
    out += shown == component ? name : shown;
  }
  return out;
}

Result<std::string> ShownNames::meant(std::string_view place) {
  const std::string_view items = place.substr(0, place.find('#'));
  if (!any_ || items.find('*') == std::string_view::npos) return std::string(place);
  Statement names(database_, "SELECT name FROM masked_name WHERE shown=? ORDER BY name LIMIT ?");
  std::vector<std::string> meanings = {""};
  bool too_many = false;
  const auto append = [&meanings](std::string_view text) {
    for (std::string& meaning : meanings) meaning += text;
  };
  for (std::size_t begin = 0;;) {
    const std::size_t end = end_of_name(items, begin);
    const std::string_view name = items.substr(begin, end - begin);
    std::vector<std::string> may_be;
    if (name.find('*') != std::string_view::npos) {
      names.bind(1, name).bind(2, static_cast<std::int64_t>(meanings_max + 1));
      while (names.step()) may_be.emplace_back(names.text(0));
      names.reset();
      if (!may_be.empty()) may_be.emplace_back(name);  // Stars may be its own.
    }
    if (may_be.empty()) {
      append(name);
    } else {
      std::vector<std::string> longer;
      for (const std::string& meaning : meanings) {
        for (const std::string& one : may_be) {
          if (longer.size() > meanings_max) break;
          longer.push_back(meaning + one);
        }
      }
      too_many = too_many || longer.size() > meanings_max;
      meanings = std::move(longer);
    }
    if (end == items.size()) break;
    append(items.substr(end, 1));
    begin = end + 1;
  }
  if (meanings.size() > 1) {
    Statement known(database_,
                    "SELECT 1 FROM item WHERE place=?1 OR (place >= ?1 || '!/' AND place < ?1 || '!0') OR (place >= ?1 "
                    "|| '/' AND place < ?1 || '0') LIMIT 1");
    std::erase_if(meanings, [&known](const std::string& meaning) {
      known.bind(1, std::string_view(meaning));
      const bool is_there = known.step();
      known.reset();
      return !is_there;
    });
  }
  if (meanings.size() > 1 || (too_many && meanings.empty())) {
    return fail(Fault::malformed, "several items are shown as " + std::string(items) +
                                      ": name the one, as 'constat items CASE --reveal' lists it");
  }
  if (meanings.empty()) return std::string(place);
  return meanings.front() + std::string(place.substr(items.size()));
}

void ShownNames::add(std::string_view name, std::string_view shown) {
  if (shown_name(name) != name) return;
  const std::string_view hidden = only_hides(shown, name) ? shown : "***";
  Statement insert(database_, "INSERT INTO masked_name(name, shown) VALUES(?,?) ON CONFLICT(name) DO NOTHING");
  insert.bind(1, name).bind(2, hidden).run();
  known_[std::string(name)] = hidden;
  any_ = true;
}

}  // namespace constat
