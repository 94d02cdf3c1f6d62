#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "study/measures.hpp"
#include "study/number_setting.hpp"
#include "study/run.hpp"

/// By how many per cent a measure moves where a number of the model moves by one.
///
/// The elasticity of a measure m to a number x is d ln m / d ln x: +9 says that one per cent more of x makes m
/// nine per cent larger. It is estimated by a central difference with common random numbers,
///
///     e = (ln m(x+) - ln m(x-)) / (ln x+ - ln x-),
///
/// where x+ and x- are `step` (1 %) above and below x, and replication i has the same luck on both sides. Its
/// interval is Student's t over replications of the differences, each relative to its mean (delta method). A
/// central difference is off by the third derivative times step² / 6: for the wait in M/M/1 at 90 % and a step
/// of 1 % by 0.3 % of itself.
///
/// A count moves by whole steps: by one, or by `step` of it where that is more. Where the language refuses one
/// of the sides (a server has one core at least, a share is one at most) the difference is from the value
/// itself to the other side.
///
/// Sources: L'Ecuyer and Perron, On the convergence rates of IPA and FDC derivative estimators, Operations
/// Research 42 (1994); Glasserman and Yao, Some guidelines and guarantees for common random numbers,
/// Management Science 38 (1992).
namespace plimsoll {

/// What one number does to one measure.
struct Elasticity {
  Estimate value;           // does not exist where the measure does not, or is 0 on a side
  bool has_no_effect = false;  // equal on both sides in every replication
  std::string why_not;      // where `value` does not exist
};

struct SensitivityRow {
  NumberSetting setting;
  double down = 0, up = 0;               // the values between which the difference is taken
  bool is_one_sided = false;
  std::vector<Elasticity> of;            // by Sensitivity::measures
};

struct Sensitivity {
  std::string title, source, case_name, model_digest;
  std::uint64_t seed = 1;
  std::int64_t replications = 0;  // of each side
  double step = 0, warm_up_seconds = 0;
  std::vector<Measure> measures;  // of the model as it is, without their replications
  std::vector<SensitivityRow> rows;          // in the order of the file
  std::vector<std::string> left_out;         // numbers that cannot be moved: "traffic.jobs.rate: ..."
  std::uint64_t events = 0;
  bool complete = true;
  std::vector<std::string> warnings;
};

struct SensitivityOptions {
  RunOptions run;
  double step = 0.01;
  std::function<void(const SensitivityRow&)> looked;  // may be empty
};

/// Numbers that somebody wrote and that move measures: all but those of [run] and of objectives. Counts are
/// known to be.
std::vector<NumberSetting> written_numbers(const LoadWith& load, const spec::LoadResult& loaded);

/// The measures that matter where nothing is said: what objectives promise, and cost; without objectives mean
/// and p99 of all requests. Addresses.
std::vector<std::string> usual_measures(const spec::Spec& spec);

/// Moves each of `settings` and looks at the measures of those addresses. Throws as run() does;
/// std::invalid_argument with a sentence for a measure that the model does not have.
Sensitivity sensitivity_of(const LoadWith& load, const std::vector<NumberSetting>& settings,
                           const std::vector<std::string>& measures, const SensitivityOptions& options = {});

}  // namespace plimsoll
