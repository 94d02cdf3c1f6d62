#include "models/traffic/rate_profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {
constexpr double kForever = std::numeric_limits<double>::infinity();
constexpr int kMostRounds = 1'000'000;  // stretches looked at for one arrival before giving up on one
}  // namespace

RateProfile::RateProfile(const spec::Traffic& traffic) {
  if (traffic.profile.empty()) {
    points_ = {{0, traffic.rate.per_second}};
    return;
  }
  points_.clear();
  for (const spec::ProfilePoint& point : traffic.profile) {
    points_.push_back({point.at.to_seconds(), point.rate.per_second});
  }
  ramps_ = traffic.between == spec::Traffic::Between::ramps;
  repeats_ = traffic.profile_repeats ? traffic.profile_repeats->to_seconds() : 0;
}

RateProfile::Stretch RateProfile::stretch_at(double t) const {
  const auto after = std::upper_bound(points_.begin(), points_.end(), t,
                                      [](double time, const Point& point) { return time < point.at; });
  const double end_of_pattern = repeats_ > 0 ? repeats_ : kForever;
  if (after == points_.begin()) return {after->rate, after->rate, std::min(after->at, end_of_pattern)};
  const Point& from = *(after - 1);
  if (after == points_.end()) return {from.rate, from.rate, end_of_pattern};
  if (!ramps_) return {from.rate, from.rate, std::min(after->at, end_of_pattern)};
  const double slope = (after->rate - from.rate) / (after->at - from.at);
  const double end = std::min(after->at, end_of_pattern);
  return {from.rate + slope * (t - from.at), from.rate + slope * (end - from.at), end};
}

double RateProfile::expected(SimTime from, SimTime to) const {
  double t = from.to_seconds();
  double left = (to - from).to_seconds();
  if (points_.size() == 1) return points_.front().rate * left;
  double sum = 0;
  while (left > 0) {
    const double in_pattern = repeats_ > 0 ? t - repeats_ * std::floor(t / repeats_) : t;
    const Stretch stretch = stretch_at(in_pattern);
    const double whole = stretch.end - in_pattern;
    const double part = std::min(left, whole);
    const double rate_then = whole < kForever && whole > 0
                                 ? stretch.rate_now + (stretch.rate_end - stretch.rate_now) * (part / whole)
                                 : stretch.rate_now;
    sum += 0.5 * (stretch.rate_now + rate_then) * part;
    if (part <= 0) break;
    t += part;
    left -= part;
  }
  return sum;
}

SimTime RateProfile::reaches(SimTime from, double amount) const {
  if (points_.size() == 1) {
    const double rate = points_.front().rate;
    return rate > 0 ? from + Duration::from_seconds(amount / rate) : SimTime::max();
  }
  double passed = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    const double t = from.to_seconds() + passed;
    const double in_pattern = repeats_ > 0 ? t - repeats_ * std::floor(t / repeats_) : t;
    const Stretch stretch = stretch_at(in_pattern);
    const double whole = stretch.end - in_pattern;
    const double slope = whole < kForever && whole > 0 ? (stretch.rate_end - stretch.rate_now) / whole : 0;
    const double in_stretch =
        whole < kForever ? 0.5 * (stretch.rate_now + stretch.rate_end) * whole : kForever;
    if (in_stretch >= amount && (in_stretch < kForever || stretch.rate_now > 0)) {
      // amount = rate x + slope x^2 / 2, solved so that nothing cancels when the slope is small.
      const double root = std::sqrt(std::max(0.0, stretch.rate_now * stretch.rate_now + 2 * slope * amount));
      const double divisor = stretch.rate_now + root;
      const double x = divisor > 0 ? 2 * amount / divisor : 0;
      return from + Duration::from_seconds(passed + std::min(x, whole));
    }
    if (whole == kForever) return SimTime::max();
    amount -= in_stretch;
    passed += std::max(whole, 1e-9);
  }
  return SimTime::max();
}

}  // namespace plimsoll
