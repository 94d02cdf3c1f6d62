#include "sim/measure/batch_means.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace plimsoll {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

/// +1 for so many, -1 for so many, and so on.
std::vector<double> by_turns(const std::vector<int>& lengths) {
  std::vector<double> series;
  double sign = 1;
  for (const int length : lengths) {
    series.insert(series.end(), static_cast<std::size_t>(length), sign);
    sign = -sign;
  }
  return series;
}

// By hand: 1, 2, 3, 4 has squares 5 around its mean and 3 from one to the next; 1, -1, 1, -1 has 4 and 12.
TEST(BatchMeans, MeasuresHowAlikeNeighboursAre) {
  EXPECT_DOUBLE_EQ(likeness_of_neighbours(std::array{1.0, 2.0, 3.0, 4.0}), 0.7);
  EXPECT_DOUBLE_EQ(likeness_of_neighbours(std::array{1.0, -1.0, 1.0, -1.0}), -0.5);
  EXPECT_EQ(likeness_of_neighbours(std::array{3.0, 3.0, 3.0}), 0);
}

// Twenty pieces, ten at +1 and ten at -1, are 1 - s/10 alike where the sign changes s times. The limits are
// 1.645 √(18/399) = 0.349 at 5 % and 0.494 at 1 %: seven changes pass both, six the second only, five
// neither.
TEST(BatchMeans, FindsAlikeNeighbours) {
  const std::vector<double> seven = by_turns({2, 2, 3, 3, 3, 3, 2, 2});
  EXPECT_NEAR(likeness_of_neighbours(seven), 0.3, 1e-12);
  EXPECT_FALSE(has_alike_neighbours(seven, 0.05));

  const std::vector<double> six = by_turns({2, 3, 3, 4, 3, 3, 2});
  EXPECT_NEAR(likeness_of_neighbours(six), 0.4, 1e-12);
  EXPECT_TRUE(has_alike_neighbours(six, 0.05));
  EXPECT_FALSE(has_alike_neighbours(six, 0.01));

  EXPECT_TRUE(has_alike_neighbours(by_turns({3, 3, 3, 3, 4, 4}), 0.01));
}

// Pieces 4, 6, 4, 6, 4, 6 are less alike than chance would make them: the interval is Student's, around the
// whole.
TEST(BatchMeans, GivesTheWholeTheIntervalOfItsPieces) {
  const std::array pieces{4.0, 6.0, 4.0, 6.0, 4.0, 6.0};
  const Interval student = interval_of(pieces);
  const Interval interval = batch_interval_of(5.1, pieces);
  EXPECT_DOUBLE_EQ(interval.value, 5.1);
  EXPECT_DOUBLE_EQ(interval.half_width(), student.half_width());
  EXPECT_EQ(interval.replications, 6);
}

// Likeness 0.7 makes the interval √(1.7 / 0.3) times as wide.
TEST(BatchMeans, WidensForLikeness) {
  const std::array pieces{1.0, 2.0, 3.0, 4.0};
  EXPECT_NEAR(batch_interval_of(2.5, pieces).half_width(),
              interval_of(pieces).half_width() * std::sqrt(1.7 / 0.3), 1e-12);
}

// A piece without the measure is left out; from one piece nothing can be said.
TEST(BatchMeans, LeavesOutWhatIsNotThere) {
  EXPECT_EQ(batch_interval_of(5, std::array{4.0, kAbsent, 6.0}).left_out, 1);
  EXPECT_FALSE(batch_interval_of(5, std::array{4.0, kAbsent}).has_interval());
  EXPECT_EQ(batch_interval_of(5, std::array{4.0, kAbsent}).value, 5);
}

}  // namespace
}  // namespace plimsoll
