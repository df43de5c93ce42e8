// Lines as rows, commas and tabs as cuts: typing a table neither crashes nor states a value outside its cell.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "detect/table_typer.h"

namespace {

using namespace constat;

class SilentEngine final : public Engine {
 public:
  SilentEngine() {
    for (const char* name : {"us_ssn", "credit_card", "iban", "email_address", "phone_number", "person_name",
                             "postal_address", "date_of_birth", "salary", "password", "password_hash", "api_key"}) {
      TypeInfo info;
      info.name = name;
      rules_.push_back({name, types_.add(info), "", ""});
    }
  }
  const Types& types() const override { return types_; }
  const std::vector<RuleInfo>& rules() const override { return rules_; }
  const std::string& rules_hash() const override { return hash_; }
  std::unique_ptr<Scratch> make_scratch() const override { return std::make_unique<Scratch>(); }
  void detect(const Passage&, Scratch&, FindingSink&) const override {}
  std::unique_ptr<Table> table(const TableInfo&, Scratch&, TableFindingSink&) const override { return nullptr; }

 private:
  Types types_;
  std::vector<RuleInfo> rules_;
  std::string hash_;
};

class Checked final : public TableFindingSink {
 public:
  void finding(const TableFinding& finding) override {
    if (finding.begin > finding.end || finding.confidence < 0 || finding.confidence > 1) std::abort();
    if (finding.end - finding.begin != finding.value.size()) std::abort();
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SilentEngine engine;
  static const char* folder = std::getenv("CONSTAT_DATA");
  static const auto names = NameLexicon::load(folder != nullptr ? std::string(folder) + "/data" : "data");
  if (!names) std::abort();  // Run from the root of the source, or set CONSTAT_DATA.
  static const auto typer = TableTyper::load(folder != nullptr ? std::string(folder) + "/data" : "data", engine.types(),
                                             engine.rules(), names->get());
  if (!typer) std::abort();
  const std::string text = to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
  Checked checked;
  const auto scratch = engine.make_scratch();
  const auto table = (*typer)->table(engine, TableInfo{}, *scratch, checked);
  std::uint64_t row = 1;
  for (const std::string_view line : split(text, '\n')) {
    std::vector<Cell> cells;
    for (const std::string_view cell : split(line, line.find('\t') == std::string_view::npos ? ',' : '\t')) {
      cells.push_back({cell, CellKind::text, 0});
    }
    table->row(row, cells, row % 7 != 0);
    ++row;
  }
  table->end();
  return 0;
}
