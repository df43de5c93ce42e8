#include "assess/loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "support/temporary.h"

namespace constat {
namespace {

const std::string built_in = std::string(CONSTAT_SOURCE_DIR) + "/data/assess/loss.toml";

LossParameters parameters() {
  auto loaded = load_loss_parameters(built_in);
  EXPECT_TRUE(loaded) << loaded.error().what;
  return std::move(*loaded);
}

TEST(Loss, ALognormalOfANinetyPerCentInterval) {
  // riskquant's own example: 0.1 of LN(1e5, 1e6) is 40,400 (rounded there).
  EXPECT_NEAR(0.1 * lognormal_of(1e5, 1e6).mean(), 40400, 50);
  const Lognormal law = lognormal_of(100, 400);
  EXPECT_NEAR(std::exp(law.mu), 200, 1e-9) << "the median is the geometric mean of the ends";
  EXPECT_NEAR(std::exp(law.mu + 1.645 * law.sigma), 400, 1e-6);
}

// The founding case, n = 47,000, and the DBIR's own table.
TEST(Loss, TopDownModelsGiveTheirPublishedFigures) {
  const LossParameters all = parameters();
  const auto figure = [&](std::string_view id, double records) {
    const auto model = std::ranges::find(all.models, id, &TopDownModel::id);
    EXPECT_NE(model, all.models.end()) << id;
    return top_down(*model, records);
  };
  EXPECT_NEAR(figure("per_record_2014", 47000), 9.447e6, 1);
  EXPECT_NEAR(figure("per_record_2013", 47000), 8.836e6, 1);
  EXPECT_NEAR(figure("linear_2014", 47000), 7.703e6, 1);
  EXPECT_NEAR(figure("linear_2013", 47000), 7.359e6, 1);
  EXPECT_NEAR(figure("log_linear", 47000), 7.69e6, 0.02e6);
  EXPECT_NEAR(figure("dbir_2015", 47000), 0.34e6, 0.005e6);
  struct Row {
    double records, loss;
  };
  for (const Row& row : {Row{100, 25450}, Row{1000, 67480}, Row{10000, 178960}, Row{100000, 474600}, Row{1e6, 1258670},
                         Row{1e8, 8852540}}) {
    EXPECT_NEAR(figure("dbir_2015", row.records) / row.loss, 1, 0.001) << row.records;
  }
  EXPECT_NEAR(figure("iris_2025", 1), 603000, 1000);
  EXPECT_EQ(figure("log_linear", 0), 0);
}

LossCounts counts() {
  LossCounts made;
  made.persons = 47000;
  made.persons_told = 40000;
  made.protection_years = 12000;
  made.jurisdictions = 38;
  made.authorities = 20;
  made.credentials = 3000;
  made.persons_of = {{"US-CA", 20000}, {"EU-GDPR-DE", 5}};
  return made;
}

// One item of one factor must have the quantiles of its lognormal.
TEST(Loss, OneFactorGivesItsOwnQuantiles) {
  const TemporaryFolder folder;
  const auto one = load_loss_parameters(folder.file("p.toml", R"(
[[factor]]
id = "price"
name = "price"
low = 1
high = 4
currency = "USD"
source = "made up"
[[item]]
id = "letters"
name = "letters"
basis = "persons_told"
factors = ["price"]
)"));
  ASSERT_TRUE(one) << one.error().what;
  const auto report = assess_loss(*one, counts(), {});
  ASSERT_TRUE(report);
  const Lognormal law = lognormal_of(1, 4);
  EXPECT_NEAR(report->cost.p50 / (40000 * 2), 1, 0.01);
  EXPECT_NEAR(report->cost.p10 / (40000 * std::exp(law.mu - 1.2816 * law.sigma)), 1, 0.01);
  EXPECT_NEAR(report->cost.p90 / (40000 * std::exp(law.mu + 1.2816 * law.sigma)), 1, 0.01);
  ASSERT_EQ(report->swings.size(), 1U);
  EXPECT_NEAR(report->swings[0].low, 40000, 0.5);
  EXPECT_NEAR(report->swings[0].high, 160000, 0.5);
  std::int64_t drawn = 0;
  for (const HistogramBar& bar : report->histogram) drawn += bar.draws;
  EXPECT_NEAR(static_cast<double>(drawn), 99600, 10);
}

TEST(Loss, TheSameCaseGivesTheSameFigures) {
  const LossParameters all = parameters();
  const auto a = assess_loss(all, counts(), {});
  const auto b = assess_loss(all, counts(), {});
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->cost.p10, b->cost.p10);
  EXPECT_EQ(a->cost.p90, b->cost.p90);
  EXPECT_LT(a->cost.p10, a->cost.p50);
  EXPECT_LT(a->cost.p50, a->cost.p90);
  ASSERT_GE(a->swings.size(), 5U);
  for (std::size_t index = 1; index < a->swings.size(); ++index) {
    EXPECT_GE(a->swings[index - 1].high - a->swings[index - 1].low, a->swings[index].high - a->swings[index].low);
  }
}

TEST(Loss, ExposureIsNoCost) {
  const LossParameters all = parameters();
  LossCounts with = counts();
  LossCounts without = counts();
  without.persons_of.clear();
  const auto a = assess_loss(all, with, {});
  const auto b = assess_loss(all, without, {});
  ASSERT_TRUE(a && b);
  EXPECT_TRUE(a->has_exposure);
  EXPECT_FALSE(b->has_exposure);
  EXPECT_EQ(a->cost.p50, b->cost.p50) << "fines and damages do not move the cost";
  EXPECT_EQ(std::ranges::count(a->items, true, [](const ItemLoss& item) { return item.item->id == "gdpr_fine"; }), 1)
      << "EU-GDPR-DE is an EU-GDPR";
  EXPECT_EQ(b->exposure.p90, 0);
}

TEST(Loss, CurrenciesAreConverted) {
  const LossParameters all = parameters();
  LossOptions euro;
  euro.currency = "EUR";
  const auto a = assess_loss(all, counts(), {});
  const auto b = assess_loss(all, counts(), euro);
  ASSERT_TRUE(a && b);
  EXPECT_NEAR(a->cost.p50 / b->cost.p50, all.rates.at("EUR"), 1e-9);
  LossOptions unknown;
  unknown.currency = "XXX";
  EXPECT_FALSE(assess_loss(all, counts(), unknown));
}

// Five hundred persons twice: e-mail addresses alone oblige to write to nobody; numbers and health data do.
TEST(Loss, WhatIsExposedMakesTheLoss) {
  const LossParameters all = parameters();
  LossCounts mail;
  mail.persons = 500;
  mail.jurisdictions = 1;
  mail.authorities = 1;
  mail.exposed = {{"any_personal_data, email", 500}};
  LossCounts health = mail;
  health.persons_told = 500;
  health.protection_years = 500;
  health.exposed = {{"any_personal_data, name, ssn, medical, special_category", 500}};
  const auto cheap = assess_loss(all, mail, {});
  const auto dear = assess_loss(all, health, {});
  ASSERT_TRUE(cheap && dear);
  EXPECT_GT(dear->cost.p50, 2 * cheap->cost.p50);
  EXPECT_FALSE(cheap->has_exposure);
  EXPECT_TRUE(dear->has_exposure);
  const auto has = [](const LossReport& report, std::string_view id) {
    return std::ranges::any_of(report.items, [&](const ItemLoss& item) { return item.item->id == id; });
  };
  for (const char* id :
       {"letters", "call_centre", "identity_protection", "sensitive_data", "communication", "settlement"}) {
    EXPECT_FALSE(has(*cheap, id)) << id;
    EXPECT_TRUE(has(*dear, id)) << id;
  }
  // And it grows with the number: a hundred times as many persons cost more than ten times as much.
  LossCounts many = health;
  many.persons = many.persons_told = many.protection_years = 500000;
  many.exposed = {{"name, ssn, medical", 500000}};
  const auto dearest = assess_loss(all, many, {});
  ASSERT_TRUE(dearest);
  EXPECT_GT(dearest->cost.p50, 10 * dear->cost.p50);
  LossCounts secrets;
  secrets.passwords = 1000;
  secrets.private_keys = 3;
  secrets.cards = 200;
  secrets.exposed = {{"email, password_hash", 50}, {"email", 7}};
  const auto reset = assess_loss(all, secrets, {});
  ASSERT_TRUE(reset);
  for (const auto& [id, quantity] : std::map<std::string, double>{
           {"passwords", 1000}, {"private_keys", 3}, {"cards", 200}, {"password_hashes", 50}}) {
    const auto found = std::ranges::find_if(reset->items, [&](const ItemLoss& item) { return item.item->id == id; });
    ASSERT_NE(found, reset->items.end()) << id;
    EXPECT_EQ(found->quantity, quantity) << id;
  }
}

TEST(Loss, NobodyExposedStillCostsTheInvestigation) {
  const LossParameters all = parameters();
  const auto report = assess_loss(all, {}, {});
  ASSERT_TRUE(report);
  EXPECT_GT(report->cost.p50, 0);
  for (const ItemLoss& item : report->items) EXPECT_EQ(item.item->basis, "fixed") << item.item->id;
  EXPECT_EQ(report->left_out.size(), 3U) << "machines, business, works: told as not counted";
}

TEST(Loss, AWrongParameterIsAnError) {
  const TemporaryFolder folder;
  const std::string factor =
      "[[factor]]\nid = \"f\"\nname = \"f\"\nlow = 1\nhigh = 2\ncurrency = \"USD\"\nsource = \"s\"\n";
  const std::string item = "[[item]]\nid = \"i\"\nname = \"i\"\nbasis = \"fixed\"\nfactors = [\"f\"]\n";
  EXPECT_TRUE(load_loss_parameters(folder.file("p.toml", factor + item)));
  const auto wrong = [&](std::string text, std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
    return !load_loss_parameters(folder.file("p.toml", text));
  };
  EXPECT_TRUE(wrong(factor + item, "low = 1", "low = 0"));
  EXPECT_TRUE(wrong(factor + item, "low = 1", "low = -1"));
  EXPECT_TRUE(wrong(factor + item, "low = 1", "low = 3"));
  EXPECT_TRUE(wrong(factor + item, "low = 1", "low = nan"));
  EXPECT_TRUE(wrong(factor + item, "low = 1", "lwo = 1"));
  EXPECT_TRUE(wrong(factor + item, "\"USD\"", "\"XYZ\""));
  EXPECT_TRUE(wrong(factor + item, "[\"f\"]", "[\"g\"]"));
  EXPECT_TRUE(wrong(factor + item, "[\"f\"]", "[\"f\", \"f\"]")) << "two prices";
  EXPECT_TRUE(wrong(factor + item, "\"fixed\"", "\"moon\""));
  EXPECT_TRUE(wrong(factor + item, "source = \"s\"", ""));
  EXPECT_FALSE(load_loss_parameters(folder.path() + "/absent.toml"));
  EXPECT_FALSE(load_loss_parameters(folder.file("p.toml", factor)));
  EXPECT_FALSE(load_loss_parameters(folder.file("p.toml", "x = [")));
}

// The number of persons is an estimate: its interval widens what counts persons, and nothing else.
TEST(Loss, TheIntervalOfThePersonsWidensTheRange) {
  const auto parameters = load_loss_parameters(std::string(CONSTAT_SOURCE_DIR) + "/data/assess/loss.toml");
  ASSERT_TRUE(parameters) << parameters.error().what;
  LossCounts counts;
  counts.persons = 47000;
  counts.persons_told = 47000;
  counts.jurisdictions = 40;
  counts.authorities = 20;
  const auto exact = assess_loss(*parameters, counts, {});
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->persons_factor, nullptr);
  for (const auto& [low, high] : {std::pair(47000.0, 47000.0), std::pair(48000.0, 50000.0), std::pair(-1.0, 50000.0)}) {
    counts.persons_low = low;
    counts.persons_high = high;
    const auto same = assess_loss(*parameters, counts, {});
    ASSERT_TRUE(same);
    EXPECT_EQ(same->cost.p10, exact->cost.p10) << "no interval, or none that holds the number: " << low << " " << high;
    EXPECT_EQ(same->cost.p90, exact->cost.p90);
  }
  counts.persons_low = 20000;
  counts.persons_high = 90000;
  const auto wide = assess_loss(*parameters, counts, {});
  ASSERT_TRUE(wide);
  EXPECT_GT(wide->cost.p90, exact->cost.p90);
  EXPECT_GT(wide->cost.p90 - wide->cost.p10, exact->cost.p90 - exact->cost.p10);
  ASSERT_NE(wide->persons_factor, nullptr);
  EXPECT_TRUE(std::ranges::any_of(wide->swings, [](const Swing& swing) { return swing.factor->id == "persons"; }));
  for (std::size_t index = 0; index < exact->items.size(); ++index) {
    const std::string& basis = exact->items[index].item->basis;
    if (basis != "fixed" && basis != "jurisdictions" && basis != "authorities") continue;
    EXPECT_EQ(wide->items[index].loss.p90, exact->items[index].loss.p90) << basis << " counts no persons";
  }
}

}  // namespace
}  // namespace constat
