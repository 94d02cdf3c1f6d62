#include "models/theory/fork_join.hpp"

#include <algorithm>

#include "models/theory/arguments.hpp"

namespace plimsoll::theory {
namespace {

constexpr std::int64_t most_validated_branches = 32;

double harmonic(std::int64_t n) {
  double sum = 0;
  for (std::int64_t i = n; i >= 1; --i) sum += 1 / static_cast<double>(i);
  return sum;
}

Answer<StationMeans> one_queue(const Load& load, std::int64_t branches) {
  if (load.servers != 1) return Refusal{"each branch has one server"};
  if (!is_count(branches)) return Refusal{"there have to be from 1 to 10,000,000 branches"};
  return mm_c(load);
}

double two_branches(const StationMeans& queue) {
  return (12 - queue.utilisation) / 8 * queue.response_seconds;
}

Answer<double> checked(double seconds) {
  if (!is_finite(seconds)) return refusal::out_of_range;
  return seconds;
}

}  // namespace

Answer<double> fork_join_two_response(const Load& load) { return fork_join_response(load, 2); }

Answer<double> fork_join_response(const Load& load, std::int64_t branches) {
  const Answer<StationMeans> queue = one_queue(load, branches);
  if (!queue) return queue.refusal();
  if (branches > most_validated_branches) {
    return Refusal{"the approximation has been compared with simulations up to 32 branches only"};
  }
  if (branches == 1) return queue->response_seconds;
  const double of_two = harmonic(branches) / harmonic(2);
  return checked((of_two + 4.0 / 11 * (1 - of_two) * queue->utilisation) * two_branches(*queue));
}

Answer<ResponseBounds> fork_join_bounds(const Load& load, std::int64_t branches) {
  const Answer<StationMeans> queue = one_queue(load, branches);
  if (!queue) return queue.refusal();
  if (branches == 1) return ResponseBounds{queue->response_seconds, queue->response_seconds};
  const double slowest = harmonic(branches);
  const ResponseBounds bounds{std::max(two_branches(*queue), slowest * load.service_seconds),
                              slowest * queue->response_seconds};
  if (!is_finite(bounds.upper)) return refusal::out_of_range;
  return bounds;
}

}  // namespace plimsoll::theory
