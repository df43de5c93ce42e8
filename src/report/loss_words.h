// Loss in words: amounts, and the sheet that `constat loss --format text` prints.
#pragma once

#include <string>
#include <string_view>

#include "assess/loss.h"

namespace constat {

// "0.13", "0,13".
std::string r2_in(double share, std::string_view language);
// Three figures, then the unit: "34 M USD", "1.25 M USD", "940 k USD"; French: "1,25 M€".
std::string amount_in(double amount, std::string_view currency, std::string_view language);
// "P50 34 M USD, P10 12 M, P90 96 M"
std::string quantiles_in(const Quantiles& loss, std::string_view currency, std::string_view language);

struct LossWords {
  std::string_view heading, about, item, quantity, of, cost_all, exposure_all, exposure_about, exposure, models,
      models_about, out_of_range, r2, no_r2, tornado, tornado_about, left_out, left_out_about, sources, estimate, chart;
};
const LossWords& loss_words(std::string_view language);

std::string loss_text(const LossReport& report, const LossParameters& parameters, std::string_view language);

}  // namespace constat
