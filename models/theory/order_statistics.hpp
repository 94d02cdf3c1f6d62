#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/theory/answer.hpp"

/// Several independent answers to one question, none of which waits for another: first_of, quorum, all_of,
/// hedge.
namespace plimsoll::theory {

/// The time until `need` of some branches have answered, each after an exponential time of its own mean. The
/// branches wait for nothing: no queues. At most 1,000 branches.
///
///     mean = m (1 / n + ... + 1 / (n - need + 1))    for n branches of equal mean m
///
/// The distribution is that of how many have answered by t, summed up branch by branch.
/// Source: A. Rényi, Acta Mathematica Academiae Scientiarum Hungaricae 4 (1953); H. A. David, H. N. Nagaraja,
/// Order Statistics, 3rd ed., 2003, chapter 2.
class KthAnswer {
 public:
  /// 1 <= need <= mean_seconds.size().
  static Answer<KthAnswer> of(std::span<const double> mean_seconds, std::int64_t need);

  /// Equal branches.
  static Answer<KthAnswer> of(std::int64_t branches, double mean_seconds, std::int64_t need);

  /// P(the answer takes longer than t), t >= 0.
  double exceeds(double t) const;

  /// The time that is exceeded with probability 1 - `probability`, from 0 to below 1.
  Answer<double> quantile(double probability) const;

  /// The mean in seconds. Of branches that differ it is found over all orders in which they can answer, which
  /// takes 2^n steps: refused above 20 branches.
  Answer<double> mean() const;

 private:
  KthAnswer(std::vector<double> means, std::size_t need);

  std::vector<double> means_;
  std::size_t need_;
  double slowest_;
};

/// A question that takes an exponential time of mean mean_seconds and is put once more to another replica if
/// it is not answered after delay_seconds; the first answer counts.
///
///     P(response > t) = e^(-t / m) up to the delay d, then e^(-(2 t - d) / m)
///     mean = m (1 - e^(-d / m) / 2)
///
/// Source: J. Dean, L. A. Barroso, Communications of the ACM 56 (2013), for the scheme; the formula follows
/// from the absence of memory.
class HedgedAnswer {
 public:
  /// delay_seconds >= 0.
  static Answer<HedgedAnswer> of(double mean_seconds, double delay_seconds);

  double mean() const;
  double exceeds(double t) const;
  Answer<double> quantile(double probability) const;

  /// Second questions per first question.
  double extra_questions() const;

 private:
  HedgedAnswer(double mean, double delay) : mean_(mean), delay_(delay) {}

  double mean_, delay_;
};

}  // namespace plimsoll::theory
