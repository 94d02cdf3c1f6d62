#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/stream.hpp"

namespace plimsoll {

/// A whole number from 0 to count - 1, each equally likely to within count / 2^64. Grows with the
/// stream's uniform variate. count >= 1.
std::uint64_t uniform_integer(const Stream& stream, std::uint64_t subject, std::uint64_t index,
                              std::uint64_t count);

namespace detail {

/// Inverts a discrete distribution: finds, for u in (0, 1), the first choice whose cumulative probability
/// exceeds u. A guide (H.-C. Chen, Y. Asau, 1974) says where to start looking, so the time per draw does
/// not grow with the number of choices.
class CumulativeTable {
 public:
  /// `weights` are not negative and have a positive, finite sum.
  explicit CumulativeTable(std::span<const double> weights);

  std::size_t find(double u) const;
  std::size_t size() const { return cumulative_.size(); }
  double probability(std::size_t choice) const;

 private:
  std::vector<double> cumulative_;
  std::vector<std::uint32_t> guide_;  // entry g: the first choice whose cumulative exceeds g / guide size
  double guide_size_ = 0;
};

}  // namespace detail

/// A choice among few or many, each as often as its weight says. Draws by inversion, one uniform
/// variate each, growing with it. Copies share one table.
class Weighted {
 public:
  /// Throws std::invalid_argument when a weight is negative or not finite, or none is above 0.
  explicit Weighted(std::span<const double> weights);

  /// The place of the choice in `weights`. A weight of 0 is never chosen.
  std::size_t sample(const Stream& stream, std::uint64_t subject, std::uint64_t index = 0) const {
    return table_->find(stream.uniform(subject, index));
  }
  std::size_t size() const { return table_->size(); }
  double probability(std::size_t choice) const { return table_->probability(choice); }

 private:
  std::shared_ptr<const detail::CumulativeTable> table_;
};

/// Popularity by rank: of `count` items, the one of rank r (0 is the most popular) is drawn with
/// probability proportional to (r + 1)^-exponent. Exponent 0 makes all equal.
///
/// Up to `largest_table` items, and at exponent 0, draws by inversion: one uniform variate makes one rank
/// and grows with it, best for paired comparisons. Beyond, by rejection-inversion in constant memory:
/// W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone discrete
/// distributions", ACM TOMACS 6 (1996). Copies share one table.
class Zipf {
 public:
  /// Items up to which a table is kept: 0.8 MB there. Beyond, it falls out of the
  /// processor's caches and costs more than rejection (bench/distribution_bench).
  static constexpr std::uint64_t largest_table = std::uint64_t{1} << 16;

  /// 1 <= count <= 10^12, 0 <= exponent <= 100; otherwise throws std::invalid_argument.
  Zipf(std::uint64_t count, double exponent);

  /// A rank from 0 to count - 1. Uses one index of the caller's stream, below 2^39.
  std::uint64_t sample(const Stream& stream, std::uint64_t subject, std::uint64_t index = 0) const;

  /// The chance of `rank`; 0 beyond the last.
  double probability(std::uint64_t rank) const;

  std::uint64_t count() const { return count_; }
  double exponent() const { return exponent_; }

 private:
  std::uint64_t sample_by_rejection(Stream::Sequence sequence) const;
  double antiderivative(double x) const;
  double antiderivative_inverse(double area) const;
  double height(double x) const;
  double total_weight() const;

  std::uint64_t count_;
  double exponent_;
  double total_weight_;  // the sum of (r + 1)^-exponent
  std::shared_ptr<const detail::CumulativeTable> table_;
  // For rejection: the range of the antiderivative, and how near to a whole number needs no test.
  double area_low_ = 0;
  double area_high_ = 0;
  double sure_distance_ = 0;
};

}  // namespace plimsoll
