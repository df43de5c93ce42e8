// constat loss CASE: what it costs, with its range.
#include <cmath>
#include <optional>
#include <set>

#include "assess/loss.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "report/exposure.h"
#include "report/loss_words.h"
#include "report/words.h"

namespace constat {

namespace {

Json quantiles_json(const Quantiles& loss) {
  return {{"p10", std::llround(loss.p10)}, {"p50", std::llround(loss.p50)}, {"p90", std::llround(loss.p90)}};
}

std::string as_json(const LossReport& report, const LossParameters& parameters, const LossCounts& counts,
                    const std::string& case_path, std::string_view language) {
  Json json;
  json["case"] = case_path;
  json["currency"] = report.currency;
  json["cost"] = quantiles_json(report.cost);
  json["exposure"] = report.has_exposure ? quantiles_json(report.exposure) : Json();
  json["counts"] = {{"persons", counts.persons},
                    {"persons_told", counts.persons_told},
                    {"protection_years", counts.protection_years},
                    {"jurisdictions", counts.jurisdictions},
                    {"authorities", counts.authorities},
                    {"credentials", counts.credentials},
                    {"passwords", counts.passwords},
                    {"private_keys", counts.private_keys},
                    {"cards", counts.cards}};
  json["items"] = Json::array();
  for (const ItemLoss& item : report.items) {
    Json factors = Json::array();
    for (const std::size_t index : item.item->factors) {
      const LossFactor& factor = parameters.factors[index];
      factors.push_back({{"factor", factor.id},
                         {"low", factor.low},
                         {"high", factor.high},
                         {"currency", factor.currency.empty() ? Json() : Json(factor.currency)},
                         {"source", factor.source.en}});
    }
    Json one = {{"item", item.item->id},
                {"name", item.item->name.in(language)},
                {"kind", item.item->is_exposure ? "exposure" : "cost"},
                {"basis", item.item->basis},
                {"quantity", item.quantity}};
    one.update(quantiles_json(item.loss));
    one["factors"] = std::move(factors);
    json["items"].push_back(std::move(one));
  }
  json["drivers"] = Json::array();
  for (const Swing& swing : report.swings) {
    json["drivers"].push_back({{"factor", swing.factor->id},
                               {"name", swing.factor->name.in(language)},
                               {"low", std::llround(swing.low)},
                               {"high", std::llround(swing.high)}});
  }
  json["top_down"] = Json::array();
  for (const ModelFigure& figure : report.models) {
    json["top_down"].push_back({{"model", figure.model->id},
                                {"name", figure.model->name.en},
                                {"value", std::llround(figure.value)},
                                {"r2", figure.model->r2 ? Json(*figure.model->r2) : Json()},
                                {"in_range", figure.in_range},
                                {"source", figure.model->source.en},
                                {"criticism", figure.model->criticism.en}});
  }
  json["not_counted"] = Json::array();
  for (const LossItem* const item : report.left_out) json["not_counted"].push_back(item->id);
  json["draws"] = report.draws;
  json["parameters_hash"] = parameters.hash;
  json["rates_source"] = parameters.rates_source;
  return json_page(json);
}

// For a person at a terminal: what each item comes to, exposure and models apart, amounts as they are said.
void as_table(const LossReport& report, std::string_view language) {
  const LossWords& say = loss_words(language);
  const bool french = language == "fr";
  const std::string quantity(say.quantity);
  const std::string item(say.item);
  const std::string kind = french ? "nature" : "kind";
  const Column columns[] = {{item, false, 62}, {kind, false, 44}, {quantity, true},
                            {"P10", true},     {"P50", true},     {"P90", true}};
  ListWriter list(ListFormat::table, columns);
  const auto row = [&](std::string_view name, std::string_view of, std::optional<double> count, const Quantiles& loss,
                       bool one_figure) {
    list.text(name);
    list.text(of);
    list.text(count ? number_in(*words_of(language), std::llround(*count)) : "");
    list.text(one_figure ? "" : amount_in(loss.p10, report.currency, language));
    list.text(amount_in(loss.p50, report.currency, language));
    list.text(one_figure ? "" : amount_in(loss.p90, report.currency, language));
    list.end_row();
  };
  const std::string cost = french ? "co\u00fbt" : "cost";
  const std::string exposure = french ? "risque, hors co\u00fbt" : "exposure, no cost yet";
  for (const bool of_exposure : {false, true}) {
    for (const ItemLoss& each : report.items) {
      if (each.item->is_exposure != of_exposure) continue;
      row(each.item->name.in(language), of_exposure ? exposure : cost, each.quantity, each.loss, false);
    }
    if (!of_exposure) row(say.cost_all, cost, std::nullopt, report.cost, false);
    if (of_exposure && report.has_exposure) row(say.exposure_all, exposure, std::nullopt, report.exposure, false);
  }
  for (const ModelFigure& figure : report.models) {
    std::string of(say.no_r2);
    if (figure.model->r2) of = fill(say.r2, {r2_in(*figure.model->r2, language)});
    if (!figure.in_range) of += french ? ", hors de son domaine" : ", outside its range";
    row(figure.model->name.in(language), of, std::nullopt, {figure.value, figure.value, figure.value}, true);
  }
}

void as_list(const LossReport& report, const LossParameters& parameters, ListFormat format, std::string_view language) {
  constexpr Column columns[] = {{"item"},      {"name"},      {"kind"},      {"basis"},    {"quantity", true},
                                {"p10", true}, {"p50", true}, {"p90", true}, {"currency"}, {"source", false, 40}};
  ListWriter list(format, columns);
  const auto row = [&](std::string_view id, std::string_view name, std::string_view kind, std::string_view basis,
                       double quantity, const Quantiles& loss, std::string_view source) {
    list.text(id);
    list.text(name);
    list.text(kind);
    list.text_or_null(basis);
    list.number(std::llround(quantity));
    list.number(std::llround(loss.p10));
    list.number(std::llround(loss.p50));
    list.number(std::llround(loss.p90));
    list.text(report.currency);
    list.text_or_null(source);
    list.end_row();
  };
  for (const ItemLoss& item : report.items) {
    std::string source;
    std::set<std::string_view> told;
    for (const std::size_t index : item.item->factors) {
      const std::string& one = parameters.factors[index].source.en;
      if (told.insert(one).second) source += (source.empty() ? "" : "; ") + one;
    }
    row(item.item->id, item.item->name.in(language), item.item->is_exposure ? "exposure" : "cost", item.item->basis,
        item.quantity, item.loss, source);
  }
  row("total", loss_words(language).cost_all, "cost", "", 1, report.cost, "");
  if (report.has_exposure) {
    row("exposure_total", loss_words(language).exposure_all, "exposure", "", 1, report.exposure, "");
  }
  for (const ModelFigure& figure : report.models) {
    const Quantiles value = {figure.value, figure.value, figure.value};
    row(figure.model->id, figure.model->name.en, "top_down", "persons", 1, value, figure.model->source.en);
  }
}

int run_loss(const Arguments& arguments) {
  std::string path = arguments.get("--parameters");
  if (path.empty()) path = data_root() + "/data/assess/loss.toml";
  const auto parameters = load_loss_parameters(path);
  if (!parameters) {
    complain(parameters.error().what, "Copy data/assess/loss.toml and change it; docs/loss.md explains every word.");
    return exit_usage;
  }
  int exit = exit_done;
  const auto opened = open_case_for(arguments, "loss", exit);
  if (!opened) return exit;
  const auto assessed = assess_case(*opened, data_root());
  if (!assessed) {
    complain(assessed.error().what);
    return exit_failed;
  }
  const LossCounts counts = loss_counts((*assessed)->duties);
  LossOptions options;
  options.currency = arguments.get("--currency");
  const auto report = assess_loss(*parameters, counts, options);
  if (!report) {
    complain(report.error().what, "A [rates] entry in the file of --parameters adds one.");
    return exit_usage;
  }
  const std::string language = arguments.get("--lang");
  const std::string format = arguments.get("--format");
  std::string text;
  if (format == "json") text = as_json(*report, *parameters, counts, opened->path(), language);
  if (format == "text") text = loss_text(*report, *parameters, language);
  if (text.empty()) {
    const ListFormat form = list_format(arguments);
    if (form == ListFormat::table) {
      as_table(*report, language);
    } else {
      as_list(*report, *parameters, form, language);
    }
  } else {
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return exit_done;
}

constexpr Option loss_options[] = {
    {"--currency", "CODE", "Of all amounts: one of the parameters' rates (USD, EUR, GBP, CHF)", "", "USD"},
    {"--parameters", "FILE", "Quantities and prices instead of the built-in ones (a copy of data/assess/loss.toml)", "",
     ""},
    {"--format", "FORMAT", "How it is written; a table on a terminal, jsonl in a pipe where not said",
     "table,text,jsonl,csv,json", ""},
    {"--lang", "LANGUAGE", "Of names and texts", "en,fr", "en"},
};

}  // namespace

const Command loss_command = {
    .name = "loss",
    .takes = "CASE",
    .does = "Say what it costs, with its range",
    .about =
        "Letters, calls, identity protection, credentials, cards, counsel, forensics and staff: what the case counts "
        "times "
        "quantities and prices known by 90 % intervals, in 100,000 draws; P10, P50 and P90 of each and of the whole. "
        "Fines and statutory damages stand apart from cost. Published top-down models stand beside it with their R². "
        "Destroyed machines, lost business and leaked works are in no evidence: switch them on in the parameters.",
    .examples =
        "  constat loss case.constat --format text\n"
        "  constat loss case.constat --currency EUR --parameters my-prices.toml\n",
    .options = loss_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_loss,
};

}  // namespace constat
