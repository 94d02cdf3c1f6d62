#include "models/theory/erlang.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace plimsoll::theory {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Tables of the loss formula: 8 erlangs on 10 servers, 90 on 100; and two by hand, 1/2 and 1/5.
TEST(Erlang, MatchesTablesOfLosses) {
  EXPECT_NEAR(*erlang_b(10, 8), 0.1216610643, 1e-10);
  EXPECT_NEAR(*erlang_b(100, 90), 0.0269573805, 1e-10);
  EXPECT_DOUBLE_EQ(*erlang_b(1, 1), 0.5);
  EXPECT_DOUBLE_EQ(*erlang_b(2, 1), 0.2);
  EXPECT_DOUBLE_EQ(*erlang_b(0, 3), 1.0);
}

// The chance to wait: 8 and 9.5 erlangs on 10 servers; rho for one server; 4/9 for 2 erlangs on 3.
TEST(Erlang, MatchesTablesOfDelays) {
  EXPECT_NEAR(*erlang_c(10, 8), 0.4091801508, 1e-10);
  EXPECT_NEAR(*erlang_c(10, 9.5), 0.8255855781, 1e-10);
  EXPECT_DOUBLE_EQ(*erlang_c(1, 0.7), 0.7);
  EXPECT_DOUBLE_EQ(*erlang_c(3, 2), 4.0 / 9);
}

// A million servers: loss at critical load is sqrt(2 / (pi c)) to first order, and 1 - c / a far above it.
TEST(Erlang, IsStableForAMillionServers) {
  EXPECT_NEAR(*erlang_b(1'000'000, 1e6), 7.97884560802865e-4, 1e-6);
  EXPECT_NEAR(*erlang_b(1'000'000, 2e6), 0.5, 1e-6);
  EXPECT_EQ(*erlang_b(1'000'000, 10), 0);
  EXPECT_GT(*erlang_c(1'000'000, 999'999), 0.99);
}

// Sizing is the inverse: one server less misses the goal.
TEST(Erlang, SizesToAGoal) {
  const std::int64_t lossy = *servers_for_blocking(90, 0.01);
  EXPECT_LE(*erlang_b(lossy, 90), 0.01);
  EXPECT_GT(*erlang_b(lossy - 1, 90), 0.01);

  const std::int64_t patient = *servers_for_wait_chance(90, 0.2);
  EXPECT_LE(*erlang_c(patient, 90), 0.2);
  EXPECT_GT(*erlang_c(patient - 1, 90), 0.2);
  EXPECT_EQ(*servers_for_blocking(3, 1), 0);
}

// What has no answer says why, and no argument makes a NaN.
TEST(Erlang, RefusesWhatHasNoAnswer) {
  EXPECT_EQ(erlang_c(3, 3).reason(), refusal::no_steady_state.reason);
  EXPECT_EQ(erlang_c(0, 0).reason(), refusal::bad_servers.reason);
  EXPECT_EQ(erlang_b(-1, 1).reason(), refusal::bad_servers.reason);
  for (const double offered : {-1.0, infinity, not_a_number}) {
    EXPECT_EQ(erlang_b(3, offered).reason(), refusal::bad_rate.reason);
    EXPECT_FALSE(servers_for_blocking(offered, 0.1));
  }
  EXPECT_EQ(servers_for_blocking(1, 0).reason(), refusal::bad_probability.reason);
  EXPECT_EQ(*erlang_b(3, 1e308), 1);
  EXPECT_THROW((void)erlang_c(3, 3).value(), InternalError);
}

}  // namespace
}  // namespace plimsoll::theory
