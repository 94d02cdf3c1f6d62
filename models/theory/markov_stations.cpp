#include "models/theory/markov_stations.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "models/theory/arguments.hpp"
#include "models/theory/birth_death.hpp"
#include "models/theory/erlang.hpp"

namespace plimsoll::theory {
namespace {

std::optional<Refusal> problem_with(const Load& load) {
  if (!is_rate(load.arrivals_per_second)) return refusal::bad_rate;
  if (!is_positive(load.service_seconds)) return refusal::bad_time;
  if (!is_count(load.servers)) return refusal::bad_servers;
  if (!is_finite(load.arrivals_per_second * load.service_seconds)) return refusal::out_of_range;
  return std::nullopt;
}

/// The means of a chain of requests at a station, gathered while the chain grows.
struct Growing {
  GrowingChain chain;
  double busy = 0, waiting = 0, wait_chance = 0;  // wait_chance: of all servers being busy

  void grow(double ratio, std::int64_t in_system, std::int64_t servers) {
    chain.grow(ratio);
    chain.include(busy, static_cast<double>(std::min(in_system, servers)));
    chain.include(waiting, static_cast<double>(std::max<std::int64_t>(in_system - servers, 0)));
    chain.include(wait_chance, in_system >= servers ? 1 : 0);
  }
};

StationMeans means_of(const Growing& growing, double service_seconds, std::int64_t servers) {
  StationMeans means;
  means.busy = growing.busy;
  means.utilisation = growing.busy / static_cast<double>(servers);
  means.throughput = growing.busy / service_seconds;
  means.waiting = growing.waiting;
  means.in_system = growing.busy + growing.waiting;
  if (growing.busy > 0) means.wait_seconds = growing.waiting / growing.busy * service_seconds;
  means.response_seconds = means.wait_seconds + service_seconds;
  return means;
}

/// `population` of the source's users at its servers. Without thought the ratios are infinite: all are there.
Growing all_users(const FiniteSource& source, std::int64_t population) {
  Growing growing;
  for (std::int64_t n = 1; n <= population; ++n) {
    const auto thinking = static_cast<double>(population - n + 1);
    const auto serving = static_cast<double>(std::min(n, source.servers));
    growing.grow(thinking / serving * (source.service_seconds / source.think_seconds), n, source.servers);
  }
  return growing;
}

}  // namespace

Answer<StationMeans> mm_1(double arrivals_per_second, double service_seconds) {
  return mm_c({.arrivals_per_second = arrivals_per_second, .service_seconds = service_seconds});
}

Answer<StationMeans> mm_c(const Load& load) {
  if (const auto problem = problem_with(load)) return *problem;
  const double offered = load.arrivals_per_second * load.service_seconds;
  const Answer<double> wait_chance = erlang_c(load.servers, offered);
  if (!wait_chance) return wait_chance.refusal();
  const auto servers = static_cast<double>(load.servers);

  StationMeans means;
  means.busy = offered;
  means.utilisation = offered / servers;
  means.throughput = load.arrivals_per_second;
  means.wait_chance = *wait_chance;
  means.wait_seconds = *wait_chance * load.service_seconds / (servers - offered);
  means.response_seconds = means.wait_seconds + load.service_seconds;
  means.waiting = *wait_chance * offered / (servers - offered);
  means.in_system = means.waiting + offered;
  if (!is_finite(means.in_system) || !is_finite(means.response_seconds)) return refusal::out_of_range;
  return means;
}

Answer<std::vector<double>> mm_c_in_system(const Load& load, std::int64_t highest) {
  if (const auto problem = problem_with(load)) return *problem;
  if (highest < 0 || highest > most_states) return refusal::too_many_states;
  const double offered = load.arrivals_per_second * load.service_seconds;
  const auto servers = static_cast<double>(load.servers);
  if (offered >= servers) return refusal::no_steady_state;

  const auto states = static_cast<std::size_t>(std::max(highest, load.servers));
  std::vector<double> deaths(states);
  for (std::size_t i = 0; i < states; ++i) deaths[i] = std::min(static_cast<double>(i + 1), servers);
  auto in_system = birth_death(std::vector<double>(states, offered), deaths, offered / servers);
  if (!in_system) return in_system;
  std::vector<double> wanted = in_system.value();
  wanted.resize(static_cast<std::size_t>(highest) + 1);
  return wanted;
}

Answer<StationMeans> mm_c_k(const Load& load, std::int64_t capacity) {
  if (const auto problem = problem_with(load)) return *problem;
  if (capacity < load.servers) return Refusal{"the capacity counts the servers too and is at least as large"};
  if (capacity > most_states) return refusal::too_many_states;
  const double offered = load.arrivals_per_second * load.service_seconds;

  Growing growing;
  double wait_chance_of_the_let_in = 0;
  for (std::int64_t n = 1; n <= capacity; ++n) {
    wait_chance_of_the_let_in = growing.wait_chance;  // they find fewer than the capacity
    growing.grow(offered / static_cast<double>(std::min(n, load.servers)), n, load.servers);
  }
  StationMeans means = means_of(growing, load.service_seconds, load.servers);
  means.wait_chance = wait_chance_of_the_let_in;
  means.blocking = growing.chain.last();
  return means;
}

Answer<StationMeans> mm_infinity(const Load& load) {
  Load with_servers = load;
  with_servers.servers = 1;
  if (const auto problem = problem_with(with_servers)) return *problem;
  StationMeans means;
  means.busy = load.arrivals_per_second * load.service_seconds;
  means.throughput = load.arrivals_per_second;
  means.response_seconds = load.service_seconds;
  means.in_system = means.busy;
  return means;
}

Answer<StationMeans> finite_source(const FiniteSource& source) {
  if (!is_positive(source.service_seconds)) return refusal::bad_time;
  if (!is_rate(source.think_seconds)) return Refusal{"the time of thought has to be finite, 0 or more"};
  if (!is_count(source.servers)) return refusal::bad_servers;
  if (!is_count(source.population)) return Refusal{"there have to be from 1 to 10,000,000 users"};

  const Growing growing = all_users(source, source.population);
  StationMeans means = means_of(growing, source.service_seconds, source.servers);
  means.wait_chance = all_users(source, source.population - 1).wait_chance;
  return means;
}

}  // namespace plimsoll::theory
