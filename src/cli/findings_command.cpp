// constat findings CASE: every finding.
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "casefile/finding_reader.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "evidence/place.h"

namespace constat {

namespace {

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
  place = opened->shown_names().meant(place);
  if (!knows_types(*opened, types)) return exit_usage;

  FindingQuery query;
  query.confidence_min = static_cast<std::uint64_t>(*confidence_min);
  query.person = person;
  query.within = place;
  if (!place.empty()) {
    Statement known(
        opened->database(),
        "SELECT 1 FROM item WHERE place = ?1 OR (place >= ?1 || '!/' AND place < ?1 || '!0') OR (place >= ?1 "
        "|| '/' AND place < ?1 || '0') LIMIT 1");
    known.bind(1, std::string_view(place));
    if (!known.step()) {
      complain("this case holds no item " + escape_name(arguments.get("--item")), "'constat items CASE' lists them");
      return exit_usage;
    }
  }
  struct TypeShown {
    std::string name, category;
    std::int64_t mask = 0;
  };
  std::map<std::int64_t, TypeShown> shown_types;
  Statement all_types(opened->database(), "SELECT id, name, category, shown_mask(mask) FROM type");
  while (all_types.step()) {
    TypeShown& type = shown_types[all_types.integer(0)];
    type = {std::string(all_types.text(1)), std::string(all_types.text(2)), all_types.integer(3)};
    if (std::ranges::find(types, type.name) != types.end() || std::ranges::find(types, type.category) != types.end()) {
      query.types.push_back(all_types.integer(0));
    }
  }
  // Types that the case does not have: nothing is of them.
  if (!types.empty() && query.types.empty()) query.types.push_back(-1);

  const ListFormat format = list_format(arguments);
  const ValueShower shower(*opened, arguments.has("--reveal"));
  constexpr Column columns[] = {{"type"},  {"category"}, {"value"},       {"confidence", true},
                                {"place"}, {"item"},     {"person", true}};
  constexpr Column table_columns[] = {
      {"type"}, {"value", false, 48}, {"confidence", true}, {"person", true}, {"place"}};
  ListWriter list(
      format, format == ListFormat::table ? std::span<const Column>(table_columns) : std::span<const Column>(columns));
  FindingReader findings(*opened, query);
  std::string where;
  for (;;) {
    const auto more = findings.next();
    if (!more) {
      complain(more.error().what, "What it held is missing here.");
      exit = exit_incomplete;
      continue;
    }
    if (!*more) break;
    const PlacedFinding& finding = findings.finding();
    const TypeShown& type = shown_types[finding.type];
    where = opened->shown(findings.item_place());
    where += to_string(locator_of(finding));
    const auto value = shower.value(findings.spelling(), type.mask);
    const auto put_value = [&] {
      if (value) {
        list.text(*value);
      } else if (format == ListFormat::table) {
        list.text("sealed");
      } else {
        list.null();
      }
    };
    const auto put_person = [&] {
      if (findings.person() == 0) {
        list.null();
      } else {
        list.number(findings.person());
      }
    };
    list.text(type.name);
    if (format == ListFormat::table) {
      put_value();
      list.thousandths(static_cast<std::int64_t>(finding.confidence_thousandths));
      put_person();
      list.text(where);
    } else {
      list.text(type.category);
      put_value();
      list.thousandths(static_cast<std::int64_t>(finding.confidence_thousandths));
      list.text(where);
      list.text(opened->shown(findings.item_place()));
      put_person();
    }
    list.end_row();
  }
  return exit;
}

constexpr Option findings_options[] = {
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
    .options = findings_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_findings,
};

}  // namespace constat
