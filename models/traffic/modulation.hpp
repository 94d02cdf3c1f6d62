#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "sim/stream.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// A rate that moves by chance between states, each of which holds for a time drawn from its law and is
/// followed by another. With exponential times, Poisson arrivals and no moves on arrival this is the
/// Markov-modulated Poisson process; with moves on arrival, a Markovian arrival process (Neuts, Lucantoni).
///
/// The rule alone: says where it stands and what comes next; the source schedules.
///
/// Randomness  how long a state holds and what follows, by number of the change; moves on arrival, by number
/// of
///             the arrival.
/// Checked by  the long-run shares of the states; MMPP/M/1 and MAP/M/1 by their matrix-geometric solution.
class Modulation {
 public:
  /// `name` is the traffic's: "traffic.shoppers".
  Modulation(const std::vector<spec::TrafficState>& states, const std::string& name, const Luck& luck);

  bool is_on() const { return !states_.empty(); }

  /// Begins in the state written first, or (`anywhere`) in one drawn by its long-run share.
  void start(bool anywhere);

  double rate() const { return states_[now_].rate; }
  /// How long the state that has just begun holds.
  Duration lasts() const { return states_[now_].lasts.sample_duration(lasts_, 0, changes_); }

  /// The time of the state is over.
  void move();
  /// Arrival number `arrival` has come. Returns whether the state was left for it.
  bool move_on_arrival(std::uint64_t arrival);

 private:
  struct Target {
    std::size_t state;
    double cumulative;  // chance of this one or an earlier one
  };
  struct State {
    double rate;  // per second
    Distribution lasts;
    std::vector<Target> next, on_arrival;
  };

  static std::vector<Target> targets(const std::vector<spec::TrafficState>& states,
                                     const spec::Shares& shares, double whole);

  std::vector<State> states_;
  std::vector<double> long_run_;
  Stream lasts_, next_, moves_;
  std::size_t now_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace plimsoll
