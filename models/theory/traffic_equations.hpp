#pragma once

#include <vector>

#include "models/theory/answer.hpp"

namespace plimsoll::theory {

namespace refusal {
inline constexpr Refusal diverges{
    "requests breed more requests than leave (retries, loops): there is no steady state"};
}

/// Visits per second of each station when requests arrive there from outside at arrivals_per_second and go on
/// from i to j with probability next[i][j] (or, with rows that add up to more than 1, breed new ones:
/// retries):
///
///     lambda = gamma + P^T lambda
///
/// by LU decomposition of I - P^T. The solution means something only if what one request breeds dies out:
/// the spectral radius of P is below 1. A loop that feeds itself is refused, not solved.
///
/// J. R. Jackson, "Networks of waiting lines", Operations Research 5 (1957). At most 2,000 stations.
Answer<std::vector<double>> solve_traffic(const std::vector<double>& arrivals_per_second,
                                          const std::vector<std::vector<double>>& next);

/// The greatest modulus of an eigenvalue of a square matrix.
double spectral_radius(const std::vector<std::vector<double>>& matrix);

}  // namespace plimsoll::theory
