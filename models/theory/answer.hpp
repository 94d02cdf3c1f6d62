#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "sim/check.hpp"

namespace plimsoll::theory {

/// Why theory says nothing, as a clause that can follow a colon: "there is no steady state: ...". The text
/// lives as long as the program.
struct Refusal {
  std::string_view reason;
};

/// What theory says, or why it says nothing. A number in an answer is never NaN; outside the validity of a
/// formula there is a refusal instead of a number.
template <class T>
class [[nodiscard]] Answer {
 public:
  Answer(T value) : value_(std::move(value)) {}
  Answer(Refusal refusal) : reason_(refusal.reason) {}

  bool has_value() const { return value_.has_value(); }
  explicit operator bool() const { return has_value(); }

  /// The value. Asking a refusal for it is our own mistake and stops the run.
  const T& value() const {
    PLIMSOLL_CHECK(has_value());
    return *value_;
  }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }

  /// Why there is no value; empty if there is one.
  std::string_view reason() const { return reason_; }
  Refusal refusal() const { return {reason_}; }

 private:
  std::optional<T> value_;
  std::string_view reason_;
};

/// Reasons that many formulas share.
namespace refusal {
inline constexpr Refusal no_steady_state{
    "there is no steady state: as much or more work arrives as can be done"};
inline constexpr Refusal bad_rate{"a rate has to be a finite number, 0 or more"};
inline constexpr Refusal bad_time{"a service time has to be a finite number above 0"};
inline constexpr Refusal bad_variation{
    "a squared coefficient of variation has to be a finite number, 0 or more"};
inline constexpr Refusal bad_servers{"there have to be from 1 to 10,000,000 servers"};
inline constexpr Refusal bad_probability{"a probability has to lie between 0 and 1"};
inline constexpr Refusal too_many_states{"there are more than 10,000,000 states"};
inline constexpr Refusal out_of_range{"the numbers leave the range that can be computed with"};
}  // namespace refusal

}  // namespace plimsoll::theory
