// Reading of TOML files that people write: what was misspelt is an error, not ignored. Part of this stage's .cpp files.
#pragma once

#include <toml++/toml.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assess/calendar.h"
#include "assess/exposure.h"
#include "base/result.h"
#include "base/toml_text.h"

namespace constat {

// The file's text; Fault::io where it cannot be read.
inline Result<std::string> read_parameters(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) return fail(Fault::io, "cannot read " + path);
  return content;
}

// Fault::malformed with the file and the line.
inline Result<toml::table> parse_parameters(const std::string& content, const std::string& path) {
  if (const auto text = check_toml_text(content); !text) {
    return fail(Fault::malformed, path + ": " + text.error().what);
  }
  toml::parse_result parsed = toml::parse(content, path);
  if (!parsed) {
    return fail(Fault::malformed, path + ": line " + std::to_string(parsed.error().source().begin.line) + ": " +
                                      std::string(parsed.error().description()));
  }
  return std::move(parsed).table();
}

// One table's keys. What was asked for is ticked off; what is left over is an error.
class Keys {
 public:
  Keys(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  std::string text(std::string_view key) {
    seen_.insert(std::string(key));
    const auto node = table_[key];
    if (!node) return {};
    const auto value = node.value<std::string>();
    if (!value) wrong(std::string(key) + " must be a text");
    return value.value_or("");
  }
  std::string needed(std::string_view key) {
    std::string value = text(key);
    if (value.empty()) wrong(std::string(key) + " is needed");
    return value;
  }
  Bilingual both(std::string_view key) { return {text(key), text(std::string(key) + "_fr")}; }
  bool flag(std::string_view key) {
    seen_.insert(std::string(key));
    const auto node = table_[key];
    if (!node) return false;
    const auto value = node.value<bool>();
    if (!value) wrong(std::string(key) + " must be true or false");
    return value.value_or(false);
  }
  std::optional<Date> date(std::string_view key) {
    seen_.insert(std::string(key));
    const auto node = table_[key];
    if (!node) return std::nullopt;
    const auto value = node.value<toml::date>();
    const Date date =
        value ? Date{std::chrono::year(value->year), std::chrono::month(value->month), std::chrono::day(value->day)}
              : Date{};
    if (!value || !date.ok()) {
      wrong(std::string(key) + " must be a day: 2026-01-01");
      return std::nullopt;
    }
    return date;
  }
  std::vector<std::string> texts(std::string_view key) {
    seen_.insert(std::string(key));
    std::vector<std::string> list;
    const auto node = table_[key];
    if (!node) return list;
    const toml::array* const array = node.as_array();
    if (array == nullptr) wrong(std::string(key) + " must be a list of texts");
    if (array != nullptr) {
      for (const toml::node& one : *array) {
        const auto value = one.value<std::string>();
        if (!value || value->empty()) wrong(std::string(key) + " must be a list of texts");
        list.push_back(value.value_or(""));
      }
    }
    return list;
  }
  std::vector<const toml::table*> tables(std::string_view key) {
    seen_.insert(std::string(key));
    std::vector<const toml::table*> list;
    const auto node = table_[key];
    if (!node) return list;
    if (const toml::table* const one = node.as_table()) return {one};
    const toml::array* const array = node.as_array();
    if (array != nullptr) {
      for (const toml::node& one : *array) {
        if (one.as_table() != nullptr) list.push_back(one.as_table());
      }
    }
    if (list.empty()) wrong(std::string(key) + " must be a table");
    return list;
  }
  double number(std::string_view key) {
    seen_.insert(std::string(key));
    const auto value = table_[key].value<double>();
    if (!value || !std::isfinite(*value)) wrong(std::string(key) + " must be a number");
    return value.value_or(0);
  }
  std::optional<double> number_or_none(std::string_view key) {
    seen_.insert(std::string(key));
    if (!table_[key]) return std::nullopt;
    return number(key);
  }
  int integer(std::string_view key) {
    seen_.insert(std::string(key));
    const auto value = table_[key].value<std::int64_t>();
    if (!value || *value < 0 || *value > 1000000) wrong(std::string(key) + " must be a number");
    return static_cast<int>(value.value_or(0));
  }

  void wrong(const std::string& what) {
    if (wrong_.empty()) wrong_ = where_ + what;
  }
  // Call last: what was never asked for is a slip of the pen.
  Result<void> finish() {
    for (const auto& [key, value] : table_) {
      // Said first: what is missing is often what was misspelt.
      if (!seen_.contains(std::string(key.str()))) wrong_ = where_ + "unknown key '" + std::string(key.str()) + "'";
    }
    if (!wrong_.empty()) return fail(Fault::malformed, wrong_);
    return {};
  }

 private:
  const toml::table& table_;
  std::string where_;
  std::set<std::string> seen_;
  std::string wrong_;
};

}  // namespace constat
