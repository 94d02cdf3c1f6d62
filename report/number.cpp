#include "report/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll::report {
namespace {

constexpr int kMostDecimals = 9;

/// The power of ten at or below `value`: 0 for 1 to 9.99, -2 for 0.05. 0 for 0.
int order_of(double value) {
  value = std::abs(value);
  if (value == 0 || !std::isfinite(value)) return 0;
  int order = 0;
  for (; value >= 10; value /= 10) ++order;
  for (; value < 1 && order > -300; value *= 10) --order;
  return order;
}

std::string with_thousands(std::string digits) {
  const std::size_t first = digits.find_first_of("0123456789");
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t at = point; at > first + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

bool is_all_zero(const std::string& digits) { return digits.find_first_of("123456789") == std::string::npos; }

std::string without_trailing_zeros(std::string digits) {
  if (digits.find('.') == std::string::npos) return digits;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

/// Decimals after which a number of this size has `digits` significant ones.
int decimals_for(double value, int digits) {
  return std::clamp(digits - 1 - order_of(value), 0, kMostDecimals);
}

/// Two where the first alone would be coarse (0.12, 3.4), else one (0.4, 7): rounding then moves a half
/// width by less than a seventh.
int digits_of_half_width(double half_width) {
  double leading = half_width;
  for (; leading >= 10; leading /= 10) {
  }
  for (; leading < 1; leading *= 10) {
  }
  return leading < 3.5 ? 2 : 1;
}

}  // namespace

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  if (std::abs(value) >= 1e15) return fmt::format("{:.3g}", value);
  std::string digits = fmt::format("{:.{}f}", value, decimals);
  if (digits.front() == '-' && is_all_zero(digits)) digits.erase(0, 1);
  return with_thousands(std::move(digits));
}

std::string significant(double value, int digits) { return fixed(value, decimals_for(value, digits)); }

std::string plain(double value) { return without_trailing_zeros(significant(value, 4)); }

std::string count(std::uint64_t value) { return with_thousands(fmt::format("{}", value)); }

Shown show(const Estimate& estimate, double scale) {
  if (!estimate.refused.empty()) return {"refused", ""};
  if (!estimate.exists || !std::isfinite(estimate.value)) return {"–", ""};
  const double value = estimate.value * scale;
  if (!estimate.has_interval) return {plain(value), ""};

  if (!std::isfinite(estimate.high)) return {"> " + plain(estimate.low * scale), ""};
  const double half = std::max(estimate.high - estimate.value, estimate.value - estimate.low) * scale;
  if (!(half > 0)) return {without_trailing_zeros(significant(value, 6)), "± 0"};
  // Beyond six digits a figure is noise to a reader, however narrow its interval.
  const int decimals = std::min(decimals_for(half, digits_of_half_width(half)),
                                value == 0 ? kMostDecimals : decimals_for(value, 6));
  std::string half_text = fixed(half, decimals);
  if (is_all_zero(half_text)) half_text = fmt::format("<{}", fixed(std::pow(10.0, -decimals), decimals));
  return {fixed(value, decimals), fmt::format("± {}", half_text)};
}

Unit time_unit(double largest_seconds) {
  if (largest_seconds > 0 && largest_seconds < 100e-6) return {1e6, "µs"};
  if (largest_seconds < 10) return {1e3, "ms"};
  return {1, "s"};
}

Unit time_unit(const std::vector<Estimate>& seconds) {
  double largest = 0;
  for (const Estimate& one : seconds) {
    if (one.exists && std::isfinite(one.value)) largest = std::max(largest, one.value);
  }
  return time_unit(largest);
}

std::string time_text(double seconds) {
  const double size = std::abs(seconds);
  const auto in = [&](double scale, const char* unit) {
    return fmt::format("{} {}", plain(seconds * scale), unit);
  };
  if (size == 0) return "0 s";
  if (size < 1e-6) return in(1e9, "ns");
  if (size < 1e-3) return in(1e6, "µs");
  if (size < 1) return in(1e3, "ms");
  if (size < 120) return in(1, "s");
  if (size < 2 * 3600) return in(1.0 / 60, "min");
  if (size < 48 * 3600) return in(1.0 / 3600, "h");
  return in(1.0 / 86400, "days");
}

std::string plural(std::uint64_t number, const std::string& singular) {
  return count(number) + " " + singular + (number == 1 ? "" : "s");
}

}  // namespace plimsoll::report
