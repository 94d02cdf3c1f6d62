#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/theory_figure.hpp"

namespace plimsoll {

/// Work that each success of a request has surely done at a part, for the utilisation law with measured
/// throughputs.
struct CertainWork {
  std::string part;
  double cores = 1;                                        // of all instances
  std::vector<std::pair<std::string, double>> by_request;  // seconds
};

/// What queueing theory says of a model before it is simulated.
struct Twin {
  std::string model;                       // "M/M/1", "closed network of 3 stations"; empty: bounds only
  std::vector<TheoryFigure> figures;       // requests first, then parts, in file order
  std::optional<double> saturation_users;  // N*: about so many users the tightest part carries; closed load
  std::vector<std::string> reasons;        // why theory says no more than that, in sentences

  // For the comparison with a run.
  std::vector<CertainWork> certain_work;
  double memory_seconds = 0;           // about how long the model remembers how it began
  double warm_up_needed_seconds = 0;   // for a comparison to mean something
  double duration_needed_seconds = 0;  // of each replication, after the warm-up
  bool has_steady_load = false;        // nothing but chance moves the load
  bool has_steady_capacity = true;     // no event moves anything but the load
};

/// The analytic twin of a model: which part of queueing theory covers it, with every assumption checked.
///
///   - Bounds, always: utilisation law, asymptotic bounds of throughput and response.
///   - Exact values where the assumptions hold: networks with a product form (open, closed, mixed), M/M/c/K,
///     M/G/1.
///   - Approximations where a formula exists whose assumptions do not quite hold: M/G/c, GI/G/c, product
///   forms
///     in spite of services that have none.
///
/// Takes milliseconds, for 100,000 users too: large closed networks are solved approximately, and say so.
Twin twin_of(const spec::Spec& spec);

}  // namespace plimsoll
