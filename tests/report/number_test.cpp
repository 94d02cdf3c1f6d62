#include "report/number.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

// Thousands are set off by commas, before the point only, and a minus sign is not a digit.
TEST(Number, SetsOffThousands) {
  EXPECT_EQ(fixed(1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(fixed(999, 0), "999");
  EXPECT_EQ(fixed(-1000, 0), "-1,000");
  EXPECT_EQ(fixed(-0.0001, 2), "0.00");
  EXPECT_EQ(count(18'446'744'073'709'551'615u), "18,446,744,073,709,551,615");
}

// Significant digits never cost a whole digit, and a figure that is no number is a dash.
TEST(Number, KeepsWholeDigits) {
  EXPECT_EQ(significant(0.05134, 3), "0.0513");
  EXPECT_EQ(significant(12345.6, 3), "12,346");
  EXPECT_EQ(significant(0, 3), "0.00");
  EXPECT_EQ(significant(std::numeric_limits<double>::infinity(), 3), "–");
  EXPECT_EQ(plain(900), "900");
  EXPECT_EQ(plain(0.1), "0.1");
}

// A value ends at the decimal where its half width ends: a narrow interval earns more digits.
TEST(Number, RoundsAValueToItsHalfWidth) {
  EXPECT_EQ(show(estimate(0.0221712, 0.000372), 1000).joined(), "22.2 ± 0.4");
  EXPECT_EQ(show(estimate(0.0221712, 0.000121), 1000).joined(), "22.17 ± 0.12");
  EXPECT_EQ(show(estimate(72013.4, 260)).joined(), "72,013 ± 260");
  EXPECT_EQ(show(estimate(1234.5678, 1e-9)).joined(), "1,234.57 ± <0.01");
}

// Equal replications have an interval of no width; one replication has none; nothing measured is a dash.
TEST(Number, TellsExactFromUnsureFromAbsent) {
  EXPECT_EQ(show(estimate(500, 0)).joined(), "500 ± 0");
  EXPECT_EQ(show(estimate(500)).joined(), "500");
  EXPECT_EQ(show(Estimate{}).joined(), "–");
  EXPECT_EQ(show(estimate(std::numeric_limits<double>::quiet_NaN(), 1)).joined(), "–");
}

// An interval that reaches further up than down is shown by its longer side.
TEST(Number, ShowsTheLongerSideOfALopsidedInterval) {
  EXPECT_EQ(show({10.0, 9.0, 13.0, true, true}).joined(), "10.0 ± 3.0");
}

// A span of time takes the unit in which it has the fewest digits.
TEST(Number, ChoosesAUnitOfTime) {
  EXPECT_EQ(time_text(0), "0 s");
  EXPECT_EQ(time_text(250e-9), "250 ns");
  EXPECT_EQ(time_text(0.9), "900 ms");
  EXPECT_EQ(time_text(90), "90 s");
  EXPECT_EQ(time_text(3600), "60 min");
  EXPECT_EQ(time_text(5400), "90 min");
  EXPECT_EQ(time_text(86400), "24 h");
  EXPECT_EQ(time_text(3 * 86400), "3 days");
  EXPECT_EQ(time_unit(0.00005).name, "µs");
  EXPECT_EQ(time_unit(0.2).name, "ms");
  EXPECT_EQ(time_unit(12).name, "s");
}

}  // namespace
}  // namespace plimsoll::report
