#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/spec/quantity.hpp"
#include "sim/time.hpp"

/// Texts with a unit, "8 ms", and back. A blank between number and unit may be left out.
namespace plimsoll::spec {

/// What came of reading a quantity: its value, or what is wrong with it and what to write instead.
template <typename T>
struct Parsed {
  std::optional<T> value;
  std::string problem;
  std::string remedy;
};

/// Units: ns, us, ms, s, min, h, day. Never negative; at most 292 years. The second form is in seconds and
/// keeps parts of a nanosecond.
Parsed<Duration> parse_duration(std::string_view text);
Parsed<double> parse_seconds(std::string_view text);

/// Units: /s, /min, /h, /day. In events per second.
Parsed<Rate> parse_rate(std::string_view text);

/// "0.1 %".
Parsed<Ratio> parse_ratio(std::string_view text);

/// Units: B, KB = 1000 B, KiB = 1024 B, MB, MiB, GB, GiB. In bytes.
Parsed<std::int64_t> parse_bytes(std::string_view text);

/// "0.17 USD/h", "120 EUR/month". Units of time: /h, /day, /month (730 hours).
Parsed<Price> parse_price(std::string_view text);

/// The share below a percentile: "p99" is 0.99, "p999" and "p99_9" are 0.999. Nothing for other names; names
/// of three digits and more begin with a 9, lest p100 mean a tenth.
std::optional<double> parse_percentile(std::string_view name);

/// What kind of quantity a text without quotes would be if quoted: "a time", "a rate", "a share", "a size",
/// "a price", or "" if it is none.
std::string quantity_kind(std::string_view text);
/// `text` with one blank between number and unit: "60s" becomes "60 s".
std::string with_blank(std::string_view text);

/// The shortest text that reads back as the same number. With `always_real` whole numbers get a ".0".
std::string write_number(double value, bool always_real = false);

/// In the largest unit that needs no fraction: "90 s", "5 min".
std::string write_duration(Duration value);
std::string write_seconds(double seconds);
std::string write_rate(Rate value);
/// In the unit that gives the smallest whole number: "64 KiB", "1 GB".
std::string write_bytes(Bytes value);
std::string write_price(const Price& value);

}  // namespace plimsoll::spec
