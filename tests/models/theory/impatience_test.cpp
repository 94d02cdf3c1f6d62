#include "models/theory/impatience.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/erlang.hpp"

namespace plimsoll::theory {
namespace {

constexpr Load ten_servers{.arrivals_per_second = 100, .service_seconds = 0.1, .servers = 10};

// Ten servers offered all that they can do, patience of 1 s: 6 % give up, 6 are waiting, 94 % are busy.
TEST(Impatience, MatchesErlangA) {
  const auto means = erlang_a(ten_servers, 1);
  EXPECT_NEAR(means->abandonment, 0.0604688696, 1e-10);
  EXPECT_NEAR(means->waiting, 6.0468869563, 1e-9);
  EXPECT_NEAR(means->utilisation, 0.9395311304, 1e-10);
  EXPECT_NEAR(means->throughput, 100 * (1 - means->abandonment), 1e-10);
}

// Without patience Erlang A is Erlang B; with endless patience, M/M/c.
TEST(Impatience, HasTheLimitsOfErlang) {
  const Load load{.arrivals_per_second = 80, .service_seconds = 0.1, .servers = 10};
  EXPECT_NEAR(erlang_a(load, 1e-12)->abandonment, *erlang_b(10, 8), 1e-9);
  EXPECT_NEAR(erlang_a(load, 1e9)->wait_chance, *erlang_c(10, 8), 1e-8);
  EXPECT_NEAR(mm_c_deadline(load, 1e-12)->abandonment, *erlang_b(10, 8), 1e-9);
  EXPECT_NEAR(mm_c_deadline(load, 100)->wait_chance, *erlang_c(10, 8), 1e-12);
  EXPECT_NEAR(mm_c_deadline(load, 100)->wait_seconds_of_served, mm_c(load)->wait_seconds, 1e-12);
}

// Far above what ten servers can do, all but what they can do give up: a fluid.
TEST(Impatience, IsAFluidUnderOverload) {
  const Load load{.arrivals_per_second = 10'000, .service_seconds = 0.1, .servers = 10};
  EXPECT_NEAR(erlang_a(load, 1)->abandonment, 0.99, 1e-12);
  EXPECT_NEAR(mm_c_deadline(load, 1)->abandonment, 0.99, 1e-12);
  EXPECT_NEAR(mm_c_deadline(load, 1)->wait_seconds_of_served, 1, 2e-4);
}

// M/M/1 at 90 % with a deadline of 2 s for beginning: 21.88 % give up (Barrer).
TEST(Impatience, MatchesADeadline) {
  const auto means = mm_c_deadline({.arrivals_per_second = 0.9, .service_seconds = 1}, 2);
  EXPECT_NEAR(means->abandonment, 0.2187637254, 1e-10);
  EXPECT_NEAR(means->utilisation, 0.9 * (1 - means->abandonment), 1e-15);
  EXPECT_LT(means->wait_seconds_of_served, 2);
}

// The formulas do not jump where the load is just what the servers can do.
TEST(Impatience, IsSmoothAtFullLoad) {
  const auto at = [](double rate) {
    return mm_c_deadline({.arrivals_per_second = rate, .service_seconds = 1, .servers = 3}, 4);
  };
  for (const double step : {1e-12, 1e-9}) {
    EXPECT_NEAR(at(3 - step)->abandonment, at(3)->abandonment, step);
    EXPECT_NEAR(at(3 + step)->wait_seconds_of_served, at(3)->wait_seconds_of_served, 10 * step);
  }
  EXPECT_NEAR(at(3.2499999)->wait_seconds, at(3.2500001)->wait_seconds, 1e-6);  // where a series takes over
  EXPECT_NEAR(at(2.7499999)->wait_seconds, at(2.7500001)->wait_seconds, 1e-6);
}

// One server without a line, tries 2 s apart: 2.7 clients are between tries; in a hurry it is M/G/1.
TEST(Impatience, MatchesRetrials) {
  const Load load{.arrivals_per_second = 0.6, .service_seconds = 1};
  const auto means = mg_1_retrial(load, 1, 2);
  EXPECT_NEAR(means->retrying, 2.7, 1e-14);
  EXPECT_DOUBLE_EQ(means->utilisation, 0.6);
  EXPECT_NEAR(means->tries, 1 + 2.7 / 0.6 / 2, 1e-14);
  EXPECT_NEAR(mg_1_retrial(load, 1, 1e-12)->wait_seconds, mm_1(0.6, 1)->wait_seconds, 1e-10);
}

// Outside validity there is a reason, and no argument makes a NaN.
TEST(Impatience, RefusesWhatHasNoAnswer) {
  EXPECT_FALSE(erlang_a(ten_servers, 0));
  EXPECT_FALSE(erlang_a(ten_servers, std::nan("")));
  EXPECT_FALSE(mm_c_deadline(ten_servers, -1));
  EXPECT_FALSE(mg_1_retrial({.arrivals_per_second = 1, .service_seconds = 1}, 1, 1));
  EXPECT_EQ(erlang_a({.arrivals_per_second = 1e12, .service_seconds = 1}, 1).reason(),
            refusal::too_many_states.reason);
  EXPECT_EQ(erlang_a({.arrivals_per_second = 0, .service_seconds = 1}, 1)->abandonment, 0);
  EXPECT_EQ(mm_c_deadline({.arrivals_per_second = 0, .service_seconds = 1, .servers = 3}, 1)->waiting, 0);
}

}  // namespace
}  // namespace plimsoll::theory
