#include "models/theory/closed_network.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace plimsoll::theory {
namespace {

Station one(std::vector<double> demands) { return {Speed::servers(1), std::move(demands)}; }
Station several(std::int64_t servers, std::vector<double> demands) {
  return {Speed::servers(servers), std::move(demands)};
}

/// Textbook mean value analysis of one class at single servers: another way to the same numbers.
double throughput_by_recursion(std::int64_t users, double think, const std::vector<double>& demands) {
  std::vector<double> number(demands.size(), 0);
  double throughput = 0;
  for (std::int64_t n = 1; n <= users; ++n) {
    double response = 0;
    for (std::size_t k = 0; k < demands.size(); ++k) response += demands[k] * (1 + number[k]);
    throughput = static_cast<double>(n) / (think + response);
    for (std::size_t k = 0; k < demands.size(); ++k) number[k] = throughput * demands[k] * (1 + number[k]);
  }
  return throughput;
}

/// What must hold for any solution: users are at stations or think, and Little's law.
void expect_books_balance(const ClosedNetwork& network, const ExactMeans& means) {
  for (std::size_t r = 0; r < network.users.size(); ++r) {
    double users = means.throughput_per_second[r] * network.think_seconds[r];
    for (const NodeMeans& station : means.stations) users += station.number[r];
    EXPECT_NEAR(users, static_cast<double>(network.users[r]), 1e-9 * (1 + users)) << "class " << r;
  }
  for (const std::vector<double>& chances : means.chance_of_number) {
    if (!chances.empty()) {
      EXPECT_NEAR(std::accumulate(chances.begin(), chances.end(), 0.0), 1, 1e-9);
    }
  }
}

// The central server of Lazowska et al. (1984), as JMT publishes it for 1, 3, 10 and 100 users.
TEST(ClosedNetwork, MatchesTheCentralServer) {
  ClosedNetwork network{{1}, {15}, {one({0.605}), one({2.1}), one({1.35})}};
  const std::vector<std::pair<std::int64_t, double>> published = {
      {1, 0.0524796641}, {3, 0.1515164923}, {10, 0.4002046229}, {100, 0.4761904762}};
  for (const auto& [users, throughput] : published) {
    network.users = {users};
    const ExactMeans means = solve_closed(network).value();
    EXPECT_NEAR(means.throughput_per_second[0], throughput, 1e-10);
    expect_books_balance(network, means);
  }
  const ExactMeans hundred = solve_closed(network).value();
  EXPECT_NEAR(hundred.stations[1].residence_seconds[0], 190.3701672241, 1e-6);
  EXPECT_NEAR(hundred.stations[1].number[0], 90.6524605829, 1e-6);
  EXPECT_NEAR(hundred.stations[0].utilisation, 0.2880952381, 1e-9);
}

// Convolution and the recursion over populations are one, far into saturation.
TEST(ClosedNetwork, AgreesWithTheRecursionOverPopulations) {
  for (const std::int64_t users : {2, 17, 400, 3000}) {
    const std::vector<double> demands = {0.3, 0.1, 0.29, 0.001};
    const ClosedNetwork network{{users}, {20}, {one({0.3}), one({0.1}), one({0.29}), one({0.001})}};
    EXPECT_NEAR(solve_closed(network)->throughput_per_second[0], throughput_by_recursion(users, 20, demands),
                1e-9);
  }
}

// Machine repairmen of LINE and LQNS, and 1,000 and 100,000 users on 3 and 205 workers (birth and death).
TEST(ClosedNetwork, MatchesMachineRepairmen) {
  const auto solve = [](std::int64_t users, double think, std::int64_t servers, double service) {
    const ClosedNetwork network{{users}, {think}, {several(servers, {service})}};
    const ExactMeans means = solve_closed(network).value();
    expect_books_balance(network, means);
    return means;
  };
  EXPECT_NEAR(solve(3, 2, 2, 0.25).throughput_per_second[0], 1.3324194654, 1e-9);
  EXPECT_NEAR(solve(3, 2, 2, 0.25).response_seconds[0], 0.2515432099, 1e-9);
  EXPECT_NEAR(solve(4, 1, 2, 1).throughput_per_second[0], 1.7, 1e-9);
  EXPECT_NEAR(solve(10, 5, 4, 1).response_seconds[0], 1.0163980732, 1e-9);
  EXPECT_NEAR(solve(10, 5, 1, 1).throughput_per_second[0], 0.9816154297, 1e-9);
  EXPECT_NEAR(solve(1000, 10, 3, 0.02).response_seconds[0], 0.0286719977, 1e-9);
  EXPECT_NEAR(solve(100'000, 10, 205, 0.02).throughput_per_second[0], 9977.8796167284, 1e-6);
  EXPECT_NEAR(solve(100'000, 10, 205, 0.02).response_seconds[0], 0.0221694229, 1e-9);
  EXPECT_NEAR(solve(100'000, 10, 205, 0.02).stations[0].utilisation, 0.9734516699, 1e-9);
}

// Users who never think keep 300 threads busy, with 100 of 400 always in line (PDQ's Tomcat).
TEST(ClosedNetwork, MatchesABatchOnThreads) {
  const ClosedNetwork network{{400}, {0}, {several(300, {0.444})}};
  const ExactMeans means = solve_closed(network).value();
  EXPECT_NEAR(means.throughput_per_second[0], 300 / 0.444, 1e-8);
  EXPECT_NEAR(means.response_seconds[0], 0.592, 1e-10);
  EXPECT_NEAR(means.chance_of_number[0][400], 1, 1e-12);
}

// A database that slows down as more are in it (JMT, load dependent).
TEST(ClosedNetwork, MatchesASpeedThatDependsOnTheNumber) {
  const ClosedNetwork network{
      {5}, {0}, {one({1.5}), {Speed::by_number({1, 1 / 1.5, 1 / 1.9, 1 / 2.6, 1 / 3.1}), {1.0}}}};
  const ExactMeans means = solve_closed(network).value();
  EXPECT_NEAR(means.throughput_per_second[0], 0.4036174845, 1e-9);
  EXPECT_NEAR(means.stations[1].number[0], 3.3278796233, 1e-9);
  EXPECT_NEAR(means.stations[1].residence_seconds[0], 8.2451324611, 1e-9);
  EXPECT_NEAR(means.stations[0].residence_seconds[0], 4.1428343442, 1e-9);
}

// Three classes over three stations (Allen, PDQ), and three saturating classes of ten (JMT).
TEST(ClosedNetwork, MatchesSeveralClasses) {
  const ClosedNetwork allen{
      {5, 10, 5}, {20, 30, 0}, {one({0.5, 0.4, 1.2}), one({0.04, 0.2, 0.05}), one({0.06, 0.3, 0.06})}};
  const ExactMeans means = solve_closed(allen).value();
  EXPECT_NEAR(means.throughput_per_second[0], 0.209977208, 1e-9);
  EXPECT_NEAR(means.response_seconds[1], 3.5574248136, 1e-8);
  EXPECT_NEAR(means.throughput_per_second[2], 0.6465102988, 1e-9);
  EXPECT_NEAR(means.stations[0].total(), 6.5866639554, 1e-8);
  EXPECT_NEAR(means.stations[2].total(), 0.1627839988, 1e-8);
  expect_books_balance(allen, means);

  const ClosedNetwork jmt{{10, 10, 10}, {0, 0, 0}, {one({10, 5, 1}), one({5, 9, 1})}};
  const ExactMeans saturated = solve_closed(jmt).value();
  EXPECT_NEAR(saturated.throughput_per_second[0], 0.0424212649, 1e-9);
  EXPECT_NEAR(saturated.throughput_per_second[1], 0.0488545975, 1e-9);
  EXPECT_NEAR(saturated.response_seconds[2], 31.0, 1e-7);
}

// Two classes that differ in name only are one class, with several servers too.
TEST(ClosedNetwork, DoesNotMindHowUsersAreNamed) {
  const ClosedNetwork together{{12}, {4}, {several(3, {1.0}), one({0.2}), several(2, {0.7})}};
  const ClosedNetwork apart{
      {5, 7}, {4, 4}, {several(3, {1.0, 1.0}), one({0.2, 0.2}), several(2, {0.7, 0.7})}};
  const ExactMeans whole = solve_closed(together).value(), halves = solve_closed(apart).value();
  EXPECT_NEAR(halves.throughput_per_second[0] * 12 / 5, whole.throughput_per_second[0], 1e-10);
  EXPECT_NEAR(halves.response_seconds[1], whole.response_seconds[0], 1e-10);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(halves.stations[k].total(), whole.stations[k].total(), 1e-10);
  }
  EXPECT_NEAR(halves.chance_of_number[0][4], whole.chance_of_number[0][4], 1e-12);
  expect_books_balance(apart, halves);
}

// 15 front ends, 50 back ends and 100 disks, each chosen at random, 800 users (PDQ's cluster).
TEST(ClosedNetwork, KnowsCopies) {
  const ClosedNetwork network{
      {800},
      {10},
      {{Speed::servers(1), {0.1}, 15}, {Speed::servers(1), {0.6}, 50}, {Speed::servers(1), {1.2}, 100}}};
  const ExactMeans means = solve_closed(network).value();
  EXPECT_NEAR(means.throughput_per_second[0], 53.030092271, 1e-8);
  EXPECT_NEAR(means.response_seconds[0], 5.0857742414, 1e-8);
  expect_books_balance(network, means);

  // Copies are stations that share the demand, whatever number of servers they have.
  const ClosedNetwork copies{{9}, {1}, {{Speed::servers(2), {0.9}, 3}}};
  const ClosedNetwork written{{9}, {1}, {several(2, {0.3}), several(2, {0.3}), several(2, {0.3})}};
  EXPECT_NEAR(solve_closed(copies)->response_seconds[0], solve_closed(written)->response_seconds[0], 1e-12);
}

// A thousand users and two farms of many cores: terms as large as e^1000 on the way, and an answer that the
// same farms with users in two classes confirm.
TEST(ClosedNetwork, SurvivesManyServers) {
  const ClosedNetwork network{{1800}, {0.1}, {several(1000, {1.0}), several(800, {0.5})}};
  const ExactMeans means = solve_closed(network).value();
  EXPECT_GT(means.throughput_per_second[0], 980);
  EXPECT_LT(means.throughput_per_second[0], 1000);
  expect_books_balance(network, means);
  const ClosedNetwork apart{{1795, 5}, {0.1, 0.1}, {several(1000, {1.0, 1.0}), several(800, {0.5, 0.5})}};
  EXPECT_NEAR(solve_closed(apart)->response_seconds[1], means.response_seconds[0], 1e-9);
}

// Nobody is there: nothing happens. Users who neither think nor ask for anything are refused.
TEST(ClosedNetwork, AnswersAtItsEdges) {
  const ExactMeans empty = solve_closed({{0, 3}, {1, 1}, {several(2, {1, 0.5})}}).value();
  EXPECT_EQ(empty.throughput_per_second[0], 0);
  EXPECT_GT(empty.throughput_per_second[1], 0);
  EXPECT_FALSE(solve_closed({{3}, {0}, {one({0})}}).has_value());
  EXPECT_NEAR(solve_closed({{3}, {2}, {one({0})}})->throughput_per_second[0], 1.5, 1e-12);
  EXPECT_NEAR(solve_closed({{3}, {0}, {{Speed::delay(), {0.5}}}})->throughput_per_second[0], 6, 1e-12);
}

}  // namespace
}  // namespace plimsoll::theory
