#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/reference_suite.hpp"
#include "study/results.hpp"

namespace plimsoll {

enum class Answer { pass, fail, not_converged, not_said };

/// One figure of one reference case, measured and judged.
struct ReferenceFigure {
  std::string case_id;
  Expectation expected;
  Estimate got;                       // does not exist where nothing was measured
  std::optional<double> theory = {};  // what models/theory says, where the case names a formula
  Answer answer = Answer::not_said;
  bool is_as_it_must_be = true;  // passed, could not be said, or did not converge where it must not
  std::string because;           // why it was not said
};

struct SelftestFigures {
  std::vector<ReferenceFigure> figures;  // in the order of the suite
  std::size_t cases = 0;                 // with anything measured
  std::size_t cases_not_said = 0;        // with nothing measured
  std::uint64_t events = 0;
  double wall_seconds = 0;
  bool complete = true;

  std::size_t count(Answer answer) const;
};

struct SelftestOptions {
  std::vector<std::string> only = {};       // parts of ids or groups; empty: all cases
  bool quick = false;                       // only the cases of the quick run
  int threads = 0;                          // 0: one per core
  const std::atomic<bool>* stop = nullptr;  // set to true: what is finished is kept
  /// Called before each case with its id, its number from 1, and how many there are.
  std::function<void(const std::string& id, std::size_t number, std::size_t count)> progress = {};
};

/// The text of a model of configs/reference, by name.
using ModelText = std::function<std::string_view(const std::string& name)>;

/// Whether `options` ask for that case.
bool is_wanted(const ReferenceCase& one, const SelftestOptions& options);

/// Runs the cases asked for and compares.
///
/// A figure passes if it is no further than the tolerance from the expected value, and its own 95 % interval
/// reaches no further than the tolerance to either side. An interval that is wider has not converged, unless
/// all of it lies beyond the tolerance, which fails. So does a figure whose formula says something else.
/// Throws InternalError for a case that does not hold together.
SelftestFigures selftest(const std::vector<ReferenceCase>& suite, const ModelText& model_text,
                         const SelftestOptions& options);

/// The rule of selftest() for one figure.
Answer judge(const Expectation& expected, const Estimate& got);

/// 0 all is as it must be, 99 a figure failed, 98 one did not converge, 130 interrupted.
int exit_code(const SelftestFigures& figures);

}  // namespace plimsoll
