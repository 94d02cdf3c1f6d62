#include "study/remarks.hpp"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "study/never_happens.hpp"
#include "study/variance_reduction.hpp"

namespace plimsoll {
namespace {

std::string warm_up_sentence(const spec::Spec& spec, const WarmUpFigures& warm_up) {
  const double seconds = warm_up.seconds;
  if (!warm_up.is_automatic || (warm_up.decided_by.empty() && seconds > 0)) {
    return fmt::format("the first {:.6g} s of each replication are not counted (run.warm_up)", seconds);
  }
  if (warm_up.decided_by.empty()) return "no warm-up: nothing in the model has to settle first";
  return fmt::format(
      "the first {:.4g} s of each replication, {:.2g} % of it, are not counted: {} takes that long "
      "to settle (run.warm_up = \"auto\")",
      seconds, 100 * seconds / (seconds + spec.run.duration.to_seconds()), warm_up.decided_by);
}

void warn_of_imprecision(Results& results) {
  for (const PrecisionFigures::Measure& measure : results.run.precision.measures) {
    if (measure.share <= results.run.precision.wanted) continue;
    results.warnings.push_back(fmt::format(
        "{} is known to ± {} only, not to ± {:.3g} % (run.precision): more "
        "run.replications_max, run.time_budget or "
        "run.duration would narrow it",
        measure.name, std::isfinite(measure.share) ? fmt::format("{:.2g} %", 100 * measure.share) : "nothing",
        100 * results.run.precision.wanted));
  }
}

/// Of stretches that are too much alike distrust() speaks.
void warn_of_no_intervals(const std::vector<const Replication*>& finished, Results& results) {
  const Stretches& cut = finished.front()->stretches;
  if (!cut.all.empty() || cut.likeness > 0) return;
  results.warnings.push_back(
      fmt::format("one {} gives no intervals{}, so nothing is judged; ask for at least 5",
                  finished.size() == 1 ? "replication" : "antithetic pair",
                  cut.why_not.empty() ? "" : fmt::format(" ({})", cut.why_not)));
}

void warn_of_no_controls(const spec::RunSettings& run, std::int64_t observations, Results& results) {
  const bool are_too_few = observations < static_cast<std::int64_t>(ControlVariates::kRunsForEach);
  results.warnings.push_back(
      fmt::format("no control variates: {} (run.variance_reduction)",
                  are_too_few ? fmt::format("each needs {} {}", ControlVariates::kRunsForEach,
                                            is_antithetic(run) ? "pairs of replications" : "replications")
                              : "neither work nor traffic is drawn from a law that varies"));
}

}  // namespace

void add_remarks(const spec::Spec& spec, const WarmUpFigures& warm_up,
                 const std::vector<const Replication*>& finished, std::int64_t observations,
                 Results& results) {
  const bool is_steady = spec.run.kind == spec::RunSettings::Kind::steady;
  if (is_steady) {
    results.assumptions.push_back(warm_up_sentence(spec, warm_up));
    if (warm_up.is_found && !warm_up.trouble.empty()) results.warnings.push_back(warm_up.trouble);
  }
  for (const spec::Event& event : spec.events) {
    if (!never_happens(spec, event)) continue;
    results.warnings.push_back("event " + event.name + " starts after the end of the run: it never happens");
  }
  warn_of_imprecision(results);
  if (observations == 1) warn_of_no_intervals(finished, results);
  if (has_controls(spec.run) && results.run.variance_reduction.controls.empty()) {
    warn_of_no_controls(spec.run, observations, results);
  }
  for (const spec::Traffic& traffic : spec.traffic) {
    if (traffic.kind != spec::Traffic::Kind::closed) continue;
    results.assumptions.push_back("users of " + traffic.name +
                                  (is_steady ? " begin in the middle of thinking" : " begin by thinking"));
  }
}

}  // namespace plimsoll
