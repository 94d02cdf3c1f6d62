#pragma once

#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/run.hpp"

namespace plimsoll {

/// Which way a measure is better.
enum class Better { lower, higher, neither };

/// One figure of a run by name, with its value in every replication.
struct Measure {
  enum class Of { request, part, objective, cost };
  Of of = Of::request;
  std::string subject;  // "checkout"; empty for the cost of a month, "cost" for what follows from it
  std::string name;     // "p99", "utilisation", "cost"; of an objective its metric, "p99_below"
  std::string unit;  // "seconds", "per_second", "share", "count", "" (a part's own), or a currency per month
  Better better = Better::neither;
  Estimate estimate;                 // as the results have it
  std::vector<double> replications;  // by number; NaN where it does not exist
};

/// "request", "part", "objective" or "cost".
const char* word(Measure::Of of);

/// What a user writes to name a measure: "checkout.p99", "app.utilisation", "cost", "quick.p99_below".
std::string address_of(const Measure& measure);

/// The measures that decide between two designs, in the order of the file: of each request mean, p50, p95,
/// p99, throughput and errors (the share that failed); of each part utilisation, wait_mean, wait_p99, refused
/// and what its kind measures besides; the value of each objective; cost per month.
std::vector<Measure> measures_of(const spec::Spec& spec, const Observation& observation);

/// The addresses of those measures that are better one way, of a model that need not have run: of parts also
/// those that a part turns out not to have.
std::vector<std::string> measures_with_a_better_way(const spec::Spec& spec);

}  // namespace plimsoll
