#include "casefile/shown_names.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "casefile/case.h"
#include "detect/item_names.h"
#include "evidence/place.h"

namespace constat {

namespace {

constexpr std::size_t known_max = 10'000;
constexpr std::size_t renamed_at_once_max = 100'000;
constexpr std::string_view hidden_whole = "***";
constexpr std::string_view hash_domain = "name in a Place";  // No type is called so.

// Where the name that begins at `begin` ends: at a slash, at "!/", before a locator.
std::size_t end_of_name(std::string_view place, std::size_t begin) {
  std::size_t end = begin;
  while (end < place.size() && place[end] != '/' && place[end] != '#' && place.substr(end, 2) != "!/") ++end;
  return end;
}

bool has_star(std::string_view name) { return name.find('*') != std::string_view::npos; }

// Whether `shown` is `name` with parts of it left out or starred.
bool only_hides(std::string_view shown, std::string_view name) {
  std::size_t at = 0;
  for (const char c : shown) {
    if (c == '*') continue;
    at = name.find(c, at);
    if (at == std::string_view::npos) return false;
    ++at;
  }
  return has_star(shown);
}

// The digits behind the last '~' where nothing is behind them; "" where there are none.
std::string_view end_number(std::string_view text) {
  const std::size_t mark = text.rfind('~');
  if (mark == std::string_view::npos) return {};
  const std::string_view digits = text.substr(mark + 1);
  return std::ranges::all_of(digits, is_digit) ? digits : std::string_view();
}

// The first of its form has no number, unless the form looks as if it had one.
std::string alias_text(std::string_view form, std::int64_t number) {
  std::string alias(form);
  if (number != 1 || !end_number(form).empty()) alias += "~" + std::to_string(number);
  return alias;
}

struct Numbered {
  std::string_view form;
  std::int64_t number = 1;
};
std::optional<Numbered> parse_alias(std::string_view alias) {
  Numbered parts{alias, 1};
  if (const std::string_view digits = end_number(alias); !digits.empty()) {
    parts.form = alias.substr(0, alias.size() - digits.size() - 1);
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), parts.number);
    if (result.ec != std::errc()) return std::nullopt;
  }
  if (alias_text(parts.form, parts.number) != alias) return std::nullopt;
  return parts;
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

ShownNames::ShownNames(Database& database, const Sealer* sealer) : database_(database), sealer_(sealer) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  sqlite3_create_function_v2(database.handle(), "shown", 1, flags, this, call<&ShownNames::shown>, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(database.handle(), "shown_path", 1, flags, this, call<&ShownNames::shown_path>, nullptr,
                             nullptr, nullptr);
  // A case that is no whole one has no such table: 'constat verify' tells it.
  if (database.scalar("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='masked_name'") == 0) return;
  find_.emplace(database, "SELECT form, number, sealed FROM masked_name WHERE hash=?");
  last_.emplace(database, "SELECT coalesce(max(number),0) FROM masked_name WHERE form=?");
  insert_.emplace(database, "INSERT INTO masked_name(form, number, hash, sealed, settled) VALUES(?,?,?,?,0)");
  any_ = database.scalar("SELECT EXISTS(SELECT 1 FROM masked_name)") != 0;
}

// Every name of a Place through `change(name)`; what stands between them and behind them stays.
template <typename Change>
std::string ShownNames::changed(std::string_view place, const Change& change) {
  std::string out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = end_of_name(place, begin);
    if (end != begin) out += change(place.substr(begin, end - begin));
    if (end == place.size()) return out;
    if (place[end] == '#') return out += place.substr(end);
    out += place[end];
    begin = end + 1;
  }
}

// The alias of a real name; itself where it has none.
std::string_view ShownNames::alias_of(std::string_view name) {
  if (!any_ || sealer_ == nullptr) return name;
  if (aliases_.size() > known_max) aliases_.clear();
  const auto [known, is_new] = aliases_.try_emplace(std::string(name), name);
  if (!is_new) return known->second;
  find_->bind(1, sealer_->keyed_hash(hash_domain, name));
  std::string plain;
  while (find_->step()) {
    std::string alias = alias_text(find_->text(0), find_->integer(1));
    if (sealer_->open_block(find_->blob(2), alias, plain) && plain == name) {
      known->second = std::move(alias);
      break;
    }
  }
  find_->reset();
  return known->second;
}

// The real name of an alias; nullopt: it is none, or cannot be opened.
std::optional<std::string> ShownNames::name_of(std::string_view alias) {
  if (names_.size() > known_max) names_.clear();
  if (const auto known = names_.find(std::string(alias)); known != names_.end()) return known->second;
  const auto parts = parse_alias(alias);
  if (!parts || sealer_ == nullptr || !any_) return std::nullopt;
  Statement row(database_, "SELECT sealed FROM masked_name WHERE form=? AND number=?");
  row.bind(1, parts->form).bind(2, parts->number);
  std::string name;
  if (!row.step() || !sealer_->open_block(row.blob(0), alias, name)) return std::nullopt;
  names_.emplace(alias, name);
  return name;
}

bool ShownNames::is_alias(std::string_view name) {
  const auto parts = has_star(name) ? parse_alias(name) : std::nullopt;
  if (!parts || !any_) return false;
  Statement row(database_, "SELECT 1 FROM masked_name WHERE form=? AND number=?");
  return row.bind(1, parts->form).bind(2, parts->number).step();
}

std::string ShownNames::shown(std::string_view stored) {
  if (!reveal_) return std::string(stored);
  return real(stored).value_or(std::string(stored));
}

std::string ShownNames::shown_path(std::string_view stored) {
  if (!reveal_) return std::string(stored);
  return real_path(stored).value_or(std::string(stored));
}

Result<std::string> ShownNames::real(std::string_view stored) {
  bool good = true;
  std::string place = changed(stored, [&](std::string_view name) {
    if (!has_star(name)) return std::string(name);
    auto real_name = name_of(name);
    good = good && real_name;
    return real_name ? *std::move(real_name) : std::string(name);
  });
  if (!good) {
    return sealer_ == nullptr ? fail(Fault::encrypted, "a name in " + std::string(stored) + " is sealed")
                              : fail(Fault::malformed, "a sealed name in " + std::string(stored) + " is damaged");
  }
  return place;
}

Result<std::string> ShownNames::real_path(std::string_view stored) {
  Result<void> found;
  std::string path = with_names_changed(stored, [&](std::string_view name) {
    if (!has_star(name)) return std::string(name);
    const auto component = real(name);
    if (component) return raw_component(*component);
    if (found) found = tl::unexpected<Error>(component.error());
    return std::string(name);
  });
  TRY(found);
  return path;
}

std::string ShownNames::stored(std::string_view real) {
  if (!any_) return std::string(real);
  return changed(real, [this](std::string_view name) { return alias_of(name); });
}

std::string ShownNames::stored_path(std::string_view real) {
  if (!any_) return std::string(real);
  return with_names_changed(real, [this](std::string_view name) {
    const std::string component = place_component(name);
    const std::string_view alias = alias_of(component);
    return std::string(alias == component ? name : alias);
  });
}

std::string ShownNames::meant(std::string_view place) {
  if (!any_) return std::string(place);
  return changed(place, [this](std::string_view name) { return is_alias(name) ? name : alias_of(name); });
}

std::string ShownNames::said(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    if (!any_) {
      line += escape_name(word);
      continue;
    }
    // "--item=leak/a.pdf", "../leak/a.pdf", "leak/a.zip!/b.pdf#+3".
    const std::size_t value = word.starts_with("--") ? word.find('=') + 1 : 0;
    line += escape_name(std::string_view(word).substr(0, value));
    line += with_names_changed(std::string_view(word).substr(value),
                               [this](std::string_view part) { return said_name(part); });
  }
  return line;
}

// A name of a path, or of a Place: with "!" or a locator behind it.
std::string ShownNames::said_name(std::string_view name) {
  const std::string raw = place_component(name);
  if (const std::string_view alias = alias_of(raw); alias != raw) return std::string(alias);
  const std::size_t end = std::min(name.find('#'), name.ends_with('!') ? name.size() - 1 : name.size());
  const std::string_view component = name.substr(0, end);
  const std::string_view rest = name.substr(end);
  std::string out(is_alias(component) ? component : alias_of(component));
  if (out == component && !is_alias(component)) {
    out = sealer_ == nullptr && name_may_hold_a_value(component) ? std::string(hidden_whole) : escape_name(component);
  }
  return out + escape_name(rest);
}

std::string ShownNames::hidden(std::string_view name, std::string_view shown) {
  // Half an escape, and what is longer than what it hides, is told by no reader that is honest.
  const bool whole = shown.find('\\') == std::string_view::npos || place_component(raw_component(shown)) == shown;
  return std::string(whole && shown.size() <= 2 * name.size() + 64 && only_hides(shown, name) ? shown : hidden_whole);
}

void ShownNames::add(std::string_view name, std::string_view shown) {
  if (sealer_ == nullptr || !insert_ || alias_of(name) != name) return;
  // One whose alias is itself is known all the same.
  if (has_star(name)) {
    Statement known(database_, "SELECT 1 FROM masked_name WHERE hash=?");
    if (known.bind(1, sealer_->keyed_hash(hash_domain, name)).step()) return;
  }
  const std::string form = hidden(name, shown);
  last_->bind(1, std::string_view(form)).step();
  const std::int64_t number = last_->integer(0) + 1;
  last_->reset();
  const std::string alias = alias_text(form, number);
  std::string sealed;
  sealer_->seal_block(name, alias, sealed);
  insert_->bind(1, std::string_view(form)).bind(2, number).bind(3, sealer_->keyed_hash(hash_domain, name));
  insert_->bind_blob(4, sealed).run();
  any_ = true;
  aliases_[std::string(name)] = alias;
}

void ShownNames::settle() {
  struct Row {
    std::string name;
    std::int64_t number = 0;
    std::int64_t hash = 0;
  };
  Names new_aliases;
  Statement forms(database_,
                  "SELECT DISTINCT form FROM masked_name WHERE settled=0 AND form>? ORDER BY form LIMIT 1000");
  Statement rows(database_, "SELECT number, hash, sealed FROM masked_name WHERE form=? AND settled=0 ORDER BY number");
  Statement older(database_, "SELECT coalesce(max(number),0) FROM masked_name WHERE form=? AND settled=1");
  Statement forget(database_, "DELETE FROM masked_name WHERE form=? AND settled=0");
  Statement insert(database_, "INSERT INTO masked_name(form, number, hash, sealed, settled) VALUES(?,?,?,?,1)");
  Statement keep(database_, "UPDATE masked_name SET settled=1 WHERE form=? AND settled=0");
  std::vector<std::string> some;
  for (std::string after; sealer_ != nullptr && any_; after = some.back()) {
    some.clear();
    forms.bind(1, std::string_view(after));
    while (forms.step()) some.emplace_back(forms.text(0));
    forms.reset();
    if (some.empty()) break;
    for (const std::string& form : some) {
      std::vector<Row> all;
      rows.bind(1, std::string_view(form));
      while (rows.step()) {
        Row row{"", rows.integer(0), rows.integer(1)};
        if (!sealer_->open_block(rows.blob(2), alias_text(form, row.number), row.name)) row.name.clear();
        all.push_back(std::move(row));
      }
      rows.reset();
      older.bind(1, std::string_view(form)).step();
      std::int64_t number = older.integer(0);
      older.reset();
      std::ranges::stable_sort(all, {}, &Row::name);
      const bool in_order = std::ranges::all_of(
          all, [&, next = number](const Row& row) mutable { return row.number == ++next && !row.name.empty(); });
      if (in_order || std::ranges::any_of(all, [](const Row& row) { return row.name.empty(); })) {
        keep.bind(1, std::string_view(form)).run();
        continue;
      }
      forget.bind(1, std::string_view(form)).run();
      std::string sealed;
      for (const Row& row : all) {
        const std::string alias = alias_text(form, ++number);
        sealer_->seal_block(row.name, alias, sealed);
        insert.bind(1, std::string_view(form)).bind(2, number).bind(3, row.hash).bind_blob(4, sealed).run();
        if (row.number != number) new_aliases[alias_text(form, row.number)] = alias;
      }
      if (new_aliases.size() < renamed_at_once_max) continue;
      rename_places(new_aliases);
      new_aliases.clear();
    }
  }
  if (!new_aliases.empty()) rename_places(new_aliases);
}

// All in one step: a name's new alias may be another's old one.
void ShownNames::rename_places(const Names& new_aliases) {
  aliases_.clear();
  names_.clear();
  const auto renamed = [&new_aliases](std::string_view place) {
    return changed(place, [&new_aliases](std::string_view name) {
      const auto found = has_star(name) ? new_aliases.find(std::string(name)) : new_aliases.end();
      return found == new_aliases.end() ? name : std::string_view(found->second);
    });
  };
  struct Column {
    const char* table;
    const char* column;
  };
  constexpr Column columns[] = {{"item", "place"},
                                {"problem", "place"},
                                {"person_correction", "place"},
                                {"evidence", "path"},
                                {"evidence", "name"}};
  for (const auto& [table, column] : columns) {
    const std::string where = std::string(" FROM ") + table + " WHERE id>? AND instr(" + column + ",'*')>0";
    Statement some(database_, std::string("SELECT id, ") + column + where + " ORDER BY id LIMIT 10000");
    Statement put(database_, std::string("UPDATE ") + table + " SET " + column + "=? WHERE id=?");
    std::vector<std::pair<std::int64_t, std::string>> changes;
    for (std::int64_t after = -1;;) {
      const std::int64_t began = after;
      some.bind(1, after);
      while (some.step()) {
        after = some.integer(0);
        std::string now = renamed(some.text(1));
        if (now != some.text(1)) changes.emplace_back(after, std::move(now));
      }
      some.reset();
      if (after == began) break;
      // Names of evidence are unique, and two may be exchanged.
      if (std::string_view(column) == "name") {
        for (const auto& [id, now] : changes) put.bind(1, std::string_view("/" + std::to_string(id))).bind(2, id).run();
      }
      for (const auto& [id, now] : changes) put.bind(1, std::string_view(now)).bind(2, id).run();
      changes.clear();
    }
  }
}

std::uint64_t ShownNames::damaged() {
  std::uint64_t count = 0;
  Statement rows(database_, "SELECT form, number, hash, sealed FROM masked_name");
  std::string name;
  while (sealer_ != nullptr && rows.step()) {
    const bool good = sealer_->open_block(rows.blob(3), alias_text(rows.text(0), rows.integer(1)), name) &&
                      sealer_->keyed_hash(hash_domain, name) == rows.integer(2);
    if (!good) ++count;
  }
  return count;
}

}  // namespace constat
