#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace plimsoll {

/// How a balancer chooses among the instances of a part that are up.
enum class Balance : std::uint8_t {
  round_robin,       ///< each in turn
  random,            ///< any, evenly
  fewest_in_flight,  ///< the one with the fewest requests in flight; of equals, the next in turn
  two_choices,       ///< the better of two different ones drawn at random; of equals, the first drawn
  weighted,          ///< at random in proportion to given weights
};

/// Chooses the instance that serves a request.
///
///     request ──▶ pick ──▶ instance 0 … n - 1, of those that are up
///                   └─ none is up ──▶ nothing
///
/// "In turn" means: start looking at the instance after the one chosen last and wrap around. So equals
/// share evenly, whatever their numbers, and the same history gives the same choice. The number of
/// instances may change between calls. Every policy costs O(n) with a few bytes an instance: a pick
/// among 1,000 instances costs below a microsecond, among 10 about as much as a function call.
///
/// Randomness  as many uniform numbers from [0, 1) as draws() says, given by the caller.
/// Checked by  exact turns, and exact shares over an even grid of draws.
class Balancer {
 public:
  explicit Balancer(Balance policy) : policy_(policy) {}
  /// Chooses by weight. `weights[i]` belongs to instance i and is at least 0; 0 means never.
  explicit Balancer(std::vector<double> weights);

  /// How many uniform numbers pick() reads: 0, 1 or 2.
  int draws() const;

  /// The instance to use, or nothing if none is up (by weight: none with a weight above 0).
  /// `in_flight[i]` is how many requests instance i has in flight; only fewest_in_flight and two_choices
  /// read it, the others accept it empty. `up[i]` is 0 for an instance that must not be chosen. `u` points
  /// to draws() numbers.
  std::optional<std::uint32_t> pick(std::span<const std::uint32_t> in_flight,
                                    std::span<const std::uint8_t> up, const double* u);

  Balance policy() const { return policy_; }

 private:
  std::optional<std::uint32_t> next_in_turn(std::span<const std::uint8_t> up);
  std::optional<std::uint32_t> fewest(std::span<const std::uint32_t> in_flight,
                                      std::span<const std::uint8_t> up);
  std::optional<std::uint32_t> by_weight(std::span<const std::uint8_t> up, double u) const;

  Balance policy_;
  std::size_t turn_ = 0;  // where the next look begins
  std::vector<double> weights_;
};

}  // namespace plimsoll
