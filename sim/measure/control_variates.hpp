#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/measure/interval.hpp"

namespace plimsoll {

/// Random quantities of independent runs whose expectations are known to be 0, such as by how much the draws
/// of a run exceeded their means. What goes along with them in a measure is luck that can be taken out.
///
/// With controls C_r of run r and a measure Y_r, the regression Y = m + C b + noise gives as m the value that
/// the runs would have shown on average had luck been even. From R runs and q controls
///
///     m ± t(R - q - 1) · s · √(1/R + c' S⁻¹ c),     s² = Σ residual² / (R - q - 1),
///
/// with c the means of the controls and S their sums of squares and products around c. The interval is exact
/// if Y and C are jointly normal. Variance falls to (1 - ρ²) (R - 2) / (R - q - 2) of that of the plain mean,
/// with ρ² the share of Y's variance that goes along with the controls: each control costs something, so few
/// are taken, at most one for five runs. Without any, all this is Student's interval of the mean.
///
/// m is linear in Y: what adds up in every run (parts of a latency) adds up in the values, too.
///
/// Sources: Lavenberg and Welch, A perspective on the use of control variables to increase the efficiency of
/// Monte Carlo simulations, Management Science 27 (1981); Nelson, Control variate remedies, Operations
/// Research 38 (1990). The regression is by modified Gram-Schmidt: Björck, Solving linear least squares
/// problems by Gram-Schmidt orthogonalization, BIT 7 (1967). Not by a library, whose order of summation
/// depends on the machine: equal input gives equal bits.
class ControlVariates {
 public:
  static constexpr std::size_t kRunsForEach = 5;

  /// None, for any number of runs.
  ControlVariates() = default;

  /// `columns` hold the controls run by run, the most important one first, all equally long. Of those the
  /// first R/5 are used; one that is not finite everywhere, or follows from those before, is left out.
  explicit ControlVariates(std::vector<std::vector<double>> columns);

  /// Columns that are used, by their number.
  const std::vector<std::size_t>& used() const { return used_; }

  /// The controls of some of the runs.
  ControlVariates of(std::span<const std::size_t> runs) const;

  /// What a regression over all runs finds.
  struct Fit {
    double mean = 0;             // m
    double squares = 0;          // Σ residual²
    double mean_per_square = 0;  // 1/R + c' S⁻¹ c: variance of m over that of the noise
    std::int64_t freedom = 0;    // R - q - 1
  };
  Fit fit(std::span<const double> values) const;

 private:
  std::vector<std::vector<double>> columns_;
  std::vector<std::size_t> used_;
  // Used columns, centred, made orthogonal to each other and of length 1; and what that did to their means.
  std::vector<std::vector<double>> directions_;
  std::vector<double> means_;
};

/// m with its interval. As interval_of() otherwise: NaN is a run without the measure, and is left out.
Interval controlled_interval_of(std::span<const double> values, const ControlVariates& controls,
                                const Confidence& confidence = {});

}  // namespace plimsoll
