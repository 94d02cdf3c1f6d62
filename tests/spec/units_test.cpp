#include "models/spec/units.hpp"

#include <gtest/gtest.h>

namespace plimsoll::spec {
namespace {

// Every unit of time, with and without a blank, with fractions, exponents and grouped digits.
TEST(Units, ReadTimes) {
  EXPECT_EQ(parse_duration("8 ms").value, Duration::ms(8));
  EXPECT_EQ(parse_duration("8ms").value, Duration::ms(8));
  EXPECT_EQ(parse_duration("5 ns").value, Duration::ns(5));
  EXPECT_EQ(parse_duration("0.6 us").value, Duration::ns(600));
  EXPECT_EQ(parse_duration("1_500 s").value, Duration::seconds(1500));
  EXPECT_EQ(parse_duration("1.5e2 s").value, Duration::seconds(150));
  EXPECT_EQ(parse_duration("2 min").value, Duration::seconds(120));
  EXPECT_EQ(parse_duration("2 h").value, Duration::seconds(7200));
  EXPECT_EQ(parse_duration("1 day").value, Duration::seconds(86400));
  EXPECT_EQ(parse_duration("0 s").value, Duration{});
}

// The last nanosecond of 64 bits is read exactly; one more is refused and never wraps.
TEST(Units, EndAtTheEdgeOf64Bits) {
  EXPECT_EQ(parse_duration("9223372036854775807 ns").value, Duration::max());
  EXPECT_EQ(parse_duration("9223372036854775808 ns").problem,
            "9223372036854775808 ns is longer than 292 years");
  EXPECT_EQ(parse_duration("106752 day").problem, "106752 day is longer than 292 years");
  EXPECT_EQ(parse_duration("1e400 s").problem, "1e400 s is longer than 292 years");
  EXPECT_EQ(parse_bytes("9_000_000_000 GiB").problem, "9_000_000_000 GiB is too large a size");
  EXPECT_EQ(parse_rate("1e400 /s").problem, "1e400 /s is too large a rate");
}

// What is no time says so, and shows how a time is written.
TEST(Units, RefuseWhatIsNoTime) {
  EXPECT_EQ(parse_duration("8 mss").problem, "'mss' is no unit of time");
  EXPECT_EQ(parse_duration("8 mss").remedy, "did you mean 'ms'?");
  EXPECT_EQ(parse_duration("soon").problem, "'soon' is not a time");
  EXPECT_EQ(parse_duration("8").problem, "'8' has no unit");
  EXPECT_EQ(parse_duration("-8 ms").problem, "a time cannot be negative, got -8 ms");
  for (const char* text :
       {"", " ", "ms", "nan s", "inf s", "8 m s", "1__0 s", "_1 s", "1. s", ".5 s", "0x10 s", "- 1 s"}) {
    EXPECT_EQ(parse_duration(text).value, std::nullopt) << text;
    EXPECT_NE(parse_duration(text).problem, "") << text;
  }
}

// Rates per second, minute, hour and day; shares; sizes in powers of 1000 and of 1024.
TEST(Units, ReadRatesSharesAndSizes) {
  EXPECT_EQ(parse_rate("200 /s").value->per_second, 200);
  EXPECT_EQ(parse_rate("90/min").value->per_second, 1.5);
  EXPECT_EQ(parse_rate("7_200 /h").value->per_second, 2);
  EXPECT_EQ(parse_rate("86_400 /day").value->per_second, 1);
  EXPECT_EQ(parse_ratio("0.1 %").value->value, 0.001);
  EXPECT_EQ(parse_bytes("3 KB").value, 3000);
  EXPECT_EQ(parse_bytes("1.5 KiB").value, 1536);
  EXPECT_EQ(parse_bytes("1 GiB").value, 1'073'741'824);
  EXPECT_EQ(parse_bytes("0.5 B").problem, "0.5 B is not a whole number of bytes");
}

// A month of 730 hours at 73 USD is 0.1 USD per hour.
TEST(Units, ReadPrices) {
  EXPECT_EQ(parse_price("0.17 USD/h").value->per_hour, 0.17);
  EXPECT_EQ(parse_price("73 EUR/month").value->per_hour, 0.1);
  EXPECT_EQ(parse_price("73 EUR/month").value->currency, "EUR");
  EXPECT_EQ(parse_price("24USD/day").value->per_hour, 1);
  EXPECT_EQ(parse_price("17 usd/h").problem, "'17 usd/h' has no currency of three capital letters");
  EXPECT_EQ(parse_price("0.17 USD").problem, "'0.17 USD' does not say per hour, day, month, GB or million");
  EXPECT_EQ(parse_price("-1 USD/h").problem, "a price cannot be negative, got -1 USD/h");
}

// p50 to p99.99 are percentiles; p100 and p5 are not.
TEST(Units, ReadPercentiles) {
  EXPECT_EQ(parse_percentile("p50"), 0.5);
  EXPECT_EQ(parse_percentile("p99"), 0.99);
  EXPECT_EQ(parse_percentile("p999"), 0.999);
  EXPECT_EQ(parse_percentile("p99_9"), 0.999);
  EXPECT_EQ(parse_percentile("p9999"), 0.9999);
  for (const char* name : {"p", "p5", "p00", "p100", "p99_", "p9_9", "q99", "p99x"}) {
    EXPECT_EQ(parse_percentile(name), std::nullopt) << name;
  }
}

// Times are written in the largest unit that needs no fraction, and read back as the same value.
TEST(Units, WriteWhatTheyRead) {
  EXPECT_EQ(write_duration(Duration::ms(1500)), "1500 ms");
  EXPECT_EQ(write_duration(Duration::seconds(90)), "90 s");
  EXPECT_EQ(write_duration(Duration::seconds(300)), "5 min");
  EXPECT_EQ(write_duration(Duration{}), "0 s");
  EXPECT_EQ(write_duration(Duration::max()), "9223372036854775807 ns");
  EXPECT_EQ(write_number(0.1), "0.1");
  EXPECT_EQ(write_number(3, true), "3.0");
  for (const double seconds : {0.0, 1e-10, 0.3e-3, 1.0 / 3.0, 5.0, 1e9}) {
    EXPECT_EQ(parse_seconds(write_seconds(seconds)).value, seconds) << write_seconds(seconds);
  }
}

}  // namespace
}  // namespace plimsoll::spec
