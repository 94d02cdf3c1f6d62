#pragma once

#include <cstdint>

#include "models/draw_tally.hpp"
#include "sim/stream.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Many users who think for exponential times, as one process instead of an event for each.
///
///     candidate ──▶ one of those who think asks ──▶ ... ──▶ answered: one more thinks
///         └─ or nobody: fewer think than the bound it was drawn for
///
/// Exponential times have no memory, so k users who think ask at the instants of a Poisson process of rate
/// k / mean. Candidates come at the rate of a bound on k, and one is taken with chance k / bound (thinning:
/// P. A. W. Lewis, G. S. Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", Naval
/// Research Logistics Quarterly 26, 1979). The bound is set anew for each candidate: an eighth above k, and
/// no more than all users. Where answers take k beyond it, another candidate is drawn, and the one under way
/// is void.
///
/// Takes the place of the users' own clocks, with the same law: which user asks cannot be told, and need not.
///
/// Randomness  gap and taking, by number of the candidate: two variants of a model see the same candidates
///             as long as most users think.
/// Checked by  an exact short story; users who are never held up; M/M/c with a finite source; runs with an
///             event for each user.
class Crowd {
 public:
  /// `users` users think, for `mean_seconds` on average. `tally`: where draws are summed up, or nullptr.
  Crowd(const Stream& stream, double mean_seconds, std::int64_t users, DrawTally* tally)
      : stream_(stream), mean_seconds_(mean_seconds), users_(users), thinking_(users), tally_(tally) {}

  /// Draws the next candidate. It is due() at the instant returned; never, if nobody thinks.
  SimTime draw(SimTime now);

  /// The candidate has come: whether somebody asks. Then the next is to be drawn.
  bool takes();

  /// One more thinks. True where that makes more than the bound: then the next candidate is to be drawn.
  bool answered() { return ++thinking_ > bound_; }

  /// When the candidate under way comes. An event of another instant is of one that is void.
  SimTime due() const { return due_; }
  /// Of the candidate under way, from 0.
  std::uint64_t number() const { return drawn_ - 1; }
  std::int64_t thinking() const { return thinking_; }

 private:
  Stream stream_;
  double mean_seconds_;
  std::int64_t users_, thinking_;
  std::int64_t bound_ = 0;
  double taking_ = 0;  // uniform: the candidate is taken if a larger share of the bound thinks
  std::uint64_t drawn_ = 0;
  SimTime due_ = SimTime::max();
  DrawTally* tally_;
};

}  // namespace plimsoll
