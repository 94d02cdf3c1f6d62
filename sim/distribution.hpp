#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/portable_math.hpp"
#include "sim/stream.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// How a quantity varies from draw to draw: a service time, a think time, a size.
///
/// A value: cheap to copy, immutable, shareable between threads. Numbers are in whatever unit the factory
/// was given. Factories throw std::invalid_argument, with a sentence a planner understands, when no such
/// distribution exists; the topology language turns it into a diagnostic.
///
/// A draw uses exactly one (subject, index) of the caller's stream. Where one uniform variate u makes one
/// variate (all kinds but erlang, gamma and hyperexponential), the draw is quantile(1 - u): large when u is
/// small, in every kind, so that two variants of a model that differ only in a distribution see their
/// long and short draws at the same requests.
///
/// scv is the squared coefficient of variation: variance / mean^2.
class Distribution {
 public:
  /// Always `value`.
  static Distribution constant(double value);

  /// Equally likely everywhere between `low` and `high`.
  static Distribution uniform(double low, double high);

  /// Without memory; scv 1.
  static Distribution exponential(double mean);

  /// The sum of `stages` equal exponential stages; scv 1 / stages.
  static Distribution erlang(double mean, std::int64_t stages);

  /// scv 1 / shape. Drawn by rejection: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma
  /// variables", ACM TOMS 26 (2000).
  static Distribution gamma(double mean, double shape);
  static Distribution gamma_with_scv(double mean, double scv);

  /// Two exponential branches, each carrying half of the mean ("balanced means"); scv >= 1.
  static Distribution hyperexponential(double mean, double scv);

  /// One exponential branch per probability. Probabilities need not add up to 1; their ratios count.
  static Distribution hyperexponential(std::span<const double> probabilities, std::span<const double> means);

  /// The logarithm is normal; scv >= 0.
  static Distribution lognormal(double mean, double scv);

  /// The lognormal with this mean and with `value` at its percentile `probability`, e.g. 0.99. Of two
  /// solutions the one with the shorter tail: sigma = z - sqrt(z^2 - 2 ln(value / mean)), z the normal
  /// quantile. None exists when ln(value / mean) > z^2 / 2: a p99 is at most 14.97 times the mean. A
  /// solution with sigma above 4 (scv 9 million) is refused as a slip.
  static Distribution lognormal_with_percentile(double mean, double probability, double value);

  /// scale (-ln u)^(1 / shape): heavier than exponential below shape 1, lighter above.
  static Distribution weibull(double mean, double shape);

  /// minimum u^(-1 / shape). The mean is infinite for shape <= 1, the variance for shape <= 2.
  static Distribution pareto(double minimum, double shape);
  /// The same by its mean; shape > 1.
  static Distribution pareto_with_mean(double mean, double shape);

  /// One of `values`, as often as `weights` say (equally often when there are none). Values are not
  /// interpolated.
  static Distribution empirical(std::span<const double> values, std::span<const double> weights = {});

  /// The law of a draw multiplied with `factor`, at least 0.
  Distribution times(double factor) const;

  /// The draw number `index` of `subject`.
  double sample(const Stream& stream, std::uint64_t subject, std::uint64_t index = 0) const {
    // The most common kind, in place: a call would cost a fifth more.
    if (kind_ == Kind::exponential) return exponential_at(stream.uniform(subject, index));
    return sample_other(stream, subject, index);
  }

  /// sample() of a distribution in seconds, to the nearest nanosecond; never negative, and never beyond
  /// Duration::max().
  Duration sample_duration(const Stream& stream, std::uint64_t subject, std::uint64_t index = 0) const {
    if (kind_ == Kind::exponential) {
      return Duration::from_seconds(exponential_at(stream.uniform(subject, index)));
    }
    return other_duration(stream, subject, index);
  }

  double mean() const { return mean_; }

  /// May be infinite (pareto).
  double variance() const { return variance_; }

  /// The value that a draw stays at or below with probability p, 0 < p < 1. Nothing for erlang,
  /// gamma and hyperexponential, whose quantiles have no closed form.
  std::optional<double> quantile(double p) const;

  /// The factory's name: "lognormal".
  std::string_view kind_name() const;

 private:
  enum class Kind : std::uint8_t {
    constant,
    uniform,
    exponential,
    erlang,
    gamma,
    hyperexponential,
    lognormal,
    weibull,
    pareto,
    empirical,
  };

  // The branches of a hyperexponential given by hand, longest first, or the values of an empirical
  // distribution, smallest first; with the probability of each and of each or an earlier one.
  struct Entry {
    double value;
    double probability;
    double cumulative;
  };
  using Table = std::vector<Entry>;

  Distribution(Kind kind, double mean, double variance, double first, double second)
      : kind_(kind), mean_(mean), variance_(variance), first_(first), second_(second) {}
  static Distribution lognormal_with_sigma(double mean, double sigma);
  static std::shared_ptr<const Table> tabulate(Kind kind, std::span<const double> values,
                                               std::span<const double> weights);

  double exponential_at(double u) const { return -first_ * portable::log(u); }
  double sample_other(const Stream& stream, std::uint64_t subject, std::uint64_t index) const;
  Duration other_duration(const Stream& stream, std::uint64_t subject, std::uint64_t index) const;
  /// quantile(1 - u) of a kind with a closed form.
  double inverse(double u) const;
  double value_at(double p) const;
  double sample_branch(double u) const;
  double sample_stages(Stream::Sequence sequence) const;
  double sample_gamma(Stream::Sequence sequence) const;

  Kind kind_;
  double mean_;
  double variance_;
  // What the kind's formula needs: constant value, 0; uniform low, width; exponential mean, 0; erlang and
  // gamma scale, shape; hyperexponential with balanced means the probability of the long branch, 0;
  // lognormal median, sigma; weibull scale, 1 / shape; pareto minimum, 1 / shape.
  double first_;
  double second_;
  std::shared_ptr<const Table> table_;
};

}  // namespace plimsoll
