#include "models/theory/constant_service.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "models/theory/arguments.hpp"
#include "models/theory/birth_death.hpp"
#include "models/theory/root.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

constexpr double all_arrive = 300;  // erlangs above which no service ends without an arrival, in a double

/// w other than 0 with rho w = log(1 + w): z - 1.
double root_less_one(double rho) {
  const double spare = 1 - rho;
  if (spare < 1e-5 && spare > -1e-5) return spare * (2 + spare * (8.0 / 3 + spare * 28.0 / 9));
  const auto excess = [rho](double w) { return rho * w - portable::log1p(w); };
  const double lowest = spare / rho;
  if (spare > 0) {
    double high = 2 * lowest + 1;
    while (excess(high) < 0) high *= 2;
    return root_of_rising(excess, lowest, high);
  }
  return root_of_rising([&](double w) { return -excess(w); }, -1, lowest);
}

/// P(A > m) for m = 0 .. count - 1, A Poisson of mean rho.
std::vector<double> poisson_tails(double rho, std::size_t count) {
  std::vector<double> probabilities{portable::exp(-rho)};
  const std::size_t enough = count + static_cast<std::size_t>(rho) + 200;
  while (probabilities.size() < enough) {
    probabilities.push_back(probabilities.back() * rho / static_cast<double>(probabilities.size()));
  }
  std::vector<double> tails(count);
  double tail = 0;
  for (std::size_t i = enough - 1; i > 0; --i) {
    tail += probabilities[i];
    if (i <= count) tails[i - 1] = tail;
  }
  return tails;
}

}  // namespace

ConstantServiceChain::ConstantServiceChain(double rho) {
  if (rho == 0) {
    tail_ratio_ = 0;
    return;
  }
  if (rho > all_arrive) {
    root_less_1_ = -1;
    tail_ratio_ = portable::exp(rho);
    ratios_.fill(tail_ratio_);
    return;
  }
  root_less_1_ = root_less_one(rho);
  tail_ratio_ = portable::exp(-rho * root_less_1_);  // 1 / z without the cancellation of 1 + w

  const std::vector<double> tails = poisson_tails(rho, exact + 1);
  const double none = portable::exp(-rho);
  std::vector<double> p{1};  // scaled so that it does not overflow
  for (std::size_t j = 0; j < exact; ++j) {
    double crossing = p[0] * tails[j];
    for (std::size_t i = 1; i <= j; ++i) crossing += p[i] * tails[j + 1 - i];
    p.push_back(crossing / none);
    ratios_[j] = p[j + 1] / p[j];
    if (p.back() < 1e-250) {  // so rare that it matters no more
      std::fill(ratios_.begin() + static_cast<std::ptrdiff_t>(j) + 1, ratios_.end(), tail_ratio_);
      return;
    }
    const double scale = p.back() > 1 ? 1 / p.back() : 1;
    for (double& probability : p) probability *= scale;
  }
}

double ConstantServiceChain::ratio(std::int64_t j) const {
  return j <= static_cast<std::int64_t>(exact) ? ratios_[static_cast<std::size_t>(j - 1)] : tail_ratio_;
}

double ConstantServiceChain::rest_above(std::int64_t j) const {
  if (tail_ratio_ == 0) return 0;
  double rest = 1 / root_less_1_;  // r / (1 - r) with r = 1 / z
  for (auto i = static_cast<std::int64_t>(exact); i > j; --i) rest = ratio(i) * (1 + rest);
  return rest;
}

Answer<StationMeans> md_1_k(const Load& load, std::int64_t capacity) {
  if (!is_rate(load.arrivals_per_second)) return refusal::bad_rate;
  if (!is_positive(load.service_seconds)) return refusal::bad_time;
  if (load.servers != 1) return Refusal{"the formula is for one server"};
  if (!is_count(capacity)) return Refusal{"the capacity has to be from 1 to 10,000,000"};
  const double rho = load.arrivals_per_second * load.service_seconds;
  if (!is_finite(rho)) return refusal::out_of_range;

  const ConstantServiceChain left_behind(rho);
  GrowingChain chain;
  double empty = 1, waiting = 0;  // of those who go: whether nobody is left, and how many but one
  for (std::int64_t n = 1; n < capacity; ++n) {
    chain.grow(left_behind.ratio(n));
    chain.include(empty, 0);
    chain.include(waiting, static_cast<double>(n - 1));
  }
  StationMeans means;
  // blocking = (p(0) - (1 - rho)) / (p(0) + rho). Below full load the numerator is what an endless line would
  // hold above the capacity, times 1 - rho: written so, it does not cancel.
  const double excess =
      rho < 1 ? (1 - rho) * chain.last() * left_behind.rest_above(capacity - 1) : empty + (rho - 1);
  means.blocking = excess / (empty + rho);
  means.busy = means.utilisation = rho / (empty + rho);
  means.throughput = means.busy / load.service_seconds;
  means.wait_chance = 1 - empty;
  means.waiting = waiting / (empty + rho) + static_cast<double>(capacity - 1) * means.blocking;
  means.in_system = means.waiting + means.busy;
  if (means.busy > 0) means.wait_seconds = means.waiting / means.busy * load.service_seconds;
  means.response_seconds = means.wait_seconds + load.service_seconds;
  return means;
}

ConstantServiceTimes::ConstantServiceTimes(const Load& load, double rho)
    : service_seconds_(load.service_seconds), rho_(rho), decay_rate_(0), tail_factor_(0) {
  if (rho == 0) return;
  const ConstantServiceChain chain(rho);
  decay_rate_ = portable::log1p(chain.root_less_1()) / service_seconds_;
  tail_factor_ = (1 - rho) / (rho * chain.root_less_1() - (1 - rho));
  double probability = 1 - rho;
  for (std::int64_t m = 0; m < static_cast<std::int64_t>(more_than_.size()); ++m) {
    if (m > 0) probability *= chain.ratio(m);
    more_than_[static_cast<std::size_t>(m)] = probability * chain.rest_above(m);
  }
}

Answer<ConstantServiceTimes> ConstantServiceTimes::of(const Load& load) {
  const Answer<StationMeans> means = md_1_k(load, 1);
  if (!means) return means.refusal();
  const double rho = load.arrivals_per_second * load.service_seconds;
  if (!(rho < 1)) return refusal::no_steady_state;
  return ConstantServiceTimes(load, rho);
}

double ConstantServiceTimes::wait_exceeds(double t) const {
  if (rho_ == 0) return 0;
  const double services = t / service_seconds_;
  if (!(services < static_cast<double>(ConstantServiceChain::exact))) {
    return tail_factor_ * portable::exp(-decay_rate_ * t);
  }
  const auto k = static_cast<std::size_t>(services) + 1;
  const double y = rho_ * (static_cast<double>(k) - services);
  double term = portable::exp(-y);
  double exceeds = 0;
  for (std::size_t j = 0; j < k + 40; ++j) {  // y <= 1: after 40 more terms nothing is left
    exceeds += term * (j < k ? more_than_[k - j] : 1);
    term *= y / static_cast<double>(j + 1);
  }
  return exceeds;
}

double ConstantServiceTimes::response_exceeds(double t) const {
  return t < service_seconds_ ? 1 : wait_exceeds(t - service_seconds_);
}

Answer<double> ConstantServiceTimes::wait_quantile(double probability) const {
  if (!(probability >= 0 && probability < 1)) return refusal::bad_probability;
  return quantile_of_tail([this](double t) { return wait_exceeds(t); }, probability, service_seconds_);
}

Answer<double> ConstantServiceTimes::response_quantile(double probability) const {
  const Answer<double> wait = wait_quantile(probability);
  if (!wait) return wait;
  return *wait + service_seconds_;
}

Answer<TokenBucketMeans> token_bucket(double arrivals_per_second, double refill_per_second,
                                      std::int64_t burst) {
  if (!is_positive(refill_per_second)) return refusal::bad_rate;
  const auto means =
      md_1_k({.arrivals_per_second = arrivals_per_second, .service_seconds = 1 / refill_per_second}, burst);
  if (!means) return means.refusal();
  return TokenBucketMeans{.refused = means->blocking, .admitted_per_second = means->throughput};
}

Answer<StationMeans> leaky_bucket(double arrivals_per_second, double drain_per_second, std::int64_t depth) {
  if (!is_positive(drain_per_second)) return refusal::bad_rate;
  if (depth < 0 || depth >= most_states) return refusal::too_many_states;
  auto means = md_1_k({.arrivals_per_second = arrivals_per_second, .service_seconds = 1 / drain_per_second},
                      depth + 1);
  if (!means) return means;
  StationMeans line = *means;
  line.response_seconds = line.wait_seconds;
  line.in_system = line.waiting;
  return line;
}

}  // namespace plimsoll::theory
