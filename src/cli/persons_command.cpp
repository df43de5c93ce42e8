// constat persons CASE: every person, and what of theirs is exposed.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"

namespace constat {

namespace {

std::string to_upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// {"us_ssn":2,"email_address":1} -> "us_ssn 2, email_address 1"
std::string in_words(std::string_view types) {
  std::string out;
  for (const char c : types) {
    if (c == '{' || c == '}' || c == '"') continue;
    out += c == ':' ? " " : c == ',' ? ", " : std::string(1, c);
  }
  return out;
}

int run_persons(const Arguments& arguments) {
  const std::vector<std::string> types = list_of(arguments, "--type");
  const std::vector<std::string> states = list_of(arguments, "--state");
  const std::vector<std::string> countries = list_of(arguments, "--country");
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "persons", exit);
  if (!opened) return exit;
  std::string sql = "SELECT id, names, country, state, types, findings, confidence, files FROM person WHERE 1";
  if (!types.empty()) {
    sql += " AND EXISTS (SELECT 1 FROM json_each(person.types) WHERE key IN (" + placeholders(types.size()) +
           ") OR key IN (SELECT name FROM type WHERE category IN (" + placeholders(types.size()) + ")))";
  }
  if (!states.empty()) sql += " AND coalesce(state, 'UNKNOWN') IN (" + placeholders(states.size()) + ")";
  if (!countries.empty()) sql += " AND coalesce(country, 'UNKNOWN') IN (" + placeholders(countries.size()) + ")";
  sql += " ORDER BY id";
  Statement rows(opened->database(), sql);
  int index = 1;
  for (int times = 0; times < 2; ++times) {
    for (const std::string& type : types) rows.bind(index++, std::string_view(type));
  }
  for (const auto* const list : {&states, &countries}) {
    for (const std::string& code : *list) rows.bind(index++, std::string_view(to_upper(code)));
  }

  const ListFormat format = list_format(arguments);
  const ValueShower shower(*opened, arguments.has("--reveal"));
  constexpr Column columns[] = {{"person", true}, {"names"},          {"country"},         {"state"},
                                {"types"},        {"findings", true}, {"confidence", true}};
  constexpr Column table_columns[] = {{"person", true},   {"names", false, 36}, {"country"},          {"state"},
                                      {"findings", true}, {"files", true},      {"confidence", true}, {"types"}};
  ListWriter list(
      format, format == ListFormat::table ? std::span<const Column>(table_columns) : std::span<const Column>(columns));
  while (rows.step()) {
    std::string names_json = "[";
    std::string names_shown;
    const auto names = shower.names(rows.blob(1));
    for (const std::string& name : names.value_or(std::vector<std::string>())) {
      names_json += (names_json.size() == 1 ? "" : ",") + json_string(name);
      names_shown += (names_shown.empty() ? "" : "; ") + name;
    }
    names_json += ']';
    list.number(rows.integer(0));
    if (names) {
      list.json(names_json, names_shown);
    } else {
      list.json("null", format == ListFormat::table ? "sealed" : "");
    }
    list.text_or_null(rows.text(2));
    list.text_or_null(rows.text(3));
    if (format == ListFormat::table) {
      list.number(rows.integer(5));
      list.number(rows.integer(7));
      list.thousandths(rows.integer(6));
      list.text(in_words(rows.text(4)));
    } else {
      list.json(rows.text(4), rows.text(4));
      list.number(rows.integer(5));
      list.thousandths(rows.integer(6));
    }
    list.end_row();
  }
  return exit_done;
}

constexpr Option options[] = {
    {"--type", "LIST", "Only persons of whom such a type or category is exposed (us_ssn, financial)", "", "", true},
    {"--country", "LIST", "Only persons of these countries (US, FR, unknown)", "", "", true},
    {"--state", "LIST", "Only persons of these states of the United States (CA, NY, unknown)", "", "", true},
    format_option,
    reveal_option,
};

}  // namespace

const Command persons_command = {
    .name = "persons",
    .takes = "CASE",
    .does = "List every person and what of theirs is exposed",
    .about =
        "One line per person: names, country and state where the evidence tells them, how many findings of each type "
        "(of confidence 0.5 and more), and the confidence that all of it is one human being. Names are masked unless "
        "--reveal is given.",
    .examples =
        "  constat persons case.constat --type us_ssn --state CA\n"
        "  constat persons case.constat --format csv --reveal > notify.csv\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_persons,
};

}  // namespace constat
