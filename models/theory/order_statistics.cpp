#include "models/theory/order_statistics.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "models/theory/arguments.hpp"
#include "models/theory/root.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::theory {
namespace {

constexpr std::size_t most_branches = 1000;
constexpr std::size_t most_unequal_branches = 20;

/// The mean over all orders: each set of branches that have answered is reached with some probability, and
/// left after 1 / (the sum of the rates of the others).
double mean_over_orders(std::span<const double> rates, std::size_t need) {
  const std::size_t sets = std::size_t{1} << rates.size();
  std::vector<double> reached(sets, 0);
  reached[0] = 1;
  double mean = 0;
  for (std::size_t set = 0; set < sets; ++set) {
    if (static_cast<std::size_t>(std::popcount(set)) >= need) continue;
    double rate = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) rate += (set >> i & 1) != 0 ? 0 : rates[i];
    mean += reached[set] / rate;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if ((set >> i & 1) == 0) reached[set | std::size_t{1} << i] += reached[set] * (rates[i] / rate);
    }
  }
  return mean;
}

}  // namespace

KthAnswer::KthAnswer(std::vector<double> means, std::size_t need)
    : means_(std::move(means)), need_(need), slowest_(*std::max_element(means_.begin(), means_.end())) {}

Answer<KthAnswer> KthAnswer::of(std::span<const double> mean_seconds, std::int64_t need) {
  if (mean_seconds.empty() || mean_seconds.size() > most_branches) {
    return Refusal{"there have to be from 1 to 1,000 branches"};
  }
  if (need < 1 || static_cast<std::size_t>(need) > mean_seconds.size()) {
    return Refusal{"what is needed has to be from 1 to the number of branches"};
  }
  if (!std::all_of(mean_seconds.begin(), mean_seconds.end(), is_positive)) return refusal::bad_time;
  return KthAnswer({mean_seconds.begin(), mean_seconds.end()}, static_cast<std::size_t>(need));
}

Answer<KthAnswer> KthAnswer::of(std::int64_t branches, double mean_seconds, std::int64_t need) {
  if (branches < 1 || branches > static_cast<std::int64_t>(most_branches)) return of({}, need);
  return of(std::vector<double>(static_cast<std::size_t>(branches), mean_seconds), need);
}

double KthAnswer::exceeds(double t) const {
  std::vector<double> answered(need_, 0);  // answered[j] = P(j branches have answered by t), j < need
  answered[0] = 1;
  for (const double mean : means_) {
    const double not_yet = portable::exp(-t / mean);
    const double by_then = -portable::expm1(-t / mean);
    for (std::size_t j = need_ - 1; j > 0; --j) {
      answered[j] = answered[j] * not_yet + answered[j - 1] * by_then;
    }
    answered[0] *= not_yet;
  }
  double sum = 0;
  for (const double probability : answered) sum += probability;
  return sum;
}

Answer<double> KthAnswer::quantile(double probability) const {
  if (!(probability >= 0 && probability < 1)) return refusal::bad_probability;
  return quantile_of_tail([this](double t) { return exceeds(t); }, probability, slowest_);
}

Answer<double> KthAnswer::mean() const {
  const auto [least, greatest] = std::minmax_element(means_.begin(), means_.end());
  if (*least == *greatest) {
    double sum = 0;
    for (std::size_t i = 0; i < need_; ++i) sum += 1 / static_cast<double>(means_.size() - i);
    return *least * sum;
  }
  if (means_.size() > most_unequal_branches) {
    return Refusal{"the mean of more than 20 unequal branches takes too long"};
  }
  std::vector<double> rates;
  for (const double mean : means_) rates.push_back(slowest_ / mean);
  const double mean = slowest_ * mean_over_orders(rates, need_);
  if (!is_finite(mean)) return refusal::out_of_range;
  return mean;
}

Answer<HedgedAnswer> HedgedAnswer::of(double mean_seconds, double delay_seconds) {
  if (!is_positive(mean_seconds)) return refusal::bad_time;
  if (!is_rate(delay_seconds)) return Refusal{"the delay has to be a finite number, 0 or more"};
  return HedgedAnswer(mean_seconds, delay_seconds);
}

double HedgedAnswer::extra_questions() const { return portable::exp(-delay_ / mean_); }

double HedgedAnswer::mean() const { return mean_ * (1 - extra_questions() / 2); }

double HedgedAnswer::exceeds(double t) const {
  return portable::exp(-(t + std::max(t - delay_, 0.0)) / mean_);
}

Answer<double> HedgedAnswer::quantile(double probability) const {
  if (!(probability >= 0 && probability < 1)) return refusal::bad_probability;
  const double alone = -mean_ * portable::log1p(-probability);
  return alone <= delay_ ? alone : delay_ + (alone - delay_) / 2;
}

}  // namespace plimsoll::theory
