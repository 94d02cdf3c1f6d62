#include "models/policies/balance.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

std::size_t count_up(std::span<const std::uint8_t> up) {
  std::size_t count = 0;
  for (const std::uint8_t one : up) count += one != 0 ? 1 : 0;
  return count;
}

/// The instance that is number `position` among those that are up, of which there are `count`.
std::uint32_t nth_up(std::span<const std::uint8_t> up, std::size_t count, std::size_t position) {
  if (count == up.size()) return static_cast<std::uint32_t>(position);
  std::size_t index = 0;
  while (up[index] == 0 || position-- > 0) ++index;
  return static_cast<std::uint32_t>(index);
}

/// A number from 0 to count - 1, evenly as `u` is in [0, 1).
std::size_t even_choice(std::size_t count, double u) {
  PLIMSOLL_CHECK(u >= 0 && u < 1);
  return std::min(count - 1, static_cast<std::size_t>(u * static_cast<double>(count)));
}

std::optional<std::uint32_t> any_up(std::span<const std::uint8_t> up, double u) {
  const std::size_t count = count_up(up);
  if (count == 0) return std::nullopt;
  return nth_up(up, count, even_choice(count, u));
}

std::optional<std::uint32_t> better_of_two(std::span<const std::uint32_t> in_flight,
                                           std::span<const std::uint8_t> up, const double* u) {
  const std::size_t count = count_up(up);
  if (count == 0) return std::nullopt;
  const std::size_t first_position = even_choice(count, u[0]);
  const std::uint32_t first = nth_up(up, count, first_position);
  if (count == 1) return first;

  // The second is drawn from the others, so the two always differ.
  std::size_t second_position = even_choice(count - 1, u[1]);
  if (second_position >= first_position) ++second_position;
  const std::uint32_t second = nth_up(up, count, second_position);
  return in_flight[second] < in_flight[first] ? second : first;
}

}  // namespace

Balancer::Balancer(std::vector<double> weights) : policy_(Balance::weighted), weights_(std::move(weights)) {
  for (const double weight : weights_) PLIMSOLL_CHECK(weight >= 0 && weight < 1e300);
}

int Balancer::draws() const {
  switch (policy_) {
    case Balance::round_robin:
    case Balance::fewest_in_flight:
      return 0;
    case Balance::random:
    case Balance::weighted:
      return 1;
    case Balance::two_choices:
      return 2;
  }
  return 0;
}

std::optional<std::uint32_t> Balancer::pick(std::span<const std::uint32_t> in_flight,
                                            std::span<const std::uint8_t> up, const double* u) {
  const bool compares = policy_ == Balance::fewest_in_flight || policy_ == Balance::two_choices;
  PLIMSOLL_CHECK(!compares || in_flight.size() == up.size());
  switch (policy_) {
    case Balance::round_robin:
      return next_in_turn(up);
    case Balance::random:
      return any_up(up, u[0]);
    case Balance::fewest_in_flight:
      return fewest(in_flight, up);
    case Balance::two_choices:
      return better_of_two(in_flight, up, u);
    case Balance::weighted:
      return by_weight(up, u[0]);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Balancer::next_in_turn(std::span<const std::uint8_t> up) {
  const std::size_t n = up.size();
  std::size_t index = turn_ < n ? turn_ : 0;
  for (std::size_t looked_at = 0; looked_at < n; ++looked_at) {
    const std::size_t next = index + 1 == n ? 0 : index + 1;
    if (up[index] != 0) {
      turn_ = next;
      return static_cast<std::uint32_t>(index);
    }
    index = next;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Balancer::fewest(std::span<const std::uint32_t> in_flight,
                                              std::span<const std::uint8_t> up) {
  // First the least count, in a loop without branches that compilers turn into vector code.
  const std::size_t n = up.size();
  std::uint32_t least = UINT32_MAX;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t count = in_flight[i];
    least = std::min(least, up[i] != 0 ? count : UINT32_MAX);
  }

  std::size_t index = turn_ < n ? turn_ : 0;
  for (std::size_t looked_at = 0; looked_at < n; ++looked_at) {
    const std::size_t next = index + 1 == n ? 0 : index + 1;
    if (up[index] != 0 && in_flight[index] == least) {
      turn_ = next;
      return static_cast<std::uint32_t>(index);
    }
    index = next;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Balancer::by_weight(std::span<const std::uint8_t> up, double u) const {
  PLIMSOLL_CHECK(u >= 0 && u < 1 && up.size() == weights_.size());
  double total = 0;
  for (std::size_t i = 0; i < up.size(); ++i) total += up[i] != 0 ? weights_[i] : 0;

  const double target = u * total;
  double cumulative = 0;
  std::optional<std::uint32_t> chosen;
  for (std::size_t i = 0; i < up.size(); ++i) {
    if (up[i] == 0 || weights_[i] <= 0) continue;
    chosen = static_cast<std::uint32_t>(i);
    cumulative += weights_[i];
    if (target < cumulative) break;
  }
  return chosen;  // the last one, should rounding put the target at the very end
}

}  // namespace plimsoll
