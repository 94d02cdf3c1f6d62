#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/draw.hpp"
#include "models/policies/balance.hpp"
#include "models/request.hpp"
#include "models/spec/fields.hpp"

namespace plimsoll {

/// Spreads requests over instances by a policy: what balancers, servers and databases do alike.
///
/// Randomness  the stream given, by request and iteration: two numbers are set aside for each choice.
/// Checked by  turns taken; join the shortest queue and two choices against their tables.
class Spread {
 public:
  explicit Spread(Balance policy) : balancer_(policy) {}

  /// The number of the instance chosen, of `count`, or nothing if none is up. `look(i)` gives what the policy
  /// may know of instance i: how many requests it has in flight, and whether it is up.
  struct Sight {
    std::uint32_t in_flight;
    bool is_up;
  };
  template <typename Look>
  std::optional<std::uint32_t> choose(std::size_t count, const Stream& stream, const Request& r,
                                      Look&& look) {
    if (count == 1 && look(0).is_up) return 0;
    in_flight_.resize(count);
    is_up_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Sight sight = look(i);
      in_flight_[i] = sight.in_flight;
      is_up_[i] = sight.is_up ? 1 : 0;
    }
    std::array<double, 2> u{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(balancer_.draws()); ++i) {
      u[i] = stream.uniform(r.subject, std::uint64_t{r.iteration} * 2 + i);
    }
    return balancer_.pick(in_flight_, is_up_, u.data());
  }

 private:
  Balancer balancer_;
  std::vector<std::uint32_t> in_flight_;  // scratch for the balancer
  std::vector<std::uint8_t> is_up_;
};

/// The setting `policy`, in the words all kinds share.
inline void describe_policy(spec::Fields& f, Balance& policy, std::string_view doc) {
  f.choice(
      "policy", policy,
      {{"round_robin", Balance::round_robin, "in turn"},
       {"random", Balance::random, "at random"},
       {"fewest_in_flight", Balance::fewest_in_flight, "the instance with the fewest requests in flight"},
       {"two_choices", Balance::two_choices, "the better of two at random"}},
      doc);
}

}  // namespace plimsoll
