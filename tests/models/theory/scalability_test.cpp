#include "models/theory/scalability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::theory {
namespace {

std::vector<ScalabilityPoint> measured(const ScalabilityLaw& law, const std::vector<double>& sizes,
                                       const std::vector<double>& noise = {}) {
  std::vector<ScalabilityPoint> points;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double factor = noise.empty() ? 1 : 1 + noise[i % noise.size()];
    points.push_back({sizes[i], law.throughput(sizes[i]) * factor});
  }
  return points;
}

const std::vector<double> sizes{1, 2, 4, 8, 16, 32, 64};

// Throughputs made by the law give the law back, its peak at sqrt((1 - 0.03) / 0.0002) = 69.6 units included.
TEST(Scalability, FindsTheLawAgain) {
  const ScalabilityLaw law{.per_unit = 950, .contention = 0.03, .coherency = 0.0002};
  const auto fit = fit_scalability(measured(law, sizes));
  EXPECT_NEAR(fit->law.per_unit, 950, 1e-7);
  EXPECT_NEAR(fit->law.contention, 0.03, 1e-10);
  EXPECT_NEAR(fit->law.coherency, 0.0002, 1e-12);
  EXPECT_NEAR(fit->r_squared, 1, 1e-12);
  EXPECT_NEAR(*fit->law.peak_size(), std::sqrt(0.97 / 0.0002), 1e-5);
  EXPECT_NEAR(*fit->law.ceiling(), law.throughput(*law.peak_size()), 1e-5);
}

// With 2 % of noise the numbers are found within three standard errors, which are smaller than they are.
TEST(Scalability, SaysHowSureItIs) {
  const ScalabilityLaw law{.per_unit = 950, .contention = 0.03, .coherency = 0.0002};
  const auto fit = fit_scalability(measured(law, sizes, {0.02, -0.01, -0.02, 0.015, 0.01, -0.015, 0.005}));
  EXPECT_NEAR(fit->law.per_unit, 950, 3 * fit->standard_errors.per_unit);
  EXPECT_NEAR(fit->law.contention, 0.03, 3 * fit->standard_errors.contention);
  EXPECT_NEAR(fit->law.coherency, 0.0002, 3 * fit->standard_errors.coherency);
  EXPECT_LT(fit->standard_errors.contention, 0.03);
  EXPECT_GT(fit->r_squared, 0.99);
  double squares = 0;
  for (const double residual : fit->residuals) squares += residual * residual;
  EXPECT_NEAR(fit->residual_deviation, std::sqrt(squares / 4), 1e-9);  // seven points, three numbers
}

// The fit is a least: moving any number a little makes the residuals larger.
TEST(Scalability, IsALeastSquare) {
  const auto points = measured({.per_unit = 100, .contention = 0.1, .coherency = 0.001}, sizes,
                               {0.05, -0.04, 0.03, -0.02, 0.01});
  const auto fit = fit_scalability(points);
  const auto squares = [&](const ScalabilityLaw& law) {
    double sum = 0;
    for (const ScalabilityPoint& p : points) {
      sum += std::pow(p.throughput_per_second - law.throughput(p.size), 2);
    }
    return sum;
  };
  const double least = squares(fit->law);
  for (const double factor : {0.999, 1.001}) {
    ScalabilityLaw moved = fit->law;
    moved.per_unit *= factor;
    EXPECT_GT(squares(moved), least);
    moved = fit->law;
    moved.contention *= factor;
    EXPECT_GT(squares(moved), least);
    moved = fit->law;
    moved.coherency *= factor;
    EXPECT_GT(squares(moved), least);
  }
}

// Amdahl's law has no peak but a ceiling; a line that is faster than proportional has no law below 0.
TEST(Scalability, HoldsNumbersAtZero) {
  const auto amdahl = fit_scalability(
      measured({.per_unit = 10, .contention = 0.05, .coherency = 0}, sizes, {0.001, 0.0, 0.002}));
  EXPECT_GE(amdahl->law.coherency, 0);
  EXPECT_NEAR(amdahl->law.contention, 0.05, 0.005);

  std::vector<ScalabilityPoint> superlinear;
  for (const double n : sizes) superlinear.push_back({n, 10 * std::pow(n, 1.1)});
  const auto fit = fit_scalability(superlinear);
  EXPECT_EQ(fit->law.contention, 0);
  EXPECT_EQ(fit->law.coherency, 0);
  EXPECT_EQ(fit->standard_errors.contention, 0);
  EXPECT_FALSE(fit->law.peak_size());
  EXPECT_FALSE(fit->law.ceiling());
  EXPECT_DOUBLE_EQ(*(ScalabilityLaw{.per_unit = 10, .contention = 0.05}.ceiling()), 200);
}

// Where growing only hurts, the peak is one unit.
TEST(Scalability, PeaksAtOneUnitAtLeast) {
  EXPECT_EQ(*(ScalabilityLaw{.per_unit = 1, .contention = 0.9, .coherency = 2}.peak_size()), 1);
  EXPECT_EQ(*(ScalabilityLaw{.per_unit = 1, .contention = 1.5}.peak_size()), 1);
}

// Scale does not matter: the same curve in other units gives the same shape.
TEST(Scalability, DoesNotDependOnUnits) {
  for (const double scale : {1e-200, 1.0, 1e200}) {
    const auto fit = fit_scalability(
        measured({.per_unit = scale, .contention = 0.02, .coherency = 1e-5}, {1, 10, 100, 1000, 500, 50}));
    EXPECT_NEAR(fit->law.per_unit / scale, 1, 1e-10);
    EXPECT_NEAR(fit->law.contention, 0.02, 1e-11);
    EXPECT_NEAR(fit->law.coherency, 1e-5, 1e-14);
  }
}

// Too few sizes, and throughputs that are none.
TEST(Scalability, RefusesWhatHasNoAnswer) {
  EXPECT_FALSE(fit_scalability({}));
  EXPECT_FALSE(fit_scalability(std::vector<ScalabilityPoint>{{1, 10}, {2, 18}, {3, 25}, {3, 26}, {2, 18.5}}));
  EXPECT_FALSE(fit_scalability(std::vector<ScalabilityPoint>{{1, 10}, {2, 18}, {3, 25}, {4, std::nan("")}}));
  EXPECT_FALSE(fit_scalability(std::vector<ScalabilityPoint>{{0.5, 10}, {2, 18}, {3, 25}, {4, 30}}));
  EXPECT_FALSE(fit_scalability(std::vector<ScalabilityPoint>{{1, 10}, {2, 0}, {3, 25}, {4, 30}}));
}

}  // namespace
}  // namespace plimsoll::theory
