#include "study/ladder.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/spec/fields.hpp"
#include "study/limit_samples.hpp"

namespace plimsoll {
namespace {

constexpr std::int64_t kTried = 10;       // replications behind an experiment
constexpr double kBeyond = 1.05;          // of the limit: where it fails for sure
constexpr double kHelps = 0.85;           // of the excess that is left: less is noise, or a side effect
constexpr double kMostFold = 8;
constexpr double kCoarse = 0.05;          // precision of limits on the way to the next rung
constexpr double kUnlimited = 9.2e18;

/// A capacity of a part, and what stands behind --set for it to be so many times as large.
struct Capacity {
  std::string part, address;
  std::string now;
  double value = 0;
  spec::Field field;

  std::string times(double factor) const { return field.show(value * factor); }
  std::string assignment(double factor) const { return address + "=" + times(factor); }
};

/// The fields refer to `settings`, which must outlive what is returned.
std::vector<Capacity> capacities_of(const spec::Part& part, spec::PartSettings& settings) {
  spec::Fields fields;
  settings.describe(fields);
  std::vector<Capacity> all;
  for (const spec::Field& field : fields.all()) {
    if (!field.capacity || !field.number) continue;
    const double value = field.number();
    if (!(value > 0 && value < kUnlimited)) continue;
    all.push_back({part.name, "system." + part.name + "." + field.name, field.write(), value, field});
  }
  return all;
}

/// How bad a load is: whether a queue grows without end, and the mean of the measure that binds over its
/// limit; where it is a steady state that binds, what waits at all parts.
struct Pain {
  bool is_overloaded = false;
  double excess = 0;
};

class Experiment {
 public:
  Experiment(const LoadWith& load, const Limit& limit, const LimitOptions& options)
      : load_(load), limit_(limit), options_(options) {
    double at = std::max(limit.load.high, limit.load.value * kBeyond);
    if (limit.moved.front().is_whole) at = std::ceil(at);
    load_tried_ = std::min(at, limit.highest_allowed);
  }

  /// The capacity that, doubled, helps most.
  std::optional<Capacity> best() {
    const std::optional<Pain> before = pain({});
    if (!before) return std::nullopt;
    const spec::LoadResult loaded = load_({});
    std::vector<std::unique_ptr<spec::PartSettings>> settings;
    std::vector<Capacity> suspected, others;
    for (const spec::Part& part : loaded.spec->parts) {
      settings.push_back(part.settings->clone());
      for (Capacity& one : capacities_of(part, *settings.back())) {
        (part.name == limit_.part ? suspected : others).push_back(std::move(one));
      }
    }
    std::optional<Capacity> found = best_of(suspected, *before);
    if (!found) found = best_of(others, *before);
    if (found) found->field = {};  // it refers to settings that go
    return found;
  }

 private:
  std::optional<Capacity> best_of(const std::vector<Capacity>& all, const Pain& before) {
    std::optional<Capacity> best;
    Pain least = before;
    least.excess *= kHelps;
    for (const Capacity& one : all) {
      const std::optional<Pain> now = pain({one.assignment(2)});
      if (!now || now->is_overloaded > least.is_overloaded) continue;
      const bool is_less = now->is_overloaded < least.is_overloaded || now->excess < least.excess;
      if (!is_less) continue;
      least = *now;
      best = one;
    }
    return best;
  }

  /// Nothing where the language refuses it, or the machine.
  std::optional<Pain> pain(const std::vector<std::string>& lifted) {
    const LoadWith with = [&](const std::vector<std::string>& sets) {
      std::vector<std::string> all = lifted;
      all.insert(all.end(), sets.begin(), sets.end());
      return load_(all);
    };
    LimitOptions quiet = options_;
    quiet.looked = {};
    LimitSamples samples(with, limit_.moved, quiet);
    samples.take_warm_up(limit_.warm_up_seconds);
    const LimitSamples::Sample& sample = samples.at(load_tried_, kTried);
    if (sample.replications.empty()) return std::nullopt;
    Pain pain;
    pain.is_overloaded = !sample.point.overload.empty();
    for (std::size_t k = 0; k < sample.spec.objectives.size(); ++k) {
      if (sample.spec.objectives[k].name != limit_.binding) continue;
      const EdgeSample edge = edge_sample(sample.spec, sample.replications, k);
      if (edge.values.empty()) return std::nullopt;
      pain.excess = edge.mean() / edge.limit;
    }
    if (limit_.binding.empty()) {
      for (const PartFigures& part : sample.results.parts) pain.excess += part.waiting.value;
    }
    return pain;
  }

  const LoadWith& load_;
  const Limit& limit_;
  const LimitOptions& options_;
  double load_tried_ = 0;
};

bool is_known(const Limit& limit) {
  return limit.state == LimitState::found || limit.state == LimitState::imprecise;
}

/// "system.app.workers=64" for the capacity so many times as large, by the model itself.
std::string lifted(const LoadWith& load, const std::string& address, double factor, Lift& lift) {
  const spec::LoadResult loaded = load({});
  for (const spec::Part& part : loaded.spec->parts) {
    const std::unique_ptr<spec::PartSettings> settings = part.settings->clone();
    for (const Capacity& one : capacities_of(part, *settings)) {
      if (one.address != address) continue;
      lift = {address, one.now, one.times(factor), factor};
      return one.assignment(factor);
    }
  }
  return "";
}

/// The next rung: one capacity lifted until something else limits.
class Climber {
 public:
  Climber(const LoadWith& load, const std::vector<NumberSetting>& moved, const LimitOptions& options)
      : load_(load), moved_(moved), options_(options) {}

  std::optional<Rung> from(const Limit& below, std::string& why_not) {
    const std::optional<Capacity> first = Experiment(load_, below, options_).best();
    if (!first) {
      why_not = "no capacity of any part, doubled, brings the measure that binds down: what is left is work that each request does itself, or something that only one can have at a time";
      return std::nullopt;
    }
    Rung rung;
    for (double factor = 2; factor <= kMostFold; factor *= 2) {
      sets_ = lifted(load_, first->address, factor, rung.lift);
      if (!load_with()({}).spec) {
        why_not = first->address + " cannot be made larger";
        return std::nullopt;
      }
      rung.limit = limit(std::max(kCoarse, options_.precision));
      if (!is_known(rung.limit)) return rung;
      const std::optional<Capacity> next = Experiment(with_, rung.limit, options_).best();
      if (!next || next->address != first->address) break;
    }
    rung.limit = limit(options_.precision);
    return rung;
  }

  const std::string& sets() const { return sets_; }

 private:
  const LoadWith& load_with() {
    with_ = [this](const std::vector<std::string>& sets) {
      std::vector<std::string> all{sets_};
      all.insert(all.end(), sets.begin(), sets.end());
      return load_(all);
    };
    return with_;
  }

  Limit limit(double precision) {
    LimitOptions options = options_;
    options.precision = precision;
    return find_limit(load_with(), moved_, options);
  }

  const LoadWith& load_;
  const std::vector<NumberSetting>& moved_;
  const LimitOptions& options_;
  LoadWith with_;
  std::string sets_;
};

}  // namespace

Ladder climb(const LoadWith& load, const std::vector<NumberSetting>& moved, int next,
             const LimitOptions& options) {
  Ladder ladder;
  ladder.first = find_limit(load, moved, options);
  std::vector<std::string> lifts;
  const LoadWith with = [&](const std::vector<std::string>& sets) {
    std::vector<std::string> all = lifts;
    all.insert(all.end(), sets.begin(), sets.end());
    return load(all);
  };
  for (int i = 0; i < next; ++i) {
    const Limit& below = ladder.next.empty() ? ladder.first : ladder.next.back().limit;
    if (!is_known(below)) {
      ladder.end = "there is no limit to lift";
      break;
    }
    Climber step(with, moved, options);
    try {
      std::optional<Rung> rung = step.from(below, ladder.end);
      if (!rung) break;
      if (rung->limit.state == LimitState::interrupted) throw LimitInterrupted{};
      ladder.next.push_back(*std::move(rung));
    } catch (const LimitInterrupted&) {
      ladder.end = "interrupted";
      break;
    }
    lifts.push_back(step.sets());
  }
  return ladder;
}

int exit_code(const Ladder& ladder) {
  constexpr int kInterrupted = 130;
  return ladder.end == "interrupted" ? kInterrupted : exit_code(ladder.first);
}

}  // namespace plimsoll
