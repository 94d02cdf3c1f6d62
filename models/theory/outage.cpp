#include "models/theory/outage.hpp"

#include "models/theory/arguments.hpp"

namespace plimsoll::theory {

Answer<OutageMeans> after_outage(const Outage& outage) {
  if (!is_rate(outage.arrivals_per_second) || !is_rate(outage.capacity_per_second) ||
      !is_rate(outage.capacity_during)) {
    return refusal::bad_rate;
  }
  if (!is_rate(outage.seconds)) return Refusal{"an outage lasts a finite time, 0 or more"};
  if (!(outage.arrivals_per_second < outage.capacity_per_second)) return refusal::no_steady_state;
  OutageMeans means;
  const double too_many = outage.arrivals_per_second - outage.capacity_during;
  if (!(too_many > 0)) return means;
  means.peak_backlog = too_many * outage.seconds;
  means.drain_seconds = means.peak_backlog / (outage.capacity_per_second - outage.arrivals_per_second);
  means.late_requests = outage.arrivals_per_second * (outage.seconds + means.drain_seconds);
  means.longest_wait_seconds = outage.seconds * (too_many / outage.arrivals_per_second);
  if (!is_finite(means.late_requests) || !is_finite(means.peak_backlog)) return refusal::out_of_range;
  return means;
}

}  // namespace plimsoll::theory
