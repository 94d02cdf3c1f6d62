#include <algorithm>

#include "models/theory/lattice.hpp"
#include "study/twin_solution.hpp"

namespace plimsoll {
namespace {

constexpr double kNever = 1e-9;  // chance below which nobody meets a limit
constexpr std::int64_t kMostPlaces = 100'000;

double closed_throughput(const Solution& solution) {
  double sum = 0;
  for (const double throughput : solution.throughput) sum += throughput;
  return sum;
}

/// The chance that `capacity` requests or more are in the system at once. By product form, which is why it
/// is not asked of anything else.
double chance_of(double capacity, const TwinNetwork& network, const Solution& solution) {
  if ((network.has_open && network.has_closed) || network.closed.size() > 1) return 1;
  const std::int64_t most =
      network.has_closed ? network.closed.front()->users : static_cast<std::int64_t>(std::min(capacity, 1e5));
  if (most > kMostPlaces) return 1;
  const theory::Lattice lattice({most});
  double outside = 0, busiest = 0;
  for (std::size_t i = 0; i < network.streams.size(); ++i) {
    outside += solution.throughput[i] * network.streams[i].route.outside_seconds;
  }
  std::vector<double> inside = lattice.delays({outside});
  for (std::size_t k = 0; k < network.stations.size(); ++k) {
    const ProcessorStation& station = network.stations[k];
    double load = 0;
    for (std::size_t i = 0; i < network.streams.size(); ++i) {
      load += solution.throughput[i] * demand_of(network.streams[i], station);
    }
    load /= static_cast<double>(station.instances);
    busiest = std::max(busiest, load / static_cast<double>(station.cores));
    if (static_cast<double>(station.instances) * static_cast<double>(most) > 1e7) return 1;
    for (std::int64_t copy = 0; copy < station.instances; ++copy) {
      lattice.convolve(inside, theory::Speed::servers(station.cores), {load});
    }
  }
  double whole = 0, beyond = 0;
  if (network.has_closed) {
    const std::vector<double> thinking =
        lattice.delays({closed_throughput(solution) * network.closed.front()->think.law.mean()});
    for (std::size_t n = 0; n < inside.size(); ++n) {
      const double weight = inside[n] * thinking[inside.size() - 1 - n];
      whole += weight;
      if (static_cast<double>(n) >= capacity) beyond += weight;
    }
    return beyond / whole;
  }
  for (const double weight : inside) whole += weight;
  return inside.back() / whole / (1 - busiest);  // from there on at least geometric
}

}  // namespace

const Hold* hold_that_binds(const TwinNetwork& network, const Solution& solution) {
  std::int64_t users = 0;
  for (const spec::Traffic* traffic : network.closed) users += traffic->users;
  for (const RequestStream& stream : network.streams) {
    for (const Hold& hold : stream.route.holds) {
      if (!network.has_open && hold.capacity >= static_cast<double>(users)) continue;
      // In order, through workers who do nothing else: the same line, in two pieces.
      if (network.is_alone() && !network.stations.front().is_shared && hold.holds_only_work &&
          !hold.is_queue_bounded && hold.part == network.stations.front().part->name &&
          hold.capacity >= static_cast<double>(network.stations.front().cores)) {
        continue;
      }
      if (!(chance_of(hold.capacity, network, solution) < kNever)) return &hold;
    }
  }
  return nullptr;
}

}  // namespace plimsoll
