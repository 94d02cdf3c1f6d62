#pragma once

#include <vector>

#include "models/theory/answer.hpp"
#include "models/theory/network.hpp"

namespace plimsoll::theory {

/// Mean values of an open network: requests of class r come at rate_per_second[r], each stream Poisson, and
/// leave when they are done.
///
/// Stations are independent, each as if alone. At a load of a (demand times rate, over all classes) the
/// number there is that of M/M/c, and a request of demand d spends d x number / a there. Exact where every
/// station has a product form (see network.hpp).
///
/// Refused if a station is asked for all it can do, or more: there is no steady state.
///
/// J. R. Jackson, "Networks of waiting lines", Operations Research 5 (1957); Baskett et al. (1975).
Answer<NetworkMeans> solve_open(const std::vector<double>& rate_per_second,
                                const std::vector<Station>& stations);

}  // namespace plimsoll::theory
