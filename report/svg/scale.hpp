#pragma once

#include <vector>

/// From values to places in a drawing, and where to put marks.
namespace plimsoll::report::svg {

/// Maps [low, high] to [from, to], evenly or by logarithm. What lies outside is moved to the nearer end.
class Scale {
 public:
  static Scale linear(double low, double high, double from, double to);
  /// Both ends must be positive.
  static Scale logarithmic(double low, double high, double from, double to);

  double at(double value) const;
  double low() const { return low_; }
  double high() const { return high_; }

  /// Values to mark, about so many: 1, 2 or 5 times a power of ten. On a logarithmic scale powers of ten
  /// where there are enough of them.
  std::vector<double> ticks(int wanted) const;

 private:
  Scale(bool is_logarithmic, double low, double high, double from, double to);
  std::vector<double> even_ticks(int wanted) const;

  bool is_logarithmic_;
  double low_, high_, from_, to_;
};

/// The least round number that is at least `value`, not much above it: where an axis may end.
double round_up(double value);

}  // namespace plimsoll::report::svg
