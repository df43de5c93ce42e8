#include "detect/table_typer.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "detect/tables/cell.h"
#include "detect/tables/cell_teller.h"
#include "detect/tables/decide.h"
#include "detect/tables/header_row.h"
#include "detect/tables/knowledge.h"
#include "detect/tables/sample.h"

namespace constat {
namespace {

using namespace tables;

class TypedTable final : public Engine::Table {
 public:
  TypedTable(const Knowledge& know, const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
             TableFindingSink& found, const Calibration* calibration, NamelessCells* nameless, bool form = false)
      : know_(know),
        engine_(engine),
        scratch_(scratch),
        found_(found),
        calibration_(calibration),
        must_be_form_(form),
        teller_(know, engine, info, scratch, found, calibration, nameless) {
    for (const std::string_view column : info.columns) declared_.emplace_back(column);
    declares_ = !declared_.empty();
    part_ = info.part.substr(0, title_bytes_max);
  }

  void row(std::uint64_t row, std::span<const Cell> cells, bool owned) override {
    const auto guarded = std::find_if(cells.begin(), cells.end(),
                                      [](const Cell& cell) { return unguarded(cell.text).size() != cell.text.size(); });
    if (guarded != cells.end()) {
      plain_.assign(cells.begin(), cells.end());
      for (Cell& cell : plain_) {
        const std::string_view value = unguarded(cell.text);
        cell.offset_bytes += static_cast<std::uint64_t>(value.data() - cell.text.data());
        cell.text = value;
      }
      cells = plain_;
    }
    const bool begins = begins_table(row, cells);
    if (behind_title_ && width_ > 2 && !held_row_ && cells.size() < held_cells_max) {
      hold(row, cells, owned);
      return;
    }
    width_ = std::max(width_, cells.size());
    if (begins) {
      if (!decided_) decide_and_flush();
      if (held_row_ && held_owned_) teller_.title(*held_row_, held_, false);
      held_row_.reset();
      decided_ = is_form_ = false;
      sample_.clear();
    }
    release();
    take(row, cells, owned);
  }

  void end() override {
    release();
    if (!decided_) decide_and_flush();
  }

 private:
  void take(std::uint64_t row, std::span<const Cell> cells, bool owned) {
    if (decided_) {
      if (owned) tell(row, cells);
      return;
    }
    sample_.add(row, cells, owned);
    if (sample_.full()) decide_and_flush();
  }

  // What may be the title of another table is kept until the next row says whether it is.
  void hold(std::uint64_t row, std::span<const Cell> cells, bool owned) {
    held_row_ = row;
    held_owned_ = owned;
    held_.assign(cells.begin(), cells.end());
    for (Cell& cell : held_) {
      if (trim(cell.text).empty()) {
        cell.text = {};
        continue;
      }
      held_text_ = cell.text;  // One cell has all of it.
      cell.text = held_text_;
    }
  }
  void release() {
    if (!held_row_) return;
    const std::uint64_t row = *held_row_;
    held_row_.reset();
    take(row, held_, held_owned_);
  }

  // Whether a header stands there behind empty rows: below one table there is another ("Staff", then "Vendors").
  bool begins_table(std::uint64_t row, std::span<const Cell> cells) {
    const auto is_filled = [](const Cell& cell) { return !trim(cell.text).empty(); };
    if (std::none_of(cells.begin(), cells.end(), is_filled)) return false;
    // A title of its own may stand between the gap and the header.
    const bool behind_gap = (last_filled_ != 0 && row > last_filled_ + 1) || behind_title_;
    last_filled_ = row;
    if (!behind_gap) return false;
    behind_title_ = std::count_if(cells.begin(), cells.end(), is_filled) == 1;
    return !behind_title_ && !declares_ && !must_be_form_ && is_header(know_.headers, cells);
  }

  void tell(std::uint64_t row, std::span<const Cell> cells) {
    if (is_form_) {
      teller_.form_row(row, form_row_, cells);
    } else {
      teller_.row(row, cells);
    }
  }

  // "q" and "a", "label" and "value": each row is a field of a form.
  static bool is_pair_of_columns(std::span<const std::string> columns) {
    constexpr std::pair<std::string_view, std::string_view> pairs[] = {
        {"q", "a"},         {"question", "answer"}, {"question", "response"}, {"frage", "antwort"},
        {"label", "value"}, {"field", "value"},     {"name", "value"},        {"key", "value"},
        {"feld", "wert"},   {"champ", "valeur"}};
    if (columns.size() != 2) return false;
    const std::string first = header_words(columns[0]);
    const std::string second = header_words(columns[1]);
    return std::ranges::any_of(pairs, [&](const auto& pair) { return pair.first == first && pair.second == second; });
  }

  void decide_and_flush() {
    decided_ = true;
    const Deciding deciding{know_, engine_.types(), calibration_, scratch_.item_names_passwords(), found_};
    HeaderRow header;
    TypedColumns columns;
    if (must_be_form_) {
      is_form_ = decide_told_form(deciding, sample_, columns);
    } else if (is_pair_of_columns(declared_) && decide_form(deciding, sample_, columns)) {
      is_form_ = true;
    } else if (!declared_.empty()) {
      header.labels = std::move(declared_);
    } else {
      const std::string_view titles[] = {part_, scratch_.item_title()};
      header = find_header(know_.headers, sample_, titles);
      is_form_ = decide_form(deciding, sample_, columns);
    }
    if (is_form_) {
      header.data_from = 0;
    } else {
      columns = decide_columns(deciding, sample_, header);
    }
    teller_.set_columns(std::move(columns));
    std::vector<Cell> cells;
    for (std::size_t index = 0; index < sample_.size(); ++index) {
      if (!sample_.is_owned(index)) continue;
      sample_.cells_of(index, cells);
      if (index < header.data_from) {
        teller_.title(sample_.row_number(index), cells, index >= header.from);
      } else {
        form_row_ = index;
        tell(sample_.row_number(index), cells);
      }
    }
    sample_.clear();
  }

  const Knowledge& know_;
  const Engine& engine_;
  Engine::Scratch& scratch_;
  TableFindingSink& found_;
  const Calibration* calibration_ = nullptr;
  static constexpr std::size_t title_bytes_max = 80;
  std::string part_;  // What the sheet is called.
  bool must_be_form_ = false;
  std::vector<std::string> declared_;  // Columns' names that the format tells.
  std::vector<Cell> plain_;            // Of a row with guarded cells.
  Sample sample_;
  bool declares_ = false;
  static constexpr std::size_t held_cells_max = 1000;
  std::size_t width_ = 0;  // Of the widest row so far.
  std::optional<std::uint64_t> held_row_;
  bool held_owned_ = false;
  std::vector<Cell> held_;
  std::string held_text_;
  bool behind_title_ = false;      // The last row was a title behind empty rows.
  std::uint64_t last_filled_ = 0;  // The last row that was not empty; 0 before the first.
  bool decided_ = false;
  bool is_form_ = false;
  std::size_t form_row_ = 0;  // In the sample: its label is that of the row in hand.
  CellTeller teller_;
};

}  // namespace

TableTyper::TableTyper() : knowledge_(std::make_unique<Knowledge>()) {}
TableTyper::~TableTyper() = default;

Result<std::unique_ptr<TableTyper>> TableTyper::load(const std::string& data_dir, const Types& types,
                                                     const std::vector<RuleInfo>& rules, const NameLexicon* names) {
  std::unique_ptr<TableTyper> typer(new TableTyper());
  Knowledge& know = *typer->knowledge_;
  TRY_ASSIGN(know.headers, HeaderLexicon::load(data_dir));
  know.names = names;
  const auto reference = [&](std::string_view name) {
    Knowledge::TypeRef ref;
    ref.type = types.find(name);
    ref.known = ref.type < types.size();
    for (std::size_t index = 0; ref.known && index < rules.size(); ++index) {
      if (rules[index].type != ref.type) continue;
      ref.rule = static_cast<RuleId>(index);
      break;
    }
    return ref;
  };
  for (std::size_t index = 0; index < std::size(tables::id_types); ++index) {
    know.ids[index] = reference(tables::id_types[index].type);
    know.validators[index] = validator_by_name(tables::id_types[index].validator);
  }
  know.phone = reference("phone_number");
  know.person = reference("person_name");
  know.address = reference("postal_address");
  know.residence = reference("residence");
  know.record = reference("record_id");
  know.health = reference("health");
  know.hr = reference("hr");
  know.special_category = reference("special_category");
  know.birth_date = reference("date_of_birth");
  know.salary = reference("salary");
  know.password = reference("password");
  know.password_hash = reference("password_hash");
  know.api_key = reference("api_key");
  know.token = reference("token");
  know.birth_check = validator_by_name("birth_date");
  know.date_check = validator_by_name("date");
  know.health_check = validator_by_name("health_word");
  know.icd10_check = validator_by_name("icd10");
  know.special_check = validator_by_name("special_category");
  know.serial_check = validator_by_name("de_document_serial");
  const auto name = [&](std::string_view text) { return know.headers.find(text); };
  know.other = name("other");
  know.first_name = name("first_name");
  know.last_name = name("last_name");
  know.middle_name = name("middle_name");
  know.person_name = name("person_name");
  know.street = name("street");
  know.street2 = name("street2");
  know.city = name("city");
  know.state = name("state");
  know.postcode = name("postcode");
  know.country = name("country");
  know.phone_number = name("phone_number");
  know.employee = name("employee_id");
  know.customer = name("customer_id");
  know.insurance = name("health_insurance_id");
  know.card = name("credit_card");
  know.date_of_birth = name("date_of_birth");
  know.salary_class = name("salary");
  know.password_class = name("password");
  know.hash_class = name("password_hash");
  know.api_key_class = name("api_key");
  know.token_class = name("token");
  know.national_id = name("national_id");
  know.health_class = name("health");
  know.hr_class = name("hr");
  know.special_class = name("special_category");
  know.id_of_class.assign(know.headers.size() + 1, -1);
  for (std::size_t index = 0; index < std::size(tables::id_types); ++index) {
    const HeaderClass found = name(tables::id_types[index].type);
    if (found < know.headers.size()) know.id_of_class[found] = static_cast<int>(index);
  }
  return typer;
}

std::unique_ptr<Engine::Table> TableTyper::table(const Engine& engine, const TableInfo& info, Engine::Scratch& scratch,
                                                 TableFindingSink& found, const Calibration* calibration,
                                                 NamelessCells* nameless) const {
  return std::make_unique<TypedTable>(*knowledge_, engine, info, scratch, found, calibration, nameless);
}

std::unique_ptr<Engine::Table> TableTyper::form(const Engine& engine, Engine::Scratch& scratch,
                                                TableFindingSink& found) const {
  return std::make_unique<TypedTable>(*knowledge_, engine, TableInfo{}, scratch, found, nullptr, nullptr, true);
}

bool TableTyper::knows_label(std::string_view label) const {
  const HeaderMeaning meaning = knowledge_->headers.read(label);
  return meaning.count != 0 && meaning.readings[0].strong && meaning.readings[0].name != knowledge_->other;
}

NamePart TableTyper::name_part(std::string_view label) const {
  const HeaderMeaning meaning = knowledge_->headers.read(label);
  if (meaning.count == 0) return NamePart::none;
  const HeaderMeaning::Reading& reading = meaning.readings[0];
  if (reading.name == knowledge_->person_name) {
    static constexpr std::string_view bare[] = {"name", "nom", "nombre", "nome", "naam"};
    const bool alone = !reading.strong && std::ranges::find(bare, header_words(label)) != std::end(bare);
    return alone ? NamePart::bare : NamePart::whole;
  }
  if (!reading.strong) return NamePart::none;
  if (!reading.whole) {
    // "Spouse first name", not "First language".
    static constexpr std::string_view ends[] = {"name",     "names",     "surname",  "nom",     "prenom", "vorname",
                                                "nachname", "apellidos", "apellido", "cognome", "initial"};
    const std::string words = header_words(label);
    const std::string_view last = std::string_view(words).substr(words.rfind(' ') + 1);
    if (std::ranges::find(ends, last) == std::end(ends)) return NamePart::none;
  }
  if (reading.name == knowledge_->first_name) return NamePart::given;
  if (reading.name == knowledge_->last_name) return NamePart::surname;
  return reading.name == knowledge_->middle_name ? NamePart::middle : NamePart::none;
}

}  // namespace constat
