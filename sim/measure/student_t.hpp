#pragma once

#include <cstdint>

namespace plimsoll {

/// The t with P(-t < T < t) = confidence, where T follows Student's distribution with
/// `degrees_of_freedom` (at least 1): for 0.95 and 19 it is 2.093.
///
/// Uses only + - * / and square roots, so its bits are the same everywhere. Relative error below 1e-10
/// for a `confidence` from 0.5 to 0.9999. The time taken grows with the degrees of freedom up to 2,000,
/// and no further.
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4 (probability),
/// 26.7.5 (expansion for many degrees of freedom).
double student_t_two_sided(double confidence, std::int64_t degrees_of_freedom);

/// P(T < t), to about 1e-15: the other way round. The time taken grows with the degrees of freedom.
double student_t_below(double t, std::int64_t degrees_of_freedom);

}  // namespace plimsoll
