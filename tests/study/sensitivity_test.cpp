#include "study/sensitivity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "models/catalogue.hpp"
#include "study/twin.hpp"

namespace plimsoll {
namespace {

LoadWith model(std::string text) {
  return [text = std::move(text)](const std::vector<std::string>& sets) {
    spec::LoadRequest request;
    request.files = {{"test.toml", text}};
    request.sets = sets;
    request.kinds = part_kinds();
    return spec::load(request);
  };
}

NumberSetting setting(const LoadWith& load, const std::string& address) {
  const auto found = number_at(load, numbers_of(load({}).resolved), address);
  if (!found) throw std::runtime_error("no number at " + address);
  return *found;
}

SensitivityOptions stepping(double step) {
  SensitivityOptions options;
  options.step = step;
  return options;
}

/// The mean latency of "job" as theory has it, exactly.
double exact_mean(const LoadWith& load, const std::string& set) {
  for (const TheoryFigure& figure : twin_of(*load({set}).spec).figures) {
    if (figure.subject == "job" && figure.measure == TheoryMeasure::latency_mean && figure.kind == TheoryKind::exact)
      return figure.value;
  }
  throw std::runtime_error("theory has no exact mean");
}

/// d ln m / d ln x by theory, from a step of 0.01 %: off by a hundred-millionth.
double exact_elasticity(const LoadWith& load, const NumberSetting& x) {
  const double up = x.value * 1.0001, down = x.value / 1.0001;
  return std::log(exact_mean(load, assignment(x, up)) / exact_mean(load, assignment(x, down))) / std::log(up / down);
}

/// The exact derivative lies in the 95 % interval or next to it, within 3 %, and the interval is that narrow.
void expect_exact(const LoadWith& load, const std::string& address, double step) {
  const NumberSetting x = setting(load, address);
  const Sensitivity found = sensitivity_of(load, {x}, {"job.mean"}, stepping(step));
  ASSERT_EQ(found.rows.size(), 1u);
  const Estimate& value = found.rows[0].of[0].value;
  ASSERT_TRUE(value.has_interval);
  const double exact = exact_elasticity(load, x);
  EXPECT_NEAR(value.value, exact, 0.03 * std::abs(exact));
  EXPECT_LT(value.high - value.value, 0.04 * std::abs(exact));
}

constexpr const char* kOpen = R"(
  [system.core]
  kind    = "server"
  cores   = 3
  order   = "fcfs"
  workers = "unlimited"
  queue   = 1_000_000
  [request.job]
  on    = "core"
  steps = [{ id = "serve", work = { dist = "exponential", mean = "20 ms" } }]
  [traffic.jobs]
  rate = "90 /s"
  [run]
  warm_up      = "10 s"
  duration     = "500 s"
  replications = 40
)";

// M/M/3 at 60 %: the derivative of Erlang's delay formula by the rate and by the work.
TEST(Sensitivity, AgreesWithErlang) {
  const LoadWith load = model(kOpen);
  expect_exact(load, "traffic.jobs.rate", 0.02);
  expect_exact(load, "request.job.steps.serve.work.mean", 0.01);
}

// Forty users on three cores: the derivative of mean value analysis by the work.
TEST(Sensitivity, AgreesWithMeanValueAnalysis) {
  std::string closed(kOpen);
  const std::string rate = "rate = \"90 /s\"";
  closed.replace(closed.find(rate), rate.size(), "users = 40\n  think = { dist = \"exponential\", mean = \"300 ms\" }");
  expect_exact(model(closed), "request.job.steps.serve.work.mean", 0.05);
}

/// Ten requests a second of 10 ms each, one after the other: nothing is left to luck, and nobody waits.
constexpr const char* kClock = R"(
  [system.app]
  kind    = "server"
  cores   = 1
  workers = 8
  price   = "box"
  [request.job]
  on    = "app"
  steps = [{ work = "10 ms" }]
  [traffic.clock]
  rate     = "10 /s"
  arrivals = "regular"
  [price]
  box = "1 USD/h"
  [run]
  warm_up      = "0 s"
  duration     = "10 s"
  replications = 2
)";

// Where nobody waits, the time is the work: elasticity 1; it does not depend on rate, workers or price, and cost
// on nothing but the price.
TEST(Sensitivity, KnownEffectsAreFoundExactly) {
  const LoadWith load = model(kClock);
  const Sensitivity found = sensitivity_of(load, written_numbers(load, load({})), {"job.mean", "cost"});
  const auto effect = [&](const std::string& address, std::size_t measure) {
    for (const SensitivityRow& row : found.rows) {
      if (row.setting.address == address) return row.of[measure];
    }
    throw std::runtime_error("no row " + address);
  };
  EXPECT_NEAR(effect("request.job.steps.work.work", 0).value.value, 1, 1e-6);
  EXPECT_TRUE(effect("traffic.clock.rate", 0).has_no_effect);
  EXPECT_TRUE(effect("system.app.workers", 0).has_no_effect);
  EXPECT_TRUE(effect("price.box", 0).has_no_effect);
  EXPECT_NEAR(effect("price.box", 1).value.value, 1, 1e-9);
  EXPECT_TRUE(effect("request.job.steps.work.work", 1).has_no_effect);
}

// A count moves by one, and upwards only where there is nothing below; what is 0 is left out; a measure that
// nobody has is refused with the nearest name.
TEST(Sensitivity, CountsMoveByWholeSteps) {
  const LoadWith load = model(kClock);
  const Sensitivity found = sensitivity_of(
      load, {setting(load, "system.app.workers"), setting(load, "system.app.cores"), setting(load, "run.warm_up")},
      {"job.mean"});
  ASSERT_EQ(found.rows.size(), 2u);
  EXPECT_EQ(found.rows[0].down, 7);
  EXPECT_EQ(found.rows[0].up, 9);
  EXPECT_FALSE(found.rows[0].is_one_sided);
  EXPECT_EQ(found.rows[1].down, 1);
  EXPECT_EQ(found.rows[1].up, 2);
  EXPECT_TRUE(found.rows[1].is_one_sided);
  ASSERT_EQ(found.left_out.size(), 1u);
  EXPECT_NE(found.left_out[0].find("run.warm_up"), std::string::npos);
  EXPECT_THROW(sensitivity_of(load, {}, {"job.means"}), std::invalid_argument);
}

}  // namespace
}  // namespace plimsoll
