#include "study/feasibility.hpp"

#include <algorithm>
#include <cmath>

#include "sim/measure/student_t.hpp"
#include "study/edge.hpp"

namespace plimsoll {
namespace {

using Metric = spec::Objective::Metric;

/// Those of the objective that are there, and how they become a mean that is to stay below a limit.
EdgeSample sample_of(const spec::Spec& spec, const std::vector<Replication>& replications, std::size_t objective) {
  if (spec.objectives[objective].metric == Metric::latency_quantile) {
    EdgeSample shares = edge_sample(spec, replications, objective);
    if (!shares.values.empty()) return shares;
  }
  EdgeSample sample{{}, spec.objectives[objective].limit};
  for (const Replication& one : replications) {
    if (!std::isnan(one.objectives[objective])) sample.values.push_back(one.objectives[objective]);
  }
  return sample;
}

/// How many requests a share is of; 0 where it is no share of requests.
double requests_behind(const spec::Spec& spec, const std::vector<Replication>& replications, std::size_t objective) {
  const spec::Objective& asked = spec.objectives[objective];
  double count = 0;
  for (const Replication& one : replications) {
    if (asked.metric == Metric::latency_quantile && one.has_histograms) {
      count += static_cast<double>(one.objective_latency[objective].count());
    }
    if (asked.metric != Metric::errors) continue;
    for (std::size_t k = 0; k < spec.requests.size(); ++k) {
      if (asked.request.empty() || spec.requests[k].name == asked.request) count += one.requests[k].arrived;
    }
  }
  return count;
}

}  // namespace

double chance_met(const spec::Spec& spec, const std::vector<Replication>& replications, std::size_t objective) {
  const EdgeSample sample = sample_of(spec, replications, objective);
  const auto count = static_cast<double>(sample.values.size());
  if (count < 2) return 0;
  const double mean = sample.mean();
  double squares = 0;
  for (const double value : sample.values) squares += (value - mean) * (value - mean);
  double variance = sample.spread * sample.spread * squares / (count - 1) / count;
  const double requests = requests_behind(spec, replications, objective);
  if (requests > 0) variance = std::max(variance, sample.limit * (1 - sample.limit) / requests);
  const double room = spec.objectives[objective].is_upper ? sample.limit - mean : mean - sample.limit;
  if (!(variance > 0)) return room > 0 ? 1 : 0;
  return student_t_below(room / std::sqrt(variance), static_cast<std::int64_t>(sample.values.size()) - 1);
}

Feasibility feasibility_of(const spec::Spec& spec, const std::vector<Replication>& replications) {
  Feasibility found;
  double missed = 0;
  for (std::size_t k = 0; k < spec.objectives.size(); ++k) {
    const double miss = 1 - chance_met(spec, replications, k);
    missed += miss;
    if (k > 0 && miss <= found.fails) continue;
    found.fails = miss;
    found.worst = k;
  }
  found.holds = std::max(0.0, 1 - missed);
  return found;
}

}  // namespace plimsoll
