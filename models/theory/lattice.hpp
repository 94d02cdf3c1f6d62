#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/theory/network.hpp"

namespace plimsoll::theory {

/// All ways in which 0 .. users[r] users of each class r can be in a piece of a closed network, and functions
/// of them: the normalising constants of Buzen's convolution. The last entry is that of all users. Entries
/// too small to matter are 0.
class Lattice {
 public:
  explicit Lattice(std::vector<std::int64_t> users);

  std::size_t size() const { return size_; }
  /// The entry of all users but one of class r, of which there is at least one.
  std::size_t last_but_one(std::size_t r) const { return size_ - 1 - strides_[r]; }

  /// Constants of delays alone: proportional to the product of demands[r]^n / n! over the classes.
  std::vector<double> delays(const std::vector<double>& demands) const;

  /// Adds a station with these demands to a piece of the network, and scales all so that the greatest is 1.
  /// Returns the factor of the scale.
  double convolve(std::vector<double>& constants, const Speed& speed,
                  const std::vector<double>& demands) const;

  /// Calls look(index, users by class) for every entry in order of index.
  template <typename Look>
  void for_each(Look&& look) const {
    std::vector<std::int64_t> digits(users_.size(), 0);
    for (std::size_t index = 0; index < size_; ++index) {
      look(index, digits);
      for (std::size_t r = 0; r < digits.size() && ++digits[r] > users_[r]; ++r) digits[r] = 0;
    }
  }

 private:
  /// out[n] += sum over r of demands[r] / speed * in[n - one of class r], in order of n. Where `in` and `out`
  /// are one, that is a geometric series.
  void add_shifted(const std::vector<double>& in, std::vector<double>& out,
                   const std::vector<double>& demands, double speed) const;

  std::vector<std::int64_t> users_;
  std::vector<std::size_t> strides_;
  std::size_t size_ = 1;
};

}  // namespace plimsoll::theory
