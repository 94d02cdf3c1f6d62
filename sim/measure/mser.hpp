#pragma once

#include <cstddef>
#include <span>

namespace plimsoll {

/// How many values at the start of `series` are best left out, so that the mean of the rest is known best:
/// the d that makes
///
///     Σ over i >= d of (x_i - mean of those)² / (n - d)²
///
/// smallest, the least such d. Cutting off a start that does not belong to the rest makes the sum of squares
/// fall faster than the number left. At least five values are left, or d is 0.
///
/// An answer beyond the middle of the series says that its end has not been seen: either it has not settled,
/// or it is nothing but noise.
/// Source: White, An effective truncation heuristic for bias reduction in simulation output, Simulation 69
/// (1997): MSER, and MSER-5 where each value is itself a mean over several observations, as they are here.
std::size_t mser_truncation(std::span<const double> series);

}  // namespace plimsoll
