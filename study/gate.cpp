#include "study/gate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "sim/measure/interval.hpp"
#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

/// Less than this share of A's value is an order of events within one instant (compare.cpp).
constexpr double kNegligible = 1e-6;

/// The losses of one measure over the pairs: mean, its standard error, degrees of freedom.
struct Losses {
  std::size_t index = 0;
  double mean = 0;
  double error = 0;
  std::int64_t freedom = 0;
  double tolerated = 0;  // in the unit of the measure
  double base = 0;       // A's value, without its sign

  /// Whether the loss is more than `bound` where that is rejected with probability `alpha` by chance.
  bool exceeds(double bound, double alpha) const {
    const double beyond = mean - std::max(bound, kNegligible * base);
    return error > 0 ? beyond > noise(alpha) : beyond > 0;
  }
  double noise(double alpha) const {
    return error > 0 ? student_t_two_sided(1 - 2 * alpha, freedom) * error : 0;
  }
};

/// Nothing where fewer than two pairs have the measure on both sides.
std::optional<Losses> losses_of(const Difference& one, std::size_t index, double tolerated) {
  const double sign = one.a.better == Better::higher ? -1 : 1;
  std::vector<double> values;
  const std::size_t pairs = std::min(one.a.replications.size(), one.b.replications.size());
  for (std::size_t i = 0; i < pairs; ++i) {
    const double loss = sign * (one.b.replications[i] - one.a.replications[i]);
    if (!std::isnan(loss)) values.push_back(loss);
  }
  if (values.size() < 2) return std::nullopt;
  const Interval interval = interval_of(values);
  Losses losses;
  losses.index = index;
  losses.mean = interval.value;
  losses.freedom = static_cast<std::int64_t>(values.size()) - 1;
  losses.error = interval.half_width() / student_t_two_sided(0.95, losses.freedom);
  losses.base = std::abs(one.a.estimate.value);
  losses.tolerated = tolerated * losses.base;
  return losses;
}

bool is_gated(const Difference& one, const GateRules& rules) {
  if (one.a.better == Better::neither) return false;
  if (rules.measures.empty()) return one.a.of == Measure::Of::request || one.a.of == Measure::Of::objective;
  return std::find(rules.measures.begin(), rules.measures.end(), address_of(one.a)) != rules.measures.end();
}

/// Whether both sides tell it: a value that is refused is not to be judged by its replications.
bool is_told(const Difference& one) { return one.a.estimate.exists && one.b.estimate.exists; }

bool is_overloaded(const Results& results) {
  return std::any_of(results.refusals.begin(), results.refusals.end(),
                     [](const Refusal& one) { return one.kind == Refusal::Kind::overload; });
}

/// Puts one comparison through the gate.
class Judge {
 public:
  Judge(const Comparison& comparison, const GateRules& rules) : comparison_(comparison) {
    gate_.rules = rules;
  }

  Gate gate() {
    collect();
    hold();
    look_for_overload();
    look_at_objectives();
    look_for_what_is_missing();
    if (gate_.measures.empty()) {
      gate_.doubts.push_back(
          "no measure could be judged: that takes figures on both sides, of two pairs of replications");
    }
    return std::move(gate_);
  }

 private:
  double alpha() const { return gate_.rules.false_alarms / static_cast<double>(losses_.size()); }

  void collect() {
    for (std::size_t i = 0; i < comparison_.differences.size(); ++i) {
      const Difference& one = comparison_.differences[i];
      if (!is_gated(one, gate_.rules)) continue;
      if (const auto losses = losses_of(one, i, gate_.rules.tolerated); losses && is_told(one)) {
        losses_.push_back(*losses);
      } else {
        doubt(one);
      }
    }
  }

  /// What neither side tells is not held against B, unless it was asked for by name.
  void doubt(const Difference& one) {
    const std::string address = address_of(one.a);
    const Estimate& a = one.a.estimate;
    const Estimate& b = one.b.estimate;
    if (gate_.rules.measures.empty() && (!a.exists || b.exists)) {
      gate_.not_judged.push_back(address);
      return;
    }
    const std::string& why = b.exists ? a.refused : b.refused;
    gate_.doubts.push_back(fmt::format("{} cannot be judged{}", address,
                                       !why.empty() ? ": " + why
                                       : a.exists && b.exists
                                           ? ": that takes two pairs of replications"
                                           : fmt::format(": {} has none", a.exists ? "B" : "A")));
  }

  /// Holm's procedure: whoever is beyond the quantile of those that are left is taken out.
  void hold() {
    std::vector<bool> is_worse(losses_.size(), false);
    std::size_t left = losses_.size();
    for (bool moves = true; moves && left > 0;) {
      moves = false;
      const double level = gate_.rules.false_alarms / static_cast<double>(left);
      for (std::size_t i = 0; i < losses_.size(); ++i) {
        if (is_worse[i] || !losses_[i].exceeds(losses_[i].tolerated, level)) continue;
        is_worse[i] = moves = true;
        --left;
      }
    }
    for (std::size_t i = 0; i < losses_.size(); ++i) {
      const Losses& one = losses_[i];
      const double noise = one.noise(alpha());
      gate_.measures.push_back({one.index, is_worse[i], one.mean, std::max(0.0, one.mean - noise),
                                one.error > 0 ? noise + one.tolerated : 0});
    }
  }

  void look_for_overload() {
    if (!is_overloaded(comparison_.b) || is_overloaded(comparison_.a)) return;
    for (const Refusal& refusal : comparison_.b.refusals) {
      if (refusal.kind != Refusal::Kind::overload) continue;
      gate_.failures.push_back("B has no steady state, and A has: " + refusal.sentence);
    }
  }

  /// An objective that breaks is worse whatever is tolerated, if its value is worse beyond noise, or if it is
  /// another promise. Near a limit a verdict may flip by chance.
  void look_at_objectives() {
    if (!gate_.rules.measures.empty()) return;
    for (const ObjectiveChange& one : comparison_.objectives) {
      if (one.b.verdict != Verdict::fail || one.a.verdict == Verdict::fail) continue;
      if (one.a.limit != one.b.limit) {
        if (one.a.verdict == Verdict::pass) {
          gate_.failures.push_back(
              fmt::format("objective {} holds in A and fails in B, by another limit", one.a.name));
        }
      } else if (is_surely_worse(one)) {
        gate_.failures.push_back(fmt::format("objective {} fails in B and does not in A", one.a.name));
      }
    }
  }

  bool is_surely_worse(const ObjectiveChange& objective) const {
    return std::any_of(losses_.begin(), losses_.end(), [&](const Losses& one) {
      const Measure& measure = comparison_.differences[one.index].a;
      return measure.of == Measure::Of::objective && measure.subject == objective.a.name &&
             measure.name == objective.a.metric && one.exceeds(0, alpha());
    });
  }

  void look_for_what_is_missing() {
    for (const std::string& name : comparison_.only_in_a) {
      const bool is_asked_for = std::find(gate_.rules.measures.begin(), gate_.rules.measures.end(), name) !=
                                gate_.rules.measures.end();
      const bool is_of_all =
          gate_.rules.measures.empty() && (name.starts_with("request ") || name.starts_with("objective "));
      if (is_asked_for || is_of_all) gate_.doubts.push_back(fmt::format("B has no {}", name));
    }
  }

  const Comparison& comparison_;
  std::vector<Losses> losses_;
  Gate gate_;
};

}  // namespace

GateVerdict Gate::verdict() const {
  const bool is_worse =
      std::any_of(measures.begin(), measures.end(), [](const GatedMeasure& one) { return one.is_worse; });
  if (is_worse || !failures.empty()) return GateVerdict::worse;
  return doubts.empty() ? GateVerdict::holds : GateVerdict::undecided;
}

std::vector<GatedMeasure> Gate::worse() const {
  std::vector<GatedMeasure> found;
  std::copy_if(measures.begin(), measures.end(), std::back_inserter(found),
               [](const GatedMeasure& one) { return one.is_worse; });
  return found;
}

Gate judge(const Comparison& comparison, const GateRules& rules) { return Judge(comparison, rules).gate(); }

std::vector<std::string> measures_for_gate(const spec::Spec& spec) {
  std::vector<std::string> names = measures_with_a_better_way(spec);
  for (const spec::Objective& one : spec.objectives) names.push_back(one.name + "." + one.metric_name);
  return names;
}

}  // namespace plimsoll
