#include "models/theory/waiting_times.hpp"

#include <algorithm>

#include "models/theory/arguments.hpp"
#include "models/theory/erlang.hpp"
#include "models/theory/root.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

/// P(X + Y > t) of two exponentials. Written by the slower and by how much the other is faster, so that
/// nearly equal rates do not cancel.
double sum_exceeds(double rate, double other_rate, double t) {
  const double slow = std::min(rate, other_rate);
  const double faster_by = std::max(rate, other_rate) - slow;
  const double spread = faster_by * t < 1e-300 ? t : -portable::expm1(-faster_by * t) / faster_by;
  return portable::exp(-slow * t) * (1 + slow * spread);
}

}  // namespace

Answer<MarkovTimes> MarkovTimes::of(const Load& load) {
  const Answer<StationMeans> means = mm_c(load);
  if (!means) return means.refusal();
  const double service_rate = 1 / load.service_seconds;
  const double drain_rate = (static_cast<double>(load.servers) - means->busy) / load.service_seconds;
  if (!is_positive(service_rate) || !is_positive(drain_rate)) return refusal::out_of_range;
  return MarkovTimes(means->wait_chance, drain_rate, service_rate);
}

double MarkovTimes::wait_exceeds(double t) const { return wait_chance_ * portable::exp(-drain_rate_ * t); }

double MarkovTimes::response_exceeds(double t) const {
  return (1 - wait_chance_) * portable::exp(-service_rate_ * t) +
         wait_chance_ * sum_exceeds(drain_rate_, service_rate_, t);
}

Answer<double> MarkovTimes::wait_quantile(double probability) const {
  if (!(probability >= 0 && probability < 1)) return refusal::bad_probability;
  if (1 - probability >= wait_chance_) return 0.0;
  return portable::log(wait_chance_ / (1 - probability)) / drain_rate_;
}

Answer<double> MarkovTimes::response_quantile(double probability) const {
  if (!(probability >= 0 && probability < 1)) return refusal::bad_probability;
  return quantile_of_tail([this](double t) { return response_exceeds(t); }, probability, 1 / service_rate_);
}

}  // namespace plimsoll::theory
