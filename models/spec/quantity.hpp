#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace plimsoll::spec {

/// Events per second, written "200 /s", "100 /min", "10_000 /h" or "1_000_000 /day".
struct Rate {
  double per_second = 0;
  bool operator==(const Rate&) const = default;
};

/// The highest rate at which requests may come [1/s]. Time is in whole nanoseconds: above this the rounding
/// of the gaps would bend the rate.
inline constexpr double kHighestRate = 1e8;

/// A share between 0 and 1 (or beyond, where a setting allows it), written "0.1 %" or 0.001.
struct Ratio {
  double value = 0;
  bool operator==(const Ratio&) const = default;
};

/// A count with a limit, or "unlimited" said in so many words.
struct Limit {
  static constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
  std::int64_t count = kUnlimited;

  bool is_unlimited() const { return count == kUnlimited; }
  bool operator==(const Limit&) const = default;
};

/// An amount of data, written "16 KiB".
struct Bytes {
  std::int64_t count = 0;
  bool operator==(const Bytes&) const = default;
};

/// Names with shares, written "app", ["app", "canary"] or { app = 0.9, canary = 0.1 }. Shares are positive,
/// and as written: they need not sum to 1. Names in a list have a share of 1 each.
using Shares = std::vector<std::pair<std::string, double>>;

/// A month of cost in hours: 365 days of 24 hours, by twelve.
inline constexpr double kHoursPerMonth = 730;

/// What something costs, and what it is charged for: an instance by the time it runs ("0.17 USD/h", "120
/// EUR/month"), a GB by the time it is kept ("0.02 USD/GB/month"), a GB that is sent ("0.09 USD/GB"), a
/// million requests ("0.20 USD/million"). A month is 730 hours, a GB 1e9 bytes.
struct Price {
  enum class Per { time, storage, traffic, requests };
  double per_hour = 0;  // of one instance; 0 for what is not paid for by the time it runs
  std::string currency{};
  Per per = Per::time;
  double each = 0;     // for a month of an instance, a month of a GB kept, a GB sent, a million requests
  std::string text{};  // as it is shown to the user: "120 EUR/month"
  Duration minimum{};  // an instance that is started is paid for at least so long
  std::string source{}, date{};  // where it is from, and of when; empty where nobody says
  std::string catalogue{};       // the one it stands in; empty: in the model's own [price]
};

/// A time to be drawn: "8 ms", or { dist = "lognormal", mean = "6 ms", p99 = "20 ms" }. In seconds.
struct TimeSpec {
  Distribution law = Distribution::constant(0);
  std::string text = "0 s";  // as it is shown to the user
};

}  // namespace plimsoll::spec
