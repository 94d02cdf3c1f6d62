#include <algorithm>

#include <fmt/format.h>

#include "models/theory/approximate_mva.hpp"
#include "models/theory/mixed_network.hpp"
#include "study/twin_solution.hpp"

namespace plimsoll {
namespace {

constexpr double kMostOperations = 5e7;  // of an exact solution: tens of milliseconds

theory::ClosedNetwork closed_network(const TwinNetwork& network) {
  theory::ClosedNetwork closed;
  closed.stations = stations_without_demand(network);
  theory::Station outside{theory::Speed::delay(), {}};
  for (const spec::Traffic* traffic : network.closed) {
    closed.users.push_back(traffic->users);
    closed.think_seconds.push_back(traffic->think.law.mean());
    outside.demand_seconds.push_back(0);
    for (theory::Station& station : closed.stations) station.demand_seconds.push_back(0);
    for (const RequestStream& stream : network.streams) {
      if (stream.traffic != traffic) continue;
      outside.demand_seconds.back() += stream.share * stream.route.outside_seconds;
      for (std::size_t k = 0; k < network.stations.size(); ++k) {
        closed.stations[k].demand_seconds.back() += stream.share * demand_of(stream, network.stations[k]);
      }
    }
  }
  closed.stations.push_back(outside);
  return closed;
}

std::string users_text(const TwinNetwork& network) {
  std::int64_t users = 0;
  for (const spec::Traffic* traffic : network.closed) users += traffic->users;
  return fmt::format("{} users", users);
}

/// A request is slowed down at a station as all of its class are.
void add_user_stream(const TwinNetwork& network, const RequestStream& stream,
                     const theory::ClosedNetwork& closed, const theory::NetworkMeans& means,
                     Solution& solution) {
  const auto found = std::find(network.closed.begin(), network.closed.end(), stream.traffic);
  if (found == network.closed.end()) {  // traffic of no users
    solution.throughput.push_back(0);
    solution.response.push_back(0);
    return;
  }
  const auto r = static_cast<std::size_t>(found - network.closed.begin());
  double response = stream.route.outside_seconds;
  for (std::size_t k = 0; k < network.stations.size(); ++k) {
    const double of_class = closed.stations[k].demand_seconds[r];
    if (!(of_class > 0)) continue;
    response += demand_of(stream, network.stations[k]) * means.stations[k].residence_seconds[r] / of_class;
  }
  solution.throughput.push_back(stream.share * means.throughput_per_second[r]);
  solution.response.push_back(response);
}

}  // namespace

std::optional<Solution> solve_closed_model(const TwinNetwork& network, Reasons& reasons) {
  const theory::ClosedNetwork closed = closed_network(network);
  const bool is_small = theory::cost_of_exact(closed) <= kMostOperations;
  theory::NetworkMeans means;
  if (is_small) {
    const auto exact = theory::solve_closed(closed);
    if (!exact) return reasons.refuse(std::string(exact.reason()));
    means = *exact;
  } else {
    const auto nearly = theory::approximate_closed(closed);
    if (!nearly) return reasons.refuse(std::string(nearly.reason()));
    means = *nearly;
    reasons.approximations.push_back(
        "the network is large: it is solved approximately (Bard and Schweitzer)");
  }
  Solution solution;
  solution.is_exact = has_product_form(network, reasons) && is_small;
  solution.is_flow_exact = solution.is_exact;
  const ProcessorStation& first = network.stations.front();
  solution.model =
      network.stations.size() == 1 && network.closed.size() == 1
          ? fmt::format("M/M/{}//{}", first.cores, network.closed.front()->users)
          : fmt::format("closed network of {} stations, {}", network.stations.size(), users_text(network));
  for (const RequestStream& stream : network.streams)
    add_user_stream(network, stream, closed, means, solution);
  for (std::size_t k = 0; k < network.stations.size(); ++k) {
    solution.utilisation.push_back(means.stations[k].utilisation);
  }
  return solution;
}

std::optional<Solution> solve_mixed_model(const TwinNetwork& network, Reasons& reasons) {
  theory::MixedNetwork mixed{closed_network(network), {}, {}};
  mixed.open_demand_seconds.resize(mixed.closed.stations.size());
  for (const RequestStream& stream : network.streams) {
    if (!is_open(stream)) continue;
    mixed.rate_per_second.push_back(rate_of(stream));
    for (std::size_t k = 0; k < network.stations.size(); ++k) {
      mixed.open_demand_seconds[k].push_back(demand_of(stream, network.stations[k]));
    }
    mixed.open_demand_seconds.back().push_back(stream.route.outside_seconds);
  }
  if (theory::cost_of_exact(mixed.closed) > kMostOperations) {
    return reasons.refuse("the network is too large for an exact solution, and it is both open and closed");
  }
  const auto means = theory::solve_mixed(mixed);
  if (!means) return reasons.refuse(std::string(means.reason()));
  Solution solution;
  solution.is_exact = solution.is_flow_exact = has_product_form(network, reasons);
  solution.model = fmt::format("mixed network of {} stations, {} and a stream from outside",
                               network.stations.size(), users_text(network));
  std::size_t open = 0;
  for (const RequestStream& stream : network.streams) {
    if (is_open(stream)) {
      solution.throughput.push_back(rate_of(stream));
      solution.response.push_back(means->open_response_seconds[open++]);
    } else {
      add_user_stream(network, stream, mixed.closed, means->closed, solution);
    }
  }
  for (std::size_t k = 0; k < network.stations.size(); ++k) {
    solution.utilisation.push_back(means->closed.stations[k].utilisation);
  }
  return solution;
}

}  // namespace plimsoll
