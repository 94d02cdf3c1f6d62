#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "study/edge.hpp"
#include "study/limit.hpp"

namespace plimsoll {

/// The user has said stop.
struct LimitInterrupted {};

/// What was simulated at each load of a search, and how more of it is.
class LimitSamples {
 public:
  /// What is known of one load.
  struct Sample {
    spec::Spec spec;
    std::vector<Replication> replications;
    Results results;
    LimitPoint point;
  };

  LimitSamples(const LoadWith& load, const std::vector<NumberSetting>& moved, const LimitOptions& options)
      : load_(load), moved_(moved), options_(options) {}

  /// The model at that load, to be run for its own sake: no stop rule, nothing that ties replications
  /// together. Nothing where the language refuses the load.
  std::optional<spec::Spec> spec_at(double load) const;

  /// How long a model whose warm-up is to be found warms up at that load. Returns a sentence where that was
  /// not to be found. What was simulated with a shorter one is forgotten.
  std::string settle_warm_up(double load);

  /// The same where it is known already.
  void take_warm_up(double seconds);

  /// Simulates until there are `replications` of that load at least. Where the machine or the language cannot
  /// take the load, it counts as one that fails. Throws LimitInterrupted.
  const Sample& at(double load, std::int64_t replications);

  /// A load near `load`, by no more than `reach`, that was simulated; `load` itself where there is none.
  double known_near(double load, double reach) const;

  const std::map<double, Sample>& all() const { return samples_; }
  const WarmUpFigures& warm_up() const { return warm_up_; }
  std::int64_t replications() const { return replications_; }
  std::uint64_t events() const { return events_; }

 private:
  void judge(double load, Sample& sample) const;

  const LoadWith& load_;
  const std::vector<NumberSetting>& moved_;
  const LimitOptions& options_;
  std::map<double, Sample> samples_;
  WarmUpFigures warm_up_;
  bool has_warm_up_ = false;
  std::int64_t replications_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace plimsoll
