// What a breach costs, bottom-up, with its range; and, apart from it, what it exposes its owner to (fines, statutory
// damages). docs/loss.md explains the method and its limits.
//
// - A factor is a quantity or price known by a 90 % interval [low, high], taken as lognormal: mu = (ln low + ln
// high)/2,
//   sigma = (ln high - ln low)/3.29 (as in Netflix-Skunkworks/riskquant).
// - An item is a count from the case times its factors. A factor that several items name is one draw: they move
// together.
// - 100,000 draws, a fixed seed, our own generator: the same case gives the same figures on every machine.
// - Top-down models stand beside it as a band, with their R²; nothing is fitted to them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/duties.h"
#include "assess/exposure.h"
#include "base/result.h"

namespace constat {

struct LossFactor {
  std::string id;
  Bilingual name;
  double low = 0;        // 5 % lie below. Positive.
  double high = 0;       // 5 % lie above.
  std::string currency;  // Of a price; "" of a plain number.
  Bilingual source;
};

struct LossItem {
  std::string id;
  Bilingual name;
  bool is_exposure = false;
  std::string basis;  // What of the case it counts: docs/loss.md lists them.
  std::vector<std::size_t> factors;
  bool is_enabled = true;
  std::string source;
};

enum class ModelKind : std::uint8_t {
  per_record,  // b * n
  linear,      // a + b * n
  log_linear,  // exp(a + b * ln n)
  lognormal,   // a = mu, b = sigma; whatever n
};

struct TopDownModel {
  std::string id;
  Bilingual name;
  ModelKind kind = ModelKind::per_record;
  double a = 0, b = 0;
  std::optional<double> r2;
  std::string currency;
  double records_min = 0;  // What it was fitted on; 0: not told.
  double records_max = 0;
  Bilingual source, criticism;
};
// The model's figure for `records` persons, in its currency; of a lognormal its median.
double top_down(const TopDownModel& model, double records);

struct LossParameters {
  std::vector<LossFactor> factors;
  std::vector<LossItem> items;
  std::vector<TopDownModel> models;
  std::map<std::string, double> rates;  // What one unit of a currency is in US dollars.
  std::string rates_source;
  std::string hash;  // SHA-256 of the file, hex.
};
// data/assess/loss.toml, or a user's copy of it. Unknown keys, factors, bases and currencies are errors.
Result<LossParameters> load_loss_parameters(const std::string& path);

// What the case counts for a loss.
struct LossCounts {
  double persons = 0;
  double persons_low = -1,
         persons_high = -1;     // 95 % interval of `persons`; -1: not told, the number is taken as exact.
  double persons_told = 0;      // Whom the law of their residence obliges to tell without a risk being judged first; of
                                // unknown residence, whom some law would.
  double protection_years = 0;  // Persons times years of identity protection owed.
  double jurisdictions = 0;     // With somebody to be told.
  double authorities = 0;       // Notices that are required or open.
  double credentials = 0;       // Distinct passwords and keys.
  double passwords = 0, private_keys = 0, cards = 0;  // Distinct values.
  std::map<std::string, double> exposed;     // Persons by all that is exposed of them, in the words of elements.toml.
  std::map<std::string, double> persons_of;  // By id of the duty: "US-CA".
};
LossCounts loss_counts(const DutyReport& report);

struct Quantiles {
  double p10 = 0, p50 = 0, p90 = 0;
};
struct ItemLoss {
  const LossItem* item = nullptr;
  double quantity = 0;
  Quantiles loss;
};
struct Swing {                         // The whole cost with this factor at its ends, all others at their medians.
  const LossFactor* factor = nullptr;  // One of the parameters', or the report's `persons_factor`.
  double low = 0, high = 0;
};
struct ModelFigure {
  const TopDownModel* model = nullptr;
  double value = 0;
  bool in_range = true;  // Of what the model was fitted on.
};
struct HistogramBar {
  double from = 0, to = 0;
  std::int64_t draws = 0;
};
struct LossReport {
  std::string currency;
  std::vector<ItemLoss> items;  // Those with a quantity, in the order of the parameters.
  Quantiles cost, exposure;     // Of the sums of the draws, not sums of quantiles.
  bool has_exposure = false;
  std::vector<Swing> swings;  // The widest first.
  // The number of persons itself, where its interval is known: every draw takes one number for all that counts persons.
  std::shared_ptr<const LossFactor> persons_factor;
  std::vector<ModelFigure> models;
  std::vector<HistogramBar> histogram;    // Of the cost, bars of equal ratio.
  std::vector<const LossItem*> left_out;  // Enabled by nobody: what evidence cannot tell (machines, works, business).
  std::size_t draws = 0;
};
struct LossOptions {
  std::string currency = "USD";
  std::size_t draws = 100000;
  std::uint64_t seed = 20141124;
};
// `parameters` must outlive the report. Fault::unsupported for a currency without a rate.
Result<LossReport> assess_loss(const LossParameters& parameters, const LossCounts& counts, const LossOptions& options);

// Lognormal of a 90 % interval.
struct Lognormal {
  double mu = 0, sigma = 0;
  double mean() const;
};
Lognormal lognormal_of(double low, double high);

}  // namespace constat
