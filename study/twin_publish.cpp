#include <algorithm>
#include <cmath>

#include "study/twin_solution.hpp"

namespace plimsoll {
namespace {

void add(Twin& twin, const std::string& subject, TheoryMeasure measure, TheoryKind kind, double value) {
  twin.figures.push_back({subject, measure, kind, value, twin.model});
}

void add_quantiles(Twin& twin, const std::string& request, const Solution& solution, TheoryKind kind) {
  if (!solution.times) return;
  for (const auto& [measure, share] :
       {std::pair{TheoryMeasure::latency_p50, 0.5}, std::pair{TheoryMeasure::latency_p95, 0.95},
        std::pair{TheoryMeasure::latency_p99, 0.99}}) {
    if (const auto value = solution.times->response_quantile(share))
      add(twin, request, measure, kind, *value);
  }
}

// An M/M/c forgets at the rate (sqrt(c mu) - sqrt(lambda))^2; work that varies more makes for a longer
// memory, by its residual mean. Where users come back, no queue lasts longer than about one of their cycles.
double memory_of_queues(const TwinNetwork& network, const Solution& solution, double cycle) {
  double longest = 0;
  for (std::size_t k = 0; k < network.stations.size(); ++k) {
    const ProcessorStation& station = network.stations[k];
    const double root = 1 - std::sqrt(std::min(1.0, solution.utilisation[k]));
    const double free = static_cast<double>(station.cores) * root * root;
    double seconds = station.mean_seconds / std::max(free, 1e-300);
    if (network.has_closed) seconds = std::min(seconds, cycle);
    // With limited places even a full station forgets as requests pass through them.
    if (solution.refused_share > 0) seconds = solution.response.front() * 10;
    longest = std::max(longest, seconds * std::max(1.0, (1 + scv_of(station)) / 2));
  }
  return longest;
}

/// The longest mean time from one question of a user to the next, longer where thoughts vary much.
double longest_cycle(const TwinNetwork& network, const Solution& solution) {
  double longest = 0;
  for (std::size_t i = 0; i < network.streams.size(); ++i) {
    const RequestStream& stream = network.streams[i];
    const Distribution& think = stream.traffic->think.law;
    const double mean = is_open(stream) ? 0 : think.mean();
    const double variation = mean > 0 ? std::max(1.0, (1 + think.variance() / (mean * mean)) / 2) : 1;
    longest = std::max(longest, mean * variation + solution.response[i]);
  }
  return longest;
}

// After a warm-up of three memories a twentieth of what was missing at the start is still missing; spread
// over the measured time that is far below the tolerance. The mean of a replication of a hundred memories of
// its queues is near enough to normal for Student's t.
void say_how_long(const TwinNetwork& network, const Solution& solution, Twin& twin) {
  const double cycle = longest_cycle(network, solution);
  const double queues = memory_of_queues(network, solution, cycle);
  twin.memory_seconds = std::max(cycle, queues);
  twin.warm_up_needed_seconds = 3 * twin.memory_seconds;
  twin.duration_needed_seconds = std::max(100 * queues, 10 * cycle);
}

}  // namespace

void publish(const spec::Spec& spec, const TwinNetwork& network, const Solution& solution, Twin& twin) {
  twin.model = solution.model;
  say_how_long(network, solution, twin);
  const TheoryKind flow =
      solution.is_exact || solution.is_flow_exact ? TheoryKind::exact : TheoryKind::approximation;
  const TheoryKind times = solution.is_exact ? TheoryKind::exact : TheoryKind::approximation;
  double all = 0, all_response = 0;
  for (const spec::Routine& request : spec.requests) {
    double throughput = 0, response = 0;
    for (std::size_t i = 0; i < network.streams.size(); ++i) {
      if (network.streams[i].request != request.name) continue;
      throughput += solution.throughput[i];
      response += solution.throughput[i] * solution.response[i];
    }
    all += throughput;
    all_response += response;
    if (!(throughput > 0)) continue;
    add(twin, request.name, TheoryMeasure::throughput, flow, throughput);
    add(twin, request.name, TheoryMeasure::latency_mean, times, response / throughput);
    if (solution.refused_share > 0) {
      add(twin, request.name, TheoryMeasure::refused_share, times, solution.refused_share);
    }
    add_quantiles(twin, request.name, solution, times);
  }
  if (spec.requests.size() > 1 && all > 0) {
    add(twin, "all", TheoryMeasure::throughput, flow, all);
    add(twin, "all", TheoryMeasure::latency_mean, times, all_response / all);
  }
  for (std::size_t k = 0; k < network.stations.size(); ++k) {
    add(twin, network.stations[k].part->name, TheoryMeasure::cpu_utilisation, flow, solution.utilisation[k]);
  }
}

}  // namespace plimsoll
