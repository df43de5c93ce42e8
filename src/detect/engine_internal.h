// What the parts of the engine share: the loaded rules, and the working memory. Not for other stages.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "detect/calibration.h"
#include "detect/engine.h"
#include "detect/labels.h"
#include "detect/names.h"
#include "detect/rules.h"
#include "detect/table_typer.h"

namespace constat {

class ShapeMachine;
class PatternDatabase;

// Types that code states rather than a single rule.
struct WellKnownTypes {
  TypeId email_address, phone_number, ip_address, person_name, postal_address, date_of_birth, salary, credit_card, iban,
      password, health, hr, special_category, us_ssn, aba_routing_number, us_bank_account, uk_sort_code,
      uk_bank_account;
};

// The rules behind what code finds: rules().size() where there is none.
struct WellKnownRules {
  RuleId email_address, phone_number, phone_number_national, iban, crypto, ip_address, mac_address, person_name,
      postal_address, password_combo, password_hash_list, password, connection_settings, connection_login,
      connection_server, connection_url, cookie, icd10, health_conditions, health_form, special_said, uk_sort_code,
      uk_bank_account, us_passport, uk_passport, username, seed_phrase, wallet_key, date_of_birth, health_diagnosis,
      health_medication, health_words, de_health_insurance, de_bsnr, nl_bsn;
};

class EngineCore final : public Engine {
 public:
  static Result<std::unique_ptr<EngineCore>> load(const EngineOptions& options);
  ~EngineCore() override;

  const Types& types() const override { return types_; }
  const std::vector<RuleInfo>& rules() const override { return infos_; }
  const std::string& rules_hash() const override { return hash_; }
  std::unique_ptr<Scratch> make_scratch() const override;
  void detect(const Passage& passage, Scratch& scratch, FindingSink& found) const override;
  std::unique_ptr<Table> table(const TableInfo& info, Scratch& scratch, TableFindingSink& found) const override;

  // Parallel to rules(): the index is the RuleId.
  const std::vector<Rule>& rule_list() const { return rules_; }
  // The rules that state a type, in order. Empty for an unknown type.
  std::span<const RuleId> rules_of(TypeId type) const;
  // The first of them that has a validator; null where none has.
  const Validator* validator_of(TypeId type) const;
  // Whether `words` (from label_words()) holds a label of the type, of any of its rules and languages.
  bool label_supports(TypeId type, std::string_view words) const;
  bool label_contradicts(TypeId type, std::string_view words) const;
  // Null where no folder with lexicons was given.
  const NameLexicon* names() const { return names_.get(); }
  std::span<const std::string> seed_words() const { return seed_words_; }  // Of BIP-39, in its order.
  bool is_top_level_domain(std::string_view lower) const { return domains_.contains(std::string(lower)); }
  const WellKnownTypes& known() const { return known_; }
  const WellKnownRules& known_rules() const { return known_rules_; }
  const ShapeMachine& shapes() const { return *shapes_; }
  const PatternDatabase* patterns() const { return patterns_.get(); }
  const LabelTable& labels() const { return *labels_; }
  RuleId rule_by_id(std::string_view id) const;  // rules().size() where there is none.

 private:
  EngineCore();
  Types types_;
  std::vector<Rule> rules_;
  std::vector<RuleInfo> infos_;
  std::vector<std::vector<RuleId>> rules_of_;
  std::string hash_;
  std::unordered_set<std::string> domains_;
  std::unique_ptr<NameLexicon> names_;
  std::vector<std::string> seed_words_;
  std::unique_ptr<ShapeMachine> shapes_;
  std::unique_ptr<PatternDatabase> patterns_;
  std::unique_ptr<LabelTable> labels_;
  std::unique_ptr<TableTyper> typer_;
  Calibration calibration_;
  WellKnownTypes known_{};
  WellKnownRules known_rules_{};
};

}  // namespace constat
