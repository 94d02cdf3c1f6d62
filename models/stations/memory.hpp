#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/spec/fields.hpp"
#include "models/spec/quantity.hpp"
#include "models/spec/spec.hpp"
#include "sim/check.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

/// What a machine has of memory, what it takes before anybody comes, and what happens when it runs out.
struct MemorySpec {
  std::optional<spec::Bytes> memory;
  spec::Bytes memory_base;
  Duration restart = Duration::seconds(10);

  void describe(spec::Fields& f);
  /// Appends what does not go together.
  void add_mismatches(std::vector<spec::Mismatch>& found) const;
};

/// The memory of one machine: what is held, and what has been left behind and is not collected yet.
///
///     take ──▶ [ base + held + garbage ] ──▶ more than there is: the machine is to crash
///     give back ──▶ free, or garbage until it is collected
///
/// Measures    bytes in use [average, most].
/// Checked by  base + n x each, exactly; a crash at the first byte too many.
class Memory {
 public:
  explicit Memory(const MemorySpec& spec) : spec_(spec) { used_.set({}, spec.memory_base.count); }

  void take(SimTime now, std::int64_t bytes) {
    held_ += bytes;
    note(now);
  }
  void give_back(SimTime now, std::int64_t bytes, bool becomes_garbage) {
    PLIMSOLL_CHECK(held_ >= bytes);
    held_ -= bytes;
    if (becomes_garbage) garbage_ += bytes;
    note(now);
  }
  void collect(SimTime now) {
    garbage_ = 0;
    note(now);
  }

  bool is_exceeded() const { return spec_.memory && used_.level() > spec_.memory->count; }
  std::int64_t held() const { return spec_.memory_base.count + held_; }
  const TimeAverage& used() const { return used_; }
  void end_warm_up(SimTime now) { used_.reset(now); }

 private:
  void note(SimTime now) { used_.set(now, spec_.memory_base.count + held_ + garbage_); }

  const MemorySpec& spec_;
  std::int64_t held_ = 0, garbage_ = 0;
  TimeAverage used_;
};

/// How often a machine has crashed, and how long it was down.
struct Downtime {
  bool is_down = false;
  std::uint64_t crashes = 0;
  TimeAverage down;

  void begin(SimTime now) {
    is_down = true;
    ++crashes;
    down.set(now, 1);
  }
  void end(SimTime now) {
    is_down = false;
    down.set(now, 0);
  }
  void end_warm_up(SimTime now) {
    crashes = 0;
    down.reset(now);
  }
  double seconds(SimTime now) const { return static_cast<double>(down.integral(now)) * 1e-9; }
};

}  // namespace plimsoll
