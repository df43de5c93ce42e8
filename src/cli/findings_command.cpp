// constat findings CASE: every finding.
#include <algorithm>
#include <charconv>

#include "base/sha256.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "evidence/place.h"

namespace constat {

namespace {

// The end of the range of texts that begin with `prefix`: the next prefix of the same length.
std::string after_prefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

int run_findings(const Arguments& arguments) {
  const auto confidence_min = thousandths_of(arguments.get("--min-confidence"));
  if (!confidence_min) return exit_usage;
  const std::vector<std::string> types = list_of(arguments, "--type");
  std::int64_t person = 0;
  if (const std::string given = arguments.get("--person"); !given.empty()) {
    const auto result = std::from_chars(given.data(), given.data() + given.size(), person);
    if (result.ec != std::errc() || result.ptr != given.data() + given.size()) {
      complain("'" + escape_name(given) + "' is no person's number", "'constat persons CASE' lists them");
      return exit_usage;
    }
  }
  std::string place = arguments.get("--item");
  while (place.ends_with('/')) place.pop_back();
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "findings", exit);
  if (!opened) return exit;
  for (const std::string& type : types) {
    Statement known(opened->database(), "SELECT 1 FROM type WHERE name = ? OR category = ?");
    known.bind(1, std::string_view(type)).bind(2, std::string_view(type));
    if (!known.step()) {
      std::string names;
      Statement all(opened->database(), "SELECT name FROM type ORDER BY name");
      while (all.step()) names += (names.empty() ? "" : ", ") + std::string(all.text(0));
      complain("this case holds no findings of type '" + escape_name(type) + "'", "It holds: " + names);
    }
  }

  // Items in order of place, by their index; then each item's findings are sorted: never all at once.
  std::string sql =
      "SELECT t.name, t.category, t.mask, v.id, v.sealed, f.confidence, i.place, f.part, f.offset, f.row, f.col, "
      "m.person FROM item i CROSS JOIN finding f ON f.item = i.id "
      "JOIN type t ON t.id = f.type JOIN value v ON v.id = f.value ";
  sql += person != 0 ? "JOIN mention m ON m.item = f.item AND m.mention = f.mention AND m.person = ? "
                     : "LEFT JOIN mention m ON m.item = f.item AND m.mention = f.mention ";
  sql += "WHERE f.confidence >= ?";
  if (person != 0) sql += " AND i.id IN (SELECT item FROM mention WHERE person = ?)";
  if (!types.empty()) {
    sql += " AND f.type IN (SELECT id FROM type WHERE name IN (" + placeholders(types.size()) + ") OR category IN (" +
           placeholders(types.size()) + "))";
  }
  // The item itself and all inside it; a folder's or an evidence's name means all below. A copy's findings are its
  // original's, and are shown at the original's Place.
  const std::string within = " WHERE (place = ? OR (place >= ? AND place < ?) OR (place >= ? AND place < ?))";
  std::vector<std::string> bounds;
  if (!place.empty()) {
    const std::string inside = place + "!/";
    const std::string below = place + "/";
    bounds = {place, inside, after_prefix(inside), below, after_prefix(below)};
    Statement known(opened->database(), "SELECT 1 FROM item" + within + " LIMIT 1");
    for (std::size_t bound = 0; bound < bounds.size(); ++bound) {
      known.bind(static_cast<int>(bound + 1), std::string_view(bounds[bound]));
    }
    if (!known.step()) {
      complain("this case holds no item " + escape_name(place), "'constat items CASE' lists them");
      return exit_usage;
    }
    sql += " AND i.id IN (SELECT coalesce(duplicate_of, id) FROM item" + within + ")";
  }
  sql += " ORDER BY i.place, i.member_index, i.id, f.part, f.row, f.col, f.offset, f.id";
  Statement rows(opened->database(), sql);
  int index = 1;
  if (person != 0) rows.bind(index++, person);
  rows.bind(index++, *confidence_min);
  if (person != 0) rows.bind(index++, person);
  for (int times = 0; times < 2; ++times) {
    for (const std::string& type : types) rows.bind(index++, std::string_view(type));
  }
  for (const std::string& bound : bounds) rows.bind(index++, std::string_view(bound));

  const ListFormat format = list_format(arguments);
  const ValueShower shower(*opened, arguments.has("--reveal"));
  constexpr Column columns[] = {{"type"},  {"category"}, {"value"},       {"confidence", true},
                                {"place"}, {"item"},     {"person", true}};
  constexpr Column table_columns[] = {
      {"type"}, {"value", false, 48}, {"confidence", true}, {"person", true}, {"place"}};
  ListWriter list(
      format, format == ListFormat::table ? std::span<const Column>(table_columns) : std::span<const Column>(columns));
  while (rows.step()) {
    Locator locator;
    locator.part = rows.text(7);
    locator.offset_bytes = static_cast<std::uint64_t>(rows.integer(8));
    if (!rows.is_null(9)) {
      locator.row = static_cast<std::uint64_t>(rows.integer(9));
      locator.column = static_cast<std::uint32_t>(rows.integer(10));
    }
    const std::string value = shower.value(rows.integer(3), rows.blob(4), rows.integer(2));
    const std::string where = std::string(rows.text(6)) + to_string(locator);
    const auto put_person = [&] {
      if (rows.is_null(11)) {
        list.null();
      } else {
        list.number(rows.integer(11));
      }
    };
    list.text(rows.text(0));
    if (format == ListFormat::table) {
      list.text(value);
      list.thousandths(rows.integer(5));
      put_person();
      list.text(where);
    } else {
      list.text(rows.text(1));
      list.text(value);
      list.thousandths(rows.integer(5));
      list.text(where);
      list.text(rows.text(6));
      put_person();
    }
    list.end_row();
  }
  return exit_done;
}

constexpr Option options[] = {
    {"--type", "LIST", "Only these types (us_ssn, iban) or categories (financial)", "", "", true},
    {"--item", "PLACE", "Only in this item, folder or evidence, and in what it contains", "", ""},
    {"--person", "NUMBER", "Only of this person, as 'constat persons' numbers them", "", ""},
    {"--min-confidence", "NUMBER", "Only findings at least this sure, from 0 to 1; 0 shows all", "", "0.5"},
    format_option,
    reveal_option,
};

}  // namespace

const Command findings_command = {
    .name = "findings",
    .takes = "CASE",
    .does = "List every finding with its place",
    .about =
        "One line per finding, in order of place. Values are masked unless --reveal is given. A place reopens with "
        "'constat show CASE PLACE'.",
    .examples =
        "  constat findings case.constat --type us_ssn,iban\n"
        "  constat findings case.constat --item 'dump.zip!/hr/staff.xlsx' --format csv > staff.csv\n"
        "  constat findings case.constat --person 12 --min-confidence 0\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_findings,
};

}  // namespace constat
