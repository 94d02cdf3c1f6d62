#include "models/theory/scalability.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>

#include "models/theory/arguments.hpp"

namespace plimsoll::theory {
namespace {

constexpr std::size_t fewest_sizes = 4;
constexpr std::size_t most_points = 100'000;
constexpr double largest_size = 1e9;
constexpr int most_steps = 1000;

using Numbers = Eigen::Vector3d;  // lambda, sigma, kappa
using Free = std::array<bool, 3>;

double slowdown(const Numbers& numbers, double size) {
  return 1 + numbers(1) * (size - 1) + numbers(2) * size * (size - 1);
}

/// Points with throughputs in units of the largest.
struct Problem {
  Eigen::VectorXd size, throughput;

  bool allows(const Numbers& numbers) const {
    if (!(numbers(0) > 0) || !numbers.allFinite()) return false;
    return std::all_of(size.begin(), size.end(), [&](double n) { return slowdown(numbers, n) > 0; });
  }

  Eigen::VectorXd residuals(const Numbers& numbers) const {
    Eigen::VectorXd result = throughput;
    for (Eigen::Index i = 0; i < size.size(); ++i) {
      result(i) -= numbers(0) * size(i) / slowdown(numbers, size(i));
    }
    return result;
  }

  /// Of the fitted values; columns of numbers that are held are 0.
  Eigen::MatrixX3d jacobian(const Numbers& numbers, const Free& free) const {
    Eigen::MatrixX3d result = Eigen::MatrixX3d::Zero(size.size(), 3);
    for (Eigen::Index i = 0; i < size.size(); ++i) {
      const double n = size(i), slow = slowdown(numbers, n), fitted = numbers(0) * n / slow;
      if (free[0]) result(i, 0) = n / slow;
      if (free[1]) result(i, 1) = -fitted * (n - 1) / slow;
      if (free[2]) result(i, 2) = -fitted * n * (n - 1) / slow;
    }
    return result;
  }
};

struct Solution {
  Numbers numbers;
  Free free{};
  double squares = 0;  // sum of squared residuals
};

/// The solution of the law made linear, each point weighted so that errors of throughput count.
Numbers linear_start(const Problem& problem, const Free& free) {
  const Eigen::Index count = problem.size.size();
  Eigen::MatrixX3d rows = Eigen::MatrixX3d::Zero(count, 3);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double n = problem.size(i), x = problem.throughput(i), weight = x * x / n;
    rows(i, 0) = weight;
    if (free[1]) rows(i, 1) = weight * (n - 1);
    if (free[2]) rows(i, 2) = weight * n * (n - 1);
  }
  const Numbers linear = rows.completeOrthogonalDecomposition().solve(problem.throughput);
  const Numbers start{1 / linear(0), linear(1) / linear(0), linear(2) / linear(0)};
  if (problem.allows(start)) return start;
  return {(problem.throughput.array() / problem.size.array()).maxCoeff(), 0, 0};
}

Solution least_squares(const Problem& problem, const Free& free) {
  Solution best{.numbers = linear_start(problem, free), .free = free};
  Eigen::VectorXd residuals = problem.residuals(best.numbers);
  best.squares = residuals.squaredNorm();
  double damping = 1e-3;
  for (int step = 0; step < most_steps && damping < 1e12; ++step) {
    const Eigen::MatrixX3d jacobian = problem.jacobian(best.numbers, free);
    Eigen::Matrix3d normal = jacobian.transpose() * jacobian;
    for (Eigen::Index i = 0; i < 3; ++i) {
      normal(i, i) = free[static_cast<std::size_t>(i)] ? normal(i, i) * (1 + damping) : 1;
    }
    const Numbers change = normal.ldlt().solve(jacobian.transpose() * residuals);
    const Numbers next = best.numbers + change;
    const Eigen::VectorXd next_residuals = problem.residuals(next);
    const double squares = next_residuals.squaredNorm();
    if (!problem.allows(next) || !(squares < best.squares)) {
      damping *= 10;
      continue;
    }
    const bool done = best.squares - squares <= 1e-16 * best.squares;
    best.numbers = next;
    best.squares = squares;
    residuals = next_residuals;
    damping = std::max(damping / 10, 1e-12);
    if (done) break;
  }
  return best;
}

/// The least squares with sigma and kappa at 0 or above.
Solution constrained(const Problem& problem) {
  Solution best = least_squares(problem, {true, true, true});
  if (best.numbers(1) >= 0 && best.numbers(2) >= 0) return best;
  best = least_squares(problem, {true, false, false});
  for (const Free& free : {Free{true, true, false}, Free{true, false, true}}) {
    const Solution other = least_squares(problem, free);
    if (other.numbers.minCoeff() >= 0 && other.squares < best.squares) best = other;
  }
  return best;
}

ScalabilityLaw law_of(const Numbers& numbers, double unit) {
  return {.per_unit = numbers(0) * unit, .contention = numbers(1), .coherency = numbers(2)};
}

Numbers standard_errors(const Problem& problem, const Solution& solution, double variance) {
  Eigen::MatrixX3d jacobian = problem.jacobian(solution.numbers, solution.free);
  Numbers length;
  for (Eigen::Index i = 0; i < 3; ++i) {  // columns of equal length: the numbers differ by powers of ten
    length(i) = solution.free[static_cast<std::size_t>(i)] ? jacobian.col(i).norm() : 1;
    jacobian.col(i) /= length(i);
  }
  Eigen::Matrix3d normal = jacobian.transpose() * jacobian;
  for (Eigen::Index i = 0; i < 3; ++i) {
    if (!solution.free[static_cast<std::size_t>(i)]) normal(i, i) = 1;
  }
  const Eigen::Matrix3d covariance = normal.fullPivLu().inverse() * variance;
  Numbers errors = Numbers::Zero();
  for (Eigen::Index i = 0; i < 3; ++i) {
    if (!solution.free[static_cast<std::size_t>(i)]) continue;
    errors(i) = std::sqrt(std::max(covariance(i, i), 0.0)) / length(i);
  }
  return errors;
}

}  // namespace

double ScalabilityLaw::throughput(double size) const {
  return per_unit * size / slowdown({per_unit, contention, coherency}, size);
}

std::optional<double> ScalabilityLaw::peak_size() const {
  if (contention >= 1) return 1;
  if (!(coherency > 0)) return std::nullopt;
  return std::max(std::sqrt((1 - contention) / coherency), 1.0);
}

std::optional<double> ScalabilityLaw::ceiling() const {
  if (const auto size = peak_size()) return throughput(*size);
  if (!(contention > 0)) return std::nullopt;
  return per_unit / contention;
}

Answer<ScalabilityFit> fit_scalability(std::span<const ScalabilityPoint> points) {
  if (points.size() > most_points) return Refusal{"there are more than 100,000 points"};
  std::set<double> sizes;
  double unit = 0;
  for (const ScalabilityPoint& point : points) {
    if (!(point.size >= 1 && point.size <= largest_size) || !is_positive(point.throughput_per_second)) {
      return Refusal{"sizes are from 1 to 10^9, throughputs finite and above 0"};
    }
    sizes.insert(point.size);
    unit = std::max(unit, point.throughput_per_second);
  }
  if (sizes.size() < fewest_sizes) return Refusal{"three numbers need throughputs at four different sizes"};

  const auto count = static_cast<Eigen::Index>(points.size());
  Problem problem{Eigen::VectorXd(count), Eigen::VectorXd(count)};
  for (Eigen::Index i = 0; i < count; ++i) {
    const ScalabilityPoint& point = points[static_cast<std::size_t>(i)];
    problem.size(i) = point.size;
    problem.throughput(i) = point.throughput_per_second / unit;
  }
  const Solution solution = constrained(problem);
  const auto free = std::count(solution.free.begin(), solution.free.end(), true);
  const double variance = solution.squares / static_cast<double>(count - free);
  const double spread = (problem.throughput.array() - problem.throughput.mean()).square().sum();
  const Eigen::VectorXd residuals = problem.residuals(solution.numbers) * unit;

  ScalabilityFit fit;
  fit.law = law_of(solution.numbers, unit);
  fit.standard_errors = law_of(standard_errors(problem, solution, variance), unit);
  fit.residuals.assign(residuals.begin(), residuals.end());
  fit.residual_deviation = std::sqrt(variance) * unit;
  fit.r_squared = spread > 0 ? 1 - solution.squares / spread : 0;
  const bool finite = is_finite(fit.law.per_unit) && is_finite(fit.standard_errors.per_unit) &&
                      is_finite(fit.standard_errors.contention) && is_finite(fit.standard_errors.coherency);
  if (!finite) return refusal::out_of_range;
  return fit;
}

}  // namespace plimsoll::theory
