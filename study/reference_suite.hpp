#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/reference_theory.hpp"

namespace plimsoll {

/// One figure that a reference case has: where it stands in a result, and what it must be.
///
/// What is compared is  offset + scale x figure at `at` / figure at `per`.
struct Expectation {
  std::string measure;  // the source's name for it, unit last: "mean_ms"
  std::string at;       // an address of study/figure.hpp
  std::string per;      // another one; empty: nothing is divided
  double scale = 1;
  double offset = 0;
  std::vector<std::string> sets;  // settings of this measure alone
  double value = 0;               // the exact value where the published one is biased
  double tolerance = 0;           // absolute: the larger of the two that the case allows
  std::string theory;             // figure of the case's formula that must agree; empty: none
  std::string kind;               // "exact", "approximation", "simulated", ...
  std::string published;          // what the source prints; may be empty
  /// Half-width, as a share of the value, up to which an interval counts as converged; 0: the tolerance.
  double converged_within = 0;
  bool must_not_converge = false;  // an honest tool says that this run was too short
  std::string not_said;            // why it cannot be measured; empty where it can
};

/// A published model, or one with a known answer, that every capacity tool should get right.
struct ReferenceCase {
  std::string id;      // "jmt-lazowska-n10"
  std::string group;   // "closed web"
  std::string says;    // what is modelled, in a line
  std::string source;  // who published it, and where
  std::string model;   // name of a file of configs/reference; empty where the language cannot say it
  std::vector<std::string> sets;
  std::optional<Formula> theory;  // what the library of theory says to the case
  bool is_quick = false;          // part of the quick run
  std::string not_said;           // why the language cannot say it; empty where it can
  std::vector<Expectation> expectations;
};

/// Reads configs/reference/expected.toml. The text is ours: what is wrong in it is our own mistake and throws
/// InternalError with its place.
std::vector<ReferenceCase> read_reference_suite(const std::string& text);

}  // namespace plimsoll
