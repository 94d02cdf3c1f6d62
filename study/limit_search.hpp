#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/limit_samples.hpp"

namespace plimsoll {

/// The edge between loads that hold and loads that fail, by simulation.
class LimitSearch {
 public:
  struct Range {
    double low = 0, high = 0;
  };
  /// Where the edge is.
  struct Edge {
    LimitState state = LimitState::undecided;
    Estimate load;
    double middle = 0;                  // the load that was simulated most, next to the edge
    std::optional<std::size_t> binding; // the objective; nothing: a steady state
    std::vector<std::size_t> also;      // objectives whose own edge lies within the interval
    std::string trouble;
  };

  LimitSearch(LimitSamples& samples, Range allowed, bool is_whole, double precision)
      : samples_(samples), allowed_(allowed), is_whole_(is_whole), precision_(precision) {}

  /// Searches from `start`, which theory named if `is_near`. Throws LimitInterrupted.
  Edge find(double start, bool is_near);

 private:
  /// What a window of three loads says.
  struct Look {
    Range range;    // below and above
    double middle;
    const LimitSamples::Sample *below, *at, *above;
    std::optional<std::size_t> binding;
    EdgeFit fit;    // of the objective that binds
    std::vector<std::size_t> also;
  };

  bool bracket(double start, bool is_near, Edge& edge);
  void narrow();
  Edge refine();
  Look look(double middle, double half, std::int64_t replications);
  EdgeWindow window_of(const Look& look, std::size_t objective) const;
  void fit_all(Look& look) const;
  bool is_decided(const LimitSamples::Sample& sample) const;
  Edge at_step(const Look& look, std::int64_t replications);
  Edge conclude(const Look& look, LimitState state) const;
  double stepped(double load, double factor) const;
  double rounded(double load) const;
  double between(double low, double high) const;
  bool are_neighbours(double low, double high) const;
  std::int64_t most_replications() const;

  LimitSamples& samples_;
  Range allowed_;
  bool is_whole_;
  double precision_;
  Range edge_;  // holds at low, fails at high
};

}  // namespace plimsoll
