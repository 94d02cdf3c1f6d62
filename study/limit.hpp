#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "study/number_setting.hpp"
#include "study/results.hpp"
#include "study/run.hpp"

/// The highest load at which every objective holds.
///
/// The load is one number of the model, or several that move together in proportion. Raising it must break
/// objectives, not mend them. Where it is, is found in three steps:
///
///   1. Theory (mean value analysis, Erlang, utilisation law; study/twin.hpp) says where to begin.
///   2. Few replications at each load, until one load holds and a neighbouring one fails. Replication i is the
///      same luck at every load, so what is searched is the root of one sample path, and a load that fails
///      where a lower one holds does so by the load.
///   3. More replications, and the window between its loads narrower, until the interval of the root is narrow
///      enough: retrospective approximation. Root and interval are those of study/edge.hpp.
///
/// Sources: Chen and Schmeiser, Stochastic root finding via retrospective approximation, IIE Transactions 33
/// (2001); Pasupathy and Kim, The stochastic root-finding problem, ACM TOMACS 21 (2011).
namespace plimsoll {

/// Verdict and figures of one load.
struct LimitPoint {
  double load = 0;
  std::int64_t replications = 0;
  std::vector<ObjectiveFigures> objectives;  // as `run` would print them
  bool holds = false;                        // every objective that load breaks, by its value
  std::string overload;                      // a sentence, where a queue grows without end
};

struct LimitOptions {
  RunOptions run;
  double precision = 0.01;             // half of the interval's width over the limit
  std::optional<double> from, to;      // loads between which to look, in the unit of the first number
  /// A load was looked at: for a line of progress. May be empty.
  std::function<void(const LimitPoint&)> looked;
};

/// What came of it.
enum class LimitState {
  found,            ///< the limit, with an interval as narrow as was asked for
  imprecise,        ///< the limit, with a wider one: the largest number of replications was reached
  fails_at_lowest,  ///< an objective fails at the lowest load that was allowed
  never_fails,      ///< all hold at the highest load that was allowed
  undecided,        ///< replications do not say; `trouble` is why
  interrupted,      ///< what is there is finished, the limit is not
};

struct Limit {
  LimitState state = LimitState::undecided;
  std::vector<NumberSetting> moved;  // the load; the first one is what `load` counts
  std::string title, source, case_name, model_digest;
  std::uint64_t seed = 1;
  Estimate load;                      // the limit; without an interval where it was not found
  double lowest_allowed = 0, highest_allowed = 0;
  std::string binding;                // the objective; empty: a steady state
  std::vector<std::string> also;      // objectives whose own limit lies within the interval
  std::string part, part_sentence;    // behind it: what gives way first at the limit
  std::vector<LimitPoint> points;     // in ascending order of load
  std::optional<double> theory;       // where queueing theory puts it
  std::string theory_model;           // "M/M/3"
  bool is_theory_exact = false;
  double warm_up_seconds = 0;
  std::int64_t replications = 0;      // at all loads together
  std::uint64_t events = 0;
  std::string trouble;                // a sentence for who reads it
  std::vector<std::string> warnings, assumptions;
};

/// Finds the limit of the model that `load` gives, by moving `moved` (at least one). Throws as run() does;
/// throws std::invalid_argument with a sentence where the model has no objective that load could break.
Limit find_limit(const LoadWith& load, const std::vector<NumberSetting>& moved, const LimitOptions& options = {});

/// The numbers that are the load where nothing is said: users or rates of all traffic that has one.
std::vector<NumberSetting> usual_load(const LoadWith& load, const spec::LoadResult& loaded);

/// 0 found, 98 imprecise, undecided or beyond what was allowed, 99 no load holds, 130 interrupted.
int exit_code(const Limit& limit);

}  // namespace plimsoll
