#include "models/theory/open_network.hpp"

#include "sim/check.hpp"

namespace plimsoll::theory {

Answer<NetworkMeans> solve_open(const std::vector<double>& rate_per_second,
                                const std::vector<Station>& stations) {
  const std::size_t classes = rate_per_second.size();
  NetworkMeans means;
  means.throughput_per_second = rate_per_second;
  means.response_seconds.assign(classes, 0);
  for (const Station& station : stations) {
    PLIMSOLL_CHECK(station.demand_seconds.size() == classes);
    double load = 0;  // of one copy
    for (std::size_t r = 0; r < classes; ++r) load += rate_per_second[r] * station.demand_seconds[r];
    load /= static_cast<double>(station.copies);
    if (!station.speed.is_delay() && !(load < station.speed.limit())) return refusal::no_steady_state;
    // An empty station serves at once, at the speed of a single request.
    const double stretch = load > 0 ? mean_number_at(station.speed, load) / load : 1 / station.speed.at(1);
    NodeMeans& of = means.stations.emplace_back();
    of.utilisation = station.speed.is_delay() ? 0 : load / station.speed.limit();
    for (std::size_t r = 0; r < classes; ++r) {
      of.residence_seconds.push_back(station.demand_seconds[r] * stretch);
      of.number.push_back(rate_per_second[r] * of.residence_seconds.back());
      means.response_seconds[r] += of.residence_seconds.back();
    }
  }
  return means;
}

}  // namespace plimsoll::theory
