#include "models/theory/open_network.hpp"

#include <gtest/gtest.h>

#include "models/theory/markov_stations.hpp"
#include "models/theory/mixed_network.hpp"
#include "models/theory/traffic_equations.hpp"

namespace plimsoll::theory {
namespace {

// Web and database server in series (LQNS): 52.6 ms, and 0.526 requests there.
TEST(OpenNetwork, MatchesATandem) {
  std::vector<Station> stations;
  for (const double service : {10.52, 10.73, 7.55, 17.12}) stations.push_back({Speed::servers(1), {service}});
  const NetworkMeans means = solve_open({0.01}, stations).value();
  EXPECT_NEAR(means.response_seconds[0], 52.59947982, 1e-7);
}

// Two classes at processor and disk (Lazowska et al., PDQ).
TEST(OpenNetwork, MatchesTwoClasses) {
  const NetworkMeans means =
      solve_open({3.0 / 19, 2.0 / 19}, {{Speed::servers(1), {1, 2}}, {Speed::servers(1), {3, 4}}}).value();
  EXPECT_NEAR(means.stations[0].residence_seconds[0], 1.5833333333, 1e-9);
  EXPECT_NEAR(means.stations[0].number[0], 0.25, 1e-9);
  EXPECT_NEAR(means.response_seconds[0], 30.0833333333, 1e-8);
}

// The passport office of PDQ: a loop between two windows, by the traffic equations.
TEST(OpenNetwork, FollowsTheTrafficEquations) {
  const double rate = 15.0 / 3600;
  const std::vector<double> visits =
      solve_traffic({rate, 0, 0, 0}, {{0, 0.3, 0.7, 0}, {0, 0, 0.2, 0.8}, {0, 0.1, 0, 0.9}, {0, 0, 0, 0}})
          .value();
  EXPECT_NEAR(visits[1] / rate, 0.3775510204, 1e-10);
  EXPECT_NEAR(visits[2] / rate, 0.7755102041, 1e-10);
  const std::vector<double> service = {20, 600, 300, 60};
  std::vector<Station> stations;
  for (std::size_t k = 0; k < 4; ++k) {
    stations.push_back({Speed::servers(1), {visits[k] / rate * service[k]}});
  }
  EXPECT_NEAR(solve_open({rate}, stations)->response_seconds[0], 11738.1818181818, 1e-6);
}

// A retry loop that breeds a request for each that leaves has no solution, though the equations have one.
TEST(TrafficEquations, RefuseALoopThatFeedsItself) {
  EXPECT_NEAR(spectral_radius({{0, 2}, {0.5, 0}}), 1, 1e-12);
  EXPECT_FALSE(solve_traffic({1, 0}, {{0, 2}, {0.5, 0}}).has_value());
  EXPECT_FALSE(solve_traffic({1, 0}, {{0, 2}, {0.6, 0}}).has_value());
  EXPECT_NEAR(solve_traffic({1, 0}, {{0, 2}, {0.25, 0}}).value()[0], 2, 1e-12);
}

// Each station is as if alone: M/M/c for any c, and busy beyond what it can do is refused.
TEST(OpenNetwork, IsErlangAtEachStation) {
  for (const std::int64_t servers : {1, 2, 10, 1000}) {
    const double rate = 0.95 * static_cast<double>(servers) / 0.1;
    const NetworkMeans means = solve_open({rate}, {{Speed::servers(servers), {0.1}}}).value();
    EXPECT_NEAR(means.response_seconds[0], mm_c({rate, 0.1, servers})->response_seconds, 1e-10);
    EXPECT_NEAR(means.stations[0].utilisation, 0.95, 1e-12);
  }
  EXPECT_FALSE(solve_open({10}, {{Speed::servers(1), {0.1}}}).has_value());
  const NetworkMeans copies = solve_open({30}, {{Speed::servers(1), {0.1}, 4}}).value();
  EXPECT_NEAR(copies.response_seconds[0], 0.1 / (1 - 0.75), 1e-12);
}

// Five users and two open streams at two shared stations (JMT's mixed network).
TEST(MixedNetwork, MatchesUsersAmongStreams) {
  const MixedNetwork network{{{5}, {5}, {{Speed::servers(1), {1.0}}, {Speed::servers(1), {1.6}}}},
                             {0.05, 0.02},
                             {{1.1, 1.1}, {2.1, 0.5}}};
  const MixedMeans means = solve_mixed(network).value();
  EXPECT_NEAR(means.closed.throughput_per_second[0], 0.4521593873, 1e-9);
  EXPECT_NEAR(means.closed.stations[0].residence_seconds[0], 1.7666931116, 1e-9);
  EXPECT_NEAR(means.closed.stations[1].residence_seconds[0], 4.2913544286, 1e-9);
  EXPECT_NEAR(means.open_response_seconds[0], 9.120945, 1e-6);
  EXPECT_NEAR(means.open_response_seconds[1], 3.80501, 1e-5);
}

// Without users a mixed network is open, without streams closed; and a stream at c servers is what very many
// users who think for very long are.
TEST(MixedNetwork, JoinsOpenAndClosed) {
  const Station three{Speed::servers(3), {0.5}};
  const MixedMeans alone = solve_mixed({{{0}, {1}, {three}}, {5}, {{0.5}}}).value();
  EXPECT_NEAR(alone.open_response_seconds[0], mm_c({5, 0.5, 3})->response_seconds, 1e-10);
  const MixedMeans without = solve_mixed({{{7}, {1}, {three}}, {0}, {{0.5}}}).value();
  EXPECT_NEAR(without.closed.throughput_per_second[0],
              solve_closed({{7}, {1}, {three}})->throughput_per_second[0], 1e-10);

  const MixedMeans mixed = solve_mixed({{{4}, {2}, {three}}, {2}, {{0.5}}}).value();
  const ExactMeans many = solve_closed({{4, 20'000}, {2, 10'000}, {{Speed::servers(3), {0.5, 0.5}}}}).value();
  EXPECT_NEAR(mixed.closed.throughput_per_second[0], many.throughput_per_second[0], 1e-4);
  EXPECT_NEAR(mixed.open_response_seconds[0], many.response_seconds[1], 1e-4);
  EXPECT_NEAR(mixed.closed.stations[0].utilisation, many.stations[0].utilisation, 1e-3);
}

}  // namespace
}  // namespace plimsoll::theory
