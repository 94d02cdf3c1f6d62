#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/measures.hpp"
#include "study/run.hpp"

/// Two models side by side, with common random numbers: replication i of B sees the users, the instants and
/// the work of replication i of A, because every draw is keyed by its name and its request (sim/stream.hpp).
/// What differs is then the change, and the luck of the draw cancels.
namespace plimsoll {

/// What became of one measure from A to B.
enum class Change {
  same,       ///< equal in every pair of replications
  noise,      ///< the interval of the difference holds 0, or ends within a millionth of A's value from it
  better,     ///< the interval lies on the better side of 0
  worse,      ///< ... on the worse side
  different,  ///< ... on one side, and neither is better
  unknown,    ///< no interval: fewer than two pairs have the measure on both sides
};

struct Difference {
  Measure a, b;
  /// B - A with its 95 % interval: Student's t over the differences of pairs ("paired-t", Law, Simulation
  /// Modeling and Analysis, section 10.2). Pairs in which a side lacks the measure are left out.
  Estimate difference;
  double relative =
      std::numeric_limits<double>::quiet_NaN();  ///< difference over A's value; NaN where that is 0
  Change change = Change::unknown;
  /// How many times wider the interval would be with independent seeds, sqrt((var A + var B) / var(B - A)),
  /// from these pairs; NaN where the difference never varies.
  double pairing_gain = std::numeric_limits<double>::quiet_NaN();
};

/// An objective that both models have with the same metric, subject and stretches; its limit may differ.
struct ObjectiveChange {
  ObjectiveFigures a, b;
  bool is_broken() const { return a.verdict != Verdict::fail && b.verdict == Verdict::fail; }
  bool is_mended() const { return a.verdict == Verdict::fail && b.verdict == Verdict::pass; }
};

struct Comparison {
  Results a, b;
  std::int64_t pairs = 0;                         // replications finished on both sides
  std::vector<ObjectiveChange> objectives;        // in the order of A
  std::vector<Difference> differences;            // measures of both, in the order of A
  std::vector<std::string> only_in_a, only_in_b;  // "part cache", "request pay", "app.wait_mean"
  double median_pairing_gain = std::numeric_limits<double>::quiet_NaN();  // over measures that have one
  std::vector<std::string> warnings;
  std::vector<std::string> assumptions;  // what was made alike
};

/// Makes two models run alike, after finding the warm-up of those that ask for it: B takes A's seed, and both
/// the longer warm-up and the larger number of replications. Returns a sentence for each thing that it
/// changed.
std::vector<std::string> align(spec::Spec& a, spec::Spec& b, const RunOptions& options = {});

/// Compares what was observed of two models that ran alike.
Comparison compare(const spec::Spec& spec_a, const Observation& a, const spec::Spec& spec_b,
                   const Observation& b);

/// Aligns both, runs both and compares. Throws as run() does.
Comparison compare(spec::Spec a, spec::Spec b, const RunOptions& options = {});

/// By how much of A's value, at least, a measure is worse in B: the end of the interval nearest to 0, on the
/// bad side, over A's value; 0 where it is not worse beyond noise; infinite where A's value is 0.
double sure_loss(const Difference& difference);

}  // namespace plimsoll
