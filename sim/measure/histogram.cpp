#include "sim/measure/histogram.hpp"

#include <cmath>
#include <limits>

namespace plimsoll {

namespace buckets_of = exponential_buckets;

void Histogram::merge(const Histogram& other) {
  if (!other.counters_.empty()) {
    cover(other.first_slot_, other.first_slot_ + other.counters_.size() - 1);
    const std::size_t shift = other.first_slot_ - first_slot_;
    for (std::size_t i = 0; i < other.counters_.size(); ++i) counters_[shift + i] += other.counters_[i];
  }
  zeros_ += other.zeros_;
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

Histogram Histogram::since(const Histogram& earlier) const {
  PLIMSOLL_CHECK(count_ >= earlier.count_ && zeros_ >= earlier.zeros_);
  Histogram piece;
  const std::size_t shift =
      earlier.first_slot_ - first_slot_;  // of no account where `earlier` has no counters
  for (std::size_t i = 0; i < counters_.size(); ++i) {
    const bool is_known = !earlier.counters_.empty() && i >= shift && i - shift < earlier.counters_.size();
    const std::uint64_t here = counters_[i] - (is_known ? earlier.counters_[i - shift] : 0);
    if (here == 0) continue;
    const std::size_t slot = first_slot_ + i;
    piece.cover(slot, slot);
    piece.counters_[slot - piece.first_slot_] = here;
    piece.min_ = std::min(piece.min_, std::max(min_, buckets_of::greatest_below(slot) + 1));
    piece.max_ = std::min(max_, buckets_of::greatest_in(slot));
  }
  piece.zeros_ = zeros_ - earlier.zeros_;
  if (piece.zeros_ > 0) piece.min_ = 0;
  piece.count_ = count_ - earlier.count_;
  piece.sum_ = sum_ - earlier.sum_;
  return piece;
}

void Histogram::clear() {
  std::fill(counters_.begin(), counters_.end(), 0);
  zeros_ = 0;
  count_ = 0;
  sum_ = 0;
  min_ = INT64_MAX;
  max_ = 0;
}

Duration Histogram::min() const {
  PLIMSOLL_CHECK(!empty());
  return Duration::ns(min_);
}

Duration Histogram::max() const {
  PLIMSOLL_CHECK(!empty());
  return Duration::ns(max_);
}

double Histogram::mean_seconds() const {
  if (empty()) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(sum_) / static_cast<double>(count_) / 1e9;
}

Duration Histogram::quantile(double p) const {
  PLIMSOLL_CHECK(!empty());
  PLIMSOLL_CHECK(p >= 0.0 && p <= 1.0);
  const double rank = std::ceil(p * static_cast<double>(count_) * (1.0 - 1e-12));
  if (rank <= 1.0) return min();
  if (rank >= static_cast<double>(count_)) return max();
  return Duration::ns(kth_least(static_cast<std::uint64_t>(rank)));
}

double Histogram::quantile_seconds(double p) const {
  return empty() ? std::numeric_limits<double>::quiet_NaN() : quantile(p).to_seconds();
}

// The c durations of a bucket with w whole numbers are thought to sit at the middles of c equal parts.
std::int64_t Histogram::kth_least(std::uint64_t k) const {
  if (k <= zeros_) return 0;
  std::uint64_t left = k - zeros_;
  for (std::size_t i = 0; i < counters_.size(); ++i) {
    const std::uint64_t here = counters_[i];
    if (left > here) {
      left -= here;
      continue;
    }
    const std::int64_t below = buckets_of::greatest_below(first_slot_ + i);
    const auto width = static_cast<std::uint64_t>(buckets_of::greatest_in(first_slot_ + i) - below);
    const uint128 offset = uint128{width} * (2 * uint128{left} - 1) / (2 * uint128{here});
    return std::clamp(below + 1 + static_cast<std::int64_t>(offset), min_, max_);
  }
  return max_;  // not reached: the counters add up to count_
}

std::uint64_t Histogram::count_above(Duration limit) const {
  if (empty() || limit.count() >= max_) return 0;
  if (limit.count() < min_) return count_;
  std::uint64_t above = 0;
  for (std::size_t i = counters_.size(); i-- > 0;) {
    const std::int64_t below = buckets_of::greatest_below(first_slot_ + i);
    if (below >= limit.count()) {
      above += counters_[i];
      continue;
    }
    const std::int64_t greatest = buckets_of::greatest_in(first_slot_ + i);
    if (greatest > limit.count()) {
      const auto width = static_cast<std::uint64_t>(greatest - below);
      const auto beyond = static_cast<std::uint64_t>(greatest - limit.count());
      above += static_cast<std::uint64_t>(uint128{counters_[i]} * beyond / width);
    }
    break;
  }
  return above;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> filled;
  if (zeros_ > 0) filled.push_back({Duration{}, Duration{}, zeros_});
  for (std::size_t i = 0; i < counters_.size(); ++i) {
    if (counters_[i] == 0) continue;
    const std::size_t slot = first_slot_ + i;
    filled.push_back({Duration::ns(buckets_of::greatest_below(slot)),
                      Duration::ns(buckets_of::greatest_in(slot)), counters_[i]});
  }
  return filled;
}

// Grows the range of counters, in whole octaves, until it holds the slots from `first` to `last`.
void Histogram::cover(std::size_t first, std::size_t last) {
  std::size_t begin = first / buckets_of::per_octave * buckets_of::per_octave;
  std::size_t end = (last / buckets_of::per_octave + 1) * buckets_of::per_octave;
  if (counters_.empty()) {
    first_slot_ = begin;
  } else {
    begin = std::min(begin, first_slot_);
    end = std::max(end, first_slot_ + counters_.size());
  }
  counters_.insert(counters_.begin(), first_slot_ - begin, 0);
  first_slot_ = begin;
  counters_.resize(end - begin, 0);
}

}  // namespace plimsoll
