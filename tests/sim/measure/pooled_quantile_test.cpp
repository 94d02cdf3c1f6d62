#include "sim/measure/pooled_quantile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

Histogram of(const std::vector<int>& milliseconds) {
  Histogram histogram;
  for (const int value : milliseconds) histogram.record(Duration::ms(value));
  return histogram;
}

std::vector<const Histogram*> pointers(const std::vector<Histogram>& runs) {
  std::vector<const Histogram*> all;
  for (const Histogram& run : runs) all.push_back(&run);
  return all;
}

// Ten runs of the same thousand durations: nothing is left to chance, and the percentile is that of one of
// them.
TEST(PooledQuantile, IsSureWhereAllRunsAgree) {
  Histogram run;
  for (int i = 1; i <= 1000; ++i) run.record(Duration::us(i * 1000));
  const std::vector<Histogram> runs(10, run);

  const Interval p95 = PooledQuantile(pointers(runs)).at(0.95);
  EXPECT_NEAR(p95.value, 0.95, 0.001);
  EXPECT_EQ(p95.low, p95.value);
  EXPECT_EQ(p95.high, p95.value);
  EXPECT_TRUE(p95.has_interval());
}

// By hand, for the median of four runs of ten durations 1 ... 10 ms, 2 ... 11, 3 ... 12, 4 ... 13. The
// twentieth of all forty is 7 ms (1, 2, 3 and 4, 4, 4, 4: 1+2+3+4+4+4 = 18 up to 6 ms, 22 up to 7). Above it:
// 3, 4, 5, 6 of ten, a surplus of -1.5, -0.5, 0.5, 1.5, so s² = 5/3 and h = t(3) √(5/3 · 4) / 40 = 0.2054:
// from the 11.8th to the 28.2th of forty, which are 5 ms and 9 ms. To within a bucket.
TEST(PooledQuantile, FollowsWoodruffByHand) {
  std::vector<Histogram> runs;
  for (int first = 1; first <= 4; ++first) {
    std::vector<int> values;
    for (int i = 0; i < 10; ++i) values.push_back(first + i);
    runs.push_back(of(values));
  }
  const double half = student_t_two_sided(0.95, 3) * std::sqrt(5.0 / 3 * 4) / 40;
  EXPECT_NEAR(half, 0.2054, 5e-5);

  const Interval median = PooledQuantile(pointers(runs)).at(0.5);
  EXPECT_NEAR(median.value, 7e-3, 0.006 * 7e-3);
  EXPECT_NEAR(median.low, 5e-3, 0.006 * 5e-3);
  EXPECT_NEAR(median.high, 9e-3, 0.006 * 9e-3);
}

// All that lies above the 80th percentile of three runs comes from one of them: how far up it goes is not in
// this sample, and the interval has no upper end.
TEST(PooledQuantile, HasNoUpperEndBeyondWhatWasCounted) {
  const Histogram calm = of({1, 1, 1, 1, 1, 1, 1, 1});
  const Histogram wild = of({2, 2, 2, 2, 8, 8, 8, 9});
  const Interval p80 = PooledQuantile({&calm, &calm, &wild}).at(0.8);
  EXPECT_NEAR(p80.value, 2e-3, 2e-5);
  EXPECT_NEAR(p80.low, 1e-3, 1e-5);
  EXPECT_EQ(p80.high, std::numeric_limits<double>::infinity());
  EXPECT_TRUE(p80.has_interval());
}

// Where nothing lies above the value there is no interval; from one run there never is one, and from nothing
// there is no value.
TEST(PooledQuantile, HasNoIntervalBeyondWhatWasCounted) {
  const std::vector<Histogram> runs{of({1, 2, 3}), of({5, 6, 9}), of({2, 2, 2})};
  const Histogram alike = of({7, 7, 7, 7, 7, 7, 7, 7});
  const Interval p90 = PooledQuantile(pointers(runs)).at(0.9);
  EXPECT_NEAR(p90.value, 9e-3, 1e-4);
  EXPECT_FALSE(p90.has_interval());

  EXPECT_FALSE(PooledQuantile({&runs[0]}).at(0.5).has_interval());
  EXPECT_TRUE(PooledQuantile({&alike, &alike}).at(0.9).has_interval());  // ... unless many are the longest
  const Histogram nothing;
  EXPECT_TRUE(std::isnan(PooledQuantile({&nothing, &nothing}).at(0.5).value));
}

}  // namespace
}  // namespace plimsoll
