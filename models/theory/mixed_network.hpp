#pragma once

#include <vector>

#include "models/theory/closed_network.hpp"

namespace plimsoll::theory {

/// A network that some requests only pass through, while others belong to users who come back.
struct MixedNetwork {
  ClosedNetwork closed;                                  // classes of users; demands of stations are theirs
  std::vector<double> rate_per_second;                   // of open classes
  std::vector<std::vector<double>> open_demand_seconds;  // by station, by open class
};

struct MixedMeans {
  NetworkMeans closed;                        // utilisation is that of all requests, open and closed
  std::vector<double> open_response_seconds;  // by open class
  std::vector<std::vector<double>> open_residence_seconds;  // by station, by open class
};

/// Exact mean values of a mixed network with a product form. Users see stations that open requests make
/// slower: with j users at a station of c servers and an open load of a, it works for them at
///
///     f(j - 1) / f(j),    f(j) = sum over i of C(i + j, j) a^i / (speed(1) ... speed(i + j))
///
/// which is 1 - a for one server. Open requests see what users leave them: i of them are there with chance
/// proportional to the terms of f(j).
///
/// Refused without a steady state: where open requests alone ask a station for all it can do.
///
/// S. C. Bruell, G. Balbo, P. V. Afshari, "Mean value analysis of mixed, multiple class BCMP networks with
/// load dependent service stations", Performance Evaluation 4 (1984); E. D. Lazowska, J. Zahorjan, G. S.
/// Graham, K. C. Sevcik, "Quantitative System Performance" (1984), ch. 7.
Answer<MixedMeans> solve_mixed(const MixedNetwork& network);

}  // namespace plimsoll::theory
