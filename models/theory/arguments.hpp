#pragma once

#include <cstdint>

/// What the formulas ask of their arguments. Written so that NaN fails every question.
namespace plimsoll::theory {

/// The longest chain of states that is summed up: about a tenth of a second.
inline constexpr std::int64_t most_states = 10'000'000;

constexpr bool is_finite(double x) { return x - x == 0; }
constexpr bool is_rate(double x) { return x >= 0 && is_finite(x); }
constexpr bool is_positive(double x) { return x > 0 && is_finite(x); }
constexpr bool is_probability(double x) { return x >= 0 && x <= 1; }
constexpr bool is_count(std::int64_t n) { return n >= 1 && n <= most_states; }

}  // namespace plimsoll::theory
