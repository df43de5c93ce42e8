// constat roster: the owner's own lists of persons against the dump.
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>

#include "base/json.h"
#include "base/paths.h"
#include "base/text.h"
#include "casefile/content_seal.h"
#include "casefile/persons.h"
#include "casefile/roster.h"
#include "cli/behind_door.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/listing.h"
#include "detect/headers.h"
#include "detect/names.h"
#include "detect/validators.h"
#include "extract/driver.h"
#include "people/resolve.h"

namespace constat {

namespace {

constexpr std::size_t entries_max = 20'000'000;
constexpr std::size_t roster_line_bytes_max = 1U << 20;
constexpr std::size_t shown_columns_max = 64;
constexpr std::size_t shown_header_max = 80;
constexpr std::uint64_t header_rows_max = 20;

struct Mapped {
  std::string column;  // Its header, in header_words(), or its number from 1.
  std::string type;
  std::string typed;  // The column as the person wrote it.
};

// What a person says a column holds. Parts of names stand for person_name.
constexpr std::string_view name_parts[] = {"first_name", "last_name"};
constexpr std::string_view no_type = "none";

std::string canonical_of(const std::string& type, const std::string& value) {
  if (type == "person_name") return canonical_name(value);
  if (type == "postal_address" || type == "residence") return canonical_address(value);
  const Validator* validator = validator_by_name(type == "date_of_birth" ? "birth_date" : type);
  if (validator != nullptr && validator->check(value) != Validity::invalid) return validator->canonical(value);
  return to_lower_ascii(value);
}

// Reads the tables of the list behind the door, writes a line for each column and each row that speaks of somebody.
class RosterReader final : public Observer, public TableFindingSink {
 public:
  RosterReader(const Engine& engine, const std::vector<Mapped>& mapped, Outlet& outlet)
      : engine_(engine), scratch_(engine.make_scratch()), mapped_(mapped), outlet_(outlet) {}

  Verdict item_begin(const ItemBegin& item) override {
    scratch_->set_item_name(item.name);
    part_ = depth_ == 0 ? std::string() : std::string(item.name);
    if (depth_++ == 0) {
      outlet_.put(json_line({{"sha256", item.sha256 ? to_hex(*item.sha256) : std::string()}}));
    }
    return Verdict::read;
  }
  void passage(const Passage& passage) override { (void)passage; }
  void table_begin(const TableInfo& table) override {
    table_ = engine_.table(table, *scratch_, *this);
    column_of_.assign(mapped_.size(), 0);
    header_row_ = 0;
    first_rows_.clear();
    typed_.clear();
    declared_ = !table.columns.empty();
    if (declared_) {
      first_rows_.emplace_back();
      for (const std::string_view column : table.columns.first(std::min(table.columns.size(), shown_columns_max))) {
        first_rows_.back().emplace_back(column.substr(0, shown_header_max));
      }
    }
    outlet_.put(json_line({{"table", part_}}));
    rows_.clear();
    for (std::size_t at = 0; at < mapped_.size(); ++at) {
      const std::string& column = mapped_[at].column;
      const bool number = !column.empty() && column.size() < 6 && std::ranges::all_of(column, is_digit);
      if (number) column_of_[at] = static_cast<std::uint32_t>(std::atoi(column.c_str()));
    }
    for (std::size_t index = 0; index < table.columns.size(); ++index) match(table.columns[index], index);
  }
  void table_row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    if (!owned) return;
    if (!declared_ && first_rows_.size() < header_rows_max) {
      first_rows_.emplace_back();
      for (const Cell& cell : cells.first(std::min(cells.size(), shown_columns_max))) {
        first_rows_.back().emplace_back(trim(cell.text).substr(0, shown_header_max));
      }
    }
    if (header_row_ == 0 && row <= header_rows_max) {
      for (std::size_t index = 0; index < cells.size(); ++index) {
        if (match(cells[index].text, index)) header_row_ = row;
      }
    }
    if (header_row_ != row) {
      for (std::size_t at = 0; at < mapped_.size(); ++at) {
        if (column_of_[at] == 0 || column_of_[at] > cells.size() || mapped_[at].type == no_type) continue;
        const std::string value(trim(cells[column_of_[at] - 1].text).substr(0, 1000));
        if (value.empty()) continue;
        const bool part = std::ranges::find(name_parts, mapped_[at].type) != std::end(name_parts);
        const std::string type = part ? "person_name" : mapped_[at].type;
        rows_[{row, 0}].push_back({type, value, canonical_of(type, value), 0.99F});
      }
    }
    table_->row(row, cells, owned);
    while (rows_.size() > 4000) flush_first();  // The typer waits for a sample of some hundred rows.
  }
  void table_end() override {
    if (table_ != nullptr) table_->end();
    table_.reset();
    while (!rows_.empty()) flush_first();
    for (std::size_t at = 0; at < mapped_.size(); ++at) {
      if (column_of_[at] != 0) {
        outlet_.put(json_line(
            {{"column", column_of_[at]}, {"header", mapped_[at].typed}, {"type", mapped_[at].type}, {"by", "you"}}));
        typed_[column_of_[at]] = mapped_[at].typed;
      }
    }
    tell_others();
  }
  void item_end(const ItemEnd& item) override {
    --depth_;
    if (item.status != Status::read) {
      outlet_.put(json_line({{"status", status_name(item.status)}, {"reason", item.reason}}));
    }
  }
  void finding(const TableFinding& finding) override {
    if (std::ranges::find(column_of_, finding.column) != column_of_.end()) return;
    const TypeInfo& type = engine_.types().at(finding.type);
    if (!resolve_reads(type) || finding.row == header_row_) return;
    // A dependant in the same row is an entry of their own.
    rows_[{finding.row, finding.other}].push_back(
        {type.name, std::string(finding.value), std::string(finding.canonical), finding.confidence});
  }
  void column_typed(std::uint32_t column, std::string_view header, std::string_view type, float confidence,
                    std::string_view why) override {
    (void)why;
    if (std::ranges::find(column_of_, column) != column_of_.end()) return;
    typed_[column] = std::string(header);
    outlet_.put(json_line({{"column", column}, {"header", header}, {"type", type}, {"confidence", confidence}}));
  }

 private:
  bool match(std::string_view header, std::size_t index) {
    bool any = false;
    const std::string words = header_words(header);
    for (std::size_t at = 0; at < mapped_.size() && !words.empty(); ++at) {
      if (column_of_[at] != 0 || mapped_[at].column != words) continue;
      column_of_[at] = static_cast<std::uint32_t>(index + 1);
      any = true;
    }
    return any;
  }
  // What was taken for nothing is shown too, so that it can be corrected: by its header, where there is one. Of a list
  // without header no value is shown.
  void tell_others() {
    const std::vector<std::string>* headers = declared_ && !first_rows_.empty() ? &first_rows_.front() : nullptr;
    for (const std::vector<std::string>& row : first_rows_) {
      for (const auto& [column, header] : typed_) {
        const bool is_header =
            !header.empty() && column <= row.size() && header_words(row[column - 1]) == header_words(header);
        if (headers == nullptr && is_header) headers = &row;
      }
    }
    std::size_t width = 0;
    for (const std::vector<std::string>& row : first_rows_) width = std::max(width, row.size());
    if (headers == nullptr && typed_.empty() && !first_rows_.empty()) {
      const bool words = std::ranges::none_of(first_rows_.front(), [](const std::string& cell) {
        return cell.find('@') != std::string::npos || std::ranges::count_if(cell, is_digit) > 2;
      });
      if (words) headers = &first_rows_.front();
    }
    for (std::uint32_t column = 1; column <= width; ++column) {
      if (typed_.contains(column)) continue;
      const bool named = headers != nullptr && column <= headers->size();
      outlet_.put(json_line({{"column", column}, {"header", named ? (*headers)[column - 1] : ""}, {"type", no_type}}));
    }
    first_rows_.clear();
  }
  void flush_first() {
    Json fields = Json::array();
    for (const RosterField& field : rows_.begin()->second) {
      fields.push_back({field.type, field.value, field.canonical, field.confidence});
    }
    const std::uint64_t row = rows_.begin()->first.first;
    rows_.erase(rows_.begin());
    outlet_.put(json_line({{"row", row}, {"fields", fields}}));
  }

  const Engine& engine_;
  std::unique_ptr<Engine::Scratch> scratch_;
  const std::vector<Mapped>& mapped_;
  Outlet& outlet_;
  std::unique_ptr<Engine::Table> table_;
  std::vector<std::uint32_t> column_of_;              // By mapped_; 0: not found.
  std::string part_;                                  // The sheet or table, as its item is called.
  std::vector<std::vector<std::string>> first_rows_;  // Headers as declared, else the first rows.
  bool declared_ = false;
  std::map<std::uint32_t, std::string> typed_;  // Columns that were taken for something, by what header.
  std::map<std::pair<std::uint64_t, std::uint8_t>, std::vector<RosterField>> rows_;
  std::uint64_t header_row_ = 0;
  int depth_ = 0;
};

// Takes the reader's lines apart.
struct RosterLines {
  std::string sha256;
  Json columns = Json::array();
  std::string table;
  std::vector<std::string> tables;  // Of each of `columns`: its sheet; "" where the list is one table.
  std::vector<RosterEntry> entries;
  std::string gap;
  bool too_many = false;
  std::string rest;

  void take(std::string_view bytes) {
    rest += bytes;
    std::size_t begin = 0;
    for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', begin)) {
      line(std::string_view(rest).substr(begin, end - begin));
      begin = end + 1;
    }
    rest.erase(0, begin);
    if (rest.size() > roster_line_bytes_max) rest.clear();
  }
  void line(std::string_view text) {
    const Json told = parse_json(text);
    if (!told.is_object()) return;
    if (told.contains("sha256") && told["sha256"].is_string()) {
      sha256 = told["sha256"].get<std::string>();
    } else if (told.contains("status")) {
      gap = told.value("status", "") + ": " + told.value("reason", "");
    } else if (told.contains("table") && told["table"].is_string()) {
      table = told["table"].get<std::string>();
    } else if (told.contains("column")) {
      columns.push_back(told);
      tables.push_back(table);
    } else if (told.contains("row") && told.contains("fields") && told["fields"].is_array()) {
      if (entries.size() >= entries_max) {
        too_many = true;
        return;
      }
      RosterEntry entry{told["row"].get<std::int64_t>(), {}};
      for (const Json& field : told["fields"]) {
        if (!field.is_array() || field.size() != 4 || entry.fields.size() >= 64) continue;
        entry.fields.push_back({field[0].get<std::string>(), field[1].get<std::string>(), field[2].get<std::string>(),
                                field[3].get<float>()});
      }
      if (!entry.fields.empty()) entries.push_back(std::move(entry));
    }
  }
};

// Of a column that no type has: whether it is joined to the street's or tells the residence.
bool is_address_part(const HeaderLexicon& lexicon, std::string_view header) {
  const HeaderMeaning meaning = lexicon.read(header);
  if (meaning.count == 0 || !meaning.readings[0].strong) return false;
  const std::string& name = lexicon.class_name(meaning.readings[0].name);
  return name == "city" || name == "state" || name == "postcode" || name == "country" || name == "street2";
}

int match_again(Case& file, ContentChange& change) {
  if (const auto resolved = resolve_persons(file); !resolved) {
    complain(resolved.error().what);
    return exit_failed;
  }
  change.done();
  Database& database = file.database();
  const std::int64_t entries = database.scalar("SELECT count(*) FROM roster_entry");
  const std::int64_t found = database.scalar("SELECT count(*) FROM roster_entry WHERE person IS NOT NULL");
  const std::int64_t persons = database.scalar("SELECT count(*) FROM person");
  const std::int64_t known =
      database.scalar("SELECT count(DISTINCT person) FROM roster_entry WHERE person IS NOT NULL");
  std::printf(
      "Roster     %lld entries: %lld in the dump, %lld not\nPersons    %lld in the dump: %lld in your roster, %lld "
      "unknown to it\n",
      static_cast<long long>(entries), static_cast<long long>(found), static_cast<long long>(entries - found),
      static_cast<long long>(persons), static_cast<long long>(known), static_cast<long long>(persons - known));
  return exit_done;
}

int add(const Arguments& arguments) {
  if (arguments.positional.size() != 2) {
    complain("'roster add' takes a case and a file", "constat roster add CASE FILE");
    return exit_usage;
  }
  const auto engine = engine_from(arguments);
  if (engine == nullptr) return exit_failed;
  std::vector<Mapped> mapped;
  for (const std::string& one : arguments.all("--map")) {
    const std::size_t equals = one.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == one.size()) {
      complain("--map takes COLUMN=TYPE", "--map 'Staff No=none' --map 'Nom=last_name'");
      return exit_usage;
    }
    const std::string type = one.substr(equals + 1);
    const TypeId known = engine->types().find(type);
    const bool part = std::ranges::find(name_parts, type) != std::end(name_parts);
    if (type != no_type && !part && (known >= engine->types().size() || !resolve_reads(engine->types().at(known)))) {
      complain("no person is told by '" + escape_name(type) + "'",
               "person_name, first_name, last_name, date_of_birth, postal_address, phone_number, email_address, iban, "
               "a personal id ('constat rules list'), or none");
      return exit_usage;
    }
    const std::string column = one.substr(0, equals);
    const std::string words = header_words(column);
    mapped.push_back({words.empty() ? column : words, type, column});
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "roster add", exit);
  if (!opened) return exit;
  if (opened->sealer() == nullptr) {
    complain("the list's values are sealed in the case, and the case's key was not found", opened->key_hint());
    return exit_failed;
  }
  const std::string& path = arguments.positional[1];
  const int descriptor = open_regular_file(path, exit);
  if (descriptor < 0) return exit;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return exit_failed;
  const std::size_t slash = path.rfind('/');
  const std::string file_name = slash == std::string::npos ? path : path.substr(slash + 1);
  ConfinedOptions options;
  options.input = descriptor;
  options.allow_weak = arguments.has("--allow-weak-sandbox");
  RosterLines lines;
  exit = run_behind_door(
      options, path,
      [&](int input, int spill_descriptor, Outlet& outlet) {
        FileSource source(input, static_cast<std::uint64_t>(status.st_size));
        SpillFile spill(spill_descriptor);
        RosterReader reader(*engine, mapped, outlet);
        drive(source, place_component(file_name), file_name, status.st_mtime, {}, spill, reader);
        return exit_done;
      },
      [&lines](std::string_view bytes) { lines.take(bytes); });
  ::close(descriptor);
  if (exit != exit_done) return exit;
  if (!lines.gap.empty()) complain(escape_name(file_name) + " was not read whole: " + escape_name(lines.gap));
  if (lines.too_many) {
    complain(escape_name(file_name) + " has more than " + std::to_string(entries_max) + " rows", "Add it in parts.");
    return exit_failed;
  }
  std::set<std::string> mapped_found;
  std::string shown;
  const auto lexicon = HeaderLexicon::load(data_root() + "/data");
  std::vector<std::size_t> order(lines.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    const auto table =
        std::ranges::find(lines.tables, lines.tables[a]) - std::ranges::find(lines.tables, lines.tables[b]);
    return table != 0 ? table < 0 : lines.columns[a].value("column", 0) < lines.columns[b].value("column", 0);
  });
  const std::string* table = nullptr;
  for (const std::size_t at : order) {
    const Json& column = lines.columns[at];
    if (table == nullptr || *table != lines.tables[at]) {
      table = &lines.tables[at];
      shown += "Columns of " + escape_name(file_name) + (table->empty() ? "" : ", " + escape_name(*table)) + "\n";
    }
    const std::string header = column.value("header", "");
    const std::string type = column.value("type", "");
    if (column.contains("by")) mapped_found.insert(header);
    std::string taken = type;
    if (type == no_type) taken = lexicon && is_address_part(*lexicon, header) ? "part of the address" : "nothing";
    shown += "  " + std::to_string(column.value("column", 0)) + "  " + escape_name(header) + "  ->  " + taken +
             (column.contains("by") ? "  (as you said)" : "") + "\n";
  }
  for (const Mapped& one : mapped) {
    if (mapped_found.contains(one.typed)) continue;
    complain("no table of " + escape_name(file_name) + " has a column '" + escape_name(one.typed) + "'",
             "Name it as its header does, or by its number from 1.");
    return exit_usage;
  }
  if (lines.entries.empty()) {
    std::fwrite(shown.data(), 1, shown.size(), stdout);
    complain("no row of " + escape_name(file_name) + " tells a person",
             "Say which column is what: --map 'Full name=person_name' --map 2=us_ssn");
    return exit_failed;
  }
  shown += "To correct a column: --map COLUMN=TYPE, by header or number (none: leave it out)\n";
  std::fwrite(shown.data(), 1, shown.size(), stdout);
  const std::string name = arguments.get("--name").empty() ? file_name : arguments.get("--name");
  ContentChange change(*opened, ContentChange::By::correction);
  if (const auto put = put_roster(*opened, to_valid_utf8(name), lines.sha256, json_line(lines.columns), lines.entries);
      !put) {
    complain(put.error().what);
    return exit_failed;
  }
  return match_again(*opened, change);
}

int list(const Arguments& arguments) {
  if (arguments.positional.size() != 1) {
    complain("'roster' takes one case", "constat roster CASE");
    return exit_usage;
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "roster", exit);
  if (!opened) return exit;
  const std::string wanted = arguments.get("--status");
  const ListFormat format = list_format(arguments);
  const ValueShower shower(*opened, arguments.has("--reveal"));
  constexpr Column columns[] = {{"status"},       {"roster"},           {"row", true},       {"names", false, 36},
                                {"person", true}, {"confidence", true}, {"types", false, 80}};
  ListWriter writer(format, columns);
  const auto put_names = [&](const std::optional<std::vector<std::string>>& names) {
    if (!names) {
      writer.json("null", format == ListFormat::table ? "sealed" : "");
      return;
    }
    std::string json = "[";
    std::string shown;
    for (const std::string& name : *names) {
      json += (json.size() == 1 ? "" : ",") + json_string(name);
      shown += (shown.empty() ? "" : "; ") + name;
    }
    writer.json(json + "]", shown);
  };
  Database& database = opened->database();
  if (wanted != "unknown") {
    Statement rows(
        database,
        "SELECT r.name, e.row, e.fields, e.person, e.probability, p.types FROM roster_entry e JOIN roster r ON "
        "r.id = e.roster LEFT JOIN person p ON p.id = e.person ORDER BY e.roster, e.id");
    while (rows.step()) {
      const bool in_dump = !rows.is_null(3);
      if (!wanted.empty() && (wanted == "in-dump") != in_dump) continue;
      writer.text(in_dump ? "in-dump" : "not-in-dump");
      writer.text(rows.text(0));
      writer.number(rows.integer(1));
      std::optional<std::vector<std::string>> names;
      if (const auto fields = open_roster_fields(*opened, rows.blob(2)); fields) {
        std::string parts;
        for (const RosterField& field : *fields) {
          if (field.type != "person_name" || parts.find(field.value) != std::string::npos) continue;
          if (parts.size() < 200) parts += (parts.empty() ? "" : " ") + field.value;
        }
        names.emplace();
        if (!parts.empty()) names->push_back(shower.reveal() ? parts : mask_value(parts, MaskStyle::name));
      }
      put_names(names);
      if (in_dump) {
        writer.number(rows.integer(3));
        writer.thousandths(rows.integer(4));
        writer.json(rows.text(5), rows.text(5));
      } else {
        writer.null();
        writer.null();
        writer.null();
      }
      writer.end_row();
    }
  }
  const bool any = database.scalar("SELECT count(*) FROM roster") != 0;
  if (!any) {
    complain("this case has no roster", "constat roster add CASE FILE");
    return exit_done;
  }
  if (wanted.empty() || wanted == "unknown") {
    Statement rows(database,
                   "SELECT id, names, types, confidence FROM person WHERE id NOT IN (SELECT person FROM roster_entry "
                   "WHERE person IS NOT NULL) ORDER BY id");
    while (rows.step()) {
      writer.text("unknown");
      writer.null();
      writer.null();
      put_names(shower.names(rows.blob(1)));
      writer.number(rows.integer(0));
      writer.thousandths(rows.integer(3));
      writer.json(rows.text(2), rows.text(2));
      writer.end_row();
    }
  }
  return exit_done;
}

int run_roster(const Arguments& given) {
  const std::string what = given.positional.front();
  if (what != "add" && what != "remove") return list(given);
  Arguments arguments = given;
  arguments.positional.erase(arguments.positional.begin());
  if (what == "add") return add(arguments);
  if (arguments.positional.size() != 2) {
    complain("'roster remove' takes a case and the list's name", "constat roster remove CASE NAME");
    return exit_usage;
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "roster remove", exit);
  if (!opened) return exit;
  ContentChange change(*opened, ContentChange::By::correction);
  if (!remove_roster(*opened, arguments.positional[1])) {
    complain("this case has no roster '" + escape_name(arguments.positional[1]) + "'",
             "'constat roster CASE' lists them");
    return exit_usage;
  }
  return match_again(*opened, change);
}

constexpr Option roster_options[] = {
    {"--map", "COLUMN=TYPE", "What a column holds, where it was taken for something else (by header or number)", "", "",
     true},
    {"--name", "NAME", "What the list is called in the case; the file's name where not said", "", ""},
    {"--status", "STATUS", "Only those", "in-dump,not-in-dump,unknown", ""},
    format_option,
    reveal_option,
    allow_weak_sandbox_option,
};

}  // namespace

const Command roster_command = {
    .name = "roster",
    .takes = "[add|remove] CASE [FILE|NAME]",
    .does = "Hold the owner's own list of persons against the dump",
    .about =
        "'roster add CASE FILE' reads a list of persons (CSV, XLSX, SQL: whatever 'extract' reads tables of), shows "
        "what "
        "each column was taken for, and says who of the list is in the dump. A column that was taken wrongly is "
        "corrected "
        "with --map COLUMN=TYPE, as often as needed; a list of the same name replaces the one before. The list is read "
        "behind the sandbox's door, its values are sealed in the case, and every later scan matches it anew.\n\n"
        "'roster CASE' lists who is in the list and in the dump (in-dump), in the list alone (not-in-dump), and in the "
        "dump alone (unknown). Names are masked unless --reveal is given. 'roster remove CASE NAME' takes a list out.",
    .examples =
        "  constat roster add case.constat staff.xlsx\n"
        "  constat roster add case.constat staff.csv --map 'Matricule=none' --map 3=date_of_birth\n"
        "  constat roster case.constat --status unknown\n"
        "  constat roster case.constat --status not-in-dump --format csv --reveal > safe.csv\n",
    .options = roster_options,
    .positional_min = 1,
    .positional_max = 3,
    .run = run_roster,
};

}  // namespace constat
