#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// Where that time went, in words: "app wait for a core", "outside the model".
std::string place_of(const AttributionFigures& one);

/// One line of that: a place, or what is left of those too small to name.
struct AttributionRow {
  static constexpr std::size_t kRest = static_cast<std::size_t>(-1);
  std::string place;
  AttributionFigures figures;
  std::size_t number = kRest;  // in RequestFigures::attribution
};
std::vector<AttributionRow> attribution_rows(const RequestFigures& request);

/// The requests to show: each kind, or all together where there are many.
std::vector<const RequestFigures*> attributed_requests(const Results& results);

/// Where the latency of each kind of request goes, as a table; empty where that is not known.
std::string attribution_text(const Results& results, const Palette& palette);

}  // namespace plimsoll::report
