#pragma once

#include <optional>
#include <vector>

#include "study/bill.hpp"
#include "study/feasibility.hpp"
#include "study/optimize.hpp"

namespace plimsoll {

/// One point while it is looked at.
struct Contender {
  OptimumPoint point;
  spec::Spec spec;  // empty until it is simulated
  Bill bill;
  WarmUpFigures warm_up;
  std::vector<Replication> replications;
  Feasibility feasibility;
  bool is_refused = false;   // `run` would not rely on it
  std::string trouble;       // why
};

/// The search itself: what is simulated, in which order, and until when.
class OptimizeSearch {
 public:
  /// The user has said stop.
  struct Interrupted {};

  OptimizeSearch(const PointsToChoose& points, const OptimizeOptions& options) : points_(points), options_(options) {}

  /// Strikes out by theory and finds what each point costs. Throws std::invalid_argument, Interrupted.
  void survey();
  /// Simulates until the answer is known. Throws Interrupted.
  void decide();
  /// Simulates some that cost more. Throws Interrupted.
  void look_beyond();

  /// What is known so far.
  void tell(Optimum& optimum);

 private:
  struct Choice {
    std::optional<std::size_t> index;
    double probability = 0;              // that it is right, at least
    std::optional<std::size_t> rival;    // where costs are not known beforehand: the one that may be cheaper
  };

  void prepare(Contender& one);
  void extend(Contender& one, std::int64_t replications);
  void judge(Contender& one);
  void settle(Contender& one);
  bool conclude(Contender& one) const;
  void estimate_costs();
  void sort_by_cost();
  double chance_of(const Contender& one) const;
  double cheaper_chance(const Contender& one, const Contender& than) const;
  Choice choose() const;
  double level() const;

  const PointsToChoose& points_;
  const OptimizeOptions& options_;
  std::vector<Contender> contenders_;  // in ascending order of cost
  std::size_t candidates_ = 0;         // not struck out
  std::int64_t most_replications_ = 0;
  std::int64_t replications_ = 0;
  std::uint64_t events_ = 0;
  bool is_cost_fixed_ = true;
  std::vector<std::string> unpriced_, warnings_;
};

}  // namespace plimsoll
