#pragma once

#include <cstdint>
#include <vector>

#include "models/theory/network.hpp"

namespace plimsoll::theory {

/// Users who think, ask, wait for the answer, and think again. Classes differ in who asks for what.
struct ClosedNetwork {
  std::vector<std::int64_t> users;    // by class
  std::vector<double> think_seconds;  // by class, mean; its law does not count
  std::vector<Station> stations;
};

/// Exact mean values, and the chance of 0, 1, 2, ... requests at those stations whose speed depends on it.
struct ExactMeans : NetworkMeans {
  std::vector<std::vector<double>> chance_of_number;  // by station; empty for one server and for a delay
};

/// About how many multiplications solve_closed() takes. A hundred million of them take a tenth of a second.
double cost_of_exact(const ClosedNetwork& network);

/// Exact mean values of a closed network with a product form, of one class or several: those of mean value
/// analysis (M. Reiser, S. S. Lavenberg, JACM 27, 1980), got from normalising constants by convolution
/// (J. P. Buzen, CACM 16, 1973; several classes and speeds that depend on the number: M. Reiser, H.
/// Kobayashi, IBM J. 19, 1975).
///
/// Sums of positive terms only, so nothing cancels, where mean value analysis with several servers loses all
/// digits near saturation (its p(0) is a small difference). Demands are first scaled by the throughput that
/// is expected: the constants become probabilities near their mode, and neither overflow nor vanish with
/// 100,000 users (after S. S. Lam, "Dynamic scaling and growth behavior of queuing network normalization
/// constants", JACM 29, 1982).
///
/// Refused if a class of users neither thinks nor asks for anything: its throughput would be infinite.
Answer<ExactMeans> solve_closed(const ClosedNetwork& network);

}  // namespace plimsoll::theory
