#include "report/loss_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "report/words.h"

namespace constat {

namespace {

constexpr LossWords loss_english = {
    .heading = "Loss",
    .about =
        "What the breach costs, built up from what the case counts. Every quantity and price is a 90 % interval; "
        "100,000 draws give P10, P50 and P90 (one in ten lies below P10, half below P50, one in ten above P90). Most "
        "prices are estimates and say so: put your own in (--parameters).",
    .item = "Item",
    .quantity = "Quantity",
    .of = "of",
    .cost_all = "Cost in all",
    .exposure_all = "Exposure in all",
    .exposure_about = "What authorities and persons may claim. It is no cost yet and is not added to it.",
    .exposure = "Exposure",
    .models = "Top-down models beside it",
    .models_about =
        "Published formulas put to the number of persons: a band to compare with, no part of the figures above. R² is "
        "the share of their own data that they explain.",
    .out_of_range = "outside the sizes it was fitted on",
    .r2 = "R² {}",
    .no_r2 = "R² not published",
    .tornado = "What drives the range",
    .tornado_about = "The whole cost with one factor at its low and high end, all others at their medians.",
    .left_out = "Not counted",
    .left_out_about =
        "Evidence does not tell these. In the founding case they were most of the loss; switch them on in the "
        "parameters with the owner's own figures",
    .sources = "Sources",
    .estimate = "no estimate is legal or financial advice",
    .chart = "Distribution of the cost",
};
constexpr LossWords loss_french = {
    .heading = "Préjudice",
    .about =
        "Coût de la violation, établi poste par poste à partir de ce que le dossier dénombre. Chaque quantité et "
        "chaque "
        "prix sont des intervalles à 90 % ; 100 000 tirages donnent P10, P50 et P90 (une chance sur dix de se situer "
        "sous P10, une sur deux sous P50, une sur dix au-delà de P90). La plupart des prix sont des estimations, "
        "signalées comme telles : il convient d’y substituer les prix réels (--parameters).",
    .item = "Poste",
    .quantity = "Quantité",
    .of = "de",
    .cost_all = "Coût total",
    .exposure_all = "Risque total",
    .exposure_about =
        "Sommes que des autorités ou des personnes pourraient réclamer. Elles ne constituent pas un coût acquis et ne "
        "s’y ajoutent pas.",
    .exposure = "Risque de sanction et d’indemnisation",
    .models = "Modèles globaux, pour comparaison",
    .models_about =
        "Formules publiées, appliquées au nombre de personnes : un ordre de grandeur, sans incidence sur les chiffres "
        "ci-dessus. R² est la part de leurs propres données qu’elles expliquent.",
    .out_of_range = "hors du domaine sur lequel il a été établi",
    .r2 = "R² {}",
    .no_r2 = "R² non publié",
    .tornado = "Ce dont dépend la fourchette",
    .tornado_about =
        "Coût total lorsqu’un facteur prend sa valeur basse puis haute, tous les autres étant à leur médiane.",
    .left_out = "Non chiffré",
    .left_out_about =
        "Les pièces ne permettent pas de l’établir. Dans l’affaire d’origine, c’était l’essentiel du préjudice ; à "
        "activer dans les paramètres avec les chiffres propres du responsable",
    .sources = "Sources",
    .estimate = "aucune estimation ne vaut conseil juridique ou financier",
    .chart = "Distribution du coût",
};

std::string three_figures(double value, std::string_view decimal) {
  std::array<char, 32> text = {};
  const int places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  std::snprintf(text.data(), text.size(), "%.*f", places, value);
  std::string out = text.data();
  if (out.find('.') != std::string::npos) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  if (const std::size_t dot = out.find('.'); dot != std::string::npos) out.replace(dot, 1, decimal);
  return out;
}

std::string padded(std::string_view text, std::size_t width, bool right) {
  std::size_t shown = 0;
  for (const char c : text) shown += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  const std::string blanks(shown < width ? width - shown : 0, ' ');
  return right ? blanks + std::string(text) : std::string(text) + blanks;
}

std::string amount_alone(double amount, std::string_view language) {
  const std::string_view decimal = language == "fr" ? "," : ".";
  const std::string blank = language == "fr" ? "\u00a0" : " ";
  if (!(amount >= 0.5)) return "0";
  if (language == "fr" && amount < 999.5e3) {  // "920 000 €": thousands are written out.
    const double step = amount >= 1000 ? std::pow(10.0, std::floor(std::log10(amount)) - 2) : 1;
    return number_in(*words_of("fr"), std::llround(std::round(amount / step) * step));
  }
  // Rounded to three figures before the unit is chosen: 999,600 is 1 M, not 1000 k.
  if (amount >= 999.5e6) return three_figures(amount / 1e9, decimal) + blank + (language == "fr" ? "Md" : "bn");
  if (amount >= 999.5e3) return three_figures(amount / 1e6, decimal) + blank + "M";
  if (amount >= 999.5) return three_figures(amount / 1e3, decimal) + blank + "k";
  return three_figures(amount, decimal);
}

}  // namespace

const LossWords& loss_words(std::string_view language) { return language == "fr" ? loss_french : loss_english; }

std::string r2_in(double share, std::string_view language) { return three_figures(share, words_of(language)->decimal); }

std::string amount_in(double amount, std::string_view currency, std::string_view language) {
  const std::string number = amount_alone(amount, language);
  if (language != "fr") return number + " " + std::string(currency);
  const std::string_view sign = currency == "EUR" ? "€" : currency;
  const bool has_unit = number.ends_with("M") || number.ends_with("d");
  return number + (has_unit && sign == "€" ? "" : "\u00a0") + std::string(sign);
}

std::string quantiles_in(const Quantiles& loss, std::string_view currency, std::string_view language) {
  return "P50 " + amount_in(loss.p50, currency, language) + ", P10 " + amount_alone(loss.p10, language) + ", P90 " +
         amount_alone(loss.p90, language);
}

std::string loss_text(const LossReport& report, const LossParameters& parameters, std::string_view language) {
  const LossWords& say = loss_words(language);
  const Words& words = *words_of(language);
  const auto alone = [&](double amount) { return amount_alone(amount, language); };
  std::string out = std::string(say.heading) + "  " + quantiles_in(report.cost, report.currency, language) + "\n" +
                    std::string(say.about) + "\n\n";
  const auto row = [&](std::string_view name, std::string_view quantity, const Quantiles& loss) {
    out += padded(name, 62, false) + padded(quantity, 12, true) + padded(alone(loss.p10), 12, true) +
           padded(alone(loss.p50), 12, true) + padded(alone(loss.p90), 12, true) + "\n";
  };
  const auto heading = [&](std::string_view name) {
    out += padded(name, 62, false) + padded(say.quantity, 12, true) + padded("P10", 12, true) +
           padded("P50", 12, true) + padded("P90 " + report.currency, 12, true) + "\n";
  };
  const auto items = [&](bool exposure) {
    for (const ItemLoss& item : report.items) {
      if (item.item->is_exposure != exposure) continue;
      const auto quantity = static_cast<std::int64_t>(std::llround(item.quantity));
      row(item.item->name.in(language), number_in(words, quantity), item.loss);
    }
  };
  heading(say.item);
  items(false);
  row(say.cost_all, "", report.cost);
  if (report.has_exposure) {
    out += "\n" + std::string(say.exposure_about) + "\n";
    heading(say.exposure);
    items(true);
    row(say.exposure_all, "", report.exposure);
  }
  out += "\n" + std::string(say.tornado) + "\n" + std::string(say.tornado_about) + "\n";
  std::size_t shown = 0;
  for (const Swing& swing : report.swings) {
    if (++shown > 8) break;
    out += padded(swing.factor->name.in(language), 62, false) + padded("", 12, true) +
           padded(alone(swing.low), 12, true) + padded("", 12, true) + padded(alone(swing.high), 12, true) + "\n";
  }
  out += "\n" + std::string(say.models) + "\n" + std::string(say.models_about) + "\n";
  for (const ModelFigure& figure : report.models) {
    std::string r2(say.no_r2);
    if (figure.model->r2) r2 = fill(say.r2, {three_figures(*figure.model->r2, words.decimal)});
    out += padded(figure.model->name.in(language), 62, false) + padded(r2, 24, true) +
           padded(alone(figure.value), 12, true) +
           (figure.in_range ? "" : "   (" + std::string(say.out_of_range) + ")") + "\n";
  }
  if (!report.left_out.empty()) {
    out += "\n" + std::string(say.left_out);
    std::string list;
    for (const LossItem* const item : report.left_out) list += (list.empty() ? "" : ", ") + item->name.in(language);
    out += (language == "fr" ? "\u00a0: " : ": ") + list + ".\n" + std::string(say.left_out_about) + ".\n";
  }
  out += "\n" + std::string(say.sources) + "\n";
  for (const LossFactor& factor : parameters.factors) {
    const bool used = std::ranges::any_of(report.swings, [&](const Swing& swing) { return swing.factor == &factor; });
    if (!used) continue;
    out += "  " + factor.name.in(language) + " [" + three_figures(factor.low, words.decimal) + " - " +
           three_figures(factor.high, words.decimal) + (factor.currency.empty() ? "" : " " + factor.currency) + "] " +
           factor.source.in(language) + "\n";
  }
  return out;
}

}  // namespace constat
