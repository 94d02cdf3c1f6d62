#include "sim/discrete.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>
#include <string>

#include "sim/int128.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll {

std::uint64_t uniform_integer(const Stream& stream, std::uint64_t subject, std::uint64_t index,
                              std::uint64_t count) {
  PLIMSOLL_CHECK(count >= 1);
  return static_cast<std::uint64_t>(uint128{stream.bits(subject, index)} * count >> 64);
}

namespace detail {

CumulativeTable::CumulativeTable(std::span<const double> weights) {
  cumulative_.reserve(weights.size());
  double total = 0;
  for (const double weight : weights) cumulative_.push_back(total += weight);
  for (double& cumulative : cumulative_) cumulative /= total;

  const std::size_t guides = std::bit_ceil(weights.size());  // a power of 2: times it, u stays exact
  guide_size_ = static_cast<double>(guides);
  guide_.reserve(guides);
  std::uint32_t choice = 0;
  for (std::size_t g = 0; g < guides; ++g) {
    while (cumulative_[choice] <= static_cast<double>(g) / guide_size_) ++choice;
    guide_.push_back(choice);
  }
}

std::size_t CumulativeTable::find(double u) const {
  std::size_t choice = guide_[static_cast<std::size_t>(u * guide_size_)];
  while (cumulative_[choice] <= u) ++choice;
  return choice;
}

double CumulativeTable::probability(std::size_t choice) const {
  if (choice >= cumulative_.size()) return 0;
  return cumulative_[choice] - (choice == 0 ? 0 : cumulative_[choice - 1]);
}

}  // namespace detail

Weighted::Weighted(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) {
    if (!(weight >= 0 && weight < std::numeric_limits<double>::infinity())) {
      throw std::invalid_argument("each weight must be 0 or more and finite");
    }
    total += weight;
  }
  if (!(total > 0 && total < std::numeric_limits<double>::infinity())) {
    throw std::invalid_argument("at least one weight must be above 0, and their sum finite");
  }
  table_ = std::make_shared<const detail::CumulativeTable>(weights);
}

Zipf::Zipf(std::uint64_t count, double exponent) : count_(count), exponent_(exponent) {
  if (count < 1 || count > 1'000'000'000'000) {
    throw std::invalid_argument("a zipf needs 1 to 10^12 values, got " + std::to_string(count));
  }
  if (!(exponent >= 0 && exponent <= 100)) {
    throw std::invalid_argument("the exponent of a zipf must lie between 0 and 100");
  }
  total_weight_ = exponent == 0 ? static_cast<double>(count) : total_weight();
  if (exponent == 0) return;
  if (count <= largest_table) {
    std::vector<double> weights;
    for (std::uint64_t rank = 0; rank < count; ++rank)
      weights.push_back(height(static_cast<double>(rank + 1)));
    table_ = std::make_shared<const detail::CumulativeTable>(weights);
    return;
  }
  area_low_ = antiderivative(1.5) - 1;
  area_high_ = antiderivative(static_cast<double>(count) + 0.5);
  sure_distance_ = 2 - antiderivative_inverse(antiderivative(2.5) - height(2));
}

std::uint64_t Zipf::sample(const Stream& stream, std::uint64_t subject, std::uint64_t index) const {
  if (table_) return table_->find(stream.uniform(subject, index));
  if (exponent_ == 0) return uniform_integer(stream, subject, index, count_);
  return sample_by_rejection(stream.sequence(subject, index));
}

double Zipf::probability(std::uint64_t rank) const {
  return rank < count_ ? height(static_cast<double>(rank + 1)) / total_weight_ : 0;
}

/// Inverts the continuous curve x^-exponent, of which each whole number k owns the area from k - 1/2 to
/// k + 1/2; what exceeds the height at k is rejected.
std::uint64_t Zipf::sample_by_rejection(Stream::Sequence sequence) const {
  for (;;) {
    const double area = area_low_ + sequence.next_uniform() * (area_high_ - area_low_);
    const double x = antiderivative_inverse(area);
    const auto number = static_cast<std::uint64_t>(std::clamp(x + 0.5, 1.0, static_cast<double>(count_)));
    const auto k = static_cast<double>(number);
    if (k - x <= sure_distance_ || area >= antiderivative(k + 0.5) - height(k)) return number - 1;
  }
}

double Zipf::height(double x) const { return portable::exp(-exponent_ * portable::log(x)); }

/// The integral of t^-exponent from 1 to x: (x^(1 - exponent) - 1) / (1 - exponent), or ln x.
double Zipf::antiderivative(double x) const {
  const double power = 1 - exponent_;
  const double log_x = portable::log(x);
  return power == 0 ? log_x : portable::expm1(power * log_x) / power;
}

double Zipf::antiderivative_inverse(double area) const {
  const double power = 1 - exponent_;
  if (power == 0) return portable::exp(area);
  // Rounding must not carry the argument below the pole of the logarithm.
  return portable::exp(portable::log1p(std::max(power * area, -1.0)) / power);
}

/// The first terms one by one, the rest by the Euler-Maclaurin formula.
double Zipf::total_weight() const {
  constexpr std::uint64_t one_by_one = 100;
  double sum = 0;
  const std::uint64_t first = std::min(count_, one_by_one);
  for (std::uint64_t k = first; k >= 1; --k) sum += height(static_cast<double>(k));
  if (count_ == first) return sum;
  // The sum over k from a + 1 to b is the integral from a to b, plus corrections at both ends.
  const auto a = static_cast<double>(first);
  const auto b = static_cast<double>(count_);
  const double s = exponent_;
  const auto slope = [&](double x) { return -s * height(x) / x; };
  const auto third = [&](double x) { return -s * (s + 1) * (s + 2) * height(x) / (x * x * x); };
  return sum + (antiderivative(b) - antiderivative(a)) + (height(b) - height(a)) / 2 +
         (slope(b) - slope(a)) / 12 - (third(b) - third(a)) / 720;
}

}  // namespace plimsoll
