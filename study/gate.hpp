#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "study/compare.hpp"

/// Whether a change makes anything worse, beyond noise, over all measures at once: a gate for CI.
///
/// Of dozens of measures that do not differ, a few lie outside their 95 % intervals by chance on every build.
/// So all measures share one small probability of a false alarm. A measure is worse if a one-sided paired t
/// test of "its loss is at most what is tolerated" rejects under Holm's procedure, whatever depends on what:
/// of r measures that are left, one is taken out where t exceeds the quantile at false_alarms / r, and so on
/// with the rest. Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal
/// of Statistics 6 (1979).
namespace plimsoll {

struct GateRules {
  std::vector<std::string> measures = {};  // addresses; empty: all of requests, and values of objectives
  double tolerated = 0;                    // share of A's value
  double false_alarms = 0.0001;            // how likely any false alarm is where nothing is worse
};

struct GatedMeasure {
  std::size_t index = 0;  // in Comparison::differences
  bool is_worse = false;  // beyond noise and beyond what is tolerated
  double loss = 0;        // in its unit, positive where B is worse
  double at_least = 0;    // the loss less what may be noise, given all the other measures; never below 0
  double seen_from = 0;   // the smallest loss that these pairs would have shown; 0 where they do not vary
};

enum class GateVerdict { holds, worse, undecided };

struct Gate {
  GateRules rules;
  std::vector<GatedMeasure> measures;   // that could be judged, in the order of the comparison
  std::vector<std::string> failures;    // sentences: what is worse besides
  std::vector<std::string> doubts;      // sentences: what cannot be judged and should be
  std::vector<std::string> not_judged;  // addresses of what neither side tells

  GateVerdict verdict() const;
  /// Those that are worse, in the order of the comparison.
  std::vector<GatedMeasure> worse() const;
};

Gate judge(const Comparison& comparison, const GateRules& rules = {});

/// Addresses that may be gated: those of measures_with_a_better_way(), and the values of objectives.
std::vector<std::string> measures_for_gate(const spec::Spec& spec);

}  // namespace plimsoll
