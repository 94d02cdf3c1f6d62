#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace plimsoll {

class Engine;

/// One number of the model that events move, and how it is moved. Where a time is replaced that may be a
/// distribution, the number says by which of `laws` (1 is the first; 0, the base, is the usual one).
struct LiveSetting {
  double base = 0;
  std::function<void(Engine&, double)> apply;
  std::shared_ptr<std::vector<Distribution>> laws = nullptr;
};

/// Moves settings while the model runs: what [event.NAME] says under `set`.
///
/// While an event lasts its value holds; with a ramp the value moves in a straight line over that long at
/// each end, in at most a hundred steps; a distribution is replaced at once. Of several events that move one
/// setting the last to start wins.
class LiveSettings {
 public:
  using Find = std::function<LiveSetting(const spec::Change&)>;

  /// Schedules every move. `find` resolves a change to what it moves.
  void set_up(Engine& engine, const std::vector<spec::Event>& events, const Find& find);

 private:
  struct Influence {
    SimTime starts, ends;
    Duration ramp;
    double value;
  };
  struct Moved {
    LiveSetting setting;
    std::vector<Influence> influences;  // in order of start
    double present;
  };
  struct Move {
    LiveSettings* owner;
    std::size_t moved;
  };

  static double share_of(const Influence& influence, SimTime now);
  static void move(Engine& engine, void* context);
  static std::vector<SimTime> instants(const Influence& influence);

  std::vector<std::unique_ptr<Moved>> moved_;
  std::vector<std::unique_ptr<Move>> moves_;
};

}  // namespace plimsoll
