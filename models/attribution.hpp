#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/int128.hpp"
#include "sim/measure/exponential_buckets.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Where the latency of many requests went: their rows of accounts, added up by latency.
///
/// Rows are whole numbers of nanoseconds that add up to the latency of their request, which is checked. They
/// are added up in buckets of latency 2^(1/8), that is 9.05 %, wide (OpenTelemetry's exponential buckets at
/// scale 3, of which those of Histogram are sixteenths). So the sums over a bucket are those of whole
/// requests, and add up to the latency of these to the nanosecond; "around the p99" are the requests in the
/// bucket that holds it.
///
/// Nothing is allocated once the range of latencies has been seen: 16 bytes for each account, in each of the
/// buckets between the least and the greatest.
class Attribution {
 public:
  struct Sums {
    std::uint64_t requests = 0;
    std::vector<uint128> nanoseconds;  // by account
  };

  /// Rows have `accounts` entries from now on; forgets everything.
  void set_up(std::size_t accounts);

  /// Our mistake, if not: the row adds up to the latency, with nothing below zero and nothing on account 0.
  void check(Duration latency, const std::int64_t* row) const;

  /// Adds one request, and checks its row.
  void add(Duration latency, const std::int64_t* row);

  /// Adds up what `other` holds; its account k is `numbers[k]` here.
  void merge(const Attribution& other, const std::vector<std::size_t>& numbers);

  /// What was added since this stood as `earlier` did.
  Attribution since(const Attribution& earlier) const;

  /// Forgets what was added; keeps the memory.
  void clear();

  bool empty() const;
  /// Over all requests.
  Sums all() const;
  /// Over the requests in the bucket that holds the k-th least latency, k = ceil(p * count), at least 1.
  Sums around(double p) const;

 private:
  static constexpr std::size_t kPerOctave = 8;
  static std::size_t bucket_of(Duration latency);
  std::size_t width() const { return accounts_ + 1; }
  uint128* cells(std::size_t bucket);
  std::uint64_t count(std::size_t index) const { return static_cast<std::uint64_t>(cells_[index * width()]); }
  std::size_t size() const { return cells_.size() / width(); }
  void add_to(Sums& sums, std::size_t index) const;

  std::size_t accounts_ = 0;
  std::size_t first_bucket_ = 0;
  std::vector<uint128> cells_;  // of each bucket from the first: number of requests, then the accounts
};

}  // namespace plimsoll
