#pragma once

#include <algorithm>
#include <cstdint>
#include <map>

#include "sim/time.hpp"

namespace plimsoll {

/// The definition, slowly: every job's remaining demand in floating point, from event to event.
class SlowProcessorSharing {
 public:
  explicit SlowProcessorSharing(std::int64_t cores) : cores_(cores) {}

  void advance(long double until) {
    while (!left_.empty()) {
      const long double jobs = static_cast<long double>(left_.size());
      const long double rate = std::min(1.0L, static_cast<long double>(cores_) / jobs);
      long double least = left_.begin()->second;
      for (const auto& [job, left] : left_) least = std::min(least, left);
      const bool one_ends = rate > 0 && now_ + least / rate <= until;
      const long double service = one_ends ? least : (until - now_) * rate;
      now_ = one_ends ? now_ + least / rate : until;
      for (auto& [job, left] : left_) left -= service;
      for (auto it = left_.begin(); it != left_.end();) {
        if (it->second > 0 || !one_ends) {
          ++it;
        } else {
          done_at[it->first] = now_;
          it = left_.erase(it);
        }
      }
      if (!one_ends) break;
    }
    now_ = until;
  }
  void start(std::uint32_t job, Duration demand) { left_[job] = static_cast<long double>(demand.count()); }
  long double cancel(std::uint32_t job) {
    const auto it = left_.find(job);
    const long double left = it == left_.end() ? 0 : it->second;
    if (it != left_.end()) left_.erase(it);
    return left;
  }
  void set_cores(std::int64_t cores) { cores_ = cores; }

  std::map<std::uint32_t, long double> done_at;

 private:
  std::int64_t cores_;
  long double now_ = 0;
  std::map<std::uint32_t, long double> left_;
};

}  // namespace plimsoll
