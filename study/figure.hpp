#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "study/results.hpp"

namespace plimsoll {

/// A figure of a result by its address, spelt as in JSON: "requests.checkout.latency_seconds.p99",
/// "requests.checkout.failed.refused", "parts.app.utilisation", "parts.products.hit_ratio",
/// "parts.db_pool.wait_seconds.mean", "run.duration_seconds", "cost.per_month".
///
/// A reason for which nothing failed has a count of 0. Nothing where the result has no such figure.
std::optional<Estimate> figure_at(const Results& results, std::string_view address);

}  // namespace plimsoll
