#pragma once

#include <cstdint>

#include "sim/check.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Stops calling what keeps failing, and tries again after a while (a circuit breaker).
///
///              `failures` in a row                  `open_for` has passed
///     closed ──────────────────────▶ open ───────────────────────────────▶ half open
///        ▲                            ▲   any trial fails                     │  │
///        │                            └───────────────────────────────────────┘  │
///        └──────────────── `trials` trials succeed ──────────────────────────────┘
///
/// Every call that allows() let through ends in exactly one of succeeded(), failed() or forgotten().
/// A call belongs to the period (stretch of one state) in which it was let through: whoever makes the
/// call notes period() right after allows() and hands it back with the verdict. A verdict on an earlier
/// period changes nothing, so calls started before the breaker opened cannot close or re-open it.
///
/// Measures    times opened [count].
/// Randomness  none.
/// Checked by  short stories.
class Breaker {
 public:
  enum class State : std::uint8_t { closed, open, half_open };

  /// Opens after `failures` in a row (at least 1), stays open for `open_for`, then lets `trials` (at
  /// least 1) calls at once through, and closes after as many successes.
  Breaker(std::int64_t failures, Duration open_for, std::int64_t trials)
      : failures_(failures), trials_(trials), open_for_(open_for) {
    PLIMSOLL_CHECK(failures >= 1 && trials >= 1 && open_for >= Duration{});
  }

  /// Whether a call may be made now. True counts it as made.
  bool allows(SimTime now) {
    if (state_ == State::closed) return true;
    if (state_ == State::open) {
      if (now < half_opens_at_) return false;
      enter(State::half_open);
    }
    if (trials_in_flight_ == trials_) return false;
    ++trials_in_flight_;
    return true;
  }

  /// The period that calls let through now belong to.
  std::uint64_t period() const { return period_; }

  /// The call let through in `period` succeeded.
  void succeeded(SimTime, std::uint64_t period) {
    if (period != period_) return;
    in_a_row_ = state_ == State::half_open ? in_a_row_ + 1 : 0;
    if (state_ != State::half_open) return;
    end_trial();
    if (in_a_row_ == trials_) enter(State::closed);
  }

  /// The call let through in `period` failed.
  void failed(SimTime now, std::uint64_t period) {
    if (period != period_ || state_ == State::open) return;
    if (state_ == State::closed && ++in_a_row_ < failures_) return;
    enter(State::open);
    half_opens_at_ = now + open_for_;
    ++opened_;
  }

  /// The call let through in `period` ended without a verdict (it was cancelled): a trial makes room for
  /// another, nothing is counted.
  void forgotten(SimTime, std::uint64_t period) {
    if (period == period_ && state_ == State::half_open) end_trial();
  }

  /// The same for callers who cannot note the period; the verdict is taken to be on the present one.
  /// While the breaker is open such verdicts still change nothing, nor do more verdicts than trials in
  /// flight while it is half open, but a late one can be mistaken for a trial's.
  void succeeded(SimTime now) {
    if (may_be_of_this_period()) succeeded(now, period_);
  }
  void failed(SimTime now) {
    if (may_be_of_this_period()) failed(now, period_);
  }
  void forgotten(SimTime now) {
    if (may_be_of_this_period()) forgotten(now, period_);
  }

  /// The state as of the last call; an open breaker becomes half open when it is next asked.
  State state() const { return state_; }
  /// When the breaker, being open, will let a trial through.
  SimTime half_opens_at() const { return half_opens_at_; }
  /// How often it has opened, re-opening included.
  std::int64_t opened() const { return opened_; }

 private:
  void enter(State state) {
    state_ = state;
    in_a_row_ = 0;
    trials_in_flight_ = 0;
    ++period_;
  }
  void end_trial() {
    PLIMSOLL_CHECK(trials_in_flight_ > 0);
    --trials_in_flight_;
  }
  bool may_be_of_this_period() const { return state_ != State::half_open || trials_in_flight_ > 0; }

  std::int64_t failures_;
  std::int64_t trials_;
  Duration open_for_;
  SimTime half_opens_at_{};
  std::int64_t in_a_row_ = 0;  // failures while closed, successes while half open
  std::int64_t trials_in_flight_ = 0;
  std::int64_t opened_ = 0;
  std::uint64_t period_ = 0;
  State state_ = State::closed;
};

}  // namespace plimsoll
