#include "detect/engine.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/sha256.h"
#include "base/text.h"
#include "detect/engine_internal.h"
#include "detect/label_lines.h"
#include "detect/password_lists.h"
#include "detect/scan.h"
#include "detect/sensitive.h"
#include "detect/shapes.h"
#include "detect/wallets.h"

namespace constat {

EngineCore::EngineCore() = default;
EngineCore::~EngineCore() = default;

Result<std::unique_ptr<Engine>> load_engine(const EngineOptions& options) {
  TRY_ASSIGN(std::unique_ptr<EngineCore> core, EngineCore::load(options));
  return std::unique_ptr<Engine>(std::move(core));
}

namespace {

// What was made of the built-in rules (rule_cache.h): beside the rules where constat is installed, beside the program
// in a build.
std::vector<std::string> cache_paths(const EngineOptions& options) {
  std::vector<std::string> paths;
  if (!options.rule_dirs.empty()) paths.push_back(options.rule_dirs.front() + ".bin");
  char program[4096];
  const ssize_t size = ::readlink("/proc/self/exe", program, sizeof program);
  if (size > 0) {
    const std::string path(program, static_cast<std::size_t>(size));
    paths.push_back(path.substr(0, path.rfind('/')) + "/rules.bin");
  }
  return paths;
}

}  // namespace

Result<std::unique_ptr<EngineCore>> EngineCore::load(const EngineOptions& options) {
  std::unique_ptr<EngineCore> engine(new EngineCore());
  TRY_ASSIGN(RuleSet set, load_rules(options.rule_dirs, cache_paths(options)));
  engine->rules_ = std::move(set.rules);
  engine->hash_ = set.hash;
  // Types that code states exist even where no rule was loaded for them.
  const TypeInfo basic[] = {
      {"email_address", Category::contact, "", MaskStyle::email},
      {"phone_number", Category::contact, "", MaskStyle::middle},
      {"ip_address", Category::contact, "", MaskStyle::middle},
      {"person_name", Category::identity, "", MaskStyle::name},
      {"postal_address", Category::contact, "", MaskStyle::name},
      {"date_of_birth", Category::identity, "", MaskStyle::middle},
      {"salary", Category::hr, "", MaskStyle::full},
      {"credit_card", Category::financial, "", MaskStyle::middle},
      {"iban", Category::financial, "", MaskStyle::middle},
      {"password", Category::credential, "", MaskStyle::full},
      {"health", Category::health, "", MaskStyle::full},
      {"hr", Category::hr, "", MaskStyle::full},
      {"special_category", Category::identity, "", MaskStyle::full},
      {"us_ssn", Category::government_id, "US", MaskStyle::middle},
      {"aba_routing_number", Category::financial, "US", MaskStyle::middle},
      {"us_bank_account", Category::financial, "US", MaskStyle::middle},
      {"uk_sort_code", Category::financial, "GB", MaskStyle::middle},
      {"uk_bank_account", Category::financial, "GB", MaskStyle::middle},
  };
  TypeId* const slots[] = {
      &engine->known_.email_address,    &engine->known_.phone_number,   &engine->known_.ip_address,
      &engine->known_.person_name,      &engine->known_.postal_address, &engine->known_.date_of_birth,
      &engine->known_.salary,           &engine->known_.credit_card,    &engine->known_.iban,
      &engine->known_.password,         &engine->known_.health,         &engine->known_.hr,
      &engine->known_.special_category, &engine->known_.us_ssn,         &engine->known_.aba_routing_number,
      &engine->known_.us_bank_account,  &engine->known_.uk_sort_code,   &engine->known_.uk_bank_account};
  for (std::size_t index = 0; index < std::size(basic); ++index) *slots[index] = engine->types_.add(basic[index]);
  for (Rule& rule : engine->rules_) {
    rule.info.type = engine->types_.add(rule.type_info);
    engine->infos_.push_back(rule.info);
  }
  engine->rules_of_.resize(engine->types_.size());
  for (std::size_t index = 0; index < engine->rules_.size(); ++index) {
    engine->rules_of_[engine->rules_[index].info.type].push_back(static_cast<RuleId>(index));
  }
  engine->known_rules_ = {engine->rule_by_id("email_address"),
                          engine->rule_by_id("phone_number"),
                          engine->rule_by_id("phone_number.national"),
                          engine->rule_by_id("iban"),
                          engine->rule_by_id("crypto"),
                          engine->rule_by_id("ip_address"),
                          engine->rule_by_id("mac_address"),
                          engine->rule_by_id("person_name"),
                          engine->rule_by_id("postal_address"),
                          engine->rule_by_id("password.combo"),
                          engine->rule_by_id("password_hash.list"),
                          engine->rule_by_id("password"),
                          engine->rule_by_id("connection_string.settings"),
                          engine->rule_by_id("connection_string.login"),
                          engine->rule_by_id("connection_string.server"),
                          engine->rule_by_id("connection_string.url"),
                          engine->rule_by_id("token.cookie"),
                          engine->rule_by_id("health.icd10"),
                          engine->rule_by_id("health.conditions"),
                          engine->rule_by_id("health.form"),
                          engine->rule_by_id("special_category.said"),
                          engine->rule_by_id("uk_sort_code"),
                          engine->rule_by_id("uk_bank_account"),
                          engine->rule_by_id("us_passport"),
                          engine->rule_by_id("uk_passport"),
                          engine->rule_by_id("username"),
                          engine->rule_by_id("private_key.seed_phrase"),
                          engine->rule_by_id("private_key.wallet"),
                          engine->rule_by_id("date_of_birth"),
                          engine->rule_by_id("health.diagnosis"),
                          engine->rule_by_id("health.medication"),
                          engine->rule_by_id("health.words"),
                          engine->rule_by_id("de_health_insurance"),
                          engine->rule_by_id("de_bsnr"),
                          engine->rule_by_id("nl_bsn")};
  engine->shapes_ = std::make_unique<ShapeMachine>(engine->rules_);
  engine->labels_ = std::make_unique<LabelTable>(engine->rules_);
  TRY_ASSIGN(engine->patterns_, PatternDatabase::load(engine->rules_, engine->hash_, cache_paths(options)));

  if (!options.data_dir.empty()) {
    std::ifstream in(options.data_dir + "/tlds.txt");
    std::string line;
    while (std::getline(in, line)) {
      if (!line.empty() && line[0] != '#') engine->domains_.insert(line);
    }
    if (engine->domains_.empty()) return fail(Fault::io, "cannot read " + options.data_dir + "/tlds.txt");
    TRY_ASSIGN(engine->seed_words_, load_seed_words(options.data_dir + "/wallets/bip39-english.txt"));
    TRY_ASSIGN(engine->names_, NameLexicon::load(options.data_dir));
    if (options.calibrated) {
      TRY_ASSIGN(engine->calibration_, Calibration::load(options.data_dir, engine->types_));
    }
    TRY_ASSIGN(engine->typer_,
               TableTyper::load(options.data_dir, engine->types_, engine->infos_, engine->names_.get()));
  }
  return engine;
}

std::span<const RuleId> EngineCore::rules_of(TypeId type) const {
  if (type >= rules_of_.size()) return {};
  return rules_of_[type];
}

const Validator* EngineCore::validator_of(TypeId type) const {
  for (const RuleId id : rules_of(type)) {
    if (rules_[id].validator != nullptr) return rules_[id].validator;
  }
  return nullptr;
}

bool EngineCore::label_supports(TypeId type, std::string_view words) const {
  for (const RuleId id : rules_of(type)) {
    for (const std::string& phrase : rules_[id].context) {
      if (has_phrase(words, phrase)) return true;
    }
  }
  return false;
}

bool EngineCore::label_contradicts(TypeId type, std::string_view words) const {
  for (const RuleId id : rules_of(type)) {
    for (const std::string& phrase : rules_[id].contradicts) {
      if (has_phrase(words, phrase)) return true;
    }
  }
  return false;
}

RuleId EngineCore::rule_by_id(std::string_view id) const {
  for (std::size_t index = 0; index < infos_.size(); ++index) {
    if (infos_[index].id == id) return static_cast<RuleId>(index);
  }
  return static_cast<RuleId>(infos_.size());
}

void ScanScratch::set_item_name(std::string_view name) {
  names_passwords = constat::names_passwords(name);
  constexpr std::size_t title_bytes_max = 80;
  std::string_view title = name.substr(name.find_last_of("/\\!") + 1);  // npos + 1 is 0.
  title = title.substr(0, title.rfind('.'));
  item_title_ = title.size() <= title_bytes_max ? title : std::string_view();
  sender.clear();
}

std::unique_ptr<Engine::Scratch> EngineCore::make_scratch() const { return std::make_unique<ScanScratch>(); }

namespace {

// For tables in running text: their untyped cells were read with the text, so here nothing is.
class DeafEngine final : public Engine {
 public:
  explicit DeafEngine(const Engine& engine) : engine_(engine) {}
  const Types& types() const override { return engine_.types(); }
  const std::vector<RuleInfo>& rules() const override { return engine_.rules(); }
  const std::string& rules_hash() const override { return engine_.rules_hash(); }
  std::unique_ptr<Scratch> make_scratch() const override { return nullptr; }
  void detect(const Passage&, Scratch&, FindingSink&) const override {}
  std::unique_ptr<Table> table(const TableInfo&, Scratch&, TableFindingSink&) const override { return nullptr; }

 private:
  const Engine& engine_;
};

class CellFindings final : public TableFindingSink, public NamelessCells {
 public:
  explicit CellFindings(ScanScratch& memory) : memory_(memory), read_(memory.candidates.size()) {}
  void finding(const TableFinding& finding) override {
    Candidate candidate;
    candidate.begin = static_cast<std::size_t>(finding.cell_offset_bytes) + finding.begin;
    candidate.end = static_cast<std::size_t>(finding.cell_offset_bytes) + finding.end;
    candidate.rule = finding.rule;
    candidate.type = finding.type;
    candidate.confidence = finding.confidence;
    candidate.context = true;
    candidate.other = finding.other;
    others_ = others_ || finding.other != 0;
    candidate.canonical = memory_.keep(std::string(finding.canonical));
    memory_.candidates.push_back(candidate);
  }
  // What the text alone said of a value that its column refuses or that its column's rule finds invalid counts no more
  // than what the column says. Both lists are sorted by place first: linear.
  void demote(TypeId person_name) {
    auto& all = memory_.candidates;
    const auto by_place = [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; };
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(read_);
    std::sort(all.begin(), middle, by_place);
    std::sort(middle, all.end(), by_place);
    auto one = all.begin();
    for (auto cell = middle; cell != all.end(); ++cell) {
      while (one != middle && one->begin < cell->begin) ++one;
      // Whose the column is holds for what the text alone found there, too.
      for (auto inside = one; others_ && inside != middle && inside->begin < cell->end; ++inside) {
        inside->other = cell->other;
      }
      if (cell->confidence >= 0.5F) continue;
      for (auto inside = one; inside != middle && inside->begin < cell->end; ++inside) {
        if (inside->type == cell->type && inside->end <= cell->end)
          inside->confidence = std::min(inside->confidence, cell->confidence);
      }
    }
    deny_names(person_name);
  }
  void no_name(std::uint64_t cell_offset_bytes, std::size_t cell_bytes) override {
    nameless_.emplace_back(static_cast<std::size_t>(cell_offset_bytes), cell_bytes);
  }
  bool found_any() const { return memory_.candidates.size() > read_; }

 private:
  // Cells come in the order of the text, as the candidates are by now.
  void deny_names(TypeId person_name) {
    auto one = memory_.candidates.begin();
    const auto middle = one + static_cast<std::ptrdiff_t>(read_);
    for (const auto& [begin, size] : nameless_) {
      while (one != middle && one->begin < begin) ++one;
      for (; one != middle && one->begin < begin + size; ++one) {
        if (one->type == person_name) one->confidence = std::min(one->confidence, 0.3F);
      }
    }
  }

  ScanScratch& memory_;
  std::size_t read_;
  bool others_ = false;
  std::vector<std::pair<std::size_t, std::size_t>> nameless_;
};

// Types the columns of memory.tables and adds what they state. Whether they stated anything.
bool add_text_tables(const EngineCore& engine, const TableTyper& typer, std::string_view text, ScanScratch& memory) {
  const DeafEngine deaf(engine);
  CellFindings found(memory);
  std::vector<Cell> cells;
  for (const TextTable& each : memory.tables.tables) {
    const auto table = typer.table(deaf, TableInfo{}, memory, found, nullptr, &found);
    for (std::size_t index = 0; index < each.row_count; ++index) {
      const TextRow& row = memory.tables.rows[each.first_row + index];
      cells.clear();
      for (std::size_t cell = row.first_cell; cell < row.first_cell + row.cell_count; ++cell) {
        const TextCell& place = memory.tables.cells[cell];
        cells.push_back({text.substr(place.begin, place.end - place.begin), CellKind::text, place.begin});
      }
      table->row(index + 1, cells, true);
    }
    table->end();
  }
  found.demote(engine.known().person_name);
  return found.found_any();
}

// What is somebody's own and stands on forms: where one is, labels may stand over values.
bool opens_form(const EngineCore& engine, const Candidate& one) {
  if (one.confidence < 0.5F) return false;
  const TypeInfo& type = engine.types().at(one.type);
  return type.category == Category::government_id || one.type == engine.known().date_of_birth || type.name == "iban";
}

// Whether it stands as what a form holds, at its line's or column's begin or end, rather than amid a sentence.
bool stands_as_value(std::string_view text, std::size_t begin, std::size_t end) {
  const auto parts = [](std::string_view signs) {
    return signs.empty() || signs.find_first_of("\n\r\t") != std::string_view::npos || signs == "  ";
  };
  return parts(text.substr(begin < 2 ? 0 : begin - 2, std::min<std::size_t>(begin, 2))) || parts(text.substr(end, 2));
}

// How many of `pairs` from `from` on are of one form: up to where a line says a label again ("Last name" of a spouse),
// or where other text lies between.
// `again`: whether it ends because a label is said again.
std::size_t pairs_of_form(std::string_view text, std::span<const LabelledValue> pairs, std::size_t from, bool& again) {
  constexpr std::size_t pairs_max = 60;
  constexpr std::size_t gap_bytes_max = 1500;
  std::vector<std::string_view> said;
  const auto label_of = [text](const LabelledValue& pair) {
    return text.substr(pair.label_begin, pair.label_end - pair.label_begin);
  };
  std::size_t at = from;
  again = false;
  while (at < pairs.size() && at - from < pairs_max) {
    if (at != from && pairs[at].line > pairs[at - 1].value_end + gap_bytes_max) break;
    std::size_t line_end = at;
    for (; line_end < pairs.size() && pairs[line_end].line == pairs[at].line; ++line_end) {
      again = again || std::ranges::find(said, label_of(pairs[line_end])) != said.end();
    }
    if (again) break;
    for (; at < line_end; ++at) said.push_back(label_of(pairs[at]));
  }
  return std::max<std::size_t>(at - from, 1);
}

// Labels with their values on the line below: adds what they state.
void add_label_lines(const EngineCore& engine, const TableTyper& typer, std::string_view text, ScanScratch& memory) {
  std::vector<std::size_t> places;
  for (const Candidate& one : memory.candidates) {
    if (opens_form(engine, one) && stands_as_value(text, one.begin, one.end)) places.push_back(one.begin);
  }
  if (places.empty()) return;
  std::ranges::sort(places);
  const std::vector<LabelledValue> pairs =
      find_label_lines(text, places, [&typer](std::string_view label) { return typer.knows_label(label); });
  // What the text alone took for a name there is a label.
  std::vector<std::pair<std::size_t, std::size_t>> labels;
  for (const LabelledValue& pair : pairs) labels.emplace_back(pair.label_begin, pair.label_end);
  for (Candidate& one : memory.candidates) {
    if (one.type != engine.known().person_name || labels.empty()) continue;
    const auto after = std::ranges::upper_bound(labels, std::pair(one.begin, SIZE_MAX));
    if (after != labels.begin() && std::prev(after)->second >= one.end) one.confidence = std::min(one.confidence, 0.3F);
  }
  const DeafEngine deaf(engine);
  CellFindings found(memory);
  bool again = false;
  for (std::size_t from = 0; from < pairs.size();) {
    const bool second = again;
    const std::size_t told_before = memory.candidates.size();
    const std::size_t behind = from + pairs_of_form(text, pairs, from, again);
    // One label above one value is what labels in running text are for.
    if (behind == from + 1) {
      from = behind;
      continue;
    }
    const auto table = typer.form(deaf, memory, found);
    ScanScratch::Form form;
    form.begin = pairs[from].line;
    for (std::size_t at = from; at < behind; ++at) {
      const LabelledValue& pair = pairs[at];
      const std::array<Cell, 2> cells = {
          Cell{text.substr(pair.label_begin, pair.label_end - pair.label_begin), CellKind::text, pair.label_begin},
          Cell{text.substr(pair.value_begin, pair.value_end - pair.value_begin), CellKind::text, pair.value_begin}};
      table->row(at - from + 1, cells, true);
      form.values.push_back(pair.value_begin);
      form.end = std::max(form.end, pair.value_end);
    }
    table->end();
    // The spouse's lines are the spouse's own.
    for (std::size_t at = told_before; second && at < memory.candidates.size(); ++at) memory.candidates[at].other = 0;
    memory.forms.push_back(std::move(form));
    from = behind;
  }
}

// "First name: Margaret" over "Last name: Holloway": one name, and a form of that person's.
void add_name_parts(const EngineCore& engine, const TableTyper& typer, std::string_view text, ScanScratch& memory) {
  const RuleId rule = engine.known_rules().person_name;
  if (rule >= engine.rules().size() || engine.names() == nullptr) return;
  const TypeId person = engine.known().person_name;
  std::vector<std::size_t> places;
  for (const Candidate& one : memory.candidates) {
    const bool tells = one.type == person || one.type == engine.known().email_address || opens_form(engine, one);
    if (tells && (stands_behind_label(text, one.begin) ||
                  (one.type == person && is_upper(text[one.begin]) && stands_behind_bare_label(text, one.begin))))
      places.push_back(one.begin);
  }
  if (places.empty()) return;
  std::ranges::sort(places);
  std::vector<NameInParts> names =
      find_name_parts(text, places, [&typer](std::string_view label) { return typer.name_part(label); });
  // "First name: please enter" is no name, whatever its label.
  std::erase_if(names, [&](const NameInParts& name) {
    return engine.names()->full_name_score(name.whole) < 0.5F && !engine.names()->may_be_unlisted_name(name.whole);
  });
  std::vector<LabelledPlace> parts;
  for (const NameInParts& name : names) parts.insert(parts.end(), name.parts.begin(), name.parts.end());
  std::erase_if(memory.candidates, [&](const Candidate& one) {
    if (one.type != person) return false;
    const auto behind = std::ranges::upper_bound(parts, one.begin, {}, &LabelledPlace::end);
    return behind != parts.end() && behind->begin < one.end;
  });
  constexpr float confidence = 0.93F;
  for (const NameInParts& name : names) {
    for (const LabelledPlace& part : name.parts) {
      memory.candidates.push_back({.begin = part.begin,
                                   .end = part.end,
                                   .rule = rule,
                                   .type = person,
                                   .confidence = confidence,
                                   .context = true,
                                   .canonical = memory.keep(canonical_name(name.whole))});
    }
    ScanScratch::Form form;
    form.begin = name.begin;
    form.end = name.end;
    for (const LabelledPlace& value : name.values) form.values.push_back(value.begin);
    for (const LabelledPlace& value : name.later) form.later.push_back(value.begin);
    memory.forms.push_back(std::move(form));
  }
}

// The values of a form speak of one person: whose id stands there.
void number_forms(const EngineCore& engine, ScanScratch& memory) {
  constexpr std::uint32_t first_number = 1U << 25;  // Above those of rows.
  for (std::size_t index = 0; index < memory.forms.size(); ++index) {
    const ScanScratch::Form& form = memory.forms[index];
    const auto begin = std::ranges::lower_bound(memory.chosen, form.begin, {}, &Candidate::begin);
    std::uint32_t number = 0;
    for (auto one = begin; one != memory.chosen.end() && one->begin < form.end && number == 0; ++one) {
      if (opens_form(engine, *one)) number = one->mention;
    }
    for (auto one = begin; one != memory.chosen.end() && one->begin < form.end && number == 0; ++one) {
      if (std::ranges::binary_search(form.values, one->begin)) number = one->mention;
    }
    if (number == 0) number = first_number + static_cast<std::uint32_t>(index);
    for (auto one = begin; one != memory.chosen.end() && one->begin < form.end; ++one) {
      const bool labelled = std::ranges::binary_search(form.values, one->begin);
      if (one->other == 0 && (labelled || (one->mention == 0 && opens_form(engine, *one)))) one->mention = number;
    }
    for (const std::size_t place : form.later) {
      const auto one = std::ranges::lower_bound(memory.chosen, place, {}, &Candidate::begin);
      if (one != memory.chosen.end() && one->begin == place && one->other == 0 && one->mention == 0)
        one->mention = number;
    }
  }
}

// A row of a table speaks of one person, but for columns that say they are of another.
void number_rows(ScanScratch& memory, TypeId person) {
  constexpr std::uint32_t first_number = 1U << 20;  // Above the numbers of paragraphs.
  constexpr std::uint32_t first_other = 1U << 26;   // Above those of rows: a passage has no 67 million.
  std::size_t table = 0;
  std::size_t row = 0;
  const auto& tables = memory.tables;
  // Whom a note in the row names beside the row's own person: nobody's.
  std::size_t of_row = SIZE_MAX;
  bool named = false;
  std::vector<Candidate*> noted;
  const auto end_row = [&] {
    for (Candidate* const one : noted) one->mention = named ? 0 : one->mention;
    noted.clear();
    named = false;
  };
  for (Candidate& one : memory.chosen) {
    while (table < tables.tables.size()) {
      const TextTable& current = tables.tables[table];
      while (row < current.row_count && tables.rows[current.first_row + row].end <= one.begin) ++row;
      if (row < current.row_count) break;
      ++table;
      row = 0;
    }
    if (table == tables.tables.size()) break;
    const TextRow& line = tables.rows[tables.tables[table].first_row + row];
    if (line.begin > one.begin) continue;
    const auto number = static_cast<std::uint32_t>(tables.tables[table].first_row + row);
    one.mention = one.other == 0 ? first_number + number : first_other + number * 32 + one.other;
    if (number != of_row) end_row();
    of_row = number;
    if (one.type != person || one.other != 0 || one.confidence < 0.5F) continue;
    if (one.canonical >= 0) {
      named = true;
    } else {
      noted.push_back(&one);
    }
  }
  end_row();
}

}  // namespace

namespace {
// A document's property that names the program that wrote it: "LibreOffice/7.4.7.2", "Microsoft Macintosh Word".
bool names_program(const Passage& passage) {
  return passage.kind == PassageKind::metadata &&
         (passage.part == "meta/application" || passage.part == "meta/producer");
}
}  // namespace

void EngineCore::detect(const Passage& passage, Scratch& scratch, FindingSink& found) const {
  auto& memory = static_cast<ScanScratch&>(scratch);
  Scan scan(*this, memory, passage.text, passage.kind);
  scan.set_part(passage.part);
  scan.find_all();
  memory.forms.clear();
  if (typer_ != nullptr && passage.kind != PassageKind::metadata) add_label_lines(*this, *typer_, passage.text, memory);
  if (typer_ != nullptr && passage.kind == PassageKind::prose) add_name_parts(*this, *typer_, passage.text, memory);
  const bool tables = typer_ != nullptr && passage.text.find('\n') != std::string_view::npos &&
                      find_text_tables(passage.text, memory.classes, memory.tables) &&
                      add_text_tables(*this, *typer_, passage.text, memory);
  scan.choose();
  raise_by_company(*this, passage.text, memory.chosen);
  // What a text's last passage alone would say must not hang on where the text was cut. (A byte order mark is no text.)
  constexpr std::uint64_t mark_bytes_max = 4;
  scan.number_mentions(passage.owned_begin == 0 && passage.owned_end == passage.text.size() &&
                       passage.offset_bytes <= mark_bytes_max);
  number_forms(*this, memory);
  if (tables) number_rows(memory, known_.person_name);
  const bool program = names_program(passage);
  for (const Candidate& one : memory.chosen) {
    if (one.begin < passage.owned_begin || one.begin >= passage.owned_end) continue;
    if (program && (one.type == known_.person_name || one.type == known_.ip_address)) continue;
    Finding finding;
    finding.type = one.type;
    finding.rule = one.rule;
    finding.confidence = calibration_(one.type, one.confidence);
    finding.begin = one.begin;
    finding.end = one.end;
    finding.value = passage.text.substr(one.begin, one.end - one.begin);
    finding.mention = one.mention;
    if (one.canonical >= 0) {
      finding.canonical = memory.texts[static_cast<std::size_t>(one.canonical)];
    } else if (const Validator* const validator = rules_[one.rule].validator; validator != nullptr) {
      memory.canonical = validator->canonical(finding.value);
      finding.canonical = memory.canonical;
    } else {
      finding.canonical = finding.value;
    }
    if (one.canonical >= 0) {
      // A table or a zone knows the whole of which this is a part.
    } else if (one.type == known_.person_name) {
      memory.canonical = canonical_name(finding.value);
      finding.canonical = memory.canonical;
    } else if (one.type == known_.postal_address) {
      memory.canonical = canonical_address(finding.value);
      finding.canonical = memory.canonical;
    }
    found.finding(finding);
  }
}

namespace {

// Without the lists of data_dir no column can be typed.
class UntypedTable final : public Engine::Table {
 public:
  void row(std::uint64_t, std::span<const Cell>, bool) override {}
  void end() override {}
};

}  // namespace

std::unique_ptr<Engine::Table> EngineCore::table(const TableInfo& info, Scratch& scratch,
                                                 TableFindingSink& found) const {
  if (typer_ == nullptr) return std::make_unique<UntypedTable>();
  return typer_->table(*this, info, scratch, found, &calibration_);
}

}  // namespace constat
