#pragma once

#include "models/theory/answer.hpp"

namespace plimsoll::theory {

/// A station of much work in small pieces that is slowed down or stopped for a while, its queue without a
/// limit.
struct Outage {
  double arrivals_per_second = 0;
  double capacity_per_second = 0;  ///< before and after
  double seconds = 0;
  double capacity_during = 0;  ///< per second
};

struct OutageMeans {
  double peak_backlog = 0;   ///< requests waiting when the outage ends
  double drain_seconds = 0;  ///< from the end of the outage until nothing is left of them
  double late_requests = 0;  ///< that arrive before the backlog is gone
  double longest_wait_seconds = 0;
};

/// The fluid limit, an approximation that leaves out chance; its relative error falls with the square root of
/// the backlog. First come first served. Arrivals have to be below the capacity.
///
///     backlog = (lambda - c) T,   drain = backlog / (mu - lambda),   longest wait = (1 - c / lambda) T
///
/// Source: L. Kleinrock, Queueing Systems II, 1976, chapter 2; G. F. Newell, Applications of Queueing Theory,
/// 2nd ed., 1982.
Answer<OutageMeans> after_outage(const Outage& outage);

}  // namespace plimsoll::theory
