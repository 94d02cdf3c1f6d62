#include "models/theory/priorities.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/general_service.hpp"

namespace plimsoll::theory {
namespace {

// 0.2 urgent and 0.6 other requests per second at an exponential server of 1 s: 2 and 6 s (Ciw publishes
// both).
TEST(Priorities, MatchTwoPublishedClasses) {
  const std::vector<PriorityClass> classes{{0.2, 1}, {0.6, 1}};
  const auto means = mg_1_priority(classes);
  EXPECT_NEAR((*means)[0].response_seconds, 2, 1e-14);
  EXPECT_NEAR((*means)[1].response_seconds, 6, 1e-14);
}

// Whoever goes first, the work found is the same: sum rho wait is that of first come first served, where
// nobody is interrupted.
TEST(Priorities, ConserveWork) {
  const std::vector<PriorityClass> classes{{0.1, 2, 0}, {0.3, 1, 4}, {0.8, 0.25, 1}};
  const auto means = mg_1_priority(classes);
  double work = 0, rho = 0, residual = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const PriorityClass& c = classes[k];
    work += c.arrivals_per_second * c.service_seconds * (*means)[k].wait_seconds;
    rho += c.arrivals_per_second * c.service_seconds;
    residual += c.arrivals_per_second * c.service_seconds * c.service_seconds * (1 + c.scv) / 2;
  }
  EXPECT_NEAR(work, rho * residual / (1 - rho), 1e-14);
}

// To the most urgent who may interrupt, nobody else is there; exponential classes of equal service together
// respond as M/M/1.
TEST(Priorities, InterruptTheLessUrgent) {
  const std::vector<PriorityClass> classes{{0.2, 1}, {0.6, 1}};
  const auto means = mg_1_preemptive(classes);
  EXPECT_NEAR((*means)[0].response_seconds, 1 / 0.8, 1e-14);
  EXPECT_NEAR((0.2 * (*means)[0].response_seconds + 0.6 * (*means)[1].response_seconds) / 0.8, 5, 1e-13);
}

// A single class has no one to give way to, at one server and at ten.
TEST(Priorities, OfOneClassAreFirstComeFirstServed) {
  const std::vector<PriorityClass> one{{0.7, 1, 4}};
  const double exact = mg_1({.arrivals_per_second = 0.7, .service_seconds = 1}, 4)->wait_seconds;
  EXPECT_DOUBLE_EQ(mg_1_priority(one)->front().wait_seconds, exact);
  EXPECT_DOUBLE_EQ(mg_1_preemptive(one)->front().wait_seconds, exact);
  EXPECT_NEAR(mm_c_priority(std::vector<PriorityClass>{{80, 0.1}}, 10)->front().wait_seconds, 0.0204590075,
              1e-10);
}

// At several servers too, the mean wait over the classes is that of M/M/c.
TEST(Priorities, AtSeveralServersAverageToErlangC) {
  const auto means = mm_c_priority(std::vector<PriorityClass>{{20, 0.1}, {60, 0.1}}, 10);
  EXPECT_NEAR(((*means)[0].wait_seconds * 20 + (*means)[1].wait_seconds * 60) / 80, 0.0204590075, 1e-10);
  EXPECT_LT((*means)[0].wait_seconds, (*means)[1].wait_seconds);
}

// Outside validity there is a reason.
TEST(Priorities, RefuseWhatHasNoAnswer) {
  EXPECT_FALSE(mg_1_priority({}));
  EXPECT_EQ(mg_1_priority(std::vector<PriorityClass>{{0.5, 1}, {0.5, 1}}).reason(),
            refusal::no_steady_state.reason);
  EXPECT_FALSE(mg_1_preemptive(std::vector<PriorityClass>{{0.5, 1, std::nan("")}}));
  EXPECT_FALSE(mm_c_priority(std::vector<PriorityClass>{{0.5, 1}, {0.5, 2}}, 4));
  EXPECT_FALSE(mm_c_priority(std::vector<PriorityClass>{{0.5, 1}}, 0));
}

}  // namespace
}  // namespace plimsoll::theory
