#include "study/twin_network.hpp"

#include <algorithm>

#include "study/settings.hpp"

namespace plimsoll {
namespace {

/// How often requests of the stream come, up to a factor that all streams share. Users who think come about
/// as often as if nobody waited: the mix of laws at a station only decides whether they differ.
double weight_of(const RequestStream& stream) {
  const spec::Traffic& traffic = *stream.traffic;
  if (traffic.kind == spec::Traffic::Kind::open) return stream.share * traffic.rate.per_second;
  const double cycle = traffic.think.law.mean() + stream.route.least_seconds;
  return stream.share * static_cast<double>(traffic.users) / std::max(cycle, 1e-9);
}

bool is_exponential(const Distribution& law) { return law.kind_name() == "exponential"; }

/// The moments of the work that all streams bring to the station.
void add_laws(const std::vector<RequestStream>& streams, ProcessorStation& station) {
  double visits = 0;
  const Distribution* first = nullptr;
  for (const RequestStream& stream : streams) {
    int places = 0;
    for (const Visit& visit : stream.route.visits) {
      if (visit.part != station.part->name) continue;
      const double weight = weight_of(stream) * visit.count;
      const double mean = visit.law.mean();
      visits += weight;
      station.mean_seconds += weight * mean;
      station.second_moment += weight * (visit.law.variance() + mean * mean);
      if (first == nullptr) first = &visit.law;
      station.is_exponential = station.is_exponential && is_exponential(visit.law) && mean == first->mean();
      station.has_single_visits = station.has_single_visits && visit.is_single && ++places == 1;
    }
  }
  if (!(visits > 0)) return;
  station.mean_seconds /= visits;
  station.second_moment /= visits;
}

}  // namespace

bool is_open(const RequestStream& stream) { return stream.traffic->kind == spec::Traffic::Kind::open; }

double rate_of(const RequestStream& stream) { return stream.share * stream.traffic->rate.per_second; }

double demand_of(const RequestStream& stream, const ProcessorStation& station) {
  double demand = 0;
  for (const Visit& visit : stream.route.visits) {
    if (visit.part == station.part->name) demand += visit.count * visit.law.mean();
  }
  return demand;
}

double scv_of(const ProcessorStation& station) {
  const double squared = station.mean_seconds * station.mean_seconds;
  return squared > 0 ? station.second_moment / squared - 1 : 0;
}

TwinNetwork network_of(const spec::Spec& spec) {
  TwinNetwork network;
  for (const spec::Traffic& traffic : spec.traffic) {
    for (const auto& [request, share] : traffic.mix) {
      network.streams.push_back(
          {&traffic, request, share, route_of(spec, traffic, *spec.find_request(request))});
    }
  }
  for (const RequestStream& stream : network.streams) {
    (is_open(stream) ? network.has_open : network.has_closed) = true;
  }
  for (const spec::Traffic& traffic : spec.traffic) {
    if (traffic.kind == spec::Traffic::Kind::closed && traffic.users > 0) network.closed.push_back(&traffic);
  }
  for (const spec::Part& part : spec.parts) {
    const auto visits = [&](const RequestStream& stream) {
      return std::any_of(stream.route.visits.begin(), stream.route.visits.end(),
                         [&](const Visit& visit) { return visit.part == part.name; });
    };
    if (std::none_of(network.streams.begin(), network.streams.end(), visits)) continue;
    ProcessorStation station;
    station.part = &part;
    station.instances = static_cast<std::int64_t>(number_of(part, "instances", 1));
    station.cores = static_cast<std::int64_t>(number_of(part, "cores", 1));
    station.is_shared = names(part, "order", "shared");
    add_laws(network.streams, station);
    network.stations.push_back(station);
  }
  return network;
}

}  // namespace plimsoll
