#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/results.hpp"

/// Numbers as people read them. Never used where a program reads: JSON carries full precision and SI units.
namespace plimsoll::report {

/// A figure in two pieces, so that a table can line up what stands left and right of the "±".
struct Shown {
  std::string value;       // "22.17", or "–" where there is nothing to show
  std::string half_width;  // "± 0.37"; empty without an interval

  std::string joined() const { return half_width.empty() ? value : value + " " + half_width; }
};

/// A unit of display: multiply by `scale`, then write `name` behind.
struct Unit {
  double scale = 1;
  std::string name;
};

/// `value` with `decimals` digits after the point and commas between thousands: "1,234.50".
std::string fixed(double value, int decimals);

/// `value` with at most `digits` significant digits, whole digits always kept: "0.0513", "12.3", "1,234".
std::string significant(double value, int digits);

/// At most four significant digits and no zeros at the end: "900", "0.1".
std::string plain(double value);

/// A count: "1,234,567".
std::string count(std::uint64_t value);

/// `estimate` times `scale`. The half width of its 95 % interval has one or two significant digits and the
/// value ends at the same decimal; where the interval is lopsided the longer side counts. Without an upper
/// end only the lower one is shown, "> 190"; "refused" where the figure is not told, and Footnotes say why.
Shown show(const Estimate& estimate, double scale = 1);

/// The unit in which times up to `largest_seconds` read best: µs, ms or s.
Unit time_unit(double largest_seconds);

/// One unit for a column of times; those that do not exist are left out.
Unit time_unit(const std::vector<Estimate>& seconds);

/// A span of time on its own, in the unit that suits it: "900 ms", "5 min", "1.5 h".
std::string time_text(double seconds);

/// "1 replication", "20 replications".
std::string plural(std::uint64_t number, const std::string& singular);

}  // namespace plimsoll::report
