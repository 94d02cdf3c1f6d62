#include "models/attribution.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"

namespace plimsoll {

void Attribution::set_up(std::size_t accounts) {
  accounts_ = accounts;
  first_bucket_ = 0;
  cells_.clear();
}

// Slot 1 + i of the fine buckets is their bucket i, and sixteen of those from a multiple of sixteen on make
// one.
std::size_t Attribution::bucket_of(Duration latency) {
  constexpr std::size_t together = exponential_buckets::per_octave / kPerOctave;
  const std::int64_t nanoseconds = std::max<std::int64_t>(latency.count(), 1);
  return (exponential_buckets::slot_of(nanoseconds) + together - 1) / together;
}

uint128* Attribution::cells(std::size_t bucket) {
  std::size_t index = bucket - first_bucket_;
  if (bucket < first_bucket_ || index >= size()) {
    std::size_t begin = bucket / kPerOctave * kPerOctave;
    std::size_t end = begin + kPerOctave;
    if (!cells_.empty()) {
      begin = std::min(begin, first_bucket_);
      end = std::max(end, first_bucket_ + size());
      cells_.insert(cells_.begin(), (first_bucket_ - begin) * width(), 0);
    }
    first_bucket_ = begin;
    cells_.resize((end - begin) * width(), 0);
    index = bucket - first_bucket_;
  }
  return cells_.data() + index * width();
}

void Attribution::check(Duration latency, const std::int64_t* row) const {
  std::int64_t sum = 0;
  std::int64_t signs = 0;
  for (std::size_t k = 0; k < accounts_; ++k) {
    sum += row[k];
    signs |= row[k];
  }
  PLIMSOLL_CHECK(sum == latency.count() && signs >= 0 && row[0] == 0);
}

void Attribution::add(Duration latency, const std::int64_t* row) {
  const std::size_t bucket = bucket_of(latency);
  const std::size_t place = (bucket - first_bucket_) * width();  // wraps to a large number below the range
  uint128* const cell = place < cells_.size() ? cells_.data() + place : cells(bucket);
  ++cell[0];
  std::int64_t sum = 0;
  std::int64_t signs = 0;
  for (std::size_t k = 0; k < accounts_; ++k) {
    sum += row[k];
    signs |= row[k];
    cell[k + 1] += static_cast<std::uint64_t>(row[k]);
  }
  PLIMSOLL_CHECK(sum == latency.count() && signs >= 0 && row[0] == 0);
}

void Attribution::merge(const Attribution& other, const std::vector<std::size_t>& numbers) {
  for (std::size_t index = 0; index < other.size(); ++index) {
    if (other.count(index) == 0) continue;
    const uint128* const from = other.cells_.data() + index * other.width();
    uint128* const to = cells(other.first_bucket_ + index);
    to[0] += from[0];
    for (std::size_t k = 0; k < other.accounts_; ++k) to[numbers[k] + 1] += from[k + 1];
  }
}

Attribution Attribution::since(const Attribution& earlier) const {
  Attribution piece = *this;
  for (std::size_t index = 0; index < earlier.size(); ++index) {
    if (earlier.count(index) == 0) continue;
    const uint128* const before = earlier.cells_.data() + index * earlier.width();
    uint128* const cell = piece.cells(earlier.first_bucket_ + index);
    for (std::size_t k = 0; k < width(); ++k) cell[k] -= before[k];
  }
  return piece;
}

void Attribution::clear() { std::fill(cells_.begin(), cells_.end(), 0); }

bool Attribution::empty() const { return all().requests == 0; }

void Attribution::add_to(Sums& sums, std::size_t index) const {
  sums.requests += count(index);
  sums.nanoseconds.resize(accounts_, 0);
  for (std::size_t k = 0; k < accounts_; ++k) sums.nanoseconds[k] += cells_[index * width() + k + 1];
}

Attribution::Sums Attribution::all() const {
  Sums sums;
  for (std::size_t index = 0; index < size(); ++index) add_to(sums, index);
  return sums;
}

Attribution::Sums Attribution::around(double p) const {
  const double requests = static_cast<double>(all().requests);
  const auto rank = static_cast<std::uint64_t>(std::max(1.0, std::ceil(p * requests * (1.0 - 1e-12))));
  Sums sums;
  std::uint64_t before = 0;
  for (std::size_t index = 0; index < size(); ++index) {
    before += count(index);
    if (before < rank) continue;
    add_to(sums, index);
    break;
  }
  return sums;
}

}  // namespace plimsoll
