#include "sim/measure/control_variates.hpp"

#include <algorithm>
#include <cmath>  // sqrt, isfinite: exact everywhere
#include <limits>
#include <utility>

#include "sim/check.hpp"
#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

// A column this much shorter once those before are taken out says nothing of its own.
constexpr double kNothingOfItsOwn = 1e-6;

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void subtract(std::vector<double>& from, double times, const std::vector<double>& direction) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= times * direction[i];
}

/// Takes the mean out of `values` and returns it. Sums distances from the first value, so that the mean of
/// equal values is that value.
double centre(std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double first = values.front();
  double distance = 0;
  for (const double value : values) distance += value - first;
  const double mean = first + distance / static_cast<double>(values.size());
  for (double& value : values) value -= mean;
  return mean;
}

bool is_finite(double value) { return std::isfinite(value); }

}  // namespace

ControlVariates::ControlVariates(std::vector<std::vector<double>> columns) : columns_(std::move(columns)) {
  const std::size_t runs = columns_.empty() ? 0 : columns_.front().size();
  for (std::size_t c = 0; c < columns_.size() && used_.size() < runs / kRunsForEach; ++c) {
    std::vector<double> column = columns_[c];
    PLIMSOLL_CHECK(column.size() == runs);
    if (!std::all_of(column.begin(), column.end(), is_finite)) continue;
    double mean = centre(column);
    const double length_before = std::sqrt(dot(column, column));
    for (std::size_t d = 0; d < directions_.size(); ++d) {
      const double along = dot(column, directions_[d]);
      subtract(column, along, directions_[d]);
      mean -= along * means_[d];
    }
    const double length = std::sqrt(dot(column, column));
    if (!(length > kNothingOfItsOwn * length_before)) continue;
    for (double& value : column) value /= length;
    used_.push_back(c);
    directions_.push_back(std::move(column));
    means_.push_back(mean / length);
  }
}

ControlVariates ControlVariates::of(std::span<const std::size_t> runs) const {
  std::vector<std::vector<double>> columns;
  for (const std::vector<double>& whole : columns_) {
    std::vector<double>& some = columns.emplace_back();
    for (const std::size_t run : runs) some.push_back(whole[run]);
  }
  return ControlVariates(std::move(columns));
}

ControlVariates::Fit ControlVariates::fit(std::span<const double> values) const {
  PLIMSOLL_CHECK(directions_.empty() || directions_.front().size() == values.size());
  std::vector<double> rest(values.begin(), values.end());
  Fit fit;
  fit.mean = centre(rest);
  fit.mean_per_square = 1 / static_cast<double>(values.size());
  for (std::size_t d = 0; d < directions_.size(); ++d) {
    const double along = dot(rest, directions_[d]);
    subtract(rest, along, directions_[d]);
    fit.mean -= along * means_[d];
    fit.mean_per_square += means_[d] * means_[d];
  }
  fit.squares = dot(rest, rest);
  fit.freedom = static_cast<std::int64_t>(values.size()) - static_cast<std::int64_t>(directions_.size()) - 1;
  return fit;
}

Interval controlled_interval_of(std::span<const double> values, const ControlVariates& controls,
                                const Confidence& confidence) {
  if (controls.used().empty()) return interval_of(values, confidence);
  std::vector<double> present;
  std::vector<std::size_t> runs;
  for (std::size_t run = 0; run < values.size(); ++run) {
    if (std::isnan(values[run])) continue;
    present.push_back(values[run]);
    runs.push_back(run);
  }
  const bool is_whole = present.size() == values.size();
  const ControlVariates some = is_whole ? ControlVariates() : controls.of(runs);
  const ControlVariates& fitting = is_whole ? controls : some;
  if (fitting.used().empty()) return interval_of(values, confidence);
  const ControlVariates::Fit fit = fitting.fit(present);
  const double variance = fit.squares / static_cast<double>(fit.freedom) * fit.mean_per_square;
  const double half = confidence.t(fit.freedom) * std::sqrt(variance);
  return {fit.mean, fit.mean - half, fit.mean + half, static_cast<std::int64_t>(present.size()),
          static_cast<std::int64_t>(values.size() - present.size())};
}

}  // namespace plimsoll
