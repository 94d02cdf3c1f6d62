#include "study/demand.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/discrete.hpp"
#include "sim/portable_math.hpp"
#include "study/settings.hpp"

namespace plimsoll {
namespace {

std::string humanised(double seconds) {
  return seconds >= 1 ? fmt::format("{:.3g} s", seconds) : fmt::format("{:.3g} ms", seconds * 1e3);
}

/// A connection to a provider is there to be waited on; one to a database is not.
bool leads_to_database(const spec::Spec& spec, const std::string& pool) {
  const spec::Shares ends = shares_of(*spec.find_part(pool), "towards");
  return std::any_of(ends.begin(), ends.end(), [&](const auto& end) {
    return spec.find_part(end.first)->kind->has(spec::Role::query);
  });
}

/// How often values of an attribute are drawn.
class Popularity {
 public:
  explicit Popularity(const spec::Attribute& attribute) : values_(attribute.values) {
    if (attribute.popularity == spec::Attribute::Popularity::weighted) weighted_.emplace(attribute.weights);
    // The exponent 0 makes all values equal.
    const bool is_zipf = attribute.popularity == spec::Attribute::Popularity::zipf;
    exponent_ = is_zipf ? attribute.exponent : 0;
    zipf_.emplace(static_cast<std::uint64_t>(values_), exponent_);
  }

  double of(std::int64_t value) const {
    const auto rank = static_cast<std::size_t>(value);
    return weighted_ ? weighted_->probability(rank) : zipf_->probability(rank);
  }

  /// The chance of a value below `bound`: a sum, ended by an integral where it has very many terms (midpoint
  /// rule).
  double below(std::int64_t bound) const {
    if (bound >= values_) return 1;
    const std::int64_t summed = weighted_ ? bound : std::min<std::int64_t>(bound, 100'000);
    double sum = 0;
    for (std::int64_t value = 0; value < summed; ++value) sum += of(value);
    if (summed == bound) return sum;
    const double from = static_cast<double>(summed) + 0.5, to = static_cast<double>(bound) + 0.5;
    const double power = 1 - exponent_;
    const double area = power == 0 ? portable::log(to / from)
                                   : (portable::pow(to, power) - portable::pow(from, power)) / power;
    return sum + area * zipf_->probability(0);
  }

 private:
  std::int64_t values_;
  double exponent_ = 0;
  std::optional<Weighted> weighted_;
  std::optional<Zipf> zipf_;
};

}  // namespace

RequestDemand DemandWalk::of(const spec::Traffic& traffic, const spec::Routine& request) {
  walk_for(traffic);
  demand_ = {};
  held_.clear();
  hosts_.clear();
  demand_.elapsed_seconds = door(traffic.enters, 0, request, 1);
  return demand_;
}

double DemandWalk::door(const std::vector<std::string>& enters, std::size_t index,
                        const spec::Routine& request, double weight) {
  if (index == enters.size()) return scope(request, weight);
  const spec::Part& part = *spec_.find_part(enters[index]);
  if (part.kind->has(spec::Role::hold)) {
    return held(part.name, {}, part.place, weight, [&] { return door(enters, index + 1, request, weight); });
  }
  demand_.parts[part.name].visits += part.kind->has(spec::Role::host) ? 0 : weight;
  return door(enters, index + 1, request, weight);
}

double DemandWalk::scope(const spec::Routine& routine, double weight) {
  if (routine.on.empty()) return holds(routine, 0, weight);
  const spec::Part& named = *spec_.find_part(routine.on);
  const bool is_host = named.kind->has(spec::Role::host);
  spec::Shares hosts = is_host ? spec::Shares{{named.name, 1.0}} : shares_of(named, "spreads_over");
  if (!is_host) demand_.parts[named.name].visits += weight;
  std::swap(hosts_, hosts);
  const double elapsed = on_hosts(routine, weight);
  std::swap(hosts_, hosts);
  return elapsed;
}

// A worker of each host is held with the probability that the request is on it.
double DemandWalk::on_hosts(const spec::Routine& routine, double weight) {
  for (const auto& [name, share] : hosts_) held_.push_back(name);
  const double elapsed = holds(routine, 0, weight);
  for (const auto& [name, share] : hosts_) {
    held_.pop_back();
    PartDemand& demand = demand_.parts[name];
    demand.visits += weight * share;
    demand.held_seconds += weight * share * elapsed;
  }
  return elapsed;
}

double DemandWalk::holds(const spec::Routine& routine, std::size_t index, double weight) {
  if (index == routine.holds.size()) return steps(routine.steps, weight);
  const spec::Place& place =
      index < routine.holds_places.size() ? routine.holds_places[index] : routine.place;
  const spec::HoldTerms terms =
      index < routine.hold_terms.size() ? routine.hold_terms[index] : spec::HoldTerms{};
  return held(routine.holds[index], terms, place, weight, [&] { return holds(routine, index + 1, weight); });
}

double DemandWalk::held(const std::string& part, const spec::HoldTerms& terms, const spec::Place& place,
                        double weight, const std::function<double()>& inside) {
  for (const std::string& outer : held_) {
    // Rows that are taken in order of their values are taken in one order by everybody.
    if (outer != part || terms.keys.size() < 2) nestings_.try_emplace({outer, part}, place);
  }
  held_.push_back(part);
  if (terms.is_shared) shared_.push_back(part);
  const double elapsed = inside();
  if (terms.is_shared) shared_.pop_back();
  held_.pop_back();
  PartDemand& demand = demand_.parts[part];
  demand.visits += weight;
  demand.held_seconds += weight * elapsed;
  return elapsed;
}

double DemandWalk::steps(const std::vector<spec::Step>& steps, double weight) {
  double elapsed = 0;
  for (const spec::Step& next : steps) elapsed += step(next, weight);
  return elapsed;
}

double DemandWalk::step(const spec::Step& step, double weight) {
  const double rounds = static_cast<double>(step.times) +
                        (step.again > 0 && step.again < 1 ? step.again / (1 - step.again) : 0);
  const double executions = step.chance * rounds;
  return executions * verb(step, weight * executions);
}

double DemandWalk::verb(const spec::Step& step, double weight) {
  using spec::Verb;
  const double mean = step.time.law.mean();
  switch (step.verb) {
    case Verb::work:
      for (const auto& [name, share] : hosts_) demand_.parts[name].work_seconds += weight * share * mean;
      return mean;
    case Verb::query:
      note_query(step);
      query(step, weight);
      return step.network.to_seconds() + mean;
    case Verb::wait:
      note_slow_hold(step);
      return mean;
    case Verb::read:
      demand_.parts[step.target].visits += weight;
      return read(step, weight);
    case Verb::call:
      return scope(*spec_.find_routine(step.target), weight);
    case Verb::send: {
      const std::vector<std::string> outside = std::exchange(held_, {});
      scope(*spec_.find_routine(step.target), weight);
      held_ = outside;
      return 0;
    }
    case Verb::choose:
      return choose(step, weight);
    case Verb::all_of:
    case Verb::first_of:
      return fan(step, weight);
    case Verb::repeat:
      return steps(step.branches, weight);
    case Verb::change:
      return 0;
    case Verb::write:
    case Verb::forget:
      if (!step.behind.empty()) scope(*spec_.find_routine(step.behind), 0);  // for its findings
      [[fallthrough]];
    case Verb::pass:
    case Verb::check:
    case Verb::take:
    case Verb::put:
      demand_.parts[step.target].visits += weight;
      return 0;
    case Verb::fail:
      return 0;
  }
  return 0;
}

// Look-ups are taken to hit unless a share of them is told to: then the others fetch.
double DemandWalk::read(const spec::Step& step, double weight) {
  const spec::Part& cache = *spec_.find_part(step.target);
  const bool is_told = !text_of(cache, "hit_ratio").empty();
  const bool is_unknown = !is_told && std::find(caches_.begin(), caches_.end(), step.target) == caches_.end();
  if (is_unknown) caches_.push_back(step.target);
  for (const std::string& routine : {step.revalidate, step.behind}) {
    if (!routine.empty()) scope(*spec_.find_routine(routine), 0);  // for its findings
  }
  const double misses = is_told ? 1 - number_of(cache, "hit_ratio", 1) : 0;
  return step.miss.empty() ? 0 : misses * scope(*spec_.find_routine(step.miss), weight * misses);
}

// A query to shards is work for the database that they are on: for one instance of it, or for each.
void DemandWalk::query(const spec::Step& step, double weight) {
  const spec::Part& part = *spec_.find_part(step.target);
  demand_.parts[part.name].visits += weight;
  const spec::Part* worker = &part;
  double asked = 1;
  for (const auto& [over, share] : shares_of(part, "over")) {
    worker = spec_.find_part(over);
    const bool has_key = names(part, "key", step.key);
    const double shards = number_of(part, "count", 0);
    if (!has_key) asked = shards > 0 ? shards : number_of(*worker, "instances", 1);
    demand_.parts[over].visits += weight * asked;
  }
  demand_.parts[worker->name].work_seconds += weight * asked * step.time.law.mean();
}

double DemandWalk::choose(const spec::Step& step, double weight) {
  double elapsed = 0, left = 1;
  for (const spec::Step& branch : step.branches) {
    const double share = branch.otherwise ? left : branch.when ? probability(*branch.when) : branch.chance;
    left = std::max(0.0, left - share);
    spec::Step taken = branch;
    taken.chance = 1;  // its share is in the weight
    elapsed += share * this->step(taken, weight * share);
  }
  return elapsed;
}

double DemandWalk::fan(const spec::Step& step, double weight) {
  double slowest = 0, fastest = step.branches.empty() ? 0 : 1e300;
  for (const spec::Step& branch : step.branches) {
    const double elapsed = this->step(branch, weight);
    slowest = std::max(slowest, elapsed);
    fastest = std::min(fastest, elapsed);
  }
  return step.verb == spec::Verb::all_of ? slowest : fastest;
}

double DemandWalk::chance_of(const spec::Attribute& attribute, std::int64_t value) const {
  return chance_below(attribute, value + 1) - chance_below(attribute, value);
}

double DemandWalk::chance_below(const spec::Attribute& attribute, std::int64_t bound) const {
  const spec::Attribute& base = attribute.of.empty() ? attribute : *spec_.find_attribute(attribute.of);
  const auto is_below = [&](std::int64_t of_base) { return of_base % attribute.values < bound; };
  for (std::size_t i = 0; traffic_ != nullptr && i < traffic_->attributes.size(); ++i) {
    const spec::FixedAttribute& fixed = traffic_->attributes[i];
    if (fixed.attribute != base.name) continue;
    if (fixed.first == 0) return is_below(fixed.value) ? 1 : 0;
    std::int64_t below = 0;
    for (std::int64_t value = 0; value < fixed.first; ++value) below += is_below(value) ? 1 : 0;
    return static_cast<double>(below) / static_cast<double>(fixed.first);
  }
  const Popularity popularity(base);
  if (attribute.of.empty()) return popularity.below(bound);
  // Values of the base come round and round. Beyond very many of them all groups are alike.
  const std::int64_t summed = std::min<std::int64_t>(base.values, 100'000);
  double sum = 0, all = 0;
  for (std::int64_t value = 0; value < summed; ++value) {
    const double chance = popularity.of(value);
    all += chance;
    if (is_below(value)) sum += chance;
  }
  return sum + (1 - all) * static_cast<double>(bound) / static_cast<double>(attribute.values);
}

double DemandWalk::probability(const spec::Condition& condition) const {
  const spec::Attribute& attribute = *spec_.find_attribute(condition.attribute);
  double sum = 0;
  for (const std::int64_t value : condition.any_of) sum += chance_of(attribute, value);
  if (condition.any_of.empty()) {
    const std::int64_t from = std::clamp<std::int64_t>(condition.at_least.value_or(0), 0, attribute.values);
    const std::int64_t to = std::clamp(condition.below.value_or(attribute.values), from, attribute.values);
    sum = chance_below(attribute, to) - chance_below(attribute, from);
  }
  return std::clamp(sum, 0.0, 1.0);
}

void DemandWalk::note(spec::Diagnostic diagnostic) {
  const auto is_same = [&](const spec::Diagnostic& other) {
    return other.address == diagnostic.address && other.message == diagnostic.message;
  };
  if (std::none_of(findings_.begin(), findings_.end(), is_same)) findings_.push_back(std::move(diagnostic));
}

// The classic accident: a connection or a lock kept from everybody else during a call to somebody slow.
void DemandWalk::note_slow_hold(const spec::Step& step) {
  for (const std::string& name : held_) {
    const spec::PartKind& kind = *spec_.find_part(name)->kind;
    const bool is_scarce =
        kind.has(spec::Role::stock) || (kind.name == "pool" && leads_to_database(spec_, name));
    const bool is_shared = std::find(shared_.begin(), shared_.end(), name) != shared_.end();
    if (!is_scarce || is_shared) continue;
    note(
        {spec::Severity::warning, step.place, step.address,
         fmt::format(
             "waits {} on average for something outside while it holds {}: nobody else can have it meanwhile",
             humanised(step.time.law.mean()), name),
         fmt::format("move this step out of the routine that holds {}", name)});
  }
}

void DemandWalk::note_query(const spec::Step& step) {
  for (const std::string& name : held_) {
    if (spec_.find_part(name)->kind->name == "pool") return;
  }
  const auto is_pool = [](const spec::Part& part) { return part.kind->name == "pool"; };
  if (std::none_of(spec_.parts.begin(), spec_.parts.end(), is_pool)) return;
  note({spec::Severity::warning, step.place, step.address,
        fmt::format("queries {} without holding a connection: nothing limits how many do so at once",
                    step.target),
        "hold a pool in the routine around it"});
}

}  // namespace plimsoll
