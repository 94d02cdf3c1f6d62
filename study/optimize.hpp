#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/results.hpp"
#include "study/run.hpp"

/// The cheapest of many points of a model at which every objective holds, and how sure it is that it is.
///
///   1. Theory (study/optimize_theory.hpp) strikes out points that break an objective whatever luck does.
///   2. The others are simulated in ascending order of what they cost a month, each until it is clear that all its
///      objectives are met or that one is missed: more replications, in rounds, the same luck at every point.
///   3. The first one that meets all is the answer. What it costs is known beforehand, so those that cost more
///      need not be simulated; a few are, to show what more money buys.
///
/// The chance that an objective is met is that of Student's t of its measure against its limit: the posterior of a
/// mean under a flat prior. What may go wrong is shared over points and looks (Bonferroni), so the answer is
/// the right one with the chance that was asked for, or says that it is not known so well.
///
/// Sources: Andradottir and Kim, Fully sequential procedures for comparing constrained systems via simulation,
/// Naval Research Logistics 57 (2010): feasibility first, then the objective; Boesel, Nelson and Kim, Using
/// ranking and selection to "clean up" after simulation optimization, Operations Research 51 (2003).
namespace plimsoll {

/// One point and what is known of it.
struct OptimumPoint {
  enum class State {
    ruled_out,      ///< by theory
    fails,          ///< an objective is missed, or there is no steady state
    holds,          ///< all are met
    undecided,      ///< replications do not say
    not_needed,     ///< costs more than the answer
  };
  std::uint64_t number = 0;             // from 0, of the sweep
  std::vector<std::string> values;      // one for each address, as written in TOML
  State state = State::not_needed;
  Estimate cost;                        // of a month; without a width where it is known beforehand
  double chance = 0;                    // that all objectives are met, as far as is known
  std::int64_t replications = 0;
  std::vector<ObjectiveFigures> objectives;
  Estimate p99;                         // seconds, of all successes
  std::string binding;                  // the objective that fails most clearly, or has the least room
  std::string why;                      // theory's sentence, or why there is no steady state
  bool is_pareto = false;               // of those simulated none is both cheaper and quicker
};

enum class OptimumState {
  found,        ///< as sure as was asked for
  unsure,       ///< a point, less surely
  none_holds,   ///< no point meets the objectives
  undecided,    ///< the likeliest is that none does, less surely
  interrupted,
};

struct Optimum {
  OptimumState state = OptimumState::interrupted;
  std::string title, source, case_name, currency;
  std::uint64_t seed = 1;
  std::vector<std::string> addresses;   // what is chosen
  std::vector<OptimumPoint> points;     // in ascending order of cost
  std::optional<std::size_t> chosen;    // of points
  double probability = 0;               // that it is the right one, at least
  double wanted = 0;
  std::int64_t replications = 0;        // of all points
  std::uint64_t events = 0;
  bool is_cost_fixed = true;            // known before anything is simulated
  std::vector<std::string> unpriced;    // parts that have no price
  std::vector<std::string> warnings, assumptions;
};

struct OptimizeOptions {
  RunOptions run;
  double sure = 0.95;               // the chance that the answer shall be right with
  int runners_up = 3;               // points beyond the answer that are simulated too
  bool exhaustive = false;          // every point until it is decided: nothing is struck out, nothing left out
  /// A point was looked at. May be empty.
  std::function<void(const OptimumPoint&)> looked;
};

/// The points to choose from.
struct PointsToChoose {
  std::vector<std::string> addresses;
  std::vector<std::vector<std::string>> values;          // of each point
  std::function<spec::Spec(std::uint64_t number)> at;
};

/// Throws as run() does, and std::invalid_argument with a sentence where nothing has a price or a limit.
Optimum optimize(const PointsToChoose& points, const OptimizeOptions& options = {});

/// 0 found, 98 unsure, 99 no point holds, 130 interrupted.
int exit_code(const Optimum& optimum);

}  // namespace plimsoll
