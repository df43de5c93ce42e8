#include "assess/loss.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "assess/toml_keys.h"
#include "base/sha256.h"
#include "base/text.h"

namespace constat {

namespace {

constexpr std::string_view plain_bases[] = {"fixed",         "persons",     "persons_told", "protection_years",
                                            "jurisdictions", "authorities", "credentials",  "passwords",
                                            "private_keys",  "cards",       "told"};

bool is_basis(std::string_view basis) {
  if (std::ranges::find(plain_bases, basis) != std::end(plain_bases)) return true;
  if (basis.starts_with("exposed:")) return basis.size() > 8;
  return (basis.starts_with("persons:") && basis.size() > 8) || (basis.starts_with("if:") && basis.size() > 3);
}

// "if:EU-GDPR|FR-CNIL": 1 where a duty of such an id, or one that begins with it and a dash, concerns somebody.
// Persons of whom any of these is exposed: "ssn|medical". One with both counts once.
double exposed_to(std::string_view elements, const LossCounts& counts) {
  double persons = 0;
  for (const auto& [exposed, count] : counts.exposed) {
    const std::string list = ", " + exposed + ",";
    for (const std::string_view element : split(elements, '|')) {
      if (list.find(" " + std::string(element) + ",") == std::string::npos) continue;
      persons += count;
      break;
    }
  }
  return persons;
}

double quantity_of(std::string_view basis, const LossCounts& counts) {
  if (basis == "fixed") return 1;
  if (basis == "persons") return counts.persons;
  if (basis == "persons_told") return counts.persons_told;
  if (basis == "protection_years") return counts.protection_years;
  if (basis == "jurisdictions") return counts.jurisdictions;
  if (basis == "authorities") return counts.authorities;
  if (basis == "credentials") return counts.credentials;
  if (basis == "passwords") return counts.passwords;
  if (basis == "private_keys") return counts.private_keys;
  if (basis == "cards") return counts.cards;
  if (basis == "told") return counts.persons_told > 0 ? 1 : 0;
  if (basis.starts_with("exposed:")) return exposed_to(basis.substr(8), counts);
  const bool is_persons = basis.starts_with("persons:");
  double persons = 0;
  for (const std::string_view id : split(basis.substr(is_persons ? 8 : 3), '|')) {
    for (const auto& [duty, count] : counts.persons_of) {
      if (duty == id || (duty.starts_with(id) && duty.size() > id.size() && duty[id.size()] == '-')) persons += count;
    }
  }
  return is_persons ? persons : persons > 0 ? 1 : 0;
}

// Whether the quantity grows with the number of persons.
bool counts_persons(std::string_view basis) {
  return basis == "persons" || basis == "persons_told" || basis == "protection_years" ||
         basis.starts_with("persons:") || basis.starts_with("exposed:");
}

// xoshiro256++ (Blackman, Vigna), seeded by splitmix64: the standard library's distributions differ between machines.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15U;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
      mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
      word = mixed ^ (mixed >> 31U);
    }
  }
  // Standard normal, by Box and Muller.
  double normal() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }

 private:
  static std::uint64_t rotated(std::uint64_t word, unsigned bits) { return (word << bits) | (word >> (64U - bits)); }
  double uniform() {  // [0, 1)
    const std::uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return static_cast<double>(result >> 11U) * 0x1.0p-53;
  }
  std::array<std::uint64_t, 4> state_ = {};
  double spare_ = 0;
  bool has_spare_ = false;
};

// The k-th smallest of n, no interpolation: with 100,000 draws the difference is noise.
double quantile(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}
Quantiles quantiles(std::vector<double> values) {
  return {quantile(values, 0.1), quantile(values, 0.5), quantile(values, 0.9)};
}

std::vector<HistogramBar> histogram_of(const std::vector<double>& draws) {
  constexpr std::size_t bars = 40;
  std::vector<double> copy = draws;
  const double from = quantile(copy, 0.002);
  const double to = quantile(copy, 0.998);
  std::vector<HistogramBar> histogram;
  if (!(from > 0) || !(to > from)) return histogram;
  const double step = std::log(to / from) / bars;
  for (std::size_t index = 0; index < bars; ++index) {
    histogram.push_back({from * std::exp(step * static_cast<double>(index)),
                         from * std::exp(step * static_cast<double>(index + 1)), 0});
  }
  for (const double draw : draws) {
    const double at = std::log(draw / from) / step;
    if (at >= 0 && at < static_cast<double>(bars)) ++histogram[static_cast<std::size_t>(at)].draws;
  }
  return histogram;
}

Result<void> read_parameters(const toml::table& table, const std::string& where, LossParameters& parameters) {
  Keys keys(table, where);
  for (const toml::table* const one : keys.tables("rates")) {
    Keys rates(*one, where + "rates: ");
    parameters.rates_source = rates.needed("source");
    for (const auto& [currency, value] : *one) {
      const std::string name(currency.str());
      if (name == "source") continue;
      const double rate = rates.number(name);
      if (name.size() != 3 || !(rate > 0)) rates.wrong(name + " is no rate");
      parameters.rates[name] = rate;
    }
    TRY(rates.finish());
  }
  parameters.rates.try_emplace("USD", 1.0);
  const auto check_currency = [&](Keys& in, const std::string& currency) {
    if (!currency.empty() && !parameters.rates.contains(currency)) in.wrong("no rate for currency " + currency);
  };
  for (const toml::table* const one : keys.tables("factor")) {
    Keys factor(*one, where + "factor: ");
    LossFactor read;
    read.id = factor.needed("id");
    read.name = factor.both("name");
    read.low = factor.number("low");
    read.high = factor.number("high");
    read.currency = factor.text("currency");
    read.source = factor.both("source");
    if (read.source.en.empty()) factor.wrong("'" + read.id + "': source is missing");
    if (!(read.low > 0) || !(read.high >= read.low)) factor.wrong("'" + read.id + "': 0 < low <= high");
    if (std::ranges::find(parameters.factors, read.id, &LossFactor::id) != parameters.factors.end()) {
      factor.wrong("'" + read.id + "' exists twice");
    }
    check_currency(factor, read.currency);
    TRY(factor.finish());
    parameters.factors.push_back(std::move(read));
  }
  for (const toml::table* const one : keys.tables("item")) {
    Keys item(*one, where + "item: ");
    LossItem read;
    read.id = item.needed("id");
    read.name = item.both("name");
    read.is_exposure = item.flag("exposure");
    read.is_enabled = !item.flag("off");
    read.basis = item.needed("basis");
    read.source = item.text("source");
    if (!is_basis(read.basis)) item.wrong("unknown basis '" + read.basis + "'");
    std::size_t prices = 0;
    for (const std::string& id : item.texts("factors")) {
      const auto found = std::ranges::find(parameters.factors, id, &LossFactor::id);
      if (found == parameters.factors.end()) {
        item.wrong("unknown factor '" + id + "'");
        continue;
      }
      if (!found->currency.empty()) ++prices;
      read.factors.push_back(static_cast<std::size_t>(found - parameters.factors.begin()));
    }
    if (prices != 1) item.wrong("'" + read.id + "': exactly one of its factors must be a price (have a currency)");
    TRY(item.finish());
    parameters.items.push_back(std::move(read));
  }
  for (const toml::table* const one : keys.tables("model")) {
    Keys model(*one, where + "model: ");
    TopDownModel read;
    read.id = model.needed("id");
    read.name = model.both("name");
    const std::string kind = model.needed("kind");
    if (kind == "per_record") {
      read.kind = ModelKind::per_record;
    } else if (kind == "linear") {
      read.kind = ModelKind::linear;
    } else if (kind == "log_linear") {
      read.kind = ModelKind::log_linear;
    } else if (kind == "lognormal") {
      read.kind = ModelKind::lognormal;
    } else {
      model.wrong("unknown kind '" + kind + "'");
    }
    read.a = read.kind == ModelKind::per_record ? model.number_or_none("a").value_or(0) : model.number("a");
    read.b = model.number("b");
    read.r2 = model.number_or_none("r2");
    read.currency = model.needed("currency");
    check_currency(model, read.currency);
    read.records_min = model.number_or_none("records_min").value_or(0);
    read.records_max = model.number_or_none("records_max").value_or(0);
    read.source = model.both("source");
    read.criticism = model.both("criticism");
    if (read.name.en.empty() || read.source.en.empty()) model.wrong("'" + read.id + "': name and source are needed");
    TRY(model.finish());
    parameters.models.push_back(std::move(read));
  }
  if (parameters.items.empty()) keys.wrong("no [[item]]");
  return keys.finish();
}

}  // namespace

Lognormal lognormal_of(double low, double high) {
  return {(std::log(low) + std::log(high)) / 2, (std::log(high) - std::log(low)) / 3.29};
}
double Lognormal::mean() const { return std::exp(mu + sigma * sigma / 2); }

double top_down(const TopDownModel& model, double records) {
  switch (model.kind) {
    case ModelKind::per_record: return model.b * records;
    case ModelKind::linear: return model.a + model.b * records;
    case ModelKind::log_linear: return records > 0 ? std::exp(model.a + model.b * std::log(records)) : 0;
    case ModelKind::lognormal: return std::exp(model.a);
  }
  return 0;
}

Result<LossParameters> load_loss_parameters(const std::string& path) {
  TRY_ASSIGN(const std::string content, read_parameters(path));
  TRY_ASSIGN(const toml::table parsed, parse_parameters(content, path));
  LossParameters parameters;
  TRY(read_parameters(parsed, path + ": ", parameters));
  parameters.hash = to_hex(sha256(as_bytes(content)));
  return parameters;
}

LossCounts loss_counts(const DutyReport& report) {
  LossCounts counts;
  counts.persons = static_cast<double>(report.persons);
  counts.persons_low = static_cast<double>(report.persons_low);
  counts.persons_high = static_cast<double>(report.persons_high);
  counts.persons_told = static_cast<double>(report.unplaced_sure);
  counts.credentials = static_cast<double>(report.keys.private_keys + report.keys.passwords);
  counts.passwords = static_cast<double>(report.keys.passwords);
  counts.private_keys = static_cast<double>(report.keys.private_keys);
  counts.cards = static_cast<double>(report.keys.cards);
  for (const auto& [elements, persons] : report.exposed) counts.exposed[elements] = static_cast<double>(persons);
  // An account each, though many chose the same: 300 persons with 47 passwords change 300.
  counts.passwords = std::max(counts.passwords, exposed_to("password", counts));
  // A federal law of one trade is put to all persons; its penalty hangs over nobody who has none in the country.
  const auto lives_there = [](const Duty& duty) { return !duty.rule->everywhere && duty.residence.country == "US"; };
  const bool in_states = report.unknown_country + report.unknown_state > 0 ||
                         std::ranges::any_of(report.duties, lives_there) ||
                         std::ranges::any_of(report.untriggered, lives_there);
  for (const Duty& duty : report.duties) {
    const bool far = duty.rule->everywhere && duty.id.starts_with("US-") && !in_states;
    if (duty.persons > 0 && !far) counts.persons_of[duty.id] = static_cast<double>(duty.persons);
    // A law of one trade concerns persons who are counted under the law of their residence already.
    if (!duty.rule->applies_if.en.empty() || duty.persons == 0) continue;
    counts.jurisdictions += 1;
    for (const DutyTell& tell : duty.tells) {
      if (tell.tell->role != TellRole::persons || tell.required != Required::yes) continue;
      counts.persons_told += static_cast<double>(tell.persons_sure);
      break;
    }
    counts.protection_years += static_cast<double>(duty.monitored) * duty.version->monitoring.months / 12.0;
    for (const DutyTell& tell : duty.tells) {
      if (tell.required != Required::no && tell.tell->role == TellRole::authority) counts.authorities += 1;
    }
  }
  return counts;
}

Result<LossReport> assess_loss(const LossParameters& parameters, const LossCounts& counts, const LossOptions& options) {
  const auto rate = parameters.rates.find(options.currency);
  if (rate == parameters.rates.end()) {
    std::string known;
    for (const auto& [name, value] : parameters.rates) known += (known.empty() ? "" : ", ") + name;
    return fail(Fault::unsupported, "no exchange rate for '" + options.currency + "'; the parameters have " + known);
  }
  const auto in_currency = [&](const std::string& from) { return parameters.rates.at(from) / rate->second; };
  LossReport report;
  report.currency = options.currency;
  report.draws = options.draws;
  struct Active {
    const LossItem* item;
    double scale;  // Quantity times exchange rate.
    bool of_persons;
    std::vector<double> draws;
  };
  std::vector<Active> active;
  std::vector<char> used(parameters.factors.size());
  for (const LossItem& item : parameters.items) {
    if (!item.is_enabled) {
      report.left_out.push_back(&item);
      continue;
    }
    const double quantity = quantity_of(item.basis, counts);
    if (!(quantity > 0)) continue;
    double scale = quantity;
    for (const std::size_t factor : item.factors) {
      used[factor] = 1;
      if (!parameters.factors[factor].currency.empty()) scale *= in_currency(parameters.factors[factor].currency);
    }
    report.items.push_back({&item, quantity, {}});
    active.push_back({&item, scale, counts_persons(item.basis), std::vector<double>(options.draws)});
  }
  std::vector<Lognormal> laws;
  for (const LossFactor& factor : parameters.factors) laws.push_back(lognormal_of(factor.low, factor.high));

  // Two half normals around the number of persons, its 95 % bounds at 1.96: in parts of the number. A generator of its
  // own, so that an interval that becomes known does not change the other draws.
  const bool has_interval = counts.persons > 0 && counts.persons_low >= 0 && counts.persons_low <= counts.persons &&
                            counts.persons_high >= counts.persons && counts.persons_low < counts.persons_high;
  constexpr double two_sided_95 = 1.959964;
  const double below = has_interval ? (1 - counts.persons_low / counts.persons) / two_sided_95 : 0;
  const double above = has_interval ? (counts.persons_high / counts.persons - 1) / two_sided_95 : 0;
  Generator of_persons(options.seed + 1);

  Generator generator(options.seed);
  std::vector<double> costs(options.draws);
  std::vector<double> exposures(options.draws);
  std::vector<double> drawn(parameters.factors.size());
  for (std::size_t draw = 0; draw < options.draws; ++draw) {
    // Every factor is drawn, used or not: an item switched on does not change the others' draws.
    for (std::size_t factor = 0; factor < drawn.size(); ++factor) {
      drawn[factor] = laws[factor].mu + laws[factor].sigma * generator.normal();
    }
    double persons = 1;
    if (has_interval) {
      const double normal = of_persons.normal();
      persons = std::max(0.0, 1 + normal * (normal < 0 ? below : above));
    }
    for (Active& one : active) {
      double logarithm = 0;
      for (const std::size_t factor : one.item->factors) logarithm += drawn[factor];
      const double loss = one.scale * std::exp(logarithm) * (one.of_persons ? persons : 1);
      one.draws[draw] = loss;
      (one.item->is_exposure ? exposures : costs)[draw] += loss;
    }
  }
  for (std::size_t index = 0; index < active.size(); ++index) {
    report.has_exposure = report.has_exposure || active[index].item->is_exposure;
    report.items[index].loss = quantiles(std::move(active[index].draws));
  }
  report.histogram = histogram_of(costs);
  report.cost = quantiles(std::move(costs));
  report.exposure = quantiles(std::move(exposures));

  const auto cost_with = [&](std::size_t moved, double value, double persons = 1) {
    double sum = 0;
    for (const Active& one : active) {
      if (one.item->is_exposure) continue;
      double loss = one.scale * (one.of_persons ? persons : 1);
      for (const std::size_t factor : one.item->factors) loss *= factor == moved ? value : std::exp(laws[factor].mu);
      sum += loss;
    }
    return sum;
  };
  for (std::size_t factor = 0; factor < used.size(); ++factor) {
    if (used[factor] == 0) continue;
    const LossFactor& moved = parameters.factors[factor];
    const Swing swing = {&moved, cost_with(factor, moved.low), cost_with(factor, moved.high)};
    if (swing.high > swing.low) report.swings.push_back(swing);
  }
  if (has_interval) {
    constexpr double two_sided_90 = 1.644854;  // As the ends of the other factors: 5 % lie below, 5 % above.
    LossFactor factor;
    factor.id = "persons";
    factor.name = {"Number of persons", "Nombre de personnes"};
    factor.low = std::max(0.0, counts.persons * (1 - two_sided_90 * below));
    factor.high = counts.persons * (1 + two_sided_90 * above);
    factor.source = {"interval of the number of persons", "intervalle du nombre de personnes"};
    report.persons_factor = std::make_shared<const LossFactor>(std::move(factor));
    const std::size_t none = parameters.factors.size();
    const Swing swing = {report.persons_factor.get(), cost_with(none, 0, report.persons_factor->low / counts.persons),
                         cost_with(none, 0, report.persons_factor->high / counts.persons)};
    if (swing.high > swing.low) report.swings.push_back(swing);
  }
  std::ranges::stable_sort(report.swings,
                           [](const Swing& a, const Swing& b) { return a.high - a.low > b.high - b.low; });
  for (const TopDownModel& model : parameters.models) {
    ModelFigure figure;
    figure.model = &model;
    figure.value = top_down(model, counts.persons) * in_currency(model.currency);
    figure.in_range = (model.records_min == 0 || counts.persons >= model.records_min) &&
                      (model.records_max == 0 || counts.persons <= model.records_max);
    report.models.push_back(figure);
  }
  return report;
}

}  // namespace constat
