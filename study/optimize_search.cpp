#include "study/optimize_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/guard_stop.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/student_t.hpp"
#include "study/gather.hpp"
#include "study/optimize_theory.hpp"
#include "study/shared_luck.hpp"
#include "study/warm_up.hpp"

namespace plimsoll {
namespace {

using State = OptimumPoint::State;

constexpr std::int64_t kFirst = 5;       // replications of a look, doubled from one to the next
constexpr std::int64_t kSureToHold = 20; // fewest behind a point that is said to hold: bursts are rare
constexpr std::int64_t kGrowth = 2;

bool is_simulated(const Contender& one) { return one.replications.size() >= 2; }

/// What the point costs, where that does not depend on what happens: from a moment of it.
std::optional<double> cost_beforehand(const spec::Spec& spec, const Bill& bill, const RunOptions& options) {
  if (!bill.is_fixed() || !spec.events.empty()) return std::nullopt;
  spec::Spec moment = spec;
  share_luck(moment, std::nullopt);
  moment.run.kind = spec::RunSettings::Kind::steady;
  moment.run.until_drained = false;
  moment.run.finds_warm_up = false;
  moment.run.warm_up = Duration{};
  moment.run.duration = Duration::from_seconds(0.001);
  moment.run.replications = 2;
  return bill.per_month(replicate_some(moment, 0, 1, options).front());
}

std::vector<double> costs_of(const Contender& one) {
  std::vector<double> costs;
  for (const Replication& replication : one.replications) costs.push_back(one.bill.per_month(replication));
  return costs;
}

}  // namespace

void OptimizeSearch::survey() {
  RunOptions quiet = options_.run;
  quiet.progress = {};
  bool has_price = false;
  for (std::size_t number = 0; number < points_.values.size(); ++number) {
    if (options_.run.stop != nullptr && options_.run.stop->load()) throw Interrupted{};
    Contender one;
    one.point.number = number;
    one.point.values = points_.values[number];
    const spec::Spec spec = points_.at(number);
    if (spec.objectives.empty()) throw std::invalid_argument("the model has no objective, so that every point would do; write [objective.quick] with p99_below");
    one.bill = bill_of(spec);
    has_price = has_price || !one.bill.charges.empty();
    for (const std::string& part : one.bill.unpriced) {
      if (std::find(unpriced_.begin(), unpriced_.end(), part) == unpriced_.end()) unpriced_.push_back(part);
    }
    most_replications_ = std::max(most_replications_, std::min<std::int64_t>(spec.run.replications_max, kMostPooled));
    const auto broken = options_.exhaustive ? std::nullopt : broken_by_theory(spec);
    if (broken) {
      one.point.state = State::ruled_out;
      one.point.binding = broken->objective;
      one.point.why = broken->sentence;
    } else {
      ++candidates_;
    }
    if (const auto cost = cost_beforehand(spec, one.bill, quiet)) {
      one.point.cost = {*cost, *cost, *cost, true, true};
    } else {
      is_cost_fixed_ = false;
    }
    contenders_.push_back(std::move(one));
  }
  if (!has_price) throw std::invalid_argument("nothing in the model has a price, so that no point is the cheapest; write price = \"machine\" in a part and [price] machine = \"0.04 USD/h\"");
  most_replications_ = std::max(most_replications_, kSureToHold);
  if (!is_cost_fixed_) estimate_costs();
  sort_by_cost();
}

/// By what few replications cost.
void OptimizeSearch::estimate_costs() {
  for (Contender& one : contenders_) {
    if (one.point.state != State::ruled_out) extend(one, kFirst);
  }
}

void OptimizeSearch::sort_by_cost() {
  std::stable_sort(contenders_.begin(), contenders_.end(), [](const Contender& a, const Contender& b) {
    if (a.point.cost.exists != b.point.cost.exists) return a.point.cost.exists;
    return a.point.cost.exists && a.point.cost.value < b.point.cost.value;
  });
}

void OptimizeSearch::prepare(Contender& one) {
  one.spec = points_.at(one.point.number);
  share_luck(one.spec, std::nullopt);
  one.warm_up = given_warm_up(one.spec);
  if (!one.spec.run.finds_warm_up) return;
  one.warm_up = find_warm_up(one.spec, options_.run);
  if (options_.run.stop != nullptr && options_.run.stop->load()) throw Interrupted{};
  one.spec.run.finds_warm_up = false;
  one.spec.run.warm_up = Duration::from_seconds(one.warm_up.seconds);
}

/// Simulates until there are so many replications. What the machine cannot take counts as a point that fails.
void OptimizeSearch::extend(Contender& one, std::int64_t replications) {
  const auto before = static_cast<std::int64_t>(one.replications.size());
  if (before >= replications || !one.point.why.empty()) return;
  try {
    if (one.spec.parts.empty()) prepare(one);
    one.replications = continue_run(one.spec, std::move(one.replications), replications, options_.run);
  } catch (const GuardStop& stop) {
    one.replications.clear();
    one.point.why = stop.what();
    one.point.state = State::fails;
    one.feasibility = {0, 1, 0};
    one.point.chance = 0;
    return;
  }
  const auto now = static_cast<std::int64_t>(one.replications.size());
  for (auto i = before; i < now; ++i) events_ += one.replications[static_cast<std::size_t>(i)].events;
  replications_ += now - before;
  one.spec.run.replications = now;
  if (now >= 2) judge(one);
  if (now < replications) throw Interrupted{};
  if (options_.looked) options_.looked(one.point);
}

void OptimizeSearch::judge(Contender& one) {
  const Results results = gather(one.spec, one.warm_up, one.replications);
  one.point.replications = static_cast<std::int64_t>(one.replications.size());
  one.point.objectives = results.objectives;
  one.point.p99 = results.requests.back().latency_seconds.p99;
  if (!one.bill.is_fixed() || !one.point.cost.exists || !one.spec.events.empty()) {
    const Interval cost = interval_of(costs_of(one));
    one.point.cost = {cost.value, cost.low, cost.high, true, true};
  }
  one.feasibility = feasibility_of(one.spec, one.replications);
  one.is_refused = false;
  one.point.why.clear();
  for (const Refusal& refusal : results.refusals) {
    if (refusal.kind == Refusal::Kind::overload) {
      one.feasibility = {0, 1, one.feasibility.worst};
      one.point.why = refusal.sentence;
    } else {
      one.is_refused = true;
      one.trouble = refusal.sentence;
    }
  }
  one.point.binding = one.spec.objectives[one.feasibility.worst].name;
  one.point.chance = one.feasibility.chance();
}

/// How far each look at each point may be wrong.
double OptimizeSearch::level() const {
  double looks = 1;
  for (std::int64_t seen = kFirst; seen < most_replications_; seen *= kGrowth) ++looks;
  return (1 - options_.sure) / (looks * static_cast<double>(std::max<std::size_t>(candidates_, 1)));
}

/// Whether it is clear what the point does.
bool OptimizeSearch::conclude(Contender& one) const {
  if (!one.point.why.empty() || one.feasibility.fails >= 1 - level()) {
    one.point.state = State::fails;
    return true;
  }
  const bool has_enough = static_cast<std::int64_t>(one.replications.size()) >= kSureToHold;
  if (!has_enough || one.is_refused || one.feasibility.holds < 1 - level()) return false;
  one.point.state = State::holds;
  return true;
}

void OptimizeSearch::settle(Contender& one) {
  std::int64_t wanted = std::max(kFirst, static_cast<std::int64_t>(one.replications.size()));
  for (;;) {
    extend(one, wanted);
    if (conclude(one)) break;
    one.point.state = State::undecided;
    if (wanted >= most_replications_) break;
    wanted = std::min(most_replications_, wanted * kGrowth);
  }
  if (is_cost_fixed_) one.replications = {};  // all is said
}

double OptimizeSearch::chance_of(const Contender& one) const {
  if (one.point.state == State::holds) return one.feasibility.holds;
  if (one.point.state == State::fails) return 1 - one.feasibility.fails;
  return one.is_refused ? std::min(0.5, one.feasibility.chance()) : one.feasibility.chance();
}

/// The chance that `one` costs less, from replications that both have.
double OptimizeSearch::cheaper_chance(const Contender& one, const Contender& than) const {
  const std::vector<double> costs = costs_of(one), others = costs_of(than);
  const std::size_t common = std::min(costs.size(), others.size());
  if (common < 2) return one.point.cost.value < than.point.cost.value ? 1 : 0;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < common; ++i) sum += costs[i] - others[i];
  const double mean = sum / static_cast<double>(common);
  for (std::size_t i = 0; i < common; ++i) {
    squares += (costs[i] - others[i] - mean) * (costs[i] - others[i] - mean);
  }
  const auto freedom = static_cast<std::int64_t>(common) - 1;
  const double error = std::sqrt(squares / static_cast<double>(freedom) / static_cast<double>(common));
  if (!(error > 0)) return mean < 0 ? 1 : 0;
  return student_t_below(-mean / error, freedom);
}

/// The point that is most likely the cheapest of those that hold. Points that cost the same are equally good.
OptimizeSearch::Choice OptimizeSearch::choose() const {
  const auto is_settled = [](const Contender& one) {
    return one.point.state == State::holds || one.point.state == State::fails || one.point.state == State::undecided;
  };
  Choice choice;
  double none = 1, best = 0, wrong = 0;  // so far; `none` and `wrong` of points that cost strictly less
  double pending_none = 1, pending_wrong = 0, cost = 0;
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    const Contender& one = contenders_[i];
    if (!is_settled(one)) continue;
    if (one.point.cost.value > cost || !is_cost_fixed_) {
      none *= pending_none;
      wrong += pending_wrong;
      pending_none = 1;
      pending_wrong = 0;
      cost = one.point.cost.value;
    }
    const double chance = chance_of(one);
    if (chance * none > best) {
      best = chance * none;
      choice.index = i;
      choice.probability = std::max(0.0, chance - wrong);
    }
    pending_none *= 1 - chance;
    pending_wrong += chance;
  }
  if (none * pending_none >= best) {
    choice.index.reset();
    choice.probability = std::max(0.0, 1 - wrong - pending_wrong);
  }
  if (!choice.index || is_cost_fixed_) return choice;
  double largest = 0;
  for (std::size_t j = 0; j < contenders_.size(); ++j) {
    const Contender& other = contenders_[j];
    if (j == *choice.index || other.point.state == State::ruled_out || !is_simulated(other)) continue;
    const double possible = 1 - other.feasibility.fails;
    const double cheaper = cheaper_chance(other, contenders_[*choice.index]);
    const double risk = j < *choice.index ? 0 : std::min(possible, cheaper);  // cheaper ones are counted above
    choice.probability -= risk;
    if (risk > largest && (other.point.state != State::holds ||
                           static_cast<std::int64_t>(other.replications.size()) < most_replications_)) {
      largest = risk;
      choice.rival = j;
    }
  }
  choice.probability = std::max(0.0, choice.probability);
  return choice;
}

void OptimizeSearch::decide() {
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    if (contenders_[i].point.state == State::ruled_out) continue;
    settle(contenders_[i]);
    if (!options_.exhaustive && contenders_[i].point.state == State::holds) break;  // the others cost more
  }
  if (is_cost_fixed_) return;
  // Costs are estimates: look closer at whatever may yet turn out to be cheaper.
  for (int round = 0; round < 1'000; ++round) {
    sort_by_cost();
    const Choice choice = choose();
    if (!choice.rival || choice.probability >= options_.sure) return;
    Contender& rival = contenders_[*choice.rival];
    Contender& chosen = contenders_[*choice.index];
    if (rival.point.state == State::not_needed) {
      settle(rival);
      continue;
    }
    const auto more = std::min(most_replications_, 2 * static_cast<std::int64_t>(std::max(rival.replications.size(), chosen.replications.size())));
    const bool is_end = static_cast<std::int64_t>(rival.replications.size()) >= most_replications_ &&
                        static_cast<std::int64_t>(chosen.replications.size()) >= most_replications_;
    if (is_end) return;
    extend(rival, more);
    extend(chosen, more);
  }
}

void OptimizeSearch::look_beyond() {
  const std::optional<std::size_t> chosen = choose().index;
  if (!chosen) return;
  int left = options_.runners_up;
  for (std::size_t i = *chosen + 1; i < contenders_.size() && left > 0; ++i) {
    if (contenders_[i].point.state != State::not_needed) continue;
    extend(contenders_[i], kFirst);
    --left;
  }
}

void OptimizeSearch::tell(Optimum& optimum) {
  const Choice choice = choose();
  optimum.chosen = choice.index;
  optimum.probability = choice.probability;
  const bool is_sure = choice.probability >= options_.sure;
  if (choice.index) {
    const bool is_decided = contenders_[*choice.index].point.state == State::holds;
    optimum.state = is_sure && is_decided ? OptimumState::found : OptimumState::unsure;
  } else {
    optimum.state = is_sure ? OptimumState::none_holds : OptimumState::undecided;
  }
  optimum.replications = replications_;
  optimum.events = events_;
  optimum.is_cost_fixed = is_cost_fixed_;
  optimum.unpriced = unpriced_;
  for (const Contender& one : contenders_) {
    optimum.points.push_back(one.point);
    if (one.point.replications > 0) optimum.points.back().chance = chance_of(one);
    if (optimum.currency.empty()) optimum.currency = one.bill.currency;
    if (one.point.state == State::undecided && !one.trouble.empty()) {
      optimum.warnings.push_back(fmt::format("{}: {}", fmt::join(one.point.values, ", "), one.trouble));
    }
  }
}

}  // namespace plimsoll
