#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/theory/answer.hpp"

namespace plimsoll::python {

/// What a formula says of one row of arguments: its figures in the order of Formula::figures, or a reason.
struct Row {
  std::array<double, 10> figures{};
  std::string_view refused;  // why there are none; else empty
};

/// A formula of theory over plain numbers, as Python calls it: row by row.
struct Formula {
  std::string_view name;
  std::vector<std::string_view> arguments;
  std::vector<std::string_view> figures;
  Row (*of)(const double* arguments);
};

/// A count that came as a double; -1, which every formula refuses, where it is none.
constexpr std::int64_t whole(double x) {
  return x >= 0 && x <= 9e15 && static_cast<double>(static_cast<std::int64_t>(x)) == x
             ? static_cast<std::int64_t>(x)
             : -1;
}

/// An answer of one number.
template <typename Number>
Row row_of(const theory::Answer<Number>& answer) {
  if (!answer) return {{}, answer.reason()};
  return {{static_cast<double>(*answer)}, {}};
}

std::span<const Formula> station_formulas();
std::span<const Formula> other_formulas();

}  // namespace plimsoll::python
