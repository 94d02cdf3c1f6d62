#include "study/compare.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/measure/interval.hpp"

namespace plimsoll {
namespace {

/// What makes two measures one: its parts go from general to particular, so that a prefix names a subject.
using Key = std::tuple<Measure::Of, std::string, std::string, std::string>;

Key key_of(const Measure& measure) { return {measure.of, measure.subject, measure.name, measure.unit}; }

/// A model may have ten thousand parts.
std::map<Key, const Measure*> by_key(const std::vector<Measure>& measures) {
  std::map<Key, const Measure*> all;
  for (const Measure& measure : measures) all.emplace(key_of(measure), &measure);
  return all;
}

/// The values of pairs in which both sides have the measure.
struct Pairs {
  std::vector<double> a, b, difference;
};

Pairs pairs_of(const Measure& a, const Measure& b) {
  Pairs pairs;
  const std::size_t count = std::min(a.replications.size(), b.replications.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isnan(a.replications[i]) || std::isnan(b.replications[i])) continue;
    pairs.a.push_back(a.replications[i]);
    pairs.b.push_back(b.replications[i]);
    pairs.difference.push_back(b.replications[i] - a.replications[i]);
  }
  return pairs;
}

double variance_of(const std::vector<double>& values) {
  const double mean = interval_of(values).value;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

Estimate estimate_of(const std::vector<double>& differences) {
  const Interval interval = interval_of(differences);
  Estimate estimate;
  estimate.exists = !differences.empty();
  if (!estimate.exists) return estimate;
  estimate.has_interval = interval.has_interval();
  estimate.value = interval.value;
  estimate.low = estimate.has_interval ? interval.low : interval.value;
  estimate.high = estimate.has_interval ? interval.high : interval.value;
  return estimate;
}

/// A difference this small beside A's value is of whole nanoseconds: an order of events within one instant.
constexpr double kNegligible = 1e-6;

Change change_of(const Pairs& pairs, const Estimate& difference, double value_of_a, Better better) {
  const auto is_zero = [](double one) { return one == 0; };
  if (!difference.exists) return Change::unknown;
  if (std::all_of(pairs.difference.begin(), pairs.difference.end(), is_zero)) return Change::same;
  if (!difference.has_interval) return Change::unknown;
  const double least = kNegligible * std::abs(value_of_a);
  if (difference.low <= least && difference.high >= -least) return Change::noise;
  if (better == Better::neither) return Change::different;
  return (difference.value > 0) == (better == Better::higher) ? Change::better : Change::worse;
}

Difference difference_of(const Measure& a, const Measure& b) {
  Difference found;
  found.a = a;
  found.b = b;
  if (!a.estimate.exists || !b.estimate.exists) return found;
  const Pairs pairs = pairs_of(a, b);
  found.difference = estimate_of(pairs.difference);
  found.change = change_of(pairs, found.difference, a.estimate.value, a.better);
  if (found.difference.exists && a.estimate.value != 0) {
    found.relative = found.difference.value / std::abs(a.estimate.value);
  }
  if (pairs.difference.size() >= 2) {
    const double apart = variance_of(pairs.difference);
    if (apart > 0) found.pairing_gain = std::sqrt((variance_of(pairs.a) + variance_of(pairs.b)) / apart);
  }
  return found;
}

double median_gain(const std::vector<Difference>& differences) {
  std::vector<double> gains;
  for (const Difference& one : differences) {
    if (!std::isnan(one.pairing_gain)) gains.push_back(one.pairing_gain);
  }
  if (gains.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(gains.begin(), gains.end());
  const std::size_t middle = gains.size() / 2;
  return gains.size() % 2 == 1 ? gains[middle] : (gains[middle - 1] + gains[middle]) / 2;
}

/// What of `mine` is not in `other`: whole subjects by name, single measures by address.
std::vector<std::string> only_in(const std::vector<Measure>& mine,
                                 const std::map<Key, const Measure*>& other) {
  std::vector<std::string> names;
  for (const Measure& measure : mine) {
    if (other.contains(key_of(measure))) continue;
    const auto next = other.lower_bound({measure.of, measure.subject, "", ""});
    const bool has_subject = next != other.end() && next->second->of == measure.of &&
                             next->second->subject == measure.subject && !measure.subject.empty();
    std::string name =
        has_subject ? address_of(measure) : fmt::format("{} {}", word(measure.of), measure.subject);
    if (measure.of == Measure::Of::cost) name = "cost in " + measure.unit;
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  return names;
}

bool are_same_promise(const ObjectiveFigures& a, const ObjectiveFigures& b) {
  return a.name == b.name && a.metric == b.metric && a.subject == b.subject && a.during == b.during;
}

void warn(Comparison& comparison) {
  const RunFigures& a = comparison.a.run;
  const RunFigures& b = comparison.b.run;
  if (a.kind != b.kind) {
    comparison.warnings.push_back(fmt::format(
        "A is run as {} and B as {}: counts and averages are of different stretches", a.kind, b.kind));
  } else if (a.duration_seconds != b.duration_seconds && a.kind == "steady") {
    comparison.warnings.push_back(fmt::format("A measures {} s and B {} s: counts cannot be compared",
                                              a.duration_seconds, b.duration_seconds));
  }
  for (const auto& [side, results] : {std::pair{"A", &comparison.a}, std::pair{"B", &comparison.b}}) {
    for (const Refusal& refusal : results->refusals) {
      comparison.warnings.push_back(fmt::format("{}: {}", side, refusal.sentence));
    }
    for (const std::string& warning : results->warnings) {
      comparison.warnings.push_back(fmt::format("{}: {}", side, warning));
    }
  }
}

}  // namespace

std::vector<std::string> align(spec::Spec& a, spec::Spec& b, const RunOptions& options) {
  std::vector<std::string> changed;
  if (a.run.seed != b.run.seed) {
    changed.push_back(fmt::format("B runs with the seed of A, {} (its own is {})", a.run.seed, b.run.seed));
    b.run.seed = a.run.seed;
  }
  if (a.run.replications != b.run.replications) {
    const std::int64_t most = std::max(a.run.replications, b.run.replications);
    changed.push_back(fmt::format("both run {} replications (A asks for {}, B for {})", most,
                                  a.run.replications, b.run.replications));
    a.run.replications = b.run.replications = most;
  }
  // The luck that controls and mirrored pairs would take out is the luck that both sides share.
  using Method = spec::RunSettings::VarianceReduction;
  if (a.run.variance_reduction != Method::none || b.run.variance_reduction != Method::none) {
    changed.push_back(
        "run.variance_reduction is left aside: A and B share their luck, and pairs of replications take it "
        "out");
    a.run.variance_reduction = b.run.variance_reduction = Method::none;
  }
  for (spec::Spec* one : {&a, &b}) {
    if (!one->run.finds_warm_up) continue;
    one->run.warm_up = Duration::from_seconds(find_warm_up(*one, options).seconds);
    one->run.finds_warm_up = false;
  }
  const bool are_steady =
      a.run.kind == spec::RunSettings::Kind::steady && b.run.kind == spec::RunSettings::Kind::steady;
  if (are_steady && a.run.warm_up != b.run.warm_up) {
    const Duration longer = std::max(a.run.warm_up, b.run.warm_up);
    changed.push_back(fmt::format("both warm up for {} s (A asks for {} s, B for {} s)", longer.to_seconds(),
                                  a.run.warm_up.to_seconds(), b.run.warm_up.to_seconds()));
    a.run.warm_up = b.run.warm_up = longer;
  }
  return changed;
}

Comparison compare(const spec::Spec& spec_a, const Observation& a, const spec::Spec& spec_b,
                   const Observation& b) {
  Comparison comparison;
  comparison.a = a.results;
  comparison.b = b.results;
  for (std::size_t i = 0; i < std::min(a.replications.size(), b.replications.size()); ++i) {
    if (a.replications[i].is_finished && b.replications[i].is_finished) ++comparison.pairs;
  }
  for (const ObjectiveFigures& one : a.results.objectives) {
    for (const ObjectiveFigures& other : b.results.objectives) {
      if (are_same_promise(one, other)) comparison.objectives.push_back({one, other});
    }
  }
  const std::vector<Measure> in_a = measures_of(spec_a, a);
  const std::vector<Measure> in_b = measures_of(spec_b, b);
  const std::map<Key, const Measure*> keys_of_a = by_key(in_a), keys_of_b = by_key(in_b);
  for (const Measure& one : in_a) {
    const auto other = keys_of_b.find(key_of(one));
    if (other != keys_of_b.end()) comparison.differences.push_back(difference_of(one, *other->second));
  }
  comparison.only_in_a = only_in(in_a, keys_of_b);
  comparison.only_in_b = only_in(in_b, keys_of_a);
  comparison.median_pairing_gain = median_gain(comparison.differences);
  warn(comparison);
  return comparison;
}

Comparison compare(spec::Spec a, spec::Spec b, const RunOptions& options) {
  std::vector<std::string> changed = align(a, b, options);
  const Observation of_a = observe(a, options);
  const Observation of_b = observe(b, options);
  Comparison comparison = compare(a, of_a, b, of_b);
  comparison.assumptions = std::move(changed);
  return comparison;
}

double sure_loss(const Difference& difference) {
  if (difference.change != Change::worse) return 0;
  const double nearest = std::min(std::abs(difference.difference.low), std::abs(difference.difference.high));
  const double base = std::abs(difference.a.estimate.value);
  return base > 0 ? nearest / base : std::numeric_limits<double>::infinity();
}

}  // namespace plimsoll
