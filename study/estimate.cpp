#include "study/estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/spec/units.hpp"
#include "sim/measure/interval.hpp"

namespace plimsoll {
namespace {

/// A length as one would write it in the file, rounded up.
std::string length_text(double seconds) {
  const auto up = [](double number) { return std::ceil(number * (1 - 1e-9)); };
  if (seconds < 120) return fmt::format("{:.0f} s", up(seconds));
  if (seconds < 7200) return fmt::format("{:.0f} min", up(seconds / 60));
  return fmt::format("{:.0f} h", up(seconds / 3600));
}

/// A count with commas between thousands.
std::string count_text(double count) {
  std::string digits = fmt::format("{:.0f}", count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string too_few(double p, const std::string& whose, double needed, double count,
                    const spec::RunSettings& run) {
  const double seconds = run.duration.to_seconds();
  const double factor = needed / count;
  return fmt::format(
      "p{:.6g} of {} needs a sample of about {} and has {}: run.duration = \"{}\" instead of \"{}\" would "
      "do, "
      "or {:.0f} replications instead of {}",
      p * 100, whose, count_text(needed), count_text(count), length_text(seconds * factor),
      spec::write_duration(run.duration), std::ceil(static_cast<double>(run.replications) * factor),
      run.replications);
}

}  // namespace

Estimate estimate_of(const Interval& interval) {
  Estimate estimate;
  estimate.exists = !std::isnan(interval.value);
  if (!estimate.exists) return estimate;
  estimate.value = interval.value;
  estimate.has_interval = interval.has_interval();
  estimate.low = estimate.has_interval ? interval.low : interval.value;
  estimate.high = estimate.has_interval ? interval.high : interval.value;
  return estimate;
}

Estimate estimate_of(std::span<const double> replications) { return estimate_of(interval_of(replications)); }

Estimate refused(std::string why) {
  Estimate estimate;
  estimate.refused = std::move(why);
  return estimate;
}

Estimate quantile_of(const PooledQuantile& pooled, double p, const std::string& whose,
                     const spec::RunSettings& run, const Confidence& confidence) {
  const auto count = static_cast<double>(pooled.count());
  const double needed = kFewestBeyond / std::min(p, 1 - p) * (1 - 1e-12);
  if (count > 0 && count < needed) return refused(too_few(p, whose, needed, count, run));
  return estimate_of(pooled.at(p, confidence));
}

}  // namespace plimsoll
