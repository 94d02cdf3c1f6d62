// Sampling. The factories: distribution_factories.cpp.
#include "sim/distribution.hpp"

#include <algorithm>
#include <cmath>  // sqrt only: IEEE 754 asks for its exact rounding
#include <iterator>

#include "sim/portable_math.hpp"

namespace plimsoll {
namespace {

// Erlang stages up to which uniforms are multiplied: (2^-53)^6 is still a normal double, and beyond it
// the gamma method costs less.
constexpr double most_multiplied = 6;

}  // namespace

double Distribution::inverse(double u) const {
  switch (kind_) {
    case Kind::uniform:
      return first_ + (1 - u) * second_;
    case Kind::exponential:
      return exponential_at(u);
    case Kind::lognormal:
      return first_ * portable::exp(-second_ * portable::normal_quantile(u));
    case Kind::weibull:
      return first_ * portable::exp(second_ * portable::log(-portable::log(u)));
    case Kind::pareto:
      return first_ * portable::exp(-second_ * portable::log(u));
    case Kind::empirical:
      return value_at(1 - u);  // exact: u is a multiple of 2^-53
    default:
      return first_;
  }
}

double Distribution::value_at(double p) const {
  return std::ranges::lower_bound(*table_, p, {}, &Entry::cumulative)->value;
}

double Distribution::sample_other(const Stream& stream, std::uint64_t subject, std::uint64_t index) const {
  switch (kind_) {
    case Kind::constant:
      return first_;
    case Kind::erlang:
      return second_ <= most_multiplied ? sample_stages(stream.sequence(subject, index))
                                        : sample_gamma(stream.sequence(subject, index));
    case Kind::gamma:
      return sample_gamma(stream.sequence(subject, index));
    case Kind::hyperexponential:
      return sample_branch(stream.uniform(subject, index));
    default:
      return inverse(stream.uniform(subject, index));
  }
}

/// u picks the branch, and where it lies within the branch's share is uniform again.
double Distribution::sample_branch(double u) const {
  double branch_mean = 0;
  double before = 0;
  double probability = 0;
  if (table_) {
    const auto entry = std::ranges::upper_bound(*table_, u, {}, &Entry::cumulative);
    branch_mean = entry->value;
    before = entry == table_->begin() ? 0 : std::prev(entry)->cumulative;
    probability = entry->cumulative - before;
  } else {
    const bool is_long = u < first_;
    before = is_long ? 0 : first_;
    probability = is_long ? first_ : 1 - first_;
    branch_mean = mean_ / (2 * probability);
  }
  return -branch_mean * portable::log(std::clamp((u - before) / probability, 0x1p-53, 1.0));
}

/// The sum of exponentials is minus the logarithm of a product of uniforms.
double Distribution::sample_stages(Stream::Sequence sequence) const {
  double product = 1;
  for (int stage = 0; stage < static_cast<int>(second_); ++stage) product *= sequence.next_uniform();
  return -first_ * portable::log(product);
}

double Distribution::sample_gamma(Stream::Sequence sequence) const {
  // Below shape 1: a variate of shape + 1, times u^(1 / shape).
  const double factor = second_ < 1 ? portable::exp(portable::log(sequence.next_uniform()) / second_) : 1;
  const double d = (second_ < 1 ? second_ + 1 : second_) - 1.0 / 3;
  const double c = 1 / (3 * std::sqrt(d));
  for (;;) {
    const double z = portable::normal_quantile(sequence.next_uniform());
    const double root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = sequence.next_uniform();
    const double z2 = z * z;
    if (u < 1 - 0.0331 * z2 * z2 || portable::log(u) < 0.5 * z2 + d * (1 - v + portable::log(v))) {
      return first_ * factor * d * v;
    }
  }
}

Distribution Distribution::times(double factor) const {
  Distribution made = *this;
  made.mean_ *= factor;
  made.variance_ *= factor * factor;
  // All kinds but these two keep their scale in the first number; the uniform has it in both.
  if (kind_ != Kind::hyperexponential && kind_ != Kind::empirical) made.first_ *= factor;
  if (kind_ == Kind::uniform) made.second_ *= factor;
  if (table_ != nullptr) {
    Table table = *table_;
    for (Entry& entry : table) entry.value *= factor;
    made.table_ = std::make_shared<const Table>(std::move(table));
  }
  return made;
}

Duration Distribution::other_duration(const Stream& stream, std::uint64_t subject,
                                      std::uint64_t index) const {
  const double drawn = kind_ == Kind::constant ? first_ : sample_other(stream, subject, index);
  return Duration::from_seconds(std::max(drawn, 0.0));
}

std::optional<double> Distribution::quantile(double p) const {
  if (kind_ == Kind::erlang || kind_ == Kind::gamma || kind_ == Kind::hyperexponential) return std::nullopt;
  if (kind_ == Kind::empirical) return value_at(p);  // 1 - (1 - p) is not always p
  return inverse(1 - p);
}

std::string_view Distribution::kind_name() const {
  switch (kind_) {
    case Kind::constant:
      return "constant";
    case Kind::uniform:
      return "uniform";
    case Kind::exponential:
      return "exponential";
    case Kind::erlang:
      return "erlang";
    case Kind::gamma:
      return "gamma";
    case Kind::hyperexponential:
      return "hyperexponential";
    case Kind::lognormal:
      return "lognormal";
    case Kind::weibull:
      return "weibull";
    case Kind::pareto:
      return "pareto";
    case Kind::empirical:
      return "empirical";
  }
  return "";
}

}  // namespace plimsoll
