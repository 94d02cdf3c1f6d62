#include "models/theory/erlang.hpp"

#include "models/theory/arguments.hpp"

namespace plimsoll::theory {
namespace {

double with_one_more_server(double blocking, double offered, std::int64_t servers) {
  return offered * blocking / (static_cast<double>(servers) + offered * blocking);
}

double delay_from_loss(double blocking, double offered, std::int64_t servers) {
  const auto count = static_cast<double>(servers);
  return count * blocking / (count - offered + offered * blocking);
}

}  // namespace

Answer<double> erlang_b(std::int64_t servers, double offered) {
  if (!is_rate(offered)) return refusal::bad_rate;
  if (servers != 0 && !is_count(servers)) return refusal::bad_servers;
  double blocking = 1;
  for (std::int64_t n = 1; n <= servers; ++n) blocking = with_one_more_server(blocking, offered, n);
  return blocking;
}

Answer<double> erlang_c(std::int64_t servers, double offered) {
  if (!is_count(servers)) return refusal::bad_servers;
  const Answer<double> blocking = erlang_b(servers, offered);
  if (!blocking) return blocking;
  if (offered >= static_cast<double>(servers)) return refusal::no_steady_state;
  return delay_from_loss(*blocking, offered, servers);
}

Answer<std::int64_t> servers_for_blocking(double offered, double blocking) {
  if (!is_rate(offered)) return refusal::bad_rate;
  if (!(blocking > 0 && blocking <= 1)) return refusal::bad_probability;
  std::int64_t servers = 0;
  for (double lost = 1; lost > blocking; lost = with_one_more_server(lost, offered, servers)) {
    if (++servers > most_states) return refusal::bad_servers;
  }
  return servers;
}

Answer<std::int64_t> servers_for_wait_chance(double offered, double chance) {
  if (!is_rate(offered)) return refusal::bad_rate;
  if (!(chance > 0 && chance <= 1)) return refusal::bad_probability;
  double lost = 1;
  for (std::int64_t servers = 1; servers <= most_states; ++servers) {
    lost = with_one_more_server(lost, offered, servers);
    if (static_cast<double>(servers) > offered && delay_from_loss(lost, offered, servers) <= chance) {
      return servers;
    }
  }
  return refusal::bad_servers;
}

}  // namespace plimsoll::theory
