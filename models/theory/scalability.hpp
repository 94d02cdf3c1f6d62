#pragma once

#include <optional>
#include <span>
#include <vector>

#include "models/theory/answer.hpp"

namespace plimsoll::theory {

/// The universal scalability law: throughput at a size N (users, threads or nodes).
///
///     X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
///
/// Source: N. J. Gunther, Guerrilla Capacity Planning, 2007.
struct ScalabilityLaw {
  double per_unit = 0;    ///< lambda: throughput of one unit, per second
  double contention = 0;  ///< sigma: the share that is serial
  double coherency = 0;   ///< kappa: what each pair of units costs

  /// size >= 1.
  double throughput(double size) const;

  /// The size at which throughput is greatest, sqrt((1 - sigma) / kappa), at least 1; none if it grows for
  /// ever.
  std::optional<double> peak_size() const;

  /// What throughput never exceeds, per second: that at the peak, or lambda / sigma; none if it grows for
  /// ever.
  std::optional<double> ceiling() const;
};

struct ScalabilityPoint {
  double size = 0;  ///< at least 1
  double throughput_per_second = 0;
};

struct ScalabilityFit {
  ScalabilityLaw law;
  ScalabilityLaw standard_errors;  ///< of the three numbers; 0 for one that is held at 0
  std::vector<double> residuals;   ///< measured less fitted, per second, in the order of the points
  double residual_deviation = 0;   ///< standard deviation of the residuals, per second
  double r_squared = 0;            ///< share of the variance of the throughput that the law explains
};

/// Least squares in throughput with lambda > 0, sigma >= 0, kappa >= 0. From the solution of the law made
/// linear, N / X = (1 + sigma (N - 1) + kappa N (N - 1)) / lambda, Levenberg and Marquardt's method. Where
/// that leads below 0, the best of the solutions with sigma, kappa or both held at 0.
///
/// At least four different sizes, from 1 to 10^9; throughputs above 0; not more than 100,000 points.
/// Source: D. W. Marquardt, Journal of the Society for Industrial and Applied Mathematics 11 (1963).
Answer<ScalabilityFit> fit_scalability(std::span<const ScalabilityPoint> points);

}  // namespace plimsoll::theory
