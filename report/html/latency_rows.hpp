#pragma once

#include <string>
#include <vector>

#include "study/results.hpp"

namespace plimsoll::report::html {

/// One line of a drawing of latencies: a request, in one run or in two that are compared.
struct LatencyRow {
  struct Curve {
    std::string name;  // "A", "B"; empty where there is one
    const RequestFigures* request = nullptr;
  };
  std::string name;
  std::vector<double> limits_seconds;
  std::vector<Curve> curves;  // one or two
};

/// Distributions below one another on one logarithmic scale, with percentiles marked. "" where there is
/// nothing to draw.
std::string latency_drawing(const std::string& id, const std::vector<LatencyRow>& rows);

}  // namespace plimsoll::report::html
