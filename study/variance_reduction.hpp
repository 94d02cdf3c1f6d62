#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/build.hpp"
#include "models/spec/spec.hpp"
#include "sim/measure/control_variates.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/pooled_quantile.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

/// Narrower intervals from the same work (run.variance_reduction).
///
///   control_variates  what requests drew (work, think times, gaps) is known to average its mean. By how much
///   it
///                     exceeded that in a replication is luck, and so is what goes along with it in a measure
///                     (sim/measure/control_variates.hpp).
///   antithetic        replications 2k and 2k + 1 are a pair: where one draws u, the other draws 1 - u. One
///   has
///                     the short work where the other has the long, so their mean varies less than that of
///                     two strangers. Pairs are independent, members of one are not: the mean of a pair is
///                     one observation, and n replications give n/2.
///   both              the mean of a pair is regressed on the mean of its controls.
namespace plimsoll {

bool has_controls(const spec::RunSettings& run);
bool is_antithetic(const spec::RunSettings& run);

/// Replications that make one observation: 2 or 1.
std::int64_t replications_together(const spec::RunSettings& run);

/// `count` or one more, so that none is left without its pair.
std::int64_t whole_observations(const spec::RunSettings& run, std::int64_t count);

/// Which luck replication `number` has: the number that its streams are named by, ...
std::uint32_t number_of_luck(const spec::RunSettings& run, std::uint32_t number);
/// ... and how it is built: with tallies, mirrored.
BuildOptions build_options(const spec::RunSettings& run, std::uint32_t number, BuildOptions options);

/// The finished replications of a run, without those whose pair is not.
std::vector<const Replication*> whole_pairs(const spec::RunSettings& run,
                                            const std::vector<Replication>& replications);

/// The independent observations of a run: replications, or pairs of them, with their controls.
///
/// Controls are picked by a fixed rule: all work together (what all steps drew), all traffic together (gaps
/// and think times, each over its mean), and then the work of single parts, the busiest first; one for every
/// five observations, the first ones.
class Observations {
 public:
  Observations(const spec::Spec& spec, const std::vector<const Replication*>& replications);

  std::int64_t count() const { return count_; }

  /// How sure intervals are: 95 %, with the freedom of the first round where rounds followed it.
  const Confidence& confidence() const { return confidence_; }

  /// The mean of what replications say, with its interval over observations. For counts of what happened.
  Estimate mean(std::span<const double> replications) const;

  /// The same less the luck that controls show. For what can be above 0 only (a time, a rate, a level): where
  /// the controlled value of such would be below 0, it is not controlled.
  Estimate controlled_mean(std::span<const double> replications) const;

  /// Percentiles of all durations; histograms are those of the first replications.
  PooledQuantile pool(std::vector<const Histogram*> histograms) const;

  VarianceReductionFigures figures() const;

 private:
  std::vector<double> by_observation(std::span<const double> replications) const;
  void pick(const spec::Spec& spec, const std::vector<const Replication*>& replications);

  std::size_t together_;
  std::int64_t count_;
  Confidence confidence_;
  spec::RunSettings::VarianceReduction method_;
  std::vector<std::string> names_;  // of all controls
  ControlVariates controls_;
};

}  // namespace plimsoll
