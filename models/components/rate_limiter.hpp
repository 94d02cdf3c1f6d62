#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/policies/token_bucket.hpp"
#include "models/spec/fields.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

struct RateLimiterSpec {
  enum class Mode { refuse, wait };

  spec::Rate rate;
  std::int64_t burst = 1;
  Mode mode = Mode::refuse;
  spec::Limit queue{100};
  std::string per;  // an attribute; empty: one bucket for all

  void describe(spec::Fields& f);
};

/// Lets requests pass at a steady rate and a burst of them at once: a token bucket that starts full.
///
///     in ──▶ [ a token? ] ──▶ out                     mode = "refuse"
///               └─ none ──▶ limited
///
///     in ──▶ [ line, at most `queue` ] ──▶ out        mode = "wait": in turn, each at its token's instant
///               └─ full ──▶ limited
///
/// Who waits has its token reserved on arrival. One that is cancelled while it waits loses the token: it has
/// used up its share of the rate, and nobody behind it moves up. A new rate or burst counts for those who
/// arrive from then on; instants already reserved stay. With `per` every value of the attribute has its own
/// bucket, and `queue` is the length of all lines together.
///
/// Measures    requests waiting [average over time], wait [s] of those that passed, passed and limited.
/// Randomness  none.
/// Checked by  a burst of n: the k-th passes (k - burst) / rate after the first; on Poisson arrivals it
///             refuses 1 - b / (1 + rho b) as an M/D/1/K does.
class RateLimiter final : public Component {
 public:
  explicit RateLimiter(const spec::Part& part)
      : Component(part), spec_(settings_of<RateLimiterSpec>(*this)) {}

  void wire(Compiler& compiler) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_pass(Compiler&, const Context&, const Step* next) override;

 private:
  static RateLimiter& part_of(const Step& step);
  static const Step* pass(Engine&, RequestIndex, const Step&);
  static const Step* turn_has_come(Engine&, RequestIndex, const Step&);
  static void withdraw(Engine&, RequestIndex, const Step&);

  TokenBucket& bucket_of(Engine& engine, RequestIndex r);
  const Step* passed(const Step& step, Duration waited);
  const Step* limited(Engine& engine, RequestIndex r, const Step& step);

  RateLimiterSpec& spec_;
  std::uint32_t key_slot_ = 0;
  std::vector<TokenBucket> buckets_;
  FlatMap<std::uint32_t> bucket_by_key_;  // 1 + its place in buckets_
  TimeAverage waiting_;
  Histogram wait_;
  std::uint64_t passed_ = 0, limited_ = 0;
  uint128 gave_up_ns_ = 0;  // for the books
};

}  // namespace plimsoll
