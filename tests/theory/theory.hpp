#pragma once

#include <string>

#include "models/theory/markov_stations.hpp"
#include "tests/support/model_text.hpp"

/// Words that models of queueing theory share. Every test asks for the exact value inside a 99.9 % interval
/// over twenty replications, and for an interval narrow enough that a wrong model would be found out. Exact
/// values come from models/theory/, whose own tests hold them against published figures.
namespace plimsoll::test {

/// Poisson arrivals at one server whose cores take work first come first served.
inline std::string single_server(const std::string& rate, const std::string& work,
                                 const std::string& more = "") {
  return "[system.server]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\nworkers = \"unlimited\"\n" + more +
         "\n[request.job]\non = \"server\"\nsteps = [{ work = " + work + " }]\n[traffic.stream]\nrate = \"" +
         rate + " /s\"\n";
}

inline std::string exponential(const std::string& mean) {
  return "{ dist = \"exponential\", mean = \"" + mean + "\" }";
}

/// Counts for `duration` after `warm_up`, twenty times.
inline std::string steady(const std::string& warm_up, const std::string& duration, int replications = 20) {
  return "\n[run]\nwarm_up = \"" + warm_up + "\"\nduration = \"" + duration +
         "\"\nreplications = " + std::to_string(replications) + "\n";
}

/// The value of a measured figure times or divided by a plain number, interval and all.
inline Estimate scaled(Estimate estimate, double factor) {
  estimate.value *= factor;
  estimate.low *= factor;
  estimate.high *= factor;
  return estimate;
}

/// The value must be exact within the interval, and the interval within `share` of the value.
inline void expect_exact_within(const Results& results, const Estimate& measured, double exact,
                                double share) {
  expect_exact(results, measured, exact, share * exact);
}

inline const RequestFigures& job(const Results& results) { return results.requests.front(); }

}  // namespace plimsoll::test
