#pragma once

#include <cstdint>
#include <optional>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "sim/measure/histogram.hpp"

namespace plimsoll {

struct LeakyBucketSpec {
  spec::Rate drain_rate;
  std::int64_t depth = 100;

  void describe(spec::Fields& f);
};

/// The rule: requests leave one by one, never closer than 1/drain_rate. Takes `now` and decides.
class LeakyBucketRule {
 public:
  explicit LeakyBucketRule(const LeakyBucketSpec& spec);

  /// When a request arriving at `now` leaves, or nothing if the line is full. In order of `now`.
  std::optional<SimTime> admit(SimTime now);

 private:
  Duration gap_;  // between two departures
  std::int64_t depth_;
  SimTime next_departure_;
};

/// Smooths bursts: requests wait in line and leave one by one.
///
///     in ──▶ [ line, at most `depth` ] ──▶ out
///                  └─ full ──▶ limited
///
/// Measures    requests let through and refused, wait [s].
/// Randomness  none.
/// Checked by  a burst of n requests: the k-th leaves (k - 1) / drain_rate after the first.
class LeakyBucket final : public Component {
 public:
  explicit LeakyBucket(const spec::Part& part)
      : Component(part), rule_(settings_of<LeakyBucketSpec>(*this)) {}

  const Step* compile_pass(Compiler&, const Context&, const Step* next) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

 private:
  static const Step* enter(Engine&, RequestIndex, const Step&);
  static const Step* leave(Engine&, RequestIndex, const Step&);
  static void give_up(Engine&, RequestIndex, const Step&);

  LeakyBucketRule rule_;
  Histogram wait_;
  std::uint64_t refused_ = 0;
};

}  // namespace plimsoll
