// constat resolve FILE: the persons of one table of mentions, without a case. To measure the resolver on labelled sets,
// and for those who have their mentions from elsewhere.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "base/paths.h"
#include "base/spill_store.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "detect/names.h"
#include "people/resolve.h"

namespace constat {

namespace {

// Rows of comma-separated values with quotes (RFC 4180), one mention each; line ends inside quotes are kept.
class CsvMentions final : public MentionSource {
 public:
  CsvMentions(std::istream& in, const std::vector<TypeInfo>& types) : in_(in), types_(types) {}

  // Column names are names of types; first_name and last_name make a person_name, street to postcode an address.
  bool read_header() {
    if (!read_row()) return false;
    for (const std::string_view cell : cells()) {
      const std::string name = to_lower_ascii(trim(cell));
      Column column{Part::none, 0};
      if (name == "first_name" || name == "given_name") {
        column.part = Part::given;
      } else if (name == "last_name" || name == "surname") {
        column.part = Part::surname;
      } else if (name == "street" || name == "street_number" || name == "address_1" || name == "address_2" ||
                 name == "city" || name == "suburb" || name == "state" || name == "postcode") {
        column.part = Part::address;
      } else {
        for (std::size_t type = 0; type < types_.size(); ++type) {
          const bool same = types_[type].name == name || (name == "dob" && types_[type].name == "date_of_birth") ||
                            (name == "email" && types_[type].name == "email_address");
          if (!same) continue;
          column = {Part::whole, static_cast<TypeId>(type)};
        }
      }
      columns_.push_back(column);
      known_ += column.part == Part::none ? 0 : 1;
    }
    return known_ != 0;
  }

  const TypeInfo& type(TypeId type) const override { return types_[type]; }

  Result<bool> next(Mention& mention) override {
    do {
      if (!read_row()) return false;
      ++row_;
    } while (cells().empty());
    values_.clear();
    findings_.clear();
    std::string given;
    std::string surname;
    std::string address;
    const std::vector<std::string>& row = cells();
    const auto put = [this](TypeId type, std::string spelling, std::string canonical) {
      values_.push_back({std::move(spelling), std::move(canonical)});
      findings_.push_back({type, 0.95F, {}, {}});
    };
    for (std::size_t at = 0; at < row.size() && at < columns_.size(); ++at) {
      const std::string value(trim(row[at]));
      if (value.empty()) continue;
      switch (columns_[at].part) {
        case Part::given: given = value; break;
        case Part::surname: surname = value; break;
        case Part::address: address += (address.empty() ? "" : ", ") + value; break;
        case Part::whole: {
          const std::string& name = types_[columns_[at].type].name;
          std::string canonical = name == "person_name"      ? canonical_name(value)
                                  : name == "postal_address" ? canonical_address(value)
                                                             : to_lower_ascii(value);
          put(columns_[at].type, value, std::move(canonical));
          break;
        }
        case Part::none: break;
      }
    }
    if (!given.empty() || !surname.empty()) {
      const std::string whole = given + (given.empty() || surname.empty() ? "" : " ") + surname;
      put(find("person_name"), whole, canonical_name(whole));
    }
    if (!address.empty()) put(find("postal_address"), address, canonical_address(address));
    for (std::size_t at = 0; at < findings_.size(); ++at) {
      findings_[at].spelling = values_[at].first;
      findings_[at].canonical = values_[at].second;
    }
    mention = {1, static_cast<std::int64_t>(row_), 1, 1, findings_, {}};
    return true;
  }

 private:
  enum class Part : std::uint8_t { none, given, surname, address, whole };
  struct Column {
    Part part;
    TypeId type;
  };
  static constexpr std::size_t cell_bytes_max = 64 * 1024;

  TypeId find(std::string_view name) const {
    for (std::size_t type = 0; type < types_.size(); ++type) {
      if (types_[type].name == name) return static_cast<TypeId>(type);
    }
    return 0;
  }
  const std::vector<std::string>& cells() const { return row_cells_; }

  bool read_row() {
    row_cells_.clear();
    if (!std::getline(in_, line_)) return false;
    std::string cell;
    bool quoted = false;
    for (std::size_t at = 0;; ++at) {
      if (at == line_.size()) {
        std::string more;
        if (quoted && line_.size() < cell_bytes_max && std::getline(in_, more)) {
          line_ += '\n' + more;
          --at;
          continue;
        }
        break;
      }
      const char c = line_[at];
      if (quoted) {
        if (c != '"') {
          cell.push_back(c);
        } else if (at + 1 < line_.size() && line_[at + 1] == '"') {
          cell.push_back('"');
          ++at;
        } else {
          quoted = false;
        }
      } else if (c == '"' && trim(cell).empty()) {
        quoted = true;
        cell.clear();
      } else if (c == ',') {
        row_cells_.push_back(std::move(cell));
        cell.clear();
      } else {
        cell.push_back(c);
      }
    }
    row_cells_.push_back(std::move(cell));
    if (row_cells_.size() == 1 && trim(row_cells_[0]).empty()) row_cells_.clear();
    return true;
  }

  std::istream& in_;
  const std::vector<TypeInfo>& types_;
  std::vector<Column> columns_;
  std::size_t known_ = 0;
  std::uint64_t row_ = 0;
  std::string line_;
  std::vector<std::string> row_cells_;
  std::vector<std::pair<std::string, std::string>> values_;
  std::vector<MentionFinding> findings_;
};

// What this process had in memory at most. (getrusage() tells that of the program that started it where that had more.)
long largest_memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10) / 1024;
  }
  return 0;
}

class PersonOfRow final : public PersonSink {
 public:
  Result<void> person(const Person& person) override {
    for (const MentionId& mention : person.mentions) {
      const auto row = static_cast<std::size_t>(mention.number);
      if (row >= of_row.size()) of_row.resize(row * 2 + 16);
      of_row[row] = person.id;
      rows = std::max(rows, row);
    }
    return {};
  }
  Result<void> uncertain(const UncertainPair& pair) override {
    if (show_pairs) {
      std::printf(
          "{\"row\":%lld,\"other\":%lld,\"joined\":%s,\"kind\":\"%s\",\"probability\":%.4f,\"levels\":\"%s\"}\n",
          static_cast<long long>(pair.link.a.number), static_cast<long long>(pair.link.b.number),
          pair.person_a == pair.person_b ? "true" : "false", std::string(pair.link.kind).c_str(),
          static_cast<double>(pair.link.probability), pair.link.levels.c_str());
    }
    return {};
  }
  bool show_pairs = false;
  std::vector<std::int64_t> of_row;
  std::size_t rows = 0;
};

int run_resolve(const Arguments& arguments) {
  std::ifstream in(arguments.positional.front(), std::ios::binary);
  if (!in) {
    complain("cannot open " + escape_name(arguments.positional.front()));
    return exit_failed;
  }
  std::vector<TypeInfo> types;
  for (const char* const name : {"person_name", "date_of_birth", "postal_address", "phone_number", "email_address",
                                 "iban", "credit_card", "salary"}) {
    types.push_back({name, Category::identity, "", MaskStyle::middle});
  }
  for (const char* const name : {"us_ssn", "fr_nir", "uk_nino", "national_id"}) {
    types.push_back({name, Category::government_id,
                     name[2] == '_'
                         ? std::string{static_cast<char>(name[0] & ~0x20), static_cast<char>(name[1] & ~0x20)}
                         : std::string(),
                     MaskStyle::middle});
  }
  CsvMentions mentions(in, types);
  if (!mentions.read_header()) {
    complain("no column of " + escape_name(arguments.positional.front()) + " has the name of a type",
             "The first line names them: person_name or first_name and last_name, date_of_birth, us_ssn, ...");
    return exit_usage;
  }
  PersonOfRow sink;
  sink.show_pairs = arguments.has("--doubtful");
  const auto begin = std::chrono::steady_clock::now();
  const auto towns = Lexicon::open(data_root() + "/data/places/places.lex");
  if (!towns) {
    complain(towns.error().what);
    return exit_failed;
  }
  ResolveOptions options;
  options.towns = &*towns;
  SpillStore spill(open_unlinked_file(temporary_folder()));
  options.spill = &spill;
  const auto resolved = resolve(mentions, sink, options);
  if (!resolved) {
    complain(resolved.error().what);
    return exit_failed;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!arguments.has("--count") && !arguments.has("--doubtful")) {
    for (std::size_t row = 1; row <= resolved->mentions; ++row) {
      const std::int64_t person = row < sink.of_row.size() ? sink.of_row[row] : 0;
      std::printf(person == 0 ? "{\"row\":%zu,\"person\":null}\n" : "{\"row\":%zu,\"person\":%lld}\n", row,
                  static_cast<long long>(person));
    }
  }
  std::string steps = "{";
  for (const auto& [name, took] : resolved->seconds) {
    std::array<char, 64> text = {};
    (void)std::snprintf(text.data(), text.size(), "%s\"%s\":%.2f", steps.size() == 1 ? "" : ",", name.data(), took);
    steps += text.data();
  }
  steps += "}";
  std::fprintf(stderr,
               "{\"mentions\":%llu,\"distinct\":%llu,\"pairs\":%llu,\"persons\":%llu,\"low\":%llu,\"high\":%llu,"
               "\"doubtful\":%llu,\"seconds\":%.2f,\"steps\":%s,\"memory_mb\":%ld,\"model\":%s}\n",
               static_cast<unsigned long long>(resolved->mentions), static_cast<unsigned long long>(resolved->tuples),
               static_cast<unsigned long long>(resolved->pairs), static_cast<unsigned long long>(resolved->persons),
               static_cast<unsigned long long>(resolved->persons_low),
               static_cast<unsigned long long>(resolved->persons_high),
               static_cast<unsigned long long>(resolved->uncertain), seconds, steps.c_str(), largest_memory_mb(),
               resolved->model.c_str());
  return exit_done;
}

constexpr Option resolve_options[] = {
    {"--count", "", "Only the figures, on standard error", "", ""},
    {"--doubtful", "", "The pairs of rows that are in doubt, with their probability, in place of the persons", "", ""},
};

}  // namespace

const Command resolve_command = {
    .name = "resolve",
    .takes = "FILE",
    .does = "Tell the persons of a table of mentions, without a case",
    .about =
        "Reads comma-separated mentions whose first line names types (person_name or first_name and last_name, "
        "date_of_birth, postal_address or street, city, state, postcode, phone_number, email_address, us_ssn, ...) and "
        "writes one line per row with its person. Other columns are passed over. The number of persons, its interval, "
        "time, memory and the weights in use go to standard error as one line of JSON.",
    .examples = "  constat resolve mentions.csv > persons.jsonl\n",
    .options = resolve_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_resolve,
};

}  // namespace constat
